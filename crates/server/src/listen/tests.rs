//! Connections against clients that nobody here wrote (`h2`, `rustls`, bare sockets), kind ones and others.

use std::convert::Infallible;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use axum::{Extension, Router};
use bytes::Bytes;
use futures_util::stream;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

use super::limits::{HEAD_BYTES_MAX, HEADERS_MAX, PATIENCE, Patience};
use super::{Doors, EarlyHints, FileOfBody, Tls, TlsError, TlsFiles, serve};
use crate::config::Domain;

mod simple;

/// A server that is soon tired of waiting.
const HURRIED: Patience = Patience {
    handshake: Duration::from_millis(500),
    head: Duration::from_millis(500),
    body_pause: Duration::from_millis(400),
    body_slow: Duration::from_secs(1),
    write_pause: Duration::from_millis(400),
    idle: Duration::from_secs(1),
    finish: Duration::from_secs(5),
};

struct House {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: tokio::task::JoinHandle<()>,
    /// Lets `/slow` answer.
    slow: Arc<Notify>,
    /// The certificate, for whoever wants TLS.
    certificate: Option<PathBuf>,
    _folder: tempfile::TempDir,
}

/// A large body, the same each time.
fn large() -> Vec<u8> {
    (0..500_000_u32).flat_map(u32::to_le_bytes).collect()
}

fn application(folder: &std::path::Path, slow: Arc<Notify>) -> Router {
    let path = folder.join("large");
    std::fs::write(&path, large()).unwrap();
    let (content, file) = (Bytes::from(large()), Arc::new(std::fs::File::open(&path).unwrap()));
    let from_file = move |range: Option<(usize, usize)>| {
        let (content, file) = (content.clone(), Arc::clone(&file));
        let part = range.map_or_else(|| content.clone(), |(start, end)| content.slice(start..end));
        let mut response = Response::new(Body::from(part));
        response.extensions_mut().insert(FileOfBody { content, file });
        response
    };
    let part = from_file.clone();
    Router::new()
        .route("/", get(|| async { "here" }))
        .route("/peer", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }))
        .route("/large", get(move || async move { from_file(None) }))
        .route("/part", get(move || async move { part(Some((100_000, 900_000))) }))
        .route(
            "/stream",
            get(|| async {
                let pieces = stream::iter((0..50).map(|at| Ok::<_, Infallible>(Bytes::from(vec![at; 20_000]))));
                Body::from_stream(pieces)
            }),
        )
        .route(
            "/length",
            post(|request: Request| async move {
                match to_bytes(request.into_body(), 10 << 20).await {
                    Ok(body) => body.len().to_string().into_response(),
                    Err(error) => (StatusCode::REQUEST_TIMEOUT, error.to_string()).into_response(),
                }
            }),
        )
        .route(
            "/slow",
            get(move || async move {
                slow.notified().await;
                "slow"
            }),
        )
        .route(
            "/hinted",
            get(|hints: Option<Extension<EarlyHints>>| async move {
                if let Some(Extension(hints)) = hints {
                    hints.send(&[HeaderValue::from_static("</a.js>; rel=preload; as=script")]);
                }
                tokio::task::yield_now().await;
                "hinted"
            }),
        )
}

fn write_certificate(folder: &std::path::Path, names: &[&str]) -> TlsFiles {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let files = TlsFiles { certificate: folder.join("chain.pem"), key: folder.join("key.pem") };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    files
}

fn domain() -> Domain {
    "mini.example.com".parse().unwrap()
}

const NAMES: [&str; 2] = ["mini.example.com", "*.mini.example.com"];

impl House {
    async fn plain() -> Self {
        Self::open(false, PATIENCE).await
    }

    async fn secure() -> Self {
        Self::open(true, PATIENCE).await
    }

