//! Content security policies: what a launch document and a script of a package may load, run and talk to.
//!
//! In: the document as it is served, and what the one who serves it allows. Out: header values. Must not: know HTTP, or take a script
//! from the document's text: what was put into it by whatever way would be allowed with it.
//!
//! Why each source is there: docs/internals/security.md.

use sha2::{Digest as _, Sha256};

/// What the one who serves documents decides.
#[derive(Debug, Clone, Default)]
pub struct Allowed<'a> {
    /// Texts of the scripts that stand in the document.
    pub scripts: &'a [&'a str],
    /// Origins that `web-view` may show; `None` allows every web page.
    pub frames: Option<&'a [String]>,
    /// Origins that may show the document in a frame, beside its own.
    pub ancestors: &'a [String],
    /// Where the program may send requests itself; empty where a relay of the document's own origin does.
    pub connections: &'a [String],
}

/// The policy of a launch document. The scripts that are named and its style elements are allowed by their hash.
pub fn of_document(html: &str, allowed: &Allowed) -> String {
    let mut policy = format!(
        "default-src 'none'; script-src 'self'{}; style-src 'self'{}; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob: https: http:; media-src 'self' data: blob: https: http:; font-src 'self' data: blob: https: http:; \
         connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'",
        hashes(allowed.scripts),
        hashes(&styles(html)),
    );
    match allowed.frames {
        None => policy.push_str(" https: http:"),
        Some(list) => list.iter().for_each(|origin| push_source(&mut policy, origin)),
    }
    policy.push_str("; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
    for origin in allowed.ancestors {
        push_source(&mut policy, origin);
    }
    policy
}

/// The part of a document's policy that a `meta` element can carry, for a host that sends no headers.
pub fn of_static_document(scripts: &[&str]) -> String {
    format!("script-src 'self'{};object-src 'none';base-uri 'none'", hashes(scripts))
}

/// The policy of a script: a Worker has that of its own script, not that of the document which started it.
pub fn of_script(allowed: &Allowed) -> String {
    // Nested workers begin as a blob, and inherit. WebAssembly is part of what programs have; code from text is not.
    let mut policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self' data: blob:"
            .to_owned();
    for origin in allowed.connections {
        push_source(&mut policy, origin);
    }
    policy
}

/// The policy of any other file: opened by its address, a drawing or a page of the package's files runs nothing.
pub fn of_file() -> &'static str {
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
}

/// Only what is an origin: anything else would be another directive.
fn push_source(policy: &mut String, origin: &str) {
    let origin = origin.trim().trim_end_matches('/');
    let fits = |character: char| character.is_ascii_alphanumeric() || "-._~:/*[]".contains(character);
    if origin.contains("://") && origin.chars().all(fits) {
        policy.push(' ');
        policy.push_str(origin);
    }
}

fn hashes(texts: &[&str]) -> String {
    let mut sources: Vec<String> = texts
        .iter()
        .filter(|text| !text.is_empty())
        .map(|text| format!(" 'sha256-{}'", base64(&Sha256::digest(text.as_bytes()))))
        .collect();
    sources.sort();
    sources.dedup();
    sources.concat()
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let sextet = bits >> (18 - 6 * place) & 63;
            text.push(if place <= group.len() { char::from(ALPHABET[sextet as usize]) } else { '=' });
        }
    }
    text
}

/// Texts of the style elements: found as a parser finds them, so that one in an attribute, a comment or a script is none.
fn styles(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|place| at + place) {
        let rest = &html[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = open + 4 + comment.find("-->").map_or(comment.len(), |end| end + 3);
            continue;
        }
        let Some((name, length)) = tag(rest) else {
            at = open + 1;
            continue;
        };
        at = open + length;
        if !matches!(name.as_str(), "script" | "style") {
            continue;
        }
        let end = close_of(&html[at..], &name);
        if name == "style" {
            found.push(&html[at..at + end]);
        }
        at += end;
    }
    found
}

