//! The view form: static markup with a list of what changes in it. In: IR. Out: `mn.t(…)`, and the data fields it reads.
//! Must not emit what only the logic realm needs (see docs/internals/template-format.md).

use super::attributes::dataset_key;
use super::emit::{Output, imports, options};
use super::ir::*;
use super::javascript as js;
use crate::wxss::units::rewrite_units;

/// The statement, and the fields of `v`.
pub(super) fn emit<'t>(template: &'t Template<'t>, path: &str) -> (String, Vec<&'t str>) {
    let mut view = View { output: Output::new(template) };
    let mut body = String::with_capacity(template.code.len() * 2);
    body.push('[');
    view.block(&mut body, &template.main);
    view.output.in_template = true;
    for (index, (name, block)) in template.templates.iter().enumerate() {
        body.push_str(if index == 0 { ",{" } else { "," });
        js::property_name(&mut body, name);
        body.push(':');
        view.block(&mut body, block);
    }
    if !template.templates.is_empty() {
        body.push('}');
    }
    body.push(']');
    let mut out = String::with_capacity(body.len() + 64);
    out.push_str("mn.t(");
    js::string(&mut out, path);
    out.push(',');
    out.push_str(view.output.head());
    out.push_str(&body);
    let mut modules = String::new();
    view.output.modules(&mut modules);
    options(&mut out, &[imports(template), modules]);
    out.push_str(");\n");
    let mut fields: Vec<&str> = view.output.fields.into_iter().collect();
    fields.sort_unstable();
    (out, fields)
}

struct View<'t> {
    output: Output<'t>,
}

/// One block while it is written.
#[derive(Default)]
struct Draft {
    html: String,
    ops: String,
    /// Nodes so far, in the order the parser of the view will find them.
    nodes: u32,
    /// Where the html ends but for end tags, which the end of the text implies.
    content_end: usize,
}

impl Draft {
    fn op(&mut self, node: u32, code: u8) {
        if !self.ops.is_empty() {
            self.ops.push(',');
        }
        js::integer(&mut self.ops, node);
        self.ops.push(',');
        js::integer(&mut self.ops, code.into());
    }
}

