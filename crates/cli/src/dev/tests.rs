//! The development server over HTTP: foreign host names denied first, then pages, files, ranges, events, and what is not there.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use compiler::{Diagnostic, Output};
use futures_util::StreamExt as _;
use protocol::manifest::{Manifest, Page};
use protocol::package::Package;
use reqwest::StatusCode;
use serde_json::Value;
use tokio::net::TcpListener;

use super::build::Build;
use super::{Console, Hosts, Program, router};
use crate::runtime_files::LaunchScripts;
use server::relay::{Relay, RelayOptions};

/// An address of the server in a local network, as a phone names it.
const REMOTE: &str = "10.9.8.7";

struct Scene {
    address: SocketAddr,
    client: reqwest::Client,
    program: Arc<Program>,
    /// What was written to the terminal.
    terminal: Arc<Mutex<String>>,
}

/// A program of two pages; their titles hold the text.
fn package(text: &str) -> Package {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut manifest = Manifest { entry: "pages/a/a".to_owned(), ..Manifest::default() };
    for page in ["pages/a/a", "sub/b/b"] {
        let mut config = serde_json::Map::new();
        config.insert("navigationBarTitleText".to_owned(), format!("{page} {text}").into());
        manifest.pages.insert(page.to_owned(), Page { config, ..Page::default() });
    }
    files.insert("minnow.json".to_owned(), serde_json::to_vec(&manifest).unwrap().into());
    files.insert("a/app.1.js".to_owned(), b"run()".as_slice().into());
    files.insert("a/long.1.js".to_owned(), "run();".repeat(200).into_bytes().into());
    files.insert("media/声音.mp3".to_owned(), b"0123456789".as_slice().into());
    Package { files, manifest }
}

fn after(before: &Build, output: Output) -> Build {
    Build::after(before, output, &LaunchScripts::none())
}

fn good(text: &str) -> Output {
    Output { package: Some(package(text)), ..Output::default() }
}

fn bad() -> Output {
    let error =
        Diagnostic::error("wxml/unclosed-tag", "pages/a/a.wxml", "`<view>` is never closed").at(2..6, "opened here");
    let sources = [("pages/a/a.wxml".to_owned(), Arc::from("\n<view>\n"))].into();
    Output { diagnostics: vec![error], sources, ..Output::default() }
}

impl Scene {
    async fn new(output: Output) -> Self {
        let program = Program::with_build(after(&Build::none(), output));
        let relay = Relay::new(RelayOptions::default()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let terminal: Arc<Mutex<String>> = Arc::default();
        let written = Arc::clone(&terminal);
        let console = Console::to(move |text| written.lock().unwrap().push_str(text));
        let service = router(
            Arc::clone(&program),
            &relay,
            Hosts::new([address.ip(), REMOTE.parse().unwrap()]),
            Some(console),
            None,
        )
        .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Scene { address, client: reqwest::Client::builder().no_proxy().build().unwrap(), program, terminal }
    }

    fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("http://{}{path}", self.address)).header("accept", "text/html,*/*")
    }

    async fn text(&self, path: &str) -> (StatusCode, String) {
        let response = self.get(path).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }
}

