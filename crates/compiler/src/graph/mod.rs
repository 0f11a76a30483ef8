//! What app.json reaches: pages, components and the files that make each of them.
//!
//! In: the app's configuration and `Sources`. Out: [`Graph`] and diagnostics. Must not: compile anything.
//! Whatever is named but missing is a warning at its place, and the rest is built: real programs have dangling paths.

mod components;
mod extended;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::cache::Cache;
use crate::config::app::{AppConfig, PageEntry};
use crate::config::component::{self, ComponentConfig, Using};
use crate::config::{json::Json, read_json};
use crate::diagnostics::Diagnostic;
use crate::js::resolve::script_at;
use crate::paths;
use crate::sources::Sources;
use crate::test_build;
use crate::wxss;

use extended::Extended;

pub(crate) use components::{ComponentPath, resolve_component};

/// A page or component.
#[derive(Debug, Clone, Default)]
pub(crate) struct Component {
    pub path: String,
    pub is_page: bool,
    pub config: Arc<ComponentConfig>,
    /// Tag → component path; the global ones are merged in.
    pub using: BTreeMap<String, String>,
    /// Tags that are declared but not there: with the path when a plugin has it, else with an empty text.
    pub absent: BTreeMap<String, String>,
    /// Generic name → path of its default, or empty.
    pub generics: BTreeMap<String, String>,
    pub placeholder: BTreeMap<String, String>,
    /// Logical paths of its files.
    pub script: Option<String>,
    pub template: Option<String>,
    pub sheet: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// By path; pages too.
    pub components: BTreeMap<String, Component>,
    /// Pages that are there, in the order of app.json.
    pub pages: Vec<PageEntry>,
    /// Components that tests may mount; none but in a build for tests.
    pub mounts: Vec<String>,
    pub app_script: Option<String>,
    /// In the order they apply in: those of extended libraries, then app.wxss.
    pub app_sheets: Vec<String>,
    /// Components that every tab page shows (`custom-tab-bar/index`).
    pub frame_components: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The component the vendor loads on tab pages when the tab bar is custom.
const CUSTOM_TAB_BAR: &str = "custom-tab-bar/index";

pub(crate) fn build(sources: &Sources, app: &AppConfig, configs: &Cache<ComponentConfig>, for_tests: bool) -> Graph {
    let mut walk = Walk {
        sources,
        app,
        configs,
        extended: Extended::read(sources, app),
        graph: Graph::default(),
        queue: VecDeque::new(),
        seen: FxHashSet::default(),
        global: BTreeMap::new(),
        global_absent: BTreeMap::new(),
    };
    walk.graph.app_script = script_at(sources, "app");
    if walk.graph.app_script.is_none() {
        walk.graph.diagnostics.push(
            Diagnostic::warning("graph/no-app-script", &app.file, "app.js is not there")
                .help("a program calls `App({})` in app.js, beside app.json"),
        );
    }
    walk.graph.app_sheets = walk.extended.sheets.clone();
    walk.graph.app_sheets.extend(wxss::find_sheet(sources, "app"));
    walk.graph.diagnostics.append(&mut walk.extended.diagnostics);
    let app_place = ConfigPlace { file: app.file.clone(), folder: String::new() };
    (walk.global, walk.global_absent) = walk.resolve_using(&app.using, &app_place);
    for page in &app.pages {
        walk.page(page);
    }
    if app.has_custom_tab_bar {
        walk.custom_tab_bar();
    }
    for (path, span) in &app.tab_icons {
        if !sources.exists(path) {
            walk.graph.diagnostics.push(
                Diagnostic::warning("graph/missing-image", &app.file, format!("the image `{path}` is not there"))
                    .at(span.clone(), "no such file"),
            );
        }
    }
    for (alias, span) in &app.plugins {
        walk.graph.diagnostics.push(
            Diagnostic::warning("graph/plugin", &app.file, format!("the plugin `{alias}` is not part of this program"))
                .at(span.clone(), "its components are drawn as labelled boxes, and requirePlugin gives an object whose calls do nothing")
                .help("plugins live on the vendor's servers; put the component into the program instead"),
        );
    }
    for path in if for_tests { test_build::components(sources) } else { Vec::new() } {
        walk.enqueue(&path, false);
    }
    while let Some((path, is_page)) = walk.queue.pop_front() {
        walk.component(path, is_page);
    }
    if for_tests {
        let components = walk.graph.components.values().filter(|component| !component.is_page);
        walk.graph.mounts = components.map(|component| component.path.clone()).collect();
    }
    walk.graph
}

/// Where a configuration was written: for diagnostics and relative paths.
struct ConfigPlace {
    file: String,
    folder: String,
}

struct Walk<'a, 'p> {
    sources: &'a Sources<'p>,
    app: &'a AppConfig,
    configs: &'a Cache<ComponentConfig>,
    extended: Extended,
    graph: Graph,
    queue: VecDeque<(String, bool)>,
    seen: FxHashSet<String>,
    global: BTreeMap<String, String>,
    global_absent: BTreeMap<String, String>,
}

impl Walk<'_, '_> {
    fn enqueue(&mut self, path: &str, is_page: bool) {
        if self.seen.insert(path.to_owned()) {
            self.queue.push_back((path.to_owned(), is_page));
        }
    }

