//! What an attribute's name says. In: the name as written. Out: a directive, an event or a role. Must not look at values.

use super::ir::{EventKind, Role};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    If,
    Elif,
    Else,
    For,
    ForItem,
    ForIndex,
    Key,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Directive(Directive),
    /// `wx:` and a word it does not have.
    UnknownDirective,
    Event {
        name: &'a str,
        capture: bool,
        kind: EventKind,
    },
    Let(&'a str),
    /// Role and the name without its prefix.
    Role(Role, &'a str),
    /// A function the element calls while a finger moves: of gesture handlers, scrollers, sheets.
    Worklet(&'a str),
    /// Without effect (`extra-attr:`).
    Ignored,
    /// `x:name` with an unknown `x`.
    UnknownPrefix,
}

pub(crate) fn classify(name: &str) -> Kind<'_> {
    match name {
        "class" => return Kind::Role(Role::Class, name),
        "style" => return Kind::Role(Role::Style, name),
        "id" => return Kind::Role(Role::Id, name),
        "hidden" => return Kind::Role(Role::Hidden, name),
        "slot" => return Kind::Role(Role::Slot, name),
        "animation" => return Kind::Role(Role::Animation, name),
        _ => {}
    }
    // The old framework also reads `wx-if`.
    if let Some(rest) = name.strip_prefix("wx-") {
        return match directive(rest) {
            Some(directive) => Kind::Directive(directive),
            None => Kind::Role(Role::Plain, name),
        };
    }
    if let Some(rest) = name.strip_prefix("data-") {
        return Kind::Role(Role::Data, rest);
    }
    if let Some(event) = event(name) {
        return event;
    }
    let Some((prefix, rest)) = name.split_once(':') else { return Kind::Role(Role::Plain, name) };
    match prefix {
        "wx" | "tt" | "a" => directive(rest).map_or(Kind::UnknownDirective, Kind::Directive),
        "data" => Kind::Role(Role::Data, rest),
        "mark" => Kind::Role(Role::Mark, rest),
        "model" => Kind::Role(Role::Model, rest),
        "change" => Kind::Role(Role::Change, rest),
        "generic" => Kind::Role(Role::Generic, rest),
        "slot" => Kind::Role(Role::SlotValue, rest),
        "let" => Kind::Let(rest),
        "worklet" => Kind::Worklet(rest),
        "extra-attr" => Kind::Ignored,
        _ => Kind::UnknownPrefix,
    }
}

fn directive(word: &str) -> Option<Directive> {
    Some(match word {
        "if" => Directive::If,
        "elif" | "elseif" | "else-if" => Directive::Elif,
        "else" => Directive::Else,
        "for" | "for-items" => Directive::For,
        "for-item" | "item" => Directive::ForItem,
        "for-index" | "index" => Directive::ForIndex,
        "key" | "for-key" => Directive::Key,
        _ => return None,
    })
}

fn event(name: &str) -> Option<Kind<'_>> {
    let (capture, rest) = match name.strip_prefix("capture-") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let (kind, rest) = if let Some(rest) = rest.strip_prefix("mut-bind") {
        (EventKind::MutBind, rest)
    } else if let Some(rest) = rest.strip_prefix("bind") {
        (EventKind::Bind, rest)
    } else if let Some(rest) = rest.strip_prefix("catch") {
        (EventKind::Catch, rest)
    } else {
        return None;
    };
    let event = match rest.strip_prefix(':') {
        Some(event) => event,
        // Without a colon the event follows at once: `bind-x` is a property.
        None if rest.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_') => rest,
        None => return None,
    };
    if event.is_empty() {
        return None;
    }
    Some(Kind::Event { name: event, capture, kind })
}

/// The event a worklet attribute is listened to as: hyphens and capitals do not matter.
pub(crate) fn worklet_event(name: &str) -> String {
    let letters = name.chars().filter(|character| *character != '-').map(|character| character.to_ascii_lowercase());
    "worklet".chars().chain(letters).collect()
}

/// `my-prop` to `myProp`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for character in name.chars() {
        if character == '-' {
            upper = true;
        } else if upper {
            out.push(character.to_ascii_uppercase());
            upper = false;
        } else {
            out.push(character);
        }
    }
    out
}
