//! The documents and files of the platform's own pages.

use super::{Person, Scene};

const PLATFORM: &str = "mini.localhost";

#[tokio::test]
async fn the_console_stands_at_each_of_its_addresses_under_a_strict_policy() {
    let scene = Scene::new().await;
    for path in ["/console", "/console/", "/console/apps/shop/versions", "/console/a.b/c?d=e"] {
        let answer = scene.send(PLATFORM, "GET", path, &[], None).await;
        assert_eq!(answer.status, 200, "{path}: {} (`make assets` builds the pages)", answer.text());
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; frame-src 'self'; script-src 'self'; style-src 'self';"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(answer.header("permissions-policy").contains("publickey-credentials-get=(self)"));
        let html = answer.text();
        // Neither is allowed by the policy: a page that had one would be broken.
        assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains("<script>"), "{html}");
    }
}

#[tokio::test]
async fn files_of_pages_are_kept_for_ever_and_sent_in_the_form_a_browser_takes() {
    let scene = Scene::new().await;
    let html = scene.send(PLATFORM, "GET", "/console/", &[], None).await.text();
    let files: Vec<&str> = html.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(files.len() >= 3, "{html}");
    for path in &files {
        let plain = scene.send(PLATFORM, "GET", path, &[], None).await;
        assert_eq!(
            (plain.status, plain.header("cache-control")),
            (200, "public, max-age=31536000, immutable"),
            "{path}"
        );
        let small = scene.send(PLATFORM, "GET", path, &[("accept-encoding", "br, gzip")], None).await;
        assert_eq!(small.header("content-encoding"), "br", "{path}");
        assert!(small.body.len() < plain.body.len());
        let known = [("if-none-match", plain.header("etag"))];
        assert_eq!(scene.send(PLATFORM, "GET", path, &known, None).await.status, 304, "{path}");
    }
    let first = files[0].to_owned();
    for path in [
        &format!("{first}.br"),
        "/assets/console-document.html",
        "/assets/view.js",
        "/assets/..%2fminnow.db",
        "/assets/",
    ] {
        assert_eq!(scene.send(PLATFORM, "GET", path, &[], None).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_programs_host_name_has_no_page_of_the_platforms() {
    let scene = Scene::new().await;
    for path in ["/console/", "/assets/console-document.html", "/console"] {
        let answer = scene.open("shop", path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("/assets/console"), "{path}");
    }
}

#[tokio::test]
async fn the_host_app_shows_programs_in_frames_and_is_shown_in_none() {
    let scene = Scene::new().await;
    let start = scene.send(PLATFORM, "GET", "/", &[], None).await;
    assert_eq!(start.status, 200, "{} (`make assets` builds the pages)", start.text());
    let policy = start.header("content-security-policy");
    let frames = format!("frame-src 'self' http://*.mini.localhost:{};", scene.port);
    assert!(policy.contains(&frames) && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(policy.contains("trusted-types minnow-worker") && !policy.contains("unsafe"), "{policy}");
    // Programs ask the person for these themselves; a page that may not have them could not let its frames ask.
    let permissions = start.header("permissions-policy");
    assert!(!permissions.contains("camera") && permissions.contains("payment=()"), "{permissions}");
    let worker = scene.send(PLATFORM, "GET", "/service-worker.js", &[], None).await;
    assert_eq!((worker.status, worker.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert_eq!(worker.header("cache-control"), "no-cache");
    let manifest = start.text().split('"').find(|part| part.ends_with(".webmanifest")).unwrap().to_owned();
    let manifest = scene.send(PLATFORM, "GET", &manifest, &[], None).await;
    assert_eq!((manifest.status, manifest.header("content-type")), (200, "application/manifest+json"));
    for icon in manifest.json()["icons"].as_array().unwrap() {
        let icon = scene.send(PLATFORM, "GET", icon["src"].as_str().unwrap(), &[], None).await;
        assert_eq!((icon.status, icon.header("content-type")), (200, "image/png"));
    }
    for path in ["/service-worker.js", "/assets/shell-document.html"] {
        assert_eq!(scene.open("shop", path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_reviewer_sees_first_screens_in_which_nothing_runs() {
    let scene = Scene::new().await;
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    let page = "<!doctype html><link rel=\"preload\" as=\"script\" href=\"/a/x.js\"><link rel=\"icon\" href=\"data:,\"><script src=\"/a/x.js\"></script><wx-page><img src=\"/images/a.png\"><img src=\"/images/none.png\"></wx-page>";
    let files = [("app.json", "{}"), ("index.html", page), ("pages/a/a/index.html", page), ("images/a.png", "picture")];
    assert_eq!(scene.publish(&operator, "shop", "1", &files).await.status, 201);
    // Nothing is released.
    assert_eq!(scene.open("shop", "/pages/a/a", &[]).await.status, 404);
    let screens = scene.ask(&operator, "GET", "/api/v1/apps/shop/versions/1/screens", None).await.json();
    assert_eq!(screens.as_array().unwrap().len(), 1);
    assert_eq!(screens[0]["page"], "pages/a/a");
    let address = screens[0]["address"].as_str().unwrap();
    let screen = scene.ask(&operator, "GET", address, None).await;
    assert_eq!((screen.status, screen.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = screen.header("content-security-policy");
    // Neither scripts nor an origin, whatever the frame allows.
    assert!(
        policy.starts_with("sandbox; default-src 'none';") && !policy.contains("script") && !policy.contains("allow-"),
        "{policy}"
    );
    assert_eq!(screen.header("cache-control"), "no-store");
    assert!(screen.text().starts_with("<!doctype html><link rel=\"icon\""), "{}", screen.text());
    assert!(screen.text().contains("src=\"data:image/png;base64,cGljdHVyZQ==\""), "{}", screen.text());
    assert!(screen.text().contains("src=\"/images/none.png\""));
    for page in ["", "none", "../../minnow.json", "pages/a", "images/a.png"] {
        let path = format!("/api/v1/apps/shop/versions/1/screen?page={page}");
        let answer = scene.ask(&operator, "GET", &path, None).await;
        assert!(answer.status == 404 || page.is_empty(), "{page}: {}", answer.status);
    }
    let stranger = scene.other_organisation().await;
    assert_eq!(scene.ask(&stranger, "GET", address, None).await.status, 404);
    assert_eq!(scene.ask(&Person::default(), "GET", address, None).await.status, 401);
}
