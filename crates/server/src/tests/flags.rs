//! What back ends are told of experiments, by the protocol that OpenFeature's clients speak.

use serde_json::{Value, json};

use super::experiments::{APP, Device, act, colours, counts, entry, released, results, running};
use super::people::Browser;
use super::scene::Answer;
use super::{Person, Scene};

/// What a back end asks by the protocol.
async fn evaluate(scene: &Scene, person: &Person, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let token = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
    let mut all = vec![("authorization", token.as_str()), ("content-type", "application/json")];
    all.extend_from_slice(headers);
    let path = format!("/ofrep/v1/evaluate/flags{path}");
    scene.send("mini.localhost", "POST", &path, &all, Some(body.as_bytes().to_vec())).await
}

async fn openid(scene: &Scene) -> String {
    let mut tx = scene.platform.database.read().await.unwrap();
    let row = tx.row("SELECT openid FROM app_user ORDER BY created_ms DESC LIMIT 1", &[]).await.unwrap();
    row.unwrap().text("openid").unwrap()
}

#[tokio::test]
async fn a_back_end_is_answered_what_the_launch_gives() {
    let (scene, operator) = released().await;
    let path = entry(&scene, &operator, json!({"kind": "code"})).await;
    let body = json!({"name": "Colour", "conditions": {"ways": ["code"]}, "arms": colours()});
    let id = running(&scene, &operator, body).await;
    let app = [("x-minnow-app", "shop")];
    let (mut browser, mut device) = (Browser::default(), Device::default());
    device.login(&scene, &mut browser).await;
    let key = json!({"context": {"targetingKey": openid(&scene).await}}).to_string();
    // He did not come by a code, so he has no arm yet.
    let before = evaluate(&scene, &operator, "/colour", &app, &key).await;
    assert_eq!((before.status, before.json()), (200, json!({"key": "colour", "reason": "DEFAULT"})));
    let colour = device.colour(&scene, &path).await;
    scene.platform.launch.entries.settle().await.unwrap();
    let split = json!({"key": "colour", "value": colour, "variant": colour, "reason": "SPLIT"});
    let answer = evaluate(&scene, &operator, "/colour", &app, &key).await;
    assert_eq!((answer.status, answer.json()), (200, split.clone()));
    let all = evaluate(&scene, &operator, "", &app, &key).await;
    assert_eq!(all.json(), json!({"flags": [split]}));
    let tag = all.header("etag").to_owned();
    let known = evaluate(&scene, &operator, "", &[app[0], ("if-none-match", &tag)], &key).await;
    assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, tag.as_str()));
    // A tester is given another arm, there and at his launch.
    let other = if colour == "red" { "blue" } else { "red" };
    let testers = json!([{"openid": openid(&scene).await, "arm": other}]);
    let set = scene.ask(&operator, "PUT", &format!("{APP}/experiments/{id}/testers"), Some(testers)).await;
    assert_eq!(set.status, 204, "{}", set.text());
    let tester = evaluate(&scene, &operator, "/colour", &app, &key).await.json();
    assert_eq!((&tester["value"], &tester["reason"]), (&json!(other), &json!("TARGETING_MATCH")));
    assert_eq!(device.colour(&scene, &path).await, other);
    assert_eq!(results(&scene, &operator, &id).await["crossed"], 0);
    let tagged = evaluate(&scene, &operator, "", &[app[0], ("if-none-match", &tag)], &key).await;
    assert_eq!(tagged.status, 200);
    act(&scene, &operator, &id, json!({"act": "pause"})).await;
    let paused = evaluate(&scene, &operator, "/colour", &app, &key).await;
    assert_eq!(paused.json(), json!({"key": "colour", "reason": "DISABLED"}));
    // No answer is an exposure.
    assert_eq!(counts(&results(&scene, &operator, &id).await)[&colour], (1, 1));
}

#[tokio::test]
async fn what_a_back_end_asks_wrongly_is_said_by_the_protocols_words() {
    let (scene, operator) = released().await;
    running(&scene, &operator, json!({"name": "Colour", "arms": colours()})).await;
    let app = [("x-minnow-app", "shop")];
    let unit = json!({"context": {"targetingKey": crate::secret::hash("a")}}).to_string();
    assert_eq!(evaluate(&scene, &operator, "/colour", &app, &unit).await.json()["reason"], "SPLIT");
    for (path, body, status, code) in [
        ("/size", unit.as_str(), 404, "FLAG_NOT_FOUND"),
        ("/colour", "{", 400, "PARSE_ERROR"),
        ("/colour", "[]", 400, "PARSE_ERROR"),
        ("/colour", "{}", 400, "TARGETING_KEY_MISSING"),
        ("/colour", r#"{"context":{"targetingKey":""}}"#, 400, "TARGETING_KEY_MISSING"),
        ("/colour", r#"{"context":{"targetingKey":7}}"#, 400, "INVALID_CONTEXT"),
        ("/colour", r#"{"context":7}"#, 400, "INVALID_CONTEXT"),
        ("/colour", r#"{"context":{"targetingKey":"nobody"}}"#, 400, "INVALID_CONTEXT"),
        ("", "{}", 400, "TARGETING_KEY_MISSING"),
        ("", "{", 400, "PARSE_ERROR"),
    ] {
        let answer = evaluate(&scene, &operator, path, &app, body).await;
        assert_eq!((answer.status, &answer.json()["errorCode"]), (status, &json!(code)), "{path} {body}");
        let key = if path.is_empty() { Value::Null } else { json!(&path[1..]) };
        assert_eq!(answer.json().get("key").cloned().unwrap_or_default(), key, "{path} {body}");
    }
    assert_eq!(evaluate(&scene, &operator, "/colour", &[], &unit).await.status, 400);
    assert_eq!(evaluate(&scene, &Person::default(), "/colour", &app, &unit).await.status, 401);
    let outsider = scene.other_organisation().await;
    assert_eq!(evaluate(&scene, &outsider, "/colour", &app, &unit).await.status, 404);
    let made = json!({"name": "server", "scopes": ["flags"]});
    let token = scene.ask(&operator, "POST", "/api/v1/tokens", Some(made)).await.json();
    let server = Person { token: token["token"].as_str().map(str::to_owned), ..Person::default() };
    assert_eq!(evaluate(&scene, &server, "/colour", &app, &unit).await.status, 200);
    assert_eq!(scene.ask(&server, "GET", &format!("{APP}/experiments"), None).await.code(), "lacks-scope");
    let made = json!({"name": "reader", "scopes": ["read"]});
    let token = scene.ask(&operator, "POST", "/api/v1/tokens", Some(made)).await.json();
    let reader = Person { token: token["token"].as_str().map(str::to_owned), ..Person::default() };
    assert_eq!(evaluate(&scene, &reader, "/colour", &app, &unit).await.status, 403);
}
