//! Who needs what: for each page the components, modules, templates and WXS it reaches.
//!
//! In: the graph and the compiled program. Out: [`Reach`]. Must not: form files.
//! *Users* are numbered: first the pages in the order of app.json, in a build for tests its components, then the modules that scripts ask for while they run
//! (`require.async`), which are loaded like a page of their own.

use std::collections::{BTreeMap, BTreeSet};

use protocol::manifest::NAMES_GROUP;

use super::chunks::Users;
use crate::config::app::AppConfig;
use crate::graph::Graph;
use crate::js::apis::{FILE_GROUP, STORAGE_GROUP};
use crate::js::parts;
use crate::js::usage::Usage;
use crate::paths;
use crate::program::Program;
use crate::test_build::Tests;
use crate::wxml::ViewReads;

#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// Modules of app.js: loaded first, by everyone.
    pub app_modules: BTreeSet<String>,
    pub modules: BTreeMap<String, Users>,
    pub components: BTreeMap<String, Users>,
    pub templates: BTreeMap<String, Users>,
    pub wxs: BTreeMap<String, Users>,
    /// Components, each after those it uses, then pages.
    pub style_order: Vec<String>,
    names: Vec<String>,
    page_count: usize,
    /// Number of the first user that is a module.
    first_asked: usize,
    /// Some page saves a state when the program is left, or is where its next start begins.
    leaves_state: bool,
    /// Some script stores something, may do so by a computed name, or saves files: what is stored is read before the program's first line, whichever page that is of.
    stores: bool,
    roots: Vec<String>,
    /// Components by page.
    of_page: Vec<BTreeSet<String>>,
}

impl Reach {
    /// `stores`: even where no script does.
    pub(crate) fn new(app: &AppConfig, graph: &Graph, program: &Program, tests: Option<&Tests>, stores: bool) -> Reach {
        let mut reach = Reach { page_count: graph.pages.len(), ..Reach::default() };
        reach.roots = app.subpackages.iter().map(|package| package.root.clone()).collect();
        reach.app_modules = closure(graph.app_script.iter().cloned(), program);
        reach.app_modules.retain(|path| program.modules.contains_key(path));
        let mut needed = BTreeMap::new();
        let pages = graph.pages.iter().map(|page| &page.path);
        for (user, path) in pages.chain(&graph.mounts).enumerate() {
            reach.names.push(path.clone());
            let of_frame = graph.frame_components.iter().filter(|_| user < reach.page_count);
            let roots = std::iter::once(path).chain(of_frame);
            let components = component_closure(roots, graph, program, &mut needed);
            reach.add_page(user, &components, app, graph, program);
            reach.of_page.push(components);
        }
        let restarts = |window: &serde_json::Map<String, serde_json::Value>| window.contains_key("restartStrategy");
        let window = app.app.get("window").and_then(serde_json::Value::as_object);
        reach.leaves_state = window.is_some_and(restarts)
            || graph.pages.iter().any(|page| restarts(&graph.components[&page.path].config.window))
            || program.modules.values().any(|module| module.usage.parts().any(|part| part == parts::EXIT));
        let needs_storage = |group: &str| [STORAGE_GROUP, FILE_GROUP, NAMES_GROUP].contains(&group);
        reach.stores = stores || program.modules.values().any(|module| module.usage.groups().any(needs_storage));
        reach.first_asked = reach.names.len();
        reach.add_asked(program, tests);
        reach.order_styles(graph, &needed);
        reach
    }

