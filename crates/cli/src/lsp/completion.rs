//! What could stand at a place: tags, attributes, events, values, data paths, methods, classes. In: a place. Out: items that replace the word there.
//! Must not: offer what is not known to exist.

use compiler::outline::template::{self, At, Meaning, NameKind};
use compiler::outline::{Field, sheet};
use lsp_types::{CompletionItem, CompletionItemKind};
use protocol::components::{self, AttributeType};
use syntax::{Attribute, Document, Element};

use super::file::{File, Source, value_fields};
use super::items::{Client, Items};
use super::members::{Members, property_type};
use super::values;

pub(super) fn completion(file: &File<'_>, offset: usize, client: &Client) -> Vec<CompletionItem> {
    let (document, _) = syntax::parse(&file.text);
    let mut items = Items::new(file, client, offset..offset);
    match template::at(&document, offset) {
        At::Text => {}
        At::Tag { span, .. } => {
            items.span = span;
            items.tags();
        }
        At::AttributeName { element, name, span } => {
            items.span = span;
            items.attributes(element, name);
        }
        At::Value { element, attribute } => items.value(&document, element, attribute, offset),
        At::Path { segments, attribute } => {
            let is_class = attribute.is_some_and(|attribute| template::meaning(attribute) == Meaning::Class);
            match segments.split_last() {
                Some((last, before)) => {
                    items.span = last.span.clone();
                    items.path(&document, before, offset);
                }
                // A string within the braces.
                None if is_class => items.classes(attribute, offset),
                None => {}
            }
        }
    }
    items.found
}

impl Items<'_, '_> {
    fn tags(&mut self) {
        let words = self.client.words;
        for (tag, path) in self.file.structure.tags(&self.file.path) {
            self.push(tag, CompletionItemKind::CLASS, path.to_owned(), None);
        }
        for component in components::COMPONENTS {
            let documentation = Some(words.built_in(component));
            self.push(component.name, CompletionItemKind::CLASS, String::new(), documentation);
        }
        for tag in template::STRUCTURAL_TAGS {
            self.push(tag, CompletionItemKind::KEYWORD, String::new(), words.structural(tag));
        }
    }

    fn attributes(&mut self, element: &Element<'_>, typed: &str) {
        let words = self.client.words;
        let members = self.file.members_of_tag(element.name);
        // With a value there already, only the name is replaced.
        let has_value = element.attributes.iter().any(|attribute| {
            attribute.name_span.range() == self.span && attribute.value.is_some() && !self.span.is_empty()
        });
        let with = |name: &str, value: &str| if has_value { name.to_owned() } else { format!("{name}{value}") };
        let built_in = components::find(element.name).filter(|_| members.is_none());
        if let Some(members) = &members {
            for member in members.properties() {
                let (name, kind) = (hyphenated(&member.field.name), property_type(&member.field));
                let value = if kind == "String" { "=\"$1\"" } else { "=\"{{$1}}\"" };
                let documentation = Some(words.member(member));
                self.push_text(&name, with(&name, value), CompletionItemKind::PROPERTY, kind.to_owned(), documentation);
            }
            for (class, _) in &members.external_classes {
                self.push_text(
                    &class.name,
                    with(&class.name, "=\"$1\""),
                    CompletionItemKind::PROPERTY,
                    String::new(),
                    None,
                );
            }
        }
        if let Some(component) = built_in {
            for attribute in component.attributes {
                let value = match attribute.kind {
                    AttributeType::Boolean => "",
                    AttributeType::String | AttributeType::Length => "=\"$1\"",
                    _ => "=\"{{$1}}\"",
                };
                let detail = words.type_name(attribute.kind).to_owned();
                let documentation = Some(words.attribute(attribute, component.name));
                let text = with(attribute.name, value);
                self.push_text(attribute.name, text, CompletionItemKind::PROPERTY, detail, documentation);
            }
        }
        self.events(element, typed, members.as_ref(), has_value);
        for directive in template::DIRECTIVES {
            let value = match directive {
                "wx:else" => "",
                "wx:if" | "wx:elif" | "wx:for" => "=\"{{$1}}\"",
                _ => "=\"$1\"",
            };
            self.push_text(
                directive,
                with(directive, value),
                CompletionItemKind::KEYWORD,
                String::new(),
                words.directive(directive),
            );
        }
        for name in components::COMMON_ATTRIBUTES {
            let value = if *name == "hidden" { "=\"{{$1}}\"" } else { "=\"$1\"" };
            let documentation = Some(words.common_attribute(name));
            self.push_text(name, with(name, value), CompletionItemKind::PROPERTY, String::new(), documentation);
        }
    }

    /// Events in the spelling that was begun: `bindtap`, `catchtap`, `bind:tap`, `capture-bind:tap`.
    fn events(&mut self, element: &Element<'_>, typed: &str, members: Option<&Members>, has_value: bool) {
        let words = self.client.words;
        let prefix = match typed.split_once(':') {
            Some((prefix, _)) if prefix.contains("bind") || prefix.contains("catch") => format!("{prefix}:"),
            Some(_) => return,
            None if typed.starts_with("catch") => "catch".to_owned(),
            None => "bind".to_owned(),
        };
        let own: Vec<String> = match (members, components::find(element.name)) {
            (Some(members), _) => members.events.iter().map(|(event, _)| event.name.clone()).collect(),
            (None, Some(component)) => component.events.iter().map(|event| (*event).to_owned()).collect(),
            (None, None) => Vec::new(),
        };
        let bubbling = components::BUBBLING_EVENTS.iter().map(|event| (*event).to_owned());
        for event in own.into_iter().chain(bubbling) {
            // Without a colon, a name that is no plain word would read as something else.
            let colon = if prefix.ends_with(':') || syntax::is_identifier(&event) { "" } else { ":" };
            let name = format!("{prefix}{colon}{event}");
            let bubbles = components::is_bubbling_event(&event);
            let documentation = Some(words.event(&event, (!bubbles).then_some(element.name), bubbles));
            let text = if has_value { name.clone() } else { format!("{name}=\"$1\"") };
            self.push_text(&name, text, CompletionItemKind::EVENT, String::new(), documentation);
        }
    }

