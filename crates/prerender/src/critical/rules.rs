//! Splits a style sheet into its rules.
//!
//! In: CSS. Out: rules as parts of it. Must not: understand selectors or declarations, or fail: any text has rules.

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule<'c> {
    /// `@layer a, b;`, without the semicolon.
    Statement(&'c str),
    /// `prelude{body}`; white space before the brace is the prelude's.
    Block { prelude: &'c str, body: &'c str },
}

/// The rules of a sheet, or of the body of an at-rule that holds rules.
pub(crate) fn rules(css: &str) -> Vec<Rule<'_>> {
    let bytes = css.as_bytes();
    let mut rules = Vec::new();
    let mut at = skip_blank(bytes, 0);
    while at < bytes.len() {
        let start = at;
        let is_at_rule = bytes[at] == b'@';
        while at < bytes.len() && bytes[at] != b'{' && !(is_at_rule && bytes[at] == b';') {
            at = value_end(bytes, at);
        }
        let prelude = &css[start..at.min(bytes.len())];
        if bytes.get(at) == Some(&b'{') {
            let end = value_end(bytes, at);
            // Without a closing brace the rule ends with the text.
            let is_closed = end > at + 1 && bytes[end - 1] == b'}' && is_closed(bytes, at, end);
            rules.push(Rule::Block { prelude, body: &css[at + 1..if is_closed { end - 1 } else { end }] });
            at = end;
        } else {
            if !prelude.is_empty() && is_at_rule {
                rules.push(Rule::Statement(prelude));
            }
            at += 1;
        }
        at = skip_blank(bytes, at);
    }
    rules
}

/// Whether the block that begins at `start` is closed by the last byte before `end`, rather than cut off there.
fn is_closed(bytes: &[u8], start: usize, end: usize) -> bool {
    let mut at = start + 1;
    while at < end - 1 {
        at = value_end(bytes, at);
    }
    at == end - 1
}

/// Past white space and comments.
fn skip_blank(bytes: &[u8], mut at: usize) -> usize {
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if !bytes[at.min(bytes.len())..].starts_with(b"/*") {
            return at.min(bytes.len());
        }
        at = comment_end(bytes, at);
    }
}

fn comment_end(bytes: &[u8], at: usize) -> usize {
    let inner = at + 2;
    let length = bytes[inner..].windows(2).position(|pair| pair == b"*/");
    length.map_or(bytes.len(), |length| inner + length + 2)
}

/// Past one component value: a string, a comment, an escape, a whole block in brackets of any kind, or one byte of anything else.
pub(crate) fn value_end(bytes: &[u8], start: usize) -> usize {
    // Brackets that are open, innermost last: hostile sheets nest deeply, so this does not recurse.
    let mut open: Vec<u8> = Vec::new();
    let mut at = start;
    loop {
        let Some(byte) = bytes.get(at) else { return bytes.len() };
        match byte {
            b'"' | b'\'' => at = string_end(bytes, at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => at = comment_end(bytes, at),
            b'\\' => at = escape_end(bytes, at),
            b'(' if is_plain_url(bytes, at) => at = plain_url_end(bytes, at),
            b'(' => {
                open.push(b')');
                at += 1;
            }
            b'[' => {
                open.push(b']');
                at += 1;
            }
            b'{' => {
                open.push(b'}');
                at += 1;
            }
            byte => {
                if open.last() == Some(byte) {
                    open.pop();
                }
                at += 1;
            }
        }
        if open.is_empty() {
            return at;
        }
    }
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            // A line's end ends a string that was not closed.
            b'\n' => return at,
            byte if *byte == bytes[start] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// An escape: the backslash and a whole character.
fn escape_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 2;
    while bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end += 1;
    }
    end.min(bytes.len())
}

