//! Pictures in the form that browsers load with the fewest bytes: WebP, pixel for pixel of a PNG, near to it of a JPEG.
//!
//! In: a picture. Out: its other form, or nothing. Must not: change what is seen: pictures that move, that are turned by their EXIF data or
//! that bring a colour profile stay as they are.

use std::io::Cursor;

use compiler::Recoded;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Of a photograph; text in one stays clean.
const QUALITY: f32 = 82.0;
/// What WebP can hold along a side.
const SIDE_PIXELS_MAX: usize = 16_383;
/// More than any screen shows; a small file may claim more than there is memory for.
const PIXELS_MAX: usize = 40_000_000;

struct Picture {
    width: u32,
    height: u32,
    has_alpha: bool,
    pixels: Vec<u8>,
}

pub(crate) fn recode(content: &[u8]) -> Option<Recoded> {
    let is_png = content.starts_with(b"\x89PNG");
    let picture = if is_png { decode_png(content) } else { decode_jpeg(content) }?;
    let Picture { width, height, pixels, .. } = &picture;
    let encoder = match picture.has_alpha {
        true => webp::Encoder::from_rgba(pixels, *width, *height),
        false => webp::Encoder::from_rgb(pixels, *width, *height),
    };
    let encoded = encoder.encode_simple(is_png, QUALITY).ok()?;
    Some(Recoded { ending: ".webp", content: encoded.to_vec() })
}

fn is_in_bounds(width: usize, height: usize) -> bool {
    (1..=SIDE_PIXELS_MAX).contains(&width) && (1..=SIDE_PIXELS_MAX).contains(&height) && width * height <= PIXELS_MAX
}

fn decode_png(content: &[u8]) -> Option<Picture> {
    let mut decoder = png::Decoder::new(Cursor::new(content));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    let is_plain = info.animation_control.is_none() && info.icc_profile.is_none();
    if !is_plain || !is_in_bounds(width as usize, height as usize) {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let has_alpha = matches!(frame.color_type, png::ColorType::Rgba | png::ColorType::GrayscaleAlpha);
    let pixels = match frame.color_type {
        png::ColorType::Rgb | png::ColorType::Rgba => pixels,
        png::ColorType::Grayscale => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        png::ColorType::GrayscaleAlpha => {
            pixels.chunks_exact(2).flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]]).collect()
        }
        png::ColorType::Indexed => return None,
    };
    Some(Picture { width, height, has_alpha, pixels })
}

fn decode_jpeg(content: &[u8]) -> Option<Picture> {
    let options = DecoderOptions::default()
        .set_max_width(SIDE_PIXELS_MAX)
        .set_max_height(SIDE_PIXELS_MAX)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(content), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    let is_plain = decoder.icc_profile().is_none() && decoder.exif().is_none_or(|exif| !is_turned(exif));
    let is_of_colours =
        matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma | ColorSpace::RGB));
    if !is_plain || !is_of_colours || !is_in_bounds(width, height) {
        return None;
    }
    let pixels = decoder.decode().ok()?;
    let is_whole = pixels.len() == width * height * 3;
    is_whole.then(|| Picture { width: info.width.into(), height: info.height.into(), has_alpha: false, pixels })
}

/// Whether EXIF data says that a picture is shown otherwise than it is stored: its tag 0x112, a short number, is not 1.
fn is_turned(exif: &[u8]) -> bool {
    let (tag, upright): ([u8; 4], [u8; 2]) = match exif.get(..2) {
        Some(b"II") => ([0x12, 0x01, 0x03, 0x00], [1, 0]),
        Some(b"MM") => ([0x01, 0x12, 0x00, 0x03], [0, 1]),
        _ => return true,
    };
    let found = exif.windows(10).find(|entry| entry[..4] == tag);
    found.is_some_and(|entry| entry[8..] != upright)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(
        colour: png::ColorType,
        pixels: &[u8],
        width: u32,
        more: impl FnOnce(&mut png::Encoder<&mut Vec<u8>>),
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        let height = pixels.len() as u32 / width / colour.samples() as u32;
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        more(&mut encoder);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    #[test]
    fn a_png_keeps_every_pixel() {
        let rgba: Vec<u8> =
            (0..64 * 64u32).flat_map(|at| [at as u8, (at / 7) as u8, 90, 255 - (at % 3) as u8]).collect();
        let rgb: Vec<u8> = rgba.chunks(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        for (colour, pixels) in [(png::ColorType::Rgba, &rgba), (png::ColorType::Rgb, &rgb)] {
            let recoded = recode(&png(colour, pixels, 64, |_| {})).unwrap();
            assert_eq!(recoded.ending, ".webp");
            let decoded = webp::Decoder::new(&recoded.content).decode().unwrap();
            assert_eq!((decoded.width(), decoded.height()), (64, 64));
            assert_eq!(&decoded[..], pixels.as_slice(), "{colour:?}");
        }
        let grey = recode(&png(png::ColorType::Grayscale, &[0, 255, 128, 7], 2, |_| {})).unwrap();
        let decoded = webp::Decoder::new(&grey.content).decode().unwrap();
        assert_eq!(&decoded[..], [0, 0, 0, 255, 255, 255, 128, 128, 128, 7, 7, 7]);
    }

    #[test]
    fn what_another_form_would_change_is_left_alone() {
        let pixels = [1, 2, 3, 4, 5, 6];
        let moving = png(png::ColorType::Rgb, &pixels, 2, |encoder| encoder.set_animated(1, 0).unwrap());
        assert!(recode(&moving).is_none());
        for broken in [&b""[..], b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\0\x10JFIF"] {
            assert!(recode(broken).is_none(), "{broken:?}");
        }
        let mut vast = png(png::ColorType::Rgb, &pixels, 2, |_| {});
        vast[16..24].copy_from_slice(&[0, 0, 0x3f, 0, 0, 0, 0x3f, 0]);
        assert!(recode(&vast).is_none());
    }

    #[test]
    fn turned_photographs_are_told_by_their_exif_data() {
        let exif = |order: &[u8], entry: &[u8]| is_turned(&[order, &[0; 8], entry].concat());
        assert!(exif(b"II", &[0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0]));
        assert!(!exif(b"II", &[0x12, 1, 3, 0, 1, 0, 0, 0, 1, 0]));
        assert!(exif(b"MM", &[1, 0x12, 0, 3, 0, 0, 0, 1, 0, 8]));
        assert!(!exif(b"MM", &[1, 0x12, 0, 3, 0, 0, 0, 1, 0, 1]));
        assert!(!exif(b"MM", &[]) && exif(b"??", &[]));
    }
}
