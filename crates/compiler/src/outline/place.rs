//! Where in a script a place is: after a dot, or at a key or a value of an object that a call is given. Found by tokens alone, since the
//! script under somebody's hands is seldom whole.
//!
//! In: text and an offset. Out: [`Place`]. Must not: know what the names mean.

use std::ops::Range;

use super::tokens::{Kind, Token, tokens};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A name after a dot: `wx.re|`. The names before it: all, or none when it begins with something else.
    Member {
        object: Vec<String>,
        span: Range<usize>,
    },
    /// A key of an object literal, and the other keys that are there.
    Key {
        argument: Argument,
        span: Range<usize>,
        others: Vec<String>,
        has_value: bool,
    },
    /// The value of a key; of a text, what is between its quotes.
    Value {
        argument: Argument,
        span: Range<usize>,
        is_text: bool,
    },
    Other,
}

/// An object in the arguments of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Argument {
    /// What is called: `wx`, `request`.
    pub callee: Vec<String>,
    pub index: usize,
    /// Keys that lead to the object, from the argument on; of a value, its own key too.
    pub keys: Vec<String>,
}

/// An open bracket.
enum Frame {
    Call {
        callee: Vec<String>,
        index: usize,
    },
    Object {
        keys: Vec<String>,
        /// The key whose value comes.
        key: Option<String>,
        /// The value has begun.
        in_value: bool,
    },
    Array,
    /// Statements, or brackets of another kind.
    Opaque,
}

pub fn at(text: &str, offset: usize) -> Place {
    let tokens = tokens(text);
    let touches = |token: &Token| token.span.start < offset && offset < token.span.end;
    let around = tokens.iter().find(|token| touches(token));
    // A text that is not closed goes on at its end.
    let open = tokens.iter().find(|token| is_open_text(text, token) && token.span.end == offset);
    if around.is_some_and(|token| matches!(token.kind, Kind::Comment | Kind::Other))
        || ends_in_comment(text, &tokens, offset)
    {
        return Place::Other;
    }
    let in_text = around.or(open).filter(|token| token.kind == Kind::Text);
    let word =
        tokens.iter().find(|token| token.kind == Kind::Word && token.span.start <= offset && offset <= token.span.end);
    let mut span = in_text.or(word).map_or(offset..offset, |token| token.span.clone());
    // What stands behind the place in an open text is not meant: the quote was only just written.
    if in_text.is_some_and(|token| is_open_text(text, token)) {
        span.end = offset;
    }
    let walk = Walk { text, tokens: tokens.iter().filter(|token| token.kind != Kind::Comment).cloned().collect() };
    walk.place(span, in_text.is_some())
}

fn is_open_text(text: &str, token: &Token) -> bool {
    token.kind == Kind::Text && !is_closed(&text[token.span.clone()])
}

/// Whether a text ends with its own quote, and not with an escaped one.
fn is_closed(written: &str) -> bool {
    let is_escaped = |body: &str| body.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    written[1..].strip_suffix(&written[..1]).is_some_and(|body| !is_escaped(body))
}

/// A comment up to the end of its line goes on at its end.
fn ends_in_comment(text: &str, tokens: &[Token], offset: usize) -> bool {
    let is_line = |token: &&Token| token.kind == Kind::Comment && text[token.span.clone()].starts_with("//");
    tokens.iter().filter(is_line).any(|token| token.span.end == offset)
}

