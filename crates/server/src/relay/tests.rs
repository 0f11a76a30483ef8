//! The relay as a page sees it, against real servers on loopback: denied first, then malformed, happy, and broken back ends.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::{CloseFrame, Message, WebSocketUpgrade};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::response::Redirect;
use axum::routing::{any, get, post};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use super::Domains;
use super::{Relay, RelayOptions, percent};

/// A relay and the client of a page that it serves.
struct Scene {
    relay: SocketAddr,
    back_end: SocketAddr,
    client: reqwest::Client,
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

async fn echo(method: axum::http::Method, headers: HeaderMap, body: Bytes) -> String {
    let pairs: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    json!({"method": method.as_str(), "headers": pairs, "body": String::from_utf8_lossy(&body)}).to_string()
}

async fn talk(upgrade: WebSocketUpgrade, headers: HeaderMap) -> Response<Body> {
    let cookie = headers.get(header::COOKIE).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    upgrade.protocols(["v1"]).on_upgrade(move |mut socket| async move {
        socket.send(Message::text(cookie)).await.unwrap();
        while let Some(Ok(message)) = socket.recv().await {
            match message {
                Message::Text(text) if text == "bye" => {
                    let frame = CloseFrame { code: 3001, reason: "as asked".into() };
                    socket.send(Message::Close(Some(frame))).await.unwrap();
                }
                Message::Text(_) | Message::Binary(_) => socket.send(message).await.unwrap(),
                _ => {}
            }
        }
    })
}

fn back_end() -> Router {
    Router::new()
        .route("/echo", any(echo))
        .route(
            "/cookies",
            get(|| async { axum::response::AppendHeaders([("set-cookie", "a=1"), ("set-cookie", "b=2")]) }),
        )
        .route("/teapot", get(|| async { (StatusCode::IM_A_TEAPOT, "short and stout") }))
        .route("/to-echo", any(|| async { Redirect::temporary("/echo") }))
        .route("/see-other", post(|| async { Redirect::to("/echo") }))
        .route("/to-metadata", get(|| async { Redirect::to("http://169.254.169.254/latest/meta-data/") }))
        .route("/round", get(|| async { Redirect::to("/round") }))
        .route("/never", get(|| async { std::future::pending::<()>().await }))
        .route("/talk", any(talk))
}

impl Scene {
    async fn new() -> Self {
        Self::with(RelayOptions { allow_loopback: true, appid: "wx1".to_owned(), ..RelayOptions::default() }).await
    }

    async fn with(options: RelayOptions) -> Self {
        let relay = Relay::new(options).unwrap();
        Scene {
            relay: serve(relay.routes()).await,
            back_end: serve(back_end()).await,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.back_end)
    }

    /// A request as the page makes it.
    fn ask(&self, description: &Value) -> reqwest::RequestBuilder {
        self.client
            .post(format!("http://{}/_minnow/relay", self.relay))
            .header("origin", format!("http://{}", self.relay))
            .header("x-minnow-relay", percent::encode(&description.to_string()))
    }

    async fn code(&self, description: &Value) -> (u16, String) {
        outcome(self.ask(description).send().await.unwrap())
    }
}

fn outcome(response: reqwest::Response) -> (u16, String) {
    let code = response.headers().get("x-minnow-error").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), code.unwrap_or_default())
}

fn described_headers(response: &reqwest::Response) -> Vec<(String, String)> {
    let text = response.headers()["x-minnow-headers"].to_str().unwrap();
    serde_json::from_str(&percent::decode(text).unwrap()).unwrap()
}

#[tokio::test]
async fn another_site_is_denied() {
    let scene = Scene::new().await;
    let address = format!("http://{}/_minnow/relay", scene.relay);
    let description = percent::encode(&json!({"url": scene.url("/echo")}).to_string());
    let own = format!("http://{}", scene.relay);
    for headers in [
        vec![],
        vec![("origin", "http://evil.com")],
        vec![("origin", "null")],
        vec![("origin", own.as_str()), ("sec-fetch-site", "cross-site")],
    ] {
        let mut request = scene.client.post(&address).header("x-minnow-relay", &description);
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        assert_eq!(outcome(request.send().await.unwrap()), (403, "forbidden".to_owned()), "{headers:?}");
    }
}

#[tokio::test]
async fn addresses_inside_the_network_are_denied() {
    let scene = Scene::new().await;
    for url in [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://0.0.0.0/",
        "http://0x0a.1/",
        "http://10.0.0.1/",
        "http://192.168.0.1:8080/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
    ] {
        assert_eq!(scene.code(&json!({"url": url})).await, (403, "address".to_owned()), "{url}");
    }
    assert_eq!(scene.code(&json!({"url": scene.url("/to-metadata")})).await, (403, "address".to_owned()));
}

