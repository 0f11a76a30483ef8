//! The vendor's call for a phone number.
//!
//! In: a code that a page was given. Out: `phone_info`. Must not: tell a number whose owner has taken his consent back meanwhile.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;

use super::call::Call;
use super::failure::VendorFailure;
use crate::people::{PHONE_ITEM, PhoneInfo};
use crate::platform::Platform;
use crate::privacy::PrivacyError;

#[derive(Serialize)]
pub(super) struct PhoneAnswer {
    errcode: i64,
    errmsg: &'static str,
    phone_info: PhoneInfo,
}

/// `getuserphonenumber`: the number that somebody let the program know.
pub(super) async fn user_phone_number(
    State(platform): State<Arc<Platform>>,
    call: Call,
) -> Result<Json<PhoneAnswer>, VendorFailure> {
    let app_id = platform.vendor.app_of(call.token()?).await?;
    let code = call.posted()?.get("code").and_then(Value::as_str).filter(|code| !code.is_empty());
    let redeemed = platform.people.redeem_phone(&app_id, code.ok_or(VendorFailure::CODE_MISSING)?).await?;
    match platform.privacy.require(&app_id, &redeemed.person_id, PHONE_ITEM).await {
        Ok(true) => Ok(Json(PhoneAnswer { errcode: 0, errmsg: "ok", phone_info: redeemed.info })),
        Ok(false) | Err(PrivacyError::Undeclared(_)) => Err(VendorFailure::CODE),
        Err(error) => Err(error.into()),
    }
}
