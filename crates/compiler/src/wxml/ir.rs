//! The intermediate representation of a template: resolved, but in no output's syntax yet.
//!
//! Written by `lower`; read by `emit` and the string back end of prerendering. Expression code is text
//! in one buffer, so that an IR costs few allocations. Must not refer to the source but by spans.

use super::constants::Constant;
use std::borrow::Cow;

/// Range of bytes in [`Template::code`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Template<'a> {
    pub(crate) code: String,
    pub(crate) main: Block<'a>,
    /// Bodies of `<template name>` in source order; of equal names the last one counts.
    pub(crate) templates: Vec<(String, Block<'a>)>,
    /// Paths of imported files, without suffix.
    pub(crate) imports: Vec<String>,
    /// WXS modules by name in templates; the bit of `Expression::modules` is the index.
    pub(crate) modules: Vec<Module>,
}

impl Template<'_> {
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
pub(crate) struct Block<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    /// Light content that reads slot values: each instantiation adds a scope frame.
    pub(crate) slot_frame: bool,
}

#[derive(Debug)]
pub(crate) enum Node<'a> {
    /// Never `True`, a constant or empty.
    Text(Value<'a>),
    Element(Box<Element<'a>>),
    If(Vec<Branch<'a>>),
    For(Box<For<'a>>),
    Call(Box<Call<'a>>),
    Slot(Box<Slot<'a>>),
}

#[derive(Debug)]
pub(crate) struct Branch<'a> {
    /// `None`: else.
    pub(crate) condition: Option<Value<'a>>,
    pub(crate) block: Block<'a>,
}

#[derive(Debug)]
pub(crate) struct For<'a> {
    pub(crate) list: Value<'a>,
    pub(crate) key: Key<'a>,
    pub(crate) block: Block<'a>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Key<'a> {
    None,
    /// The item itself.
    This,
    Field(Cow<'a, str>),
}

#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) name: Value<'a>,
    pub(crate) data: Vec<(DataKey<'a>, Value<'a>)>,
    /// `slot="x"` on the call itself.
    pub(crate) target: Option<Cow<'a, str>>,
}

#[derive(Debug)]
pub(crate) enum DataKey<'a> {
    Field(Cow<'a, str>),
    Spread,
}

#[derive(Debug)]
pub(crate) struct Slot<'a> {
    pub(crate) name: Value<'a>,
    pub(crate) data: Vec<(DataKey<'a>, Value<'a>)>,
    /// `slot="x"` on the slot itself: it hands its content on.
    pub(crate) target: Option<Cow<'a, str>>,
}

#[derive(Debug)]
pub(crate) struct Element<'a> {
    /// As written.
    pub(crate) tag: &'a str,
    /// Number of the component in its file; `None` for a native element.
    pub(crate) component: Option<u32>,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) events: Vec<Event<'a>>,
    pub(crate) children: Block<'a>,
}

#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) role: Role,
    /// As written for components, canonical for native elements; the part after the prefix for roles that have one.
    pub(crate) name: Cow<'a, str>,
    pub(crate) value: Value<'a>,
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

#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    /// Written without a value.
    True,
    Static(Cow<'a, str>),
    /// A literal that is no text.
    Constant(Constant),
    Dynamic(Expression),
    /// Text and braces beside each other; the value is text.
    Mixed(Vec<Piece<'a>>),
}

#[derive(Clone, Debug)]
pub(crate) enum Piece<'a> {
    Text(Cow<'a, str>),
    Binding(Expression),
}

#[derive(Debug)]
pub(crate) struct Event<'a> {
    /// As written, prefix taken off.
    pub(crate) name: Cow<'a, str>,
    pub(crate) capture: bool,
    pub(crate) kind: EventKind,
    pub(crate) handler: Value<'a>,
    /// The handler is a WXS function.
    pub(crate) is_wxs: bool,
    /// On a native element: only a component can send the event. On a component: the DOM may send it.
    pub(crate) is_foreign: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    Bind,
    Catch,
    MutBind,
}

/// One binding.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    /// A path in the notation of the template format, or JavaScript of parameters `d`, `s`, `w`; never an object literal
    /// without parentheses.
    pub(crate) code: Code,
    pub(crate) is_path: bool,
    /// How many of the parameters the code needs, counted from `d`.
    pub(crate) parameters: u8,
    /// Bit set of modules used; the last bit stands for all from the 64th on.
    pub(crate) modules: u64,
}
