//! Several programs behind one port, each at an origin of its own: `http://<app-id>.mini.localhost:PORT/`. Browsers look such names up on
//! this machine and count them as secure; the host of them all, `mini.localhost`, may show programs in frames that keep their storage.
//!
//! In: requests. Out: the answers of the program, or of the index page, that `Host` names. Must not: answer for a program that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tower_service::Service as _;

use super::hosts::without_port;

/// The host of the programs.
pub(crate) const HOST: &str = "mini.localhost";

/// The name a program is served at.
pub(crate) fn name_of(app_id: &str) -> String {
    format!("{app_id}.{HOST}")
}

struct Front {
    /// By host name.
    programs: BTreeMap<String, Router>,
    index: Router,
}

/// `programs` by app id. What names none of them is for the index, which refuses what is foreign.
pub(crate) fn router(programs: impl IntoIterator<Item = (String, Router)>, index: Router) -> Router {
    let programs = programs.into_iter().map(|(app_id, router)| (name_of(&app_id), router)).collect();
    Router::new().fallback(answer).with_state(Arc::new(Front { programs, index }))
}

async fn answer(State(front): State<Arc<Front>>, request: Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    let name = host.and_then(without_port).unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let router = match front.programs.get(&name) {
        Some(program) => program,
        None if name.ends_with(&format!(".{HOST}")) => return no_program(),
        None => &front.index,
    };
    let Ok(response) = router.clone().call(request).await;
    response
}

fn no_program() -> Response {
    let text = "这里没有这个小程序。\nThere is no such program here.\n";
    (StatusCode::FORBIDDEN, [(header::X_CONTENT_TYPE_OPTIONS, "nosniff")], text).into_response()
}

/// App ids as parts of host names: the program's own where it has one, else the name of its folder; each once.
#[derive(Debug, Default)]
pub(crate) struct AppIds(BTreeSet<String>);

/// Appids that say there is none.
const PLACEHOLDERS: [&str; 2] = ["touristappid", "wxappid"];
/// What a part of a host name may have.
const LENGTH_MAX: usize = 63;

impl AppIds {
    pub(crate) fn add(&mut self, appid: &str, folder: &str) -> String {
        let own = Some(label(appid)).filter(|own| !own.is_empty() && !PLACEHOLDERS.contains(&own.as_str()));
        let wanted = own.unwrap_or_else(|| label(folder));
        let wanted = if wanted.is_empty() { "program".to_owned() } else { wanted };
        let mut number = 1;
        loop {
            let ending = if number == 1 { String::new() } else { format!("-{number}") };
            let id = format!("{}{ending}", &wanted[..wanted.len().min(LENGTH_MAX - ending.len())]);
            if self.0.insert(id.clone()) {
                return id;
            }
            number += 1;
        }
    }
}

/// Letters, digits and hyphens within.
fn label(text: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' };
    let hyphened: String = text.chars().map(plain).collect();
    let parts: Vec<&str> = hyphened.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-").chars().take(LENGTH_MAX).collect::<String>().trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn app_ids_are_parts_of_host_names_and_each_is_given_once() {
        let mut ids = AppIds::default();
        for (appid, folder, expected) in [
            ("touristappid", "shop", "shop"),
            ("", "shop", "shop-2"),
            ("wxABCDEF1234567890", "any", "wxabcdef1234567890"),
            ("", "My Program_2 ", "my-program-2"),
            ("", "店", "program"),
            ("", "商店", "program-2"),
            ("", "../a.b", "a-b"),
        ] {
            assert_eq!(ids.add(appid, folder), expected, "{appid} {folder}");
        }
        let long = "x".repeat(80);
        let (first, second) = (ids.add("", &long), ids.add("", &long));
        assert!(first.len() == LENGTH_MAX && second.len() == LENGTH_MAX && second.ends_with("x-2"), "{second}");
    }
}
