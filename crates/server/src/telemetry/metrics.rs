//! The numbers of a process.
//!
//! In: events. Out: the text that Prometheus reads. Must not: have a label whose values somebody outside chooses.

use std::cell::RefCell;
use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::Method;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::Route;

/// Seconds: from an answer out of memory to a build of a program.
const DURATIONS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 120.0];

/// One process has one set of numbers, as Prometheus expects.
pub(crate) fn metrics() -> &'static Metrics {
    static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);
    &METRICS
}

pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
    pub(crate) launches: Counter,
    pub(crate) launches_unsettled: Gauge,
    pub(crate) uploads: Counter,
    pub(crate) relayed: Counter,
    pub(crate) sockets: Counter,
    pub(crate) database_failures: Counter,
    pub(crate) database_busy: Counter,
    pub(crate) blob_failures: Counter,
    memory: Gauge,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabels {
    route: Route,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    route: Route,
    method: &'static str,
    status: &'static str,
}

/// Route, method and class of status, and what counts them.
type Found = ([&'static str; 3], Counter, Histogram);

thread_local! {
    /// Those of routes that programs are served by, which are few: comparing some words takes less than looking in two tables that all threads share.
    static FOUND: RefCell<Vec<Found>> = const { RefCell::new(Vec::new()) };
}

fn note(requests: &Counter, durations: &Histogram, duration: Duration) {
    requests.inc();
    durations.observe(duration.as_secs_f64());
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct KindLabels {
    kind: &'static str,
}

impl Metrics {
    fn new() -> Self {
        let mut registry = Registry::default();
        let own = registry.sub_registry_with_prefix("minnow");
        let requests = Family::<RequestLabels, Counter>::default();
        own.register("http_requests", "Requests that were answered, by route", requests.clone());
        let durations: Family<RouteLabels, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(DURATIONS));
        let help = "Time until an answer began, by route";
        own.register_with_unit(
            "http_request_duration",
            help,
            prometheus_client::registry::Unit::Seconds,
            durations.clone(),
        );
        let mut counter = |name: &str, help: &str| {
            let counter = Counter::default();
            own.register(name, help, counter.clone());
            counter
        };
        let launches = counter("launches", "Launches that were logged");
        let uploads = counter("uploads", "Uploads that became a version");
        let blob_failures = counter("blob_failures", "Files of the store that could not be read or written");
        let mut kinds = |name: &str, help: &str, kinds: [&'static str; 2]| {
            let family = Family::<KindLabels, Counter>::default();
            own.register(name, help, family.clone());
            // There from the beginning, so that a first failure shows as a step.
            kinds.map(|kind| family.get_or_create_owned(&KindLabels { kind }))
        };
        let help = "Requests of programs to their back ends";
        let [relayed, sockets] = kinds("relay_requests", help, ["http", "socket"]);
        let help = "Statements that failed, and waits for the database that took too long";
        let [database_failures, database_busy] = kinds("database_failures", help, ["failed", "busy"]);
        let launches_unsettled = Gauge::default();
        own.register("launches_unsettled", "Launches that are logged and not counted yet", launches_unsettled.clone());
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        own.register("build", "The program that runs", build);
        let memory = Gauge::default();
        registry.register("process_resident_memory_bytes", "Memory of the process", memory.clone());
        let start: Gauge<f64, AtomicU64> = Gauge::default();
        start.set(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64());
        registry.register("process_start_time_seconds", "When the server began, in seconds since 1970", start);
        Metrics {
            registry,
            requests,
            durations,
            launches,
            launches_unsettled,
            uploads,
            relayed,
            sockets,
            database_failures,
            database_busy,
            blob_failures,
            memory,
        }
    }

    pub(super) fn count(&self, route: &Route, method: &Method, status: u16, duration: Duration) {
        let (method, status) = (method_word(method), class_of(status));
        let Route::Fixed(name) = route else {
            let (requests, durations) = self.of_route(route, method, status);
            return note(&requests, &durations, duration);
        };
        FOUND.with_borrow_mut(|found| {
            let is_same = |(labels, ..): &&Found| labels == &[*name, method, status];
            if let Some((_, requests, durations)) = found.iter().find(is_same) {
                return note(requests, durations, duration);
            }
            let (requests, durations) = self.of_route(route, method, status);
            note(&requests, &durations, duration);
            found.push(([*name, method, status], requests, durations));
        });
    }

    fn of_route(&self, route: &Route, method: &'static str, status: &'static str) -> (Counter, Histogram) {
        let labels = RequestLabels { route: route.clone(), method, status };
        let durations = self.durations.get_or_create_owned(&RouteLabels { route: route.clone() });
        (self.requests.get_or_create_owned(&labels), durations)
    }

    /// In the form of OpenMetrics, which Prometheus reads.
    pub(super) fn text(&self) -> Result<String, fmt::Error> {
        if let Some(bytes) = resident_memory_bytes() {
            self.memory.set(bytes);
        }
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// A stranger may send any word as a method.
pub(super) fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class_of(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// Linux tells it in a file; elsewhere it is not told.
fn resident_memory_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
