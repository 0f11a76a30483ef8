//! Comments that silence an audit where it speaks: `minnow-ignore audit/list-key`, on the line itself or the one above.
//!
//! In: diagnostics and the texts around them. Out: whether one is silenced. Must not: know the syntax of comments.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Audited;
use crate::diagnostics::Diagnostic;

const WORD: &str = "minnow-ignore";

/// The comments of the files asked for, by file.
#[derive(Default)]
pub(super) struct Comments(BTreeMap<String, Vec<Comment>>);

struct Comment {
    /// The line it stands on and the one below.
    reach: Range<usize>,
    codes: Vec<String>,
}

impl Comments {
    pub(super) fn silence(&mut self, diagnostic: &Diagnostic, audited: &Audited) -> bool {
        let Some(label) = diagnostic.labels.first() else { return false };
        let file = label.file.as_ref().unwrap_or(&diagnostic.file);
        if !self.0.contains_key(file) {
            let source = audited.sources.read_project(file);
            self.0.insert(file.clone(), source.map_or(Vec::new(), |source| comments(&source.text)));
        }
        let is_named = |comment: &Comment| comment.codes.iter().any(|code| code == diagnostic.code);
        self.0[file].iter().any(|comment| comment.reach.contains(&label.span.start) && is_named(comment))
    }
}

fn comments(text: &str) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let end = start + line.len();
        if let Some((_, codes)) = line.split_once(WORD) {
            let codes = codes.split(|character: char| character.is_whitespace() || character == ',');
            // A place at the very end of the text is on its last line.
            let below = lines.peek().map_or(end + 1, |below| end + below.len());
            found.push(Comment { reach: start..below, codes: codes.map(str::to_owned).collect() });
        }
        start = end;
    }
    found
}
