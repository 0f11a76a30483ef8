//! Comments that silence an audit where it speaks: `minnow-ignore audit/list-key`, on the line itself or the one above.
//!
//! In: a diagnostic and the text around it. Out: whether it is silenced. Must not: know the syntax of comments.

use super::Audited;
use crate::diagnostics::Diagnostic;

const WORD: &str = "minnow-ignore";

pub(super) fn is_ignored(diagnostic: &Diagnostic, audited: &Audited) -> bool {
    let Some(label) = diagnostic.labels.first() else { return false };
    let file = label.file.as_ref().unwrap_or(&diagnostic.file);
    let Some(source) = audited.sources.read_project(file).filter(|source| source.text.contains(WORD)) else {
        return false;
    };
    let before = source.text.get(..label.span.start).unwrap_or_default().matches('\n').count();
    let lines = source.text.lines().skip(before.saturating_sub(1)).take(if before == 0 { 1 } else { 2 });
    lines.filter_map(|line| line.split_once(WORD)).any(|(_, codes)| {
        let mut codes = codes.split(|character: char| character.is_whitespace() || character == ',');
        codes.any(|code| code == diagnostic.code)
    })
}
