//! Markup: tags, attributes, text with bindings.
//!
//! In: source text. Out: tree and errors. One pass with an explicit stack of open elements; every byte is looked at a
//! bounded number of times, also in broken input (see the `…_from` marks). Must not know what a tag means, but for the
//! bodies of script elements, which are another language.

use crate::expression::{ExpressionParser, Outcome};
use crate::text::{entity, is_whitespace};
use crate::tree::*;
use crate::{ELEMENT_DEPTH_MAX, ErrorKind, SOURCE_BYTES_MAX, SyntaxError};

pub(crate) fn parse(source: &str) -> (Document<'_>, Vec<SyntaxError>) {
    let mut errors = Vec::new();
    let mut read = source;
    if read.len() > SOURCE_BYTES_MAX {
        let mut end = SOURCE_BYTES_MAX;
        while !read.is_char_boundary(end) {
            end -= 1;
        }
        errors.push(SyntaxError { kind: ErrorKind::SourceTooLong, span: Span::new(end, end) });
        read = &read[..end];
    }
    let mut parser = Parser {
        source: read,
        bytes: read.as_bytes(),
        position: if read.starts_with('\u{feff}') { 3 } else { 0 },
        expressions: Vec::new(),
        errors,
        open: Vec::new(),
        roots: Vec::new(),
        comment_open_from: usize::MAX,
        binding_open_from: usize::MAX,
    };
    parser.run();
    let document = Document { source: read, children: parser.roots, expressions: parser.expressions };
    (document, parser.errors)
}

struct Parser<'a> {
    source: &'a str,
    bytes: &'a [u8],
    position: usize,
    expressions: Vec<Expression<'a>>,
    errors: Vec<SyntaxError>,
    open: Vec<Element<'a>>,
    roots: Vec<Node<'a>>,
    /// No `*/` after this place.
    comment_open_from: usize,
    /// No `}}` after this place.
    binding_open_from: usize,
}

impl<'a> Parser<'a> {
    fn run(&mut self) {
        while self.position < self.bytes.len() {
            let rest = &self.bytes[self.position..];
            match (rest[0], rest.get(1).copied().unwrap_or(0)) {
                (b'<', b'!') => self.comment(),
                (b'<', b'/') => self.end_tag(),
                (b'<', byte) if is_name_start(byte) => self.start_tag(),
                _ => self.text(),
            }
        }
        let end = self.bytes.len();
        while let Some(element) = self.open.pop() {
            self.error(ErrorKind::UnclosedTag, element.name_span);
            self.close(element, ElementEnd::Missing, end);
        }
    }

    fn comment(&mut self) {
        let start = self.position;
        if self.bytes[start..].starts_with(b"<!--") {
            let end = match self.source[start + 4..].find("-->") {
                Some(length) => start + 4 + length + 3,
                None => {
                    self.error(ErrorKind::UnclosedComment, Span::new(start, start + 4));
                    self.bytes.len()
                }
            };
            self.position = end;
            self.append(Node::Comment(Span::new(start, end)));
            return;
        }
        let end = self.bytes[start..]
            .iter()
            .position(|&byte| byte == b'>')
            .map_or(self.bytes.len(), |length| start + length + 1);
        self.position = end;
        self.append(Node::Declaration(Span::new(start, end)));
    }

    fn end_tag(&mut self) {
        let start = self.position;
        self.position += 2;
        self.skip_space();
        let name = self.name();
        // Whatever else stands in an end tag is ignored, as the vendor does.
        let rest = &self.bytes[self.position..];
        let length = rest.iter().position(|&byte| byte == b'>' || byte == b'<');
        let closed = length.is_some_and(|length| rest[length] == b'>');
        self.position += length.map_or(rest.len(), |length| length + usize::from(closed));
        let span = Span::new(start, self.position);
        if !closed {
            self.error(ErrorKind::UnfinishedTag, span);
        }
        // Bounded by the depth limit.
        let Some(index) = self.open.iter().rposition(|element| element.name == name) else {
            self.error(ErrorKind::StrayEndTag, span);
            return;
        };
        while self.open.len() > index + 1 {
            let element = self.open.pop().expect("the stack is longer than the index");
            self.error(ErrorKind::UnclosedTag, element.name_span);
            self.close(element, ElementEnd::Missing, start);
        }
        let element = self.open.pop().expect("the index is on the stack");
        self.close(element, ElementEnd::Tag(span), self.position);
    }

