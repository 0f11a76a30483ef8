//! The platform's cookies: each for one host alone, unseen by scripts, not sent along with the requests of other sites.
//!
//! In: headers. Out: secrets that came with a request; header lines. Must not: set a cookie that another host name would get.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::identity::SESSION_DURATION_MS;
use crate::openid::WAY_DURATION_MS;
use crate::people::{PERSON_DURATION_MS, USER_SESSION_DURATION_MS};
use crate::registry::TRIAL_PASS_MS;

/// A cookie that holds a secret of ours.
#[derive(Debug)]
pub(crate) struct Cookie {
    /// Without the prefix it has over HTTPS: browsers take a `__Host-` cookie only there, without `Domain`, from the host itself.
    name: &'static str,
    duration_ms: i64,
}

/// Of somebody who works with the platform, at the platform's own host name.
pub(crate) const SESSION: Cookie = Cookie { name: "minnow", duration_ms: SESSION_DURATION_MS };
/// Of a browser that was led to an OpenID Connect provider, until it comes back: of somebody who works with the platform, and of one who opens programs.
pub(crate) const OIDC: Cookie = Cookie { name: "mn_oidc", duration_ms: WAY_DURATION_MS };
pub(crate) const PERSON_OIDC: Cookie = Cookie { name: "mn_person_oidc", duration_ms: WAY_DURATION_MS };
/// Of somebody who opens programs, at the platform's own host name: no program gets it.
pub(crate) const PERSON: Cookie = Cookie { name: "mn_person", duration_ms: PERSON_DURATION_MS };
/// Of somebody who is signed in to a program, at the program's host name.
pub(crate) const USER: Cookie = Cookie { name: "mn_user", duration_ms: USER_SESSION_DURATION_MS };

/// Of whoever may open a version that is not released, at the host name of its stage.
pub(crate) const PASS: Cookie = Cookie { name: "mn_pass", duration_ms: TRIAL_PASS_MS };

impl Cookie {
    /// The secret that came with a request.
    pub(crate) fn read<'h>(&self, headers: &'h HeaderMap, is_https: bool) -> Option<&'h str> {
        value(headers, &self.full_name(is_https))
    }

    pub(crate) fn set(&self, secret: &str, is_https: bool) -> (HeaderName, HeaderValue) {
        self.line(secret, self.duration_ms / 1000, is_https)
    }

    pub(crate) fn clear(&self, is_https: bool) -> (HeaderName, HeaderValue) {
        self.line("", 0, is_https)
    }

    fn full_name(&self, is_https: bool) -> String {
        format!("{}{}", if is_https { "__Host-" } else { "" }, self.name)
    }

    fn line(&self, value: &str, age_s: i64, is_https: bool) -> (HeaderName, HeaderValue) {
        let secure = if is_https { "; Secure" } else { "" };
        let name = self.full_name(is_https);
        let text = format!("{name}={value}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}");
        // Secrets are letters of Base64: nothing in the line can be anything but visible ASCII.
        (header::SET_COOKIE, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))
    }
}

/// The value of a cookie that came with a request.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let headers = |line: &str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(line).unwrap())]);
        assert_eq!(SESSION.read(&headers("a=b; __Host-minnow=x; minnow=y"), true), Some("x"));
        assert_eq!(SESSION.read(&headers("a=b; __Host-minnow=x; minnow=y"), false), Some("y"));
        assert_eq!(SESSION.read(&headers("xminnow=y"), false), None);
        assert_eq!(SESSION.read(&HeaderMap::new(), false), None);
    }

    #[test]
    fn cookies_are_out_of_reach_of_scripts_and_of_other_hosts() {
        let (_, line) = SESSION.set("s", true);
        assert_eq!(line, "__Host-minnow=s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
        for cookie in [SESSION, OIDC, PERSON_OIDC, PERSON, USER, PASS] {
            for is_https in [true, false] {
                let (_, line) = cookie.set("s", is_https);
                let line = line.to_str().unwrap();
                assert!(line.contains("; Path=/; ") && line.contains("; HttpOnly; SameSite=Lax"), "{line}");
                assert!(!line.contains("Domain") && line.starts_with("__Host-") == is_https, "{line}");
                assert_eq!(line.contains("; Secure"), is_https);
            }
        }
    }
}
