//! Expressions between braces: operator precedence parsing over bytes.
//!
//! In: the source and the place after `{{`. Out: an expression in the arena and the place after `}}`, or where and why it
//! failed. Words that JavaScript reserves (`class`, `in`, `new`) are plain names here. Must not recover: the template
//! parser knows where a broken binding ends.

use crate::text::{is_identifier_part, is_identifier_start, is_whitespace};
use crate::tree::*;
use crate::{EXPRESSION_HEIGHT_MAX, ErrorKind};

pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) at: usize,
}

pub(crate) enum Outcome {
    /// Ends after `}}`.
    Closed(Option<ExpressionId>, usize),
    /// A whole expression, then a single `}`: ends after it.
    HalfClosed(Option<ExpressionId>, usize),
    Failed(Failure),
}

pub(crate) struct ExpressionParser<'a, 's> {
    source: &'a str,
    bytes: &'a [u8],
    position: usize,
    arena: &'s mut Vec<Expression<'a>>,
    /// Grouping depth, bounded like the height of the tree.
    depth: u16,
    /// No `*/` follows this place: found out once, so that many unclosed comments stay linear.
    comment_open_from: &'s mut usize,
}

type Parsed<T> = Result<T, Failure>;

impl<'a, 's> ExpressionParser<'a, 's> {
    pub(crate) fn new(
        source: &'a str,
        position: usize,
        arena: &'s mut Vec<Expression<'a>>,
        comment_open_from: &'s mut usize,
    ) -> Self {
        Self { source, bytes: source.as_bytes(), position, arena, depth: 0, comment_open_from }
    }

    /// Reads up to and with `}}`. `object` reads `a` as `{a}`: the data of a template.
    pub(crate) fn binding(mut self, object: bool) -> Outcome {
        let arena_length = self.arena.len();
        match self.content(object) {
            Ok(expression) => {
                let rest = &self.bytes[self.position..];
                if rest.starts_with(b"}}") {
                    return Outcome::Closed(expression, self.position + 2);
                }
                if rest.first() == Some(&b'}') {
                    return Outcome::HalfClosed(expression, self.position + 1);
                }
                self.arena.truncate(arena_length);
                Outcome::Failed(Failure { kind: ErrorKind::InvalidExpression, at: self.position })
            }
            Err(failure) => {
                self.arena.truncate(arena_length);
                Outcome::Failed(failure)
            }
        }
    }

    fn content(&mut self, object: bool) -> Parsed<Option<ExpressionId>> {
        self.skip_space();
        if self.peek() == b'}' {
            return Ok(None);
        }
        if self.begins_object_inner(object) {
            return self.object(true).map(Some);
        }
        let expression = self.conditional()?;
        self.skip_space();
        if self.peek() == b';' {
            // `{{a;}}` is written now and then, and means `a`.
            self.position += 1;
            self.skip_space();
        }
        Ok(Some(expression))
    }

    /// Whether the braces hold the inner part of an object: `...x`, `key:` or `name,`.
    fn begins_object_inner(&mut self, object: bool) -> bool {
        let start = self.position;
        let rest = &self.bytes[start..];
        if rest.starts_with(b"...") {
            return true;
        }
        let named = match rest.first() {
            Some(&byte) if is_identifier_start(byte) => {
                self.word();
                true
            }
            Some(b'"' | b'\'') => self.string_token().is_ok() && !object_string_is_value(self.bytes, self.position),
            _ => false,
        };
        let name_end = self.position;
        self.skip_space();
        let next = self.peek();
        let quoted = matches!(self.bytes.get(start), Some(b'"' | b'\''));
        let word = &self.bytes[start..name_end];
        self.position = start;
        named
            && match next {
                b':' => true,
                b',' => !quoted,
                b'}' => object && !quoted && !is_literal_word(word),
                _ => false,
            }
    }

