//! The vendor's server API, as servers of programs call it.

use ring::hmac;
use serde_json::{Value, json};

use super::people::Browser;
use super::{Answer, Person, Scene};
use crate::database::values;

const HOST: &str = "mini.localhost";

impl Scene {
    async fn new_secret(&self, person: &Person, app: &str, body: Value) -> Answer {
        self.ask(person, "POST", &format!("/api/v1/apps/{app}/secret"), Some(body)).await
    }

    pub(super) async fn secret(&self, person: &Person, app: &str) -> String {
        let made = self.new_secret(person, app, json!({})).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["secret"].as_str().unwrap().to_owned()
    }

    /// Any of the vendor's: the answer has status 200.
    async fn vendor(&self, path: &str) -> Value {
        let answer = self.send(HOST, "GET", path, &[], None).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with("application/json"), "{path}");
        answer.json()
    }

    pub(super) async fn vendor_post(&self, path: &str, body: &Value) -> Value {
        let answer = self.send(HOST, "POST", path, &[], Some(body.to_string().into_bytes())).await;
        assert_eq!(answer.status, 200, "{path}");
        answer.json()
    }

    pub(super) async fn token(&self, app: &str, secret: &str) -> Value {
        self.vendor(&format!("/cgi-bin/token?grant_type=client_credential&appid={app}&secret={secret}")).await
    }

    async fn stable_token(&self, app: &str, secret: &str, is_forced: bool) -> Value {
        let body =
            json!({"grant_type": "client_credential", "appid": app, "secret": secret, "force_refresh": is_forced});
        self.vendor_post("/cgi-bin/stable_token", &body).await
    }

    pub(super) async fn session(&self, app: &str, secret: &str, code: &str) -> Value {
        let path = "/sns/jscode2session?grant_type=authorization_code";
        self.vendor(&format!("{path}&appid={app}&secret={secret}&js_code={code}")).await
    }

    pub(super) async fn change(&self, sql: &'static str) {
        let mut tx = self.platform.database.write().await.unwrap();
        tx.execute(sql, values![]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What a call with the token is answered: 40003 is past the token.
    async fn token_check(&self, token: &Value) -> i64 {
        let token = token["access_token"].as_str().unwrap();
        self.vendor(&format!("/wxa/checksession?access_token={token}")).await["errcode"].as_i64().unwrap()
    }
}

const PAST_THE_TOKEN: i64 = 40003;

async fn shop() -> (Scene, Person, String) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let secret = scene.secret(&operator, "shop").await;
    (scene, operator, secret)
}

#[tokio::test]
async fn developers_replace_the_secret_and_others_do_not() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    assert_eq!(scene.new_secret(&Person::default(), "shop", json!({})).await.status, 401);
    assert_eq!(scene.new_secret(&scene.other_organisation().await, "shop", json!({})).await.status, 404);
    for role in ["marketer", "analyst", "support"] {
        let member = scene.member(&operator.organisation, role).await;
        assert_eq!(scene.new_secret(&member, "shop", json!({})).await.status, 403, "{role}");
        assert_eq!(scene.ask(&member, "GET", "/api/v1/apps/shop/secret", None).await.status, 403, "{role}");
    }
    for hours in [json!(169), json!(-1), json!("1")] {
        assert_eq!(scene.new_secret(&operator, "shop", json!({"grace_hours": hours})).await.status, 422, "{hours}");
    }
    let developer = scene.member(&operator.organisation, "developer").await;
    let made = scene.new_secret(&developer, "shop", json!({})).await;
    assert_eq!((made.status, &made.json()["previous_ends_ms"]), (201, &Value::Null));
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    assert!(secret.len() == 32 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let listed = scene.ask(&developer, "GET", "/api/v1/apps/shop/secret", None).await;
    assert!(listed.json().as_array().unwrap().len() == 1 && !listed.text().contains(&secret));
    let audit = format!("/api/v1/organisations/{}/audit", operator.organisation);
    let audit = scene.ask(&operator, "GET", &audit, None).await;
    assert!(audit.json()[0]["act"] == "secret.replace" && !audit.text().contains(&secret));
}

