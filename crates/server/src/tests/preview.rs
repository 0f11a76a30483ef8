//! Versions that are not released: who opens them, and what that leaves no trace of.

use serde_json::{Value, json};

use super::scene::Answer;
use super::{Person, Scene};

const TRIAL: &str = "shop--trial.mini.localhost";
const DEVELOP: &str = "shop--develop.mini.localhost";

/// A program with a released version 1, and 2 and 3 that are not.
async fn shop() -> (Scene, Person) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2", "3"] {
        let page = format!("<!doctype html><p>version {number}</p>");
        let script = format!("/* {number} */");
        let files = [
            ("app.json", "{}"),
            ("index.html", page.as_str()),
            ("pages/a/a/index.html", page.as_str()),
            ("a/app.0wdl4i9fm.js", script.as_str()),
        ];
        assert_eq!(scene.publish(&operator, "shop", number, &files).await.status, 201);
    }
    scene.ask(&operator, "POST", "/api/v1/apps/shop/versions/1/submit", None).await;
    assert_eq!(scene.release(&operator, "shop", "1", 100).await.status, 201);
    (scene, operator)
}

async fn preview(scene: &Scene, person: &Person, version: Option<&str>) -> Answer {
    scene.ask(person, "POST", "/api/v1/apps/shop/previews", Some(json!({"version": version}))).await
}

/// The cookie that the link of a preview sets.
async fn let_in(scene: &Scene, host: &str, made: &Answer) -> String {
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let address = made["address"].as_str().unwrap();
    let path = address.strip_prefix(&format!("http://{host}:{}", scene.port)).unwrap();
    let answer = scene.send(host, "GET", path, &[], None).await;
    assert_eq!((answer.status, answer.header("location")), (302, "/"));
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

async fn opened(scene: &Scene, host: &str, path: &str, cookie: &str) -> Answer {
    scene.send(host, "GET", path, &[("cookie", cookie)], None).await
}

#[tokio::test]
async fn a_link_opens_one_version_and_people_get_what_is_released() {
    let (scene, operator) = shop().await;
    for host in [TRIAL, DEVELOP] {
        for path in ["/", "/pages/a/a", "/a/app.0wdl4i9fm.js", "/_minnow/pass/", "/_minnow/pass/none", "/-K7Q2M9XR4T"] {
            let answer = scene.send(host, "GET", path, &[], None).await;
            assert_eq!(answer.status, 403, "{host}{path}");
            assert!(answer.text().contains("not released") && answer.header("x-robots-tag") == "noindex");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    let cookie = let_in(&scene, DEVELOP, &preview(&scene, &operator, Some("2")).await).await;
    let page = opened(&scene, DEVELOP, "/pages/a/a", &cookie).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "private, no-cache"));
    assert!(page.text().contains("version 2") && page.header("x-robots-tag") == "noindex");
    assert_eq!((page.header("cdn-cache-control"), page.header("set-cookie")), ("", ""));
    let script = opened(&scene, DEVELOP, "/a/app.0wdl4i9fm.js", &cookie).await;
    assert_eq!(
        (script.text().as_str(), script.header("cache-control")),
        ("/* 2 */", "private, max-age=31536000, immutable")
    );
    // Nothing is kept there for a visit without the network.
    let worker = opened(&scene, DEVELOP, "/_minnow/service_worker.js", &cookie).await;
    assert!(worker.text().starts_with("const release=null;"), "{}", worker.text());
    assert!(scene.open("shop", "/pages/a/a", &[("cookie", &cookie)]).await.text().contains("version 1"));
    // It is for its own stage and program.
    assert_eq!(opened(&scene, TRIAL, "/", &cookie).await.status, 403);
    scene.create_app(&operator, "other").await;
    assert_eq!(opened(&scene, "other--develop.mini.localhost", "/", &cookie).await.status, 403);
    assert_eq!(opened(&scene, DEVELOP, "/", "mn_pass=AAAA").await.status, 403);
}

#[tokio::test]
async fn testers_get_whichever_version_is_on_trial() {
    let (scene, operator) = shop().await;
    assert_eq!(preview(&scene, &operator, None).await.code(), "state");
    let trial = |version: &'static str| {
        scene.ask(&operator, "PUT", "/api/v1/apps/shop/trial", Some(json!({"version": version})))
    };
    assert_eq!(trial("9").await.status, 404);
    assert_eq!(trial("2").await.json(), json!({"version": "2"}));
    let cookie = let_in(&scene, TRIAL, &preview(&scene, &operator, None).await).await;
    assert!(opened(&scene, TRIAL, "/", &cookie).await.text().contains("version 2"));
    trial("3").await;
    assert!(opened(&scene, TRIAL, "/", &cookie).await.text().contains("version 3"));
    let read = scene.ask(&operator, "GET", "/api/v1/apps/shop/trial", None).await;
    assert_eq!(read.json(), json!({"version": "3"}));
    scene.ask(&operator, "DELETE", "/api/v1/apps/shop/trial", None).await;
    assert_eq!(opened(&scene, TRIAL, "/", &cookie).await.status, 403);
    trial("2").await;
    assert_eq!(opened(&scene, TRIAL, "/", &cookie).await.status, 200);
    // Links that went too far are ended, and those who came by them are out.
    assert_eq!(scene.ask(&operator, "DELETE", "/api/v1/apps/shop/previews", None).await.status, 204);
    assert_eq!(opened(&scene, TRIAL, "/", &cookie).await.status, 403);
}

