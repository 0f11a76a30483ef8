//! Writes the template file both realms load: markup close to the source, with functions where expressions are no plain path.
//!
//! In: IR. Out: ``mn.t("path")`…`;`` (docs/internals/template-format.md). Must not decide what a realm does with it.

use super::constants::{Constant, text_of};
use super::ir::*;
use super::javascript as js;
use std::borrow::Cow;

/// `places`: what tools are told of where elements stand.
pub(super) fn emit(template: &Template<'_>, path: &str, places: Option<&str>) -> String {
    let mut writer = Writer { template, out: String::with_capacity(template.code.len() * 2 + 64), modules: 0 };
    writer.nodes(&template.main.nodes);
    for (name, block) in &template.templates {
        writer.drop_end_tags();
        writer.out.push_str("<#");
        text(&mut writer.out, name, is_bare_special);
        writer.out.push('>');
        writer.nodes(&block.nodes);
    }
    writer.drop_end_tags();
    let mut out = String::with_capacity(writer.out.len() + path.len() + 64);
    out.push_str("mn.t(");
    js::string(&mut out, path);
    if let Some(places) = places {
        out.push(',');
        out.push_str(places);
    }
    out.push_str(")`");
    writer.declarations(&mut out);
    out.push_str(&writer.out);
    out.push_str("`;\n");
    out
}

const END_TAG: &str = "</>";
/// An empty text, as something computed: braces beside it give text.
const EMPTY_PIECE: &str = "{''}";

struct Writer<'t> {
    template: &'t Template<'t>,
    out: String,
    /// Bits of the WXS modules used, see [`Expression::modules`].
    modules: u64,
}

/// Directives that an element is written with, outermost first: each opens a block that holds nothing else.
type Chain = String;

