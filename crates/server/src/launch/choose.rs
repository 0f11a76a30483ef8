//! Which version a visitor gets while one is on its way out, and how he is known again.
//!
//! In: what is active, a request's head. Out: a version's id, perhaps a cookie. Must not: know anybody who need not be known: while
//! everybody gets the same, there is no cookie.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::http::cookies;
use crate::registry::{Active, is_among};
use crate::secret;

/// Of the program's own host name. Scripts do not see it, and the relay passes no cookies of the browser on.
const COOKIE: &str = "mn_visitor";
const COOKIE_AGE_S: u64 = 180 * 24 * 60 * 60;
const VISITOR_LENGTH: usize = 43;

/// Kept, but asked for again each time: the answer is mostly that it is the same.
pub(super) const ASK_AGAIN: &str = "public, no-cache";
pub(super) const ASK_AGAIN_PERSONAL: &str = "private, no-cache";
/// Of a document that everybody gets, for a cache of many people (RFC 9213): it asks each time, which is how launches are counted, and may send what it
/// has for a day while the platform is away.
pub(super) const ASK_AGAIN_OR_KEEP_ON: &str = "max-age=0, stale-if-error=86400";
pub(super) const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");

pub(super) struct Choice<'a> {
    pub(super) version_id: &'a str,
    /// Others may get another version.
    pub(super) is_personal: bool,
    /// The random name of the browser, where it needs one.
    pub(super) visitor: Option<String>,
    pub(super) set_cookie: Option<HeaderValue>,
}

impl Choice<'_> {
    /// How long an answer that depends on it is kept.
    pub(super) fn ask_again(&self) -> &'static str {
        if self.is_personal { ASK_AGAIN_PERSONAL } else { ASK_AGAIN }
    }
}

pub(super) fn choose<'a>(active: &'a Active, headers: &HeaderMap, is_https: bool) -> Choice<'a> {
    let Some((gray, percent)) = &active.gray else {
        return Choice { version_id: &active.version_id, is_personal: false, visitor: None, set_cookie: None };
    };
    let known = visitor(headers);
    let visitor = known.clone().unwrap_or_else(|| secret::new_secret(""));
    let version_id = if is_among(gray, &visitor, *percent) { gray } else { &active.version_id };
    let set_cookie = known.is_none().then(|| {
        let secure = if is_https { "; Secure" } else { "" };
        let line = format!("{COOKIE}={visitor}; Path=/; Max-Age={COOKIE_AGE_S}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&line).ok()
    });
    Choice { version_id, is_personal: true, visitor: Some(visitor), set_cookie: set_cookie.flatten() }
}

/// Who is known from an earlier visit.
fn visitor(headers: &HeaderMap) -> Option<String> {
    let value = cookies::value(headers, COOKIE)?;
    (value.len() == VISITOR_LENGTH).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn nobody_is_known_while_everybody_gets_the_same() {
        let active = Active { version_id: "one".into(), gray: None, recent: Vec::new(), withdrawn: Vec::new() };
        let choice = choose(&active, &HeaderMap::new(), true);
        assert_eq!((choice.version_id, choice.is_personal, choice.set_cookie), ("one", false, None));
    }

    #[test]
    fn whoever_has_got_a_version_gets_it_again() {
        let active = Active {
            version_id: "one".into(),
            gray: Some(("two".into(), 50)),
            recent: Vec::new(),
            withdrawn: Vec::new(),
        };
        let mut got = std::collections::BTreeSet::new();
        for _ in 0..64 {
            let first = choose(&active, &HeaderMap::new(), false);
            let line = first.set_cookie.unwrap().to_str().unwrap().to_owned();
            let pair = line.split(';').next().unwrap();
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
            let again = choose(&active, &headers, false);
            assert_eq!((again.version_id, again.set_cookie), (first.version_id, None));
            got.insert(first.version_id.to_owned());
        }
        assert_eq!(got.len(), 2);
    }
}
