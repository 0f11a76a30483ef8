//! Experiments: who may run them, what a launch gives, what is counted, what back ends ask.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::people::Browser;
use super::scene::Answer;
use super::{Person, Scene};
use crate::http::Browser as Name;

pub(super) const APP: &str = "/api/v1/apps/shop";

pub(super) async fn released() -> (Scene, Person) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    publish(&scene, &operator, "1").await;
    (scene, operator)
}

async fn publish(scene: &Scene, operator: &Person, number: &str) {
    let page = |name: &str| format!("<!doctype html><title>{name}</title><p>page {name} of {number}</p>");
    let (start, a, b) = (page("start"), page("a"), page("b"));
    let files = [
        ("app.json", "{}"),
        ("index.html", start.as_str()),
        ("pages/a/a/index.html", a.as_str()),
        ("pages/b/b/index.html", b.as_str()),
    ];
    assert_eq!(scene.publish(operator, "shop", number, &files).await.status, 201);
    scene.ask(operator, "POST", &format!("{APP}/versions/{number}/submit"), None).await;
    assert_eq!(scene.release(operator, "shop", number, 100).await.status, 201);
}

pub(super) fn colours() -> Value {
    json!([{"id": "red", "parameters": {"colour": "red"}}, {"id": "blue", "parameters": {"colour": "blue"}}])
}

async fn draft(scene: &Scene, person: &Person, body: Value) -> Answer {
    scene.ask(person, "POST", &format!("{APP}/experiments"), Some(body)).await
}

pub(super) async fn act(scene: &Scene, person: &Person, id: &str, body: Value) -> Answer {
    scene.ask(person, "POST", &format!("{APP}/experiments/{id}/acts"), Some(body)).await
}

