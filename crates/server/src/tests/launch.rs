//! What people get at a program's own host name.

use axum::http::{HeaderMap, Method};
use serde_json::json;

use super::Scene;
use crate::launch::answer_at_hand;
use crate::listen::Asked;

async fn released() -> (Scene, super::Person) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let page = format!("<!doctype html><style>a{{}}</style>{}", "a page ".repeat(100));
    let files = [
        ("index.html", page.as_str()),
        ("index.html.br", "compressed"),
        ("pages/a/a/index.html", "<p>page a</p>"),
        ("a/app.x.js", "code"),
        ("images/一.png", "a picture"),
        ("minnow.json", "{}"),
    ];
    assert_eq!(scene.publish(&operator, "shop", "1.0.0", &files).await.status, 201);
    scene.ask(&operator, "POST", "/api/v1/apps/shop/versions/1.0.0/submit", None).await;
    (scene, operator)
}

#[tokio::test]
async fn nothing_shows_before_it_is_released() {
    let (scene, operator) = released().await;
    for app in ["shop", "none", "%3Cscript%3E"] {
        let answer = scene.open(app, "/", &[]).await;
        assert_eq!(answer.status, 404, "{app}");
        assert!(answer.text().contains("没有这个小程序") && answer.text().contains("No such program"));
        assert!(answer.header("content-security-policy").contains("sandbox"));
    }
    scene.release(&operator, "shop", "1.0.0", 100).await;
    assert_eq!(scene.open("shop", "/", &[]).await.status, 200);
    assert_eq!(scene.open("SHOP", "/", &[]).await.status, 200);
}

#[tokio::test]
async fn pages_and_files_stand_at_their_addresses() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    for (path, status, kind, kept) in [
        ("/", 200, "text/html; charset=utf-8", "public, no-cache"),
        ("/?a=b", 200, "text/html; charset=utf-8", "public, no-cache"),
        ("/pages/a/a", 200, "text/html; charset=utf-8", "public, no-cache"),
        ("/pages/a/a/", 200, "text/html; charset=utf-8", "public, no-cache"),
        ("/pages/a/a.html?x", 200, "text/html; charset=utf-8", "public, no-cache"),
        ("/a/app.x.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/images/%E4%B8%80.png", 200, "image/png", "public, no-cache"),
        ("/minnow.json", 404, "text/plain; charset=utf-8", "no-store"),
        ("/pages/a", 404, "text/plain; charset=utf-8", "no-store"),
        ("/../../minnow.db", 404, "text/plain; charset=utf-8", "no-store"),
        ("/%2e%2e/%2e%2e/minnow.db", 404, "text/plain; charset=utf-8", "no-store"),
        ("/%ff", 404, "text/plain; charset=utf-8", "no-store"),
        ("/api/v1/me", 404, "text/plain; charset=utf-8", "no-store"),
    ] {
        let answer = scene.open("shop", path, &[]).await;
        let seen = (answer.status, answer.header("content-type"), answer.header("cache-control"));
        assert_eq!(seen, (status, kind, kept), "{path}");
    }
    let script = scene.open("shop", "/a/app.x.js", &[]).await;
    assert!(script.header("content-security-policy").contains("connect-src 'self' data: blob:"));
    let page = scene.open("shop", "/pages/none", &[("accept", "text/html")]).await;
    assert!(page.status == 404 && page.text().contains("没有这个页面"));
    assert_eq!(scene.send("shop.mini.localhost", "POST", "/", &[], None).await.status, 405);
}

#[tokio::test]
async fn a_document_allows_its_own_script_and_the_host_app_around_it() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    let answer = scene.open("shop", "/", &[]).await;
    let policy = answer.header("content-security-policy");
    // SHA-256 of `boot()` and of `a{}`, by `openssl dgst -sha256 -binary | base64`.
    let (script, style) = (
        "'sha256-MeZS89WlF0u+o0hCvHTBt4q1WHU+U+sJKgbdRUc36mY='",
        "'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='",
    );
    assert!(policy.contains(&format!("script-src 'self' {script};")), "{policy}");
    assert!(policy.contains(&format!("style-src 'self' {style};")), "{policy}");
    let frames = format!("frame-src 'self' https://pay.example http://mini.localhost:{};", scene.port);
    assert!(policy.contains(&frames), "{policy}");
    let host = format!("frame-ancestors 'self' http://mini.localhost:{}", scene.port);
    assert!(policy.ends_with(&host), "{policy}");
    // Whatever port a stranger writes into the host's name.
    let forged = scene.send("shop.mini.localhost:1 *", "GET", "/", &[], None).await;
    assert!(forged.status >= 400 || forged.header("content-security-policy").ends_with(&host));
}

