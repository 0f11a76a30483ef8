//! Leaves out rules that can match nothing, because no element has one of their classes.
//!
//! In: a parsed sheet, as it is written, and the classes there may be. Out: the sheet without those rules. Must not: look into `:not()` and its
//! kin, or at anything but classes.

use lightningcss::rules::{CssRule, CssRuleList};
use lightningcss::selector::{Component, Selector};

use crate::classes::Classes;

pub(super) fn trim(list: &mut CssRuleList, classes: &Classes) {
    list.0.retain_mut(|rule| match rule {
        // Rules within one are for what it matches.
        CssRule::Style(style) => {
            style.selectors.0.retain(|selector| may_match(selector, classes));
            !style.selectors.0.is_empty()
        }
        CssRule::Media(media) => keeps(&mut media.rules, classes),
        CssRule::Supports(supports) => keeps(&mut supports.rules, classes),
        CssRule::Container(container) => keeps(&mut container.rules, classes),
        _ => true,
    });
}

fn keeps(list: &mut CssRuleList, classes: &Classes) -> bool {
    trim(list, classes);
    !list.0.is_empty()
}

fn may_match(selector: &Selector, classes: &Classes) -> bool {
    selector.iter_raw_match_order().all(|part| match part {
        Component::Class(name) => classes.may_have(name.0.as_ref()),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::super::scope::{Scope, scope_sheet};
    use crate::classes::Classes;

    fn trimmed(sheet: &str) -> String {
        let classes = Classes::read("<view class=\"a b-{{n}}\"/>", "p/p");
        scope_sheet(sheet, &Scope::App, true, Some(&classes)).0.trim().to_owned()
    }

    #[test]
    fn only_rules_that_match_nothing_are_left_out() {
        for (sheet, expected) in [
            (".a{color:red}.x{color:red}", ".a{color:red}"),
            (".a .x,.a{color:red}", ".a{color:red}"),
            (".a.x{color:red}.b-1>view{color:red}", ".b-1>wx-view{color:red}"),
            (".a:not(.x){color:red}", ".a:not(.x){color:red}"),
            (":is(.x,.a){color:red}", ":is(.x,.a){color:red}"),
            ("@media (width>1px){.x{color:red}}", ""),
            ("@supports (color:red){.x{color:red}.a{color:red}}", "@supports (color:red){.a{color:red}}"),
            (
                "@keyframes x{to{color:red}}#x{color:red}page{color:red}",
                "@keyframes x{to{color:red}}#x{color:red}wx-page{color:red}",
            ),
            (".button-hover{color:red}", ".button-hover{color:red}"),
        ] {
            assert_eq!(trimmed(sheet), expected, "{sheet}");
        }
    }
}