impl View<'_> {
    fn block(&mut self, out: &mut String, block: &Block<'_>) {
        let mut draft = Draft::default();
        self.nodes(&mut draft, &block.nodes);
        draft.html.truncate(draft.content_end);
        if draft.ops.is_empty() && !block.slot_frame {
            js::string(out, &draft.html);
            return;
        }
        out.push('[');
        js::string(out, &draft.html);
        out.push_str(",[");
        out.push_str(&draft.ops);
        out.push_str(if block.slot_frame { "],1]" } else { "]]" });
    }

    fn nodes(&mut self, draft: &mut Draft, nodes: &[Node<'_>]) {
        for node in nodes {
            let index = draft.nodes;
            match node {
                Node::Text(Content::Static(text)) => {
                    draft.nodes += 1;
                    js::html_text(&mut draft.html, text);
                    draft.content_end = draft.html.len();
                }
                Node::Text(Content::Dynamic(expression)) => {
                    draft.nodes += 1;
                    draft.html.push(' ');
                    draft.content_end = draft.html.len();
                    draft.op(index, 0);
                    self.argument(draft, expression);
                }
                Node::Element(element) => self.element(draft, element),
                Node::If(branches) => {
                    anchor(draft, 7, branches.iter().find_map(|branch| target(&branch.block)));
                    draft.ops.push_str(",[");
                    for (position, branch) in branches.iter().enumerate() {
                        if position > 0 {
                            draft.ops.push(',');
                        }
                        match &branch.condition {
                            Some(condition) => self.output.expression(&mut draft.ops, condition),
                            None => draft.ops.push('0'),
                        }
                        draft.ops.push(',');
                        self.block(&mut draft.ops, &branch.block);
                    }
                    draft.ops.push(']');
                }
                Node::For(list) => {
                    anchor(draft, 8, target(&list.block));
                    self.argument(draft, &list.list);
                    draft.ops.push(',');
                    key(&mut draft.ops, &list.key);
                    draft.ops.push(',');
                    self.block(&mut draft.ops, &list.block);
                }
                Node::Call(call) => {
                    anchor(draft, 9, call.target.as_deref());
                    draft.ops.push(',');
                    self.output.name(&mut draft.ops, &call.name);
                    draft.ops.push(',');
                    self.output.data(&mut draft.ops, &call.data);
                }
                Node::Slot(slot) => {
                    anchor(draft, 10, slot.target.as_deref());
                    draft.ops.push(',');
                    self.output.name(&mut draft.ops, &slot.name);
                    draft.ops.push(',');
                    if slot.data.is_empty() {
                        draft.ops.push('0');
                    } else {
                        self.output.data(&mut draft.ops, &slot.data);
                    }
                }
            }
        }
    }

    fn argument(&mut self, draft: &mut Draft, expression: &Expression) {
        draft.ops.push(',');
        self.output.expression(&mut draft.ops, expression);
    }

    fn named(&mut self, draft: &mut Draft, node: u32, code: u8, name: &str, expression: &Expression) {
        draft.op(node, code);
        draft.ops.push(',');
        js::string(&mut draft.ops, name);
        self.argument(draft, expression);
    }

    fn element(&mut self, draft: &mut Draft, element: &Element<'_>) {
        let index = draft.nodes;
        draft.nodes += 1;
        let is_component = element.component.is_some();
        let prefix = if is_component && element.tag.contains('-') { "" } else { "wx-" };
        draft.html.push('<');
        draft.html.push_str(prefix);
        js::lower_case(&mut draft.html, element.tag);
        for attribute in &element.attributes {
            if is_component {
                self.host_attribute(draft, index, attribute);
            } else {
                self.native_attribute(draft, index, attribute);
            }
        }
        for event in &element.events {
            if !is_component || protocol::components::is_bubbling_event(event.name) {
                self.event(draft, index, event);
            }
        }
        draft.html.push('>');
        draft.content_end = draft.html.len();
        match element.component {
            Some(number) => {
                draft.op(index, 11);
                draft.ops.push(',');
                js::integer(&mut draft.ops, number);
                draft.ops.push(',');
                if element.children.nodes.is_empty() {
                    draft.ops.push('0');
                } else {
                    self.block(&mut draft.ops, &element.children);
                }
            }
            None => self.nodes(draft, &element.children.nodes),
        }
        draft.html.push_str("</");
        draft.html.push_str(prefix);
        js::lower_case(&mut draft.html, element.tag);
        draft.html.push('>');
    }

    fn host_attribute(&mut self, draft: &mut Draft, node: u32, attribute: &Attribute<'_>) {
        if matches!(attribute.role, Role::Id | Role::Class | Role::Style | Role::Hidden | Role::Slot | Role::Animation)
        {
            self.native_attribute(draft, node, attribute);
        }
    }

    fn native_attribute(&mut self, draft: &mut Draft, node: u32, attribute: &Attribute<'_>) {
        match (&attribute.value, attribute.role) {
            (_, Role::Generic | Role::SlotValue) => {}
            (Value::True, Role::Class | Role::Style | Role::Id) => {}
            (Value::True, Role::Data) => data_attribute(draft, &attribute.name, ""),
            (Value::Static(text), Role::Data) => data_attribute(draft, &attribute.name, text),
            (Value::Dynamic(expression), Role::Data) => {
                self.named(draft, node, 4, &dataset_key(&attribute.name), expression)
            }
            (Value::Dynamic(expression), Role::Mark) => self.named(draft, node, 5, &attribute.name, expression),
            (Value::Static(text), Role::Mark) => self.constant(draft, node, 5, &attribute.name, text),
            (Value::True, Role::Mark) => self.constant(draft, node, 5, &attribute.name, ""),
            (Value::Dynamic(expression), Role::Model) => {
                self.named(draft, node, 3, &attribute.name, expression);
                draft.op(node, 12);
                draft.ops.push(',');
                js::string(&mut draft.ops, &attribute.name);
                self.argument(draft, expression);
            }
            (Value::Dynamic(expression), Role::Change) => self.named(draft, node, 13, &attribute.name, expression),
            (_, Role::Model | Role::Change) => {}
            (Value::Dynamic(expression), Role::Class) => {
                draft.op(node, 1);
                self.argument(draft, expression);
            }
            (Value::Dynamic(expression), Role::Style) => {
                draft.op(node, 2);
                self.argument(draft, expression);
            }
            (Value::Dynamic(expression), Role::Animation) => {
                draft.op(node, 14);
                self.argument(draft, expression);
            }
            (Value::Dynamic(expression), _) => self.attribute_value(draft, node, &attribute.name, expression),
            (Value::Static(text), Role::Class) => {
                let mut classes = String::with_capacity(text.len());
                for class in text.split_ascii_whitespace() {
                    if !classes.is_empty() {
                        classes.push(' ');
                    }
                    classes.push_str(class);
                }
                if !classes.is_empty() {
                    js::html_attribute(&mut draft.html, "class", &classes);
                }
            }
            (Value::Static(text), Role::Style) => {
                let style = text.trim();
                if !style.is_empty() {
                    js::html_attribute(&mut draft.html, "style", &rewrite_units(style));
                }
            }
            (Value::Static(text), _) => js::html_attribute(&mut draft.html, &attribute.name, text),
            (Value::True, _) => js::html_attribute(&mut draft.html, &attribute.name, ""),
        }
    }

    /// A dynamic attribute; a constant whose type the markup can carry becomes markup.
    fn attribute_value(&mut self, draft: &mut Draft, node: u32, name: &str, expression: &Expression) {
        if self.output.template.text(expression.deps).is_empty() && self.output.template.text(expression.body) == "!0" {
            js::html_attribute(&mut draft.html, name, "");
            return;
        }
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.named(draft, node, 3, &name.to_ascii_lowercase(), expression);
        } else {
            self.named(draft, node, 3, name, expression);
        }
    }

    fn constant(&mut self, draft: &mut Draft, node: u32, code: u8, name: &str, text: &str) {
        draft.op(node, code);
        draft.ops.push(',');
        js::string(&mut draft.ops, name);
        draft.ops.push_str(",[\"\",()=>");
        js::string(&mut draft.ops, text);
        draft.ops.push(']');
    }

    fn event(&mut self, draft: &mut Draft, node: u32, event: &Event<'_>) {
        let mut name = String::with_capacity(event.name.len() + 16);
        if event.capture {
            name.push_str("capture");
        }
        name.push_str(match event.kind {
            EventKind::Bind => "bind",
            EventKind::Catch => "catch",
            EventKind::MutBind => "mutbind",
        });
        name.push_str(&event.name.to_ascii_lowercase());
        match &event.handler {
            Value::True => js::html_attribute(&mut draft.html, &name, ""),
            Value::Static(handler) => js::html_attribute(&mut draft.html, &name, handler),
            Value::Dynamic(expression) => self.named(draft, node, if event.is_wxs { 6 } else { 3 }, &name, expression),
        }
    }
}

