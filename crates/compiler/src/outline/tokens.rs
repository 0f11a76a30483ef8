//! The tokens of a script that need not be whole: while somebody types, no parser takes it.
//!
//! In: text. Out: tokens with their places, comments left out but known. Must not: fail, or take more than linear time.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// With its quotes; ends with its line when it is not closed.
    Text,
    /// A number, a regular expression, a part of a template.
    Other,
    Comment,
    /// One character, or `=>`, `...`, `?.` whole.
    Mark,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    /// Braces that are open; true for one that a template began.
    braces: Vec<bool>,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner { text, at: 0, tokens: Vec::new(), braces: Vec::new() };
    while let Some(character) = scanner.rest().chars().next() {
        scanner.token(character);
    }
    scanner.tokens
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let end = self.at + length;
        self.tokens.push(Token { kind, span: self.at..end });
        self.at = end;
    }

    fn token(&mut self, first: char) {
        let rest = self.rest();
        match first {
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            _ if rest.starts_with("//") => self.push(Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => {
                let end = rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
                self.push(Kind::Comment, end);
            }
            '\'' | '"' => self.push(Kind::Text, quoted(rest, first)),
            '`' => self.template(1),
            '}' if self.braces.last() == Some(&true) => {
                self.braces.pop();
                self.push(Kind::Mark, 1);
                self.template(0);
            }
            '{' | '}' => {
                if first == '{' {
                    self.braces.push(false);
                } else {
                    self.braces.pop();
                }
                self.push(Kind::Mark, 1);
            }
            '/' if self.begins_expression() => self.push(Kind::Other, regular_expression(rest)),
            _ if first.is_ascii_digit() => {
                let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '_');
                self.push(Kind::Other, rest.find(|character| !is_part(character)).unwrap_or(rest.len()));
            }
            _ if is_part_of_word(first) => {
                let end = rest.find(|character| !is_part_of_word(character)).unwrap_or(rest.len());
                self.push(Kind::Word, end);
            }
            _ => {
                let whole = ["=>", "...", "?."].into_iter().find(|mark| rest.starts_with(mark));
                self.push(Kind::Mark, whole.map_or(first.len_utf8(), str::len));
            }
        }
    }

    /// Text of a template up to its end, or to the next expression in it.
    fn template(&mut self, from: usize) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut at = from;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 2,
                b'`' => return self.push(Kind::Other, at + 1),
                b'$' if bytes.get(at + 1) == Some(&b'{') => {
                    self.push(Kind::Other, at + 1);
                    self.braces.push(true);
                    return self.push(Kind::Mark, 1);
                }
                _ => at += 1,
            }
        }
        self.push(Kind::Other, rest.len());
    }

    /// Whether a slash here begins a regular expression.
    fn begins_expression(&self) -> bool {
        let Some(last) = self.tokens.iter().rev().find(|token| token.kind != Kind::Comment) else { return true };
        let text = &self.text[last.span.clone()];
        match last.kind {
            Kind::Word => matches!(text, "return" | "typeof" | "case" | "in" | "of" | "delete" | "void" | "await"),
            Kind::Mark => !matches!(text, ")" | "]" | "}"),
            _ => false,
        }
    }
}

pub(super) fn is_part_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// The length of a text in quotes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return at,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn regular_expression(rest: &str) -> usize {
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => {
                let flags = rest[at + 1..].find(|flag: char| !flag.is_ascii_alphabetic());
                return flags.map_or(rest.len(), |flags| at + 1 + flags);
            }
            '\n' => return at,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_apart_in_whole_and_broken_scripts() {
        let found = |text: &str| -> String {
            let of = |token: &Token| match token.kind {
                Kind::Word => 'w',
                Kind::Text => 't',
                Kind::Other => 'o',
                Kind::Comment => 'c',
                Kind::Mark => 'm',
            };
            tokens(text).iter().map(of).collect()
        };
        for (text, kinds) in [
            ("wx.request({ url: 'a' })", "wmwmmwmtmm"),
            ("a => b?.c ...d", "wmwmwmw"),
            ("x = /[/]'/g // '", "wmoc"),
            ("a / b / c", "wmwmw"),
            ("`a${b + `c${d}`}e` f", "omwmomwmomow"),
            ("`a${ {b: 1}.b }`", "ommwmommwmo"),
            ("'open\nnext", "tw"),
            ("/* open", "c"),
            ("`open ${", "om"),
            ("\\\"", "mt"),
            ("中文.é", "wmw"),
            ("`\\", "o"),
        ] {
            assert_eq!(found(text), kinds, "{text}");
        }
        // Every byte but white space is in one token.
        let text = "if (a) { `x${y}` } else 'z\n/*";
        let covered: usize = tokens(text).iter().map(|token| token.span.len()).sum();
        assert_eq!(covered, text.chars().filter(|character| !character.is_whitespace()).count());
    }
}
