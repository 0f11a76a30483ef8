//! The text that a person reads on a page, from its launch document.
//!
//! In: HTML of a program's page, as it was drawn ahead. Out: its language and plain text. Must not: trust the HTML to be well formed, or keep anything
//! of it but text.

use crate::plain_text::one_line;

/// Of a document that is read.
const DOCUMENT_BYTES_MAX: usize = 4 << 20;
/// Of its text that is kept; the index keeps no more either.
const TEXT_CHARS_MAX: usize = 20_000;
/// Elements whose text nobody reads.
const SILENT: [&str; 5] = ["script", "style", "noscript", "template", "textarea"];
/// What a program draws stands in these; the bars around it are the frame's.
const PAGE: &str = "wx-page";

#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageText {
    /// BCP 47; empty where the document does not say.
    pub(super) language: String,
    pub(super) text: String,
}

pub(super) fn read(html: &[u8]) -> PageText {
    let html = String::from_utf8_lossy(&html[..html.len().min(DOCUMENT_BYTES_MAX)]);
    let mut text = String::new();
    let mut language = String::new();
    let mut is_inside = false;
    let mut rest = html.as_ref();
    while let Some(open) = rest.find('<') {
        if is_inside {
            push_unescaped(&rest[..open], &mut text);
        }
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if tag.name == "html" && !tag.is_end {
            language = attribute(tag.inner, "lang").unwrap_or_default();
        } else if tag.name == PAGE {
            is_inside = !tag.is_end;
        } else if !tag.is_end && SILENT.contains(&tag.name.as_str()) {
            let end = format!("</{}", tag.name);
            rest = find_ignoring_case(rest, &end).map_or("", |at| &rest[at..]);
            continue;
        }
        // Boxes stand apart; words within a line do not run together by it either.
        text.push(' ');
    }
    if is_inside {
        push_unescaped(rest, &mut text);
    }
    PageText { language: one_line(&language, 35), text: one_line(&text, TEXT_CHARS_MAX) }
}

struct Tag<'h> {
    name: String,
    is_end: bool,
    /// Between name and `>`.
    inner: &'h str,
    length: usize,
}

impl<'h> Tag<'h> {
    /// At the beginning of a text that begins with `<`. Quotes hold a `>` in.
    fn read(text: &'h str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_end = bytes.get(1) == Some(&b'/');
        let start = 1 + usize::from(is_end);
        bytes.get(start).filter(|byte| byte.is_ascii_alphabetic())?;
        let mut quote = None;
        let end = (start..bytes.len()).find(|at| match (quote, bytes[*at]) {
            (None, b'>') => true,
            (None, mark @ (b'"' | b'\'')) => {
                quote = Some(mark);
                false
            }
            (Some(mark), byte) if mark == byte => {
                quote = None;
                false
            }
            _ => false,
        });
        // One that never ends takes all that is left with it.
        let end = end.unwrap_or(bytes.len());
        let body = &text[start..end];
        let name_end = body.find(|letter: char| letter.is_whitespace() || letter == '/').unwrap_or(body.len());
        let name = body[..name_end].to_ascii_lowercase();
        Some(Tag { name, is_end, inner: &body[name_end..], length: (end + 1).min(text.len()) })
    }
}

fn attribute(inner: &str, name: &str) -> Option<String> {
    let at = inner.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &inner[at..];
    Some(value[..value.find('"')?].to_owned())
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    text.windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted))
}

/// What the documents we write hold of character references.
fn push_unescaped(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        into.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest reference that we know has eight letters.
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, reference(&rest[1..end])?))) {
            Some((end, letter)) => {
                into.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                into.push('&');
                rest = &rest[1..];
            }
        }
    }
    into.push_str(rest);
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        read(html.as_bytes()).text
    }

    #[test]
    fn only_what_a_person_reads_is_text() {
        let html = "<!doctype html><html lang=\"zh-CN\" data-page=\"a\"><head><title>T</title><style>x{}</style></head>\
            <body><header>bar</header><wx-page class=\"a>b\"><wx-view>街角<wx-text>小店</wx-text></wx-view><!-- no --><wx-view>a &lt;b&gt; &amp;amp; &#39;&#x4e00;\
            </wx-view><script>secret</SCRIPT><wx-textarea>kept</wx-textarea></wx-page><nav>tabs</nav></body></html>";
        let page = read(html.as_bytes());
        assert_eq!(page.language, "zh-CN");
        assert_eq!(page.text, "街角 小店 a <b> &amp; '一 kept");
    }

    #[test]
    fn any_bytes_are_a_document() {
        for html in [
            "",
            "<",
            "</",
            "<wx-page",
            "<wx-page>",
            "<wx-page><",
            "<wx-page>&",
            "<wx-page>&#xffffffff;&#0;&bad;",
            "<wx-page><!--",
            "<wx-page><script>",
            "<wx-page a=\"",
            "<html lang=\"",
            "<wx-page>&#;",
            "<wx-page>&字;字",
        ] {
            read(html.as_bytes());
        }
        read(&[0xff, b'<', 0xfe, b'>']);
        assert_eq!(text("<wx-page>&bad; & &#55296;"), "&bad; & &#55296;");
        assert_eq!(text("<wx-page>a\u{202e}b\u{0}"), "ab");
        let many = format!("<wx-page>{}", "<b>x".repeat(3_000_000));
        assert!(text(&many).chars().count() <= TEXT_CHARS_MAX);
    }
}