/// The place of something that is not drawn itself; `target` is the slot its content goes to.
fn anchor(draft: &mut Draft, code: u8, target: Option<&str>) {
    let index = draft.nodes;
    draft.nodes += 1;
    match target.filter(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    }) {
        // A comment ends at `-->` or `--!>`; names like that do not occur.
        Some(name) if !name.contains("--") && !name.starts_with('-') && !name.ends_with('-') => {
            draft.html.push_str("<!--");
            draft.html.push_str(name);
            draft.html.push_str("-->");
        }
        _ => draft.html.push_str("<!>"),
    }
    draft.content_end = draft.html.len();
    draft.op(index, code);
}

/// The slot that the nodes of a block name.
fn target<'b>(block: &'b Block<'_>) -> Option<&'b str> {
    block.nodes.iter().find_map(|node| match node {
        Node::Element(element) => {
            element.attributes.iter().find_map(|attribute| match (&attribute.role, &attribute.value) {
                (Role::Slot, Value::Static(name)) => Some(name.as_ref()),
                _ => None,
            })
        }
        Node::If(branches) => branches.iter().find_map(|branch| target(&branch.block)),
        Node::For(list) => target(&list.block),
        Node::Slot(slot) => slot.target.as_deref(),
        Node::Call(call) => call.target.as_deref(),
        Node::Text(_) => None,
    })
}

fn data_attribute(draft: &mut Draft, name: &str, value: &str) {
    let mut full = String::with_capacity(name.len() + 5);
    full.push_str("data-");
    full.push_str(name);
    js::html_attribute(&mut draft.html, &full, value);
}

pub(super) fn key(out: &mut String, key: &Key<'_>) {
    match key {
        Key::None => out.push('0'),
        Key::This => out.push_str("\"*\""),
        Key::Field(name) => js::string(out, name),
    }
}
