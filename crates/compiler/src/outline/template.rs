//! What stands at a place of a template, and which names are known there.
//!
//! In: a parsed template and an offset. Out: [`At`], [`Name`]s and uses of names. Works on templates that are being typed: where an expression
//! cannot be parsed yet, its text is read. Must not: know other files.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use syntax::{Attribute, Document, Element, ElementEnd, Expression, ExpressionKind, Node, Piece};

use super::Named;
use crate::wxml::attributes::{self, Directive, Kind};
use crate::wxml::ir::Role;

/// Directives, as people write them.
pub const DIRECTIVES: [&str; 7] = ["wx:if", "wx:elif", "wx:else", "wx:for", "wx:for-item", "wx:for-index", "wx:key"];
/// Tags that are no components.
pub const STRUCTURAL_TAGS: [&str; 6] = ["block", "import", "include", "slot", "template", "wxs"];

/// What a place is part of.
#[derive(Debug, Clone)]
pub enum At<'d, 'a> {
    /// Text between tags.
    Text,
    Tag {
        name: &'a str,
        span: Range<usize>,
    },
    /// `element` is the one it is an attribute of; the name may be empty yet.
    AttributeName {
        element: &'d Element<'a>,
        name: &'a str,
        span: Range<usize>,
    },
    /// The literal part of a value.
    Value {
        element: &'d Element<'a>,
        attribute: &'d Attribute<'a>,
    },
    /// Within braces: the path that ends at or around the place.
    Path {
        segments: Vec<Segment>,
        attribute: Option<&'d Attribute<'a>>,
    },
}

/// One step of `rows[0].name`: a name, or an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Empty for an index.
    pub name: String,
    pub span: Range<usize>,
}

/// A name that templates declare themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub name: String,
    pub kind: NameKind,
    /// Where it is declared; empty for a name nobody wrote (`item`).
    pub span: Range<usize>,
    /// Where it is known.
    pub reach: Range<usize>,
    /// Of an item, what the list is written as.
    pub list: String,
    /// Where the list stands, which the name is not known in.
    pub list_span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    Item,
    Index,
    Module,
    SlotValue,
    Let,
}

/// What an attribute means, as far as an editor asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// The event's name.
    Event(&'a str),
    Class,
    Directive,
    Key,
    Other,
}

pub fn meaning<'a>(attribute: &Attribute<'a>) -> Meaning<'a> {
    match attributes::classify(attribute.name) {
        Kind::Event { name, .. } => Meaning::Event(name),
        Kind::Role(Role::Class, _) => Meaning::Class,
        Kind::Directive(Directive::Key) => Meaning::Key,
        Kind::Directive(_) => Meaning::Directive,
        _ => Meaning::Other,
    }
}

/// `my-prop` as a property is declared: `myProp`.
pub fn property_name(attribute: &str) -> String {
    attributes::camel_case(attribute.strip_prefix("model:").unwrap_or(attribute))
}

/// What stands at an offset.
pub fn at<'d, 'a>(document: &'d Document<'a>, offset: usize) -> At<'d, 'a> {
    let source = document.source;
    let Some(element) = path_to(document, offset).last().copied() else {
        return in_text(source, 0..source.len(), offset);
    };
    let name = element.name_span.range();
    if (name.start..=name.end).contains(&offset) {
        return At::Tag { name: element.name, span: name };
    }
    let tag_end = start_tag_end(element, source);
    if offset < tag_end {
        return in_tag(element, source, offset);
    }
    if let ElementEnd::Tag(span) = element.end
        && span.range().contains(&offset)
    {
        let start = span.start as usize + 2;
        return At::Tag { name: element.name, span: start..start + element.name.len() };
    }
    in_text(source, tag_end..element.span.end as usize, offset)
}

fn in_tag<'d, 'a>(element: &'d Element<'a>, source: &'a str, offset: usize) -> At<'d, 'a> {
    for attribute in &element.attributes {
        let span = attribute.name_span.range();
        if (span.start..=span.end).contains(&offset) {
            return At::AttributeName { element, name: attribute.name, span };
        }
        let Some(value) = &attribute.value else { continue };
        if (value.span.start as usize..=value.span.end as usize).contains(&offset) {
            return match path_at(source, value.span.range(), offset) {
                Some(segments) => At::Path { segments, attribute: Some(attribute) },
                None => At::Value { element, attribute },
            };
        }
    }
    At::AttributeName { element, name: "", span: offset..offset }
}

fn in_text<'d, 'a>(source: &'a str, span: Range<usize>, offset: usize) -> At<'d, 'a> {
    if let Some(segments) = path_at(source, span.clone(), offset) {
        return At::Path { segments, attribute: None };
    }
    let before = source.get(span.start.min(offset)..offset).unwrap_or_default();
    if before.ends_with('<') || before.ends_with("</") {
        return At::Tag { name: "", span: offset..offset };
    }
    At::Text
}

