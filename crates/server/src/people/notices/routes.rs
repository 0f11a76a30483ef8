//! The inbox over HTTP.
//!
//! In: requests of pages of the platform's own origin. Out: JSON. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Notice;
use crate::http::{Failure, Visitor, cookies};
use crate::platform::Platform;
use crate::privacy;

type At = State<Arc<Platform>>;

pub(in crate::people) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new().routes(routes!(notices)).routes(routes!(read_notices))
}

#[derive(Debug, Serialize, ToSchema)]
struct NoticeRow {
    id: String,
    /// `signed-in`, `credential-added` or `credential-removed`.
    kind: String,
    /// `email`, `passkey` or `account`.
    credential_kind: String,
    credential_label: String,
    /// The browser in a few words, such as `Chrome, Android`; empty where it is not known.
    device: String,
    at_ms: i64,
    is_read: bool,
}

impl From<Notice> for NoticeRow {
    fn from(one: Notice) -> Self {
        let Notice { id, kind, credential_kind, credential_label, device, at_ms, is_read } = one;
        NoticeRow { id, kind, credential_kind, credential_label, device, at_ms, is_read }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct NoticesAnswer {
    /// The newest first; of a guest none.
    notices: Vec<NoticeRow>,
}

/// What the person of this browser was told of his account.
#[utoipa::path(post, path = "/api/v1/person/notices/state", tag = "people", responses(
    (status = 200, body = NoticesAnswer), (status = 403, body = Failure)
))]
async fn notices(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<Json<NoticesAnswer>, Failure> {
    visitor.is_from_here()?;
    let known = cookies::PERSON.read(&headers, platform.site.is_https);
    let notices = match platform.people.person_known(known).await? {
        Some(person_id) => platform.people.notices(&person_id).await?,
        None => Vec::new(),
    };
    Ok(Json(NoticesAnswer { notices: notices.into_iter().map(NoticeRow::from).collect() }))
}

/// The person of this browser has seen all of them.
#[utoipa::path(post, path = "/api/v1/person/notices/read", tag = "people", responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 429, body = Failure)
))]
async fn read_notices(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<StatusCode, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    platform.people.read_notices(&person_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
