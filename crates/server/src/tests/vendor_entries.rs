//! Codes and links by the vendor's calls.

use serde_json::{Value, json};

use super::{Answer, Person, Scene};
use crate::clock::now_ms;

/// A program with a page, and a token of its server.
async fn released() -> (Scene, Person, String) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let files =
        [("app.json", "{}"), ("index.html", "<p>start</p>"), ("pages/a/a/index.html", "<!doctype html><p>page a</p>")];
    assert_eq!(scene.publish(&operator, "shop", "1", &files).await.status, 201);
    scene.ask(&operator, "POST", "/api/v1/apps/shop/versions/1/submit", None).await;
    scene.release(&operator, "shop", "1", 100).await;
    let token = token(&scene, &operator, "shop").await;
    (scene, operator, token)
}

async fn token(scene: &Scene, person: &Person, app: &str) -> String {
    let made = scene.ask(person, "POST", &format!("/api/v1/apps/{app}/secret"), Some(json!({}))).await.json();
    let secret = made["secret"].as_str().unwrap();
    let path = format!("/cgi-bin/token?grant_type=client_credential&appid={app}&secret={secret}");
    let token = scene.send("mini.localhost", "GET", &path, &[], None).await.json();
    token["access_token"].as_str().unwrap().to_owned()
}

async fn call(scene: &Scene, token: &str, path: &str, body: &Value) -> Answer {
    let path = format!("{path}?access_token={token}");
    let answer = scene.send("mini.localhost", "POST", &path, &[], Some(body.to_string().into_bytes())).await;
    assert_eq!(answer.status, 200, "{path}");
    answer
}

/// The number of a failure; 0 of an answer without one, `None` of a picture.
fn number(answer: &Answer) -> Option<i64> {
    if answer.header("content-type") == "image/png" {
        assert!(answer.body.starts_with(b"\x89PNG"));
        return None;
    }
    Some(answer.json()["errcode"].as_i64().unwrap())
}

/// The entries of the program, the newest first.
async fn entries(scene: &Scene, person: &Person) -> Vec<Value> {
    scene.ask(person, "GET", "/api/v1/apps/shop/entries", None).await.json().as_array().unwrap().clone()
}

#[tokio::test]
async fn codes_are_pictures_that_lead_to_their_page() {
    let (scene, operator, token) = released().await;
    for (path, body, kind, query) in [
        (
            "/wxa/getwxacodeunlimit",
            json!({"scene": "a=1&b=#", "page": "pages/a/a"}),
            "scene-code",
            "scene=a%3D1%26b%3D%23",
        ),
        ("/wxa/getwxacode", json!({"path": "pages/a/a?x=1&y=2", "width": 280, "is_hyaline": true}), "code", "x=1&y=2"),
        ("/cgi-bin/wxaapp/createwxaqrcode", json!({"path": "pages/a/a?x=1"}), "qr", "x=1"),
    ] {
        // The same asked for again is the same entry.
        for _ in 0..2 {
            assert_eq!(number(&call(&scene, &token, path, &body).await), None, "{path}");
        }
        let entry = entries(&scene, &operator).await[0].clone();
        assert_eq!(
            (&entry["kind"], &entry["page"], &entry["query"]),
            (&json!(kind), &json!("pages/a/a"), &json!(query))
        );
        assert_eq!(entry["expires_ms"], Value::Null);
        let address = entry["address"].as_str().unwrap();
        let (_, path) = address.rsplit_once('/').unwrap();
        let opened = scene.open("shop", &format!("/{path}"), &[]).await;
        assert!(opened.text().contains("page a") && opened.text().contains(query), "{}", opened.text());
    }
    assert_eq!(entries(&scene, &operator).await.len(), 3);
    // Its width is in the picture's head.
    let small = call(&scene, &token, "/wxa/getwxacode", &json!({"path": "pages/a/a", "width": 300})).await;
    assert_eq!(small.body[16..20], 300_u32.to_be_bytes());
}