/// The elements around an offset, outermost first.
fn path_to<'d, 'a>(document: &'d Document<'a>, offset: usize) -> Vec<&'d Element<'a>> {
    let mut path = Vec::new();
    let mut nodes = &document.children;
    loop {
        let around = nodes.iter().rev().find_map(|node| match node {
            Node::Element(element) => {
                let (start, end) = (element.span.start as usize, element.span.end as usize);
                let is_open = element.end == ElementEnd::Missing && offset == end;
                (start < offset && (offset < end || is_open)).then_some(element)
            }
            _ => None,
        });
        let Some(element) = around else { return path };
        path.push(element);
        nodes = &element.children;
    }
}

/// Where the start tag ends, its `>` included.
fn start_tag_end(element: &Element<'_>, source: &str) -> usize {
    let from = element.attributes.last().map_or(element.name_span.end, |attribute| attribute.span.end) as usize;
    let limit = element.span.end as usize;
    let rest = source.get(from..limit.max(from)).unwrap_or_default();
    match rest.find(['>', '<']) {
        Some(at) if rest.as_bytes()[at] == b'>' => from + at + 1,
        Some(at) => from + at,
        None => limit + 1,
    }
}

/// The path at an offset that lies within braces: up to the end of the word there.
fn path_at(source: &str, span: Range<usize>, offset: usize) -> Option<Vec<Segment>> {
    let before = source.get(span.start..offset)?;
    let open = before.rfind("{{")?;
    let inside = &before[open + 2..];
    if inside.contains("}}") {
        return None;
    }
    // Within a string of the expression there is no path.
    let mut quote = None;
    for character in inside.chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    if quote.is_some() {
        return Some(Vec::new());
    }
    let bytes = source.as_bytes();
    let floor = span.start + open + 2;
    let mut end = offset;
    while end < span.end && is_name(bytes[end]) {
        end += 1;
    }
    Some(segments(source, floor, end))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Reads a path backwards from its end.
fn segments(source: &str, floor: usize, end: usize) -> Vec<Segment> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = end;
    loop {
        let word_end = at;
        while at > floor && is_name(bytes[at - 1]) {
            at -= 1;
        }
        found.push(Segment { name: source[at..word_end].to_owned(), span: at..word_end });
        if at == floor || bytes[at - 1] != b'.' {
            break;
        }
        at -= 1;
        while at > floor && bytes[at - 1] == b']' {
            let close = at;
            let mut depth = 0usize;
            while at > floor {
                at -= 1;
                match bytes[at] {
                    b']' => depth += 1,
                    b'[' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            if depth > 0 {
                return Vec::new();
            }
            found.push(Segment { name: String::new(), span: at..close });
        }
    }
    found.reverse();
    found
}

/// Every name the template declares.
pub fn names(document: &Document<'_>) -> Vec<Name> {
    let mut found = Vec::new();
    each_element(&document.children, &mut |element| element_names(element, document, &mut found));
    found
}

/// The names known at an offset, innermost last.
pub fn names_at(document: &Document<'_>, offset: usize) -> Vec<Name> {
    let mut found = names(document);
    found.retain(|name| name.reach.contains(&offset) && !name.list_span.contains(&offset));
    found.sort_by_key(|name| name.reach.start);
    found
}

fn element_names(element: &Element<'_>, document: &Document<'_>, found: &mut Vec<Name>) {
    let source = document.source;
    let simple = |named: Named, kind, reach| Name {
        name: named.name,
        kind,
        span: named.span,
        reach,
        list: String::new(),
        list_span: 0..0,
    };
    if matches!(element.name, "wxs" | "sjs" | "import-sjs") {
        let module = element.attribute("module").or_else(|| element.attribute("name")).and_then(written_name);
        found.extend(module.map(|module| simple(module, NameKind::Module, 0..source.len() + 1)));
        return;
    }
    let reach = element.span.range();
    let (mut list, mut item, mut index) = (None, None, None);
    for attribute in &element.attributes {
        // Where a name that is part of the attribute's own begins.
        let own = |name: &str| attribute.name_span.end as usize - name.len()..attribute.name_span.end as usize;
        match attributes::classify(attribute.name) {
            Kind::Directive(Directive::For) => list = list.or(Some(attribute)),
            Kind::Directive(Directive::ForItem) => item = item.or_else(|| written_name(attribute)),
            Kind::Directive(Directive::ForIndex) => index = index.or_else(|| written_name(attribute)),
            Kind::Let(name) => {
                let named = Named { name: attributes::camel_case(name), span: own(name) };
                found.push(simple(named, NameKind::Let, reach.clone()));
            }
            Kind::Role(Role::SlotValue, key) => {
                let usual = || Named { name: attributes::camel_case(key), span: own(key) };
                found.push(simple(written_name(attribute).unwrap_or_else(usual), NameKind::SlotValue, reach.clone()));
            }
            _ => {}
        }
    }
    let Some(list) = list else { return };
    let text = list.value.as_ref().map_or("", |value| value.span.text(source));
    let expression = text.trim().trim_start_matches("{{").trim_end_matches("}}").trim();
    for (named, usual, kind) in [(item, "item", NameKind::Item), (index, "index", NameKind::Index)] {
        let named = named.unwrap_or(Named { name: usual.to_owned(), span: 0..0 });
        let of_list =
            Name { list: expression.to_owned(), list_span: list.span.range(), ..simple(named, kind, reach.clone()) };
        found.push(of_list);
    }
}

/// The name that an attribute's value is, and its place.
fn written_name(attribute: &Attribute<'_>) -> Option<Named> {
    let value = attribute.value.as_ref()?;
    let raw = value.literal()?;
    let name = raw.trim();
    let start = value.span.start as usize + raw.len() - raw.trim_start().len();
    syntax::is_identifier(name).then(|| Named { name: name.to_owned(), span: start..start + name.len() })
}

/// Calls with every element, outer ones first.
pub fn each_element<'d, 'a>(nodes: &'d [Node<'a>], call: &mut dyn FnMut(&'d Element<'a>)) {
    for node in nodes {
        if let Node::Element(element) = node {
            call(element);
            each_element(&element.children, call);
        }
    }
}

/// `<template name>` definitions: their names, and the elements.
pub fn definitions<'d, 'a>(document: &'d Document<'a>) -> Vec<(Named, &'d Element<'a>)> {
    let mut found = Vec::new();
    each_element(&document.children, &mut |element| {
        if element.name == "template"
            && let Some(value) = element.attribute("name").and_then(|attribute| attribute.value.as_ref())
            && let Some(name) = value.literal()
        {
            found.push((Named { name: name.to_owned(), span: value.span.range() }, element));
        }
    });
    found
}

/// A name used in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameUse {
    pub name: String,
    pub span: Range<usize>,
    /// `{name}`: another name needs `name: other`.
    pub is_shorthand: bool,
}

