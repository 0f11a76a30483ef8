//! Signing in as somebody who opens programs, over HTTP: codes by mail, passkeys.
//!
//! In: requests of pages of the platform's own origin. Out: JSON, the cookie that a browser is known by. Must not: decide anything, or tell whose an
//! address is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::LABEL_LENGTH_MAX;
use super::model::{Credential, Kind, Proof};
use crate::ceremony::Question;
use crate::http::{Body, Failure, Newcomer, Visitor, cookies};
use crate::identity::{CodeAnswer, CodeBody, WayOutAnswer, one_line};
use crate::language::Language;
use crate::openid::{Arrival, Way};
use crate::people::notices::device_of;
use crate::platform::Platform;
use crate::privacy;

type At = State<Arc<Platform>>;

pub(in crate::people) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(credentials))
        .routes(routes!(remove_credential))
        .routes(routes!(begin_person_email))
        .routes(routes!(sign_in_person_by_email))
        .routes(routes!(add_credential_email))
        .routes(routes!(begin_person_passkey))
        .routes(routes!(sign_in_person_by_passkey))
        .routes(routes!(begin_credential_passkey))
        .routes(routes!(add_credential_passkey))
        .routes(routes!(begin_person_oidc))
        .routes(routes!(begin_credential_oidc))
        .routes(routes!(sign_out_person))
        .routes(routes!(sign_out_elsewhere))
}

#[derive(Debug, Serialize, ToSchema)]
struct CredentialRow {
    id: String,
    /// `email`, `passkey` or `account`.
    kind: String,
    label: String,
    created_ms: i64,
    used_ms: i64,
}

impl From<Credential> for CredentialRow {
    fn from(one: Credential) -> Self {
        let Credential { id, kind, label, created_ms, used_ms } = one;
        CredentialRow { id, kind, label, created_ms, used_ms }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct CredentialsAnswer {
    /// Nothing: a guest.
    credentials: Vec<CredentialRow>,
    /// Codes are sent by mail here.
    email: bool,
    /// What the OpenID Connect provider is called that people sign in by here, where there is one.
    oidc: Option<String>,
    /// Notices of the inbox that were not read.
    unread: i64,
}

/// What the person of this browser is known again by in another one.
#[utoipa::path(post, path = "/api/v1/person/credentials/state", tag = "people", responses(
    (status = 200, body = CredentialsAnswer), (status = 403, body = Failure)
))]
async fn credentials(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Json<CredentialsAnswer>, Failure> {
    visitor.is_from_here()?;
    let person_id = platform.people.person_known(known(&platform, &headers)).await?;
    let (credentials, unread) = match person_id {
        Some(person_id) => (platform.people.credentials(&person_id).await?, platform.people.unread(&person_id).await?),
        None => (Vec::new(), 0),
    };
    let credentials = credentials.into_iter().map(CredentialRow::from).collect();
    let oidc = platform.people.provider_name().map(str::to_owned);
    Ok(Json(CredentialsAnswer { credentials, email: platform.mail_codes.are_sent(), oidc, unread }))
}

/// Takes away one of the ways to sign in.
#[utoipa::path(delete, path = "/api/v1/person/credentials/{id}", tag = "people", params(("id" = String, Path)), responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure), (status = 429, body = Failure)
))]
async fn remove_credential(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    platform.people.remove_credential(&person_id, &id, &device_of(&headers)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a code to an address, whoever has it.
#[utoipa::path(post, path = "/api/v1/person/sign-in/email/begin", tag = "people", request_body = CodeBody, responses(
    (status = 200, body = CodeAnswer), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure)
))]
async fn begin_person_email(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    Body(body): Body<CodeBody>,
) -> Result<Json<CodeAnswer>, Failure> {
    visitor.is_from_here()?;
    let language = body.language.parse().unwrap_or(Language::English);
    let ceremony = platform.mail_codes.begin_proof(&body.email, language, &visitor.word()).await?;
    Ok(Json(CodeAnswer { ceremony }))
}

#[derive(Debug, Deserialize, ToSchema)]
struct EmailProofBody {
    email: String,
    ceremony: String,
    /// Six digits.
    code: String,
}

/// Signs in with a code that was mailed: as whoever has that address here or, if nobody has it, as the guest of this browser, who has it from then on.
#[utoipa::path(post, path = "/api/v1/person/sign-in/email", tag = "people", request_body = EmailProofBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn sign_in_person_by_email(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<EmailProofBody>,
) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    let email = platform.mail_codes.finish_proof(&body.email, &body.ceremony, &body.code).await?;
    let proof = Proof { kind: Kind::Email, subject: &email, label: &email, device: &device_of(&headers) };
    let person = platform.people.sign_in_with(known(&platform, &headers), &proof, &visitor).await?;
    Ok(signed_in(&platform, &person))
}

/// Adds an address to the ways to sign in of the person of this browser.
#[utoipa::path(post, path = "/api/v1/person/credentials/email", tag = "people", request_body = EmailProofBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 409, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure)
))]
async fn add_credential_email(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<EmailProofBody>,
) -> Result<StatusCode, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    let email = platform.mail_codes.finish_proof(&body.email, &body.ceremony, &body.code).await?;
    let proof = Proof { kind: Kind::Email, subject: &email, label: &email, device: &device_of(&headers) };
    platform.people.add_credential(&person_id, &proof).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for a passkey of whoever is there. Names nobody.