    fn page(&mut self, page: &PageEntry) {
        let there = [".wxml", ".js", ".ts", ".json"]
            .iter()
            .any(|ending| self.sources.exists(&format!("{}{ending}", page.path)));
        if !there {
            self.graph.diagnostics.push(
                Diagnostic::warning(
                    "graph/missing-page",
                    &self.app.file,
                    format!("the page `{}` is not there", page.path),
                )
                .at(page.span.clone(), "no such page")
                .help(format!("expected {0}.wxml and {0}.js", page.path)),
            );
            return;
        }
        self.graph.pages.push(page.clone());
        self.enqueue(&page.path, true);
    }

    fn custom_tab_bar(&mut self) {
        match components::component_at(self.sources, CUSTOM_TAB_BAR) {
            Some(path) => {
                self.graph.frame_components.push(path.clone());
                self.enqueue(&path, false);
            }
            None => self.graph.diagnostics.push(
                Diagnostic::warning(
                    "graph/missing-component",
                    &self.app.file,
                    "`tabBar.custom` is set, but custom-tab-bar/index is not there",
                )
                .help("the default tab bar is drawn"),
            ),
        }
    }

    fn component(&mut self, path: String, is_page: bool) {
        let config = self.config(&path);
        let place = ConfigPlace { file: config.file.clone(), folder: paths::folder(&path).to_owned() };
        let (own, own_absent) = self.resolve_using(&config.using, &place);
        let mut using = self.global.clone();
        using.extend(own);
        let mut absent = self.global_absent.clone();
        absent.extend(own_absent);
        absent.retain(|tag, _| !using.contains_key(tag));
        let mut generics = BTreeMap::new();
        for (name, default) in &config.generics {
            let default = default
                .as_ref()
                .and_then(|default| self.resolve_using(std::slice::from_ref(default), &place).0.remove(name));
            generics.insert(name.clone(), default.unwrap_or_default());
        }
        let mut placeholder: BTreeMap<String, String> = self.app.placeholder.iter().cloned().collect();
        placeholder.extend(config.placeholder.iter().cloned());
        placeholder.retain(|tag, _| using.contains_key(tag));
        let script = script_at(self.sources, &path);
        let template = Some(format!("{path}.wxml")).filter(|file| self.sources.exists(file));
        if template.is_none() {
            let kind = if is_page { "page" } else { "component" };
            self.graph.diagnostics.push(Diagnostic::warning(
                "graph/missing-template",
                self.sources.place(&format!("{path}.wxml")),
                format!("the {kind} `{path}` has no template"),
            ));
        }
        let sheet = wxss::find_sheet(self.sources, &path);
        let component = Component {
            is_page,
            config,
            using,
            absent,
            generics,
            placeholder,
            script,
            template,
            sheet,
            path: path.clone(),
        };
        self.graph.components.insert(path, component);
    }

    fn config(&self, path: &str) -> Arc<ComponentConfig> {
        let Some(source) = self.sources.read(&format!("{path}.json")) else {
            return Arc::new(ComponentConfig {
                file: self.sources.place(&format!("{path}.json")),
                ..ComponentConfig::default()
            });
        };
        self.configs.get(&source.file, source.hash, || {
            let mut diagnostics = Vec::new();
            let json: Json = read_json(&source, &mut diagnostics);
            let mut config = component::read(&json, &source.file);
            config.diagnostics.splice(0..0, diagnostics);
            config
        })
    }

    /// Resolves references to components and queues what they name.
    /// Also tells the tags that are not there, as in [`Component::absent`].
    fn resolve_using(
        &mut self,
        using: &[Using],
        place: &ConfigPlace,
    ) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
        let (mut resolved, mut absent) = (BTreeMap::new(), BTreeMap::new());
        for entry in using {
            match resolve_component(self.sources, &self.app.aliases, &place.folder, &entry.path) {
                ComponentPath::Found(path) => {
                    self.enqueue(&path, false);
                    resolved.insert(entry.tag.clone(), path);
                }
                ComponentPath::Plugin => {
                    absent.insert(entry.tag.clone(), entry.path.trim().to_owned());
                    self.graph.diagnostics.push(
                        Diagnostic::warning(
                            "graph/plugin-component",
                            &place.file,
                            format!("`{}` comes from a plugin", entry.tag),
                        )
                        .at(entry.span.clone(), "drawn as a labelled box")
                        .help("plugins live on the vendor's servers; put the component into the program instead"),
                    );
                }
                ComponentPath::Missing => {
                    absent.insert(entry.tag.clone(), String::new());
                    if self.extended.lacks(&entry.path) {
                        continue;
                    }
                    self.graph.diagnostics.push(
                        Diagnostic::warning(
                            "graph/missing-component",
                            &place.file,
                            format!("the component `{}` is not there", entry.path),
                        )
                        .at(entry.span.clone(), "no such component")
                        .help(
                            "the path is relative to this file, begins with `/` for the root of the program, or names an npm package that is installed",
                        ),
                    );
                }
            }
        }
        (resolved, absent)
    }
}
