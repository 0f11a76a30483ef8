//! Programs, uploads, versions, reviews, releases.

use serde_json::json;

use super::{Person, Scene};
use crate::ReviewPolicy;
use crate::blobs::Digest;

#[tokio::test]
async fn who_may_do_what_to_a_program() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.approved(&operator, "shop", "1.0.0").await;
    let mut people = vec![("nobody", Person::default()), ("outsider", scene.other_organisation().await)];
    for role in ["analyst", "marketer", "support", "developer", "admin"] {
        people.push((role, scene.member(&operator.organisation, role).await));
    }
    let organisation = &operator.organisation;
    let apps = format!("/api/v1/organisations/{organisation}/apps");
    let release = json!({"version": "1.0.0"});
    let review = json!({"is_approved": true});
    let app = json!({"id": "other", "name": "Other"});
    // Of each: the first who may. Those before may not, those after may.
    for (method, path, body, first) in [
        ("GET", apps.as_str(), None, "analyst"),
        ("GET", "/api/v1/apps/shop", None, "analyst"),
        ("GET", "/api/v1/apps/shop/versions", None, "analyst"),
        ("GET", "/api/v1/apps/shop/releases", None, "analyst"),
        ("POST", "/api/v1/apps/shop/versions/1.0.0/submit", None, "developer"),
        ("POST", &apps, Some(&app), "admin"),
        ("POST", "/api/v1/apps/shop/releases", Some(&release), "admin"),
        ("POST", "/api/v1/apps/shop/rollback", None, "admin"),
        ("POST", "/api/v1/apps/shop/versions/1.0.0/review", Some(&review), "operator"),
    ] {
        let start = people.iter().position(|(name, _)| *name == first).unwrap_or(people.len());
        for (at, (name, person)) in people.iter().enumerate() {
            let status = scene.ask(person, method, path, body.cloned()).await.status;
            let refusal = match *name {
                "nobody" => 401,
                "outsider" => 404,
                _ => 403,
            };
            if at < start {
                assert_eq!(status, refusal, "{name} {method} {path}");
            } else {
                assert!(!matches!(status, 401 | 403 | 404 | 500..), "{name} {method} {path}: {status}");
            }
        }
    }
}

#[tokio::test]
async fn an_upload_is_signed_by_a_key_of_whoever_sends_it() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let files = [("app.json", "{}")];
    let body = scene.announcement(&operator, "shop", "1.0.0", &files).await;
    let announce = |body: serde_json::Value| scene.ask(&operator, "POST", "/api/v1/apps/shop/uploads", Some(body));
    let mut changed = body.clone();
    changed["number"] = "1.0.1".into();
    assert_eq!(announce(changed).await.code(), "signature");
    let mut changed = body.clone();
    changed["listing"] = body["listing"].as_str().unwrap().replace("app.json", "app.js").into();
    assert_eq!(announce(changed).await.code(), "signature");
    let mut changed = body.clone();
    changed["signature"] = "AAAA".into();
    assert_eq!(announce(changed).await.code(), "signature");
    let colleague = scene.member(&operator.organisation, "developer").await;
    let theirs = scene.announcement(&colleague, "shop", "1.0.0", &files).await;
    assert_eq!(announce(theirs).await.code(), "signature");
    assert_eq!(announce(body).await.status, 201);
}

#[tokio::test]
async fn what_is_announced_has_its_form() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for (number, files) in [("", [("app.json", "")]), ("1/2", [("app.json", "")]), ("1.0.0", [("../app.json", "")])] {
        let answer = scene.announce(&operator, "shop", number, &files).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid"), "{number} {files:?}");
    }
    let mut body = scene.announcement(&operator, "shop", "1.0.0", &[("app.json", "")]).await;
    body["robot"] = 31.into();
    assert_eq!(scene.ask(&operator, "POST", "/api/v1/apps/shop/uploads", Some(body)).await.code(), "invalid");
    for id in ["", "ab", "Shop", "www", "a.b"] {
        assert_eq!(scene.create_app(&operator, id).await.code(), "invalid", "{id}");
    }
    assert_eq!(scene.create_app(&operator, "shop").await.code(), "taken");
    assert_eq!(scene.announce(&operator, "none", "1.0.0", &[("app.json", "")]).await.status, 404);
}

