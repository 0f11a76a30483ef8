//! Launch documents: the HTML that a browser opens a page with.
//!
//! In: a program, a page and its first screen, when there is one. Out: HTML. Must not: hold code but the one constant script of the
//! runtime: the page policy allows others by file only.

use std::collections::BTreeSet;

use protocol::manifest::{Manifest, Page};
use serde_json::{Map, Value};

use crate::critical::{Names, Sheets};
use crate::images;
use crate::language::language;
use crate::markup;
use crate::program::Program;
use crate::screen::FirstScreen;

/// What a document says of the place it is served at.
#[derive(Debug, Clone, Default)]
pub struct DocumentOptions {
    /// What the place tells the runtime; absent where there is nothing to tell.
    pub host: Option<Value>,
    /// `bootstrap.js` of the runtime: the only script that stands in most documents, beside a first screen. May be empty.
    pub bootstrap: String,
    /// `restore.js` of the runtime: stands right behind the first screen of a page that keeps its rendering. May be empty.
    pub restore: String,
    /// What those who unfurl links are told; absent where the address of the program is not known.
    pub preview: Option<Preview>,
    /// Writes the policy that stands in a document, where whoever serves it may send none, from the texts of its scripts.
    pub policy: Option<fn(scripts: &[&str]) -> String>,
}

/// How a link to a page is shown elsewhere: Open Graph, ogp.me. The picture is drawn by the platform when somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Of the program, without a slash at its end: pictures are named by whole addresses.
    pub origin: String,
    pub site_name: String,
    /// May be empty.
    pub description: String,
}

/// Under it, on a platform, stands the picture of each page.
const CARDS: &str = "/_minnow/card/";

