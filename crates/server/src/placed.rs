//! Where in a page of memory contents lie that are sent many times.
//!
//! In: a content. Out: the same, where it is copied fast. Must not: change a byte, or copy anything on the way to a person.
//!
//! On processors of AMD (Zen 3 and 4), the C library of glibc 2.36 and older copies 16 KB in 6 µs instead of 0.2 where the copy's place within a page
//! of memory is up to 32 bytes behind that of what is copied (glibc bug 30994). That is what TLS does with each record: both lie at the beginning of a
//! page, the copy behind the record's head of 5 bytes. With contents a little further on in their pages 16 KB over TLS take a sixth less.

use bytes::Bytes;

/// Shorter ones are copied otherwise.
const LONG_BYTES_MIN: usize = 4 << 10;
/// How far into its page a content begins: each record of a long one lies 9 bytes nearer to the page's beginning than the one before it.
const LEAD_BYTES: usize = 512;

/// The same content, with room before it.
pub(crate) fn placed(content: Bytes) -> Bytes {
    if content.len() < LONG_BYTES_MIN {
        return content;
    }
    let mut room = Vec::with_capacity(LEAD_BYTES + content.len());
    room.resize(LEAD_BYTES, 0);
    room.extend_from_slice(&content);
    Bytes::from(room).split_off(LEAD_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_stay_what_they_are() {
        for length in [0, 1, LONG_BYTES_MIN - 1, LONG_BYTES_MIN, 100_000] {
            let content: Bytes = (0..length).map(|at| at as u8).collect();
            assert_eq!(placed(content.clone()), content);
        }
    }
}