    fn conditional(&mut self) -> Parsed<ExpressionId> {
        self.enter()?;
        let condition = self.binary(PRECEDENCE_CONDITIONAL + 1)?;
        self.skip_space();
        let result = if self.peek() == b'?' {
            self.position += 1;
            let consequent = self.conditional()?;
            self.skip_space();
            if self.peek() != b':' {
                return Err(self.invalid());
            }
            self.position += 1;
            let alternate = self.conditional()?;
            let span = Span { start: self.span(condition).start, end: self.span(alternate).end };
            let height = self.height(condition).max(self.height(consequent)).max(self.height(alternate));
            self.push(ExpressionKind::Conditional(condition, consequent, alternate), span, height)?
        } else {
            condition
        };
        self.depth -= 1;
        Ok(result)
    }

    fn binary(&mut self, precedence_min: u8) -> Parsed<ExpressionId> {
        let mut left = self.unary()?;
        while let Some((operator, length)) = self.binary_operator() {
            if operator.precedence() < precedence_min {
                break;
            }
            self.position += length;
            let right = self.binary(operator.precedence() + 1)?;
            let span = Span { start: self.span(left).start, end: self.span(right).end };
            let height = self.height(left).max(self.height(right));
            left = self.push(ExpressionKind::Binary(operator, left, right), span, height)?;
        }
        Ok(left)
    }

    fn binary_operator(&mut self) -> Option<(BinaryOperator, usize)> {
        use BinaryOperator::*;
        self.skip_space();
        let rest = &self.bytes[self.position..];
        let at = |index: usize| rest.get(index).copied().unwrap_or(0);
        Some(match (at(0), at(1), at(2)) {
            (b'|', b'|', _) => (Or, 2),
            (b'?', b'?', _) => (Nullish, 2),
            (b'&', b'&', _) => (And, 2),
            (b'&', ..) if rest.starts_with(b"&amp;&amp;") => (And, 10),
            (b'&', ..) if rest.starts_with(b"&lt;=") => (LessEqual, 5),
            (b'&', ..) if rest.starts_with(b"&gt;=") => (GreaterEqual, 5),
            (b'&', ..) if rest.starts_with(b"&lt;") => (Less, 4),
            (b'&', ..) if rest.starts_with(b"&gt;") => (Greater, 4),
            (b'|', ..) => (BitOr, 1),
            (b'^', ..) => (BitXor, 1),
            (b'&', ..) => (BitAnd, 1),
            (b'=', b'=', b'=') => (StrictEqual, 3),
            (b'=', b'=', _) => (Equal, 2),
            (b'!', b'=', b'=') => (StrictNotEqual, 3),
            (b'!', b'=', _) => (NotEqual, 2),
            (b'<', b'<', _) => (ShiftLeft, 2),
            (b'<', b'=', _) => (LessEqual, 2),
            (b'<', ..) => (Less, 1),
            (b'>', b'>', b'>') => (ShiftRightUnsigned, 3),
            (b'>', b'>', _) => (ShiftRight, 2),
            (b'>', b'=', _) => (GreaterEqual, 2),
            (b'>', ..) => (Greater, 1),
            (b'+', ..) => (Add, 1),
            (b'-', ..) => (Subtract, 1),
            (b'*', ..) => (Multiply, 1),
            (b'/', ..) => (Divide, 1),
            (b'%', ..) => (Remainder, 1),
            (b'i', ..) if rest.starts_with(b"instanceof") && !is_identifier_part(at(10)) => (InstanceOf, 10),
            _ => return None,
        })
    }

    fn unary(&mut self) -> Parsed<ExpressionId> {
        self.skip_space();
        let start = self.position;
        let (operator, length) = match self.peek() {
            b'!' => (UnaryOperator::Not, 1),
            b'~' => (UnaryOperator::BitNot, 1),
            b'+' => (UnaryOperator::Plus, 1),
            b'-' => (UnaryOperator::Minus, 1),
            b't' if self.word_operator("typeof") => (UnaryOperator::TypeOf, 6),
            b'v' if self.word_operator("void") => (UnaryOperator::Void, 4),
            _ => return self.member(),
        };
        self.enter()?;
        self.position += length;
        let operand = self.unary()?;
        self.depth -= 1;
        let span = Span { start: start as u32, end: self.span(operand).end };
        let height = self.height(operand);
        self.push(ExpressionKind::Unary(operator, operand), span, height)
    }

