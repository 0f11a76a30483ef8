//! The manifest of a package: what both realms and the server know of a program. Described in docs/internals/package.md.
//!
//! In: nothing. Out: serde types. Must not: know how a manifest is made.
//! Parts that are empty are left out, because the manifest stands in every launch document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The API group that knows the members of all others; a page whose scripts compute a name of `wx` starts with it.
pub const NAMES_GROUP: &str = "names";
/// The component that is the tab bar where `tabBar.custom` says so.
const CUSTOM_TAB_BAR: &str = "custom-tab-bar/index";

/// The number of the format this crate writes.
pub const FORMAT: u32 = 1;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub format: u32,
    /// app.json without pages, subpackages and components; theme variables hold their light values.
    pub app: Map<String, Value>,
    /// Path of the first page.
    pub entry: String,
    pub runtime: Runtime,
    #[serde(default)]
    pub app_logic: Vec<String>,
    #[serde(default)]
    pub app_style: Vec<String>,
    pub pages: BTreeMap<String, Page>,
    pub components: BTreeMap<String, Component>,
    /// What tests may mount: components, with the files each needs. Only in builds for tests.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mounts: BTreeMap<String, Page>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<Subpackage>,
    /// Chunks with every module of the folder that app.json names as `workers`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workers: Vec<String>,
    /// Modules that `require.async` and `require(path, callback)` name → the chunks to load before they run.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub modules: BTreeMap<String, Vec<String>>,
    /// `window` and `tabBar` keys whose value differs in dark mode.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub dark: Map<String, Value>,
    /// `resolveAlias`, for dynamic `require`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub alias: BTreeMap<String, String>,
    /// Pictures of the program that have a smaller form → the file of that form.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub images: BTreeMap<String, String>,
    /// Script that registers the whole manifest, where this is a part of it; see [`Manifest::of_page`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub whole: String,
    /// True when built by `minnow dev`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub dev: bool,
}

impl Manifest {
    /// What a launch document needs to know: the program, and of pages, components and files of the runtime those that its own page uses.
    /// The rest is in the script `whole`; all of it where there is none, as on a development server. `None` when there is no such page.
    pub fn of_page(&self, path: &str) -> Option<Manifest> {
        let page = self.pages.get(path)?;
        if self.whole.is_empty() {
            return Some(self.clone());
        }
        let runtime = &self.runtime;
        // A name that is computed may be of any group.
        let all_groups = page.api.iter().any(|group| group == NAMES_GROUP);
        let elements = page.elements.iter().filter_map(|tag| runtime.elements.get_key_value(tag));
        let groups = runtime.api.iter().filter(|(group, _)| all_groups || page.api.contains(group));
        Some(Manifest {
            runtime: Runtime {
                elements: elements.map(|(tag, file)| (tag.clone(), file.clone())).collect(),
                api: groups.map(|(group, scripts)| (group.clone(), scripts.clone())).collect(),
                view: runtime.view.clone(),
                late: runtime.late.clone(),
                keep: runtime.keep.clone(),
                logic: runtime.logic.clone(),
                css: runtime.css.clone(),
                parts: runtime.parts.clone(),
            },
            pages: BTreeMap::from([(path.to_owned(), page.clone())]),
            components: self.components_of(path),
            packages: self.packages.iter().filter(|package| package.root == page.package).cloned().collect(),
            modules: BTreeMap::new(),
            mounts: BTreeMap::new(),
            format: self.format,
            app: self.app.clone(),
            entry: self.entry.clone(),
            app_logic: self.app_logic.clone(),
            app_style: self.app_style.clone(),
            workers: self.workers.clone(),
            dark: self.dark.clone(),
            alias: self.alias.clone(),
            images: self.images.clone(),
            whole: self.whole.clone(),
            dev: self.dev,
        })
    }

    /// The components that a page can show: its own, those they use, and the tab bar's.
    fn components_of(&self, page: &str) -> BTreeMap<String, Component> {
        let mut found = BTreeMap::new();
        let mut waiting = vec![page, CUSTOM_TAB_BAR];
        while let Some(path) = waiting.pop() {
            let Some(component) = self.components.get(path) else { continue };
            if found.insert(path.to_owned(), component.clone()).is_none() {
                waiting.extend(component.using.values().chain(component.generics.values()).map(String::as_str));
            }
        }
        found
    }

    /// Scripts of the logic realm that a page starts with, in order.
    pub fn logic_files<'m>(&'m self, page: &'m Page) -> impl Iterator<Item = &'m String> {
        let files = std::iter::once(&self.runtime.logic).chain(&self.app_logic).chain(&page.logic);
        files.filter(|file| !file.is_empty())
    }

    /// Scripts of the view realm that a page starts with, in order.
    pub fn view_files<'m>(&'m self, page: &'m Page) -> impl Iterator<Item = &'m String> {
        let elements = page.elements.iter().filter_map(|tag| self.runtime.elements.get(tag));
        std::iter::once(&self.runtime.view).chain(elements).chain(&page.view).filter(|file| !file.is_empty())
    }

