//! What a development server's answers say of themselves: who may show them, and what they may load, run and talk to.
//!
//! In: an answer and the host name it was asked by. Out: its headers. Must not: decide what is served. The reasons: docs/internals/security.md.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use compiler::policy::{self, Allowed};

use super::hosts;

/// Devices that no API of a mini program needs.
const PERMISSIONS: &str = "usb=(), serial=(), hid=(), midi=(), payment=(), publickey-credentials-get=(), display-capture=(), idle-detection=()";

/// Of every answer that has no more particular ones yet.
pub(crate) fn complete(headers: &mut HeaderMap, host: &str) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // Browsers heed it on trustworthy origins alone, and complain elsewhere.
    if is_loopback(host) {
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    }
    if headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        return;
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = if kind.starts_with("text/javascript") {
        policy::of_script(&Allowed::default())
    } else {
        policy::of_file().to_owned()
    };
    insert(headers, header::CONTENT_SECURITY_POLICY, &policy);
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
    let policy = policy::of_document(html, &allowed);
    insert(headers, header::CONTENT_SECURITY_POLICY, &policy);
    insert(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
}

/// Who may show a program in a frame: the index page of the same machine at whatever port, and of a program with a name of its own the index at the same port.
fn ancestors(host: &str) -> Vec<String> {
    let name = name_of(host);
    vec![match name.strip_suffix(".mini.localhost") {
        Some(_) => format!("http://mini.localhost{}", host.rfind(':').map_or("", |at| &host[at..])),
        None => format!("http://{name}:*"),
    }]
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

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
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
            ("shop.mini.localhost:8080", "http://mini.localhost:8080"),
            ("shop.mini.localhost.:8080", "http://mini.localhost:8080"),
            ("shop.mini.localhost", "http://mini.localhost"),
            ("localhost", "http://localhost:*"),
        ] {
            assert_eq!(ancestors(host), [expected], "{host}");
        }
    }

    #[test]
    fn answers_run_only_what_their_kind_may() {
        let of = |kind: &'static str, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            complete(&mut headers, host);
            headers
        };
        let script = of("text/javascript; charset=utf-8", "localhost:1");
        assert!(script["content-security-policy"].to_str().unwrap().contains("script-src 'self' 'wasm-unsafe-eval';"));
        assert_eq!(script["cross-origin-opener-policy"], "same-origin");
        for kind in ["text/html; charset=utf-8", "image/svg+xml", "application/pdf"] {
            let file = of(kind, "192.168.1.7:1");
            assert!(file["content-security-policy"].to_str().unwrap().ends_with("sandbox"), "{kind}");
            assert!(!file.contains_key("cross-origin-opener-policy"));
        }
    }
}
