//! Requests to a program's own host name.
//!
//! In: a request. Out: a launch document, a file, a relayed answer, or a page that says why not. Must not: serve a file of a package that
//! its release does not name.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use protocol::package::is_immutable;
use tower_service::Service as _;

use super::arrive::{Shown, Told, assign};
use super::choose::{ASK_AGAIN, ASK_AGAIN_OR_KEEP_ON, ASK_AGAIN_PERSONAL, Choice, Known, choose, known};
use super::compose::LaunchData;
use super::entries::{Launched, entry_id_of};
use super::live::{DocumentFacts, LiveVersion, is_document};
use super::notice;
use super::preview::{self, PASS_PATH};
use super::service_worker::{self, OFFLINE_PATH, SERVICE_WORKER_PATH};
use super::update::{against_dictionary, offer};
use crate::clock::now_ms;
use crate::experiments::{Assigned, Plan};
use crate::http::{AVAILABLE_DICTIONARY, CDN_CACHE_CONTROL, accepted, content_type, host_of, set_document_headers};
use crate::listen::{EarlyHints, FileOfBody};
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
    let is_needed = plan.needs_visitor() || active.gray.is_some();
    let request = match of_person(platform, id, stage, is_needed, request).await {
        Ok(response) => return Ok(response),
        Err(request) => request,
    };
    let known = if is_needed { Box::pin(known(platform, id, request.headers())).await? } else { Known::default() };
    let choice = choose(&active, is_needed, known);
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
    if let Some(entry_id) = entry_id_of(&path) {
        return Box::pin(enter(platform, id, &live, choice, &plan, &entry_id, &request)).await;
    }
    if let Some(page) = page_of_card(&path) {
        return Ok(Box::pin(answer_card(platform, id, page, visitor, &request.headers)).await);
    }
    let Some((live, file)) = find_file(platform, id, &active, live, &path).await? else {
        return Ok(not_found(&request.headers));
    };
    if is_document(&file) {
        return Box::pin(open_page(platform, id, &live, choice, &plan, &file, &request)).await;
    }
    if is_immutable(&file) {
        // Whoever still asks for a file of an earlier release has most of it.
        let current = (stage == Stage::Release && live.id == choice.version_id).then_some(&*active);
        return send_for_ever(platform, id, current, &live, &file, choice.for_ever(), &request.headers).await;
    }
    send(platform, &live, &file, choice.ask_again(), &request.headers).await
}

/// The file that an address names, of the version that is live or, where its name is of its content, of one that was.
async fn find_file(
    platform: &Platform,
    id: &str,
    active: &Active,
    live: Arc<LiveVersion>,
    path: &str,
) -> Result<Option<(Arc<LiveVersion>, String)>, RegistryError> {
    if let Some(file) = live.file_at(path).map(str::to_owned) {
        return Ok(Some((live, file)));
    }
    let inner = path.trim_start_matches('/');
    if !is_immutable(inner) {
        return Ok(None);
    }
    let earlier = Box::pin(platform.launch.earlier_with(id, active, inner)).await?;
    Ok(earlier.map(|live| (live, inner.to_owned())))
}

