//! One open template, script or sheet, and what surrounds it: what every feature starts from.
//!
//! In: a program and a path. Out: texts, places, and what names in it mean. Must not: answer a request.

use std::ops::Range;
use std::sync::Arc;

use compiler::outline::template::{self, Name, NameKind, Segment};
use compiler::outline::{Field, sheet};
use compiler::{Structure, paths};
use lsp_types::{Location, Position};
use syntax::Document;

use super::members::Members;
use super::position::Lines;
use super::program::Program;

pub(super) struct File<'p> {
    pub(super) program: &'p Program,
    pub(super) structure: Arc<Structure>,
    pub(super) path: String,
    pub(super) text: Arc<str>,
    pub(super) lines: Lines,
}

/// Where a name was found to come from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// A field of the data, or a property.
    Member { field: Field, file: String, is_property: bool },
    /// Something the template declares; with the item's fields, when the list is known.
    Local { name: Name, fields: Vec<Field>, file: String },
    /// A member of a WXS module.
    Export { field: Field, file: String },
}

impl<'p> File<'p> {
    pub(super) fn new(program: &'p Program, path: &str) -> Option<Self> {
        let text = program.project.text(path)?;
        let lines = Lines::new(&text);
        Some(File { program, structure: program.structure(), path: path.to_owned(), text, lines })
    }

    pub(super) fn offset(&self, position: Position) -> usize {
        self.lines.offset(&self.text, position)
    }

    pub(super) fn range(&self, span: &Range<usize>) -> lsp_types::Range {
        self.lines.range(&self.text, span)
    }

    /// A place in any file of the program.
    pub(super) fn location(&self, path: &str, span: &Range<usize>) -> Option<Location> {
        let uri = self.program.address(path)?;
        if path == self.path {
            return Some(Location { uri, range: self.range(span) });
        }
        let text = self.program.project.text(path)?;
        Some(Location { uri, range: Lines::new(&text).range(&text, span) })
    }

    /// What the page or component of this file has.
    pub(super) fn members(&self) -> Members {
        let script = self.structure.owner(&self.path).and_then(|(_, files)| files.script.as_deref());
        script.map(|script| Members::of(self.program, script)).unwrap_or_default()
    }

    /// What the component of a tag has.
    pub(super) fn members_of_tag(&self, tag: &str) -> Option<Members> {
        let path = self.component(tag)?;
        let script = self.structure.components.get(&path)?.script.as_deref()?;
        Some(Members::of(self.program, script))
    }

    /// The path of the component a tag stands for.
    pub(super) fn component(&self, tag: &str) -> Option<String> {
        self.structure.tags(&self.path).get(tag).map(|path| (*path).to_owned())
    }

    /// The sheets whose rules apply to this file's template.
    pub(super) fn sheets(&self) -> Vec<String> {
        let own = self.structure.owner(&self.path).and_then(|(_, files)| files.sheet.clone());
        own.into_iter().chain(self.structure.app_sheets.iter().cloned()).collect()
    }

    /// Rules for a class: the file and place of each.
    pub(super) fn rules(&self, class: &str) -> Vec<(String, Range<usize>)> {
        let mut found = Vec::new();
        for file in self.sheets() {
            let Some(text) = self.program.project.text(&file) else { continue };
            let named = sheet::classes(&text).into_iter().filter(|named| named.name == class);
            found.extend(named.map(|named| (file.clone(), named.span)));
        }
        found
    }

    /// A file that `src` names, with the ending it may lack.
    pub(super) fn resolve(&self, written: &str, ending: &str) -> Option<String> {
        let folder = match written.starts_with('/') {
            true => self.structure.root.as_str(),
            false => self.path.rsplit_once('/').map_or("", |(folder, _)| folder),
        };
        let path = paths::resolve(folder, written.trim().trim_start_matches('/'))?;
        let found = if path.ends_with(ending) { path } else { format!("{path}{ending}") };
        self.program.is_file(&found).then_some(found)
    }

    /// Whether a place is in a `<template name>`, whose data its callers give.
    pub(super) fn is_in_definition(&self, document: &Document<'_>, offset: usize) -> bool {
        template::definitions(document).iter().any(|(_, element)| element.span.range().contains(&offset))
    }