/// An experiment that runs.
pub(super) async fn running(scene: &Scene, person: &Person, body: Value) -> String {
    let made = draft(scene, person, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let started = act(scene, person, &id, json!({"act": "start"})).await;
    assert_eq!((started.status, started.json()["state"].as_str()), (200, Some("running")), "{}", started.text());
    id
}

pub(super) async fn entry(scene: &Scene, person: &Person, body: Value) -> String {
    let made = scene.ask(person, "POST", &format!("{APP}/entries"), Some(body)).await.json();
    let address = made["address"].as_str().unwrap().to_owned();
    address[address.find("/-").unwrap()..].to_owned()
}

/// What a browser keeps, and what its last document said.
#[derive(Debug, Clone, Default)]
pub(super) struct Device {
    visitor: String,
    user: String,
}

impl Device {
    fn cookies(&self) -> String {
        [self.visitor.as_str(), self.user.as_str()].join("; ")
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.headers.get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            if pair.starts_with("mn_visitor=") {
                pair.clone_into(&mut self.visitor);
            } else if pair.starts_with("mn_user=") {
                pair.clone_into(&mut self.user);
            }
        }
    }

    async fn open(&mut self, scene: &Scene, path: &str) -> (Answer, Value) {
        let cookies = self.cookies();
        let answer = scene.open("shop", path, &[("cookie", &cookies), ("sec-fetch-mode", "navigate")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.keep(&answer);
        let data = data(&answer);
        (answer, data)
    }

    /// The value of `colour` that the program sees.
    pub(super) async fn colour(&mut self, scene: &Scene, path: &str) -> String {
        let (_, data) = self.open(scene, path).await;
        data["experiments"]["parameters"]["colour"].as_str().unwrap_or_default().to_owned()
    }

    /// `wx.login` of the person that `browser` is known as.
    pub(super) async fn login(&mut self, scene: &Scene, browser: &mut Browser) {
        let ticket = browser.ticket(scene, "shop").await;
        let origin = format!("http://shop.mini.localhost:{}", scene.port);
        let cookies = self.visitor.clone();
        let headers = [("origin", origin.as_str()), ("cookie", &cookies), ("content-type", "application/json")];
        let body = json!({ "ticket": ticket }).to_string().into_bytes();
        let answer = scene.send("shop.mini.localhost", "POST", "/_minnow/login", &headers, Some(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.keep(&answer);
    }

    fn named() -> Self {
        Device { visitor: format!("mn_visitor={}", Name::new().name), user: String::new() }
    }
}

/// What the platform put into a document.
fn data(answer: &Answer) -> Value {
    let text = answer.text();
    let mark = "<script type=\"application/json\" id=\"minnow-launch\">";
    let Some((_, rest)) = text.split_once(mark) else { return Value::Null };
    serde_json::from_str(rest.strip_suffix("</script>\n").unwrap()).unwrap()
}

pub(super) async fn results(scene: &Scene, person: &Person, id: &str) -> Value {
    scene.platform.launch.entries.settle().await.unwrap();
    scene.ask(person, "GET", &format!("{APP}/experiments/{id}/results"), None).await.json()
}

pub(super) fn counts(results: &Value) -> BTreeMap<String, (i64, i64)> {
    let row = |row: &Value| {
        (row["arm"].as_str().unwrap().to_owned(), (row["people"].as_i64().unwrap(), row["exposures"].as_i64().unwrap()))
    };
    results["arms"].as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn a_scanned_code_answers_with_the_page_of_the_arm_at_once() {
    let (scene, operator) = released().await;
    let path = entry(&scene, &operator, json!({"kind": "code", "page": "pages/a/a", "query": "id=7"})).await;
    let arms = json!([{"id": "a"}, {"id": "b", "page": "pages/b/b", "query": "from=b"}]);
    let body = json!({"name": "Page", "conditions": {"ways": ["code"]}, "arms": arms});
    let id = running(&scene, &operator, body).await;
    let mut seen = BTreeSet::new();
    while seen.len() < 2 {
        let mut device = Device::default();
        let (answer, data) = device.open(&scene, &path).await;
        assert!(answer.header("set-cookie").starts_with("mn_visitor="));
        assert_eq!(answer.header("cache-control"), "private, no-cache");
        let arm = data["experiments"]["arms"][&id].as_str().unwrap().to_owned();
        let (page, query) = if arm == "b" { ("b", "id=7&from=b") } else { ("a", "id=7") };
        assert_eq!(data["path"], format!("pages/{page}/{page}"));
        assert_eq!((&data["query"], &data["scene"]), (&json!(query), &json!(1047)));
        assert!(answer.text().contains(&format!("page {page} of 1")), "{}", answer.text());
        // The same arm each time, and nothing new to keep.
        for _ in 0..3 {
            let (again, same) = device.open(&scene, &path).await;
            assert_eq!((again.header("set-cookie"), same), ("", data.clone()));
        }
        // The page's own address is what it is for everybody.
        let (plain, none) = device.open(&scene, "/pages/a/a").await;
        assert!(plain.text().contains("page a of 1") && none == Value::Null, "{none}");
        seen.insert(arm);
    }
}

#[tokio::test]
async fn without_an_experiment_nobody_has_a_cookie() {
    let (scene, operator) = released().await;
    let path = entry(&scene, &operator, json!({"kind": "code"})).await;
    let made = draft(&scene, &operator, json!({"name": "Draft", "arms": colours()})).await;
    assert_eq!(made.json()["state"], "draft");
    for path in ["/", &path] {
        let (answer, data) = Device::default().open(&scene, path).await;
        assert_eq!((answer.header("set-cookie"), &data["experiments"]), ("", &Value::Null));
    }
    assert_eq!(scene.open("shop", "/", &[]).await.header("cache-control"), "public, no-cache");
    let id = running(&scene, &operator, json!({"name": "Colour", "arms": colours()})).await;
    // What is no visit gets no arm: robots, and what fetches ahead.
    for headers in [("user-agent", "Googlebot/2.1"), ("purpose", "prefetch"), ("sec-fetch-mode", "cors")] {
        assert_eq!(data(&scene.open("shop", "/", &[headers]).await), Value::Null, "{headers:?}");
    }
    assert_eq!(counts(&results(&scene, &operator, &id).await).values().map(|(people, _)| people).sum::<i64>(), 0);
}

#[tokio::test]
async fn an_arm_stays_through_releases_restarts_and_other_servers() {
    let (scene, operator) = released().await;
    running(&scene, &operator, json!({"name": "Colour", "arms": colours()})).await;
    let mut devices: Vec<Device> = (0..20).map(|_| Device::default()).collect();
    let mut before = Vec::new();
    for device in &mut devices {
        before.push(device.colour(&scene, "/").await);
    }
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 2, "{before:?}");
    publish(&scene, &operator, "2").await;
    let second = scene.second_server().await;
    for (device, before) in devices.iter_mut().zip(&before) {
        let (answer, data) = device.open(&scene, "/").await;
        assert!(answer.text().contains("of 2"));
        assert_eq!(data["experiments"]["parameters"]["colour"], *before);
        assert_eq!(device.colour(&second, "/pages/a/a").await, *before);
    }
}

#[tokio::test]
async fn an_arm_goes_with_whoever_signs_in() {
    let (scene, operator) = released().await;
    let path = entry(&scene, &operator, json!({"kind": "code"})).await;
    let body = json!({"name": "Colour", "conditions": {"ways": ["code"]}, "arms": colours()});
    let id = running(&scene, &operator, body).await;
    let mut changed = 0;
    for _ in 0..12 {
        let (mut browser, mut phone, mut tablet) = (Browser::default(), Device::default(), Device::default());
        let colour = phone.colour(&scene, &path).await;
        phone.login(&scene, &mut browser).await;
        assert_eq!(phone.colour(&scene, "/").await, colour);
        scene.platform.launch.entries.settle().await.unwrap();
        // Before he signs in nobody knows who he is there.
        changed += usize::from(tablet.colour(&scene, &path).await != colour);
        tablet.login(&scene, &mut browser).await;
        assert_eq!(tablet.visitor, phone.visitor);
        // Also by an address, since he came into it on the phone.
        assert_eq!(tablet.colour(&scene, "/").await, colour);
        assert_eq!(tablet.colour(&scene, &path).await, colour);
        // A browser that has lost its name, but is still signed in.
        let mut third = Device { visitor: String::new(), user: tablet.user.clone() };
        assert_eq!(third.colour(&scene, "/").await, colour);
    }
    assert!(changed > 0);
    assert_eq!(results(&scene, &operator, &id).await["crossed"], 0);
}

#[tokio::test]
async fn exposures_are_counted_once_and_by_who_was_shown_which() {
    let (scene, operator) = released().await;
    let id = running(&scene, &operator, json!({"name": "Colour", "arms": colours()})).await;
    let mut expected: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for number in 0..60 {
        let mut device = Device::named();
        let launches = number % 3 + 1;
        let mut colour = String::new();
        for _ in 0..launches {
            colour = device.colour(&scene, "/").await;
        }
        let of = expected.entry(colour).or_default();
        *of = (of.0 + 1, of.1 + launches);
    }
    for _ in 0..2 {
        let results = results(&scene, &operator, &id).await;
        assert_eq!(counts(&results), expected);
        assert_eq!((&results["crossed"], &results["is_drifting"]), (&json!(0), &json!(false)), "{results}");
    }
    // What is written down tells nobody's cookie.
    let mut tx = scene.platform.database.read().await.unwrap();
    let rows = tx.rows("SELECT unit, entry_id, version_id FROM experiment_exposure", &[]).await.unwrap();
    assert_eq!(rows.len(), usize::try_from(expected.values().map(|(_, shown)| shown).sum::<i64>()).unwrap());
    let mut device = Device::named();
    device.open(&scene, "/").await;
    let name = device.visitor.strip_prefix("mn_visitor=").unwrap().to_owned();
    assert!(rows.iter().all(|row| row.text("unit").unwrap().len() == 43 && row.text("unit").unwrap() != name));
}

#[tokio::test]
async fn a_log_that_a_killed_process_left_is_counted_once() {
    let (scene, operator) = released().await;
    let id = running(&scene, &operator, json!({"name": "Colour", "arms": colours()})).await;
    let line = json!({"at_ms": 1, "app_id": "shop", "version_id": "v", "unit": "u".repeat(43), "arms": {&id: "red"}});
    for _ in 0..2 {
        // The file is there again when its transaction was done and it was not removed.
        let file = scene.folder().join("launches/log_killed.jsonl");
        std::fs::write(&file, format!("{line}\n{line}\n{{\"at_ms\":1,\"arms\":{{")).unwrap();
        let found = counts(&results(&scene, &operator, &id).await);
        assert_eq!(found["red"], (1, 2));
        assert!(!file.exists());
    }
}

#[tokio::test]
async fn a_drift_of_the_arms_is_seen() {
    let (scene, operator) = released().await;
    let id = running(&scene, &operator, json!({"name": "Colour", "arms": colours()})).await;
    let mut lines = String::new();
    for number in 0..300 {
        let arm = if number % 3 == 0 { "red" } else { "blue" };
        let unit = format!("{number:043}");
        let line = json!({"at_ms": 1, "app_id": "shop", "version_id": "v", "unit": unit, "arms": {&id: arm}});
        lines.push_str(&format!("{line}\n"));
    }
    std::fs::write(scene.folder().join("launches/log_drift.jsonl"), lines).unwrap();
    let drifting = results(&scene, &operator, &id).await;
    assert_eq!(counts(&drifting)["red"], (100, 100));
    assert!(drifting["p_value"].as_f64().unwrap() < 1e-6 && drifting["is_drifting"] == true, "{drifting}");
}

#[tokio::test]
async fn the_page_that_the_service_worker_opened_tells_what_it_shows() {
    let (scene, operator) = released().await;
    let id = running(&scene, &operator, json!({"name": "Colour", "arms": colours()})).await;
    let mut device = Device::default();
    let colour = device.colour(&scene, "/").await;
    let other = if colour == "red" { "blue" } else { "red" };
    let tell = |cookie: String, body: Value| {
        let scene = &scene;
        async move {
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
            let body = Some(body.to_string().into_bytes());
            scene.send("shop.mini.localhost", "POST", "/_minnow/launches", &headers, body).await
        }
    };
    let answer = tell(device.visitor.clone(), json!({"arms": {&id: colour}, "at": "/?a=1"})).await;
    assert_eq!((answer.status, &answer.json()["parameters"]["colour"]), (200, &json!(colour)));
    // Neither another arm, nor another experiment, nor what is no JSON counts.
    tell(device.visitor.clone(), json!({"arms": {&id: other, "0000000000": "red"}})).await;
    let cookie = device.visitor.clone();
    scene.send("shop.mini.localhost", "POST", "/_minnow/launches", &[("cookie", &cookie)], Some(b"{".to_vec())).await;
    let large = tell(device.visitor.clone(), json!({"at": "a".repeat(20_000)})).await;
    assert_eq!(large.status, 413);
    // Somebody who was there before the experiment shows nothing of it, and learns what comes next.
    let mut earlier = Device::default();
    let next = tell(String::new(), Value::Null).await;
    earlier.keep(&next);
    let promised = next.json()["parameters"]["colour"].as_str().unwrap().to_owned();
    assert_eq!(counts(&results(&scene, &operator, &id).await)[&colour], (1, 2));
    assert_eq!(earlier.colour(&scene, "/").await, promised);
    act(&scene, &operator, &id, json!({"act": "end"})).await;
    assert_eq!(tell(device.visitor.clone(), json!({"arms": {&id: colour}})).await.status, 204);
}

#[tokio::test]
async fn conditions_are_read_from_the_launch() {
    let (scene, operator) = released().await;
    let path = entry(&scene, &operator, json!({"kind": "link", "query": "utm_campaign=spring"})).await;
    let is_in = |conditions: Value, path: String, country: &'static str| {
        let (scene, operator) = (&scene, &operator);
        async move {
            let id = running(scene, operator, json!({"name": "A", "conditions": conditions, "arms": colours()})).await;
            let answer = scene.open("shop", &path, &[("x-country", country)]).await;
            assert_eq!(act(scene, operator, &id, json!({"act": "end"})).await.status, 200);
            data(&answer)["experiments"]["arms"].get(&id).is_some()
        }
    };
    let entry_id = path[2..].to_owned();
    for (conditions, path, country, expected) in [
        (json!({"ways": ["link"], "entries": [entry_id], "scenes": [1194]}), path.as_str(), "", true),
        (json!({"campaigns": ["spring"]}), &path, "", true),
        (json!({"campaigns": ["autumn"]}), &path, "", false),
        (json!({"campaigns": ["autumn"]}), "/?utm_campaign=autumn", "", true),
        (json!({"countries": ["de"]}), "/", "DE", true),
        (json!({"countries": ["de"]}), "/", "CN", false),
        (json!({"countries": ["de"]}), "/", "", false),
        (json!({"ways": ["search"], "scenes": [1005]}), "/pages/a/a?mn_by=search", "", true),
        (json!({"ways": ["share"]}), "/pages/a/a?mn_by=share", "", true),
        (json!({"ways": ["code"]}), "/pages/a/a?mn_by=code", "", false),
        (json!({"ways": ["address"], "visitors": "new"}), "/", "", true),
        (json!({"visitors": "returning"}), "/", "", false),
    ] {
        assert_eq!(is_in(conditions.clone(), path.to_owned(), country).await, expected, "{conditions} {path}");
    }
}

#[tokio::test]
async fn whoever_was_new_stays_in_an_experiment_for_the_new() {
    let (scene, operator) = released().await;
    let body = json!({"name": "New", "conditions": {"visitors": "new"}, "arms": colours()});
    running(&scene, &operator, body).await;
    let mut device = Device::default();
    let colour = device.colour(&scene, "/").await;
    assert_ne!(colour, "");
    assert_eq!(device.colour(&scene, "/").await, colour);
    assert_eq!(Device::named().colour(&scene, "/").await, "");
}

#[tokio::test]
async fn an_arm_is_promoted_without_a_release_and_revoked() {
    let (scene, operator) = released().await;
    let body = json!({"name": "Colour", "share_percent": 10, "arms": colours()});
    let id = running(&scene, &operator, body).await;
    let colours_of = |count: usize| {
        let scene = &scene;
        async move {
            let mut found = BTreeSet::new();
            for _ in 0..count {
                found.insert(Device::default().colour(scene, "/").await);
            }
            found
        }
    };
    assert!(colours_of(40).await.contains(""));
    let none = act(&scene, &operator, &id, json!({"act": "promote", "arm": "green"})).await;
    assert_eq!((none.status, none.code().as_str()), (422, "invalid"));
    let promoted = act(&scene, &operator, &id, json!({"act": "promote", "arm": "blue"})).await.json();
    assert_eq!((&promoted["state"], &promoted["promoted"]), (&json!("ended"), &json!("blue")));
    assert_eq!(colours_of(10).await, BTreeSet::from(["blue".to_owned()]));
    // All get the same: nobody need be known.
    let answer = scene.open("shop", "/", &[]).await;
    assert_eq!((answer.header("set-cookie"), answer.header("cache-control")), ("", "public, no-cache"));
    // Another experiment with the same parameter runs in its place.
    let arms = json!([{"id": "green", "parameters": {"colour": "green"}}]);
    let next = running(&scene, &operator, json!({"name": "Next", "arms": arms})).await;
    assert_eq!(colours_of(3).await, BTreeSet::from(["green".to_owned()]));
    act(&scene, &operator, &next, json!({"act": "end"})).await;
    assert_eq!(colours_of(3).await, BTreeSet::from(["blue".to_owned()]));
    assert_eq!(act(&scene, &operator, &id, json!({"act": "revoke"})).await.json()["promoted"], Value::Null);
    assert_eq!(colours_of(3).await, BTreeSet::from([String::new()]));
}

#[tokio::test]
async fn a_pause_keeps_everybodys_arm_and_a_share_only_grows() {
    let (scene, operator) = released().await;
    let body = json!({"name": "Colour", "share_percent": 50, "arms": colours()});
    let id = running(&scene, &operator, body.clone()).await;
    let mut devices: Vec<Device> = (0..30).map(|_| Device::named()).collect();
    let mut before = Vec::new();
    for device in &mut devices {
        before.push(device.colour(&scene, "/").await);
    }
    assert!(before.iter().any(String::is_empty) && before.iter().any(|colour| colour == "red"), "{before:?}");
    assert_eq!(act(&scene, &operator, &id, json!({"act": "pause"})).await.json()["state"], "paused");
    for device in &mut devices {
        assert_eq!(device.colour(&scene, "/").await, "");
    }
    assert_eq!(act(&scene, &operator, &id, json!({"act": "start"})).await.status, 200);
    for percent in [40, 50, 101] {
        let refused = act(&scene, &operator, &id, json!({"act": "grow", "share_percent": percent})).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "invalid"), "{percent}");
    }
    assert_eq!(act(&scene, &operator, &id, json!({"act": "grow", "share_percent": 100})).await.status, 200);
    for (device, before) in devices.iter_mut().zip(&before) {
        let now = device.colour(&scene, "/").await;
        assert!(now == *before || before.is_empty() && !now.is_empty(), "{before} became {now}");
    }
    // What decides who gets what does not change under people's feet; the name may.
    let edit = |body: Value| {
        let (scene, operator, path) = (&scene, &operator, format!("{APP}/experiments/{id}"));
        async move { scene.ask(operator, "PUT", &path, Some(body)).await }
    };
    let same = json!({"name": "Hue", "share_percent": 100, "arms": colours()});
    assert_eq!(edit(same).await.json()["name"], "Hue");
    let mut other = json!({"name": "Hue", "share_percent": 100, "arms": colours()});
    other["arms"][0]["weight"] = json!(2);
    let refused = edit(other).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "state"));
    assert_eq!(act(&scene, &operator, &id, json!({"act": "remove"})).await.status, 409);
}

