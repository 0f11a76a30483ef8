//! Identity: accounts of those who work with the platform, organisations, sessions, tokens, and the log of what they did.
//!
//! In: secrets and requests. Out: who asks, and whether he may. Must not: know programs beyond their ids.

mod audit;
mod member_routes;
mod member_store;
mod members;
mod model;
mod passkey_store;
mod passkeys;
mod routes;
mod service;
mod session;
mod sign_in_routes;
mod store;

pub(crate) use self::audit::{Subject, record};
pub(crate) use self::model::{Act, Actor, words};
pub(crate) use self::passkeys::Passkeys;
pub(crate) use self::routes::routes;
pub(crate) use self::service::{Identity, IdentityError, SESSION_DURATION_MS, one_line};
