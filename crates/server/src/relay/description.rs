//! The description of a request that the page wants done, checked.
//!
//! In: percent-encoded JSON. Out: [`HttpDescription`] or [`SocketDescription`]. Must not: connect or resolve.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use reqwest::Url;
use serde::Deserialize;

use super::domains::Use;
use super::failure::Failure;
use super::percent;

/// Longest description, percent-encoded.
const DESCRIPTION_BYTES_MAX: usize = 64 * 1024;
const TIMEOUT_DEFAULT_MS: u64 = 60_000;
const TIMEOUT_MAX_MS: u64 = 600_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Redirect {
    #[default]
    Follow,
    Manual,
}

#[derive(Debug)]
pub(crate) struct HttpDescription {
    pub(crate) url: Url,
    pub(crate) method: Method,
    /// Already without what a program may not set.
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) redirect: Redirect,
    pub(crate) purpose: Use,
}

#[derive(Debug)]
pub(crate) struct SocketDescription {
    /// `ws` or `wss`.
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) protocols: Vec<String>,
    pub(crate) timeout: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HttpWire {
    url: String,
    method: Option<String>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    timeout_ms: Option<u64>,
    #[serde(default)]
    redirect: Redirect,
    #[serde(default)]
    kind: Use,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SocketWire {
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    protocols: Vec<String>,
    timeout_ms: Option<u64>,
}

impl HttpDescription {
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let wire: HttpWire = read(text)?;
        if wire.kind == Use::Socket {
            return Err(Failure::malformed("sockets have their own address"));
        }
        let method = wire.method.as_deref().unwrap_or("GET").to_ascii_uppercase();
        let method = match method.as_str() {
            "OPTIONS" | "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "PATCH" | "TRACE" => {
                Method::from_bytes(method.as_bytes())
            }
            _ => return Err(Failure::malformed(&format!("the method {method} is not relayed"))),
        };
        Ok(HttpDescription {
            url: parse_url(&wire.url, ["http", "https"])?,
            method: method.map_err(|_| Failure::malformed("the method is no word"))?,
            headers: allowed_headers(&wire.headers)?,
            timeout: timeout(wire.timeout_ms),
            redirect: wire.redirect,
            purpose: wire.kind,
        })
    }
}

impl SocketDescription {
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let wire: SocketWire = read(text)?;
        let mut protocols = wire.protocols;
        // Programs also name them the way other clients do.
        for (name, value) in &wire.headers {
            if protocols.is_empty() && name.eq_ignore_ascii_case("sec-websocket-protocol") {
                protocols = value.split(',').map(|word| word.trim().to_owned()).collect();
            }
        }
        let is_token = |word: &String| !word.is_empty() && HeaderName::from_bytes(word.as_bytes()).is_ok();
        if !protocols.iter().all(is_token) {
            return Err(Failure::malformed("a protocol has a character that is not allowed"));
        }
        Ok(SocketDescription {
            url: parse_url(&wire.url, ["ws", "wss"])?,
            headers: allowed_headers(&wire.headers)?,
            protocols,
            timeout: timeout(wire.timeout_ms),
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    if text.len() > DESCRIPTION_BYTES_MAX {
        return Err(Failure::malformed(&format!("it is longer than {DESCRIPTION_BYTES_MAX} bytes")));
    }
    let json = percent::decode(text).ok_or_else(|| Failure::malformed("it is not percent-encoded UTF-8"))?;
    serde_json::from_str(&json).map_err(|error| Failure::malformed(&error.to_string()))
}

/// An absolute address with one of two schemes, a host and no user name.
pub(crate) fn parse_url(text: &str, schemes: [&str; 2]) -> Result<Url, Failure> {
    let url = Url::parse(text).map_err(|error| Failure::url(text, &error.to_string()))?;
    check_url(&url, schemes)?;
    Ok(url)
}

pub(crate) fn check_url(url: &Url, schemes: [&str; 2]) -> Result<(), Failure> {
    if !schemes.contains(&url.scheme()) {
        return Err(Failure::url(url.as_str(), &format!("it must begin with {}:// or {}://", schemes[1], schemes[0])));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Failure::url(url.as_str(), "it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::url(url.as_str(), "a user name or password must not stand in it"));
    }
    Ok(())
}

fn timeout(timeout_ms: Option<u64>) -> Duration {
    Duration::from_millis(timeout_ms.unwrap_or(TIMEOUT_DEFAULT_MS).clamp(1, TIMEOUT_MAX_MS))
}

fn allowed_headers(pairs: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.trim().as_bytes())
            .map_err(|_| Failure::malformed(&format!("{name:?} is no name of a header")))?;
        // Programs put Chinese into headers; it goes out as UTF-8.
        let value = HeaderValue::from_bytes(value.trim().as_bytes()).map_err(|_| {
            Failure::malformed(&format!("the value of the header {name} has a line break or control character"))
        })?;
        if !is_reserved(&name) {
            headers.append(name, value);
        }
    }
    Ok(headers)
}

/// Headers that belong to the connection, or that the platform fixes.
fn is_reserved(name: &HeaderName) -> bool {
    let fixed = [
        header::HOST,
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
        header::TE,
        header::TRAILER,
        header::EXPECT,
        header::REFERER,
        header::ACCEPT_ENCODING,
    ];
    let name_text = name.as_str();
    fixed.contains(name)
        || name_text == "keep-alive"
        || name_text.starts_with("proxy-")
        || name_text.starts_with("sec-")
        || name_text.starts_with("x-minnow-")
}

#[cfg(test)]
mod tests {
    use super::super::failure::Code;
    use super::*;

    fn parse(json: &str) -> Result<HttpDescription, Failure> {
        HttpDescription::parse(&percent::encode(json))
    }

    #[test]
    fn a_description_has_defaults_and_loses_reserved_headers() {
        let text = r#"{"url":"https://a.com/x?y=1","headers":[["Cookie","a=1"],["Host","evil"],["Referer","x"],["Proxy-Authorization","x"],["X-名","1"]]}"#;
        assert_eq!(parse(text).unwrap_err().code(), Code::Malformed);
        let text = r#"{"url":"https://a.com/x?y=1","headers":[["Cookie","a=1"],["Host","evil"],["Referer","x"],["Proxy-Authorization","x"],["X-Name","中"]]}"#;
        let description = parse(text).unwrap();
        assert_eq!(description.method, Method::GET);
        assert_eq!(description.timeout, Duration::from_secs(60));
        let names: Vec<&str> = description.headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["cookie", "x-name"]);
    }

    #[test]
    fn bad_descriptions_are_told_apart() {
        for (text, code) in [
            ("", Code::Malformed),
            ("[]", Code::Malformed),
            (r#"{"url":"https://a.com","extra":1}"#, Code::Malformed),
            (r#"{"url":"https://a.com","method":"CONNECT"}"#, Code::Malformed),
            (r#"{"url":"https://a.com","headers":[["a","b\r\nc: d"]]}"#, Code::Malformed),
            (r#"{"url":"/relative"}"#, Code::Url),
            (r#"{"url":"file:///etc/passwd"}"#, Code::Url),
            (r#"{"url":"gopher://a.com"}"#, Code::Url),
            (r#"{"url":"https://user:secret@a.com"}"#, Code::Url),
        ] {
            assert_eq!(parse(text).unwrap_err().code(), code, "{text}");
        }
        assert_eq!(HttpDescription::parse(&"a".repeat(DESCRIPTION_BYTES_MAX + 1)).unwrap_err().code(), Code::Malformed);
    }
}
