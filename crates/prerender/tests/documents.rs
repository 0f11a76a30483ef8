//! Launch documents of a small package: without a first screen, with one, and what may not get through.

use std::collections::BTreeMap;
use std::sync::Arc;

use minnow_prerender::{DocumentOptions, Documents, Outcome, Prerenderer, Preview, Program};
use protocol::manifest::{Manifest, Page, Subpackage};
use protocol::package::{MANIFEST_PATH, Package};
use serde_json::json;

const UA: &str = "wx-view{display:block}wx-text{display:inline}.mn-frame{height:100%}.mn-dialog{color:red}@keyframes mn-turn{to{rotate:1turn}}";
const SCRIPT: &str = r#"
var mn = { pages: {} };
var minnowPrerender = { start() {}, element() {}, page: (path) => JSON.stringify(mn.pages[path]) };
"#;
/// A picture of 5 × 3 pixels, as far as its size.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x05\0\0\0\x03\x08\x06\0\0\0";

/// A program whose page `p/a` has the first screen and the style given.
fn program(html: &str, record: &str, style: &str) -> Program {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut add = |path: &str, bytes: &[u8]| {
        files.insert(path.to_owned(), Arc::from(bytes));
        path.to_owned()
    };
    let mut manifest = Manifest { entry: "p/a".to_owned(), ..Manifest::default() };
    manifest.runtime.view = add("a/view.1.js", b"");
    manifest.runtime.logic = add("a/logic.1.js", b"");
    manifest.runtime.css = add("a/ua.1.css", UA.as_bytes());
    manifest.runtime.elements.insert("image".to_owned(), add("a/el-image.1.js", b""));
    manifest.app_logic.push(add("a/app.1.js", b""));
    manifest.app_style.push(add("a/app.1.css", b".app{background:url(../images/a.png)}"));
    let answer = format!("mn.pages['p/a'] = {{ html: {}, record: {record} }}", serde_json::to_string(html).unwrap());
    let logic = add("a/p-a.1.js", answer.as_bytes());
    let template = add("a/p-a.1.t.js", b"");
    let style = add("a/p-a.1.css", style.as_bytes());
    add("images/a.png", PNG);
    let config = json!({"navigationBarTitleText": "A <b> & \"c\""}).as_object().unwrap().clone();
    let page = Page {
        config,
        elements: vec!["image".to_owned()],
        view: vec![template.clone()],
        logic: vec![template, logic],
        style: vec![style],
        ..Page::default()
    };
    manifest.pages.insert("alone/b".to_owned(), Page { package: "alone".to_owned(), ..page.clone() });
    manifest.packages.push(Subpackage { root: "alone".to_owned(), independent: true, ..Subpackage::default() });
    manifest.pages.insert("p/a".to_owned(), page);
    files.insert(MANIFEST_PATH.to_owned(), serde_json::to_vec(&manifest).unwrap().into());
    Program::new(Arc::new(Package { files, manifest }), Arc::from(SCRIPT.as_bytes()))
}

fn document(program: &Program, options: DocumentOptions) -> String {
    let outcome = Prerenderer::new(program.clone()).page("p/a");
    let screen = outcome.screen().unwrap_or_else(|| panic!("{outcome:?}"));
    Documents::new(program.clone(), options).write("p/a", Some(screen)).unwrap()
}

fn critical(document: &str) -> &str {
    let (_, rest) = document.split_once("<style id=\"minnow-critical\">").unwrap();
    rest.split_once("</style>").unwrap().0
}

const SCREEN: &str =
    "<div class=\"mn-frame\"><wx-view class=\"top\"><img class=\"wx-image-img\" src=\"/images/a.png\"></wx-view></div>";

