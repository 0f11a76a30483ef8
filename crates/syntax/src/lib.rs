//! WXML: text to tree to text, with spans and errors; and its layout.
//!
//! In: the text of one template. Out: a [`Document`] that borrows from it, and every [`SyntaxError`] found.
//! Parsing cannot fail, is linear in the length of the text, and nests no deeper than [`ELEMENT_DEPTH_MAX`] elements
//! and [`EXPRESSION_HEIGHT_MAX`] expressions, so that readers may recurse. Must not know tags, components or files:
//! that is the compiler's part. No dependencies, no input or output.

mod error;
mod expression;
pub mod format;
mod print;
mod template;
mod text;
mod tree;

pub use error::{ErrorKind, SyntaxError};
pub use expression::number_value;
pub use print::print;
pub use text::{decode_attribute, decode_string, decode_text, is_identifier, is_whitespace};
pub use tree::*;

/// Deeper elements become siblings of the deepest allowed one, with an error.
pub const ELEMENT_DEPTH_MAX: usize = 200;
/// Height of one expression tree; a longer chain of operators is an error.
pub const EXPRESSION_HEIGHT_MAX: u16 = 200;
/// Longest template read; the rest is ignored with an error. The vendor's whole package may have 2 MB.
pub const SOURCE_BYTES_MAX: usize = 16 << 20;

/// Reads a template. A byte order mark at the start is skipped.
pub fn parse(source: &str) -> (Document<'_>, Vec<SyntaxError>) {
    template::parse(source)
}
