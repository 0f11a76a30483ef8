//! Phone numbers: a person's own, his yes to a program, and what its server gets for a code.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::people::Browser;
use super::{Answer, Person, Scene};

const HOST: &str = "mini.localhost";
const NUMBER: &str = "13800138000";
const MASKED: &str = "+86 138****8000";

impl Scene {
    /// What a page of the platform's own origin asks of the number.
    pub(super) async fn own_phone(&self, browser: &Browser, method: &str, path: &str, body: Value) -> Answer {
        let origin = self.origin(HOST);
        let headers = [("origin", origin.as_str()), ("cookie", &browser.person), ("content-type", "application/json")];
        let body = Some(body.to_string().into_bytes());
        self.send(HOST, method, &format!("/api/v1/person/phone{path}"), &headers, body).await
    }

    async fn enter(&self, browser: &Browser) {
        let answer = self.own_phone(browser, "PUT", "", json!({"country_code": "86", "number": NUMBER})).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"masked": MASKED})));
    }

    /// The program's page after a yes.
    async fn shared(&self, browser: &Browser) -> Answer {
        let yes = self.own_phone(browser, "POST", "/shares", json!({"app": "shop"})).await;
        assert_eq!(yes.status, 204, "{}", yes.text());
        self.page("shop", "phone", json!({}), &browser.user).await
    }

    async fn redeem(&self, token: &str, code: &Value) -> Value {
        let path = format!("/wxa/business/getuserphonenumber?access_token={token}");
        self.vendor_post(&path, &json!({ "code": code })).await
    }

    async fn access_token(&self, person: &Person, app: &str) -> (String, String) {
        let secret = self.secret(person, app).await;
        let token = self.token(app, &secret).await["access_token"].as_str().unwrap().to_owned();
        (secret, token)
    }
}

/// A program that declares the number, and somebody signed in to it who has agreed to its use.
async fn agreed() -> (Scene, Person, Browser, String) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    scene.declare(&operator, "shop", &["phone"]).await;
    let mut browser = Browser::default();
    let code = browser.login(&scene, "shop").await;
    assert_eq!(scene.consents(&mut browser, "shop", &["phone"], None, true).await.status, 201);
    (scene, operator, browser, code)
}

#[tokio::test]
async fn a_number_is_a_persons_own_and_shown_to_nobody_whole() {
    let (scene, _, browser, _) = agreed().await;
    let program = scene.origin("shop.mini.localhost");
    let number = || json!({"country_code": "86", "number": NUMBER});
    for (method, path, body) in [
        ("POST", "/state", json!({})),
        ("PUT", "", number()),
        ("DELETE", "", json!({})),
        ("POST", "/shares", json!({"app": "shop"})),
    ] {
        assert_eq!(scene.own_phone(&Browser::default(), method, path, body.clone()).await.code(), "nobody");
        for origin in [program.as_str(), "https://evil.example", "null"] {
            let headers = [("origin", origin), ("cookie", &*browser.person), ("content-type", "application/json")];
            let address = format!("/api/v1/person/phone{path}");
            let answer = scene.send(HOST, method, &address, &headers, Some(body.to_string().into_bytes())).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, "foreign-origin"), "{method} {path}");
        }
    }
    assert_eq!(scene.own_phone(&browser, "POST", "/state", json!({})).await.json(), json!({"masked": null}));
    for (code, number) in [("86", "123"), ("", NUMBER), ("86", "<script>"), ("999999", NUMBER), ("86", "")] {
        let answer = scene.own_phone(&browser, "PUT", "", json!({"country_code": code, "number": number})).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid"), "{code} {number}");
    }
    scene.enter(&browser).await;
    assert_eq!(scene.own_phone(&browser, "POST", "/state", json!({})).await.json(), json!({"masked": MASKED}));
    let changed = scene.own_phone(&browser, "PUT", "", json!({"number": "+852 6123 4567"})).await;
    assert_eq!(changed.json(), json!({"masked": "+852 ******67"}));
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person_phone").await, 1);
    for _ in 0..2 {
        assert_eq!(scene.own_phone(&browser, "DELETE", "", json!({})).await.status, 204);
    }
    assert_eq!(scene.own_phone(&browser, "POST", "/state", json!({})).await.json(), json!({"masked": null}));
}

