//! The registry over HTTP.
//!
//! In: JSON, files. Out: JSON. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{App, Release, Version};
use super::overview_routes::{__path_list_keys, list_keys};
use super::publish::Announcement;
use super::release::Recipients;
use super::segment::Segment;
use crate::blobs::Digest;
use crate::http::{Body, Failure, Signed};
use crate::platform::Platform;

type At = State<Arc<Platform>>;

/// A list of 20,000 files with long paths.
const ANNOUNCEMENT_BYTES_MAX: usize = 32 << 20;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(list_apps, create_app))
        .routes(routes!(read_app))
        .routes(routes!(add_key, list_keys))
        .merge(super::overview_routes::routes())
        .merge(OpenApiRouter::new().routes(routes!(begin_upload)).layer(DefaultBodyLimit::max(ANNOUNCEMENT_BYTES_MAX)))
        .routes(routes!(send_file))
        .routes(routes!(finish_upload))
        .routes(routes!(list_versions))
        .routes(routes!(submit_version))
        .routes(routes!(review_version))
        .routes(routes!(list_releases, create_release))
        .routes(routes!(roll_back))
}

#[derive(Debug, Serialize, ToSchema)]
struct AppAnswer {
    /// Also its label in the host name.
    id: String,
    organisation: String,
    name: String,
    created_ms: i64,
}

impl From<App> for AppAnswer {
    fn from(app: App) -> Self {
        AppAnswer { id: app.id, organisation: app.organisation_id, name: app.name, created_ms: app.created_ms }
    }
}

