//! Questions and answers at the platform's own origin: the sheet that a person sees asks here, and nothing else may.
//!
//! In: requests of pages of the platform's own origin, with the person's cookie. Out: what to show, what follows from an answer. Must not:
//! believe a page of another origin.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::Consent;
use super::service::{Asked, PrivacyError, Wish};
use super::words::{ShownWords, label};
use crate::http::{Body, Failure, Visitor, cookies};
use crate::language::Language;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(super) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(ask))
        .routes(routes!(answer_question))
        .routes(routes!(switch_scope))
        .routes(routes!(revoke))
        .routes(routes!(list_scopes))
}

/// What the program wants. Without items and scope: all that it declares.
#[derive(Debug, Deserialize, ToSchema)]
struct ConsentWish {
    app: String,
    #[serde(default)]
    items: Vec<String>,
    scope: Option<String>,
    /// `zh` or `en`.
    #[serde(default)]
    language: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConsentQuestion {
    /// `open`: show it. `given`, `refused`: it was answered before, for good. `undeclared`: the program does not declare what it wants.
    state: &'static str,
    /// What the answer comes with; good once, for ten minutes.
    question: Option<String>,
    words: Option<ShownWords>,
    /// The program's icon.
    icon: Option<String>,
}

/// Asks what a person is to be shown. A guest is made of whoever is not known yet.
#[utoipa::path(post, path = "/api/v1/consents/questions", tag = "privacy", request_body = ConsentWish, responses(
    (status = 200, body = ConsentQuestion), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure),
    (status = 429, body = Failure)
))]
async fn ask(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<ConsentWish>,
) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    visitor.keeps(&platform.privacy.answers)?;
    let is_https = platform.site.is_https;
    let known = cookies::PERSON.read(&headers, is_https);
    let person = platform.people.recognise(&body.app, known, &visitor).await?;
    let language = body.language.parse().unwrap_or(Language::English);
    let wish = Wish { app_id: &body.app, items: body.items, scope: body.scope.as_deref(), language };
    let settled = |state| ConsentQuestion { state, question: None, words: None, icon: None };
    let answer = match platform.privacy.ask(&person.id, &wish).await {
        Ok(Asked::Settled { is_given }) => settled(if is_given { "given" } else { "refused" }),
        Ok(Asked::Open(question)) => {
            let icon = question
                .face
                .icon
                .map(|digest| format!("/api/v1/programs/{}/icon?v={}", question.face.app_id, digest.tag()));
            ConsentQuestion { state: "open", question: Some(question.secret), words: Some(question.words), icon }
        }
        Err(PrivacyError::Undeclared(_)) => settled("undeclared"),
        Err(error) => return Err(error.into()),
    };
    Ok(([cookies::PERSON.set(&person.secret, is_https)], Json(answer)).into_response())
}

#[derive(Debug, Deserialize, ToSchema)]
struct ConsentReply {
    question: String,
    is_given: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConsentAnswer {
    /// Since when, by item.
    items: BTreeMap<String, i64>,
    /// By scope that was asked for.
    scopes: Vec<ScopeAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScopeAnswer {
    scope: String,
    zh: String,
    en: String,
    is_given: bool,
    at_ms: i64,
}

impl From<Consent> for ConsentAnswer {
    fn from(consent: Consent) -> Self {
        let scope = |(scope, (is_given, at_ms)): (String, (bool, i64))| ScopeAnswer {
            zh: label(&scope, Language::Chinese),
            en: label(&scope, Language::English),
            scope,
            is_given,
            at_ms,
        };
        ConsentAnswer { items: consent.items, scopes: consent.scopes.into_iter().map(scope).collect() }
    }
}

/// Takes the answer to a question, from the browser it was shown in.
#[utoipa::path(post, path = "/api/v1/consents", tag = "privacy", request_body = ConsentReply, responses(
    (status = 201, body = ConsentAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 409, body = Failure)
))]
async fn answer_question(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<ConsentReply>,
) -> Result<(StatusCode, Json<ConsentAnswer>), Failure> {
    let person_id = known(&platform, &visitor, &headers).await?;
    let consent = platform.privacy.answer(&person_id, &body.question, body.is_given).await?;
    Ok((StatusCode::CREATED, Json(consent.into())))
}

#[derive(Debug, Deserialize, ToSchema)]
struct SwitchBody {
    app: String,
    scope: String,
    is_given: bool,
}

/// Turns a scope that was asked for before on or off.
#[utoipa::path(post, path = "/api/v1/consents/scopes", tag = "privacy", request_body = SwitchBody, responses(
    (status = 200, body = ConsentAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure)
))]
async fn switch_scope(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<SwitchBody>,
) -> Result<Json<ConsentAnswer>, Failure> {
    let person_id = known(&platform, &visitor, &headers).await?;
    Ok(Json(platform.privacy.switch(&person_id, &body.app, &body.scope, body.is_given).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct RevokeBody {
    app: String,
    /// Empty: all of them, and every scope.
    #[serde(default)]
    items: Vec<String>,
}

/// Takes back what a program was allowed.
#[utoipa::path(post, path = "/api/v1/consents/revocations", tag = "privacy", request_body = RevokeBody, responses(
    (status = 200, body = ConsentAnswer), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn revoke(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<RevokeBody>,
) -> Result<Json<ConsentAnswer>, Failure> {
    let person_id = known(&platform, &visitor, &headers).await?;
    Ok(Json(platform.privacy.revoke(&person_id, &body.app, &body.items).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct ScopesBody {
    app: String,
}

/// What a program was allowed: what its settings show.
#[utoipa::path(post, path = "/api/v1/consents/state", tag = "privacy", request_body = ScopesBody, responses(
    (status = 200, body = ConsentAnswer), (status = 401, body = Failure), (status = 403, body = Failure)
))]
async fn list_scopes(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<ScopesBody>,
) -> Result<Json<ConsentAnswer>, Failure> {
    let person_id = known(&platform, &visitor, &headers).await?;
    Ok(Json(platform.privacy.consent(&body.app, &person_id).await?.into()))
}

/// Who it is, of those whom a page of the platform's own origin speaks for.
pub(crate) async fn known(platform: &Platform, visitor: &Visitor, headers: &HeaderMap) -> Result<String, Failure> {
    visitor.is_from_here()?;
    visitor.keeps(&platform.privacy.answers)?;
    let known = cookies::PERSON.read(headers, platform.site.is_https);
    let person = platform.people.person_known(known).await?;
    Ok(person.ok_or(PrivacyError::Nobody)?)
}