#[tokio::test]
async fn who_tries_a_version_is_not_counted_and_ends_with_his_link() {
    let (scene, operator) = shop().await;
    let cookie = let_in(&scene, DEVELOP, &preview(&scene, &operator, Some("2")).await).await;
    opened(&scene, DEVELOP, "/", &cookie).await;
    let told = [("cookie", cookie.as_str()), ("content-type", "application/json")];
    let counted = scene.send(DEVELOP, "POST", "/_minnow/launches", &told, Some(b"{}".to_vec())).await;
    assert_eq!(counted.status, 204);
    scene.platform.launch.entries.settle().await.unwrap();
    assert_eq!(scene.ask(&operator, "GET", "/api/v1/apps/shop/launches", None).await.json(), json!([]));
    let mut tx = scene.platform.database.write().await.unwrap();
    tx.execute("UPDATE preview_pass SET expires_ms = 1", &[]).await.unwrap();
    tx.commit().await.unwrap();
    scene.platform.registry.forget_passes();
    assert_eq!(opened(&scene, DEVELOP, "/", &cookie).await.status, 403);
    // The next one that is made takes it away.
    preview(&scene, &operator, Some("2")).await;
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM preview_pass").await, 1);
}

#[tokio::test]
async fn previews_of_a_program_have_a_limit() {
    let (scene, operator) = shop().await;
    for _ in 0..200 {
        assert_eq!(preview(&scene, &operator, Some("2")).await.status, 201);
    }
    let refused = preview(&scene, &operator, Some("2")).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "state"));
    assert!(refused.text().contains("200 previews are open"), "{}", refused.text());
}

#[tokio::test]
async fn the_platforms_frames_speak_to_the_stage_that_is_open() {
    let (scene, operator) = shop().await;
    let cookie = let_in(&scene, DEVELOP, &preview(&scene, &operator, Some("2")).await).await;
    let origin = scene.origin(DEVELOP);
    let headers = [("cookie", cookie.as_str()), ("origin", origin.as_str()), ("content-type", "application/json")];
    let login = scene.send(DEVELOP, "POST", "/_minnow/login", &headers, Some(b"{}".to_vec())).await;
    assert_eq!(login.status, 401, "{}", login.text());
    let visit = login.json()["visit"].as_str().unwrap().to_owned();
    assert_eq!(visit, format!("{}/visit?app=shop&stage=develop", scene.origin("mini.localhost")));
    let frame = scene.send("mini.localhost", "GET", "/visit?app=shop&stage=develop", &[], None).await;
    assert!(frame.header("content-security-policy").ends_with(&format!("frame-ancestors 'self' {origin}")));
    assert!(frame.text().contains(&format!("data-app=\"shop\" data-origin=\"{origin}\"")));
    let consents = scene.send(DEVELOP, "POST", "/_minnow/consents", &headers, Some(b"{}".to_vec())).await.json();
    assert!(consents["sheet"].as_str().unwrap().ends_with("/consent?app=shop&stage=develop"), "{consents}");
    for path in ["/visit?app=shop&stage=evil", "/visit?app=shop&stage="] {
        assert_eq!(scene.send("mini.localhost", "GET", path, &[], None).await.status, 422, "{path}");
    }
}

#[tokio::test]
async fn ids_cannot_pass_for_a_stage() {
    let (scene, operator) = shop().await;
    for id in ["shop--trial", "shop--develop", "a--b"] {
        let answer: Value = scene.create_app(&operator, id).await.json();
        assert!(answer["error"]["message"].as_str().unwrap().contains("no two - in a row"), "{answer}");
    }
}
