//! `/metrics`, at an address of its own: whoever cannot reach that cannot read it.
//!
//! In: requests of Prometheus. Out: the numbers. Must not: be reachable at the platform's own address.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use super::metrics::metrics;
use crate::listen::{self, Doors};

const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(crate) async fn serve(listener: TcpListener) {
    let routes = Router::new().route("/metrics", get(answer));
    listen::serve(Doors::new(listener, None), routes, std::future::pending()).await;
}

async fn answer() -> impl IntoResponse {
    match metrics().text() {
        Ok(text) => ([(header::CONTENT_TYPE, KIND)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
