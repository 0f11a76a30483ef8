//! How often one address may ask for what is dear.
//!
//! In: addresses and moments. Out: yes or no. Must not: grow with the number of addresses: the oldest are forgotten.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Addresses that are known at once; beyond it all begin anew.
const ADDRESSES_MAX: usize = 10_000;

/// So many at once, and so many a second in the long run.
#[derive(Debug)]
pub(crate) struct Pace {
    burst: f64,
    per_second: f64,
    left: Mutex<BTreeMap<IpAddr, (f64, Instant)>>,
}

impl Pace {
    pub(crate) fn new(burst: u32, per_second: f64) -> Self {
        Pace { burst: f64::from(burst), per_second, left: Mutex::default() }
    }

    /// Whether an address may once more; an unknown one is nobody's and may.
    pub(crate) fn allows(&self, address: Option<IpAddr>, now: Instant) -> bool {
        let Some(address) = address.map(network) else { return true };
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.len() >= ADDRESSES_MAX && !left.contains_key(&address) {
            left.clear();
        }
        let (tokens, at) = left.entry(address).or_insert((self.burst, now));
        let elapsed = now.saturating_duration_since(*at).as_secs_f64();
        *tokens = (*tokens + elapsed * self.per_second).min(self.burst);
        *at = now;
        if *tokens < 1.0 {
            return false;
        }
        *tokens -= 1.0;
        true
    }
}

/// One line of IPv6 has 2^64 addresses: they count as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(inner) => match inner.to_ipv4_mapped() {
            Some(inner) => inner.into(),
            None => {
                let mut octets = inner.octets();
                octets[8..].fill(0);
                IpAddr::from(octets)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_address_may_so_often_and_then_has_to_wait() {
        let (pace, now) = (Pace::new(3, 0.5), Instant::now());
        let may = |address: &str, seconds| pace.allows(address.parse().ok(), now + Duration::from_secs(seconds));
        assert!((0..3).all(|_| may("10.0.0.1", 0)));
        assert!(!may("10.0.0.1", 0) && !may("10.0.0.1", 1));
        assert!(may("10.0.0.2", 0));
        assert!(may("10.0.0.1", 3));
        // The addresses of one line are one; another line is another.
        assert!((0..3).all(|at| may(&format!("2001:db8::{at}"), 0)) && !may("2001:db8::ffff", 0));
        assert!(may("2001:db8:0:1::1", 0));
        assert!((0..10).all(|_| pace.allows(None, now)));
    }

    #[test]
    fn addresses_without_end_take_no_room_without_end() {
        let (pace, now) = (Pace::new(1, 0.0), Instant::now());
        for number in 0..(ADDRESSES_MAX as u32 + 5) {
            assert!(pace.allows(Some(IpAddr::from(number.to_be_bytes())), now));
        }
        assert!(pace.left.lock().unwrap().len() <= ADDRESSES_MAX);
    }
}