#[tokio::test]
async fn codes_that_cannot_be_made_have_their_numbers() {
    let (scene, operator, token) = released().await;
    let unlimited = "/wxa/getwxacodeunlimit";
    let limited = "/wxa/getwxacode";
    for (path, body, expected) in [
        (unlimited, json!({"page": "pages/a/a"}), 40169),
        (unlimited, json!({"scene": "", "page": "pages/a/a"}), 40169),
        (unlimited, json!({"scene": "a".repeat(33)}), 40169),
        (unlimited, json!({"scene": "a b"}), 40129),
        (unlimited, json!({"scene": "一"}), 40129),
        (unlimited, json!({"scene": "a", "page": "/pages/a/a"}), 41030),
        (unlimited, json!({"scene": "a", "page": "pages/a/a?b=1"}), 41030),
        (unlimited, json!({"scene": "a", "page": "pages/none"}), 41030),
        (unlimited, json!({"scene": "a", "env_version": "evil"}), 40097),
        (limited, json!({}), 40159),
        (limited, json!({"path": ""}), 40159),
        (limited, json!({"path": "a".repeat(1025)}), 40159),
        (limited, json!({"path": "pages/a/a?scancode_time=1"}), 85096),
        ("/cgi-bin/wxaapp/createwxaqrcode", json!({"path": "a".repeat(129)}), 40159),
    ] {
        assert_eq!(number(&call(&scene, &token, path, &body).await), Some(expected), "{path} {body}");
    }
    assert!(entries(&scene, &operator).await.is_empty());
    // A page that comes later may be led to already.
    let later = json!({"scene": "a", "page": "pages/none", "check_path": false});
    assert_eq!(number(&call(&scene, &token, unlimited, &later).await), None);
    for path in
        [unlimited, limited, "/wxa/generatescheme", "/wxa/generate_urllink", "/wxa/genwxashortlink", "/wxa/queryscheme"]
    {
        assert_eq!(number(&call(&scene, "wrong", path, &json!({"scene": "a"})).await), Some(40001), "{path}");
        let got = scene.send("mini.localhost", "GET", &format!("{path}?access_token={token}"), &[], None).await;
        assert_eq!(number(&got), Some(43002), "{path}");
    }
}

#[tokio::test]
async fn links_lead_to_their_page_until_they_end() {
    let (scene, operator, token) = released().await;
    let now_s = now_ms() / 1000;
    let target = json!({"path": "/pages/a/a", "query": "a=1"});
    let scheme = json!({"jump_wxa": target, "is_expire": true, "expire_time": now_s + 3600});
    let scheme = call(&scene, &token, "/wxa/generatescheme", &scheme).await.json();
    let link = json!({"path": "pages/a/a", "query": "a=1", "expire_type": 1, "expire_interval": 7});
    let link = call(&scene, &token, "/wxa/generate_urllink", &link).await.json();
    let chat = json!({"page_url": "pages/a/a?a=1", "page_title": "一件商品", "is_permanent": true});
    let chat = call(&scene, &token, "/wxa/genwxashortlink", &chat).await.json();
    let origin = format!("http://shop.mini.localhost:{}", scene.port);
    for (answer, name, scene_number) in [(&scheme, "openlink", 1065), (&link, "url_link", 1194), (&chat, "link", 1194)]
    {
        assert_eq!((&answer["errcode"], &answer["errmsg"]), (&json!(0), &json!("ok")));
        let path = answer[name].as_str().unwrap().strip_prefix(&origin).unwrap();
        let opened = scene.open("shop", path, &[]).await.text();
        let data = format!("{{\"path\":\"pages/a/a\",\"query\":\"a=1\",\"scene\":{scene_number}}}");
        assert!(opened.contains(&data), "{opened}");
    }
    let listed = entries(&scene, &operator).await;
    let chat_entry = listed.iter().find(|entry| entry["kind"] == "short-link").unwrap();
    assert_eq!((&chat_entry["name"], &chat_entry["expires_ms"]), (&json!("一件商品"), &Value::Null));

    let asked = call(&scene, &token, "/wxa/queryscheme", &json!({"scheme": scheme["openlink"]})).await.json();
    let info = &asked["scheme_info"];
    assert_eq!((&info["appid"], &info["path"], &info["query"]), (&json!("shop"), &json!("pages/a/a"), &json!("a=1")));
    assert_eq!((&info["expire_time"], &info["env_version"]), (&json!(now_s + 3600), &json!("release")));
    let asked = call(&scene, &token, "/wxa/query_urllink", &json!({"url_link": link["url_link"]})).await.json();
    let info = &asked["url_link_info"];
    let days = info["expire_time"].as_i64().unwrap() - info["create_time"].as_i64().unwrap();
    assert_eq!(days, 7 * 24 * 60 * 60);
}

