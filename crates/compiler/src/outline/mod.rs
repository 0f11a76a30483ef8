//! What a file declares and where, for editors: data, properties, methods and the places that use them; classes of style sheets.
//!
//! In: the text of one file. Out: names with their places. Must not: compile, or look at other files: what one names in
//! another is said as it is written there.

pub mod apis;
mod fields;
pub mod place;
pub mod script;
pub mod sheet;
pub mod template;
mod tokens;

use std::ops::Range;

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub span: Range<usize>,
}

/// A field of a literal, with those of its own value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    /// The key, without quotes.
    pub span: Range<usize>,
    /// `{name}`: the value is the variable of the same name.
    pub is_shorthand: bool,
    /// `string`, `number`, `boolean`, `object`, `array`, `function`, or empty when it is computed.
    pub kind: &'static str,
    /// The value as written, cut to one short line.
    pub preview: String,
    /// Of an object literal, or of the first item of an array literal.
    pub fields: Vec<Field>,
}
