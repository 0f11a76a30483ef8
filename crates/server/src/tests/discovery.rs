//! Discovery and search: what people find, and above all what they do not.

use serde_json::{Value, json};

use super::{Answer, Person, Scene};

const TEA: &str = r#"{"name": "茶馆", "description": "慢慢喝茶 Slow tea", "category": "food", "keywords": ["乌龙", "oolong"], "icon": "icon.png"}"#;
const MANIFEST: &str = r#"{"format": 1, "app": {"window": {"navigationBarTitleText": "茶馆 Tea"}}, "entry": "pages/menu/menu", "runtime": {"view": "", "logic": "", "css": ""}, "components": {},
    "pages": {"pages/menu/menu": {"scope": "1", "config": {"navigationBarTitleText": "茶单 Menu"}}, "pages/secret/secret": {"scope": "2"}}}"#;
const MENU: &str = "<html lang=\"zh-CN\"><wx-page>铁观音 <b>Darjeeling</b> &lt;script&gt;alert(1)&lt;/script&gt; \u{202e}evil</wx-page></html>";
const SECRET: &str = "<html lang=\"zh-CN\"><wx-page>密室 hiddenroom</wx-page></html>";
const RULES: &str = r#"{"rules": [{"action": "disallow", "page": "pages/secret/secret"}]}"#;

/// A program of two pages, one of which is not to be found.
pub(super) fn tea(menu: &str) -> Vec<(&'static str, String)> {
    let png = "\u{89}PNG is no picture here";
    [
        ("face.json", TEA),
        ("sitemap.json", RULES),
        ("minnow.json", MANIFEST),
        ("index.html", menu),
        ("pages/menu/menu/index.html", menu),
        ("pages/secret/secret/index.html", SECRET),
        ("icon.png", png),
    ]
    .map(|(path, text)| (path, text.to_owned()))
    .to_vec()
}

impl Scene {
    pub(super) async fn publish_tea(&self, person: &Person, app: &str, number: &str, menu: &str) {
        let files = tea(menu);
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let answer = self.publish(person, app, number, &files).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        self.ask(person, "POST", &format!("/api/v1/apps/{app}/versions/{number}/submit"), None).await;
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(&Person::default(), "GET", path, None).await
    }

    /// What is found, once the index is as far as the database.
    async fn found(&self, q: &str) -> Value {
        self.platform.finder.catch_up().await;
        let answer = self.get(&format!("/api/v1/search?q={}", crate::relay::percent::encode(q))).await;
        assert_eq!(answer.status, 200, "{q}: {}", answer.text());
        answer.json()
    }

    async fn discovered(&self, list: &str) -> Vec<String> {
        let answer = self.get("/api/v1/discover").await.json();
        answer[list].as_array().unwrap().iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect()
    }
}

async fn teahouse() -> (Scene, Person) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "tea").await;
    scene.publish_tea(&operator, "tea", "1.0.0", MENU).await;
    (scene, operator)
}

#[tokio::test]
async fn only_what_everybody_gets_is_found() {
    let (scene, operator) = teahouse().await;
    for path in ["/api/v1/programs/tea", "/api/v1/programs/tea/icon", "/api/v1/programs/none"] {
        assert_eq!(scene.get(path).await.status, 404, "{path}");
    }
    assert_eq!(scene.found("茶馆").await["total"], 0);
    assert_eq!(scene.discovered("new").await, [""; 0]);
    scene.release(&operator, "tea", "1.0.0", 100).await;
    let answer = scene.found("茶").await;
    assert_eq!(answer["total"], 1, "{answer}");
    assert_eq!(scene.discovered("new").await, ["tea"]);
    // A version that some get is nobody else's yet.
    scene.publish_tea(&operator, "tea", "1.1.0", "<wx-page>龙井 longjing</wx-page>").await;
    assert_eq!(scene.release(&operator, "tea", "1.1.0", 20).await.status, 201);
    assert_eq!(scene.found("龙井").await["total"], 0);
    assert_eq!(scene.found("铁观音").await["total"], 1);
    scene.release(&operator, "tea", "1.1.0", 100).await;
    assert_eq!(scene.found("龙井").await["total"], 1);
    assert_eq!(scene.found("铁观音").await["total"], 0);
    scene.ask(&operator, "POST", "/api/v1/apps/tea/rollback", None).await;
    assert_eq!(scene.found("龙井").await["total"], 0);
    assert_eq!(scene.found("铁观音").await["total"], 1);
}

