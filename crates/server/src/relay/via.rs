//! Marks what a relay passes on to this machine, so that a server of ours can tell it from a request of a page: a program must not
//! use another one's relay, console or files by way of its own relay.
//!
//! In: headers and a host. Out: headers, yes or no. Must not: mark what leaves this machine; some back ends treat a proxy's requests differently.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};

use super::address::literal;

/// RFC 9110, section 7.6.3.
const VIA: HeaderValue = HeaderValue::from_static("1.1 minnow");

/// Sets the mark where the host is this machine, and takes a forged one away where it is not.
pub(super) fn mark(headers: &mut HeaderMap, host: &str) {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let is_here = name == "localhost" || name.ends_with(".localhost") || literal(host).is_some_and(is_near);
    if is_here {
        headers.insert(header::VIA, VIA);
    } else {
        headers.remove(header::VIA);
    }
}

/// Whether a relay passed the request on.
pub fn is_relayed(headers: &HeaderMap) -> bool {
    headers.get_all(header::VIA).iter().any(|value| value == VIA)
}

/// This machine or a network it may have an address in.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_this_machine_are_marked_and_no_others() {
        for (host, marked) in [
            ("localhost", true),
            ("a.mini.localhost.", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("[::ffff:127.0.0.1]", true),
            ("192.168.1.7", true),
            ("api.example.com", false),
            ("localhost.example.com", false),
            ("203.0.113.5", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::VIA, HeaderValue::from_static("1.1 forged"));
            mark(&mut headers, host);
            assert_eq!(is_relayed(&headers), marked, "{host}");
            assert_eq!(headers.contains_key(header::VIA), marked, "{host}");
        }
    }
}