#[tokio::test]
async fn loopback_is_denied_unless_the_server_allows_it() {
    let scene = Scene::with(RelayOptions::default()).await;
    assert_eq!(scene.code(&json!({"url": scene.url("/echo")})).await, (403, "address".to_owned()));
    let by_name = format!("http://localhost:{}/echo", scene.back_end.port());
    assert_eq!(scene.code(&json!({"url": by_name})).await, (403, "address".to_owned()));
}

#[tokio::test]
async fn a_back_end_outside_the_domain_list_is_denied() {
    let domains: Domains = serde_json::from_value(json!({"request": ["https://api.example.com"]})).unwrap();
    let scene = Scene::with(RelayOptions { domains, allow_loopback: true, ..RelayOptions::default() }).await;
    assert_eq!(scene.code(&json!({"url": scene.url("/echo")})).await, (403, "domain".to_owned()));
    let response = scene.ask(&json!({"url": scene.url("/echo")})).send().await.unwrap();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body["reason"], "url not in domain list");
    assert_eq!(scene.code(&json!({"url": scene.url("/echo"), "kind": "upload"})).await, (200, String::new()));
}

#[tokio::test]
async fn malformed_descriptions_are_refused() {
    let scene = Scene::new().await;
    for (description, expected) in [
        (json!({}), (400, "malformed")),
        (json!({"url": "ftp://a.com"}), (400, "url")),
        (json!({"url": "not a url"}), (400, "url")),
        (json!({"url": scene.url("/echo"), "method": "CONNECT"}), (400, "malformed")),
        (json!({"url": scene.url("/echo"), "headers": [["bad name", "x"]]}), (400, "malformed")),
    ] {
        assert_eq!(scene.code(&description).await, (expected.0, expected.1.to_owned()), "{description}");
    }
    let bare = scene.client.post(format!("http://{}/_minnow/relay", scene.relay));
    let response = bare.header("origin", format!("http://{}", scene.relay)).send().await.unwrap();
    assert_eq!(outcome(response), (400, "malformed".to_owned()));
}

#[tokio::test]
async fn a_request_reaches_the_back_end_with_the_programs_headers_only() {
    let scene = Scene::new().await;
    let description = json!({
        "url": scene.url("/echo?x=1"), "method": "PUT",
        "headers": [["Cookie", "session=program"], ["X-Name", "中文"], ["Host", "evil.com"], ["Referer", "http://evil.com"]],
    });
    let request = scene
        .ask(&description)
        .header("cookie", "session=browser")
        .header("user-agent", "Phone/1")
        .header("content-type", "text/plain");
    let response = request.body("hello").send().await.unwrap();
    assert_eq!(response.headers()["x-minnow-status"], "200");
    let echo: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(echo["method"], "PUT");
    assert_eq!(echo["body"], "hello");
    let headers: Vec<(String, String)> = serde_json::from_value(echo["headers"].clone()).unwrap();
    let value =
        |name: &str| headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
    assert_eq!(value("cookie"), ["session=program"]);
    assert_eq!(value("x-name"), ["中文"]);
    assert_eq!(value("content-type"), ["text/plain"]);
    assert_eq!(value("user-agent"), ["Phone/1"]);
    assert_eq!(value("host"), [scene.back_end.to_string()]);
    assert_eq!(value("referer"), [format!("https://{}/wx1/devtools/page-frame.html", scene.relay)]);
    assert_eq!(value("content-length"), ["5"]);
    assert!(value("origin").is_empty() && value("x-minnow-relay").is_empty());
}

#[tokio::test]
async fn every_status_and_cookie_is_told() {
    let scene = Scene::new().await;
    let response = scene.ask(&json!({"url": scene.url("/teapot")})).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-minnow-status"], "418");
    assert_eq!(response.text().await.unwrap(), "short and stout");
    let response = scene.ask(&json!({"url": scene.url("/cookies")})).send().await.unwrap();
    let cookies: Vec<String> = described_headers(&response)
        .into_iter()
        .filter(|(name, _)| name == "set-cookie")
        .map(|(_, value)| value)
        .collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    assert!(response.headers().get("set-cookie").is_none(), "a back end's cookie must not reach the page's jar");
}

#[tokio::test]
async fn redirects_are_followed_as_browsers_do() {
    let scene = Scene::new().await;
    let post = |path: &str| json!({"url": scene.url(path), "method": "POST"});
    let kept = scene.ask(&post("/to-echo")).body("again").send().await.unwrap();
    assert!(kept.headers()["x-minnow-url"].to_str().unwrap().ends_with("%2Fecho"));
    let echo: Value = serde_json::from_str(&kept.text().await.unwrap()).unwrap();
    assert_eq!((echo["method"].as_str(), echo["body"].as_str()), (Some("POST"), Some("again")));
    let turned = scene.ask(&post("/see-other")).body("dropped").send().await.unwrap();
    let echo: Value = serde_json::from_str(&turned.text().await.unwrap()).unwrap();
    assert_eq!((echo["method"].as_str(), echo["body"].as_str()), (Some("GET"), Some("")));
    let manual = scene.ask(&json!({"url": scene.url("/round"), "redirect": "manual"})).send().await.unwrap();
    assert_eq!(manual.headers()["x-minnow-status"], "303");
    assert!(described_headers(&manual).contains(&("location".to_owned(), "/round".to_owned())));
    assert_eq!(scene.code(&json!({"url": scene.url("/round")})).await, (502, "redirects".to_owned()));
}

