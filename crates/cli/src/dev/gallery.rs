//! The index page of `minnow demo`: every program of a folder, live in a frame, with a link and a QR code,
//! for devices in the local network.
//!
//! In: programs and their ports. Out: HTML. Must not: serve a program; each has an origin of its own.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use serde_json::Value;

use super::document::escape;
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
    pub(crate) port: u16,
}

impl Exhibit {
    pub(crate) fn read(folder: &Path, name: &str, port: u16) -> Self {
        let config = read_json(&folder.join("project.config.json"));
        let root = config["miniprogramRoot"].as_str().unwrap_or_default();
        let app = read_json(&folder.join(root).join("app.json"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Exhibit {
            name: name.to_owned(),
            title: text(&app["window"]["navigationBarTitleText"]),
            description: text(&config["description"]),
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
    /// What a phone should open.
    lan: IpAddr,
}

pub(crate) fn router(exhibits: Vec<Exhibit>, hosts: Hosts, lan: IpAddr) -> Router {
    Router::new().route("/", get(page)).with_state(Arc::new(Gallery { exhibits, hosts, lan }))
}

async fn page(State(gallery): State<Arc<Gallery>>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !gallery.hosts.allows(host) {
        return (StatusCode::FORBIDDEN, "This host name is not one of this server.\n").into_response();
    }
    let cards: String = gallery.exhibits.iter().map(|exhibit| card(exhibit, host, gallery.lan)).collect();
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, Html(PAGE.replace("{{cards}}", &cards))).into_response()
}

fn card(exhibit: &Exhibit, visitor_host: &str, lan: IpAddr) -> String {
    // A visitor reaches the program as the page: by the same name, at another port.
    let url = format!("http://{}:{}/", without_port(visitor_host).unwrap_or_default(), exhibit.port);
    let scanned = format!("http://{}/", SocketAddr::new(lan, exhibit.port));
    let code = qr::svg(&scanned).unwrap_or_default();
    // Descriptions of bilingual programs are "Chinese · English".
    let description: String = exhibit.description.split(" · ").map(|part| format!("<p>{}</p>", escape(part))).collect();
    let title = if exhibit.title.is_empty() { &exhibit.name } else { &exhibit.title };
    format!(
        "<article><div class=\"phone\"><iframe src=\"{url}\" title=\"{title}\" loading=\"lazy\"></iframe></div>\
         <div class=\"about\"><h2><a href=\"{url}\">{title}</a></h2><p class=\"name\">{name}</p>{description}\
         <figure>{code}<figcaption>{scanned}</figcaption></figure></div></article>",
        url = escape(&url),
        title = escape(title),
        name = escape(&exhibit.name),
        scanned = escape(&scanned),
    )
}

const PAGE: &str = include_str!("gallery.html");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_leads_where_its_visitor_reaches_the_program_and_its_code_where_a_phone_does() {
        let exhibit = Exhibit {
            name: "shop".to_owned(),
            title: "店 <b>".to_owned(),
            description: "小店 · A shop".to_owned(),
            port: 8082,
        };
        for (host, url) in [
            ("localhost:8081", "http://localhost:8082/"),
            ("192.168.1.7:8081", "http://192.168.1.7:8082/"),
            ("[::1]:8081", "http://[::1]:8082/"),
        ] {
            let card = card(&exhibit, host, IpAddr::from([192, 168, 1, 7]));
            assert!(card.contains(&format!("href=\"{url}\">店 &lt;b&gt;</a>")), "{card}");
            assert!(card.contains(&format!("<iframe src=\"{url}\"")), "{card}");
            assert!(card.contains("<p>小店</p><p>A shop</p>"), "{card}");
            assert!(
                card.contains("<svg") && card.contains("<figcaption>http://192.168.1.7:8082/</figcaption>"),
                "{card}"
            );
        }
    }
}
