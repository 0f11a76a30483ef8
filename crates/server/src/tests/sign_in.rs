//! Passkeys, links, sessions: who gets in, and what does not help anybody to. Real authenticators answer in console/test/console.mjs.

use serde_json::{Value, json};

use super::{Person, Scene};

const PLATFORM: &str = "mini.localhost";

/// The first operator as a browser has it: the pair of the session's cookie.
async fn signed_in(scene: &Scene) -> String {
    let mut body = scene.setup_body();
    body["wants_token"] = false.into();
    let answer = scene.ask(&Person::default(), "POST", "/api/v1/setup", Some(body)).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    cookie(&answer)
}

fn cookie(answer: &super::scene::Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// A request of a page of the platform's own.
async fn from_page(scene: &Scene, cookie: &str, method: &str, path: &str, body: Value) -> super::scene::Answer {
    let origin = format!("http://{PLATFORM}:{}", scene.port);
    let headers = [("cookie", cookie), ("origin", &origin), ("content-type", "application/json")];
    scene.send(PLATFORM, method, path, &headers, Some(body.to_string().into_bytes())).await
}

/// An answer that has the form of an authenticator's, and is none.
fn forged() -> Value {
    let part = "AAAA";
    json!({"id": part, "rawId": part, "type": "public-key", "response": {
        "clientDataJSON": part, "authenticatorData": part, "signature": part, "userHandle": "AAAAAAAAAAAAAAAAAAAAAA", "attestationObject": part
    }})
}

#[tokio::test]
async fn nobody_learns_who_has_an_account_by_trying_to_sign_in() {
    let scene = Scene::new().await;
    let nobody = Person::default();
    let begin = || scene.ask(&nobody, "POST", "/api/v1/sign-in/passkey/begin", None);
    let before = begin().await.json();
    signed_in(&scene).await;
    let after = begin().await.json();
    for question in [&before, &after] {
        assert_eq!(question["options"]["rpId"], PLATFORM);
        assert_eq!(question["options"]["userVerification"], "required");
        assert_eq!(question["options"]["allowCredentials"], json!([]));
    }
    assert_ne!(before["options"]["challenge"], after["options"]["challenge"]);
    let ceremony = after["ceremony"].as_str().unwrap();
    let mut refusals = Vec::new();
    for (ceremony, credential) in [
        (ceremony, forged()),
        (ceremony, forged()),
        ("mn_ceremony_unknown", forged()),
        (before["ceremony"].as_str().unwrap(), json!({"no": "credential"})),
    ] {
        let body = json!({"ceremony": ceremony, "credential": credential});
        let answer = scene.ask(&nobody, "POST", "/api/v1/sign-in/passkey", Some(body)).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (401, ""));
        refusals.push(answer.text());
    }
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0] && refusal.contains("refused-passkey")));
}

