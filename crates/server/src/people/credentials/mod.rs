//! What makes a guest somebody who is known again: an address that he has, a passkey.
//!
//! In: proofs. Out: which person a browser is of from now on. Must not: tell whether an address is known here before its owner has proved that it is his.

mod model;
mod passkeys;
mod routes;
mod service;
mod store;

pub(super) use self::routes::routes;
pub(crate) use self::service::CredentialError;
