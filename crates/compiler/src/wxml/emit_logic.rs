//! The logic form: components, what they receive, and the control flow around them. In: marked IR and the fields the view
//! form reads. Out: `mn.l(…)`. Must stay tiny for a page without components.

use super::emit::{Output, imports, list, options};
use super::emit_view::key;
use super::ir::*;
use super::javascript as js;
use std::borrow::Cow;

pub(super) fn emit(template: &Template<'_>, path: &str, fields: &[&str]) -> String {
    let mut logic = Logic { output: Output::new(template), calls: false };
    let mut body = String::new();
    body.push('[');
    logic.block(&mut body, &template.main);
    logic.output.in_template = true;
    let mut first = true;
    for (name, block) in template.templates.iter().filter(|(_, block)| block.in_skeleton) {
        body.push_str(if first { ",{" } else { "," });
        first = false;
        js::property_name(&mut body, name);
        body.push(':');
        logic.block(&mut body, block);
    }
    if !first {
        body.push('}');
    }
    body.push(']');
    let mut out = String::with_capacity(body.len() + 64);
    out.push_str("mn.l(");
    js::string(&mut out, path);
    out.push(',');
    out.push_str(logic.output.head());
    out.push_str(&body);
    let mut modules = String::new();
    logic.output.modules(&mut modules);
    let keyed = keyed_lists(template);
    options(
        &mut out,
        &[
            if logic.calls { imports(template) } else { String::new() },
            modules,
            list("v", fields.iter().copied()),
            list("k", keyed.iter().map(String::as_str)),
        ],
    );
    out.push_str(");\n");
    out
}

struct Logic<'t> {
    output: Output<'t>,
    calls: bool,
}

