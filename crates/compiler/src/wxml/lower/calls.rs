//! What draws something from elsewhere: template calls, includes, slots. In: such an element. Out: IR nodes.

use super::{Collector, Lowering};
use crate::wxml::ResourceReference;
use crate::wxml::attributes::{Kind, camel_case, classify};
use crate::wxml::constants::{Constant, fold};
use crate::wxml::diagnostics::Code;
use crate::wxml::expressions::property_key;
use crate::wxml::ir::{Call, DataKey, Node, Role, Slot, Value};
use std::borrow::Cow;
use syntax::{
    Attribute as SyntaxAttribute, Element as SyntaxElement, ExpressionId, ExpressionKind, Node as SyntaxNode, Piece,
    Property,
};

impl<'a> Lowering<'_, 'a> {
    pub(super) fn call(&mut self, element: &SyntaxElement<'a>, into: &mut Collector<'a>) {
        self.flush(into);
        let Some(attribute) = element.attribute("is") else {
            self.sink.report(Code::MissingName, element.name_span, "template");
            return;
        };
        let name = match self.value(attribute).0 {
            Value::True => return,
            name => name,
        };
        let data = element.attribute("data").map_or_else(Vec::new, |attribute| self.template_data(attribute));
        let target = element.attribute("slot").and_then(|attribute| self.static_value(attribute));
        into.nodes.push(Node::Call(Box::new(Call { name, data, target })));
        self.no_children(element);
    }

    pub(super) fn template_data(&mut self, attribute: &SyntaxAttribute<'a>) -> Vec<(DataKey<'a>, Value<'a>)> {
        let Some(value) = &attribute.value else { return Vec::new() };
        let mut bindings = value.pieces.iter().filter_map(|piece| match piece {
            Piece::Binding(binding) => Some(binding),
            Piece::Literal(raw, span) => {
                if !raw.trim().is_empty() {
                    self.sink.report(Code::TextInData, *span, raw);
                }
                None
            }
        });
        let first = bindings.next().and_then(|binding| binding.expression);
        drop(bindings);
        let Some(id) = first else { return Vec::new() };
        let document = self.document;
        let ExpressionKind::Object { properties, .. } = &self.documents[document].expression(id).kind else {
            return vec![(DataKey::Spread, Value::Dynamic(self.whole(document, id).0))];
        };
        // Names and values are taken out first: lowering borrows the arena again.
        let properties: Vec<(Option<Cow<'a, str>>, ExpressionId)> =
            properties.iter().map(|property| property_parts(property)).collect();
        let mut data = Vec::with_capacity(properties.len());
        for (key, value) in properties {
            let value = match fold(&self.documents[document], value) {
                Some(Constant::Text(text)) => Value::Static(text.into()),
                Some(constant) => Value::Constant(constant),
                None => Value::Dynamic(self.whole(document, value).0),
            };
            data.push((key.map_or(DataKey::Spread, DataKey::Field), value));
        }
        data
    }

    pub(super) fn include(&mut self, element: &SyntaxElement<'a>, into: &mut Collector<'a>) {
        self.no_children(element);
        let Some((path, span)) = self.source_path(element) else { return };
        self.references.includes.push(ResourceReference { path: path.clone(), span });
        if self.including.contains(&path) {
            self.sink.report(Code::CyclicInclude, span, &path);
            return;
        }
        let document = match self.included.get(&path) {
            Some(&document) => document,
            None => {
                let Some(source) = self.includes.source(&path) else {
                    self.sink.report(Code::MissingFile, span, &path);
                    return;
                };
                let (document, errors) = syntax::parse(source);
                self.sink.enter(&path);
                for error in errors {
                    self.sink.syntax(error, source);
                }
                self.sink.leave();
                self.scope.code_bytes_max += source.len() * 4;
                self.documents.push(document);
                self.included.insert(path.clone(), self.documents.len() - 1);
                self.documents.len() - 1
            }
        };
        let outer = std::mem::replace(&mut self.document, document);
        self.sink.enter(&path);
        self.including.push(path);
        let children = std::mem::take(&mut self.documents[document].children);
        self.children(&children, into);
        self.documents[document].children = children;
        self.including.pop();
        self.sink.leave();
        self.document = outer;
    }

    pub(super) fn slot(&mut self, element: &SyntaxElement<'a>, into: &mut Collector<'a>) {
        self.flush(into);
        let mut name = Value::Static(Cow::Borrowed(""));
        let mut data = Vec::new();
        let mut target = None;
        for attribute in &element.attributes {
            match classify(attribute.name) {
                Kind::Role(Role::Plain, "name") => {
                    name = match self.value(attribute).0 {
                        Value::True => Value::Static(Cow::Borrowed("")),
                        name => name,
                    }
                }
                Kind::Role(Role::Slot, _) => target = self.static_value(attribute),
                Kind::Role(Role::Plain | Role::Id | Role::Hidden, key) => {
                    data.push((DataKey::Field(camel_case(key).into()), self.value(attribute).0));
                }
                Kind::Role(..) | Kind::Event { .. } => {
                    self.sink.report(Code::AttributeWithoutEffect, attribute.name_span, attribute.name)
                }
                _ => {}
            }
        }
        into.nodes.push(Node::Slot(Box::new(Slot { name, data, target })));
    }

    pub(super) fn no_children(&mut self, element: &SyntaxElement<'a>) {
        let content = element.children.iter().any(|child| match child {
            SyntaxNode::Element(_) => true,
            SyntaxNode::Text(text) => text.literal().is_none_or(|literal| !literal.trim().is_empty()),
            _ => false,
        });
        if content {
            self.sink.report(Code::ChildrenNotAllowed, element.name_span, element.name);
        }
    }
}

fn property_parts<'a>(property: &Property<'a>) -> (Option<Cow<'a, str>>, ExpressionId) {
    match property {
        Property::Value { key, quoted: true, value } => (Some(syntax::decode_string(key)), *value),
        Property::Value { key, quoted: false, value } => {
            let mut name = String::new();
            property_key(&mut name, key, false);
            (Some(name.into()), *value)
        }
        Property::Shorthand { name, value } => (Some(Cow::Borrowed(*name)), *value),
        Property::Spread(value) => (None, *value),
    }
}