    async fn open(is_secure: bool, patience: Patience) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = is_secure.then(|| write_certificate(folder.path(), &NAMES));
        let tls = files.clone().map(|files| Tls::open(files, &domain()).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let slow = Arc::new(Notify::new());
        let until = async {
            let _ = stopped.await;
        };
        let ended = tokio::spawn(serve(
            Doors { listener, tls, patience },
            application(folder.path(), Arc::clone(&slow)),
            until,
        ));
        let certificate = files.map(|files| files.certificate);
        House { address, stop: Some(stop), ended, slow, certificate, _folder: folder }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// `protocol`: what the client says it speaks.
    async fn connect_tls(&self, protocol: &[u8]) -> tokio_rustls::client::TlsStream<TcpStream> {
        let mut roots = rustls::RootCertStore::empty();
        let certificate = self.certificate.as_ref().unwrap();
        roots.add(rustls::pki_types::CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let name = ServerName::try_from("shop.mini.example.com").unwrap();
        tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, self.connect().await).await.unwrap()
    }
}

/// Says something over HTTP/1.1 and reads until the server hangs up.
async fn say(house: &House, text: &str) -> String {
    let mut stream = house.connect().await;
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn get_closing(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: mini.example.com\r\nconnection: close\r\n\r\n")
}

type Client = h2::client::SendRequest<Bytes>;

/// A client of HTTP/2 on a connection.
async fn client(
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
) -> (Client, tokio::task::JoinHandle<Result<(), h2::Error>>) {
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    (client.ready().await.unwrap(), tokio::spawn(connection))
}

fn asking(method: &str, path: &str) -> axum::http::Request<()> {
    let uri = format!("https://shop.mini.example.com{path}");
    axum::http::Request::builder().method(method).uri(uri).body(()).unwrap()
}

async fn fetch(client: &mut Client, method: &str, path: &str) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let (answer, _) = client.send_request(asking(method, path), true).unwrap();
    read(answer).await
}

async fn read(answer: h2::client::ResponseFuture) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let (head, mut body) = answer.await.unwrap().into_parts();
    let mut content = Vec::new();
    while let Some(piece) = body.data().await {
        let piece = piece.unwrap();
        body.flow_control().release_capacity(piece.len()).unwrap();
        content.extend_from_slice(&piece);
    }
    (head.status, head.headers, content)
}

#[tokio::test]
async fn one_connection_of_http2_has_many_answers_at_once() {
    let house = House::secure().await;
    let (mut client, _connection) = client(house.connect_tls(b"h2").await).await;
    let answers: Vec<_> = (0..100)
        .map(|at| {
            let path = ["/", "/stream", "/large", "/part"][at % 4];
            // All are read at once: what nobody reads takes the room of the rest.
            tokio::spawn(read(client.send_request(asking("GET", path), true).unwrap().0))
        })
        .collect();
    for (at, answer) in answers.into_iter().enumerate() {
        let (status, headers, content) = answer.await.unwrap();
        assert_eq!(status, 200);
        assert!(headers.contains_key("date") && !headers.contains_key("connection"), "{headers:?}");
        match at % 4 {
            0 => assert_eq!((content.as_slice(), &headers["content-length"]), (&b"here"[..], &HeaderValue::from(4))),
            1 => assert!(content.len() == 1_000_000 && content[999_999] == 49),
            2 => assert!(content == large()),
            _ => assert!(content == large()[100_000..900_000]),
        }
    }
    let (status, headers, content) = fetch(&mut client, "HEAD", "/large").await;
    assert_eq!((status.as_u16(), headers["content-length"].to_str().unwrap(), content.len()), (200, "2000000", 0));
    assert_eq!(fetch(&mut client, "GET", "/none").await.0, 404);
    assert_eq!(fetch(&mut client, "GET", "/peer").await.2, b"127.0.0.1");
}

#[tokio::test]
async fn a_body_of_http2_comes_whole() {
    let house = House::secure().await;
    let (mut client, _connection) = client(house.connect_tls(b"h2").await).await;
    let (answer, mut body) = client.send_request(asking("POST", "/length"), false).unwrap();
    // More than a window, so that it is only sent when it is read.
    for _ in 0..100 {
        body.reserve_capacity(50_000);
        let mut left = 50_000;
        while left > 0 {
            let may = std::future::poll_fn(|cx| body.poll_capacity(cx)).await.unwrap().unwrap().min(left);
            body.send_data(Bytes::from(vec![0; may]), false).unwrap();
            left -= may;
        }
    }
    body.send_data(Bytes::new(), true).unwrap();
    assert_eq!(read(answer).await.2, b"5000000");
}

#[tokio::test]
async fn http2_without_tls_is_for_clients_that_know() {
    let house = House::plain().await;
    let (mut client, _connection) = client(house.connect().await).await;
    assert_eq!(fetch(&mut client, "GET", "/").await.2, b"here");
}

#[tokio::test]
async fn http1_is_answered_over_tls_and_without() {
    let house = House::secure().await;
    let mut stream = house.connect_tls(b"http/1.1").await;
    stream.write_all(get_closing("/").as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("here"), "{answer}");
    let house = House::plain().await;
    assert!(say(&house, &get_closing("/")).await.ends_with("here"));
}

