//! The JSON files of a program: app.json, page and component JSON, project.config.json, theme.json.
//!
//! In: text through `Sources`. Out: typed configuration with spans, and diagnostics. Must not: look at other kinds of file.

pub(crate) mod app;
pub(crate) mod component;
pub(crate) mod json;
pub(crate) mod keys;
pub(crate) mod theme;

use crate::diagnostics::{Diagnostic, nearest};
use crate::sources::Source;
use json::Json;

/// Reads a JSON file, and reports what is not JSON in it.
pub(crate) fn read_json(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Json {
    let (json, faults) = json::parse(&source.text);
    let mut harmless = 0;
    for fault in faults {
        if fault.harmless {
            harmless += 1;
            if harmless == 1 {
                diagnostics.push(
                    Diagnostic::note("json/not-strict", &*source.file, fault.message).at(fault.span, "read anyway"),
                );
            }
        } else {
            diagnostics.push(Diagnostic::error("json/syntax", &*source.file, fault.message).at(fault.span, "here"));
        }
    }
    json
}

/// Warns of keys that none of the lists has.
pub(crate) fn unknown_keys(json: &Json, known: &[&[&str]], file: &str, of: &str, diagnostics: &mut Vec<Diagnostic>) {
    for member in json.members() {
        let key = member.key.as_str();
        // Names with two underscores are written by tools for themselves.
        if key.starts_with("__") || known.iter().any(|list| list.contains(&key)) {
            continue;
        }
        let diagnostic = Diagnostic::warning("config/unknown-key", file, format!("`{key}` is not a key of {of}"))
            .at(member.key_span.clone(), "has no effect");
        diagnostics.push(match nearest(key, known.iter().flat_map(|list| list.iter().copied())) {
            Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
            None => diagnostic,
        });
    }
}
