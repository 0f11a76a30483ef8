//! Identity over HTTP.
//!
//! In: JSON. Out: JSON, the session's cookie. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::audit::Filter;
use super::model::{ApiToken, Scope};
use super::service::Setup;
use super::sign_in_routes::begin_session;
use crate::http::{Body, Failure, Newcomer, Signed};
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(read_setup, set_up))
        .routes(routes!(me))
        .merge(super::sign_in_routes::routes())
        .merge(super::elsewhere_routes::routes())
        .merge(super::member_routes::routes())
        .routes(routes!(list_tokens, create_token))
        .routes(routes!(revoke_token))
        .routes(routes!(read_audit))
}

#[derive(Debug, Serialize, ToSchema)]
struct SetupAnswer {
    /// Nobody has an account yet.
    is_open: bool,
}

/// Whether the platform waits for its first operator.
#[utoipa::path(get, path = "/api/v1/setup", tag = "identity", responses((status = 200, body = SetupAnswer)))]
async fn read_setup(State(platform): At) -> Json<SetupAnswer> {
    Json(SetupAnswer { is_open: platform.identity.setup_code().is_some() })
}

#[derive(Debug, Deserialize, ToSchema)]
struct SetupBody {
    /// The code the server printed when it started.
    code: String,
    email: String,
    name: String,
    /// Name of the first organisation.
    organisation: String,
    /// Answers with a token of every scope in place of a cookie: for command lines.
    #[serde(default)]
    wants_token: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct TokenAnswer {
    id: String,
    /// Told once.
    token: String,
}

/// Makes the first operator. Works once.
#[utoipa::path(post, path = "/api/v1/setup", tag = "identity", request_body = SetupBody, responses(
    (status = 201, body = TokenAnswer), (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 409, body = Failure),
    (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn set_up(
    State(platform): At,
    _: Newcomer,
    headers: HeaderMap,
    Body(body): Body<SetupBody>,
) -> Result<Response, Failure> {
    let setup = Setup { code: &body.code, email: &body.email, name: &body.name, organisation: &body.organisation };
    let session = platform.identity.set_up(&setup).await?;
    if body.wants_token {
        let actor = platform.identity.actor_of_session(&session).await?;
        let created = platform.identity.create_token(&actor, "minnow login", Scope::ALL, None).await?;
        platform.identity.sign_out(&session).await?;
        return Ok((StatusCode::CREATED, Json(TokenAnswer { id: created.id, token: created.secret })).into_response());
    }
    begin_session(&platform, &headers, &session).await
}

#[derive(Debug, Serialize, ToSchema)]
struct MembershipAnswer {
    organisation: String,
    name: String,
    role: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct MeAnswer {
    id: String,
    email: String,
    name: String,
    is_operator: bool,
    organisations: Vec<MembershipAnswer>,
}

/// Whoever asks, and his organisations.
#[utoipa::path(get, path = "/api/v1/me", tag = "identity", responses((status = 200, body = MeAnswer), (status = 401, body = Failure)))]
async fn me(State(platform): At, Signed(actor): Signed) -> Result<Json<MeAnswer>, Failure> {
    let memberships = platform.identity.memberships(&actor).await?.into_iter().map(|membership| MembershipAnswer {
        organisation: membership.organisation_id,
        name: membership.organisation_name,
        role: membership.role.word(),
    });
    let organisations = memberships.collect();
    let account = actor.account;
    Ok(Json(MeAnswer {
        id: account.id,
        email: account.email,
        name: account.name,
        is_operator: account.is_operator,
        organisations,
    }))
}

#[derive(Debug, Serialize, ToSchema)]
struct TokenRow {
    id: String,
    name: String,
    scopes: Vec<&'static str>,
    created_ms: i64,
    expires_ms: Option<i64>,
    used_ms: Option<i64>,
}

impl From<ApiToken> for TokenRow {
    fn from(token: ApiToken) -> Self {
        TokenRow {
            id: token.id,
            name: token.name,
            scopes: token.scopes.iter().map(|scope| scope.word()).collect(),
            created_ms: token.created_ms,
            expires_ms: token.expires_ms,
            used_ms: token.used_ms,
        }
    }
}

/// One's own tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "identity", responses((status = 200, body = [TokenRow]), (status = 401, body = Failure)))]
async fn list_tokens(State(platform): At, Signed(actor): Signed) -> Result<Json<Vec<TokenRow>>, Failure> {
    Ok(Json(platform.identity.tokens(&actor).await?.into_iter().map(TokenRow::from).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct TokenBody {
    name: String,
    /// Of `read`, `publish`, `release`, `entries`, `admin`.
    scopes: Vec<String>,
    /// Days until it ends; never, when it is left out.
    days: Option<u32>,
}

#[utoipa::path(post, path = "/api/v1/tokens", tag = "identity", request_body = TokenBody, responses(
    (status = 201, body = TokenAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure)
))]
async fn create_token(
    State(platform): At,
    Signed(actor): Signed,
    Body(body): Body<TokenBody>,
) -> Result<(StatusCode, Json<TokenAnswer>), Failure> {
    let scopes = body.scopes.iter().map(|word| word.parse()).collect::<Result<Vec<Scope>, String>>();
    let scopes = scopes.map_err(Failure::invalid)?;
    let created = platform.identity.create_token(&actor, &body.name, &scopes, body.days).await?;
    Ok((StatusCode::CREATED, Json(TokenAnswer { id: created.id, token: created.secret })))
}

#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "identity", params(("id" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn revoke_token(
    State(platform): At,
    Signed(actor): Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    platform.identity.revoke_token(&actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Acts before this one (an id).
    before: Option<String>,
    /// A word, or its first part: `version` is every act on versions.
    act: Option<String>,
    /// A program's id.
    app: Option<String>,
    /// An account's id.
    account: Option<String>,
}

impl AuditQuery {
    fn filter(&self) -> Filter<'_> {
        Filter {
            before: self.before.as_deref(),
            act: self.act.as_deref(),
            app_id: self.app.as_deref(),
            account_id: self.account.as_deref(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct AuditRow {
    id: String,
    at_ms: i64,
    account: String,
    email: String,
    app: Option<String>,
    act: String,
    detail: Value,
}

/// The newest 100 privileged acts in an organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/audit", tag = "identity",
    params(("organisation" = String, Path), AuditQuery), responses(
    (status = 200, body = [AuditRow]), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn read_audit(
    State(platform): At,
    Signed(actor): Signed,
    Path(organisation): Path<String>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Vec<AuditRow>>, Failure> {
    let entries = platform.identity.audit(&actor, &organisation, query.filter()).await?;
    let row = |entry: super::audit::AuditEntry| AuditRow {
        id: entry.id,
        at_ms: entry.at_ms,
        account: entry.account_id,
        email: entry.email,
        app: entry.app_id,
        act: entry.act,
        detail: entry.detail,
    };
    Ok(Json(entries.into_iter().map(row).collect()))
}
