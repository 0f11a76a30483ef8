//! What makes a guest somebody who is known again: an address that he has, a passkey, an account at an OpenID Connect provider.
//!
//! In: proofs. Out: which person a browser is of from now on. Must not: tell whether an address is known here before its owner has proved that it is his.

mod elsewhere;
mod model;
mod passkeys;
mod routes;
mod service;
mod store;

pub(crate) use self::routes::come_back;
pub(super) use self::routes::routes;
pub(crate) use self::service::CredentialError;

/// What its owner recognises a credential by.
const LABEL_LENGTH_MAX: usize = 60;
