//! A picture to save and send on: what is shared, from which program, and a code that opens it. 750 by 1334 pixels, a phone's screen.
//!
//! In: a title, a picture and a code. Out: a [`Card`]. Must not: draw a code otherwise than it was made: it must be read from the picture.

use resvg::tiny_skia::Pixmap;

use super::{Card, DARK, GREY, Program, backdrop, canvas};
use crate::bitmap::Bitmap;
use crate::canvas::{Canvas, Frame, TextStyle};
use crate::code::{Code, CodeOptions, Ink};
use crate::colour::Colour;
use crate::error::Error;
use crate::fonts::{Fonts, Stroke};

const WIDTH: u32 = 750;
const HEIGHT: u32 = 1334;
const SHEET: Frame = Frame { x: 40.0, y: 64.0, width: 670.0, height: 1206.0 };
const SHEET_RADIUS: f32 = 36.0;
const PADDING: f32 = 44.0;
/// 5 by 4, as shared pictures are made.
const PICTURE_HEIGHT: f32 = 536.0;
/// Codes that a camera reads from a screen that shows the poster small.
const CODE_PIXELS: u32 = 300;
const CODE: f32 = CODE_PIXELS as f32;

#[derive(Debug, Clone, Copy, Default)]
pub struct Poster<'a> {
    pub program: Program<'a>,
    pub title: &'a str,
    /// May be empty.
    pub subtitle: &'a str,
    pub picture: Option<&'a Bitmap>,
    /// What the code says: an address.
    pub code_text: &'a str,
    /// Beside the code, in the reader's language: what to do with it.
    pub hint: &'a str,
}

impl Poster<'_> {
    pub fn draw(&self, fonts: &Fonts) -> Result<Card, Error> {
        let mut canvas = canvas(WIDTH, HEIGHT, fonts)?;
        let colour = self.program.card_colour();
        let code = self.code(colour)?;
        backdrop(&mut canvas, WIDTH, HEIGHT, colour, (WIDTH as f32, 0.0));
        let Frame { x, y, width, height } = SHEET;
        canvas.shapes(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{SHEET_RADIUS}\" fill=\"#fff\"/>"
        ));
        self.draw_picture(&mut canvas, colour);
        self.draw_texts(&mut canvas);
        self.draw_foot(&mut canvas, &code, colour);
        Ok(Card::of(&canvas))
    }

    fn code(&self, colour: Colour) -> Result<Pixmap, Error> {
        let options = CodeOptions {
            width_pixels: CODE_PIXELS,
            ink: Ink::Colour(colour.mixed(Colour::BLACK, 0.15)),
            is_hyaline: false,
            logo: self.program.icon,
        };
        // A long text needs the room that the round form leaves to its ornament, and then what a logo covers.
        let code = Code::round(self.code_text, &options)
            .or_else(|_| Code::square(self.code_text, &options))
            .or_else(|_| Code::square(self.code_text, &CodeOptions { logo: None, ..options }))?;
        Ok(Pixmap::decode_png(&code.png()).expect("our own picture is whole"))
    }

    fn draw_picture(&self, canvas: &mut Canvas<'_>, colour: Colour) {
        let inset = 20.0;
        let frame = Frame {
            x: SHEET.x + inset,
            y: SHEET.y + inset,
            width: SHEET.width - inset * 2.0,
            height: PICTURE_HEIGHT - inset,
        };
        let radius = SHEET_RADIUS - inset / 2.0;
        if let Some(picture) = self.picture {
            canvas.picture(picture, frame, radius);
            return;
        }
        let Frame { x, y, width, height } = frame;
        canvas.shapes(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" fill=\"{}\"/>",
            colour.mixed(Colour::WHITE, 0.88).hex()
        ));
        let side = 220.0;
        let icon = Frame { x: x + (width - side) / 2.0, y: y + (height - side) / 2.0, width: side, height: side };
        self.program.draw_icon(canvas, icon, colour, Colour::WHITE);
    }

    fn draw_texts(&self, canvas: &mut Canvas<'_>) {
        let (x, width) = (SHEET.x + PADDING, SHEET.width - PADDING * 2.0);
        let title = canvas.paragraph(self.title, width, style(46.0, Stroke::Bold, DARK, 3));
        let subtitle_lines = if title.lines() > 2 { 1 } else { 2 };
        let subtitle = canvas.paragraph(self.subtitle, width, style(28.0, Stroke::Regular, GREY, subtitle_lines));
        let top = SHEET.y + PICTURE_HEIGHT + 36.0;
        canvas.write(&title, x, top, width);
        canvas.write(&subtitle, x, top + title.height() + 14.0, width);
    }

    /// Program and hint at the left, the code at the right, above the lower edge of the sheet.
    fn draw_foot(&self, canvas: &mut Canvas<'_>, code: &Pixmap, colour: Colour) {
        let (x, bottom) = (SHEET.x + PADDING, SHEET.y + SHEET.height - 32.0);
        let (code_x, code_y) = (SHEET.x + SHEET.width - 28.0 - CODE, bottom - CODE);
        let width = code_x - 16.0 - x;
        let rule = code_y - 14.0;
        canvas.shapes(&format!(
            "<rect x=\"{x}\" y=\"{rule}\" width=\"{}\" height=\"2\" fill=\"#e9ebee\"/>",
            SHEET.width - PADDING * 2.0
        ));
        canvas.place(code, code_x as i32, code_y as i32);
        let icon = 72.0;
        let name = canvas.paragraph(self.program.name, width, style(32.0, Stroke::Bold, DARK, 2));
        let hint = canvas.paragraph(self.hint, width, style(24.0, Stroke::Regular, GREY, 2));
        let top = code_y + (CODE - icon - 18.0 - name.height() - 6.0 - hint.height()) / 2.0;
        self.program.draw_icon(canvas, Frame { x, y: top, width: icon, height: icon }, colour, Colour::WHITE);
        canvas.write_label(&name, x, top + icon + 18.0);
        canvas.write_label(&hint, x, top + icon + 18.0 + name.height() + 6.0);
    }
}

fn style(size: f32, stroke: Stroke, colour: Colour, lines_max: usize) -> TextStyle {
    TextStyle { size, line_height: (size * 1.34).round(), stroke, colour, opacity: 1.0, lines_max }
}
