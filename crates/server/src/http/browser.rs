//! The random name of a browser at a program's host name, which releases under way and experiments tell people apart by.
//!
//! In: cookies. Out: the name and the experiments the browser came into; the cookie's line. Must not: be there while everybody gets the same.

use axum::http::{HeaderMap, HeaderValue};

use super::cookies;
use crate::secret;

/// Scripts do not see it, and the relay passes no cookies of the browser on.
const COOKIE: &str = "mn_visitor";
const COOKIE_AGE_S: u64 = 180 * 24 * 60 * 60;
/// As many as may run in a program at once, and those that have ended since the last visit.
const ENTERED_MAX: usize = 40;
const EXPERIMENT_ID_LENGTH: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Browser {
    pub(crate) name: String,
    /// Ids of experiments.
    pub(crate) entered: Vec<String>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self::named(secret::new_secret(""))
    }

    pub(crate) fn named(name: String) -> Self {
        Browser { name, entered: Vec::new() }
    }

    /// What is known from an earlier visit: `<name>.<experiment>.<experiment>`.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let mut parts = cookies::value(headers, COOKIE)?.split('.');
        // It is sent back as a part of a header.
        let name = parts.next().filter(|name| secret::is_well_formed(name))?.to_owned();
        let is_id = |id: &&str| id.len() == EXPERIMENT_ID_LENGTH && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Some(Browser { name, entered: parts.filter(is_id).take(ENTERED_MAX).map(str::to_owned).collect() })
    }

    pub(crate) fn cookie(&self, is_https: bool) -> Option<HeaderValue> {
        let value = [&self.name].into_iter().chain(&self.entered).map(String::as_str).collect::<Vec<_>>().join(".");
        let secure = if is_https { "; Secure" } else { "" };
        let line = format!("{COOKIE}={value}; Path=/; Max-Age={COOKIE_AGE_S}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&line).ok()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn a_browser_is_known_again_with_what_it_came_into() {
        let read = |value: &str| {
            let line = HeaderValue::from_str(&format!("a=b; {COOKIE}={value}")).unwrap();
            Browser::read(&HeaderMap::from_iter([(header::COOKIE, line)]))
        };
        let browser = Browser { entered: vec!["K7Q2M9XR4T".into(), "0000000000".into()], ..Browser::new() };
        let line = browser.cookie(true).unwrap();
        let line = line.to_str().unwrap();
        assert!(line.ends_with("; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure"), "{line}");
        let value = line.split(';').next().unwrap().strip_prefix("mn_visitor=").unwrap();
        assert_eq!(read(value), Some(browser.clone()));
        assert_eq!(read(&browser.name), Some(Browser::named(browser.name.clone())));
        for odd in ["", "short", &"é".repeat(22)[..42], &format!("{}=", "a".repeat(42))] {
            assert_eq!(read(odd), None, "{odd}");
        }
        let many = format!("{}{}.bad.tooooo-long", browser.name, ".K7Q2M9XR4T".repeat(100));
        assert_eq!(read(&many).unwrap().entered.len(), ENTERED_MAX);
    }
}
