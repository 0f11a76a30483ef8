//! First screens of a version, for whoever looks at it before people get it.
//!
//! In: a version, released or not. Out: its pages, and each as the still picture that its launch document begins with. Must not: run anything of the program's at the
//! platform's origin: the answer is sandboxed, and nothing of it may load, run or send.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::package::{ENTRY_DOCUMENT_PATH, document_path};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::live::is_document;
use crate::http::{Failure, Signed, content_type};
use crate::platform::Platform;
use crate::registry::{PackageIndex, RegistryError};
use crate::relay::percent;

type At = State<Arc<Platform>>;

/// A document without scripts, forms, links that lead anywhere, and an origin of its own that is nobody's.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/// Pictures of one screen that stand in its document, since it may load none.
const PICTURES_BYTES_MAX: u64 = 4 << 20;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(list_screens)).routes(routes!(read_screen))
}

#[derive(Debug, Serialize, ToSchema)]
struct ScreenRow {
    /// The page.
    page: String,
    /// Of its first screen, at this address of the platform: for a frame.
    address: String,
}

/// The pages of a version, each with its first screen.
#[utoipa::path(get, path = "/api/v1/apps/{app}/versions/{number}/screens", tag = "launch",
    params(("app" = String, Path), ("number" = String, Path)), responses(
    (status = 200, body = [ScreenRow]), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn list_screens(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, number)): Path<(String, String)>,
) -> Result<Json<Vec<ScreenRow>>, Failure> {
    let version = platform.registry.version(&actor, &app, &number).await?.version;
    let index = platform.registry.package(&version.id).await?;
    let documents = index.files.keys().filter(|path| is_document(path) && path.as_str() != ENTRY_DOCUMENT_PATH);
    let pages =
        documents.filter_map(|path| path.strip_suffix(ENTRY_DOCUMENT_PATH)).map(|page| page.trim_end_matches('/'));
    let row = |page: &str| ScreenRow {
        page: page.to_owned(),
        address: format!("/api/v1/apps/{app}/versions/{number}/screen?page={}", percent::encode(page)),
    };
    Ok(Json(pages.map(row).collect()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ScreenQuery {
    /// As `screens` lists it.
    page: String,
}

/// The first screen of a page as a document in which nothing runs and nothing is loaded.
#[utoipa::path(get, path = "/api/v1/apps/{app}/versions/{number}/screen", tag = "launch",
    params(("app" = String, Path), ("number" = String, Path), ScreenQuery), responses(
    (status = 200, content_type = "text/html"), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn read_screen(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, number)): Path<(String, String)>,
    Query(query): Query<ScreenQuery>,
) -> Result<Response, Failure> {
    let version = platform.registry.version(&actor, &app, &number).await?.version;
    let index = platform.registry.package(&version.id).await?;
    let document = document_path(&query.page);
    let file = index.files.get(&document).ok_or(RegistryError::NotFound("page"))?;
    let html = platform.launch.content(file.digest).await?;
    let html = without_preloads(&String::from_utf8_lossy(&html));
    let html = with_pictures(&platform, &index, &html).await?;
    let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let referrer = (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer"));
    Ok(([policy, kind, referrer], html).into_response())
}

/// The document without what it would fetch ahead: the policy refuses it, and says so at the reviewer's console each time.
fn without_preloads(html: &str) -> String {
    let mut parts = html.split(r#"<link rel="preload""#);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once('>').map_or("", |(_, rest)| rest))
}

/// The document with the package's pictures in place of their addresses, as far as they fit.
async fn with_pictures(platform: &Platform, index: &PackageIndex, html: &str) -> Result<String, Failure> {
    let mut html = html.to_owned();
    let mut bytes_left = PICTURES_BYTES_MAX;
    for (path, file) in &index.files {
        let kind = content_type(path);
        let address = format!("\"/{path}\"");
        if !kind.starts_with("image/") || file.size_bytes > bytes_left || !html.contains(&address) {
            continue;
        }
        bytes_left -= file.size_bytes;
        let content = platform.launch.content(file.digest).await?;
        html = html.replace(&address, &format!("\"data:{kind};base64,{}\"", STANDARD.encode(content)));
    }
    Ok(html)
}
