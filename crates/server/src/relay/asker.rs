//! Whether a request comes from the page itself: nobody else may use what acts in the page's name.
//!
//! In: headers. Out: yes or no. Must not: trust a request without `Origin`; browsers send it wherever it matters here.

use axum::http::{HeaderMap, header};

/// `Origin` is the server's own, and the browser does not call the request a cross-site one. The caller has checked `Host`.
pub(crate) fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else { return false };
    let own = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"))
        .is_some_and(|authority| authority.eq_ignore_ascii_case(host));
    let site = headers.get("sec-fetch-site").map(|value| value.as_bytes());
    own && site.is_none_or(|site| site == b"same-origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_origin_asks() {
        let case = |origin: Option<&str>, site: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "localhost:8080".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().unwrap());
            }
            is_own_page(&headers)
        };
        assert!(case(Some("http://localhost:8080"), None));
        assert!(case(Some("http://localhost:8080"), Some("same-origin")));
        assert!(!case(Some("http://localhost:8080"), Some("same-site")));
        assert!(!case(Some("http://localhost:8081"), None));
        assert!(!case(Some("http://evil.com"), None));
        assert!(!case(Some("null"), None));
        assert!(!case(None, Some("same-origin")));
    }
}
