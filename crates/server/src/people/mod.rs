//! People who open programs: guests at first, whom each program knows by a name of its own.
//!
//! In: cookies, tickets and codes. Out: `openid`, `unionid`, session keys, signed data. Must not: let a program learn what another one calls
//! somebody, or derive one name from another: all are random, so that none tells of the rest.

mod credentials;
mod data;
mod model;
mod notices;
mod phone;
mod program;
mod routes;
mod service;
mod store;

pub(crate) use self::credentials::{CredentialError, come_back};
pub(crate) use self::model::{PERSON_DURATION_MS, USER_SESSION_DURATION_MS};
pub(crate) use self::phone::{PhoneCodeError, PhoneError, PhoneInfo};
pub use self::program::{LOGIN_PATH, PHONE_PATH, PROFILE_PATH, SESSION_PATH};
pub(crate) use self::program::{PHONE_ITEM, answer, is_path, visit_of};
pub(crate) use self::routes::{avatar, routes, visit, visit_script};
pub(crate) use self::service::{CodeError, People, PeopleError, SessionKey};
