//! Items of a completion as they are gathered. In: labels, kinds and words. Out: items that replace the word at the place. Must not: offer a label
//! twice.

use std::collections::BTreeSet;
use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTag, CompletionTextEdit, Documentation, InsertTextFormat,
    MarkupContent, MarkupKind, TextEdit,
};

use super::file::File;
use super::words::Words;

pub(super) struct Client {
    pub(super) words: Words,
    /// Whether the editor fills in `$1`.
    pub(super) has_snippets: bool,
}

pub(super) struct Items<'f, 'p> {
    pub(super) file: &'f File<'p>,
    pub(super) client: &'f Client,
    /// What an item replaces.
    pub(super) span: Range<usize>,
    pub(super) found: Vec<CompletionItem>,
    labels: BTreeSet<String>,
}

impl<'f, 'p> Items<'f, 'p> {
    pub(super) fn new(file: &'f File<'p>, client: &'f Client, span: Range<usize>) -> Self {
        Items { file, client, span, found: Vec::new(), labels: BTreeSet::new() }
    }

    pub(super) fn push(
        &mut self,
        label: &str,
        kind: CompletionItemKind,
        detail: String,
        documentation: Option<String>,
    ) {
        self.push_text(label, label.to_owned(), kind, detail, documentation);
    }

    /// `text` may hold `$1`, where the cursor goes.
    pub(super) fn push_text(
        &mut self,
        label: &str,
        text: String,
        kind: CompletionItemKind,
        detail: String,
        documentation: Option<String>,
    ) {
        if !self.labels.insert(label.to_owned()) {
            return;
        }
        let is_snippet = text.contains("$1") && self.client.has_snippets;
        let new_text = if is_snippet { text } else { text.replace("$1", "") };
        let markdown = |value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value });
        self.found.push(CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            detail: (!detail.is_empty()).then_some(detail),
            documentation: documentation.map(markdown),
            insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: self.file.range(&self.span), new_text })),
            // In the order they are given: the program's own first.
            sort_text: Some(format!("{:05}", self.found.len())),
            ..CompletionItem::default()
        });
    }

    /// Strikes the last item through: there is something better.
    pub(super) fn deprecate(&mut self) {
        if let Some(item) = self.found.last_mut() {
            item.tags = Some(vec![CompletionItemTag::DEPRECATED]);
        }
    }
}
