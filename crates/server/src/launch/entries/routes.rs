//! Entries over HTTP, for those who look after a program.
//!
//! In: JSON. Out: JSON. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{Entry, EntryKind};
use super::service::{NewEntry, address_of_entry, code_text};
use super::traffic::{Part, Traffic};
use crate::config::Site;
use crate::http::{Body, Failure, Signed};
use crate::platform::Platform;
use crate::registry::Stage;

type At = State<Arc<Platform>>;

const LAUNCH_DAYS_DEFAULT: i64 = 30;
const LAUNCH_DAYS_MAX: i64 = 400;
const TRAFFIC_MINUTES_DEFAULT: i64 = 60;
/// As long as minutes are kept.
const TRAFFIC_MINUTES_MAX: i64 = 2 * 24 * 60;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(list_entries, create_entry))
        .routes(routes!(close_entry))
        .routes(routes!(read_launches))
        .routes(routes!(read_traffic))
}

#[derive(Debug, Serialize, ToSchema)]
struct EntryAnswer {
    id: String,
    /// `code`, `scene-code`, `qr`, `scheme`, `link`, `short-link` or `nfc`.
    kind: &'static str,
    name: String,
    page: String,
    query: String,
    /// What a link is to say.
    address: String,
    /// What a code or a tag is to say: the same address, in fewer modules.
    code_text: String,
    created_ms: i64,
    expires_ms: Option<i64>,
    closed_ms: Option<i64>,
    /// Launches by it so far.
    launches: i64,
}

impl EntryAnswer {
    fn new(entry: Entry, launches: i64, site: &Site) -> Self {
        EntryAnswer {
            address: address_of_entry(site, Stage::Release, &entry),
            code_text: code_text(site, Stage::Release, &entry),
            id: entry.id,
            kind: entry.kind.word(),
            name: entry.name,
            page: entry.page,
            query: entry.query,
            created_ms: entry.created_ms,
            expires_ms: entry.expires_ms,
            closed_ms: entry.closed_ms,
            launches,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only those made before this time, milliseconds since 1970: `created_ms` of the last one of the page before.
    before_ms: Option<i64>,
}

/// Codes and links of a program, the newest first, 100 at a time.
#[utoipa::path(get, path = "/api/v1/apps/{app}/entries", tag = "launch", params(("app" = String, Path), ListQuery), responses(
    (status = 200, body = [EntryAnswer]), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn list_entries(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<EntryAnswer>>, Failure> {
    let entries = platform.launch.entries.list(&actor, &app, query.before_ms.unwrap_or(i64::MAX)).await?;
    let answer = |(entry, launches)| EntryAnswer::new(entry, launches, &platform.site);
    Ok(Json(entries.into_iter().map(answer).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct EntryBody {
    /// `code`, `scene-code`, `qr`, `scheme`, `link`, `short-link` or `nfc`.
    kind: String,
    /// For whoever looks after it, up to 100 characters.
    #[serde(default)]
    name: String,
    /// Empty: the start page.
    #[serde(default)]
    page: String,
    /// As it stands in an address, without its question mark.
    #[serde(default)]
    query: String,
    /// When it ends, milliseconds since 1970; never without.
    expires_ms: Option<i64>,
}

/// Makes a code or a link that leads to a page of the program.
#[utoipa::path(post, path = "/api/v1/apps/{app}/entries", tag = "launch", params(("app" = String, Path)), request_body = EntryBody, responses(
    (status = 201, body = EntryAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn create_entry(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<EntryBody>,
) -> Result<(StatusCode, Json<EntryAnswer>), Failure> {
    let kind: EntryKind = body.kind.parse().map_err(Failure::invalid)?;
    let new = NewEntry {
        app_id: &app,
        kind,
        name: &body.name,
        page: &body.page,
        query: &body.query,
        expires_ms: body.expires_ms,
        is_page_checked: true,
        is_shared: false,
    };
    let entry = platform.launch.entries.create(&actor, &new).await?;
    Ok((StatusCode::CREATED, Json(EntryAnswer::new(entry, 0, &platform.site))))
}

/// Closes a code or a link: from now on it leads nowhere.
#[utoipa::path(delete, path = "/api/v1/apps/{app}/entries/{entry}", tag = "launch",
    params(("app" = String, Path), ("entry" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn close_entry(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, entry)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    platform.launch.entries.close(&actor, &app, &entry).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LaunchesQuery {
    /// How many days, today among them: 30, at most 400.
    days: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LaunchesAnswer {
    /// UTC, days since 1970.
    day: i64,
    /// The entry they came by; nothing where they came by an address of the program itself.
    entry: Option<String>,
    launches: i64,
}

/// How often the program was opened, by day and entry. Days without launches are left out.
#[utoipa::path(get, path = "/api/v1/apps/{app}/launches", tag = "launch", params(("app" = String, Path), LaunchesQuery), responses(
    (status = 200, body = [LaunchesAnswer]), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn read_launches(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Query(query): Query<LaunchesQuery>,
) -> Result<Json<Vec<LaunchesAnswer>>, Failure> {
    let days = query.days.unwrap_or(LAUNCH_DAYS_DEFAULT).clamp(1, LAUNCH_DAYS_MAX);
    let launches = platform.launch.entries.launches(&actor, &app, days).await?.into_iter();
    let answer = launches.map(|of| LaunchesAnswer { day: of.day, entry: of.entry_id, launches: of.launches });
    Ok(Json(answer.collect()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TrafficQuery {
    /// How many minutes, this one among them: 60, at most 2880.
    minutes: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MinuteAnswer {
    /// Since 1970.
    minute: i64,
    launches: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartAnswer {
    name: String,
    launches: i64,
}

impl From<Part> for PartAnswer {
    fn from(Part { name, launches }: Part) -> Self {
        PartAnswer { name, launches }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct TrafficAnswer {
    /// Minutes without launches are left out.
    minutes: Vec<MinuteAnswer>,
    /// The 50 most used entries, by id; empty where they came by an address of the program itself.
    entries: Vec<PartAnswer>,
    /// The 50 most used versions that they got, by number.
    versions: Vec<PartAnswer>,
}

impl From<Traffic> for TrafficAnswer {
    fn from(Traffic { minutes, entries, versions }: Traffic) -> Self {
        let parts = |parts: Vec<Part>| parts.into_iter().map(PartAnswer::from).collect();
        let minutes = minutes.into_iter().map(|(minute, launches)| MinuteAnswer { minute, launches }).collect();
        TrafficAnswer { minutes, entries: parts(entries), versions: parts(versions) }
    }
}

/// How often the program was opened just now: by minute, and in all of them by entry and version. A launch is counted about a second after it.
#[utoipa::path(get, path = "/api/v1/apps/{app}/traffic", tag = "launch", params(("app" = String, Path), TrafficQuery), responses(
    (status = 200, body = TrafficAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn read_traffic(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Query(query): Query<TrafficQuery>,
) -> Result<Json<TrafficAnswer>, Failure> {
    let minutes = query.minutes.unwrap_or(TRAFFIC_MINUTES_DEFAULT).clamp(1, TRAFFIC_MINUTES_MAX);
    Ok(Json(platform.launch.entries.traffic(&actor, &app, minutes).await?.into()))
}
