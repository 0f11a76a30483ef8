//! Scripts: what could stand at a place, and what a name there means. In: a place in JavaScript or TypeScript. Out: items, Markdown. Must not:
//! guess what an object is: `wx`, what its members are given, and what `App`, `Page`, `Component` and `Behavior` are given are known.

use compiler::outline::apis::{self, Api, Definition, Parameter, Shape};
use compiler::outline::place::{self, Argument, Place};
use lsp_types::{CompletionItem, CompletionItemKind, Hover, HoverContents, MarkupContent, MarkupKind};

use super::file::File;
use super::items::{Client, Items};
use super::words::Words;

pub(super) fn completion(file: &File<'_>, offset: usize, client: &Client) -> Vec<CompletionItem> {
    let mut items = Items::new(file, client, offset..offset);
    match place::at(&file.text, offset) {
        Place::Member { object, span } if object == ["wx"] => {
            items.span = span;
            items.members();
        }
        Place::Key { argument, span, others, has_value } => {
            items.span = span;
            items.object_keys(&argument, &others, has_value);
        }
        Place::Value { argument, span, is_text } => {
            items.span = span;
            items.values(&argument, is_text);
        }
        Place::Member { .. } | Place::Other => {}
    }
    items.found
}

impl Items<'_, '_> {
    fn members(&mut self) {
        let words = self.client.words;
        let is_called = self.file.text[self.span.end..].trim_start().starts_with('(');
        let mut known: Vec<(&str, Api)> = apis::members().filter_map(|name| Some((name, apis::find(name)?))).collect();
        // What only fails here comes last, and before it what something better replaced.
        known.sort_by_key(|(name, api)| (api.is_unsupported, api.is_deprecated, name.to_lowercase()));
        for (name, api) in known {
            let (kind, call) = match api.shape {
                Shape::Value => (CompletionItemKind::PROPERTY, ""),
                Shape::Options(_) => (CompletionItemKind::FUNCTION, "({ $1 })"),
                Shape::Parameters(_) => (CompletionItemKind::FUNCTION, "($1)"),
            };
            let call = if is_called || !self.client.has_snippets { "" } else { call };
            let text = format!("{name}{call}");
            self.push_text(name, text, kind, words.api_call(name, &api), Some(words.api(name, &api)));
            if api.is_deprecated {
                self.deprecate();
            }
        }
    }

    fn object_keys(&mut self, argument: &Argument, others: &[String], has_value: bool) {
        let words = self.client.words;
        let is_new = |name: &str| !others.iter().any(|other| other == name);
        for option in options(argument).into_iter().filter(|option| is_new(option.name)) {
            let text = if has_value { option.name.to_owned() } else { format!("{}: $1", option.name) };
            let documentation = Some(words.option(&option));
            self.push_text(option.name, text, CompletionItemKind::PROPERTY, option.kind.to_owned(), documentation);
        }
        for definition in definitions(argument).into_iter().filter(|definition| is_new(definition.field.name)) {
            let (name, documentation) = (definition.field.name, Some(words.definition(&definition)));
            let (kind, text) = match definition.parameters {
                _ if has_value => (CompletionItemKind::PROPERTY, name.to_owned()),
                Some(parameters) => {
                    let names: Vec<&str> = apis::parameters(parameters).iter().map(|found| found.name).collect();
                    (CompletionItemKind::METHOD, format!("{name}({}) {{\n  $1\n}}", names.join(", ")))
                }
                None => (CompletionItemKind::PROPERTY, format!("{name}: $1")),
            };
            self.push_text(name, text, kind, String::new(), documentation);
        }
    }

    fn values(&mut self, argument: &Argument, is_text: bool) {
        let Some(field) = field(argument) else { return };
        for choice in field.choices() {
            let text = if is_text { choice.trim_matches('\'') } else { choice };
            self.push(text, CompletionItemKind::ENUM_MEMBER, String::new(), None);
        }
        if field.kind == "boolean" && !is_text {
            self.push("true", CompletionItemKind::VALUE, String::new(), None);
            self.push("false", CompletionItemKind::VALUE, String::new(), None);
        }
    }
}

/// What an argument of a member of `wx` may have.
fn options(argument: &Argument) -> Vec<Parameter> {
    let [object, name] = &argument.callee[..] else { return Vec::new() };
    let api = apis::find(name).filter(|_| object == "wx");
    api.map(|api| api.fields(argument.index, &keys(argument))).unwrap_or_default()
}

/// What `Page` and its like may be given.
fn definitions(argument: &Argument) -> Vec<Definition> {
    match &argument.callee[..] {
        [callee] if argument.index == 0 => apis::definitions(callee, &keys(argument)),
        _ => Vec::new(),
    }
}

fn keys(argument: &Argument) -> Vec<&str> {
    argument.keys.iter().map(String::as_str).collect()
}

/// The field whose value stands at a place.
fn field(argument: &Argument) -> Option<Parameter> {
    let mut object = argument.clone();
    let key = object.keys.pop()?;
    let option = options(&object).into_iter().find(|option| option.name == key);
    option.or_else(|| Some(definitions(&object).into_iter().find(|found| found.field.name == key)?.field))
}

pub(super) fn hover(file: &File<'_>, offset: usize, words: Words) -> Option<Hover> {
    let (text, span) = match place::at(&file.text, offset) {
        Place::Member { object, span } if object == ["wx"] => {
            let name = &file.text[span.clone()];
            (words.api(name, &apis::find(name)?), span)
        }
        Place::Key { argument, span, .. } => {
            let name = &file.text[span.clone()];
            let option = options(&argument).into_iter().find(|option| option.name == name);
            let definition = || definitions(&argument).into_iter().find(|found| found.field.name == name);
            let text = option.map(|option| words.option(&option));
            (text.or_else(|| Some(words.definition(&definition()?)))?, span)
        }
        _ => return None,
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(file.range(&span)) })
}