#[tokio::test]
async fn the_secret_before_goes_on_for_as_long_as_is_said() {
    let (scene, operator, one) = shop().await;
    let two = scene.secret(&operator, "shop").await;
    assert!(scene.token("shop", &one).await["access_token"].is_string());
    assert!(scene.token("shop", &two).await["access_token"].is_string());
    // The one before the last has no more time.
    let three = scene.secret(&operator, "shop").await;
    assert_eq!(scene.token("shop", &one).await["errcode"], 40125);
    assert!(scene.token("shop", &two).await["access_token"].is_string());
    let four = scene.new_secret(&operator, "shop", json!({"grace_hours": 0})).await.json();
    for gone in [&two, &three] {
        assert_eq!(scene.token("shop", gone).await["errcode"], 40125);
    }
    assert!(scene.token("shop", four["secret"].as_str().unwrap()).await["access_token"].is_string());
}

#[tokio::test]
async fn failures_have_the_vendors_numbers() {
    let (scene, _, secret) = shop().await;
    for (path, number) in [
        (format!("/cgi-bin/token?appid=shop&secret={secret}"), 40002),
        (format!("/cgi-bin/token?grant_type=password&appid=shop&secret={secret}"), 40002),
        (format!("/cgi-bin/token?grant_type=client_credential&secret={secret}"), 41002),
        ("/cgi-bin/token?grant_type=client_credential&appid=shop".to_owned(), 41004),
        (format!("/cgi-bin/token?grant_type=client_credential&appid=none&secret={secret}"), 40013),
        ("/cgi-bin/token?grant_type=client_credential&appid=shop&secret=x".to_owned(), 40125),
        ("/cgi-bin/stable_token".to_owned(), 43002),
        (format!("/sns/jscode2session?appid=shop&secret={secret}&js_code=x"), 40002),
        (format!("/sns/jscode2session?grant_type=authorization_code&appid=shop&secret={secret}"), 41008),
        (format!("/sns/jscode2session?grant_type=authorization_code&appid=shop&secret={secret}&js_code=x"), 40029),
        ("/sns/jscode2session?grant_type=authorization_code&secret=x&js_code=x".to_owned(), 41002),
        ("/sns/jscode2session?grant_type=authorization_code&appid=shop&js_code=x".to_owned(), 41004),
        ("/wxa/checksession?openid=x".to_owned(), 41001),
        ("/wxa/checksession?access_token=x".to_owned(), 40001),
        ("/wxa/none".to_owned(), 40066),
        ("/cgi-bin/none/x".to_owned(), 40066),
        ("/cgi-bin/token?grant_type=%ff&appid=%00".to_owned(), 40002),
    ] {
        assert_eq!(scene.vendor(&path).await["errcode"], number, "{path}");
    }
    let post = |body: &'static str| scene.send(HOST, "POST", "/cgi-bin/stable_token", &[], Some(body.into()));
    assert_eq!(post("").await.json()["errcode"], 44002);
    assert_eq!(post("{").await.json()["errcode"], 47001);
    assert_eq!(post("{}").await.json()["errcode"], 40002);
}

#[tokio::test]
async fn wrong_secrets_are_counted_by_program_and_address() {
    let (scene, operator, secret) = shop().await;
    scene.create_app(&operator, "todo").await;
    let other = scene.secret(&operator, "todo").await;
    for _ in 0..20 {
        assert_eq!(scene.token("shop", "wrong").await["errcode"], 40125);
    }
    assert_eq!(scene.token("shop", "wrong").await["errcode"], 45011);
    assert_eq!(scene.token("shop", &secret).await["errcode"], 45011);
    assert!(scene.token("todo", &other).await["access_token"].is_string());
    // Something in front of the server says who asks.
    let path = format!("/cgi-bin/token?grant_type=client_credential&appid=shop&secret={secret}");
    let elsewhere = scene.send(HOST, "GET", &path, &[("x-forwarded-for", "203.0.113.7")], None).await;
    assert!(elsewhere.json()["access_token"].is_string());
}

