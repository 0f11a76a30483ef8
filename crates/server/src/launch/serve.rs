//! Requests to a program's own host name.
//!
//! In: a request. Out: a launch document, a file, a relayed answer, or a page that says why not. Must not: serve a file of a package that
//! its release does not name.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use protocol::package::is_immutable;
use tower_service::Service as _;

use super::arrive::{Shown, Told, assign, country};
use super::choose::{ASK_AGAIN, Choice, Known, choose, known, known_by_cookie};
use super::entries::entry_id_of;
use super::live::{LiveVersion, is_document};
use super::notice;
use super::open::{Missing, Opening, write_down};
use super::preview::{self, PASS_PATH};
use super::service_worker::{self, OFFLINE_PATH, SERVICE_WORKER_PATH};
use super::update::against_dictionary;
use crate::experiments::Plan;
use crate::http::{AVAILABLE_DICTIONARY, AtHand, host_of};
use crate::listen::{Asked, EarlyHints};
use crate::people;
use crate::platform::Platform;
use crate::privacy::{self, CONSENTS_PATH};
use crate::registry::{Active, RegistryError, Stage};
use crate::relay::{HTTP_PATH, SOCKET_PATH, is_relayed, percent_decode};
use crate::share::{answer_card, page_of_card};
use crate::telemetry::metrics;

/// What a page says of a launch.
const TOLD_BYTES_MAX: usize = 16 << 10;
/// Below it: what is the platform's at a program's host name.
const OWN_PATH: &str = "/_minnow/";
/// Below it: a version's id, a file of that version.
const VERSION_PATH: &str = "/_minnow/at/";
/// How often something is fetched for one answer: its entry, document, facts and form, some of them anew because others needed the room.
const FETCHES_MAX: usize = 12;
/// Where a page says that a launch was answered by the service worker.
pub const LAUNCHES_PATH: &str = "/_minnow/launches";

pub(crate) async fn answer(
    platform: &Arc<Platform>,
    label: &str,
    visitor: Option<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let (id, stage) = Stage::of_label(label);
    match try_answer(platform, &id, stage, visitor, request).await {
        Ok(mut response) => {
            if stage != Stage::Release {
                preview::hide(&mut response);
            }
            response
        }
        Err(error) => {
            tracing::error!(%error, app = label, "a launch failed");
            notice::FAILED.response(None)
        }
    }
}

