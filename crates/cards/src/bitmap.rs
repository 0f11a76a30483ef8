//! Pictures of strangers, decoded under limits, and brought to size.
//!
//! In: bytes of PNG, JPEG or WebP. Out: a [`Bitmap`]. Must not: make room for what a head merely claims: sizes are judged before anything is decoded.

use std::io::Cursor;

use resvg::tiny_skia::{IntSize, Pixmap};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::error::PictureError;
use crate::limits::{PICTURE_BYTES_MAX, PICTURE_PIXELS_MAX, PICTURE_SIDE_PIXELS_MAX};

/// Rows of red, green, blue and alpha, one byte each.
#[derive(Clone)]
pub struct Bitmap {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Its size; the pixels of a stranger belong in no log.
impl std::fmt::Debug for Bitmap {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Bitmap {} x {}", self.width, self.height)
    }
}

impl Bitmap {
    /// Of a picture that moves: its first frame. A photograph stands upright, as its EXIF data says.
    pub fn decode(content: &[u8]) -> Result<Bitmap, PictureError> {
        if content.len() > PICTURE_BYTES_MAX {
            return Err(PictureError::Bytes { bytes: content.len() });
        }
        match content {
            [0x89, b'P', b'N', b'G', ..] => decode_png(content),
            [0xff, 0xd8, ..] => decode_jpeg(content),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => decode_webp(content),
            _ => Err(PictureError::Format),
        }
    }

    /// The middle of the picture, as large as it can be in the proportions asked for, at the size asked for.
    pub(crate) fn covering(&self, width: u32, height: u32) -> Pixmap {
        let (wide, high) = (self.width as f32, self.height as f32);
        let scale = (width as f32 / wide).max(height as f32 / high);
        let columns = Taps::along(self.width, width as usize, scale);
        let rows = Taps::along(self.height, height as usize, scale);
        let across = self.rows_scaled(&columns, rows.reach());
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
        for row in &rows.list {
            for column in 0..width as usize {
                let mut sum = [0.0f32; 4];
                for (at, weight) in row.weights.iter().enumerate() {
                    let from = ((row.start + at - rows.reach().start) * width as usize + column) * 4;
                    for (sum, channel) in sum.iter_mut().zip(&across[from..from + 4]) {
                        *sum += weight * f32::from(*channel);
                    }
                }
                let alpha = sum[3].round().clamp(0.0, 255.0);
                pixels.extend(sum[..3].iter().map(|channel| channel.round().clamp(0.0, alpha) as u8));
                pixels.push(alpha as u8);
            }
        }
        IntSize::from_wh(width, height)
            .and_then(|size| Pixmap::from_vec(pixels, size))
            .expect("sizes are ours, small and not zero")
    }

    /// The rows of a reach at their new width, with alpha multiplied in: a transparent pixel has no colour to give.
    fn rows_scaled(&self, columns: &Taps, reach: std::ops::Range<usize>) -> Vec<u8> {
        let mut across = Vec::with_capacity(reach.len() * columns.list.len() * 4);
        for row in self.pixels.chunks_exact(self.width * 4).skip(reach.start).take(reach.len()) {
            for column in &columns.list {
                let mut sum = [0.0f32; 4];
                for (pixel, weight) in row[column.start * 4..].chunks_exact(4).zip(&column.weights) {
                    let alpha = weight * f32::from(pixel[3]);
                    sum[0] += alpha * f32::from(pixel[0]) / 255.0;
                    sum[1] += alpha * f32::from(pixel[1]) / 255.0;
                    sum[2] += alpha * f32::from(pixel[2]) / 255.0;
                    sum[3] += alpha;
                }
                across.extend(sum.map(|channel| channel.round() as u8));
            }
        }
        across
    }

    #[cfg(test)]
    pub(crate) fn painted(width: usize, height: usize, pixel: impl Fn(usize, usize) -> [u8; 4]) -> Bitmap {
        let pixels = (0..width * height).flat_map(|at| pixel(at % width, at / width)).collect();
        Bitmap { width, height, pixels }
    }
}

/// Which pixels along one side make a new one, and how much each counts (a triangle as wide as a new pixel, at least as an old one).
struct Taps {
    list: Vec<Tap>,
}

struct Tap {
    start: usize,
    weights: Vec<f32>,
}

