//! What all routes share: answers that are failures, bodies, who asks, cookies, host names.
//!
//! In: requests. Out: parts of them, checked. Must not: know a domain's rules.

mod at_hand;
mod browser;
pub(crate) mod cookies;
mod dictionary;
mod encoding;
mod failure;
mod files;
mod headers;
mod host;
mod newcomer;
mod pace;
mod signed;
mod visitor;

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;

pub(crate) use self::at_hand::{AtHand, Fields, write_field};
pub(crate) use self::browser::Browser;
pub(crate) use self::dictionary::{
    AVAILABLE_DICTIONARY, CDN_LOOP, DCZ, USE_AS_DICTIONARY, VARY_BY_DICTIONARY, available_dictionary,
    may_use_dictionaries, name_without_hash, use_as_dictionary,
};
pub use self::encoding::{Effort, Encoding, is_compressible};
pub(crate) use self::failure::Failure;
pub(crate) use self::files::{
    CDN_CACHE_CONTROL, FOR_EVER, FileBody, FileHead, Tag, accepted, answer_file, has_tag, takes_coding,
};
pub use self::files::{content_type, ranged};
pub use self::headers::{complete, of_document};
pub(crate) use self::headers::{
    complete_at_hand, complete_with, document_fields, fields_of_all, policy_header, policy_of_kind,
};
pub(crate) use self::host::{host_of, port_of};
pub(crate) use self::newcomer::{Newcomer, tries};
pub(crate) use self::pace::{Pace, network};
pub(crate) use self::signed::{Signed, is_from_here};
pub(crate) use self::visitor::Visitor;
use crate::platform::Platform;

/// A body of JSON. Only what says it is JSON is taken: a page of another origin would first have to ask whether it may send that.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<Platform>> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &Arc<Platform>) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            return Err(Failure::not_json());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| Failure::body(&error))?;
        serde_json::from_slice(&bytes).map(Body).map_err(|error| Failure::invalid(format!("the body: {error}")))
    }
}

/// Whether a request says that its body is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}
