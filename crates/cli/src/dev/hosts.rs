//! The host names a development server answers to.
//!
//! In: the `Host` header. Out: yes or no. Must not: resolve names.
//! A page of the open web can point its own name at 127.0.0.1 (DNS rebinding) and would then read this server as its own origin; so
//! a name that is not ours is refused.

use std::net::IpAddr;

#[derive(Debug, Clone)]
pub(crate) enum Hosts {
    /// Loopback, `localhost` and every name under it, and these addresses besides.
    Machine(Vec<IpAddr>),
    /// One name, whatever the port.
    Name(String),
}

impl Hosts {
    /// `addresses` are those the server listens on; the unspecified one stands for all of this machine.
    pub(crate) fn new(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Hosts::Machine(addresses.into_iter().collect())
    }

    /// Whether a `Host` header names this server.
    pub(crate) fn allows(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        let addresses = match self {
            Hosts::Machine(addresses) => addresses,
            Hosts::Name(own) => return name.trim_end_matches('.').eq_ignore_ascii_case(own),
        };
        if let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            // A literal address can't be rebound: whoever names one has reached that address.
            let any = addresses.iter().any(IpAddr::is_unspecified);
            return address.is_loopback() || any || addresses.contains(&address);
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

    #[test]
    fn a_server_of_one_name_answers_to_no_other() {
        let hosts = Hosts::Name("shop.mini.localhost".to_owned());
        for host in ["shop.mini.localhost", "SHOP.mini.localhost:8080", "shop.mini.localhost.:80"] {
            assert!(hosts.allows(host), "{host}");
        }
        for host in
            ["localhost", "127.0.0.1", "todo.mini.localhost", "x.shop.mini.localhost", "shop.mini.localhost.evil.com"]
        {
            assert!(!hosts.allows(host), "{host}");
        }
    }
}
