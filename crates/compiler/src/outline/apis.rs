//! What scripts can call and define: members of `wx` with their options, and the fields of `App`, `Page` and `Component`.
//!
//! In: the two tables beside this file. Out: [`Api`] and [`Definition`]. Must not: differ from the members the compiler knows; a test
//! compares. A line of a table is a signature; the indented one after it says what it does, in English and Chinese. Of an API in braces,
//! the fields are options, which take `success`, `fail` and `complete` too, and what follows is what `success` gets.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::js::apis;

const APIS: &str = include_str!("tables/apis.txt");
const DEFINITIONS: &str = include_str!("tables/definitions.txt");

/// A field of an object, or a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    pub name: &'static str,
    pub is_optional: bool,
    pub kind: &'static str,
    /// As written; may be empty.
    pub default: &'static str,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    pub english: &'static str,
    pub chinese: &'static str,
}

/// A member of `wx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Api {
    pub shape: Shape,
    /// What `success` gets, or what the call gives; may be empty.
    pub result: &'static str,
    /// What a call with callbacks gives at once; may be empty.
    pub task: &'static str,
    pub is_deprecated: bool,
    /// It answers with a failure, here.
    pub is_unsupported: bool,
    pub said: Said,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Options with callbacks, as text.
    Options(&'static str),
    /// Parameters as text.
    Parameters(&'static str),
    Value,
}

/// A field of what `App`, `Page` or `Component` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    pub field: Parameter,
    /// A method, with its parameters as text.
    pub parameters: Option<&'static str>,
    pub said: Said,
}

/// Every member of `wx`.
pub fn members() -> impl Iterator<Item = &'static str> {
    apis::members()
}

/// What is known of a member; of `offX`, what is known of `onX`.
pub fn find(name: &str) -> Option<Api> {
    static TABLE: OnceLock<FxHashMap<&str, Api>> = OnceLock::new();
    let table = TABLE.get_or_init(|| entries(APIS).map(|(line, said)| api(line, said)).collect());
    let listener = || name.strip_prefix("off").and_then(|event| table.get(format!("on{event}").as_str()));
    let found = table.get(name).or_else(listener)?;
    Some(Api { is_unsupported: apis::is_unsupported(name), ..*found })
}

impl Api {
    /// The fields that an argument may have, or one of its own fields that `keys` lead to.
    pub fn fields(&self, argument: usize, keys: &[&str]) -> Vec<Parameter> {
        let mut found = match self.shape {
            Shape::Options(options) if argument == 0 => {
                let callback = |name| Parameter { name, is_optional: true, kind: "Function", default: "" };
                let callbacks = ["success", "fail", "complete"].into_iter().map(callback);
                parameters(options).into_iter().chain(callbacks).collect()
            }
            Shape::Parameters(all) => parameters(all).get(argument).map(Parameter::fields).unwrap_or_default(),
            _ => Vec::new(),
        };
        for key in keys {
            let inner = found.into_iter().find(|field| field.name == *key);
            found = inner.as_ref().map(Parameter::fields).unwrap_or_default();
        }
        found
    }
}

impl Parameter {
    /// Those of an object, or of the objects of an array.
    fn fields(&self) -> Vec<Parameter> {
        let object = self.kind.trim_end_matches("[]");
        object.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).map(parameters).unwrap_or_default()
    }

    /// The texts it may be, with quotes.
    pub fn choices(&self) -> Vec<&'static str> {
        let one = self.kind.trim_end_matches("[]").trim_start_matches('(').trim_end_matches(')');
        divide(one, '|').into_iter().map(str::trim).filter(|choice| choice.starts_with('\'')).collect()
    }
}

/// Parameters or fields, from their text.
pub fn parameters(text: &'static str) -> Vec<Parameter> {
    divide(text, ',').into_iter().map(str::trim).filter(|part| !part.is_empty()).filter_map(parameter).collect()
}

fn parameter(text: &'static str) -> Option<Parameter> {
    let (name, rest) = text.split_once(':')?;
    let (kind, default) = match divide(rest, '=')[..] {
        [kind, default] if !default.starts_with('>') => (kind, default),
        _ => (rest, ""),
    };
    let plain = name.trim_end_matches('?');
    Some(Parameter {
        name: plain.trim_matches('\''),
        is_optional: plain != name,
        kind: kind.trim(),
        default: default.trim(),
    })
}

/// What `App`, `Page`, `Component` or one of their sections (`Component.lifetimes`) takes. `Behavior` takes what `Component` does.
pub fn definitions(callee: &str, keys: &[&str]) -> Vec<Definition> {
    let callee = if callee == "Behavior" { "Component" } else { callee };
    let is_wanted = |title: &str| {
        let mut parts = title.split('.');
        parts.next() == Some(callee) && parts.clone().count() == keys.len() && {
            parts.zip(keys).all(|(part, key)| part == "*" || part == *key)
        }
    };
    let sections = DEFINITIONS.split("# ").skip(1);
    let section = sections.filter_map(|section| section.split_once('\n')).find(|(title, _)| is_wanted(title));
    section.into_iter().flat_map(|(_, lines)| entries(lines)).map(|(line, said)| definition(line, said)).collect()
}

fn definition(line: &'static str, said: Said) -> Definition {
    let method = line.strip_suffix(')').and_then(|line| line.split_once('('));
    match method {
        Some((name, parameters)) => {
            let field = Parameter { name, is_optional: true, kind: "Function", default: "" };
            Definition { field, parameters: Some(parameters), said }
        }
        None => {
            let field = parameter(line).expect("a field has a type");
            Definition { field, parameters: None, said }
        }
    }
}

