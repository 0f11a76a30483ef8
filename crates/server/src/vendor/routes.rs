//! Addresses of the vendor's API.
//!
//! In: calls. Out: the vendor's answers. Must not: decide anything. They stand beside our own API and are not in its description: the vendor's
//! documentation describes them, docs/reference/server-api.md says which are here.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use serde::Serialize;

use super::call::Call;
use super::failure::VendorFailure;
use super::service::{AccessToken, Caller};
use super::{codes, links, phone};
use crate::http::Visitor;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

/// Every address of the vendor's that answers; another one below them says so as the vendor does.
pub(crate) fn calls() -> Router<Arc<Platform>> {
    Router::new()
        .route("/cgi-bin/token", any(token))
        .route("/cgi-bin/stable_token", any(stable_token))
        .route("/sns/jscode2session", any(code_to_session))
        .route("/wxa/checksession", any(check_session))
        .route("/wxa/resetusersessionkey", any(reset_session_key))
        .route("/wxa/business/getuserphonenumber", any(phone::user_phone_number))
        .route("/wxa/getwxacodeunlimit", any(codes::scene_code))
        .route("/wxa/getwxacode", any(codes::path_code))
        .route("/cgi-bin/wxaapp/createwxaqrcode", any(codes::square_code))
        .route("/wxa/generatescheme", any(links::scheme))
        .route("/wxa/queryscheme", any(links::query_scheme))
        .route("/wxa/generate_urllink", any(links::url_link))
        .route("/wxa/query_urllink", any(links::query_url_link))
        .route("/wxa/genwxashortlink", any(links::short_link))
        .route("/cgi-bin/{*rest}", any(none))
        .route("/sns/{*rest}", any(none))
        .route("/wxa/{*rest}", any(none))
}

async fn none() -> VendorFailure {
    VendorFailure::URL
}

/// Who calls, by the program's secret.
async fn caller<'a>(platform: &Platform, call: &'a Call, visitor: &Visitor) -> Result<Caller<'a>, VendorFailure> {
    let app_id = call.text("appid").ok_or(VendorFailure::APPID_MISSING)?;
    let secret = call.text("secret").ok_or(VendorFailure::SECRET_MISSING)?;
    platform.vendor.caller(app_id, secret, visitor).await
}

fn granted(call: &Call, wanted: &str) -> Result<(), VendorFailure> {
    if call.text("grant_type") == Some(wanted) { Ok(()) } else { Err(VendorFailure::GRANT_TYPE) }
}

#[derive(Serialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
}

impl From<AccessToken> for TokenAnswer {
    fn from(token: AccessToken) -> Self {
        TokenAnswer { access_token: token.token, expires_in: token.expires_in_s }
    }
}

async fn token(State(platform): At, visitor: Visitor, call: Call) -> Result<Json<TokenAnswer>, VendorFailure> {
    granted(&call, "client_credential")?;
    let caller = caller(&platform, &call, &visitor).await?;
    Ok(Json(platform.vendor.token(&caller).await?.into()))
}

async fn stable_token(State(platform): At, visitor: Visitor, call: Call) -> Result<Json<TokenAnswer>, VendorFailure> {
    let is_forced = call.posted()?.get("force_refresh").and_then(serde_json::Value::as_bool).unwrap_or(false);
    granted(&call, "client_credential")?;
    let caller = caller(&platform, &call, &visitor).await?;
    Ok(Json(platform.vendor.stable_token(&caller, is_forced).await?.into()))
}

#[derive(Serialize)]
struct SessionAnswer {
    openid: String,
    session_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unionid: Option<String>,
}

async fn code_to_session(
    State(platform): At,
    visitor: Visitor,
    call: Call,
) -> Result<Json<SessionAnswer>, VendorFailure> {
    granted(&call, "authorization_code")?;
    let caller = caller(&platform, &call, &visitor).await?;
    let code = call.text("js_code").ok_or(VendorFailure::CODE_MISSING)?;
    let session = platform.vendor.code_to_session(&caller, code).await?;
    Ok(Json(SessionAnswer { openid: session.openid, session_key: session.session_key, unionid: session.unionid }))
}

/// What `checksession` and `resetusersessionkey` are told of a session.
async fn signed<'a>(platform: &Platform, call: &'a Call) -> Result<(String, &'a str, &'a str), VendorFailure> {
    let app_id = platform.vendor.app_of(call.token()?).await?;
    let openid = call.text("openid").ok_or(VendorFailure::OPENID)?;
    if call.text("sig_method") != Some("hmac_sha256") {
        return Err(VendorFailure::ARGUMENTS);
    }
    let signature = call.text("signature").ok_or(VendorFailure::SIGNATURE)?;
    Ok((app_id, openid, signature))
}

async fn check_session(State(platform): At, call: Call) -> Result<Response, VendorFailure> {
    call.got()?;
    let (app_id, openid, signature) = signed(&platform, &call).await?;
    platform.vendor.check_session(&app_id, openid, signature).await?;
    Ok(ok())
}

#[derive(Serialize)]
struct ResetAnswer<'a> {
    errcode: i64,
    errmsg: &'static str,
    openid: &'a str,
    session_key: String,
}

/// The documentation has its arguments in the address in one place and in the body in another.
async fn reset_session_key(State(platform): At, call: Call) -> Result<Response, VendorFailure> {
    let (app_id, openid, signature) = signed(&platform, &call).await?;
    let session_key = platform.vendor.reset_session_key(&app_id, openid, signature).await?;
    Ok(Json(ResetAnswer { errcode: 0, errmsg: "ok", openid, session_key }).into_response())
}

fn ok() -> Response {
    #[derive(Serialize)]
    struct Ok {
        errcode: i64,
        errmsg: &'static str,
    }
    Json(Ok { errcode: 0, errmsg: "ok" }).into_response()
}
