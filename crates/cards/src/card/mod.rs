//! Cards to share: a preview of a link, and a poster with a code.
//!
//! In: a program, texts and pictures. Out: a [`Card`]. Must not: hold a text that is not cleaned, or be as high as a text asks for.

mod open_graph;
mod poster;

use crate::bitmap::Bitmap;
use crate::canvas::{Canvas, Frame, TextStyle};
use crate::colour::{Colour, READING_CONTRAST_MIN};
use crate::error::Error;
use crate::fonts::{Fonts, Stroke};
use crate::limits::UNREADABLE_CHARS_MAX;
use crate::text;

pub use open_graph::OpenGraph;
pub use poster::Poster;

/// Where a program has neither a colour nor an icon to take one from.
const COLOUR_DEFAULT: Colour = Colour::new(0x1f, 0x6f, 0x8b);
/// Of text on white.
const DARK: Colour = Colour::new(0x1c, 0x1f, 0x23);
const GREY: Colour = Colour::new(0x5f, 0x66, 0x70);

/// Whose card it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Program<'a> {
    pub name: &'a str,
    pub icon: Option<&'a Bitmap>,
    /// The main colour of the icon where it names none.
    pub colour: Option<Colour>,
}

/// A picture, and what could not be written on it.
#[derive(Debug)]
pub struct Card {
    pub png: Vec<u8>,
    /// Characters that no font of the machine has; they are left out. An operator should hear of them: see [`Fonts::lacking`].
    pub unreadable: String,
}

impl Card {
    fn of(canvas: &Canvas<'_>) -> Card {
        Card { png: canvas.png(), unreadable: canvas.unreadable.iter().take(UNREADABLE_CHARS_MAX).collect() }
    }
}

fn canvas(width: u32, height: u32, fonts: &Fonts) -> Result<Canvas<'_>, Error> {
    if fonts.is_empty() { Err(Error::NoFont) } else { Ok(Canvas::new(width, height, fonts)) }
}

impl Program<'_> {
    /// The colour of the card: white text is read on it.
    fn card_colour(&self) -> Colour {
        let of_icon = || self.icon.map_or(COLOUR_DEFAULT, Colour::of_picture);
        self.colour.unwrap_or_else(of_icon).darkened_to(READING_CONTRAST_MIN)
    }

    /// Its icon, or the first letter of its name where it has none.
    fn draw_icon(&self, canvas: &mut Canvas<'_>, frame: Frame, paper: Colour, ink: Colour) {
        let Frame { x, y, width, height } = frame;
        let radius = width * 0.24;
        canvas.shapes(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" fill=\"{}\"/>",
            paper.hex()
        ));
        if let Some(icon) = self.icon {
            canvas.picture(icon, frame, radius);
            return;
        }
        let first = text::clean(self.name).chars().find(|character| character.is_alphanumeric());
        let letter: String = first.map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
        let size = width * 0.54;
        let style =
            TextStyle { size, line_height: height, stroke: Stroke::Bold, colour: ink, opacity: 1.0, lines_max: 1 };
        let paragraph = canvas.paragraph(&letter, width, style);
        canvas.write_centred(&paragraph, x + width / 2.0, y);
    }
}

/// The colour of a program over a whole card, from its own to a deeper one, with rings of light that begin in a corner.
fn backdrop(canvas: &mut Canvas<'_>, width: u32, height: u32, colour: Colour, rings: (f32, f32)) {
    let (from, to) =
        (colour.mixed(Colour::WHITE, 0.06).darkened_to(READING_CONTRAST_MIN), colour.mixed(Colour::BLACK, 0.38));
    let ring = |radius: f32, opacity: f32| {
        let (x, y) = rings;
        format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"#fff\" fill-opacity=\"{opacity}\"/>")
    };
    let unit = width.max(height) as f32;
    canvas.shapes(&format!(
        "<defs><linearGradient id=\"g\" x1=\"0\" y1=\"0\" x2=\"1\" y2=\"1\"><stop offset=\"0\" stop-color=\"{}\"/>\
         <stop offset=\"1\" stop-color=\"{}\"/></linearGradient></defs>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"url(#g)\"/>{}{}{}",
        from.hex(),
        to.hex(),
        ring(unit * 0.5, 0.04),
        ring(unit * 0.36, 0.05),
        ring(unit * 0.22, 0.06),
    ));
}
