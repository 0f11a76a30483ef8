//! `setData` of more than has changed: all of `this.data`, a list again because something came to its end, a large literal, and calls in a
//! loop, which each copy what they are given.
//!
//! In: scripts. Out: warnings, and notes where it is a matter of size. Must not: estimate the size of what a program computes.

use super::Audited;
use super::scripts::SetData;
use crate::diagnostics::Diagnostic;

pub(super) const CODE: &str = "audit/large-data";
pub(super) const IN_LOOP_CODE: &str = "audit/set-data-in-loop";

/// A literal of this length is a table.
const LITERAL_BYTES_MAX: usize = 16 * 1024;

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for script in &audited.scripts {
        let file = &*script.source.file;
        for call in &script.facts.set_data {
            found.extend(large(call, file));
            if call.is_in_loop {
                found.push(
                    Diagnostic::note(IN_LOOP_CODE, file, "`setData` is called in a loop")
                        .at(call.span.clone(), "once for each round")
                        .help("change an object of your own in the loop, and give it to `setData` once behind it"),
                );
            }
        }
    }
    found
}

fn large(call: &SetData, file: &str) -> Option<Diagnostic> {
    if call.is_whole {
        let message = "all of `this.data` is given to `setData` again";
        let help = "give only the fields that changed";
        return Some(Diagnostic::warning(CODE, file, message).at(call.span.clone(), "").help(help));
    }
    if call.literal_bytes > LITERAL_BYTES_MAX {
        let message = format!("a literal of {} KB is given to `setData`", call.literal_bytes / 1000);
        let help = "what never changes can stand in `data`, in WXS, or in the template itself";
        return Some(Diagnostic::warning(CODE, file, message).at(call.span.clone(), "").help(help));
    }
    let (name, place) = call.grown.as_ref()?;
    let message = format!("the whole list `{name}` is given again when something comes to its end");
    let help = format!("set what is new alone: `this.setData({{ [`{name}[${{this.data.{name}.length}}]`]: item }})`");
    Some(
        Diagnostic::note(CODE, file, message)
            .at(place.clone(), "what was there already is copied and compared")
            .help(help),
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    fn large(script: &str) -> Vec<String> {
        said(super::CODE, &[("p/p.js", script)])
    }

    fn in_loops(script: &str) -> Vec<String> {
        said(super::IN_LOOP_CODE, &[("p/p.js", script)])
    }

    #[test]
    fn all_of_the_data_and_lists_that_grow_are_told() {
        let whole = "all of `this.data` is given to `setData` again";
        assert_eq!(large("Page({f(){ this.setData(this.data) }})"), [format!("{whole} | this.setData")]);
        assert_eq!(
            large("Page({f(){ const me = this; me.setData({...me.data, a: 1}) }})"),
            [format!("{whole} | me.setData")]
        );
        let grown = "the whole list `rows` is given again when something comes to its end";
        for value in ["this.data.rows.concat(more)", "[...this.data.rows, row]"] {
            assert_eq!(
                large(&format!("Page({{f(){{ this.setData({{ rows: {value} }}) }}}})")),
                [format!("{grown} | {value}")]
            );
        }
        for given in [
            "{rows: this.data.others.concat(x)}",
            "{rows: x.concat(this.data.rows)}",
            "{rows: [row, ...this.data.rows]}",
            "other.data",
            "{a: this.data}",
        ] {
            assert_eq!(large(&format!("Page({{f(){{ this.setData({given}) }}}})")), [""; 0], "{given}");
        }
        assert_eq!(
            large(&format!("Page({{f(){{ this.setData({{t: [{}]}}) }}}})", "'0123456789',".repeat(1500))).len(),
            1
        );
    }

    #[test]
    fn only_what_runs_again_at_once_is_a_loop() {
        for (script, count) in [
            ("for (const x of l) { this.setData({x}) }", 1),
            ("while (i--) this.setData({i})", 1),
            ("l.forEach((x) => { this.setData({x}) })", 1),
            ("for (const x of l) { if (x) { this.setData({x}); break } }", 0),
            ("for (const x of l) { setTimeout(() => this.setData({x}), x) }", 0),
            ("for (const x of l) { await f(); this.setData({x}) }", 0),
            ("l.then((x) => { this.setData({x}) })", 0),
            ("for (const x of l) {} this.setData({})", 0),
        ] {
            assert_eq!(in_loops(&format!("Page({{async f(){{ {script} }}}})")).len(), count, "{script}");
        }
    }
}