    /// Style sheets of a page, in order: the runtime's, the app's, its own. An independent subpackage is drawn without the app's.
    pub fn style_files<'m>(&'m self, page: &'m Page) -> impl Iterator<Item = &'m String> {
        let is_alone = self.packages.iter().any(|package| package.independent && package.root == page.package);
        let of_app = self.app_style.iter().filter(move |_| !is_alone);
        std::iter::once(&self.runtime.css).chain(of_app).chain(&page.style).filter(|file| !file.is_empty())
    }
}

/// Files of the runtime, by part.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Runtime {
    pub view: String,
    /// The part of the view that is loaded once the first page stands.
    #[serde(default)]
    pub late: String,
    /// The part of the view that keeps a page's rendering for its next launch; empty where no page asks for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keep: String,
    pub logic: String,
    pub css: String,
    #[serde(default)]
    pub elements: BTreeMap<String, String>,
    #[serde(default)]
    pub api: BTreeMap<String, ApiScripts>,
    /// Parts of the logic realm that only some pages need.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}

/// Chunks of one API group, by realm; either may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiScripts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logic: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    pub scope: String,
    /// The page's own JSON; defaults are `app.window`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub config: Map<String, Value>,
    /// Keys of `config` whose value differs in dark mode.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub dark: Map<String, Value>,
    /// Templates and WXS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub view: Vec<String>,
    /// Parts of the logic realm, the logic halves of `api`, those of `view` where the page has components, and modules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logic: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub style: Vec<String>,
    /// Built-in elements the page and its components use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<String>,
    /// API groups that its scripts and those of the App name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub api: Vec<String>,
    /// Root of the subpackage; empty in the main package.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub package: String,
    /// The version that what a browser keeps of the page's rendering is of; empty where nothing is kept (`initialRenderingCache`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kept: String,
}

/// A component, or a page seen as one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    pub scope: String,
    /// Tag → component path, the global ones merged in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub using: BTreeMap<String, String>,
    /// Generic name → path of its default, or empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub generics: BTreeMap<String, String>,
    /// Tag → tag drawn until the component is there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub placeholder: BTreeMap<String, String>,
    /// As the JSON or the `options` of its script say; absent when neither does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style_isolation: Option<String>,
    /// Pattern of `pureDataPattern` when it stands in the JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pure_data_pattern: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Subpackage {
    pub root: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub independent: bool,
    /// Full page paths.
    pub pages: Vec<String>,
    /// Script that runs first (`entry`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entry: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Manifest {
        let mut manifest = Manifest { whole: "a/manifest.1.js".to_owned(), ..Manifest::default() };
        for tag in ["image", "map"] {
            manifest.runtime.elements.insert(tag.to_owned(), format!("a/el-{tag}.js"));
        }
        for group in ["names", "ui"] {
            manifest.runtime.api.insert(group.to_owned(), ApiScripts::default());
        }
        let page = Page { elements: vec!["image".to_owned()], api: vec!["ui".to_owned()], ..Page::default() };
        manifest.pages.insert("a".to_owned(), page);
        manifest.pages.insert(
            "s/b".to_owned(),
            Page { api: vec![NAMES_GROUP.to_owned()], package: "s".to_owned(), ..Page::default() },
        );
        manifest.packages = ["s", "t"].map(|root| Subpackage { root: root.to_owned(), ..Subpackage::default() }).into();
        let uses = |path: &str| Component {
            using: BTreeMap::from([("x".to_owned(), path.to_owned())]),
            ..Component::default()
        };
        let generic =
            Component { generics: BTreeMap::from([("g".to_owned(), "c/default".to_owned())]), ..Component::default() };
        let components = [
            ("a", uses("c/one")),
            ("c/one", uses("c/two")),
            ("c/two", generic),
            ("c/default", uses("c/one")),
            ("s/b", uses("c/far")),
            ("c/far", Component::default()),
            (CUSTOM_TAB_BAR, Component::default()),
        ];
        manifest.components = components.map(|(path, component)| (path.to_owned(), component)).into();
        manifest
    }

    #[test]
    fn a_document_knows_its_page_and_what_that_can_show() {
        let manifest = program();
        let part = manifest.of_page("a").unwrap();
        assert_eq!(part.pages.keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(part.components.keys().collect::<Vec<_>>(), ["a", "c/default", "c/one", "c/two", CUSTOM_TAB_BAR]);
        assert_eq!(part.runtime.elements.keys().collect::<Vec<_>>(), ["image"]);
        assert_eq!(part.runtime.api.keys().collect::<Vec<_>>(), ["ui"]);
        assert!(part.packages.is_empty(), "the page is in the main package");
        assert_eq!(part.whole, manifest.whole);
        assert!(manifest.of_page("none").is_none());
    }

    #[test]
    fn a_page_that_computes_names_knows_all_groups_and_its_own_package() {
        let part = program().of_page("s/b").unwrap();
        assert_eq!(part.runtime.api.keys().collect::<Vec<_>>(), ["names", "ui"]);
        assert_eq!(part.packages.iter().map(|package| package.root.as_str()).collect::<Vec<_>>(), ["s"]);
    }

    #[test]
    fn without_a_script_for_the_rest_a_document_knows_everything() {
        let manifest = Manifest { whole: String::new(), ..program() };
        assert_eq!(manifest.of_page("a"), Some(manifest));
    }
}
