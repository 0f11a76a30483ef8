//! Pages of the platform's own: the console and the host app, each one document and the files it loads.
//!
//! In: requests to the platform's own host name. Out: documents with their policy, files named by their content. Must not: know what a page
//! shows; they are built from `console/`, `shell/` and `web/` and ask the API like every other client.

mod files;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use axum::{Extension, Router};

use self::files::Files;
use crate::http::{Failure, set_document_headers};
use crate::platform::Platform;

/// Where a document may get what from. Nothing stands in it but addresses, so nothing needs to be allowed by hash; and no script of ours makes
/// markup or code of a text.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
     manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// A console signs in by passkey; no device beyond that is any of its business.
const PERMISSIONS: &str = "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), \
     usb=(), serial=(), hid=(), midi=(), payment=(), display-capture=(), idle-detection=()";

/// What a room's document says of itself.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    /// Its files are `<name>-…` among the assets.
    name: &'static str,
    policy: &'static str,
    permissions: &'static str,
}

const CONSOLE: Room = Room { name: "console", policy: POLICY, permissions: PERMISSIONS };

/// Addresses below `/console/` are the console's own matter: it reads them when it has started.
pub(crate) fn routes() -> Router<Arc<Platform>> {
    let files = Arc::new(Files::embedded());
    Router::new()
        .route("/", get(start))
        .route("/console", get(console))
        .route("/console/{*path}", get(console))
        .route("/console/", get(console))
        .route("/assets/{name}", get(file))
        .layer(Extension(files))
}

/// Until a host app stands here, the console is all there is to see.
async fn start() -> Response<Body> {
    (StatusCode::FOUND, [(header::LOCATION, HeaderValue::from_static("/console/"))]).into_response()
}

async fn console(Extension(files): Extension<Arc<Files>>, headers: HeaderMap) -> Response<Body> {
    document(&files, CONSOLE, &headers).await
}

/// The document of a room, the same at each of its addresses.
pub(crate) async fn document(files: &Files, room: Room, request: &HeaderMap) -> Response<Body> {
    let Some(mut response) = files.answer(&format!("{}-document.html", room.name), request).await else {
        let message = format!("the {} is not built into this server: run `make assets`, then build again", room.name);
        return Failure::new(StatusCode::NOT_FOUND, "not-built", message).into_response();
    };
    set_document_headers(response.headers_mut(), room.policy);
    let permissions = HeaderValue::from_static(room.permissions);
    response.headers_mut().insert(HeaderName::from_static("permissions-policy"), permissions);
    response
}

async fn file(
    State(_): State<Arc<Platform>>,
    Extension(files): Extension<Arc<Files>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    // A document has a policy of its own, and stands at the room's addresses only.
    let is_file = !name.ends_with("-document.html");
    let answer = if is_file { files.answer(&name, &headers).await } else { None };
    answer.unwrap_or_else(|| Failure::not_found().into_response())
}
