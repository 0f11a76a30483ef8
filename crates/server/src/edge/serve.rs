//! What happens to a request at an edge.
//!
//! In: requests. Out: answers that were kept, or what the origin says now. Must not: ask the origin twice at once for what one answer could say, or wait
//! for an origin that is known to be away.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;

use super::EdgeConfig;
use super::forward::{Origin, between_ends, request_headers};
use super::hints::Hints;
use super::kept::{Age, Asked, Kept};
use super::memory::{Key, Known, Memory};
use super::socket;
use crate::http::{AVAILABLE_DICTIONARY, DCZ, accepted, available_dictionary, host_of};
use crate::listen::EarlyHints;
use crate::telemetry::{Observed, Route, Traces};

/// Of one answer: larger ones go through and are not kept.
const KEPT_PART_OF_MEMORY: u64 = 16;
/// How long it is remembered that an answer is not for everybody: until then nobody waits to see whether it is.
const PASSED_FOR: Duration = Duration::from_secs(10);
/// How long it is remembered that a dictionary is of no use for an answer: until then it is not asked whether it is.
const PLAIN_FOR: Duration = Duration::from_secs(60);
/// How long an origin that failed is not asked again where a kept answer can be sent.
const ORIGIN_RESTS_FOR: Duration = Duration::from_secs(1);
/// RFC 9211.
const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

pub(super) fn router(edge: Arc<Edge>) -> Router {
    Router::new().fallback(answer).with_state(edge)
}

pub(super) struct Edge {
    origin: Origin,
    kept: Memory,
    kept_bytes_max: u64,
    hints: Hints,
    /// What is being fetched by somebody: whoever wants the same waits for its end.
    flights: Mutex<BTreeMap<Key, watch::Receiver<()>>>,
    failed_at: Mutex<Option<Instant>>,
}

/// A request that is answered from what is kept, or by the origin.
struct Wanted {
    key: Key,
    head: Parts,
    peer: Option<SocketAddr>,
}

/// Ends when it is dropped: whoever waits goes on.
struct Flight {
    edge: Arc<Edge>,
    key: Key,
    _end: watch::Sender<()>,
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.edge.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl Edge {
    pub(super) fn new(config: &EdgeConfig) -> Result<Self, reqwest::Error> {
        let memory = config.memory_bytes_max.max(1 << 20);
        Ok(Edge {
            origin: Origin::new(config.origin.clone())?,
            kept: Memory::new(memory),
            kept_bytes_max: memory / KEPT_PART_OF_MEMORY,
            hints: Hints::new(),
            flights: Mutex::default(),
            failed_at: Mutex::default(),
        })
    }

    /// The leave to fetch something, or the end of somebody else's fetching it.
    fn begin(self: &Arc<Self>, key: &Key) -> Result<Flight, watch::Receiver<()>> {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = flights.get(key) {
            return Err(end.clone());
        }
        let (end, waiting) = watch::channel(());
        flights.insert(key.clone(), waiting);
        Ok(Flight { edge: Arc::clone(self), key: key.clone(), _end: end })
    }

    fn known(&self, key: &Key) -> Option<Arc<Kept>> {
        match self.kept.get(key) {
            Some(Known::Kept(kept)) => Some(kept),
            Some(Known::Plain(_)) => self.known(&key.without_dictionary()),
            _ => None,
        }
    }

    /// What an answer to a request is kept by. One that was not made against the request's dictionary is for all who have none, too.
    fn place(&self, wanted: &Wanted, is_against_dictionary: bool) -> Key {
        if wanted.key.dictionary.is_none() || is_against_dictionary {
            return wanted.key.clone();
        }
        self.kept.insert(wanted.key.clone(), Known::Plain(Instant::now()));
        wanted.key.without_dictionary()
    }

    /// Says what a page will begin with, while the origin is asked for it.
    fn hint(&self, wanted: &Wanted) {
        if let Some(hints) = wanted.head.extensions.get::<EarlyHints>()
            && let Some(links) = self.hints.of(&wanted.key.host, wanted.head.uri.path(), Instant::now())
        {
            hints.send(&links);
        }
    }

    fn learn(&self, wanted: &Wanted, answer: &HeaderMap) {
        self.hints.learn(&wanted.key.host, wanted.head.uri.path(), answer, Instant::now());
    }

    fn is_resting(&self) -> bool {
        let failed_at = *self.failed_at.lock().unwrap_or_else(PoisonError::into_inner);
        failed_at.is_some_and(|at| at.elapsed() < ORIGIN_RESTS_FOR)
    }

    fn note(&self, has_failed: bool) {
        *self.failed_at.lock().unwrap_or_else(PoisonError::into_inner) = has_failed.then(Instant::now);
    }
}

async fn answer(State(edge): State<Arc<Edge>>, request: Request) -> Response<Body> {
    let observed = Observed::begin_of(&request, &Traces::default());
    let mut response = route(&edge, request).await;
    observed.end_in(&mut response, Route::Fixed("edge"), &Traces::default());
    response
}

async fn route(edge: &Arc<Edge>, request: Request) -> Response<Body> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let Some(host) = host_of(request.uri(), request.headers()).map(str::to_ascii_lowercase) else {
        return (StatusCode::BAD_REQUEST, "the request names no host\n").into_response();
    };
    let headers = request.headers();
    let has_body = headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING);
    let is_for_one = headers.contains_key(header::AUTHORIZATION) || headers.contains_key(header::RANGE);
    if request.method() != Method::GET || has_body || is_for_one || socket::is_upgrade(headers) {
        return pass(edge, request, peer).await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let encodings: Vec<&str> = accepted(headers).map(|encoding| encoding.name()).collect();
    let mut key = Key { host, path, encodings: encodings.join(", "), dictionary: available_dictionary(headers) };
    if matches!(edge.kept.get(&key), Some(Known::Plain(at)) if at.elapsed() < PLAIN_FOR) {
        key = key.without_dictionary();
    }
    let (head, _) = request.into_parts();
    let wanted = Wanted { key, head, peer };
    let known = edge.kept.get(&wanted.key);
    if let Some(Known::Kept(kept)) = &known {
        match kept.age(SystemTime::now()) {
            Age::Fresh => return with_status(kept.answer(&wanted.head.headers, None), "hit"),
            Age::JustStale => {
                let response = kept.answer(&wanted.head.headers, None);
                renew_beside(edge, wanted, Arc::clone(kept));
                return with_status(response, "hit; fwd=stale; detail=renewing");
            }
            Age::Stale => {}
        }
    }
    edge.hint(&wanted);
    match known {
        Some(Known::Passed(at)) if at.elapsed() < PASSED_FOR => fetch(edge, &wanted, None).await,
        // Each launch is to be known to the origin.
        Some(Known::Kept(kept)) if kept.is_asked_each_time() => fetch(edge, &wanted, Some(&kept)).await,
        Some(Known::Kept(kept)) => fetch_once(edge, wanted, Some(kept)).await,
        Some(Known::Passed(_) | Known::Plain(_)) | None => fetch_once(edge, wanted, None).await,
    }
}

