//! What somebody asks about himself at the platform's own origin: his programs, all that is kept of him, to be forgotten.
//!
//! In: requests of pages of the platform's own origin, with the person's cookie. Out: lists, an export, a signed report. Must not: answer a
//! page of another origin, not even a reading one.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::consent_routes::known;
use super::words::label;
use crate::http::{Failure, Visitor, cookies};
use crate::language::Language;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(list_programs)).routes(routes!(export)).routes(routes!(erase))
}

#[derive(Debug, Serialize, ToSchema)]
struct KnownProgram {
    program: String,
    name: String,
    allowed: Vec<Allowed>,
    refused: Vec<Allowed>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Allowed {
    /// A data item or a scope.
    what: String,
    zh: String,
    en: String,
    at_ms: i64,
}

fn allowed((what, at_ms): (String, i64)) -> Allowed {
    Allowed { zh: label(&what, Language::Chinese), en: label(&what, Language::English), what, at_ms }
}

/// The programs that know whoever asks, and what he allowed each.
#[utoipa::path(post, path = "/api/v1/person/programs", tag = "privacy", responses(
    (status = 200, body = [KnownProgram]), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn list_programs(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Json<Vec<KnownProgram>>, Failure> {
    let person_id = known(&platform, &visitor, &headers).await?;
    let programs = platform.privacy.programs(&person_id).await?.into_iter().map(|program| {
        let (given, refused): (BTreeMap<_, _>, BTreeMap<_, _>) =
            program.consent.scopes.into_iter().partition(|(_, (is_given, _))| *is_given);
        let moment = |(scope, (_, at_ms)): (String, (bool, i64))| (scope, at_ms);
        KnownProgram {
            program: program.app_id,
            name: program.name,
            allowed: program.consent.items.into_iter().chain(given.into_iter().map(moment)).map(allowed).collect(),
            refused: refused.into_iter().map(moment).map(allowed).collect(),
        }
    });
    Ok(Json(programs.collect()))
}

/// Everything that the platform keeps of whoever asks, by table.
#[utoipa::path(post, path = "/api/v1/person/export", tag = "privacy", responses(
    (status = 200), (status = 401, body = Failure), (status = 403, body = Failure), (status = 429, body = Failure)
))]
async fn export(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<Response, Failure> {
    let person_id = known(&platform, &visitor, &headers).await?;
    visitor.keeps(&platform.privacy.exports)?;
    let export = platform.privacy.export(&person_id).await?;
    let name = HeaderValue::from_static("attachment; filename=\"minnow-export.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(export)).into_response())
}

#[derive(Debug, Serialize, ToSchema)]
struct ErasureAnswer {
    /// JSON, as it was signed.
    report: String,
    /// Ed25519 over the bytes of the report, Base64; the key is at `/.well-known/minnow-key.json`.
    signature: String,
}

/// Forgets whoever asks, and says so in a report that the platform signs. The browser is nobody's afterwards.
#[utoipa::path(post, path = "/api/v1/person/erasure", tag = "privacy", responses(
    (status = 200, body = ErasureAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 429, body = Failure)
))]
async fn erase(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<Response, Failure> {
    let person_id = known(&platform, &visitor, &headers).await?;
    visitor.keeps(&platform.privacy.exports)?;
    let erasure = platform.privacy.erase(&person_id).await?;
    let cookie = cookies::PERSON.clear(platform.site.is_https);
    let answer = ErasureAnswer { report: erasure.report, signature: erasure.signature };
    Ok(([cookie], Json(answer)).into_response())
}