#[test]
fn without_a_first_screen_the_sheets_are_linked_and_the_body_holds_the_manifest() {
    let documents = Documents::new(program(SCREEN, "[]", ""), DocumentOptions::default());
    let html = documents.write("p/a", None).unwrap();
    let lines: Vec<&str> =
        html.lines().filter(|line| !line.starts_with("<meta") && !line.contains("minnow-manifest")).collect();
    assert_eq!(
        lines,
        [
            "<!doctype html>",
            "<html lang=\"en\" data-page=\"p/a\" data-base=\"/\">",
            "<head>",
            "<title>A &lt;b&gt; &amp; &quot;c&quot;</title>",
            "<link rel=\"icon\" href=\"data:,\">",
            "<link rel=\"stylesheet\" href=\"/a/ua.1.css\">",
            "<link rel=\"stylesheet\" href=\"/a/app.1.css\">",
            "<link rel=\"stylesheet\" href=\"/a/p-a.1.css\">",
            "<link rel=\"preload\" as=\"script\" href=\"/a/logic.1.js\">",
            "<link rel=\"preload\" as=\"script\" href=\"/a/app.1.js\">",
            "<link rel=\"preload\" as=\"script\" href=\"/a/p-a.1.js\">",
            "<script defer fetchpriority=\"high\" src=\"/a/view.1.js\"></script>",
            "<script defer fetchpriority=\"high\" src=\"/a/el-image.1.js\"></script>",
            "<script defer fetchpriority=\"high\" src=\"/a/p-a.1.t.js\"></script>",
            "</head>",
            "<body>",
            "</body>",
            "</html>",
        ]
    );
    let alone = documents.write("alone/b", None).unwrap();
    assert!(!alone.contains("href=\"/a/app.1.css\"") && alone.contains("href=\"/a/p-a.1.css\""), "{alone}");
    assert!(documents.write("p/none", None).is_none());
}

#[test]
fn a_first_screen_stands_in_the_body_with_its_record_and_its_style_in_the_head() {
    let program = program(SCREEN, "{ text: '</script><!--' }", ".top{color:red}.gone{color:blue}");
    let html = document(&program, DocumentOptions::default());
    let (head, body) = html.split_once("</head>").unwrap();
    assert!(
        !head.contains("rel=\"stylesheet\"") && !head.contains("as=\"style\""),
        "the view loads the sheets: {head}"
    );
    // All scripts start with the first bytes, as without a first screen.
    let bare = Documents::new(program, DocumentOptions::default()).write("p/a", None).unwrap();
    for line in bare.lines().filter(|line| line.starts_with("<script defer") || line.contains("preload")) {
        assert!(head.contains(line), "{line}");
    }
    let at = |text: &str| head.find(text).unwrap();
    assert!(at("rel=\"preload\"").max(at("<script")) < at("<style"), "asked for before the style is read: {head}");
    let screen = SCREEN.replace("<img", "<img width=\"5\" height=\"3\"");
    let expected = format!("\n<body>\n{screen}\n<script type=\"application/json\" id=\"minnow-manifest\">");
    assert!(body.starts_with(&expected), "{body}");
    let record =
        "<script type=\"application/json\" id=\"minnow-record\">{\"text\":\"\\u003c/script>\\u003c!--\"}</script>";
    assert!(body.contains(record), "{body}");
    // Small sheets stand there whole, of the runtime's what can match; addresses hold wherever the document is opened.
    assert_eq!(
        critical(&html),
        "wx-view{display:block}.mn-frame{height:100%}.app{background:url(/images/a.png)}.top{color:red}.gone{color:blue}"
    );
}

#[test]
fn of_large_sheets_only_the_rules_that_can_match_stand_there() {
    let many: String = (0..1_000).map(|number| format!(".unused-{number}{{color:red}}")).collect();
    let style = format!(
        "{many}.top{{animation:grow 1s mn-turn}}@keyframes grow{{to{{zoom:2}}}}@keyframes shrink{{to{{zoom:1}}}}@font-face{{font-family:x}}@font-face{{font-family:y}}.top{{font-family:y}}"
    );
    let html = document(&program(SCREEN, "[]", &style), DocumentOptions::default());
    assert_eq!(
        critical(&html),
        "wx-view{display:block}.mn-frame{height:100%}@keyframes mn-turn{to{rotate:1turn}}\
         .top{animation:grow 1s mn-turn}.top{font-family:y}@keyframes grow{to{zoom:2}}@font-face{font-family:y}"
    );
}

#[test]
fn nothing_in_a_sheet_ends_the_style_element() {
    let style = ".top::before{content:\"</style><script>1</script>\"}/* </STYLE> */";
    let html = document(&program(SCREEN, "[]", style), DocumentOptions::default());
    assert!(
        critical(&html).ends_with("content:\"<\\/style><script>1<\\/script>\"}/* <\\/STYLE> */"),
        "{}",
        critical(&html)
    );
}

