//! The state of a session: open documents and the programs they belong to; and which feature answers which request.
//!
//! In: requests and notifications. Out: answers. Must not: know how a feature works.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use compiler::format;
use lsp_server::Message;
use lsp_types::{
    CompletionParams, DocumentFormattingParams, DocumentSymbolParams, GotoDefinitionParams, HoverParams, Position,
    RenameParams, TextDocumentContentChangeEvent, TextDocumentPositionParams, TextEdit, Uri,
};
use serde_json::{Value, json};

use super::completion;
use super::diagnostics::Publisher;
use super::file::File;
use super::items::Client;
use super::position::Lines;
use super::program::Program;
use super::{definition, hover, rename, script, symbols, uri};
use crate::disk_project::DiskProject;

pub(super) struct Server {
    send: Send,
    client: Client,
    documents: BTreeMap<String, Document>,
    /// By the folder a person would name on the command line.
    programs: BTreeMap<PathBuf, Program>,
}

struct Document {
    text: Arc<str>,
    /// The folder of its program, and its path in it; `None` for a file of no program.
    place: Option<(PathBuf, String)>,
    uri: Uri,
}

/// Puts a message on its way to the editor.
pub(super) type Send = Arc<dyn Fn(Message) + std::marker::Send + Sync>;

/// Why a request has no answer: shown to the person.
pub(super) type Refusal = String;

impl Server {
    pub(super) fn new(send: Send, client: Client) -> Self {
        Server { send, client, documents: BTreeMap::new(), programs: BTreeMap::new() }
    }

    pub(super) fn open(&mut self, uri: Uri, text: String) {
        let place = uri::to_path(&uri).and_then(|path| self.place(&path));
        let document = Document { text: Arc::from(text), place, uri };
        self.tell(&document, Some(document.text.clone()));
        self.documents.insert(document.uri.as_str().to_owned(), document);
    }

    pub(super) fn change(&mut self, uri: &Uri, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(mut document) = self.documents.remove(uri.as_str()) else { return };
        let mut text = String::from(&*document.text);
        for change in changes {
            match change.range {
                Some(range) => {
                    let lines = Lines::new(&text);
                    let (start, end) = (lines.offset(&text, range.start), lines.offset(&text, range.end));
                    text.replace_range(start..end.max(start), &change.text);
                }
                None => text = change.text,
            }
        }
        document.text = Arc::from(text);
        self.tell(&document, Some(document.text.clone()));
        self.documents.insert(uri.as_str().to_owned(), document);
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        if let Some(document) = self.documents.remove(uri.as_str()) {
            self.tell(&document, None);
        }
    }

    /// Something changed on disk.
    pub(super) fn check_all(&self) {
        self.programs.values().for_each(Program::check_disk);
    }

    fn tell(&mut self, document: &Document, text: Option<Arc<str>>) {
        if let Some((root, path)) = &document.place
            && let Some(program) = self.programs.get_mut(root)
        {
            program.set_text(path, text.map(|text| (text, document.uri.clone())));
        }
    }

    /// The program of a file, which begins to be watched with its first open file.
    fn place(&mut self, file: &Path) -> Option<(PathBuf, String)> {
        let file = match file.canonicalize() {
            Ok(file) => file,
            // A file that is not saved yet lies in a folder that may be there.
            Err(_) => file.parent()?.canonicalize().ok()?.join(file.file_name()?),
        };
        let root = program_folder(&file)?;
        let send = self.send.clone();
        let program = self
            .programs
            .entry(root.clone())
            .or_insert_with(|| Program::new(root.clone(), Publisher::new(root.clone(), send)));
        let path = program.path_of(&file)?;
        Some((root, path))
    }

