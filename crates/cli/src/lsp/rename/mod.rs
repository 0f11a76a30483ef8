//! Renaming: a data field, a method, the name of an item, a class, a script module; in the template and in the script or sheet beside it.
//!
//! In: a place and the new name. Out: edits, or why it is not certain that they would be all. Must not: edit a file it could not read whole.

mod class;
mod data;
mod local;
mod method;

use std::collections::BTreeMap;
use std::ops::Range;

use compiler::outline::sheet;
use compiler::outline::template::{self, At, Meaning, Name, NameKind};
use serde_json::{Map, Value, json};

use super::file::{File, Source};
use super::position::Lines;
use super::server::Refusal;
use super::values::{self, Word};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Data,
    Method,
    Class,
    Local(Name),
}

/// What would be renamed at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

/// Replacements by file.
#[derive(Default)]
struct Edits(BTreeMap<String, Vec<(Range<usize>, String)>>);

impl Edits {
    fn push(&mut self, file: &str, span: Range<usize>, text: impl Into<String>) {
        let edits = self.0.entry(file.to_owned()).or_default();
        let edit = (span, text.into());
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }

    /// As `WorkspaceEdit`.
    fn value(self, file: &File<'_>) -> Option<Value> {
        let mut changes = Map::new();
        for (path, mut edits) in self.0 {
            edits.sort_by_key(|(span, _)| span.start);
            let text = file.program.project.text(&path)?;
            let lines = Lines::new(&text);
            let edits = edits.iter().map(|(span, new)| json!({"range": lines.range(&text, span), "newText": new}));
            changes.insert(file.program.address(&path)?.as_str().to_owned(), edits.collect());
        }
        Some(json!({"changes": changes}))
    }
}

/// What stands at a place, when it can be renamed at all.
pub(super) fn target(file: &File<'_>, offset: usize) -> Result<Option<Target>, Refusal> {
    if file.path.ends_with(".wxml") {
        return in_template(file, offset);
    }
    let around = |span: &Range<usize>| (span.start..=span.end).contains(&offset);
    if file.path.ends_with(".wxss") {
        let class = sheet::classes(&file.text).into_iter().find(|class| around(&class.span));
        return Ok(class.map(|class| Target { name: class.name, span: class.span, kind: Kind::Class }));
    }
    if !file.path.ends_with(".js") && !file.path.ends_with(".ts") {
        return Ok(None);
    }
    let outline = file.program.outline(&file.path);
    if outline.is_broken {
        return Err("the script cannot be read while it has errors".to_owned());
    }
    let data = outline.data.iter().map(|field| (&field.name, &field.span));
    let mut data = data.chain(outline.data_uses.iter().map(|used| (&used.name, &used.span)));
    if let Some((name, span)) = data.find(|(_, span)| around(span)) {
        return Ok(Some(Target { name: name.clone(), span: span.clone(), kind: Kind::Data }));
    }
    let methods = outline.methods.iter().map(|method| (&method.name, &method.span));
    let uses = outline.method_uses.iter().map(|used| (&used.name, &used.span));
    let method = methods
        .chain(uses)
        .find(|(name, span)| around(span) && outline.methods.iter().any(|method| method.name == **name));
    Ok(method.map(|(name, span)| Target { name: name.clone(), span: span.clone(), kind: Kind::Method }))
}

fn in_template(file: &File<'_>, offset: usize) -> Result<Option<Target>, Refusal> {
    let (document, _) = syntax::parse(&file.text);
    let declared = template::names(&document)
        .into_iter()
        .find(|name| !name.span.is_empty() && (name.span.start..=name.span.end).contains(&offset));
    if let Some(name) = declared {
        return local_target(name.clone(), name.span).map(Some);
    }
    match template::at(&document, offset) {
        At::Value { element, attribute } => {
            let Some((word, span)) = values::word_at(file, element, attribute, offset) else { return Ok(None) };
            Ok(match word {
                Word::Class(name) => Some(Target { name, span, kind: Kind::Class }),
                Word::Method(name) => Some(Target { name, span, kind: Kind::Method }),
                Word::Template(_) | Word::Path(..) => None,
            })
        }
        At::Path { segments, attribute } => {
            let Some((root, steps)) = segments.split_first() else {
                let is_class = |attribute: &&syntax::Attribute<'_>| template::meaning(attribute) == Meaning::Class;
                let value = attribute.filter(is_class).and_then(|attribute| attribute.value.as_ref());
                let class = value.and_then(|value| values::class_at(&file.text, value.span.range(), offset));
                return Ok(class.map(|(name, span)| Target { name, span, kind: Kind::Class }));
            };
            if !steps.is_empty() {
                return Err("only a whole field of the data can be renamed, not what is inside it".to_owned());
            }
            let span = root.span.clone();
            match file.follow(&document, std::slice::from_ref(root), offset) {
                Some(Source::Local { name, .. }) => local_target(name, span).map(Some),
                Some(Source::Member { field, .. }) => Ok(Some(Target { name: field.name, span, kind: Kind::Data })),
                Some(Source::Export { .. }) | None => Ok(None),
            }
        }
        At::Text | At::Tag { .. } | At::AttributeName { .. } => Ok(None),
    }
}

