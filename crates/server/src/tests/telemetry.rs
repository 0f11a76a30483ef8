//! Numbers, log lines and traces: what is in them, and what of a request is not.

use std::io;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Person, Scene};

/// Part of everything that strangers send here.
const STRANGE: &str = "zz9strange";

async fn numbers(scene: &Scene) -> String {
    let url = format!("http://{}/metrics", scene.metrics);
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    answer.text().await.unwrap()
}

/// The number of a line that begins with this; 0 without one.
fn number(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|one| one.strip_prefix(line)?.trim().parse().ok());
    found.unwrap_or(0.0)
}

/// Requests with words of strangers wherever a request has room for one.
async fn strangers(scene: &Scene, count: usize) {
    for at in 0..count {
        let word = format!("{STRANGE}{at}");
        let path = format!("/{word}/a?token={word}");
        let headers = [
            ("authorization", word.as_str()),
            ("cookie", word.as_str()),
            ("user-agent", word.as_str()),
            ("x-request-id", word.as_str()),
            ("traceparent", word.as_str()),
        ];
        scene.send("mini.localhost", "GET", &path, &headers, None).await;
        scene.send("mini.localhost", &format!("BREW{at}"), &path, &headers, None).await;
        scene.send(&format!("{word}.mini.localhost"), "GET", &path, &headers, None).await;
        scene.send(&format!("{word}.example"), "GET", &path, &headers, None).await;
        let body = Some(format!("{{\"code\":\"{word}\"}}").into_bytes());
        let headers = [("content-type", "application/json"), ("cookie", word.as_str())];
        scene.send("mini.localhost", "POST", &format!("/api/v1/setup?{word}"), &headers, body).await;
        scene.send("mini.localhost", "GET", &format!("/api/v1/apps/{word}"), &headers, None).await;
        for path in ["a/", "_minnow/at/", "_minnow/", "-", "pages/"] {
            scene.open("shop", &format!("/{path}{word}?{word}"), &headers).await;
        }
    }
}

#[tokio::test]
async fn metrics_stand_at_their_own_address_and_nowhere_else() {
    let scene = Scene::new().await;
    let text = numbers(&scene).await;
    assert!(text.ends_with("# EOF\n"), "{text}");
    for line in [
        "minnow_launches_total ",
        "minnow_launches_unsettled ",
        "minnow_uploads_total ",
        "minnow_blob_failures_total ",
        "minnow_database_failures_total{kind=\"busy\"} ",
        "minnow_relay_requests_total{kind=\"socket\"} ",
        "minnow_build_info{",
        "process_start_time_seconds ",
    ] {
        assert!(text.lines().any(|one| one.starts_with(line)), "{line}: {text}");
    }
    assert!(number(&text, "process_start_time_seconds ") > 1.7e9);
    if cfg!(target_os = "linux") {
        assert!(number(&text, "process_resident_memory_bytes ") > 1e6);
    }
    for host in ["mini.localhost", "shop.mini.localhost", "127.0.0.1"] {
        let answer = scene.send(host, "GET", "/metrics", &[], None).await;
        assert!(answer.status >= 400 && !answer.text().contains("minnow_launches"), "{host}");
    }
}

#[tokio::test]
async fn what_happens_is_counted() {
    let scene = Scene::new().await;
    let before = numbers(&scene).await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.approved(&operator, "shop", "1.0.0").await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    for _ in 0..3 {
        assert_eq!(scene.open("shop", "/", &[]).await.status, 200);
    }
    scene.open("shop", "/_minnow/relay", &[]).await;
    let after = numbers(&scene).await;
    let grown = |line: &str| number(&after, line) - number(&before, line);
    assert!(grown("minnow_launches_total ") >= 3.0);
    assert!(grown("minnow_uploads_total ") >= 1.0);
    assert!(grown("minnow_relay_requests_total{kind=\"http\"} ") >= 1.0);
    let opened = "{route=\"program/{page or file}\",method=\"GET\",status=\"2xx\"} ";
    assert!(grown(&format!("minnow_http_requests_total{opened}")) >= 3.0, "{after}");
    let of_route = "{route=\"/api/v1/apps/{app}/uploads\"} ";
    assert!(grown(&format!("minnow_http_request_duration_seconds_count{of_route}")) >= 1.0, "{after}");
}

