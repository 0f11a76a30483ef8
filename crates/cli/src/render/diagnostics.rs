//! Diagnostics for a terminal (code frames), for tools (JSON) and for GitHub's annotations.
//!
//! In: diagnostics and the sources they name. Out: text. Must not: word a message, or print.

use std::collections::BTreeMap;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use compiler::{Diagnostic, Label, Severity};
use serde::Serialize;

use super::place::{self, FrameLine};

pub(crate) type Sources = BTreeMap<String, Arc<str>>;

/// Code frames: `colour` for a terminal.
pub(crate) fn text(diagnostics: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&renderer.render(&group(diagnostic, sources)));
        out.push_str("\n\n");
    }
    out
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(&*diagnostic.message).id(diagnostic.code));
    let mut files: Vec<&str> = Vec::new();
    for label in &diagnostic.labels {
        let file = label.file.as_deref().unwrap_or(&diagnostic.file);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    for file in &files {
        let Some(source) = sources.get(*file) else { continue };
        let labels = diagnostic.labels.iter().enumerate();
        let annotations = labels
            .filter(|(_, label)| label.file.as_deref().unwrap_or(&diagnostic.file) == *file)
            .map(|(index, label)| annotation(label, source, index == 0));
        group = group.element(Snippet::source(&**source).path(*file).annotations(annotations));
    }
    if !files.iter().any(|file| sources.contains_key(*file)) {
        group = group.element(annotate_snippets::Origin::path(&*diagnostic.file));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    if let Some(page) = page(diagnostic.code) {
        group = group.element(Level::NOTE.message(page));
    }
    vec![group]
}

/// Where the documentation tells more of a code.
fn page(code: &str) -> Option<String> {
    let has_page = code.starts_with("audit/") || code.starts_with("budget/");
    // A heading's address has no slash.
    has_page.then(|| format!("docs/reference/audits.md#{}", code.replace('/', "")))
}

fn annotation<'a>(label: &'a Label, source: &str, primary: bool) -> Annotation<'a> {
    let start = place::clamp(source, label.span.start);
    let end = place::clamp(source, label.span.end).max(start);
    let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(start..end);
    if label.text.is_empty() { annotation } else { annotation.label(&*label.text) }
}

/// `2 errors, 1 warning`; empty when there is nothing to count.
pub(crate) fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
        .into_iter()
        .map(|(severity, word)| (count(severity), word))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}{}", if number == 1 { "" } else { "s" }))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A diagnostic as tools read it. These names are stable.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    /// Counted from 1; absent when the message is about the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    /// Where the documentation tells more.
    #[serde(skip_serializing_if = "Option::is_none")]
    docs: Option<String>,
    labels: Vec<LabelRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct LabelRecord<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

/// One JSON object a line.
pub(crate) fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let line = |diagnostic| {
        let text = serde_json::to_string(&record(diagnostic, sources));
        text.unwrap_or_else(|error| unreachable!("a diagnostic holds numbers and texts: {error}")) + "\n"
    };
    diagnostics.iter().map(line).collect()
}

pub(crate) fn record<'a>(diagnostic: &'a Diagnostic, sources: &Sources) -> Record<'a> {
    let labels: Vec<LabelRecord> = diagnostic
        .labels
        .iter()
        .filter_map(|label| {
            let file = label.file.as_deref().unwrap_or(&diagnostic.file);
            let source = sources.get(file)?;
            let start = place::place(source, label.span.start);
            let end = place::place(source, label.span.end.max(label.span.start));
            Some(LabelRecord {
                file,
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                text: &label.text,
            })
        })
        .collect();
    let first = labels.first();
    Record {
        docs: page(diagnostic.code),
        code: diagnostic.code,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        file: first.map_or(&diagnostic.file, |label| label.file),
        line: first.map(|label| label.line),
        column: first.map(|label| label.column),
        end_line: first.map(|label| label.end_line),
        end_column: first.map(|label| label.end_column),
        help: diagnostic.help.as_deref(),
        labels,
    }
}

