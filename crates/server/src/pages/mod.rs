//! Pages of the platform's own: the console and the host app, each one document and the files it loads.
//!
//! In: requests to the platform's own host name. Out: documents with their policy, files named by their content. Must not: know what a page
//! shows; they are built from `console/`, `shell/` and `web/` and ask the API like every other client.

mod files;

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use axum::{Extension, Router};

use self::files::Files;
use crate::http::{Failure, document_fields, policy_header};
use crate::platform::Platform;
use crate::registry::Stage;

/// Where a document may get what from. Nothing stands in it but addresses, so nothing needs to be allowed by hash; and no script of ours makes
/// markup or code of a text.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
     manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// A console signs in by passkey; no device beyond that is any of its business.
const PERMISSIONS: &str = "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), \
     usb=(), serial=(), hid=(), midi=(), payment=(), display-capture=(), idle-detection=()";

/// What a room's document says of itself.
#[derive(Clone)]
pub(crate) struct Room {
    /// Its files are `<name>-…` among the assets.
    name: &'static str,
    policy: Cow<'static, str>,
    permissions: &'static str,
}

/// The console shows first screens of versions in frames: answers of the platform's own that are sandboxed, by themselves and by the frame.
fn console_room() -> Room {
    let policy = POLICY.replace("default-src 'none'; ", "default-src 'none'; frame-src 'self'; ");
    Room { name: "console", policy: policy.into(), permissions: PERMISSIONS }
}

/// The host app shows programs in frames of their own origins, and scans by the camera.
fn shell(platform: &Platform) -> Room {
    let programs = platform.site.origin_of("*");
    let policy = POLICY.replace("default-src 'none'; ", &format!("default-src 'none'; frame-src 'self' {programs}; "));
    // One address of a script is a text there: that of the service worker.
    let policy = policy.replace("trusted-types 'none'", "trusted-types minnow-worker");
    Room { name: "shell", policy: policy.into(), permissions: SHELL_PERMISSIONS }
}

/// The sheet that asks for consent: the program alone may have it in a frame, or the host app, never both around each other.
fn consent(around: &str) -> Room {
    let policy = POLICY.replace("frame-ancestors 'none'", &format!("frame-ancestors {around}"));
    Room { name: "consent", policy: policy.into(), permissions: PERMISSIONS }
}

/// What programs may ask for is asked for by their frames; these no program has.
const SHELL_PERMISSIONS: &str = "usb=(), serial=(), hid=(), midi=(), payment=(), display-capture=(), idle-detection=()";

/// Addresses below `/console/` are the console's own matter: it reads them when it has started.
pub(crate) fn routes() -> Router<Arc<Platform>> {
    let files = Arc::new(Files::embedded());
    Router::new()
        .route("/", get(start))
        .route("/service-worker.js", get(service_worker))
        .route("/console", get(console))
        .route("/console/{*path}", get(console))
        .route("/console/", get(console))
        .route("/consent", get(consent_sheet))
        .route("/privacy/{program}", get(declaration))
        .route("/assets/{name}", get(file))
        .layer(Extension(files))
}

/// The host app. A server it was not built into has its console there.
async fn start(
    State(platform): State<Arc<Platform>>,
    Extension(files): Extension<Arc<Files>>,
    headers: HeaderMap,
) -> Response<Body> {
    let response = document(&files, shell(&platform), &headers).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    (StatusCode::FOUND, [(header::LOCATION, HeaderValue::from_static("/console/"))]).into_response()
}

/// The host app's service worker: at the root, whose pages it serves.
async fn service_worker(Extension(files): Extension<Arc<Files>>, headers: HeaderMap) -> Response<Body> {
    match files.answer("shell-worker.js", &headers).await {
        Some(response) => response,
        None => Failure::not_found().into_response(),
    }
}

async fn console(Extension(files): Extension<Arc<Files>>, headers: HeaderMap) -> Response<Body> {
    document(&files, console_room(), &headers).await
}

#[derive(serde::Deserialize)]
struct SheetQuery {
    /// The program that asks.
    app: String,
    /// `shell`: in the host app.
    #[serde(rename = "in")]
    place: Option<String>,
    /// The stage it is opened in.
    stage: Option<String>,
}

/// The sheet, for one program.
async fn consent_sheet(
    State(platform): State<Arc<Platform>>,
    Extension(files): Extension<Arc<Files>>,
    Query(query): Query<SheetQuery>,
    headers: HeaderMap,
) -> Result<Response<Body>, Failure> {
    if platform.registry.find(&query.app).await?.is_none() {
        return Err(Failure::not_found());
    }
    // The id is one that was registered, so nothing of it means anything in a policy.
    let around = match query.place.as_deref() {
        Some("shell") => "'self'".to_owned(),
        _ => platform.site.origin_at_stage(&query.app, Stage::named(query.stage.as_deref())?),
    };
    Ok(document(&files, consent(&around), &headers).await)
}

/// What a program declares, as a page of its own.
async fn declaration(Extension(files): Extension<Arc<Files>>, headers: HeaderMap) -> Response<Body> {
    document(&files, consent("'none'"), &headers).await
}

/// The document of a room, the same at each of its addresses.
pub(crate) async fn document(files: &Files, room: Room, request: &HeaderMap) -> Response<Body> {
    let Some(mut response) = files.answer(&format!("{}-document.html", room.name), request).await else {
        let message = format!("the {} is not built into this server: run `make assets`, then build again", room.name);
        return Failure::new(StatusCode::NOT_FOUND, "not-built", message).into_response();
    };
    response.headers_mut().extend(document_fields(policy_header(&room.policy)));
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
