//! What answers say of themselves: who may show them, and what they may load, run and talk to.
//!
//! In: an answer. Out: its headers. Must not: decide what is served. The reasons: docs/internals/security.md.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use protocol::policy::{self, Allowed};

/// Devices that no API of a mini program needs.
const PERMISSIONS: &str = "usb=(), serial=(), hid=(), midi=(), payment=(), publickey-credentials-get=(), publickey-credentials-create=(), display-capture=(), idle-detection=()";

/// Completes an answer that has no more particular headers yet. `is_trustworthy`: browsers take its address for safe (HTTPS, or this machine).
pub fn complete(headers: &mut HeaderMap, is_trustworthy: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // Elsewhere browsers complain about it.
    if is_trustworthy {
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

/// Of a launch document.
pub fn of_document(headers: &mut HeaderMap, html: &str, allowed: &Allowed<'_>) {
    set_document_headers(headers, &policy::of_document(html, allowed));
}

/// Of a launch document whose policy is known.
pub(crate) fn set_document_headers(headers: &mut HeaderMap, policy: &str) {
    insert(headers, header::CONTENT_SECURITY_POLICY, policy);
    insert(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
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
    fn answers_run_only_what_their_kind_may() {
        let of = |kind: &'static str, is_trustworthy: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            complete(&mut headers, is_trustworthy);
            headers
        };
        let script = of("text/javascript; charset=utf-8", true);
        assert!(script["content-security-policy"].to_str().unwrap().contains("script-src 'self' 'wasm-unsafe-eval';"));
        assert_eq!(script["cross-origin-opener-policy"], "same-origin");
        for kind in ["text/html; charset=utf-8", "image/svg+xml", "application/pdf"] {
            let file = of(kind, false);
            assert!(file["content-security-policy"].to_str().unwrap().ends_with("sandbox"), "{kind}");
            assert!(!file.contains_key("cross-origin-opener-policy"));
        }
    }
}