impl Writer<'_> {
    /// End tags that the end of a tree implies.
    fn drop_end_tags(&mut self) {
        while self.out.ends_with(END_TAG) {
            self.out.truncate(self.out.len() - END_TAG.len());
        }
    }

    /// Imported files, and the modules that expressions use.
    fn declarations(&self, out: &mut String) {
        for path in &self.template.imports {
            out.push_str("<import ");
            text(out, path, is_value_special);
            out.push('>');
        }
        for (index, module) in self.template.modules.iter().enumerate() {
            if self.modules & (1 << index.min(63)) != 0 {
                out.push_str("<wxs ");
                out.push_str(&module.name);
                out.push('=');
                text(out, &module.path, is_value_special);
                out.push('>');
            }
        }
    }

    fn nodes(&mut self, nodes: &[Node<'_>]) {
        for node in nodes {
            self.node(node, Chain::new());
        }
    }

    fn node(&mut self, node: &Node<'_>, chain: Chain) {
        match node {
            Node::Text(value) if chain.is_empty() => match value {
                Value::Static(literal) => text(&mut self.out, literal, is_text_special),
                value => self.pieces(value, is_text_special),
            },
            // What continues a condition stands beside it.
            Node::If(branches) if chain.is_empty() || branches.len() == 1 => {
                for (position, branch) in branches.iter().enumerate() {
                    let mut chain = chain.clone();
                    chain.push_str(if position == 0 { " ?" } else { " :" });
                    if let Some(condition) = &branch.condition {
                        self.directive(&mut chain, condition);
                    }
                    self.block(&branch.block, chain);
                }
            }
            Node::For(list) => {
                let mut chain = chain;
                chain.push_str(" *");
                self.directive(&mut chain, &list.list);
                match &list.key {
                    Key::None => {}
                    Key::This => chain.push_str(":*"),
                    Key::Field(name) => {
                        chain.push(':');
                        text(&mut chain, name, is_bare_special);
                    }
                }
                self.block(&list.block, chain);
            }
            Node::Element(element) => self.element(element, &chain),
            Node::Call(call) => {
                self.out.push_str("<=");
                self.value(&call.name);
                self.out.push_str(&chain);
                self.target(call.target.as_deref());
                self.data(&call.data);
                self.out.push_str("/>");
            }
            Node::Slot(slot) => {
                self.out.push_str("<slot");
                self.out.push_str(&chain);
                if !matches!(&slot.name, Value::Static(name) if name.is_empty()) {
                    self.attribute("name", &slot.name);
                }
                self.target(slot.target.as_deref());
                self.data(&slot.data);
                self.out.push_str("/>");
            }
            Node::Text(_) | Node::If(_) => self.wrapped(std::slice::from_ref(node), &chain),
        }
    }

    fn block(&mut self, block: &Block<'_>, chain: Chain) {
        match block.nodes.as_slice() {
            [node] => self.node(node, chain),
            nodes => self.wrapped(nodes, &chain),
        }
    }

    fn wrapped(&mut self, nodes: &[Node<'_>], chain: &str) {
        self.out.push('<');
        self.out.push_str(chain.trim_start());
        self.out.push('>');
        self.nodes(nodes);
        self.out.push_str(END_TAG);
    }

    fn element(&mut self, element: &Element<'_>, chain: &str) {
        let is_component = element.component.is_some();
        self.out.push('<');
        if is_component != element.tag.contains('-') {
            self.out.push('!');
        }
        bare(&mut self.out, element.tag);
        self.out.push_str(chain);
        if element.children.slot_frame {
            self.out.push_str(" ~");
        }
        for event in &element.events {
            self.event(event);
        }
        for attribute in &element.attributes {
            self.element_attribute(attribute, is_component);
        }
        if element.children.nodes.is_empty() {
            self.out.push_str("/>");
        } else {
            self.out.push('>');
            self.nodes(&element.children.nodes);
            self.out.push_str(END_TAG);
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        let mut name = String::with_capacity(event.name.len() + 4);
        if event.is_wxs {
            name.push('%');
        }
        if event.capture {
            name.push('^');
        }
        name.push(match event.kind {
            EventKind::Bind => '@',
            EventKind::Catch => '!',
            EventKind::MutBind => '+',
        });
        if event.is_foreign {
            name.push(':');
        }
        text(&mut name, &event.name, is_bare_special);
        self.attribute(&name, &event.handler);
    }

    fn element_attribute(&mut self, attribute: &Attribute<'_>, is_component: bool) {
        let prefix = match attribute.role {
            Role::Data => "data-",
            Role::Mark => "mark:",
            Role::Model => "model:",
            Role::Change => "change:",
            // Which component a name stands for is asked of components only.
            Role::Generic if !is_component => return,
            Role::Generic => "generic:",
            // The component that gives the values is marked.
            Role::SlotValue => return,
            Role::Class | Role::Style | Role::Id if matches!(attribute.value, Value::True) => return,
            _ => "",
        };
        let mut name = String::with_capacity(prefix.len() + attribute.name.len());
        name.push_str(prefix);
        if prefix.is_empty() {
            bare(&mut name, &attribute.name);
        } else {
            text(&mut name, &attribute.name, is_bare_special);
        }
        match (&attribute.value, attribute.role) {
            (Value::Static(classes), Role::Class) => {
                let classes: Vec<&str> = classes.split_ascii_whitespace().collect();
                if !classes.is_empty() {
                    self.attribute(&name, &Value::Static(classes.join(" ").into()));
                }
            }
            (Value::Static(style), Role::Style) => {
                if !style.trim().is_empty() {
                    self.attribute(&name, &Value::Static(Cow::Borrowed(style.trim())));
                }
            }
            (value, _) => self.attribute(&name, value),
        }
    }

    fn target(&mut self, target: Option<&str>) {
        if let Some(name) = target {
            self.attribute("@", &Value::Static(Cow::Borrowed(name)));
        }
    }

    fn data(&mut self, data: &[(DataKey<'_>, Value<'_>)]) {
        for (key, value) in data {
            let mut name = String::new();
            match key {
                DataKey::Field(field) => bare(&mut name, field),
                DataKey::Spread => name.push_str("..."),
            }
            self.attribute(&name, value);
        }
    }

    /// ` name=value`; `name` is escaped already.
    fn attribute(&mut self, name: &str, value: &Value<'_>) {
        self.out.push(' ');
        self.out.push_str(name);
        match value {
            Value::True => {}
            Value::Constant(Constant::Boolean(true)) if !name.starts_with("data-") && !name.starts_with("mark:") => {}
            value => {
                self.out.push('=');
                self.value(value);
            }
        }
    }

    /// After `?`, `:` and `*`: a path needs no braces there.
    fn directive(&mut self, chain: &mut Chain, value: &Value<'_>) {
        std::mem::swap(&mut self.out, chain);
        match value {
            Value::Dynamic(expression) if expression.is_path => {
                let path = self.template.text(expression.code);
                self.out.push_str(path);
            }
            Value::Dynamic(_) | Value::Constant(_) => self.value(value),
            // Quoted whatever it is, and never without braces: a bare word is a path.
            value => {
                self.out.push('"');
                match value {
                    Value::Static(literal) => {
                        text(&mut self.out, literal, is_value_special);
                        self.out.push_str(EMPTY_PIECE);
                    }
                    value => self.pieces(value, is_value_special),
                }
                self.out.push('"');
            }
        }
        std::mem::swap(&mut self.out, chain);
    }

    /// A value of an attribute, quoted only where it must be.
    fn value(&mut self, value: &Value<'_>) {
        let needs_quotes =
            |text: &str| text.ends_with('/') || text.bytes().any(|byte| byte.is_ascii_whitespace() || byte == 0x0b);
        let quoted = match value {
            Value::Static(text) => text.is_empty() || needs_quotes(text),
            Value::Mixed(pieces) => pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if needs_quotes(text))),
            _ => false,
        };
        if quoted {
            self.out.push('"');
        }
        match value {
            Value::Static(literal) => text(&mut self.out, literal, is_value_special),
            value => self.pieces(value, is_value_special),
        }
        if quoted {
            self.out.push('"');
        }
    }

    fn pieces(&mut self, value: &Value<'_>, is_special: fn(u8) -> bool) {
        match value {
            Value::True | Value::Static(_) => unreachable!("written by the caller"),
            Value::Constant(constant) => self.constant(constant),
            Value::Dynamic(expression) => self.expression(expression),
            Value::Mixed(pieces) => {
                let mut is_text = false;
                for piece in pieces {
                    match piece {
                        Piece::Text(literal) => {
                            is_text |= !literal.is_empty();
                            text(&mut self.out, literal, is_special);
                        }
                        Piece::Binding(expression) => self.expression(expression),
                    }
                }
                if !is_text && pieces.iter().filter(|piece| matches!(piece, Piece::Binding(_))).count() == 1 {
                    // Braces alone would keep the type of their value.
                    self.out.push_str(EMPTY_PIECE);
                }
            }
        }
    }

    fn constant(&mut self, constant: &Constant) {
        let literal = match constant {
            Constant::Undefined => Some(Cow::Borrowed("void")),
            Constant::Null => Some(Cow::Borrowed("null")),
            Constant::Boolean(value) => Some(Cow::Borrowed(if *value { "!0" } else { "!1" })),
            Constant::Number(value) if *value == 0.0 && value.is_sign_negative() => None,
            constant @ Constant::Number(_) => text_of(constant).map(Cow::Owned),
            Constant::Text(_) => unreachable!("a literal text is static"),
        };
        match (literal, constant) {
            (Some(literal), _) => {
                self.out.push('{');
                self.out.push_str(&literal);
                self.out.push('}');
            }
            (None, Constant::Number(value)) => {
                self.out.push_str("${()=>");
                js::number(&mut self.out, *value);
                self.out.push('}');
            }
            (None, _) => unreachable!("only numbers lack a short form"),
        }
    }

    fn expression(&mut self, expression: &Expression) {
        if expression.is_path {
            self.out.push('{');
            self.out.push_str(self.template.text(expression.code));
            self.out.push('}');
            return;
        }
        self.modules |= expression.modules;
        self.out.push_str(match expression.parameters {
            0 => "${()=>",
            1 => "${d=>",
            2 => "${(d,s)=>",
            _ => "${(d,s,w)=>",
        });
        self.out.push_str(self.template.text(expression.code));
        self.out.push('}');
    }
}

