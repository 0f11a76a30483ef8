//! Pictures that do something when they are tapped and have no name: people who hear a page cannot know what they are for.
//!
//! In: templates. Out: a warning for each outermost such element. Must not: ask a name for a picture that only adorns: without `aria-label` it
//! is passed over, which is right for most.

use protocol::components;
use syntax::{Attribute, Element, Node, Piece};

use super::Audited;
use crate::diagnostics::Diagnostic;
use crate::wxml::attributes::{Kind, classify};

pub(super) const CODE: &str = "audit/missing-label";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for template in &audited.templates {
        find(&template.document.children, template.file, &mut found);
    }
    found
}

fn find(nodes: &[Node], file: &str, found: &mut Vec<Diagnostic>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if does_something(element) {
            let mut heard = Heard::default();
            heard.element(element);
            if heard.has_picture && !heard.has_name {
                let what = if is_picture(element) { "this picture" } else { "what stands around this picture" };
                found.push(
                    Diagnostic::warning(CODE, file, format!("{what} can be tapped and has no name"))
                        .at(element.name_span.range(), "read out as nothing")
                        .help("say what a tap does: `aria-label=\"…\"`; `aria-hidden=\"true\"` when something else does the same"),
                );
                continue;
            }
        }
        find(&element.children, file, found);
    }
}

/// Whether a tap on it is meant to do something.
fn does_something(element: &Element) -> bool {
    let is_tap = |attribute: &Attribute| {
        let is_handled = attribute.value.as_ref().is_some_and(|value| {
            value.literal().is_none_or(|handler| !handler.trim().is_empty() && !is_nothing(handler.trim()))
        });
        is_handled && matches!(classify(attribute.name), Kind::Event { name: "tap", capture: false, .. })
    };
    matches!(element.name, "navigator" | "button") || element.attributes.iter().any(is_tap)
}

/// Handlers that only keep a tap from what is around.
fn is_nothing(handler: &str) -> bool {
    let name = handler.to_ascii_lowercase();
    ["noop", "nothing", "stop", "prevent", "empty", "none"].iter().any(|word| name.contains(word))
}

fn is_picture(element: &Element) -> bool {
    matches!(element.name, "image" | "cover-image")
}

/// What is heard of an element and all in it.
#[derive(Default)]
struct Heard {
    has_picture: bool,
    has_name: bool,
}

impl Heard {
    fn element(&mut self, element: &Element) {
        let names_it = |attribute: &Attribute| {
            let is_given = attribute
                .value
                .as_ref()
                .is_some_and(|value| value.literal().is_none_or(|text| !text.trim().is_empty()));
            matches!(attribute.name, "aria-label" | "aria-labelledby" | "aria-hidden" | "aria-role" | "role" | "alt")
                && is_given
        };
        self.has_picture |= is_picture(element);
        // A component, and an element that shows something of its own, may name itself.
        self.has_name |= element.attributes.iter().any(names_it) || !is_silent(element.name);
        for node in &element.children {
            match node {
                Node::Element(inner) => self.element(inner),
                Node::Text(text) => {
                    self.has_name |= text.pieces.iter().any(|piece| match piece {
                        Piece::Literal(raw, _) => !raw.trim().is_empty(),
                        Piece::Binding(_) => true,
                    });
                }
                _ => {}
            }
        }
    }
}

/// Built-in elements that are heard by what is in them alone.
fn is_silent(tag: &str) -> bool {
    const SILENT: [&str; 12] = [
        "block",
        "button",
        "cover-image",
        "cover-view",
        "image",
        "label",
        "movable-view",
        "navigator",
        "swiper",
        "swiper-item",
        "text",
        "view",
    ];
    SILENT.contains(&tag) && components::COMPONENTS.iter().any(|component| component.name == tag) || tag == "block"
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    fn nameless(template: &str) -> usize {
        said(super::CODE, &[("p/p.wxml", template)]).len()
    }

    #[test]
    fn only_what_can_be_tapped_needs_a_name() {
        for (template, count) in [
            ("<image src='a.png'/>", 0),
            ("<image src='{{a}}' bindtap='f'/>", 1),
            ("<image src='{{a}}' catch:tap='f'/>", 1),
            ("<view bindtap='f'><view/><image src='{{a}}'/></view>", 1),
            ("<view bindtap='f'><image src='{{a}}' bindtap='g'/></view>", 1),
            ("<view bindtap='f'><image src='{{a}}'/>{{name}}</view>", 0),
            ("<view bindtap='f'><image src='{{a}}' aria-label='{{name}}'/></view>", 0),
            ("<view bindtap='f' aria-label='close'><image src='{{a}}'/></view>", 0),
            ("<image src='{{a}}' bindtap='f' aria-hidden='true'/>", 0),
            ("<navigator url='/p/p'><image src='{{a}}'/></navigator>", 1),
            ("<view bindtap='f'></view>", 0),
            ("<view bindtap='f'><my-icon/><image src='{{a}}'/></view>", 0),
            ("<view bindtap='f'><slot/><image src='{{a}}'/></view>", 0),
            ("<image src='{{a}}' bindload='f'/>", 0),
            ("<view catchtap='noop'><image src='{{a}}'/></view>", 0),
            ("<view catchtap=''><image src='{{a}}'/></view>", 0),
        ] {
            assert_eq!(nameless(template), count, "{template}");
        }
    }
}
