//! Simple requests of HTTP/1.1 and others on one connection, against bare sockets and `reqwest`.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode};
use axum::routing::get;
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

use super::{HURRIED, application, get_closing, large};
use crate::http::AtHand;
use crate::listen::limits::{PATIENCE, Patience};
use crate::listen::{Answering, Application, Asked, Doors, FileOfBody, serve};

/// Has some answers at hand: a short one, a large one, one that lies in a file, one of nothing new.
struct Shelf {
    rest: Router,
    content: Bytes,
    file: Arc<std::fs::File>,
}

impl Application for Shelf {
    fn answer_at_hand(&self, asked: Asked<'_>, _: SocketAddr) -> Option<AtHand> {
        let (status, body) = match asked.uri.path() {
            "/short" => (StatusCode::OK, Bytes::from_static(b"short")),
            "/long" => (StatusCode::OK, self.content.slice(..20_000)),
            "/file" => (StatusCode::OK, self.content.slice(100_000..900_000)),
            "/same" => (StatusCode::NOT_MODIFIED, Bytes::new()),
            _ => return None,
        };
        let mut answer = AtHand::new(status, body);
        if asked.uri.path() == "/file" {
            answer.file = Some(FileOfBody { content: self.content.clone(), file: Arc::clone(&self.file) });
        }
        answer.add("x-query".parse().unwrap(), HeaderValue::from_str(asked.uri.query().unwrap_or_default()).unwrap());
        Some(answer)
    }

    fn answer(&self, request: Request) -> Answering {
        self.rest.answer(request)
    }
}

