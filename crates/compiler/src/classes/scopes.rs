//! What each style sheet of a program applies to, as classes.
//!
//! In: the graph and the compiled templates. Out: [`Classes`] for the sheet of the app, a page or a component. Must not: leave out an
//! element that a sheet may reach: what shares its styles is counted with everyone who may draw it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Classes;
use crate::cache::Cache;
use crate::graph::Graph;
use crate::program::Program;
use crate::sources::Sources;

pub(crate) struct Scopes<'p> {
    graph: &'p Graph,
    program: &'p Program,
    /// By path of the template, without ending; what it includes, and its WXS modules, are in it.
    files: BTreeMap<&'p str, Classes>,
}

impl<'p> Scopes<'p> {
    pub(crate) fn new(
        sources: &Sources<'_>,
        graph: &'p Graph,
        program: &'p Program,
        kept: &Cache<Classes>,
    ) -> Scopes<'p> {
        let files = program.templates.par_iter().map(|(path, template)| {
            let mut classes = Classes::default();
            let (mut waiting, mut seen) = (vec![path.clone()], BTreeSet::new());
            while let Some(path) = waiting.pop() {
                let Some(source) = sources.read(&format!("{path}.wxml")) else { continue };
                if seen.insert(path.clone()) {
                    let own = kept.get(&path, source.hash, || Classes::read(&source.text, &path));
                    classes.extend(&own);
                    waiting.extend(own.includes.iter().cloned());
                }
            }
            for module in modules(program, &template.wxs) {
                classes.add_wxs(&program.wxs[module].code);
            }
            (path.as_str(), classes)
        });
        Scopes { graph, program, files: files.collect() }
    }

    /// Classes that the sheet of a page or component may meet; of the app's with an empty path.
    pub(crate) fn of(&self, path: &str) -> Classes {
        let mut found = Classes::default();
        // A sheet that reaches outside may meet what any page draws.
        if path.is_empty() || (!self.graph.components[path].is_page && self.isolation(path) == Some("shared")) {
            for component in self.graph.components.values().filter(|component| self.is_reached(&component.path)) {
                self.add(&component.path, &mut found);
            }
        }
        if !path.is_empty() {
            self.add(path, &mut found);
            let frame = self.graph.frame_components.iter().filter(|_| self.graph.components[path].is_page);
            self.drawn_by(std::iter::once(path).chain(frame.map(String::as_str)), &mut found);
        }
        found
    }

    /// Adds what a component draws itself. What is drawn for a component that is not there, nobody knows.
    fn add(&self, path: &str, into: &mut Classes) {
        let component = self.graph.components.get(path);
        into.is_open |= component.is_some_and(|component| !component.absent.is_empty());
        let (mut waiting, mut seen) = (vec![path], BTreeSet::new());
        while let Some(path) = waiting.pop() {
            if seen.insert(path)
                && let Some(template) = self.program.templates.get(path)
            {
                into.extend(&self.files[path]);
                waiting.extend(template.imports.iter().map(String::as_str));
            }
        }
    }

    /// Adds the components within some that let styles of others in.
    fn drawn_by<'s>(&'s self, roots: impl Iterator<Item = &'s str>, into: &mut Classes) {
        let (mut waiting, mut seen) = (roots.collect::<Vec<_>>(), BTreeSet::new());
        while let Some(path) = waiting.pop() {
            let Some(component) = self.graph.components.get(path).filter(|_| seen.insert(path)) else { continue };
            if self.is_reached(path) {
                self.add(path, into);
            }
            waiting.extend(component.using.values().chain(component.generics.values()).map(String::as_str));
        }
    }

    /// Whether styles from outside apply to it.
    fn is_reached(&self, path: &str) -> bool {
        let Some(component) = self.graph.components.get(path) else { return false };
        component.is_page
            || self.isolation(path).is_some_and(|isolation| isolation != "isolated")
            || !component.script.as_ref().is_some_and(|script| self.is_defined_plainly(script))
    }

    /// Whether a script calls `Component({…})` itself: what a function of the program's own makes of its options is not known.
    fn is_defined_plainly(&self, script: &str) -> bool {
        let Some(module) = self.program.modules.get(script) else { return false };
        let text = &module.source.text;
        let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$' | '.');
        text.match_indices("Component({").any(|(at, _)| !text[..at].ends_with(is_name))
    }

    fn isolation(&self, path: &str) -> Option<&str> {
        self.program.isolation.get(path).map(String::as_str)
    }
}

/// WXS modules and those they need.
fn modules<'p>(program: &'p Program, named: &'p [String]) -> BTreeSet<&'p str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&str> = named.iter().map(String::as_str).collect();
    while let Some(path) = waiting.pop() {
        if let Some(module) = program.wxs.get(path)
            && found.insert(path)
        {
            waiting.extend(module.needs.iter().map(String::as_str));
        }
    }
    found
}
