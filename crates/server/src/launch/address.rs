//! Addresses that lead to a program: the W3C's form, `https://<domain>/miniapp/<id>[;version=v]/<path>?query`.
//!
//! In: an address. Out: a redirect to the program's own host name. Must not: lead anywhere else.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;

use super::notice;
use crate::platform::Platform;

/// MiniApp Addressing, section 3: an id, perhaps a version, a path.
#[derive(Debug, PartialEq, Eq)]
struct Address<'a> {
    id: &'a str,
    version: Option<&'a str>,
    path: &'a str,
}

impl<'a> Address<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (identity, path) = text.split_once('/').unwrap_or((text, ""));
        let (id, version) = match identity.split_once(';') {
            Some((id, parameter)) => (id, Some(parameter.strip_prefix("version=")?)),
            None => (identity, None),
        };
        let is_unreserved =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        let version = version.filter(|version| !version.is_empty());
        (!id.is_empty() && is_unreserved(id) && version.is_none_or(is_unreserved)).then_some(Address {
            id,
            version,
            path,
        })
    }
}

pub(crate) async fn open_address(
    State(platform): State<Arc<Platform>>,
    Path(address): Path<String>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    let Some(address) = Address::parse(&address) else { return notice::NO_PROGRAM.response(None) };
    // Ids are compared without regard to case.
    let id = address.id.to_ascii_lowercase();
    let active = match platform.launch.registry.active(&id).await {
        Ok(Some(active)) => active,
        Ok(None) => return notice::NO_PROGRAM.response(None),
        Err(_) => return notice::FAILED.response(None),
    };
    if let Some(wanted) = address.version {
        // People get what is released; a program that needs another version of itself finds none.
        let is_there = platform.launch.registry.is_number_of(&active.version_id, wanted).await;
        if !is_there.unwrap_or(false) {
            return notice::NO_PROGRAM.response(None);
        }
    }
    let path = crate::relay::percent::encode_path(address.path);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let target = format!("{}/{path}{query}", platform.site.origin_of(&id));
    match HeaderValue::from_str(&target) {
        Ok(target) => (StatusCode::FOUND, [(header::LOCATION, target)]).into_response(),
        Err(_) => notice::NO_PROGRAM.response(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_the_w3c_writes_them() {
        let address = |id, version, path| Some(Address { id, version, path });
        for (text, expected) in [
            ("foo", address("foo", None, "")),
            ("foo/", address("foo", None, "")),
            ("foo/pages/a", address("foo", None, "pages/a")),
            ("foo;version=1.0.1-trial/pages/a", address("foo", Some("1.0.1-trial"), "pages/a")),
            ("foo;version=/pages/a", address("foo", None, "pages/a")),
            ("foo;version=1", address("foo", Some("1"), "")),
            ("", None),
            ("/pages/a", None),
            (";version=1/a", None),
            ("foo;v=1/a", None),
            ("foo@evil/a", None),
        ] {
            assert_eq!(Address::parse(text), expected, "{text}");
        }
    }
}