    fn add_page(
        &mut self,
        user: usize,
        components: &BTreeSet<String>,
        app: &AppConfig,
        graph: &Graph,
        program: &Program,
    ) {
        let mut templates = BTreeSet::new();
        for path in components {
            self.components.entry(path.clone()).or_default().insert(user);
            template_closure(path, program, &mut templates);
        }
        let mut wxs = BTreeSet::new();
        for path in &templates {
            self.templates.entry(path.clone()).or_default().insert(user);
            wxs.extend(program.templates[path].wxs.iter().cloned());
        }
        let mut queue: Vec<String> = wxs.into_iter().collect();
        while let Some(path) = queue.pop() {
            let Some(module) = program.wxs.get(&path) else { continue };
            let users = self.wxs.entry(path).or_default();
            if !users.contains(user) {
                users.insert(user);
                queue.extend(module.needs.iter().cloned());
            }
        }
        let package = self.partition(&self.names[user]);
        let entry = app
            .subpackages
            .iter()
            .enumerate()
            .filter(|(index, _)| index + 1 == package)
            .filter_map(|(_, package)| package.entry.clone());
        let scripts = components.iter().filter_map(|path| graph.components[path].script.clone()).chain(entry);
        self.add_modules(user, closure(scripts, program));
    }

    fn add_modules(&mut self, user: usize, modules: BTreeSet<String>) {
        for path in modules {
            if !self.app_modules.contains(&path) {
                self.modules.entry(path).or_default().insert(user);
            }
        }
    }

    fn add_asked(&mut self, program: &Program, tests: Option<&Tests>) {
        let mut asked: BTreeSet<String> =
            program.modules.values().flat_map(|module| module.asks.iter().cloned()).collect();
        asked.extend(tests.into_iter().flat_map(|tests| tests.files.iter().cloned()));
        for path in asked {
            if !program.modules.contains_key(&path) {
                continue;
            }
            let user = self.names.len();
            self.names.push(path.clone());
            self.add_modules(user, closure(std::iter::once(path), program));
        }
    }

    fn order_styles(&mut self, graph: &Graph, needed: &BTreeMap<String, Vec<String>>) {
        let mut placed = BTreeSet::new();
        let mut order = Vec::new();
        let mut stack: Vec<(String, bool)> = graph.components.keys().rev().map(|path| (path.clone(), false)).collect();
        while let Some((path, is_left)) = stack.pop() {
            if is_left {
                order.push(path);
            } else if placed.insert(path.clone()) {
                stack.push((path.clone(), true));
                stack.extend(needed.get(&path).into_iter().flatten().rev().map(|path| (path.clone(), false)));
            }
        }
        let is_page = |path: &String| graph.components[path].is_page;
        self.style_order = order
            .iter()
            .filter(|path| !is_page(path))
            .chain(order.iter().filter(|path| is_page(path)))
            .cloned()
            .collect();
    }

    pub(crate) fn user_count(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn user_name(&self, user: usize) -> &str {
        &self.names[user]
    }

    /// Modules asked for at run time, with their user number.
    pub(crate) fn asked(&self) -> impl Iterator<Item = (&String, usize)> {
        self.names.iter().enumerate().skip(self.first_asked).map(|(user, path)| (path, user))
    }

    /// The package a file lies in: 0 is the main one.
    pub(crate) fn partition(&self, path: &str) -> usize {
        self.roots.iter().position(|root| paths::is_below(path, root)).map_or(0, |index| index + 1)
    }

    /// Built-in elements that a page's templates hold, sorted.
    pub(crate) fn elements(&self, user: usize, graph: &Graph, program: &Program) -> BTreeSet<String> {
        let mut templates = BTreeSet::new();
        for path in &self.of_page[user] {
            template_closure(path, program, &mut templates);
        }
        let in_templates = templates
            .iter()
            .flat_map(|path| program.templates[path].compiled.unit.references.built_ins().map(|tag| tag.tag.clone()));
        // A placeholder may be a built-in.
        let placeholders =
            self.of_page[user].iter().flat_map(|path| graph.components[path].placeholder.values().cloned());
        in_templates.chain(placeholders).collect()
    }

    /// What the scripts of a page, or of a module asked for at run time, do; those of app.js among them.
    fn usages<'p>(&'p self, user: usize, program: &'p Program) -> impl Iterator<Item = &'p Usage> {
        let own = self.modules.iter().filter(move |(_, users)| users.contains(user)).map(|(path, _)| path);
        self.app_modules.iter().chain(own).filter_map(|path| program.modules.get(path)).map(|module| &*module.usage)
    }

    /// API groups that those scripts name; storage wherever the program stores.
    pub(crate) fn groups(&self, user: usize, program: &Program) -> BTreeSet<&'static str> {
        self.usages(user, program).flat_map(Usage::groups).chain(self.stores.then_some(STORAGE_GROUP)).collect()
    }

