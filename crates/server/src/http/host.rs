//! The host a request is for.
//!
//! In: a request's head. Out: names and ports. Must not: trust more than the form.

use axum::http::{HeaderMap, Uri, header};

/// Name and port, as the client wrote them: HTTP/2 has them in the address, HTTP/1 in a header.
pub(crate) fn host_of<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let of_uri = uri.authority().map(axum::http::uri::Authority::as_str);
    of_uri.or_else(|| headers.get(header::HOST).and_then(|value| value.to_str().ok()))
}

/// Name, and port with its colon (empty without one).
pub(crate) fn port_of(host: &str) -> (&str, &str) {
    let end = match host.strip_prefix('[') {
        // The colons within are the address's.
        Some(_) => host.find(']').map_or(host.len(), |close| close + 1),
        None => host.find(':').unwrap_or(host.len()),
    };
    host.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_split_off() {
        for (host, name, port) in [
            ("a.b:80", "a.b", ":80"),
            ("a.b", "a.b", ""),
            ("[::1]:80", "[::1]", ":80"),
            ("[::1", "[::1", ""),
            ("", "", ""),
        ] {
            assert_eq!(port_of(host), (name, port), "{host}");
        }
    }
}
