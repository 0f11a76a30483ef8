//! The program's console in the terminal: lines that open pages send, written so that a person can read them.
//!
//! In: lines of a page (text of a stranger's program: nothing in it may steer the terminal). Out: text. Must not: know HTTP.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;

use serde::Deserialize;

/// One call of the console, or one uncaught error.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Line {
    level: Level,
    text: String,
    /// Path of the page on top; empty before there is one.
    #[serde(default)]
    page: String,
    /// `file:line:column` of the call; empty when it stands in no source.
    #[serde(default)]
    place: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Debug,
    Log,
    Info,
    Warn,
    Error,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Level::Debug => "debug",
            Level::Log => "log",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }

    /// Escape sequence of its colour.
    fn colour(self) -> &'static str {
        match self {
            Level::Debug => "\x1b[2m",
            Level::Log | Level::Info => "\x1b[36m",
            Level::Warn => "\x1b[33m",
            Level::Error => "\x1b[31m",
        }
    }
}

/// Where lines go.
#[derive(Clone)]
pub(crate) struct Console(Arc<dyn Fn(&str) + Send + Sync>);

impl Console {
    /// Standard error, where diagnostics go too.
    pub(crate) fn terminal() -> Self {
        // What cannot be written is lost: a server does not stop because its terminal went away.
        Console(Arc::new(|text| drop(std::io::stderr().write_all(text.as_bytes()))))
    }

    #[cfg(test)]
    pub(super) fn to(write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Console(Arc::new(write))
    }

    pub(super) fn write(&self, lines: &[Line]) {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let text: String = lines.iter().map(|line| written(line, colour)).collect();
        (self.0)(&text);
    }
}

/// `log pages/a/a.js:3:5 hello`, further lines indented; the page is named where the file does not tell it.
fn written(line: &Line, colour: bool) -> String {
    let (on, off) = if colour { (line.level.colour(), "\x1b[0m") } else { ("", "") };
    let (dim, bright) = if colour { ("\x1b[2m", "\x1b[0m") } else { ("", "") };
    let text = readable(&line.text);
    let place = if line.place.is_empty() { place_of(&text) } else { plain(&line.place) };
    let page = plain(&line.page);
    let is_of_page = !page.is_empty() && place.strip_prefix(&page).is_some_and(|rest| rest.starts_with('.'));
    let mut head = format!("{on}{:>5}{off} {dim}", line.level.word());
    head.push_str(&place);
    if !page.is_empty() && !is_of_page {
        head.push_str(&format!("{}(on {page})", if place.is_empty() { "" } else { " " }));
    }
    format!("{head}{bright} {}\n", text.replace('\n', "\n      "))
}

/// Without what would steer a terminal, without frames that lie outside of the program, and without saying a message twice.
fn readable(text: &str) -> String {
    let text = plain(text);
    let mut lines: Vec<&str> = Vec::new();
    let has_source = text.lines().any(|line| is_frame(line) && !is_foreign(line));
    for line in text.lines() {
        if is_frame(line) && is_foreign(line) && has_source {
            continue;
        }
        // A stack begins with the message that stands above it already.
        if lines.len() == 1 && !line.is_empty() && lines[0].ends_with(line) {
            continue;
        }
        lines.push(line.trim_end());
    }
    lines.join("\n")
}

/// Place of the first frame that has a source, without its brackets.
fn place_of(text: &str) -> String {
    let frame = text.lines().find(|line| is_frame(line) && !is_foreign(line));
    let Some(frame) = frame else { return String::new() };
    let place = frame.trim_end_matches(')').rsplit(['(', '@', ' ']).next().unwrap_or_default();
    place.to_owned()
}

/// A line of a stack, in either browsers' way of writing: `at f (file:1:2)`, `f@file:1:2`.
fn is_frame(line: &str) -> bool {
    let place = line.trim_end_matches(')');
    let mut parts = place.rsplit(':');
    let is_number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let has_numbers = is_number(parts.next()) && is_number(parts.next());
    (line.trim_start().starts_with("at ") && (has_numbers || line.contains("<anonymous>")))
        || (has_numbers && line.contains('@'))
}

/// Code that is in no source file: the runtime, or the browser itself.
fn is_foreign(line: &str) -> bool {
    line.contains("://") || line.contains("<anonymous>")
}

/// Control characters but line ends and tabs become visible, so that no text moves the cursor or changes colours.
fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\t' => character,
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            _ => character,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &str) {
        let line: Line = serde_json::from_str(json).unwrap();
        assert_eq!(written(&line, false), expected, "{json}");
    }

    #[test]
    fn a_line_says_level_place_and_text() {
        check(
            r#"{"level":"log","text":"hello","page":"pages/a/a","place":"pages/a/a.js:3:5"}"#,
            "  log pages/a/a.js:3:5 hello\n",
        );
        check(
            r#"{"level":"warn","text":"two\nlines","page":"pages/a/a","place":"utils/x.js:1:1"}"#,
            " warn utils/x.js:1:1 (on pages/a/a) two\n      lines\n",
        );
        check(r#"{"level":"info","text":"early"}"#, " info  early\n");
    }

    #[test]
    fn an_error_keeps_the_frames_of_the_program_alone() {
        check(
            r#"{"level":"error","page":"pages/a/a","text":"onLoad: TypeError: no\nTypeError: no\n    at f (pages/a/a.js:5:9)\n    at call (http://127.0.0.1:1/a/logic.x.js:1:99)\n    at <anonymous>"}"#,
            "error pages/a/a.js:5:9 onLoad: TypeError: no\n          at f (pages/a/a.js:5:9)\n",
        );
        // Safari and Firefox write frames otherwise.
        check(
            r#"{"level":"error","text":"E\nf@pages/a/a.js:5:9\ncall@http://h/a/logic.js:1:2"}"#,
            "error pages/a/a.js:5:9 E\n      f@pages/a/a.js:5:9\n",
        );
        // Where nothing has a source, what there is says more than nothing.
        check(
            r#"{"level":"error","text":"E\n    at f (http://h/a/x.js:1:2)"}"#,
            "error  E\n          at f (http://h/a/x.js:1:2)\n",
        );
    }

    #[test]
    fn nothing_in_a_line_steers_the_terminal() {
        check(
            "{\"level\":\"log\",\"text\":\"a\\u001b[2J\\rb\\u009b\\u202ec\"}",
            "  log  a\u{241b}[2J\u{240d}b\u{fffd}\u{fffd}c\n",
        );
    }

    #[test]
    fn colours_end_where_they_begin() {
        let line: Line = serde_json::from_str(r#"{"level":"error","text":"x"}"#).unwrap();
        let text = written(&line, true);
        assert_eq!(text.matches("\x1b[0m").count(), 2, "{text:?}");
    }
}
