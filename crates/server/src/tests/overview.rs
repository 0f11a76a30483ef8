//! What the console shows: programs at a glance, versions in full, the review queue, keys, the platform itself.

use serde_json::json;

use super::{Person, Scene};
use crate::ReviewPolicy;

#[tokio::test]
async fn programs_are_shown_with_what_people_get_of_them() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.create_app(&operator, "birds").await;
    for number in ["1", "2"] {
        scene.approved(&operator, "shop", number).await;
    }
    scene.release(&operator, "shop", "1", 100).await;
    scene.release(&operator, "shop", "2", 10).await;
    let path = format!("/api/v1/organisations/{}/overview", operator.organisation);
    assert_eq!(scene.ask(&Person::default(), "GET", &path, None).await.status, 401);
    let other = scene.other_organisation().await;
    assert_eq!(scene.ask(&other, "GET", &path, None).await.status, 404);
    let apps = scene.ask(&operator, "GET", &path, None).await.json();
    assert_eq!(
        (&apps[0]["id"], &apps[0]["released"], &apps[0]["versions"]),
        (&json!("birds"), &json!(null), &json!(0))
    );
    assert_eq!(apps[1]["address"], format!("http://shop.mini.localhost:{}/", scene.port));
    assert_eq!((&apps[1]["released"], &apps[1]["versions"], &apps[1]["waiting"]), (&json!("1"), &json!(2), &json!(0)));
    assert_eq!(apps[1]["rolling_out"], json!({"version": "2", "percent": 10}));
}

#[tokio::test]
async fn what_waits_for_review_is_shown_to_operators_and_what_they_say_to_its_author() {
    let scene = Scene::with_review(ReviewPolicy::Manual).await;
    let operator = scene.operator().await;
    let developer = scene.member(&operator.organisation, "developer").await;
    scene.create_app(&operator, "shop").await;
    let files = [("app.json", "{}"), ("index.html", "<p>page"), ("index.html.br", "x")];
    assert_eq!(scene.publish(&developer, "shop", "1", &files).await.status, 201);
    let queue = || scene.ask(&operator, "GET", "/api/v1/reviews", None);
    assert_eq!(queue().await.json(), json!([]));
    scene.ask(&developer, "POST", "/api/v1/apps/shop/versions/1/submit", None).await;
    let waiting = queue().await.json();
    assert_eq!(
        (&waiting[0]["app"], &waiting[0]["number"], &waiting[0]["author"]),
        (&json!("shop"), &json!("1"), &json!("A"))
    );
    for person in [&developer, &scene.other_organisation().await] {
        assert_eq!(scene.ask(person, "GET", "/api/v1/reviews", None).await.status, 403);
    }
    let path = format!("/api/v1/organisations/{}/overview", operator.organisation);
    assert_eq!(scene.ask(&developer, "GET", &path, None).await.json()[0]["waiting"], 1);
    let body = json!({"is_approved": false, "comment": "the start page is empty"});
    scene.ask(&operator, "POST", "/api/v1/apps/shop/versions/1/review", Some(body)).await;
    assert_eq!(queue().await.json(), json!([]));
    let detail = scene.ask(&developer, "GET", "/api/v1/apps/shop/versions/1", None).await.json();
    assert_eq!((&detail["state"], &detail["author"]), (&json!("rejected"), &json!("A")));
    let review = &detail["reviews"][0];
    assert_eq!((&review["comment"], &review["reviewer"]), (&json!("the start page is empty"), &json!("Ann")));
    // The compressed form of a file is not another file.
    assert_eq!((&detail["files"], &detail["size_bytes"]), (&json!(2), &json!(9)));
    assert_eq!(detail["domains"]["request"], json!([]));
    assert_eq!(detail["domains"]["socket"], json!(null));
    let other = scene.other_organisation().await;
    for path in ["/api/v1/apps/shop/versions/1", "/api/v1/apps/shop/versions/9", "/api/v1/apps/none/versions/1"] {
        assert_eq!(scene.ask(&other, "GET", path, None).await.status, 404, "{path}");
    }
    assert_eq!(scene.ask(&developer, "GET", "/api/v1/apps/shop/versions/9", None).await.status, 404);
}

#[tokio::test]
async fn nothing_is_taken_that_a_revoked_key_has_signed() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let body = scene.announcement(&operator, "shop", "1", &[("app.json", "{}")]).await;
    let keys = scene.ask(&operator, "GET", "/api/v1/keys", None).await.json();
    assert_eq!((keys.as_array().unwrap().len(), &keys[0]["id"]), (1, &body["key"]));
    let path = format!("/api/v1/keys/{}", keys[0]["id"].as_str().unwrap());
    let other = scene.other_organisation().await;
    assert_eq!(scene.ask(&other, "GET", "/api/v1/keys", None).await.json(), json!([]));
    assert_eq!(scene.ask(&other, "DELETE", &path, None).await.status, 404);
    assert_eq!(scene.ask(&operator, "DELETE", &path, None).await.status, 204);
    assert_eq!(scene.ask(&operator, "DELETE", &path, None).await.status, 404);
    let refused = scene.ask(&operator, "POST", "/api/v1/apps/shop/uploads", Some(body)).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "signature"));
}

#[tokio::test]
async fn operators_see_what_is_on_the_platform() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.publish(&operator, "shop", "1", &[("app.json", "{}"), ("a.js", "code")]).await;
    assert_eq!(scene.ask(&Person::default(), "GET", "/api/v1/platform", None).await.status, 401);
    let other = scene.other_organisation().await;
    assert_eq!(scene.ask(&other, "GET", "/api/v1/platform", None).await.status, 403);
    let answer = scene.ask(&operator, "GET", "/api/v1/platform", None).await;
    let platform = answer.json();
    assert_eq!(
        (&platform["domain"], &platform["review"]),
        (&json!("mini.localhost"), &json!("automatic")),
        "{}",
        answer.text()
    );
    assert_eq!(
        (&platform["organisations"], &platform["apps"], &platform["versions"]),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!((&platform["files"], &platform["files_size_bytes"]), (&json!(2), &json!(6)));
}

#[tokio::test]
async fn the_log_is_read_by_act_program_and_person() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.create_app(&operator, "birds").await;
    scene.approved(&operator, "shop", "1").await;
    let count = |query: &'static str| {
        let path = format!("/api/v1/organisations/{}/audit?{query}", operator.organisation);
        let (scene, operator) = (&scene, &operator);
        async move { scene.ask(operator, "GET", &path, None).await.json().as_array().unwrap().len() }
    };
    assert_eq!(count("act=app.create").await, 2);
    assert_eq!(count("act=app").await, 2);
    // A part of a word is not one.
    assert_eq!(count("act=ap").await, 0);
    assert_eq!(count("app=birds").await, 1);
    assert_eq!(count("app=birds&act=version").await, 0);
    assert_eq!(count("account=acc_other").await, 0);
    assert!(count("act=version").await >= 1);
}