#[tokio::test]
async fn a_large_body_streams_through_and_a_too_large_one_is_refused() {
    let scene = Scene::new().await;
    let body = "x".repeat(1_900_000);
    let description = json!({"url": scene.url("/echo"), "method": "POST"});
    let response = scene.ask(&description).body(body.clone()).send().await.unwrap();
    let echo: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(echo["body"].as_str().map(str::len), Some(body.len()));
    // Announced only: nothing of it is sent before the refusal.
    let refused = scene
        .ask(&description)
        .header("content-length", "209715200")
        .body(reqwest::Body::wrap_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>()));
    assert_eq!(outcome(refused.send().await.unwrap()), (413, "too-large".to_owned()));
}

#[tokio::test]
async fn a_back_end_that_is_silent_gone_or_unknown_is_told_apart() {
    let scene = Scene::new().await;
    assert_eq!(scene.code(&json!({"url": scene.url("/never"), "timeout_ms": 50})).await, (504, "timeout".to_owned()));
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(scene.code(&json!({"url": format!("http://{free}/")})).await, (502, "connect".to_owned()));
    assert_eq!(scene.code(&json!({"url": "http://does-not-exist.invalid/"})).await, (502, "dns".to_owned()));
}

type PageSocket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;
type PageMessage = tokio_tungstenite::tungstenite::Message;

async fn socket(
    scene: &Scene,
    description: &Value,
    origin: &str,
) -> Result<PageSocket, tokio_tungstenite::tungstenite::Error> {
    let url = format!("ws://{}/_minnow/socket?d={}", scene.relay, percent::encode(&description.to_string()));
    let mut request = url.into_client_request()?;
    request.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
    Ok(tokio_tungstenite::connect_async(request).await?.0)
}

async fn next_text(socket: &mut PageSocket) -> String {
    socket.next().await.unwrap().unwrap().into_text().unwrap().to_string()
}

#[tokio::test]
async fn a_socket_of_another_site_or_to_a_forbidden_address_is_denied() {
    let scene = Scene::new().await;
    let description = json!({"url": format!("ws://{}/talk", scene.back_end)});
    assert!(socket(&scene, &description, "http://evil.com").await.is_err());
    let own = format!("http://{}", scene.relay);
    for (url, code) in [("ws://169.254.169.254/", "address"), ("ws://10.0.0.1/", "address"), ("http://a.com", "url")] {
        let mut socket = socket(&scene, &json!({"url": url}), &own).await.unwrap();
        let first: Value = serde_json::from_str(&next_text(&mut socket).await).unwrap();
        assert_eq!(first["error"]["code"], code, "{url}");
        let PageMessage::Close(Some(frame)) = socket.next().await.unwrap().unwrap() else { panic!("a close follows") };
        assert_eq!(u16::from(frame.code), 4000);
    }
}

#[tokio::test]
async fn a_socket_passes_messages_and_the_close_on() {
    let scene = Scene::new().await;
    let description = json!({"url": format!("ws://{}/talk", scene.back_end), "headers": [["Cookie", "a=1"]], "protocols": ["v0", "v1"]});
    let mut socket = socket(&scene, &description, &format!("http://{}", scene.relay)).await.unwrap();
    let first: Value = serde_json::from_str(&next_text(&mut socket).await).unwrap();
    assert_eq!(first["open"]["protocol"], "v1");
    assert_eq!(next_text(&mut socket).await, "a=1");
    socket.send(PageMessage::text("你好")).await.unwrap();
    assert_eq!(next_text(&mut socket).await, "你好");
    socket.send(PageMessage::binary(vec![0, 255, 7])).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), PageMessage::binary(vec![0, 255, 7]));
    socket.send(PageMessage::text("bye")).await.unwrap();
    let PageMessage::Close(Some(frame)) = socket.next().await.unwrap().unwrap() else { panic!("a close follows") };
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (3001, "as asked"));
}

#[tokio::test]
async fn a_visitor_from_elsewhere_never_reaches_this_machine() {
    let options = RelayOptions { allow_loopback: true, ..RelayOptions::default() };
    let relay = Relay::new(options).unwrap();
    let loopback: std::net::IpAddr = "127.0.0.1".parse().unwrap();
    let route = |visitor: &str| Arc::clone(&relay).route(visitor.parse().unwrap()).policy.allows(loopback);
    assert!(route("127.0.0.1:5000"));
    assert!(route("[::ffff:127.0.0.1]:5000"));
    assert!(!route("192.168.1.7:5000"));
}
