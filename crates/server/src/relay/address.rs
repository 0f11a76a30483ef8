//! Which network addresses the relay may connect to, and the name resolution that keeps to it.
//!
//! In: host names and addresses. Out: allowed socket addresses. Must not: connect.
//! Names are resolved here once and the connection goes to a checked address: a name server that answers differently the second
//! time (DNS rebinding) gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What is allowed beyond public addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct AddressPolicy {
    pub(crate) loopback: bool,
    pub(crate) private: bool,
}

/// What kind of address it is, as far as the relay cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Public,
    Loopback,
    Private,
    /// Never asked: link-local (cloud metadata), multicast, unspecified, reserved.
    Forbidden,
}

impl AddressPolicy {
    pub(crate) fn allows(self, address: IpAddr) -> bool {
        match reach(address) {
            Reach::Public => true,
            Reach::Loopback => self.loopback,
            Reach::Private => self.private,
            Reach::Forbidden => false,
        }
    }
}

fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => match embedded_v4(address) {
            Some(inner) => reach_v4(inner),
            None => reach_v6(address),
        },
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [127, ..] => Reach::Loopback,
        [10, ..] | [192, 168, ..] | [172, 16..=31, ..] | [100, 64..=127, ..] => Reach::Private,
        // This network; link-local; protocol assignments and documentation; benchmarks; multicast, reserved, broadcast.
        [0, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [198, 18..=19, ..]
        | [224..=255, ..] => Reach::Forbidden,
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if address.is_loopback() {
        return Reach::Loopback;
    }
    match address.segments() {
        [0xfc00..=0xfdff, ..] => {
            // AWS serves instance metadata at this one unique local address.
            if address == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254) {
                Reach::Forbidden
            } else {
                Reach::Private
            }
        }
        // Only 2000::/3 is routed in public; of it, documentation and Teredo (which hides an IPv4 address) are not asked.
        [0x2001, 0x0db8 | 0x0000, ..] | [0x3fff, 0x0000..=0x0fff, ..] => Reach::Forbidden,
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Forbidden,
    }
}

/// The IPv4 address inside a mapped, translated (NAT64) or 6to4 address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let join = |high: u16, low: u16| {
        let ([p, q], [r, s]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(p, q, r, s)
    };
    match (a, b) {
        (0, 0) if (c, d, e, f) == (0, 0, 0, 0xffff) => Some(join(g, h)),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => Some(join(g, h)),
        (0x2002, _) => Some(join(b, c)),
        _ => None,
    }
}

/// Why a host gave no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ResolveError {
    #[error("every address of {host} is one the relay must not call ({address})")]
    Refused { host: String, address: IpAddr },
    #[error("{host} has no address: {reason}")]
    Unknown { host: String, reason: String },
}

/// The address a host is written as, when it is a literal; URL parsing has already normalised octal and other odd forms.
pub(crate) fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Resolves a name and keeps the addresses that are allowed.
pub(crate) async fn resolve(policy: AddressPolicy, host: &str, port: u16) -> Result<Vec<SocketAddr>, ResolveError> {
    let unknown = |reason: String| ResolveError::Unknown { host: host.to_owned(), reason };
    let found: Vec<SocketAddr> = match literal(host) {
        Some(address) => vec![SocketAddr::new(address, port)],
        None => tokio::net::lookup_host((host, port)).await.map_err(|error| unknown(error.to_string()))?.collect(),
    };
    let first = found.first().ok_or_else(|| unknown("the name server gave none".to_owned()))?.ip();
    let allowed: Vec<SocketAddr> = found.into_iter().filter(|address| policy.allows(address.ip())).collect();
    if allowed.is_empty() {
        return Err(ResolveError::Refused { host: host.to_owned(), address: first });
    }
    Ok(allowed)
}

/// Name resolution of the HTTP client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver(pub(crate) AddressPolicy);

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let policy = self.0;
        Box::pin(async move {
            let addresses = resolve(policy, name.as_str(), 0).await?;
            Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_sorted_by_reach() {
        for (address, expected) in [
            ("127.0.0.1", Reach::Loopback),
            ("127.9.9.9", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("::ffff:127.0.0.1", Reach::Loopback),
            ("10.1.2.3", Reach::Private),
            ("172.16.0.1", Reach::Private),
            ("172.32.0.1", Reach::Public),
            ("192.168.1.1", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("fd12::1", Reach::Private),
            ("::ffff:10.0.0.1", Reach::Private),
            ("64:ff9b::a00:1", Reach::Private),
            ("2002:7f00:1::", Reach::Loopback),
            ("169.254.169.254", Reach::Forbidden),
            ("::ffff:169.254.169.254", Reach::Forbidden),
            ("64:ff9b::a9fe:a9fe", Reach::Forbidden),
            ("fd00:ec2::254", Reach::Forbidden),
            ("fe80::1", Reach::Forbidden),
            ("0.0.0.0", Reach::Forbidden),
            ("::", Reach::Forbidden),
            ("224.0.0.1", Reach::Forbidden),
            ("255.255.255.255", Reach::Forbidden),
            ("192.0.2.7", Reach::Forbidden),
            ("198.18.0.1", Reach::Forbidden),
            ("ff02::1", Reach::Forbidden),
            ("2001:db8::1", Reach::Forbidden),
            ("2001::1", Reach::Forbidden),
            ("8.8.8.8", Reach::Public),
            ("2606:4700::1111", Reach::Public),
        ] {
            assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_with_only_forbidden_addresses_is_refused() {
        let strict = AddressPolicy::default();
        assert!(matches!(resolve(strict, "localhost", 80).await, Err(ResolveError::Refused { .. })));
        assert!(matches!(resolve(strict, "[::1]", 80).await, Err(ResolveError::Refused { .. })));
        let open = AddressPolicy { loopback: true, private: false };
        assert!(!resolve(open, "localhost", 80).await.unwrap().is_empty());
    }
}