/// Workflow commands, which GitHub shows beside the changed lines. `prefix` is the project's path in the repository.
pub(crate) fn github(diagnostics: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let record = record(diagnostic, sources);
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let file = if prefix.is_empty() { record.file.to_owned() } else { format!("{prefix}/{}", record.file) };
        let mut properties = vec![("file", file)];
        let numbers = [
            ("line", record.line),
            ("col", record.column),
            ("endLine", record.end_line),
            ("endColumn", record.end_column),
        ];
        properties.extend(numbers.into_iter().filter_map(|(name, number)| Some((name, number?.to_string()))));
        properties.push(("title", record.code.to_owned()));
        let properties: Vec<String> =
            properties.iter().map(|(name, value)| format!("{name}={}", escape(value, true))).collect();
        let message = match record.help {
            Some(help) => format!("{}\nhelp: {help}", record.message),
            None => record.message.to_owned(),
        };
        out.push_str(&format!("::{command} {}::{}\n", properties.join(","), escape(&message, false)));
    }
    out
}

/// The escapes GitHub documents for workflow commands; a property escapes two more.
fn escape(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

/// A diagnostic with its code frame, as the overlay draws it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Framed {
    code: String,
    severity: &'static str,
    message: String,
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    help: Option<String>,
    /// Number, text, first marked character, end of the mark.
    frame: Vec<(usize, String, usize, usize)>,
    /// What the primary label says.
    label: String,
}

impl Framed {
    /// A fault of the compiler itself.
    pub(crate) fn bug(what: &str) -> Self {
        Framed {
            code: "minnow/bug".to_owned(),
            severity: "error",
            message: what.to_owned(),
            file: String::new(),
            line: None,
            column: None,
            help: None,
            frame: Vec::new(),
            label: String::new(),
        }
    }
}

pub(crate) fn framed(diagnostic: &Diagnostic, sources: &Sources) -> Framed {
    let record = record(diagnostic, sources);
    let first = diagnostic.labels.first();
    let lines: Vec<FrameLine> =
        first.and_then(|label| Some(place::frame(sources.get(record.file)?, &label.span, 2))).unwrap_or_default();
    Framed {
        code: record.code.to_owned(),
        severity: record.severity,
        message: record.message.to_owned(),
        file: record.file.to_owned(),
        line: record.line,
        column: record.column,
        help: record.help.map(str::to_owned),
        frame: lines.into_iter().map(|line| (line.number, line.text, line.mark.start, line.mark.end)).collect(),
        label: first.map(|label| label.text.clone()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Vec<Diagnostic>, Sources) {
        let sources = Sources::from([("pages/a/a.wxml".to_owned(), Arc::from("<view>\n  <buton/>\n</view>"))]);
        let unknown = Diagnostic::warning("wxml/unknown-tag", "pages/a/a.wxml", "no component is named `buton`")
            .at(10..15, "used here")
            .help("did you mean `button`?");
        let missing = Diagnostic::error("app/missing-page", "app.json", "page `pages/b/b` has no file, 100%");
        (vec![unknown, missing], sources)
    }

    #[test]
    fn text_shows_the_place_the_code_and_the_help() {
        let (diagnostics, sources) = sample();
        let text = text(&diagnostics, &sources, false);
        for part in
            ["warning[wxml/unknown-tag]", "pages/a/a.wxml:2:4", "<buton/>", "^^^^^ used here", "help: did you mean"]
        {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(text.contains("error[app/missing-page]") && text.contains("--> app.json"), "{text}");
        assert_eq!(summary(&diagnostics), "1 error, 1 warning");
    }

    #[test]
    fn json_is_one_object_a_line_with_stable_names() {
        let (diagnostics, sources) = sample();
        let text = json(&diagnostics, &sources);
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["line"], 2);
        assert_eq!(lines[0]["column"], 4);
        assert_eq!(lines[0]["end_column"], 9);
        assert_eq!(lines[0]["severity"], "warning");
        assert_eq!(lines[1]["file"], "app.json");
        assert!(lines[1].get("line").is_none());
    }

    #[test]
    fn github_commands_are_escaped() {
        let (diagnostics, sources) = sample();
        let text = github(&diagnostics, &sources, "apps/x");
        assert!(text.contains(
            "::warning file=apps/x/pages/a/a.wxml,line=2,col=4,endLine=2,endColumn=9,title=wxml/unknown-tag::"
        ));
        assert!(text.contains("100%25"), "{text}");
        assert!(text.contains("%0Ahelp: did you mean"), "{text}");
    }

    #[test]
    fn a_span_outside_its_file_is_no_panic() {
        let sources = Sources::from([("a".to_owned(), Arc::from("中"))]);
        let wrong = Diagnostic::error("x/y", "a", "m").at(1..9000, "").also("gone", 5..6, "there");
        let list = [wrong];
        text(&list, &sources, true);
        json(&list, &sources);
        framed(&list[0], &sources);
    }
}
