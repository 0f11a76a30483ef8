//! Launch documents: the HTML that a browser opens a page with.
//!
//! In: the manifest and a page. Out: HTML. Must not: hold code: the page policy allows scripts by file only.

use protocol::manifest::{Manifest, Page};

/// Where the root of the package is served, with both slashes.
pub(crate) fn write(
    manifest: &Manifest,
    manifest_json: &str,
    host_json: Option<&str>,
    path: &str,
    page: &Page,
    base: &str,
) -> String {
    let mut html = String::with_capacity(manifest_json.len() + 2048);
    let title = title(manifest, page);
    html.push_str("<!doctype html>\n<html lang=\"zh\"");
    html.push_str(&format!(
        " data-page=\"{}\" data-base=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
        escape(path),
        escape(base)
    ));
    html.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1,viewport-fit=cover,interactive-widget=resizes-content\">\n");
    html.push_str("<meta name=\"format-detection\" content=\"telephone=no\">\n<meta name=\"color-scheme\" content=\"");
    html.push_str(if manifest.app.get("darkmode").and_then(serde_json::Value::as_bool) == Some(true) {
        "light dark"
    } else {
        "light"
    });
    html.push_str(&format!("\">\n<title>{}</title>\n", escape(&title)));
    html.push_str("<link rel=\"icon\" href=\"data:,\">\n");
    // An independent subpackage is drawn without app.wxss.
    let alone = manifest.packages.iter().any(|package| package.independent && package.root == page.package);
    for file in std::iter::once(&manifest.runtime.css)
        .chain(manifest.app_style.iter().filter(|_| !alone))
        .chain(&page.style)
        .filter(|file| !file.is_empty())
    {
        html.push_str(&format!("<link rel=\"stylesheet\" href=\"{}{}\">\n", escape(base), escape(file)));
    }
    // What both realms load comes with the scripts of the view.
    for file in logic_files(manifest, page).filter(|file| !page.view.contains(file)) {
        html.push_str(&format!("<link rel=\"preload\" as=\"script\" href=\"{}{}\">\n", escape(base), escape(file)));
    }
    for file in view_files(manifest, page) {
        html.push_str(&format!("<script defer src=\"{}{}\"></script>\n", escape(base), escape(file)));
    }
    if let Some(host) = host_json {
        html.push_str(&format!("<script type=\"application/json\" id=\"minnow-host\">{host}</script>\n"));
    }
    html.push_str("</head>\n<body>\n<script type=\"application/json\" id=\"minnow-manifest\">");
    html.push_str(manifest_json);
    html.push_str("</script>\n</body>\n</html>\n");
    html
}

/// Scripts of the logic realm that a page starts with.
pub(crate) fn logic_files<'m>(manifest: &'m Manifest, page: &'m Page) -> impl Iterator<Item = &'m String> {
    std::iter::once(&manifest.runtime.logic)
        .chain(&manifest.app_logic)
        .chain(&page.logic)
        .filter(|file| !file.is_empty())
}

/// Scripts of the view realm that a page starts with.
pub(crate) fn view_files<'m>(manifest: &'m Manifest, page: &'m Page) -> impl Iterator<Item = &'m String> {
    let elements = page.elements.iter().filter_map(|tag| manifest.runtime.elements.get(tag));
    std::iter::once(&manifest.runtime.view).chain(elements).chain(&page.view).filter(|file| !file.is_empty())
}

fn title(manifest: &Manifest, page: &Page) -> String {
    let text = |map: &serde_json::Map<String, serde_json::Value>| {
        map.get("navigationBarTitleText").and_then(|title| title.as_str()).map(str::to_owned)
    };
    text(&page.config)
        .or_else(|| manifest.app.get("window").and_then(|window| text(window.as_object()?)))
        .filter(|title| !title.is_empty())
        .unwrap_or_default()
}

/// Text that may stand in an attribute or between tags.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// JSON that may stand in a script element: nothing in it can end the element or begin a comment.
pub(crate) fn inline_json(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
