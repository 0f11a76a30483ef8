//! app.json, and project.config.json as far as it says where app.json is.
//!
//! In: the files. Out: [`AppConfig`] with spans. Must not: look whether what it names is there; `graph` does.

use std::ops::Range;

use serde_json::{Map, Value};

use super::component::{Using, read_strings, read_using};
use super::json::{self, Json};
use super::{keys, unknown_keys};
use crate::diagnostics::Diagnostic;
use crate::js::resolve::Aliases;
use crate::paths;
use crate::project::{Project, has_entry};

/// A page as app.json lists it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PageEntry {
    /// Full path from the root of the program.
    pub path: String,
    pub span: Range<usize>,
    /// Root of its subpackage; empty in the main package.
    pub package: String,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SubpackageEntry {
    pub root: String,
    pub name: String,
    pub independent: bool,
    pub entry: Option<String>,
    pub pages: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct AppConfig {
    pub file: String,
    pub pages: Vec<PageEntry>,
    pub entry: String,
    pub subpackages: Vec<SubpackageEntry>,
    pub using: Vec<Using>,
    pub placeholder: Vec<(String, String)>,
    pub aliases: Aliases,
    /// Folder of worker scripts.
    pub workers: Option<String>,
    pub theme_location: Option<(String, Range<usize>)>,
    /// Those switched on in `useExtendedLib`.
    pub extended_libraries: Vec<(String, Range<usize>)>,
    pub has_custom_tab_bar: bool,
    /// Images of the tab bar.
    pub tab_icons: Vec<(String, Range<usize>)>,
    pub plugins: Vec<(String, Range<usize>)>,
    /// What goes into the manifest.
    pub app: Map<String, Value>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the folder of app.json: the one named, or the one that project.config.json names. Without a trailing slash.
pub(crate) fn find_root(project: &dyn Project) -> Option<String> {
    let named = ["project.config.json", "project.private.config.json"].iter().rev().find_map(|file| {
        let bytes = project.read(file)?;
        let (config, _) = json::parse(&String::from_utf8_lossy(&bytes));
        let root = config.get("miniprogramRoot").or_else(|| config.get("srcMiniprogramRoot"))?.as_str()?;
        paths::normalize(root)
    });
    let candidates =
        named.into_iter().chain([String::new(), "miniprogram".to_owned(), "src".to_owned(), "dist".to_owned()]);
    candidates.into_iter().find(|root| has_entry(&project.list(root), "app.json", false))
}

/// Keys that the compiler uses up.
const GRAPH_KEYS: [&str; 13] = [
    "$schema",
    "pages",
    "subPackages",
    "subpackages",
    "usingComponents",
    "componentPlaceholder",
    "resolveAlias",
    "workers",
    "themeLocation",
    "entryPagePath",
    "sitemapLocation",
    "useExtendedLib",
    "plugins",
];

pub(crate) fn read(json: &Json, file: &str) -> AppConfig {
    let mut config = AppConfig { file: file.to_owned(), ..AppConfig::default() };
    if !json.is_object() {
        config.diagnostics.push(
            Diagnostic::error("config/not-an-object", file, "app.json must hold an object")
                .at(json.span.clone(), "is something else"),
        );
        return config;
    }
    unknown_keys(json, &[keys::APP], file, "app.json", &mut config.diagnostics);
    if let Some(window) = json.get("window") {
        unknown_keys(window, &[keys::WINDOW, keys::COMPONENT], file, "`window`", &mut config.diagnostics);
    }
    read_pages(json, &mut config);
    read_subpackages(json, &mut config);
    read_tab_bar(json, &mut config);
    config.using = read_using(json, file, &mut config.diagnostics);
    config.placeholder = read_strings(json, "componentPlaceholder");
    config.workers = json.get("workers").and_then(|workers| {
        let path = workers.as_str().or_else(|| workers.get("path")?.as_str())?;
        paths::normalize(path).filter(|path| !path.is_empty())
    });
    config.theme_location =
        json.get("themeLocation").and_then(|theme| Some((paths::normalize(theme.as_str()?)?, theme.span.clone())));
    for library in json.get("useExtendedLib").map(Json::members).unwrap_or_default() {
        // `true`, or a version: the vendor's own demo says "latest".
        if library.value.as_bool() == Some(true) || library.value.as_str().is_some_and(|version| !version.is_empty()) {
            config.extended_libraries.push((library.key.clone(), library.key_span.clone()));
        }
    }
    for plugin in json.get("plugins").map(Json::members).unwrap_or_default() {
        config.plugins.push((plugin.key.clone(), plugin.key_span.clone()));
    }
    config.aliases = read_aliases(json, file, &mut config.diagnostics);
    if let Value::Object(map) = json.to_value() {
        config.app = map.into_iter().filter(|(key, _)| !GRAPH_KEYS.contains(&key.as_str())).collect();
    }
    let entry = json.get("entryPagePath").and_then(Json::as_str).and_then(|path| paths::normalize(strip_html(path)));
    config.entry = entry
        .filter(|entry| config.pages.iter().any(|page| page.path == *entry))
        .or_else(|| config.pages.first().map(|page| page.path.clone()))
        .unwrap_or_default();
    config
}

fn strip_html(path: &str) -> &str {
    path.strip_suffix(".html").unwrap_or(path)
}

fn read_pages(json: &Json, config: &mut AppConfig) {
    let Some(pages) = json.get("pages") else {
        if json.get("subPackages").or_else(|| json.get("subpackages")).is_none() {
            config.diagnostics.push(
                Diagnostic::error("config/no-pages", &config.file, "app.json lists no pages")
                    .help("add `\"pages\": [\"pages/index/index\"]` with the path of each page"),
            );
        }
        return;
    };
    add_pages(pages, "", config);
}

/// Adds the pages of a list; `root` is the folder of the subpackage.
fn add_pages(list: &Json, root: &str, config: &mut AppConfig) -> Vec<String> {
    let mut added = Vec::new();
    for item in list.items() {
        let written = item.as_str().or_else(|| item.get("path")?.as_str());
        let Some(path) = written.and_then(|path| paths::resolve("", &paths::join(root, path.trim_start_matches('/'))))
        else {
            config.diagnostics.push(
                Diagnostic::warning("config/wrong-type", &config.file, "a page is named by its path")
                    .at(item.span.clone(), "must be a string"),
            );
            continue;
        };
        if path.is_empty() {
            continue;
        }
        if config.pages.iter().any(|page| page.path == path) {
            config.diagnostics.push(
                Diagnostic::warning(
                    "config/duplicate-page",
                    &config.file,
                    format!("the page `{path}` is listed twice"),
                )
                .at(item.span.clone(), "counts once"),
            );
            continue;
        }
        added.push(path.clone());
        config.pages.push(PageEntry { path, span: item.span.clone(), package: root.to_owned() });
    }
    added
}

fn read_subpackages(json: &Json, config: &mut AppConfig) {
    for key in ["subPackages", "subpackages"] {
        for item in json.get(key).map(Json::items).unwrap_or_default() {
            unknown_keys(item, &[keys::SUBPACKAGE], &config.file.clone(), "a subpackage", &mut config.diagnostics);
            let Some(root) = item
                .get("root")
                .and_then(Json::as_str)
                .and_then(|root| paths::resolve("", root))
                .filter(|root| !root.is_empty())
            else {
                config.diagnostics.push(
                    Diagnostic::warning("config/no-root", &config.file, "a subpackage needs a `root`")
                        .at(item.span.clone(), "left out"),
                );
                continue;
            };
            let pages = item.get("pages").map(|pages| add_pages(pages, &root, config)).unwrap_or_default();
            config.subpackages.push(SubpackageEntry {
                name: item.get("name").and_then(Json::as_str).unwrap_or_default().to_owned(),
                independent: item.get("independent").and_then(Json::as_bool).unwrap_or(false),
                entry: item
                    .get("entry")
                    .and_then(Json::as_str)
                    .and_then(|entry| paths::resolve("", &paths::join(&root, entry))),
                root,
                pages,
            });
        }
    }
}

fn read_tab_bar(json: &Json, config: &mut AppConfig) {
    let Some(bar) = json.get("tabBar") else { return };
    let file = config.file.clone();
    unknown_keys(bar, &[keys::TAB_BAR], &file, "`tabBar`", &mut config.diagnostics);
    config.has_custom_tab_bar = bar.get("custom").and_then(Json::as_bool).unwrap_or(false);
    let Some(list) = bar.get("list") else { return };
    let count = list.items().len();
    if !(protocol::limits::TAB_COUNT_MIN..=protocol::limits::TAB_COUNT_MAX).contains(&count) {
        config.diagnostics.push(
            Diagnostic::warning("config/tab-count", &file, format!("a tab bar has 2 to 5 tabs, this one has {count}"))
                .at(list.span.clone(), ""),
        );
    }
    for item in list.items() {
        unknown_keys(item, &[keys::TAB], &file, "a tab", &mut config.diagnostics);
        for key in ["iconPath", "selectedIconPath"] {
            let Some(icon) = item.get(key) else { continue };
            if let Some(path) =
                icon.as_str().filter(|path| !path.is_empty() && !path.starts_with('@') && !paths::is_remote(path))
            {
                config.tab_icons.extend(paths::resolve("", path).map(|path| (path, icon.span.clone())));
            }
        }
        let Some(page) = item.get("pagePath") else { continue };
        let path = page.as_str().and_then(|path| paths::resolve("", strip_html(path))).unwrap_or_default();
        match config.pages.iter().find(|entry| entry.path == path) {
            None => config.diagnostics.push(
                Diagnostic::warning("config/tab-page", &file, format!("the tab's page `{path}` is not in `pages`"))
                    .at(page.span.clone(), "no such page"),
            ),
            Some(entry) if !entry.package.is_empty() => config.diagnostics.push(
                Diagnostic::warning("config/tab-page", &file, "a tab's page must be in the main package")
                    .at(page.span.clone(), "is in a subpackage"),
            ),
            Some(_) => {}
        }
    }
}

fn read_aliases(json: &Json, file: &str, diagnostics: &mut Vec<Diagnostic>) -> Aliases {
    let mut aliases = Vec::new();
    for member in json.get("resolveAlias").map(Json::members).unwrap_or_default() {
        let target = member.value.as_str().unwrap_or_default();
        match (member.key.strip_suffix('*'), target.strip_suffix('*')) {
            (Some(prefix), Some(folder)) if !prefix.is_empty() => {
                let folder = folder.trim_start_matches('/').trim_start_matches("./").to_owned();
                aliases.push((prefix.to_owned(), folder));
            }
            _ => diagnostics.push(
                Diagnostic::warning("config/alias", file, "an alias and its folder end with `/*`")
                    .at(member.key_span.start..member.value.span.end, "has no effect"),
            ),
        }
    }
    // The longest prefix wins.
    aliases.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.0.cmp(&other.0)));
    Aliases(aliases)
}
