//! The routes of a development server, and files of the package as HTTP answers.
//!
//! In: requests. Out: files, launch documents, events, relayed requests, lines for the terminal. Must not: read the disk; everything comes from the build.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use bytes::Bytes;
use protocol::package::{ENTRY_DOCUMENT_PATH, Package};
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::http::{content_type, is_json};
use server::relay::{Relay, is_relayed, percent_decode};

use super::console::{Console, Line};
use super::document::{self, CLIENT_PATH, CONSOLE_PATH, EVENTS_PATH, PANEL_PATH};
use super::encodings::Encodings;
use super::evaluate::{self, Expressions};
use super::hosts::Hosts;
use super::program::Program;
use super::{build::Build, events, headers};
use server::http::is_compressible;

/// `console`: where the program's console goes; nowhere, when there is none. `map`: the tile source of map elements.
pub(crate) fn router(
    program: Arc<Program>,
    relay: &Arc<Relay>,
    hosts: Hosts,
    console: Option<Console>,
    map: Option<Value>,
) -> Router {
    let served = Served {
        program,
        relay: Arc::clone(relay),
        host: document::host(console.is_some(), map).into(),
        encodings: Arc::default(),
        expressions: Expressions::default(),
        is_followed: true,
    };
    let mut routes = Router::new()
        .route(
            EVENTS_PATH,
            get(|State(served): State<Served>, RawQuery(query): RawQuery| async move {
                events::stream(
                    &served.program,
                    query.as_deref().and_then(|query| query.strip_prefix("build=")).unwrap_or_default(),
                )
            }),
        )
        .route(CLIENT_PATH, get(|| async { content(SCRIPT, document::CLIENT) }))
        .route(PANEL_PATH, get(|State(served): State<Served>| async move { panel(&served.program) }))
        .route(evaluate::PATH, post(take_expression).layer(DefaultBodyLimit::max(evaluate::BYTES_MAX)))
        .route(&format!("{}/{{id}}/{{kind}}", evaluate::PATH), get(expression));
    if let Some(console) = &console {
        let console = console.clone();
        let write = |headers: HeaderMap, body: Bytes| async move { write_console(&console, &headers, &body) };
        routes = routes.route(CONSOLE_PATH, post(write).layer(DefaultBodyLimit::max(CONSOLE_BYTES_MAX)));
    }
    answering(served, routes, hosts)
}

/// For a program under test: its pages tell their console to whoever drives them, and stay as they are. `routes` go before its own.
pub(crate) fn router_for_tests(program: Arc<Program>, relay: &Arc<Relay>, hosts: Hosts, routes: Router) -> Router {
    let served = Served {
        program,
        relay: Arc::clone(relay),
        host: document::host(true, None).into(),
        encodings: Arc::default(),
        expressions: Expressions::default(),
        is_followed: false,
    };
    answering(served, Router::new(), hosts.clone()).merge(routes)
}

fn answering(served: Served, routes: Router<Served>, hosts: Hosts) -> Router {
    let relay = Arc::clone(&served.relay);
    routes
        .route("/", get(file))
        .route("/{*path}", get(file))
        .with_state(served)
        .merge(relay.routes())
        .layer(middleware::from_fn_with_state(Arc::new(hosts), check_host))
}

