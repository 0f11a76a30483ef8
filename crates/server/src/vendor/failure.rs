//! Failures in the vendor's form: `{"errcode": 40013, "errmsg": "invalid appid"}`, always with status 200.
//!
//! In: errors of the domains. Out: answers. Must not: use a number for anything but what the vendor's documentation says of it.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::database::DatabaseError;
use crate::launch::EntryError;
use crate::people::{CodeError, PhoneCodeError};
use crate::privacy::PrivacyError;
use crate::registry::RegistryError;

/// A number and what the vendor says with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct VendorFailure {
    errcode: i64,
    errmsg: &'static str,
}

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident = $errcode:literal $errmsg:literal;)*) => {
        impl VendorFailure {
            $($(#[$doc])*
            pub(crate) const $name: VendorFailure = VendorFailure { errcode: $errcode, errmsg: $errmsg };)*

            #[cfg(test)]
            pub(crate) const ALL: &'static [VendorFailure] = &[$(VendorFailure::$name),*];
        }
    };
}

failures! {
    /// Something failed here. The vendor asks to try again.
    SYSTEM = -1 "system error";
    /// A token that never was, or that another one has taken the place of.
    CREDENTIAL = 40001 "invalid credential, access_token is invalid or not latest";
    GRANT_TYPE = 40002 "invalid grant_type";
    OPENID = 40003 "invalid openid";
    APPID = 40013 "invalid appid";
    /// One that never was, another program's, or whose time is over.
    CODE = 40029 "invalid code";
    /// An address below the vendor's that is none.
    URL = 40066 "invalid url";
    ARGUMENTS = 40097 "invalid args";
    SECRET = 40125 "invalid appsecret";
    SCENE = 40129 "invalid scene";
    PATH_LENGTH = 40159 "invalid length for path, or the data is not json string";
    CODE_USED = 40163 "code been used";
    PAGE_PATH = 40165 "invalid weapp pagepath";
    SCENE_LENGTH = 40169 "invalid length for scene, or the data is not json string";
    QUERY = 40212 "invalid query";
    TITLE = 40225 "invalid page title";
    PAGE = 41030 "invalid page";
    TOKEN_MISSING = 41001 "access_token missing";
    APPID_MISSING = 41002 "appid missing";
    SECRET_MISSING = 41004 "appsecret missing";
    CODE_MISSING = 41008 "missing code";
    TOKEN_EXPIRED = 42001 "access_token expired";
    GET_ONLY = 43001 "require GET method";
    POST_ONLY = 43002 "require POST method";
    BODY_MISSING = 44002 "empty post data";
    /// A day's calls are used up.
    DAY_USED_UP = 45009 "reach max api daily quota limit";
    /// A minute's calls are used up.
    MINUTE_USED_UP = 45011 "api minute-quota reach limit, must slower, retry next minute";
    /// Codes that last for ever are used up.
    CODES_USED_UP = 45029 "qrcode count out of limit";
    TOO_FAST = 44990 "reach max api frequency limit";
    /// A day's links are used up.
    LINKS_USED_UP = 44993 "reach max api daily quota limit";
    FORMAT = 47001 "data format error";
    NOT_RELEASED = 85079 "miniprogram has no online release";
    /// A name in a query that is the platform's own.
    RESERVED = 85096 "not allow include scancode_time field";
    /// Links that last for ever are used up.
    PERMANENT_USED_UP = 85400 "reach max permanent link limit";
    DURATION = 85401 "time limit between 1min and 30day";
    ENV_VERSION = 85402 "invalid env_version";
    LINK_UNKNOWN = 85403 "link not exist";
    SIGNATURE = 87009 "invalid signature";
}

impl IntoResponse for VendorFailure {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

fn system(reason: &dyn std::fmt::Display) -> VendorFailure {
    tracing::error!(reason = %reason, "a call of the vendor's API failed");
    VendorFailure::SYSTEM
}

impl From<DatabaseError> for VendorFailure {
    fn from(error: DatabaseError) -> Self {
        system(&error)
    }
}

impl From<RegistryError> for VendorFailure {
    fn from(error: RegistryError) -> Self {
        system(&error)
    }
}

/// Of an entry that could not be made: `page` and `query` are the numbers the call has for those.
pub(super) fn entry_failure(error: EntryError, page: VendorFailure, query: VendorFailure) -> VendorFailure {
    match error {
        EntryError::UnknownPage(_) | EntryError::Page(_) => page,
        EntryError::Query(_) => query,
        EntryError::NotReleased => VendorFailure::NOT_RELEASED,
        EntryError::Expiry => VendorFailure::DURATION,
        EntryError::Registry(error) => error.into(),
        EntryError::Database(error) => error.into(),
    }
}

impl From<CodeError> for VendorFailure {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Unknown => VendorFailure::CODE,
            CodeError::Used => VendorFailure::CODE_USED,
            CodeError::Database(error) => error.into(),
        }
    }
}

impl From<PhoneCodeError> for VendorFailure {
    fn from(error: PhoneCodeError) -> Self {
        match error {
            // The vendor has one number for all three ways a code of a phone number gives nothing.
            PhoneCodeError::Unknown => VendorFailure::CODE,
            PhoneCodeError::OtherProgram => VendorFailure::APPID,
            PhoneCodeError::Database(error) => error.into(),
        }
    }
}

impl From<PrivacyError> for VendorFailure {
    fn from(error: PrivacyError) -> Self {
        system(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_stands_once() {
        let mut numbers: Vec<i64> = VendorFailure::ALL.iter().map(|failure| failure.errcode).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), VendorFailure::ALL.len());
    }
}
