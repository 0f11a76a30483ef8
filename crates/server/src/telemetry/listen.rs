//! `/metrics`, at an address of its own: whoever cannot reach that cannot read it.
//!
//! In: requests of Prometheus. Out: the numbers. Must not: be reachable at the platform's own address.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use super::metrics::metrics;

const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(crate) async fn serve(listener: TcpListener) {
    let routes = Router::new().route("/metrics", get(answer));
    if let Err(error) = axum::serve(listener, routes).await {
        tracing::error!(%error, "metrics are no longer served");
    }
}

async fn answer() -> impl IntoResponse {
    match metrics().text() {
        Ok(text) => ([(header::CONTENT_TYPE, KIND)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
