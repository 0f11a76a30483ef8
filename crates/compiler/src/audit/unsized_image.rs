//! Pictures whose height is only known when they are there: what stands below them moves.
//!
//! In: templates and sheets. Out: notes. Must not: speak of pictures of the program, whose size its launch documents tell, or where anything
//! around could give the height.

use syntax::{Element, Node, Piece};

use super::Audited;
use super::boxes::{self, Index};
use super::program::TemplateFile;
use crate::diagnostics::Diagnostic;
use crate::paths;

pub(super) const CODE: &str = "audit/unsized-image";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for template in &audited.templates {
        let Some(rules) = audited.rules_for(template.path) else { continue };
        let rules = Index::new(rules.into_iter().filter(|rule| sizes(&rule.declarations)));
        let mut walk = Walk { template, rules: &rules, around: Vec::new(), found: Vec::new() };
        walk.nodes(&template.document.children);
        found.append(&mut walk.found);
    }
    found
}

struct Walk<'w, 'a> {
    template: &'w TemplateFile<'a>,
    /// Those that say something of a size.
    rules: &'w Index<'w>,
    around: Vec<&'w Element<'a>>,
    found: Vec<Diagnostic>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn nodes(&mut self, nodes: &'w [Node<'a>]) {
        for node in nodes {
            let Node::Element(element) = node else { continue };
            self.around.push(element);
            if element.name == "image" && self.is_unsized(element) {
                let mode = element.attribute("mode").map_or(element.name_span, |mode| mode.span);
                self.found.push(
                    Diagnostic::note(CODE, self.template.file, "the height of this picture is not known before it is there")
                        .at(mode.range(), "what stands below moves")
                        .help("give it a width and a height and `mode=\"aspectFill\"`, or put it into a box that has its proportions (`aspect-ratio`)"),
                );
            }
            self.nodes(&element.children);
            self.around.pop();
        }
    }

    fn is_unsized(&self, image: &Element) -> bool {
        let src = image.attribute("src").and_then(|src| src.value.as_ref());
        let is_far = src.is_some_and(|src| match src.pieces.first() {
            Some(Piece::Literal(start, _)) => paths::is_remote(start),
            Some(Piece::Binding(_)) => true,
            None => false,
        });
        boxes::literal(image, "mode") == Some("widthFix")
            && is_far
            && !self.around.iter().any(|element| self.may_be_sized(element))
    }

    /// Whether an element may have a height, or be out of the flow.
    fn may_be_sized(&self, element: &Element) -> bool {
        let (Some(style), Some(class)) = (boxes::literal(element, "style"), boxes::literal(element, "class")) else {
            return true;
        };
        let is_open = element.name.contains('-') && element.name != "scroll-view"
            || matches!(element.name, "swiper" | "template");
        is_open || sizes(&boxes::declarations(style)) || self.rules.may_apply(element.name, class).next().is_some()
    }
}

/// Whether declarations may give a height, or take an element out of the flow.
fn sizes(declarations: &[(String, String)]) -> bool {
    declarations.iter().any(|(name, value)| {
        matches!(
            name.as_str(),
            "height" | "max-height" | "aspect-ratio" | "position" | "float" | "columns" | "column-count"
        ) && !matches!(value.as_str(), "auto" | "relative" | "static")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    fn told(template: &str, sheet: &str) -> usize {
        said(super::CODE, &[("p/p.wxml", template), ("p/p.wxss", sheet), ("a.png", "")]).len()
    }

    #[test]
    fn a_far_picture_as_high_as_it_is_itself_moves_what_is_below() {
        assert_eq!(told("<image class='a' mode='widthFix' src='{{a}}'/>", ".a{width:100%}"), 1);
        assert_eq!(told("<view class='b'><image mode='widthFix' src='https://x.example/a.png'/></view>", ""), 1);
    }

    #[test]
    fn nothing_is_said_where_something_may_give_the_height() {
        for (template, sheet) in [
            ("<image mode='widthFix' src='/a.png'/>", ""),
            ("<image mode='widthFix' src='/images/{{a}}.png'/>", ""),
            ("<image mode='aspectFill' src='{{a}}'/>", ""),
            ("<view class='b'><image mode='widthFix' src='{{a}}'/></view>", ".c, .b{height:10rpx}"),
            ("<view class='{{b}}'><image mode='widthFix' src='{{a}}'/></view>", ""),
            ("<image mode='widthFix' src='{{a}}' style='position:absolute'/>", ""),
            ("<swiper><swiper-item><image mode='widthFix' src='{{a}}'/></swiper-item></swiper>", ""),
            ("<image mode='widthFix' src='{{a}}'/>", "image{aspect-ratio:2}"),
        ] {
            assert_eq!(told(template, sheet), 0, "{template} {sheet}");
        }
    }
}