#[tokio::test]
async fn a_token_works_on_for_five_minutes_after_the_next_one() {
    let (scene, _, secret) = shop().await;
    let one = scene.token("shop", &secret).await;
    assert_eq!(one["expires_in"], 7200);
    let two = scene.token("shop", &secret).await;
    assert_ne!(one["access_token"], two["access_token"]);
    assert_eq!(scene.token_check(&one).await, PAST_THE_TOKEN);
    let mut tx = scene.platform.database.read().await.unwrap();
    let sql = "SELECT expires_ms - replaced_ms AS rest FROM access_token WHERE replaced_ms IS NOT NULL";
    assert_eq!(tx.row(sql, &[]).await.unwrap().unwrap().integer("rest").unwrap(), 5 * 60 * 1000);
    drop(tx);
    scene.change("UPDATE access_token SET expires_ms = 1 WHERE replaced_ms IS NOT NULL").await;
    assert_eq!(scene.token_check(&one).await, 40001);
    assert_eq!(scene.token_check(&two).await, PAST_THE_TOKEN);
    scene.change("UPDATE access_token SET expires_ms = 1").await;
    assert_eq!(scene.token_check(&two).await, 42001);
}

#[tokio::test]
async fn a_stable_token_is_the_same_until_another_is_forced() {
    let (scene, operator, secret) = shop().await;
    let one = scene.stable_token("shop", &secret, false).await;
    let again = scene.stable_token("shop", &secret, false).await;
    assert_eq!(one["access_token"], again["access_token"]);
    assert!((7100..=7200).contains(&again["expires_in"].as_i64().unwrap()));
    // The other call knows nothing of it.
    scene.token("shop", &secret).await;
    assert_eq!(scene.token_check(&one).await, PAST_THE_TOKEN);
    // Within thirty seconds nothing is forced.
    assert_eq!(scene.stable_token("shop", &secret, true).await["access_token"], one["access_token"]);
    scene.change("UPDATE access_token SET created_ms = created_ms - 30001").await;
    let two = scene.stable_token("shop", &secret, true).await;
    assert_ne!(two["access_token"], one["access_token"]);
    assert_eq!((scene.token_check(&one).await, scene.token_check(&two).await), (40001, PAST_THE_TOKEN));
    // About to end: another one, beside it.
    scene.change("UPDATE access_token SET expires_ms = expires_ms - 6900001").await;
    let three = scene.stable_token("shop", &secret, false).await;
    assert_ne!(three["access_token"], two["access_token"]);
    assert_eq!((scene.token_check(&two).await, scene.token_check(&three).await), (PAST_THE_TOKEN, PAST_THE_TOKEN));
    // The secret that comes next has tokens of its own.
    let next = scene.secret(&operator, "shop").await;
    assert_ne!(scene.stable_token("shop", &next, false).await["access_token"], three["access_token"]);
    assert_eq!(scene.stable_token("shop", &secret, false).await["access_token"], three["access_token"]);
}

#[tokio::test]
async fn a_day_has_as_many_tokens_as_the_vendor_gives() {
    let (scene, _, secret) = shop().await;
    scene.stable_token("shop", &secret, false).await;
    for _ in 0..20 {
        scene.change("UPDATE access_token SET created_ms = created_ms - 30001").await;
        assert!(scene.stable_token("shop", &secret, true).await["access_token"].is_string());
    }
    scene.change("UPDATE access_token SET created_ms = created_ms - 30001").await;
    assert_eq!(scene.stable_token("shop", &secret, true).await["errcode"], 45009);
    assert!(scene.stable_token("shop", &secret, false).await["access_token"].is_string());
    scene.change("UPDATE access_token SET created_ms = created_ms - 86400000").await;
    assert!(scene.stable_token("shop", &secret, true).await["access_token"].is_string());
}

#[tokio::test]
async fn a_code_is_good_once_for_five_minutes_and_for_its_program() {
    let (scene, operator, secret) = shop().await;
    scene.create_app(&operator, "todo").await;
    let other = scene.secret(&operator, "todo").await;
    let mut browser = Browser::default();
    let code = browser.login(&scene, "shop").await;
    assert_eq!(scene.session("todo", &other, &code).await["errcode"], 40029);
    assert_eq!(scene.session("shop", "wrong", &code).await["errcode"], 40125);
    let session = scene.session("shop", &secret, &code).await;
    assert_eq!(session["openid"].as_str().unwrap().len(), 28);
    assert_eq!(session["session_key"].as_str().unwrap().len(), 24);
    assert!(session["unionid"].is_string() && session.get("errcode").is_none());
    assert_eq!(scene.session("shop", &secret, &code).await["errcode"], 40163);
    let late = browser.login(&scene, "shop").await;
    scene.change("UPDATE login_code SET expires_ms = 1 WHERE used_ms IS NULL").await;
    assert_eq!(scene.session("shop", &secret, &late).await["errcode"], 40029);
    let again = browser.login(&scene, "shop").await;
    assert_eq!(scene.session("shop", &secret, &again).await, session);
}