impl Taps {
    fn along(from: usize, to: usize, scale: f32) -> Taps {
        let begin = (from as f32 - to as f32 / scale) / 2.0;
        let radius = (1.0 / scale).max(1.0);
        let tap = |at: usize| {
            let centre = begin + (at as f32 + 0.5) / scale;
            let start = ((centre - radius).floor().max(0.0) as usize).min(from - 1);
            let end = ((centre + radius).ceil().max(1.0) as usize).clamp(start + 1, from);
            let weight = |at: usize| (1.0 - (at as f32 + 0.5 - centre).abs() / radius).max(1e-6);
            let mut weights: Vec<f32> = (start..end).map(weight).collect();
            let sum: f32 = weights.iter().sum();
            weights.iter_mut().for_each(|weight| *weight /= sum);
            Tap { start, weights }
        };
        Taps { list: (0..to).map(tap).collect() }
    }

    /// From the first pixel that counts to after the last.
    fn reach(&self) -> std::ops::Range<usize> {
        let start = self.list.iter().map(|tap| tap.start).min().unwrap_or(0);
        start..self.list.iter().map(|tap| tap.start + tap.weights.len()).max().unwrap_or(0)
    }
}

fn check(width: usize, height: usize) -> Result<(), PictureError> {
    let is_in_bounds = |side| (1..=PICTURE_SIDE_PIXELS_MAX).contains(&side);
    if is_in_bounds(width) && is_in_bounds(height) && width * height <= PICTURE_PIXELS_MAX {
        Ok(())
    } else {
        Err(PictureError::Dimensions { width, height })
    }
}

fn decode_png(content: &[u8]) -> Result<Bitmap, PictureError> {
    let limits = png::Limits { bytes: PICTURE_PIXELS_MAX * 4 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(content), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| PictureError::Damaged)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    check(width, height)?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(PictureError::Damaged)?];
    let frame = reader.next_frame(&mut pixels).map_err(|_| PictureError::Damaged)?;
    pixels.truncate(frame.buffer_size());
    // The first frame of one that moves may be smaller than its canvas.
    let (width, height) = (frame.width as usize, frame.height as usize);
    let pixels = match frame.color_type {
        png::ColorType::Rgba => pixels,
        png::ColorType::Rgb => with_alpha(&pixels),
        png::ColorType::Grayscale => pixels.iter().flat_map(|&grey| [grey, grey, grey, 255]).collect(),
        png::ColorType::GrayscaleAlpha => {
            pixels.chunks_exact(2).flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]]).collect()
        }
        png::ColorType::Indexed => return Err(PictureError::Damaged),
    };
    whole(width, height, pixels)
}

fn decode_jpeg(content: &[u8]) -> Result<Bitmap, PictureError> {
    let options = DecoderOptions::default()
        .set_max_width(PICTURE_SIDE_PIXELS_MAX)
        .set_max_height(PICTURE_SIDE_PIXELS_MAX)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(content), options);
    let headers = decoder.decode_headers();
    if let Some(info) = decoder.info() {
        check(info.width.into(), info.height.into())?;
    }
    headers.map_err(|_| PictureError::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(PictureError::Damaged)?;
    let turn = decoder.exif().map_or(1, |exif| orientation(exif));
    let pixels = decoder.decode().map_err(|_| PictureError::Damaged)?;
    Ok(upright(whole(width, height, with_alpha(&pixels))?, turn))
}

fn decode_webp(content: &[u8]) -> Result<Bitmap, PictureError> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(content)).map_err(|_| PictureError::Damaged)?;
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    check(width, height)?;
    decoder.set_memory_limit(PICTURE_PIXELS_MAX * 4);
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or(PictureError::Damaged)?];
    let is_whole = if decoder.is_animated() {
        decoder.read_frame(&mut pixels).map(|_| ())
    } else {
        decoder.read_image(&mut pixels)
    };
    is_whole.map_err(|_| PictureError::Damaged)?;
    whole(width, height, if decoder.has_alpha() { pixels } else { with_alpha(&pixels) })
}

fn with_alpha(pixels: &[u8]) -> Vec<u8> {
    pixels.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect()
}

fn whole(width: usize, height: usize, pixels: Vec<u8>) -> Result<Bitmap, PictureError> {
    check(width, height)?;
    if pixels.len() == width * height * 4 { Ok(Bitmap { width, height, pixels }) } else { Err(PictureError::Damaged) }
}

/// EXIF's tag 0x112, 1 to 8; 1 (upright) where there is none. Its place is the first directory of a TIFF head (EXIF 2.32, 4.6.4).
fn orientation(exif: &[u8]) -> u16 {
    let is_little = exif.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = exif.get(at..at.checked_add(length)?)?;
        let add = |sum, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
    };
    let find = || {
        let directory = number(4, 4)?;
        let entries = number(directory, 2)?;
        let entry = (0..entries).map(|at| directory + 2 + at * 12).find(|&at| number(at, 2) == Some(0x112))?;
        u16::try_from(number(entry + 8, 2)?).ok()
    };
    find().filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