#[test]
fn what_the_place_says_stands_in_the_document() {
    let options = DocumentOptions {
        host: Some(json!({"map": {"tiles": "</script>"}})),
        bootstrap: "start()\n".to_owned(),
        restore: "restore()\n".to_owned(),
        policy: Some(|scripts| format!("script-src 'self' \"{}\"", scripts.join(" "))),
        ..DocumentOptions::default()
    };
    let screen = SCREEN.replace("/images", "/shop/images");
    let html = document(&program(&screen, "[]", "").at("/shop/"), options);
    for part in [
        "data-base=\"/shop/\"",
        "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self' &quot;start()&quot;\">\n",
        "data:,\">\n<link rel=\"preload\" as=\"script\" href=\"/shop/a/logic.1.js\">",
        "</wx-view></div>\n<script type=\"application/json\" id=\"minnow-manifest\">",
        "</script>\n<script>start()</script>\n<script type=\"application/json\" id=\"minnow-record\">",
        "<script type=\"application/json\" id=\"minnow-host\">{\"map\":{\"tiles\":\"\\u003c/script>\"}}</script>\n<style id=\"minnow-critical\">",
        "url(/shop/images/a.png)",
        "<img width=\"5\" height=\"3\" class",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn those_who_unfurl_links_are_told_what_a_page_is() {
    let preview = Preview {
        origin: "https://shop.example".to_owned(),
        site_name: "A \"shop\"".to_owned(),
        description: "</head><script>1</script>".to_owned(),
    };
    let options = DocumentOptions { preview: Some(preview.clone()), ..DocumentOptions::default() };
    let html = document(&program(SCREEN, "[]", ""), options);
    let head = html.split_once("<style").unwrap().0;
    for part in [
        "<meta property=\"og:site_name\" content=\"A &quot;shop&quot;\">",
        "<meta property=\"og:description\" content=\"&lt;/head&gt;&lt;script&gt;1&lt;/script&gt;\">",
        "<meta property=\"og:image\" content=\"https://shop.example/_minnow/card/p/a.png\">",
        "<meta property=\"og:title\" content=\"",
    ] {
        assert!(head.contains(part), "{part} in {head}");
    }
    assert!(!document(&program(SCREEN, "[]", ""), DocumentOptions::default()).contains("og:"));
    // Without anything to say there is no empty tag.
    let quiet = Preview { description: String::new(), ..preview };
    let options = DocumentOptions { preview: Some(quiet), ..DocumentOptions::default() };
    assert!(!document(&program(SCREEN, "[]", ""), options).contains("description"));
}

#[test]
fn a_page_that_keeps_its_rendering_has_a_script_that_restores_it_right_behind_its_first_screen() {
    let many: String = (0..2_000).map(|number| format!(".gone-{number}{{color:red}}")).collect();
    let before = program(SCREEN, "[]", &many);
    let mut package = before.package().clone();
    package.manifest.pages.get_mut("p/a").unwrap().kept = "v<1>".to_owned();
    let keeping = Program::new(Arc::new(package), Arc::from(SCRIPT.as_bytes()));
    let options = || DocumentOptions {
        bootstrap: "start()\n".to_owned(),
        restore: "restore()\n".to_owned(),
        policy: Some(|scripts| scripts.join(" and ")),
        ..DocumentOptions::default()
    };
    let html = document(&keeping, options());
    for part in [
        "data-base=\"/\" data-kept=\"v&lt;1&gt;\">",
        "content=\"restore() and start()\"",
        "</wx-view></div>\n<script>restore()</script>\n<script type=\"application/json\" id=\"minnow-manifest\">",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(critical(&html).contains(".gone-1999{"), "what was kept may show what the first screen does not");
    let other = document(&before, options());
    assert!(!other.contains("restore") && !other.contains("kept") && other.contains("content=\"start()\""), "{other}");
    assert!(!critical(&other).contains(".gone-1999{"));
    let documents = Documents::new(keeping, options());
    let empty = documents.write("p/a", None).unwrap();
    assert!(!empty.contains("<script>"), "where nothing was drawn there is nothing to restore: {empty}");
}

#[test]
fn a_screen_that_is_more_than_a_screen_is_not_taken() {
    for html in ["<div><script>1</script></div>", "<div onclick=\"1\"></div>", "</div></body>", "<div>"] {
        match Prerenderer::new(program(html, "[]", "")).page("p/a") {
            Outcome::Skipped(reason) => assert!(reason.starts_with("its first screen "), "{reason}"),
            Outcome::Drawn(_) => panic!("{html} was taken"),
        }
    }
}
