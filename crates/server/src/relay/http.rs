//! One request of the program: described in a header, its body streaming out and the answer streaming back.
//!
//! In: the page's request. Out: status, headers and body of the back end. Must not: decode, cache or rewrite a body.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt as _};
use reqwest::Url;
use tokio::time::{Instant, Sleep};

use super::address::{ResolveError, literal};
use super::description::{HttpDescription, Redirect, check_url};
use super::failure::Failure;
use super::{Relay, Route, asker, percent, via};

/// Redirects followed, as the relay's document says.
const REDIRECTS_MAX: usize = 10;
/// A body up to this size is kept, so that it can be sent again after a redirect.
const REPLAY_BYTES_MAX: usize = 1024 * 1024;
const REQUEST_BYTES_MAX: u64 = 100 * 1024 * 1024;
/// The vendor's limit for downloads.
const RESPONSE_BYTES_MAX: u64 = 200 * 1024 * 1024;

pub(super) async fn relay(
    State(relay): State<Arc<Relay>>,
    ConnectInfo(visitor): ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Response<Body> {
    match exchange(&relay, visitor, request).await {
        Ok(response) => response,
        Err(failure) => failure.response(),
    }
}

async fn exchange(relay: &Relay, visitor: SocketAddr, request: Request<Body>) -> Result<Response<Body>, Failure> {
    let (parts, body) = request.into_parts();
    if !asker::is_own_page(&parts.headers) {
        return Err(Failure::forbidden());
    }
    let text = parts.headers.get("x-minnow-relay").and_then(|value| value.to_str().ok());
    let description =
        HttpDescription::parse(text.ok_or_else(|| Failure::malformed("the header X-Minnow-Relay is missing"))?)?;
    let deadline = Instant::now() + description.timeout;
    let length = content_length(&parts.headers);
    if length.is_some_and(|length| length > REQUEST_BYTES_MAX) {
        return Err(Failure::too_large(REQUEST_BYTES_MAX));
    }
    let sending = async {
        let body = OutgoingBody::read(body, length).await?;
        let headers = outgoing_headers(relay, &description, &parts.headers);
        follow(relay, relay.route(visitor), description, headers, body).await
    };
    match tokio::time::timeout_at(deadline, sending).await {
        Ok(done) => incoming(done?, deadline),
        Err(_) => Err(Failure::timeout()),
    }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The program's headers, and those the platform sets.
fn outgoing_headers(relay: &Relay, description: &HttpDescription, page: &HeaderMap) -> HeaderMap {
    let mut headers = description.headers.clone();
    for name in [header::CONTENT_TYPE, header::USER_AGENT] {
        if let (false, Some(value)) = (headers.contains_key(&name), page.get(&name)) {
            headers.insert(name, value.clone());
        }
    }
    // The browser decodes, so it says what it can decode. Nothing named means nothing encoded.
    let accepted = page.get(header::ACCEPT_ENCODING).cloned().unwrap_or(HeaderValue::from_static("identity"));
    headers.insert(header::ACCEPT_ENCODING, accepted);
    if !headers.contains_key(header::ACCEPT) {
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    }
    let host = page.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    if let Some(referer) = relay.referer(host) {
        headers.insert(header::REFERER, referer);
    }
    headers
}

/// The body of the request: kept when small, streamed when large.
enum OutgoingBody {
    Empty,
    Kept(Bytes),
    Streamed { start: Bytes, rest: BodyDataStream, length: Option<u64> },
}

impl OutgoingBody {
    async fn read(body: Body, length: Option<u64>) -> Result<Self, Failure> {
        let mut rest = body.into_data_stream();
        let mut start = BytesMut::new();
        while start.len() <= REPLAY_BYTES_MAX {
            match rest.next().await {
                None if start.is_empty() => return Ok(OutgoingBody::Empty),
                None => return Ok(OutgoingBody::Kept(start.freeze())),
                Some(chunk) => start.extend_from_slice(&chunk.map_err(|error| Failure::malformed(&error.to_string()))?),
            }
        }
        Ok(OutgoingBody::Streamed { start: start.freeze(), rest, length })
    }

    /// The body for one try, and what is left for another one.
    fn take(self, headers: &mut HeaderMap) -> (Option<reqwest::Body>, Option<Self>) {
        headers.remove(header::CONTENT_LENGTH);
        match self {
            OutgoingBody::Empty => (None, Some(OutgoingBody::Empty)),
            OutgoingBody::Kept(bytes) => (Some(bytes.clone().into()), Some(OutgoingBody::Kept(bytes))),
            OutgoingBody::Streamed { start, rest, length } => {
                if let Some(length) = length {
                    // Many back ends do not take a chunked body.
                    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
                }
                let chunks = stream::once(async move { Ok(start) }).chain(rest);
                (Some(reqwest::Body::wrap_stream(bounded(chunks, REQUEST_BYTES_MAX))), None)
            }
        }
    }
}

/// Ends with an error when more bytes come than are allowed.
fn bounded<E>(
    chunks: impl Stream<Item = Result<Bytes, E>>,
    limit_bytes: u64,
) -> impl Stream<Item = Result<Bytes, std::io::Error>>
where
    E: std::fmt::Display,
{
    let mut total_bytes = 0_u64;
    chunks.map(move |chunk| {
        let chunk = chunk.map_err(|error| std::io::Error::other(error.to_string()))?;
        total_bytes += chunk.len() as u64;
        if total_bytes > limit_bytes { Err(std::io::Error::other("the body is too large")) } else { Ok(chunk) }
    })
}

/// Sends the request and follows redirects, checking each address like the first.
async fn follow(
    relay: &Relay,
    route: &Route,
    description: HttpDescription,
    mut headers: HeaderMap,
    body: OutgoingBody,
) -> Result<reqwest::Response, Failure> {
    let HttpDescription { mut url, mut method, redirect, purpose, .. } = description;
    let mut body = Some(body);
    for _ in 0..=REDIRECTS_MAX {
        let host = url.host_str().unwrap_or_default().to_owned();
        if !relay.options.domains.allows(purpose, &url) {
            return Err(Failure::domain(&host));
        }
        // A literal address is never resolved, so the resolver can't refuse it.
        if literal(&host).is_some_and(|address| !route.policy.allows(address)) {
            return Err(Failure::address(&host));
        }
        via::mark(&mut headers, &host);
        let (sent, kept) = body.take().map_or((None, None), |body| body.take(&mut headers));
        let mut request = route.client.request(method.clone(), url.clone()).headers(headers.clone());
        if let Some(sent) = sent {
            request = request.body(sent);
        }
        let response = request.send().await.map_err(|error| network_failure(&host, &error))?;
        let Some(target) = redirect_target(&response, redirect)? else { return Ok(response) };
        if !same_origin(&url, &target) {
            for name in [header::AUTHORIZATION, header::COOKIE] {
                headers.remove(name);
            }
        }
        (method, body) = redirected(response.status(), method, kept, &mut headers)?;
        url = target;
    }
    Err(Failure::redirects(&format!("more than {REDIRECTS_MAX} in a row")))
}

/// Method and body after a redirect, as browsers do it: 303 and the habit of 301 and 302 make a GET.
fn redirected(
    status: StatusCode,
    method: Method,
    kept: Option<OutgoingBody>,
    headers: &mut HeaderMap,
) -> Result<(Method, Option<OutgoingBody>), Failure> {
    let becomes_get = match status.as_u16() {
        303 => method != Method::HEAD,
        301 | 302 => method == Method::POST,
        _ => false,
    };
    if becomes_get {
        for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
            headers.remove(name);
        }
        return Ok((Method::GET, Some(OutgoingBody::Empty)));
    }
    match kept {
        Some(body) => Ok((method, Some(body))),
        None => Err(Failure::redirects("a body over 1 MiB cannot be sent again")),
    }
}

fn redirect_target(response: &reqwest::Response, redirect: Redirect) -> Result<Option<Url>, Failure> {
    if redirect == Redirect::Manual || !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.headers().get(header::LOCATION) else { return Ok(None) };
    let location = String::from_utf8_lossy(location.as_bytes());
    let target = response.url().join(&location).map_err(|error| Failure::url(&location, &error.to_string()))?;
    check_url(&target, ["http", "https"])?;
    Ok(Some(target))
}

fn same_origin(left: &Url, right: &Url) -> bool {
    left.origin() == right.origin()
}

/// Tells apart why a request did not get an answer, by the chain of causes.
fn network_failure(host: &str, error: &reqwest::Error) -> Failure {
    let mut last = error.to_string();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(resolve) = inner.downcast_ref::<ResolveError>() {
            return resolve.clone().into();
        }
        last = inner.to_string();
        cause = inner.source();
    }
    let about_certificate = ["certificate", "UnknownIssuer", "tls", "handshake"].iter().any(|word| last.contains(word));
    match () {
        () if error.is_timeout() => Failure::timeout(),
        () if last.contains("too large") => Failure::too_large(REQUEST_BYTES_MAX),
        () if error.is_connect() && about_certificate => Failure::tls(host, &last),
        () if error.is_connect() => Failure::connect(host, &last),
        () => Failure::broken(host, &last),
    }
}

