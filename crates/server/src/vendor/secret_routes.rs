//! The secret of a program, over our own API.
//!
//! In: JSON. Out: JSON. Must not: decide anything, or show a secret a second time.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{Body, Failure, Signed};
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(list_secrets, replace_secret))
}

#[derive(Debug, Serialize, ToSchema)]
struct SecretRow {
    id: String,
    /// Who made it.
    account: String,
    created_ms: i64,
    /// Null: it is the current one.
    ends_ms: Option<i64>,
}

/// Secrets of the program that work now, the current one first. Their texts are not kept.
#[utoipa::path(get, path = "/api/v1/apps/{app}/secret", tag = "vendor", params(("app" = String, Path)), responses(
    (status = 200, body = [SecretRow]), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn list_secrets(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<Vec<SecretRow>>, Failure> {
    let secrets = platform.vendor.secrets(&actor, &app).await?;
    let row = |secret: super::model::AppSecret| SecretRow {
        id: secret.id,
        account: secret.account_id,
        created_ms: secret.created_ms,
        ends_ms: secret.ends_ms,
    };
    Ok(Json(secrets.into_iter().map(row).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct SecretBody {
    /// How long the one before goes on: 0 to 168; 24 when it is left out.
    grace_hours: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SecretAnswer {
    id: String,
    /// 32 hexadecimal digits. Told once.
    secret: String,
    /// When the one before ends; null when there was none.
    previous_ends_ms: Option<i64>,
}

/// Makes a secret for servers of the program; the one before goes on for a while.
#[utoipa::path(post, path = "/api/v1/apps/{app}/secret", tag = "vendor", params(("app" = String, Path)), request_body = SecretBody, responses(
    (status = 201, body = SecretAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 422, body = Failure)
))]
async fn replace_secret(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<SecretBody>,
) -> Result<(StatusCode, Json<SecretAnswer>), Failure> {
    let made = platform.vendor.replace_secret(&actor, &app, body.grace_hours).await?;
    let answer = SecretAnswer { id: made.id, secret: made.secret, previous_ends_ms: made.previous_ends_ms };
    Ok((StatusCode::CREATED, Json(answer)))
}
