//! Sharing: codes, posters, the pictures of links, and reports.

use serde_json::{Value, json};

use super::{Answer, Person, Scene};

const MENU: &str = "<html lang=\"zh-CN\"><wx-page>铁观音</wx-page></html>";

async fn teahouse() -> (Scene, Person) {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "tea").await;
    scene.publish_tea(&operator, "tea", "1.0.0", MENU).await;
    scene.release(&operator, "tea", "1.0.0", 100).await;
    (scene, operator)
}

impl Scene {
    /// What a page of the platform's own sends.
    async fn post(&self, path: &str, body: Value) -> Answer {
        let origin = format!("http://mini.localhost:{}", self.port);
        self.post_from(&origin, path, body).await
    }

    async fn post_from(&self, origin: &str, path: &str, body: Value) -> Answer {
        let headers = [("content-type", "application/json"), ("origin", origin)];
        self.send("mini.localhost", "POST", path, &headers, Some(body.to_string().into_bytes())).await
    }
}

/// Width and height, as the head of a PNG says.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..4], b"\x89PNG");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test]
async fn a_link_has_a_picture_wherever_it_is_shown() {
    let (scene, operator) = teahouse().await;
    let path = "/_minnow/card/pages/menu/menu.png";
    let card = scene.open("tea", path, &[]).await;
    assert_eq!((card.status, size(&card.body)), (200, (1200, 630)));
    assert_eq!(card.header("content-type"), "image/png");
    assert_eq!(card.header("cross-origin-resource-policy"), "cross-origin");
    let again = scene.open("tea", path, &[("if-none-match", card.header("etag"))]).await;
    assert_eq!(again.status, 304);
    assert_eq!(scene.open("tea", path, &[]).await.body, card.body);
    // It shows what the program is called now.
    scene.ask(&operator, "PATCH", "/api/v1/apps/tea/face", Some(json!({"name": "茶楼"}))).await;
    assert_ne!(scene.open("tea", path, &[]).await.body, card.body);
    for path in ["/_minnow/card/pages/none/none.png", "/_minnow/card/.png", "/_minnow/card/../../minnow.json.png"] {
        assert_eq!(scene.open("tea", path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(scene.open("none", path, &[]).await.status, 404);
}

#[tokio::test]
async fn a_code_leads_to_its_program() {
    let (scene, _) = teahouse().await;
    let get = async |path: &str| scene.ask(&Person::default(), "GET", path, None).await;
    let code = get("/api/v1/programs/tea/code.svg?path=pages/menu/menu&query=a%3D1").await;
    assert_eq!((code.status, code.header("content-type")), (200, "image/svg+xml; charset=utf-8"));
    assert!(code.text().starts_with("<svg") && !code.text().contains("<script"), "{}", &code.text()[..60]);
    assert_ne!(get("/api/v1/programs/tea/code.svg").await.body, code.body);
    for (path, status) in [
        ("/api/v1/programs/none/code.svg", 404),
        ("/api/v1/programs/tea/code.svg?query=%0D%0Ax", 422),
        (&format!("/api/v1/programs/tea/code.svg?path={}", "a".repeat(1_025)), 422),
    ] {
        assert_eq!(get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_poster_is_drawn_for_pages_of_ours_only() {
    let (scene, _) = teahouse().await;
    let (path, body) =
        ("/api/v1/programs/tea/poster", json!({"path": "pages/menu/menu", "title": "今日茶单", "language": "zh-CN"}));
    for origin in ["https://evil.example", &format!("http://tea.mini.localhost:{}", scene.port), "null"] {
        let answer = scene.post_from(origin, path, body.clone()).await;
        assert_eq!(answer.code(), "foreign-origin", "{origin}");
    }
    assert_eq!(scene.post("/api/v1/programs/none/poster", body.clone()).await.status, 404);
    assert_eq!(scene.post(path, json!({"query": "a b"})).await.status, 422);
    let poster = scene.post(path, body.clone()).await;
    assert_eq!((poster.status, size(&poster.body)), (200, (750, 1334)));
    let english = scene.post(path, json!({"path": "pages/menu/menu", "title": "今日茶单", "language": "en"})).await;
    assert_ne!(english.body, poster.body);
    let long = scene.post(path, json!({"title": "\u{202e}茶".repeat(5_000)})).await;
    assert_eq!(long.status, 200);
    let mut statuses: Vec<u16> = Vec::new();
    for _ in 0..40 {
        statuses.push(scene.post(path, body.clone()).await.status);
    }
    assert!(statuses.contains(&429) && statuses.iter().all(|status| matches!(status, 200 | 429)), "{statuses:?}");
}

#[tokio::test]
async fn a_report_reaches_the_programs_people_and_names_nobody() {
    let (scene, operator) = teahouse().await;
    let (path, list) = ("/api/v1/programs/tea/reports", "/api/v1/apps/tea/reports");
    let body = json!({"reason": "fraud", "detail": "it \u{202e}took\n my money", "path": "pages/menu/menu"});
    assert_eq!(scene.post_from("https://evil.example", path, body.clone()).await.code(), "foreign-origin");
    for body in [json!({"reason": "nonsense"}), json!({}), json!({"reason": "other", "detail": "x".repeat(501)})] {
        assert_eq!(scene.post(path, body.clone()).await.status, 422, "{body}");
    }
    let reports = async || scene.ask(&operator, "GET", list, None).await.json();
    assert_eq!(reports().await, json!([]));
    assert_eq!(scene.post(path, body.clone()).await.status, 204);
    let report = &reports().await[0];
    assert_eq!(
        [&report["reason"], &report["detail"], &report["path"]],
        ["fraud", "it took my money", "pages/menu/menu"]
    );
    let stranger = scene.other_organisation().await;
    assert_eq!(scene.ask(&stranger, "GET", list, None).await.status, 404);
    assert_eq!(scene.ask(&Person::default(), "GET", list, None).await.status, 401);
    assert_eq!(scene.post("/api/v1/programs/none/reports", body.clone()).await.status, 404);
    // Nobody fills the list alone.
    let mut last = 204;
    for _ in 0..6 {
        last = scene.post(path, body.clone()).await.status;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn an_entry_has_a_code_as_a_drawing_and_as_a_picture_round_or_square() {
    let (scene, operator) = teahouse().await;
    let made = async |kind: &str| {
        let body = json!({"kind": kind, "page": "pages/menu/menu"});
        let answer = scene.ask(&operator, "POST", "/api/v1/apps/tea/entries", Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        format!("/api/v1/apps/tea/entries/{}/code", answer.json()["id"].as_str().unwrap())
    };
    let (round, square) = (made("code").await, made("qr").await);
    let get = async |path: String| scene.ask(&operator, "GET", &path, None).await;
    for (path, is_round) in [(&round, true), (&square, false)] {
        let svg = get(path.clone()).await;
        assert_eq!((svg.status, svg.header("content-type")), (200, "image/svg+xml; charset=utf-8"), "{}", svg.text());
        assert_eq!(svg.text().contains("crispEdges"), !is_round, "{path}");
        assert_eq!(svg.header("cache-control"), "no-store");
        assert_eq!(size(&get(format!("{path}?format=png")).await.body), (430, 430));
        // What is beyond is brought to the nearer end.
        assert_eq!(size(&get(format!("{path}?format=png&width=99999")).await.body), (1280, 1280));
    }
    assert_eq!(get(format!("{round}?format=gif")).await.code(), "invalid");
    // Of another program, even of the same organisation, it is not there.
    scene.create_app(&operator, "fish").await;
    assert_eq!(get(round.replace("/tea/", "/fish/")).await.status, 404);
    let other = scene.other_organisation().await;
    assert_eq!(scene.ask(&other, "GET", &round, None).await.status, 404);
}
