//! Which component a path in `usingComponents` names.
//!
//! In: the folder of the JSON file and the path as written. Out: a component path without ending. Must not: read components.

use crate::js::resolve::{Aliases, in_packages};
use crate::paths;
use crate::sources::Sources;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ComponentPath {
    Found(String),
    /// `plugin://…`: lives on the vendor's servers.
    Plugin,
    Missing,
}

const PLUGIN_SCHEMES: [&str; 4] = ["plugin://", "plugin-private://", "dynamicLib://", "ext://"];

pub(crate) fn resolve_component(sources: &Sources, aliases: &Aliases, folder: &str, written: &str) -> ComponentPath {
    let written = written.trim();
    if PLUGIN_SCHEMES.iter().any(|scheme| written.starts_with(scheme)) {
        return ComponentPath::Plugin;
    }
    let aliased = aliases.apply(written);
    let path = aliased.as_deref().unwrap_or(written);
    let found = if path.is_empty() || paths::is_remote(path) {
        None
    } else if path.starts_with('/') {
        paths::resolve("", path)
            .and_then(|path| component_at(sources, &path))
            .or_else(|| bare(sources, folder, path.trim_start_matches('/')))
    } else {
        let relative = paths::resolve(folder, path).and_then(|path| component_at(sources, &path));
        if path.starts_with('.') { relative } else { relative.or_else(|| bare(sources, folder, path)) }
    };
    found.map_or(ComponentPath::Missing, ComponentPath::Found)
}

/// A bare path: in an npm package going up, else from the root.
fn bare(sources: &Sources, folder: &str, path: &str) -> Option<String> {
    in_packages(sources, folder, path, |package, rest| {
        let rest = if rest.is_empty() { "index" } else { rest };
        component_at(sources, &paths::normalize(&format!("{package}/{rest}"))?)
    })
    .or_else(|| component_at(sources, &paths::normalize(path)?))
}

/// The component at a path written with or without an ending, or `index` in the folder of that name.
pub(crate) fn component_at(sources: &Sources, path: &str) -> Option<String> {
    let is_there = |path: &str| [".json", ".wxml"].iter().any(|ending| sources.exists(&format!("{path}{ending}")));
    let stem = [".json", ".wxml", ".js", ".ts"].iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
    if !stem.is_empty() && is_there(stem) {
        return Some(stem.to_owned());
    }
    let index = paths::join(stem, "index");
    is_there(&index).then_some(index)
}
