//! Compressed forms of a content.
//!
//! In: a content. Out: its brotli, zstd or gzip form, where that is worth its place. Must not: read or write files.

use std::io::Write as _;

/// Smaller files gain nothing: they fit a packet as they are.
const BYTES_MIN: usize = 256;
/// What is left of a file, in per cent, for a form to be worth its place.
const PERCENT_MAX: usize = 95;
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    Brotli,
    Zstd,
    Gzip,
}

/// How much time a file is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Once for a file that is sent many times.
    Full,
    /// While somebody waits.
    Quick,
}

impl Encoding {
    /// The one a browser likes best first.
    pub const ALL: [Encoding; 3] = [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip];

    /// Its name in `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Zstd => "zstd",
            Encoding::Gzip => "gzip",
        }
    }

    /// Of the name of a file that lies in this form beside the file itself.
    pub fn ending(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Zstd => ".zst",
            Encoding::Gzip => ".gz",
        }
    }

    /// The compressed form of a content; `None` where it saves too little.
    pub fn encode(self, content: &[u8], effort: Effort) -> Option<Vec<u8>> {
        if content.len() < BYTES_MIN {
            return None;
        }
        let is_full = effort == Effort::Full;
        let encoded = match self {
            Encoding::Brotli => brotli(content, if is_full { 11 } else { 5 }),
            Encoding::Zstd => zstd::bulk::compress(content, if is_full { 19 } else { 9 }).ok(),
            Encoding::Gzip => gzip(content, if is_full { 9 } else { 6 }),
        }?;
        (encoded.len() * 100 <= content.len() * PERCENT_MAX).then_some(encoded)
    }
}

fn brotli(content: &[u8], quality: i32) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        size_hint: content.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut encoded = Vec::new();
    let mut content = content;
    brotli::BrotliCompress(&mut content, &mut encoded, &parameters).ok()?;
    Some(encoded)
}

fn gzip(content: &[u8], level: u32) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    encoder.write_all(content).ok()?;
    encoder.finish().ok()
}

/// Whether a file is of a kind that compresses. Pictures, sounds and web fonts are compressed already.
pub fn is_compressible(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ["html", "js", "css", "json", "map", "svg", "txt", "md", "xml", "csv", "wasm", "ttf", "otf", "bmp", "ico"]
        .contains(&&*ending)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn forms_are_read_back_as_what_they_were() {
        let text = "a text that repeats itself, ".repeat(50);
        for effort in [Effort::Full, Effort::Quick] {
            for encoding in Encoding::ALL {
                let encoded = encoding.encode(text.as_bytes(), effort).unwrap();
                let mut content = Vec::new();
                match encoding {
                    Encoding::Brotli => brotli::BrotliDecompress(&mut &*encoded, &mut content).unwrap(),
                    Encoding::Zstd => content = zstd::stream::decode_all(&*encoded).unwrap(),
                    Encoding::Gzip => {
                        flate2::read::GzDecoder::new(&*encoded).read_to_end(&mut content).unwrap();
                    }
                }
                assert_eq!(content, text.as_bytes(), "{encoding:?} {effort:?}");
            }
        }
        assert_eq!(Encoding::Brotli.encode(b"too small to gain anything", Effort::Full), None);
    }
}