impl Preview {
    fn write(&self, title: &str, path: &str, html: &mut String) {
        let title = if title.is_empty() { &self.site_name } else { title };
        let image = format!("{}{CARDS}{}.png", self.origin, url_path(path));
        let mut meta = |name: &str, content: &str| {
            if !content.is_empty() {
                html.push_str(&format!("<meta property=\"og:{name}\" content=\"{}\">\n", escape(content)));
            }
        };
        meta("type", "website");
        meta("title", title);
        meta("site_name", &self.site_name);
        meta("description", &self.description);
        meta("image", &image);
        meta("image:width", "1200");
        meta("image:height", "630");
        html.push_str("<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
        if !self.description.is_empty() {
            html.push_str(&format!("<meta name=\"description\" content=\"{}\">\n", escape(&self.description)));
        }
    }
}

/// A path of a package in an address.
fn url_path(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    path.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The documents of one program.
pub struct Documents {
    program: Program,
    options: DocumentOptions,
    host_json: Option<String>,
    sheets: Sheets,
}

impl Documents {
    pub fn new(program: Program, options: DocumentOptions) -> Self {
        let host_json = options.host.as_ref().map(|host| inline_json(&host.to_string()));
        Documents { program, options, host_json, sheets: Sheets::default() }
    }

    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The texts of the scripts that stand in the document of a page, as its policy names them.
    pub fn scripts(&self, path: &str) -> Vec<&str> {
        let page = self.program.package().manifest.pages.get(path);
        let scripts = [page.map_or("", |page| self.restore(page)), self.bootstrap()];
        scripts.into_iter().filter(|script| !script.is_empty()).collect()
    }

    fn bootstrap(&self) -> &str {
        self.options.bootstrap.trim_end()
    }

    fn restore(&self, page: &Page) -> &str {
        if page.kept.is_empty() { "" } else { self.options.restore.trim_end() }
    }

    /// The document of a page; `None` when the program has no such page.
    pub fn write(&self, path: &str, screen: Option<&FirstScreen>) -> Option<String> {
        let manifest = &self.program.package().manifest;
        let page = manifest.pages.get(path)?;
        let body = screen.and_then(|screen| self.body(page, screen));
        let manifest_json = inline_json(&serde_json::to_string(&manifest.of_page(path)?).unwrap_or_default());
        let mut html = String::with_capacity(manifest_json.len() + body.as_ref().map_or(0, Body::len) + 4_096);
        let text = body.as_ref().map_or_else(|| title(manifest, page), |body| body.html.clone());
        let base = escape(&self.program.base);
        html.push_str(&format!("<!doctype html>\n<html lang=\"{}\"", language(&text)));
        html.push_str(&format!(" data-page=\"{}\" data-base=\"{base}\"", escape(path)));
        if !page.kept.is_empty() {
            html.push_str(&format!(" data-kept=\"{}\"", escape(&page.kept)));
        }
        html.push_str(">\n<head>\n<meta charset=\"utf-8\">\n");
        if let Some(policy) = &self.options.policy {
            let policy = escape(&policy(&self.scripts(path)));
            html.push_str(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n"));
        }
        html.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1,viewport-fit=cover,interactive-widget=resizes-content\">\n");
        let is_dark_too = manifest.app.get("darkmode").and_then(Value::as_bool) == Some(true);
        html.push_str("<meta name=\"format-detection\" content=\"telephone=no\">\n");
        html.push_str(&format!(
            "<meta name=\"color-scheme\" content=\"{}\">\n",
            if is_dark_too { "light dark" } else { "light" }
        ));
        html.push_str(&format!(
            "<title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n",
            escape(&title(manifest, page))
        ));
        match &body {
            Some(body) => {
                // A browser asks for them as it comes to them: not after it has read the whole style.
                self.files(page, &base, &mut html);
                // Some of those who unfurl links read no more than the first 32 KB: it stands before the style.
                self.preview(page, path, &mut html);
                html.push_str(&format!("<style id=\"minnow-critical\">{}</style>\n", body.style));
                if body.html.contains(images::WAITING) {
                    html.push_str(&format!("<noscript><style>{}</style></noscript>\n", images::WITHOUT_SCRIPTS));
                }
            }
            None => {
                for file in manifest.style_files(page) {
                    html.push_str(&format!("<link rel=\"stylesheet\" href=\"{base}{}\">\n", escape(file)));
                }
                self.files(page, &base, &mut html);
                self.preview(page, path, &mut html);
            }
        }
        html.push_str("</head>\n<body>\n");
        if let Some(body) = &body {
            html.push_str(&body.html);
            html.push('\n');
            // Before anything else has it wait.
            push_script(self.restore(page), &mut html);
        }
        html.push_str(&format!("<script type=\"application/json\" id=\"minnow-manifest\">{manifest_json}</script>\n"));
        if let Some(body) = &body {
            // After what is seen: starting a Worker takes a moment.
            push_script(self.bootstrap(), &mut html);
            html.push_str("<script type=\"application/json\" id=\"minnow-record\">");
            html.push_str(&body.record);
            html.push_str("</script>\n");
        }
        html.push_str("</body>\n</html>\n");
        Some(html)
    }

    fn preview(&self, page: &Page, path: &str, html: &mut String) {
        if let Some(preview) = &self.options.preview {
            preview.write(&title(&self.program.package().manifest, page), path, html);
        }
    }

    /// Files of the package that a first screen shows.
    pub fn images(&self, path: &str, screen: &FirstScreen) -> BTreeSet<String> {
        let package = self.program.package();
        let page = package.manifest.pages.get(path);
        let tags = markup::tags(&screen.html).ok();
        let (Some(page), Some(tags)) = (page, tags) else { return BTreeSet::new() };
        let style = self.critical(page, &tags, screen);
        images::shown(&tags, &style, package, &self.program.base)
    }

    fn critical(&self, page: &Page, tags: &[markup::Tag], screen: &FirstScreen) -> String {
        let names = Names::new(tags, &page.elements);
        self.sheets.critical(&self.program, page, &names, &screen.html, &self.program.base)
    }

    /// The scripts of the package that a document names.
    fn files(&self, page: &Page, base: &str, html: &mut String) {
        let manifest = &self.program.package().manifest;
        // What both realms load comes with the scripts of the view.
        for file in manifest.logic_files(page).filter(|file| !page.view.contains(file)) {
            html.push_str(&format!("<link rel=\"preload\" as=\"script\" href=\"{base}{}\">\n", escape(file)));
        }
        for file in manifest.view_files(page) {
            // Before the pictures, which a browser would put first.
            html.push_str(&format!("<script defer fetchpriority=\"high\" src=\"{base}{}\"></script>\n", escape(file)));
        }
        if let Some(host) = &self.host_json {
            html.push_str(&format!("<script type=\"application/json\" id=\"minnow-host\">{host}</script>\n"));
        }
    }

    /// `None` when the screen is not what the script may write; one that was drawn here was looked at already.
    fn body(&self, page: &Page, screen: &FirstScreen) -> Option<Body> {
        let tags = markup::tags(&screen.html).ok()?;
        let style = self.critical(page, &tags, screen);
        let html = images::prepared(&screen.html, &tags, self.program.package(), &self.program.base);
        Some(Body { style, html, record: inline_json(screen.record.get()) })
    }
}

/// What a first screen brings to its document.
struct Body {
    style: String,
    html: String,
    record: String,
}

impl Body {
    fn len(&self) -> usize {
        self.style.len() + self.html.len() + self.record.len()
    }
}

fn title(manifest: &Manifest, page: &Page) -> String {
    let text = |map: &Map<String, Value>| {
        map.get("navigationBarTitleText").and_then(|title| title.as_str()).map(str::to_owned)
    };
    text(&page.config)
        .or_else(|| manifest.app.get("window").and_then(|window| text(window.as_object()?)))
        .filter(|title| !title.is_empty())
        .unwrap_or_default()
}

fn push_script(script: &str, html: &mut String) {
    if !script.is_empty() {
        html.push_str(&format!("<script>{script}</script>\n"));
    }
}

/// Text that may stand in an attribute or between tags.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// JSON that may stand in a script element: nothing in it can end the element or begin a comment.
pub fn inline_json(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
