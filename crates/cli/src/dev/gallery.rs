//! The index page of `minnow demo`: every program of a folder, live in a frame, with a link and, where a phone can reach it, a QR code.
//!
//! In: programs, their app ids and ports. Out: HTML. Must not: serve a program; each has an origin of its own.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use serde_json::Value;

use super::document::escape;
use super::front;
use super::hosts::{Hosts, without_port};
use crate::render::qr;

/// One program of the gallery.
#[derive(Debug, Clone)]
pub(crate) struct Exhibit {
    pub(crate) name: String,
    /// Title of its first window, from app.json.
    pub(crate) title: String,
    /// `description` of project.config.json; may be empty.
    pub(crate) description: String,
    pub(crate) app_id: String,
    /// Where devices reach it that look no names up.
    pub(crate) port: u16,
}

impl Exhibit {
    pub(crate) fn read(folder: &Path, name: &str, app_id: &str, port: u16) -> Self {
        let config = read_json(&folder.join("project.config.json"));
        let root = config["miniprogramRoot"].as_str().unwrap_or_default();
        let app = read_json(&folder.join(root).join("app.json"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Exhibit {
            name: name.to_owned(),
            title: text(&app["window"]["navigationBarTitleText"]),
            description: text(&config["description"]),
            app_id: app_id.to_owned(),
            port,
        }
    }
}

fn read_json(path: &Path) -> Value {
    std::fs::read_to_string(path).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

struct Gallery {
    exhibits: Vec<Exhibit>,
    hosts: Hosts,
    /// What a phone should open; without one there are no codes.
    lan: Option<IpAddr>,
}

pub(crate) fn router(exhibits: Vec<Exhibit>, hosts: Hosts, lan: Option<IpAddr>) -> Router {
    Router::new().route("/", get(page)).with_state(Arc::new(Gallery { exhibits, hosts, lan }))
}

async fn page(State(gallery): State<Arc<Gallery>>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !gallery.hosts.allows(host) {
        return (StatusCode::FORBIDDEN, "This host name is not one of this server.\n").into_response();
    }
    let cards: String = gallery.exhibits.iter().map(|exhibit| card(exhibit, host, gallery.lan)).collect();
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let hint = if gallery.lan.is_some() { CODES_HINT } else { NO_CODES_HINT };
    (headers, Html(PAGE.replace("{{hint}}", hint).replace("{{cards}}", &cards))).into_response()
}

/// The program's address for a visitor who came by `host`: by its name where names under `mini.localhost` are looked up, else by its port.
fn url(exhibit: &Exhibit, host: &str) -> String {
    let name = without_port(host).unwrap_or_default();
    if name.trim_end_matches('.').eq_ignore_ascii_case(front::HOST) {
        return format!("http://{}{}/", front::name_of(&exhibit.app_id), &host[name.len()..]);
    }
    format!("http://{name}:{}/", exhibit.port)
}

fn card(exhibit: &Exhibit, visitor_host: &str, lan: Option<IpAddr>) -> String {
    let url = url(exhibit, visitor_host);
    let figure = lan.map(|address| {
        let scanned = format!("http://{}/", std::net::SocketAddr::new(address, exhibit.port));
        format!(
            "<figure>{}<figcaption>{}</figcaption></figure>",
            qr::svg(&scanned).unwrap_or_default(),
            escape(&scanned)
        )
    });
    // Descriptions of bilingual programs are "Chinese · English".
    let description: String = exhibit.description.split(" · ").map(|part| format!("<p>{}</p>", escape(part))).collect();
    let title = if exhibit.title.is_empty() { &exhibit.name } else { &exhibit.title };
    format!(
        "<article><div class=\"phone\"><iframe src=\"{url}\" title=\"{title}\" loading=\"lazy\"></iframe></div>\
         <div class=\"about\"><h2><a href=\"{url}\">{title}</a></h2><p class=\"name\">{name}</p>{description}{figure}</div></article>",
        url = escape(&url),
        title = escape(title),
        name = escape(&exhibit.name),
        figure = figure.unwrap_or_default(),
    )
}

const PAGE: &str = include_str!("gallery.html");
const CODES_HINT: &str =
    "<p lang=\"zh\">用手机扫码可以打开。</p><p lang=\"en\">Scan a code to open a program on a phone.</p>";
const NO_CODES_HINT: &str = "<p lang=\"zh\">用 <code>--lan</code> 启动，这里会有给手机的二维码。</p>\
    <p lang=\"en\">Started with <code>--lan</code>, codes for a phone are here.</p>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_only_where_a_phone_can_reach_the_program() {
        let exhibit = Exhibit {
            name: "shop".to_owned(),
            title: "店 <b>".to_owned(),
            description: "小店 · A shop".to_owned(),
            app_id: "shop".to_owned(),
            port: 8081,
        };
        let alone = card(&exhibit, "localhost", None);
        for (host, expected) in [
            ("mini.localhost:8080", "http://shop.mini.localhost:8080/"),
            ("MINI.localhost", "http://shop.mini.localhost/"),
            ("localhost:8080", "http://localhost:8081/"),
            ("192.168.1.7:8080", "http://192.168.1.7:8081/"),
            ("[::1]:8080", "http://[::1]:8081/"),
        ] {
            assert_eq!(url(&exhibit, host), expected, "{host}");
        }
        assert!(alone.contains("href=\"http://localhost:8081/\">店 &lt;b&gt;</a>"), "{alone}");
        assert!(alone.contains("<p>小店</p><p>A shop</p>") && !alone.contains("<figure"), "{alone}");
        let shared = card(&exhibit, "localhost", Some(IpAddr::from([192, 168, 1, 7])));
        assert!(shared.contains("<figcaption>http://192.168.1.7:8081/</figcaption>"), "{shared}");
    }
}
