//! What a run of tests prints: for a person, as JSON, or as JUnit has it.
//!
//! In: results. Out: text. Must not: print, or count differently from [`Sum`].

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::frames;
use super::results::{FileResult, State, Sum, TestError, TestResult};

/// How text is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style<'s> {
    pub(crate) colour: bool,
    /// The project's folder: places in stacks are from there.
    pub(crate) folder: &'s Path,
}

impl Style<'_> {
    fn painted(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// One file as soon as it is done: a line, its console, its faults.
    pub(crate) fn file(&self, result: &FileResult) -> String {
        let mut out = String::new();
        let sum = result.sum();
        let word = if result.has_failed() { self.painted("1;31", "FAIL") } else { self.painted("1;32", "PASS") };
        let _ = writeln!(out, "{word} {} ({}, {:.0} ms)", result.file, counts(&sum), result.duration_ms);
        for test in result.tests.iter().filter(|_| result.has_failed()) {
            let mark = match test.state {
                State::Pass => self.painted("32", "  ok  "),
                State::Fail => self.painted("31", "  FAIL"),
                State::Skip => self.painted("2", "  skip"),
                State::Todo => self.painted("2", "  todo"),
            };
            let _ = writeln!(out, "{mark} {}", test.name.join(" > "));
        }
        for line in &result.console {
            let place = if line.place.is_empty() { String::new() } else { format!(" ({})", line.place) };
            let _ = writeln!(out, "  {} {}{}", self.painted("2", &line.level), line.text, self.painted("2", &place));
        }
        for (test, error) in failures(result) {
            let title = test.map_or_else(|| summary_of(error), |test| test.name.join(" > "));
            let _ = write!(out, "\n{}", frames::draw(&title, error, &result.file, self.folder, self.colour));
            let _ = write!(out, "{}", self.diff(error));
        }
        out
    }

    fn diff(&self, error: &TestError) -> String {
        let mut out = String::new();
        for line in error.diff.lines() {
            let line = match line.as_bytes().first() {
                Some(b'-') => self.painted("32", line),
                Some(b'+') => self.painted("31", line),
                _ => line.to_owned(),
            };
            let _ = writeln!(out, "  {line}");
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }

    /// The last line.
    pub(crate) fn summary(&self, sum: &Sum, elapsed_ms: f64) -> String {
        let mut out = String::new();
        let snapshots = [
            (sum.snapshots.added, "written"),
            (sum.snapshots.updated, "updated"),
            (sum.snapshots.unchecked, "no longer used"),
        ];
        let told: Vec<String> =
            snapshots.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        if !told.is_empty() {
            let _ = writeln!(out, "snapshots: {}", told.join(", "));
        }
        let files = if sum.files == 1 { "file" } else { "files" };
        let failed = sum.failed + faults_alone(sum);
        let counts = format!("{} passed, {failed} failed", sum.passed);
        let skipped = if sum.skipped > 0 { format!(", {} skipped", sum.skipped) } else { String::new() };
        let colour = if failed > 0 { "1;31" } else { "1;32" };
        let _ = writeln!(
            out,
            "{}{skipped} ({} {files}, {:.1} s)",
            self.painted(colour, &counts),
            sum.files,
            elapsed_ms / 1000.0
        );
        out
    }
}

/// A file may have failed though none of its tests has.
fn faults_alone(sum: &Sum) -> usize {
    if sum.failed == 0 { sum.files_failed } else { 0 }
}

fn counts(sum: &Sum) -> String {
    let tests = |count: usize| format!("{count} {}", if count == 1 { "test" } else { "tests" });
    match sum.failed {
        0 => tests(sum.passed + sum.skipped),
        failed => format!("{failed} of {} failed", tests(sum.passed + sum.failed + sum.skipped)),
    }
}

fn summary_of(error: &TestError) -> String {
    if error.during.is_empty() { "the test file failed".to_owned() } else { "an error that nobody caught".to_owned() }
}

fn failures(result: &FileResult) -> impl Iterator<Item = (Option<&TestResult>, &TestError)> {
    let of_tests = result.tests.iter().flat_map(|test| test.errors.iter().map(move |error| (Some(test), error)));
    of_tests.chain(result.errors.iter().map(|error| (None, error)))
}

/// One object; names are stable.
pub(crate) fn json(results: &[FileResult], sum: &Sum) -> String {
    let whole = json!({"passed": sum.passed, "failed": sum.failed, "skipped": sum.skipped, "files": results});
    format!("{whole:#}\n")
}

/// The form that continuous integration reads.
pub(crate) fn junit(results: &[FileResult]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"minnow test\">\n");
    for result in results {
        let sum = result.sum();
        let (tests, failures, errors) = (result.tests.len(), sum.failed, result.errors.len());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{}\" time=\"{:.3}\">",
            escape(&result.file),
            sum.skipped,
            result.duration_ms / 1000.0
        );
        for test in &result.tests {
            junit_case(&mut out, &result.file, test);
        }
        for error in &result.errors {
            let _ = writeln!(
                out,
                "    <testcase classname=\"{}\" name=\"the file\"><error message=\"{}\"/></testcase>",
                escape(&result.file),
                escape(&error.message)
            );
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn junit_case(out: &mut String, file: &str, test: &TestResult) {
    let _ = write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\"",
        escape(file),
        escape(&test.name.join(" > ")),
        test.duration_ms / 1000.0
    );
    match test.state {
        State::Pass => out.push_str("/>\n"),
        State::Skip | State::Todo => out.push_str("><skipped/></testcase>\n"),
        State::Fail => {
            out.push('>');
            for error in &test.errors {
                let detail = format!("{}\n{}", error.diff, error.stack);
                let _ =
                    write!(out, "<failure message=\"{}\">{}</failure>", escape(&error.message), escape(detail.trim()));
            }
            out.push_str("</testcase>\n");
        }
    }
}

/// XML has no control characters at all, not even escaped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> FileResult {
        let mut result = FileResult::new("a.test.js");
        let test = |name: &str, state, errors| TestResult {
            name: vec!["suite".to_owned(), name.to_owned()],
            state,
            duration_ms: 3.0,
            errors,
        };
        let error = TestError { diff: "- 1\n+ 2".to_owned(), ..TestError::new("expected <2> to be 1") };
        result.tests = vec![
            test("fine", State::Pass, Vec::new()),
            test("wrong", State::Fail, vec![error]),
            test("later", State::Todo, Vec::new()),
        ];
        result
    }

    #[test]
    fn a_person_reads_what_failed_and_the_counts() {
        let style = Style { colour: false, folder: Path::new("/nowhere") };
        let text = style.file(&sample());
        for part in
            ["FAIL a.test.js (1 of 3 tests failed, 0 ms)", "suite > wrong", "expected <2> to be 1", "  - 1\n  + 2"]
        {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert_eq!(style.summary(&sample().sum(), 1234.0), "1 passed, 1 failed, 1 skipped (1 file, 1.2 s)\n");
    }

    #[test]
    fn a_file_that_fails_by_itself_counts_as_one_failure() {
        let mut result = FileResult::new("a.test.js");
        result.errors.push(TestError::new("it does not load"));
        let style = Style { colour: false, folder: Path::new("/nowhere") };
        assert_eq!(style.summary(&result.sum(), 0.0), "0 passed, 1 failed (1 file, 0.0 s)\n");
    }

    #[test]
    fn machines_read_json_and_junit() {
        let result = sample();
        let value: serde_json::Value =
            serde_json::from_str(&json(std::slice::from_ref(&result), &result.sum())).unwrap();
        assert_eq!((&value["passed"], &value["files"][0]["tests"][1]["state"]), (&1.into(), &"fail".into()));
        let xml = junit(&[result]);
        assert!(xml.contains("tests=\"3\" failures=\"1\"") && xml.contains("expected &lt;2&gt; to be 1"), "{xml}");
    }
}