#[tokio::test]
async fn an_answer_shows_program_and_page_as_text_with_ranges() {
    let (scene, operator) = teahouse().await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    let answer = scene.found("darjeeling").await;
    let found = &answer["programs"][0];
    assert_eq!(found["program"]["id"], "tea");
    assert_eq!(found["program"]["name"], "茶馆");
    assert_eq!(found["program"]["category"], "food");
    assert_eq!(found["program"]["origin"], format!("http://tea.mini.localhost:{}", scene.port));
    let page = &found["pages"][0];
    assert_eq!((&page["path"], &page["title"]["text"]), (&json!("pages/menu/menu"), &json!("茶单 Menu")));
    let excerpt = page["excerpt"]["text"].as_str().unwrap();
    assert_eq!(excerpt, "铁观音 Darjeeling <script>alert(1)</script> evil");
    let [start, end] = [0, 1].map(|at| page["excerpt"]["marks"][0][at].as_u64().unwrap() as usize);
    let letters: Vec<u16> = excerpt.encode_utf16().collect();
    assert_eq!(String::from_utf16(&letters[start..end]).unwrap(), "Darjeeling");
    // The program is found by what its people say of it, and by its name as it is being typed.
    assert_eq!(scene.found("oolong").await["programs"][0]["program"]["id"], "tea");
    assert_eq!(scene.found("men").await["suggestions"], json!(["menu"]));
    let icon = scene.get(found["program"]["icon"].as_str().unwrap()).await;
    assert_eq!(icon.status, 404, "what is no picture is not served as one");
}

#[tokio::test]
async fn what_is_not_to_be_found_is_not() {
    let (scene, operator) = teahouse().await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    assert_eq!(scene.found("hiddenroom").await["total"], 0);
    assert_eq!(scene.found("hiddenro").await["suggestions"], json!([]));
    let unlisted = json!({"is_listed": false});
    let answer = scene.ask(&operator, "PATCH", "/api/v1/apps/tea/face", Some(unlisted)).await;
    assert_eq!((answer.status, &answer.json()["is_listed"]), (200, &json!(false)));
    // At once, whatever the index still holds.
    let answer = scene.get("/api/v1/search?q=%E8%8C%B6%E9%A6%86").await.json();
    assert_eq!(answer["programs"], json!([]));
    assert_eq!((scene.discovered("new").await, scene.discovered("popular").await), (vec![], vec![]));
    let answer = scene.found("茶馆").await;
    assert_eq!((&answer["total"], &answer["suggestions"]), (&json!(0), &json!([])));
    assert_eq!(scene.found("men").await["suggestions"], json!([]));
    // Whoever has its address opens it.
    assert_eq!(scene.get("/api/v1/programs/tea").await.json()["name"], "茶馆");
    scene.ask(&operator, "PATCH", "/api/v1/apps/tea/face", Some(json!({"is_listed": true}))).await;
    assert_eq!(scene.found("茶馆").await["total"], 1);
}

#[tokio::test]
async fn any_text_is_a_question_within_its_limits() {
    let (scene, operator) = teahouse().await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    for q in [
        "",
        " ",
        "*",
        "name:茶馆 AND -x",
        "\"",
        "((((",
        "\u{202e}\u{0}",
        "'; DROP TABLE app; --",
        "<img src=x>",
        &"茶".repeat(300),
    ] {
        scene.found(q).await;
    }
    let long = crate::relay::percent::encode(&"x".repeat(1_001));
    for query in [&format!("q={long}"), "q=x&limit=0", "q=x&limit=51", "q=x&offset=501"] {
        let answer = scene.get(&format!("/api/v1/search?{query}")).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid"), "{query}");
    }
    for query in ["q=x&limit=-1", "q=x&limit=many", "q=%ff"] {
        assert!(matches!(scene.get(&format!("/api/v1/search?{query}")).await.status, 200 | 400), "{query}");
    }
    assert_eq!(scene.get("/api/v1/discover?category=nonsense").await.code(), "invalid");
    assert_eq!(scene.get("/api/v1/discover?category=food").await.json()["new"][0]["id"], "tea");
    assert_eq!(scene.get("/api/v1/discover?category=games").await.json()["new"], json!([]));
}

#[tokio::test]
async fn a_face_is_changed_by_its_administrators_only() {
    let (scene, operator) = teahouse().await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    let (path, body) = ("/api/v1/apps/tea/face", json!({"name": "茶楼"}));
    let developer = scene.member(&operator.organisation, "developer").await;
    let stranger = scene.other_organisation().await;
    for (person, status) in [(&Person::default(), 401), (&developer, 403), (&stranger, 404)] {
        assert_eq!(scene.ask(person, "PATCH", path, Some(body.clone())).await.status, status);
    }
    for body in [
        json!({"name": ""}),
        json!({"name": "\u{202e} "}),
        json!({"name": "x".repeat(41)}),
        json!({"description": "x".repeat(201)}),
        json!({"category": "nonsense"}),
        json!({"keywords": vec!["x"; 13]}),
        json!({"keywords": ["x".repeat(21)]}),
        json!({"other": 1}),
    ] {
        assert_eq!(scene.ask(&operator, "PATCH", path, Some(body.clone())).await.status, 422, "{body}");
    }
    assert_eq!(scene.get("/api/v1/programs/tea").await.json()["name"], "茶馆");
    let body = json!({"name": "茶楼\u{202e}", "description": "好茶", "category": "life", "keywords": ["普洱"]});
    assert_eq!(scene.ask(&operator, "PATCH", path, Some(body)).await.status, 200);
    let card = scene.get("/api/v1/programs/tea").await.json();
    assert_eq!([&card["name"], &card["description"], &card["category"]], ["茶楼", "好茶", "life"]);
    assert_eq!(scene.found("普洱").await["total"], 1);
    // `null` gives the version its word back; what is absent stays.
    let answer = scene.ask(&operator, "PATCH", path, Some(json!({"name": null}))).await.json();
    assert_eq!((&answer["name"], &answer["description"]), (&Value::Null, &json!("好茶")));
    assert_eq!(scene.get("/api/v1/programs/tea").await.json()["name"], "茶馆");
    let log =
        scene.ask(&operator, "GET", &format!("/api/v1/organisations/{}/audit", operator.organisation), None).await;
    assert_eq!(log.text().matches("app.face").count(), 2, "{}", log.text());
}

