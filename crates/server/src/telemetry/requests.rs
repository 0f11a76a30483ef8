//! One request, from its head to the head of its answer.
//!
//! In: a request and its answer. Out: numbers, a line in the log, a span; `x-request-id`. Must not: take a word of the request into any of them but
//! which route it was for.

use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime};

use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;
use prometheus_client::encoding::{EncodeLabelValue, LabelValueEncoder};

use super::metrics::{method_word, metrics};
use super::traces::{Parent, Traces};
use crate::secret::random;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request was for: one of the routes of the code, never what stands in an address.
#[derive(Debug, Clone)]
pub(crate) enum Route {
    Matched(MatchedPath),
    Fixed(&'static str),
}

impl Route {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Route::Matched(path) => path.as_str(),
            Route::Fixed(path) => path,
        }
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        encoder.write_str(self.as_str())
    }
}

/// Leaves in an answer which route it came by.
pub(crate) async fn remember_route(path: MatchedPath, request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Route::Matched(path));
    response
}

/// Names a request, apart from those of other processes: nothing is guarded by it, so the system is asked for randomness once.
fn next_id() -> [u8; 32] {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| u64::from_le_bytes(random()));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = u128::from(*PROCESS) << 64 | u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
    std::array::from_fn(|at| b"0123456789abcdef"[(number >> (124 - 4 * at)) as usize & 15])
}

/// A request that is being answered.
pub(crate) struct Observed {
    method: Method,
    began: Instant,
    /// The trace it is of, and when it began.
    parent: Option<(Parent, SystemTime)>,
}

impl Observed {
    /// `peer`: the other end of the connection.
    pub(crate) fn begin(method: &Method, headers: &HeaderMap, peer: Option<SocketAddr>, traces: &Traces) -> Self {
        // What stands in front on this machine may say which trace it is of; a stranger may not.
        let is_trusted = peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback());
        let parent = traces.parent(headers, is_trusted).map(|parent| (parent, SystemTime::now()));
        Observed { method: method.clone(), began: Instant::now(), parent }
    }

    pub(crate) fn begin_of(request: &Request, traces: &Traces) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        Self::begin(request.method(), request.headers(), peer, traces)
    }

    /// `route`: when the answer does not say.
    pub(crate) fn end_in(self, response: &mut Response<Body>, route: Route, traces: &Traces) {
        let route = response.extensions_mut().remove::<Route>().unwrap_or(route);
        if let Some((name, id)) = self.end(response.status(), route, traces) {
            response.headers_mut().insert(name, id);
        }
    }

    /// Gives the field that names the request.
    pub(crate) fn end(self, status: StatusCode, route: Route, traces: &Traces) -> Option<(HeaderName, HeaderValue)> {
        let (duration, status) = (self.began.elapsed(), status.as_u16());
        metrics().count(&route, &self.method, status, duration);
        let method = method_word(&self.method);
        let id = next_id();
        let id = std::str::from_utf8(&id).unwrap_or_default();
        let trace =
            self.parent.and_then(|(parent, began_at)| traces.record(&parent, method, route.as_str(), status, began_at));
        tracing::info!(
            target: "minnow::request",
            method,
            route = route.as_str(),
            status,
            duration_ms = duration.as_micros() as f64 / 1000.0,
            request = id,
            trace,
            "answered"
        );
        let mut id = HeaderValue::from_str(id).ok()?;
        // It is another one each time: not worth a place in the tables of HTTP/2, where it would drive out what comes again.
        id.set_sensitive(true);
        Some((REQUEST_ID, id))
    }
}
