//! The pass over a style sheet's text before it is parsed: takes `@import` out and points local `url()` at the package.
//!
//! In: text. Out: text with every byte that is not replaced in its place, and the imports. Must not: parse values.

use std::ops::Range;

/// An `@import`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Import {
    pub specifier: String,
    pub span: Range<usize>,
    /// Media query or other condition after the specifier.
    pub condition: String,
}

/// A `url()` that is neither remote nor inline data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocalUrl {
    pub reference: String,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Scan {
    pub imports: Vec<Import>,
    pub urls: Vec<LocalUrl>,
    /// Comments in the C++ manner, which CSS does not have but sheets do.
    pub line_comments: Vec<Range<usize>>,
    /// A comment that is never closed.
    pub open_comment: Option<Range<usize>>,
    /// Parts of blocks that are neither declaration nor rule (`*zoom:1`, `width 10px`), and closing braces too many.
    pub strays: Vec<Range<usize>>,
}

/// Finds imports, urls and line comments.
pub(crate) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut found = Scan::default();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'*') => match text[at + 2..].find("*/") {
                Some(end) => at += 2 + end + 2,
                None => {
                    found.open_comment = Some(at..bytes.len());
                    at = bytes.len();
                }
            },
            b'/' if bytes.get(at + 1) == Some(&b'/') && begins_line(bytes, at) => {
                let end = line_end(bytes, at);
                found.line_comments.push(at..end);
                at = end;
            }
            b'"' | b'\'' => at = skip_string(bytes, at),
            b'@' if starts_with_word(bytes, at + 1, b"import") => at = read_import(text, at, &mut found),
            b'u' | b'U'
                if !is_name_byte(at.checked_sub(1).map_or(b' ', |before| bytes[before]))
                    && starts_ignoring_case(bytes, at, b"url(") =>
            {
                at = read_url(text, at, &mut found);
            }
            _ => at += 1,
        }
    }
    found.strays = strays(text, &found.line_comments);
    found
}

/// Finds what the parser must not see: it drops the declarations before a faulty one along with it.
fn strays(text: &str, line_comments: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut depth, mut item) = (0, 0usize, 0);
    // Depth inside the braces of a custom property's value, where anything goes.
    let mut value_depth = 0usize;
    let mut comments = line_comments.iter().peekable();
    while at < bytes.len() {
        if let Some(comment) = comments.next_if(|comment| comment.start <= at) {
            at = at.max(comment.end);
            item = if text[item..comment.start.max(item)].trim().is_empty() { at } else { item };
            continue;
        }
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = text[at + 2..].find("*/").map_or(bytes.len(), |end| at + 2 + end + 2);
            }
            b'"' | b'\'' => at = skip_string(bytes, at),
            b'\\' => at += 2,
            b'(' => at = skip_parentheses(text, at),
            b'{' if value_depth > 0 || text[item..at].trim_start().starts_with("--") => {
                value_depth += 1;
                at += 1;
            }
            byte @ (b'}' | b';') if value_depth > 0 => {
                value_depth -= usize::from(byte == b'}');
                at += 1;
            }
            b'{' => {
                depth += 1;
                at += 1;
                item = at;
            }
            byte @ (b'}' | b';') => {
                if depth > 0 {
                    found.extend(stray_item(text, item..at));
                }
                if byte == b'}' && depth == 0 {
                    found.push(at..at + 1);
                }
                depth = if byte == b'}' { depth.saturating_sub(1) } else { depth };
                at += 1;
                item = at;
            }
            _ => at += 1,
        }
    }
    found
}

/// The part of a block's item that is no declaration, without the space and comments around it.
fn stray_item(text: &str, item: Range<usize>) -> Option<Range<usize>> {
    let mut start = item.start;
    loop {
        start = skip_space(text.as_bytes(), start).min(item.end);
        match text[start..item.end].strip_prefix("/*").and_then(|rest| rest.find("*/")) {
            Some(end) => start += 2 + end + 2,
            None => break,
        }
    }
    let content = text[start..item.end].trim_end();
    if content.is_empty() || content.starts_with('@') {
        return None;
    }
    let name_end = name_length(content);
    let mut after = content[name_end..].trim_start();
    while let Some(end) = after.strip_prefix("/*").and_then(|rest| rest.find("*/")) {
        after = after[2 + end + 2..].trim_start();
    }
    (!(name_end > 0 && after.starts_with(':'))).then(|| start..start + content.len())
}

/// Length of the property's name that a declaration begins with; 0 without one.
pub(crate) fn name_length(content: &str) -> usize {
    let is_part =
        |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '\\') || !character.is_ascii();
    if content.starts_with(|character: char| character.is_ascii_digit()) {
        return 0;
    }
    content.find(|character| !is_part(character)).unwrap_or(content.len())
}

/// The place after a parenthesis that closes; inside `url()` anything goes. Stops before a brace that cannot belong to it.
fn skip_parentheses(text: &str, open: usize) -> usize {
    let bytes = text.as_bytes();
    if open >= 3 && bytes[open - 3..open].eq_ignore_ascii_case(b"url") {
        return url_content(text, open + 1).1.max(open + 1);
    }
    let (mut at, mut depth) = (open, 0usize);
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' => {
                at = skip_string(bytes, at);
                continue;
            }
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b'{' | b'}' => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Whether only space stands before this place on its line, or the end of a statement.
pub(crate) fn begins_line(bytes: &[u8], at: usize) -> bool {
    bytes[..at]
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .find(|byte| !byte.is_ascii_whitespace())
        .is_none_or(|byte| matches!(byte, b';' | b'{' | b'}'))
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |offset| at + offset)
}

pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

pub(crate) fn starts_ignoring_case(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    bytes.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
}

pub(crate) fn starts_with_word(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    starts_ignoring_case(bytes, at, word) && !bytes.get(at + word.len()).is_some_and(|byte| is_name_byte(*byte))
}

/// The place after a string; a string ends at a line break too, as CSS has it.
pub(crate) fn skip_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'\n' => return at,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

pub(crate) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Reads `@import` up to its semicolon; a missing one ends it at the line's end.
pub(crate) fn read_import(text: &str, start: usize, found: &mut Scan) -> usize {
    let bytes = text.as_bytes();
    let mut at = skip_space(bytes, start + "@import".len());
    let specifier = match bytes.get(at) {
        Some(b'"' | b'\'') => {
            let end = skip_string(bytes, at);
            let inner = text.get(at + 1..end).unwrap_or_default().trim_end_matches(['"', '\'', '\n']).to_owned();
            at = end;
            inner
        }
        Some(_) if starts_ignoring_case(bytes, at, b"url(") => {
            let (inner, end) = url_content(text, at + "url(".len());
            at = end;
            inner
        }
        // Bare: everything up to the semicolon.
        _ => {
            let from = at;
            while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'{' | b'}')) {
                at += 1;
            }
            text[from..at].to_owned()
        }
    };
    let condition_start = at;
    while at < bytes.len() && !matches!(bytes[at], b';' | b'\n' | b'{' | b'}') {
        at += 1;
    }
    let condition = text[condition_start..at].trim().to_owned();
    if bytes.get(at) == Some(&b';') {
        at += 1;
    }
    found.imports.push(Import { specifier: specifier.trim().to_owned(), span: start..at, condition });
    at.max(start + 1)
}

/// The content of `url(`, without quotes, and the place after its parenthesis.
pub(crate) fn url_content(text: &str, open: usize) -> (String, usize) {
    let bytes = text.as_bytes();
    let from = skip_space(bytes, open);
    if matches!(bytes.get(from), Some(b'"' | b'\'')) {
        let end = skip_string(bytes, from);
        let inner = text.get(from + 1..end.saturating_sub(1)).unwrap_or_default().to_owned();
        let close = skip_space(bytes, end);
        return (inner, if bytes.get(close) == Some(&b')') { close + 1 } else { end });
    }
    let mut at = from;
    while at < bytes.len() && bytes[at] != b')' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    let end = at.min(bytes.len());
    (text.get(from..end).unwrap_or_default().trim().to_owned(), (end + 1).min(bytes.len()))
}

fn read_url(text: &str, start: usize, found: &mut Scan) -> usize {
    let (reference, end) = url_content(text, start + "url(".len());
    if !reference.is_empty() && !reference.starts_with('#') && !crate::paths::is_remote(&reference) {
        found.urls.push(LocalUrl { reference, span: start..end });
    }
    end.max(start + 1)
}

/// Puts replacements in, sorted by place; line breaks of what is replaced are kept.
pub(crate) fn replace(text: &str, mut parts: Vec<(Range<usize>, String)>) -> String {
    parts.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, with) in parts {
        if span.start < at {
            continue;
        }
        out.push_str(&text[at..span.start]);
        out.push_str(&with);
        out.extend(text[span.clone()].chars().filter(|character| *character == '\n'));
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_in_every_form() {
        for (text, specifier, condition) in [
            ("@import \"a.wxss\";", "a.wxss", ""),
            ("@import 'a' ;", "a", ""),
            ("@import url(a.wxss);", "a.wxss", ""),
            ("@import url( \"a.wxss\" ) screen;", "a.wxss", "screen"),
            ("@import \"a.wxss\"\n.b{}", "a.wxss", ""),
            ("@IMPORT \"/x/a\";", "/x/a", ""),
            ("@import a.wxss;", "a.wxss", ""),
        ] {
            let found = scan(text);
            assert_eq!(found.imports.len(), 1, "{text}");
            assert_eq!(
                (found.imports[0].specifier.as_str(), found.imports[0].condition.as_str()),
                (specifier, condition),
                "{text}"
            );
        }
        assert!(scan("/* @import \"a\"; */ .b{content:'@import \"x\";'}").imports.is_empty());
    }

    #[test]
    fn parts_that_are_no_declaration_are_found() {
        for (text, expected) in [
            (".a{color:red;*zoom:1;height:1px}", vec!["*zoom:1"]),
            (".a{color:red;;foo;10px;width 10px;height:1px}", vec!["foo", "10px", "width 10px"]),
            (".a{--x:{a};_b:1;/* ; */c:d;@x y;background:url(data:a;b,c;d)}", vec![]),
            ("@media (a:b){.a:hover .b{c:d}}", vec![]),
            (".a{color:red}}.b{c:d}", vec!["}"]),
            (".a{// x: y;\nc:d}", vec![]),
            (".a{b:c(;d)}", vec![]),
        ] {
            let found: Vec<&str> = scan(text).strays.into_iter().map(|span| &text[span]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn only_local_urls_are_found() {
        let text = ".a{background:url(./x.png) url('/y.png') url(data:image/png;base64,AA) url(https://a/b) url(#g);-x:curl(z)}";
        let urls: Vec<String> = scan(text).urls.into_iter().map(|url| url.reference).collect();
        assert_eq!(urls, ["./x.png", "/y.png"]);
    }
}
