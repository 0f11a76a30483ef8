//! People who open programs: tickets, codes, what a program's page learns.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Answer, Person, Scene};
use crate::database::values;

const HOST: &str = "mini.localhost";

/// What a browser keeps: the platform's cookie, and that of each program.
#[derive(Debug, Clone, Default)]
pub(super) struct Browser {
    pub(super) person: String,
    pub(super) user: String,
}

impl Browser {
    /// The frame of the platform's origin.
    pub(super) async fn ticket(&mut self, scene: &Scene, app: &str) -> String {
        let answer = scene.take_ticket(app, &self.person).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        self.person = cookie(&answer);
        answer.json()["ticket"].as_str().unwrap().to_owned()
    }

    /// `wx.login` in a program: by what is known there, else by a ticket.
    pub(super) async fn login(&mut self, scene: &Scene, app: &str) -> String {
        let mut answer = scene.page(app, "login", json!({}), &self.user).await;
        if answer.status == 401 {
            let ticket = self.ticket(scene, app).await;
            answer = scene.page(app, "login", json!({"ticket": ticket}), "").await;
        }
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.user = cookie(&answer);
        answer.json()["code"].as_str().unwrap().to_owned()
    }
}

pub(super) fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

impl Scene {
    pub(super) async fn released_app(&self, person: &Person, app: &str) {
        self.create_app(person, app).await;
        self.approved(person, app, "1.0.0").await;
        assert_eq!(self.release(person, app, "1.0.0", 100).await.status, 201);
    }

    pub(super) fn origin(&self, host: &str) -> String {
        format!("http://{host}:{}", self.port)
    }

    async fn take_ticket(&self, app: &str, cookie: &str) -> Answer {
        let origin = self.origin(HOST);
        let headers = [("origin", origin.as_str()), ("cookie", cookie), ("content-type", "application/json")];
        let body = json!({ "app": app }).to_string().into_bytes();
        self.send(HOST, "POST", "/api/v1/tickets", &headers, Some(body)).await
    }

    /// What a page of the program asks at its own origin.
    pub(super) async fn page(&self, app: &str, what: &str, body: Value, cookie: &str) -> Answer {
        let host = format!("{app}.{HOST}");
        let origin = self.origin(&host);
        let headers = [("origin", origin.as_str()), ("cookie", cookie), ("content-type", "application/json")];
        let body = body.to_string().into_bytes();
        self.send(&host, "POST", &format!("/_minnow/{what}"), &headers, Some(body)).await
    }

    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.platform.database.read().await.unwrap();
        tx.row(sql, &[]).await.unwrap().unwrap().integer("count").unwrap()
    }
}

#[tokio::test]
async fn only_a_page_of_the_platforms_own_origin_gets_a_ticket() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let own = scene.origin(HOST);
    let program = scene.origin("shop.mini.localhost");
    let json = ("content-type", "application/json");
    let body = || Some(b"{\"app\":\"shop\"}".to_vec());
    for (headers, status) in [
        (vec![json], 403),
        (vec![json, ("origin", program.as_str())], 403),
        (vec![json, ("origin", "https://evil.example")], 403),
        (vec![json, ("origin", "null")], 403),
        (vec![json, ("origin", own.as_str()), ("sec-fetch-site", "same-site")], 403),
        (vec![("content-type", "text/plain"), ("origin", own.as_str())], 415),
    ] {
        let answer = scene.send(HOST, "POST", "/api/v1/tickets", &headers, body()).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (status, ""), "{headers:?}");
    }
    assert_eq!(scene.take_ticket("none", "").await.status, 404);
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person").await, 0);
    assert_eq!(scene.take_ticket("shop", "").await.status, 201);
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person").await, 1);
}

#[tokio::test]
async fn the_frame_can_be_shown_by_the_program_alone() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let frame = scene.send(HOST, "GET", "/visit?app=shop", &[], None).await;
    let policy = frame.header("content-security-policy");
    let program = scene.origin("shop.mini.localhost");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; connect-src 'self';"), "{policy}");
    assert!(policy.ends_with(&format!("frame-ancestors 'self' {program}")), "{policy}");
    assert!(frame.text().contains(&format!("data-origin=\"{program}\"")));
    for app in ["none", "shop%22%3E%3Cscript%3E", ""] {
        assert_eq!(scene.send(HOST, "GET", &format!("/visit?app={app}"), &[], None).await.status, 404, "{app}");
    }
    assert!(
        scene.send(HOST, "GET", "/visit.js", &[], None).await.header("content-type").starts_with("text/javascript")
    );
    let document = scene.open("shop", "/", &[]).await;
    let policy = document.header("content-security-policy");
    let frames = format!("frame-src 'self' https://pay.example {};", scene.origin(HOST));
    assert!(policy.contains(&frames), "{policy}");
}

#[tokio::test]
async fn a_ticket_is_good_once_for_a_minute_and_for_its_program() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    for app in ["shop", "todo"] {
        scene.released_app(&operator, app).await;
    }
    let mut browser = Browser::default();
    let ticket = browser.ticket(&scene, "shop").await;
    let bring = |app: &'static str, ticket: String| {
        let scene = &scene;
        async move { scene.page(app, "login", json!({ "ticket": ticket }), "").await }
    };
    let other = bring("todo", ticket.clone()).await;
    assert_eq!((other.status, other.code().as_str(), other.header("set-cookie")), (403, "wrong-ticket", ""));
    assert_eq!(bring("shop", "mn_ticket_x".to_owned()).await.status, 403);
    assert_eq!(bring("shop", ticket.clone()).await.status, 200);
    assert_eq!(bring("shop", ticket).await.code(), "wrong-ticket");
    let late = browser.ticket(&scene, "shop").await;
    let mut tx = scene.platform.database.write().await.unwrap();
    tx.execute("UPDATE ticket SET expires_ms = 1", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bring("shop", late).await.code(), "wrong-ticket");
}

