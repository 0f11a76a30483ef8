//! The names a selector cannot match without.
//!
//! In: a selector list. Out: names of tags, classes and ids, a list a selector. Must not: judge what stands in brackets: `:not(.a)`,
//! `:is(.a, .b)` and `[a]` may match whatever is there.

use super::rules::{is_name_byte, value_end};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    Tag(String),
    Class(String),
    Id(String),
}

/// One list of names a selector.
pub(crate) fn selectors(prelude: &str) -> Vec<Vec<Name>> {
    split_at_commas(prelude).into_iter().map(names).collect()
}

fn split_at_commas(prelude: &str) -> Vec<&str> {
    let bytes = prelude.as_bytes();
    let (mut at, mut start) = (0, 0);
    let mut parts = Vec::new();
    while at < bytes.len() {
        if bytes[at] == b',' {
            parts.push(&prelude[start..at]);
            start = at + 1;
        }
        at = value_end(bytes, at);
    }
    parts.push(&prelude[start..]);
    parts
}

fn names(selector: &str) -> Vec<Name> {
    let bytes = selector.as_bytes();
    let mut names = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            kind @ (b'.' | b'#' | b':') => {
                let start = at + 1 + usize::from(kind == b':' && bytes.get(at + 1) == Some(&b':'));
                let (name, end) = identifier(selector, start);
                match kind {
                    _ if name.is_empty() => {}
                    b'.' => names.push(Name::Class(name)),
                    b'#' => names.push(Name::Id(name)),
                    _ => {}
                }
                at = end.max(at + 1);
            }
            byte if is_name_byte(byte) || byte == b'\\' => {
                let (name, end) = identifier(selector, at);
                if !name.is_empty() {
                    names.push(Name::Tag(name.to_ascii_lowercase()));
                }
                at = end.max(at + 1);
            }
            _ => at = value_end(bytes, at),
        }
    }
    names
}

/// An identifier, its escapes resolved, and where it ends.
fn identifier(text: &str, start: usize) -> (String, usize) {
    let bytes = text.as_bytes();
    let mut name = String::new();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            let digits = text[at + 1..].bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
            if digits == 0 {
                let Some(character) = text[at + 1..].chars().next() else { break };
                name.push(character);
                at += 1 + character.len_utf8();
                continue;
            }
            let code = u32::from_str_radix(&text[at + 1..at + 1 + digits], 16).unwrap_or_default();
            name.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            at += 1 + digits;
            // One space ends the digits.
            at += usize::from(bytes.get(at).is_some_and(u8::is_ascii_whitespace));
        } else if is_name_byte(bytes[at]) {
            let character = text[at..].chars().next().unwrap_or_default();
            name.push(character);
            at += character.len_utf8();
        } else {
            break;
        }
    }
    (name, at.min(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(selector: &str) -> String {
        let one = |name: &Name| match name {
            Name::Tag(name) => name.clone(),
            Name::Class(name) => format!(".{name}"),
            Name::Id(name) => format!("#{name}"),
        };
        let lists = selectors(selector).into_iter().map(|names| names.iter().map(one).collect::<Vec<_>>().join(" "));
        lists.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn the_names_a_selector_needs_are_found() {
        for (selector, expected) in [
            ("a", "a"),
            ("*", ""),
            ("WX-View.a.b#c>d+e~f", "wx-view .a .b #c d e f"),
            (".a,.b .c", ".a | .b .c"),
            (":is(.a,.b) .c", ".c"),
            (".a:not(.b,.c):hover::before", ".a"),
            ("[class~=\"a,.b\"] d", "d"),
            (".sm\\:w-1\\/2", ".sm:w-1/2"),
            (".\\31 23,.\\000031x", ".123 | .1x"),
            (".名", ".名"),
            ("&.a &", ".a"),
            ("a:nth-child(2n + 1 of .b)", "a"),
            ("|a|b", "a b"),
            (":root", ""),
            (":host(.a)", ""),
            (".a/* ,.b */.c", ".a .c"),
            (".", ""),
            (".a\\", ".a"),
            ("50%", "50"),
        ] {
            assert_eq!(shown(selector), expected, "{selector}");
        }
    }
}
