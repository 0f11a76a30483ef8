//! Answers to other devices, compressed: a phone in the network waits for bytes, a browser on this machine does not.
//!
//! In: a content and what the request takes. Out: its compressed form. Must not: compress the same content twice.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use rustc_hash::FxHashMap;

use server::http::{Effort, Encoding};

type Content = Arc<[u8]>;

/// Forms kept; beyond it all are forgotten, since most are of builds nobody looks at any more.
const KEPT_MAX: usize = 1_000;

#[derive(Default)]
pub(super) struct Encodings {
    made: Mutex<FxHashMap<(Encoding, Content), Option<Content>>>,
}

impl Encodings {
    /// The form to send, and its name in HTTP; `None` when the content goes as it is.
    pub(super) async fn of(
        self: &Arc<Self>,
        content: &Content,
        headers: &HeaderMap,
    ) -> Option<(&'static str, Content)> {
        if is_local(headers) || headers.contains_key(header::RANGE) {
            return None;
        }
        let (encoding, name) = accepted(headers)?;
        let key = (encoding, Arc::clone(content));
        let known = self.made.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return known.map(|encoded| (name, encoded));
        }
        let raw = Arc::clone(content);
        let encoded = tokio::task::spawn_blocking(move || encoding.encode(&raw, Effort::Quick)).await.ok()?;
        let encoded = encoded.map(Content::from);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= KEPT_MAX {
            made.clear();
        }
        made.insert(key, encoded.clone());
        encoded.map(|encoded| (name, encoded))
    }
}

/// Whether the request is for a name of this machine.
fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.") || name == "::1"
}

/// Brotli where it is taken, which browsers do over HTTPS only; else gzip.
fn accepted(headers: &HeaderMap) -> Option<(Encoding, &'static str)> {
    let text = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = |name: &str| {
        text.split(',').any(|part| {
            let (word, weight) = part.split_once(';').unwrap_or((part, ""));
            let is_refused = weight.trim().strip_prefix("q=").is_some_and(|weight| weight.parse() == Ok(0.0));
            word.trim().eq_ignore_ascii_case(name) && !is_refused
        })
    };
    [(Encoding::Brotli, "br"), (Encoding::Gzip, "gzip")].into_iter().find(|(_, name)| takes(name))
}
