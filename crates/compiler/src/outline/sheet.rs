//! The classes a style sheet has rules for, and where.
//!
//! In: text of a sheet. Out: names with their places. Must not: parse values.

use super::Named;
use crate::wxss::prepare;

/// Every class in a selector, in the order of the text.
pub fn classes(source: &str) -> Vec<Named> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    // Classes since the last brace or semicolon: they count once a block begins.
    let mut pending: Vec<Named> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = source[at + 2..].find("*/").map_or(bytes.len(), |length| at + 2 + length + 2);
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') && prepare::begins_line(bytes, at) => {
                at = source[at..].find('\n').map_or(bytes.len(), |length| at + length);
            }
            b'"' | b'\'' => at = prepare::skip_string(bytes, at),
            b'u' | b'U' if prepare::starts_ignoring_case(bytes, at, b"url(") => {
                at = prepare::url_content(source, at + 4).1;
            }
            b'\\' => at += 2,
            b'.' => {
                let start = at + 1;
                at = start;
                while bytes.get(at).is_some_and(|byte| prepare::is_name_byte(*byte)) {
                    at += 1;
                }
                // An escape may go on with the name, and `.5em` is none.
                let is_name = at > start && !bytes[start].is_ascii_digit() && bytes.get(at) != Some(&b'\\');
                if is_name {
                    pending.push(Named { name: source[start..at].to_owned(), span: start..at });
                }
            }
            byte @ (b'{' | b'}' | b';') => {
                if byte == b'{' {
                    found.append(&mut pending);
                }
                pending.clear();
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

/// Whether a text can be the name of a class without escapes.
pub fn is_class_name(text: &str) -> bool {
    let starts = text.trim_start_matches('-').bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    starts && text.bytes().all(prepare::is_name_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_found_in_selectors_only() {
        let text = "/* .a{} */ .b:hover>.c-d, .e .b::after{ width:.5em; background:url(x.png); content:'.f' }\n// .g{\n@media (a){.中文{}}\n.open";
        let names: Vec<String> = classes(text).into_iter().map(|class| class.name).collect();
        assert_eq!(names, ["b", "c-d", "e", "b", "中文"]);
        for class in classes(text) {
            assert_eq!(&text[class.span], class.name);
        }
    }
}
