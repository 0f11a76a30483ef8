//! The edge role: in front of origins that say what may be kept, that are slow, and that go away.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response};
use axum::response::IntoResponse as _;
use futures_util::future::join_all;
use futures_util::{SinkExt as _, StreamExt as _};
use rustls::pki_types::pem::PemObject as _;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio_tungstenite::tungstenite::Message;

use super::Scene;
use crate::{CertificateSource, EdgeConfig, EdgeServer, EdgeTls, TlsFiles};

/// A server that answers as a test says.
struct Origin {
    port: u16,
    asked: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    /// Answers wait until it is open.
    gate: watch::Sender<bool>,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
}

impl Origin {
    async fn new(answer: impl Fn(&str, &HeaderMap) -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        let (asked, seen) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (gate, opened) = watch::channel(true);
        let (count, list) = (Arc::clone(&asked), Arc::clone(&seen));
        let routes = axum::Router::new().fallback(move |request: Request| {
            let (answer, mut opened) = (answer.clone(), opened.clone());
            let (count, list) = (Arc::clone(&count), Arc::clone(&list));
            async move {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = opened.wait_for(|is_open| *is_open).await;
                let (head, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
                list.lock().unwrap().push((head.headers.clone(), body));
                answer(head.uri.path(), &head.headers)
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = oneshot::channel();
        let serve = axum::serve(listener, routes).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        let served = tokio::spawn(async move { serve.await.unwrap() });
        Origin { port, asked, seen, gate, stop, served }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Nothing listens there any more when this returns.
    async fn go_away(self) {
        let _ = self.stop.send(());
        self.served.await.unwrap();
    }
}

struct Edge {
    port: u16,
    client: reqwest::Client,
}

impl Edge {
    async fn before(port: u16) -> Self {
        Self::with_memory(port, 64 << 20).await
    }

    async fn with_memory(port: u16, memory_bytes_max: u64) -> Self {
        let config = EdgeConfig {
            listen: ([127, 0, 0, 1], 0).into(),
            origin: format!("http://127.0.0.1:{port}").parse().unwrap(),
            memory_bytes_max,
            metrics: None,
            tls: None,
        };
        let server = EdgeServer::start(config).await.unwrap();
        let port = server.address().unwrap().port();
        tokio::spawn(server.run(std::future::pending()));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Edge { port, client }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
        self.get_of("shop.mini.localhost", path, headers).await
    }

    async fn get_of(&self, host: &str, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
        let mut request = self.client.get(format!("http://127.0.0.1:{}{path}", self.port)).header("host", host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned())
    }
}

fn told(status: u16, headers: &[(&'static str, &'static str)], body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = axum::http::StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

const FOR_EVER: (&str, &str) = ("cache-control", "public, max-age=31536000, immutable");
/// As the platform says it of a document.
const DOCUMENT: [(&str, &str); 3] = [
    ("cache-control", "public, no-cache"),
    ("cdn-cache-control", "max-age=0, stale-if-error=86400"),
    ("etag", "\"1\""),
];

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
}

#[tokio::test]
async fn hundreds_who_want_the_same_at_once_are_one_request() {
    let origin = Origin::new(|_, _| told(200, &[FOR_EVER], "the file")).await;
    let edge = Edge::before(origin.port).await;
    origin.gate.send_replace(false);
    let all = join_all((0..300).map(|_| edge.get("/a/app.js", &[])));
    let opening = async {
        while origin.asked() == 0 {
            tokio::task::yield_now().await;
        }
        // Time for the others to come, if any would.
        for _ in 0..2000 {
            tokio::task::yield_now().await;
        }
        origin.gate.send_replace(true);
    };
    let (answers, ()) = tokio::join!(all, opening);
    assert!(answers.iter().all(|(status, _, body)| *status == 200 && body == "the file"));
    assert_eq!(origin.asked(), 1);
    let (_, headers, _) = edge.get("/a/app.js", &[]).await;
    assert_eq!((text(&headers, "cache-status"), text(&headers, "age").is_empty()), ("minnow; hit".to_owned(), false));
    // Another program's file of the same name is another one.
    edge.get_of("tea.mini.localhost", "/a/app.js", &[]).await;
    assert_eq!(origin.asked(), 2);
}

#[tokio::test]
async fn what_is_for_one_person_goes_to_nobody_else() {
    let of_whom = |path: &str, asked: &HeaderMap| {
        let who = text(asked, "cookie") + &text(asked, "authorization");
        match path {
            "/private" => told(200, &[("cache-control", "private, max-age=60")], who),
            "/silent" => told(200, &[], who),
            "/no-store" => told(200, &[("cache-control", "no-store")], who),
            "/cookie" => told(200, &[FOR_EVER, ("set-cookie", "a=b")], who),
            "/varies" => told(200, &[FOR_EVER, ("vary", "accept-encoding, cookie")], who),
            _ => told(200, &[("cache-control", "max-age=60")], who),
        }
    };
    let origin = Origin::new(of_whom).await;
    let edge = Edge::before(origin.port).await;
    for path in ["/private", "/silent", "/no-store", "/cookie", "/varies"] {
        let names: Vec<String> = (0..50).map(|number| format!("who={number}")).collect();
        let edge = &edge;
        let wanted = names.iter().map(|name| async move { edge.get(path, &[("cookie", name.as_str())]).await.2 });
        assert_eq!(join_all(wanted).await, names, "{path}");
    }
    for name in ["Bearer a", "Bearer b"] {
        assert_eq!(edge.get("/public", &[("authorization", name)]).await.2, name);
    }
    assert_eq!(edge.get("/public", &[]).await.2, "");
}

#[tokio::test]
async fn what_was_kept_is_there_while_the_origin_is_away() {
    let origin = Origin::new(|path, _| match path {
        "/a/app.js" => told(200, &[FOR_EVER], "the file"),
        "/" => told(200, &DOCUMENT, "the document"),
        "/strict" => told(200, &[("cache-control", "no-cache"), ("etag", "\"1\"")], "checked each time"),
        _ => told(200, &[("cache-control", "private, no-cache"), ("etag", "\"1\"")], "an entry"),
    });
    let origin = origin.await;
    let edge = Edge::before(origin.port).await;
    let paths = ["/a/app.js", "/", "/strict", "/-K7Q2M9XR4T"];
    for path in paths {
        assert_eq!(edge.get(path, &[]).await.0, 200);
    }
    origin.go_away().await;
    for _ in 0..3 {
        let (status, headers, body) = edge.get("/a/app.js", &[]).await;
        assert_eq!((status, body.as_str(), text(&headers, "cache-status").as_str()), (200, "the file", "minnow; hit"));
        let (status, headers, body) = edge.get("/", &[]).await;
        assert_eq!((status, body.as_str()), (200, "the document"));
        assert!(text(&headers, "cache-status").contains("fwd=stale; detail=origin-"), "{headers:?}");
        assert_eq!(edge.get("/", &[("if-none-match", "\"1\"")]).await.0, 304);
        for path in ["/strict", "/-K7Q2M9XR4T", "/never-asked-for"] {
            let (status, headers, _) = edge.get(path, &[]).await;
            assert_eq!((status, text(&headers, "cache-control").as_str()), (502, "no-store"), "{path}");
        }
    }
}

#[tokio::test]
async fn an_origin_that_fails_is_as_one_that_is_away() {
    let is_ill = Arc::new(AtomicUsize::new(0));
    let illness = Arc::clone(&is_ill);
    let origin = Origin::new(move |_, _| match illness.load(Ordering::SeqCst) {
        0 => told(200, &DOCUMENT, "the document"),
        _ => told(503, &[("cache-control", "no-store")], "busy"),
    });
    let origin = origin.await;
    let edge = Edge::before(origin.port).await;
    edge.get("/", &[]).await;
    is_ill.store(1, Ordering::SeqCst);
    assert_eq!(edge.get("/", &[]).await.2, "the document");
    assert_eq!(edge.get("/other", &[]).await.0, 503);
    assert_eq!(origin.asked(), 3);
}

#[tokio::test]
async fn a_document_is_asked_about_each_time_and_sent_once() {
    let origin = Origin::new(|_, asked| match text(asked, "if-none-match").as_str() {
        "\"1\"" => told(304, &DOCUMENT, ""),
        _ => told(200, &DOCUMENT, "the document"),
    });
    let origin = origin.await;
    let edge = Edge::before(origin.port).await;
    for _ in 0..4 {
        let (status, headers, body) = edge.get("/", &[]).await;
        assert_eq!(
            (status, body.as_str(), text(&headers, "cache-control").as_str()),
            (200, "the document", "public, no-cache")
        );
    }
    assert_eq!(edge.get("/", &[("if-none-match", "\"1\"")]).await.0, 304);
    assert_eq!(edge.get("/", &[("if-none-match", "\"0\"")]).await.0, 200);
    // As many at once as there are people: each is a launch.
    join_all((0..20).map(|_| edge.get("/", &[("sec-fetch-mode", "navigate")]))).await;
    assert_eq!(origin.asked(), 26);
    let seen = origin.seen.lock().unwrap();
    assert!(seen.iter().skip(1).all(|(headers, _)| text(headers, "if-none-match") == "\"1\""));
    assert!(seen.iter().skip(6).all(|(headers, _)| text(headers, "sec-fetch-mode") == "navigate"));
}

#[tokio::test]
async fn the_next_answer_is_fetched_while_the_last_one_is_sent() {
    let number = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&number);
    let rule = [("cache-control", "max-age=0, stale-while-revalidate=60"), ("etag", "\"1\"")];
    let origin = Origin::new(move |_, _| told(200, &rule, counted.fetch_add(1, Ordering::SeqCst).to_string())).await;
    let edge = Edge::before(origin.port).await;
    assert_eq!(edge.get("/", &[]).await.2, "0");
    origin.gate.send_replace(false);
    // The origin holds back its answer, and nobody waits for it.
    for _ in 0..3 {
        assert_eq!(edge.get("/", &[]).await.2, "0");
    }
    origin.gate.send_replace(true);
    while edge.get("/", &[]).await.2 == "0" {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn redirects_and_refusals_are_kept_when_they_say_so() {
    let origin = Origin::new(|path, _| match path {
        "/moved" => told(301, &[("location", "/there"), ("cache-control", "max-age=60")], ""),
        "/for-now" => told(302, &[("location", "/there")], ""),
        "/gone" => told(404, &[("cache-control", "max-age=60")], "nothing"),
        "/absent" => told(404, &[("cache-control", "no-store")], "nothing"),
        "/forbidden" => told(403, &[("cache-control", "max-age=60")], "no"),
        _ => told(421, &[("cache-control", "no-store")], "foreign"),
    });
    let origin = origin.await;
    let edge = Edge::before(origin.port).await;
    for (path, status, asked) in [
        ("/moved", 301, 1),
        ("/for-now", 302, 3),
        ("/gone", 404, 1),
        ("/absent", 404, 3),
        ("/forbidden", 403, 3),
        ("/", 421, 3),
    ] {
        let before = origin.asked();
        for _ in 0..3 {
            let (found, headers, _) = edge.get(path, &[]).await;
            assert_eq!(found, status);
            assert_eq!(text(&headers, "location").is_empty(), !matches!(status, 301 | 302));
        }
        assert_eq!(origin.asked() - before, asked, "{path}");
    }
}

#[tokio::test]
async fn each_compressed_form_is_kept_for_itself() {
    let origin = Origin::new(|_, asked| {
        let form = text(asked, "accept-encoding");
        told(200, &[FOR_EVER, ("vary", "accept-encoding")], form)
    });
    let origin = origin.await;
    let edge = Edge::before(origin.port).await;
    for _ in 0..2 {
        for (asked, form) in [
            ("gzip, deflate, br, zstd", "br, zstd, gzip"),
            ("gzip;q=1, br;q=0", "gzip"),
            ("", ""),
            ("br,gzip,zstd", "br, zstd, gzip"),
        ] {
            assert_eq!(edge.get("/a/app.js", &[("accept-encoding", asked)]).await.2, form);
        }
    }
    assert_eq!(origin.asked(), 3);
}

#[tokio::test]
async fn what_is_not_kept_goes_through_as_it_is() {
    let origin =
        Origin::new(|_, _| told(201, &[("connection", "x-mine"), ("x-mine", "1"), ("x-other", "2")], "made")).await;
    let edge = Edge::before(origin.port).await;
    let request = edge.client.post(format!("http://127.0.0.1:{}/api?a=b", edge.port));
    let request = request.header("host", "mini.localhost:8080").header("te", "trailers").body("a body");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 201);
    assert!(answer.headers().contains_key("x-other") && !answer.headers().contains_key("x-mine"));
    assert_eq!(answer.text().await.unwrap(), "made");
    let (headers, body) = origin.seen.lock().unwrap()[0].clone();
    assert_eq!((text(&headers, "host").as_str(), &body[..]), ("mini.localhost:8080", &b"a body"[..]));
    assert_eq!((text(&headers, "te").as_str(), text(&headers, "via").as_str()), ("", "1.1 minnow-edge"));
    assert_eq!(text(&headers, "x-forwarded-for"), "127.0.0.1");
}

#[tokio::test]
async fn what_is_too_large_to_keep_goes_through_whole() {
    let large = "x".repeat(200_000);
    let body = large.clone();
    let origin = Origin::new(move |path, _| match path {
        "/told" => told(200, &[FOR_EVER], body.clone()),
        // In pieces, so that its length is not told.
        _ => {
            let pieces: Vec<Result<String, std::io::Error>> =
                body.as_bytes().chunks(1000).map(|piece| Ok(String::from_utf8_lossy(piece).into_owned())).collect();
            told(200, &[FOR_EVER], Body::from_stream(futures_util::stream::iter(pieces)))
        }
    });
    let origin = origin.await;
    let edge = Edge::with_memory(origin.port, 1 << 20).await;
    for path in ["/told", "/untold"] {
        for _ in 0..2 {
            assert_eq!(edge.get(path, &[]).await.2, large, "{path}");
        }
    }
    assert_eq!(origin.asked(), 4);
}

#[tokio::test]
async fn sockets_pass_through() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let echo = async |upgrade: WebSocketUpgrade| {
        upgrade
            .on_upgrade(async |mut socket: WebSocket| {
                while let Some(Ok(message)) = socket.next().await {
                    let _ = socket.send(message).await;
                }
            })
            .into_response()
    };
    let routes = axum::Router::new().fallback(echo);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let edge = Edge::before(port).await;
    let (mut socket, _) =
        tokio_tungstenite::connect_async(format!("ws://127.0.0.1:{}/_minnow/socket", edge.port)).await.unwrap();
    for word in ["one", "two"] {
        socket.send(Message::text(word)).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap().into_text().unwrap(), word);
    }
    socket.close(None).await.unwrap();
}

#[tokio::test]
async fn a_platform_counts_every_launch_that_comes_by_an_edge() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let script = "<script defer fetchpriority=\"high\" src=\"/a/app.js\"></script>";
    let page = format!("<!doctype html>{script}<p>{}</p>", "version 1.0.0 ".repeat(50));
    let files = [("app.json", "{}"), ("index.html", page.as_str()), ("a/app.js", "run()")];
    scene.publish(&operator, "shop", "1.0.0", &files).await;
    scene.ask(&operator, "POST", "/api/v1/apps/shop/versions/1.0.0/submit", None).await;
    assert_eq!(scene.release(&operator, "shop", "1.0.0", 100).await.status, 201);
    let body = json!({"kind": "link", "name": "poster", "page": "", "query": "a=1"});
    let entry = scene.ask(&operator, "POST", "/api/v1/apps/shop/entries", Some(body)).await.json();
    let address = entry["address"].as_str().unwrap();
    let entry_path = format!("/{}", address.rsplit('/').next().unwrap());
    let edge = Edge::before(scene.port).await;
    for _ in 0..3 {
        let (status, headers, body) = edge.get("/", &[]).await;
        assert_eq!((status, body.contains("version 1.0.0")), (200, true));
        assert_eq!(text(&headers, "cdn-cache-control"), "max-age=0, stale-if-error=86400");
        assert_eq!(text(&headers, "link"), LINK.1);
        let (status, headers, body) = edge.get(&entry_path, &[]).await;
        assert!(status == 200 && body.contains("minnow-launch"), "{body}");
        assert!(text(&headers, "cache-control").contains("private"));
        let (status, _, body) = edge.get("/a/app.js", &[]).await;
        assert_eq!((status, body.as_str()), (200, "run()"));
    }
    assert_eq!(edge.get("/", &[("if-none-match", &text(&edge.get("/", &[]).await.1, "etag"))]).await.0, 304);
    let (_, headers, _) = edge.get("/a/app.js", &[]).await;
    assert_eq!(text(&headers, "cache-status"), "minnow; hit");
    for path in ["/", &entry_path] {
        assert_eq!(text(&edge.navigate(path).await.0.unwrap(), "link"), LINK.1);
    }
    scene.platform.launch.entries.settle().await.unwrap();
    let counted = scene.ask(&operator, "GET", "/api/v1/apps/shop/launches", None).await.json();
    let launches: Vec<i64> = counted.as_array().unwrap().iter().map(|row| row["launches"].as_i64().unwrap()).collect();
    assert_eq!(launches, [6, 4], "{counted}");
    // What is released next is what people get next.
    scene.approved(&operator, "shop", "1.0.1").await;
    scene.release(&operator, "shop", "1.0.1", 100).await;
    assert!(edge.get("/", &[]).await.2.contains("version 1.0.1"));
}

const LINK: (&str, &str) = ("link", "</a/app.js>; rel=preload; as=script");

impl Edge {
    /// Opens a page as a browser does over HTTP/2: what it was told early, then the answer.
    async fn navigate(&self, path: &str) -> (Option<HeaderMap>, u16, HeaderMap) {
        self.navigate_then(path, || ()).await
    }

    async fn navigate_then(&self, path: &str, told_early: impl FnOnce()) -> (Option<HeaderMap>, u16, HeaderMap) {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        navigate_over(stream, path, told_early).await
    }
}

async fn navigate_over(
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    path: &str,
    told_early: impl FnOnce(),
) -> (Option<HeaderMap>, u16, HeaderMap) {
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let uri = format!("http://shop.mini.localhost{path}");
    let request = axum::http::Request::get(uri).header("sec-fetch-mode", "navigate").body(()).unwrap();
    let (mut answer, _) = client.ready().await.unwrap().send_request(request, true).unwrap();
    let told = std::future::poll_fn(|cx| answer.poll_informational(cx)).await;
    told_early();
    let (head, _) = answer.await.unwrap().into_parts();
    connection.abort();
    (told.map(|told| told.unwrap().headers().clone()), head.status.as_u16(), head.headers)
}

#[tokio::test]
async fn browsers_reach_an_edge_by_tls_of_its_own() {
    let origin = Origin::new(|_, _| told(200, &[("cache-control", "private, no-cache"), LINK], "a page")).await;
    let folder = tempfile::tempdir().unwrap();
    let names = ["mini.localhost", "*.mini.localhost"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let files = TlsFiles { certificate: folder.path().join("chain.pem"), key: folder.path().join("key.pem") };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let source = CertificateSource::Files(files.clone());
    let config = |domain: &str| EdgeConfig {
        listen: ([127, 0, 0, 1], 0).into(),
        origin: format!("http://127.0.0.1:{}", origin.port).parse().unwrap(),
        memory_bytes_max: 1 << 20,
        metrics: None,
        tls: Some(EdgeTls { certificate: source.clone(), domain: domain.parse().unwrap(), folder: PathBuf::new() }),
    };
    let refused = EdgeServer::start(config("mini.example.com")).await.err().unwrap().to_string();
    assert!(refused.contains("*.mini.example.com"), "{refused}");
    let server = EdgeServer::start(config("mini.localhost")).await.unwrap();
    let address = server.address().unwrap();
    tokio::spawn(server.run(std::future::pending()));

    let mut roots = rustls::RootCertStore::empty();
    roots.add(rustls::pki_types::CertificateDer::from_pem_file(&files.certificate).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = vec![b"h2".to_vec()];
    let connector = tokio_rustls::TlsConnector::from(Arc::new(client));
    for is_told in [false, true] {
        let name = rustls::pki_types::ServerName::try_from("shop.mini.localhost").unwrap();
        let stream = connector.connect(name, TcpStream::connect(address).await.unwrap()).await.unwrap();
        let (told, status, _) = navigate_over(stream, "/", || ()).await;
        assert_eq!((told.is_some(), status), (is_told, 200));
    }
}

#[tokio::test]
async fn a_page_is_told_early_what_it_begins_with() {
    let headers = [DOCUMENT[0], DOCUMENT[1], DOCUMENT[2], LINK, ("link", "</next>; rel=next")];
    let origin = Origin::new(move |path, asked| match (path, text(asked, "if-none-match").as_str()) {
        ("/plain", _) => told(200, &DOCUMENT, "nothing ahead"),
        ("/entry", _) => told(200, &[("cache-control", "private, no-cache"), LINK], "an entry"),
        ("/gone", _) => told(404, &[("cache-control", "no-store"), LINK], "nothing"),
        ("/a/app.js", _) => told(200, &[FOR_EVER, LINK], "the file"),
        (_, "\"1\"") => told(304, &DOCUMENT, ""),
        _ => told(200, &headers, "the document"),
    });
    let origin = origin.await;
    let edge = Edge::before(origin.port).await;
    // The first answer says what the next ones begin with, whoever asked for it.
    assert_eq!(edge.navigate("/").await.0, None);
    origin.gate.send_replace(false);
    // The origin answers only once that was read.
    let (told, status, headers) = edge
        .navigate_then("/?from=poster", || {
            origin.gate.send_replace(true);
        })
        .await;
    assert_eq!((text(&told.unwrap(), "link"), status), (LINK.1.to_owned(), 200));
    assert_eq!(headers.get_all("link").iter().count(), 2);
    // After a 304, too.
    assert!(edge.navigate("/").await.0.is_some());
    assert!(edge.navigate("/").await.0.is_some());
    for (path, is_told) in [("/entry", true), ("/plain", false), ("/gone", false), ("/a/app.js", false)] {
        edge.get(path, &[]).await;
        assert_eq!(edge.navigate(path).await.0.is_some(), is_told, "{path}");
    }
    // Another program's page of the same address is another one.
    let (asked, seen) = (origin.asked(), edge.get_of("tea.mini.localhost", "/", &[]).await);
    assert_eq!((origin.asked() - asked, seen.2.as_str()), (1, "the document"));
    // While the origin is away a kept answer is sent, which says it itself.
    origin.go_away().await;
    assert_eq!(edge.navigate("/").await.1, 200);
}

const DIGESTS: [&str; 2] =
    [":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:", ":AAAA1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:"];

#[tokio::test]
async fn what_is_made_against_a_dictionary_goes_to_those_who_have_it() {
    let origin = Origin::new(|path, asked| {
        let (form, dictionary) = (text(asked, "accept-encoding"), text(asked, "available-dictionary"));
        let vary = ("vary", "accept-encoding, available-dictionary");
        if path == "/a/wrong.1.js" {
            return told(200, &[FOR_EVER, ("content-encoding", "dcz")], "of nobody");
        }
        if path == "/a/app.1.js" && dictionary == DIGESTS[0] && form.contains("dcz") {
            return told(200, &[FOR_EVER, vary, ("content-encoding", "dcz")], "the difference");
        }
        told(200, &[FOR_EVER, vary], format!("the whole: {form}"))
    });
    let origin = origin.await;
    let edge = Edge::before(origin.port).await;
    let takes = ("accept-encoding", "gzip, deflate, br, zstd, dcb, dcz");
    let (has, has_other) = (("available-dictionary", DIGESTS[0]), ("available-dictionary", DIGESTS[1]));
    let own = ("sec-fetch-site", "same-origin");
    let whole = "the whole: br, zstd, gzip";
    for _ in 0..3 {
        for (headers, body) in [
            (&[takes, has, own][..], "the difference"),
            // Whoever cannot read it.
            (&[takes, own], whole),
            (&[("accept-encoding", "br, zstd, gzip"), has, own], whole),
            (&[("accept-encoding", "br, zstd, gzip, dcz;q=0"), has, own], whole),
            (&[takes, has, ("sec-fetch-site", "cross-site")], whole),
            (&[takes, has], whole),
            (&[takes, ("available-dictionary", ":short:"), own], whole),
        ] {
            assert_eq!(edge.get("/a/app.1.js", headers).await.2, body, "{headers:?}");
        }
    }
    assert_eq!(origin.asked(), 2);
    // A dictionary that is of no use is asked about once, and what came is for all.
    for _ in 0..3 {
        let (_, _, body) = edge.get("/a/app.1.js", &[takes, has_other, own]).await;
        assert_eq!(body, "the whole: br, zstd, gzip, dcz");
    }
    assert_eq!(origin.asked(), 3);
    let headers = [takes, has, own];
    let wanted = join_all((0..20).map(|_| edge.get("/a/other.1.js", &headers)));
    assert!(wanted.await.iter().all(|(status, _, _)| *status == 200));
    assert_eq!(origin.asked(), 4);
    edge.get("/a/other.1.js", &[("accept-encoding", "br, zstd, gzip")]).await;
    assert_eq!(origin.asked(), 4);
    // What no request can have asked for is not kept.
    for _ in 0..2 {
        edge.get("/a/wrong.1.js", &[("accept-encoding", "br")]).await;
    }
    assert_eq!(origin.asked(), 6);
}
