//! Page and component JSON.
//!
//! In: one JSON file. Out: [`ComponentConfig`] with spans. Must not: resolve paths.

use std::ops::Range;

use serde_json::{Map, Value};

use super::json::{Json, Kind};
use super::{keys, unknown_keys};
use crate::diagnostics::Diagnostic;

/// A reference to a component as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Using {
    pub tag: String,
    pub path: String,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ComponentConfig {
    pub using: Vec<Using>,
    /// Generic name, and its default when it has one.
    pub generics: Vec<(String, Option<Using>)>,
    pub placeholder: Vec<(String, String)>,
    pub style_isolation: Option<String>,
    pub pure_data_pattern: Option<String>,
    pub is_component: bool,
    /// Keys that describe the window of a page.
    pub window: Map<String, Value>,
    /// File the spans are of; empty when there is none.
    pub file: String,
    pub diagnostics: Vec<Diagnostic>,
}

/// Keys that the graph uses up: they do not reach the page's window.
const GRAPH_KEYS: [&str; 6] =
    ["usingComponents", "componentGenerics", "componentPlaceholder", "component", "$schema", "pureDataPattern"];

pub(crate) fn read(json: &Json, file: &str) -> ComponentConfig {
    let mut config = ComponentConfig { file: file.to_owned(), ..ComponentConfig::default() };
    if !json.is_object() {
        config.diagnostics.push(
            Diagnostic::warning("config/not-an-object", file, "this file must hold an object")
                .at(json.span.clone(), "is something else"),
        );
        return config;
    }
    unknown_keys(json, &[keys::COMPONENT, keys::WINDOW], file, "a page or component", &mut config.diagnostics);
    config.using = read_using(json, file, &mut config.diagnostics);
    config.placeholder = read_strings(json, "componentPlaceholder");
    config.is_component = json.get("component").and_then(Json::as_bool).unwrap_or(false);
    let global_class = |json: &Json| json.get("addGlobalClass").and_then(Json::as_bool) == Some(true);
    config.style_isolation = json
        .get("styleIsolation")
        .or_else(|| json.get("options").and_then(|options| options.get("styleIsolation")))
        .and_then(Json::as_str)
        .map(str::to_owned)
        .or_else(|| {
            (global_class(json) || json.get("options").is_some_and(global_class)).then(|| "apply-shared".to_owned())
        });
    config.pure_data_pattern = json.get("pureDataPattern").and_then(Json::as_str).map(str::to_owned);
    for member in json.get("componentGenerics").map(Json::members).unwrap_or_default() {
        let default = member.value.get("default").and_then(|value| {
            Some(Using { tag: member.key.clone(), path: value.as_str()?.to_owned(), span: value.span.clone() })
        });
        config.generics.push((member.key.clone(), default));
    }
    if let Value::Object(map) = json.to_value() {
        config.window = map.into_iter().filter(|(key, _)| !GRAPH_KEYS.contains(&key.as_str())).collect();
    }
    config
}

/// `usingComponents` of any of the files that may have it.
pub(crate) fn read_using(json: &Json, file: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Using> {
    let mut using: Vec<Using> = Vec::new();
    let Some(value) = json.get("usingComponents") else { return using };
    if !value.is_object() && !matches!(&value.kind, Kind::Array(items) if items.is_empty()) {
        diagnostics.push(
            Diagnostic::warning("config/wrong-type", file, "`usingComponents` must be an object")
                .at(value.span.clone(), "tag → path"),
        );
    }
    for member in value.members() {
        match member.value.as_str() {
            Some(path) => {
                // The last of two entries counts.
                using.retain(|other| other.tag != member.key);
                using.push(Using { tag: member.key.clone(), path: path.to_owned(), span: member.value.span.clone() });
            }
            None => diagnostics.push(
                Diagnostic::warning("config/wrong-type", file, "a component is named by its path")
                    .at(member.value.span.clone(), "must be a string"),
            ),
        }
    }
    using
}

pub(crate) fn read_strings(json: &Json, key: &str) -> Vec<(String, String)> {
    let members = json.get(key).map(Json::members).unwrap_or_default();
    members.iter().filter_map(|member| Some((member.key.clone(), member.value.as_str()?.to_owned()))).collect()
}
