//! Addresses in a style sheet that moves into a document.
//!
//! In: CSS of a chunk, whose addresses are relative to the chunk. Out: CSS whose addresses hold wherever the document is opened.
//! Must not: touch an address that is of another place, or a text that is none.

use protocol::package::CHUNK_FOLDER;

use super::rules::{is_name_byte, value_end};

/// `base` is the address of the package's root, with a slash at its end.
pub(crate) fn rebase(css: &str, base: &str) -> String {
    let bytes = css.as_bytes();
    let mut out = String::with_capacity(css.len() + 64);
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        // Blocks are gone into, not over.
        if matches!(bytes[at], b'{' | b'}' | b'[' | b']' | b')') {
            at += 1;
        } else if bytes[at] == b'(' {
            let is_url =
                at >= 3 && bytes[at - 3..at].eq_ignore_ascii_case(b"url") && !(at >= 4 && is_name_byte(bytes[at - 4]));
            if !is_url {
                at += 1;
                continue;
            }
            let end = value_end(bytes, at);
            let inside = css[at + 1..end].trim_end_matches(')');
            let quoted = inside.trim_ascii();
            let (quote, address) = match quoted.bytes().next() {
                Some(quote @ (b'"' | b'\'')) => (Some(quote as char), quoted.trim_matches(quote as char)),
                _ => (None, quoted),
            };
            if let Some(moved) = moved(address, base) {
                out.push_str(&css[copied..=at]);
                out.extend(quote);
                out.push_str(&moved);
                out.extend(quote);
                out.push(')');
                copied = end;
            }
            at = end;
        } else {
            at = value_end(bytes, at);
        }
    }
    out.push_str(&css[copied..]);
    out
}

/// The address seen from the document, or `None` when it is not relative.
fn moved(address: &str, base: &str) -> Option<String> {
    let has_scheme = address.find([':', '/', '?', '#']).is_some_and(|end| address.as_bytes()[end] == b':');
    if address.is_empty() || has_scheme || address.starts_with(['/', '#', '?', '\\']) {
        return None;
    }
    let mut parts: Vec<&str> = CHUNK_FOLDER.trim_end_matches('/').split('/').collect();
    let (path, rest) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("{base}{}{rest}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_relative_to_a_chunk_become_absolute() {
        for (css, expected) in [
            ("a{b:url(../images/a.png)}", "a{b:url(/p/images/a.png)}"),
            ("a{b:url( '../images/a b.png?x=1#y' ) c}", "a{b:url('/p/images/a b.png?x=1#y') c}"),
            ("a{b:URL(\"./x.png\"),url(y.png)}", "a{b:URL(\"/p/a/x.png\"),url(/p/a/y.png)}"),
            ("a{b:url(../../../x.png)}", "a{b:url(/p/x.png)}"),
            ("@font-face{src:url(../f.woff2)format('woff2')}", "@font-face{src:url(/p/f.woff2)format('woff2')}"),
            ("@media x{a{b:url(../x)}}", "@media x{a{b:url(/p/x)}}"),
            ("a{b:image-set(url(../x) 1x,url(../y) 2x)}", "a{b:image-set(url(/p/x) 1x,url(/p/y) 2x)}"),
        ] {
            assert_eq!(rebase(css, "/p/"), expected);
        }
    }

    #[test]
    fn other_addresses_and_other_texts_stay() {
        for css in [
            "a{b:url(data:image/png;base64,AA==)}",
            "a{b:url(https://example.org/x.png)}",
            "a{b:url(//example.org/x.png)}",
            "a{b:url(/x.png)}",
            "a{b:url(#x)}",
            "a{b:url()}",
            "a{content:'url(../x)'}/* url(../x) */",
            "a{b:my-url(../x)}",
            "a{b:url(../x",
        ] {
            let moved = rebase(css, "/p/");
            assert!(moved == css || css.ends_with("../x"), "{css} became {moved}");
        }
    }
}
