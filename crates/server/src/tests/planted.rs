//! Values of people that are planted through the public API, and looked for in everything that is written for operators: what is logged at
//! every level, what is measured, and where answers lead.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::people::Browser;
use super::{Answer, Person, Scene};

const HOST: &str = "mini.localhost";
const EMAIL: &str = "planted.person@example.com";
const NICKNAME: &str = "PlantedNickname";
const PHONE: &str = "13911112222";
const QUESTION: &str = "plantedquestion";
const PURPOSE: &str = "planted purpose";

/// Everything that is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Fields<'t>(&'t mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // The client of the test is not the platform.
        !["reqwest", "hyper_util::client"].iter().any(|client| metadata.target().starts_with(client))
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        text.push_str(span.metadata().name());
        span.record(&mut Fields(&mut text));
        text.push('\n');
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        text.push_str(event.metadata().target());
        event.record(&mut Fields(&mut text));
        text.push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What was planted, and what was answered.
#[derive(Default)]
struct Planted {
    values: Vec<String>,
    answers: Vec<Answer>,
}

/// Somebody who works with the platform, with an address and a name that are known again.
async fn plant_account(scene: &Scene, planted: &mut Planted) -> Person {
    let code = scene.platform.identity.setup_code().unwrap();
    let body = json!({"code": &code, "email": EMAIL, "name": NICKNAME, "organisation": "Fish", "wants_token": true});
    let setup = scene.ask(&Person::default(), "POST", "/api/v1/setup", Some(body)).await;
    let token = setup.json()["token"].as_str().unwrap().to_owned();
    let mut person = Person { token: Some(token.clone()), ..Person::default() };
    let me = scene.ask(&person, "GET", "/api/v1/me", None).await.json();
    person.organisation = me["organisations"][0]["organisation"].as_str().unwrap().to_owned();
    planted.values.extend([code, token]);
    scene.released_app(&person, "shop").await;
    let said = json!({"items": {"profile": PURPOSE, "location": PURPOSE, "phone": PURPOSE}, "contact": EMAIL, "retention": NICKNAME});
    planted.answers.push(scene.ask(&person, "PUT", "/api/v1/apps/shop/privacy", Some(said)).await);
    let invitation = json!({"email": format!("x{EMAIL}"), "role": "developer"});
    let path = format!("/api/v1/organisations/{}/invitations", person.organisation);
    planted.answers.push(scene.ask(&person, "POST", &path, Some(invitation)).await);
    person
}

/// Somebody who opens a program, and what its server learns of him.
async fn plant_user(scene: &Scene, person: &Person, planted: &mut Planted) -> Browser {
    let mut browser = Browser::default();
    planted.values.push(browser.ticket(scene, "shop").await);
    let login = browser.login(scene, "shop").await;
    let secret = scene.ask(person, "POST", "/api/v1/apps/shop/secret", Some(json!({}))).await.json();
    let secret = secret["secret"].as_str().unwrap().to_owned();
    let exchange =
        format!("/sns/jscode2session?appid=shop&secret={secret}&js_code={login}&grant_type=authorization_code");
    let known = scene.send(HOST, "GET", &exchange, &[], None).await.json();
    assert!(known["openid"].is_string(), "{known}");
    for name in ["openid", "session_key", "unionid"] {
        planted.values.extend(known[name].as_str().map(str::to_owned));
    }
    // A code that was used.
    planted.answers.push(scene.send(HOST, "GET", &exchange, &[], None).await);
    planted.values.extend([login, secret]);
    let cookies = [&browser.person, &browser.user].map(|cookie| cookie.split('=').nth(1).unwrap().to_owned());
    planted.values.extend(cookies);
    browser
}

/// What he allows and asks about himself.
async fn plant_consent(scene: &Scene, browser: &mut Browser, planted: &mut Planted) {
    let answers = &mut planted.answers;
    answers.push(scene.page("shop", "profile", json!({}), &browser.user).await);
    answers.push(scene.consents(browser, "shop", &["profile"], Some("scope.userLocation"), true).await);
    answers.push(scene.page("shop", "profile", json!({}), &browser.user).await);
    plant_phone(scene, browser, planted).await;
    let Planted { values, answers } = planted;
    let unknown = json!({"question": "mn_question_planted", "is_given": true});
    answers.push(scene.at_platform(browser, "/api/v1/consents", unknown).await);
    let export = scene.at_platform(browser, "/api/v1/person/export", json!({})).await;
    let stores = export.json()["stores"].clone();
    values.push(stores["consent_subject"][0]["subject"].as_str().unwrap().to_owned());
    values.push(stores["person"][0]["id"].as_str().unwrap().to_owned());
    answers.push(export);
}

