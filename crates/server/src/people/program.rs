//! What pages of a program ask at the program's own host name: `wx.login`, `wx.checkSession`, what is told of the user, codes for his phone number.
//!
//! In: requests of the page itself. Out: codes, whether somebody is signed in, signed data. Must not: answer a page of another origin, or
//! show a script of the program what it is known by.

use std::sync::Arc;

use axum::Json;
use axum::body::Body as HttpBody;
use axum::extract::{FromRequest as _, Request};
use axum::http::{Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use serde::{Deserialize, Serialize};

use super::phone::PhoneError;
use super::routes::{AVATAR_PATH, VISIT_PATH};
use super::service::{Known, PeopleError, SignedIn};
use crate::http::{Body, Browser, Failure, cookies, is_from_here};
use crate::platform::Platform;
use crate::privacy;
use crate::registry::Stage;

/// Where they stand; the launch document says so to the page.
pub const LOGIN_PATH: &str = "/_minnow/login";
pub const SESSION_PATH: &str = "/_minnow/session";
pub const PROFILE_PATH: &str = "/_minnow/profile";
pub const PHONE_PATH: &str = "/_minnow/phone";

/// The data items that the profile and the phone number are.
const PROFILE_ITEM: &str = "profile";
pub(crate) const PHONE_ITEM: &str = "phone";

pub(crate) fn is_path(path: &str) -> bool {
    matches!(path, LOGIN_PATH | SESSION_PATH | PROFILE_PATH | PHONE_PATH)
}

#[derive(Debug, Deserialize)]
struct Login {
    /// What a frame of the platform's origin gave the page.
    ticket: Option<String>,
}

#[derive(Debug, Serialize)]
struct Code {
    code: String,
}

#[derive(Debug, Deserialize)]
struct PhoneWish {
    /// Of whoever the platform has just asked, where that is not who is signed in here.
    ticket: Option<String>,
}

/// Where the page gets a ticket, since nobody is known here.
#[derive(Debug, Serialize)]
struct Visit {
    visit: String,
    /// The document by which a guest signs in at the platform, where the program needs that.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
}

#[derive(Debug, Serialize)]
struct Session {
    is_signed_in: bool,
}

/// `is_visitor_needed`: browsers are to be told apart.
pub(crate) async fn answer(
    platform: &Arc<Platform>,
    app_id: &str,
    stage: Stage,
    is_visitor_needed: bool,
    request: Request,
) -> Response<HttpBody> {
    let is_https = platform.site.is_https;
    if request.method() != Method::POST {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response();
    }
    if !is_from_here(request.uri(), request.headers()) {
        return Failure::foreign_origin().into_response();
    }
    let user = cookies::USER.read(request.headers(), is_https).map(str::to_owned);
    let user = user.as_deref();
    let browser = Browser::read(request.headers());
    let known = Known { visitor: browser.as_ref().map(|browser| browser.name.as_str()), is_needed: is_visitor_needed };
    match request.uri().path() {
        LOGIN_PATH => match Body::<Login>::from_request(request, platform).await {
            Ok(Body(Login { ticket: Some(ticket) })) => {
                let signed_in = platform.people.sign_in(app_id, &ticket, user, known).await;
                answer_login(platform, app_id, stage, signed_in, known).await
            }
            Ok(Body(Login { ticket: None })) => {
                let signed_in = platform.people.login(app_id, user, known).await;
                answer_login(platform, app_id, stage, signed_in, known).await
            }
            Err(failure) => failure.into_response(),
        },
        SESSION_PATH => match platform.people.is_signed_in(app_id, user).await {
            Ok(is_signed_in) => Json(Session { is_signed_in }).into_response(),
            Err(error) => Failure::from(error).into_response(),
        },
        PHONE_PATH => match Body::<PhoneWish>::from_request(request, platform).await {
            Ok(Body(wish)) => match give_phone(platform, app_id, stage, user, wish.ticket.as_deref()).await {
                Ok(response) => response,
                Err(failure) => failure.into_response(),
            },
            Err(failure) => failure.into_response(),
        },
        _ => {
            if let Err(failure) = may_know_profile(platform, app_id, user).await {
                return failure.into_response();
            }
            let avatar = format!("{}{AVATAR_PATH}", platform.site.origin());
            match platform.people.profile(app_id, user, &avatar).await {
                Ok(data) => Json(data).into_response(),
                Err(error) => Failure::from(error).into_response(),
            }
        }
    }
}

/// Where a page gets a ticket: the document speaks to that page's origin alone.
pub(crate) fn visit_of(platform: &Platform, app_id: &str, stage: Stage) -> String {
    format!("{}{VISIT_PATH}?{}", platform.site.origin(), stage.query_of(app_id))
}

/// Who somebody is, a program learns only with his consent.
async fn may_know_profile(platform: &Platform, app_id: &str, user: Option<&str>) -> Result<(), Failure> {
    let person = platform.people.person_of_user(app_id, user).await?.ok_or(PeopleError::NoSession)?;
    if platform.privacy.require(app_id, &person, PROFILE_ITEM).await? { Ok(()) } else { Err(Failure::not_consented()) }
}

/// A code for the phone number that somebody has just allowed the program to know.
async fn give_phone(
    platform: &Platform,
    app_id: &str,
    stage: Stage,
    user: Option<&str>,
    ticket: Option<&str>,
) -> Result<Response<HttpBody>, Failure> {
    let person = match ticket {
        Some(ticket) => platform.people.person_of_ticket(app_id, ticket).await?.ok_or(PeopleError::WrongTicket)?,
        None => match platform.people.person_of_user(app_id, user).await? {
            Some(person) => person,
            None => return Ok(unknown(platform, app_id, stage, StatusCode::UNAUTHORIZED)),
        },
    };
    if !platform.privacy.require(app_id, &person, PHONE_ITEM).await? {
        return Err(Failure::not_consented());
    }
    match platform.people.give_phone(app_id, &person, user).await {
        Ok(given) => Ok(Json(given).into_response()),
        // Perhaps somebody else was asked than the one who is signed in here.
        Err(PhoneError::NotShared) if ticket.is_none() => Ok(unknown(platform, app_id, stage, StatusCode::CONFLICT)),
        Err(error) => Err(error.into()),
    }
}

/// It is not known whose page asks: a ticket says so.
fn unknown(platform: &Platform, app_id: &str, stage: Stage, status: StatusCode) -> Response<HttpBody> {
    (status, Json(Visit { visit: visit_of(platform, app_id, stage), sheet: None })).into_response()
}

/// A code, with the cookies that last as long as the session, which begins or has just been made longer.
async fn answer_login(
    platform: &Platform,
    app_id: &str,
    stage: Stage,
    result: Result<SignedIn, PeopleError>,
    known: Known<'_>,
) -> Response<HttpBody> {
    let is_https = platform.site.is_https;
    let SignedIn { user, code, visitor } = match result {
        Ok(signed_in) => signed_in,
        Err(PeopleError::NoSession) => return unknown(platform, app_id, stage, StatusCode::UNAUTHORIZED),
        Err(PeopleError::Guest) => {
            let visit = visit_of(platform, app_id, stage);
            let visit = Visit { visit, sheet: Some(privacy::sheet_of(platform, app_id, stage)) };
            return (StatusCode::FORBIDDEN, Json(visit)).into_response();
        }
        Err(error) => return Failure::from(error).into_response(),
    };
    let mut response = ([cookies::USER.set(&user, is_https)], Json(Code { code })).into_response();
    // Whoever need not be told apart gets no name.
    let is_told = |visitor: &String| known.visitor.map_or(known.is_needed, |name| name != visitor);
    if let Some(visitor) = visitor.filter(is_told) {
        match platform.experiments.browser_of(app_id, visitor).await {
            Ok(browser) => {
                if let Some(cookie) = browser.cookie(is_https) {
                    response.headers_mut().append(header::SET_COOKIE, cookie);
                }
            }
            // He is signed in all the same, and takes his name over the next time.
            Err(error) => tracing::warn!(%error, "a browser could not be named"),
        }
    }
    response
}