/// Name and length of the start tag at the beginning of the text.
fn tag(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    if !bytes.get(1).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let is_end = |byte: u8| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\x0c' | b'\r');
    let find =
        |from: usize, is: &dyn Fn(u8) -> bool| (from..bytes.len()).find(|at| is(bytes[*at])).unwrap_or(bytes.len());
    let mut at = find(1, &is_end);
    let name = text[1..at].to_ascii_lowercase();
    while at < bytes.len() && bytes[at] != b'>' {
        if is_end(bytes[at]) {
            at += 1;
            continue;
        }
        at = find(at + 1, &|byte| is_end(byte) || byte == b'=');
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at += 1;
        at = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => (find(at + 1, &|byte| byte == *quote) + 1).min(bytes.len()),
            _ => find(at, &|byte| is_end(byte) && byte != b'/'),
        };
    }
    Some((name, (at + 1).min(bytes.len())))
}

/// How long the text of a raw text element is: up to its end tag.
fn close_of(text: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(place) = text[at..].find("</").map(|place| at + place) {
        let after = &text.as_bytes()[place + 2..];
        let ends = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        if after.len() >= name.len()
            && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && ends(after.get(name.len()))
        {
            return place;
        }
        at = place + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification, Content Security Policy Level 3: `alert('Hello, world.');`.
    const ALERT: &str = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";

    #[test]
    fn scripts_that_are_named_are_allowed_by_hash_and_those_in_the_text_are_not() {
        let html = "<head><style>a{}</style><script>alert(1)</script></head>";
        let policy = of_document(html, &Allowed { scripts: &["alert('Hello, world.');"], ..Allowed::default() });
        assert!(policy.contains(&format!("script-src 'self' {ALERT}; style-src 'self' 'sha256-")), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 2, "{policy}");
        assert!(!policy.contains("unsafe-eval") && policy.matches("unsafe-inline").count() == 1, "{policy}");
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (text, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn what_only_looks_like_a_style_element_is_none() {
        for html in [
            "<img alt=\"<style>a</style>\">",
            "<img alt='<style>a</style>' title=a>",
            "<!-- <style>a</style> -->",
            "<script>'<style>a</style>'</script>",
            "<styles>a</styles>",
            "1 < style > 2",
            "<a b=<style>",
        ] {
            assert_eq!(styles(html), Vec::<&str>::new(), "{html}");
        }
        for (html, text) in [
            ("<STYLE>a</Style >", "a"),
            ("<style\nid=x>a</style>", "a"),
            ("<style>a</styled</style>", "a</styled"),
            ("<style>a", "a"),
            ("<style/>a</style>", "a"),
            ("<style id=\">\">a</style>", "a"),
        ] {
            assert_eq!(styles(html), [text], "{html}");
        }
    }

    #[test]
    fn only_origins_are_added_to_a_policy() {
        let frames = [
            "https://a.example".to_owned(),
            "https://*.b.example:8443/".to_owned(),
            "https://x; script-src *".to_owned(),
            "'unsafe-inline'".to_owned(),
        ];
        let allowed =
            Allowed { frames: Some(&frames), ancestors: &["http://mini.localhost:*".to_owned()], ..Allowed::default() };
        let policy = of_document("", &allowed);
        assert!(policy.contains("frame-src 'self' https://a.example https://*.b.example:8443; base-uri"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'self' http://mini.localhost:*"), "{policy}");
        assert!(of_document("", &Allowed::default()).contains("frame-src 'self' https: http:;"));
    }

    #[test]
    fn a_script_reaches_its_own_origin_and_what_is_listed() {
        let connections = ["https://api.example".to_owned()];
        assert!(of_script(&Allowed::default()).ends_with("connect-src 'self' data: blob:"));
        assert!(
            of_script(&Allowed { connections: &connections, ..Allowed::default() })
                .ends_with("blob: https://api.example")
        );
    }

    #[test]
    fn a_document_without_headers_carries_a_small_policy() {
        let policy = of_static_document(&["alert('Hello, world.');"]);
        assert_eq!(policy, format!("script-src 'self' {ALERT};object-src 'none';base-uri 'none'"));
    }
}