/// A file that is named by its content; to whoever has an earlier one, what differs from that.
async fn send_for_ever(
    platform: &Platform,
    app_id: &str,
    current: Option<&Active>,
    live: &LiveVersion,
    file: &str,
    cache_control: &'static str,
    request: &HeaderMap,
) -> Result<Response<Body>, RegistryError> {
    if let Some(active) = current
        && request.contains_key(AVAILABLE_DICTIONARY)
        && let Some(response) = Box::pin(against_dictionary(platform, app_id, active, live, file, request)).await?
    {
        return Ok(response);
    }
    let mut response = send(platform, live, file, cache_control, request).await?;
    offer(live, file, request, response.headers_mut());
    Ok(response)
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

/// The launch document that an address of the program is of.
async fn open_page(
    platform: &Platform,
    app_id: &str,
    live: &LiveVersion,
    mut choice: Choice<'_>,
    plan: &Plan,
    file: &str,
    request: &Parts,
) -> Result<Response<Body>, RegistryError> {
    hint(platform, live, file, request);
    let is_visit = is_visit(&request.method, &request.headers);
    let assigned = match is_visit {
        true => assign(plan, &mut choice, None, platform.country_header.as_ref(), request),
        false => Assigned::default(),
    };
    let mut response = if assigned.is_nothing() {
        send(platform, live, file, choice.ask_again(), &request.headers).await?
    } else {
        let data = LaunchData::of_page(Shown::of(&assigned));
        compose(platform, live, file, &assigned.key, &data, choice.ask_again(), &request.headers).await?
    };
    complete_document(platform, live, file, &choice, request, &mut response).await?;
    if is_visit {
        write_down(platform, app_id, None, &choice, &assigned.exposures);
    }
    Ok(response)
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
            Some(rest) => file_of_version(platform, app_id, active, rest, choice.for_ever(), &request.headers).await?,
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
    request: &HeaderMap,
) -> Result<Response<Body>, RegistryError> {
    let Some((version_id, path)) = address.split_once('/') else { return Ok(not_found(request)) };
    let Some(path) = percent_decode(path) else { return Ok(not_found(request)) };
    if !active.names(version_id) {
        return Ok(not_found(request));
    }
    let live = platform.launch.live(app_id, version_id).await?;
    let Some(file) = live.file_at(&path).filter(|file| *file == path && !is_document(file)) else {
        return Ok(not_found(request));
    };
    send(platform, &live, file, cache_control, request).await
}

/// Where nothing is released. A service worker that is there from better days leaves.
async fn absent(platform: &Platform, method: &Method, path: &str, headers: &HeaderMap) -> Response<Body> {
    if path != SERVICE_WORKER_PATH {
        return notice::NO_PROGRAM.response(None);
    }
    service_worker::answer(&platform.launch.service_workers.script(None, &[]), method, headers, ASK_AGAIN).await
}

/// The launch document of the page that an entry leads to, with how the visit began.
async fn enter(
    platform: &Platform,
    app_id: &str,
    live: &LiveVersion,
    mut choice: Choice<'_>,
    plan: &Plan,
    entry_id: &str,
    request: &Parts,
) -> Result<Response<Body>, RegistryError> {
    let found =
        platform.launch.entries.find(entry_id).await.map_err(|error| RegistryError::Failed(error.to_string()))?;
    let Some(entry) = found.filter(|entry| entry.app_id == app_id) else {
        return Ok(notice::NO_ENTRY.response(Some("/")));
    };
    if !entry.is_open(now_ms()) {
        return Ok(notice::ENTRY_ENDED.response(Some("/")));
    }
    let is_visit = is_visit(&request.method, &request.headers);
    let assigned = match is_visit {
        true => assign(plan, &mut choice, Some(&entry), platform.country_header.as_ref(), request),
        false => Assigned::default(),
    };
    let page = assigned.page.unwrap_or(&entry.page);
    // The program itself says what it does where a page is gone.
    let Some(file) = live.file_at(page).filter(|file| is_document(file)).or_else(|| live.file_at("/")) else {
        return Ok(not_found(&request.headers));
    };
    let data = LaunchData::of_entry(&entry, page, &assigned.queries, Shown::of(&assigned));
    let key = format!("{} {}", entry.id, assigned.key);
    // Each visit by it is to be known.
    let mut response = compose(platform, live, file, &key, &data, ASK_AGAIN_PERSONAL, &request.headers).await?;
    complete_document(platform, live, file, &choice, request, &mut response).await?;
    if is_visit {
        write_down(platform, app_id, Some(entry_id), &choice, &assigned.exposures);
    }
    Ok(response)
}

/// A launch document with what the launch begins with, made once for all who get the same.
async fn compose(
    platform: &Platform,
    live: &LiveVersion,
    file: &str,
    key: &str,
    data: &LaunchData<'_>,
    cache_control: &'static str,
    request: &HeaderMap,
) -> Result<Response<Body>, RegistryError> {
    let digest = live.index.files[file].digest;
    let composed = match platform.launch.composer.known(digest, key) {
        Some(composed) => composed,
        None => platform.launch.composer.compose(digest, &platform.launch.content(digest).await?, key, data),
    };
    Ok(live.named(composed.answer(&content_type(file), cache_control, request).await))
}

/// What an answer with a launch document says beside it.
async fn complete_document(
    platform: &Platform,
    live: &LiveVersion,
    file: &str,
    choice: &Choice<'_>,
    request: &Parts,
    response: &mut Response<Body>,
) -> Result<(), RegistryError> {
    let facts = facts_of(platform, live, file).await?;
    set_document_headers(response.headers_mut(), facts.policy.clone());
    // Whatever stands in between and keeps answers can say them early from then on.
    if request.headers.contains_key(header::VIA) || request.headers.contains_key("cdn-loop") {
        for link in &facts.links {
            response.headers_mut().append(header::LINK, link.clone());
        }
    }
    if let Some(cookie) = choice.set_cookie(platform.site.is_https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(())
}

async fn facts_of(platform: &Platform, live: &LiveVersion, file: &str) -> Result<Arc<DocumentFacts>, RegistryError> {
    if let Some(facts) = live.known_facts(file) {
        return Ok(facts);
    }
    let html = platform.launch.content(live.index.files[file].digest).await?;
    // The host app shows programs in frames.
    Ok(live.read_facts(file, &String::from_utf8_lossy(&html), &platform.site.origin()))
}

/// Says what a document begins with while the document itself is fetched from a store that is far away.
fn hint(platform: &Platform, live: &LiveVersion, file: &str, request: &Parts) {
    if let Some(hints) = request.extensions.get::<EarlyHints>()
        && let Some(facts) = live.known_facts(file)
        && live.forms(file).iter().all(|form| !platform.launch.contents.is_at_hand(form.digest))
    {
        hints.send(&facts.links);
    }
}

/// Writes a launch down, and the arms of experiments that it shows.
fn write_down(
    platform: &Platform,
    app_id: &str,
    entry_id: Option<&str>,
    choice: &Choice<'_>,
    exposures: &BTreeMap<&str, &str>,
) {
    // Those who try a version are not counted.
    if choice.stage != Stage::Release {
        return;
    }
    let arms = exposures.iter().map(|(experiment, arm)| ((*experiment).to_owned(), (*arm).to_owned()));
    let launched = Launched {
        at_ms: now_ms(),
        app_id: app_id.to_owned(),
        version_id: choice.version_id.to_owned(),
        entry_id: entry_id.map(str::to_owned),
        unit: choice.unit().map(|unit| unit.as_str().to_owned()),
        arms: arms.collect(),
    };
    // Whoever opens the program gets it all the same.
    match platform.launch.entries.log.append(&launched) {
        Ok(()) => {
            metrics().launches.inc();
        }
        Err(error) => tracing::error!(%error, "a launch could not be logged"),
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
    let unit = choice.unit();
    let shown = unit.as_ref().map(|unit| plan.confirmed(unit, &told.arms)).unwrap_or_default();
    write_down(platform, app_id, None, &choice, &shown);
    if plan.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let mut at = request.clone();
    at.uri = told.at.parse().unwrap_or_default();
    choice.is_new = false;
    let assigned = assign(plan, &mut choice, None, platform.country_header.as_ref(), &at);
    let mut response = axum::Json(Shown::of(&assigned)).into_response();
    if let Some(cookie) = choice.set_cookie(platform.site.is_https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn is_for_service_worker(headers: &HeaderMap) -> bool {
    headers.get("service-worker").is_some_and(|value| value == "script")
}

/// Whether a request for a document is somebody's who opens it. Older browsers, and all of them over plain HTTP, do not say what a request is for.
fn is_visit(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_ahead = [text("sec-purpose"), text("purpose")].into_iter().flatten().any(|word| word.contains("prefetch"));
    let agent = text("user-agent").unwrap_or_default().to_ascii_lowercase();
    let is_machine = MACHINES.iter().any(|word| agent.contains(word));
    method == Method::GET && text("sec-fetch-mode").is_none_or(|mode| mode == "navigate") && !is_ahead && !is_machine
}

/// Words that programs which follow links put into their names.
const MACHINES: [&str; 5] = ["bot", "crawler", "spider", "preview", "facebookexternalhit"];

/// The best form of a file that the request takes.
async fn send(
    platform: &Platform,
    live: &LiveVersion,
    path: &str,
    cache_control: &'static str,
    request: &HeaderMap,
) -> Result<Response<Body>, RegistryError> {
    let forms = live.forms(path);
    let mut encodings = accepted(request);
    let compressed = encodings.find_map(|encoding| forms.iter().find(|form| form.encoding == Some(encoding)));
    let form = compressed.unwrap_or(&forms[forms.len() - 1]);
    let content = platform.launch.contents.get(form.digest).await?;
    let mut response = form.head.answer(content.bytes.clone(), cache_control, request);
    if cache_control == ASK_AGAIN {
        response.headers_mut().insert(CDN_CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN_OR_KEEP_ON));
    }
    if let Some(file) = content.file {
        response.extensions_mut().insert(FileOfBody { content: content.bytes, file });
    }
    Ok(response)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_what_a_person_opens() {
        let is_visit = |method: Method, lines: &[(&'static str, &'static str)]| {
            let line = |&(name, value): &(&'static str, &'static str)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            };
            super::is_visit(&method, &lines.iter().map(line).collect())
        };
        let browser = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36");
        assert!(is_visit(Method::GET, &[]) && is_visit(Method::GET, &[browser]));
        assert!(is_visit(Method::GET, &[browser, ("sec-fetch-mode", "navigate")]));
        assert!(!is_visit(Method::HEAD, &[browser]));
        assert!(!is_visit(Method::GET, &[browser, ("sec-fetch-mode", "cors")]));
        assert!(!is_visit(Method::GET, &[("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch;prerender")]));
        assert!(!is_visit(Method::GET, &[("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")]));
    }
}
