//! Lists without `wx:key`: when such a list changes, rows are matched by their number, and what is in them (typed text, scroll position,
//! state of components) stays where it was.
//!
//! In: templates. Out: a warning a list. Must not: speak of lists that are written out.

use syntax::{Element, ExpressionKind, Piece};

use super::Audited;
use crate::diagnostics::Diagnostic;
use crate::outline::template::each_element;
use crate::wxml::attributes::{Directive, Kind, classify};

pub(super) const CODE: &str = "audit/list-key";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for template in &audited.templates {
        each_element(&template.document.children, &mut |element| {
            let Some(list) = directive(element, Directive::For) else { return };
            let value = list.value.as_ref();
            let is_written_out = value.is_none_or(|value| match value.pieces.as_slice() {
                [Piece::Binding(binding)] => binding.expression.is_none_or(|id| {
                    let kind = &template.document.expression(id).kind;
                    matches!(kind, ExpressionKind::Array(_) | ExpressionKind::Number(_) | ExpressionKind::String(_))
                }),
                _ => true,
            });
            if directive(element, Directive::Key).is_none() && !is_written_out {
                found.push(
                    Diagnostic::warning(CODE, template.file, "this list has no `wx:key`")
                        .at(list.span.range(), "rows are told apart by their number alone")
                        .help("name a field that no two items share, `wx:key=\"id\"`, or `*this` when the items are texts or numbers; `index` says that rows never move"),
                );
            }
        });
    }
    found
}

fn directive<'e, 'a>(element: &'e Element<'a>, wanted: Directive) -> Option<&'e syntax::Attribute<'a>> {
    element
        .attributes
        .iter()
        .find(|attribute| matches!(classify(attribute.name), Kind::Directive(found) if found == wanted))
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn only_lists_of_data_need_a_key() {
        let source = "<view wx:for=\"{{rows}}\">{{item}}</view><view wx:for=\"{{rows}}\" wx:key=\"id\"/><block wx:for='{{a.b}}' wx:for-item='x'/>\
            <view wx:for=\"{{[1,2]}}\"/><view wx:for=\"{{5}}\"/><view wx:for=\"text\"/><view wx:for-items=\"{{rows}}\" wx-key=\"id\"/>";
        let expected =
            ["this list has no `wx:key` | wx:for=\"{{rows}}\"", "this list has no `wx:key` | wx:for='{{a.b}}'"];
        assert_eq!(said(super::CODE, &[("p/p.wxml", source)]), expected);
    }
}
