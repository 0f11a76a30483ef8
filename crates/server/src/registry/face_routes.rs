//! The face of a program over HTTP, for its own people.
//!
//! In: JSON, a picture. Out: JSON. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, State};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::face::{FaceChange, ICON_BYTES_MAX};
use super::face_store::Edits;
use crate::http::{Body, Failure, Signed};
use crate::identity::Act;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(read_face, change_face)).merge(
        OpenApiRouter::new()
            .routes(routes!(change_icon, drop_icon))
            // A picture that is a little too large hears so from us.
            .layer(DefaultBodyLimit::max(2 * ICON_BYTES_MAX)),
    )
}

/// What a program's people say of it; what is absent is as its released version says.
#[derive(Debug, Serialize, ToSchema)]
struct FaceAnswer {
    name: Option<String>,
    description: Option<String>,
    category: Option<&'static str>,
    keywords: Option<Vec<String>>,
    /// Whether they chose an icon.
    has_icon: bool,
    /// Whether it is found in search and discovery; whoever has its address may open it all the same.
    is_listed: bool,
    /// Whether `wx.login` asks guests to sign in at the platform first.
    needs_sign_in: bool,
}

impl From<Edits> for FaceAnswer {
    fn from(edits: Edits) -> Self {
        let Edits { texts, is_listed, needs_sign_in, .. } = edits;
        FaceAnswer {
            name: texts.name,
            description: texts.description,
            category: texts.category.map(|category| category.word()),
            keywords: texts.keywords,
            has_icon: texts.icon.is_some(),
            is_listed,
            needs_sign_in,
        }
    }
}

#[utoipa::path(get, path = "/api/v1/apps/{app}/face", tag = "registry", params(("app" = String, Path)), responses(
    (status = 200, body = FaceAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn read_face(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<FaceAnswer>, Failure> {
    Ok(Json(platform.registry.face_edits(&actor, &app).await?.into()))
}

/// What is absent stays; `null` is: as the released version says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FaceBody {
    /// At most 40 characters.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    /// At most 200 characters.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    category: Option<Option<String>>,
    /// At most 12, of at most 20 characters.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>)]
    keywords: Option<Option<Vec<String>>>,
    #[serde(default)]
    is_listed: Option<bool>,
    #[serde(default)]
    needs_sign_in: Option<bool>,
}

/// Tells `null` from what is absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Changes how people see a program, and whether they find it.
#[utoipa::path(patch, path = "/api/v1/apps/{app}/face", tag = "registry", params(("app" = String, Path)), request_body = FaceBody, responses(
    (status = 200, body = FaceAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 422, body = Failure)
))]
async fn change_face(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<FaceBody>,
) -> Result<Json<FaceAnswer>, Failure> {
    let FaceBody { name, description, category, keywords, is_listed, needs_sign_in } = body;
    let change = FaceChange { name, description, category, keywords, is_listed, needs_sign_in };
    Ok(Json(platform.registry.change_face(&actor, &app, change).await?.into()))
}

/// Sets the program's icon: PNG, JPEG or WebP, at most 1 MB; the body is the picture.
#[utoipa::path(put, path = "/api/v1/apps/{app}/icon", tag = "registry", params(("app" = String, Path)),
    request_body(content_type = "image/*"), responses(
    (status = 200, body = FaceAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 413, body = Failure), (status = 422, body = Failure)
))]
async fn change_icon(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    content: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<FaceAnswer>, Failure> {
    let content = content.map_err(|error| Failure::body(&error))?;
    if content.len() > ICON_BYTES_MAX {
        return Err(Failure::invalid(format!("an icon has at most {} MB", ICON_BYTES_MAX >> 20)));
    }
    // Whoever may not change it makes nobody decode a picture.
    platform.registry.app_to(&actor, Act::CreateApp, &app).await?;
    let picture = content.clone();
    let decoded = tokio::task::spawn_blocking(move || cards::Bitmap::decode(&picture).map(|_| ())).await;
    match decoded {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(Failure::invalid(error.to_string())),
        Err(_) => return Err(Failure::invalid("the picture is damaged")),
    }
    Ok(Json(platform.registry.change_icon(&actor, &app, Some(&content)).await?.into()))
}

/// Takes the icon away: the released version's is shown again, where it has one.
#[utoipa::path(delete, path = "/api/v1/apps/{app}/icon", tag = "registry", params(("app" = String, Path)), responses(
    (status = 200, body = FaceAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn drop_icon(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<FaceAnswer>, Failure> {
    Ok(Json(platform.registry.change_icon(&actor, &app, None).await?.into()))
}
