//! What a program's page learns of consent at the program's own host name.
//!
//! In: requests of the page itself. Out: what is declared, what this person allowed, where he is asked. Must not: take an answer; those are
//! given at the platform's own origin alone.

use std::sync::Arc;

use axum::Json;
use axum::body::Body as HttpBody;
use axum::extract::{FromRequest as _, Request};
use axum::http::{Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use serde::{Deserialize, Serialize};

use super::service::PrivacyError;
use crate::http::{Body, Failure, cookies, is_from_here};
use crate::people::visit_of;
use crate::platform::Platform;
use crate::registry::Stage;

/// Where it stands; the launch document says so to the page.
pub const CONSENTS_PATH: &str = "/_minnow/consents";
/// The document that asks.
const SHEET_PATH: &str = "/consent";

#[derive(Debug, Deserialize)]
struct Question {
    /// Of whoever the platform knows, where nobody is signed in here.
    ticket: Option<String>,
}

#[derive(Debug, Serialize)]
struct Consents {
    declared: Vec<String>,
    agreed: Vec<String>,
    /// Those that were asked for.
    scopes: std::collections::BTreeMap<String, bool>,
    /// The document that asks, at the platform's own origin.
    sheet: String,
    /// Where the page gets a ticket.
    visit: String,
    /// Whether it is known whose they are.
    is_signed_in: bool,
}

pub(crate) async fn answer(
    platform: &Arc<Platform>,
    app_id: &str,
    stage: Stage,
    request: Request,
) -> Response<HttpBody> {
    if request.method() != Method::POST {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response();
    }
    if !is_from_here(request.uri(), request.headers()) {
        return Failure::foreign_origin().into_response();
    }
    let user = cookies::USER.read(request.headers(), platform.site.is_https).map(str::to_owned);
    let ticket = match Body::<Question>::from_request(request, platform).await {
        Ok(Body(question)) => question.ticket,
        Err(failure) => return failure.into_response(),
    };
    match consents(platform, app_id, stage, user.as_deref(), ticket.as_deref()).await {
        Ok(consents) => Json(consents).into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn consents(
    platform: &Platform,
    app_id: &str,
    stage: Stage,
    user: Option<&str>,
    ticket: Option<&str>,
) -> Result<Consents, PrivacyError> {
    let declared = platform.privacy.declaration(app_id).await?.items.into_keys().collect();
    let person = match ticket {
        Some(ticket) => platform.people.person_of_ticket(app_id, ticket).await?,
        None => platform.people.person_of_user(app_id, user).await?,
    };
    let consent = match &person {
        Some(person_id) => platform.privacy.consent(app_id, person_id).await?,
        None => super::model::Consent::default(),
    };
    Ok(Consents {
        declared,
        agreed: consent.items.into_keys().collect(),
        scopes: consent.scopes.into_iter().map(|(scope, (is_given, _))| (scope, is_given)).collect(),
        sheet: sheet_of(platform, app_id, stage),
        visit: visit_of(platform, app_id, stage),
        is_signed_in: person.is_some(),
    })
}

/// The document of the platform's own origin that asks people what a program wants asked: consent, a phone number, to sign in.
pub(crate) fn sheet_of(platform: &Platform, app_id: &str, stage: Stage) -> String {
    format!("{}{SHEET_PATH}?{}", platform.site.origin(), stage.query_of(app_id))
}
