//! Tree to IR: finds what each tag and attribute means, resolves names, pastes includes.
//!
//! In: parsed documents and the file's context. Out: a [`Template`], what it refers to, and diagnostics. Must not write any
//! output's syntax but expression code.

mod calls;
mod control;
mod declarations;
mod elements;
mod values;

use super::attributes::{Kind, classify};
use super::constants::{fold, shown_text};
use super::diagnostics::{Code, Sink};
use super::expressions::Scope;
use super::ir::{Attribute, Block, Node, Role, Template, Value};
use super::{FileContext, Includes, References};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use syntax::{Document, Element as SyntaxElement, ExpressionId, Node as SyntaxNode, Piece, Text};

/// Elements within elements, included files counted in.
const NESTING_MAX: usize = 220;
/// Names in scope at one place; each is looked at for each name of an expression.
const SCOPE_NAMES_MAX: usize = 1000;
/// An element's attributes are compared with each other only up to this many.
const ATTRIBUTES_COMPARED_MAX: usize = 64;
/// Nodes that includes of one file may paste: a file that includes a file twice that includes a file twice …
const INCLUDED_NODES_MAX: usize = 100_000;

pub(super) struct Lowering<'c, 'a> {
    pub(super) context: &'c FileContext<'c>,
    pub(super) includes: &'a dyn Includes,
    /// The file itself, then included ones.
    pub(super) documents: Vec<Document<'a>>,
    included: FxHashMap<String, usize>,
    including: Vec<String>,
    included_nodes: usize,
    pub(super) template: Template<'a>,
    scope: Scope,
    pub(super) references: References,
    pub(super) sink: Sink,
    components: u32,
    nesting: usize,
    /// Position of each tag in `references`.
    tag_uses: FxHashMap<String, usize>,
    handler_names: FxHashMap<String, ()>,
    definition_names: FxHashMap<String, usize>,
    document: usize,
    /// Depth of the frame of slot values around the place.
    slot_depth: Option<u32>,
}

/// A definition found anywhere in the file.
struct Definition<'d, 'a> {
    name: String,
    element: &'d SyntaxElement<'a>,
}

/// Nodes of one block while they are collected; adjacent text runs together.
#[derive(Default)]
struct Collector<'a> {
    nodes: Vec<Node<'a>>,
    pending: Vec<Part<'a>>,
    chain: Chain,
}

/// What a `wx:elif` or `wx:else` would continue.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Chain {
    #[default]
    None,
    /// The last node, an `If`.
    Open,
    /// Conditions that are never true: none of them left a node.
    Unmet,
    /// A condition that is always true, so that nothing of the rest is shown.
    Met,
}

enum Part<'a> {
    Text(Cow<'a, str>),
    Binding(usize, ExpressionId),
}

impl<'c, 'a> Lowering<'c, 'a> {
    pub(super) fn new(
        context: &'c FileContext<'c>,
        includes: &'a dyn Includes,
        document: Document<'a>,
        sink: Sink,
    ) -> Self {
        let code_bytes_max = document.source.len() * 4 + (64 << 10);
        let capacity = document.source.len();
        let mut lowering = Self {
            context,
            includes,
            documents: vec![document],
            included: FxHashMap::default(),
            including: vec![context.path.to_owned()],
            included_nodes: 0,
            template: Template::default(),
            scope: Scope { code_bytes_max, ..Scope::default() },
            references: References::default(),
            sink,
            components: 0,
            nesting: 0,
            tag_uses: FxHashMap::default(),
            handler_names: FxHashMap::default(),
            definition_names: FxHashMap::default(),
            document: 0,
            slot_depth: None,
        };
        lowering.template.code.reserve(capacity);
        lowering
    }

    pub(super) fn run(&mut self) {
        // The trees are moved out while they are walked, so that the walk may borrow the rest.
        let children = std::mem::take(&mut self.documents[0].children);
        let mut definitions = Vec::new();
        self.declarations(&children, &mut definitions);
        let mut main = Collector::default();
        self.children(&children, &mut main);
        self.template.main.nodes = self.collected(main);
        for definition in &definitions {
            self.scope.names.clear();
            self.scope.depth = 0;
            self.slot_depth = None;
            let mut body = Collector::default();
            self.children(&definition.element.children, &mut body);
            let nodes = self.collected(body);
            self.template.templates.push((definition.name.clone(), Block { nodes, ..Block::default() }));
        }
        drop(definitions);
        self.documents[0].children = children;
    }