fn upright(stored: Bitmap, turn: u16) -> Bitmap {
    if turn == 1 {
        return stored;
    }
    let Bitmap { width, height, pixels } = stored;
    let is_on_its_side = turn >= 5;
    let (wide, high) = if is_on_its_side { (height, width) } else { (width, height) };
    let mut turned = Vec::with_capacity(pixels.len());
    for at in 0..wide * high {
        let (x, y) = (at % wide, at / wide);
        let (x, y) = if is_on_its_side { (y, x) } else { (x, y) };
        // What is mirrored, by the value: along the row as it is stored, and along the column.
        let x = if matches!(turn, 2 | 3 | 7 | 8) { width - 1 - x } else { x };
        let y = if matches!(turn, 3 | 4 | 6 | 7) { height - 1 - y } else { y };
        let from = (y * width + x) * 4;
        turned.extend_from_slice(&pixels[from..from + 4]);
    }
    Bitmap { width: wide, height: high, pixels: turned }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    #[test]
    fn a_head_that_claims_too_much_is_refused_before_there_is_room_for_it() {
        let mut vast = png_of(1, 1, &[1, 2, 3, 4]);
        for (width, height) in [(60_000u32, 60_000u32), (10_001, 1), (6_000, 6_000)] {
            vast[16..20].copy_from_slice(&width.to_be_bytes());
            vast[20..24].copy_from_slice(&height.to_be_bytes());
            // The checksum of the head (PNG 3rd edition, 5.3) is made right again, so that only its size is wrong.
            let checksum = crc32(&vast[12..29]);
            vast[29..33].copy_from_slice(&checksum.to_be_bytes());
            let expected = PictureError::Dimensions { width: width as usize, height: height as usize };
            assert_eq!(Bitmap::decode(&vast).unwrap_err(), expected);
        }
        assert!(matches!(Bitmap::decode(&vec![0; PICTURE_BYTES_MAX + 1]), Err(PictureError::Bytes { .. })));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
        })
    }

    #[test]
    fn what_is_damaged_or_no_picture_is_an_error() {
        let whole = png_of(8, 8, &[77; 256]);
        assert!(Bitmap::decode(&whole).is_ok());
        for length in 0..whole.len() - 13 {
            assert!(Bitmap::decode(&whole[..length]).is_err(), "{length}");
        }
        for content in
            [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"RIFF____WEBPVP8 ", b"\xff\xd8\xff"]
        {
            assert!(Bitmap::decode(content).is_err(), "{content:?}");
        }
    }

    #[test]
    fn a_picture_keeps_its_colours_at_another_size() {
        let picture = Bitmap::painted(60, 20, |x, _| if x < 30 { [255, 0, 0, 255] } else { [0, 0, 255, 255] });
        let small = picture.covering(10, 10);
        // The middle third of the picture: red, then blue.
        let pixel =
            |x: u32, y: u32| small.pixel(x, y).map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]);
        assert_eq!(pixel(0, 0), Some([255, 0, 0, 255]));
        assert_eq!(pixel(9, 9), Some([0, 0, 255, 255]));
        let large = picture.covering(90, 30);
        assert_eq!(large.pixel(5, 5).map(|pixel| (pixel.red(), pixel.blue())), Some((255, 0)));
        let clear = Bitmap::painted(10, 10, |x, _| [255, 255, 255, if x < 5 { 0 } else { 255 }]).covering(2, 2);
        assert!(clear.pixels().iter().all(|pixel| pixel.red() == pixel.alpha()), "white stays white at a clear edge");
    }

    #[test]
    fn a_photograph_stands_upright() {
        // One letter a pixel: what each value of the tag shows of the same two rows (EXIF 2.32, 4.6.4).
        for (turn, expected) in [
            (1, "ab cd ef"),
            (2, "ba dc fe"),
            (3, "fe dc ba"),
            (4, "ef cd ab"),
            (5, "ace bdf"),
            (6, "eca fdb"),
            (7, "fdb eca"),
            (8, "bdf ace"),
        ] {
            let stored = Bitmap::painted(2, 3, |x, y| [b'a' + (y * 2 + x) as u8; 4]);
            let shown = upright(stored, turn);
            let rows: Vec<String> = shown
                .pixels
                .chunks(shown.width * 4)
                .map(|row| row.iter().step_by(4).map(|letter| char::from(*letter)).collect())
                .collect();
            assert_eq!(rows.join(" "), expected, "{turn}");
        }
    }

    #[test]
    fn the_turn_of_a_photograph_is_read_in_both_byte_orders() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        assert_eq!((orientation(little), orientation(big)), (6, 6));
        for broken in [&b""[..], b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff"] {
            assert_eq!(orientation(broken), 1);
        }
    }
}