/// The answer to the page: what the back end said in headers, its body as it comes.
fn incoming(response: reqwest::Response, deadline: Instant) -> Result<Response<Body>, Failure> {
    if response.content_length().is_some_and(|length| length > RESPONSE_BYTES_MAX) {
        return Err(Failure::too_large(RESPONSE_BYTES_MAX));
    }
    let pairs: Vec<(String, String)> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let json = serde_json::to_string(&pairs).unwrap_or_else(|error| unreachable!("pairs of texts are JSON: {error}"));
    let mut headers = HeaderMap::new();
    let described = [
        ("x-minnow-status", response.status().as_u16().to_string()),
        ("x-minnow-headers", percent::encode(&json)),
        ("x-minnow-url", percent::encode(response.url().as_str())),
    ];
    for (name, value) in described {
        let value = HeaderValue::from_str(&value).map_err(|error| Failure::broken("", &error.to_string()))?;
        headers.insert(HeaderName::from_static(name), value);
    }
    for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING] {
        if let Some(value) = response.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // An HTML answer opened by hand must not run in the page's origin.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    let chunks = bounded(response.bytes_stream(), RESPONSE_BYTES_MAX);
    let body = Body::from_stream(UntilDeadline {
        chunks: Box::pin(chunks),
        deadline: Box::pin(tokio::time::sleep_until(deadline)),
    });
    let mut relayed = Response::new(body);
    *relayed.headers_mut() = headers;
    Ok(relayed)
}

/// A stream that fails when its time is over.
struct UntilDeadline<S> {
    chunks: Pin<Box<S>>,
    deadline: Pin<Box<Sleep>>,
}

impl<S: Stream<Item = Result<Bytes, std::io::Error>>> Stream for UntilDeadline<S> {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(std::io::Error::from(std::io::ErrorKind::TimedOut))));
        }
        self.chunks.as_mut().poll_next(context)
    }
}
