//! Who sent a request: by a token in its head, or by the session's cookie of a page of ours.
//!
//! In: a request's head. Out: the actor. Must not: take a cookie's word where another site may have sent the request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};

use super::{Failure, cookies, host_of};
use crate::identity::Actor;
use crate::platform::Platform;

/// The actor of a request; it is refused without one.
pub(crate) struct Signed(pub(crate) Actor);

impl FromRequestParts<Arc<Platform>> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, platform: &Arc<Platform>) -> Result<Self, Failure> {
        if let Some(token) = bearer(&parts.headers) {
            return Ok(Signed(platform.identity.actor_of_token(token).await?));
        }
        let session = cookies::SESSION.read(&parts.headers, platform.site.is_https).ok_or_else(Failure::unsigned)?;
        if changes(&parts.method) && !is_from_here(&parts.uri, &parts.headers) {
            return Err(Failure::foreign_origin());
        }
        Ok(Signed(platform.identity.actor_of_session(session).await?))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Browsers say with every request that changes something where its page is from. A program's page is of the same site as the platform's, but
/// not of this origin.
pub(crate) fn is_from_here(uri: &Uri, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let authority = text("origin").and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    let is_own = authority.is_some_and(|authority| host_of(uri, headers) == Some(authority));
    is_own && text("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn a_page_of_another_origin_changes_nothing() {
        let is_from_here = |origin: Option<&str>| {
            let mut request =
                Request::builder().method("POST").uri("/api/v1/tokens").header("host", "mini.localhost:80");
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let request = request.body(()).unwrap();
            is_from_here(request.uri(), request.headers())
        };
        assert!(is_from_here(Some("http://mini.localhost:80")));
        for origin in ["http://shop.mini.localhost:80", "http://mini.localhost", "null", "https://evil.example"] {
            assert!(!is_from_here(Some(origin)), "{origin}");
        }
        assert!(!is_from_here(None));
    }
}