/// Programs of an organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/apps", tag = "registry",
    params(("organisation" = String, Path)), responses(
    (status = 200, body = [AppAnswer]), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn list_apps(
    State(platform): At,
    Signed(actor): Signed,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<AppAnswer>>, Failure> {
    Ok(Json(platform.registry.apps(&actor, &organisation).await?.into_iter().map(AppAnswer::from).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct AppBody {
    /// 3 to 40 of `a-z`, `0-9` and `-`; the program's label in host names.
    id: String,
    name: String,
}

#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/apps", tag = "registry",
    params(("organisation" = String, Path)), request_body = AppBody, responses(
    (status = 201, body = AppAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn create_app(
    State(platform): At,
    Signed(actor): Signed,
    Path(organisation): Path<String>,
    Body(body): Body<AppBody>,
) -> Result<(StatusCode, Json<AppAnswer>), Failure> {
    let app = platform.registry.create_app(&actor, &organisation, &body.id, &body.name).await?;
    Ok((StatusCode::CREATED, Json(app.into())))
}

#[utoipa::path(get, path = "/api/v1/apps/{app}", tag = "registry", params(("app" = String, Path)), responses(
    (status = 200, body = AppAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn read_app(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<AppAnswer>, Failure> {
    Ok(Json(platform.registry.app(&actor, &app).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct KeyBody {
    name: String,
    /// Ed25519, 32 bytes, in Base64.
    public_key: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct KeyAnswer {
    id: String,
}

/// Makes a key known that uploads are signed with. One that is known keeps its id.
#[utoipa::path(post, path = "/api/v1/keys", tag = "registry", request_body = KeyBody, responses(
    (status = 200, body = KeyAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure)
))]
async fn add_key(
    State(platform): At,
    Signed(actor): Signed,
    Body(body): Body<KeyBody>,
) -> Result<Json<KeyAnswer>, Failure> {
    let key = from_base64("public_key", &body.public_key)?;
    Ok(Json(KeyAnswer { id: platform.registry.add_key(&actor, &body.name, &key).await? }))
}

fn from_base64(what: &str, text: &str) -> Result<Vec<u8>, Failure> {
    STANDARD.decode(text).map_err(|error| Failure::invalid(format!("`{what}` is no Base64: {error}")))
}

#[derive(Debug, Deserialize, ToSchema)]
struct UploadBody {
    /// The version's number: letters, digits and `.-+_`.
    number: String,
    #[serde(default)]
    description: String,
    /// 1 to 30 of automatic publishers; 0 is a person.
    #[serde(default)]
    robot: i64,
    /// JSON text `{"files": [{"path", "digest", "size_bytes"}]}`; digests are SHA-256 in hexadecimal digits.
    listing: String,
    key: String,
    /// Of the text `minnow upload 1`, the program's id, the number and the listing's SHA-256, each with a line feed; Base64.
    signature: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct UploadAnswer {
    upload: String,
    /// Digests of the files to send.
    missing: Vec<String>,
}

/// Announces a version. Files that were sent before need not be sent again.
#[utoipa::path(post, path = "/api/v1/apps/{app}/uploads", tag = "registry", params(("app" = String, Path)),
    request_body = UploadBody, responses(
    (status = 201, body = UploadAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 413, body = Failure), (status = 422, body = Failure)
))]
async fn begin_upload(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<UploadBody>,
) -> Result<(StatusCode, Json<UploadAnswer>), Failure> {
    let announced = Announcement {
        number: body.number,
        description: body.description,
        robot: body.robot,
        listing: body.listing,
        key_id: body.key,
        signature: from_base64("signature", &body.signature)?,
    };
    let begun = platform.registry.begin_upload(&actor, &app, announced).await?;
    let missing = begun.missing.iter().map(Digest::to_string).collect();
    Ok((StatusCode::CREATED, Json(UploadAnswer { upload: begun.upload_id, missing })))
}

/// Sends a file of an upload; its body is the file.
#[utoipa::path(put, path = "/api/v1/uploads/{upload}/files/{digest}", tag = "registry",
    params(("upload" = String, Path), ("digest" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)
))]
async fn send_file(
    State(platform): At,
    Signed(actor): Signed,
    Path((upload, digest)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let digest = digest.parse().map_err(Failure::invalid)?;
    // The registry stops at the size that was announced.
    let content = request.into_body().into_data_stream();
    platform.registry.receive_file(&actor, &upload, digest, content).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionAnswer {
    number: String,
    description: String,
    robot: i64,
    /// `development`, `review`, `approved` or `rejected`.
    state: &'static str,
    created_ms: i64,
    /// SHA-256 of the list of its sources.
    sources_digest: String,
    /// What building it said.
    findings: Value,
}

impl From<Version> for VersionAnswer {
    fn from(version: Version) -> Self {
        VersionAnswer {
            number: version.number,
            description: version.description,
            robot: version.robot,
            state: version.state.word(),
            created_ms: version.created_ms,
            sources_digest: version.sources_digest,
            findings: version.findings,
        }
    }
}

/// Builds what was sent into a version. Takes as long as the build.
#[utoipa::path(post, path = "/api/v1/uploads/{upload}/finish", tag = "registry", params(("upload" = String, Path)), responses(
    (status = 201, body = VersionAnswer), (status = 401, body = Failure), (status = 404, body = Failure), (status = 409, body = Failure),
    (status = 422, body = Failure), (status = 503, body = Failure)
))]
async fn finish_upload(
    State(platform): At,
    Signed(actor): Signed,
    Path(upload): Path<String>,
) -> Result<(StatusCode, Json<VersionAnswer>), Failure> {
    let version = platform.registry.finish_upload(&actor, &upload).await?;
    Ok((StatusCode::CREATED, Json(version.into())))
}

/// The newest 100 versions of a program.
#[utoipa::path(get, path = "/api/v1/apps/{app}/versions", tag = "registry", params(("app" = String, Path)), responses(
    (status = 200, body = [VersionAnswer]), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn list_versions(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<Vec<VersionAnswer>>, Failure> {
    Ok(Json(platform.registry.versions(&actor, &app).await?.into_iter().map(VersionAnswer::from).collect()))
}

/// Puts a version up for review.
#[utoipa::path(post, path = "/api/v1/apps/{app}/versions/{number}/submit", tag = "registry",
    params(("app" = String, Path), ("number" = String, Path)), responses(
    (status = 200, body = VersionAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure)
))]
async fn submit_version(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, number)): Path<(String, String)>,
) -> Result<Json<VersionAnswer>, Failure> {
    Ok(Json(platform.registry.submit(&actor, &app, &number).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct ReviewBody {
    is_approved: bool,
    /// For whoever published it.
    #[serde(default)]
    comment: String,
}

/// Says whether a version may go out.
#[utoipa::path(post, path = "/api/v1/apps/{app}/versions/{number}/review", tag = "registry",
    params(("app" = String, Path), ("number" = String, Path)), request_body = ReviewBody, responses(
    (status = 200, body = VersionAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn review_version(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, number)): Path<(String, String)>,
    Body(body): Body<ReviewBody>,
) -> Result<Json<VersionAnswer>, Failure> {
    let version = platform.registry.review(&actor, &app, &number, body.is_approved, &body.comment).await?;
    Ok(Json(version.into()))
}

#[derive(Debug, Serialize, ToSchema)]
struct ReleaseAnswer {
    number: i64,
    version: String,
    percent: i64,
    /// Who may get it; without one, everybody.
    segment: Option<Segment>,
    /// `running`, `replaced` or `withdrawn`.
    state: &'static str,
    created_ms: i64,
}

impl From<Release> for ReleaseAnswer {
    fn from(release: Release) -> Self {
        ReleaseAnswer {
            number: release.number,
            version: release.version_number,
            percent: release.percent,
            segment: release.segment,
            state: release.state.word(),
            created_ms: release.created_ms,
        }
    }
}

/// The newest 100 releases of a program.
#[utoipa::path(get, path = "/api/v1/apps/{app}/releases", tag = "registry", params(("app" = String, Path)), responses(
    (status = 200, body = [ReleaseAnswer]), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn list_releases(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<Vec<ReleaseAnswer>>, Failure> {
    Ok(Json(platform.registry.releases(&actor, &app).await?.into_iter().map(ReleaseAnswer::from).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct ReleaseBody {
    /// A version's number.
    version: String,
    /// Of those who open the program, or of the segment, 1 to 100.
    #[serde(default = "everybody")]
    percent: i64,
    /// Who may get it; without one, everybody. Whoever came into a segment keeps the version in that browser.
    #[serde(default)]
    segment: Option<Segment>,
    /// Versions before it count as taken back: browsers that keep one use it no more. Only where everybody gets it.
    #[serde(default)]
    ends_older: bool,
}

fn everybody() -> i64 {
    100
}

/// Gives an approved version to people.
#[utoipa::path(post, path = "/api/v1/apps/{app}/releases", tag = "registry", params(("app" = String, Path)),
    request_body = ReleaseBody, responses(
    (status = 201, body = ReleaseAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn create_release(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<ReleaseBody>,
) -> Result<(StatusCode, Json<ReleaseAnswer>), Failure> {
    let ReleaseBody { version, percent, segment, ends_older } = body;
    let to = Recipients { percent, segment, ends_older };
    let release = platform.registry.release(&actor, &app, &version, to).await?;
    Ok((StatusCode::CREATED, Json(release.into())))
}

/// Takes the newest release back.
#[utoipa::path(post, path = "/api/v1/apps/{app}/rollback", tag = "registry", params(("app" = String, Path)), responses(
    (status = 200, body = ReleaseAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure)
))]
async fn roll_back(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<ReleaseAnswer>, Failure> {
    Ok(Json(platform.registry.roll_back(&actor, &app).await?.into()))
}
