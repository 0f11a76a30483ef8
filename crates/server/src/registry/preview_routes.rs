//! Previews over HTTP, for a program's own people.
//!
//! In: JSON. Out: JSON. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{Body, Failure, Signed};
use crate::launch::PASS_PATH;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(read_trial, set_trial, end_trial)).routes(routes!(create_preview, end_previews))
}

#[derive(Debug, Serialize, ToSchema)]
struct TrialAnswer {
    /// The number of the version that testers get.
    version: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct TrialBody {
    /// A version's number.
    version: String,
}

/// The version on trial.
#[utoipa::path(get, path = "/api/v1/apps/{app}/trial", tag = "registry", params(("app" = String, Path)), responses(
    (status = 200, body = TrialAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn read_trial(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<TrialAnswer>, Failure> {
    Ok(Json(TrialAnswer { version: platform.registry.trial(&actor, &app).await? }))
}

/// Puts a version on trial, in place of the one that is.
#[utoipa::path(put, path = "/api/v1/apps/{app}/trial", tag = "registry", params(("app" = String, Path)), request_body = TrialBody, responses(
    (status = 200, body = TrialAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn set_trial(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<TrialBody>,
) -> Result<Json<TrialAnswer>, Failure> {
    platform.registry.set_trial(&actor, &app, Some(&body.version)).await?;
    Ok(Json(TrialAnswer { version: Some(body.version) }))
}

/// No version is on trial any more.
#[utoipa::path(delete, path = "/api/v1/apps/{app}/trial", tag = "registry", params(("app" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn end_trial(State(platform): At, Signed(actor): Signed, Path(app): Path<String>) -> Result<StatusCode, Failure> {
    platform.registry.set_trial(&actor, &app, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewBody {
    /// A version's number; without one it is of the version on trial, whichever that is when somebody comes.
    version: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PreviewAnswer {
    /// Whoever opens it gets in, and his browser stays in until it ends. It is told this once.
    address: String,
    expires_ms: i64,
}

/// Makes a link that opens a version that is not released.
#[utoipa::path(post, path = "/api/v1/apps/{app}/previews", tag = "registry", params(("app" = String, Path)), request_body = PreviewBody, responses(
    (status = 201, body = PreviewAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure)
))]
async fn create_preview(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<PreviewBody>,
) -> Result<(StatusCode, Json<PreviewAnswer>), Failure> {
    let made = platform.registry.make_pass(&actor, &app, body.version.as_deref()).await?;
    let address = format!("{}{PASS_PATH}{}", platform.site.origin_at_stage(&app, made.stage), made.secret);
    Ok((StatusCode::CREATED, Json(PreviewAnswer { address, expires_ms: made.expires_ms })))
}

/// Ends all links to versions that are not released.
#[utoipa::path(delete, path = "/api/v1/apps/{app}/previews", tag = "registry", params(("app" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn end_previews(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<StatusCode, Failure> {
    platform.registry.end_passes(&actor, &app).await?;
    Ok(StatusCode::NO_CONTENT)
}
