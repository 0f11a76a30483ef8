//! The word in an attribute's value, and what kind of name it is: a class, a method, a file, a template. In: an attribute and an offset.
//! Out: [`Word`] and its place. Must not: look whether there is such a thing.

use std::ops::Range;

use compiler::outline::template::{self, Meaning};
use syntax::{Attribute, Element};

use super::file::File;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    Class(String),
    Method(String),
    /// `is` of a template call.
    Template(String),
    /// A path as written, and the ending it may lack.
    Path(String, &'static str),
}

/// The word at an offset of a value.
pub(super) fn word_at(
    file: &File<'_>,
    element: &Element<'_>,
    attribute: &Attribute<'_>,
    offset: usize,
) -> Option<(Word, Range<usize>)> {
    let value = attribute.value.as_ref()?;
    let whole = value.span.range();
    let is_source = matches!(attribute.name, "src" | "from");
    match template::meaning(attribute) {
        Meaning::Class => class_at(&file.text, whole, offset).map(|(name, span)| (Word::Class(name), span)),
        Meaning::Event(_) => {
            let (name, span) = trimmed(value.literal()?, whole);
            Some((Word::Method(name), span))
        }
        _ if element.name == "template" && attribute.name == "is" => {
            let (name, span) = trimmed(value.literal()?, whole);
            Some((Word::Template(name), span))
        }
        _ if is_source && matches!(element.name, "import" | "include") => {
            let (path, span) = trimmed(value.literal()?, whole);
            Some((Word::Path(path, ".wxml"), span))
        }
        _ if is_source && matches!(element.name, "wxs" | "sjs" | "import-sjs") => {
            let (path, span) = trimmed(value.literal()?, whole);
            Some((Word::Path(path, ".wxs"), span))
        }
        _ => None,
    }
}

fn trimmed(raw: &str, span: Range<usize>) -> (String, Range<usize>) {
    let name = raw.trim();
    let start = span.start + raw.len() - raw.trim_start().len();
    (name.to_owned(), start..start + name.len())
}

/// The class around an offset; may be empty.
pub(super) fn class_at(text: &str, value: Range<usize>, offset: usize) -> Option<(String, Range<usize>)> {
    let ends = |character: char| character.is_ascii_whitespace() || matches!(character, '"' | '\'' | '{' | '}');
    let before = text.get(value.start..offset)?;
    let start = before.rfind(ends).map_or(value.start, |at| value.start + at + 1);
    let after = text.get(offset..value.end)?;
    let end = after.find(ends).map_or(value.end, |at| offset + at);
    Some((text[start..end].to_owned(), start..end))
}
