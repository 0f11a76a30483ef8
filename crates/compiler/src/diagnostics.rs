//! Messages about the developer's program: what a diagnostic is, and the catalogue of all of them.
//!
//! In: the place of a fault. Out: [`Diagnostic`]. Must not: render, print, or read files.
//! One catalogue: a message is worded here and nowhere else, apart from those of a parser, which come worded.

use std::collections::BTreeMap;
use std::ops::Range;

/// How bad it is. Only an error makes a build fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A place in a file: byte offsets into its text, and what to say there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// Path of the file; the diagnostic's own when `None`.
    pub file: Option<String>,
    pub span: Range<usize>,
    /// May be empty: then the place alone is marked.
    pub text: String,
}

/// One message. `file` is a path in the project (relative to the folder given to the compiler).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// `room/what-is-wrong`, such as `wxml/unclosed-tag`.
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub file: String,
    /// The first is the primary one. Empty: the message is about the whole file.
    pub labels: Vec<Label>,
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn new(code: &'static str, severity: Severity, file: impl Into<String>, message: impl Into<String>) -> Self {
        Diagnostic { code, severity, message: message.into(), file: file.into(), labels: Vec::new(), help: None }
    }

    pub fn error(code: &'static str, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, file, message)
    }

    pub fn warning(code: &'static str, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, file, message)
    }

    pub fn note(code: &'static str, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, file, message)
    }

    /// Adds a place in the diagnostic's own file.
    #[must_use]
    pub fn at(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.labels.push(Label { file: None, span, text: text.into() });
        self
    }

    /// Adds a place in another file.
    #[must_use]
    pub fn also(mut self, file: impl Into<String>, span: Range<usize>, text: impl Into<String>) -> Self {
        self.labels.push(Label { file: Some(file.into()), span, text: text.into() });
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// `help: did you mean …?` when a known name is near.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wrong, known) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Makes a warning a note.
    pub(crate) fn lessen(&mut self) {
        if self.severity == Severity::Warning {
            self.severity = Severity::Note;
        }
    }

    /// The order in which diagnostics are given: by file, then place, then code.
    pub fn sort_key(&self) -> (&str, usize, &str, &str) {
        (&self.file, self.labels.first().map_or(0, |label| label.span.start), self.code, &self.message)
    }
}

/// Messages of one kind in one file: more of them only repeat, and each is told with the text around it.
const SAME_MAX: usize = 100;

/// In their order, each once, and no more of a kind in one file than anybody reads. Whether there is an error stays.
pub(crate) fn settle(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    diagnostics.dedup();
    let mut file = String::new();
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    diagnostics.retain(|diagnostic| {
        if diagnostic.file != file {
            file.clone_from(&diagnostic.file);
            counts.clear();
        }
        let count = counts.entry((diagnostic.code, diagnostic.severity)).or_default();
        *count += 1;
        *count <= SAME_MAX
    });
}

/// Some pages have no first screen in their launch document. `reason` is the end of a sentence that begins "because".
pub fn first_screen_skipped(pages: &[&str], reason: &str) -> Diagnostic {
    let first = pages.first().copied().unwrap_or_default();
    let who = match pages.len() {
        0 | 1 => format!("the page `{first}` begins"),
        2 => format!("the page `{first}` and one more begin"),
        count => format!("the page `{first}` and {} more begin", count - 1),
    };
    Diagnostic::note("prerender/skipped", "app.json", format!("{who} empty until scripts have run, because {reason}"))
        .help("docs/internals/prerender.md says what code can rely on before the first screen, and what to do about each reason")
}

/// The known name nearest to a wrong one, if it is near enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong_lower = wrong.to_lowercase();
    let distance_max = (wrong.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .filter(|name| *name != wrong)
        .map(|name| (strsim::damerau_levenshtein(&name.to_lowercase(), &wrong_lower), name))
        .filter(|(distance, _)| *distance <= distance_max)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_repeats_a_fault_says_so_a_hundred_times_and_hides_no_other() {
        let same = |file: &str, at: usize| Diagnostic::warning("a/b", file, "m").at(at..at + 1, "");
        let mut found: Vec<Diagnostic> = (0..5_000).flat_map(|at| [same("x", at), same("y", at % 3)]).collect();
        found.push(Diagnostic::error("a/b", "x", "an error of the same kind").at(9_000..9_001, ""));
        found.push(Diagnostic::warning("a/c", "x", "another kind").at(9_000..9_001, ""));
        settle(&mut found);
        let of = |file: &str| found.iter().filter(|diagnostic| diagnostic.file == file).count();
        assert_eq!((of("x"), of("y")), (SAME_MAX + 2, 3));
        assert!(found.iter().any(|diagnostic| diagnostic.severity == Severity::Error));
    }
}
