//! The classes of one template.
//!
//! In: its text. Out: [`Classes`]. Must not: guess: a value is the set of texts it can be, with marks where anything may stand.

use std::collections::BTreeSet;

use syntax::{
    ArrayItem, Attribute, BinaryOperator, Document, Element, ExpressionId, ExpressionKind, Node, Piece, Property, Text,
};

use super::{Classes, words};
use crate::paths;

/// Stands for a text that nobody knows: no class name holds it.
const ANYTHING: char = '\0';
/// Texts that one value is followed into; more of them make it unknown.
const TEXTS_MAX: usize = 128;

pub(super) fn read(source: &str, path: &str) -> Classes {
    let (document, _) = syntax::parse(source);
    let mut reader = Reader { document: &document, path, classes: Classes::default() };
    reader.nodes(&document.children);
    // Names of classes may be handed to components and templates by any attribute.
    for expression in &document.expressions {
        if let ExpressionKind::String(raw) = &expression.kind {
            reader.classes.add_words(&syntax::decode_string(raw));
        }
    }
    reader.classes
}

struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    path: &'d str,
    classes: Classes,
}

impl Reader<'_, '_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Element(element) => self.element(element),
                Node::Raw(span) => self.classes.add_wxs(span.text(self.document.source)),
                _ => {}
            }
        }
    }

    fn element(&mut self, element: &Element) {
        match element.name {
            // Its nodes come from elsewhere, with classes of their own.
            "rich-text" | "editor" => self.classes.is_open = true,
            "include" => {
                let src = element.attribute("src").and_then(|src| src.value.as_ref()?.literal());
                let path = src.and_then(|src| paths::resolve(paths::folder(self.path), src));
                self.classes.includes.extend(path.map(|path| path.strip_suffix(".wxml").unwrap_or(&path).to_owned()));
            }
            _ => {}
        }
        for attribute in &element.attributes {
            self.attribute(attribute);
        }
        self.nodes(&element.children);
    }

    fn attribute(&mut self, attribute: &Attribute) {
        let Some(value) = &attribute.value else { return };
        let literals = value.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(raw, _) => Some(syntax::decode_attribute(raw)),
            Piece::Binding(_) => None,
        });
        if !attribute.name.to_ascii_lowercase().contains("class") {
            if !matches!(attribute.name, "style" | "src" | "id") {
                literals.for_each(|literal| self.classes.names.extend(words(&literal).map(str::to_owned)));
            }
            return;
        }
        match self.value(value) {
            Some(texts) => texts.iter().for_each(|text| self.names(text)),
            None => self.classes.is_open = true,
        }
    }

    /// Adds the names in one text a value can be.
    fn names(&mut self, text: &str) {
        for name in text.split_whitespace() {
            match (name.find(ANYTHING), name.rfind(ANYTHING)) {
                (Some(0), Some(last)) if last + 1 == name.len() => self.classes.is_open = true,
                (Some(first), _) if first > 0 => drop(self.classes.starts.insert(name[..first].to_owned())),
                (Some(_), Some(last)) => drop(self.classes.ends.insert(name[last + 1..].to_owned())),
                _ => drop(self.classes.names.insert(name.to_owned())),
            }
        }
    }

    /// Every text a value can be; `None` when they are too many.
    fn value(&self, value: &Text) -> Option<BTreeSet<String>> {
        value.pieces.iter().try_fold(BTreeSet::from([String::new()]), |before, piece| {
            let after = match piece {
                Piece::Literal(raw, _) => BTreeSet::from([syntax::decode_attribute(raw).into_owned()]),
                Piece::Binding(binding) => match binding.expression {
                    Some(id) => self.texts(id)?,
                    None => BTreeSet::from([String::new()]),
                },
            };
            product(&before, &after)
        })
    }

    fn texts(&self, id: ExpressionId) -> Option<BTreeSet<String>> {
        let one = |text: &str| Some(BTreeSet::from([text.to_owned()]));
        match &self.document.expression(id).kind {
            ExpressionKind::String(raw) => one(&syntax::decode_string(raw)),
            // Numbers and the like are no names of classes, but parts of some.
            ExpressionKind::Number(text) => one(text),
            ExpressionKind::Boolean(value) => one(&value.to_string()),
            ExpressionKind::Null | ExpressionKind::Undefined => one(""),
            ExpressionKind::Conditional(_, consequent, alternate) => {
                union([self.texts(*consequent)?, self.texts(*alternate)?])
            }
            ExpressionKind::Binary(operator, left, right) => match operator {
                BinaryOperator::Add => product(&self.texts(*left)?, &self.texts(*right)?),
                BinaryOperator::Or | BinaryOperator::Nullish => union([self.texts(*left)?, self.texts(*right)?]),
                // What is false names no class.
                BinaryOperator::And => union([BTreeSet::from([String::new()]), self.texts(*right)?]),
                BinaryOperator::Equal
                | BinaryOperator::NotEqual
                | BinaryOperator::StrictEqual
                | BinaryOperator::StrictNotEqual
                | BinaryOperator::Less
                | BinaryOperator::Greater
                | BinaryOperator::LessEqual
                | BinaryOperator::GreaterEqual => union([BTreeSet::from(["true".to_owned(), "false".to_owned()])]),
                _ => one(&ANYTHING.to_string()),
            },
            ExpressionKind::Array(items) => self.list(items),
            ExpressionKind::Index(object, _) => match &self.document.expression(*object).kind {
                ExpressionKind::Array(items) => {
                    let values = items.iter().map(|item| match item {
                        ArrayItem::Value(id) => self.texts(*id),
                        _ => None,
                    });
                    union(values.collect::<Option<Vec<_>>>()?)
                }
                ExpressionKind::Object { properties, .. } => {
                    let values = properties.iter().map(|property| match property {
                        Property::Value { value, .. } | Property::Shorthand { value, .. } => self.texts(*value),
                        Property::Spread(_) => None,
                    });
                    union(values.collect::<Option<Vec<_>>>()?)
                }
                _ => one(&ANYTHING.to_string()),
            },
            _ => one(&ANYTHING.to_string()),
        }
    }

    /// An array is a list of names.
    fn list(&self, items: &[ArrayItem]) -> Option<BTreeSet<String>> {
        items.iter().try_fold(BTreeSet::from([String::new()]), |before, item| {
            let after = match item {
                ArrayItem::Hole => return Some(before),
                ArrayItem::Value(id) => self.texts(*id)?,
                ArrayItem::Spread(_) => BTreeSet::from([ANYTHING.to_string()]),
            };
            product(&before, &after.iter().map(|text| format!(" {text} ")).collect())
        })
    }
}

/// Each of the one before each of the other.
fn product(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    (before.len() * after.len() <= TEXTS_MAX)
        .then(|| before.iter().flat_map(|start| after.iter().map(move |end| format!("{start}{end}"))).collect())
}

fn union(sets: impl IntoIterator<Item = BTreeSet<String>>) -> Option<BTreeSet<String>> {
    let all: BTreeSet<String> = sets.into_iter().flatten().collect();
    (all.len() <= TEXTS_MAX).then_some(all)
}