async fn try_answer(
    platform: &Arc<Platform>,
    id: &str,
    stage: Stage,
    visitor: Option<SocketAddr>,
    request: Request,
) -> Result<Response<Body>, RegistryError> {
    // Another program would ask by its own relay.
    if is_relayed(request.headers()) {
        return Ok(StatusCode::FORBIDDEN.into_response());
    }
    let active = match offered(platform, id, stage, request.method(), request.uri().path(), request.headers()).await? {
        Ok(active) => active,
        Err(response) => return Ok(response),
    };
    let plan = match stage {
        Stage::Release => platform.experiments.plan(id).await?,
        // Experiments are for people, and what is counted of them.
        _ => Arc::default(),
    };
    let is_needed = is_visitor_needed(&plan, &active);
    let request = match of_person(platform, id, stage, is_needed, request).await {
        Ok(response) => return Ok(response),
        Err(request) => request,
    };
    let known = if is_needed { Box::pin(known(platform, id, request.headers())).await? } else { Known::default() };
    let choice = choose(&active, is_needed, known, || country(request.headers(), platform.country_header.as_ref()));
    let live = platform.launch.live(id, choice.version_id).await?;
    if matches!(request.uri().path(), HTTP_PATH | SOCKET_PATH) {
        return Ok(Box::pin(relay(&live, visitor, request)).await);
    }
    let (request, body) = request.into_parts();
    if request.uri.path() == LAUNCHES_PATH {
        return Ok(Box::pin(count_launch(platform, id, choice, &plan, &request, body)).await);
    }
    if is_apart(&request)
        && let Some(response) = Box::pin(answer_apart(platform, id, &active, &live, &choice, &request)).await?
    {
        return Ok(response);
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return Ok((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response());
    }
    let Some(path) = percent_decode(request.uri.path()) else {
        return Ok(not_found(&request.headers));
    };
    if let Some(page) = page_of_card(&path) {
        return Ok(Box::pin(answer_card(platform, id, page, visitor, &request.headers)).await);
    }
    let live = match find(platform, id, &active, live, &path).await? {
        Some(live) => live,
        None => return Ok(not_found(&request.headers)),
    };
    // Whoever still asks for a file of an earlier release has most of it.
    if stage == Stage::Release
        && live.id == choice.version_id
        && request.headers.contains_key(AVAILABLE_DICTIONARY)
        && let Some(file) = live.file_at(&path).filter(|file| is_immutable(file))
        && let Some(response) =
            Box::pin(against_dictionary(platform, id, &active, &live, file, &request.headers)).await?
    {
        return Ok(response);
    }
    let opening = Opening::new(platform, id, &plan, &live, asked_by(&request));
    let answer = fetching(opening, || hint(&live, &path, &request), |opening| opening.answer(choice.clone(), &path));
    Ok(Box::pin(answer).await?.map_or_else(|| not_found(&request.headers), Response::from))
}

/// The answer to what most requests ask for, where all of it lies in memory. `None` has done nothing: [`answer`] is to be asked.
pub(crate) fn answer_at_hand(platform: &Platform, label: &str, asked: Asked<'_>) -> Option<AtHand> {
    let (path, headers) = (asked.uri.path(), asked.headers);
    let is_plain = matches!(*asked.method, Method::GET | Method::HEAD)
        && !path.starts_with(OWN_PATH)
        && !path.contains('%')
        && !is_for_service_worker(headers)
        && !is_relayed(headers)
        && !headers.contains_key(AVAILABLE_DICTIONARY);
    let (id, stage) = Stage::of_label(label);
    if !is_plain || stage != Stage::Release {
        return None;
    }
    let active = platform.launch.registry.active_at_hand(&id)??;
    let plan = platform.experiments.plan_at_hand(&id)?;
    let is_needed = is_visitor_needed(&plan, &active);
    let known = match is_needed {
        true => known_by_cookie(headers, platform.site.is_https).ok()?,
        false => Known::default(),
    };
    let choice = choose(&active, is_needed, known, || country(headers, platform.country_header.as_ref()));
    let live = platform.launch.live_at_hand(choice.version_id)?;
    Opening::new(platform, &id, &plan, &live, asked).answer(choice, path).ok()?
}

/// Whether browsers are to be told apart.
fn is_visitor_needed(plan: &Plan, active: &Active) -> bool {
    plan.needs_visitor() || active.gray.is_some()
}

/// Answers in as many attempts as it takes, fetching what is missing between them.
async fn fetching<'a, T>(
    mut opening: Opening<'a>,
    hints: impl Fn(),
    attempt: impl Fn(&Opening<'a>) -> Result<T, Missing>,
) -> Result<T, RegistryError> {
    let (platform, live) = (opening.platform, opening.live);
    for _ in 0..FETCHES_MAX {
        match attempt(&opening) {
            Ok(answer) => return Ok(answer),
            Err(Missing::Content(digest)) => {
                hints();
                opening.fetched = Some((digest, platform.launch.contents.get(digest).await?));
            }
            Err(Missing::Facts(file)) => {
                let html = platform.launch.content(live.index.files[&file].digest).await?;
                // The host app shows programs in frames.
                live.read_facts(&file, &String::from_utf8_lossy(&html), &platform.site.origin());
            }
            Err(Missing::Form(composed, encoding)) => composed.make_form(encoding).await,
            Err(Missing::Entry(entry_id)) => {
                let found = platform.launch.entries.find(&entry_id).await;
                found.map_err(|error| RegistryError::Failed(error.to_string()))?;
            }
        }
    }
    Err(RegistryError::Failed("what an answer takes is forgotten before it is used: memory is too small".to_owned()))
}

/// The version that an address is answered from: the one that is live or, where the address names a file by its content, one that was.
async fn find(
    platform: &Platform,
    id: &str,
    active: &Active,
    live: Arc<LiveVersion>,
    path: &str,
) -> Result<Option<Arc<LiveVersion>>, RegistryError> {
    if entry_id_of(path).is_some() || live.file_at(path).is_some() {
        return Ok(Some(live));
    }
    let inner = path.trim_start_matches('/');
    if !is_immutable(inner) {
        return Ok(None);
    }
    Box::pin(platform.launch.earlier_with(id, active, inner)).await
}

/// What there is of the program for whoever asks, or the answer that says that there is nothing.
async fn offered(
    platform: &Platform,
    id: &str,
    stage: Stage,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Result<Result<Arc<Active>, Response<Body>>, RegistryError> {
    if stage != Stage::Release {
        return Ok(Box::pin(preview::open(platform, id, stage, path, headers)).await?.map(Arc::new));
    }
    Ok(match platform.launch.registry.active(id).await? {
        Some(active) => Ok(active),
        None => Err(Box::pin(absent(platform, method, path, headers)).await),
    })
}

/// What a page asks about the one who opened it; other requests are given back.
async fn of_person(
    platform: &Arc<Platform>,
    id: &str,
    stage: Stage,
    is_visitor_needed: bool,
    request: Request,
) -> Result<Response<Body>, Request> {
    match request.uri().path() {
        path if people::is_path(path) => {
            Ok(Box::pin(people::answer(platform, id, stage, is_visitor_needed, request)).await)
        }
        CONSENTS_PATH => Ok(Box::pin(privacy::answer(platform, id, stage, request)).await),
        _ => Err(request),
    }
}

/// What an address of a program is for, in one of few words: programs and their pages have names that somebody chose.
pub(crate) fn route_of(path: &str) -> &'static str {
    match path {
        HTTP_PATH => "program/_minnow/relay",
        SOCKET_PATH => "program/_minnow/socket",
        SERVICE_WORKER_PATH => "program/_minnow/service_worker.js",
        LAUNCHES_PATH => "program/_minnow/launches",
        CONSENTS_PATH => "program/_minnow/consents",
        _ if people::is_path(path) => "program/_minnow/people",
        _ if path.starts_with(PASS_PATH) => "program/_minnow/pass/{pass}",
        _ if path.starts_with(VERSION_PATH) => "program/_minnow/at/{version}/{file}",
        _ if path.starts_with(OWN_PATH) => "program/_minnow/other",
        _ if path.starts_with("/-") => "program/-{entry}",
        _ if is_immutable(path.trim_start_matches('/')) => "program/a/{file}",
        _ => "program/{page or file}",
    }
}

fn is_apart(request: &Parts) -> bool {
    request.uri.path().starts_with(OWN_PATH) || is_for_service_worker(&request.headers)
}

/// What is no file of the package: the service worker, its offline page, files of a version.
async fn answer_apart(
    platform: &Platform,
    app_id: &str,
    active: &Active,
    live: &LiveVersion,
    choice: &Choice<'_>,
    request: &Parts,
) -> Result<Option<Response<Body>>, RegistryError> {
    Ok(Some(match request.uri.path() {
        SERVICE_WORKER_PATH => {
            // What is tried is never kept for later.
            let version = (choice.stage == Stage::Release).then_some((live.id.as_str(), &*live.index));
            let script = platform.launch.service_workers.script(version, &active.withdrawn);
            service_worker::answer(&script, &request.method, &request.headers, choice.ask_again()).await
        }
        // Should a script of a program find a way to register one.
        _ if is_for_service_worker(&request.headers) => StatusCode::FORBIDDEN.into_response(),
        OFFLINE_PATH => notice::OFFLINE.response(Some("/")),
        path => match path.strip_prefix(VERSION_PATH) {
            Some(rest) => file_of_version(platform, app_id, active, rest, choice.for_ever(), request).await?,
            None => return Ok(None),
        },
    }))
}

/// A file of one version of those people get or got lately, by an address that will always mean that file: a page that is open goes on with
/// the files it came with. Documents are not among them; those are of what people get now.
async fn file_of_version(
    platform: &Platform,
    app_id: &str,
    active: &Active,
    address: &str,
    cache_control: &'static str,
    request: &Parts,
) -> Result<Response<Body>, RegistryError> {
    let headers = &request.headers;
    let Some((version_id, path)) = address.split_once('/') else { return Ok(not_found(headers)) };
    let Some(path) = percent_decode(path) else { return Ok(not_found(headers)) };
    if !active.names(version_id) {
        return Ok(not_found(headers));
    }
    let live = platform.launch.live(app_id, version_id).await?;
    let Some(file) = live.file_at(&path).filter(|file| *file == path && !is_document(file)) else {
        return Ok(not_found(headers));
    };
    let plan = Plan::default();
    let opening = Opening::new(platform, app_id, &plan, &live, asked_by(request));
    Ok(Box::pin(fetching(opening, || {}, |opening| opening.send(file, cache_control))).await?.into())
}

/// Where nothing is released. A service worker that is there from better days leaves.
async fn absent(platform: &Platform, method: &Method, path: &str, headers: &HeaderMap) -> Response<Body> {
    if path != SERVICE_WORKER_PATH {
        return notice::NO_PROGRAM.response(None);
    }
    service_worker::answer(&platform.launch.service_workers.script(None, &[]), method, headers, ASK_AGAIN).await
}

fn asked_by(request: &Parts) -> Asked<'_> {
    Asked { method: &request.method, uri: &request.uri, headers: &request.headers, takes_files: true }
}