    /// Follows a path to where its last step comes from, and the fields it has.
    pub(super) fn follow(&self, document: &Document<'_>, segments: &[Segment], offset: usize) -> Option<Source> {
        let (root, steps) = segments.split_first()?;
        let mut found = self.root(document, &root.name, offset, 0)?;
        for step in steps.iter().filter(|step| !step.name.is_empty()) {
            let (fields, file) = match found {
                Source::Member { field, file, is_property } => (value_fields(&field, is_property), file),
                Source::Local { fields, file, .. } => (fields, file),
                Source::Export { .. } => return None,
            };
            let field = fields.into_iter().find(|field| field.name == step.name)?;
            found = match file.ends_with(".wxs") {
                true => Source::Export { field, file },
                false => Source::Member { field, file, is_property: false },
            };
        }
        Some(found)
    }

    /// What a name that begins a path means.
    fn root(&self, document: &Document<'_>, name: &str, offset: usize, depth: usize) -> Option<Source> {
        let locals = template::names_at(document, offset);
        if let Some(local) = locals.into_iter().rev().find(|local| local.name == name) {
            return Some(self.local(document, local, depth));
        }
        if self.is_in_definition(document, offset) {
            return None;
        }
        let members = self.members();
        let member = members.field(name)?;
        Some(Source::Member { field: member.field.clone(), file: member.file.clone(), is_property: member.is_property })
    }

    fn local(&self, document: &Document<'_>, name: Name, depth: usize) -> Source {
        let (mut fields, mut file) = (Vec::new(), self.path.clone());
        match name.kind {
            NameKind::Item if depth < LISTS_MAX => {
                let segments = path_of(&name.list);
                if let Some((root, steps)) = segments.split_first()
                    && let Some(Source::Member { field, file: of, is_property }) =
                        self.root(document, root, name.list_span.start, depth + 1).map(into_member)
                {
                    fields = value_fields(&field, is_property);
                    file = of;
                    for step in steps {
                        let inner = fields.into_iter().find(|field| field.name == *step);
                        fields = inner.map(|inner| inner.fields).unwrap_or_default();
                    }
                }
            }
            NameKind::Module => {
                if let Some((module, outline)) = self.module(document, &name.name) {
                    (fields, file) = (outline, module);
                }
            }
            _ => {}
        }
        Source::Local { name, fields, file }
    }

    /// What a WXS module exports, and the file.
    fn module(&self, document: &Document<'_>, module: &str) -> Option<(String, Vec<Field>)> {
        let mut found = None;
        template::each_element(&document.children, &mut |element| {
            let named = element.attribute("module").and_then(|attribute| attribute.value.as_ref()?.literal());
            if element.name == "wxs" && named == Some(module) {
                found = element.attribute("src").and_then(|attribute| attribute.value.as_ref()?.literal());
            }
        });
        let file = self.resolve(found?, ".wxs")?;
        let fields = self.program.outline(&file).exported.clone();
        Some((file, fields))
    }
}

/// Lists within lists.
const LISTS_MAX: usize = 8;

/// An item whose list is itself an item's field.
fn into_member(source: Source) -> Source {
    match source {
        Source::Local { name, fields, file } => Source::Member {
            field: Field {
                name: name.name,
                span: name.span,
                is_shorthand: false,
                kind: "object",
                preview: String::new(),
                fields,
            },
            file,
            is_property: false,
        },
        other => other,
    }
}

/// The fields of a value: a property's stand in its default.
pub(super) fn value_fields(field: &Field, is_property: bool) -> Vec<Field> {
    if !is_property {
        return field.fields.clone();
    }
    let default = field.fields.iter().find(|inner| inner.name == "value");
    default.map(|default| default.fields.clone()).unwrap_or_default()
}

/// `a.b[0].c` as names.
fn path_of(expression: &str) -> Vec<&str> {
    let is_path =
        expression.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'[' | b']'));
    if !is_path {
        return Vec::new();
    }
    expression.split('.').map(|step| step.split('[').next().unwrap_or_default()).collect()
}
