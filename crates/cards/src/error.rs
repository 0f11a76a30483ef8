//! Why there is no picture.
//!
//! In: nothing. Out: [`Error`] and [`PictureError`]. Must not: hold text of a stranger.

use crate::limits;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(
        "a code is {} to {} pixels wide, not {width_pixels}",
        limits::CODE_WIDTH_PIXELS_MIN,
        limits::CODE_WIDTH_PIXELS_MAX
    )]
    Width { width_pixels: u32 },
    #[error("{bytes} bytes do not fit into a code")]
    TextTooLong { bytes: usize },
    #[error("a code of this text can be scanned only where it is at least {width_pixels_min} pixels wide")]
    TooDense { width_pixels_min: u32 },
    #[error("there is no font on this machine to write with")]
    NoFont,
    #[error(transparent)]
    Picture(#[from] PictureError),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("a picture has {} bytes at most, not {bytes}", limits::PICTURE_BYTES_MAX)]
    Bytes { bytes: usize },
    #[error(
        "a picture has {} pixels at most and {} along a side, not {width} by {height}",
        limits::PICTURE_PIXELS_MAX,
        limits::PICTURE_SIDE_PIXELS_MAX
    )]
    Dimensions { width: usize, height: usize },
    #[error("a picture is PNG, JPEG or WebP; this is none of them")]
    Format,
    #[error("the picture is damaged")]
    Damaged,
}
