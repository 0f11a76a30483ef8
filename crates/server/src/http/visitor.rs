//! Somebody who asks without signing in.
//!
//! In: a request's head. Out: from which address, and whether a page of ours sent it. Must not: keep an address, or believe a stranger about
//! where he is.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::pace::network;
use super::signed::is_from_here;
use super::{Failure, Pace};

pub(crate) struct Visitor {
    address: Option<IpAddr>,
    is_from_here: bool,
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let is_from_here = is_from_here(&parts.uri, &parts.headers);
        Ok(Visitor { address: address(peer, &parts.headers), is_from_here })
    }
}

impl Visitor {
    /// Refuses what a page of another origin sent.
    pub(crate) fn is_from_here(&self) -> Result<(), Failure> {
        if self.is_from_here { Ok(()) } else { Err(Failure::foreign_origin()) }
    }

    /// Refuses what comes too fast.
    pub(crate) fn keeps(&self, pace: &Pace) -> Result<(), Failure> {
        if self.is_within(pace) { Ok(()) } else { Err(Failure::too_fast()) }
    }

    pub(crate) fn is_within(&self, pace: &Pace) -> bool {
        pace.allows(self.address, Instant::now())
    }

    /// A word to count by: the address, or the network of one that has many.
    pub(crate) fn word(&self) -> String {
        self.address.map(|address| network(address).to_string()).unwrap_or_default()
    }
}

/// What ends TLS on this machine says for whom it asks: the last name in the list is its own word.
pub(super) fn address(peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer.map(|peer| peer.to_canonical());
    let told = peer.filter(IpAddr::is_loopback).and_then(|_| {
        let list = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        list.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    });
    told.map(|told| told.to_canonical()).or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_says_for_whom_it_asks() {
        let of = |peer: &str, told: &[&str]| {
            let mut headers = HeaderMap::new();
            for told in told {
                headers.append("x-forwarded-for", told.parse().unwrap());
            }
            address(peer.parse().ok(), &headers).unwrap().to_string()
        };
        assert_eq!(of("203.0.113.7", &[]), "203.0.113.7");
        assert_eq!(of("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(of("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(of("127.0.0.1", &["10.9.9.9, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(of("127.0.0.1", &["10.9.9.9", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(of("127.0.0.1", &["nobody"]), "127.0.0.1");
        assert_eq!(of("::ffff:127.0.0.1", &["::ffff:198.51.100.1"]), "198.51.100.1");
    }
}