/// Fetches the next answer while this one is sent.
fn renew_beside(edge: &Arc<Edge>, wanted: Wanted, kept: Arc<Kept>) {
    if let Ok(flight) = edge.begin(&wanted.key) {
        let edge = Arc::clone(edge);
        tokio::spawn(async move {
            fetch(&edge, &wanted, Some(&kept)).await;
            drop(flight);
        });
    }
}

/// Of many who want the same at once, one asks. It goes on when he goes away.
async fn fetch_once(edge: &Arc<Edge>, wanted: Wanted, kept: Option<Arc<Kept>>) -> Response<Body> {
    match edge.begin(&wanted.key) {
        Ok(flight) => {
            let edge = Arc::clone(edge);
            let fetching = tokio::spawn(async move {
                let response = fetch(&edge, &wanted, kept.as_ref()).await;
                drop(flight);
                response
            });
            fetching.await.unwrap_or_else(|_| unreachable_origin())
        }
        Err(mut end) => {
            // It ends by being dropped.
            let _ = end.changed().await;
            match edge.known(&wanted.key) {
                Some(kept) if kept.age(SystemTime::now()) != Age::Stale => {
                    with_status(kept.answer(&wanted.head.headers, None), "hit; collapsed")
                }
                kept => fetch(edge, &wanted, kept.as_ref()).await,
            }
        }
    }
}

/// Asks the origin, and keeps what everybody may get.
async fn fetch(edge: &Arc<Edge>, wanted: &Wanted, kept: Option<&Arc<Kept>>) -> Response<Body> {
    let stale = kept.filter(|kept| kept.serves_errors(SystemTime::now()));
    if let Some(stale) = stale.filter(|_| edge.is_resting()) {
        return with_status(stale.answer(&wanted.head.headers, None), "hit; fwd=stale; detail=origin-rests");
    }
    let headers = whole_request(wanted, kept);
    let sent = edge.origin.send(Method::GET, &wanted.head.uri, headers, None).await;
    edge.note(sent.is_err());
    let response = match sent {
        Ok(response) if !is_failure(response.status()) => response,
        Ok(response) => match stale {
            Some(stale) => {
                return with_status(stale.answer(&wanted.head.headers, None), "hit; fwd=stale; detail=origin-fails");
            }
            None => response,
        },
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "the origin does not answer");
            return match stale {
                Some(stale) => {
                    with_status(stale.answer(&wanted.head.headers, None), "hit; fwd=stale; detail=origin-away")
                }
                None => unreachable_origin(),
            };
        }
    };
    let asked = Asked { uri: &wanted.head.uri, headers: &wanted.head.headers };
    if let Some(kept) = kept.filter(|_| response.status() == StatusCode::NOT_MODIFIED) {
        let told = between_ends(response.headers());
        match kept.renewed(&asked, &told) {
            Some(renewed) => edge.kept.insert(wanted.key.clone(), Known::Kept(Arc::new(renewed))),
            // What is there is still right for all others.
            None if told.contains_key(header::SET_COOKIE) => {}
            None => edge.kept.remove(&wanted.key),
        }
        let response = kept.answer(&wanted.head.headers, Some(&told));
        edge.learn(wanted, response.headers());
        return with_status(response, "hit; fwd=stale; fwd-status=304");
    }
    receive(edge, wanted, &asked, response).await
}