#[tokio::test]
async fn a_passkey_is_made_by_the_person_who_is_signed_in_and_asked() {
    let scene = Scene::new().await;
    let cookie = signed_in(&scene).await;
    let begin = "/api/v1/passkeys/begin";
    assert_eq!(scene.ask(&Person::default(), "POST", begin, None).await.status, 401);
    let me = scene.send(PLATFORM, "GET", "/api/v1/me", &[("cookie", &cookie)], None).await.json();
    let organisation = me["organisations"][0]["organisation"].as_str().unwrap().to_owned();
    // A token that leaked makes no way in that outlives it.
    let robot = scene.member(&organisation, "admin").await;
    let refused = scene.ask(&robot, "POST", begin, None).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "needs-session"));
    let foreign = [("cookie", cookie.as_str()), ("origin", "http://shop.mini.localhost")];
    assert_eq!(scene.send(PLATFORM, "POST", begin, &foreign, None).await.code(), "foreign-origin");
    let question = from_page(&scene, &cookie, "POST", begin, json!({})).await.json();
    let options = &question["options"];
    assert_eq!(options["rp"]["id"], PLATFORM);
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["user"]["name"], "ann@example.com");
    let body = |ceremony: &Value| json!({"ceremony": ceremony, "name": "key", "credential": forged()});
    let named = json!({"ceremony": question["ceremony"], "name": "\n", "credential": forged()});
    assert_eq!(from_page(&scene, &cookie, "POST", "/api/v1/passkeys", named).await.code(), "invalid");
    for _ in 0..2 {
        let answer = from_page(&scene, &cookie, "POST", "/api/v1/passkeys", body(&question["ceremony"])).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "refused-passkey"));
    }
    // The question to sign in is no question to register.
    let other = scene.ask(&Person::default(), "POST", "/api/v1/sign-in/passkey/begin", None).await.json();
    let answer = from_page(&scene, &cookie, "POST", "/api/v1/passkeys", body(&other["ceremony"])).await;
    assert_eq!(answer.code(), "refused-passkey");
    let list = scene.send(PLATFORM, "GET", "/api/v1/passkeys", &[("cookie", &cookie)], None).await;
    assert_eq!((list.status, list.json()), (200, json!([])));
    let none = from_page(&scene, &cookie, "DELETE", "/api/v1/passkeys/pky_1", json!({})).await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn a_link_made_at_the_machine_signs_in_once_and_ends_the_session_that_was_there() {
    let scene = Scene::new().await;
    let nobody = Person::default();
    let operator = signed_in(&scene).await;
    let unknown = scene.platform.identity.create_link_for("bob@example.com").await;
    assert!(unknown.unwrap_err().to_string().contains("no such account"));
    let link = scene.platform.identity.create_link_for("Ann@example.com").await.unwrap();
    let body = |link: &str| Some(json!({"link": link}).to_string().into_bytes());
    let path = "/api/v1/sign-in/link";
    let json_kind = ("content-type", "application/json");
    let foreign =
        scene.send(PLATFORM, "POST", path, &[json_kind, ("origin", "https://evil.example")], body(&link)).await;
    assert_eq!((foreign.status, foreign.code().as_str()), (403, "foreign-origin"));
    let wrong = scene.ask(&nobody, "POST", path, Some(json!({"link": "mn_link_x"}))).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "refused-link"));
    // Whoever planted a session in the browser does not come along.
    let planted = [json_kind, ("cookie", operator.as_str())];
    let answer = scene.send(PLATFORM, "POST", path, &planted, body(&link)).await;
    assert_eq!(answer.status, 204);
    let session = cookie(&answer);
    assert_ne!(session, operator);
    let status = |cookie: String| {
        let scene = &scene;
        async move { scene.send(PLATFORM, "GET", "/api/v1/me", &[("cookie", &cookie)], None).await.status }
    };
    assert_eq!((status(session.clone()).await, status(operator).await), (200, 401));
    let again = scene.send(PLATFORM, "POST", path, &[json_kind], body(&link)).await;
    assert_eq!((again.status, again.code().as_str()), (401, "refused-link"));
    // Every device at once.
    let link = scene.platform.identity.create_link_for("ann@example.com").await.unwrap();
    let second = cookie(&scene.send(PLATFORM, "POST", path, &[json_kind], body(&link)).await);
    let out = from_page(&scene, &session, "POST", "/api/v1/sign-out-everywhere", json!({})).await;
    assert_eq!((out.status, out.header("set-cookie").contains("Max-Age=0")), (204, true));
    assert_eq!((status(session).await, status(second).await), (401, 401));
}

#[tokio::test]
async fn an_address_that_tries_too_often_waits() {
    let scene = Scene::new().await;
    let nobody = Person::default();
    let wrong = || scene.ask(&nobody, "POST", "/api/v1/sign-in/link", Some(json!({"link": "mn_link_x"})));
    let mut refused = None;
    // Twice of what it may at once: slower machines give some back while they try.
    for _ in 0..400 {
        let answer = wrong().await;
        if answer.status != 401 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("it is refused at last");
    assert_eq!((refused.status, refused.code().as_str()), (429, "too-fast"));
    assert!(scene.ask(&nobody, "GET", "/api/v1/setup", None).await.json()["is_open"].as_bool().unwrap());
}

#[tokio::test]
async fn programs_pages_may_not_ask_for_passkeys() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.approved(&operator, "shop", "1").await;
    scene.release(&operator, "shop", "1", 100).await;
    let answer = scene.open("shop", "/", &[]).await;
    let permissions = answer.header("permissions-policy");
    assert!(permissions.contains("publickey-credentials-get=()"), "{permissions}");
    assert!(permissions.contains("publickey-credentials-create=()"), "{permissions}");
}
