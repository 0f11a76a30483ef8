//! Codes and links that lead into a program, and the log of launches.

use serde_json::{Value, json};

use super::{Person, Scene};
use crate::clock::now_ms;
use crate::launch::{LaunchLog, Launched};

const PAGE: &str = "<!doctype html><title>a</title><p>page a</p>";

async fn released() -> (Scene, Person) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let start = format!("<!doctype html><p>{}</p>", "start ".repeat(100));
    let files = [("app.json", "{}"), ("index.html", start.as_str()), ("pages/a/a/index.html", PAGE)];
    assert_eq!(scene.publish(&operator, "shop", "1", &files).await.status, 201);
    scene.ask(&operator, "POST", "/api/v1/apps/shop/versions/1/submit", None).await;
    scene.release(&operator, "shop", "1", 100).await;
    (scene, operator)
}

async fn make(scene: &Scene, person: &Person, body: Value) -> super::scene::Answer {
    scene.ask(person, "POST", "/api/v1/apps/shop/entries", Some(body)).await
}

/// The path of a new entry, and its id.
async fn made(scene: &Scene, person: &Person, body: Value) -> (String, String) {
    let answer = make(scene, person, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let entry = answer.json();
    let origin = format!("http://shop.mini.localhost:{}", scene.port);
    let path = entry["address"].as_str().unwrap().strip_prefix(&origin).unwrap().to_owned();
    (path, entry["id"].as_str().unwrap().to_owned())
}

/// Launches by entry, once what was logged is counted.
async fn launches(scene: &Scene, person: &Person) -> Vec<(Option<String>, i64)> {
    scene.platform.launch.entries.settle().await.unwrap();
    let answer = scene.ask(person, "GET", "/api/v1/apps/shop/launches", None).await.json();
    let of = |row: &Value| (row["entry"].as_str().map(str::to_owned), row["launches"].as_i64().unwrap());
    answer.as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn a_code_opens_its_page_in_one_answer_that_says_how_the_visit_began() {
    let (scene, operator) = released().await;
    let body = json!({"kind": "code", "name": "门口的海报", "page": "/pages/a/a", "query": "scene=a%26b"});
    let (path, id) = made(&scene, &operator, body).await;
    let answer = scene.open("shop", &path, &[]).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "private, no-cache"));
    assert!(answer.text().starts_with(PAGE), "{}", answer.text());
    let data = answer.text()[PAGE.len()..].to_owned();
    let data = data.strip_prefix("<script type=\"application/json\" id=\"minnow-launch\">").unwrap();
    let data: Value = serde_json::from_str(data.strip_suffix("</script>\n").unwrap()).unwrap();
    // 1047: a program's code was scanned.
    assert_eq!(data, json!({"path": "pages/a/a", "query": "scene=a%26b", "scene": 1047}));
    let page = scene.open("shop", "/pages/a/a", &[]).await;
    assert_eq!(answer.header("content-security-policy"), page.header("content-security-policy"));
    // As it is typed from a poster.
    assert_eq!(scene.open("shop", &path.to_lowercase(), &[]).await.status, 200);
    let known = scene.open("shop", &path, &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    let listed = scene.ask(&operator, "GET", "/api/v1/apps/shop/entries", None).await.json();
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&json!(id), &json!("门口的海报")));
    assert_eq!(listed[0]["code_text"], format!("HTTP://SHOP.MINI.LOCALHOST:{}{path}", scene.port));
}

#[tokio::test]
async fn browsers_get_an_entry_in_the_form_they_take() {
    let (scene, operator) = released().await;
    let (path, _) = made(&scene, &operator, json!({"kind": "link"})).await;
    let plain = scene.open("shop", &path, &[]).await;
    let packed = scene.open("shop", &path, &[("accept-encoding", "gzip, zstd")]).await;
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("zstd", "accept-encoding"));
    assert_eq!(zstd::stream::decode_all(&*packed.body).unwrap(), plain.body);
    assert_ne!(packed.header("etag"), plain.header("etag"));
}

