//! The picture that stands for a link where it is shared: 1200 by 630 pixels, as those who unfurl links ask for.
//!
//! In: a title and a picture. Out: a [`Card`]. Must not: carry a code; who sees it follows the link.

use super::{Card, Program, backdrop, canvas};
use crate::bitmap::Bitmap;
use crate::canvas::{Canvas, Frame, Paragraph, TextStyle};
use crate::colour::Colour;
use crate::error::Error;
use crate::fonts::{Fonts, Stroke};

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
const MARGIN: f32 = 72.0;
const ICON: f32 = 76.0;
const EDGE: f32 = 4.0;
/// The picture covers the right side: 5 by 4 at half its height and more, as shared pictures are made.
const PICTURE: Frame = Frame { x: 630.0, y: 72.0, width: 498.0, height: 486.0 };
const GAP: f32 = 56.0;
/// Of titles, the largest first: the first that needs no more lines than it may have is taken.
const TITLE_SIZES: [(f32, usize); 3] = [(76.0, 2), (62.0, 3), (50.0, 4)];

#[derive(Debug, Clone, Copy, Default)]
pub struct OpenGraph<'a> {
    pub program: Program<'a>,
    pub title: &'a str,
    /// May be empty.
    pub subtitle: &'a str,
    pub picture: Option<&'a Bitmap>,
}

impl OpenGraph<'_> {
    pub fn draw(&self, fonts: &Fonts) -> Result<Card, Error> {
        let mut canvas = canvas(WIDTH, HEIGHT, fonts)?;
        let colour = self.program.card_colour();
        backdrop(&mut canvas, WIDTH, HEIGHT, colour, (WIDTH as f32, HEIGHT as f32));
        let right = match self.picture {
            Some(picture) => {
                canvas.picture(picture, PICTURE, 36.0);
                PICTURE.x - GAP
            }
            None => WIDTH as f32 - MARGIN * 2.0,
        };
        let width = right - MARGIN;
        self.draw_head(&mut canvas, width, colour);
        self.draw_texts(&mut canvas, width);
        Ok(Card::of(&canvas))
    }

    fn draw_head(&self, canvas: &mut Canvas<'_>, width: f32, colour: Colour) {
        let frame = Frame { x: MARGIN, y: MARGIN, width: ICON, height: ICON };
        // A white edge parts an icon from a card of its own colour.
        let Frame { x, y, width: side, .. } = frame;
        canvas.shapes(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{2}\" height=\"{2}\" rx=\"22\" fill=\"#fff\"/>",
            x - EDGE,
            y - EDGE,
            side + EDGE * 2.0
        ));
        self.program.draw_icon(canvas, frame, Colour::WHITE, colour);
        let name_width = width - ICON - 24.0;
        let name = canvas.paragraph(self.program.name, name_width, style(34.0, Stroke::Bold, 1.0, 1));
        canvas.write_label(&name, MARGIN + ICON + 24.0, MARGIN + (ICON - name.height()) / 2.0);
    }

    /// Title and subtitle stand on the lower margin.
    fn draw_texts(&self, canvas: &mut Canvas<'_>, width: f32) {
        let title = fitting_title(canvas, self.title, width);
        let subtitle = canvas.paragraph(self.subtitle, width, style(30.0, Stroke::Regular, 0.86, 2));
        let gap = if subtitle.lines() > 0 { 22.0 } else { 0.0 };
        let top = HEIGHT as f32 - MARGIN + 8.0 - title.height() - gap - subtitle.height();
        canvas.write(&title, MARGIN, top, width);
        canvas.write(&subtitle, MARGIN, top + title.height() + gap, width);
    }
}

fn fitting_title(canvas: &mut Canvas<'_>, title: &str, width: f32) -> Paragraph {
    let [largest, middle, smallest] = TITLE_SIZES;
    for (size, lines) in [largest, middle] {
        let paragraph = canvas.paragraph(title, width, style(size, Stroke::Bold, 1.0, lines + 1));
        if paragraph.lines() <= lines {
            return paragraph;
        }
    }
    canvas.paragraph(title, width, style(smallest.0, Stroke::Bold, 1.0, smallest.1))
}

fn style(size: f32, stroke: Stroke, opacity: f32, lines_max: usize) -> TextStyle {
    TextStyle { size, line_height: (size * 1.28).round(), stroke, colour: Colour::WHITE, opacity, lines_max }
}
