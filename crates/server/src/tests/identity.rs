//! Setting up, tokens, sessions.

use serde_json::json;

use super::{Person, Scene};

#[tokio::test]
async fn the_platform_is_set_up_once_by_whoever_has_its_code() {
    let scene = Scene::new().await;
    let nobody = Person::default();
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut body = scene.setup_body();
        change(&mut body);
        Some(body)
    };
    for (body, status, code) in [
        (with(&|body| body["code"] = "AAAA-AAAA-AAAA-AAAA".into()), 401, "wrong-setup-code"),
        (with(&|body| body["code"] = "".into()), 401, "wrong-setup-code"),
        (with(&|body| body["email"] = "ann".into()), 422, "invalid"),
        (with(&|body| body["organisation"] = " ".into()), 422, "invalid"),
        (with(&|body| body["name"] = "A\nB".into()), 422, "invalid"),
        (Some(json!({})), 422, "invalid"),
    ] {
        let answer = scene.ask(&nobody, "POST", "/api/v1/setup", body).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
    }
    let body = scene.setup_body().to_string().into_bytes();
    let plain =
        scene.send("mini.localhost", "POST", "/api/v1/setup", &[("content-type", "text/plain")], Some(body)).await;
    assert_eq!((plain.status, plain.code().as_str()), (415, "not-json"));
    let body = scene.setup_body();
    scene.operator().await;
    let again = scene.ask(&nobody, "POST", "/api/v1/setup", Some(body)).await;
    assert_eq!((again.status, again.code().as_str()), (409, "set-up-already"));
}

#[tokio::test]
async fn a_session_is_a_cookie_that_pages_of_other_origins_cannot_use() {
    let scene = Scene::new().await;
    let mut body = scene.setup_body();
    body["wants_token"] = false.into();
    let answer = scene.ask(&Person::default(), "POST", "/api/v1/setup", Some(body)).await;
    assert_eq!(answer.status, 204);
    let line = answer.header("set-cookie");
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax") && !line.contains("Domain"), "{line}");
    let cookie = line.split(';').next().unwrap();
    let me = scene.send("mini.localhost", "GET", "/api/v1/me", &[("cookie", cookie)], None).await;
    assert_eq!(me.json()["email"], "ann@example.com");
    let origin = format!("http://mini.localhost:{}", scene.port);
    let program = format!("http://shop.mini.localhost:{}", scene.port);
    for foreign in [Some(program.as_str()), Some("https://evil.example"), Some("null"), None] {
        let headers: Vec<(&str, &str)> =
            [("cookie", cookie)].into_iter().chain(foreign.map(|origin| ("origin", origin))).collect();
        let answer = scene.send("mini.localhost", "POST", "/api/v1/sign-out", &headers, None).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "foreign-origin"), "{foreign:?}");
    }
    let out = scene
        .send("mini.localhost", "POST", "/api/v1/sign-out", &[("cookie", cookie), ("origin", &origin)], None)
        .await;
    assert_eq!(out.status, 204);
    let me = scene.send("mini.localhost", "GET", "/api/v1/me", &[("cookie", cookie)], None).await;
    assert_eq!((me.status, me.code().as_str()), (401, "unsigned"));
}

#[tokio::test]
async fn tokens_give_what_they_say_until_they_are_revoked() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    let make = |person: Person, scopes: &'static [&'static str]| {
        let scene = &scene;
        async move {
            let body = json!({"name": "robot", "scopes": scopes});
            scene.ask(&person, "POST", "/api/v1/tokens", Some(body)).await
        }
    };
    assert_eq!(make(operator.clone(), &[]).await.status, 422);
    assert_eq!(make(operator.clone(), &["everything"]).await.status, 422);
    let made = make(operator.clone(), &["read"]).await;
    assert_eq!(made.status, 201);
    let reader = Person { token: made.json()["token"].as_str().map(str::to_owned), ..operator.clone() };
    assert_eq!(scene.ask(&reader, "GET", "/api/v1/me", None).await.status, 200);
    let refused = scene.create_app(&reader, "shop").await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "lacks-scope"));
    let more = make(reader.clone(), &["admin"]).await;
    assert_eq!((more.status, more.code().as_str()), (403, "lacks-scope"));
    let list = scene.ask(&operator, "GET", "/api/v1/tokens", None).await.text();
    assert!(!list.contains("mn_token_"), "{list}");
    let path = format!("/api/v1/tokens/{}", made.json()["id"].as_str().unwrap());
    let other = scene.other_organisation().await;
    assert_eq!(scene.ask(&other, "DELETE", &path, None).await.status, 404);
    assert_eq!(scene.ask(&operator, "DELETE", &path, None).await.status, 204);
    assert_eq!(scene.ask(&operator, "DELETE", &path, None).await.status, 404);
    assert_eq!(scene.ask(&reader, "GET", "/api/v1/me", None).await.status, 401);
}

#[tokio::test]
async fn every_privileged_act_is_in_the_log_of_its_organisation_and_nobody_elses() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let path = format!("/api/v1/organisations/{}/audit", operator.organisation);
    let entries = scene.ask(&operator, "GET", &path, None).await.json();
    let acts: Vec<&str> = entries.as_array().unwrap().iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["app.create", "platform.set_up"]);
    let before = entries[0]["id"].as_str().unwrap();
    let older = scene.ask(&operator, "GET", &format!("{path}?before={before}"), None).await.json();
    assert_eq!(older.as_array().unwrap().len(), 1);
    let developer = scene.member(&operator.organisation, "developer").await;
    assert_eq!(scene.ask(&developer, "GET", &path, None).await.status, 403);
    let other = scene.other_organisation().await;
    assert_eq!(scene.ask(&other, "GET", &path, None).await.status, 404);
}