#[tokio::test]
async fn a_page_gets_a_code_for_a_yes_and_no_second_one() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let mut browser = Browser::default();
    browser.login(&scene, "shop").await;
    scene.enter(&browser).await;
    let ask = |body: Value, user: String| {
        let scene = &scene;
        async move { scene.page("shop", "phone", body, &user).await }
    };
    let share = || scene.own_phone(&browser, "POST", "/shares", json!({"app": "shop"}));
    // Not declared, then declared and not agreed to: whatever else is said.
    assert_eq!(ask(json!({}), browser.user.clone()).await.code(), "undeclared");
    assert_eq!(share().await.code(), "undeclared");
    scene.declare(&operator, "shop", &["phone"]).await;
    assert_eq!(ask(json!({}), browser.user.clone()).await.code(), "not-consented");
    assert_eq!(share().await.code(), "not-consented");
    scene.consents(&mut browser, "shop", &["phone"], None, true).await;
    let visit = json!({"visit": format!("{}/visit?app=shop", scene.origin(HOST))});
    // Agreed to once is no yes of now.
    let unasked = ask(json!({}), browser.user.clone()).await;
    assert_eq!((unasked.status, unasked.json()), (409, visit.clone()));
    assert_eq!((ask(json!({}), String::new()).await.status), 401);
    let given = scene.shared(&browser).await;
    assert_eq!(given.status, 200, "{}", given.text());
    assert!(given.json()["code"].as_str().unwrap().len() == 32 && !given.text().contains(NUMBER));
    assert_eq!(ask(json!({}), browser.user.clone()).await.status, 409);
    // A yes is over after a minute, and with the number it was about.
    for sql in ["UPDATE phone_share SET expires_ms = expires_ms - 60000", "DELETE FROM person_phone"] {
        let yes = scene.own_phone(&browser, "POST", "/shares", json!({"app": "shop"})).await;
        assert_eq!(yes.status, 204);
        scene.change(sql).await;
        assert_eq!(ask(json!({}), browser.user.clone()).await.status, 409, "{sql}");
    }
    assert_eq!(scene.own_phone(&browser, "POST", "/shares", json!({"app": "shop"})).await.code(), "no-number");
    // Whoever is not signed in here brings a ticket; there is no key to encrypt with then.
    scene.enter(&browser).await;
    let yes = scene.own_phone(&browser, "POST", "/shares", json!({"app": "shop"})).await;
    assert_eq!(yes.status, 204);
    let ticket = browser.ticket(&scene, "shop").await;
    let given = ask(json!({ "ticket": ticket }), String::new()).await;
    assert!(given.json()["code"].is_string() && given.json().get("encryptedData").is_none(), "{}", given.text());
    assert_eq!(ask(json!({ "ticket": ticket }), String::new()).await.code(), "wrong-ticket");
    assert_eq!(ask(json!({ "ticket": "mn_ticket_none" }), browser.user.clone()).await.code(), "wrong-ticket");
    // Somebody else's browser at the program gets nothing of this person's.
    let mut other = Browser::default();
    other.login(&scene, "shop").await;
    scene.own_phone(&browser, "POST", "/shares", json!({"app": "shop"})).await;
    assert_eq!(ask(json!({}), other.user.clone()).await.code(), "not-consented");
}

