//! The code of an entry as a picture: round with the program's icon in its middle, or square.
//!
//! In: an entry, a look. Out: PNG or SVG. Must not: draw on a thread that answers requests.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use cards::{Bitmap, CODE_WIDTH_PIXELS_DEFAULT, CODE_WIDTH_PIXELS_MAX, CODE_WIDTH_PIXELS_MIN, Code, CodeOptions, Ink};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::pictures::ShareError;
use crate::http::{Failure, Signed};
use crate::identity::{Act, words};
use crate::launch::{Entry, EntryKind, code_text};
use crate::platform::Platform;
use crate::registry::{RegistryError, Stage};

words! {
    CodeFormat, "format of a code" {
        Svg => "svg",
        Png => "png",
    }
}

/// How a code is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeLook {
    pub(crate) width_pixels: u32,
    pub(crate) ink: Ink,
    pub(crate) is_hyaline: bool,
}

/// Draws the code of an entry. Those of the kinds `code` and `scene-code` are round.
pub(crate) async fn draw_entry_code(
    platform: &Platform,
    stage: Stage,
    entry: &Entry,
    look: CodeLook,
    format: CodeFormat,
) -> Result<Vec<u8>, ShareError> {
    let text = code_text(&platform.site, stage, entry);
    let is_round = matches!(entry.kind, EntryKind::Code | EntryKind::SceneCode);
    let icon = if is_round { icon(platform, &entry.app_id).await? } else { None };
    let drawing = tokio::task::spawn_blocking(move || {
        // An icon that is no picture is none.
        let logo = icon.and_then(|icon| Bitmap::decode(&icon).ok());
        let CodeLook { width_pixels, ink, is_hyaline } = look;
        let options = CodeOptions { width_pixels, ink, is_hyaline, logo: logo.as_ref() };
        let code = if is_round { Code::round(&text, &options) } else { Code::square(&text, &options) };
        code.map(|code| match format {
            CodeFormat::Png => code.png(),
            CodeFormat::Svg => code.svg().into_bytes(),
        })
    });
    let drawn = drawing.await.map_err(|error| ShareError::Failed(error.to_string()))?;
    drawn.map_err(|error| ShareError::Invalid(error.to_string()))
}

async fn icon(platform: &Platform, app_id: &str) -> Result<Option<bytes::Bytes>, RegistryError> {
    let face = platform.registry.face(app_id).await?;
    match face.and_then(|face| face.icon) {
        Some(digest) => platform.registry.picture(digest).await,
        None => Ok(None),
    }
}

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(read_entry_code))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EntryCodeQuery {
    /// `svg`, or `png`.
    format: Option<String>,
    /// Of a PNG, in pixels: 280 to 1280; 430 by itself.
    width: Option<u32>,
}

/// The code of an entry as a picture: round with the program's icon for the kinds `code` and `scene-code`, square for the others.
#[utoipa::path(get, path = "/api/v1/apps/{app}/entries/{entry}/code", tag = "share",
    params(("app" = String, Path), ("entry" = String, Path), EntryCodeQuery), responses(
    (status = 200, content_type = "image/svg+xml"), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 422, body = Failure)
))]
async fn read_entry_code(
    State(platform): State<Arc<Platform>>,
    Signed(actor): Signed,
    Path((app, entry)): Path<(String, String)>,
    Query(query): Query<EntryCodeQuery>,
) -> Result<impl IntoResponse, Failure> {
    platform.registry.app_to(&actor, Act::View, &app).await?;
    let format = query.format.as_deref().map_or(Ok(CodeFormat::Svg), str::parse).map_err(Failure::invalid)?;
    let found = platform.launch.entries.find(&entry).await?.filter(|entry| entry.app_id == app);
    let found = found.ok_or(RegistryError::NotFound("entry"))?;
    let width_pixels = query.width.unwrap_or(CODE_WIDTH_PIXELS_DEFAULT);
    let width_pixels = width_pixels.clamp(CODE_WIDTH_PIXELS_MIN, CODE_WIDTH_PIXELS_MAX);
    let look = CodeLook { width_pixels, ink: Ink::Black, is_hyaline: false };
    let picture = draw_entry_code(&platform, Stage::Release, &found, look, format).await?;
    let kind = match format {
        CodeFormat::Svg => "image/svg+xml; charset=utf-8",
        CodeFormat::Png => "image/png",
    };
    Ok(([(header::CONTENT_TYPE, kind)], picture))
}