#[tokio::test]
async fn only_what_is_new_is_sent_and_only_what_was_announced_is_taken() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let files = [("app.json", "{}"), ("app.js", "one"), ("copy.js", "one")];
    let begun = scene.announce(&operator, "shop", "1.0.0", &files).await.json();
    let upload = begun["upload"].as_str().unwrap();
    assert_eq!(begun["missing"].as_array().unwrap().len(), 2);
    let digest = |text: &str| Digest::of(text.as_bytes()).to_string();
    let finish = format!("/api/v1/uploads/{upload}/finish");
    let early = scene.ask(&operator, "POST", &finish, None).await;
    assert_eq!((early.status, early.code().as_str()), (409, "missing-blobs"));
    for (name, content, status) in [
        (digest("one"), "two", 422),
        (digest("one"), "one and more", 422),
        (digest("one"), "", 422),
        (digest("two"), "two", 404),
        ("..%2F..%2Fetc".to_owned(), "two", 422),
        (digest("one").to_uppercase(), "one", 422),
    ] {
        assert_eq!(scene.send_file(&operator, upload, &name, content).await.status, status, "{name} {content}");
    }
    let colleague = scene.member(&operator.organisation, "developer").await;
    assert_eq!(scene.send_file(&colleague, upload, &digest("one"), "one").await.status, 404);
    for text in ["one", "{}", "one"] {
        assert_eq!(scene.send_file(&operator, upload, &digest(text), text).await.status, 204);
    }
    let made = scene.ask(&operator, "POST", &finish, None).await;
    assert_eq!((made.status, made.json()["state"].as_str()), (201, Some("development")));
    // The answer was lost, so it is asked for again.
    let again = scene.ask(&operator, "POST", &finish, None).await;
    assert_eq!(again.json()["created_ms"], made.json()["created_ms"]);
    let next = scene.announce(&operator, "shop", "1.0.1", &[("app.json", "{}"), ("app.js", "three")]).await.json();
    assert_eq!(next["missing"], json!([digest("three")]));
}

#[tokio::test]
async fn a_digest_gives_nobody_the_files_of_others() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    assert_eq!(scene.publish(&operator, "shop", "1.0.0", &[("app.json", "a secret")]).await.status, 201);
    let other = scene.other_organisation().await;
    scene.create_app(&other, "spy").await;
    let begun = scene.announce(&other, "spy", "1.0.0", &[("app.json", "a secret")]).await.json();
    assert_eq!(begun["missing"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_version_never_changes() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let first = [("app.json", "{}")];
    assert_eq!(scene.publish(&operator, "shop", "1.0.0", &first).await.status, 201);
    let other = scene.announce(&operator, "shop", "1.0.0", &[("app.json", "{ }")]).await;
    assert_eq!((other.status, other.code().as_str()), (409, "taken"));
    assert_eq!(scene.publish(&operator, "shop", "1.0.0", &first).await.status, 201);
    let versions = scene.ask(&operator, "GET", "/api/v1/apps/shop/versions", None).await.json();
    assert_eq!(versions.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn of_two_that_publish_the_same_number_at_once_one_does() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let colleague = scene.member(&operator.organisation, "developer").await;
    let mut uploads = Vec::new();
    for (person, text) in [(&operator, "one"), (&colleague, "two")] {
        let begun = scene.announce(person, "shop", "1.0.0", &[("app.json", text)]).await.json();
        let upload = begun["upload"].as_str().unwrap().to_owned();
        let digest = Digest::of(text.as_bytes()).to_string();
        assert_eq!(scene.send_file(person, &upload, &digest, text).await.status, 204);
        uploads.push((person, format!("/api/v1/uploads/{upload}/finish")));
    }
    let [(one, first), (other, second)] = &uploads[..] else { unreachable!() };
    let (first, second) = tokio::join!(scene.ask(one, "POST", first, None), scene.ask(other, "POST", second, None));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn a_program_that_does_not_build_is_no_version_and_a_fault_of_ours_tells_nothing() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let refused = scene.publish(&operator, "shop", "1.0.0", &[("fail", "")]).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "does-not-build"));
    assert!(refused.text().contains("app.json: it is wrong"), "{}", refused.text());
    let broken = scene.publish(&operator, "shop", "1.0.0", &[("break", "")]).await;
    assert_eq!((broken.status, broken.code().as_str()), (500, "internal"));
    assert!(!broken.text().contains("secret"), "{}", broken.text());
    let versions = scene.ask(&operator, "GET", "/api/v1/apps/shop/versions", None).await.json();
    assert_eq!(versions, json!([]));
    assert_eq!(scene.publish(&operator, "shop", "1.0.0", &[("app.json", "{}")]).await.status, 201);
}