#[tokio::test]
async fn an_entry_leads_nowhere_else_and_nowhere_when_it_has_ended() {
    let (scene, operator) = released().await;
    scene.create_app(&operator, "other").await;
    scene.approved(&operator, "other", "1").await;
    scene.release(&operator, "other", "1", 100).await;
    let (path, id) = made(&scene, &operator, json!({"kind": "qr"})).await;
    for (app, path) in [("other", path.as_str()), ("shop", "/-0000000000"), ("shop", "/-short"), ("none", &path)] {
        assert_eq!(scene.open(app, path, &[]).await.status, 404, "{app} {path}");
    }
    let close = format!("/api/v1/apps/shop/entries/{id}");
    let outsider = scene.other_organisation().await;
    assert_eq!(scene.ask(&outsider, "DELETE", &close, None).await.status, 404);
    assert_eq!(scene.ask(&operator, "DELETE", &format!("/api/v1/apps/other/entries/{id}"), None).await.status, 404);
    assert_eq!(scene.open("shop", &path, &[]).await.status, 200);
    // Closing it twice is no fault.
    for _ in 0..2 {
        assert_eq!(scene.ask(&operator, "DELETE", &close, None).await.status, 204);
    }
    let closed = scene.open("shop", &path, &[("accept", "text/html")]).await;
    assert!(closed.status == 410 && closed.text().contains("已失效"), "{}", closed.text());
    let (brief, _) = made(&scene, &operator, json!({"kind": "link", "expires_ms": now_ms() + 50})).await;
    while scene.open("shop", &brief, &[]).await.status == 200 {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.open("shop", &brief, &[]).await.status, 410);
}

#[tokio::test]
async fn entries_are_made_by_those_who_look_after_a_program() {
    let (scene, operator) = released().await;
    let link = || json!({"kind": "link"});
    for (role, status) in [("admin", 201), ("developer", 201), ("marketer", 201), ("analyst", 403), ("support", 403)] {
        let person = scene.member(&operator.organisation, role).await;
        let made = make(&scene, &person, link()).await;
        assert_eq!(made.status, status, "{role}: {}", made.text());
    }
    assert_eq!(make(&scene, &Person::default(), link()).await.status, 401);
    let outsider = scene.other_organisation().await;
    assert_eq!(make(&scene, &outsider, link()).await.status, 404);
    for path in ["/api/v1/apps/shop/entries", "/api/v1/apps/shop/launches"] {
        assert_eq!(scene.ask(&outsider, "GET", path, None).await.status, 404, "{path}");
        assert_eq!(scene.ask(&Person::default(), "GET", path, None).await.status, 401, "{path}");
    }
    let audit = format!("/api/v1/organisations/{}/audit", operator.organisation);
    let audit = scene.ask(&operator, "GET", &audit, None).await.text();
    assert_eq!(audit.matches("entry.create").count(), 3, "{audit}");
}

#[tokio::test]
async fn what_cannot_be_led_to_is_said() {
    let (scene, operator) = released().await;
    for (body, code) in [
        (json!({"kind": "poster"}), "invalid"),
        (json!({"kind": "link", "page": "pages/none"}), "unknown-page"),
        (json!({"kind": "link", "page": "pages/a/a?b=1"}), "invalid"),
        (json!({"kind": "link", "query": "a b"}), "invalid"),
        (json!({"kind": "link", "query": "a".repeat(1025)}), "invalid"),
        (json!({"kind": "link", "expires_ms": 1}), "invalid"),
        (json!({"kind": "link", "name": "two\nlines"}), "invalid"),
    ] {
        let answer = make(&scene, &operator, body.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, code), "{body}");
    }
    assert_eq!(scene.ask(&operator, "GET", "/api/v1/apps/shop/entries", None).await.json(), json!([]));
    scene.create_app(&operator, "later").await;
    let early = json!({"kind": "link", "page": "pages/a/a"});
    let early = scene.ask(&operator, "POST", "/api/v1/apps/later/entries", Some(early)).await;
    assert_eq!((early.status, early.code().as_str()), (409, "not-released"));
}

