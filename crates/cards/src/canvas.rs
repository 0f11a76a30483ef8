//! What cards are drawn on.
//!
//! In: shapes, pictures and lines of text with their places. Out: a PNG. Must not: load anything a drawing refers to; texts are escaped, pictures
//! come decoded.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use resvg::tiny_skia::{
    FillRule, FilterQuality, Paint, Path, PathBuilder, Pattern, Pixmap, PixmapPaint, SpreadMode, Transform,
};
use resvg::usvg::fontdb::ID;
use resvg::usvg::{Font, FontFamily, FontResolver, ImageHrefResolver, Options, Tree};

use crate::bitmap::Bitmap;
use crate::colour::Colour;
use crate::fonts::{Fonts, Glyphs, Stroke};
use crate::text;

/// Families have numbers for names: the resolver below says which faces they are.
const FAMILY: &str = "face";

pub(crate) struct Canvas<'a> {
    pixmap: Pixmap,
    fonts: &'a Fonts,
    /// Characters that no font has.
    pub(crate) unreadable: BTreeSet<char>,
}

/// A place and a size, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextStyle {
    pub(crate) size: f32,
    pub(crate) line_height: f32,
    pub(crate) stroke: Stroke,
    pub(crate) colour: Colour,
    pub(crate) opacity: f32,
    pub(crate) lines_max: usize,
}

/// A paragraph that is broken into lines.
pub(crate) struct Paragraph {
    lines: Vec<String>,
    glyphs: Glyphs,
    style: TextStyle,
    is_right_to_left: bool,
}

