//! The host names of versions that are not released: who gets in, and by which version.
//!
//! In: a request to one of them. Out: what is active for whoever asks, or a page that says why nothing is. Must not: let anybody in who has no pass,
//! or let what was seen be kept by a cache of others.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;

use super::notice;
use crate::http::cookies;
use crate::platform::Platform;
use crate::registry::{Active, RegistryError, Stage};

/// Below it: the secret of a pass.
pub(crate) const PASS_PATH: &str = "/_minnow/pass/";

/// What whoever asks gets, or the answer.
pub(super) async fn open(
    platform: &Platform,
    app_id: &str,
    stage: Stage,
    path: &str,
    headers: &HeaderMap,
) -> Result<Result<Active, Response<Body>>, RegistryError> {
    let is_https = platform.site.is_https;
    if let Some(secret) = path.strip_prefix(PASS_PATH) {
        return Ok(Err(match platform.registry.version_of_pass(app_id, stage, secret).await? {
            // The secret does not stay in the address.
            Some(_) => (StatusCode::FOUND, [cookies::PASS.set(secret, is_https), start()]).into_response(),
            None => notice::NO_PASS.response(None),
        }));
    }
    let Some(secret) = cookies::PASS.read(headers, is_https) else {
        return Ok(Err(notice::NO_PASS.response(None)));
    };
    Ok(match platform.registry.version_of_pass(app_id, stage, secret).await? {
        Some(version_id) => Ok(Active::of_stage(stage, version_id)),
        None => Err(notice::NO_PASS.response(None)),
    })
}

fn start() -> (HeaderName, HeaderValue) {
    (header::LOCATION, HeaderValue::from_static("/"))
}

/// Nobody is to find it by searching. What says no more is kept by nobody, as everywhere.
pub(super) fn hide(response: &mut Response<Body>) {
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
}
