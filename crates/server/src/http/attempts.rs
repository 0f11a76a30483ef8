//! Whoever asks to be let in: from which address, and how often that failed just now.
//!
//! In: requests of nobody yet. Out: the newcomer; a refusal once too much failed from one address. Must not: lock an account, which would let
//! anybody lock out anybody.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::Failure;
use super::signed::is_from_here;
use crate::platform::Platform;

/// Secrets have 80 bits and more, so this is for the load. Many people may share an address, or all of them that of a proxy in front.
const FAILURES_MAX: u32 = 100;
const WINDOW: Duration = Duration::from_secs(60);
/// Beyond it all are forgotten: strangers may come from any address.
const ADDRESSES_MAX: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<BTreeMap<IpAddr, (Instant, u32)>>);

impl Attempts {
    fn is_open_to(&self, address: IpAddr, now: Instant) -> bool {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures
            .get(&address)
            .is_none_or(|(since, count)| *count < FAILURES_MAX || now.duration_since(*since) >= WINDOW)
    }

    fn note_failure(&self, address: IpAddr, now: Instant) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ADDRESSES_MAX {
            failures.clear();
        }
        let (since, count) = failures.entry(address).or_insert((now, 0));
        if now.duration_since(*since) >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
    }
}

/// Somebody who is not known yet. A page of another origin that sends such a request would sign a person in as somebody else.
pub(crate) struct Newcomer {
    address: IpAddr,
}

impl Newcomer {
    /// Counts a failure against the address it came from.
    pub(crate) fn noted<T, E: Into<Failure>>(&self, platform: &Platform, result: Result<T, E>) -> Result<T, Failure> {
        result.map_err(|error| {
            platform.attempts.note_failure(self.address, Instant::now());
            error.into()
        })
    }
}

impl FromRequestParts<Arc<Platform>> for Newcomer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, platform: &Arc<Platform>) -> Result<Self, Failure> {
        // Programs that are no browser send none.
        if parts.headers.contains_key(header::ORIGIN) && !is_from_here(parts) {
            return Err(Failure::foreign_origin());
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = network(peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)));
        if platform.attempts.is_open_to(address, Instant::now()) {
            Ok(Newcomer { address })
        } else {
            Err(Failure::too_many())
        }
    }
}

/// Of IPv6, the 64 bits a network has: one household gets as many addresses below them as it likes.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_fails_too_often_waits_a_minute() {
        let attempts = Attempts::default();
        let (start, address) = (Instant::now(), network("2001:db8::1".parse().unwrap()));
        for _ in 0..FAILURES_MAX {
            assert!(attempts.is_open_to(address, start));
            attempts.note_failure(address, start);
        }
        let neighbour = network("2001:db8::ffff:2".parse().unwrap());
        let stranger = network("2001:db8:0:1::1".parse().unwrap());
        assert!(!attempts.is_open_to(address, start) && !attempts.is_open_to(neighbour, start));
        assert!(attempts.is_open_to(stranger, start));
        assert!(attempts.is_open_to(address, start + WINDOW));
        attempts.note_failure(address, start + WINDOW);
        assert!(attempts.is_open_to(address, start + WINDOW));
    }
}