fn local_target(name: Name, span: Range<usize>) -> Result<Target, Refusal> {
    match name.kind {
        NameKind::Item | NameKind::Index if name.span.is_empty() => {
            Err(format!("`{0}` is the usual name: write `wx:for-{0}` to give it another", name.name))
        }
        NameKind::Item | NameKind::Index | NameKind::Module => {
            Ok(Target { name: name.name.clone(), span, kind: Kind::Local(name) })
        }
        NameKind::SlotValue | NameKind::Let => Err(format!("`{}` cannot be renamed", name.name)),
    }
}

pub(super) fn rename(file: &File<'_>, offset: usize, new: &str) -> Result<Option<Value>, Refusal> {
    let Some(target) = target(file, offset)? else { return Ok(None) };
    let is_name = match target.kind {
        Kind::Class => sheet::is_class_name(new),
        _ => syntax::is_identifier(new),
    };
    if !is_name {
        return Err(format!("`{new}` is no name here"));
    }
    if target.name == new {
        return Ok(None);
    }
    let mut edits = Edits::default();
    match &target.kind {
        Kind::Data => data::rename(file, &target.name, new, &mut edits)?,
        Kind::Method => method::rename(file, &target.name, new, &mut edits)?,
        Kind::Class => class::rename(file, &target.name, new, &mut edits)?,
        Kind::Local(name) => local::rename(file, name, new, &mut edits)?,
    }
    Ok(edits.value(file))
}

/// The files of the page or component around, and the text of its template.
struct Owner {
    is_page: bool,
    script: Option<String>,
    sheet: Option<String>,
    template: Option<(String, std::sync::Arc<str>)>,
}

fn owner(file: &File<'_>) -> Result<Owner, Refusal> {
    let Some((_, files)) = file.structure.owner(&file.path) else {
        return Err("this file belongs to no page or component, or to several".to_owned());
    };
    let sharing = file.structure.components.values().filter(|other| {
        (other.script.is_some() && other.script == files.script)
            || (other.sheet.is_some() && other.sheet == files.sheet)
    });
    if sharing.count() > 1 {
        return Err("another page or component uses the same file".to_owned());
    }
    let template = files.template.clone().and_then(|path| Some((path.clone(), file.program.project.text(&path)?)));
    Ok(Owner { is_page: files.is_page, script: files.script.clone(), sheet: files.sheet.clone(), template })
}

/// Refuses when a file that the template draws from names it too.
fn check_other_templates(
    file: &File<'_>,
    template: &str,
    document: &syntax::Document<'_>,
    name: &str,
) -> Result<(), Refusal> {
    let mut others: Vec<String> = file.structure.imports.get(template).cloned().unwrap_or_default();
    let mut next = 0;
    while let Some(path) = others.get(next).cloned() {
        next += 1;
        for further in file.structure.imports.get(&path).into_iter().flatten() {
            if !others.contains(further) {
                others.push(further.clone());
            }
        }
    }
    template::each_element(&document.children, &mut |element| {
        let ending = match element.name {
            "include" => ".wxml",
            "wxs" => ".wxs",
            _ => return,
        };
        let written = element.attribute("src").and_then(|attribute| attribute.value.as_ref()?.literal());
        others.extend(written.and_then(|written| file.resolve(written, ending)));
    });
    match others.into_iter().find(|path| file.program.project.text(path).is_some_and(|text| mentions(&text, name))) {
        Some(path) => Err(format!("`{path}` names `{name}` too, and other pages may use it")),
        None => Ok(()),
    }
}

/// Whether a text holds a name as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-'));
    text.match_indices(name).any(|(at, _)| {
        let bytes = text.as_bytes();
        !is_part(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_part(bytes.get(at + name.len()))
    })
}

/// Uses of names in a template; refuses when one could not be read.
fn uses(document: &syntax::Document<'_>) -> Result<Vec<template::NameUse>, Refusal> {
    template::uses(document).ok_or_else(|| "an expression of the template cannot be read".to_owned())
}
