//! Requests to a program's own host name.
//!
//! In: a request. Out: a launch document, a file, a relayed answer, or a page that says why not. Must not: serve a file of a package that
//! its release does not name.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use protocol::package::is_immutable;
use tower_service::Service as _;

use super::choose::{Choice, choose};
use super::live::{LiveVersion, is_document};
use super::notice;
use crate::http::{FileBody, Tag, accepted, answer_file, content_type, host_of, set_document_headers};
use crate::platform::Platform;
use crate::registry::RegistryError;
use crate::relay::{HTTP_PATH, SOCKET_PATH, is_relayed, percent_decode};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Kept, but asked for again each time: the answer is mostly that it is the same.
const ASK_AGAIN: &str = "public, no-cache";
const ASK_AGAIN_PERSONAL: &str = "private, no-cache";

pub(crate) async fn answer(
    platform: &Arc<Platform>,
    label: &str,
    visitor: Option<SocketAddr>,
    request: Request,
) -> Response<Body> {
    match try_answer(platform, label, visitor, request).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, app = label, "a launch failed");
            notice::FAILED.response(None)
        }
    }
}

async fn try_answer(
    platform: &Arc<Platform>,
    label: &str,
    visitor: Option<SocketAddr>,
    request: Request,
) -> Result<Response<Body>, RegistryError> {
    // Another program would ask by its own relay.
    if is_relayed(request.headers()) {
        return Ok(StatusCode::FORBIDDEN.into_response());
    }
    let id = label.to_ascii_lowercase();
    let Some(active) = platform.launch.registry.active(&id).await? else {
        return Ok(notice::NO_PROGRAM.response(None));
    };
    let choice = choose(&active, request.headers(), platform.site.is_https);
    let mut live = platform.launch.live(&id, choice.version_id).await?;
    if matches!(request.uri().path(), HTTP_PATH | SOCKET_PATH) {
        return Ok(relay(&live, visitor, request).await);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response());
    }
    let Some(path) = percent_decode(request.uri().path()) else {
        return Ok(not_found(request.headers()));
    };
    let mut file = live.file_at(&path).map(str::to_owned);
    let inner = path.trim_start_matches('/');
    if file.is_none()
        && is_immutable(inner)
        && let Some(earlier) = platform.launch.earlier_with(&id, &active, inner).await?
    {
        (live, file) = (earlier, Some(inner.to_owned()));
    }
    let Some(file) = file else {
        return Ok(not_found(request.headers()));
    };
    let mut response = send(platform, &live, &file, &choice, request.headers()).await?;
    if is_document(&file) {
        let policy = match live.known_policy(&file) {
            Some(policy) => policy,
            None => {
                let html = platform.launch.content(live.index.files[&file].digest).await?;
                // The host app shows programs in frames.
                live.make_policy(&file, &String::from_utf8_lossy(&html), &[platform.site.origin()])
            }
        };
        set_document_headers(response.headers_mut(), &policy);
        if let Some(cookie) = choice.set_cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(response)
}

/// The best form of a file that the request takes.
async fn send(
    platform: &Platform,
    live: &LiveVersion,
    path: &str,
    choice: &Choice<'_>,
    request: &HeaderMap,
) -> Result<Response<Body>, RegistryError> {
    let files = &live.index.files;
    let compressed = accepted(request).find_map(|(name, ending)| Some((name, files.get(&format!("{path}{ending}"))?)));
    let (encoding, file) = match compressed {
        Some((name, file)) => (Some(name), file),
        None => (None, &files[path]),
    };
    let cache_control = match (is_immutable(path), choice.is_personal) {
        (true, _) => FOR_EVER,
        (false, false) => ASK_AGAIN,
        (false, true) => ASK_AGAIN_PERSONAL,
    };
    let body = FileBody {
        content: platform.launch.content(file.digest).await?,
        encoding,
        kind: &content_type(path),
        // Of the content itself: what a form is, is part of the tag already.
        tag: Tag(&files[path].digest.to_string()[..TAG_LENGTH]),
        cache_control,
    };
    Ok(answer_file(body, request))
}

/// 96 bits tell contents of one address apart.
const TAG_LENGTH: usize = 24;

async fn relay(live: &LiveVersion, visitor: Option<SocketAddr>, mut request: Request) -> Response<Body> {
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(ConnectInfo(visitor));
    }
    // HTTP/2 has the host in the address, where the relay does not look for it.
    if !request.headers().contains_key(header::HOST)
        && let Some(host) = host_of(request.uri(), request.headers())
        && let Ok(host) = HeaderValue::from_str(host)
    {
        request.headers_mut().insert(header::HOST, host);
    }
    live.relay.clone().call(request).await.into_response()
}

fn not_found(headers: &HeaderMap) -> Response<Body> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("text/html") {
        return notice::NO_PAGE.response(Some("/"));
    }
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, kind)], "not found\n").into_response()
}