#[tokio::test]
async fn no_stranger_makes_a_number_of_his_own() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.approved(&operator, "shop", "1.0.0").await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    strangers(&scene, 5).await;
    let few = numbers(&scene).await;
    for word in ["method=\"other\"", "route=\"none\"", "route=\"foreign host\"", "route=\"program/-{entry}\""] {
        assert!(few.contains(word), "{word}: {few}");
    }
    strangers(&scene, 20).await;
    let many = numbers(&scene).await;
    assert!(!many.contains(STRANGE) && !many.contains("BREW"), "{many}");
    // Alone in a process, four times as many strangers make no line more.
    if std::env::var_os("NEXTEST").is_some() {
        assert_eq!(few.lines().count(), many.lines().count());
    }
}

/// What is written to the log.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_request_is_a_line_that_holds_nothing_of_it() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).finish();
    let _until_the_end = tracing::subscriber::set_default(log);
    strangers(&scene, 3).await;
    let known = scene.ask(&operator, "GET", "/api/v1/me", None).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!text.contains(STRANGE), "{text}");
    assert!(!text.contains(operator.token.as_deref().unwrap()) && !text.contains("ann@example.com"), "{text}");
    let requests: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["target"] == "minnow::request")
        .collect();
    assert_eq!(requests.len(), 3 * 11 + 1, "{text}");
    let last = requests.last().unwrap();
    assert_eq!(json!([last["route"], last["method"], last["status"]]), json!(["/api/v1/me", "GET", 200]));
    assert!(last["duration_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(last["request"], known.header("x-request-id"));
}

#[tokio::test]
async fn each_answer_has_a_name_of_its_own() {
    let scene = Scene::new().await;
    let mut names = Vec::new();
    for host in ["mini.localhost", "shop.mini.localhost", "foreign.example"] {
        let answer = scene.send(host, "GET", "/", &[("x-request-id", STRANGE)], None).await;
        names.push(answer.header("x-request-id").to_owned());
    }
    assert!(
        names.iter().all(|name| name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())),
        "{names:?}"
    );
    assert!(names[0] != names[1] && names[1] != names[2], "{names:?}");
}

/// A collector: what was sent to it.
async fn collector() -> (String, Arc<Mutex<Vec<(HeaderMap, Bytes)>>>) {
    type Received = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;
    let received = Received::default();
    let take = async |State(received): State<Received>, headers: HeaderMap, body: Bytes| {
        received.lock().unwrap().push((headers, body));
        StatusCode::OK
    };
    let routes = axum::Router::new().route("/v1/traces", post(take)).with_state(Arc::clone(&received));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (address, received)
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_gets_a_span_for_each_request_under_the_trace_of_who_stands_in_front() {
    let (address, received) = collector().await;
    let scene = Scene::traced(address).await;
    strangers(&scene, 1).await;
    let parent = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    scene.send("mini.localhost", "GET", &format!("/readyz?{STRANGE}"), &[parent], None).await;
    scene.ask(&Person::default(), "GET", "/api/v1/me", None).await;
    scene.platform.traces.close().await;
    let received = received.lock().unwrap();
    assert!(!received.is_empty());
    assert!(received.iter().all(|(headers, _)| headers["content-type"] == "application/x-protobuf"));
    let all: Vec<u8> = received.iter().flat_map(|(_, body)| body.to_vec()).collect();
    for word in ["GET /readyz", "GET /api/v1/me", "http.route", "http.response.status_code", "service.name"] {
        assert!(holds(&all, word.as_bytes()), "{word}");
    }
    let trace = [0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c];
    let span = [0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31];
    assert!(holds(&all, &trace) && holds(&all, &span));
    assert!(!holds(&all, STRANGE.as_bytes()));
}
