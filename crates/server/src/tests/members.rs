//! Organisations, their members, invitations.

use serde_json::{Value, json};

use super::{Person, Scene};

const PLATFORM: &str = "mini.localhost";

async fn invite(scene: &Scene, person: &Person, email: &str, role: &str) -> super::scene::Answer {
    let path = format!("/api/v1/organisations/{}/invitations", person.organisation);
    scene.ask(person, "POST", &path, Some(json!({"email": email, "role": role}))).await
}

/// What follows `#` in the link of an invitation.
fn secret(answer: &super::scene::Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    let link = answer.json()["link"].as_str().unwrap().to_owned();
    let (address, secret) = link.split_once('#').unwrap();
    assert!(address.ends_with("/console/invitation"), "{link}");
    secret.to_owned()
}

async fn members(scene: &Scene, person: &Person) -> Value {
    scene.ask(person, "GET", &format!("/api/v1/organisations/{}/members", person.organisation), None).await.json()
}

#[tokio::test]
async fn administrators_invite_and_others_do_not() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    let other = scene.other_organisation().await;
    let developer = scene.member(&operator.organisation, "developer").await;
    assert_eq!(invite(&scene, &Person { token: None, ..operator.clone() }, "b@b.c", "developer").await.status, 401);
    assert_eq!(invite(&scene, &developer, "b@b.c", "developer").await.code(), "not-allowed");
    let stranger = Person { organisation: operator.organisation.clone(), ..other };
    assert_eq!(invite(&scene, &stranger, "b@b.c", "developer").await.status, 404);
    assert_eq!(invite(&scene, &operator, "bob", "developer").await.code(), "invalid");
    assert_eq!(invite(&scene, &operator, "b@b.c", "king").await.code(), "invalid");
    assert_eq!(invite(&scene, &operator, "ann@example.com", "developer").await.code(), "state");
    let first = secret(&invite(&scene, &operator, "Bob@example.com", "developer").await);
    let second = secret(&invite(&scene, &operator, "bob@example.com", "admin").await);
    let path = format!("/api/v1/organisations/{}/invitations", operator.organisation);
    let pending = scene.ask(&operator, "GET", &path, None).await.json();
    assert_eq!((pending.as_array().unwrap().len(), &pending[0]["role"]), (1, &json!("admin")));
    assert!(!pending.to_string().contains("mn_invite_"));
    assert_eq!(scene.ask(&developer, "GET", &path, None).await.status, 403);
    let read = |secret: &str| {
        let (scene, body) = (&scene, json!({ "secret": secret }));
        async move { scene.ask(&Person::default(), "POST", "/api/v1/invitations/read", Some(body)).await }
    };
    assert_eq!(read(&first).await.status, 404);
    let offer = read(&second).await.json();
    assert_eq!(
        offer,
        json!({"organisation": "Fish", "email": "bob@example.com", "role": "admin", "has_account": false})
    );
    let id = pending[0]["id"].as_str().unwrap();
    assert_eq!(scene.ask(&developer, "DELETE", &format!("{path}/{id}"), None).await.status, 403);
    assert_eq!(scene.ask(&operator, "DELETE", &format!("{path}/{id}"), None).await.status, 204);
    assert_eq!(scene.ask(&operator, "DELETE", &format!("{path}/{id}"), None).await.status, 404);
    assert_eq!(read(&second).await.status, 404);
}

#[tokio::test]
async fn whoever_is_invited_joins_once_with_the_role_he_was_given() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    let nobody = Person::default();
    let secret = secret(&invite(&scene, &operator, "bob@example.com", "developer").await);
    let accept = |body: Value| scene.ask(&nobody, "POST", "/api/v1/invitations/accept", Some(body));
    assert_eq!(accept(json!({"secret": "mn_invite_x", "name": "Bob"})).await.status, 404);
    assert_eq!(accept(json!({"secret": secret, "name": " "})).await.code(), "invalid");
    let joined = accept(json!({"secret": secret, "name": "Bob"})).await;
    assert_eq!(joined.status, 204, "{}", joined.text());
    let cookie = joined.header("set-cookie").split(';').next().unwrap().to_owned();
    let me = scene.send(PLATFORM, "GET", "/api/v1/me", &[("cookie", &cookie)], None).await.json();
    assert_eq!((&me["email"], &me["is_operator"]), (&json!("bob@example.com"), &json!(false)));
    assert_eq!(me["organisations"][0]["role"], "developer");
    assert_eq!(accept(json!({"secret": secret, "name": "Bob"})).await.status, 404);
    assert_eq!(members(&scene, &operator).await.as_array().unwrap().len(), 2);
    let path = format!("/api/v1/organisations/{}/audit?act=member", operator.organisation);
    let log = scene.ask(&operator, "GET", &path, None).await.json();
    let acts: Vec<_> = log.as_array().unwrap().iter().map(|entry| (&entry["act"], &entry["email"])).collect();
    let (join, invited) = (json!("member.join"), json!("member.invite"));
    assert_eq!(acts, [(&join, &json!("bob@example.com")), (&invited, &json!("ann@example.com"))]);
    assert!(!log.to_string().contains("mn_invite_"));
}

