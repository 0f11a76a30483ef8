//! The registry: programs, their uploads and versions, reviews, and releases.
//!
//! In: sources that developers sign. Out: which package somebody gets. Must not: serve it (`launch` does).

mod build;
mod model;
mod publish;
mod release;
mod routes;
mod service;
mod store;

pub use self::build::{BuildFailure, Builder, Built};
pub use self::model::signed_text;
pub(crate) use self::model::{PackageIndex, is_among};
pub(crate) use self::routes::routes;
pub(crate) use self::service::{Active, Registry, RegistryError};