#[utoipa::path(post, path = "/api/v1/person/sign-in/passkey/begin", tag = "people", responses(
    (status = 200, body = Question), (status = 403, body = Failure), (status = 429, body = Failure)
))]
async fn begin_person_passkey(State(platform): At, _: Newcomer, visitor: Visitor) -> Result<Json<Question>, Failure> {
    visitor.is_from_here()?;
    Ok(Json(platform.people.ask_passkey().await?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PasskeyProofBody {
    ceremony: String,
    /// `PublicKeyCredential` of WebAuthn, as its `toJSON` writes it.
    #[schema(value_type = Object)]
    credential: Value,
}

/// Signs in with the answer of an authenticator.
#[utoipa::path(post, path = "/api/v1/person/sign-in/passkey", tag = "people", request_body = PasskeyProofBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 422, body = Failure), (status = 429, body = Failure)
))]
async fn sign_in_person_by_passkey(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<PasskeyProofBody>,
) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    let known = known(&platform, &headers);
    let person =
        platform.people.sign_in_with_passkey(known, &body.ceremony, &device_of(&headers), body.credential).await?;
    Ok(signed_in(&platform, &person))
}

/// Asks for a new passkey of the person of this browser, who is a guest from now on where nobody was known in it.
#[utoipa::path(post, path = "/api/v1/person/credentials/passkey/begin", tag = "people", responses(
    (status = 200, body = Question), (status = 403, body = Failure), (status = 409, body = Failure), (status = 429, body = Failure)
))]
async fn begin_credential_passkey(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    let site = platform.site.domain.as_str();
    let (question, person) = platform.people.ask_new_passkey(known(&platform, &headers), &visitor, site).await?;
    Ok(([cookies::PERSON.set(&person, platform.site.is_https)], Json(question)).into_response())
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewPasskeyBody {
    ceremony: String,
    /// What its owner knows it by; one line.
    name: String,
    /// `PublicKeyCredential` of WebAuthn, as its `toJSON` writes it.
    #[schema(value_type = Object)]
    credential: Value,
}

/// Keeps the passkey that an authenticator has made: whoever was a guest is somebody from then on.
#[utoipa::path(post, path = "/api/v1/person/credentials/passkey", tag = "people", request_body = NewPasskeyBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 409, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure)
))]
async fn add_credential_passkey(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<NewPasskeyBody>,
) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    let label = one_line("name", &body.name, LABEL_LENGTH_MAX)?;
    let known = known(&platform, &headers);
    let device = device_of(&headers);
    let person = platform.people.keep_passkey(known, &body.ceremony, &label, &device, body.credential).await?;
    Ok(signed_in(&platform, &person))
}

/// Leads to the OpenID Connect provider, to sign in with an account there.
#[utoipa::path(post, path = "/api/v1/person/sign-in/oidc/begin", tag = "people", responses(
    (status = 200, body = WayOutAnswer), (status = 403, body = Failure), (status = 404, body = Failure), (status = 429, body = Failure),
    (status = 502, body = Failure)
))]
async fn begin_person_oidc(State(platform): At, _: Newcomer, visitor: Visitor) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    Ok(lead_out(&platform, platform.people.begin_elsewhere(None).await?))
}

/// Leads to the OpenID Connect provider, to add an account there to the ways to sign in of the person of this browser.
#[utoipa::path(post, path = "/api/v1/person/credentials/oidc/begin", tag = "people", responses(
    (status = 200, body = WayOutAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 429, body = Failure), (status = 502, body = Failure)
))]
async fn begin_credential_oidc(
    State(platform): At,
    _: Newcomer,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let person_id = privacy::known(&platform, &visitor, &headers).await?;
    Ok(lead_out(&platform, platform.people.begin_elsewhere(Some(&person_id)).await?))
}

/// The browser keeps the secret that its answer counts with.
fn lead_out(platform: &Platform, way: Way) -> Response {
    let cookie = cookies::PERSON_OIDC.set(&way.secret, platform.site.is_https);
    ([cookie], Json(WayOutAnswer { address: way.address })).into_response()
}

/// Back from the provider, and on to the page that began it; where that led to nothing, with a word that says why.
pub(crate) async fn come_back(
    platform: &Platform,
    visitor: &Visitor,
    headers: &HeaderMap,
    arrival: &Arrival<'_>,
) -> Response {
    let is_https = platform.site.is_https;
    let done = platform.people.finish_elsewhere(known(platform, headers), arrival, &device_of(headers), visitor).await;
    let mut cookies = HeaderMap::from_iter([cookies::PERSON_OIDC.clear(is_https)]);
    let place = match done {
        Ok(person) => {
            cookies.extend(person.map(|person| cookies::PERSON.set(&person, is_https)));
            "/#/me".to_owned()
        }
        Err(error) => format!("/#/me?refused={}", Failure::from(error).code()),
    };
    (StatusCode::SEE_OTHER, cookies, [(header::LOCATION, place)]).into_response()
}

/// The browser is nobody's any more, and nobody is signed in to a program in it.
#[utoipa::path(post, path = "/api/v1/person/sign-out", tag = "people", responses((status = 204), (status = 403, body = Failure)))]
async fn sign_out_person(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    platform.people.sign_out(known(&platform, &headers)).await?;
    Ok((StatusCode::NO_CONTENT, [cookies::PERSON.clear(platform.site.is_https)]).into_response())
}

/// The person of this browser is signed out in all of his other ones, and in the programs there.
#[utoipa::path(post, path = "/api/v1/person/sign-out/elsewhere", tag = "people", responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn sign_out_elsewhere(State(platform): At, visitor: Visitor, headers: HeaderMap) -> Result<StatusCode, Failure> {
    visitor.is_from_here()?;
    platform.people.sign_out_elsewhere(known(&platform, &headers)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn known<'h>(platform: &Platform, headers: &'h HeaderMap) -> Option<&'h str> {
    cookies::PERSON.read(headers, platform.site.is_https)
}

fn signed_in(platform: &Platform, person: &str) -> Response {
    (StatusCode::NO_CONTENT, [cookies::PERSON.set(person, platform.site.is_https)]).into_response()
}
