//! Messages between the view realm (page) and the logic realm (Worker): docs/internals/bridge.md as types.
//!
//! In: nothing. Out: serde types, and `typescript()`, the text of `runtime/shared/bridge.ts`.
//! Must not: know how either realm works, or do I/O.
//!
//! The two macros write each message once, as a Rust type and as TypeScript, so that the two can't drift apart.

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt::Write as _;

/// Number of a page or component instance; given by the logic realm, counting up, never reused.
pub type Instance = u32;

/// One step of a data path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A field of an object.
    Name(String),
    /// A position of an array.
    Index(u32),
}

/// How a Rust type reads in TypeScript.
trait TypeScript {
    fn typescript() -> String;
    /// Whether a field of this type may be absent.
    const OPTIONAL: bool = false;
    fn is_absent(&self) -> bool {
        false
    }
}

fn absent<T: TypeScript>(value: &T) -> bool {
    value.is_absent()
}

macro_rules! spelled {
    ($($rust:ty => $ts:literal),* $(,)?) => { $(impl TypeScript for $rust { fn typescript() -> String { $ts.to_owned() } })* };
}
spelled! { String => "string", bool => "boolean", u32 => "number", i32 => "number", f64 => "number", Value => "any", Key => "Key" }

impl<T: TypeScript> TypeScript for Vec<T> {
    fn typescript() -> String {
        let inner = T::typescript();
        if inner.contains([' ', '|']) { format!("({inner})[]") } else { format!("{inner}[]") }
    }
}

