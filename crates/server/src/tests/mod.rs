//! The platform as its clients see it: over HTTP, on a real database. Denied first, then malformed, happy, repeated.
//!
//! `MINNOW_TEST_POSTGRES` names a PostgreSQL server (`postgres://user@host/postgres`) to run the same scenes on.

mod access;
mod access_table;
mod backup;
mod dictionaries;
mod discovery;
mod edge;
mod entries;
mod experiments;
mod flags;
mod identity;
mod launch;
mod mail;
mod members;
mod oidc;
mod oidc_provider;
mod overview;
mod pages;
mod people;
mod person_credentials;
mod phone;
mod planted;
mod preview;
mod privacy;
mod registry;
mod scene;
mod sharing;
mod sign_in;
mod telemetry;
mod vendor;
mod vendor_entries;

use self::scene::{Answer, Person, Scene};