    fn children(&mut self, nodes: &[SyntaxNode<'a>], into: &mut Collector<'a>) {
        for node in nodes {
            match node {
                SyntaxNode::Text(text) => self.text(text, into),
                SyntaxNode::Element(element) => self.element(element, into),
                SyntaxNode::Comment(_) | SyntaxNode::Declaration(_) | SyntaxNode::Raw(_) => {}
            }
        }
    }

    fn text(&mut self, text: &Text<'a>, into: &mut Collector<'a>) {
        if let Some(literal) = text.literal() {
            if literal.bytes().all(syntax::is_whitespace) {
                return;
            }
            into.chain = Chain::None;
            into.pending.push(Part::Text(syntax::decode_text(literal)));
            return;
        }
        into.chain = Chain::None;
        for piece in &text.pieces {
            match piece {
                Piece::Literal(raw, _) => into.pending.push(Part::Text(syntax::decode_text(raw))),
                Piece::Binding(binding) => {
                    if let Some(id) = binding.expression {
                        match fold(&self.documents[self.document], id).as_ref().and_then(shown_text) {
                            Some(text) => into.pending.push(Part::Text(text.into())),
                            None => into.pending.push(Part::Binding(self.document, id)),
                        }
                    }
                }
            }
        }
    }

    fn element(&mut self, element: &SyntaxElement<'a>, into: &mut Collector<'a>) {
        match element.name {
            "import" | "wxs" | "sjs" | "import-sjs" => return,
            "template" if element.attribute("name").is_some() => return,
            _ => {}
        }
        if self.document > 0 {
            self.included_nodes += 1;
            if self.included_nodes > INCLUDED_NODES_MAX {
                if self.included_nodes == INCLUDED_NODES_MAX + 1 {
                    self.sink.report(Code::IncludeTooLarge, element.name_span, "");
                }
                return;
            }
        }
        if self.nesting >= NESTING_MAX {
            self.sink.report(Code::NestingTooDeep, element.name_span, element.name);
            return;
        }
        self.nesting += 1;
        let names = self.scope.names.len();
        self.slot_value_names(element);
        let directives = self.directives(element);
        self.controlled(element, &directives, into);
        self.scope.names.truncate(names);
        self.nesting -= 1;
    }

    /// An element without its control attributes.
    fn plain(&mut self, element: &SyntaxElement<'a>, into: &mut Collector<'a>) {
        self.lets(element);
        match element.name {
            "block" => self.transparent(element, into),
            "template" => self.call(element, into),
            "include" => self.include(element, into),
            "slot" => self.slot(element, into),
            _ => {
                self.flush(into);
                let node = self.node(element);
                into.nodes.push(Node::Element(Box::new(node)));
            }
        }
    }

    /// `<block>`: its children stand in its place; a `slot` on it counts for each of them.
    fn transparent(&mut self, element: &SyntaxElement<'a>, into: &mut Collector<'a>) {
        match element.attribute("slot") {
            None => self.children(&element.children, into),
            Some(attribute) => {
                self.flush(into);
                let mut inner = Collector::default();
                self.children(&element.children, &mut inner);
                let mut nodes = self.collected(inner);
                let slot = self.value(attribute).0;
                assign_slot(&mut nodes, &slot);
                into.nodes.append(&mut nodes);
            }
        }
        for attribute in &element.attributes {
            if let Kind::Event { .. } | Kind::Role(Role::Class | Role::Style | Role::Id | Role::Hidden, _) =
                classify(attribute.name)
            {
                self.sink.report(Code::AttributeWithoutEffect, attribute.name_span, attribute.name);
            }
        }
    }
}

/// A `slot` on a block counts for each node in it.
fn assign_slot<'a>(nodes: &mut [Node<'a>], slot: &Value<'a>) {
    for node in nodes {
        match node {
            Node::Element(element) => {
                if !element.attributes.iter().any(|attribute| attribute.role == Role::Slot) {
                    element.attributes.push(Attribute { role: Role::Slot, name: "slot".into(), value: slot.clone() });
                }
            }
            Node::Slot(inner) => assign_target(&mut inner.target, slot),
            Node::Call(call) => assign_target(&mut call.target, slot),
            Node::If(branches) => {
                for branch in branches {
                    assign_slot(&mut branch.block.nodes, slot);
                }
            }
            Node::For(list) => assign_slot(&mut list.block.nodes, slot),
            Node::Text(_) => {}
        }
    }
}

fn assign_target<'a>(target: &mut Option<Cow<'a, str>>, slot: &Value<'a>) {
    if let (None, Value::Static(name)) = (&target, slot) {
        *target = Some(name.clone());
    }
}
