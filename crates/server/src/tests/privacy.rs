//! Privacy: declarations, questions and answers, receipts, what people may ask, what is forgotten.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};

use super::people::Browser;
use super::{Answer, Person, Scene};
use crate::clock::{DAY_MS, now_ms};
use crate::database::{DatabaseAddress, values};
use crate::privacy::TABLES;

const HOST: &str = "mini.localhost";
const SAID: &str = "find shops near you";

fn declaration(items: &[&str]) -> Value {
    let items: serde_json::Map<String, Value> = items.iter().map(|item| ((*item).to_owned(), SAID.into())).collect();
    json!({"items": items, "contact": "privacy@example.com", "retention": "30 days"})
}

impl Scene {
    pub(super) async fn declare(&self, person: &Person, app: &str, items: &[&str]) -> Answer {
        self.ask(person, "PUT", &format!("/api/v1/apps/{app}/privacy"), Some(declaration(items))).await
    }

    /// What a page of the platform's own origin asks for this browser.
    pub(super) async fn at_platform(&self, browser: &mut Browser, path: &str, body: Value) -> Answer {
        let origin = self.origin(HOST);
        let cookie = browser.person.clone();
        let headers = [("origin", origin.as_str()), ("cookie", &cookie), ("content-type", "application/json")];
        let answer = self.send(HOST, "POST", path, &headers, Some(body.to_string().into_bytes())).await;
        if answer.header("set-cookie").starts_with("mn_person=") {
            browser.person = super::people::cookie(&answer);
        }
        answer
    }