#[tokio::test]
async fn codes_and_links_lead_to_the_version_that_a_server_names() {
    let (scene, _, token) = released().await;
    for (word, host) in [("trial", "shop--trial"), ("develop", "shop--develop"), ("release", "shop")] {
        // Only what is released has to have the page already.
        let path = if word == "release" { "pages/a/a" } else { "pages/new/new" };
        let body = json!({"jump_wxa": {"path": path, "env_version": word}});
        let made = call(&scene, &token, "/wxa/generatescheme", &body).await.json();
        let link = made["openlink"].as_str().unwrap_or_default().to_owned();
        assert!(link.starts_with(&format!("http://{host}.mini.localhost:{}/-", scene.port)), "{word}: {made}");
        let asked = call(&scene, &token, "/wxa/queryscheme", &json!({"scheme": link})).await.json();
        assert_eq!(asked["scheme_info"]["env_version"], word);
        let code = json!({"scene": "a", "page": path, "env_version": word});
        let code = call(&scene, &token, "/wxa/getwxacodeunlimit", &code).await;
        assert_eq!(code.header("content-type"), "image/png", "{word}: {}", code.text());
    }
}

#[tokio::test]
async fn links_that_cannot_be_made_or_found_have_their_numbers() {
    let (scene, operator, token) = released().await;
    let (scheme, link, chat) = ("/wxa/generatescheme", "/wxa/generate_urllink", "/wxa/genwxashortlink");
    for (path, body, expected) in [
        (scheme, json!({"jump_wxa": {"path": "pages/none"}}), 40165),
        (scheme, json!({"jump_wxa": {"path": "pages/a/a?b=1"}}), 40165),
        (scheme, json!({"jump_wxa": {"path": "pages/a/a", "query": "a b"}}), 40212),
        (scheme, json!({"jump_wxa": {"path": "pages/a/a", "env_version": "evil"}}), 85402),
        (scheme, json!({"jump_wxa": {}, "expire_time": 1}), 85401),
        (link, json!({"path": "pages/none"}), 40165),
        (link, json!({"query": "a".repeat(1025)}), 40212),
        (link, json!({"expire_type": 1, "expire_interval": 31}), 85401),
        (link, json!({"cloud_base": {"env": "e"}}), 40097),
        (chat, json!({}), 40066),
        (chat, json!({"page_url": "pages/none"}), 40066),
        (chat, json!({"page_url": "pages/a/a", "page_title": "a\nb"}), 40225),
        ("/wxa/queryscheme", json!({}), 40097),
        ("/wxa/queryscheme", json!({"scheme": "http://evil.example/-0000000000"}), 85403),
        ("/wxa/queryscheme", json!({"scheme": "a", "query_type": 1}), 40097),
    ] {
        assert_eq!(number(&call(&scene, &token, path, &body).await), Some(expected), "{path} {body}");
    }
    assert!(entries(&scene, &operator).await.is_empty());
    // What is another program's is not known here.
    let made = call(&scene, &token, scheme, &json!({"jump_wxa": {}})).await.json();
    scene.create_app(&operator, "other").await;
    let other = self::token(&scene, &operator, "other").await;
    let asked = json!({"scheme": made["openlink"]});
    assert_eq!(number(&call(&scene, &other, "/wxa/queryscheme", &asked).await), Some(85403));
    assert_eq!(number(&call(&scene, &token, "/wxa/queryscheme", &asked).await), Some(0));
    // A link of one kind is none of the other.
    assert_eq!(
        number(&call(&scene, &token, "/wxa/query_urllink", &json!({"url_link": made["openlink"]})).await),
        Some(85403)
    );
    let early = json!({"jump_wxa": {"path": "pages/a/a"}});
    assert_eq!(number(&call(&scene, &other, scheme, &early).await), Some(85079));
}