struct Walk<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl Walk<'_> {
    fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| &self.text[token.span.clone()])
    }

    fn place(&self, span: Range<usize>, is_text: bool) -> Place {
        let at = self.tokens.partition_point(|token| token.span.start < span.start);
        let inner = if is_text { inside(self.text, &span) } else { span.clone() };
        if !is_text && at > 0 && matches!(self.word(at - 1), "." | "?.") {
            return Place::Member { object: self.path(at - 1), span };
        }
        let mut frames = Vec::new();
        for index in 0..at {
            self.step(index, &mut frames);
        }
        let Some(Frame::Object { keys, key, in_value }) = frames.last() else { return Place::Other };
        let Some(mut argument) = argument(&frames) else { return Place::Other };
        match key {
            Some(key) if *in_value => {
                // The first word of the value; what follows is an expression.
                if self.word(at - 1) != ":" {
                    return Place::Other;
                }
                argument.keys.push(key.clone());
                Place::Value { argument, span: inner, is_text }
            }
            _ if matches!(self.word(at - 1), "{" | ",") => {
                let next = if inner.is_empty() && !is_text { at } else { at + 1 };
                let has_value = matches!(self.word(next), ":" | "(");
                let others = keys.iter().cloned().chain(self.keys_after(next, &frames)).collect();
                Place::Key { argument, span: inner, others, has_value }
            }
            _ => Place::Other,
        }
    }

    /// Takes one token into account.
    fn step(&self, index: usize, frames: &mut Vec<Frame>) {
        let token = &self.tokens[index];
        let text = self.word(index);
        let before = if index == 0 { "" } else { self.word(index - 1) };
        match (token.kind, text) {
            (Kind::Mark, "(") => {
                let callee = if index == 0 { Vec::new() } else { self.callee(index - 1) };
                frames.push(Frame::Call { callee, index: 0 });
            }
            (Kind::Mark, "{") => {
                let is_object =
                    matches!(before, "(" | "," | ":" | "[") && !matches!(frames.last(), None | Some(Frame::Opaque));
                let object = Frame::Object { keys: Vec::new(), key: None, in_value: false };
                frames.push(if is_object { object } else { Frame::Opaque });
            }
            (Kind::Mark, "[") => {
                frames.push(if matches!(before, ":" | "(" | ",") { Frame::Array } else { Frame::Opaque })
            }
            (Kind::Mark, ")" | "}" | "]") => {
                frames.pop();
            }
            _ => match frames.last_mut() {
                Some(Frame::Call { index, .. }) if text == "," => *index += 1,
                Some(Frame::Object { keys, key, in_value }) => match text {
                    "," => {
                        keys.extend(key.take());
                        *in_value = false;
                    }
                    ":" if key.is_some() => *in_value = true,
                    _ if *in_value => {}
                    _ if token.kind == Kind::Word && before != "..." => *key = Some(text.to_owned()),
                    _ if token.kind == Kind::Text => *key = Some(self.text[inside(self.text, &token.span)].to_owned()),
                    // What is spread has no name here.
                    _ => {}
                },
                _ => {}
            },
        }
    }

    /// Keys that stand behind a place in the same object.
    fn keys_after(&self, from: usize, frames: &[Frame]) -> Vec<String> {
        let depth = frames.len();
        let mut inner = frames.iter().map(|_| Frame::Opaque).collect::<Vec<_>>();
        if let Some(last) = inner.last_mut() {
            // The rest of the entry at the place is none of the others.
            *last = Frame::Object { keys: Vec::new(), key: None, in_value: true };
        }
        for index in from..self.tokens.len() {
            if inner.len() == depth
                && matches!(self.word(index), "}" | ")" | "]")
                && self.tokens[index].kind == Kind::Mark
            {
                break;
            }
            self.step(index, &mut inner);
        }
        match inner.into_iter().nth(depth - 1) {
            Some(Frame::Object { keys, key, .. }) => keys.into_iter().chain(key).collect(),
            _ => Vec::new(),
        }
    }

    /// The names before the dot at `dot`: `wx`, `cloud`.
    fn path(&self, dot: usize) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = dot;
        loop {
            let Some(name) = at.checked_sub(1).filter(|index| self.tokens[*index].kind == Kind::Word) else {
                return Vec::new();
            };
            names.push(self.word(name).to_owned());
            match name.checked_sub(1) {
                Some(index) if matches!(self.word(index), "." | "?.") => at = index,
                _ => break,
            }
        }
        names.reverse();
        names
    }

    /// What is called by the bracket after `last`. Types in between are passed over.
    fn callee(&self, last: usize) -> Vec<String> {
        let mut at = last;
        if self.word(at) == ">" {
            let mut depth = 0;
            for _ in 0..TYPE_TOKENS_MAX {
                depth += i32::from(self.word(at) == ">") - i32::from(self.word(at) == "<");
                let Some(before) = at.checked_sub(1) else { return Vec::new() };
                at = before;
                if depth == 0 {
                    break;
                }
            }
        }
        if self.tokens[at].kind != Kind::Word {
            return Vec::new();
        }
        let mut names = match at.checked_sub(1) {
            Some(dot) if matches!(self.word(dot), "." | "?.") => match self.path(dot) {
                empty if empty.is_empty() => return empty,
                names => names,
            },
            _ => Vec::new(),
        };
        names.push(self.word(at).to_owned());
        names
    }
}

/// Types between `<` and `>` of a call.
const TYPE_TOKENS_MAX: usize = 200;

/// The call whose argument the innermost object is, or is in.
fn argument(frames: &[Frame]) -> Option<Argument> {
    let mut keys: Vec<String> = Vec::new();
    for (index, frame) in frames.iter().enumerate().rev() {
        match frame {
            Frame::Object { key, .. } => {
                // Of the innermost, the key is that of the place itself.
                if index + 1 < frames.len() {
                    keys.push(key.clone()?);
                }
            }
            Frame::Array => {}
            Frame::Call { callee, index } => {
                keys.reverse();
                let is_named = !callee.is_empty();
                return is_named.then(|| Argument { callee: callee.clone(), index: *index, keys });
            }
            Frame::Opaque => return None,
        }
    }
    None
}