#[tokio::test]
async fn a_foreign_host_name_is_denied_everywhere() {
    let scene = Scene::new(good("x")).await;
    for path in ["/", "/a/app.1.js", "/_minnow/events", "/_minnow/dev.js", "/nothing"] {
        for host in ["evil.com", "evil.com:8080", "localhost.evil.com", "192.168.7.7"] {
            let response = scene.get(path).header("host", host).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{host}{path}");
        }
    }
    let relayed = scene
        .client
        .post(format!("http://{}/_minnow/relay", scene.address))
        .header("host", "evil.com")
        .header("origin", "http://evil.com");
    assert_eq!(relayed.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let own = scene.get("/").header("host", "shop.mini.localhost:9").send().await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_root_is_the_entry_page_and_deep_links_are_their_pages() {
    let scene = Scene::new(good("body")).await;
    for (path, title) in [
        ("/", "pages/a/a"),
        ("/?from=link", "pages/a/a"),
        ("/index.html", "pages/a/a"),
        ("/pages/a/a", "pages/a/a"),
        ("/pages/a/a?id=1&x=%E4%B8%AD", "pages/a/a"),
        ("/pages/a/a/", "pages/a/a"),
        ("/sub/b/b.html?x=1", "sub/b/b"),
        ("/sub/b/b/index.html", "sub/b/b"),
    ] {
        let response = scene.get(path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let text = response.text().await.unwrap();
        assert!(text.contains(&format!("<title>{title} body</title>")), "{path}: {text}");
        assert!(text.contains("id=\"minnow-host\"") && text.contains("/_minnow/dev.js"), "{path}: {text}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_404_with_help() {
    let scene = Scene::new(good("x")).await;
    let (status, text) = scene.text("/pages/none/none?<script>").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text.contains("<a href=\"/sub/b/b\">") && text.contains("/pages/none/none"), "{text}");
    let (status, text) = scene.text("/%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!text.contains("<script>alert"), "{text}");
    let script = scene.client.get(format!("http://{}/a/gone.js", scene.address)).send().await.unwrap();
    assert_eq!(script.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(scene.text("/../../etc/passwd").await.0, StatusCode::NOT_FOUND);
    assert_eq!(scene.text("/%ff").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(scene.client.delete(format!("http://{}/", scene.address)).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn what_a_relay_passes_on_is_denied_everywhere() {
    let scene = Scene::new(good("x")).await;
    for path in ["/", "/a/app.1.js", "/_minnow/events"] {
        let response = scene.get(path).header("via", "1.1 minnow").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let other = scene.get("/").header("via", "1.1 nginx").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::OK, "a developer may have a proxy of his own");
}

#[tokio::test]
async fn documents_scripts_and_files_each_have_the_policy_of_their_kind() {
    let scene = Scene::new(good("<script>other()</script>")).await;
    let scripts = LaunchScripts { bootstrap: "run()\n".to_owned(), ..LaunchScripts::none() };
    scene.program.publish(Build::after(&Build::none(), good("<script>other()</script>"), &scripts));
    let policy = async |path: &str| {
        let response = scene.get(path).send().await.unwrap();
        response.headers()["content-security-policy"].to_str().unwrap().to_owned()
    };
    for path in ["/", "/sub/b/b", "/nothing"] {
        let document = policy(path).await;
        assert!(document.starts_with("default-src 'none'; script-src 'self'"), "{path}: {document}");
        assert!(document.ends_with(&format!("frame-ancestors 'self' http://{}:*", scene.address.ip())), "{document}");
        assert!(!document.contains("unsafe-eval"), "{document}");
    }
    // Of `run()`, by openssl.
    let entry = policy("/").await;
    assert!(entry.contains("script-src 'self' 'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ=';"), "{entry}");
    assert!(policy("/a/app.1.js").await.contains("connect-src 'self' data: blob:"));
    assert!(policy("/media/%E5%A3%B0%E9%9F%B3.mp3").await.ends_with("sandbox"));
}

#[tokio::test]
async fn files_have_their_type_and_can_be_had_in_parts() {
    let scene = Scene::new(good("x")).await;
    let script = scene.get("/a/app.1.js").send().await.unwrap();
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(script.headers()["x-content-type-options"], "nosniff");
    assert_eq!(script.text().await.unwrap(), "run()");
    let path = "/media/%E5%A3%B0%E9%9F%B3.mp3";
    let part = scene.get(path).header("range", "bytes=2-4").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], "bytes 2-4/10");
    assert_eq!(part.headers()["content-type"], "audio/mpeg");
    assert_eq!(part.text().await.unwrap(), "234");
    let beyond = scene.get(path).header("range", "bytes=99-").send().await.unwrap();
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let head = scene.client.head(format!("http://{}{path}", scene.address)).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], "10");
}

#[tokio::test]
async fn other_devices_get_what_they_take_compressed_and_this_machine_does_not() {
    let scene = Scene::new(good("x")).await;
    for (host, accepts, range, expected) in [
        (REMOTE, "gzip, deflate, br", None, Some("br")),
        (REMOTE, "gzip, br;q=0", None, Some("gzip")),
        (REMOTE, "identity", None, None),
        (REMOTE, "br", Some("bytes=0-3"), None),
        ("localhost", "br", None, None),
        ("shop.mini.localhost:80", "br", None, None),
    ] {
        for path in ["/a/long.1.js", "/pages/a/a"] {
            let mut request = scene.get(path).header("host", host).header("accept-encoding", accepts);
            if let Some(range) = range.filter(|_| path.ends_with(".js")) {
                request = request.header("range", range);
            } else if range.is_some() {
                continue;
            }
            let response = request.send().await.unwrap();
            let encoding = response.headers().get("content-encoding").map(|name| name.to_str().unwrap().to_owned());
            assert_eq!(encoding.as_deref(), expected, "{host}{path} {accepts}");
            if encoding.as_deref() == Some("br") {
                let mut text = Vec::new();
                let body = response.bytes().await.unwrap();
                brotli::BrotliDecompress(&mut &body[..], &mut text).unwrap();
                let expected = if path.ends_with(".js") { "run();run();" } else { "<!doctype html>" };
                assert!(text.starts_with(expected.as_bytes()), "{path}");
            }
        }
    }
    let small = scene.get("/a/app.1.js").header("host", REMOTE).header("accept-encoding", "br").send().await.unwrap();
    assert!(!small.headers().contains_key("content-encoding"), "it would save nothing");
}

/// The next status of an event stream.
async fn status(stream: &mut (impl futures_util::Stream<Item = reqwest::Result<bytes::Bytes>> + Unpin)) -> Value {
    let mut text = String::new();
    while !text.ends_with("\n\n") {
        text.push_str(std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap());
    }
    serde_json::from_str(text.trim().strip_prefix("data: ").unwrap()).unwrap()
}

#[tokio::test]
async fn open_pages_hear_of_each_build_and_errors_keep_the_last_good_one() {
    let scene = Scene::new(good("one")).await;
    let mut events = scene.get("/_minnow/events").send().await.unwrap().bytes_stream();
    let first = status(&mut events).await;
    let build = first["build"].as_str().unwrap().to_owned();
    assert!(!build.is_empty() && scene.text("/").await.1.contains(&format!("data-build=\"{build}\"")));

    scene.program.publish(after(&scene.program.build(), bad()));
    let failed = status(&mut events).await;
    assert_eq!(failed["build"], build.as_str(), "the page must not reload onto nothing");
    assert_eq!(failed["errors"][0]["code"], "wxml/unclosed-tag");
    assert_eq!(failed["errors"][0]["line"], 2);
    assert!(scene.text("/").await.1.contains("one"));

    scene.program.publish(after(&scene.program.build(), good("one")));
    let mended = status(&mut events).await;
    assert_eq!(mended["build"], build.as_str(), "the same package is the same build");
    assert_eq!(mended["errors"], Value::Array(Vec::new()));

    scene.program.publish(after(&scene.program.build(), good("two")));
    assert_ne!(status(&mut events).await["build"], build.as_str());
}

#[tokio::test]
async fn a_program_that_never_compiled_answers_with_the_overlay() {
    let scene = Scene::new(bad()).await;
    let (status, text) = scene.text("/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("/_minnow/dev.js") && text.contains("data-build=\"\""), "{text}");
    let (status, script) = scene.text("/_minnow/dev.js").await;
    assert!(status.is_success() && script.contains("EventSource"));
}

#[tokio::test]
async fn until_one_compiled_the_rest_of_a_broken_program_is_served_under_the_overlay() {
    let broken = |text: &str| Output { package: Some(package(text)), ..bad() };
    let scene = Scene::new(broken("one")).await;
    let mut events = scene.get("/_minnow/events").send().await.unwrap().bytes_stream();
    let first = status(&mut events).await;
    assert_eq!(first["errors"][0]["code"], "wxml/unclosed-tag");
    assert!(scene.text("/").await.1.contains(&format!("data-build={}", first["build"])));

    scene.program.publish(after(&scene.program.build(), broken("two")));
    assert_ne!(status(&mut events).await["build"], first["build"], "what changed is seen");
    assert!(scene.text("/").await.1.contains("two"));

    scene.program.publish(after(&scene.program.build(), good("three")));
    scene.program.publish(after(&scene.program.build(), broken("four")));
    assert!(scene.text("/").await.1.contains("three"), "a whole one stays");
}

#[tokio::test]
async fn lines_of_the_console_reach_the_terminal_and_nobody_elses_do() {
    let scene = Scene::new(good("x")).await;
    let send = |kind: &'static str, body: String| {
        let request = scene.client.post(format!("http://{}/_minnow/console", scene.address));
        async move { request.header("content-type", kind).body(body).send().await.unwrap().status() }
    };
    // A form or a plain text is all that a page of another origin can send without being allowed to.
    let line = r#"[{"level":"log","text":"hello","page":"pages/a/a","place":"pages/a/a.js:3:5"}]"#;
    assert_eq!(send("text/plain", line.to_owned()).await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(send("application/json", r#"[{"level":"loud","text":""}]"#.to_owned()).await, 422);
    assert_eq!(send("application/json", " ".repeat(2 << 20)).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(*scene.terminal.lock().unwrap(), "");
    assert_eq!(send("application/json", line.to_owned()).await, StatusCode::NO_CONTENT);
    assert_eq!(*scene.terminal.lock().unwrap(), "  log pages/a/a.js:3:5 hello\n");
}

#[tokio::test]
async fn a_page_hears_how_a_build_differs_from_the_one_it_has() {
    let scene = Scene::new(good("one")).await;
    let build = scene.program.build().status.build.clone();
    let mut knows = scene.get(&format!("/_minnow/events?build={build}")).send().await.unwrap().bytes_stream();
    let mut stale = scene.get("/_minnow/events?build=other").send().await.unwrap().bytes_stream();
    assert!(status(&mut knows).await.get("change").is_none(), "it has this one");
    assert!(status(&mut stale).await.get("change").is_none(), "nobody knows what it has");
    scene.program.publish(after(&scene.program.build(), good("two")));
    for stream in [&mut knows, &mut stale] {
        assert_eq!(status(stream).await["change"]["kind"], "program");
    }
}

#[tokio::test]
async fn expressions_are_taken_from_the_page_alone_and_stand_at_an_address_nobody_guesses() {
    let scene = Scene::new(good("x")).await;
    let send = |kind: &'static str, body: &'static str| {
        let request = scene.client.post(format!("http://{}/_minnow/evaluate", scene.address));
        async move { request.header("content-type", kind).body(body).send().await.unwrap() }
    };
    assert_eq!(send("text/plain", "\"1 + 1\"").await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(send("application/json", "{}").await.status(), 422);
    let path = send("application/json", "\"1 + 1\"").await.text().await.unwrap();
    let (found, script) = scene.text(&format!("{path}expression.js")).await;
    assert!(found.is_success() && script.contains("1 + 1"), "{script}");
    assert_eq!(scene.text(&format!("{path}other.js")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(scene.text("/_minnow/evaluate/0/expression.js").await.0, StatusCode::NOT_FOUND);
    let foreign = scene.get(&format!("{path}expression.js")).header("host", "evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}