/// Every name that an expression begins with; `None` when one could not be read.
pub fn uses(document: &Document<'_>) -> Option<Vec<NameUse>> {
    let mut found = BTreeMap::new();
    let mut shorthands = BTreeSet::new();
    for Expression { kind, .. } in &document.expressions {
        if let ExpressionKind::Object { properties, .. } = kind {
            shorthands.extend(properties.iter().filter_map(|property| match property {
                syntax::Property::Shorthand { value, .. } => Some(document.expression(*value).span.start as usize),
                _ => None,
            }));
        }
    }
    // Expressions that were tried and given up stay in the arena: only those that braces hold count.
    let mut held = Vec::new();
    let mut is_whole = true;
    each_piece(document, &mut |piece| {
        if let Piece::Binding(binding) = piece {
            is_whole &= binding.expression.is_some()
                || binding.span.text(document.source).trim_matches(['{', '}', ' ']).is_empty();
            held.push(binding.span.range());
        }
    });
    for Expression { kind, span, .. } in &document.expressions {
        let ExpressionKind::Identifier(name) = kind else { continue };
        let around = held.partition_point(|held: &Range<usize>| held.start <= span.start as usize);
        if around > 0 && span.end as usize <= held[around - 1].end {
            let is_shorthand = shorthands.contains(&span.range().start);
            found.insert(span.start, NameUse { name: (*name).to_owned(), span: span.range(), is_shorthand });
        }
    }
    is_whole.then(|| found.into_values().collect())
}

/// Calls with every piece of text and value.
pub fn each_piece<'d, 'a>(document: &'d Document<'a>, call: &mut dyn FnMut(&'d Piece<'a>)) {
    fn walk<'d, 'a>(nodes: &'d [Node<'a>], call: &mut dyn FnMut(&'d Piece<'a>)) {
        for node in nodes {
            match node {
                Node::Text(text) => text.pieces.iter().for_each(&mut *call),
                Node::Element(element) => {
                    let values = element.attributes.iter().filter_map(|attribute| attribute.value.as_ref());
                    values.flat_map(|value| &value.pieces).for_each(&mut *call);
                    walk(&element.children, call);
                }
                _ => {}
            }
        }
    }
    walk(&document.children, call);
}