#[tokio::test]
async fn pages_of_other_origins_ask_nothing_in_a_programs_name() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let mut browser = Browser::default();
    browser.login(&scene, "shop").await;
    let own = scene.origin("shop.mini.localhost");
    let other = scene.origin("todo.mini.localhost");
    for what in ["login", "session", "profile"] {
        let path = format!("/_minnow/{what}");
        for origin in [Some(other.as_str()), Some("null"), Some("https://evil.example"), None] {
            let mut headers = vec![("cookie", browser.user.as_str()), ("content-type", "application/json")];
            headers.extend(origin.map(|origin| ("origin", origin)));
            let answer = scene.send("shop.mini.localhost", "POST", &path, &headers, Some(b"{}".to_vec())).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, "foreign-origin"), "{what} {origin:?}");
        }
        let get = scene.send("shop.mini.localhost", "GET", &path, &[("origin", &own)], None).await;
        assert_eq!(get.status, 405);
    }
}

#[tokio::test]
async fn whoever_is_signed_in_stays_so_and_checksession_tells_the_truth() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let mut browser = Browser::default();
    let first = scene.page("shop", "login", json!({}), "").await;
    assert_eq!(first.status, 401);
    assert_eq!(first.json()["visit"], format!("{}/visit?app=shop", scene.origin(HOST)));
    let is_signed_in = |user: String| {
        let scene = &scene;
        async move { scene.page("shop", "session", json!({}), &user).await.json()["is_signed_in"].as_bool().unwrap() }
    };
    assert!(!is_signed_in(String::new()).await);
    let one = browser.login(&scene, "shop").await;
    assert!(is_signed_in(browser.user.clone()).await);
    assert!(!is_signed_in(format!("{}x", browser.user)).await);
    let before = browser.clone();
    let two = browser.login(&scene, "shop").await;
    assert_ne!(one, two);
    assert_eq!((before.user, before.person), (browser.user.clone(), browser.person.clone()));
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person").await, 1);
    let mut tx = scene.platform.database.write().await.unwrap();
    tx.execute("UPDATE user_session SET expires_ms = 1", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!is_signed_in(browser.user.clone()).await);
    // Again by a ticket, and still the same person.
    browser.login(&scene, "shop").await;
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person").await, 1);
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM app_user").await, 1);
}

#[tokio::test]
async fn cookies_are_of_one_host_and_out_of_reach_of_scripts() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let ticket = scene.take_ticket("shop", "").await;
    let text = ticket.json()["ticket"].as_str().unwrap().to_owned();
    let login = scene.page("shop", "login", json!({ "ticket": text }), "").await;
    for (answer, name) in [(&ticket, "mn_person=mn_person_"), (&login, "mn_user=mn_user_")] {
        let line = answer.header("set-cookie");
        assert!(
            line.starts_with(name) && line.contains("HttpOnly; SameSite=Lax") && !line.contains("Domain"),
            "{line}"
        );
    }
    // A launch knows nobody.
    assert_eq!(scene.open("shop", "/", &[]).await.header("set-cookie"), "");
}

#[tokio::test]
async fn new_guests_of_one_address_are_limited() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let mut browser = Browser::default();
    browser.ticket(&scene, "shop").await;
    let mut made = 1;
    while scene.take_ticket("shop", "").await.status == 201 {
        made += 1;
        assert!(made < 1000, "nobody is refused");
    }
    assert!(made >= 120, "{made}");
    // Whoever is known is not a new one.
    browser.ticket(&scene, "shop").await;
    assert_eq!(scene.count("SELECT COUNT(*) AS count FROM person").await, made);
}

#[tokio::test]
async fn the_profile_is_signed_for_the_programs_server() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.released_app(&operator, "shop").await;
    let nobody = scene.page("shop", "profile", json!({}), "").await;
    assert_eq!((nobody.status, nobody.code().as_str()), (401, "no-session"));
    let mut browser = Browser::default();
    browser.login(&scene, "shop").await;
    let declaration = json!({"items": {"profile": "greet you"}, "contact": "a", "retention": "b"});
    assert_eq!(scene.ask(&operator, "PUT", "/api/v1/apps/shop/privacy", Some(declaration)).await.status, 200);
    assert_eq!(scene.consents(&mut browser, "shop", &["profile"], None, true).await.status, 201);
    let data = scene.page("shop", "profile", json!({}), &browser.user).await.json();
    let raw: Value = serde_json::from_str(data["rawData"].as_str().unwrap()).unwrap();
    assert_eq!(raw["nickName"], "微信用户");
    assert_eq!(data["signature"].as_str().unwrap().len(), 40);
    let encrypted = STANDARD.decode(data["encryptedData"].as_str().unwrap()).unwrap();
    assert!(encrypted.len() % 16 == 0 && STANDARD.decode(data["iv"].as_str().unwrap()).unwrap().len() == 16);
    let avatar = raw["avatarUrl"].as_str().unwrap().strip_prefix(&scene.origin(HOST)).unwrap().to_owned();
    let picture = scene.send(HOST, "GET", &avatar, &[], None).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(picture.header("cross-origin-resource-policy"), "cross-origin");
    // What the key is stays here.
    let mut tx = scene.platform.database.read().await.unwrap();
    let row = tx.row("SELECT session_key FROM user_session", values![]).await.unwrap().unwrap();
    assert!(!data.to_string().contains(&row.text("session_key").unwrap()));
}