#[tokio::test]
async fn a_version_goes_out_once_an_operator_has_approved_it() {
    let scene = Scene::with_review(ReviewPolicy::Manual).await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.publish(&operator, "shop", "1.0.0", &[("app.json", "{}")]).await;
    let path = "/api/v1/apps/shop/versions/1.0.0";
    let review = |is_approved: bool| {
        let (scene, operator) = (&scene, &operator);
        async move {
            let body = json!({"is_approved": is_approved, "comment": "why"});
            scene.ask(operator, "POST", &format!("{path}/review"), Some(body)).await
        }
    };
    assert_eq!(scene.release(&operator, "shop", "1.0.0", 100).await.code(), "state");
    assert_eq!(review(true).await.code(), "state");
    let submitted = scene.ask(&operator, "POST", &format!("{path}/submit"), None).await;
    assert_eq!(submitted.json()["state"], "review");
    assert_eq!(scene.release(&operator, "shop", "1.0.0", 100).await.code(), "state");
    assert_eq!(review(false).await.json()["state"], "rejected");
    assert_eq!(scene.release(&operator, "shop", "1.0.0", 100).await.code(), "state");
    scene.ask(&operator, "POST", &format!("{path}/submit"), None).await;
    assert_eq!(review(true).await.json()["state"], "approved");
    assert_eq!(review(false).await.code(), "state");
    assert_eq!(scene.release(&operator, "shop", "1.0.0", 100).await.status, 201);
}

#[tokio::test]
async fn releases_grow_and_are_taken_back() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2", "3"] {
        scene.approved(&operator, "shop", number).await;
    }
    let roll_back = || scene.ask(&operator, "POST", "/api/v1/apps/shop/rollback", None);
    assert_eq!(roll_back().await.code(), "state");
    for (number, percent, status, code) in [
        ("none", 100, 404, "not-found"),
        ("1", 0, 422, "invalid"),
        ("1", 101, 422, "invalid"),
        ("1", 50, 409, "state"),
        ("1", 100, 201, ""),
        ("1", 100, 409, "state"),
        ("2", 10, 201, ""),
        ("2", 10, 409, "state"),
        ("2", 5, 409, "state"),
        ("3", 100, 409, "state"),
        ("2", 60, 201, ""),
        ("2", 59, 409, "state"),
    ] {
        let answer = scene.release(&operator, "shop", number, percent).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{number} at {percent}");
    }
    // A segment would take it from those of everybody who have it.
    let body = json!({"version": "2", "percent": 80, "segment": {"visitors": "new"}});
    assert_eq!(scene.ask(&operator, "POST", "/api/v1/apps/shop/releases", Some(body)).await.code(), "state");
    // First the one under way, then the last full one.
    assert_eq!(roll_back().await.json()["version"], "1");
    assert_eq!(scene.release(&operator, "shop", "2", 100).await.status, 201);
    assert_eq!(scene.release(&operator, "shop", "3", 100).await.status, 201);
    assert_eq!(roll_back().await.json()["version"], "2");
    assert_eq!(roll_back().await.json()["version"], "1");
    assert_eq!(roll_back().await.code(), "state");
    let list = scene.ask(&operator, "GET", "/api/v1/apps/shop/releases", None).await.json();
    let states: Vec<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!("{} {} {}", one["version"].as_str().unwrap(), one["percent"], one["state"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        states,
        [
            "1 100 running",
            "2 100 withdrawn",
            "3 100 withdrawn",
            "2 100 replaced",
            "2 60 withdrawn",
            "2 10 replaced",
            "1 100 replaced"
        ]
    );
}

#[tokio::test]
async fn a_version_that_was_wanted_again_has_the_one_between_before_it() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2"] {
        scene.approved(&operator, "shop", number).await;
    }
    for number in ["1", "2", "1"] {
        assert_eq!(scene.release(&operator, "shop", number, 100).await.status, 201);
    }
    for before in ["2", "1"] {
        let answer = scene.ask(&operator, "POST", "/api/v1/apps/shop/rollback", None).await;
        assert_eq!(answer.json()["version"], before);
    }
}

#[tokio::test]
async fn the_way_back_leads_to_no_version_that_was_taken_back() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2", "3"] {
        scene.approved(&operator, "shop", number).await;
    }
    let roll_back =
        async || scene.ask(&operator, "POST", "/api/v1/apps/shop/rollback", None).await.json()["version"].clone();
    for number in ["1", "2"] {
        scene.release(&operator, "shop", number, 100).await;
    }
    assert_eq!(roll_back().await, "1");
    // The same once more, and another one after it.
    for number in ["2", "3"] {
        assert_eq!(scene.release(&operator, "shop", number, 100).await.status, 201);
        assert_eq!(roll_back().await, "1", "after {number}");
    }
}

#[tokio::test]
async fn of_two_releases_at_once_one_runs() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    for number in ["1", "2", "3"] {
        scene.approved(&operator, "shop", number).await;
    }
    scene.release(&operator, "shop", "1", 100).await;
    let (two, three) =
        tokio::join!(scene.release(&operator, "shop", "2", 10), scene.release(&operator, "shop", "3", 10));
    let mut statuses = [two.status, three.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}