impl<T: TypeScript> TypeScript for Option<T> {
    fn typescript() -> String {
        T::typescript()
    }
    const OPTIONAL: bool = true;
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// A set of words: a Rust enum, and a TypeScript union of string literals.
macro_rules! words {
    ($(#[doc = $doc:literal])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $(#[doc = $word] #[serde(rename = $word)] $variant),* }
        impl TypeScript for $name { fn typescript() -> String { stringify!($name).to_owned() } }
        impl $name {
            fn declaration(out: &mut String) {
                document(out, &[$($doc),*], "");
                let words: Vec<String> = [$($word),*].iter().map(|word| format!("'{word}'")).collect();
                let _ = writeln!(out, "export type {} = {};\n", stringify!($name), words.join(" | "));
            }
        }
    };
}

/// A plain object.
macro_rules! object {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $field_doc:literal])* $field:ident as $key:literal: $type:ty),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub struct $name { $($(#[doc = $field_doc])* #[serde(rename = $key, skip_serializing_if = "absent")] pub $field: $type),* }
        impl TypeScript for $name { fn typescript() -> String { stringify!($name).to_owned() } }
        impl $name {
            fn declaration(out: &mut String) {
                document(out, &[$($doc),*], "");
                let _ = writeln!(out, "export interface {} {{", stringify!($name));
                $(field::<$type>(out, $key, &[$($field_doc),*]);)*
                out.push_str("}\n\n");
            }
        }
    };
}

/// Messages of one direction: an enum tagged by `t`, and a TypeScript union.
macro_rules! messages {
    ($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $variant_doc:literal])* $variant:ident = $tag:literal { $($(#[doc = $field_doc:literal])* $field:ident as $key:literal: $type:ty),* $(,)? })*
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "t")]
        #[allow(clippy::large_enum_variant, reason = "one message at a time is held; boxes would only spread it")]
        pub enum $name {
            $($(#[doc = $variant_doc])* #[serde(rename = $tag)]
            $variant { $($(#[doc = $field_doc])* #[serde(rename = $key, skip_serializing_if = "absent")] $field: $type),* },)*
        }
        impl $name {
            fn declaration(out: &mut String) {
                let mut names: Vec<&str> = Vec::new();
                $({
                    let interface = concat!(stringify!($variant), "Message");
                    names.push(interface);
                    document(out, &[$($variant_doc),*], "");
                    let _ = writeln!(out, "export interface {interface} {{\n  t: '{}';", $tag);
                    $(field::<$type>(out, $key, &[$($field_doc),*]);)*
                    out.push_str("}\n\n");
                })*
                document(out, &[$($doc),*], "");
                let _ = writeln!(out, "export type {} =\n  | {};\n", stringify!($name), names.join("\n  | "));
            }
        }
    };
}

/// Operations: a Rust enum serialised as an array that begins with the operation's number, and a TypeScript union of tuples.
/// Optional fields come last and are dropped when absent.
macro_rules! operations {
    ($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $variant_doc:literal])* $variant:ident = $code:literal as $constant:ident { $($(#[doc = $field_doc:literal])* $field:ident: $type:ty),* $(,)? })*
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name { $($(#[doc = $variant_doc])* $variant { $($(#[doc = $field_doc])* $field: $type),* },)* }

        impl TypeScript for $name { fn typescript() -> String { stringify!($name).to_owned() } }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant { $($field),* } => {
                        let length = 1 $(+ usize::from(!absent($field)))*;
                        let mut tuple = serializer.serialize_tuple(length)?;
                        tuple.serialize_element(&$code)?;
                        $(if !absent($field) { tuple.serialize_element($field)?; })*
                        tuple.end()
                    })*
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;
                impl<'de> Visitor<'de> for Reader {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                        f.write_str("an array that begins with an operation number")
                    }
                    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<$name, A::Error> {
                        let code: u32 = seq.next_element()?.ok_or_else(|| A::Error::custom("an operation is empty"))?;
                        match code {
                            $($code => Ok($name::$variant { $($field: next_field(&mut seq, stringify!($field))?),* }),)*
                            other => Err(A::Error::custom(format!("no operation has the number {other}"))),
                        }
                    }
                }
                deserializer.deserialize_seq(Reader)
            }
        }

        impl $name {
            fn declaration(out: &mut String) {
                let mut forms: Vec<String> = Vec::new();
                $({
                    document(out, &[$($variant_doc),*], "");
                    let _ = writeln!(out, "export const {} = {};", stringify!($constant), $code);
                    #[allow(unused_mut)]
                    let mut form = format!("[typeof {}", stringify!($constant));
                    $(let _ = write!(form, ", {}{}: {}", stringify!($field), if <$type>::OPTIONAL { "?" } else { "" }, <$type>::typescript());)*
                    forms.push(form + "]");
                })*
                out.push('\n');
                document(out, &[$($doc),*], "");
                let _ = writeln!(out, "export type {} =\n  | {};\n", stringify!($name), forms.join("\n  | "));
            }
        }
    };
}

/// The next field of an operation. A field past the end is absent: an optional one reads as none, any other is an error.
fn next_field<'de, A: SeqAccess<'de>, T: Deserialize<'de> + TypeScript>(
    seq: &mut A,
    name: &'static str,
) -> Result<T, A::Error> {
    match seq.next_element()? {
        Some(value) => Ok(value),
        None if T::OPTIONAL => T::deserialize(serde::de::value::UnitDeserializer::<A::Error>::new()),
        None => Err(A::Error::missing_field(name)),
    }
}

fn document(out: &mut String, lines: &[&str], indent: &str) {
    if !lines.is_empty() {
        let text: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
        let _ = writeln!(out, "{indent}/** {} */", text.join(" "));
    }
}

fn field<T: TypeScript>(out: &mut String, key: &str, lines: &[&str]) {
    document(out, lines, "  ");
    let _ = writeln!(out, "  {key}{}: {};", if T::OPTIONAL { "?" } else { "" }, T::typescript());
}

words! {
    /// How a page came to be on top.
    RouteKind {
        Launch = "launch", NavigateTo = "navigateTo", RedirectTo = "redirectTo", SwitchTab = "switchTab",
        ReLaunch = "reLaunch", NavigateBack = "navigateBack",
    }
}

words! {
    /// What the person used to move between pages.
    NavigationKind { Back = "back", Tab = "tab", Link = "link", Pop = "pop" }
}

words! {
    /// What happened to a page.
    PageEventKind {
        Scroll = "scroll", ReachBottom = "reachBottom", PullDown = "pullDown", Resize = "resize", RouteDone = "routeDone",
        Ready = "ready",
    }
}

words! {
    /// What happened to the whole program.
    AppEventKind { Show = "show", Hide = "hide", Theme = "theme", Error = "error" }
}

words! {
    /// Severity of a line for the console.
    LogLevel { Debug = "debug", Log = "log", Info = "info", Warn = "warn", Error = "error" }
}

words! {
    /// Which method of a component descriptor WXS called.
    WxsCallKind { CallMethod = "callMethod", TriggerEvent = "triggerEvent" }
}

object! {
    /// How the visit began.
    Launch {
        path as "path": String,
        query as "query": Value,
        /// The vendor's scene number.
        scene as "scene": u32,
        referrer as "referrerInfo": Option<Value>,
    }
}

object! {
    /// The node an event is told about: a plain node's own facts, or the component whose host it is (the logic realm fills in).
    EventNode {
        /// Set for a component host; the other fields are then absent.
        component as "component": Option<Instance>,
        id as "id": Option<String>,
        dataset as "dataset": Option<Value>,
        offset_left as "offsetLeft": Option<f64>,
        offset_top as "offsetTop": Option<f64>,
    }
}

object! {
    /// The event object a handler receives, before the logic realm completes its targets.
    EventRecord {
        kind as "type": String,
        /// Milliseconds since the page began.
        time_stamp_ms as "timeStamp": f64,
        target as "target": EventNode,
        current_target as "currentTarget": EventNode,
        /// Values of `mark:` along the path; `components` lists instances whose own marks the logic realm merges in.
        mark as "mark": Option<Value>,
        detail as "detail": Option<Value>,
        touches as "touches": Option<Value>,
        changed_touches as "changedTouches": Option<Value>,
    }
}

object! {
    /// What the view must know of a component definition before its first instance.
    ComponentShape {
        path as "path": String,
        /// Short id its classes are suffixed with.
        scope as "scope": String,
        /// The vendor's `styleIsolation`.
        isolation as "isolation": Option<String>,
        virtual_host as "virtualHost": Option<bool>,
        multiple_slots as "multipleSlots": Option<bool>,
        dynamic_slots as "dynamicSlots": Option<bool>,
        external_classes as "externalClasses": Option<Vec<String>>,
    }
}

operations! {
    /// One step of a patch; applied in order.
    Op {
        /// One field or path of an instance's data.
        Set = 0 as OP_SET { instance: Instance, path: Vec<Key>, value: Value }
        /// A list rebuilt from runs of its old items: pairs of old start and count; start -1 takes the next `count` of `items`.
        List = 1 as OP_LIST { instance: Instance, path: Vec<Key>, runs: Vec<i32>, items: Vec<Value> }
        /// A new component instance for component node `k` of `file`; taken from the queue of (owner, file, k).
        Create = 2 as OP_CREATE { instance: Instance, owner: Instance, file: String, k: u32, definition: u32, data: Value, external: Option<Value> }
        /// An instance is gone.
        Destroy = 3 as OP_DESTROY { instance: Instance }
        /// The value of an external class changed.
        External = 4 as OP_EXTERNAL { instance: Instance, name: String, value: String }
        /// One field of several items of the list at `list`: `field` of the item at `at[i]` is `values[i]`; an empty `field` is the item itself.
        Column = 6 as OP_COLUMN { instance: Instance, list: Vec<Key>, field: Vec<Key>, at: Vec<u32>, values: Vec<Value> }
        /// A component definition, before its first use.
        Define = 5 as OP_DEFINE { definition: u32, shape: ComponentShape }
    }
}

messages! {
    /// View to logic.
    ViewMessage {
        /// At most once, before everything, as the name of the Worker: what the document knows before there is a view. The realm closes, reads what is stored and loads scripts.
        Prepare = "prepare" {
            manifest as "manifest": Value,
            /// Absolute address of the package.
            base as "base": String,
            /// URLs to load, in order.
            scripts as "scripts": Vec<String>,
        }
        /// Once, first.
        Boot = "boot" {
            /// URLs to load, in order.
            scripts as "scripts": Vec<String>,
            manifest as "manifest": Value,
            /// Window, screen, device, theme, language.
            system as "system": Value,
            launch as "launch": Launch,
        }
        /// A native event reached a handler.
        Event = "event" {
            /// Owner of the handler.
            instance as "instance": Instance,
            handler as "handler": String,
            event as "event": EventRecord,
            /// Set when the element wants the handler's return value: answered by `return`.
            call as "call": Option<u32>,
        }
        /// Two-way binding wrote.
        Model = "model" { instance as "instance": Instance, path as "path": Vec<Key>, value as "value": Value }
        /// The patch is in the DOM.
        Applied = "applied" { seq as "seq": u32 }
        /// Answer to `call`; when not ok, `value` is `{message, …}`.
        Return = "return" { call as "call": u32, ok as "ok": bool, value as "value": Option<Value> }
        /// A stream: API listeners, element contexts, task progress.
        Emit = "emit" { topic as "topic": String, value as "value": Option<Value> }
        /// The person used a tab, the back button, a navigator or the browser's history.
        Navigate = "navigate" {
            kind as "kind": NavigationKind,
            delta as "delta": Option<u32>,
            url as "url": Option<String>,
            index as "index": Option<u32>,
            /// For a navigator: its open-type.
            route as "route": Option<RouteKind>,
        }
        /// Something happened to a page.
        Page = "page" { page as "page": Instance, kind as "kind": PageEventKind, value as "value": Option<Value> }
        /// Something happened to the program.
        App = "app" { kind as "kind": AppEventKind, value as "value": Option<Value> }
        /// A WXS handler called a method of a component descriptor.
        Wxs = "wxs" {
            kind as "kind": WxsCallKind,
            instance as "instance": Instance,
            /// Method name, or event name.
            method as "method": String,
            args as "args": Option<Value>,
        }
    }
}

messages! {
    /// Logic to view.
    LogicMessage {
        /// A route: pages to close, the page to show, and its first render in `ops` when it is new.
        Open = "open" {
            page as "page": Instance,
            path as "path": String,
            query as "query": Value,
            kind as "kind": RouteKind,
            /// Page instances to remove.
            close as "close": Vec<Instance>,
            /// The page instance to show.
            show as "show": Instance,
            seq as "seq": u32,
            ops as "ops": Vec<Op>,
        }
        /// Data changes of one turn. `seq` is 0 where nobody waits for `applied`, and then none is sent.
        Patch = "patch" { seq as "seq": u32, ops as "ops": Vec<Op> }
        /// An API done by the view.
        Call = "call" { call as "call": u32, name as "name": String, args as "args": Option<Value> }
        /// Answer to an event that asked for one.
        Answer = "return" { call as "call": u32, ok as "ok": bool, value as "value": Option<Value> }
        /// A stream towards the view, without an answer.
        Send = "emit" { topic as "topic": String, value as "value": Option<Value> }
        /// The logic realm wants a page's view chunks.
        Load = "load" { page as "page": String }
        /// For the console and the overlay.
        Log = "log" { level as "level": LogLevel, text as "text": String, stack as "stack": Option<String> }
    }
}

/// The text of `runtime/shared/bridge.ts`.
pub fn typescript() -> String {
    let mut out = String::from(
        "// Messages between the view realm and the logic realm. Generated from crates/protocol/src/bridge.rs by\n\
         // `cargo xtask bridge`; do not edit: a test compares. What each message means: docs/internals/bridge.md.\n\n\
         /** One step of a data path. */\nexport type Key = string | number;\n\n",
    );
    RouteKind::declaration(&mut out);
    NavigationKind::declaration(&mut out);
    PageEventKind::declaration(&mut out);
    AppEventKind::declaration(&mut out);
    LogLevel::declaration(&mut out);
    WxsCallKind::declaration(&mut out);
    Launch::declaration(&mut out);
    EventNode::declaration(&mut out);
    EventRecord::declaration(&mut out);
    ComponentShape::declaration(&mut out);
    Op::declaration(&mut out);
    ViewMessage::declaration(&mut out);
    LogicMessage::declaration(&mut out);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