#[tokio::test]
async fn a_file_comes_from_the_disk_as_it_would_from_memory() {
    let house = House::plain().await;
    for (path, expected) in [("/large", large()), ("/part", large()[100_000..900_000].to_vec())] {
        let mut stream = house.connect().await;
        // Several on one connection, and the last one ends it.
        let again = get_closing(path).replace("connection: close\r\n", "");
        stream.write_all(format!("{again}{again}{}", get_closing(path)).as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        for _ in 0..3 {
            let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
            assert!(answer[head..head + expected.len()] == expected[..], "{path}");
            answer.drain(..head + expected.len());
        }
        assert!(answer.is_empty());
    }
}

#[tokio::test]
async fn a_file_that_was_cut_short_breaks_the_answer_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    std::fs::File::create(&path).unwrap().write_all(&large()[..300_000]).unwrap();
    let (content, file) = (Bytes::from(large()), Arc::new(std::fs::File::open(&path).unwrap()));
    let answer = move || {
        let mut response = Response::new(Body::from(content.clone()));
        response.extensions_mut().insert(FileOfBody { content: content.clone(), file: Arc::clone(&file) });
        async move { response }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(Doors::new(listener, None), Router::new().route("/", get(answer)), std::future::pending()));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(get_closing("/").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.len() > 300_000 && answer.len() < 301_000, "{}", answer.len());
}

