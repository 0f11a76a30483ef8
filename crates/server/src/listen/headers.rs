//! What heads of requests and answers say of how they are sent, the same for both protocols.
//!
//! In: headers. Out: what they mean. Must not: know an address.

use axum::http::{HeaderMap, HeaderName, StatusCode, header};

pub(super) fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether an answer of that status has a body, if only an empty one (RFC 9110, section 6.4.1).
pub(super) fn has_body(status: StatusCode) -> bool {
    !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) && !status.is_informational()
}

/// Takes out what speaks of a connection (RFC 9110, section 7.6.1; RFC 9113, section 8.2.2), which answers of other servers have.
pub(super) fn leave_out_connection(headers: &mut HeaderMap) {
    for name in [header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE] {
        headers.remove(name);
    }
    for name in ["keep-alive", "proxy-connection"] {
        headers.remove(HeaderName::from_static(name));
    }
}