    /// `typeof x`, but `{{typeof}}` and `{{void.x}}` are names.
    fn word_operator(&self, word: &str) -> bool {
        let rest = &self.bytes[self.position..];
        if !rest.starts_with(word.as_bytes()) || is_identifier_part(rest.get(word.len()).copied().unwrap_or(0)) {
            return false;
        }
        let next = rest[word.len()..].iter().copied().find(|&byte| !is_whitespace(byte)).unwrap_or(0);
        is_identifier_start(next)
            || next.is_ascii_digit()
            || matches!(next, b'(' | b'[' | b'{' | b'\'' | b'"' | b'!' | b'-' | b'+' | b'~')
    }

    fn member(&mut self) -> Parsed<ExpressionId> {
        let mut object = self.primary()?;
        loop {
            self.skip_space();
            let start = self.span(object).start;
            let height = self.height(object);
            match self.peek() {
                b'.' => {
                    self.position += 1;
                    self.skip_space();
                    if !is_identifier_start(self.peek()) {
                        return Err(self.invalid());
                    }
                    let name = self.word();
                    let span = Span { start, end: self.position as u32 };
                    object = self.push(ExpressionKind::Member(object, name), span, height)?;
                }
                b'[' => {
                    self.position += 1;
                    let index = self.conditional()?;
                    self.expect(b']')?;
                    let span = Span { start, end: self.position as u32 };
                    let height = height.max(self.height(index));
                    object = self.push(ExpressionKind::Index(object, index), span, height)?;
                }
                b'(' => {
                    self.position += 1;
                    let mut arguments = Vec::new();
                    let mut height = height;
                    loop {
                        self.skip_space();
                        if self.peek() == b')' {
                            self.position += 1;
                            break;
                        }
                        let argument = self.conditional()?;
                        height = height.max(self.height(argument));
                        arguments.push(argument);
                        self.separator(b')')?;
                    }
                    let span = Span { start, end: self.position as u32 };
                    object = self.push(ExpressionKind::Call(object, arguments), span, height)?;
                }
                _ => return Ok(object),
            }
        }
    }

    fn primary(&mut self) -> Parsed<ExpressionId> {
        self.skip_space();
        let start = self.position;
        match self.peek() {
            b'(' => {
                self.position += 1;
                let inner = self.conditional()?;
                self.expect(b')')?;
                Ok(inner)
            }
            b'[' => self.array(),
            b'{' => {
                self.position += 1;
                self.object(false)
            }
            b'"' | b'\'' => {
                let text = self.string_token()?;
                self.leaf(ExpressionKind::String(text), start)
            }
            b'\\' if matches!(self.bytes.get(start + 1), Some(b'"' | b'\'')) => {
                let text = self.escaped_string_token()?;
                self.leaf(ExpressionKind::String(text), start)
            }
            byte if byte.is_ascii_digit()
                || (byte == b'.' && self.bytes.get(start + 1).is_some_and(u8::is_ascii_digit)) =>
            {
                let text = self.number_token()?;
                self.leaf(ExpressionKind::Number(text), start)
            }
            byte if is_identifier_start(byte) => {
                let word = self.word();
                let kind = match word {
                    "true" => ExpressionKind::Boolean(true),
                    "false" => ExpressionKind::Boolean(false),
                    "null" => ExpressionKind::Null,
                    "undefined" => ExpressionKind::Undefined,
                    _ => ExpressionKind::Identifier(word),
                };
                self.leaf(kind, start)
            }
            _ => Err(self.invalid()),
        }
    }