    fn file(&self, uri: &Uri) -> Option<File<'_>> {
        let (root, path) = self.documents.get(uri.as_str())?.place.as_ref()?;
        File::new(self.programs.get(root)?, path)
    }

    /// The file, and the offset in it; of a file that `ending` is right for.
    fn place_at(&self, at: &TextDocumentPositionParams, ending: &str) -> Option<(File<'_>, usize)> {
        let file = self.file(&at.text_document.uri)?;
        let offset = file.offset(at.position);
        file.path.ends_with(ending).then_some((file, offset))
    }

    /// Answers a request; `None` for a method that is not known.
    pub(super) fn answer(&self, method: &str, params: Value) -> Option<Result<Value, Refusal>> {
        Some(match method {
            "textDocument/completion" => read(params).map(|params: CompletionParams| {
                let place = self.place_at(&params.text_document_position, "");
                json!(place.and_then(|(file, offset)| match ending(&file.path) {
                    "wxml" => Some(completion::completion(&file, offset, &self.client)),
                    "js" | "ts" => Some(script::completion(&file, offset, &self.client)),
                    _ => None,
                }))
            }),
            "textDocument/hover" => read(params).map(|params: HoverParams| {
                let place = self.place_at(&params.text_document_position_params, "");
                json!(place.and_then(|(file, offset)| match ending(&file.path) {
                    "wxml" => hover::hover(&file, offset, self.client.words),
                    "js" | "ts" => script::hover(&file, offset, self.client.words),
                    _ => None,
                }))
            }),
            "textDocument/definition" => read(params).map(|params: GotoDefinitionParams| {
                let place = self.place_at(&params.text_document_position_params, ".wxml");
                json!(place.map(|(file, offset)| definition::definition(&file, offset)))
            }),
            "textDocument/documentSymbol" => read(params).map(|params: DocumentSymbolParams| {
                json!(self.file(&params.text_document.uri).map(|file| symbols::symbols(&file)))
            }),
            "textDocument/formatting" => {
                read(params).map(|params: DocumentFormattingParams| json!(self.formatting(&params.text_document.uri)))
            }
            "textDocument/prepareRename" => read(params).and_then(|at: TextDocumentPositionParams| {
                let Some((file, offset)) = self.place_at(&at, "") else { return Ok(Value::Null) };
                rename::target(&file, offset).map(|target| json!(target.map(|target| file.range(&target.span))))
            }),
            "textDocument/rename" => read(params).and_then(|params: RenameParams| {
                let Some((file, offset)) = self.place_at(&params.text_document_position, "") else {
                    return Ok(Value::Null);
                };
                rename::rename(&file, offset, &params.new_name).map(|edit| json!(edit))
            }),
            _ => return None,
        })
    }

    /// One edit from the first to the last place that differs; none when the file has faults.
    fn formatting(&self, uri: &Uri) -> Option<Vec<TextEdit>> {
        let document = self.documents.get(uri.as_str())?;
        let path = uri::to_path(uri)?.to_string_lossy().into_owned();
        if !format::is_formatted(&path) {
            return None;
        }
        let keeps = self.file(uri).is_some_and(|file| {
            let sheets = file.sheets();
            sheets
                .iter()
                .any(|sheet| file.program.project.text(sheet).is_some_and(|text| format::keeps_white_space(&text)))
        });
        let formatted = format::format(&path, &document.text, keeps).ok()?;
        if formatted == *document.text {
            return Some(Vec::new());
        }
        let lines = Lines::new(&document.text);
        let range = lsp_types::Range::new(Position::default(), lines.position(&document.text, document.text.len()));
        Some(vec![TextEdit { range, new_text: formatted }])
    }
}

fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn read<T: serde::de::DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| format!("the request cannot be read: {error}"))
}

/// The outermost folder around a file whose program the file belongs to.
fn program_folder(file: &Path) -> Option<PathBuf> {
    let holds = |folder: &&Path| {
        let is_candidate = folder.join("app.json").is_file() || folder.join("project.config.json").is_file();
        is_candidate
            && compiler::find_root(&DiskProject::new(*folder)).is_some_and(|root| file.starts_with(folder.join(root)))
    };
    file.ancestors().skip(1).filter(holds).last().map(Path::to_owned)
}