#[tokio::test]
async fn a_page_that_is_gone_is_told_to_the_program() {
    let (scene, operator) = released().await;
    let (path, _) = made(&scene, &operator, json!({"kind": "code", "page": "pages/a/a"})).await;
    scene.approved(&operator, "shop", "2").await;
    scene.release(&operator, "shop", "2", 100).await;
    let answer = scene.open("shop", &path, &[]).await;
    assert!(
        answer.text().contains("version 2") && answer.text().contains("\"path\":\"pages/a/a\""),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn launches_are_counted_once_by_entry_and_day() {
    let (scene, operator) = released().await;
    let (path, id) = made(&scene, &operator, json!({"kind": "code", "page": "pages/a/a"})).await;
    for _ in 0..3 {
        scene.open("shop", &path, &[]).await;
    }
    scene.open("shop", "/", &[]).await;
    scene.open("shop", "/pages/a/a?x=1", &[("sec-fetch-mode", "navigate")]).await;
    // None of these is somebody who opens it.
    scene.open("shop", &path, &[("user-agent", "Twitterbot/1.0")]).await;
    scene.open("shop", "/", &[("sec-fetch-mode", "cors")]).await;
    scene.open("shop", "/-0000000000", &[]).await;
    scene.open("shop", "/app.json", &[]).await;
    scene.send("shop.mini.localhost", "HEAD", "/", &[], None).await;
    assert_eq!(launches(&scene, &operator).await, [(None, 2), (Some(id.clone()), 3)]);
    let listed = scene.ask(&operator, "GET", "/api/v1/apps/shop/entries", None).await.json();
    assert_eq!(listed[0]["launches"], 3);
    scene.open("shop", &path, &[]).await;
    assert_eq!(launches(&scene, &operator).await, [(None, 2), (Some(id.clone()), 4)]);
    // The same, as what happens now.
    let traffic = scene.ask(&operator, "GET", "/api/v1/apps/shop/traffic?minutes=5", None).await.json();
    let counted: i64 = traffic["minutes"].as_array().unwrap().iter().map(|one| one["launches"].as_i64().unwrap()).sum();
    assert_eq!(counted, 6);
    assert_eq!(traffic["entries"], json!([{"name": id, "launches": 4}, {"name": "", "launches": 2}]));
    assert_eq!(traffic["versions"], json!([{"name": "1", "launches": 6}]));
    // An hour ago is not now.
    let mut tx = scene.platform.database.write().await.unwrap();
    tx.execute("UPDATE launches_by_minute SET minute = minute - 60", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let path = |minutes: i64| format!("/api/v1/apps/shop/traffic?minutes={minutes}");
    let old = scene.ask(&operator, "GET", &path(30), None).await.json();
    assert_eq!(old, json!({"minutes": [], "entries": [], "versions": []}));
    let all = scene.ask(&operator, "GET", &path(i64::MAX), None).await.json();
    assert_eq!(all["versions"][0]["launches"], 6);
}

#[tokio::test]
async fn a_file_of_the_log_that_a_crash_left_is_read_and_never_twice() {
    let (scene, operator) = released().await;
    let folder = std::env::temp_dir().join(crate::clock::new_id("minnow-launches"));
    let launched = Launched {
        at_ms: now_ms(),
        app_id: "shop".into(),
        version_id: "v".into(),
        entry_id: Some("K7Q2M9XR4T".into()),
        unit: None,
        arms: Default::default(),
    };
    LaunchLog::open(folder.clone()).unwrap().append(&launched).unwrap();
    let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap();
    let mut content = std::fs::read(file.path()).unwrap();
    // The process ended in the middle of a line, which nobody was told of.
    content.extend_from_slice(b"{\"at_ms\":17");
    std::fs::write(file.path(), &content).unwrap();
    for _ in 0..2 {
        // Where it was not removed in time, it lies there again.
        std::fs::write(file.path(), &content).unwrap();
        LaunchLog::open(folder.clone()).unwrap().settle(&scene.platform.database).await.unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        assert_eq!(launches(&scene, &operator).await, [(Some("K7Q2M9XR4T".to_owned()), 1)]);
    }
    // Others who write are to come in between, so many launches are several files.
    let log = LaunchLog::open(folder.clone()).unwrap();
    for _ in 0..5_000 {
        log.append(&launched).unwrap();
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3);
    log.settle(&scene.platform.database).await.unwrap();
    assert_eq!(launches(&scene, &operator).await, [(Some("K7Q2M9XR4T".to_owned()), 5_001)]);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    std::fs::remove_dir_all(folder).unwrap();
}
