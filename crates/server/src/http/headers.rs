//! What answers say of themselves: who may show them, and what they may load, run and talk to.
//!
//! In: an answer. Out: its headers. Must not: decide what is served. The reasons: docs/internals/security.md.

use std::sync::LazyLock;

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
    let policy = policy_of_kind(kind);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
}

/// The policy of a file that is no launch document.
pub(crate) fn policy_of_kind(kind: &str) -> HeaderValue {
    static OF_SCRIPT: LazyLock<HeaderValue> = LazyLock::new(|| policy_header(&policy::of_script(&Allowed::default())));
    static OF_FILE: LazyLock<HeaderValue> = LazyLock::new(|| policy_header(policy::of_file()));
    if kind.starts_with("text/javascript") { OF_SCRIPT.clone() } else { OF_FILE.clone() }
}

/// A policy as a header; one that cannot stand there allows nothing.
pub(crate) fn policy_header(policy: &str) -> HeaderValue {
    HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'; sandbox"))
}

/// Of a launch document.
pub fn of_document(headers: &mut HeaderMap, html: &str, allowed: &Allowed<'_>) {
    set_document_headers(headers, policy_header(&policy::of_document(html, allowed)));
}

/// Of a launch document whose policy is known.
pub(crate) fn set_document_headers(headers: &mut HeaderMap, policy: HeaderValue) {
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
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
