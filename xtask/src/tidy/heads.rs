//! Every source file begins with a comment that says what it is for.
//!
//! In: sources. Out: faults. Must not: judge the words.

use super::sources::Sources;

/// Programs, cases and templates: their form is the mini program's.
const LEFT_OUT: [&str; 6] = [
    "examples/",
    "conformance/cases/",
    "crates/cli/templates/",
    "benches/set_data/program/",
    "benches/launch/app/",
    "fuzz/findings/",
];

pub(super) fn check(sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in sources.below("", &[".rs", ".ts", ".tsx", ".mjs", ".js", ".css"]) {
        if LEFT_OUT.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let text = match text.starts_with("#!") {
            true => text.split_once('\n').map_or("", |(_, rest)| rest),
            false => text,
        };
        let wanted: &[&str] = if path.ends_with(".rs") { &["//! "] } else { &["// ", "/* ", "/** ", "/**\n"] };
        if !wanted.iter().any(|start| text.trim_start().starts_with(start)) {
            faults.push(format!(
                "{path}:1: no head comment: say what the file is for, what goes in, what comes out, what it must not do"
            ));
        }
        if text.starts_with("//! Placeholder") {
            faults.push(format!("{path}:1: still a placeholder"));
        }
    }
    faults
}