#[tokio::test]
async fn an_icon_is_a_picture_of_the_administrators() {
    let (scene, operator) = teahouse().await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    let png = include_bytes!("../../../../docs/guide/screens.png").to_vec();
    let put = async |person: &Person, content: Vec<u8>| {
        let token = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
        let headers = [("authorization", token.as_str()), ("content-type", "image/png")];
        scene.send("mini.localhost", "PUT", "/api/v1/apps/tea/icon", &headers, Some(content)).await
    };
    let developer = scene.member(&operator.organisation, "developer").await;
    assert_eq!(put(&developer, png.clone()).await.status, 403);
    for content in [Vec::new(), b"<svg onload=alert(1)>".to_vec(), png[..60].to_vec(), vec![0; (1 << 20) + 1]] {
        assert_eq!(put(&operator, content).await.status, 422);
    }
    assert_eq!(put(&operator, vec![0; 3 << 20]).await.status, 413);
    let small = small_png();
    assert_eq!(put(&operator, small.clone()).await.json()["has_icon"], true);
    let address = scene.get("/api/v1/programs/tea").await.json()["icon"].as_str().unwrap().to_owned();
    let icon = scene.get(&address).await;
    assert_eq!((icon.header("content-type"), &icon.body), ("image/png", &small));
    assert_eq!(icon.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(icon.header("content-security-policy").contains("sandbox"));
    let token = format!("Bearer {}", operator.token.as_deref().unwrap());
    let headers = [("authorization", token.as_str())];
    let dropped = scene.send("mini.localhost", "DELETE", "/api/v1/apps/tea/icon", &headers, None).await;
    assert_eq!(dropped.json()["has_icon"], false);
}

fn small_png() -> Vec<u8> {
    include_bytes!("pixel.png").to_vec()
}

#[tokio::test]
async fn what_is_opened_most_comes_first() {
    let (scene, operator) = teahouse().await;
    scene.create_app(&operator, "other").await;
    scene.publish_tea(&operator, "other", "1", MENU).await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    scene.release(&operator, "other", "1", 100).await;
    assert_eq!(scene.discovered("popular").await, ["other", "tea"]);
    scene.open("tea", "/", &[]).await;
    scene.open("tea", "/pages/menu/menu", &[("sec-fetch-mode", "navigate")]).await;
    scene.platform.launch.entries.settle().await.unwrap();
    assert_eq!(scene.discovered("popular").await, ["tea", "other"]);
    // The list of what is new does not mind.
    assert_eq!(scene.discovered("new").await, ["other", "tea"]);
}

#[tokio::test]
async fn an_index_that_is_gone_or_broken_is_made_again() {
    let (scene, operator) = teahouse().await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    assert_eq!(scene.found("铁观音").await["total"], 1);
    // Another server of the same data has an index of its own, and hears of what this one releases.
    let other = scene.second_server().await;
    assert_eq!(other.found("铁观音").await["total"], 1);
    scene.publish_tea(&operator, "tea", "2", "<wx-page>龙井</wx-page>").await;
    scene.release(&operator, "tea", "2", 100).await;
    assert_eq!(other.found("龙井").await["total"], 1);
    assert_eq!(other.found("铁观音").await["total"], 0);
    drop(other);
    // An index of another form, as an older minnow may have left it.
    let folder = std::env::temp_dir().join(crate::clock::new_id("minnow-index"));
    let place = folder.join("index-0");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("meta.json"), "{\"segments\": [], \"schema\": [], \"opstamp\": 0}").unwrap();
    let finder = crate::search::Finder::open(&folder, std::sync::Arc::clone(&scene.platform.registry)).unwrap();
    finder.catch_up().await;
    assert_eq!(finder.programs_found("龙井").await, 1);
    drop(finder);
    std::fs::remove_dir_all(folder).unwrap();
}
