//! Texts and attribute values: literal, one binding, or pieces of both. In: pieces. Out: IR values.

use super::{Collector, Lowering, Part};
use crate::wxml::constants::{Constant, fold, shown_text, text_of};
use crate::wxml::diagnostics::Code;
use crate::wxml::expressions::Writer;
use crate::wxml::ir::{Expression, Node, Piece as ValuePiece, Value};
use std::borrow::Cow;
use syntax::{Attribute as SyntaxAttribute, ExpressionId, Piece, Span};

impl<'a> Lowering<'_, 'a> {
    /// Turns the text collected so far into a node.
    pub(super) fn flush(&mut self, into: &mut Collector<'a>) {
        if into.pending.is_empty() {
            return;
        }
        let parts = std::mem::take(&mut into.pending);
        if let Some(content) = self.join(parts) {
            into.nodes.push(Node::Text(content));
        }
    }

    pub(super) fn collected(&mut self, mut collector: Collector<'a>) -> Vec<Node<'a>> {
        self.flush(&mut collector);
        collector.nodes
    }

    /// `None` for nothing at all.
    pub(super) fn join(&mut self, parts: Vec<Part<'a>>) -> Option<Value<'a>> {
        let dynamic = parts.iter().any(|part| matches!(part, Part::Binding(..)));
        if !dynamic {
            let text = run_together(parts);
            return if text.is_empty() { None } else { Some(Value::Static(text)) };
        }
        if let [Part::Binding(document, id)] = parts.as_slice() {
            return Some(Value::Dynamic(self.whole(*document, *id).0));
        }
        Some(self.mixed(parts))
    }

    pub(super) fn mixed(&mut self, parts: Vec<Part<'a>>) -> Value<'a> {
        let pieces = parts.into_iter().map(|part| match part {
            Part::Text(text) => ValuePiece::Text(text),
            Part::Binding(document, id) => ValuePiece::Binding(self.whole(document, id).0),
        });
        Value::Mixed(pieces.collect())
    }

    /// Expression, and whether it may be a WXS function.
    pub(super) fn whole(&mut self, document: usize, id: ExpressionId) -> (Expression, bool) {
        let mut writer = Writer::new(&self.documents, &self.scope, &mut self.template.code);
        let expression = writer.whole(document, id);
        let (function, overflow) = (writer.reads_module_value, writer.overflow);
        self.check_overflow(overflow);
        (expression, function)
    }

    pub(super) fn check_overflow(&mut self, overflow: bool) {
        if overflow {
            self.sink.report(Code::LetTooLong, Span::default(), "");
        }
    }

    /// The value of an attribute, and whether it may be a WXS function.
    pub(super) fn value(&mut self, attribute: &SyntaxAttribute<'a>) -> (Value<'a>, bool) {
        let Some(value) = &attribute.value else { return (Value::True, false) };
        if let Some(literal) = value.literal() {
            return (Value::Static(syntax::decode_attribute(literal)), false);
        }
        if let [Piece::Binding(binding)] = value.pieces.as_slice() {
            let Some(id) = binding.expression else { return (Value::Static(Cow::Borrowed("")), false) };
            return match fold(&self.documents[self.document], id) {
                Some(Constant::Text(text)) => (Value::Static(text.into()), false),
                Some(constant) => (Value::Constant(constant), false),
                None => {
                    let (expression, function) = self.whole(self.document, id);
                    (Value::Dynamic(expression), function)
                }
            };
        }
        let mut parts = Vec::with_capacity(value.pieces.len());
        for piece in &value.pieces {
            match piece {
                Piece::Literal(raw, _) => parts.push(Part::Text(syntax::decode_attribute(raw))),
                Piece::Binding(binding) => {
                    if let Some(id) = binding.expression {
                        match fold(&self.documents[self.document], id).as_ref().and_then(shown_text) {
                            Some(text) => parts.push(Part::Text(text.into())),
                            None => parts.push(Part::Binding(self.document, id)),
                        }
                    }
                }
            }
        }
        if parts.iter().all(|part| matches!(part, Part::Text(_))) {
            return (Value::Static(run_together(parts)), false);
        }
        (self.mixed(parts), false)
    }

    /// A value that must not hold bindings.
    pub(super) fn static_value(&mut self, attribute: &SyntaxAttribute<'a>) -> Option<Cow<'a, str>> {
        let value = attribute.value.as_ref()?;
        if let Some(literal) = value.literal() {
            return Some(syntax::decode_attribute(literal));
        }
        if let [Piece::Binding(binding)] = value.pieces.as_slice()
            && let Some(id) = binding.expression
            && let Some(text) = fold(&self.documents[self.document], id).as_ref().and_then(text_of)
        {
            return Some(text.into());
        }
        self.sink.report(Code::BindingNotAllowed, attribute.span, attribute.name);
        None
    }

    /// The path a two-way binding writes.
    pub(super) fn model(&mut self, attribute: &SyntaxAttribute<'a>) -> Option<Value<'a>> {
        let (value, _) = self.value(attribute);
        match value {
            Value::Dynamic(expression) if expression.is_path => Some(Value::Dynamic(expression)),
            other => {
                self.sink.report(Code::ModelNotPath, attribute.span, attribute.name);
                // Shown, but not written back.
                let _ = other;
                None
            }
        }
    }
}

fn run_together(mut parts: Vec<Part<'_>>) -> Cow<'_, str> {
    if let [Part::Text(_)] = parts.as_slice()
        && let Some(Part::Text(text)) = parts.pop()
    {
        return text;
    }
    let mut text = String::new();
    for part in parts {
        if let Part::Text(piece) = part {
            text.push_str(&piece);
        }
    }
    text.into()
}
