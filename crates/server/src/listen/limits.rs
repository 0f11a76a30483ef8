//! How long and how much a connection may take before it is let go.
//!
//! In: nothing. Out: numbers, each with its reason; docs/operate/serve.md names them. Must not: hold what a domain decides.

use std::time::Duration;

/// Connections at once. Beyond it new ones wait in the system's queue until one ends.
pub(super) const CONNECTIONS_MAX: usize = 20_000;
/// Of one address, or one network of IPv6. This machine itself is free: what stands in front of the server is there.
pub(super) const CONNECTIONS_OF_ONE_MAX: u32 = 256;
/// A head: its first line and all header fields. More is answered with 431.
pub(super) const HEAD_BYTES_MAX: usize = 32 << 10;
/// Header fields of one request.
pub(super) const HEADERS_MAX: usize = 100;
/// Requests under way on one connection of HTTP/2.
pub(super) const STREAMS_MAX: u32 = 128;
/// What of a request's body waits here until a route reads it: for a stream, and for all streams of a connection.
pub(super) const BODY_WINDOW_BYTES: u32 = 256 << 10;
pub(super) const CONNECTION_WINDOW_BYTES: u32 = 1 << 20;
/// Slower than any telephone line.
pub(super) const BODY_BYTES_PER_SECOND_MIN: u64 = 500;

/// How long is waited.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// For TLS and the protocol to be settled, from the first byte on.
    pub(super) handshake: Duration,
    /// For the head of a request to be whole; also how long a connection of HTTP/1.1 may wait for its next request.
    pub(super) head: Duration,
    /// Between two pieces of a request's body.
    pub(super) body_pause: Duration,
    /// How long a body may come slower than [`BODY_BYTES_PER_SECOND_MIN`] in the mean: a phone that walks through a tunnel.
    pub(super) body_slow: Duration,
    /// While nothing of an answer is taken by whoever asked for it.
    pub(super) write_pause: Duration,
    /// For a request on a connection of HTTP/2 that has none under way.
    pub(super) idle: Duration,
    /// For requests under way, after the server was told to stop.
    pub(super) finish: Duration,
}

pub(super) const PATIENCE: Patience = Patience {
    handshake: Duration::from_secs(10),
    head: Duration::from_secs(30),
    body_pause: Duration::from_secs(20),
    body_slow: Duration::from_secs(30),
    write_pause: Duration::from_secs(60),
    idle: Duration::from_secs(180),
    finish: Duration::from_secs(30),
};
