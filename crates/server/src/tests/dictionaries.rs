//! Updates as what differs from the files that a browser has.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Answer, Person, Scene};
use crate::blobs::Digest;

const CHROMIUM: [(&str, &str); 2] =
    [("accept-encoding", "gzip, deflate, br, zstd"), ("sec-ch-ua", "\"Chromium\";v=\"140\"")];
const TAKES: (&str, &str) = ("accept-encoding", "gzip, deflate, br, zstd, dcb, dcz");
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A script, the same for the same words.
fn script(word: &str, lines: usize) -> String {
    let line = |at: usize| format!("const {word}{at} = {};\n", Digest::of(format!("{word}{at}").as_bytes()));
    (0..lines).map(line).collect()
}

fn dictionary(text: &str) -> String {
    format!(":{}:", STANDARD.encode(Digest::of(text.as_bytes()).bytes()))
}

async fn release(scene: &Scene, operator: &Person, app: &str, number: &str, files: &[(&str, &str)]) {
    assert_eq!(scene.publish(operator, app, number, files).await.status, 201);
    scene.ask(operator, "POST", &format!("/api/v1/apps/{app}/versions/{number}/submit"), None).await;
    assert_eq!(scene.release(operator, app, number, 100).await.status, 201);
}

/// A file to somebody whose browser has a content.
async fn update(scene: &Scene, path: &str, known: &str) -> Answer {
    scene.open("shop", path, &[TAKES, OWN, ("available-dictionary", &dictionary(known))]).await
}

/// Two releases of a program, and one of another: the scripts of the first, the main one of the second.
async fn released() -> (Scene, [String; 4]) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    for app in ["shop", "tea"] {
        scene.create_app(&operator, app).await;
    }
    let (before, other, strange) = (script("a", 400), script("b", 400), script("c", 400));
    let after = before.replace("a17 =", "renamed =");
    let page = ("index.html", "<p>a page</p>");
    let first = [page, ("a/app.one.js", &*before), ("a/view.one.js", &*other)];
    release(&scene, &operator, "shop", "1.0.0", &first).await;
    release(&scene, &operator, "tea", "1.0.0", &[page, ("a/app.one.js", &*strange)]).await;
    let second = [
        page,
        ("a/app.two.js", &*after),
        ("a/view.two.js", &*other),
        ("a/small.two.js", "small"),
        ("a/packed.two.js", &*other),
        ("a/packed.two.js.br", "packed"),
    ];
    release(&scene, &operator, "shop", "1.0.1", &second).await;
    (scene, [before, after, other, strange])
}

#[tokio::test]
async fn only_those_who_may_use_a_dictionary_are_told_of_one() {
    let (scene, _) = released().await;
    for path in ["/a/app.one.js", "/a/app.two.js"] {
        let told = scene.open("shop", path, &CHROMIUM).await;
        assert_eq!(told.header("use-as-dictionary"), "match=\"/a/app.*.js\"");
        assert_eq!(told.header("vary"), "accept-encoding");
        for silent in [&CHROMIUM[..1], &CHROMIUM[1..], &[]] {
            let answer = scene.open("shop", path, silent).await;
            assert_eq!((answer.header("use-as-dictionary"), answer.header("vary")), ("", "accept-encoding"));
        }
    }
    assert_eq!(scene.open("shop", "/", &CHROMIUM).await.header("use-as-dictionary"), "");
}

#[tokio::test]
async fn a_release_is_what_differs_from_the_one_before() {
    let (scene, [before, after, ..]) = released().await;
    let answer = update(&scene, "/a/app.two.js", &before).await;
    assert_eq!((answer.status, answer.header("content-encoding")), (200, "dcz"));
    assert_eq!(answer.header("vary"), "accept-encoding, available-dictionary");
    assert_eq!(answer.header("use-as-dictionary"), "match=\"/a/app.*.js\"");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
    assert!(!answer.header("content-security-policy").is_empty() && !answer.header("x-minnow-version").is_empty());
    assert!(answer.body.len() < 150 && answer.header("accept-ranges").is_empty(), "{}", answer.body.len());
    let mut content = Vec::with_capacity(after.len());
    let mut decoder = zstd::zstd_safe::DCtx::create();
    decoder.ref_prefix(before.as_bytes()).unwrap();
    decoder.decompress(&mut content, &answer.body).unwrap();
    assert_eq!(content, after.as_bytes());
    // The same again, and nothing where it is known.
    assert_eq!(update(&scene, "/a/app.two.js", &before).await.body, answer.body);
    let known = dictionary(&before);
    let known = [TAKES, OWN, ("available-dictionary", &known), ("if-none-match", answer.header("etag"))];
    assert_eq!(scene.open("shop", "/a/app.two.js", &known).await.status, 304);
    assert_eq!(scene.open("shop", "/a/app.two.js", &[("if-none-match", answer.header("etag"))]).await.status, 200);
}

#[tokio::test]
async fn what_is_no_dictionary_of_the_file_gives_the_whole() {
    let (scene, [before, after, other, strange]) = released().await;
    for (path, known, why) in [
        ("/a/app.two.js", "what nobody released", "unknown"),
        ("/a/app.two.js", &*other, "a file of another name"),
        ("/a/app.two.js", &*strange, "a file of another program"),
        ("/a/small.two.js", "small", "too small to gain"),
        ("/a/packed.two.js", &*other, "smaller otherwise"),
        ("/a/app.one.js", &*after, "no longer what people get"),
    ] {
        let answer = update(&scene, path, known).await;
        assert_eq!((answer.status, answer.header("content-encoding") == "dcz"), (200, false), "{why}");
        assert_eq!(answer.header("vary"), "accept-encoding, available-dictionary", "{why}");
    }
    let known = dictionary(&before);
    let has = ("available-dictionary", &*known);
    for headers in [
        &[TAKES, has][..],
        &[TAKES, has, ("sec-fetch-site", "cross-site")],
        &[TAKES, has, has, OWN],
        &[CHROMIUM[0], has, OWN],
        &[TAKES, OWN, ("available-dictionary", "::")],
    ] {
        let answer = scene.open("shop", "/a/app.two.js", headers).await;
        assert_eq!((answer.header("content-encoding"), answer.text() == after), ("", true), "{headers:?}");
    }
    let part = scene.open("shop", "/a/app.two.js", &[TAKES, has, OWN, ("range", "bytes=0-4")]).await;
    assert_eq!((part.status, part.text().as_str()), (206, "const"));
}

#[tokio::test]
async fn large_files_go_as_they_are() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let before = script("a", 30_000);
    assert!(before.len() > 2 << 20);
    let after = format!("{before}more");
    let page = ("index.html", "<p>a page</p>");
    release(&scene, &operator, "shop", "1.0.0", &[page, ("a/app.one.js", &*before)]).await;
    let told = scene.open("shop", "/a/app.one.js", &CHROMIUM).await;
    assert_eq!((told.status, told.header("use-as-dictionary")), (200, ""));
    release(&scene, &operator, "shop", "1.0.1", &[page, ("a/app.two.js", &*after)]).await;
    assert!(update(&scene, "/a/app.two.js", &before).await.text() == after);
}
