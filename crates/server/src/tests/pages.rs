//! The documents and files of the platform's own pages.

use super::Scene;

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
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
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
