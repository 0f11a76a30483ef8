//! Whoever asks to be let in.
//!
//! In: requests of nobody yet. Out: leave to try; a refusal of pages of other origins, and of an address that tries too often.
//! Must not: lock an account, which would let anybody lock out anybody.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::signed::is_from_here;
use super::visitor::address;
use super::{Failure, Pace};
use crate::platform::Platform;

/// Secrets have 80 bits and more, so this is for the load. Many people may share an address.
const TRIES_AT_ONCE: u32 = 200;
const TRIES_PER_SECOND: f64 = 4.0;

/// How often one address may try.
pub(crate) fn tries() -> Pace {
    Pace::new(TRIES_AT_ONCE, TRIES_PER_SECOND)
}

/// Somebody who may try. A page of another origin that sent such a request would sign a person in as somebody else.
pub(crate) struct Newcomer;

impl FromRequestParts<Arc<Platform>> for Newcomer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, platform: &Arc<Platform>) -> Result<Self, Failure> {
        // Programs that are no browser send none.
        if parts.headers.contains_key(header::ORIGIN) && !is_from_here(&parts.uri, &parts.headers) {
            return Err(Failure::foreign_origin());
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = address(peer, &parts.headers);
        if platform.tries.allows(address, Instant::now()) { Ok(Newcomer) } else { Err(Failure::too_fast()) }
    }
}
