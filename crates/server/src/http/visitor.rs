//! Somebody who asks without signing in.
//!
//! In: a request's head. Out: from which address, and whether a page of ours sent it. Must not: keep an address.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use super::signed::is_from_here;
use super::{Failure, Pace};

pub(crate) struct Visitor {
    address: Option<IpAddr>,
    is_from_here: bool,
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Visitor { address, is_from_here: is_from_here(parts) })
    }
}

impl Visitor {
    /// Refuses what a page of another origin sent.
    pub(crate) fn is_from_here(&self) -> Result<(), Failure> {
        if self.is_from_here { Ok(()) } else { Err(Failure::foreign_origin()) }
    }

    /// Refuses what comes too fast.
    pub(crate) fn keeps(&self, pace: &Pace) -> Result<(), Failure> {
        if pace.allows(self.address, Instant::now()) { Ok(()) } else { Err(Failure::too_fast()) }
    }
}
