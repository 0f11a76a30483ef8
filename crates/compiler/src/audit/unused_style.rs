//! Rules whose classes no element can have.
//!
//! In: sheets as they are written, and the classes of all they apply to. Out: a warning a sheet. Must not: speak of preprocessed sheets,
//! whose selectors are not in the text, or where a class may come from data.

use std::collections::{BTreeMap, BTreeSet};

use super::Audited;
use crate::classes::{Classes, Scopes};
use crate::diagnostics::Diagnostic;
use crate::outline::{Named, sheet};
use crate::paths;
use crate::sources::is_in_package;

pub(super) const CODE: &str = "audit/unused-style";

/// Classes marked in the sheet; of the others the message tells the names, up to the second number.
const MARKED_MAX: usize = 3;
const NAMED_MAX: usize = 12;

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let scopes = Scopes::new(audited.sources, audited.graph, audited.program, audited.classes);
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (user, sheets) in &audited.program.sheets {
        for path in sheets.iter().filter(|path| matches!(paths::extension(path), ".wxss" | ".css")) {
            users.entry(path).or_default().push(user);
        }
    }
    let known: BTreeMap<&str, Classes> =
        audited.program.sheets.keys().map(|user| (user.as_str(), scopes.of(user))).collect();
    let mut found = Vec::new();
    for (path, users) in users {
        let Some(source) = audited.sources.read(path).filter(|source| !is_in_package(&source.file)) else { continue };
        let may_have = |class: &str| users.iter().any(|user| known[user].may_have(class));
        let mut seen = BTreeSet::new();
        let unused: Vec<Named> = sheet::classes(&source.text)
            .into_iter()
            .filter(|class| !may_have(&class.name) && seen.insert(class.name.clone()))
            .collect();
        found.extend(told(&unused, &source.file));
    }
    found
}

fn told(unused: &[Named], file: &str) -> Option<Diagnostic> {
    let first = unused.first()?;
    let others: Vec<String> = unused[1..].iter().take(NAMED_MAX).map(|class| format!("`{}`", class.name)).collect();
    let more = if unused.len() - 1 > NAMED_MAX { " …" } else { "" };
    let message = match unused.len() - 1 {
        0 => format!("no element can have the class `{}`", first.name),
        1 => format!("no element can have the classes `{}` and {}", first.name, others[0]),
        count => {
            format!("no element can have the class `{}`, nor {count} others: {}{more}", first.name, others.join(" "))
        }
    };
    let mut diagnostic = Diagnostic::warning(CODE, file, message);
    for class in unused.iter().take(MARKED_MAX) {
        let dotted = class.span.start - 1..class.span.end;
        diagnostic = diagnostic.at(dotted, "matches nothing");
    }
    Some(diagnostic.help("delete the rules; `minnow build --trim-styles` leaves them out of the package"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn classes_are_looked_for_in_all_that_a_sheet_applies_to() {
        let files = [
            ("app.json", "{\"pages\":[\"p/p\",\"q/q\"]}"),
            ("app.wxss", ".a{} .b{} .gone{}"),
            ("p/p.wxml", "<view class=\"a\"/><my-card/>"),
            ("p/p.wxss", "@import '/shared.wxss'; .a{} .b{} .inner{}"),
            ("p/p.json", "{\"usingComponents\":{\"my-card\":\"/c/c\"}}"),
            ("q/q.wxml", "<view class=\"b\"/>"),
            ("q/q.js", "Page({})"),
            ("q/q.wxss", "@import '/shared.wxss';"),
            ("shared.wxss", ".a .b{} .c>.a{} .d, .e{}"),
            ("c/c.json", "{\"component\":true}"),
            ("c/c.js", "Component({})"),
            ("c/c.wxml", "<view class=\"inner\"/>"),
            ("c/c.wxss", ".inner{} .a{}"),
        ];
        assert_eq!(
            said(super::CODE, &files),
            [
                "no element can have the class `gone` | .gone",
                "no element can have the class `a` | .a",
                "no element can have the classes `b` and `inner` | .b",
                "no element can have the class `c`, nor 2 others: `d` `e` | .c",
            ]
        );
    }

    #[test]
    fn a_component_that_lets_styles_in_or_may_do_so_is_reached() {
        let with = |json: &str, script: &str| {
            let files = [
                ("p/p.wxml", "<my-card/>"),
                ("p/p.wxss", ".inner{}"),
                ("p/p.json", "{\"usingComponents\":{\"my-card\":\"/c/c\"}}"),
                ("c/c.json", json),
                ("c/c.js", script),
                ("c/c.wxml", "<view class=\"inner\"/>"),
            ];
            said(super::CODE, &files).len()
        };
        assert_eq!(with("{\"component\":true}", "Component({})"), 1);
        assert_eq!(with("{\"component\":true,\"styleIsolation\":\"apply-shared\"}", "Component({})"), 0);
        assert_eq!(with("{\"component\":true}", "Component({options: {addGlobalClass: true}})"), 0);
        assert_eq!(with("{\"component\":true}", "baseComponent({})"), 0);
    }

    #[test]
    fn what_a_missing_component_would_draw_nobody_knows() {
        let json = "{\"usingComponents\":{\"my-card\":\"/gone\"}}";
        assert_eq!(said(super::CODE, &[("p/p.json", json), ("p/p.wxss", ".a{}")]), [""; 0]);
    }

    #[test]
    fn classes_that_come_from_data_may_be_any() {
        assert_eq!(said(super::CODE, &[("p/p.wxml", "<view class=\"{{kind}}\"/>"), ("p/p.wxss", ".a{}")]), [""; 0]);
    }
}
