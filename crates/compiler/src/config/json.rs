//! Tolerant JSON with places: what mini program JSON files are in practice.
//!
//! In: text. Out: a tree whose every value and key knows its span, and the faults met. Cannot fail.
//! Accepted with a fault: comments, trailing commas, single quotes, bare keys, missing commas, raw line breaks in strings.
//! Must not: know any key.

use std::ops::Range;

use serde_json::Value;

/// Deeper nesting than this reads as null; no real file comes near it.
const DEPTH_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Json {
    pub kind: Kind,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Json>),
    Object(Vec<Member>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Json,
}

/// Something that is not strict JSON. `harmless`: the vendor's tool reads it too.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub span: Range<usize>,
    pub message: &'static str,
    pub harmless: bool,
}

impl Json {
    pub(crate) fn empty_object() -> Json {
        Json { kind: Kind::Object(Vec::new()), span: 0..0 }
    }

    pub(crate) fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The last member of that name, as JavaScript reads duplicates.
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().rev().find(|member| member.key == key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        self.member(key).map(|member| &member.value)
    }

    pub(crate) fn items(&self) -> &[Json] {
        match &self.kind {
            Kind::Array(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self.kind, Kind::Object(_))
    }

    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(number) => number_value(*number),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            Kind::Object(members) => {
                Value::Object(members.iter().map(|member| (member.key.clone(), member.value.to_value())).collect())
            }
        }
    }
}

/// Whole numbers print without a decimal point.
fn number_value(number: f64) -> Value {
    const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < WHOLE_MAX {
        Value::from(number as i64)
    } else {
        serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}

/// Reads a text. Empty text reads as an empty object.
pub(crate) fn parse(text: &str) -> (Json, Vec<Fault>) {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, faults: Vec::new(), depth: 0 };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    reader.skip_space();
    if reader.at >= reader.bytes.len() {
        return (Json::empty_object(), reader.faults);
    }
    let json = reader.value();
    reader.skip_space();
    if reader.at < reader.bytes.len() {
        reader.fault(reader.at..reader.bytes.len(), "unexpected text after the end of the value", false);
    }
    (json, reader.faults)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    faults: Vec<Fault>,
    depth: usize,
}

/// What stands next in an object or array.
enum Next {
    Item,
    Comma,
    End,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn fault(&mut self, span: Range<usize>, message: &'static str, harmless: bool) {
        // One fault a place is enough, and a broken file needs no more than a handful.
        if self.faults.len() < 20 && self.faults.last().is_none_or(|last| last.span.start != span.start) {
            // A place is whole characters; a character may be several bytes.
            let span = self.text.floor_char_boundary(span.start)..self.text.ceil_char_boundary(span.end);
            self.faults.push(Fault { span, message, harmless });
        }
    }

