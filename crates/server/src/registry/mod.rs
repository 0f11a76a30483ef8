//! The registry: programs, their uploads and versions, reviews, and releases.
//!
//! In: sources that developers sign. Out: which package somebody gets. Must not: serve it (`launch` does).

mod build;
mod face;
mod face_routes;
mod face_store;
mod model;
mod overview;
mod overview_routes;
mod overview_store;
mod preview;
mod preview_routes;
mod preview_store;
mod publish;
mod release;
mod routes;
mod segment;
mod service;
mod stage;
mod store;

pub use self::build::{BuildFailure, Builder, Built, Commission, Reach};
pub use self::face::PublishedFace;
pub(crate) use self::face::{Category, Face, Order};
pub(crate) use self::model::{Gray, PackageFile, PackageIndex, is_among};
pub use self::model::{check_app_id, signed_text};
pub(crate) use self::preview::TRIAL_PASS_MS;
#[cfg(test)]
pub(crate) use self::segment::Segment;
pub(crate) use self::segment::{Visit, Visitors, checked_country};
pub(crate) use self::service::{Active, Registry, RegistryError};
pub(crate) use self::stage::Stage;

pub(crate) fn routes() -> utoipa_axum::router::OpenApiRouter<std::sync::Arc<crate::platform::Platform>> {
    routes::routes().merge(face_routes::routes()).merge(preview_routes::routes())
}
