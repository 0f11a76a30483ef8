//! Identity: accounts of those who work with the platform, organisations, sessions, tokens, and the log of what they did.
//!
//! In: secrets and requests. Out: who asks, and whether he may. Must not: know programs beyond their ids.

mod audit;
mod elsewhere_routes;
mod mail_code_store;
mod mail_codes;
mod member_routes;
mod member_store;
mod members;
mod model;
mod oidc;
mod oidc_store;
mod passkey_store;
mod passkeys;
mod routes;
mod service;
mod session;
mod sign_in_routes;
mod store;

pub(crate) use self::audit::{Subject, record};
pub(crate) use self::elsewhere_routes::{CodeAnswer, CodeBody, WayOutAnswer, oidc_return};
pub(crate) use self::mail_codes::MailCodes;
#[cfg(test)]
pub(crate) use self::model::Scope;
pub(crate) use self::model::{Act, Actor, Role, words};
pub(crate) use self::oidc::Oidc;
pub(crate) use self::passkeys::Passkeys;
pub(crate) use self::routes::routes;
pub(crate) use self::service::{Identity, IdentityError, SESSION_DURATION_MS, one_line};
