//! The intermediate representation of a template: resolved, but in no output's syntax yet.
//!
//! Written by `lower`; read by `emit_view`, `emit_logic` and the string back end of prerendering. Expression code is text
//! in one buffer, so that an IR costs few allocations. Must not refer to the source but by spans.

/// Range of bytes in [`Template::code`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Template {
    pub(crate) code: String,
    pub(crate) main: Block,
    /// Bodies of `<template name>` in source order; of equal names the last one counts.
    pub(crate) templates: Vec<(String, Block)>,
    /// Paths of imported files, without suffix.
    pub(crate) imports: Vec<String>,
    /// WXS modules by name in templates; the bit of `Expression::modules` is the index.
    pub(crate) modules: Vec<Module>,
}

impl Template {
    pub(crate) fn text(&self, code: Code) -> &str {
        &self.code[code.start as usize..code.end as usize]
    }
}

#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) name: String,
    /// Path the module is registered under.
    pub(crate) path: String,
}

#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) nodes: Vec<Node>,
    /// Light content that reads slot values: each instantiation adds a scope frame.
    pub(crate) slot_frame: bool,
    /// Set by `skeleton`: holds something the logic realm must know of.
    pub(crate) in_skeleton: bool,
    /// Set by `skeleton`: holds a component, or something that may hold one.
    pub(crate) has_component: bool,
}

#[derive(Debug)]
pub(crate) enum Node {
    Text(Content),
    Element(Box<Element>),
    If(Vec<Branch>),
    For(Box<For>),
    Call(Box<Call>),
    Slot(Box<Slot>),
}

#[derive(Debug)]
pub(crate) enum Content {
    Static(String),
    Dynamic(Expression),
}

#[derive(Debug)]
pub(crate) struct Branch {
    /// `None`: else.
    pub(crate) condition: Option<Expression>,
    pub(crate) block: Block,
}

#[derive(Debug)]
pub(crate) struct For {
    pub(crate) list: Expression,
    pub(crate) key: Key,
    pub(crate) block: Block,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Key {
    None,
    /// The item itself.
    This,
    Field(String),
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: Name,
    pub(crate) data: Vec<(DataKey, Expression)>,
    /// `slot="x"` on the call itself.
    pub(crate) target: Option<String>,
    /// Set by `skeleton`.
    pub(crate) in_skeleton: bool,
}

#[derive(Debug)]
pub(crate) enum Name {
    Static(String),
    Dynamic(Expression),
}

#[derive(Debug)]
pub(crate) enum DataKey {
    Field(String),
    Spread,
}

#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: Name,
    pub(crate) data: Vec<(DataKey, Expression)>,
    /// `slot="x"` on the slot itself: it hands its content on.
    pub(crate) target: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Element {
    /// As written.
    pub(crate) tag: String,
    /// Number of the component in its file; `None` for a native element.
    pub(crate) component: Option<u32>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) events: Vec<Event>,
    pub(crate) children: Block,
}

#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) role: Role,
    /// As written for components, canonical for native elements; the part after the prefix for roles that have one.
    pub(crate) name: String,
    pub(crate) value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Plain,
    Id,
    Class,
    Style,
    Hidden,
    Slot,
    Animation,
    /// `data-x`; the name is what follows the prefix, as written.
    Data,
    Mark,
    /// `model:x`; the value is the path to write.
    Model,
    /// `change:x`.
    Change,
    /// `generic:x`.
    Generic,
    /// `slot:x`.
    SlotValue,
}

#[derive(Debug)]
pub(crate) enum Value {
    /// Written without a value.
    True,
    Static(String),
    Dynamic(Expression),
}

#[derive(Debug)]
pub(crate) struct Event {
    /// As written, prefix taken off.
    pub(crate) name: String,
    pub(crate) capture: bool,
    pub(crate) kind: EventKind,
    pub(crate) handler: Value,
    /// The handler is a WXS function.
    pub(crate) is_wxs: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    Bind,
    Catch,
    MutBind,
}

/// What an expression reads and how it is computed.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    /// Paths read, separated by commas, in the notation of the template format.
    pub(crate) deps: Code,
    /// JavaScript of parameters `d`, `s`, `w`; never an object literal without parentheses.
    pub(crate) body: Code,
    /// How many of the parameters the body needs, counted from `d`.
    pub(crate) parameters: u8,
    /// The body reads exactly the one path of `deps`.
    pub(crate) is_path: bool,
    /// Bit set of modules used; the last bit stands for all from the 64th on.
    pub(crate) modules: u64,
}
