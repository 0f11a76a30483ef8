//! Elements and components with their attributes and events. In: an element. Out: its IR, and what it refers to.

use super::{ATTRIBUTES_COMPARED_MAX, Collector, Lowering};
use crate::wxml::attributes::{Kind, camel_case, classify, worklet_event};
use crate::wxml::diagnostics::Code;
use crate::wxml::expressions::{Meaning, ScopeName};
use crate::wxml::ir::{Attribute, Block, Element, Event, EventKind, Role, Value};
use crate::wxml::{ResourceReference, TagUse};
use protocol::components::AttributeType;
use std::borrow::Cow;
use syntax::{Attribute as SyntaxAttribute, Element as SyntaxElement, Node as SyntaxNode, Span, Text};

impl<'a> Lowering<'_, 'a> {
    pub(super) fn node(&mut self, element: &SyntaxElement<'a>) -> Element<'a> {
        let is_component = self.context.is_component(element.name);
        let component = is_component.then(|| {
            self.components += 1;
            self.components - 1
        });
        self.tag_use(element, is_component);
        let mut attributes = Vec::with_capacity(element.attributes.len());
        let mut events = Vec::new();
        for attribute in &element.attributes {
            self.attribute(element, attribute, is_component, &mut attributes, &mut events);
        }
        let mut inner = Collector::default();
        let slot_frame = is_component && reads_slot_values(&element.children);
        let slot_depth = self.slot_depth;
        if slot_frame {
            self.slot_depth = Some(self.scope.depth);
            self.scope.depth += 1;
        }
        self.children(&element.children, &mut inner);
        let nodes = self.collected(inner);
        if slot_frame {
            self.scope.depth -= 1;
        }
        self.slot_depth = slot_depth;
        let children = Block { nodes, slot_frame };
        let mut tag = element.name;
        if let Some(path) = self.context.plugin(tag).filter(|_| !is_component) {
            tag = PLUGIN_BOX;
            attributes.retain(|attribute| attribute.role != Role::Plain);
            attributes.push(Attribute {
                role: Role::Plain,
                name: "src".into(),
                value: Value::Static(path.to_owned().into()),
            });
        }
        Element { tag, component, attributes, events, children }
    }

    /// `slot:x="y"`: the element and what is in it see the slot value `x` as `y`.
    pub(super) fn slot_value_names(&mut self, element: &SyntaxElement<'a>) {
        // The frame was added by the component around; outside of one there is none to read.
        let Some(depth) = self.slot_depth else { return };
        for attribute in &element.attributes {
            let Kind::Role(Role::SlotValue, key) = classify(attribute.name) else { continue };
            let key = camel_case(key);
            let alias =
                attribute.value.as_ref().and_then(Text::literal).map(str::trim).filter(|alias| !alias.is_empty());
            let name = alias.map_or_else(|| key.clone(), str::to_owned);
            if !syntax::is_identifier(&name) || !syntax::is_identifier(&key) {
                self.sink.report(Code::InvalidName, attribute.span, &name);
                continue;
            }
            self.scope.names.push(ScopeName { name, meaning: Meaning::SlotValue { depth, key } });
        }
    }

    pub(super) fn tag_use(&mut self, element: &SyntaxElement<'a>, is_component: bool) {
        if let Some(&index) = self.tag_uses.get(element.name) {
            self.references.tags[index].count += 1;
            return;
        }
        let is_plugin = !is_component && self.context.plugin(element.name).is_some();
        let built_in = is_plugin || (!is_component && protocol::components::find(element.name).is_some());
        self.tag_uses.insert(element.name.to_owned(), self.references.tags.len());
        self.references.tags.push(TagUse {
            tag: if is_plugin { PLUGIN_BOX } else { element.name }.to_owned(),
            span: element.name_span,
            is_component,
            is_built_in: built_in,
            count: 1,
        });
        // Of a tag that is declared but missing, the JSON's diagnostic says enough.
        if !is_component && !built_in && !self.context.absent.contains_key(element.name) {
            self.sink.unknown_tag(element.name, element.name_span, self.context);
        }
    }

    pub(super) fn attribute(
        &mut self,
        element: &SyntaxElement<'a>,
        attribute: &SyntaxAttribute<'a>,
        is_component: bool,
        attributes: &mut Vec<Attribute<'a>>,
        events: &mut Vec<Event<'a>>,
    ) {
        match classify(attribute.name) {
            Kind::Directive(_) | Kind::UnknownDirective | Kind::Let(_) | Kind::Ignored => {}
            Kind::UnknownPrefix => self.sink.report(Code::UnknownPrefix, attribute.name_span, attribute.name),
            Kind::Event { name, capture, kind } => {
                self.event(element, attribute, is_component, (name.into(), capture, kind), events)
            }
            Kind::Worklet(name) if !is_component => {
                self.event(element, attribute, false, (worklet_event(name).into(), false, EventKind::Bind), events)
            }
            // A component has no part that would call it.
            Kind::Worklet(_) => {}
            Kind::Role(role, name) => {
                if attributes.len() < ATTRIBUTES_COMPARED_MAX
                    && attributes.iter().any(|other| other.role == role && other.name == name)
                {
                    return;
                }
                let mut name = Cow::Borrowed(name);
                if !is_component && role == Role::Plain {
                    match self.native_name(element.name, attribute) {
                        Some(canonical) => name = canonical,
                        None => return,
                    }
                }
                let value = if role == Role::Model { self.model(attribute) } else { Some(self.value(attribute).0) };
                let Some(value) = value else { return };
                let is_empty = matches!(&value, Value::Static(text) if text.is_empty());
                if is_empty && !is_component && is_switch(element.name, role, &name) {
                    // An empty text is a no, where no text at all (`hidden`) is a yes; in html both would be a yes.
                    return;
                }
                if let (Value::Static(path), Some(definition)) =
                    (&value, (!is_component).then(|| protocol::components::find(element.name)).flatten())
                {
                    self.static_resource(definition, &name, path, attribute.span);
                }
                if let (Role::Generic, Value::Static(tag)) = (role, &value) {
                    self.references.generics.push(tag.to_string());
                }
                let name = if role == Role::Model && !is_component { name.to_ascii_lowercase().into() } else { name };
                attributes.push(Attribute { role, name, value });
            }
        }
    }

    /// Images and other files named by a literal.
    pub(super) fn static_resource(
        &mut self,
        definition: &protocol::components::Component,
        name: &str,
        path: &str,
        span: Span,
    ) {
        if definition.resources.contains(&name) && !path.is_empty() {
            self.references.resources.push((ResourceReference { path: path.to_owned(), span }, self.sink.file()));
        }
    }

    /// The documented spelling of a native element's attribute; `None` for names no document may hold.
    pub(super) fn native_name(&mut self, tag: &str, attribute: &SyntaxAttribute<'a>) -> Option<Cow<'a, str>> {
        let name = attribute.name;
        // `onclick` would run as script of the page; no such name has a hyphen.
        let is_handler =
            name.as_bytes().get(..2).is_some_and(|start| start.eq_ignore_ascii_case(b"on")) && !name.contains('-');
        if is_handler || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
            self.sink.report(Code::UnknownAttribute, attribute.name_span, name);
            return None;
        }
        if name == "aria-role" {
            // The platform's own word for the attribute that browsers read.
            return Some(Cow::Borrowed("role"));
        }
        let Some(definition) = protocol::components::find(tag) else { return Some(Cow::Borrowed(name)) };
        if let Some(known) = definition.attribute(name) {
            return Some(Cow::Borrowed(known.name));
        }
        self.sink.unknown_attribute(definition, name, attribute.name_span);
        Some(Cow::Borrowed(name))
    }

    pub(super) fn event(
        &mut self,
        element: &SyntaxElement<'a>,
        attribute: &SyntaxAttribute<'a>,
        is_component: bool,
        (name, capture, kind): (Cow<'a, str>, bool, EventKind),
        events: &mut Vec<Event<'a>>,
    ) {
        let (mut handler, is_wxs) = self.value(attribute);
        if let Value::Static(text) = &mut handler {
            let trimmed = text.trim();
            if trimmed.len() != text.len() {
                *text = trimmed.to_owned().into();
            }
            if !text.is_empty() && !self.handler_names.contains_key(text.as_ref()) {
                self.handler_names.insert(text.to_string(), ());
                self.references.handlers.push(ResourceReference { path: text.to_string(), span: attribute.span });
            }
        }
        let empty = matches!(&handler, Value::True) || matches!(&handler, Value::Static(text) if text.is_empty());
        if empty && kind != EventKind::Catch {
            return;
        }
        let is_worklet = matches!(classify(attribute.name), Kind::Worklet(_));
        if !is_component
            && !is_worklet
            && let Some(definition) = protocol::components::find(element.name)
        {
            let is_around = element.children.iter().any(|child| matches!(child, SyntaxNode::Element(_)));
            self.sink.unknown_event(definition, &name, is_around, attribute.name_span);
        }
        if events.len() < ATTRIBUTES_COMPARED_MAX
            && events.iter().any(|other| other.name == name && other.capture == capture && other.kind == kind)
        {
            return;
        }
        let is_foreign = if is_component {
            protocol::components::is_bubbling_event(&name)
        } else {
            !is_worklet && is_custom(element.name, &name)
        };
        events.push(Event { name, capture, kind, handler, is_wxs, is_foreign });
    }
}

/// The element drawn where a component of a plugin would be.
const PLUGIN_BOX: &str = "plugin-component";

/// Whether a native element's attribute only tells yes or no.
fn is_switch(tag: &str, role: Role, name: &str) -> bool {
    let known = || protocol::components::find(tag).and_then(|definition| definition.attribute(name));
    role == Role::Hidden || role == Role::Plain && known().is_some_and(|known| known.kind == AttributeType::Boolean)
}

/// Whether only a component can send the event.
fn is_custom(tag: &str, event: &str) -> bool {
    !protocol::components::is_bubbling_event(event)
        && protocol::components::find(tag).is_none_or(|component| !component.events.contains(&event))
}

/// Whether light content reads slot values: then each place it is put into gives it a frame.
fn reads_slot_values(nodes: &[SyntaxNode<'_>]) -> bool {
    nodes.iter().any(|node| match node {
        SyntaxNode::Element(element) => {
            element.attributes.iter().any(|attribute| attribute.name.starts_with("slot:"))
                || (element.name == "block" && reads_slot_values(&element.children))
        }
        _ => false,
    })
}
