//! A code as PNG.
//!
//! In: a code. Out: bytes. Must not: place anything.

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use super::Code;
use super::shape::Shape;
use crate::colour::Colour;

/// Shades of an edge between paper and ink: as many as four bits hold.
const SHADES: u8 = 16;

pub(super) fn png(code: &Code<'_>) -> Vec<u8> {
    let scale = Scale::of(code);
    let mut coverage = Coverage::new(code.width_pixels);
    for shape in &code.layout.shapes {
        coverage.add(shape, &scale);
    }
    match code.logo_pixels(&scale) {
        None => shaded_png(code, &coverage),
        Some((logo, x, y)) => coloured_png(code, &coverage, &logo, x, y),
    }
}

/// From units to pixels.
struct Scale {
    pixels_a_unit: f32,
    offset_pixels: f32,
}

impl Scale {
    fn of(code: &Code<'_>) -> Scale {
        let width = code.width_pixels as f32;
        let fitting = width / code.layout.side;
        let pixels_a_unit = if code.layout.is_sharp { fitting.floor() } else { fitting };
        let offset = (width - pixels_a_unit * code.layout.side) / 2.0;
        let offset_pixels = if code.layout.is_sharp { offset.floor() } else { offset };
        Scale { pixels_a_unit, offset_pixels }
    }

    fn pixel(&self, unit: f32) -> f32 {
        unit * self.pixels_a_unit + self.offset_pixels
    }

    fn unit(&self, pixel: f32) -> f32 {
        (pixel - self.offset_pixels) / self.pixels_a_unit
    }
}

impl Code<'_> {
    /// The logo at its size in pixels, cut to its shape, and where its corner is.
    fn logo_pixels(&self, scale: &Scale) -> Option<(Pixmap, usize, usize)> {
        let (picture, shape) = (self.logo?, self.layout.logo?);
        let [left, top, right, _] = shape.bounds();
        let (x, y) = (scale.pixel(left).round(), scale.pixel(top).round());
        let width = (scale.pixel(right).round() - x).max(1.0) as u32;
        let mut logo = picture.covering(width, width);
        for (at, pixel) in logo.pixels_mut().iter_mut().enumerate() {
            let (column, row) = ((at as u32 % width) as f32 + 0.5, (at as u32 / width) as f32 + 0.5);
            let covered = covered(&shape, scale, x + column, y + row);
            *pixel = faded(*pixel, covered);
        }
        Some((logo, x as usize, y as usize))
    }
}

fn faded(pixel: PremultipliedColorU8, share: f32) -> PremultipliedColorU8 {
    let fade = |channel: u8| (f32::from(channel) * share).round() as u8;
    let channels = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()].map(fade);
    PremultipliedColorU8::from_rgba(channels[0], channels[1], channels[2], channels[3])
        .expect("all channels were made smaller alike")
}

/// How much of a pixel is inside, from its middle's distance to the edge.
fn covered(shape: &Shape, scale: &Scale, x: f32, y: f32) -> f32 {
    (0.5 - shape.distance(scale.unit(x), scale.unit(y)) * scale.pixels_a_unit).clamp(0.0, 1.0)
}

/// How much ink each pixel has.
struct Coverage {
    width: usize,
    pixels: Vec<u8>,
}

impl Coverage {
    fn new(width_pixels: u32) -> Coverage {
        let width = width_pixels as usize;
        Coverage { width, pixels: vec![0; width * width] }
    }

    fn add(&mut self, shape: &Shape, scale: &Scale) {
        let [left, top, right, bottom] = shape.bounds().map(|unit| scale.pixel(unit));
        let range =
            |from: f32, to: f32| (from.floor().max(0.0) as usize)..(to.ceil().max(0.0) as usize).min(self.width);
        let columns = range(left, right);
        for row in range(top, bottom) {
            let line = &mut self.pixels[row * self.width..][..self.width][columns.clone()];
            for (column, pixel) in columns.clone().zip(line) {
                let covered = covered(shape, scale, column as f32 + 0.5, row as f32 + 0.5);
                *pixel = (*pixel).max((covered * 255.0).round() as u8);
            }
        }
    }
}

/// Ink and paper only: four bits a pixel.
fn shaded_png(code: &Code<'_>, coverage: &Coverage) -> Vec<u8> {
    let shade = |covered: u8| (u16::from(covered) * u16::from(SHADES - 1) + 127) / 255;
    let mut rows = Vec::with_capacity(coverage.pixels.len().div_ceil(2));
    for line in coverage.pixels.chunks(coverage.width) {
        rows.extend(
            line.chunks(2).map(|pair| (shade(pair[0]) << 4 | pair.get(1).map_or(0, |&second| shade(second))) as u8),
        );
    }
    let share = |shade: u8| f32::from(shade) / f32::from(SHADES - 1);
    let colour = |shade: u8| if code.is_hyaline { code.ink } else { code.paper().mixed(code.ink, share(shade)) };
    let palette: Vec<u8> = (0..SHADES).flat_map(|shade| colour(shade).channels()).collect();
    let alphas: Vec<u8> = (0..SHADES).map(|shade| (share(shade) * 255.0).round() as u8).collect();
    written(code.width_pixels, &rows, |encoder| {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(palette);
        if code.is_hyaline {
            encoder.set_trns(alphas);
        }
    })
}

/// With a logo: every pixel has a colour of its own.
fn coloured_png(code: &Code<'_>, coverage: &Coverage, logo: &Pixmap, left: usize, top: usize) -> Vec<u8> {
    // Every shade once: most pixels are paper or ink.
    let shade = |covered: u8| match code.ink.channels() {
        [red, green, blue] if code.is_hyaline => [red, green, blue, covered],
        _ => {
            let [red, green, blue] = code.paper().mixed(code.ink, f32::from(covered) / 255.0).channels();
            [red, green, blue, 255]
        }
    };
    let shades: Vec<[u8; 4]> = (0..=255).map(shade).collect();
    let mut pixels: Vec<u8> = coverage.pixels.iter().flat_map(|covered| shades[usize::from(*covered)]).collect();
    let width = logo.width() as usize;
    for (at, pixel) in logo.pixels().iter().enumerate().filter(|(_, pixel)| pixel.alpha() > 0) {
        let place = ((top + at / width) * coverage.width + left + at % width) * 4;
        let below = Colour::new(pixels[place], pixels[place + 1], pixels[place + 2]);
        let (colour, alpha) = (pixel.demultiply(), f32::from(pixel.alpha()) / 255.0);
        let colour = Colour::new(colour.red(), colour.green(), colour.blue());
        // No ink is drawn below a logo: what is not opaque there is clear.
        let shown = if code.is_hyaline { colour } else { below.mixed(colour, alpha) };
        pixels[place..place + 3].copy_from_slice(&shown.channels());
        pixels[place + 3] = pixels[place + 3].max(pixel.alpha());
    }
    written(code.width_pixels, &pixels, |encoder| {
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_filter(png::Filter::Up);
    })
}

fn written(width_pixels: u32, rows: &[u8], set_up: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width_pixels, width_pixels);
    encoder.set_compression(png::Compression::Fast);
    set_up(&mut encoder);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(rows));
    written.expect("a vector takes all that is written, and the rows are as long as the head says");
    bytes
}
