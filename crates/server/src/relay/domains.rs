//! The list of back ends a project names, as the vendor's console keeps one: separately for requests, sockets, uploads and downloads.
//!
//! In: addresses. Out: yes or no. Must not: resolve names.

use reqwest::Url;
use serde::{Deserialize, Serialize};

/// A list that is absent allows every address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Domains {
    pub request: Option<Vec<String>>,
    pub socket: Option<Vec<String>>,
    pub upload: Option<Vec<String>>,
    pub download: Option<Vec<String>>,
    /// Pages a `web-view` may show, which the browser checks by the document's policy.
    pub webview: Option<Vec<String>>,
}

/// What an address is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Use {
    #[default]
    Request,
    Upload,
    Download,
    Socket,
}

impl Domains {
    /// Whether an address may be used.
    pub(crate) fn allows(&self, purpose: Use, url: &Url) -> bool {
        let list = match purpose {
            Use::Request => &self.request,
            Use::Upload => &self.upload,
            Use::Download => &self.download,
            Use::Socket => &self.socket,
        };
        list.as_ref().is_none_or(|list| list.iter().any(|entry| matches(entry, url)))
    }
}

/// An entry is `scheme://host`, with a port or not; `*.` at the front of the host stands for any subdomain.
fn matches(entry: &str, url: &Url) -> bool {
    let Some((scheme, rest)) = entry.trim().trim_end_matches('/').split_once("://") else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port.parse::<u16>().ok()),
        _ => (rest, None),
    };
    let Some(actual) = url.host_str() else { return false };
    let host_fits = match host.strip_prefix("*.") {
        Some(parent) => {
            actual.len() > parent.len() + 1
                && actual.to_ascii_lowercase().ends_with(&format!(".{}", parent.to_ascii_lowercase()))
        }
        None => actual.eq_ignore_ascii_case(host),
    };
    // As the vendor documents: without a port in the list, none may stand in the address; sockets may use any.
    let port_fits = match port {
        Some(_) => port == url.port_or_known_default(),
        None => url.port().is_none() || matches!(scheme, "ws" | "wss"),
    };
    scheme.eq_ignore_ascii_case(url.scheme()) && host_fits && port_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_match_scheme_host_and_port() {
        for (entry, url, expected) in [
            ("https://a.com", "https://a.com/x", true),
            ("https://a.com/", "https://A.com", true),
            ("https://a.com", "http://a.com", false),
            ("https://a.com", "https://b.a.com", false),
            ("https://*.a.com", "https://b.a.com", true),
            ("https://*.a.com", "https://a.com", false),
            ("https://*.a.com", "https://evila.com", false),
            ("https://a.com", "https://a.com:8443", false),
            ("https://a.com:8443", "https://a.com:8443", true),
            ("https://a.com:443", "https://a.com", true),
            ("wss://a.com", "wss://a.com:9000", true),
            ("a.com", "https://a.com", false),
            ("", "https://a.com", false),
        ] {
            assert_eq!(matches(entry, &Url::parse(url).unwrap()), expected, "{entry} {url}");
        }
    }

    #[test]
    fn an_absent_list_allows_and_an_empty_one_refuses() {
        let url = Url::parse("https://a.com").unwrap();
        let domains: Domains = serde_json::from_str(r#"{"upload": []}"#).unwrap();
        assert!(domains.allows(Use::Request, &url));
        assert!(!domains.allows(Use::Upload, &url));
    }
}