#[tokio::test]
async fn experiments_of_a_layer_share_its_people_and_those_of_others_must_not_decide_the_same() {
    let (scene, operator) = released().await;
    let body = |name: &str, layer: &str, percent: i64| json!({"name": name, "layer": layer, "share_percent": percent, "arms": colours()});
    let first = running(&scene, &operator, body("First", "default", 60)).await;
    let second = draft(&scene, &operator, body("Second", "default", 50)).await.json();
    let second = second["id"].as_str().unwrap().to_owned();
    let full = act(&scene, &operator, &second, json!({"act": "start"})).await;
    assert!(full.status == 409 && full.text().contains("too few people"), "{}", full.text());
    let other = draft(&scene, &operator, body("Other", "other", 50)).await.json();
    let other = other["id"].as_str().unwrap().to_owned();
    let clash = act(&scene, &operator, &other, json!({"act": "start"})).await;
    assert!(clash.status == 409 && clash.text().contains("the parameter `colour`"), "{}", clash.text());
    let list = scene.ask(&operator, "GET", &format!("{APP}/experiments"), None).await.json();
    assert_eq!(list["layers"][0], json!({"name": "default", "free_percent": 40}));
    let held = json!({"percent": 5});
    let path = format!("{APP}/experiment-holdout");
    assert_eq!(scene.ask(&operator, "PUT", &path, Some(held.clone())).await.status, 409);
    act(&scene, &operator, &first, json!({"act": "end"})).await;
    assert_eq!(act(&scene, &operator, &second, json!({"act": "end"})).await.status, 409);
    assert_eq!(scene.ask(&operator, "PUT", &path, Some(held)).await.status, 204);
    assert_eq!(scene.ask(&operator, "PUT", &path, Some(json!({"percent": 51}))).await.status, 422);
    assert_eq!(act(&scene, &operator, &other, json!({"act": "start"})).await.status, 200);
    assert_eq!(act(&scene, &operator, &second, json!({"act": "remove"})).await.status, 200);
    let list = scene.ask(&operator, "GET", &format!("{APP}/experiments"), None).await.json();
    assert_eq!((&list["holdout_percent"], list["experiments"].as_array().unwrap().len()), (&json!(5), 2));
}