/// A server with a shelf.
struct Shop {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Shop {
    async fn open(patience: Patience, more: Router) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rest = application(folder.path(), Arc::default()).merge(more);
        let file = Arc::new(std::fs::File::open(folder.path().join("large")).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let doors = Doors { listener, tls: None, patience };
        let shelf = Shelf { rest, content: large().into(), file };
        let ended = tokio::spawn(serve(doors, shelf, async { drop(stopped.await) }));
        Shop { address, stop, ended, _folder: folder }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

#[tokio::test]
async fn answers_at_hand_and_others_follow_each_other_on_a_connection() {
    let shop = Shop::open(PATIENCE, Router::new()).await;
    let (parts, whole) = (large()[100_000..900_000].to_vec(), large());
    let expected: [(&str, &[u8]); 8] = [
        ("GET /short?a=1", b"short"),
        ("HEAD /file", b""),
        ("GET /file", &parts),
        ("GET /same", b""),
        ("GET /long", &whole[..20_000]),
        ("GET /part", &parts),
        ("GET /short", b"short"),
        ("GET /", b"here"),
    ];
    let text: String = expected.iter().map(|(line, _)| format!("{line} HTTP/1.1\r\nhost: a\r\n\r\n")).collect();
    // All at once, and in pieces that end anywhere.
    for piece_bytes in [text.len(), 7] {
        let mut stream = shop.connect().await;
        stream.set_nodelay(true).unwrap();
        let (mut from, mut to) = stream.split();
        let write = async {
            for piece in text.as_bytes().chunks(piece_bytes) {
                to.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
            }
            to.write_all(get_closing("/short").as_bytes()).await.unwrap();
        };
        let mut answer = Vec::new();
        let (read, ()) = tokio::join!(from.read_to_end(&mut answer), write);
        read.unwrap();
        for (line, body) in expected {
            let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
            let text = String::from_utf8(answer[..head].to_vec()).unwrap();
            assert!(text.contains("\r\ndate: ") && text.starts_with("HTTP/1.1 "), "{text}");
            let length = text.split("content-length: ").nth(1).map(|rest| rest.split("\r\n").next().unwrap());
            match line {
                "HEAD /file" => assert_eq!(length, Some("800000")),
                "GET /same" => assert_eq!((length, &text[..12]), (None, "HTTP/1.1 304")),
                _ => assert_eq!(length, Some(body.len().to_string().as_str()), "{line}"),
            }
            assert!(answer[head..head + body.len()] == *body, "{line}");
            answer.drain(..head + body.len());
        }
        assert!(answer.ends_with(b"short") && answer.windows(4).filter(|window| window == b"HTTP").count() == 1);
    }
}

#[tokio::test]
async fn whoever_was_answered_at_hand_is_let_go_too() {
    let shop = Shop::open(HURRIED, Router::new()).await;
    let asked = |end: &str| format!("GET /short HTTP/1.1\r\nhost: a\r\n\r\n{end}");
    for end in ["", "GET /sh"] {
        let (began, mut stream) = (Instant::now(), shop.connect().await);
        stream.write_all(asked(end).as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("short") && began.elapsed() >= HURRIED.head, "{answer}");
        assert!(began.elapsed() < PATIENCE.handshake);
    }
    // One that takes nothing of what it asks for.
    let mut deaf = shop.connect().await;
    deaf.write_all("GET /file HTTP/1.1\r\nhost: a\r\n\r\n".repeat(20).as_bytes()).await.unwrap();
    // One that waits when the server is stopped is not waited for.
    let mut waiting = shop.connect().await;
    waiting.write_all(asked("").as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    waiting.read_exact(&mut answer).await.unwrap();
    let began = Instant::now();
    drop(shop.stop);
    shop.ended.await.unwrap();
    assert!(began.elapsed() < HURRIED.finish, "{:?}", began.elapsed());
    drop(deaf);
}

/// A body of two pieces and then a failure.
fn broken() -> Body {
    let pieces = [Ok(Bytes::from_static(b"one")), Ok(Bytes::from_static(b"two")), Err(std::io::Error::other("broken"))];
    Body::from_stream(stream::iter(pieces))
}

#[tokio::test]
async fn what_is_not_at_hand_comes_whole_or_breaks_off() {
    let less = || async { ([("content-length", "10")], broken()) };
    let more = Router::new().route("/broken", get(|| async { broken() })).route("/less", get(less));
    let shop = Shop::open(PATIENCE, more).await;
    let client = reqwest::Client::builder().pool_max_idle_per_host(1).build().unwrap();
    let ask = |path: &str| client.get(format!("http://{}{path}", shop.address)).send();
    for _ in 0..2 {
        let answer = ask("/stream").await.unwrap();
        assert_eq!(
            (&answer.headers()["transfer-encoding"], answer.content_length()),
            (&"chunked".parse().unwrap(), None)
        );
        let content = answer.bytes().await.unwrap();
        assert!(content.len() == 1_000_000 && content[0] == 0 && content[999_999] == 49);
        assert_eq!(ask("/short").await.unwrap().text().await.unwrap(), "short");
        assert_eq!(ask("/none").await.unwrap().status(), 404);
        let head = client.head(format!("http://{}/part", shop.address)).send().await.unwrap();
        assert_eq!(head.headers()["content-length"], "800000");
        assert_eq!(ask("/peer").await.unwrap().text().await.unwrap(), "127.0.0.1");
        for path in ["/broken", "/less"] {
            // Where all of it comes at once the client says so before it shows the head.
            let end = ask(path).then(async |answer| answer?.bytes().await).await;
            assert!(end.is_err(), "{path}");
        }
        let post = client.post(format!("http://{}/length", shop.address)).body("four").send();
        assert_eq!(post.await.unwrap().text().await.unwrap(), "4");
    }
}

#[tokio::test]
async fn nobody_works_for_whoever_has_left() {
    let (begun, left) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    /// Tells when nobody wants an answer any more.
    struct Wanted(Arc<Notify>);
    impl Drop for Wanted {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let wanted = {
        let (begun, left) = (Arc::clone(&begun), Arc::clone(&left));
        move || {
            let wanted = Wanted(Arc::clone(&left));
            begun.notify_one();
            async move {
                std::future::pending::<()>().await;
                drop(wanted);
            }
        }
    };
    let pieces = {
        let wanted = wanted.clone();
        move || {
            let waiting = wanted();
            let first = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"first"))]);
            let body = Body::from_stream(first.chain(stream::once(waiting).map(|()| Ok(Bytes::new()))));
            async { body }
        }
    };
    let shop = Shop::open(PATIENCE, Router::new().route("/wait", get(wanted)).route("/pieces", get(pieces))).await;
    for (path, is_begun) in [("/wait", false), ("/pieces", true)] {
        let mut stream = shop.connect().await;
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
        begun.notified().await;
        if is_begun {
            // What is there is sent before the rest is waited for.
            let mut answer = Vec::new();
            while !answer.ends_with(b"\r\nfirst\r\n") {
                assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0);
            }
        }
        drop(stream);
        left.notified().await;
    }
}