    async fn question(&self, browser: &mut Browser, app: &str, items: &[&str], scope: Option<&str>) -> Value {
        let body = json!({"app": app, "items": items, "scope": scope, "language": "en"});
        let answer = self.at_platform(browser, "/api/v1/consents/questions", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub(super) async fn consents(
        &self,
        browser: &mut Browser,
        app: &str,
        items: &[&str],
        scope: Option<&str>,
        is_given: bool,
    ) -> Answer {
        let asked = self.question(browser, app, items, scope).await;
        assert_eq!(asked["state"], "open", "{asked}");
        self.at_platform(browser, "/api/v1/consents", json!({"question": asked["question"], "is_given": is_given}))
            .await
    }

    async fn state(&self, app: &str, browser: &Browser) -> Value {
        let answer = self.page(app, "consents", json!({}), &browser.user).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    async fn mend(&self, sql: &'static str) {
        let mut tx = self.platform.database.write().await.unwrap();
        assert!(tx.execute(sql, &[]).await.unwrap() > 0, "{sql}");
        tx.commit().await.unwrap();
    }

    async fn check(&self, person: &Person, app: &str) -> Value {
        self.ask(person, "GET", &format!("/api/v1/apps/{app}/receipts/check"), None).await.json()
    }
}

async fn shop() -> (Scene, Person) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    (scene, operator)
}

#[tokio::test]
async fn an_administrator_declares_and_every_change_is_a_version() {
    let (scene, operator) = shop().await;
    let path = "/api/v1/apps/shop/privacy";
    let nobody = Person::default();
    assert_eq!(scene.ask(&nobody, "GET", path, None).await.status, 401);
    let stranger = scene.other_organisation().await;
    assert_eq!(scene.ask(&stranger, "GET", path, None).await.status, 404);
    assert_eq!(scene.ask(&stranger, "PUT", path, Some(declaration(&[]))).await.status, 404);
    let developer = scene.member(&operator.organisation, "developer").await;
    assert_eq!(scene.ask(&developer, "PUT", path, Some(declaration(&["location"]))).await.status, 403);
    for body in [
        declaration(&["soul"]),
        json!({"items": {"location": ""}, "contact": "a", "retention": "b"}),
        json!({"items": {"location": "x".repeat(201)}, "contact": "a", "retention": "b"}),
        json!({"items": {"location": "x"}, "contact": "", "retention": "b"}),
        json!({"items": {"location": "x"}, "contact": "a"}),
        json!({"items": {}, "supplement": "x".repeat((100 << 10) + 1)}),
        json!({"items": {}, "supplement": "a\u{0}b"}),
        json!({"items": {}, "more": 1}),
    ] {
        assert_eq!(scene.ask(&operator, "PUT", path, Some(body)).await.code(), "invalid");
    }
    let none = scene.ask(&developer, "GET", path, None).await.json();
    assert_eq!((&none["version"], none["known_items"].as_array().unwrap().len()), (&json!(0), 21));
    assert_eq!(scene.declare(&operator, "shop", &["location"]).await.json()["version"], 1);
    assert_eq!(scene.declare(&operator, "shop", &["location"]).await.json()["version"], 1);
    assert_eq!(scene.declare(&operator, "shop", &["location", "camera"]).await.json()["version"], 2);
    let public = scene.ask(&nobody, "GET", "/api/v1/programs/shop/privacy", None).await.json();
    assert_eq!((&public["version"], &public["items"][0]["item"]), (&json!(2), &json!("camera")));
    assert_eq!((&public["items"][1]["purpose"], &public["contact"]), (&json!(SAID), &json!("privacy@example.com")));
    let log = scene
        .ask(&operator, "GET", &format!("/api/v1/organisations/{}/audit?act=privacy", operator.organisation), None)
        .await;
    assert_eq!(
        log.json().as_array().map(Vec::len).or_else(|| log.json()["entries"].as_array().map(Vec::len)),
        Some(2),
        "{}",
        log.text()
    );
}

#[tokio::test]
async fn only_the_platforms_own_pages_ask_and_answer() {
    let (scene, operator) = shop().await;
    scene.declare(&operator, "shop", &["location"]).await;
    let own = scene.origin(HOST);
    let program = scene.origin("shop.mini.localhost");
    let json = ("content-type", "application/json");
    for path in [
        "/api/v1/consents/questions",
        "/api/v1/consents",
        "/api/v1/consents/scopes",
        "/api/v1/consents/revocations",
        "/api/v1/consents/state",
        "/api/v1/person/programs",
        "/api/v1/person/export",
        "/api/v1/person/erasure",
    ] {
        let body = || Some(br#"{"app":"shop","question":"x","scope":"scope.camera","is_given":true}"#.to_vec());
        for headers in [
            vec![json],
            vec![json, ("origin", program.as_str())],
            vec![json, ("origin", "null")],
            vec![json, ("origin", own.as_str()), ("sec-fetch-site", "same-site")],
        ] {
            let answer = scene.send(HOST, "POST", path, &headers, body()).await;
            assert_eq!(answer.code(), "foreign-origin", "{path} {headers:?}");
        }
        // There is no way to it at a program's own host name.
        let answer = scene.send("shop.mini.localhost", "POST", path, &[json, ("origin", &program)], body()).await;
        assert!(answer.status >= 400, "{path}");
    }
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person").await, 0);
    let mut nobody = Browser::default();
    for path in ["/api/v1/person/programs", "/api/v1/person/export", "/api/v1/person/erasure"] {
        assert_eq!(scene.at_platform(&mut nobody, path, json!({})).await.code(), "nobody");
    }
}

#[tokio::test]
async fn the_sheet_stands_in_frames_of_its_program_alone() {
    let (scene, _) = shop().await;
    let policy = |path: &'static str| {
        let scene = &scene;
        async move {
            let answer = scene.send(HOST, "GET", path, &[], None).await;
            (answer.status, answer.header("content-security-policy").to_owned())
        }
    };
    for (path, around) in [
        ("/consent?app=shop", scene.origin("shop.mini.localhost")),
        ("/consent?app=shop&in=shell", "'self'".to_owned()),
        ("/privacy/shop", "'none'".to_owned()),
    ] {
        let (status, policy) = policy(path).await;
        // Where the pages are not built in, there is no document.
        if status == 200 {
            assert!(policy.contains(&format!("frame-ancestors {around};")), "{path}: {policy}");
            assert!(policy.contains("script-src 'self'; style-src 'self';"), "{policy}");
        } else {
            assert_eq!(scene.send(HOST, "GET", path, &[], None).await.code(), "not-built");
        }
    }
    assert_eq!(policy("/consent?app=none").await.0, 404);
    assert_eq!(policy("/consent?app=shop%22%20*").await.0, 404);
}

#[tokio::test]
async fn an_answer_is_of_the_one_who_was_asked_once_and_to_all_that_is_declared() {
    let (scene, operator) = shop().await;
    let mut browser = Browser::default();
    browser.login(&scene, "shop").await;
    assert_eq!(scene.question(&mut browser, "shop", &["location"], None).await["state"], "undeclared");
    scene.declare(&operator, "shop", &["location", "camera"]).await;
    assert_eq!(scene.question(&mut browser, "shop", &["phone"], None).await["state"], "undeclared");
    assert_eq!(scene.question(&mut browser, "shop", &[], Some("scope.record")).await["state"], "undeclared");
    let asked = scene.question(&mut browser, "shop", &["location"], Some("scope.userLocation")).await;
    let lines = asked["words"]["lines"].as_array().unwrap();
    assert_eq!(
        lines.iter().map(|line| line["label"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Know your position", "Camera", "Position"]
    );
    assert_eq!(lines[2]["purpose"], SAID);
    let reply = json!({"question": asked["question"], "is_given": true});
    let mut other = Browser::default();
    other.login(&scene, "shop").await;
    assert_eq!(scene.at_platform(&mut other, "/api/v1/consents", reply.clone()).await.code(), "wrong-question");
    let given = scene.at_platform(&mut browser, "/api/v1/consents", reply.clone()).await;
    assert_eq!(given.status, 201, "{}", given.text());
    assert_eq!(scene.at_platform(&mut browser, "/api/v1/consents", reply).await.code(), "wrong-question");
    let state = scene.state("shop", &browser).await;
    assert_eq!(state["agreed"], json!(["camera", "location"]));
    assert_eq!(state["scopes"], json!({"scope.userLocation": true}));
    assert_eq!(scene.state("shop", &other).await["agreed"], json!([]));
    assert_eq!(scene.question(&mut browser, "shop", &["camera"], None).await["state"], "given");
    // Where nobody is signed in a ticket says who it is, once, and signs nobody in.
    let ticket = json!({"ticket": browser.ticket(&scene, "shop").await});
    let by_ticket = scene.page("shop", "consents", ticket.clone(), "").await;
    assert_eq!((&by_ticket.json()["agreed"], by_ticket.header("set-cookie")), (&json!(["camera", "location"]), ""));
    let again = scene.page("shop", "consents", ticket, "").await.json();
    assert_eq!((&again["agreed"], &again["is_signed_in"]), (&json!([]), &json!(false)));
    // A scope beside it is asked for by itself.
    let scope = scene.question(&mut browser, "shop", &[], Some("scope.camera")).await;
    assert_eq!(scope["words"]["lines"].as_array().unwrap().len(), 1);
    // What is declared later is asked for later, and by itself.
    scene.declare(&operator, "shop", &["location", "camera", "phone"]).await;
    assert_eq!(scene.question(&mut browser, "shop", &["location"], None).await["state"], "given");
    let later = scene.question(&mut browser, "shop", &["phone"], None).await;
    assert_eq!(later["words"]["lines"].as_array().unwrap().len(), 1);
    scene.mend("UPDATE consent_question SET expires_ms = 1").await;
    let late = json!({"question": later["question"], "is_given": true});
    assert_eq!(scene.at_platform(&mut browser, "/api/v1/consents", late).await.code(), "wrong-question");
}

#[tokio::test]
async fn what_is_refused_stays_so_and_what_was_given_is_taken_back() {
    let (scene, operator) = shop().await;
    scene.declare(&operator, "shop", &["location", "camera"]).await;
    let mut browser = Browser::default();
    browser.login(&scene, "shop").await;
    scene.consents(&mut browser, "shop", &[], Some("scope.userLocation"), false).await;
    assert_eq!(scene.question(&mut browser, "shop", &[], Some("scope.userLocation")).await["state"], "refused");
    let state = scene.state("shop", &browser).await;
    assert_eq!((&state["agreed"], &state["scopes"]), (&json!([]), &json!({"scope.userLocation": false})));
    // Items may be asked for again; what was never asked for has no switch.
    assert_eq!(scene.consents(&mut browser, "shop", &["camera"], None, true).await.status, 201);
    let switch = |scope: &str, is_given| json!({"app": "shop", "scope": scope, "is_given": is_given});
    let never = scene.at_platform(&mut browser, "/api/v1/consents/scopes", switch("scope.camera", true)).await;
    assert_eq!(never.status, 404);
    scene.at_platform(&mut browser, "/api/v1/consents/scopes", switch("scope.userLocation", true)).await;
    assert_eq!(scene.state("shop", &browser).await["scopes"]["scope.userLocation"], true);
    let one = json!({"app": "shop", "items": ["camera"]});
    scene.at_platform(&mut browser, "/api/v1/consents/revocations", one).await;
    assert_eq!(scene.state("shop", &browser).await["agreed"], json!(["location"]));
    scene.at_platform(&mut browser, "/api/v1/consents/revocations", json!({"app": "shop"})).await;
    let state = scene.state("shop", &browser).await;
    assert_eq!((&state["agreed"], &state["scopes"]), (&json!([]), &json!({"scope.userLocation": false})));
    // Each of it is a receipt.
    assert_eq!(scene.check(&operator, "shop").await["receipts"], 6);
    let programs = scene.at_platform(&mut browser, "/api/v1/person/programs", json!({})).await.json();
    assert_eq!((&programs[0]["program"], &programs[0]["allowed"]), (&json!("shop"), &json!([])));
    assert_eq!(programs[0]["refused"][0]["what"], "scope.userLocation");
}

#[tokio::test]
async fn a_receipt_that_is_gone_or_changed_is_seen() {
    let (scene, operator) = shop().await;
    scene.declare(&operator, "shop", &["location"]).await;
    assert_eq!(
        scene.check(&operator, "shop").await,
        json!({"receipts": 0, "hash": "", "is_whole": true, "fault": null})
    );
    for _ in 0..3 {
        let mut browser = Browser::default();
        browser.login(&scene, "shop").await;
        scene.consents(&mut browser, "shop", &["location"], None, true).await;
    }
    let whole = scene.check(&operator, "shop").await;
    assert_eq!((&whole["receipts"], &whole["is_whole"]), (&json!(3), &json!(true)), "{whole}");
    let developer = scene.member(&operator.organisation, "developer").await;
    assert_eq!(scene.ask(&developer, "GET", "/api/v1/apps/shop/receipts/check", None).await.status, 403);
    let fault = |found: Value| found["fault"].as_str().unwrap_or_default().to_owned();
    scene.mend("UPDATE consent_receipt SET decision = 'refused' WHERE number = 2").await;
    assert_eq!(fault(scene.check(&operator, "shop").await), "receipt 2 was changed");
    scene.mend("UPDATE consent_receipt SET decision = 'given' WHERE number = 2").await;
    assert_eq!(fault(scene.check(&operator, "shop").await), "");
    scene.mend("UPDATE consent_chain SET receipts = 2").await;
    assert_eq!(fault(scene.check(&operator, "shop").await), "the end of the chain was not signed by this platform");
    scene.mend("UPDATE consent_chain SET receipts = 3").await;
    scene.mend("DELETE FROM consent_receipt WHERE number = 3").await;
    assert_eq!(fault(scene.check(&operator, "shop").await), "there are 2 receipts in place of 3");
    scene.mend("DELETE FROM consent_receipt WHERE number = 1").await;
    assert_eq!(fault(scene.check(&operator, "shop").await), "receipt 1 is gone");
}

#[tokio::test]
async fn answers_that_come_at_once_make_one_chain() {
    let (scene, operator) = shop().await;
    scene.declare(&operator, "shop", &["location"]).await;
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let mut browser = Browser::default();
        browser.login(&scene, "shop").await;
        let asked = scene.question(&mut browser, "shop", &["location"], None).await;
        waiting.push((browser, json!({"question": asked["question"], "is_given": true})));
    }
    let answers =
        waiting.iter_mut().map(|(browser, body)| scene.at_platform(browser, "/api/v1/consents", body.clone()));
    for answer in futures_util::future::join_all(answers).await {
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    let found = scene.check(&operator, "shop").await;
    assert_eq!((&found["receipts"], &found["is_whole"]), (&json!(8), &json!(true)), "{found}");
}

#[tokio::test]
async fn calls_that_no_declaration_covers_are_told_with_their_place() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let reaches = json!([
        {"item": "location", "api": "wx.getLocation", "path": "pages/a/a.js", "line": 12},
        {"item": "clipboard", "api": "wx.setClipboardData", "path": "pages/a/a.js", "line": 3},
    ]);
    scene.publish(&operator, "shop", "1", &[("app.json", "{}"), ("reaches.json", &reaches.to_string())]).await;
    scene.declare(&operator, "shop", &["clipboard", "chosen-file", "phone"]).await;
    let path = "/api/v1/apps/shop/versions/1/privacy";
    let found = scene.ask(&operator, "GET", path, None).await.json();
    assert_eq!(found["undeclared"], json!([reaches[0]]));
    // A phone number comes by a button, which scripts know nothing of.
    assert_eq!(found["unused"], json!(["chosen-file"]));
    assert_eq!(scene.ask(&operator, "GET", "/api/v1/apps/shop/versions/2/privacy", None).await.status, 404);
    let stranger = scene.other_organisation().await;
    assert_eq!(scene.ask(&stranger, "GET", path, None).await.status, 404);
}

#[tokio::test]
async fn every_table_says_what_it_holds_of_people() {
    let (scene, _) = shop().await;
    let mut tx = scene.platform.database.read().await.unwrap();
    let sql = match scene.database() {
        DatabaseAddress::Sqlite(_) => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        DatabaseAddress::Postgres(_) => {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let mut there: Vec<String> = tx.rows(sql, &[]).await.unwrap().iter().map(|row| row.text("name").unwrap()).collect();
    there.retain(|name| name != "_sqlx_migrations");
    there.sort();
    let mut listed: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(
        there, listed,
        "crates/server/src/privacy/tables.rs says of every table what becomes of it when a person is erased"
    );
}

/// Every text of every row, so that nothing about somebody is overlooked.
async fn everything(scene: &Scene) -> String {
    let mut tx = scene.platform.database.read().await.unwrap();
    let mut all = String::new();
    for (sql, column) in [
        ("SELECT id AS a FROM person", "a"),
        ("SELECT person_id AS a FROM person_session", "a"),
        ("SELECT person_id || ' ' || openid AS a FROM app_user", "a"),
        ("SELECT person_id || ' ' || unionid AS a FROM organisation_user", "a"),
        ("SELECT person_id || ' ' || session_key AS a FROM user_session", "a"),
        ("SELECT person_id AS a FROM login_code", "a"),
        ("SELECT person_id AS a FROM ticket", "a"),
        ("SELECT person_id AS a FROM consent_question", "a"),
        ("SELECT person_id || ' ' || subject AS a FROM consent_subject", "a"),
        ("SELECT subject || ' ' || items AS a FROM consent_receipt", "a"),
        ("SELECT content AS a FROM erasure_report", "a"),
        ("SELECT detail AS a FROM audit", "a"),
        ("SELECT content AS a FROM consent_words", "a"),
    ] {
        for row in tx.rows(sql, &[]).await.unwrap() {
            all.push_str(&row.text(column).unwrap());
            all.push('\n');
        }
    }
    all
}

#[tokio::test]
async fn somebody_takes_his_data_along_and_is_forgotten() {
    let (scene, operator) = shop().await;
    scene.declare(&operator, "shop", &["location", "profile"]).await;
    let (mut ann, mut ben) = (Browser::default(), Browser::default());
    for browser in [&mut ann, &mut ben] {
        browser.login(&scene, "shop").await;
        scene.consents(browser, "shop", &["location"], None, true).await;
    }
    let export = scene.at_platform(&mut ann, "/api/v1/person/export", json!({})).await;
    assert!(export.header("content-disposition").starts_with("attachment"));
    let stores = export.json()["stores"].clone();
    let (id, openid) = (stores["person"][0]["id"].as_str().unwrap(), stores["app_user"][0]["openid"].as_str().unwrap());
    assert_eq!(
        (&stores["app_user"][0]["app_id"], &stores["consent_subject"][0]["decision"]),
        (&json!("shop"), &json!("given"))
    );
    let subject = stores["consent_subject"][0]["subject"].as_str().unwrap();
    let before = everything(&scene).await;
    for kept in [id, openid, subject] {
        assert!(before.contains(kept), "{kept}");
    }
    // The session key is the program's; what the browser is known by is a secret.
    let mut tx = scene.platform.database.read().await.unwrap();
    for row in tx.rows("SELECT session_key, secret_hash FROM user_session", values![]).await.unwrap() {
        for column in ["session_key", "secret_hash"] {
            assert!(!export.text().contains(&row.text(column).unwrap()));
        }
    }
    drop(tx);
    let erased = scene.at_platform(&mut ann, "/api/v1/person/erasure", json!({})).await;
    assert_eq!(erased.status, 200, "{}", erased.text());
    assert!(erased.header("set-cookie").starts_with("mn_person=; Path=/; Max-Age=0"));
    let report: Value = serde_json::from_str(erased.json()["report"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&report["rows_erased"]["person"], &report["rows_erased"]["app_user"]),
        (&json!(1), &json!(1)),
        "{report}"
    );
    assert_eq!(report["platform"], scene.origin(HOST));
    let after = everything(&scene).await;
    assert!(!after.contains(id) && !after.contains(openid), "{after}");
    assert!(!report.to_string().contains(id) && !report.to_string().contains(subject));
    // The other one is untouched, and the receipts are whole.
    assert_eq!(scene.state("shop", &ben).await["agreed"], json!(["location", "profile"]));
    assert_eq!(scene.check(&operator, "shop").await["is_whole"], true);
    assert_eq!(scene.state("shop", &ann).await["is_signed_in"], false);
    // Signed for whoever is shown it.
    let known = scene.ask(&Person::default(), "GET", "/.well-known/minnow-key.json", None).await.json();
    let bytes = |text: &Value| STANDARD.decode(text.as_str().unwrap()).unwrap();
    let key = UnparsedPublicKey::new(&ED25519, bytes(&known["public_key"]));
    let signed = |text: &str| key.verify(text.as_bytes(), &bytes(&erased.json()["signature"])).is_ok();
    let text = erased.json()["report"].as_str().unwrap().to_owned();
    assert!(signed(&text) && !signed(&text.replace('1', "2")));
    let pem = known["pem"].as_str().unwrap();
    assert!(
        pem.starts_with("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA") && pem.ends_with("-----END PUBLIC KEY-----\n"),
        "{pem}"
    );
}

#[tokio::test]
async fn what_is_too_old_is_forgotten_and_nothing_else() {
    let (scene, operator) = shop().await;
    scene.declare(&operator, "shop", &["location"]).await;
    let (mut ann, mut ben) = (Browser::default(), Browser::default());
    for browser in [&mut ann, &mut ben] {
        browser.login(&scene, "shop").await;
        scene.consents(browser, "shop", &["location"], None, true).await;
    }
    ann.ticket(&scene, "shop").await;
    scene.question(&mut ann, "shop", &[], Some("scope.userLocation")).await;
    let report = json!({"reason": "fraud"});
    let origin = scene.origin(HOST);
    let headers = [("origin", origin.as_str()), ("content-type", "application/json")];
    scene.send(HOST, "POST", "/api/v1/programs/shop/reports", &headers, Some(report.to_string().into_bytes())).await;
    let counts = || async {
        let mut counts = Vec::new();
        for sql in [
            "SELECT COUNT(*) AS count FROM ticket",
            "SELECT COUNT(*) AS count FROM consent_question",
            "SELECT COUNT(*) AS count FROM login_code",
            "SELECT COUNT(*) AS count FROM person",
            "SELECT COUNT(*) AS count FROM app_user",
            "SELECT COUNT(*) AS count FROM consent_receipt",
            "SELECT COUNT(*) AS count FROM report",
        ] {
            counts.push(scene.count(sql).await);
        }
        counts
    };
    let now = now_ms();
    scene.platform.privacy.keep_rules_at(now).await.unwrap();
    assert_eq!(counts().await, [1, 1, 2, 2, 2, 2, 1]);
    scene.platform.privacy.keep_rules_at(now + DAY_MS / 2).await.unwrap();
    assert_eq!(counts().await, [0, 0, 2, 2, 2, 2, 1]);
    scene.platform.privacy.keep_rules_at(now + 2 * DAY_MS).await.unwrap();
    assert_eq!(counts().await, [0, 0, 0, 2, 2, 2, 1]);
    // A browser that still is somebody's keeps him; one that nobody has any more does not.
    scene.platform.privacy.keep_rules_at(now + 399 * DAY_MS).await.unwrap();
    assert_eq!(counts().await, [0, 0, 0, 2, 2, 2, 1]);
    scene.platform.privacy.keep_rules_at(now + 401 * DAY_MS).await.unwrap();
    assert_eq!(counts().await, [0, 0, 0, 0, 0, 2, 1]);
    assert_eq!(scene.check(&operator, "shop").await["is_whole"], true);
    scene.platform.privacy.keep_rules_at(now + 731 * DAY_MS).await.unwrap();
    assert_eq!(counts().await[6], 0);
    assert!(scene.count("SELECT COUNT(*) AS count FROM audit").await > 0);
    scene.platform.privacy.keep_rules_at(now + 1_096 * DAY_MS).await.unwrap();
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM audit").await, 0);
}

#[tokio::test]
async fn the_profile_is_told_with_consent_alone() {
    let (scene, operator) = shop().await;
    let mut browser = Browser::default();
    browser.login(&scene, "shop").await;
    let profile = |browser: Browser| {
        let scene = &scene;
        async move { scene.page("shop", "profile", json!({}), &browser.user).await }
    };
    assert_eq!(profile(browser.clone()).await.code(), "undeclared");
    scene.declare(&operator, "shop", &["profile"]).await;
    assert_eq!(profile(browser.clone()).await.code(), "not-consented");
    scene.consents(&mut browser, "shop", &["profile"], None, true).await;
    assert_eq!(profile(browser.clone()).await.status, 200);
    scene.at_platform(&mut browser, "/api/v1/consents/revocations", json!({"app": "shop"})).await;
    assert_eq!(profile(browser).await.code(), "not-consented");
}
