//! Connections that become something else than HTTP: the sockets of programs.
//!
//! In: a request to change the protocol. Out: bytes both ways. Must not: read them.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use reqwest::Response as OriginResponse;

use super::forward::between_ends;

/// Whether a request asks for another protocol.
pub(super) fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.contains_key(header::UPGRADE)
}

/// What asks the origin for the same.
pub(super) fn ask_for_upgrade(headers: &mut HeaderMap, asked: &HeaderMap) {
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    if let Some(protocol) = asked.get(header::UPGRADE) {
        headers.insert(header::UPGRADE, protocol.clone());
    }
}

/// Joins the two connections once both sides agreed.
pub(super) fn join(request: Request<Body>, answer: OriginResponse) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    *response.headers_mut() = between_ends(answer.headers());
    for name in [header::CONNECTION, header::UPGRADE] {
        if let Some(value) = answer.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    tokio::spawn(async move {
        let (near, far) = tokio::join!(hyper::upgrade::on(request), answer.upgrade());
        let (Ok(near), Ok(mut far)) = (near, far) else { return };
        // Either side may end it.
        let _ = tokio::io::copy_bidirectional(&mut TokioIo::new(near), &mut far).await;
    });
    response
}