impl Logic<'_> {
    fn block(&mut self, out: &mut String, block: &Block<'_>) {
        out.push('[');
        let mut first = true;
        self.nodes(out, &block.nodes, &mut first);
        out.push(']');
    }

    fn nodes(&mut self, out: &mut String, nodes: &[Node<'_>], first: &mut bool) {
        for node in nodes {
            match node {
                Node::Text(_) => {}
                Node::Element(element) => self.element(out, element, first),
                Node::If(branches) => {
                    if branches.iter().any(|branch| branch.block.in_skeleton) {
                        begin(out, first);
                        self.branches(out, branches);
                    }
                }
                Node::For(list) => {
                    if list.block.in_skeleton {
                        begin(out, first);
                        out.push_str("[4,");
                        self.output.expression(out, &list.list);
                        out.push(',');
                        key(out, &list.key);
                        out.push(',');
                        self.block(out, &list.block);
                        out.push(']');
                    }
                }
                Node::Call(call) => {
                    if call.in_skeleton {
                        self.calls = true;
                        begin(out, first);
                        out.push_str("[5,");
                        self.output.name(out, &call.name);
                        if !call.data.is_empty() {
                            out.push(',');
                            self.output.data(out, &call.data);
                        }
                        out.push(']');
                    }
                }
                Node::Slot(slot) if !slot.in_skeleton => {}
                Node::Slot(slot) => {
                    begin(out, first);
                    out.push_str("[6,");
                    self.output.name(out, &slot.name);
                    if !slot.data.is_empty() {
                        out.push(',');
                        self.output.data(out, &slot.data);
                    }
                    out.push(']');
                }
            }
        }
    }

    fn branches(&mut self, out: &mut String, branches: &[Branch<'_>]) {
        out.push_str("[3,[");
        // Branches after the last one that matters choose nothing.
        let last = branches.iter().rposition(|branch| branch.block.in_skeleton).unwrap_or(0);
        for (position, branch) in branches[..=last].iter().enumerate() {
            if position > 0 {
                out.push(',');
            }
            match &branch.condition {
                Some(condition) => self.output.expression(out, condition),
                None => out.push('0'),
            }
            out.push(',');
            self.block(out, &branch.block);
        }
        out.push_str("]]");
    }

    fn element(&mut self, out: &mut String, element: &Element<'_>, first: &mut bool) {
        let Some(number) = element.component else {
            // A native element matters for what passes through it on the way from a component below.
            let stays = element.children.in_skeleton
                && (!element.events.is_empty() || (element.children.has_component && is_found(element)));
            if stays {
                begin(out, first);
                self.node(out, element, "[2,", None);
            } else if element.children.in_skeleton {
                self.nodes(out, &element.children.nodes, first);
            }
            return;
        };
        begin(out, first);
        self.node(out, element, "[1,", Some(number));
    }

    fn node(&mut self, out: &mut String, element: &Element<'_>, head: &str, number: Option<u32>) {
        out.push_str(head);
        js::string(out, element.tag);
        if let Some(number) = number {
            out.push(',');
            js::integer(out, number);
        }
        let mut tail = Tail::default();
        let is_component = number.is_some();
        let length = out.len();
        self.statics(out, element, is_component, &mut tail);
        debug_assert!(out.len() >= length);
        self.dynamics(out, element, is_component, &mut tail);
        self.events(out, element, &mut tail);
        if element.children.in_skeleton || (is_component && element.children.slot_frame) {
            tail.part(out);
            self.block(out, &element.children);
            if element.children.slot_frame {
                tail.part(out);
                out.push('1');
            }
        }
        out.push(']');
    }

    fn statics(&mut self, out: &mut String, element: &Element<'_>, is_component: bool, tail: &mut Tail) {
        let mut first = true;
        for attribute in element.attributes.iter().filter(|attribute| matters(attribute, is_component)) {
            let value = match &attribute.value {
                Value::True => None,
                Value::Static(text) => Some(text),
                Value::Dynamic(_) => continue,
            };
            if first {
                tail.part(out);
                out.push('{');
            } else {
                out.push(',');
            }
            first = false;
            js::property_name(out, &written_name(attribute));
            out.push(':');
            match value {
                Some(text) => js::string(out, text),
                None => out.push_str("!0"),
            }
        }
        if first {
            tail.absent();
        } else {
            out.push('}');
        }
    }

    fn dynamics(&mut self, out: &mut String, element: &Element<'_>, is_component: bool, tail: &mut Tail) {
        let mut first = true;
        for attribute in element.attributes.iter().filter(|attribute| matters(attribute, is_component)) {
            let Value::Dynamic(expression) = &attribute.value else { continue };
            if first {
                tail.part(out);
                out.push('[');
            } else {
                out.push(',');
            }
            first = false;
            js::string(out, &written_name(attribute));
            out.push(',');
            self.output.expression(out, expression);
        }
        if first {
            tail.absent();
        } else {
            out.push(']');
        }
    }

    fn events(&mut self, out: &mut String, element: &Element<'_>, tail: &mut Tail) {
        let mut first = true;
        for event in element.events.iter().filter(|event| !event.is_wxs) {
            if first {
                tail.part(out);
                out.push('{');
            } else {
                out.push(',');
            }
            first = false;
            let mut name = String::with_capacity(event.name.len() + 2);
            if event.capture {
                name.push('>');
            }
            match event.kind {
                EventKind::Bind => {}
                EventKind::Catch => name.push('!'),
                EventKind::MutBind => name.push('~'),
            }
            name.push_str(event.name);
            js::property_name(out, &name);
            out.push(':');
            match &event.handler {
                Value::True => out.push_str("\"\""),
                Value::Static(handler) => js::string(out, handler),
                // A bare string would be the handler's name.
                Value::Dynamic(expression) => self.output.name(out, &Name::Dynamic(expression.clone())),
            }
        }
        if first {
            tail.absent();
        } else {
            out.push('}');
        }
    }
}

/// Trailing parts that are absent are dropped; those before a present one become `0`.
#[derive(Default)]
struct Tail {
    absent: u32,
}

impl Tail {
    fn absent(&mut self) {
        self.absent += 1;
    }

    fn part(&mut self, out: &mut String) {
        for _ in 0..self.absent {
            out.push_str(",0");
        }
        self.absent = 0;
        out.push(',');
    }
}

fn begin(out: &mut String, first: &mut bool) {
    if !*first {
        out.push(',');
    }
    *first = false;
}

fn matters(attribute: &Attribute<'_>, is_component: bool) -> bool {
    if is_component {
        return attribute.role != Role::Animation;
    }
    match attribute.role {
        Role::Id | Role::Data | Role::Mark | Role::Slot => true,
        Role::Class => matches!(attribute.value, Value::Static(_)),
        _ => false,
    }
}

/// Whether a native element without handlers can be named by a selector, or adds to the events that pass it.
fn is_found(element: &Element<'_>) -> bool {
    element.attributes.iter().any(|attribute| match attribute.role {
        Role::Id | Role::Mark | Role::Slot => true,
        Role::Class => matches!(attribute.value, Value::Static(_)),
        _ => false,
    })
}

fn written_name<'n>(attribute: &'n Attribute<'_>) -> Cow<'n, str> {
    let prefix = match attribute.role {
        Role::Data => "data-",
        Role::Mark => "mark:",
        Role::Model => "model:",
        Role::Change => "change:",
        Role::Generic => "generic:",
        Role::SlotValue => "slot:",
        _ => return Cow::Borrowed(attribute.name.as_ref()),
    };
    Cow::Owned([prefix, attribute.name.as_ref()].concat())
}

/// Paths of keyed lists of the main tree: `rows:id`, `rows.*.children:*`.
fn keyed_lists(template: &Template<'_>) -> Vec<String> {
    let mut found = std::collections::BTreeSet::new();
    collect_lists(template, &template.main, &mut Vec::new(), &mut found);
    found.into_iter().collect()
}

/// `frames`: for each scope frame around, the path of its list when that is known.
fn collect_lists(
    template: &Template<'_>,
    block: &Block<'_>,
    frames: &mut Vec<Option<String>>,
    found: &mut std::collections::BTreeSet<String>,
) {
    if block.slot_frame {
        frames.push(None);
    }
    for node in &block.nodes {
        match node {
            Node::Text(_) | Node::Call(_) | Node::Slot(_) => {}
            Node::Element(element) => collect_lists(template, &element.children, frames, found),
            Node::If(branches) => {
                for branch in branches {
                    collect_lists(template, &branch.block, frames, found);
                }
            }
            Node::For(list) => {
                let path = list_path(template, &list.list, frames);
                if let Some(path) = &path {
                    match &list.key {
                        Key::None => {}
                        Key::This => {
                            found.insert(format!("{path}:*"));
                        }
                        Key::Field(name) => {
                            found.insert(format!("{path}:{name}"));
                        }
                    }
                }
                frames.push(path);
                collect_lists(template, &list.block, frames, found);
                frames.pop();
            }
        }
    }
    if block.slot_frame {
        frames.pop();
    }
}

fn list_path(template: &Template<'_>, list: &Expression, frames: &[Option<String>]) -> Option<String> {
    if !list.is_path {
        return None;
    }
    let path = template.text(list.deps);
    if path.starts_with('#') {
        return None;
    }
    let Some(scoped) = path.strip_prefix('~') else { return Some(path.to_owned()) };
    let (depth, rest) = scoped.split_once('.').map_or((scoped, ""), |(depth, rest)| (depth, rest));
    let outer = frames.get(depth.parse::<usize>().ok()?)?.as_ref()?;
    // Long chains of nested lists are not worth their bytes.
    if outer.len() > LIST_PATH_BYTES_MAX {
        return None;
    }
    Some(if rest.is_empty() { format!("{outer}.*") } else { format!("{outer}.*.{rest}") })
}

const LIST_PATH_BYTES_MAX: usize = 256;
