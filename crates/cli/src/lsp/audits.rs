//! What the audits found the last time somebody paused, moved along with the texts while they are typed in.
//!
//! In: what an audit gave, later what a check gave. Out: the check's diagnostics, with those of the audit that still stand. Must not: run
//! an audit, or show one whose place was changed since.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use compiler::{Diagnostic, Output, audit};

use super::overlay::OverlayProject;

#[derive(Default)]
pub(super) struct Audits {
    found: Vec<Diagnostic>,
    /// The texts their places are in.
    sources: BTreeMap<String, Arc<str>>,
}

impl Audits {
    /// Keeps what an audit found. What it says of the program as a whole has no place in an editor, and is left out.
    pub(super) fn of(output: &mut Output) -> Self {
        let is_audit = |diagnostic: &Diagnostic| audit::CODES.contains(&diagnostic.code);
        output.diagnostics.retain(|diagnostic| !is_audit(diagnostic) || !diagnostic.labels.is_empty());
        let found = output.diagnostics.iter().filter(|diagnostic| is_audit(diagnostic)).cloned().collect();
        Audits { found, sources: output.sources.clone() }
    }

    /// Adds them to what a later check found.
    pub(super) fn carry(&self, project: &OverlayProject, output: &mut Output) {
        let mut changes: BTreeMap<&str, Option<(Change, Arc<str>)>> = BTreeMap::new();
        for audit in &self.found {
            let mut moved = audit.clone();
            let is_there = moved.labels.iter_mut().all(|label| {
                let file = label.file.as_deref().unwrap_or(&audit.file);
                let Some((file, before)) = self.sources.get_key_value(file) else { return false };
                let change = changes.entry(file).or_insert_with(|| {
                    let now = output.sources.get(file).cloned().or_else(|| project.text(file))?;
                    Some((Change::between(before, &now), now))
                });
                let span = change.as_ref().and_then(|(change, _)| change.follow(&label.span));
                span.map(|span| label.span = span).is_some()
            });
            if is_there {
                output.diagnostics.push(moved);
            }
        }
        for (file, (_, text)) in changes.into_iter().filter_map(|(file, change)| Some((file, change?))) {
            output.sources.entry(file.to_owned()).or_insert(text);
        }
    }
}

/// The one place in which two texts differ.
struct Change {
    before: Range<usize>,
    after_end: usize,
}

impl Change {
    fn between(before: &str, after: &str) -> Self {
        let pairs = before.bytes().zip(after.bytes());
        let start = pairs.take_while(|(one, other)| one == other).count();
        let rest = before.len().min(after.len()) - start;
        let pairs = before.bytes().rev().zip(after.bytes().rev()).take(rest);
        let same = pairs.take_while(|(one, other)| one == other).count();
        Change { before: start..before.len() - same, after_end: after.len() - same }
    }

    /// Where a place is now; `None` when it was changed itself.
    fn follow(&self, span: &Range<usize>) -> Option<Range<usize>> {
        if self.before.is_empty() && self.after_end == self.before.start || span.end <= self.before.start {
            return Some(span.clone());
        }
        let moved = |at: usize| self.after_end + (at - self.before.end);
        (span.start >= self.before.end).then(|| moved(span.start)..moved(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_moves_with_its_text_and_goes_when_it_is_changed() {
        let before = "ab cd ef";
        let follow = |after: &str, word: &str| {
            let at = before.find(word).unwrap();
            let found = Change::between(before, after).follow(&(at..at + word.len()));
            found.map(|span| after[span].to_owned())
        };
        for (after, kept) in [
            ("ab cd ef", &["ab", "cd", "ef"][..]),
            ("ab xx cd ef", &["ab", "cd", "ef"]),
            ("ab cxd ef", &["ab", "ef"]),
            ("中文ab cd ef", &["ab", "cd", "ef"]),
            ("cd ef", &["cd", "ef"]),
            ("ab cd ef ", &["ab", "cd", "ef"]),
            ("", &[]),
        ] {
            let found: Vec<String> = ["ab", "cd", "ef"].iter().filter_map(|word| follow(after, word)).collect();
            assert_eq!(found, kept, "{after}");
        }
    }
}
