//! Early Hints (RFC 8297): what an answer will need, said while the answer is made.
//!
//! In: values of `Link`. Out: an answer 103 before the answer. Must not: delay the answer; where the protocol has no hints, nothing is said.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use h2::server::SendResponse;

/// In the extensions of a request that came over HTTP/2; browsers take hints over nothing else.
#[derive(Clone)]
pub(crate) struct EarlyHints(Arc<Mutex<SendResponse<Bytes>>>);

impl EarlyHints {
    pub(super) fn new(response: Arc<Mutex<SendResponse<Bytes>>>) -> Self {
        EarlyHints(response)
    }

    /// Says them at once.
    pub(crate) fn send(&self, links: &[HeaderValue]) {
        if links.is_empty() {
            return;
        }
        let mut hints = Response::new(());
        *hints.status_mut() = StatusCode::from_u16(103).unwrap_or(StatusCode::CONTINUE);
        for link in links {
            hints.headers_mut().append(header::LINK, link.clone());
        }
        // Whoever went away needs no hints.
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).send_informational(hints);
    }
}
