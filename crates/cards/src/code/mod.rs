//! Codes to scan: the square QR code, and the round code of a program, which is a QR code of dots in a field of dots.
//!
//! In: a text and how it shall look. Out: PNG and SVG. Must not: know what the text says.

mod layout;
mod raster;
mod shape;
mod symbol;
mod vector;

use crate::bitmap::Bitmap;
use crate::colour::{Colour, SCAN_CONTRAST_MIN};
use crate::error::Error;
use crate::limits::{CODE_TEXT_BYTES_MAX, CODE_WIDTH_PIXELS_DEFAULT, CODE_WIDTH_PIXELS_MAX, CODE_WIDTH_PIXELS_MIN};
use layout::Layout;
use symbol::{Protection, Symbol};

/// What draws the lines of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    #[default]
    Black,
    Colour(Colour),
    /// The main colour of the logo (the vendor's `auto_color`); black without one.
    OfLogo,
}

/// The options of the vendor's calls.
#[derive(Debug, Clone, Copy)]
pub struct CodeOptions<'a> {
    /// 280 to 1280.
    pub width_pixels: u32,
    pub ink: Ink,
    /// Nothing is painted behind the lines (the vendor's `is_hyaline`), and the ink is taken as it is: what lies behind is the caller's.
    pub is_hyaline: bool,
    /// In the middle of the code.
    pub logo: Option<&'a Bitmap>,
}

impl Default for CodeOptions<'_> {
    fn default() -> Self {
        CodeOptions { width_pixels: CODE_WIDTH_PIXELS_DEFAULT, ink: Ink::Black, is_hyaline: false, logo: None }
    }
}

/// A code that is laid out and ready to be drawn.
#[derive(Debug)]
pub struct Code<'a> {
    layout: Layout,
    width_pixels: u32,
    ink: Colour,
    is_hyaline: bool,
    logo: Option<&'a Bitmap>,
}

impl<'a> Code<'a> {
    /// A QR code as every scanner knows it.
    pub fn square(text: &str, options: &CodeOptions<'a>) -> Result<Code<'a>, Error> {
        Code::of(text, options, Layout::square)
    }

    /// The round code of a program. What it says is a QR code of dots, so that every scanner reads it; the dots around it say nothing.
    pub fn round(text: &str, options: &CodeOptions<'a>) -> Result<Code<'a>, Error> {
        Code::of(text, options, Layout::round)
    }

    fn of(text: &str, options: &CodeOptions<'a>, lay_out: fn(&Symbol, bool) -> Layout) -> Result<Code<'a>, Error> {
        let CodeOptions { width_pixels, ink, is_hyaline, logo } = *options;
        if !(CODE_WIDTH_PIXELS_MIN..=CODE_WIDTH_PIXELS_MAX).contains(&width_pixels) {
            return Err(Error::Width { width_pixels });
        }
        let layout = readable_layout(text, width_pixels, logo.is_some(), lay_out)?;
        let ink = match (ink, logo) {
            (Ink::Black, _) | (Ink::OfLogo, None) => Colour::BLACK,
            (Ink::Colour(colour), _) if is_hyaline => colour,
            (Ink::Colour(colour), _) => colour.darkened_to(SCAN_CONTRAST_MIN),
            (Ink::OfLogo, Some(logo)) => Colour::of_picture(logo),
        };
        Ok(Code { layout, width_pixels, ink, is_hyaline, logo })
    }

    /// As wide and as high as asked for.
    pub fn png(&self) -> Vec<u8> {
        raster::png(self)
    }

    /// The same shapes; its logo is inside it, so that nothing else is loaded.
    pub fn svg(&self) -> String {
        vector::svg(self)
    }

    /// What is drawn behind the lines, unless nothing is.
    fn paper(&self) -> Colour {
        Colour::WHITE
    }
}

/// The layout with the best error correction whose modules a camera still tells apart at this width.
fn readable_layout(
    text: &str,
    width_pixels: u32,
    has_logo: bool,
    lay_out: fn(&Symbol, bool) -> Layout,
) -> Result<Layout, Error> {
    if text.len() > CODE_TEXT_BYTES_MAX {
        return Err(Error::TextTooLong { bytes: text.len() });
    }
    let mut dense = None;
    for &protection in Protection::choices(has_logo) {
        let Some(symbol) = Symbol::of(text, protection) else { continue };
        let layout = lay_out(&symbol, has_logo);
        if width_pixels as f32 / layout.side >= layout.unit_pixels_min {
            return Ok(layout);
        }
        dense = Some((layout.side * layout.unit_pixels_min).ceil() as u32);
    }
    match dense {
        Some(width_pixels_min) => Err(Error::TooDense { width_pixels_min }),
        None => Err(Error::TextTooLong { bytes: text.len() }),
    }
}
