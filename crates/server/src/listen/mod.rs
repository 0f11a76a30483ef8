//! Connections: HTTP/1.1 and HTTP/2, plain or over TLS, within limits that keep strangers from holding them.
//!
//! In: a listener, an application. Out: answers on the wire. Must not: know a route or a domain.

mod accept;
mod body;
mod date;
mod early_hints;
mod headers;
mod http1;
mod http2;
mod limits;
mod send;
mod simple;
#[cfg(test)]
mod tests;
mod tls;
mod transport;

pub(crate) use self::accept::{Answering, Application, Asked, Doors, serve};
pub(crate) use self::early_hints::EarlyHints;
pub(crate) use self::tls::Tls;
pub use self::tls::{TlsError, TlsFiles};
pub(crate) use self::transport::{FILE_BYTES_MIN, FileOfBody};