    fn value(&mut self, document: &Document<'_>, element: &Element<'_>, attribute: &Attribute<'_>, offset: usize) {
        let Some(value) = &attribute.value else { return };
        self.span = value.span.range();
        match template::meaning(attribute) {
            Meaning::Event(_) => self.methods(),
            Meaning::Class => self.classes(Some(attribute), offset),
            Meaning::Key => self.keys(document, element),
            Meaning::Directive => {}
            Meaning::Other if element.name == "template" && attribute.name == "is" => self.templates(document),
            Meaning::Other => self.booleans(element, attribute),
        }
    }

    fn methods(&mut self) {
        let words = self.client.words;
        for (method, file) in &self.file.members().methods {
            let documentation = Some(words.method(&method.name, file));
            self.push(&method.name, CompletionItemKind::METHOD, file.clone(), documentation);
        }
    }

    fn classes(&mut self, attribute: Option<&Attribute<'_>>, offset: usize) {
        let Some(value) = attribute.and_then(|attribute| attribute.value.as_ref()) else { return };
        let Some((_, span)) = values::class_at(&self.file.text, value.span.range(), offset) else { return };
        self.span = span;
        for path in self.file.sheets() {
            let Some(text) = self.file.program.project.text(&path) else { continue };
            for class in sheet::classes(&text) {
                self.push(&class.name, CompletionItemKind::VALUE, path.clone(), None);
            }
        }
    }

    /// Fields of an item.
    fn keys(&mut self, document: &Document<'_>, element: &Element<'_>) {
        self.push("*this", CompletionItemKind::KEYWORD, String::new(), None);
        let inside = element.span.start as usize + 1;
        let names = template::names_at(document, inside);
        let Some(item) = names.into_iter().rev().find(|name| name.kind == NameKind::Item) else { return };
        let segment = template::Segment { name: item.name, span: inside..inside };
        if let Some(Source::Local { fields, file, .. }) = self.file.follow(document, &[segment], inside) {
            self.fields(&fields, &file);
        }
    }

    fn templates(&mut self, document: &Document<'_>) {
        for (named, _) in template::definitions(document) {
            self.push(&named.name, CompletionItemKind::REFERENCE, String::new(), None);
        }
        for path in self.file.structure.imports.get(&self.file.path).into_iter().flatten() {
            let Some(text) = self.file.program.project.text(path) else { continue };
            for (named, _) in template::definitions(&syntax::parse(&text).0) {
                self.push(&named.name, CompletionItemKind::REFERENCE, path.clone(), None);
            }
        }
    }

    fn booleans(&mut self, element: &Element<'_>, attribute: &Attribute<'_>) {
        let is_boolean = match self.file.members_of_tag(element.name) {
            Some(members) => members.properties().any(|member| {
                member.field.name == template::property_name(attribute.name)
                    && property_type(&member.field) == "Boolean"
            }),
            None => components::find(element.name)
                .and_then(|component| component.attribute(attribute.name))
                .is_some_and(|known| known.kind == AttributeType::Boolean),
        };
        if is_boolean {
            self.push("{{true}}", CompletionItemKind::VALUE, String::new(), None);
            self.push("{{false}}", CompletionItemKind::VALUE, String::new(), None);
        }
    }

    /// Names that may follow the steps of a path.
    fn path(&mut self, document: &Document<'_>, before: &[template::Segment], offset: usize) {
        if before.is_empty() {
            return self.roots(document, offset);
        }
        match self.file.follow(document, before, offset) {
            Some(Source::Member { field, file, is_property }) => self.fields(&value_fields(&field, is_property), &file),
            Some(Source::Local { fields, file, .. }) => self.fields(&fields, &file),
            Some(Source::Export { .. }) | None => {}
        }
    }

    fn roots(&mut self, document: &Document<'_>, offset: usize) {
        let words = self.client.words;
        for name in template::names_at(document, offset).into_iter().rev() {
            let documentation = Some(words.local(&name.name, name.kind, &name.list));
            let kind = match name.kind {
                NameKind::Module => CompletionItemKind::MODULE,
                _ => CompletionItemKind::VARIABLE,
            };
            self.push(&name.name, kind, name.list.clone(), documentation);
        }
        if self.file.is_in_definition(document, offset) {
            return;
        }
        for member in &self.file.members().fields {
            let kind = if member.is_property { CompletionItemKind::PROPERTY } else { CompletionItemKind::FIELD };
            let detail = if member.is_property { property_type(&member.field) } else { member.field.kind };
            self.push(&member.field.name, kind, detail.to_owned(), Some(words.member(member)));
        }
    }

    fn fields(&mut self, fields: &[Field], file: &str) {
        let words = self.client.words;
        for field in fields {
            let documentation = Some(words.field(&field.name, field, false, file));
            self.push(&field.name, CompletionItemKind::FIELD, field.kind.to_owned(), documentation);
        }
    }
}

/// `myProp` as templates write it: `my-prop`.
fn hyphenated(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}
