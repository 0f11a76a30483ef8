//! The length ratchet: about 600 lines a file and 70 a function. What is longer is recorded, and may shrink but not grow.
//!
//! In: sources, xtask/lengths.txt. Out: faults. Must not: let a record stand that is no longer needed.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::sources::Sources;

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
const RECORD: &str = "xtask/lengths.txt";
/// Generated files, and programs that are data.
const LEFT_OUT: [&str; 5] =
    ["examples/", "conformance/cases/", "crates/cli/templates/", "runtime/shared/bridge.ts", "web/api.d.ts"];

pub(super) fn check(root: &Path, sources: &Sources) -> Result<Vec<String>> {
    let path = root.join(RECORD);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(compare(&measure(sources), &read_record(&text)))
}

pub(super) fn bless(root: &Path, sources: &Sources) -> Result<()> {
    let lines: Vec<String> = measure(sources).iter().map(|(name, lines)| format!("{lines} {name}\n")).collect();
    let head = "# Longer than 600 lines a file or 70 a function: lines, then what. May shrink, not grow (`cargo xtask tidy`).\n";
    std::fs::write(root.join(RECORD), format!("{head}{}", lines.concat())).context("cannot write the record of lengths")
}

fn read_record(text: &str) -> BTreeMap<String, usize> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(lines, name)| Some((name.to_owned(), lines.parse().ok()?)))
        .collect()
}

fn compare(found: &BTreeMap<String, usize>, record: &BTreeMap<String, usize>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, lines) in found {
        match record.get(name) {
            None => faults.push(format!("{name}: {lines} lines: divide it")),
            Some(recorded) if lines > recorded => {
                faults.push(format!("{name}: grew from {recorded} to {lines} lines: divide it"))
            }
            Some(_) => {}
        }
    }
    for name in record.keys().filter(|name| !found.contains_key(*name)) {
        faults.push(format!("{RECORD}: {name} is short now: take it out"));
    }
    faults
}

/// Everything that is too long, by file or `file function`.
fn measure(sources: &Sources) -> BTreeMap<String, usize> {
    let mut long = BTreeMap::new();
    for (path, text) in sources.below("", &[".rs", ".ts", ".tsx", ".mjs", ".js"]) {
        if LEFT_OUT.iter().any(|left_out| path.starts_with(left_out)) {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > FILE_LINES_MAX {
            long.insert(path.to_owned(), lines.len());
        }
        for (name, length) in functions(&lines, path.ends_with(".rs")) {
            if length > FUNCTION_LINES_MAX {
                long.insert(format!("{path} {name}"), length);
            }
        }
    }
    long
}

/// Functions and their lines, those of functions inside not counted. Formatted code closes a function at the column where it began.
fn functions<'a>(lines: &[&'a str], is_rust: bool) -> Vec<(&'a str, usize)> {
    let mut found: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let Some(name) = (if is_rust { rust_function(code) } else { script_function(code) }) else { continue };
        let close = format!("{}}}", &line[..line.len() - code.len()]);
        // Most functions are short: looking further than needed costs nothing.
        let end = lines[start..].iter().position(|line| {
            line.strip_prefix(close.as_str()).is_some_and(|rest| !rest.starts_with([' ', ')']) || rest.is_empty())
        });
        if let Some(length) = end.filter(|length| *length > 0) {
            found.push((name, start..start + length + 1));
        }
    }
    let own_lines = |outer: &std::ops::Range<usize>| {
        let inside = |line: &usize| {
            let around = |inner: &std::ops::Range<usize>| {
                inner.contains(line) && inner.start > outer.start && inner.end < outer.end
            };
            found.iter().any(|(_, inner)| around(inner))
        };
        outer.clone().filter(|line| !inside(line)).count()
    };
    found.iter().map(|(name, range)| (*name, own_lines(range))).collect()
}

fn rust_function(code: &str) -> Option<&str> {
    let at = if code.starts_with("fn ") { 0 } else { code.find(" fn ")? + 1 };
    let is_plain = code[..at]
        .split_whitespace()
        .all(|word| matches!(word, "pub" | "pub(crate)" | "pub(super)" | "const" | "async" | "unsafe" | "extern"));
    identifier(&code[at + 3..]).filter(|_| is_plain)
}

fn script_function(code: &str) -> Option<&str> {
    let rest = ["export default ", "export ", "async "]
        .iter()
        .fold(code, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    identifier(rest.strip_prefix("function ")?.trim_start_matches('*').trim_start())
}

fn identifier(text: &str) -> Option<&str> {
    let end = text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_measured_and_may_only_shrink() {
        let body = "    x();\n".repeat(80);
        let text = format!("fn short() {{\n    x();\n}}\n\npub(crate) async fn long(a: u8) {{\n{body}}}\n");
        let sources = Sources { files: [("a.rs".to_owned(), text)].into() };
        let found = measure(&sources);
        assert_eq!(found, [("a.rs long".to_owned(), 82)].into());
        assert_eq!(compare(&found, &BTreeMap::new()).len(), 1);
        assert!(compare(&found, &read_record("# x\n82 a.rs long\n")).is_empty());
        assert_eq!(compare(&found, &read_record("81 a.rs long\n90 gone.rs\n")).len(), 2);
        let script = ["export async function draw(a) {", "  return 1;", "}"];
        assert_eq!(functions(&script, false), [("draw", 3)]);
    }
}
