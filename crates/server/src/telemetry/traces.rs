//! Traces: a span for each request, sent to a collector.
//!
//! In: requests that were answered. Out: OTLP over HTTP, in batches, beside the answers. Must not: hold up an answer; when the collector is slow or away,
//! spans are dropped.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, Request, Response};
use bytes::Bytes;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{Span as _, SpanKind, Status, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{HeaderExtractor, HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tokio::runtime::Handle;

const PATH: &str = "/v1/traces";
const SEND_LIMIT: Duration = Duration::from_secs(10);

/// Nothing, where no collector is named.
#[derive(Debug, Default)]
pub(crate) struct Traces(Option<Sending>);

#[derive(Debug)]
struct Sending {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

/// The span that a request belongs under, where it came with one.
pub(crate) struct Parent(Context);

impl Traces {
    /// `collector`: its address, without the path of traces.
    pub(crate) fn to(collector: Option<&str>) -> Result<Self, String> {
        let Some(collector) = collector else { return Ok(Traces(None)) };
        let client = reqwest::Client::builder().timeout(SEND_LIMIT).build().map_err(|error| error.to_string())?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client { client, runtime: Handle::current() })
            .with_endpoint(format!("{}{PATH}", collector.trim_end_matches('/')))
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(SEND_LIMIT)
            .build()
            .map_err(|error| error.to_string())?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder().with_service_name("minnow").with_attribute(version).build();
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
        let tracer = provider.tracer("minnow");
        Ok(Traces(Some(Sending { provider, tracer })))
    }

    /// `None` where nothing is traced.
    pub(super) fn parent(&self, headers: &HeaderMap, is_trusted: bool) -> Option<Parent> {
        self.0.as_ref()?;
        let context = if is_trusted {
            TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(headers))
        } else {
            Context::new()
        };
        Some(Parent(context))
    }

    /// The id of the trace, for the log.
    pub(super) fn record(
        &self,
        parent: &Parent,
        method: &'static str,
        route: &str,
        status: u16,
        began: SystemTime,
    ) -> Option<String> {
        let Sending { tracer, .. } = self.0.as_ref()?;
        let builder = tracer
            .span_builder(format!("{method} {route}"))
            .with_kind(SpanKind::Server)
            .with_start_time(began)
            .with_attributes([
                KeyValue::new("http.request.method", method),
                KeyValue::new("http.route", route.to_owned()),
                KeyValue::new("http.response.status_code", i64::from(status)),
            ]);
        let mut span = tracer.build_with_context(builder, &parent.0);
        if status >= 500 {
            span.set_status(Status::error(""));
        }
        let id = span.span_context().trace_id().to_string();
        span.end();
        Some(id)
    }

    /// Sends what waits.
    pub(crate) async fn close(&self) {
        let Some(Sending { provider, .. }) = &self.0 else { return };
        let provider = provider.clone();
        // It waits for its own thread, which needs this runtime to send.
        let closed = tokio::task::spawn_blocking(move || provider.shutdown()).await;
        if let Ok(Err(error)) = closed {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}

/// Spans are sent by a thread of their own, connections belong to the runtime: this stands between them.
struct Client {
    client: reqwest::Client,
    runtime: Handle,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}

impl HttpClient for Client {
    fn send_bytes<'s, 'f>(
        &'s self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        let (client, runtime) = (self.client.clone(), self.runtime.clone());
        Box::pin(async move { runtime.spawn(send(client, request)).await? })
    }
}

async fn send(client: reqwest::Client, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let (head, body) = request.into_parts();
    let sent = client.request(head.method, head.uri.to_string()).headers(head.headers).body(body).send().await?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = sent.status();
    *response.headers_mut() = sent.headers().clone();
    *response.body_mut() = sent.bytes().await?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[tokio::test]
    async fn only_who_is_trusted_says_which_trace_it_is() {
        // Nobody listens there: spans are made all the same.
        let traces = Traces::to(Some("http://127.0.0.1:9")).unwrap();
        let told = "0af7651916cd43dd8448eb211c80319c";
        let line = HeaderValue::from_str(&format!("00-{told}-b7ad6b7169203331-01")).unwrap();
        let headers = HeaderMap::from_iter([(axum::http::HeaderName::from_static("traceparent"), line)]);
        let id = |is_trusted| {
            let parent = traces.parent(&headers, is_trusted).unwrap();
            traces.record(&parent, "GET", "/a", 200, SystemTime::now()).unwrap()
        };
        assert_eq!(id(true), told);
        let (one, other) = (id(false), id(false));
        assert!(one != told && one != other && one.len() == 32, "{one} {other}");
        let nothing = Traces::to(None).unwrap();
        assert!(nothing.parent(&headers, true).is_none());
        assert!(Traces::to(Some("no address")).is_err());
    }
}
