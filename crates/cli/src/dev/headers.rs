//! What a development server's answers say of themselves beyond what every server of ours says: who may show them in a frame.
//!
//! In: an answer and the host name it was asked by. Out: its headers. Must not: decide what is served. The reasons: docs/internals/security.md.

use axum::http::HeaderMap;
use protocol::policy::Allowed;

use super::hosts;

/// Of every answer that has no more particular ones yet.
pub(crate) fn complete(headers: &mut HeaderMap, host: &str) {
    server::http::complete(headers, is_loopback(host));
}

/// Of a document of the server's own. `scripts`: those that stand in it; `frames`: what a `web-view` may show.
pub(crate) fn of_document(
    headers: &mut HeaderMap,
    html: &str,
    scripts: &[&str],
    host: &str,
    frames: Option<&[String]>,
) {
    let allowed = Allowed { scripts, frames, ancestors: &ancestors(host), connections: &[] };
    server::http::of_document(headers, html, &allowed);
}

/// Who may show a program in a frame: the index page of the same machine, at whatever port.
fn ancestors(host: &str) -> Vec<String> {
    vec![format!("http://{}:*", name_of(host))]
}

fn is_loopback(host: &str) -> bool {
    let name = name_of(host);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// A `Host` header without its port.
fn name_of(host: &str) -> &str {
    hosts::without_port(host).unwrap_or(host).trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_page_of_the_same_machine_may_show_a_program_and_nobody_else() {
        for (host, expected) in [
            ("127.0.0.1:8080", "http://127.0.0.1:*"),
            ("192.168.1.7:8081", "http://192.168.1.7:*"),
            ("[::1]:80", "http://[::1]:*"),
            ("localhost", "http://localhost:*"),
        ] {
            assert_eq!(ancestors(host), [expected], "{host}");
        }
    }
}