#[tokio::test]
async fn of_two_who_bring_a_code_at_once_one_gets_the_session() {
    let (scene, _, secret) = shop().await;
    let code = Browser::default().login(&scene, "shop").await;
    let (one, two, three) = tokio::join!(
        scene.session("shop", &secret, &code),
        scene.session("shop", &secret, &code),
        scene.session("shop", &secret, &code)
    );
    let got = [one, two, three].iter().filter(|session| session["openid"].is_string()).count();
    assert_eq!(got, 1);
}

#[tokio::test]
async fn programs_know_people_by_names_of_their_own_and_an_organisation_by_one() {
    let (scene, operator, secret) = shop().await;
    scene.released_app(&operator, "todo").await;
    let todo = scene.secret(&operator, "todo").await;
    let other = scene.other_organisation().await;
    scene.create_app(&other, "else").await;
    scene.approved(&other, "else", "1.0.0").await;
    scene.release(&other, "else", "1.0.0", 100).await;
    let foreign = scene.secret(&other, "else").await;
    let mut browser = Browser::default();
    let mut sessions = Vec::new();
    for (app, secret) in [("shop", &secret), ("todo", &todo), ("else", &foreign)] {
        // What a program knows the browser by is sent to that program alone.
        browser.user.clear();
        let code = browser.login(&scene, app).await;
        sessions.push(scene.session(app, secret, &code).await);
    }
    let field = |at: usize, name: &str| sessions[at][name].as_str().unwrap().to_owned();
    assert_ne!(field(0, "openid"), field(1, "openid"));
    assert_eq!(field(0, "unionid"), field(1, "unionid"));
    assert_ne!(field(0, "unionid"), field(2, "unionid"));
    assert_ne!(field(0, "session_key"), field(1, "session_key"));
}

#[tokio::test]
async fn a_session_key_is_checked_and_replaced_by_its_signature() {
    let (scene, _, secret) = shop().await;
    let mut browser = Browser::default();
    let code = browser.login(&scene, "shop").await;
    let session = scene.session("shop", &secret, &code).await;
    let token = scene.token("shop", &secret).await["access_token"].as_str().unwrap().to_owned();
    let sign = |key: &Value| -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_str().unwrap().as_bytes());
        hmac::sign(&key, b"").as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let openid = session["openid"].as_str().unwrap();
    let call = |what: &str, openid: &str, signature: &str| {
        let path = format!("/wxa/{what}?access_token={token}&openid={openid}&signature={signature}");
        format!("{path}&sig_method=hmac_sha256")
    };
    let signature = sign(&session["session_key"]);
    let check = |openid: &str, signature: &str| call("checksession", openid, signature);
    assert_eq!(scene.vendor(&check(openid, &signature)).await, json!({"errcode": 0, "errmsg": "ok"}));
    assert_eq!(scene.vendor(&check(openid, "00")).await["errcode"], 87009);
    assert_eq!(scene.vendor(&check("o", &signature)).await["errcode"], 40003);
    let reset = scene.vendor(&call("resetusersessionkey", openid, &signature)).await;
    assert_eq!((&reset["errcode"], &reset["openid"]), (&json!(0), &session["openid"]));
    assert_ne!(reset["session_key"], session["session_key"]);
    assert_eq!(scene.vendor(&check(openid, &signature)).await["errcode"], 87009);
    assert_eq!(scene.vendor(&check(openid, &sign(&reset["session_key"]))).await["errcode"], 0);
    assert_eq!(scene.vendor(&call("resetusersessionkey", openid, &signature)).await["errcode"], 87009);
}