    fn start_tag(&mut self) {
        let start = self.position;
        self.position += 1;
        let name = self.name();
        let name_span = Span::new(start + 1, self.position);
        let mut element = Element {
            name,
            name_span,
            span: Span::new(start, self.position),
            attributes: Vec::new(),
            children: Vec::new(),
            end: ElementEnd::SelfClosed,
        };
        let self_closed = self.attributes(&mut element);
        let end = self.position;
        element.span.end = end as u32;
        if self_closed {
            self.append(Node::Element(element));
            return;
        }
        if matches!(name, "wxs" | "sjs") {
            self.script(element);
            return;
        }
        if self.open.len() >= ELEMENT_DEPTH_MAX {
            self.error(ErrorKind::ElementTooDeep, name_span);
            element.end = ElementEnd::Missing;
            self.append(Node::Element(element));
            return;
        }
        self.open.push(element);
    }

    /// The body of a script element, verbatim.
    fn script(&mut self, mut element: Element<'a>) {
        let start = self.position;
        let close = format!("</{}", element.name);
        let (body_end, end) = match self.source[start..].find(&close) {
            Some(length) => {
                let tag = start + length;
                let end = self.source[tag..].find('>').map_or(self.bytes.len(), |length| tag + length + 1);
                element.end = ElementEnd::Tag(Span::new(tag, end));
                (tag, end)
            }
            None => {
                self.error(ErrorKind::UnclosedTag, element.name_span);
                element.end = ElementEnd::Missing;
                (self.bytes.len(), self.bytes.len())
            }
        };
        if body_end > start {
            element.children.push(Node::Raw(Span::new(start, body_end)));
        }
        element.span.end = end as u32;
        self.position = end;
        self.append(Node::Element(element));
    }

    /// Up to and with `>`; whether the tag closed itself.
    fn attributes(&mut self, element: &mut Element<'a>) -> bool {
        loop {
            self.skip_space();
            let start = self.position;
            match self.peek() {
                b'>' => {
                    self.position += 1;
                    return false;
                }
                b'/' if self.bytes.get(start + 1) == Some(&b'>') => {
                    self.position += 2;
                    return true;
                }
                // The next tag begins, or the text ended.
                b'<' => {
                    self.error(ErrorKind::UnfinishedTag, element.name_span);
                    return false;
                }
                0 if start >= self.bytes.len() => {
                    self.error(ErrorKind::UnfinishedTag, element.name_span);
                    return false;
                }
                byte if is_attribute_name(byte) => {
                    let attribute = self.attribute(element.name);
                    if element.attributes.len() < ATTRIBUTES_COMPARED_MAX
                        && element.attributes.iter().any(|other| other.name == attribute.name)
                    {
                        self.error(ErrorKind::DuplicateAttribute, attribute.name_span);
                    }
                    element.attributes.push(attribute);
                }
                _ => {
                    let length = self.source[start..].chars().next().map_or(1, char::len_utf8);
                    self.position += length;
                    // One error for a run of them.
                    let span = Span::new(start, self.position);
                    match self.errors.last_mut() {
                        Some(last) if last.kind == ErrorKind::UnexpectedCharacter && last.span.end == span.start => {
                            last.span.end = span.end
                        }
                        _ => self.error(ErrorKind::UnexpectedCharacter, span),
                    }
                }
            }
        }
    }

