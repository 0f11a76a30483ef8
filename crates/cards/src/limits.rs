//! How much a stranger may ask for.
//!
//! In: nothing. Out: numbers with their reasons. Must not: hold anything that is no bound.

/// Of a code's picture, as the vendor's calls have them.
pub const CODE_WIDTH_PIXELS_MIN: u32 = 280;
pub const CODE_WIDTH_PIXELS_DEFAULT: u32 = 430;
pub const CODE_WIDTH_PIXELS_MAX: u32 = 1280;

/// What fits into the largest QR code (version 40, the lowest error correction).
pub(crate) const CODE_TEXT_BYTES_MAX: usize = 2953;
/// A module smaller than this is lost between a printed code and a camera.
pub(crate) const MODULE_PIXELS_MIN: f32 = 2.0;
/// Of dots, which are read from fewer dark pixels each.
pub(crate) const DOT_PIXELS_MIN: f32 = 4.2;

/// A photograph of a phone has about half of it.
pub(crate) const PICTURE_BYTES_MAX: usize = 10 << 20;
pub(crate) const PICTURE_SIDE_PIXELS_MAX: usize = 10_000;
/// Four bytes each while it is decoded: 96 MB at most, for the moment of drawing.
pub(crate) const PICTURE_PIXELS_MAX: usize = 24_000_000;

/// Of one text on a card; what is longer would not show anyway.
pub(crate) const TEXT_CHARS_MAX: usize = 400;
/// Accents on one letter; a heap of them would draw over its neighbours.
pub(crate) const MARKS_MAX: usize = 4;
/// Characters without a glyph that a card tells of.
pub(crate) const UNREADABLE_CHARS_MAX: usize = 32;