    fn array(&mut self) -> Parsed<ExpressionId> {
        let start = self.position;
        self.position += 1;
        let mut items = Vec::new();
        let mut height = 0;
        loop {
            self.skip_space();
            match self.peek() {
                b']' => {
                    self.position += 1;
                    break;
                }
                b',' => {
                    self.position += 1;
                    items.push(ArrayItem::Hole);
                    continue;
                }
                _ => {}
            }
            let spread = self.bytes[self.position..].starts_with(b"...");
            if spread {
                self.position += 3;
            }
            let value = self.conditional()?;
            height = height.max(self.height(value));
            items.push(if spread { ArrayItem::Spread(value) } else { ArrayItem::Value(value) });
            self.separator(b']')?;
        }
        let span = Span::new(start, self.position);
        self.push(ExpressionKind::Array(items), span, height)
    }

    /// After `{`, or with `inner` up to the `}` that closes the binding.
    fn object(&mut self, inner: bool) -> Parsed<ExpressionId> {
        let start = if inner { self.position } else { self.position - 1 };
        let mut properties = Vec::new();
        let mut height = 0;
        let mut end;
        loop {
            self.skip_space();
            end = self.position;
            if self.peek() == b'}' {
                if !inner {
                    self.position += 1;
                    end = self.position;
                }
                break;
            }
            let property = self.property()?;
            let (Property::Value { value, .. } | Property::Shorthand { value, .. } | Property::Spread(value)) =
                property;
            height = height.max(self.height(value));
            properties.push(property);
            self.separator(b'}')?;
        }
        self.push(ExpressionKind::Object { properties, inner }, Span::new(start, end), height)
    }