/// What names of attributes that are no directive, event or flag must not begin with; nor tags.
const STARTS_OF_OTHERS: [char; 11] = ['?', ':', '*', '~', '@', '!', '+', '^', '%', '=', '#'];

fn is_text_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'{')
}

fn is_value_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'{' | b'"')
}

/// In names: everything that would end one.
fn is_bare_special(byte: u8) -> bool {
    is_value_special(byte) || byte.is_ascii_whitespace() || matches!(byte, b'=' | b'/' | b':')
}

/// A name where others begin with a sign.
fn bare(out: &mut String, name: &str) {
    let rest = match name.chars().next() {
        Some(first) if STARTS_OF_OTHERS.contains(&first) => {
            push_code(out, first as u8);
            &name[1..]
        }
        _ => name,
    };
    text(out, rest, is_bare_special);
}

fn push_code(out: &mut String, byte: u8) {
    out.push_str("&#");
    js::integer(out, byte.into());
    out.push(';');
}

/// Text as the markup shows it, inside the template literal around.
fn text(out: &mut String, literal: &str, is_special: fn(u8) -> bool) {
    let mut from = 0;
    for (at, byte) in literal.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' if is_special(b'>') => "&gt;",
            b'"' if is_special(b'"') => "&quot;",
            b'{' => "&#123;",
            b'}' => "&#125;",
            b'`' => "\\`",
            b'\\' => "\\\\",
            b'$' => "\\$",
            b'\r' => "\\r",
            0 => "\\x00",
            byte if is_special(byte) => "",
            _ => continue,
        };
        out.push_str(&literal[from..at]);
        if replacement.is_empty() {
            push_code(out, byte);
        } else {
            out.push_str(replacement);
        }
        from = at + 1;
    }
    out.push_str(&literal[from..]);
}
