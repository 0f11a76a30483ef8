//! `minnow lsp`: a language server for mini programs, on standard input and output.
//!
//! In: messages of the Language Server Protocol. Out: the same. The loop reads one message after the other; checks run beside it (`program`).
//! Must not: fall over a broken program or a broken message: a feature that panics costs its answer, nothing else.

mod audits;
mod completion;
mod definition;
mod diagnostics;
mod file;
mod hover;
mod items;
mod members;
mod overlay;
mod position;
mod program;
mod rename;
mod script;
mod server;
mod symbols;
mod uri;
mod values;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::{
    CompletionOptions, DidChangeTextDocumentParams, DidChangeWatchedFilesRegistrationOptions,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, FileSystemWatcher, GlobPattern, InitializeParams, OneOf,
    Registration, RegistrationParams, RenameOptions, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, WorkDoneProgressOptions,
};
use serde_json::{Value, json};

use items::Client;
use server::Server;
use words::Words;

/// Parsers of scripts recurse; only what is used of it is ever backed by memory.
const STACK_BYTES: usize = 256 << 20;

/// Serves until the editor says goodbye.
pub(crate) fn run() -> Result<()> {
    let thread = std::thread::Builder::new().name("lsp".to_owned()).stack_size(STACK_BYTES).spawn(serve);
    match thread.context("cannot start a thread")?.join() {
        Ok(served) => served,
        Err(_) => anyhow::bail!("the language server failed; this is a fault of minnow"),
    }
}

fn serve() -> Result<()> {
    let (connection, _threads) = Connection::stdio();
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params).context("`initialize` cannot be read")?;
    let answer = json!({
        "capabilities": capabilities(),
        "serverInfo": {"name": "minnow", "version": env!("CARGO_PKG_VERSION")},
    });
    connection.initialize_finish(id, answer)?;
    watch_files(&connection, &params)?;
    let completion = params.capabilities.text_document.as_ref().and_then(|document| document.completion.as_ref());
    let item = completion.and_then(|completion| completion.completion_item.as_ref());
    let client = Client {
        words: Words { is_chinese: params.locale.is_some_and(|locale| locale.to_ascii_lowercase().starts_with("zh")) },
        has_snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
    };
    let sender = connection.sender.clone();
    // An editor that is gone needs no message.
    let mut server = Server::new(Arc::new(move |message| drop(sender.send(message))), client);
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request)? {
                    return Ok(());
                }
                connection.sender.send(answer_to(&server, request).into())?;
            }
            Message::Notification(notification) => {
                let method = notification.method.clone();
                let told = catch_unwind(AssertUnwindSafe(|| tell(&mut server, notification)));
                if told.is_err() {
                    eprintln!("minnow: {method} failed; this is a fault of minnow");
                }
            }
            Message::Response(_) => {}
        }
    }
    Ok(())
}

fn capabilities() -> ServerCapabilities {
    let characters = ["<", " ", ".", ":", "\"", "'", "{", "/"];
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(characters.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        ..ServerCapabilities::default()
    }
}

/// Asks to be told of files that change outside of the editor, when it can tell.
fn watch_files(connection: &Connection, params: &InitializeParams) -> Result<()> {
    let workspace = params.capabilities.workspace.as_ref();
    let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    if !watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false) {
        return Ok(());
    }
    let glob_pattern = GlobPattern::String("**/*.{wxml,wxss,wxs,js,ts,json,scss,sass,less,css}".to_owned());
    let watchers = vec![FileSystemWatcher { glob_pattern, kind: None }];
    let registration = Registration {
        id: "files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(serde_json::to_value(DidChangeWatchedFilesRegistrationOptions { watchers })?),
    };
    let params = RegistrationParams { registrations: vec![registration] };
    let id = "watch".to_owned().into();
    connection.sender.send(Request::new(id, "client/registerCapability".to_owned(), params).into())?;
    Ok(())
}

fn answer_to(server: &Server, request: Request) -> Response {
    let Request { id, method, params } = request;
    match catch_unwind(AssertUnwindSafe(|| server.answer(&method, params))) {
        Ok(Some(Ok(value))) => Response::new_ok(id, value),
        Ok(Some(Err(refusal))) => Response::new_err(id, ErrorCode::RequestFailed as i32, refusal),
        Ok(None) => Response::new_err(id, ErrorCode::MethodNotFound as i32, format!("{method} is not known")),
        Err(_) => {
            let message = format!("{method} failed; this is a fault of minnow");
            Response::new_err(id, ErrorCode::InternalError as i32, message)
        }
    }
}

fn tell(server: &mut Server, notification: Notification) {
    fn read<T: serde::de::DeserializeOwned>(params: Value) -> Option<T> {
        serde_json::from_value(params).ok()
    }
    let Notification { method, params } = notification;
    match method.as_str() {
        "textDocument/didOpen" => {
            if let Some(params) = read::<DidOpenTextDocumentParams>(params) {
                server.open(params.text_document.uri, params.text_document.text);
            }
        }
        "textDocument/didChange" => {
            if let Some(params) = read::<DidChangeTextDocumentParams>(params) {
                server.change(&params.text_document.uri, params.content_changes);
            }
        }
        "textDocument/didClose" => {
            if let Some(params) = read::<DidCloseTextDocumentParams>(params) {
                server.close(&params.text_document.uri);
            }
        }
        "textDocument/didSave" | "workspace/didChangeWatchedFiles" => server.check_all(),
        _ => {}
    }
}
