//! Files that templates name and that are not there.
//!
//! In: compiled templates. Out: diagnostics. Must not: report imports and includes, which are reported where they are read.
//! Paths of images are relative to the page or component that draws them, wherever the template stands: files that several
//! pages import hold paths that are right for all of those.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::graph::Graph;
use crate::paths;
use crate::program::{Template, is_asset};
use crate::sources::Sources;
use crate::wxml;

/// Templates by path without ending.
type Templates = BTreeMap<String, Template>;

pub(crate) fn missing(sources: &Sources, graph: &Graph, templates: &Templates) -> Vec<Diagnostic> {
    let drawn_by = drawn_by(graph, templates);
    let mut diagnostics = Vec::new();
    for (path, template) in templates {
        let references = &template.compiled.unit.references;
        missing_scripts(sources, path, references, &mut diagnostics);
        if let Some(users) = drawn_by.get(path.as_str()) {
            missing_images(sources, users, references, &mut diagnostics);
        }
    }
    diagnostics
}

/// The pages and components that draw what a file defines, itself or through imports.
fn drawn_by<'t>(graph: &Graph, templates: &'t Templates) -> BTreeMap<&'t str, Vec<&'t str>> {
    let mut drawn_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for user in templates.keys().filter(|path| graph.components.contains_key(*path)) {
        let mut frontier = vec![user.as_str()];
        while let Some(path) = frontier.pop() {
            let Some((path, template)) = templates.get_key_value(path) else { continue };
            let users = drawn_by.entry(path).or_default();
            if users.last() != Some(&user.as_str()) {
                users.push(user);
                frontier.extend(template.imports.iter().map(String::as_str));
            }
        }
    }
    drawn_by
}

fn missing_scripts(sources: &Sources, path: &str, references: &wxml::References, diagnostics: &mut Vec<Diagnostic>) {
    for script in &references.scripts {
        if let wxml::ScriptSource::External { span } = &script.source
            && !sources.exists(&script.path)
        {
            let file = sources.place(&format!("{path}.wxml"));
            diagnostics.push(
                Diagnostic::warning("wxml/missing-wxs", file, format!("the module `{}` is not there", script.path))
                    .at(span.start as usize..span.end as usize, "no such file"),
            );
        }
    }
}

fn missing_images(sources: &Sources, users: &[&str], references: &wxml::References, diagnostics: &mut Vec<Diagnostic>) {
    for (reference, file) in &references.resources {
        let written = reference.path.split(['?', '#']).next().unwrap_or_default();
        if !is_asset(written) || paths::is_remote(written) {
            continue;
        }
        let is_there = |user: &&str| match paths::resolve(paths::folder(user), written) {
            Some(target) => sources.exists(&target),
            // Above the root of the program: nothing is said of what lies there.
            None => true,
        };
        if !users.iter().any(is_there) {
            diagnostics.push(
                Diagnostic::warning("wxml/missing-file", file, format!("`{}` is not there", reference.path))
                    .at(reference.span.start as usize..reference.span.end as usize, "no such file"),
            );
        }
    }
}
