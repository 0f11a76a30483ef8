//! Colours, and how well they are told apart.
//!
//! In: channels, or a picture. Out: [`Colour`]s. Must not: know what is drawn with them.

use crate::bitmap::Bitmap;

/// Of the lines of a code against white: scanners want a clear difference, 3:1 is where cheap cameras begin to fail.
pub(crate) const SCAN_CONTRAST_MIN: f64 = 3.5;
/// Of a colour found in a picture, and of white text on it (WCAG 2.2, 1.4.3).
pub(crate) const READING_CONTRAST_MIN: f64 = 4.5;

/// Channels a picture is looked at with: enough for its main colour, quick for a large one.
const SAMPLE_SIDE_PIXELS: u32 = 48;

/// An opaque colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    pub const BLACK: Colour = Colour::new(0, 0, 0);
    pub const WHITE: Colour = Colour::new(255, 255, 255);

    pub const fn new(red: u8, green: u8, blue: u8) -> Colour {
        Colour { red, green, blue }
    }

    /// `#rrggbb`, as SVG takes it.
    pub(crate) fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    pub(crate) fn channels(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    /// Relative luminance (WCAG 2.2), from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Contrast ratio against white, from 1 to 21.
    pub(crate) fn contrast_to_white(self) -> f64 {
        1.05 / (self.luminance() + 0.05)
    }

    /// This colour, darkened as far as the contrast against white asks for; its hue stays.
    pub(crate) fn darkened_to(self, contrast_min: f64) -> Colour {
        let darkened = |percent: u32| {
            let [red, green, blue] = self.channels().map(|channel| (u32::from(channel) * percent / 100) as u8);
            Colour::new(red, green, blue)
        };
        (0..=100).rev().map(darkened).find(|colour| colour.contrast_to_white() >= contrast_min).unwrap_or(Colour::BLACK)
    }

    /// The colour `share` of the way to another, from 0 to 1.
    pub(crate) fn mixed(self, other: Colour, share: f32) -> Colour {
        let mix = |from: u8, to: u8| (f32::from(from) + (f32::from(to) - f32::from(from)) * share).round() as u8;
        Colour::new(mix(self.red, other.red), mix(self.green, other.green), mix(self.blue, other.blue))
    }

    /// The main colour of a picture, dark enough to scan and to be read on white; black where it has none.
    pub(crate) fn of_picture(picture: &Bitmap) -> Colour {
        let sample = picture.covering(SAMPLE_SIDE_PIXELS, SAMPLE_SIDE_PIXELS);
        // Colours that share the upper four bits of each channel count together.
        let mut bins = vec![(0u32, [0u64; 3]); 1 << 12];
        for pixel in sample.pixels().iter().filter(|pixel| pixel.alpha() >= 128).map(|pixel| pixel.demultiply()) {
            let channels = [pixel.red(), pixel.green(), pixel.blue()];
            let (high, low) = (channels.into_iter().max().unwrap_or(0), channels.into_iter().min().unwrap_or(0));
            // A vivid colour stands for a brand more than the grey, white and black around it.
            let weight = 1 + u32::from(high - low) / 8;
            let bin = channels.iter().fold(0, |bin, channel| bin << 4 | usize::from(channel >> 4));
            bins[bin].0 += weight;
            for (sum, channel) in bins[bin].1.iter_mut().zip(channels) {
                *sum += u64::from(weight) * u64::from(channel);
            }
        }
        let Some((weight, sums)) = bins.into_iter().max_by_key(|(weight, _)| *weight).filter(|(weight, _)| *weight > 0)
        else {
            return Colour::BLACK;
        };
        let [red, green, blue] = sums.map(|sum| (sum / u64::from(weight)) as u8);
        Colour::new(red, green, blue).darkened_to(READING_CONTRAST_MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        // Pairs of the understanding document and of common checkers.
        for (colour, expected) in [
            (Colour::BLACK, 21.0),
            (Colour::WHITE, 1.0),
            (Colour::new(0x76, 0x76, 0x76), 4.54),
            (Colour::new(255, 0, 0), 3.998),
            (Colour::new(0, 0, 255), 8.59),
        ] {
            assert!((colour.contrast_to_white() - expected).abs() < 0.01, "{colour:?} {}", colour.contrast_to_white());
        }
    }

    #[test]
    fn a_light_colour_is_darkened_and_keeps_its_hue() {
        let yellow = Colour::new(250, 220, 0).darkened_to(READING_CONTRAST_MIN);
        assert!(yellow.contrast_to_white() >= READING_CONTRAST_MIN && yellow.red > yellow.green && yellow.blue == 0);
        assert_eq!(Colour::new(10, 20, 30).darkened_to(READING_CONTRAST_MIN), Colour::new(10, 20, 30));
        let white = Colour::WHITE.darkened_to(READING_CONTRAST_MIN);
        assert!(white.red == white.blue && white.contrast_to_white() >= READING_CONTRAST_MIN);
    }

    #[test]
    fn the_main_colour_of_a_picture_is_its_vivid_one() {
        let mostly_white = Bitmap::painted(40, 40, |x, y| if x > 10 && y > 20 { [200, 30, 40, 255] } else { [255; 4] });
        let colour = Colour::of_picture(&mostly_white);
        assert!(colour.red > 150 && colour.green < 60 && colour.blue < 80, "{colour:?}");
        assert_eq!(Colour::of_picture(&Bitmap::painted(8, 8, |_, _| [255, 0, 0, 0])), Colour::BLACK);
    }
}
