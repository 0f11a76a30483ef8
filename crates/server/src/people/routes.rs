//! What the platform's own origin has for people who open programs: the frame that gives a program's page a ticket.
//!
//! In: requests. Out: a document that only the program may show, tickets, a picture. Must not: give a ticket to a page of another origin.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{credentials, notices, phone};
use crate::http::{Body, Failure, Visitor, cookies};
use crate::platform::Platform;
use crate::registry::Stage;

type At = State<Arc<Platform>>;

pub(super) const VISIT_PATH: &str = "/visit";
const SCRIPT_PATH: &str = "/visit.js";
pub(super) const AVATAR_PATH: &str = "/avatar.svg";

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(create_ticket))
        .merge(phone::routes())
        .merge(credentials::routes())
        .merge(notices::routes())
}

#[derive(Debug, Deserialize, ToSchema)]
struct TicketBody {
    /// The program it is for.
    app: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct TicketAnswer {
    /// Good once, for a minute, at the program's host name.
    ticket: String,
}

/// A ticket for a program, for whoever the browser is known as; a guest is made when it is not. Only pages of the platform's own origin get one.
#[utoipa::path(post, path = "/api/v1/tickets", tag = "people", request_body = TicketBody, responses(
    (status = 201, body = TicketAnswer), (status = 403, body = Failure), (status = 404, body = Failure), (status = 429, body = Failure)
))]
async fn create_ticket(
    State(platform): At,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<TicketBody>,
) -> Result<Response, Failure> {
    visitor.is_from_here()?;
    let is_https = platform.site.is_https;
    let known = cookies::PERSON.read(&headers, is_https);
    let ticket = platform.people.ticket(&body.app, known, &visitor).await?;
    let cookie = cookies::PERSON.set(&ticket.person, is_https);
    Ok((StatusCode::CREATED, [cookie], Json(TicketAnswer { ticket: ticket.ticket })).into_response())
}

#[derive(Debug, Deserialize)]
pub(crate) struct VisitQuery {
    app: String,
    /// A word of [`Stage`].
    stage: Option<String>,
}

/// The document of the hidden frame: only the program's own pages may show it, and only they get what its script says.
pub(crate) async fn visit(State(platform): At, Query(query): Query<VisitQuery>) -> Result<Response, Failure> {
    let is_there = platform.registry.find(&query.app).await?.is_some();
    if !is_there {
        return Err(Failure::not_found());
    }
    let stage = Stage::named(query.stage.as_deref())?;
    // The id is one that was registered, so nothing of it means anything in HTML or in a policy.
    let (app, origin) = (&query.app, platform.site.origin_at_stage(&query.app, stage));
    let html = format!(
        "<!doctype html><html lang=\"zh\" data-app=\"{app}\" data-origin=\"{origin}\"><head><meta charset=\"utf-8\"><title>Minnow</title></head>\
         <body><script src=\"{SCRIPT_PATH}\"></script></body></html>"
    );
    // All frames around it count: the host app may show the program in one of its own.
    let policy = format!(
        "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {origin}"
    );
    let policy = HeaderValue::from_str(&policy).map_err(|_| Failure::not_found())?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)], html).into_response())
}

pub(crate) async fn visit_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("visit.js"))
}

/// Whoever has told no more than that he is there.
pub(crate) async fn avatar() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
        // Programs show it.
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    (headers, include_str!("avatar.svg"))
}
