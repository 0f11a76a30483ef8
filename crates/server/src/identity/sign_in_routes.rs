//! Signing in over HTTP: passkeys, links, sessions.
//!
//! In: JSON. Out: JSON, the session's cookie. Must not: decide anything, or tell who has an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::passkeys::KnownPasskey;
use crate::ceremony::Question;
use crate::http::{Body, Failure, Newcomer, Signed, cookies};
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(begin_sign_in))
        .routes(routes!(sign_in))
        .routes(routes!(sign_in_by_link))
        .routes(routes!(sign_out))
        .routes(routes!(sign_out_everywhere))
        .routes(routes!(begin_passkey))
        .routes(routes!(list_passkeys, add_passkey))
        .routes(routes!(remove_passkey))
}

/// Asks for a passkey of whoever is there. Names nobody.
#[utoipa::path(post, path = "/api/v1/sign-in/passkey/begin", tag = "identity", responses(
    (status = 200, body = Question), (status = 403, body = Failure), (status = 429, body = Failure)
))]
async fn begin_sign_in(State(platform): At, _: Newcomer) -> Result<Json<Question>, Failure> {
    Ok(Json(platform.passkeys.begin_sign_in().await?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct SignInBody {
    ceremony: String,
    /// `PublicKeyCredential` of WebAuthn, as its `toJSON` writes it.
    #[schema(value_type = Object)]
    credential: Value,
}

/// Signs in with the answer of an authenticator.
#[utoipa::path(post, path = "/api/v1/sign-in/passkey", tag = "identity", request_body = SignInBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn sign_in(
    State(platform): At,
    _: Newcomer,
    headers: HeaderMap,
    Body(body): Body<SignInBody>,
) -> Result<Response, Failure> {
    let session = platform.passkeys.finish_sign_in(&body.ceremony, body.credential).await;
    let session = session?;
    begin_session(&platform, &headers, &session).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct LinkBody {
    /// What follows `#` in the link.
    link: String,
}

/// Signs in by a link that was made at the machine itself (`minnow admin link`). Works once.
#[utoipa::path(post, path = "/api/v1/sign-in/link", tag = "identity", request_body = LinkBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn sign_in_by_link(
    State(platform): At,
    _: Newcomer,
    headers: HeaderMap,
    Body(body): Body<LinkBody>,
) -> Result<Response, Failure> {
    let session = platform.identity.sign_in_by_link(&body.link).await?;
    begin_session(&platform, &headers, &session).await
}

/// Sets the cookie of a new session. The one the browser had before ends: whoever put it there stays outside.
pub(super) async fn begin_session(
    platform: &Platform,
    headers: &HeaderMap,
    session: &str,
) -> Result<Response, Failure> {
    if let Some(earlier) = cookies::SESSION.read(headers, platform.site.is_https) {
        platform.identity.sign_out(earlier).await?;
    }
    Ok((StatusCode::NO_CONTENT, [cookies::SESSION.set(session, platform.site.is_https)]).into_response())
}

/// Ends the session.
#[utoipa::path(post, path = "/api/v1/sign-out", tag = "identity", responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn sign_out(State(platform): At, Signed(_): Signed, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(session) = cookies::SESSION.read(&headers, platform.site.is_https) {
        platform.identity.sign_out(session).await?;
    }
    Ok((StatusCode::NO_CONTENT, [cookies::SESSION.clear(platform.site.is_https)]).into_response())
}

/// Ends every session of the person, on every device.
#[utoipa::path(post, path = "/api/v1/sign-out-everywhere", tag = "identity", responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn sign_out_everywhere(State(platform): At, Signed(actor): Signed) -> Result<Response, Failure> {
    platform.identity.sign_out_everywhere(&actor).await?;
    Ok((StatusCode::NO_CONTENT, [cookies::SESSION.clear(platform.site.is_https)]).into_response())
}

/// Asks an authenticator for a new passkey of the person who is signed in.
#[utoipa::path(post, path = "/api/v1/passkeys/begin", tag = "identity", responses(
    (status = 200, body = Question), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure)
))]
async fn begin_passkey(State(platform): At, Signed(actor): Signed) -> Result<Json<Question>, Failure> {
    Ok(Json(platform.passkeys.begin_registration(&actor).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PasskeyBody {
    ceremony: String,
    /// What its owner calls it.
    name: String,
    /// `PublicKeyCredential` of WebAuthn, as its `toJSON` writes it.
    #[schema(value_type = Object)]
    credential: Value,
}

#[derive(Debug, Serialize, ToSchema)]
struct PasskeyRow {
    id: String,
    name: String,
    created_ms: i64,
    used_ms: Option<i64>,
}

impl From<KnownPasskey> for PasskeyRow {
    fn from(known: KnownPasskey) -> Self {
        PasskeyRow { id: known.id, name: known.name, created_ms: known.created_ms, used_ms: known.used_ms }
    }
}

/// One's own passkeys.
#[utoipa::path(get, path = "/api/v1/passkeys", tag = "identity", responses((status = 200, body = [PasskeyRow]), (status = 401, body = Failure)))]
async fn list_passkeys(State(platform): At, Signed(actor): Signed) -> Result<Json<Vec<PasskeyRow>>, Failure> {
    Ok(Json(platform.passkeys.list(&actor).await?.into_iter().map(PasskeyRow::from).collect()))
}

/// Keeps the passkey an authenticator has made.
#[utoipa::path(post, path = "/api/v1/passkeys", tag = "identity", request_body = PasskeyBody, responses(
    (status = 201, body = PasskeyRow), (status = 401, body = Failure), (status = 403, body = Failure), (status = 409, body = Failure),
    (status = 422, body = Failure)
))]
async fn add_passkey(
    State(platform): At,
    Signed(actor): Signed,
    Body(body): Body<PasskeyBody>,
) -> Result<(StatusCode, Json<PasskeyRow>), Failure> {
    let known = platform.passkeys.finish_registration(&actor, &body.ceremony, &body.name, body.credential).await?;
    Ok((StatusCode::CREATED, Json(known.into())))
}

/// Removes a passkey. The last one stays.
#[utoipa::path(delete, path = "/api/v1/passkeys/{id}", tag = "identity", params(("id" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure), (status = 409, body = Failure)
))]
async fn remove_passkey(
    State(platform): At,
    Signed(actor): Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    platform.passkeys.remove(&actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
