//! Compression dictionaries (RFC 9842), as requests and answers speak of them.
//!
//! In: the head of a request, the path of a file. Out: the dictionary that may be used, what a file may be a dictionary for. Must not: compress,
//! or believe that somebody has a file because he names one.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::package::CHUNK_FOLDER;

use super::encoding::is_compressible;
use super::files::takes_coding;

pub(crate) const CDN_LOOP: HeaderName = HeaderName::from_static("cdn-loop");
const SEC_CH_UA: HeaderName = HeaderName::from_static("sec-ch-ua");
pub(crate) const AVAILABLE_DICTIONARY: HeaderName = HeaderName::from_static("available-dictionary");
pub(crate) const USE_AS_DICTIONARY: HeaderName = HeaderName::from_static("use-as-dictionary");
/// Zstandard against a dictionary; of the two forms of the RFC the one that is written here.
pub(crate) const DCZ: &str = "dcz";
/// What an answer depends on where a dictionary may be used. The origin of whoever asks is not said: no file that this is about is anybody's own.
pub(crate) const VARY_BY_DICTIONARY: HeaderValue = HeaderValue::from_static("accept-encoding, available-dictionary");

/// The SHA-256 of the dictionary that a request offers, where an answer may be made against it.
pub(crate) fn available_dictionary(headers: &HeaderMap) -> Option<[u8; 32]> {
    // The length of such an answer says something of what else is known; that is for the page of the same origin alone (RFC 9842, section 9.3).
    let is_own = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    if !is_own || !takes_coding(headers, DCZ) {
        return None;
    }
    let mut lines = headers.get_all(AVAILABLE_DICTIONARY).iter();
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    parse(line.to_str().ok()?)
}

/// A byte sequence of RFC 8941 that is as long as a SHA-256.
fn parse(text: &str) -> Option<[u8; 32]> {
    let inner = text.trim_matches(' ').strip_prefix(':')?.strip_suffix(':')?;
    // What is of another length is not decoded at all.
    const LENGTH: usize = 44;
    if inner.len() != LENGTH {
        return None;
    }
    STANDARD.decode(inner).ok()?.try_into().ok()
}

/// Whether whoever asks may use an answer as a dictionary. Browsers say that they take `dcz` only once they have one, so what else they are counts: only those
/// that have dictionaries send `Sec-CH-UA`. What stands between asks for many.
pub(crate) fn may_use_dictionaries(headers: &HeaderMap) -> bool {
    let is_between = headers.contains_key(header::VIA) || headers.contains_key(CDN_LOOP);
    let is_such_browser = || headers.contains_key(SEC_CH_UA) && takes_coding(headers, "zstd");
    is_between || is_such_browser() || takes_coding(headers, DCZ)
}

/// The files of later versions that a file may be a dictionary for: those of its name but for the hash of their content.
pub(crate) fn use_as_dictionary(path: &str) -> Option<HeaderValue> {
    let (stem, ending) = name_without_hash(path)?;
    HeaderValue::from_str(&format!("match=\"/{stem}.*.{ending}\"")).ok()
}

/// What stands before and behind the hash in the name of a file that never changes: `a/view` and `js` of `a/view.n1s5iqmte.js`.
pub(crate) fn name_without_hash(path: &str) -> Option<(&str, &str)> {
    let name = path.strip_prefix(CHUNK_FOLDER)?;
    let mut parts = name.splitn(3, '.');
    let (stem, hash, ending) = (parts.next()?, parts.next()?, parts.next()?);
    // Other letters may mean something in a pattern of addresses.
    let is_plain = |text: &str, more: &[u8]| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
    };
    let is_named = is_plain(stem, b"-_") && is_plain(hash, b"") && is_plain(ending, b".");
    (is_named && is_compressible(path)).then(|| (&path[..CHUNK_FOLDER.len() + stem.len()], ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:";

    fn offered(lines: &[(&'static str, &str)]) -> Option<[u8; 32]> {
        let line = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        };
        available_dictionary(&lines.iter().map(line).collect())
    }

    #[test]
    fn a_dictionary_is_offered_by_the_page_itself() {
        let own = ("sec-fetch-site", "same-origin");
        let takes = ("accept-encoding", "gzip, deflate, br, zstd, dcb, dcz");
        let has = ("available-dictionary", DIGEST);
        // SHA-256 of the example of RFC 9842: its first and last bytes.
        let hash = offered(&[own, takes, has]).unwrap();
        assert_eq!((hash[0], hash[31]), (0xa5, 0x6e));
        for refused in [
            &[takes, has][..],
            &[own, has],
            &[own, takes],
            &[("sec-fetch-site", "same-site"), takes, has],
            &[("sec-fetch-site", "cross-site"), takes, has],
            &[("sec-fetch-site", "none"), takes, has],
            &[own, ("accept-encoding", "br, dcb"), has],
            &[own, ("accept-encoding", "dcz;q=0"), has],
            &[own, ("accept-encoding", "xdcz"), has],
            // A part of such an answer is of no use.
            &[own, takes, has, ("range", "bytes=0-1")],
            &[own, takes, has, has],
        ] {
            assert_eq!(offered(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn what_is_no_digest_is_nothing() {
        assert!(parse(DIGEST).is_some() && parse(&format!(" {DIGEST} ")).is_some());
        let long = format!(":{}:", "A".repeat(1 << 20));
        for text in [
            "",
            ":",
            "::",
            ":::",
            "pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=",
            ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=",
            ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4:",
            ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:, :pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:",
            ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:;a=1",
            ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG==:",
            ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4\u{e9}:",
            ":../../../../../../../../../../etc/passwd0000:",
            ":____________________________________________:",
            &long,
        ] {
            assert_eq!(parse(text), None, "{text:.60}");
        }
    }

    #[test]
    fn a_file_is_a_dictionary_for_its_like() {
        for (path, pattern) in [
            ("a/view.n1s5iqmte.js", Some("match=\"/a/view.*.js\"")),
            ("a/pages-edit-edit.4jn6fz6sa.t.js", Some("match=\"/a/pages-edit-edit.*.t.js\"")),
            ("a/app.4jn6fz6sa.css", Some("match=\"/a/app.*.css\"")),
            ("a/view.js", None),
            ("a/.n1s5iqmte.js", None),
            ("a/view..js", None),
            ("a/photo.n1s5iqmte.png", None),
            ("b/view.n1s5iqmte.js", None),
            ("a/b/view.n1s5iqmte.js", None),
            ("a/v*w.n1s5iqmte.js", None),
            ("a/:v.n1s5iqmte.js", None),
            ("a/(v).n1s5iqmte.js", None),
            ("a/\"v.n1s5iqmte.js", None),
            ("a/页.n1s5iqmte.js", None),
            ("index.html", None),
        ] {
            let found = use_as_dictionary(path);
            assert_eq!(found.as_ref().map(|value| value.to_str().unwrap()), pattern, "{path}");
        }
    }

    #[test]
    fn only_those_who_may_use_dictionaries_are_told() {
        let told = |lines: &[(&'static str, &'static str)]| {
            let line = |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
            may_use_dictionaries(&lines.iter().map(line).collect())
        };
        let brands = ("sec-ch-ua", "\"Chromium\";v=\"140\"");
        assert!(told(&[("accept-encoding", "gzip, br, zstd"), brands]));
        assert!(told(&[("accept-encoding", "gzip, dcz")]) && told(&[("via", "1.1 edge")]));
        assert!(!told(&[]) && !told(&[("accept-encoding", "gzip, br, zstd")]));
        assert!(!told(&[("accept-encoding", "gzip, br"), brands]));
    }
}
