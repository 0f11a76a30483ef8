//! The platform: publish, find, open and share mini programs, in one process.
//!
//! In: a [`Config`]. Out: a [`Server`] that answers on one address. Must not: compile a program itself; whoever starts it brings a [`Builder`].
//!
//! One folder a domain (`identity`, `registry`, `launch`, `experiments`, `people`, `vendor`): `model.rs` has its nouns, `service.rs` its rules and transactions, `store.rs` its
//! statements, `routes.rs` its HTTP. Domains name only each other's services. Every route stands in `router.rs`.

mod acme;
pub mod admin;
mod authenticators;
pub mod backup;
mod blobs;
mod ceremony;
mod certificate;
mod clock;
mod config;
mod database;
mod edge;
mod experiments;
mod health;
pub mod http;
mod identity;
mod kept;
mod language;
mod launch;
mod listen;
mod mail;
mod openid;
mod pages;
mod people;
mod placed;
mod plain_text;
mod platform;
mod privacy;
mod private_file;
mod registry;
pub mod relay;
mod router;
mod search;
mod secret;
mod server;
mod share;
mod telemetry;
#[cfg(test)]
mod tests;
mod throttle;
mod vendor;
mod weighed;

pub use crate::acme::{ACME_DIRECTORY, AccountBinding, AcmeConfig, DnsRecords, Written};
pub use crate::blobs::{BlobPlace, S3Address};
pub use crate::certificate::CertificateSource;
pub use crate::config::{Config, Domain, OidcConfig, OidcJoin, ReviewPolicy};
pub use crate::database::{DatabaseAddress, DatabaseError};
pub use crate::edge::{EdgeConfig, EdgeServer, EdgeTls};
pub use crate::launch::{LAUNCHES_PATH, SERVICE_WORKER_PATH};
pub use crate::listen::{TlsError, TlsFiles};
pub use crate::mail::{CarryError, Letter, MailCarrier, SmtpCarrier};
pub use crate::people::{LOGIN_PATH, PHONE_PATH, PROFILE_PATH, SESSION_PATH};
pub use crate::privacy::CONSENTS_PATH;
pub use crate::registry::{BuildFailure, Builder, Built, Commission, PublishedFace, Reach, check_app_id, signed_text};
pub use crate::server::{Server, StartError};
pub use crate::telemetry::Telemetry;
