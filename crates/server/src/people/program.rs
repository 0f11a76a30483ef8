//! What pages of a program ask at the program's own host name: `wx.login`, `wx.checkSession`, what is told of the user.
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

use super::routes::{AVATAR_PATH, VISIT_PATH};
use super::service::{PeopleError, SignedIn};
use crate::http::{Body, Failure, cookies, is_from_here};
use crate::platform::Platform;

/// Where they stand; the launch document says so to the page.
pub const LOGIN_PATH: &str = "/_minnow/login";
pub const SESSION_PATH: &str = "/_minnow/session";
pub const PROFILE_PATH: &str = "/_minnow/profile";

/// The data item that the profile is.
const PROFILE_ITEM: &str = "profile";

pub(crate) fn is_path(path: &str) -> bool {
    matches!(path, LOGIN_PATH | SESSION_PATH | PROFILE_PATH)
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

/// Where the page gets a ticket, since nobody is known here.
#[derive(Debug, Serialize)]
struct Visit {
    visit: String,
}

#[derive(Debug, Serialize)]
struct Session {
    is_signed_in: bool,
}

pub(crate) async fn answer(platform: &Arc<Platform>, app_id: &str, request: Request) -> Response<HttpBody> {
    let is_https = platform.site.is_https;
    if request.method() != Method::POST {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response();
    }
    if !is_from_here(request.uri(), request.headers()) {
        return Failure::foreign_origin().into_response();
    }
    let user = cookies::USER.read(request.headers(), is_https).map(str::to_owned);
    let user = user.as_deref();
    match request.uri().path() {
        LOGIN_PATH => match Body::<Login>::from_request(request, platform).await {
            Ok(Body(Login { ticket: Some(ticket) })) => {
                signed_in(platform.people.sign_in(app_id, &ticket, user).await, is_https)
            }
            Ok(Body(Login { ticket: None })) => logged_in(platform, app_id, user).await,
            Err(failure) => failure.into_response(),
        },
        SESSION_PATH => match platform.people.is_signed_in(app_id, user).await {
            Ok(is_signed_in) => Json(Session { is_signed_in }).into_response(),
            Err(error) => Failure::from(error).into_response(),
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

/// Who somebody is, a program learns only with his consent.
async fn may_know_profile(platform: &Platform, app_id: &str, user: Option<&str>) -> Result<(), Failure> {
    let person = platform.people.person_of_user(app_id, user).await?.ok_or(PeopleError::NoSession)?;
    if platform.privacy.require(app_id, &person, PROFILE_ITEM).await? { Ok(()) } else { Err(Failure::not_consented()) }
}

fn signed_in(result: Result<SignedIn, PeopleError>, is_https: bool) -> Response<HttpBody> {
    match result {
        Ok(SignedIn { user, code }) => ([cookies::USER.set(&user, is_https)], Json(Code { code })).into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn logged_in(platform: &Platform, app_id: &str, user: Option<&str>) -> Response<HttpBody> {
    let is_https = platform.site.is_https;
    match (platform.people.login(app_id, user).await, user) {
        // The cookie lasts as long as the session, which has just been made longer.
        (Ok(code), Some(user)) => ([cookies::USER.set(user, is_https)], Json(Code { code })).into_response(),
        (Ok(code), None) => Json(Code { code }).into_response(),
        (Err(PeopleError::NoSession), _) => {
            let visit = format!("{}{VISIT_PATH}?app={app_id}", platform.site.origin());
            (StatusCode::UNAUTHORIZED, Json(Visit { visit })).into_response()
        }
        (Err(error), _) => Failure::from(error).into_response(),
    }
}