    /// Parts of the logic realm that those scripts need, or a page's templates.
    pub(crate) fn parts(&self, user: usize, program: &Program) -> BTreeSet<&'static str> {
        let skeleton =
            (user < self.first_asked && self.plain_reads(user, program).is_none()).then_some(parts::SKELETON);
        let exit = self.leaves_state.then_some(parts::EXIT);
        self.usages(user, program).flat_map(Usage::parts).chain(skeleton).chain(exit).collect()
    }

    /// What the view reads of a page, where the logic realm need not know its template: the page has no components, and none can
    /// come of a template that it calls.
    pub(crate) fn plain_reads<'p>(&self, user: usize, program: &'p Program) -> Option<&'p ViewReads> {
        let page = &self.names[user];
        // What a test mounts stands in a template of the test's own.
        if user >= self.page_count {
            return None;
        }
        if self.of_page[user].iter().any(|path| path != page) {
            return None;
        }
        let mut templates = BTreeSet::new();
        template_closure(page, program, &mut templates);
        let holds_components =
            |path: &String| program.templates[path].compiled.unit.references.components().next().is_some();
        if templates.iter().any(holds_components) {
            return None;
        }
        program.templates.get(page)?.compiled.unit.reads.as_ref()
    }

    /// Components a page reaches.
    pub(crate) fn components_of(&self, user: usize) -> &BTreeSet<String> {
        &self.of_page[user]
    }
}

/// Modules reached from some, themselves included.
fn closure(roots: impl Iterator<Item = String>, program: &Program) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut queue: Vec<String> = roots.collect();
    while let Some(path) = queue.pop() {
        if let Some(module) = program.modules.get(&path)
            && reached.insert(path)
        {
            queue.extend(module.needs.iter().filter(|path| !reached.contains(*path)).cloned());
        }
    }
    reached
}

/// A template and those it imports, themselves not passing on.
pub(crate) fn template_closure(path: &str, program: &Program, reached: &mut BTreeSet<String>) {
    let mut queue = vec![path.to_owned()];
    while let Some(path) = queue.pop() {
        if let Some(template) = program.templates.get(&path)
            && reached.insert(path)
        {
            queue.extend(template.imports.iter().cloned());
        }
    }
}

/// Components drawn by some, themselves included: only those whose tag some template of theirs has.
fn component_closure<'g>(
    roots: impl Iterator<Item = &'g String>,
    graph: &Graph,
    program: &Program,
    needed: &mut BTreeMap<String, Vec<String>>,
) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut queue: Vec<String> = roots.cloned().collect();
    while let Some(path) = queue.pop() {
        if !graph.components.contains_key(&path) || !reached.insert(path.clone()) {
            continue;
        }
        let uses = needed.entry(path.clone()).or_insert_with(|| used_components(&path, graph, program));
        queue.extend(uses.iter().filter(|path| !reached.contains(*path)).cloned());
    }
    reached
}

fn used_components(path: &str, graph: &Graph, program: &Program) -> Vec<String> {
    let component = &graph.components[path];
    let mut templates = BTreeSet::new();
    template_closure(path, program, &mut templates);
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for template in &templates {
        let unit = &program.templates[template].compiled.unit;
        used.extend(unit.references.tags.iter().map(|tag| tag.tag.as_str()));
        used.extend(unit.references.generics.iter().map(String::as_str));
    }
    let mut paths: Vec<String> =
        component.using.iter().filter(|(tag, _)| used.contains(tag.as_str())).map(|(_, path)| path.clone()).collect();
    for (tag, placeholder) in &component.placeholder {
        if used.contains(tag.as_str()) {
            paths.extend(component.using.get(placeholder).cloned());
        }
    }
    paths.extend(component.generics.values().filter(|path| !path.is_empty()).cloned());
    paths
}
