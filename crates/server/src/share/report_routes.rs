//! Reports over HTTP.
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

use super::report::Report;
use crate::http::{Body, Failure, Signed, Visitor};
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(report_program)).routes(routes!(list_reports))
}

#[derive(Debug, Deserialize, ToSchema)]
struct ReportBody {
    /// `fraud`, `illegal`, `harmful`, `privacy`, `copyright`, `broken` or `other`.
    reason: String,
    /// In the person's own words, at most 500 characters.
    #[serde(default)]
    detail: String,
    /// The page it is about, with its query.
    #[serde(default)]
    path: String,
}

/// Says what is wrong with a program. Who says it is not kept.
#[utoipa::path(post, path = "/api/v1/programs/{program}/reports", tag = "share", params(("program" = String, Path)),
    request_body = ReportBody, responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn report_program(
    State(platform): At,
    visitor: Visitor,
    Path(program): Path<String>,
    Body(body): Body<ReportBody>,
) -> Result<StatusCode, Failure> {
    visitor.is_from_here()?;
    visitor.keeps(&platform.pictures.reports_pace)?;
    platform.pictures.report(&program, &body.path, &body.reason, &body.detail).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportAnswer {
    id: String,
    reason: &'static str,
    detail: String,
    path: String,
    created_ms: i64,
}

impl From<Report> for ReportAnswer {
    fn from(report: Report) -> Self {
        let Report { id, reason, detail, path, created_ms, .. } = report;
        ReportAnswer { id, reason: reason.word(), detail, path, created_ms }
    }
}

/// The newest 100 reports of a program.
#[utoipa::path(get, path = "/api/v1/apps/{app}/reports", tag = "share", params(("app" = String, Path)), responses(
    (status = 200, body = [ReportAnswer]), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn list_reports(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<Vec<ReportAnswer>>, Failure> {
    let reports = platform.pictures.reports(&actor, &app).await?;
    Ok(Json(reports.into_iter().map(ReportAnswer::from).collect()))
}
