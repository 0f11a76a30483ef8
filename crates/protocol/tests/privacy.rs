//! The table of personal data beside what the runtime does: a call that reaches an item says so where it is made.

use std::path::Path;

use minnow_protocol::privacy::{DATA_ITEMS, SCOPES};

fn runtime() -> String {
    let groups = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/api");
    let mut text = String::new();
    for group in std::fs::read_dir(groups).unwrap() {
        let file = group.unwrap().path().join("logic.ts");
        text.push_str(&std::fs::read_to_string(file).unwrap_or_default());
    }
    text
}

/// From where a member is made to where the next one is.
fn made<'t>(text: &'t str, api: &str) -> Option<&'t str> {
    let at = text.find(&format!("asynchronous('{api}'"))?;
    let rest = &text[at + 1..];
    Some(&rest[..rest.find("host.asynchronous('").unwrap_or(rest.len())])
}

#[test]
fn every_call_that_reaches_an_item_names_it() {
    let text = runtime();
    // These ask for a scope, which is a part of the item; these do nothing in a browser.
    let by_scope = |word: &str| SCOPES.iter().any(|scope| scope.item == word);
    let absent = ["chooseInvoice"];
    let mut checked = 0;
    for item in DATA_ITEMS.iter().filter(|item| !by_scope(item.word)) {
        for api in item.apis.iter().filter(|api| !absent.contains(api)) {
            let names = format!("'{}'", item.word);
            let in_table =
                text.lines().any(|line| line.contains(&format!("'{api}'")) && line.contains(&format!("{names},")));
            let is_named = made(&text, api).is_some_and(|code| code.contains(&format!(", {names});")));
            assert!(in_table || is_named, "wx.{api} does not say that it reaches `{}`", item.word);
            checked += 1;
        }
    }
    assert!(checked >= 16, "{checked}");
}

#[test]
fn the_runtime_knows_what_each_scope_is_a_part_of() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/api/open/consent.ts");
    let text = std::fs::read_to_string(file).unwrap();
    for scope in &SCOPES {
        assert!(text.contains(&format!("'{}': '{}'", scope.name, scope.item)), "{}", scope.name);
    }
}
