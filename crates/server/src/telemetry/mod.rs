//! What operators see of a platform that runs: numbers, a line for each request, traces.
//!
//! In: requests and what happens beside them. Out: metrics at an address of their own, log lines, spans. Must not: hold anything a stranger sent,
//! who somebody is, or a secret: no query, body, address, cookie or id of a program.

mod listen;
mod metrics;
mod requests;
mod traces;

use std::net::SocketAddr;

pub(crate) use self::listen::serve;
pub(crate) use self::metrics::metrics;
pub(crate) use self::requests::{Observed, Route, remember_route};
pub(crate) use self::traces::Traces;

/// What of it is told to whom.
#[derive(Debug, Clone, Default)]
pub struct Telemetry {
    /// Where `/metrics` stands; nowhere without it.
    pub metrics: Option<SocketAddr>,
    /// A collector of traces that speaks OTLP over HTTP, such as `http://localhost:4318`.
    pub otlp: Option<String>,
}
