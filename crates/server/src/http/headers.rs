//! What answers say of themselves: who may show them, and what they may load, run and talk to.
//!
//! In: an answer. Out: its headers. Must not: decide what is served. The reasons: docs/internals/security.md.

use std::sync::{Arc, LazyLock};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use protocol::policy::{self, Allowed};

use super::at_hand::{AtHand, Fields};

/// Devices that no API of a mini program needs.
const PERMISSIONS: &str = "usb=(), serial=(), hid=(), midi=(), payment=(), publickey-credentials-get=(), publickey-credentials-create=(), display-capture=(), idle-detection=()";

/// Completes an answer that has no more particular headers yet. `is_trustworthy`: browsers take its address for safe (HTTPS, or this machine).
pub fn complete(headers: &mut HeaderMap, is_trustworthy: bool) {
    complete_with(headers, &fields_of_all(is_trustworthy, false));
}

/// The same with fields that were made once ([`fields_of_all`]).
pub(crate) fn complete_with(headers: &mut HeaderMap, of_all: &HeaderMap) {
    for (name, value) in of_all {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    if headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        return;
    }
    let policy = policy_of_kind(text(headers.get(header::CONTENT_TYPE)));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
}

/// The same of an answer that lies in memory.
pub(crate) fn complete_at_hand(answer: &mut AtHand, of_all: &Arc<Fields>) {
    answer.share(of_all);
    if answer.get(&header::CACHE_CONTROL).is_none() {
        answer.add(header::CACHE_CONTROL, NO_STORE);
    }
    if answer.get(&header::CONTENT_SECURITY_POLICY).is_none() {
        let policy = policy_of_kind(text(answer.get(&header::CONTENT_TYPE)));
        answer.add(header::CONTENT_SECURITY_POLICY, policy);
    }
}

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

fn text(value: Option<&HeaderValue>) -> &str {
    value.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What all answers say. `is_strictly_https`: the platform and every program are only there over HTTPS.
pub(crate) fn fields_of_all(is_trustworthy: bool, is_strictly_https: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // Elsewhere browsers complain about it.
    if is_trustworthy {
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    }
    if is_strictly_https {
        // Every program's name is below, and all have the certificate.
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    headers
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
    headers.extend(document_fields(policy_header(&policy::of_document(html, allowed))));
}

/// Of a launch document whose policy is known.
pub(crate) fn document_fields(policy: HeaderValue) -> [(HeaderName, HeaderValue); 2] {
    const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
    [(header::CONTENT_SECURITY_POLICY, policy), (PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS))]
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
