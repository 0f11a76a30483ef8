//! Requests to the origin.
//!
//! In: what somebody asked. Out: what the origin answers. Must not: pass on what is between two neighbours only, or let a stranger say who he is.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use reqwest::{Body, Client, Response};
use url::Url;

use crate::http::host_of;

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Without a byte: a program's back end may think for a minute, and the relay gives it up before this.
const SILENCE_LIMIT: Duration = Duration::from_secs(120);
/// RFC 9110, section 7.6.3. Not the word of a relay, which the platform refuses.
const VIA: HeaderValue = HeaderValue::from_static("1.1 minnow-edge");
/// RFC 9110, section 7.6.1, and what older programs use.
const BETWEEN_NEIGHBOURS: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Which trace a request belongs to: the platform believes it of this machine, so a stranger's must not come through.
const TRACE: [HeaderName; 2] = [HeaderName::from_static("traceparent"), HeaderName::from_static("tracestate")];

#[derive(Debug)]
pub(super) struct Origin {
    client: Client,
    url: Url,
}

impl Origin {
    pub(super) fn new(url: Url) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .connect_timeout(CONNECT_LIMIT)
            .read_timeout(SILENCE_LIMIT)
            // Whoever asked follows them.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .http1_only()
            .build()?;
        Ok(Origin { client, url })
    }

    pub(super) async fn send(
        &self,
        method: Method,
        uri: &Uri,
        headers: HeaderMap,
        body: Option<Body>,
    ) -> Result<Response, reqwest::Error> {
        let mut url = self.url.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        let request = self.client.request(method, url).headers(headers);
        match body {
            Some(body) => request.body(body).send().await,
            None => request.send().await,
        }
    }
}

/// The headers that go on to the origin.
pub(super) fn request_headers(uri: &Uri, headers: &HeaderMap, peer: Option<SocketAddr>) -> HeaderMap {
    let mut passed = between_ends(headers);
    // HTTP/2 has it in the address.
    if let Some(host) = host_of(uri, headers).and_then(|host| HeaderValue::from_str(host).ok()) {
        passed.insert(header::HOST, host);
    }
    passed.append(header::VIA, VIA);
    let is_near = peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    if !is_near {
        TRACE.iter().for_each(|name| drop(passed.remove(name)));
        passed.remove(FORWARDED_FOR);
    }
    if let Some(peer) = peer.filter(|_| !passed.contains_key(FORWARDED_FOR))
        && let Ok(address) = HeaderValue::from_str(&peer.ip().to_canonical().to_string())
    {
        passed.insert(FORWARDED_FOR, address);
    }
    passed
}

/// Without what is between two neighbours only.
pub(super) fn between_ends(headers: &HeaderMap) -> HeaderMap {
    let mut passed = headers.clone();
    for line in headers.get_all(header::CONNECTION).iter().filter_map(|line| line.to_str().ok()) {
        for name in line.split(',').filter_map(|name| name.trim().parse::<HeaderName>().ok()) {
            passed.remove(name);
        }
    }
    BETWEEN_NEIGHBOURS.iter().for_each(|name| drop(passed.remove(name)));
    passed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(peer: &str, lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let headers: HeaderMap = lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        request_headers(&Uri::from_static("/a"), &headers, Some(peer.parse().unwrap()))
    }

    #[test]
    fn what_is_between_neighbours_stays_there() {
        let headers = passed(
            "203.0.113.7:1",
            &[
                ("host", "shop.mini.example"),
                ("connection", "close, x-mine"),
                ("x-mine", "1"),
                ("te", "trailers"),
                ("upgrade", "h2c"),
                ("cookie", "a=b"),
            ],
        );
        let names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(names.len(), 4, "{names:?}");
        assert_eq!(
            (&headers["host"], &headers["cookie"]),
            (&HeaderValue::from_static("shop.mini.example"), &HeaderValue::from_static("a=b"))
        );
        assert_eq!((&headers["x-forwarded-for"], &headers["via"]), (&HeaderValue::from_static("203.0.113.7"), &VIA));
    }

    #[test]
    fn a_stranger_does_not_say_who_he_is() {
        let lines = [("x-forwarded-for", "198.51.100.1"), ("traceparent", "00-a-b-01")];
        let of_stranger = passed("203.0.113.7:1", &lines);
        assert_eq!(of_stranger["x-forwarded-for"], "203.0.113.7");
        assert!(!of_stranger.contains_key("traceparent"));
        let of_neighbour = passed("127.0.0.1:1", &lines);
        assert_eq!(of_neighbour["x-forwarded-for"], "198.51.100.1");
        assert!(of_neighbour.contains_key("traceparent"));
    }
}
