//! Every route of the platform on one page, and which host name leads where.
//!
//! In: requests. Out: answers. Must not: know what a route does.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Response, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::IntoResponse as _;
use axum::routing::get;
use axum::{Json, Router};
use tower_service::Service as _;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::config::Place;
use crate::http::{AtHand, Failure, Fields, complete_at_hand, complete_with, fields_of_all, host_of, port_of};
use crate::listen::{Answering, Application, Asked};
use crate::platform::Platform;
use crate::telemetry::{Observed, Route, remember_route};
use crate::{experiments, health, identity, launch, openid, pages, people, privacy, registry, search, share, vendor};

#[derive(OpenApi)]
#[openapi(info(
    title = "Minnow",
    description = "The platform's own API. Failures are `{\"error\": {\"code\", \"message\"}}`."
))]
struct Description;

/// Host names are looked at first: the platform's own name has these routes, a program's label that program.
pub(crate) fn router(platform: Arc<Platform>) -> ByHost {
    let (api, description) = api().split_for_parts();
    let own = api
        .merge(pages::routes())
        .route("/api/v1/openapi.json", get(|| async move { Json(description) }))
        .route("/miniapp/{*address}", get(launch::open_address))
        .route(openid::RETURN_PATH, get(identity::oidc_return))
        .route("/visit", get(people::visit))
        .route("/visit.js", get(people::visit_script))
        .route("/avatar.svg", get(people::avatar))
        .route("/.well-known/minnow-key.json", get(privacy::public_key))
        .merge(vendor::calls())
        .merge(experiments::flag_routes())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(health::ready))
        .route_layer(from_fn(remember_route))
        .fallback(|| async { Failure::not_found() })
        .with_state(Arc::clone(&platform));
    let of_all = fields_of_all(platform.site.is_trustworthy(), platform.site.is_strictly_https);
    ByHost { platform, own, of_all: Arc::new(Fields::new(of_all)) }
}

/// The platform's own API, which describes itself.
fn api() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(identity::routes())
        .merge(registry::routes())
        .merge(launch::routes())
        .merge(search::routes())
        .merge(share::routes())
        .merge(health::routes())
        .merge(people::routes())
        .merge(privacy::routes())
        .merge(vendor::routes())
        .merge(experiments::routes())
}

/// Each host name to where it leads.
#[derive(Clone)]
pub(crate) struct ByHost {
    platform: Arc<Platform>,
    own: Router,
    /// What every answer says.
    of_all: Arc<Fields>,
}

impl Application for ByHost {
    fn answer_at_hand(&self, asked: Asked<'_>, peer: SocketAddr) -> Option<AtHand> {
        let platform = &self.platform;
        let host = host_of(asked.uri, asked.headers)?;
        let Some(Place::App(label)) = platform.site.domain.place_of(port_of(host).0) else { return None };
        let observed = Observed::begin(asked.method, asked.headers, Some(peer), &platform.traces);
        let mut answer = launch::answer_at_hand(platform, label, asked)?;
        complete_at_hand(&mut answer, &self.of_all);
        let route = Route::Fixed(launch::route_of(asked.uri.path()));
        if let Some((name, id)) = observed.end(answer.status, route, &platform.traces) {
            answer.add(name, id);
        }
        Some(answer)
    }

    fn answer(&self, request: Request) -> Answering {
        Box::pin(by_host(self.clone(), request))
    }
}

async fn by_host(state: ByHost, request: Request) -> Response<Body> {
    let (platform, of_all) = (Arc::clone(&state.platform), Arc::clone(&state.of_all));
    let observed = Observed::begin_of(&request, &platform.traces);
    let (mut response, route) = answer(state, request).await;
    complete_with(response.headers_mut(), of_all.map());
    observed.end_in(&mut response, route, &platform.traces);
    response
}

/// The answer, and what it was to where no route has said so.
async fn answer(mut state: ByHost, request: Request) -> (Response<Body>, Route) {
    let platform = &state.platform;
    let host = host_of(request.uri(), request.headers()).map(str::to_owned);
    let place = host.as_deref().and_then(|host| platform.site.domain.place_of(port_of(host).0));
    match place {
        Some(Place::Platform) => (Box::pin(state.own.call(request)).await.into_response(), Route::Fixed("none")),
        Some(Place::App(label)) => {
            let visitor = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
            let route = launch::route_of(request.uri().path());
            (launch::answer(platform, label, visitor, request).await, Route::Fixed(route))
        }
        None => (foreign_host(platform).into_response(), Route::Fixed("foreign host")),
    }
}

/// Where HTTPS is ended here, plain HTTP is only a way there.
pub(crate) fn redirects(platform: Arc<Platform>) -> Router {
    Router::new().fallback(to_https).with_state(platform)
}

async fn to_https(State(platform): State<Arc<Platform>>, request: Request) -> Response<Body> {
    let host = host_of(request.uri(), request.headers()).map(|host| port_of(host).0);
    // A stranger's name leads nowhere from here.
    let origin = match host.and_then(|host| platform.site.domain.place_of(host)) {
        Some(Place::Platform) => platform.site.origin(),
        Some(Place::App(label)) => platform.site.origin_of(&label.to_ascii_lowercase()),
        None => return foreign_host(&platform).into_response(),
    };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("{origin}{path}"))]).into_response()
}

/// A page of the open web can point its own name here (DNS rebinding).
fn foreign_host(platform: &Platform) -> Failure {
    let domain = platform.site.domain.as_str();
    let message = format!("this host name is not one of this platform: it answers to {domain} and names below it");
    Failure::new(StatusCode::MISDIRECTED_REQUEST, "foreign-host", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The client of the platform's own pages is made from this file. `cargo xtask api` sets the variable, and writes it.
    #[test]
    fn the_description_is_the_one_the_pages_are_typed_by() {
        let (_, description) = api().split_for_parts();
        let text = format!("{}\n", serde_json::to_string_pretty(&description).unwrap());
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");
        if std::env::var_os("MINNOW_WRITE_API").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        let known = std::fs::read_to_string(path).unwrap_or_default();
        assert!(known == text, "web/openapi.json is not what the server describes: run `cargo xtask api`");
    }
}