    fn property(&mut self) -> Parsed<Property<'a>> {
        let start = self.position;
        if self.bytes[start..].starts_with(b"...") {
            self.position += 3;
            return self.conditional().map(Property::Spread);
        }
        let (key, quoted) = match self.peek() {
            b'"' | b'\'' => (self.string_token()?, true),
            byte if byte.is_ascii_digit() => (self.number_token()?, false),
            byte if is_identifier_start(byte) => (self.word(), false),
            _ => return Err(self.invalid()),
        };
        let key_end = self.position;
        self.skip_space();
        if self.peek() == b':' {
            self.position += 1;
            let value = self.conditional()?;
            return Ok(Property::Value { key, quoted, value });
        }
        if quoted || !is_identifier_start(self.bytes[start]) {
            return Err(self.invalid());
        }
        let value = self.push(ExpressionKind::Identifier(key), Span::new(start, key_end), 0)?;
        Ok(Property::Shorthand { name: key, value })
    }

    fn string_token(&mut self) -> Parsed<&'a str> {
        let quote = self.bytes[self.position];
        let start = self.position + 1;
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                _ if byte == quote => {
                    self.position = at + 1;
                    return Ok(&self.source[start..at]);
                }
                _ => at += 1,
            }
        }
        Err(self.invalid())
    }

    /// `\"…\"` inside a double-quoted attribute.
    fn escaped_string_token(&mut self) -> Parsed<&'a str> {
        let quote = self.bytes[self.position + 1];
        let start = self.position + 2;
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\\' if self.bytes.get(at + 1) == Some(&quote) => {
                    self.position = at + 2;
                    return Ok(&self.source[start..at]);
                }
                // The attribute ended.
                _ if byte == quote => break,
                _ => at += 1,
            }
        }
        Err(self.invalid())
    }

    fn number_token(&mut self) -> Parsed<&'a str> {
        let start = self.position;
        let prefixed = self.bytes[start] == b'0'
            && matches!(self.bytes.get(start + 1), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B'));
        let digits = |at: usize| {
            at + self.bytes[at.min(self.bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let mut at = if prefixed {
            start + 2 + self.bytes[start + 2..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count()
        } else {
            digits(start)
        };
        if !prefixed {
            if self.bytes.get(at) == Some(&b'.') {
                at = digits(at + 1);
            }
            let sign = usize::from(matches!(self.bytes.get(at + 1), Some(b'+' | b'-')));
            if matches!(self.bytes.get(at), Some(b'e' | b'E'))
                && self.bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit)
            {
                at = digits(at + 1 + sign);
            }
        }
        if self.bytes.get(at).copied().is_some_and(is_identifier_part) {
            return Err(self.invalid());
        }
        let text = &self.source[start..at];
        if number_value(text).is_none() {
            return Err(self.invalid());
        }
        self.position = at;
        Ok(text)
    }

    fn word(&mut self) -> &'a str {
        let start = self.position;
        while self.bytes.get(self.position).copied().is_some_and(is_identifier_part) {
            self.position += 1;
        }
        &self.source[start..self.position]
    }

    fn skip_space(&mut self) {
        loop {
            while self.bytes.get(self.position).copied().is_some_and(is_whitespace) {
                self.position += 1;
            }
            if !self.bytes[self.position..].starts_with(b"/*") || self.position >= *self.comment_open_from {
                // A no-break space between tokens comes with pasted code.
                if self.bytes[self.position..].starts_with("\u{a0}".as_bytes()) {
                    self.position += 2;
                    continue;
                }
                return;
            }
            match self.source[self.position + 2..].find("*/") {
                Some(length) => self.position += length + 4,
                None => {
                    *self.comment_open_from = self.position;
                    return;
                }
            }
        }
    }

    /// A comma, or the closing byte left in place.
    fn separator(&mut self, close: u8) -> Parsed<()> {
        self.skip_space();
        match self.peek() {
            b',' => self.position += 1,
            byte if byte == close => {}
            _ => return Err(self.invalid()),
        }
        Ok(())
    }

    fn expect(&mut self, byte: u8) -> Parsed<()> {
        self.skip_space();
        if self.peek() != byte {
            return Err(self.invalid());
        }
        self.position += 1;
        Ok(())
    }

    fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > EXPRESSION_HEIGHT_MAX {
            return Err(Failure { kind: ErrorKind::ExpressionTooDeep, at: self.position });
        }
        Ok(())
    }

    fn leaf(&mut self, kind: ExpressionKind<'a>, start: usize) -> Parsed<ExpressionId> {
        let span = Span::new(start, self.position);
        self.push(kind, span, 0)
    }

    /// `below` is the greatest height among the children.
    fn push(&mut self, kind: ExpressionKind<'a>, span: Span, below: u16) -> Parsed<ExpressionId> {
        if below >= EXPRESSION_HEIGHT_MAX {
            return Err(Failure { kind: ErrorKind::ExpressionTooDeep, at: self.position });
        }
        let id = ExpressionId(self.arena.len() as u32);
        self.arena.push(Expression { kind, span, height: below + 1 });
        Ok(id)
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.position).copied().unwrap_or(0)
    }

    fn span(&self, id: ExpressionId) -> Span {
        self.arena[id.0 as usize].span
    }

    fn height(&self, id: ExpressionId) -> u16 {
        self.arena[id.0 as usize].height
    }

    fn invalid(&self) -> Failure {
        Failure { kind: ErrorKind::InvalidExpression, at: self.position.min(self.bytes.len()) }
    }
}

/// A string followed by `?` begins `'a' ? b : c`, not a property.
fn object_string_is_value(bytes: &[u8], position: usize) -> bool {
    bytes[position..].iter().copied().find(|&byte| !is_whitespace(byte)) != Some(b':')
}

fn is_literal_word(word: &[u8]) -> bool {
    matches!(word, b"true" | b"false" | b"null" | b"undefined")
}

/// Value of a number as written, legacy octal included.
pub fn number_value(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let radix = match (bytes.first(), bytes.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => 16,
        (Some(b'0'), Some(b'o' | b'O')) => 8,
        (Some(b'0'), Some(b'b' | b'B')) => 2,
        (Some(b'0'), Some(b'0'..=b'7')) if bytes.iter().all(|byte| matches!(byte, b'0'..=b'7')) => {
            return radix_value(&text[1..], 8);
        }
        _ => 10,
    };
    if radix != 10 {
        return radix_value(&text[2..], radix);
    }
    let plain = bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    if plain { text.parse().ok() } else { None }
}

fn radix_value(digits: &str, radix: u32) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0f64, |value, digit| Some(value * f64::from(radix) + f64::from(digit.to_digit(radix)?)))
}
