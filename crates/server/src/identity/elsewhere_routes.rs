//! Signing in without a passkey over HTTP: codes by mail, an account at an OpenID Connect provider.
//!
//! In: JSON, the address a provider leads back to. Out: JSON, cookies, a way on to a page of the console that is fixed. Must not: decide anything, tell who
//! has an account, or lead where a parameter says.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::oidc::Return;
use super::oidc_store::OutsideIdentity;
use super::sign_in_routes::begin_session;
use crate::http::{Body, Failure, Newcomer, Signed, Visitor, cookies};
use crate::language::Language;
use crate::openid::{Arrival, Way};
use crate::people;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(ways))
        .routes(routes!(begin_code))
        .routes(routes!(sign_in_by_code))
        .routes(routes!(begin_oidc))
        .routes(routes!(begin_link))
        .routes(routes!(list_identities))
        .routes(routes!(remove_identity))
}

#[derive(Debug, Serialize, ToSchema)]
struct WaysAnswer {
    /// Codes are sent by mail.
    email: bool,
    /// What the OpenID Connect provider is called, where there is one.
    oidc: Option<String>,
}

/// The ways in beside passkeys.
#[utoipa::path(get, path = "/api/v1/sign-in", tag = "identity", responses((status = 200, body = WaysAnswer)))]
async fn ways(State(platform): At) -> Json<WaysAnswer> {
    let oidc = platform.oidc.provider_name().map(str::to_owned);
    Json(WaysAnswer { email: platform.mail_codes.are_sent(), oidc })
}

/// Of a letter with a code.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CodeBody {
    pub(crate) email: String,
    /// Of the letter: `en` or `zh`.
    #[serde(default = "english")]
    pub(crate) language: String,
}

pub(super) fn english() -> String {
    Language::English.word().to_owned()
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeAnswer {
    /// Comes back with the code: a code works only in the browser that asked for it.
    pub(crate) ceremony: String,
}

/// Sends a code to an address, if it has an account here. The answer is the same if it has none.
#[utoipa::path(post, path = "/api/v1/sign-in/email/begin", tag = "identity", request_body = CodeBody, responses(
    (status = 200, body = CodeAnswer), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure)
))]
async fn begin_code(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    Body(body): Body<CodeBody>,
) -> Result<Json<CodeAnswer>, Failure> {
    let language = body.language.parse().map_err(|error: String| Failure::invalid(error))?;
    let ceremony = platform.mail_codes.begin(&body.email, language, &visitor.word()).await?;
    Ok(Json(CodeAnswer { ceremony }))
}

#[derive(Debug, Deserialize, ToSchema)]
struct CodeSignInBody {
    ceremony: String,
    /// Six digits.
    code: String,
}

/// Signs in with a code that was mailed. Works once; a code may be tried five times.
#[utoipa::path(post, path = "/api/v1/sign-in/email", tag = "identity", request_body = CodeSignInBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn sign_in_by_code(
    State(platform): At,
    _: Newcomer,
    headers: HeaderMap,
    Body(body): Body<CodeSignInBody>,
) -> Result<Response, Failure> {
    let session = platform.mail_codes.finish(&body.ceremony, &body.code).await?;
    begin_session(&platform, &headers, &session).await
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayOutAnswer {
    /// Of the provider: the page goes there.
    pub(crate) address: String,
}

/// Leads to the OpenID Connect provider, to sign in with an account there.
#[utoipa::path(post, path = "/api/v1/sign-in/oidc/begin", tag = "identity", responses(
    (status = 200, body = WayOutAnswer), (status = 403, body = Failure), (status = 404, body = Failure), (status = 429, body = Failure),
    (status = 502, body = Failure)
))]
async fn begin_oidc(State(platform): At, _: Newcomer) -> Result<Response, Failure> {
    Ok(lead_out(&platform, platform.oidc.begin(None).await?))
}

/// Leads to the OpenID Connect provider, to link an account there with the one that is signed in.
#[utoipa::path(post, path = "/api/v1/identities/begin", tag = "identity", responses(
    (status = 200, body = WayOutAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 502, body = Failure)
))]
async fn begin_link(State(platform): At, Signed(actor): Signed) -> Result<Response, Failure> {
    Ok(lead_out(&platform, platform.oidc.begin(Some(&actor)).await?))
}

/// The browser keeps the secret that its answer counts with.
fn lead_out(platform: &Platform, way: Way) -> Response {
    let cookie = cookies::OIDC.set(&way.secret, platform.site.is_https);
    ([cookie], Json(WayOutAnswer { address: way.address })).into_response()
}

#[derive(Debug, Deserialize)]
pub(crate) struct ReturnQuery {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    iss: Option<String>,
}

/// Where the provider sends the browser back. Whatever the address says, it goes on to one of three pages of the console or, when somebody who opens programs
/// had asked, to his page of the host app.
pub(crate) async fn oidc_return(
    State(platform): At,
    Query(query): Query<ReturnQuery>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let is_https = platform.site.is_https;
    let secret = cookies::PERSON_OIDC.read(&headers, is_https).unwrap_or_default();
    let arrival = Arrival { secret, code: &query.code, state: &query.state, issuer: query.iss.as_deref() };
    if arrival.is_answer() {
        return Ok(people::come_back(&platform, &visitor, &headers, &arrival).await);
    }
    let secret = cookies::OIDC.read(&headers, is_https).unwrap_or_default();
    let actor = match cookies::SESSION.read(&headers, is_https) {
        Some(session) => platform.identity.actor_of_session(session).await.ok(),
        None => None,
    };
    let arrival = Arrival { secret, ..arrival };
    let on = |place: String| (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
    let mut response = match platform.oidc.finish(&arrival, actor.as_ref()).await {
        Ok(Return::SignedIn { session }) => {
            let begun = begin_session(&platform, &headers, &session).await?;
            let mut response = on("/console/".to_owned());
            response.headers_mut().extend(begun.headers().clone());
            response
        }
        Ok(Return::Linked) => on("/console/account".to_owned()),
        Err(refusal) => {
            let page = if refusal.is_of_link { "account" } else { "sign-in" };
            on(format!("/console/{page}?refused={}", refusal.reason.word()))
        }
    };
    let (name, value) = cookies::OIDC.clear(is_https);
    response.headers_mut().append(name, value);
    Ok(response)
}

#[derive(Debug, Serialize, ToSchema)]
struct IdentityRow {
    id: String,
    issuer: String,
    email: String,
    created_ms: i64,
    used_ms: Option<i64>,
}

impl From<OutsideIdentity> for IdentityRow {
    fn from(one: OutsideIdentity) -> Self {
        let OutsideIdentity { id, issuer, email, created_ms, used_ms, .. } = one;
        IdentityRow { id, issuer, email, created_ms, used_ms }
    }
}

/// One's own accounts elsewhere that sign one in here.
#[utoipa::path(get, path = "/api/v1/identities", tag = "identity", responses(
    (status = 200, body = [IdentityRow]), (status = 401, body = Failure)
))]
async fn list_identities(State(platform): At, Signed(actor): Signed) -> Result<Json<Vec<IdentityRow>>, Failure> {
    Ok(Json(platform.oidc.list(&actor).await?.into_iter().map(IdentityRow::from).collect()))
}

/// Ends that an account elsewhere signs one in here.
#[utoipa::path(delete, path = "/api/v1/identities/{id}", tag = "identity", params(("id" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure), (status = 409, body = Failure)
))]
async fn remove_identity(
    State(platform): At,
    Signed(actor): Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    platform.oidc.remove(&actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
