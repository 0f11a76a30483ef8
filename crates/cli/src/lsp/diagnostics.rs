//! Diagnostics as the editor shows them. In: what a check found. Out: notifications, for files whose diagnostics changed. Must not: word a message.

use std::collections::BTreeMap;
use std::path::PathBuf;

use compiler::{Diagnostic, Output, Severity};
use lsp_server::Notification;
use lsp_types::{
    DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, LogMessageParams, MessageType,
    NumberOrString, PublishDiagnosticsParams, Range, Uri,
};

use super::position::Lines;
use super::program::Snapshot;
use super::server::Send;
use super::uri;

/// Sends to the editor what a program's checks find.
pub(super) struct Publisher {
    root: PathBuf,
    send: Send,
    /// What the editor shows now, by project path.
    shown: BTreeMap<String, Vec<lsp_types::Diagnostic>>,
}

impl Publisher {
    pub(super) fn new(root: PathBuf, send: Send) -> Self {
        Publisher { root, send, shown: BTreeMap::new() }
    }

    pub(super) fn log(&self, message: &str) {
        let params = LogMessageParams { typ: MessageType::ERROR, message: message.to_owned() };
        (self.send)(Notification::new("window/logMessage".to_owned(), params).into());
    }

    pub(super) fn publish(&mut self, snapshot: &Snapshot, output: &Output) {
        let address = |path: &str| match snapshot.addresses.get(path) {
            Some(address) => Some(address.clone()),
            None => uri::from_path(&self.root.join(path)),
        };
        let mut converter = Converter { output, lines: BTreeMap::new(), address: &address };
        // An open file is told even that nothing is wrong with it.
        let mut found: BTreeMap<String, Vec<lsp_types::Diagnostic>> =
            snapshot.addresses.keys().map(|path| (path.clone(), Vec::new())).collect();
        // What stands in packages is not the developer's to mend.
        let is_own =
            |path: &str| !path.split('/').any(|part| matches!(part, "node_modules" | "miniprogram_npm" | ".."));
        for diagnostic in &output.diagnostics {
            let file = diagnostic.labels.first().and_then(|label| label.file.as_ref()).unwrap_or(&diagnostic.file);
            if is_own(file) || found.contains_key(file) {
                let converted = converter.diagnostic(diagnostic);
                found.entry(file.clone()).or_default().push(converted);
            }
        }
        for path in self.shown.keys() {
            found.entry(path.clone()).or_default();
        }
        for (path, diagnostics) in &found {
            if self.shown.get(path) == Some(diagnostics) {
                continue;
            }
            let Some(uri) = address(path) else { continue };
            let params = PublishDiagnosticsParams { uri, diagnostics: diagnostics.clone(), version: None };
            (self.send)(Notification::new("textDocument/publishDiagnostics".to_owned(), params).into());
        }
        found.retain(|path, diagnostics| !diagnostics.is_empty() || snapshot.addresses.contains_key(path));
        self.shown = found;
    }
}

struct Converter<'o> {
    output: &'o Output,
    lines: BTreeMap<&'o str, Lines>,
    address: &'o dyn Fn(&str) -> Option<Uri>,
}

impl<'o> Converter<'o> {
    fn diagnostic(&mut self, diagnostic: &'o Diagnostic) -> lsp_types::Diagnostic {
        let address = self.address;
        let mut places = diagnostic.labels.iter().map(|label| {
            let file = label.file.as_deref().unwrap_or(&diagnostic.file);
            (file, self.range(file, &label.span), label.text.as_str())
        });
        let (_, range, said) = places.next().unwrap_or_default();
        let mut message = diagnostic.message.clone();
        for more in [Some(said).filter(|said| !said.is_empty()), diagnostic.help.as_deref()].into_iter().flatten() {
            message.push('\n');
            message.push_str(more);
        }
        let related: Vec<DiagnosticRelatedInformation> = places
            .filter_map(|(file, range, text)| {
                let location = Location { uri: address(file)?, range };
                Some(DiagnosticRelatedInformation { location, message: text.to_owned() })
            })
            .collect();
        lsp_types::Diagnostic {
            range,
            severity: Some(match diagnostic.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Note => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(diagnostic.code.to_owned())),
            source: Some("minnow".to_owned()),
            message,
            tags: diagnostic.code.starts_with("audit/unused-").then(|| vec![DiagnosticTag::UNNECESSARY]),
            related_information: (!related.is_empty()).then_some(related),
            ..lsp_types::Diagnostic::default()
        }
    }

    fn range(&mut self, file: &'o str, span: &std::ops::Range<usize>) -> Range {
        let Some(text) = self.output.sources.get(file) else { return Range::default() };
        self.lines.entry(file).or_insert_with(|| Lines::new(text)).range(text, span)
    }
}