#[tokio::test]
async fn arms_lead_to_pages_that_are_there() {
    let (scene, operator) = released().await;
    let arms = json!([{"id": "a", "page": "pages/none"}]);
    let body = json!({"name": "Page", "conditions": {"ways": ["code"]}, "arms": arms});
    let made = draft(&scene, &operator, body).await.json();
    let started = act(&scene, &operator, made["id"].as_str().unwrap(), json!({"act": "start"})).await;
    assert!(started.status == 422 && started.text().contains("pages/none"), "{}", started.text());
    for body in [
        json!({"name": "", "arms": colours()}),
        json!({"name": "A", "arms": []}),
        json!({"name": "A", "share_percent": 0, "arms": colours()}),
        json!({"name": "A", "layer": "", "arms": colours()}),
        json!({"name": "A", "arms": [{"id": "a", "other": 1}]}),
    ] {
        let refused = draft(&scene, &operator, body.clone()).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "invalid"), "{body}");
    }
}

#[tokio::test]
async fn experiments_are_run_by_those_who_look_after_a_program() {
    let (scene, operator) = released().await;
    let body = || json!({"name": "Colour", "arms": colours()});
    for (role, status) in [("admin", 201), ("developer", 201), ("marketer", 201), ("analyst", 403), ("support", 403)] {
        let person = scene.member(&operator.organisation, role).await;
        assert_eq!(draft(&scene, &person, body()).await.status, status, "{role}");
        assert_eq!(scene.ask(&person, "GET", &format!("{APP}/experiments"), None).await.status, 200, "{role}");
    }
    let outsider = scene.other_organisation().await;
    assert_eq!(draft(&scene, &outsider, body()).await.status, 404);
    assert_eq!(draft(&scene, &Person::default(), body()).await.status, 401);
    let id = running(&scene, &operator, body()).await;
    let analyst = scene.member(&operator.organisation, "analyst").await;
    assert_eq!(act(&scene, &analyst, &id, json!({"act": "end"})).await.status, 403);
    assert_eq!(act(&scene, &outsider, &id, json!({"act": "end"})).await.status, 404);
    for path in ["experiments", &format!("experiments/{id}/results")] {
        assert_eq!(scene.ask(&outsider, "GET", &format!("{APP}/{path}"), None).await.status, 404, "{path}");
    }
    scene.create_app(&operator, "other").await;
    let elsewhere = format!("/api/v1/apps/other/experiments/{id}/acts");
    assert_eq!(scene.ask(&operator, "POST", &elsewhere, Some(json!({"act": "end"}))).await.status, 404);
    let audit = format!("/api/v1/organisations/{}/audit", operator.organisation);
    let audit = scene.ask(&operator, "GET", &audit, None).await.text();
    assert_eq!((audit.matches("experiment.create").count(), audit.matches("experiment.start").count()), (4, 1));
}
