//! White space within one value, selector or prelude of a style sheet.
//!
//! In: text without comments whose strings and parentheses are closed. Out: the same tokens, evenly spaced. Must not: change a token.

use crate::wxss::prepare;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Selector,
    /// After the name of an at-rule.
    Prelude,
    /// A prelude whose parentheses hold `feature: value`.
    Condition,
    /// Line breaks stay line breaks.
    Value,
    /// Neither: white space is only made one space.
    Other,
}

/// White space that waits for what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    None,
    Space,
    Line,
}

struct Spacer {
    out: String,
    kind: Kind,
    pending: Pending,
    /// The sign written last; 0 after anything else.
    sign: u8,
    /// Open parentheses and brackets.
    nesting: usize,
    /// Indentation of further lines.
    depth: usize,
}

/// Spaces a text evenly; `depth` is the indentation of its further lines.
pub(super) fn spaced(text: &str, kind: Kind, depth: usize) -> String {
    let mut spacer =
        Spacer { out: String::with_capacity(text.len() + 8), kind, pending: Pending::None, sign: 0, nesting: 0, depth };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = token_end(text, at);
        let is_important = bytes[at] == b'!' && prepare::starts_with_word(bytes, end, b"important");
        if is_important && kind == Kind::Value {
            spacer.pending = Pending::Space;
        }
        spacer.token(&text[at..end]);
        at = end;
    }
    spacer.out
}

/// The parts between the commas that stand in no parenthesis.
pub(super) fn split(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut parts, mut nesting, mut from, mut at) = (Vec::new(), 0usize, 0, 0);
    while at < bytes.len() {
        let end = token_end(text, at);
        match bytes[at] {
            b'(' | b'[' => nesting += 1,
            b')' | b']' => nesting = nesting.saturating_sub(1),
            b',' if nesting == 0 => {
                parts.push(text[from..at].trim_ascii());
                from = end;
            }
            _ => {}
        }
        at = end;
    }
    parts.push(text[from..].trim_ascii());
    parts
}

/// A run of white space, a string, a `url()`, an escape, a word or a single sign.
fn token_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let end = match bytes[at] {
        byte if byte.is_ascii_whitespace() => prepare::skip_space(bytes, at),
        b'"' | b'\'' => prepare::skip_string(bytes, at),
        b'u' | b'U' if prepare::starts_ignoring_case(bytes, at, b"url(") => prepare::url_content(text, at + 4).1,
        b'\\' => at + 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        byte if prepare::is_name_byte(byte) => {
            bytes[at..].iter().position(|byte| !prepare::is_name_byte(*byte)).map_or(bytes.len(), |length| at + length)
        }
        _ => at + 1,
    };
    end.clamp(at + 1, bytes.len())
}

impl Spacer {
    fn token(&mut self, token: &str) {
        let first = token.as_bytes()[0];
        if first.is_ascii_whitespace() {
            let is_line = self.kind == Kind::Value && token.contains('\n');
            if is_line {
                self.pending = Pending::Line;
            } else if self.pending == Pending::None {
                self.pending = Pending::Space;
            }
            return;
        }
        if self.kind == Kind::Other {
            return self.put(token);
        }
        match first {
            b'(' | b'[' => {
                self.put(token);
                self.nesting += 1;
            }
            b')' | b']' => {
                self.nesting = self.nesting.saturating_sub(1);
                self.put(token);
            }
            b',' => {
                self.pending = Pending::None;
                self.put(token);
                self.pending = Pending::Space;
            }
            b'>' | b'+' | b'~' if self.kind == Kind::Selector && self.nesting == 0 => self.combinator(token),
            b':' if self.kind == Kind::Condition && self.nesting > 0 => {
                self.pending = Pending::None;
                self.put(token);
                self.pending = Pending::Space;
            }
            _ => self.put(token),
        }
    }

    /// `a>b` as `a > b`; `>>>` is one sign.
    fn combinator(&mut self, token: &str) {
        let continues = self.pending == Pending::None && token == ">" && self.sign == b'>';
        if !continues {
            self.pending = Pending::Space;
        }
        self.put(token);
        self.pending = Pending::None;
    }

    fn put(&mut self, token: &str) {
        let is_after_combinator = self.kind == Kind::Selector
            && self.nesting == 0
            && matches!(self.sign, b'>' | b'+' | b'~')
            // The rest of `>>>`.
            && !(token == ">" && self.pending == Pending::None);
        if is_after_combinator {
            self.pending = Pending::Space;
        }
        let is_at_edge = matches!(self.sign, b'(') || token == ")";
        match std::mem::replace(&mut self.pending, Pending::None) {
            _ if self.out.is_empty() => {}
            Pending::None => {}
            Pending::Space if is_at_edge && self.kind != Kind::Other => {}
            Pending::Space => self.out.push(' '),
            Pending::Line => {
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n("  ", self.depth + self.nesting));
            }
        }
        self.sign = match token.as_bytes() {
            [byte] if byte.is_ascii_punctuation() => *byte,
            _ => 0,
        };
        self.out.push_str(token);
    }
}