#[tokio::test]
async fn browsers_get_the_form_they_take_and_nothing_twice() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    let plain = scene.open("shop", "/", &[]).await;
    let brotli = scene.open("shop", "/", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((brotli.header("content-encoding"), brotli.text().as_str()), ("br", "compressed"));
    assert_eq!(brotli.header("vary"), "accept-encoding");
    assert_eq!(brotli.header("content-security-policy"), plain.header("content-security-policy"));
    let tag = brotli.header("etag").to_owned();
    assert_ne!(tag, plain.header("etag"));
    let again = scene.open("shop", "/", &[("accept-encoding", "br"), ("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let part = scene.open("shop", "/images/%E4%B8%80.png", &[("range", "bytes=2-4")]).await;
    assert_eq!((part.status, part.text().as_str(), part.header("content-range")), (206, "pic", "bytes 2-4/9"));
}

#[tokio::test]
async fn whatever_stands_between_is_told_what_a_page_begins_with() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let page = "<!doctype html><link rel=\"stylesheet\" href=\"/a/app.x.css\"><p>a page</p>";
    let files = [("index.html", page), ("a/app.x.css", "a{}")];
    scene.publish(&operator, "shop", "1.0.0", &files).await;
    scene.ask(&operator, "POST", "/api/v1/apps/shop/versions/1.0.0/submit", None).await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    for (header, link) in [
        (("via", "1.1 edge"), "</a/app.x.css>; rel=preload; as=style"),
        (("cdn-loop", "cloudflare; loops=1"), "</a/app.x.css>; rel=preload; as=style"),
        (("accept", "*/*"), ""),
    ] {
        assert_eq!(scene.open("shop", "/", &[header]).await.header("link"), link, "{header:?}");
        let tag = scene.open("shop", "/", &[header]).await.header("etag").to_owned();
        let again = scene.open("shop", "/", &[header, ("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.header("link")), (304, link));
        assert_eq!(scene.open("shop", "/a/app.x.css", &[header]).await.header("link"), "");
    }
}

#[tokio::test]
async fn some_get_a_version_first_and_keep_it() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2"] {
        scene.approved(&operator, "shop", number).await;
    }
    scene.release(&operator, "shop", "1", 100).await;
    let before = scene.open("shop", "/", &[]).await;
    assert_eq!(before.header("set-cookie"), "");
    assert_eq!(scene.release(&operator, "shop", "2", 50).await.status, 201);
    let mut visitors = Vec::new();
    for _ in 0..40 {
        let answer = scene.open("shop", "/", &[]).await;
        assert_eq!(answer.header("cache-control"), "private, no-cache");
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        visitors.push((cookie, answer.text()));
    }
    let has_new = |text: &str| text.contains("version 2");
    let count = visitors.iter().filter(|(_, text)| has_new(text)).count();
    // Beyond it by chance once in three million runs.
    assert!((4..=36).contains(&count), "{count}");
    for (cookie, text) in &visitors {
        let again = scene.open("shop", "/", &[("cookie", cookie)]).await;
        assert_eq!((&again.text(), again.header("set-cookie")), (text, ""));
    }
    scene.release(&operator, "shop", "2", 80).await;
    for (cookie, text) in visitors.iter().filter(|(_, text)| has_new(text)) {
        assert_eq!(&scene.open("shop", "/", &[("cookie", cookie)]).await.text(), text);
    }
    scene.ask(&operator, "POST", "/api/v1/apps/shop/rollback", None).await;
    for (cookie, _) in &visitors {
        assert!(!has_new(&scene.open("shop", "/", &[("cookie", cookie)]).await.text()));
    }
}

#[tokio::test]
async fn a_segment_gets_a_version_first_and_keeps_it() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2"] {
        scene.approved(&operator, "shop", number).await;
    }
    let release = async |percent: i64, segment: serde_json::Value| {
        let body = json!({"version": "2", "percent": percent, "segment": segment});
        scene.ask(&operator, "POST", "/api/v1/apps/shop/releases", Some(body)).await
    };
    let newcomers = json!({"countries": ["CN", "HK"], "visitors": "new"});
    assert_eq!(release(100, newcomers.clone()).await.code(), "state", "the first one is for everybody");
    scene.release(&operator, "shop", "1", 100).await;
    for (odd, percent) in
        [(json!({"countries": ["CHN"]}), 100), (json!({"visitors": "old"}), 100), (newcomers.clone(), 0)]
    {
        assert_eq!(release(percent, odd.clone()).await.code(), "invalid", "{odd}");
    }
    let made = release(100, json!({"countries": ["hk", "CN"], "visitors": "new"})).await;
    assert_eq!((made.status, &made.json()["segment"]), (201, &newcomers));
    assert_eq!(release(100, newcomers.clone()).await.code(), "state", "it is so already");
    let visit = async |headers: &[(&str, &str)]| {
        let answer = scene.open("shop", "/", headers).await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        (answer.text().contains("version 2"), cookie)
    };
    let (has_new, ann) = visit(&[("x-country", "CN")]).await;
    assert!(has_new);
    for headers in [vec![], vec![("x-country", "SG")], vec![("x-country", "nonsense")]] {
        assert!(!visit(&headers).await.0, "{headers:?}");
    }
    // She is no newcomer now, and elsewhere; a browser that was there before she came is neither.
    assert_eq!(visit(&[("cookie", &ann), ("x-country", "SG")]).await, (true, String::new()));
    let (_, bob) = visit(&[]).await;
    assert!(!visit(&[("cookie", &bob), ("x-country", "CN")]).await.0);
    // Who finds programs does so by what everybody gets.
    let glance =
        scene.ask(&operator, "GET", &format!("/api/v1/organisations/{}/apps", operator.organisation), None).await;
    assert!(!glance.text().contains("\"released\":\"2\""), "{}", glance.text());
    // Another segment, then everybody: she keeps it all the while.
    assert_eq!(release(100, json!({"visitors": "returning"})).await.status, 201);
    assert!(visit(&[("cookie", &ann)]).await.0 && visit(&[("cookie", &bob)]).await.0);
    assert!(!visit(&[("x-country", "CN")]).await.0);
    assert_eq!(release(100, json!(null)).await.status, 201);
    assert!(visit(&[]).await.0);
    assert_eq!(release(100, newcomers).await.code(), "state", "everybody has it");
}

#[tokio::test]
async fn a_page_that_was_open_before_a_release_finds_its_own_scripts() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    scene.approved(&operator, "shop", "2").await;
    scene.release(&operator, "shop", "2", 100).await;
    assert!(scene.open("shop", "/", &[]).await.text().contains("version 2"));
    let script = scene.open("shop", "/a/app.x.js", &[]).await;
    assert_eq!((script.status, script.text().as_str()), (200, "code"));
    // Other names may mean something else by now.
    for path in ["/images/%E4%B8%80.png", "/a/none.js", "/pages/a/a"] {
        assert_eq!(scene.open("shop", path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_w3cs_addresses_lead_to_the_program() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    let origin = format!("http://shop.mini.localhost:{}", scene.port);
    for (path, target) in [
        ("/miniapp/shop", format!("{origin}/")),
        ("/miniapp/SHOP/pages/a/a?x=%20", format!("{origin}/pages/a/a?x=%20")),
        ("/miniapp/shop;version=1.0.0/pages/a/a", format!("{origin}/pages/a/a")),
        ("/miniapp/shop//evil.example/", format!("{origin}//evil.example/")),
    ] {
        let answer = scene.send("mini.localhost", "GET", path, &[], None).await;
        assert_eq!((answer.status, answer.header("location")), (302, target.as_str()), "{path}");
    }
    for path in ["/miniapp/none/a", "/miniapp/shop;version=9/a", "/miniapp/shop@evil.example/", "/miniapp/;version=1/"]
    {
        assert_eq!(scene.send("mini.localhost", "GET", path, &[], None).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_foreign_host_name_gets_nothing() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    for host in ["evil.example", "127.0.0.1", "a.shop.mini.localhost", "shop.mini.localhost.evil.example"] {
        let answer = scene.send(host, "GET", "/", &[], None).await;
        assert_eq!((answer.status, answer.code().as_str()), (421, "foreign-host"), "{host}");
    }
}

#[tokio::test]
async fn a_programs_requests_go_by_its_own_list_and_only_from_its_own_page() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    // The list of the test's builder is empty: no back end is on it.
    let description = crate::relay::percent::encode(r#"{"url":"https://api.example/","method":"GET"}"#);
    let origin = format!("http://shop.mini.localhost:{}", scene.port);
    let headers =
        [("x-minnow-relay", description.as_str()), ("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
    let answer = scene.send("shop.mini.localhost", "POST", crate::relay::HTTP_PATH, &headers, None).await;
    assert!(answer.status != 404 && answer.text().contains("domain"), "{} {}", answer.status, answer.text());
    let foreign = [
        ("x-minnow-relay", description.as_str()),
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let answer = scene.send("shop.mini.localhost", "POST", crate::relay::HTTP_PATH, &foreign, None).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    let relayed = scene.open("shop", "/", &[("via", "1.1 minnow")]).await;
    assert_eq!(relayed.status, 403);
}

#[tokio::test]
async fn the_platform_says_how_it_is() {
    let scene = Scene::new().await;
    for path in ["/healthz", "/readyz", "/api/v1/openapi.json"] {
        assert_eq!(scene.send("mini.localhost", "GET", path, &[], None).await.status, 200, "{path}");
    }
    let description = scene.send("mini.localhost", "GET", "/api/v1/openapi.json", &[], None).await.json();
    assert_eq!(description["openapi"], "3.1.0");
    assert!(description["paths"].as_object().unwrap().len() >= 15);
    assert_eq!(scene.send("mini.localhost", "GET", "/none", &[], None).await.code(), "not-found");
}

#[tokio::test]
async fn the_service_worker_says_what_a_release_is_made_of() {
    let (scene, operator) = released().await;
    let path = "/_minnow/service_worker.js";
    // One that is there from earlier leaves.
    let none = scene.open("shop", path, &[]).await;
    assert!(none.status == 200 && none.text().starts_with("const release=null;\n"), "{}", none.text());
    scene.release(&operator, "shop", "1.0.0", 100).await;
    let worker = scene.open("shop", path, &[("service-worker", "script")]).await;
    assert_eq!((worker.header("service-worker-allowed"), worker.header("cache-control")), ("/", "public, no-cache"));
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    let text = worker.text();
    let release = text.strip_prefix("const release=").unwrap().lines().next().unwrap().trim_end_matches(';');
    let release: serde_json::Value = serde_json::from_str(release).unwrap();
    assert_eq!(release["pages"], serde_json::json!(["", "pages/a/a"]));
    assert_eq!(release["files"], serde_json::json!(["a/app.x.js"]));
    let page = scene.open("shop", "/pages/a/a", &[]).await;
    assert_eq!(release["version"], page.header("x-minnow-version"));
    let again = scene.open("shop", path, &[("if-none-match", worker.header("etag"))]).await;
    assert_eq!(again.status, 304);
    // No other script speaks for the program.
    assert_eq!(scene.open("shop", "/a/app.x.js", &[("service-worker", "script")]).await.status, 403);
    assert_eq!(scene.send("shop.mini.localhost", "POST", path, &[], None).await.status, 405);
    let offline = scene.open("shop", "/_minnow/offline", &[]).await;
    assert!(offline.status == 200 && offline.text().contains("没有网络"));
}

#[tokio::test]
async fn a_version_that_was_taken_back_is_named_until_it_is_released_again() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2"] {
        scene.approved(&operator, "shop", number).await;
        scene.release(&operator, "shop", number, 100).await;
    }
    let withdrawn = async || {
        let text = scene.open("shop", "/_minnow/service_worker.js", &[]).await.text();
        let release =
            text.lines().next().unwrap().trim_start_matches("const release=").trim_end_matches(';').to_owned();
        let release: serde_json::Value = serde_json::from_str(&release).unwrap();
        release["withdrawn"].as_array().unwrap().len()
    };
    assert_eq!(withdrawn().await, 0);
    scene.ask(&operator, "POST", "/api/v1/apps/shop/rollback", None).await;
    assert_eq!(withdrawn().await, 1);
    scene.release(&operator, "shop", "2", 100).await;
    assert_eq!(withdrawn().await, 0);
    // A release may end all that were before it, once everybody gets it.
    for number in ["3", "4"] {
        scene.approved(&operator, "shop", number).await;
    }
    scene.release(&operator, "shop", "3", 100).await;
    let release = async |percent: i64| {
        let body = serde_json::json!({"version": "4", "percent": percent, "ends_older": true});
        scene.ask(&operator, "POST", "/api/v1/apps/shop/releases", Some(body)).await
    };
    assert_eq!(release(50).await.code(), "invalid");
    assert_eq!((release(100).await.status, withdrawn().await), (201, 3));
    // The way back leads to the one before, which is no longer ended then.
    scene.ask(&operator, "POST", "/api/v1/apps/shop/rollback", None).await;
    assert_eq!(withdrawn().await, 3);
}

#[tokio::test]
async fn a_page_tells_of_a_launch_that_the_service_worker_answered() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    let tell = async |headers: &[(&str, &str)]| {
        scene.send("shop.mini.localhost", "POST", "/_minnow/launches", headers, None).await.status
    };
    assert_eq!(tell(&[("sec-fetch-site", "cross-site")]).await, 403);
    assert_eq!(tell(&[("sec-fetch-site", "same-site")]).await, 403);
    assert_eq!(scene.open("shop", "/_minnow/launches", &[]).await.status, 405);
    assert_eq!(tell(&[("sec-fetch-site", "same-origin")]).await, 204);
    scene.platform.launch.entries.settle().await.unwrap();
    let counted = scene.ask(&operator, "GET", "/api/v1/apps/shop/launches", None).await.json();
    assert_eq!((&counted[0]["launches"], counted.as_array().unwrap().len()), (&1.into(), 1), "{counted}");
}

#[tokio::test]
async fn a_page_that_is_open_finds_the_files_of_its_own_version() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let mut versions = Vec::new();
    for (number, picture) in [("1", "red"), ("2", "lime"), ("3", "blue")] {
        let files = [("app.json", "{}"), ("index.html", "<p>"), ("images/mark.svg", picture), ("minnow.json", "{}")];
        assert_eq!(scene.publish(&operator, "shop", number, &files).await.status, 201);
        scene.ask(&operator, "POST", &format!("/api/v1/apps/shop/versions/{number}/submit"), None).await;
        if number != "3" {
            scene.release(&operator, "shop", number, 100).await;
        }
        versions.push(scene.open("shop", "/", &[]).await.header("x-minnow-version").to_owned());
    }
    assert_eq!(scene.open("shop", "/images/mark.svg", &[]).await.text(), "lime");
    let at = async |version: &str, path: &str| scene.open("shop", &format!("/_minnow/at/{version}/{path}"), &[]).await;
    let old = at(&versions[0], "images/mark.svg").await;
    assert_eq!((old.status, old.text().as_str()), (200, "red"));
    assert_eq!(old.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(at(&versions[1], "images/mark.svg").await.text(), "lime");
    for path in ["", "index.html", "minnow.json", "images/none.svg", "../../minnow.db"] {
        assert_eq!(at(&versions[0], path).await.status, 404, "{path}");
    }
    let list = scene.ask(&operator, "GET", "/api/v1/apps/shop/versions", None).await.json();
    let unreleased = list[0]["id"].as_str().unwrap_or("none").to_owned();
    assert_eq!(at(&unreleased, "images/mark.svg").await.status, 404);
    scene.create_app(&operator, "other").await;
    scene.approved(&operator, "other", "1").await;
    scene.release(&operator, "other", "1", 100).await;
    let foreign = format!("/_minnow/at/{}/images/mark.svg", versions[0]);
    assert_eq!(scene.open("other", &foreign, &[]).await.status, 404);
}

/// The first answer is made of what is fetched for it; the next one of what lies in memory.
#[tokio::test]
async fn answers_out_of_memory_say_what_the_first_one_said() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    let new = json!({"kind": "code", "page": "pages/a/a", "query": "id=7"});
    let entry = scene.ask(&operator, "POST", "/api/v1/apps/shop/entries", Some(new)).await;
    let entry = format!("/-{}", entry.json()["id"].as_str().unwrap());
    let platform = &scene.platform;
    for (path, lines) in [
        ("/", &[][..]),
        ("/", &[("accept-encoding", "gzip, br")]),
        ("/pages/a/a?x=1", &[("accept-encoding", "zstd"), ("via", "1.1 cdn")]),
        ("/a/app.x.js", &[("accept-encoding", "br")]),
        ("/a/app.x.js", &[("range", "bytes=1-2")]),
        ("/a/app.x.js", &[("if-none-match", "*")]),
        ("/a/app.x.js", &[("sec-ch-ua", "\"Chromium\""), ("accept-encoding", "zstd, dcz")]),
        (&*entry, &[]),
        (&*entry, &[("accept-encoding", "gzip"), ("sec-fetch-mode", "navigate")]),
    ] {
        let first = scene.open("shop", path, lines).await;
        let headers: HeaderMap =
            lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let uri = path.parse().unwrap();
        let asked = Asked { method: &Method::GET, uri: &uri, headers: &headers, takes_files: true };
        // What another server may change is asked for again each second, which a slow machine may take for one round.
        let mut is_at_hand = false;
        for _ in 0..20 {
            scene.open("shop", path, lines).await;
            is_at_hand |= answer_at_hand(platform, "shop", asked).is_some();
        }
        assert!(is_at_hand, "{path} {lines:?}");
        let second = scene.open("shop", path, lines).await;
        assert_eq!((first.status, &first.body), (second.status, &second.body), "{path} {lines:?}");
        let said = |headers: &HeaderMap| {
            let mut headers = headers.clone();
            for name in ["date", "x-request-id"] {
                headers.remove(name);
            }
            headers
        };
        assert_eq!(said(&first.headers), said(&second.headers), "{path} {lines:?}");
    }
}

/// What the way through memory leaves to the other one: whatever is not everybody's, or no file.
#[tokio::test]
async fn what_is_not_plain_is_not_answered_out_of_memory() {
    let (scene, operator) = released().await;
    scene.release(&operator, "shop", "1.0.0", 100).await;
    scene.open("shop", "/", &[]).await;
    let platform = &scene.platform;
    for (method, label, path, line) in [
        ("POST", "shop", "/", ("a", "b")),
        ("GET", "shop--trial", "/", ("a", "b")),
        ("GET", "none", "/", ("a", "b")),
        ("GET", "shop", "/_minnow/service_worker.js", ("service-worker", "script")),
        ("GET", "shop", "/a/app.x.js", ("service-worker", "script")),
        ("GET", "shop", "/a/app.x.js", ("available-dictionary", ":x:")),
        ("GET", "shop", "/minnow.json", ("a", "b")),
        ("GET", "shop", "/%2e%2e/minnow.db", ("a", "b")),
        ("GET", "shop", "/../../minnow.db", ("a", "b")),
        ("GET", "shop", "/_minnow/relay", ("a", "b")),
    ] {
        let headers = HeaderMap::from_iter([(line.0.parse().unwrap(), line.1.parse().unwrap())]);
        let (method, uri) = (method.parse().unwrap(), path.parse().unwrap());
        let asked = Asked { method: &method, uri: &uri, headers: &headers, takes_files: true };
        assert!(answer_at_hand(platform, label, asked).is_none(), "{path}");
    }
}