/// A text without its quotes.
fn inside(text: &str, span: &Range<usize>) -> Range<usize> {
    let written = &text[span.clone()];
    span.start + 1..span.end - usize::from(is_closed(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words for what is at the `|` of a text.
    fn said(marked: &str) -> String {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let path = |argument: &Argument| {
            format!("{}#{} {}", argument.callee.join("."), argument.index, argument.keys.join("."))
        };
        match at(&text, offset) {
            Place::Member { object, span } => format!("member {} '{}'", object.join("."), &text[span]),
            Place::Key { argument, span, others, has_value } => {
                let value = if has_value { " with value" } else { "" };
                format!("key {} '{}' [{}]{value}", path(&argument), &text[span], others.join(" "))
            }
            Place::Value { argument, span, is_text } => {
                format!("value {} '{}'{}", path(&argument), &text[span], if is_text { " text" } else { "" })
            }
            Place::Other => "other".to_owned(),
        }
    }

    #[test]
    fn a_place_is_told_by_what_is_around_it() {
        for (text, expected) in [
            ("wx.|", "member wx ''"),
            ("wx.re|quest()", "member wx 'request'"),
            ("const a = wx\n  .get|\nfoo()", "member wx 'get'"),
            ("wx.cloud.cal|", "member wx.cloud 'cal'"),
            ("wx?.log|", "member wx 'log'"),
            ("f(x).|", "member  ''"),
            ("wx.request({ | })", "key wx.request#0  '' []"),
            ("wx.request({ url: 'a', me| , data: {} })", "key wx.request#0  'me' [url data]"),
            ("wx.request({ url: 'a', me|thod: 'GET' })", "key wx.request#0  'method' [url] with value"),
            ("wx.request({\n  url: f({ a: [1, { b: 2 }] }),\n  |\n", "key wx.request#0  '' [url]"),
            ("wx.request<Answer<X>>({ | })", "key wx.request#0  '' []"),
            ("wx.request({ method: '|' })", "value wx.request#0 method '' text"),
            ("wx.request({ method: 'GE|T', url })", "value wx.request#0 method 'GET' text"),
            ("wx.request({ method: '|\n})", "value wx.request#0 method '' text"),
            ("wx.request({ method: '| })", "value wx.request#0 method '' text"),
            ("wx.request({ method: 'G|, data })\r\n", "value wx.request#0 method 'G' text"),
            ("wx.request({ method: 'a\\'|", "value wx.request#0 method 'a\\'' text"),
            ("wx.request({ method: | })", "value wx.request#0 method ''"),
            ("wx.request({ url: a + | })", "other"),
            ("wx.request({ success(res) { | } })", "other"),
            ("wx.request({ success: (res) => { | } })", "other"),
            ("wx.request({ success: res => f({ | }) })", "key f#0  '' []"),
            ("wx.x(this, { | })", "key wx.x#1  '' []"),
            ("wx.previewMedia({ sources: [{ url: 1 }, { | }] })", "key wx.previewMedia#0 sources '' []"),
            ("Page({ onLoad() { wx.request({ url: 1 }) }, on| })", "key Page#0  'on' [onLoad]"),
            ("Page({ async onLoad() {}, |, data: {} })", "key Page#0  '' [onLoad data]"),
            ("Component({ lifetimes: { at|, ready() {} } })", "key Component#0 lifetimes 'at' [ready]"),
            ("Component({ 'lifetimes': { | } })", "key Component#0 lifetimes '' []"),
            ("Page({ ...shared, | })", "key Page#0  '' []"),
            ("// wx.|", "other"),
            ("/* wx.| */", "other"),
            ("'wx.|'", "other"),
            ("`wx.| ${1}`", "other"),
            ("`${wx.|}`", "member wx ''"),
            ("x = /wx.|/", "other"),
            ("if (a) { | }", "other"),
            ("const { | } = wx", "other"),
            ("({ | })", "other"),
            ("", "other"),
            ("1.|", "other"),
        ] {
            let text = if text.is_empty() { "|" } else { text };
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn every_place_of_any_text_has_an_answer() {
        let text = "Page({ a: [`x${ {b: 1} }`, /[/]/], 'c': wx.request<T>({ 中: '文', ...d }) }) } ] ) wx.";
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            at(text, offset);
            at(&text[offset..], 0);
            at(&text[..offset], offset);
        }
    }
}