/// Whether the bracket opens an address without quotes, in which brackets and quotes mean nothing.
fn is_plain_url(bytes: &[u8], bracket: usize) -> bool {
    let is_url = bracket >= 3 && bytes[bracket - 3..bracket].eq_ignore_ascii_case(b"url");
    let is_whole_name = bracket < 4 || !is_name_byte(bytes[bracket - 4]);
    if !is_url || !is_whole_name {
        return false;
    }
    let first = bytes[bracket + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
    !matches!(first, Some(b'"' | b'\''))
}

fn plain_url_end(bytes: &[u8], bracket: usize) -> usize {
    let mut at = bracket + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at = escape_end(bytes, at),
            b')' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | 0x80..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block<'c>(prelude: &'c str, body: &'c str) -> Rule<'c> {
        Rule::Block { prelude, body }
    }

    #[test]
    fn rules_end_where_css_ends_them() {
        for (css, expected) in [
            ("", vec![]),
            (" /* a{} */ ", vec![]),
            ("a{b:c}d{}", vec![block("a", "b:c"), block("d", "")]),
            ("a /* , { */ b { c : d }", vec![block("a /* , { */ b ", " c : d ")]),
            ("a::before{content:'}\\'{'}b{}", vec![block("a::before", "content:'}\\'{'"), block("b", "")]),
            ("[a='{'] b{}", vec![block("[a='{'] b", "")]),
            (".a\\{b{c:d}", vec![block(".a\\{b", "c:d")]),
            ("a{b:url(x}y.png)}c{}", vec![block("a", "b:url(x}y.png)"), block("c", "")]),
            ("a{b:url('x}')}c{}", vec![block("a", "b:url('x}')"), block("c", "")]),
            ("a{--x:{y:z};c:d}", vec![block("a", "--x:{y:z};c:d")]),
            ("@layer a, b;@media x{a{b:c}}", vec![Rule::Statement("@layer a, b"), block("@media x", "a{b:c}")]),
            ("@charset \"a;b\";a{}", vec![Rule::Statement("@charset \"a;b\""), block("a", "")]),
            ("a{b:c", vec![block("a", "b:c")]),
            ("a{b:'c}", vec![block("a", "b:'c}")]),
            ("a{{}", vec![block("a", "{}")]),
            ("@media x{a{b:c}", vec![block("@media x", "a{b:c}")]),
            ("a", vec![]),
            ("@x", vec![Rule::Statement("@x")]),
            ("}a{}", vec![block("}a", "")]),
            ("é{ü:\\é}b{}", vec![block("é", "ü:\\é"), block("b", "")]),
        ] {
            assert_eq!(rules(css), expected, "{css}");
        }
    }

    /// What is split and put together again splits the same: nothing is lost, and nothing moves from one rule to another.
    #[test]
    fn any_text_splits_and_joins_to_the_same_rules() {
        let parts = [
            "a", ".b", "{", "}", "(", ")", "[", "]", "'", "\"", "\\", "/*", "*/", ";", "@media x", "url(", "é", ":c;",
            "\n", " ",
        ];
        let mut seed = 7u32;
        for _ in 0..20_000 {
            let mut css = String::new();
            for _ in 0..(seed % 24) {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                css.push_str(parts[(seed >> 16) as usize % parts.len()]);
            }
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let found = rules(&css);
            let Some((Rule::Block { .. } | Rule::Statement(_), whole)) = found.split_last() else { continue };
            // The last rule may be cut off by the text's end.
            let joined: String = whole.iter().map(written).collect();
            assert_eq!(rules(&joined), whole, "{css}");
            let length: usize = found.iter().map(|rule| written(rule).len()).sum();
            assert!(length <= css.len() + 2, "{css}");
        }
    }

    fn written(rule: &Rule) -> String {
        match rule {
            Rule::Statement(text) => format!("{text};"),
            Rule::Block { prelude, body } => format!("{prelude}{{{body}}}"),
        }
    }

    #[test]
    fn deep_nesting_is_no_danger() {
        assert_eq!(rules(&"a{".repeat(200_000)).len(), 1);
        assert_eq!(rules(&"(".repeat(200_000)).len(), 0);
    }
}