/// Says what a document begins with while the document itself is fetched from a store that is far away.
fn hint(live: &LiveVersion, path: &str, request: &Parts) {
    if let Some(hints) = request.extensions.get::<EarlyHints>()
        && let Some(file) = live.file_at(path).filter(|file| is_document(file))
        && let Some(facts) = live.known_facts(file)
    {
        hints.send(&facts.links);
    }
}

/// A launch that the service worker answered, as the page says: which arms it shows. The answer is what the next one will show.
async fn count_launch(
    platform: &Platform,
    app_id: &str,
    mut choice: Choice<'_>,
    plan: &Plan,
    request: &Parts,
    body: Body,
) -> Response<Body> {
    if request.method != Method::POST {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response();
    }
    let site = request.headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| site != "same-origin") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(body) = axum::body::to_bytes(body, TOLD_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    // Pages that were there before say nothing.
    let told: Told = serde_json::from_slice(&body).unwrap_or_default();
    choice.name();
    let unit = choice.unit();
    let shown = unit.as_ref().map(|unit| plan.confirmed(unit, &told.arms)).unwrap_or_default();
    write_down(platform, app_id, None, &choice, &shown);
    if plan.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let at = told.at.parse().unwrap_or_default();
    choice.is_new = false;
    let assigned = assign(plan, &mut choice, None, platform.country_header.as_ref(), &at, &request.headers);
    let mut response = axum::Json(Shown::of(&assigned)).into_response();
    if let Some(cookie) = choice.set_cookie(platform.site.is_https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn is_for_service_worker(headers: &HeaderMap) -> bool {
    const SERVICE_WORKER: HeaderName = HeaderName::from_static("service-worker");
    headers.get(SERVICE_WORKER).is_some_and(|value| value == "script")
}

async fn relay(live: &LiveVersion, visitor: Option<SocketAddr>, mut request: Request) -> Response<Body> {
    let is_http = request.uri().path() == HTTP_PATH;
    if is_http { &metrics().relayed } else { &metrics().sockets }.inc();
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(ConnectInfo(visitor));
    }
    // HTTP/2 has the host in the address, where the relay does not look for it.
    if !request.headers().contains_key(header::HOST)
        && let Some(host) = host_of(request.uri(), request.headers())
        && let Ok(host) = HeaderValue::from_str(host)
    {
        request.headers_mut().insert(header::HOST, host);
    }
    live.relay.clone().call(request).await.into_response()
}

fn not_found(headers: &HeaderMap) -> Response<Body> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("text/html") {
        return notice::NO_PAGE.response(Some("/"));
    }
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, kind)], "not found\n").into_response()
}