    fn attribute(&mut self, element: &str) -> Attribute<'a> {
        let start = self.position;
        while self.bytes.get(self.position).copied().is_some_and(is_attribute_name) {
            self.position += 1;
        }
        let name = &self.source[start..self.position];
        let name_span = Span::new(start, self.position);
        self.skip_space();
        let mut attribute = Attribute { name, name_span, span: name_span, value: None, quote: Quote::None };
        if self.peek() != b'=' {
            self.position = name_span.end as usize;
            return attribute;
        }
        self.position += 1;
        self.skip_space();
        let object = element == "template" && name == "data";
        match self.peek() {
            quote @ (b'"' | b'\'') => {
                self.position += 1;
                attribute.quote = if quote == b'"' { Quote::Double } else { Quote::Single };
                let value = self.pieces(Some(quote), object);
                attribute.value = Some(value);
                if self.peek() == quote {
                    self.position += 1;
                } else {
                    self.error(ErrorKind::UnclosedQuote, name_span);
                }
            }
            _ => {
                let value = self.pieces(None, object);
                self.error(ErrorKind::UnquotedValue, value.span);
                attribute.value = Some(value);
            }
        }
        attribute.span.end = self.position as u32;
        attribute
    }

    /// An attribute value up to its quote, or without one up to a space or `>`.
    fn pieces(&mut self, quote: Option<u8>, object: bool) -> Text<'a> {
        let start = self.position;
        let mut pieces = Vec::new();
        let mut literal = start;
        while let Some(&byte) = self.bytes.get(self.position) {
            match byte {
                _ if Some(byte) == quote => break,
                b'\\' if quote.is_some() && matches!(self.bytes.get(self.position + 1), Some(b'"' | b'\'' | b'\\')) => {
                    self.position += 2
                }
                b'{' if self.bytes.get(self.position + 1) == Some(&b'{') => {
                    self.binding(&mut pieces, &mut literal, Some(quote), object)
                }
                b'>' if quote.is_none() => break,
                b'/' if quote.is_none() && self.bytes.get(self.position + 1) == Some(&b'>') => break,
                _ if quote.is_none() && is_whitespace(byte) => break,
                b'&' => {
                    self.check_entity();
                    self.position += 1;
                }
                _ => self.position += 1,
            }
        }
        self.position = self.position.min(self.bytes.len());
        self.literal(&mut pieces, literal, self.position);
        Text { pieces, span: Span::new(start, self.position) }
    }

    fn text(&mut self) {
        let start = self.position;
        let mut pieces = Vec::new();
        let mut literal = start;
        while let Some(&byte) = self.bytes.get(self.position) {
            match byte {
                b'<' if self.position > start => {
                    let next = self.bytes.get(self.position + 1).copied().unwrap_or(0);
                    if next == b'!' || next == b'/' || is_name_start(next) {
                        break;
                    }
                    self.position += 1;
                }
                b'{' if self.bytes.get(self.position + 1) == Some(&b'{') => {
                    self.binding(&mut pieces, &mut literal, None, false)
                }
                b'&' => {
                    self.check_entity();
                    self.position += 1;
                }
                _ => self.position += 1,
            }
        }
        self.literal(&mut pieces, literal, self.position);
        self.append(Node::Text(Text { pieces, span: Span::new(start, self.position) }));
    }

    fn literal(&self, pieces: &mut Vec<Piece<'a>>, from: usize, to: usize) {
        if to > from {
            pieces.push(Piece::Literal(&self.source[from..to], Span::new(from, to)));
        }
    }

    /// At `{{`. `quote` tells what ends the value around it: `None` for text between tags.
    fn binding(&mut self, pieces: &mut Vec<Piece<'a>>, literal: &mut usize, quote: Option<Option<u8>>, object: bool) {
        let start = self.position;
        let parser = ExpressionParser::new(self.source, start + 2, &mut self.expressions, &mut self.comment_open_from);
        let (expression, end) = match parser.binding(object) {
            Outcome::Closed(expression, end) => (expression, end),
            Outcome::HalfClosed(expression, end) if !self.closes_later(end, quote) => {
                self.error(ErrorKind::HalfClosedBinding, Span::new(start, end));
                (expression, end)
            }
            outcome => {
                let failure = match outcome {
                    Outcome::Failed(failure) => failure,
                    Outcome::Closed(_, end) | Outcome::HalfClosed(_, end) => {
                        crate::expression::Failure { kind: ErrorKind::InvalidExpression, at: end - 1 }
                    }
                };
                let Some(end) = self.binding_end(start + 2, quote) else {
                    self.error(ErrorKind::UnclosedBinding, Span::new(start, start + 2));
                    self.position = start + 2;
                    return;
                };
                let mut at = failure.at.clamp(start + 2, end - 2);
                while !self.source.is_char_boundary(at) {
                    at -= 1;
                }
                let length = self.source[at..].chars().next().map_or(0, char::len_utf8);
                self.error(failure.kind, Span::new(at, (at + length).min(end)));
                self.literal(pieces, *literal, start);
                pieces.push(Piece::Binding(Binding { span: Span::new(start, end), expression: None }));
                self.position = end;
                *literal = end;
                return;
            }
        };
        if expression.is_none() {
            self.error(ErrorKind::EmptyBinding, Span::new(start, end));
        }
        self.literal(pieces, *literal, start);
        pieces.push(Piece::Binding(Binding { span: Span::new(start, end), expression }));
        self.position = end;
        *literal = end;
    }

    /// Whether `}}` comes before anything that ends the value: then a single brace was a mistake inside the expression.
    fn closes_later(&mut self, from: usize, quote: Option<Option<u8>>) -> bool {
        self.binding_end(from, quote).is_some()
    }

    /// The place after the next `}}` that still belongs to the value.
    fn binding_end(&mut self, from: usize, quote: Option<Option<u8>>) -> Option<usize> {
        if from >= self.binding_open_from {
            return None;
        }
        let mut at = from;
        while let Some(&byte) = self.bytes.get(at) {
            let next = self.bytes.get(at + 1).copied().unwrap_or(0);
            match byte {
                b'}' if next == b'}' => return Some(at + 2),
                // A new binding begins: this one was never closed.
                b'{' if next == b'{' => return None,
                b'\\' if quote.is_some() => at += 1,
                b'<' if quote.is_none() && (next == b'/' || is_name_start(next)) => return None,
                _ if quote == Some(Some(byte)) => return None,
                b'>' if quote == Some(None) => return None,
                _ => {}
            }
            at += 1;
        }
        self.binding_open_from = from;
        None
    }

    fn check_entity(&mut self) {
        if let Some((length, None)) = entity(&self.source[self.position..]) {
            self.error(ErrorKind::InvalidEntity, Span::new(self.position, self.position + length));
        }
    }

    fn close(&mut self, mut element: Element<'a>, end: ElementEnd, at: usize) {
        element.end = end;
        element.span.end = at as u32;
        self.append(Node::Element(element));
    }

    fn append(&mut self, node: Node<'a>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.roots.push(node),
        }
    }

    fn name(&mut self) -> &'a str {
        let start = self.position;
        while self.bytes.get(self.position).copied().is_some_and(is_name_part) {
            self.position += 1;
        }
        &self.source[start..self.position]
    }

    fn skip_space(&mut self) {
        while self.bytes.get(self.position).copied().is_some_and(is_whitespace) {
            self.position += 1;
        }
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.position).copied().unwrap_or(0)
    }

    fn error(&mut self, kind: ErrorKind, span: Span) {
        self.errors.push(SyntaxError { kind, span });
    }
}

/// Comparing each attribute with each is fine for tags people write, not for a tag with a million of them.
const ATTRIBUTES_COMPARED_MAX: usize = 64;

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':')
}

fn is_attribute_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'-' | b'.' | b':' | b'@' | b'#' | b'$' | b'*' | b'!' | b'^' | b'~' | b'%')
}