/// His phone number, and who is told it. Of all answers only that of the program's server has it.
async fn plant_phone(scene: &Scene, browser: &mut Browser, planted: &mut Planted) {
    let number = json!({"country_code": "86", "number": PHONE});
    let mut told = vec![scene.own_phone(browser, "PUT", "", number.clone()).await];
    told.push(scene.own_phone(browser, "POST", "/state", json!({})).await);
    let wrong = json!({"country_code": PHONE, "number": format!("{PHONE} or so")});
    told.push(scene.own_phone(browser, "PUT", "", wrong).await);
    told.push(scene.own_phone(browser, "POST", "/shares", json!({"app": "shop"})).await);
    let given = scene.page("shop", "phone", json!({}), &browser.user).await;
    planted.values.push(given.json()["code"].as_str().unwrap().to_owned());
    told.push(given);
    assert!(told.iter().all(|answer| !answer.text().contains(PHONE)), "{told:?}");
    planted.answers.append(&mut told);
}

/// Whatever people type, and whatever comes in a form that nobody expects.
async fn plant_texts(scene: &Scene, browser: &mut Browser, planted: &mut Planted) {
    let answers = &mut planted.answers;
    answers.push(scene.send(HOST, "GET", &format!("/api/v1/search?q={QUESTION}"), &[], None).await);
    answers.push(scene.open("shop", &format!("/pages/a/a?phone={PHONE}"), &[("sec-fetch-mode", "navigate")]).await);
    answers.push(scene.open("shop", &format!("/none/{PHONE}"), &[]).await);
    answers.push(scene.send(HOST, "GET", &format!("/miniapp/shop/?phone={PHONE}"), &[], None).await);
    answers.push(scene.send(HOST, "GET", &format!("/consent?app={PHONE}"), &[], None).await);
    answers.push(scene.send("evil.example", "GET", &format!("/{PHONE}"), &[], None).await);
    let report =
        json!({"reason": "fraud", "detail": format!("call {PHONE}, {EMAIL}"), "path": format!("a?phone={PHONE}")});
    answers.push(scene.at_platform(browser, "/api/v1/programs/shop/reports", report).await);
    answers.push(scene.at_platform(browser, "/api/v1/consents/state", json!({"app": PHONE, "x": [EMAIL]})).await);
    let ticket = json!({"ticket": format!("mn_ticket_{PHONE}")});
    answers.push(scene.page("shop", "login", ticket, &browser.user).await);
    answers.push(scene.at_platform(browser, "/api/v1/person/erasure", json!({})).await);
}

#[tokio::test]
async fn nothing_of_a_person_is_in_logs_measures_and_addresses() {
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    // What this test looks through holds what is logged.
    tracing::info!(planted = "a canary", "the log is heard");
    let scene = Scene::new().await;
    let mut planted = Planted::default();
    planted.values.extend([EMAIL, NICKNAME, PHONE, QUESTION, PURPOSE].map(str::to_owned));
    let person = plant_account(&scene, &mut planted).await;
    let mut browser = plant_user(&scene, &person, &mut planted).await;
    plant_consent(&scene, &mut browser, &mut planted).await;
    plant_texts(&scene, &mut browser, &mut planted).await;
    scene.platform.launch.entries.settle().await.unwrap();
    scene.platform.privacy.keep_rules_at(crate::clock::now_ms()).await.unwrap();
    drop(guard);

    let mut written = log.0.lock().unwrap().clone();
    assert!(written.contains("a canary"), "nothing was heard");
    for path in ["/metrics", "/healthz", "/readyz"] {
        written.push_str(&scene.send(HOST, "GET", path, &[], None).await.text());
    }
    let Planted { values, answers } = planted;
    // A program keeps the query of its own address when it is opened by another form of it; every other answer leads where nothing of anybody is.
    written.extend(answers.iter().map(|answer| answer.header("location").replace(&format!("?phone={PHONE}"), "")));
    let around = |value: &String| {
        let line = written.lines().find(|line| line.contains(value.as_str()))?;
        Some(format!("{value} in {line}"))
    };
    let found: Vec<String> = values.iter().filter_map(around).collect();
    assert!(found.is_empty(), "{found:#?}");
    assert!(values.iter().all(|value| value.len() >= 8) && values.len() >= 14, "{values:?}");
    assert!(answers.last().unwrap().json()["signature"].is_string());
}
