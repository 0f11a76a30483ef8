//! What a name means, in words. In: a place. Out: Markdown. Must not: know more than the compiler's tables and the program's scripts.

use compiler::outline::template::{self, At, Meaning};
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};
use protocol::components;

use super::file::{File, Source};
use super::values::{self, Word};
use super::words::Words;

pub(super) fn hover(file: &File<'_>, offset: usize, words: Words) -> Option<Hover> {
    let (document, _) = syntax::parse(&file.text);
    let (text, span) = match template::at(&document, offset) {
        At::Text => return None,
        At::Tag { name, span } => (tag(file, name, words)?, span),
        At::AttributeName { element, name, span } => {
            let attribute = element.attributes.iter().find(|attribute| attribute.name_span.range() == span)?;
            (attribute_name(file, element.name, attribute, name, words)?, span)
        }
        At::Value { element, attribute } => {
            let (word, span) = values::word_at(file, element, attribute, offset)?;
            let text = match &word {
                Word::Method(name) => {
                    let members = file.members();
                    let (method, of) = members.method(name)?;
                    words.method(&method.name, of)
                }
                Word::Class(name) => {
                    let mut files: Vec<String> = file.rules(name).into_iter().map(|(of, _)| of).collect();
                    files.dedup();
                    words.class(name, &files)
                }
                _ => return None,
            };
            (text, span)
        }
        At::Path { segments, .. } => {
            let span = segments.last()?.span.clone();
            let path: Vec<&str> = segments.iter().map(|segment| segment.name.as_str()).collect();
            let path = path.join(".").replace("..", "[].");
            let text = match file.follow(&document, &segments, offset)? {
                Source::Member { field, file: of, is_property } => words.field(&path, &field, is_property, &of),
                Source::Local { name, .. } => words.local(&name.name, name.kind, &name.list),
                Source::Export { field, file: of } => words.method(&field.name, &of),
            };
            (text, span)
        }
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(file.range(&span)) })
}

fn tag(file: &File<'_>, name: &str, words: Words) -> Option<String> {
    if let Some(path) = file.component(name) {
        let members = file.members_of_tag(name).unwrap_or_default();
        return Some(words.component(name, &path, &members.properties().collect::<Vec<_>>()));
    }
    components::find(name).map(|component| words.built_in(component)).or_else(|| words.structural(name))
}

fn attribute_name(
    file: &File<'_>,
    tag: &str,
    attribute: &syntax::Attribute<'_>,
    name: &str,
    words: Words,
) -> Option<String> {
    match template::meaning(attribute) {
        Meaning::Event(event) => {
            let known = components::find(tag).filter(|component| component.events.contains(&event));
            let component = known.map(|component| component.name);
            return Some(words.event(event, component, components::is_bubbling_event(event)));
        }
        Meaning::Directive | Meaning::Key => return words.directive(name),
        Meaning::Class | Meaning::Other => {}
    }
    if let Some(members) = file.members_of_tag(tag)
        && let Some(member) = members.properties().find(|member| member.field.name == template::property_name(name))
    {
        return Some(words.member(member));
    }
    if file.component(tag).is_none()
        && let Some(component) = components::find(tag)
        && let Some(known) = component.attribute(name)
    {
        return Some(words.attribute(known, component.name));
    }
    components::is_common_attribute(name).then(|| words.common_attribute(name))
}
