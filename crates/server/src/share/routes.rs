//! Codes, posters and cards over HTTP.
//!
//! In: a program, a page, texts. Out: pictures. Must not: decide anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body as Content;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::pictures::{Language, ShareError, address_of, code};
use crate::blobs::Digest;
use crate::http::{Body, Failure, FileBody, Tag, Visitor, answer_file};
use crate::platform::Platform;

type At = State<Arc<Platform>>;

/// What a picture is drawn from changes seldom, and whoever shows it keeps it for longer anyway.
const AN_HOUR: &str = "public, max-age=3600";

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(read_code)).routes(routes!(draw_poster))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CodeQuery {
    /// A page of the program; its start page when it is absent.
    #[serde(default)]
    path: String,
    /// What goes to the page, encoded as in an address.
    #[serde(default)]
    query: String,
}

/// A code that opens the program.
#[utoipa::path(get, path = "/api/v1/programs/{program}/code.svg", tag = "share", params(("program" = String, Path), CodeQuery), responses(
    (status = 200, content_type = "image/svg+xml"), (status = 404, body = Failure), (status = 422, body = Failure)
))]
async fn read_code(
    State(platform): At,
    Path(program): Path<String>,
    Query(query): Query<CodeQuery>,
) -> Result<impl IntoResponse, Failure> {
    let face = platform.registry.face(&program).await?.ok_or(ShareError::NotFound)?;
    let address = address_of(&platform.site, &face.app_id, &query.path, &query.query)?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"), (header::CACHE_CONTROL, AN_HOUR)];
    Ok((headers, code(&address)?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PosterBody {
    #[serde(default)]
    path: String,
    /// Encoded as in an address.
    #[serde(default)]
    query: String,
    /// What is shared, at most 80 characters; the program's name when it is empty.
    #[serde(default)]
    title: String,
    /// Of the person who shares it: `zh` or `en`.
    #[serde(default)]
    language: String,
}

/// Draws a picture to save and send on, with a code that opens the page.
#[utoipa::path(post, path = "/api/v1/programs/{program}/poster", tag = "share", params(("program" = String, Path)),
    request_body = PosterBody, responses(
    (status = 200, content_type = "image/png"), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure), (status = 503, body = Failure)
))]
async fn draw_poster(
    State(platform): At,
    visitor: Visitor,
    Path(program): Path<String>,
    Body(body): Body<PosterBody>,
) -> Result<impl IntoResponse, Failure> {
    // Any text may stand on it: not for pages of strangers to show as ours.
    visitor.is_from_here()?;
    let face = platform.registry.face(&program).await?.ok_or(ShareError::NotFound)?;
    let address = address_of(&platform.site, &face.app_id, &body.path, &body.query)?;
    visitor.keeps(&platform.pictures.drawings_pace)?;
    let language = if body.language.starts_with("zh") { Language::Chinese } else { Language::English };
    let png = platform.pictures.poster(face, &body.title, address, language, || true).await?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png))
}

/// The card of a page, on the program's own host.
pub(crate) async fn answer_card(
    platform: &Platform,
    app_id: &str,
    page: &str,
    visitor: Option<SocketAddr>,
    headers: &HeaderMap,
) -> Response<Content> {
    let drawn = async {
        let face = platform.registry.face(app_id).await?.ok_or(ShareError::NotFound)?;
        let may_draw = || platform.pictures.drawings_pace.allows(visitor.map(|address| address.ip()), Instant::now());
        platform.pictures.card(face, page, may_draw).await
    };
    match drawn.await {
        Ok(content) => {
            let tag = Digest::of(&content).tag();
            let (kind, tag) = ("image/png", Tag(&tag));
            let file = FileBody { content, encoding: None, kind, tag, cache_control: AN_HOUR };
            let mut response = answer_file(file, headers);
            // Pages of others show it beside a link to this one.
            let anywhere = HeaderValue::from_static("cross-origin");
            response.headers_mut().insert("cross-origin-resource-policy", anywhere);
            response
        }
        Err(error) => Failure::from(error).into_response(),
    }
}
