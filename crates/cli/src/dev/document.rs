//! The documents a development server writes or completes: launch documents, the one without a program, and "not found".
//!
//! In: a build. Out: HTML. Must not: know HTTP.

use serde_json::{Value, json};

use super::build::Build;
use server::relay;

/// Draws the overlay, follows the builds. Served at [`CLIENT_PATH`].
pub(crate) const CLIENT: &str = include_str!("client.js");
pub(crate) const CLIENT_PATH: &str = "/_minnow/dev.js";
/// The developer panel, which a page loads when it is first opened.
pub(crate) const PANEL_PATH: &str = "/_minnow/panel.js";
pub(crate) const EVENTS_PATH: &str = "/_minnow/events";
/// Takes lines of the program's console.
pub(crate) const CONSOLE_PATH: &str = "/_minnow/console";

/// What a development server tells the runtime: where the relay is, whether the terminal takes the program's console, map tiles.
pub(crate) fn host(console: bool, map: Option<Value>) -> String {
    let mut host = json!({"relay": relay::HTTP_PATH, "socket": relay::SOCKET_PATH, "development": true});
    if console {
        host["console"] = CONSOLE_PATH.into();
    }
    if let Some(map) = map {
        host["map"] = map;
    }
    // An attribution may hold anything; in a script element nothing may end it.
    host.to_string().replace('<', "\\u003c")
}

/// A launch document with what a development server adds: what it tells the runtime, and the script that follows the builds from `build` on.
pub(crate) fn launch(html: &str, build: Option<&String>, host: &str) -> String {
    let client = build.map(|build| format!("<script src=\"{CLIENT_PATH}\" data-build=\"{build}\"></script>"));
    let added =
        format!("<script type=\"application/json\" id=\"minnow-host\">{host}</script>{}", client.unwrap_or_default());
    let at = html.find("</head>").or_else(|| html.find("<body")).unwrap_or(0);
    format!("{}{added}{}", &html[..at], &html[at..])
}

/// Shown while no package has compiled yet: the overlay alone.
pub(crate) fn without_program() -> String {
    format!(
        "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>minnow dev</title><script src=\"{CLIENT_PATH}\" data-build=\"\"></script></head>\
         <body><noscript>这个小程序还没有编译成功，请看终端。 This program has not compiled yet: see the terminal.</noscript></body></html>"
    )
}

/// Pages listed on the "not found" page.
const PAGES_LISTED_MAX: usize = 200;

pub(crate) fn not_found(path: &str, build: &Build) -> String {
    let mut list = String::new();
    if let Some(served) = &build.served {
        for page in served.package.manifest.pages.keys().take(PAGES_LISTED_MAX) {
            let page = escape(page);
            list.push_str(&format!("<li><a href=\"/{page}\">{page}</a></li>"));
        }
    }
    format!(
        "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>404</title><style>:root{{color-scheme:light dark}}body{{font:16px/1.6 -apple-system,\"Segoe UI\",Roboto,\"PingFang SC\",\"Noto Sans CJK SC\",system-ui,sans-serif;max-width:40rem;margin:10vh auto;padding:0 1rem}}\
         h1{{font-size:1.5rem}}a{{color:light-dark(#087a48,#35c98a)}}li{{margin:.25rem 0}}\
         code{{background:#8882;padding:.1em .3em;border-radius:4px;word-break:break-all}}</style></head>\
         <body><main><h1>没有这个页面 · No such page</h1><p><code>{}</code></p>\
         <p>app.json 中没有这个页面，包里也没有这个文件。<br>Neither a page of app.json nor a file of the package.</p><ul>{list}</ul></main></body></html>",
        escape(path)
    )
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_additions_stand_in_the_head() {
        let html = launch(
            "<!doctype html><html><head><title>x</title></head><body></body></html>",
            Some(&"ab".to_owned()),
            &host(true, None),
        );
        let (head, _) = html.split_once("</head>").unwrap();
        for part in ["id=\"minnow-host\">{", "\"relay\":\"/_minnow/relay\"", "\"console\":\"/_minnow/console\""] {
            assert!(head.contains(part), "{part}: {head}");
        }
        assert!(!host(false, None).contains("console"));
        let map = host(false, Some(json!({"tiles": "/{z}/{x}/{y}", "attribution": "</script>"})));
        assert!(map.contains("\"tiles\":\"/{z}/{x}/{y}\"") && !map.contains("</script>"), "{map}");
        assert!(head.ends_with("data-build=\"ab\"></script>"));
        assert!(not_found("/<img src=x>", &Build::none()).contains("&lt;img"));
    }
}