#[tokio::test]
async fn a_link_alone_opens_nobodys_account() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    let other = scene.other_organisation().await;
    let secret = secret(&invite(&scene, &other, "ann@example.com", "support").await);
    let accept = |person: Person| {
        let (scene, body) = (&scene, json!({"secret": secret, "name": "Eve"}));
        async move { scene.ask(&person, "POST", "/api/v1/invitations/accept", Some(body)).await }
    };
    // Nobody, somebody else, and the right one by a token only.
    for person in [Person::default(), other.clone(), operator.clone()] {
        let answer = accept(person).await;
        assert_eq!((answer.status, answer.code().as_str(), answer.header("set-cookie")), (401, "sign-in-first", ""));
    }
    assert_eq!(members(&scene, &other).await.as_array().unwrap().len(), 1);
    let link = scene.platform.identity.create_link_for("ann@example.com").await.unwrap();
    let session = scene.ask(&Person::default(), "POST", "/api/v1/sign-in/link", Some(json!({"link": link}))).await;
    let cookie = session.header("set-cookie").split(';').next().unwrap().to_owned();
    let origin = format!("http://{PLATFORM}:{}", scene.port);
    let headers = [("cookie", cookie.as_str()), ("origin", &origin), ("content-type", "application/json")];
    let body = json!({ "secret": secret }).to_string().into_bytes();
    let joined = scene.send(PLATFORM, "POST", "/api/v1/invitations/accept", &headers, Some(body)).await;
    assert_eq!((joined.status, joined.header("set-cookie")), (204, ""), "{}", joined.text());
    assert_eq!(members(&scene, &other).await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_organisation_keeps_an_administrator() {
    let scene = Scene::new().await;
    scene.operator().await;
    let admin = scene.other_organisation().await;
    let developer = scene.member(&admin.organisation, "developer").await;
    let path = |person: &Person| format!("/api/v1/organisations/{}/members/{}", admin.organisation, person.account_id);
    let role = |role: &str| Some(json!({ "role": role }));
    assert_eq!(scene.ask(&developer, "PUT", &path(&developer), role("admin")).await.code(), "not-allowed");
    assert_eq!(scene.ask(&developer, "DELETE", &path(&admin), None).await.code(), "not-allowed");
    assert_eq!(scene.ask(&admin, "PUT", &path(&admin), role("support")).await.code(), "state");
    assert_eq!(scene.ask(&admin, "DELETE", &path(&admin), None).await.code(), "state");
    assert_eq!(scene.ask(&admin, "PUT", &path(&developer), role("king")).await.code(), "invalid");
    assert_eq!(scene.ask(&admin, "PUT", &path(&developer), role("admin")).await.status, 204);
    assert_eq!(scene.ask(&admin, "PUT", &path(&developer), role("admin")).await.status, 204);
    // Two now: one may go.
    assert_eq!(scene.ask(&developer, "DELETE", &path(&admin), None).await.status, 204);
    let gone = scene.ask(&admin, "GET", &format!("/api/v1/organisations/{}/apps", admin.organisation), None).await;
    assert_eq!(gone.status, 404);
    assert_eq!(scene.ask(&developer, "DELETE", &path(&admin), None).await.status, 404);
    assert_eq!(scene.ask(&developer, "DELETE", &path(&developer), None).await.code(), "state");
}

#[tokio::test]
async fn operators_make_organisations_and_see_all_others_their_own() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    let other = scene.other_organisation().await;
    let path = "/api/v1/organisations";
    assert_eq!(scene.ask(&Person::default(), "GET", path, None).await.status, 401);
    assert_eq!(scene.ask(&other, "POST", path, Some(json!({"name": "Birds"}))).await.code(), "not-allowed");
    assert_eq!(scene.ask(&operator, "POST", path, Some(json!({"name": ""}))).await.code(), "invalid");
    let made = scene.ask(&operator, "POST", path, Some(json!({"name": "Birds"}))).await;
    assert_eq!((made.status, &made.json()["members"]), (201, &json!(1)));
    let names = |answer: Value| -> Vec<String> {
        let rows = answer.as_array().unwrap().clone();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(scene.ask(&operator, "GET", path, None).await.json()), ["Fish", "Other", "Birds"]);
    assert_eq!(names(scene.ask(&other, "GET", path, None).await.json()), ["Other"]);
}