/// Lines of a table, each with what is said of it.
fn entries(table: &'static str) -> impl Iterator<Item = (&'static str, Said)> {
    let mut lines = table.lines().filter(|line| !line.trim().is_empty()).peekable();
    std::iter::from_fn(move || {
        let line = lines.next()?;
        let said = lines.next_if(|next| next.starts_with("  ")).and_then(|said| said.trim().split_once(" · "));
        Some((line, said.map(|(english, chinese)| Said { english, chinese }).unwrap_or_default()))
    })
}

fn api(line: &'static str, said: Said) -> (&'static str, Api) {
    let plain = line.strip_suffix(" deprecated");
    let is_deprecated = plain.is_some();
    let line = plain.unwrap_or(line);
    let at = line.find(['{', '(', ':']).expect("a signature");
    let (name, rest) = line.split_at(at);
    let length = if rest.starts_with(':') { 0 } else { closing(rest) };
    let inner = rest.get(1..length).unwrap_or_default();
    let shape = match rest.as_bytes()[0] {
        b'{' => Shape::Options(inner),
        b'(' => Shape::Parameters(inner),
        _ => Shape::Value,
    };
    let after = &rest[if length == 0 { 0 } else { length + 1 }..];
    let (result, task) = divide(after, ';')
        .split_first()
        .map_or((after, ""), |(result, task)| (*result, task.first().copied().unwrap_or_default()));
    let result = result.trim_start_matches(':').trim();
    (name, Api { shape, result, task: task.trim(), is_deprecated, is_unsupported: false, said })
}

/// Where the bracket that a text begins with closes.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        depth += i32::from(matches!(byte, b'{' | b'(' | b'[')) - i32::from(matches!(byte, b'}' | b')' | b']'));
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The parts between separators, of which those in brackets and quotes are none.
fn divide(text: &'static str, separator: char) -> Vec<&'static str> {
    let (mut parts, mut start, mut depth, mut is_quoted) = (Vec::new(), 0, 0, false);
    for (at, character) in text.char_indices() {
        match character {
            '\'' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ if character == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + separator.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_is_in_the_table_and_nothing_else() {
        let absent: Vec<&str> = members().filter(|name| find(name).is_none()).collect();
        assert!(absent.is_empty(), "{absent:?}");
        for (line, said) in entries(APIS) {
            let (name, _) = api(line, said);
            assert!(apis::is_member(name), "{name} is no member of wx");
            let is_explained = !said.english.is_empty() && !said.chinese.is_empty();
            assert!(is_explained || apis::is_unsupported(name), "nothing is said of {name}");
        }
    }

    #[test]
    fn signatures_are_read_to_their_fields() {
        let request = find("request").unwrap();
        assert_eq!(request.task, "RequestTask");
        assert!(request.result.starts_with('{') && request.result.contains("statusCode: number"));
        let fields = request.fields(0, &[]);
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        for name in ["url", "data", "header", "method", "timeout", "success", "fail", "complete"] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        let method = fields.iter().find(|field| field.name == "method").unwrap();
        assert_eq!((method.default, method.is_optional), ("'GET'", true));
        assert!(method.choices().contains(&"'POST'"), "{:?}", method.choices());
        assert!(!fields.iter().find(|field| field.name == "url").unwrap().is_optional);
        // Options within options, and in an argument that is not the only one.
        let inner = find("openCustomerServiceChat").unwrap().fields(0, &["extInfo"]);
        assert_eq!(inner.iter().map(|field| field.name).collect::<Vec<_>>(), ["url"]);
        let media = find("previewMedia").unwrap().fields(0, &["sources"]);
        assert!(media.iter().any(|field| field.name == "poster"), "{media:?}");
        let options = find("createIntersectionObserver").unwrap().fields(1, &[]);
        assert!(options.iter().any(|field| field.name == "thresholds"), "{options:?}");
        assert!(find("getStorageSync").unwrap().fields(0, &[]).is_empty());
        let listener = find("offWindowResize").unwrap();
        assert_eq!(listener.shape, find("onWindowResize").unwrap().shape);
        assert_eq!(find("nothing"), None);
    }

    #[test]
    fn definitions_are_found_by_their_section() {
        let names = |callee: &str, keys: &[&str]| -> Vec<&str> {
            definitions(callee, keys).iter().map(|definition| definition.field.name).collect()
        };
        assert!(names("Page", &[]).contains(&"onReachBottom"));
        assert_eq!(names("Page", &["data"]), [""; 0]);
        assert!(names("App", &[]).contains(&"onLaunch") && !names("App", &[]).contains(&"onLoad"));
        assert_eq!(names("Component", &["pageLifetimes"]), ["show", "hide", "resize", "routeDone"]);
        assert_eq!(names("Behavior", &["lifetimes"]), names("Component", &["lifetimes"]));
        assert_eq!(names("Component", &["properties", "title"]), ["type", "optionalTypes", "value", "observer"]);
        assert_eq!(names("Nothing", &[]), [""; 0]);
        let load = definitions("Page", &[]).into_iter().find(|found| found.field.name == "onLoad").unwrap();
        assert_eq!(load.parameters, Some("query: object"));
        assert!(
            entries(DEFINITIONS).filter(|(line, _)| !line.starts_with('#')).all(|(_, said)| !said.chinese.is_empty())
        );
    }
}
