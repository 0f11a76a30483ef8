//! Experiments: which arm somebody gets where a visit begins, the same one each time.
//!
//! In: what operators define, who opens a program and how. Out: arms, the log of who was shown which, what back ends ask. Must not: serve a
//! document (`launch` does), or know a person by anything but the hash of a random name.

mod acts;
mod assign;
mod buckets;
mod definition;
mod ofrep;
mod results;
mod routes;
mod service;
mod store;

pub(crate) use self::assign::{Arrival, Assigned, Plan, Unit, Way};
pub(crate) use self::ofrep::routes as flag_routes;
pub(crate) use self::routes::routes;
pub(crate) use self::service::{ExperimentError, Experiments, Exposure, ExposureCounts};
pub(crate) use self::store::{add_exposures, count_exposures};
