//! The manifest of a package: what both realms and the server know of a program. Described in docs/internals/package.md.
//!
//! In: nothing. Out: serde types. Must not: know how a manifest is made.
//! Parts that are empty are left out, because the manifest stands in every launch document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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
    /// True when built by `minnow dev`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub dev: bool,
}

impl Manifest {
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