#[tokio::test]
async fn a_server_reads_the_number_once() {
    let (scene, operator, browser, login) = agreed().await;
    scene.released_app(&operator, "tea").await;
    scene.enter(&browser).await;
    let (secret, token) = scene.access_token(&operator, "shop").await;
    let (_, other) = scene.access_token(&operator, "tea").await;
    let given = scene.shared(&browser).await.json();
    assert_eq!(scene.redeem("wrong", &given["code"]).await["errcode"], 40001);
    assert_eq!(scene.redeem(&other, &given["code"]).await["errcode"], 40013);
    let answer = scene.redeem(&token, &given["code"]).await;
    let info = &answer["phone_info"];
    assert_eq!((&answer["errcode"], &answer["errmsg"]), (&json!(0), &json!("ok")));
    assert_eq!(
        (&info["phoneNumber"], &info["purePhoneNumber"], &info["countryCode"]),
        (&json!(NUMBER), &json!(NUMBER), &json!("86"))
    );
    assert_eq!(info["watermark"]["appid"], "shop");
    assert!(info["watermark"]["timestamp"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(scene.redeem(&token, &given["code"]).await["errcode"], 40029);
    for (body, number) in [
        (json!({}), 41008),
        (json!({"code": ""}), 41008),
        (json!({"code": 1}), 41008),
        (json!({"code": "none"}), 40029),
        (json!({"code": "x".repeat(60_000)}), 40029),
        (json!({"code": login}), 40029),
    ] {
        let path = format!("/wxa/business/getuserphonenumber?access_token={token}");
        assert_eq!(scene.vendor_post(&path, &body).await["errcode"], number, "{number}");
    }
    // The older form says the same to whoever has the session key.
    let session = scene.session("shop", &secret, &login).await;
    let bytes = |value: &Value| STANDARD.decode(value.as_str().unwrap()).unwrap();
    let key: [u8; 16] = bytes(&session["session_key"]).try_into().unwrap();
    let iv: [u8; 16] = bytes(&given["iv"]).try_into().unwrap();
    let decryptor = cbc::Decryptor::<Aes128>::new(&key.into(), &iv.into());
    let text = decryptor.decrypt_padded_vec::<Pkcs7>(&bytes(&given["encryptedData"])).unwrap();
    let read: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(read["purePhoneNumber"], NUMBER);
    assert_eq!(read["watermark"]["appid"], "shop");
}

#[tokio::test]
async fn a_code_gives_nothing_once_its_reason_is_gone() {
    let (scene, operator, mut browser, _) = agreed().await;
    let (_, token) = scene.access_token(&operator, "shop").await;
    let revoke = json!({"app": "shop", "items": ["phone"]});
    for reason in ["over", "removed", "changed", "revoked"] {
        scene.enter(&browser).await;
        let code = scene.shared(&browser).await.json()["code"].clone();
        match reason {
            "over" => scene.change("UPDATE phone_code SET expires_ms = expires_ms - 300000").await,
            "removed" => drop(scene.own_phone(&browser, "DELETE", "", json!({})).await),
            "changed" => scene.enter(&browser).await,
            _ => drop(scene.at_platform(&mut browser, "/api/v1/consents/revocations", revoke.clone()).await),
        }
        assert_eq!(scene.redeem(&token, &code).await["errcode"], 40029, "{reason}");
    }
    // What is no longer declared is no longer told either.
    scene.consents(&mut browser, "shop", &["phone"], None, true).await;
    let code = scene.shared(&browser).await.json()["code"].clone();
    scene.declare(&operator, "shop", &["location"]).await;
    assert_eq!(scene.redeem(&token, &code).await["errcode"], 40029);
}

#[tokio::test]
async fn a_number_is_in_the_export_and_goes_with_the_person() {
    let (scene, operator, mut browser, _) = agreed().await;
    let (_, token) = scene.access_token(&operator, "shop").await;
    scene.enter(&browser).await;
    let code = scene.shared(&browser).await.json()["code"].clone();
    scene.own_phone(&browser, "POST", "/shares", json!({"app": "shop"})).await;
    let stores = scene.at_platform(&mut browser, "/api/v1/person/export", json!({})).await.json()["stores"].clone();
    let number = &stores["person_phone"][0];
    assert_eq!((&number["country_code"], &number["national_number"]), (&json!("86"), &json!(NUMBER)));
    for table in ["phone_share", "phone_code"] {
        assert_eq!(stores[table][0]["app_id"], "shop");
        assert!(!stores[table].to_string().contains(NUMBER));
    }
    let erased = scene.at_platform(&mut browser, "/api/v1/person/erasure", json!({})).await;
    assert_eq!(erased.status, 200, "{}", erased.text());
    assert!(!erased.text().contains(NUMBER));
    for sql in [
        "SELECT COUNT(*) AS count FROM person_phone",
        "SELECT COUNT(*) AS count FROM phone_share",
        "SELECT COUNT(*) AS count FROM phone_code",
    ] {
        assert_eq!(scene.count(sql).await, 0, "{sql}");
    }
    assert_eq!(scene.redeem(&token, &code).await["errcode"], 40029);
}
