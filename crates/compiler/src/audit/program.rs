//! What the audits look at: a compiled program with its templates and scripts read once more, as trees.
//!
//! In: the compiler's own structures. Out: [`Audited`], with the program's own files only: those of installed packages are left out.
//! Must not: judge.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use syntax::Document;

use super::boxes::{self, Rule};
use super::scripts::{self, Facts};
use crate::assemble::template_closure;
use crate::cache::Cache;
use crate::classes::Classes;
use crate::config::app::AppConfig;
use crate::graph::Graph;
use crate::paths;
use crate::program::Program;
use crate::sources::{Source, Sources, is_in_package};

pub(crate) struct Audited<'a, 'p> {
    pub sources: &'a Sources<'p>,
    pub app: &'a AppConfig,
    pub graph: &'a Graph,
    pub program: &'a Program,
    pub classes: &'a Cache<Classes>,
    pub templates: Vec<TemplateFile<'a>>,
    pub scripts: Vec<ScriptFile<'a>>,
    /// Rules of sheets that are not preprocessed, by path.
    rules: BTreeMap<&'a str, Vec<Rule>>,
    /// Who draws a template, by its path: itself, what it is imported or included by.
    users: BTreeMap<String, Vec<&'a str>>,
}

pub(crate) struct TemplateFile<'a> {
    /// Path in the program, without ending.
    pub path: &'a str,
    /// Path in the project.
    pub file: &'a str,
    pub text: &'a str,
    pub document: Document<'a>,
}

pub(crate) struct ScriptFile<'a> {
    /// Path in the program.
    pub path: &'a str,
    pub source: &'a Source,
    pub facts: Facts,
}

/// Texts of the program's own templates, those included among them, by path without ending.
pub(crate) fn template_texts(sources: &Sources<'_>, program: &Program) -> BTreeMap<String, Source> {
    let included = program.templates.values().flat_map(|template| &template.compiled.unit.references.includes);
    let paths: BTreeSet<&String> = program.templates.keys().chain(included.map(|include| &include.path)).collect();
    let read = |path: &String| {
        let source = sources.read(&format!("{path}.wxml"))?;
        (!is_in_package(&source.file)).then(|| (path.clone(), source))
    };
    paths.into_iter().filter_map(read).collect()
}

impl<'a, 'p> Audited<'a, 'p> {
    pub(crate) fn new(
        (sources, app, graph, program): (&'a Sources<'p>, &'a AppConfig, &'a Graph, &'a Program),
        classes: &'a Cache<Classes>,
        texts: &'a BTreeMap<String, Source>,
    ) -> Self {
        let template = |(path, source): (&'a String, &'a Source)| TemplateFile {
            path,
            file: &source.file,
            text: &source.text,
            document: syntax::parse(&source.text).0,
        };
        let own = |path: &str, source: &Source| !is_in_package(&source.file) && !path.ends_with(".json");
        let modules: Vec<_> = program.modules.iter().filter(|(path, module)| own(path, &module.source)).collect();
        let script = |(path, module): (&'a String, &'a crate::program::Module)| ScriptFile {
            path,
            source: &module.source,
            facts: scripts::read(&module.source.text, path),
        };
        let sheets: BTreeSet<&String> = program.sheets.values().flatten().collect();
        let plain = sheets.into_iter().filter(|path| matches!(paths::extension(path), ".wxss" | ".css"));
        let rules = |path: &'a String| Some((path.as_str(), boxes::rules(&sources.read(path)?.text)));
        Audited {
            rules: plain.filter_map(rules).collect(),
            users: users(graph, program),
            sources,
            app,
            graph,
            program,
            classes,
            templates: texts.par_iter().map(template).collect(),
            scripts: modules.into_par_iter().map(script).collect(),
        }
    }

    /// Rules that may apply to what a template defines: of the sheets of all that draw it. `None` when one is preprocessed.
    pub(crate) fn rules_for(&self, template: &str) -> Option<Vec<&Rule>> {
        let users = self.users.get(template).into_iter().flatten().copied();
        let sheets = users.chain([""]).filter_map(|user| self.program.sheets.get(user)).flatten();
        let rules = sheets.map(|sheet| self.rules.get(sheet.as_str())).collect::<Option<Vec<_>>>()?;
        Some(rules.into_iter().flatten().collect())
    }

    /// Texts in which a page, a picture or a field of data may be named: every script, template and WXS module, packages included.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Source> {
        let scripts = self.program.modules.values().map(|module| module.source.clone());
        let templates = self.program.templates.keys().filter_map(|path| self.sources.read(&format!("{path}.wxml")));
        let wxs = self.program.wxs.keys().filter_map(|path| self.sources.read(path));
        scripts.chain(templates).chain(wxs)
    }
}

fn users<'a>(graph: &'a Graph, program: &Program) -> BTreeMap<String, Vec<&'a str>> {
    let mut users: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for component in graph.components.keys() {
        let mut templates = BTreeSet::new();
        template_closure(component, program, &mut templates);
        let includes = templates.iter().flat_map(|path| &program.templates[path].compiled.unit.references.includes);
        let includes: Vec<String> = includes.map(|include| include.path.clone()).collect();
        for path in templates.into_iter().chain(includes) {
            users.entry(path).or_default().push(component);
        }
    }
    users
}