impl Paragraph {
    pub(crate) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.style.line_height
    }

    pub(crate) fn lines(&self) -> usize {
        self.lines.len()
    }
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(width: u32, height: u32, fonts: &'a Fonts) -> Canvas<'a> {
        let pixmap = Pixmap::new(width, height).expect("the sizes of cards are small and not zero");
        Canvas { pixmap, fonts, unreadable: BTreeSet::new() }
    }

    /// Elements of SVG that are all ours.
    pub(crate) fn shapes(&mut self, elements: &str) {
        self.render(elements, &Glyphs::default(), &[]);
    }

    /// A picture that covers a frame with round corners.
    pub(crate) fn picture(&mut self, picture: &Bitmap, frame: Frame, radius: f32) {
        let Frame { x, y, width, height } = frame;
        let pixels = picture.covering(width.round() as u32, height.round() as u32);
        let shader = Pattern::new(
            pixels.as_ref(),
            SpreadMode::Pad,
            FilterQuality::Nearest,
            1.0,
            Transform::from_translate(x, y),
        );
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.pixmap.fill_path(&rounded(frame, radius), &paint, FillRule::Winding, Transform::identity(), None);
    }

    /// A picture of ours at its own size.
    pub(crate) fn place(&mut self, pixels: &Pixmap, x: i32, y: i32) {
        self.pixmap.draw_pixmap(x, y, pixels.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
    }

    /// What no font has is left out, and told by [`Canvas::unreadable`].
    pub(crate) fn paragraph(&mut self, content: &str, width: f32, style: TextStyle) -> Paragraph {
        let cleaned = text::clean(content);
        let mut characters: BTreeSet<char> =
            cleaned.chars().filter(|&character| !text::is_invisible(character)).collect();
        characters.extend(['…', ' ']);
        let glyphs = self.fonts.glyphs(&characters, style.stroke);
        self.unreadable.extend(glyphs.missing.iter().filter(|character| cleaned.contains(**character)));
        let readable: String = cleaned.chars().filter(|character| !glyphs.missing.contains(character)).collect();
        let lines = text::balanced(readable.trim(), &glyphs, width / style.size, style.lines_max);
        Paragraph { lines, glyphs, style, is_right_to_left: text::is_right_to_left(&readable) }
    }

    /// From the top left corner; a paragraph that runs from right to left begins at the right edge of the width.
    pub(crate) fn write(&mut self, paragraph: &Paragraph, x: f32, y: f32, width: f32) {
        let x = if paragraph.is_right_to_left { x + width } else { x };
        self.write_lines(paragraph, y, |_| x, if paragraph.is_right_to_left { "end" } else { "start" });
    }

    /// From the left, whichever way it runs: a label beside its picture.
    pub(crate) fn write_label(&mut self, paragraph: &Paragraph, x: f32, y: f32) {
        self.write_lines(paragraph, y, |_| x, "start");
    }

    pub(crate) fn write_centred(&mut self, paragraph: &Paragraph, x: f32, y: f32) {
        self.write_lines(paragraph, y, |width| x - width / 2.0, "start");
    }

    /// `begin` says where a line of a width starts. Each run of one face is placed by itself: the renderer's own way of finding faces leaves boxes
    /// where one letter is drawn from several characters. A line from right to left is one run, in the face of its letters.
    fn write_lines(&mut self, paragraph: &Paragraph, y: f32, begin: impl Fn(f32) -> f32, anchor: &str) {
        let Paragraph { lines, glyphs, style, is_right_to_left } = paragraph;
        let (mut elements, mut faces) = (String::new(), Vec::new());
        for (index, line) in lines.iter().enumerate() {
            // Where letters stand in a line of this height: a little below its middle.
            let base = y + style.line_height * (index as f32 + 0.5) + style.size * 0.36;
            let mut x = begin(text::width_of(line, glyphs) * style.size);
            let runs = if *is_right_to_left {
                let face = line.chars().filter(|letter| letter.is_alphabetic()).find_map(|letter| glyphs.face(letter));
                // Within a direction of its own: the renderer takes every paragraph to run from left to right.
                vec![(face, format!("\u{2067}{line}\u{2069}"))]
            } else {
                text::runs(line, glyphs)
            };
            for (face, run) in runs {
                let _ = write!(
                    elements,
                    "<text xml:space=\"preserve\" x=\"{x}\" y=\"{base}\" text-anchor=\"{anchor}\" font-family=\"{FAMILY}{}\" \
                     font-size=\"{}\" font-weight=\"{}\" fill=\"{}\" fill-opacity=\"{}\">{}</text>",
                    faces.len(),
                    style.size,
                    style.stroke.weight(),
                    style.colour.hex(),
                    style.opacity,
                    escaped(&run)
                );
                x += text::width_of(&run, glyphs) * style.size;
                faces.push(face.or_else(|| self.fonts.first(style.stroke)));
            }
        }
        self.render(&elements, glyphs, &faces);
    }

    /// `faces`: which face the family of that number is.
    fn render(&mut self, elements: &str, glyphs: &Glyphs, faces: &[Option<ID>]) {
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        let drawing =
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">{elements}</svg>");
        let face_of = move |font: &Font| match font.families().first() {
            Some(FontFamily::Named(name)) => *faces.get(name.strip_prefix(FAMILY)?.parse::<usize>().ok()?)?,
            _ => None,
        };
        let options = Options {
            fontdb: Arc::clone(&self.fonts.database),
            font_resolver: FontResolver {
                select_font: Box::new(move |font, _| face_of(font)),
                select_fallback: Box::new(move |character, used, _| {
                    glyphs.face(character).filter(|face| !used.contains(face))
                }),
            },
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        let tree =
            Tree::from_str(&drawing, &options).expect("a drawing is ours but for its texts, and they are escaped");
        resvg::render(&tree, Transform::identity(), &mut self.pixmap.as_mut());
    }

    /// Without alpha: a card is opaque, since the first thing on it covers it.
    pub(crate) fn png(&self) -> Vec<u8> {
        let pixels: Vec<u8> =
            self.pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.pixmap.width(), self.pixmap.height());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Fast);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
        written.expect("a vector takes all that is written, and the rows are as long as the head says");
        bytes
    }
}

pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Corners are quarters of circles, near enough.
fn rounded(frame: Frame, radius: f32) -> Path {
    const QUARTER: f32 = 0.552_285;
    let Frame { x: left, y: top, width, height } = frame;
    let (right, bottom, bend) = (left + width, top + height, radius * (1.0 - QUARTER));
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - bend, top, right, top + bend, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - bend, right - bend, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + bend, bottom, left, bottom - bend, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + bend, left + bend, top, left + radius, top);
    path.close();
    path.finish().expect("a frame has a size")
}