/// What a request is answered from.
#[derive(Clone)]
struct Served {
    program: Arc<Program>,
    relay: Arc<Relay>,
    /// Host data of launch documents.
    host: Arc<str>,
    encodings: Arc<Encodings>,
    expressions: Expressions,
    /// Pages reload when there is a new build.
    is_followed: bool,
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
/// Lines of the console sent at once.
const CONSOLE_BYTES_MAX: usize = 1024 * 1024;

/// Refuses requests for a host name that is not this server's, and completes the headers of every answer.
async fn check_host(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response<Body> {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    let Some(host) = host.filter(|host| hosts.allows(host)).map(str::to_owned) else {
        let text = "这个主机名不属于此开发服务器,请用终端里显示的地址。\n\
                    This host name is not one of this development server: use an address shown in the terminal.\n";
        return (StatusCode::FORBIDDEN, content("text/plain; charset=utf-8", text)).into_response();
    };
    // A program would ask through its own relay, in the name of this machine.
    if is_relayed(request.headers()) {
        let text = "程序不能访问另一个开发服务器。\nPrograms do not reach development servers.\n";
        return (StatusCode::FORBIDDEN, content("text/plain; charset=utf-8", text)).into_response();
    }
    let mut response = next.run(request).await;
    headers::complete(response.headers_mut(), &host);
    response
}

/// A document that holds no script.
fn html(text: String, request: &HeaderMap, relay: &Relay) -> Response<Body> {
    under_policy(content(HTML, text.clone()), &text, &[], request, relay)
}

/// A document of ours, with the policy that fits its text. `scripts` are those that stand in it.
fn under_policy(
    mut response: Response<Body>,
    text: &str,
    scripts: &[&str],
    request: &HeaderMap,
    relay: &Relay,
) -> Response<Body> {
    let host = request.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    headers::of_document(response.headers_mut(), text, scripts, host, relay.web_views());
    response
}

fn content(kind: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Only JSON is taken: a page of another origin would first have to ask whether it may send that, and is not answered.
fn json<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, StatusCode> {
    if !is_json(headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    serde_json::from_slice(body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)
}

fn write_console(console: &Console, headers: &HeaderMap, body: &[u8]) -> Result<StatusCode, StatusCode> {
    console.write(&json::<Vec<Line>>(headers, body)?);
    Ok(StatusCode::NO_CONTENT)
}

fn panel(program: &Program) -> Response<Body> {
    let script = program.panel();
    if script.is_empty() { StatusCode::NOT_FOUND.into_response() } else { content(SCRIPT, Bytes::from_owner(script)) }
}

async fn take_expression(
    State(served): State<Served>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, StatusCode> {
    Ok(content("text/plain; charset=utf-8", served.expressions.add(json(&headers, &body)?)))
}

async fn expression(State(served): State<Served>, Path((id, kind)): Path<(String, String)>) -> Response<Body> {
    match served.expressions.script(&id, &kind) {
        Some(script) => content(SCRIPT, script),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn file(State(served): State<Served>, request: Request) -> Response<Body> {
    let build = served.program.build();
    let Some(path) = percent_decode(request.uri().path()) else {
        return (StatusCode::BAD_REQUEST, content("text/plain; charset=utf-8", "the address is no UTF-8\n"))
            .into_response();
    };
    let Some(files) = &build.served else {
        return match wants_html(request.headers()) || path == "/" {
            true => html(document::without_program(), request.headers(), &served.relay),
            false => not_found(&path, &build, request.headers(), &served.relay),
        };
    };
    let inner = path.trim_start_matches('/');
    if let Some(bytes) = files.package.files.get(inner) {
        if is_compressible(inner)
            && let Some((name, encoded)) = served.encodings.of(bytes, request.headers()).await
        {
            return encoded_content(&content_type(inner), name, encoded);
        }
        return ranged(inner, Bytes::from_owner(Arc::clone(bytes)), request.headers());
    }
    match page_of(&files.package, inner) {
        Some(page) => launch(&served, &build, page.to_owned(), request.headers()).await,
        None => not_found(&path, &build, request.headers(), &served.relay),
    }
}

/// The page whose launch document a path names: `/pages/a/a`, `/pages/a/a/`, the vendor's own `/pages/a/a.html`, and as packages have it.
fn page_of<'p>(package: &'p Package, path: &'p str) -> Option<&'p str> {
    let page = path.strip_suffix(ENTRY_DOCUMENT_PATH).unwrap_or(path).trim_end_matches('/');
    let page = page.strip_suffix(".html").unwrap_or(page);
    let page = if page.is_empty() { &package.manifest.entry } else { page };
    package.manifest.pages.contains_key(page).then_some(page)
}

/// The launch document of a page, whose first screen is drawn now, if it was not before.
async fn launch(served: &Served, build: &Arc<Build>, page: String, request: &HeaderMap) -> Response<Body> {
    let files = build.served.clone();
    let drawn = tokio::task::spawn_blocking(move || {
        let files = files?;
        let (html, skipped) = files.documents.get(&page)?;
        if let Some(reason) = skipped {
            eprintln!("note[prerender/skipped]: {page} begins empty until scripts have run, because {reason}");
        }
        Some((html, files, page))
    });
    match drawn.await {
        Ok(Some((html, files, page))) => {
            let html = document::launch(&html, served.is_followed.then_some(&build.status.build), &served.host);
            let response = match served.encodings.of(&Arc::from(html.as_bytes()), request).await {
                Some((name, encoded)) => encoded_content(HTML, name, encoded),
                None => content(HTML, html.clone()),
            };
            under_policy(response, &html, &files.documents.scripts(&page), request, &served.relay)
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A content in a compressed form.
fn encoded_content(kind: &str, encoding: &'static str, encoded: Arc<[u8]>) -> Response<Body> {
    let mut response = Response::new(Body::from(Bytes::from_owner(encoded)));
    let headers = response.headers_mut();
    insert(headers, header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn not_found(path: &str, build: &Build, headers: &HeaderMap, relay: &Relay) -> Response<Body> {
    let body = if wants_html(headers) {
        html(document::not_found(path, build), headers, relay)
    } else {
        content("text/plain; charset=utf-8", "not found\n")
    };
    (StatusCode::NOT_FOUND, body).into_response()
}

/// A file, or the part of it that was asked for: media elements seek by range.
fn ranged(name: &str, bytes: Bytes, headers: &HeaderMap) -> Response<Body> {
    let mut response = server::http::ranged(bytes, headers, "").map(Body::from);
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    insert(response.headers_mut(), header::CONTENT_TYPE, &content_type(name));
    response
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
