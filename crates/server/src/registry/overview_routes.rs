//! What the console shows of programs, over HTTP.
//!
//! In: addresses. Out: JSON. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::overview::{AppOverview, Review, VersionDetail, Waiting};
use super::routes::VersionAnswer;
use crate::http::{Failure, Signed};
use crate::platform::Platform;
use crate::relay::Domains;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(read_overview))
        .routes(routes!(read_version))
        .routes(routes!(list_waiting))
        .routes(routes!(revoke_key))
}

#[derive(Debug, Serialize, ToSchema)]
struct AppOverviewRow {
    id: String,
    name: String,
    /// Where people open it.
    address: String,
    created_ms: i64,
    /// Number of the version everybody gets.
    released: Option<String>,
    rolling_out: Option<RollingOut>,
    /// Versions that wait for review.
    waiting: i64,
    versions: i64,
}

/// A version that some get first.
#[derive(Debug, Serialize, ToSchema)]
struct RollingOut {
    version: String,
    percent: i64,
}

/// Programs of an organisation, with what people get of each.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/overview", tag = "registry",
    params(("organisation" = String, Path)), responses(
    (status = 200, body = [AppOverviewRow]), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn read_overview(
    State(platform): At,
    Signed(actor): Signed,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<AppOverviewRow>>, Failure> {
    let apps = platform.registry.overview(&actor, &organisation).await?;
    let row = |overview: AppOverview| AppOverviewRow {
        address: format!("{}/", platform.site.origin_of(&overview.app.id)),
        id: overview.app.id,
        name: overview.app.name,
        created_ms: overview.app.created_ms,
        released: overview.released,
        rolling_out: overview.rolling_out.map(|(version, percent)| RollingOut { version, percent }),
        waiting: overview.waiting,
        versions: overview.versions,
    };
    Ok(Json(apps.into_iter().map(row).collect()))
}

#[derive(Debug, Serialize, ToSchema)]
struct ReviewRow {
    reviewer: String,
    /// `approved` or `rejected`.
    decision: String,
    comment: String,
    created_ms: i64,
}

impl From<Review> for ReviewRow {
    fn from(one: Review) -> Self {
        let Review { reviewer, decision, comment, created_ms } = one;
        ReviewRow { reviewer, decision, comment, created_ms }
    }
}

/// Back ends a program may talk to. A list that is absent allows every address.
#[derive(Debug, Serialize, ToSchema)]
struct DomainsAnswer {
    request: Option<Vec<String>>,
    socket: Option<Vec<String>>,
    upload: Option<Vec<String>>,
    download: Option<Vec<String>>,
    /// Pages a `web-view` may show.
    webview: Option<Vec<String>>,
}

impl From<Domains> for DomainsAnswer {
    fn from(domains: Domains) -> Self {
        let Domains { request, socket, upload, download, webview } = domains;
        DomainsAnswer { request, socket, upload, download, webview }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct VersionDetailAnswer {
    #[serde(flatten)]
    version: VersionAnswer,
    /// Who published it.
    author: String,
    reviews: Vec<ReviewRow>,
    domains: DomainsAnswer,
    files: usize,
    /// Of the package, without its compressed forms.
    size_bytes: u64,
}

impl From<VersionDetail> for VersionDetailAnswer {
    fn from(detail: VersionDetail) -> Self {
        VersionDetailAnswer {
            version: detail.version.into(),
            author: detail.author,
            reviews: detail.reviews.into_iter().map(ReviewRow::from).collect(),
            domains: detail.domains.into(),
            files: detail.files,
            size_bytes: detail.size_bytes,
        }
    }
}

/// A version in full.
#[utoipa::path(get, path = "/api/v1/apps/{app}/versions/{number}", tag = "registry",
    params(("app" = String, Path), ("number" = String, Path)), responses(
    (status = 200, body = VersionDetailAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn read_version(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, number)): Path<(String, String)>,
) -> Result<Json<VersionDetailAnswer>, Failure> {
    Ok(Json(platform.registry.version(&actor, &app, &number).await?.into()))
}

#[derive(Debug, Serialize, ToSchema)]
struct WaitingRow {
    app: String,
    app_name: String,
    organisation: String,
    number: String,
    description: String,
    author: String,
    created_ms: i64,
}

impl From<Waiting> for WaitingRow {
    fn from(one: Waiting) -> Self {
        let Waiting { app_id: app, app_name, organisation, number, description, author, created_ms } = one;
        WaitingRow { app, app_name, organisation, number, description, author, created_ms }
    }
}

/// Versions of all programs that wait for review, the one that waits longest first; for operators.
#[utoipa::path(get, path = "/api/v1/reviews", tag = "registry", responses(
    (status = 200, body = [WaitingRow]), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn list_waiting(State(platform): At, Signed(actor): Signed) -> Result<Json<Vec<WaitingRow>>, Failure> {
    Ok(Json(platform.registry.review_queue(&actor).await?.into_iter().map(WaitingRow::from).collect()))
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeyRow {
    id: String,
    name: String,
    created_ms: i64,
}

/// One's own signing keys.
#[utoipa::path(get, path = "/api/v1/keys", tag = "registry", responses((status = 200, body = [KeyRow]), (status = 401, body = Failure)))]
pub(super) async fn list_keys(State(platform): At, Signed(actor): Signed) -> Result<Json<Vec<KeyRow>>, Failure> {
    let keys = platform.registry.keys(&actor).await?.into_iter();
    Ok(Json(keys.map(|key| KeyRow { id: key.id, name: key.name, created_ms: key.created_ms }).collect()))
}

/// Nothing that is signed with the key is taken any more.
#[utoipa::path(delete, path = "/api/v1/keys/{id}", tag = "registry", params(("id" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn revoke_key(State(platform): At, Signed(actor): Signed, Path(id): Path<String>) -> Result<StatusCode, Failure> {
    platform.registry.revoke_key(&actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
