//! Where an error came about, drawn from the program's sources.
//!
//! In: an error of a test, the program's folder. Out: a diagnostic with the line in it, and that file's text. Must not: fail on a stack of any form.

use std::path::Path;
use std::sync::Arc;

use compiler::Diagnostic;

use super::results::TestError;
use crate::render::diagnostics::{self, Sources};

/// Frames of a stack that are looked at.
const FRAMES_MAX: usize = 50;

/// Of a line that is marked: what the error says stands behind the mark.
const MARKED_BYTES_MAX: usize = 60;

/// An error as compile errors are drawn: the first place of the stack that lies in the program's own sources.
pub(crate) fn draw(title: &str, error: &TestError, file: &str, folder: &Path, colour: bool) -> String {
    let place = error.stack.lines().take(FRAMES_MAX).filter_map(place_of).find_map(|(path, line)| {
        let text = std::fs::read_to_string(folder.join(path)).ok()?;
        Some((path.to_owned(), line_span(&text, line)?, Arc::from(text)))
    });
    let during = if error.during.is_empty() { String::new() } else { format!(", while \"{}\" ran", error.during) };
    let (first, more) = match error.message.trim_end().split_once('\n') {
        Some((first, more)) => (first.to_owned(), Some(more.trim_end().to_owned())),
        None => (error.message.trim_end().to_owned(), None),
    };
    let message = format!("{title}{during}");
    let mut sources = Sources::new();
    let mut diagnostic = match place {
        Some((path, span, text)) => {
            sources.insert(path.clone(), text);
            Diagnostic::error("test/failed", path, message).at(span, first)
        }
        None => Diagnostic::error("test/failed", file, format!("{message}: {first}")),
    };
    diagnostic.help = more;
    diagnostics::text(&[diagnostic], &sources, colour)
}

/// `at name (pages/a.js:3:7)` and `pages/a.js:3:7`: a file of the program and a line, counted from 1.
fn place_of(frame: &str) -> Option<(&str, usize)> {
    let frame = frame.trim();
    let place = frame.rsplit_once('(').map_or_else(|| frame.rsplit(' ').next().unwrap_or(frame), |(_, rest)| rest);
    let place = place.trim_end_matches(')');
    let (rest, _column) = place.rsplit_once(':')?;
    let (path, line) = rest.rsplit_once(':')?;
    let is_own = !path.contains("://") && !path.contains("node_modules/") && !path.split('/').any(|part| part == "..");
    is_own.then_some((path.trim_start_matches('/'), line.parse().ok()?))
}

/// The bytes of a line that hold more than white space.
fn line_span(text: &str, line: usize) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for (index, content) in text.split_inclusive('\n').enumerate() {
        if index + 1 == line {
            let inner = content.trim();
            let from = start + content.len() - content.trim_start().len();
            return Some(from..from + inner.len().min(MARKED_BYTES_MAX));
        }
        start += content.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_stacks_of_engines() {
        assert_eq!(place_of("    at Context.<anonymous> (pages/a.test.js:3:7)"), Some(("pages/a.test.js", 3)));
        assert_eq!(place_of("    at pages/a.js:12:1"), Some(("pages/a.js", 12)));
        assert_eq!(place_of("    at async run (a b.js:2:1)"), Some(("a b.js", 2)));
        for other in [
            "Error: no",
            "at http://127.0.0.1:80/a/logic.js:1:2",
            "at ../x.js:1:1",
            "at x.js:y:1",
            "",
            "node_modules/a.js:1:1",
        ] {
            assert_eq!(place_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_line_is_marked_without_its_indentation() {
        assert_eq!(line_span("a\n  bc\r\nd", 2), Some(4..6));
        assert_eq!(line_span("a", 2), None);
    }
}
