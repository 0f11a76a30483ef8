//! How the platform is: whether it answers, and what is on it.
//!
//! In: requests. Out: a word for machines, numbers for operators. Must not: tell a stranger more than that it answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::config::ReviewPolicy;
use crate::database::values;
use crate::http::{Failure, Signed};
use crate::identity::{Act, IdentityError};
use crate::platform::Platform;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(read_platform))
}

/// Whether requests can be answered: the database does.
pub(crate) async fn ready(State(platform): State<Arc<Platform>>) -> Result<&'static str, Failure> {
    platform.database.check().await?;
    Ok("ready\n")
}

#[derive(Debug, Serialize, ToSchema)]
struct PlatformAnswer {
    /// Of the server.
    version: &'static str,
    origin: String,
    domain: String,
    is_https: bool,
    /// `sqlite` or `postgres`.
    database: &'static str,
    /// Where files lie: `folder` or `s3`.
    blobs: &'static str,
    /// `automatic` or `manual`.
    review: &'static str,
    organisations: i64,
    accounts: i64,
    apps: i64,
    versions: i64,
    /// Files of developers, each once.
    files: i64,
    files_size_bytes: i64,
}

/// What is on the platform; for operators.
#[utoipa::path(get, path = "/api/v1/platform", tag = "platform", responses(
    (status = 200, body = PlatformAnswer), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn read_platform(
    State(platform): State<Arc<Platform>>,
    Signed(actor): Signed,
) -> Result<Json<PlatformAnswer>, Failure> {
    if !actor.account.is_operator {
        return Err(IdentityError::NotAllowed.into());
    }
    if !actor.has_scope(Act::View.scope()) {
        return Err(IdentityError::LacksScope(Act::View.scope()).into());
    }
    let mut tx = platform.database.read().await?;
    // PostgreSQL sums to another type than it counts.
    let counts = "SELECT (SELECT COUNT(*) FROM organisation) AS organisations, (SELECT COUNT(*) FROM account) AS accounts, \
         (SELECT COUNT(*) FROM app) AS apps, (SELECT COUNT(*) FROM version) AS versions, \
         (SELECT COUNT(DISTINCT digest) FROM organisation_blob) AS files, \
         CAST((SELECT COALESCE(SUM(size_bytes), 0) FROM (SELECT DISTINCT digest, size_bytes FROM organisation_blob) AS one) AS BIGINT) AS bytes";
    let row = tx.row(counts, values![]).await?;
    let number = |name: &'static str| row.as_ref().map_or(Ok(0), |row| row.integer(name));
    let site = &platform.site;
    Ok(Json(PlatformAnswer {
        version: env!("CARGO_PKG_VERSION"),
        origin: site.origin(),
        domain: site.domain.as_str().to_owned(),
        is_https: site.is_https,
        database: platform.database.kind(),
        blobs: platform.launch.blobs.kind(),
        review: match platform.registry.review_policy() {
            ReviewPolicy::Automatic => "automatic",
            ReviewPolicy::Manual => "manual",
        },
        organisations: number("organisations")?,
        accounts: number("accounts")?,
        apps: number("apps")?,
        versions: number("versions")?,
        files: number("files")?,
        files_size_bytes: number("bytes")?,
    }))
}
