//! Pictures that the platform hands out: codes to scan and cards to share.
//!
//! In: texts, colours and pictures of strangers. Out: PNG, or SVG where it is a code. Must not: know a server, open a file or a connection of its own,
//! or load what a picture refers to; only [`Fonts`] reads the fonts of the machine, once.
//! The walk of a code: `code::symbol` computes modules → `code::layout` places them as shapes → `code::raster` and `code::vector` draw the same
//! shapes. The walk of a card: `text` cleans and wraps → `fonts` chooses a face a character → `canvas` draws shapes, pictures and lines of text.

mod bitmap;
mod canvas;
mod card;
mod code;
mod colour;
mod error;
mod fonts;
mod limits;
mod text;

pub use bitmap::Bitmap;
pub use card::{Card, OpenGraph, Poster, Program};
pub use code::{Code, CodeOptions, Ink};
pub use colour::Colour;
pub use error::{Error, PictureError};
pub use fonts::{Fonts, Script};
pub use limits::{CODE_WIDTH_PIXELS_DEFAULT, CODE_WIDTH_PIXELS_MAX, CODE_WIDTH_PIXELS_MIN};