/// The answer of the origin, kept on its way where it may be.
async fn receive(edge: &Edge, wanted: &Wanted, asked: &Asked<'_>, response: reqwest::Response) -> Response<Body> {
    let (status, headers) = (response.status(), between_ends(response.headers()));
    if status == StatusCode::OK {
        edge.learn(wanted, &headers);
    }
    let is_against_dictionary = headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding == DCZ);
    let key = edge.place(wanted, is_against_dictionary);
    let is_small = response.content_length().is_none_or(|length| length <= edge.kept_bytes_max);
    // Nobody without the dictionary can read what is made against it, whoever sent that.
    let is_readable = is_against_dictionary == key.dictionary.is_some();
    let may_keep = is_small && is_readable && Kept::of(asked, status, &headers, Bytes::new()).is_some();
    let mut content = response.bytes_stream();
    if !may_keep {
        edge.kept.insert(key, Known::Passed(Instant::now()));
        return streamed(status, headers, Body::from_stream(content), "fwd=miss");
    }
    let mut body = BytesMut::new();
    while let Some(piece) = content.next().await {
        match piece {
            Ok(piece) => body.extend_from_slice(&piece),
            Err(error) => {
                tracing::warn!(error = %error.without_url(), "an answer of the origin broke off");
                return unreachable_origin();
            }
        }
        if body.len() as u64 > edge.kept_bytes_max {
            edge.kept.insert(key, Known::Passed(Instant::now()));
            let rest = stream::once(std::future::ready(Ok(body.freeze()))).chain(content);
            return streamed(status, headers, Body::from_stream(rest), "fwd=miss");
        }
    }
    match Kept::of(asked, status, &headers, body.freeze()) {
        Some(kept) => {
            let kept = Arc::new(kept);
            edge.kept.insert(key, Known::Kept(Arc::clone(&kept)));
            with_status(kept.answer(asked.headers, None), "fwd=miss; stored")
        }
        None => unreachable_origin(),
    }
}

/// What goes to the origin and comes back as it is.
async fn pass(edge: &Arc<Edge>, mut request: Request, peer: Option<SocketAddr>) -> Response<Body> {
    let mut headers = request_headers(request.uri(), request.headers(), peer);
    let is_upgrade = socket::is_upgrade(request.headers());
    if is_upgrade {
        socket::ask_for_upgrade(&mut headers, request.headers());
    }
    let has_body = request.headers().contains_key(header::CONTENT_LENGTH)
        || request.headers().contains_key(header::TRANSFER_ENCODING);
    let body = std::mem::take(request.body_mut());
    let body = has_body.then(|| reqwest::Body::wrap_stream(body.into_data_stream()));
    let (method, uri) = (request.method().clone(), request.uri().clone());
    match edge.origin.send(method, &uri, headers, body).await {
        Ok(answer) if is_upgrade && answer.status() == StatusCode::SWITCHING_PROTOCOLS => socket::join(request, answer),
        Ok(answer) => {
            let (status, headers) = (answer.status(), between_ends(answer.headers()));
            streamed(status, headers, Body::from_stream(answer.bytes_stream()), "fwd=bypass")
        }
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "the origin does not answer");
            unreachable_origin()
        }
    }
}

/// A request for the whole, or for the word that what is kept is still right.
fn whole_request(wanted: &Wanted, kept: Option<&Arc<Kept>>) -> HeaderMap {
    let mut headers = request_headers(&wanted.head.uri, &wanted.head.headers, wanted.peer);
    for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_RANGE, header::ACCEPT_ENCODING] {
        headers.remove(name);
    }
    let mut encodings = wanted.key.encodings.clone();
    match wanted.key.dictionary {
        Some(_) if encodings.is_empty() => DCZ.clone_into(&mut encodings),
        Some(_) => encodings = format!("{encodings}, {DCZ}"),
        None => drop(headers.remove(AVAILABLE_DICTIONARY)),
    }
    if let Ok(encodings) = HeaderValue::from_str(&encodings)
        && !encodings.is_empty()
    {
        headers.insert(header::ACCEPT_ENCODING, encodings);
    }
    if let Some(tag) = kept.and_then(|kept| kept.etag()) {
        headers.insert(header::IF_NONE_MATCH, tag.clone());
    }
    headers
}

/// The origin itself is not well. Others of the fives say something about the request.
fn is_failure(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

fn unreachable_origin() -> Response<Body> {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    let text = "the platform cannot be reached at the moment: try again soon\n";
    with_status((StatusCode::BAD_GATEWAY, headers, text).into_response(), "fwd=miss; detail=origin-away")
}

fn streamed(status: StatusCode, headers: HeaderMap, body: Body, cache_status: &'static str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    with_status(response, cache_status)
}

fn with_status(mut response: Response<Body>, status: &'static str) -> Response<Body> {
    let text = format!("minnow; {status}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(CACHE_STATUS, value);
    }
    response
}