#[tokio::test]
async fn hints_come_before_the_answer_of_a_navigation() {
    let house = House::secure().await;
    let (mut client, _connection) = client(house.connect_tls(b"h2").await).await;
    let mut request = asking("GET", "/hinted");
    request.headers_mut().insert("sec-fetch-mode", HeaderValue::from_static("navigate"));
    let (mut answer, _) = client.send_request(request, true).unwrap();
    let hints = std::future::poll_fn(|cx| answer.poll_informational(cx)).await.unwrap().unwrap();
    assert_eq!(hints.status(), 103);
    assert_eq!(hints.headers()["link"], "</a.js>; rel=preload; as=script");
    assert_eq!(read(answer).await.2, b"hinted");
    // Nobody else can do anything with them.
    let (answer, _) = client.send_request(asking("GET", "/hinted"), true).unwrap();
    assert_eq!(read(answer).await.2, b"hinted");
    assert!(say(&House::plain().await, &get_closing("/hinted")).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_head_has_its_limits() {
    let house = House::plain().await;
    let long = get_closing("/").replace("connection", &format!("x: {}\r\nconnection", "y".repeat(2 * HEAD_BYTES_MAX)));
    // Whoever goes on sending may be hung up on before he reads why.
    let answer = say(&house, &long).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let many: String = (0..=HEADERS_MAX).map(|at| format!("x-{at}: y\r\n")).collect();
    let many = get_closing("/").replace("connection", &format!("{many}connection"));
    assert!(say(&house, &many).await.starts_with("HTTP/1.1 431"));
    assert!(say(&house, "nonsense\r\n\r\n").await.starts_with("HTTP/1.1 400"));

    let house = House::secure().await;
    let (mut client, _connection) = client(house.connect_tls(b"h2").await).await;
    let mut request = asking("GET", "/");
    for at in 0..=HEADERS_MAX {
        let name: axum::http::HeaderName = format!("x-{at}").parse().unwrap();
        request.headers_mut().insert(name, HeaderValue::from_static("y"));
    }
    let (answer, _) = client.send_request(request, true).unwrap();
    assert_eq!(read(answer).await.0, 431);
    let mut request = asking("GET", "/");
    let value = HeaderValue::from_str(&"y".repeat(HEAD_BYTES_MAX)).unwrap();
    request.headers_mut().insert("x", value);
    let is_refused = match client.send_request(request, true) {
        Ok((answer, _)) => answer.await.map_or(true, |answer| answer.status() == 431),
        Err(_) => true,
    };
    assert!(is_refused);
    assert_eq!(fetch(&mut client, "GET", "/").await.0, 200);
}

#[tokio::test]
async fn whoever_says_nothing_is_let_go() {
    let plain = House::open(false, HURRIED).await;
    let secure = House::open(true, HURRIED).await;
    for (house, begin) in [
        (&plain, ""),
        (&plain, "GET / HTTP/1.1\r\nhost: a"),
        (&plain, "PRI * HTTP/2.0\r\n"),
        (&plain, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (&secure, ""),
        (&secure, "\u{16}\u{3}\u{1}"),
    ] {
        let began = Instant::now();
        say(house, begin).await;
        assert!(began.elapsed() < PATIENCE.handshake, "{begin:?}");
    }
    // One that has been answered and asks for nothing more.
    let began = Instant::now();
    let (mut client, connection) = client(secure.connect_tls(b"h2").await).await;
    assert_eq!(fetch(&mut client, "GET", "/").await.0, 200);
    connection.await.unwrap().unwrap();
    assert!(began.elapsed() >= HURRIED.idle && began.elapsed() < PATIENCE.handshake);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let house = House::open(false, HURRIED).await;
    let began = Instant::now();
    let answer = say(&house, "POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf").await;
    assert!(answer.contains("408") && answer.contains("too slowly"), "{answer}");
    assert!(began.elapsed() >= HURRIED.body_pause && began.elapsed() < PATIENCE.handshake);
    let house = House::open(true, HURRIED).await;
    let (mut client, _connection) = client(house.connect_tls(b"h2").await).await;
    let (answer, mut body) = client.send_request(asking("POST", "/length"), false).unwrap();
    body.send_data(Bytes::from_static(b"half"), false).unwrap();
    assert_eq!(read(answer).await.0, 408);
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_not_kept_for_ever() {
    let house = House::open(false, HURRIED).await;
    let mut stream = house.connect().await;
    for _ in 0..20 {
        let again = get_closing("/large").replace("connection: close\r\n", "");
        stream.write_all(again.as_bytes()).await.unwrap();
    }
    // Nothing is read. The server gives up, so it can stop though nobody took the answers.
    let _ = tokio::time::timeout(HURRIED.write_pause * 4, std::future::pending::<()>()).await;
    let began = Instant::now();
    let House { stop, ended, .. } = house;
    drop(stop);
    ended.await.unwrap();
    assert!(began.elapsed() < HURRIED.finish, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_reader_that_gives_no_room_holds_no_stream_for_ever() {
    let house = House::open(true, HURRIED).await;
    let (mut client, _connection) = client(house.connect_tls(b"h2").await).await;
    let (answer, _) = client.send_request(asking("GET", "/stream"), true).unwrap();
    let mut body = answer.await.unwrap().into_body();
    let mut end = Ok(());
    // Nothing that comes is given back, so the window fills.
    while let Some(piece) = body.data().await {
        if let Err(error) = piece {
            end = Err(error.reason());
            break;
        }
    }
    assert_eq!(end, Err(Some(h2::Reason::CANCEL)));
}

#[tokio::test]
async fn what_is_under_way_is_finished_and_nothing_new_begun() {
    let mut house = House::secure().await;
    let (mut client, connection) = client(house.connect_tls(b"h2").await).await;
    let (slow, _) = client.send_request(asking("GET", "/slow"), true).unwrap();
    let idle = house.connect_tls(b"http/1.1").await;
    assert_eq!(fetch(&mut client, "GET", "/").await.0, 200);
    drop(house.stop.take());
    while TcpStream::connect(house.address).await.is_ok() {}
    house.slow.notify_one();
    assert_eq!(read(slow).await.2, b"slow");
    drop(client);
    connection.await.unwrap().unwrap();
    tokio::time::timeout(Duration::from_secs(5), house.ended).await.unwrap().unwrap();
    drop(idle);
}

#[tokio::test]
async fn a_certificate_is_for_every_program_and_renewed_ones_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_certificate(folder.path(), &["mini.example.com"]);
    let refusal = |files: &TlsFiles| Tls::open(files.clone(), &domain()).map(|_| ()).unwrap_err();
    assert!(matches!(refusal(&files), TlsError::OtherName { name, .. } if name.starts_with("any-program.")));
    assert!(matches!(refusal(&write_certificate(folder.path(), &["*.mini.example.com"])), TlsError::OtherName { .. }));
    let files = write_certificate(folder.path(), &NAMES);
    let tls = Tls::open(files.clone(), &domain()).unwrap();
    assert!(!tls.look());

    // A key of another certificate, nothing at all, no file: the one before stays.
    let good = std::fs::read(&files.certificate).unwrap();
    let later = |path: &PathBuf, seconds: u64| {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(std::time::SystemTime::now() + Duration::from_secs(seconds)).unwrap();
    };
    let other = tempfile::tempdir().unwrap();
    std::fs::copy(write_certificate(other.path(), &NAMES).key, &files.key).unwrap();
    later(&files.key, 10);
    assert!(matches!(refusal(&files), TlsError::Unusable { .. }));
    assert!(!tls.look());
    std::fs::write(&files.certificate, "").unwrap();
    later(&files.certificate, 20);
    assert!(matches!(refusal(&files), TlsError::Empty(_)));
    assert!(!tls.look());
    std::fs::write(&files.certificate, good).unwrap();
    std::fs::remove_file(&files.key).unwrap();
    assert!(matches!(refusal(&files), TlsError::Unreadable { .. }));
    assert!(!tls.look());

    write_certificate(folder.path(), &NAMES);
    later(&files.certificate, 30);
    assert!(tls.look() && !tls.look());
}
