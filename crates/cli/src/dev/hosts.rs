//! The host names a development server answers to.
//!
//! In: the `Host` header. Out: yes or no. Must not: resolve names.
//! A page of the open web can point its own name at 127.0.0.1 (DNS rebinding) and would then read this server as its own origin; so
//! a name that is not ours is refused.

use std::net::IpAddr;

/// Loopback, `localhost` and every name under it, and these addresses besides.
#[derive(Debug, Clone)]
pub(crate) struct Hosts(Vec<IpAddr>);

impl Hosts {
    /// `addresses` are those the server listens on; the unspecified one stands for all of this machine.
    pub(crate) fn new(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Hosts(addresses.into_iter().collect())
    }

    /// Whether a `Host` header names this server.
    pub(crate) fn allows(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        if let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            // A literal address can't be rebound: whoever names one has reached that address.
            let any = self.0.iter().any(IpAddr::is_unspecified);
            return address.is_loopback() || any || self.0.contains(&address);
        }
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        name == "localhost" || name.strip_suffix(".localhost").is_some_and(|label| !label.is_empty())
    }
}

/// The name in a `Host` header.
pub(super) fn without_port(host: &str) -> Option<&str> {
    let end = if host.starts_with('[') { host.find(']')? + 1 } else { host.find(':').unwrap_or(host.len()) };
    let (name, port) = host.split_at(end);
    let port_fits = port.is_empty() || port.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok());
    (port_fits && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_names_are_answered() {
        let hosts = Hosts::new(["192.168.1.5".parse().unwrap()]);
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:8080",
            "[::1]:8080",
            "a.mini.localhost:1",
            "localhost.",
            "192.168.1.5:80",
        ] {
            assert!(hosts.allows(host), "{host}");
        }
        for host in [
            "",
            "evil.com",
            "evil.com:8080",
            "localhost.evil.com",
            "127.0.0.1.evil.com",
            "192.168.1.6",
            ".localhost",
            "localhost:x",
            "[::1",
            "10.0.0.1",
        ] {
            assert!(!hosts.allows(host), "{host}");
        }
        assert!(Hosts::new(["0.0.0.0".parse().unwrap()]).allows("10.0.0.1:80"));
        assert!(!Hosts::new(["0.0.0.0".parse().unwrap()]).allows("evil.com"));
    }
}
