//! Privacy: what programs declare of personal data, what people answered, and their right to see, take along and erase what is kept of them.
//!
//! In: declarations, answers. Out: consent, receipts, exports, signed reports. Must not: change a receipt, or let a program answer for a person.

mod consent_routes;
mod declare;
mod key;
mod model;
mod person_routes;
mod program;
mod receipt;
mod retention;
mod rights;
mod routes;
mod service;
mod store;
mod tables;
mod words;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::consent_routes::known;
pub(crate) use self::key::PlatformKey;
pub use self::program::CONSENTS_PATH;
pub(crate) use self::program::{answer, sheet_of};
pub(crate) use self::routes::public_key;
pub(crate) use self::service::{Privacy, PrivacyError};
use crate::platform::Platform;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    routes::routes().merge(consent_routes::routes()).merge(person_routes::routes())
}

#[cfg(test)]
pub(crate) use self::tables::TABLES;