    /// Skips space and comments.
    fn skip_space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') if self.bytes.get(self.at + 1) == Some(&b'/') => {
                    let start = self.at;
                    while self.peek().is_some_and(|byte| byte != b'\n') {
                        self.at += 1;
                    }
                    self.fault(start..self.at, "JSON has no comments", true);
                }
                Some(b'/') if self.bytes.get(self.at + 1) == Some(&b'*') => {
                    let start = self.at;
                    self.at = self.text[self.at + 2..].find("*/").map_or(self.bytes.len(), |end| self.at + 2 + end + 2);
                    self.fault(start..self.at, "JSON has no comments", true);
                }
                // No-break space and byte order marks inside files pasted together.
                Some(0xc2) if self.bytes.get(self.at + 1) == Some(&0xa0) => self.at += 2,
                Some(0xef) if self.bytes[self.at..].starts_with(&[0xef, 0xbb, 0xbf]) => self.at += 3,
                _ => return,
            }
        }
    }

    fn value(&mut self) -> Json {
        self.skip_space();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{' | b'[') if self.depth >= DEPTH_MAX => {
                self.fault(start..start + 1, "nested too deeply", false);
                self.at = self.bytes.len();
                Kind::Null
            }
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"' | b'\'') => Kind::String(self.string()),
            Some(_) => self.word(),
            None => {
                self.fault(start..start, "a value is missing", false);
                Kind::Null
            }
        };
        Json { kind, span: start..self.at }
    }

    /// Goes on to the next item of an object or array, over its end, or over a comma too many.
    fn next_in(&mut self, open: usize, close: u8) -> Next {
        self.skip_space();
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                Next::End
            }
            None => {
                let what = if close == b'}' { "this brace is never closed" } else { "this bracket is never closed" };
                self.fault(open..open + 1, what, false);
                Next::End
            }
            Some(b',') => {
                self.fault(self.at..self.at + 1, "unexpected comma", true);
                self.at += 1;
                Next::Comma
            }
            Some(_) => Next::Item,
        }
    }

    fn object(&mut self) -> Kind {
        let open = self.at;
        self.at += 1;
        self.depth += 1;
        let mut members = Vec::new();
        loop {
            match self.next_in(open, b'}') {
                Next::Item => {}
                Next::Comma => continue,
                Next::End => break,
            }
            let key_start = self.at;
            let key = match self.peek() {
                Some(b'"' | b'\'') => self.string(),
                _ => self.bare_key(),
            };
            let key_span = key_start..self.at;
            self.skip_space();
            if self.peek() == Some(b':') {
                self.at += 1;
            } else {
                self.fault(key_span.clone(), "a colon is missing after this key", false);
                if key_span.is_empty() {
                    // Neither a key nor a colon: step over one character, so that reading goes on.
                    self.step();
                    continue;
                }
            }
            let value = self.value();
            members.push(Member { key, key_span, value });
            self.separator(b'}');
        }
        self.depth -= 1;
        Kind::Object(members)
    }

    fn array(&mut self) -> Kind {
        let open = self.at;
        self.at += 1;
        self.depth += 1;
        let mut items = Vec::new();
        loop {
            match self.next_in(open, b']') {
                Next::Item => {}
                Next::Comma => continue,
                Next::End => break,
            }
            if self.peek() == Some(b'}') {
                self.fault(self.at..self.at + 1, "expected `]`", false);
                break;
            }
            let before = self.at;
            items.push(self.value());
            if self.at == before {
                self.step();
            }
            self.separator(b']');
        }
        self.depth -= 1;
        Kind::Array(items)
    }

    /// After an entry: a comma, or the closing bracket next.
    fn separator(&mut self, close: u8) {
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_space();
                if self.peek() == Some(close) {
                    self.fault(comma..comma + 1, "JSON has no trailing comma", true);
                }
            }
            Some(byte) if byte == close => {}
            Some(_) => self.fault(self.at..self.at + 1, "a comma is missing here", false),
            None => {}
        }
    }

    /// Steps over one whole character.
    fn step(&mut self) {
        self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
    }

    fn bare_key(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-' | b'@' | b'.') || byte >= 0x80
        }) {
            self.at += 1;
        }
        if self.at > start {
            self.fault(start..self.at, "a key must be quoted", false);
        }
        self.text[start..self.at].to_owned()
    }

    fn word(&mut self) -> Kind {
        let start = self.at;
        while self.peek().is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-' | b'+' | b'.') || byte >= 0x80
        }) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        match word {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "" => {
                self.fault(start..(start + 1).min(self.bytes.len()), "a value is missing", false);
                Kind::Null
            }
            _ => match word.parse::<f64>() {
                Ok(number) if number.is_finite() && !word.starts_with(['i', 'n', 'I', 'N', '+']) => {
                    Kind::Number(number)
                }
                _ => {
                    self.fault(start..self.at, "not a JSON value", false);
                    Kind::Null
                }
            },
        }
    }

    fn string(&mut self) -> String {
        let start = self.at;
        let quote = self.bytes[self.at];
        if quote == b'\'' {
            self.fault(start..start + 1, "JSON strings have double quotes", false);
        }
        self.at += 1;
        let mut out = String::new();
        let mut run = self.at;
        loop {
            match self.peek() {
                None => {
                    out.push_str(&self.text[run..]);
                    self.fault(start..start + 1, "this string is never closed", false);
                    return out;
                }
                Some(byte) if byte == quote => {
                    out.push_str(&self.text[run..self.at]);
                    self.at += 1;
                    return out;
                }
                Some(b'\n') => {
                    out.push_str(&self.text[run..self.at]);
                    self.fault(start..self.at, "this string is never closed", false);
                    return out;
                }
                Some(b'\\') => {
                    out.push_str(&self.text[run..self.at]);
                    self.at += 1;
                    self.escape(&mut out);
                    run = self.at;
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self, out: &mut String) {
        let Some(byte) = self.peek() else { return };
        match byte {
            b'n' => out.push('\n'),
            b't' => out.push('\t'),
            b'r' => out.push('\r'),
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'u' => {
                self.at += 1;
                let unit = self.hex4();
                let low = match unit {
                    0xd800..0xdc00 if self.bytes[self.at..].starts_with(b"\\u") => {
                        let back = self.at;
                        self.at += 2;
                        let low = self.hex4();
                        if !(0xdc00..0xe000).contains(&low) {
                            self.at = back;
                        }
                        low
                    }
                    _ => 0,
                };
                let code = if (0xdc00..0xe000).contains(&low) {
                    0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                } else {
                    unit
                };
                out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                return;
            }
            _ => {
                let escaped = self.text[self.at..].chars().next().unwrap_or('\\');
                out.push(escaped);
                self.at += escaped.len_utf8();
                return;
            }
        }
        self.at += 1;
    }

    fn hex4(&mut self) -> u32 {
        let digits = self.bytes[self.at..].iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let value = u32::from_str_radix(&self.text[self.at..self.at + digits], 16).unwrap_or(0xfffd);
        self.at += digits;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, faults: &[&str]) {
        let (json, met) = parse(text);
        assert_eq!(json.to_value().to_string(), expected, "{text}");
        assert_eq!(met.iter().map(|fault| fault.message).collect::<Vec<_>>(), faults, "{text}");
    }

    #[test]
    fn strict_json_reads_without_a_fault() {
        check(
            r#"{"a":[1,-2.5,1e3,true,null],"b":{"c":"x\n\u4e2d\ud83d\ude00"}}"#,
            "{\"a\":[1,-2.5,1000,true,null],\"b\":{\"c\":\"x\\n中😀\"}}",
            &[],
        );
        check("\u{feff}{}", "{}", &[]);
        check("", "{}", &[]);
    }

    #[test]
    fn habits_of_real_files_read_with_a_harmless_fault() {
        check("{\"a\":1,}", "{\"a\":1}", &["JSON has no trailing comma"]);
        check("{// x\n\"a\":1/* y */}", "{\"a\":1}", &["JSON has no comments", "JSON has no comments"]);
        check("{\"a\":[1,,2]}", "{\"a\":[1,2]}", &["unexpected comma"]);
        check("{'a':1}", "{\"a\":1}", &["JSON strings have double quotes"]);
    }

    #[test]
    fn broken_files_keep_what_can_be_read() {
        check("{\"a\":1 \"b\":2", "{\"a\":1,\"b\":2}", &["a comma is missing here", "this brace is never closed"]);
        check("{a:1}", "{\"a\":1}", &["a key must be quoted"]);
        check("{\"a\":}", "{\"a\":null}", &["a value is missing"]);
        check("{\"pages\":[\"x\"}", "{\"pages\":[\"x\"]}", &["a comma is missing here"]);
        check("{\"a\":1}x", "{\"a\":1}", &["unexpected text after the end of the value"]);
        check("{:}", "{\"\":null}", &["a value is missing"]);
    }

    #[test]
    fn hostile_nesting_ends() {
        let (_, faults) = parse(&"[".repeat(100_000));
        assert!(faults.iter().any(|fault| fault.message == "nested too deeply"));
    }
}
