//! The session's cookie: for this host alone, unseen by scripts, not sent along with the requests of other sites.
//!
//! In: headers. Out: the session's secret; header lines. Must not: set a cookie that a program's host name would get.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::identity::SESSION_DURATION_MS;

/// Browsers take a `__Host-` cookie only over HTTPS, without `Domain`, from the host itself.
fn name(is_https: bool) -> &'static str {
    if is_https { "__Host-minnow" } else { "minnow" }
}

/// The session that came with a request.
pub(crate) fn session(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    value(headers, name(is_https))
}

/// The value of a cookie that came with a request.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

pub(crate) fn set_session(secret: &str, is_https: bool) -> (HeaderName, HeaderValue) {
    line(secret, SESSION_DURATION_MS / 1000, is_https)
}

pub(crate) fn clear_session(is_https: bool) -> (HeaderName, HeaderValue) {
    line("", 0, is_https)
}

fn line(value: &str, age_s: i64, is_https: bool) -> (HeaderName, HeaderValue) {
    let secure = if is_https { "; Secure" } else { "" };
    let name = name(is_https);
    let text = format!("{name}={value}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}");
    // Secrets are letters of Base64: nothing in the line can be anything but visible ASCII.
    (header::SET_COOKIE, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let headers = |line: &str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(line).unwrap())]);
        assert_eq!(session(&headers("a=b; __Host-minnow=x; minnow=y"), true), Some("x"));
        assert_eq!(session(&headers("a=b; __Host-minnow=x; minnow=y"), false), Some("y"));
        assert_eq!(session(&headers("xminnow=y"), false), None);
        assert_eq!(session(&HeaderMap::new(), false), None);
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_programs() {
        let (_, line) = set_session("s", true);
        let line = line.to_str().unwrap();
        assert_eq!(line, "__Host-minnow=s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
        assert!(!line.contains("Domain"));
    }
}
