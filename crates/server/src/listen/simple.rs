//! Simple requests of HTTP/1.1: for a file or a page, without a body, and with nothing said of the connection.
//!
//! In: a connection. Out: answers, as long as simple requests come. Must not: judge a request: what is unusual or wrong is for the library
//! ([`super::http1`]), which gets every byte of it.

use std::mem::MaybeUninit;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use bytes::{Buf as _, Bytes, BytesMut};
use httparse::Status;
use tokio::io::AsyncReadExt as _;
use tokio::time::{Instant, sleep_until};

use super::accept::{Asked, Surroundings};
use super::send::Sender;
use super::transport::{FileOfBody, FileUnderWay, Transport};

/// What is read at a time. Longer heads are unusual.
const READ_BYTES: usize = 4 << 10;
/// More header fields than browsers and proxies send.
const FIELDS_MAX: usize = 32;

/// Answers until the connection ends (`None`), or until it is the library's turn, with what was read and not answered.
pub(super) async fn answer(
    transport: &mut Transport,
    surroundings: &mut Surroundings,
    file: &FileUnderWay,
) -> Option<Bytes> {
    let Surroundings { application, peer, patience, stopping } = surroundings;
    let mut stopped = std::pin::pin!(stopping.wait_for(|is_stopping| *is_stopping));
    // Set anew only when it ends: most requests come long before.
    let (mut since, mut pause) = (Instant::now(), std::pin::pin!(sleep_until(Instant::now() + patience.head)));
    let (mut unread, mut headers, mut sender) = (BytesMut::new(), HeaderMap::new(), Sender::default());
    loop {
        match parse(&unread, &mut headers) {
            Parsed::Request { method, uri, length } => {
                let asked = Asked { method: &method, uri: &uri, headers: &headers, takes_files: true };
                if let Some(mut answer) = application.answer_at_hand(asked, *peer) {
                    file.set(answer.file.take());
                    sender.send_at_hand(transport, &answer, &method).await.ok()?;
                } else {
                    let mut request = Request::new(Body::empty());
                    (*request.method_mut(), *request.uri_mut()) = (method.clone(), uri);
                    *request.headers_mut() = std::mem::take(&mut headers);
                    request.extensions_mut().insert(ConnectInfo::<SocketAddr>(*peer));
                    let mut response = tokio::select! {
                        biased;
                        response = application.answer(request) => response,
                        () = transport.left() => return None,
                    };
                    file.set(response.extensions_mut().remove::<FileOfBody>());
                    sender.send(transport, response, &method).await.ok()?;
                }
                unread.advance(length);
                since = Instant::now();
            }
            Parsed::Other => return Some(unread.freeze()),
            Parsed::Part if unread.len() >= READ_BYTES => return Some(unread.freeze()),
            Parsed::Part => {
                unread.reserve(READ_BYTES);
                tokio::select! {
                    biased;
                    read = transport.read_buf(&mut unread) => {
                        if read.ok()? == 0 {
                            return None;
                        }
                    }
                    _ = &mut stopped => return Some(unread.freeze()),
                    () = &mut pause => {
                        let end = since + patience.head;
                        if end <= Instant::now() {
                            return None;
                        }
                        pause.as_mut().reset(end);
                    }
                }
            }
        }
    }
}

enum Parsed {
    Request {
        method: Method,
        uri: Uri,
        /// Bytes of the head.
        length: usize,
    },
    /// The head has not come in full.
    Part,
    /// One that is not simple, or none at all.
    Other,
}

/// The request that stands at the front, when it is one for a file or a page and has no body; its fields go into `headers`.
fn parse(text: &[u8], headers: &mut HeaderMap) -> Parsed {
    if text.is_empty() {
        return Parsed::Part;
    }
    let mut fields = [const { MaybeUninit::uninit() }; FIELDS_MAX];
    let mut request = httparse::Request::new(&mut []);
    let length = match request.parse_with_uninit_headers(text, &mut fields) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Parsed::Part,
        Err(_) => return Parsed::Other,
    };
    let method = match request.method {
        Some("GET") => Method::GET,
        Some("HEAD") => Method::HEAD,
        _ => return Parsed::Other,
    };
    let uri = request.path.filter(|path| path.starts_with('/')).and_then(|path| Uri::try_from(path).ok());
    let (Some(uri), Some(1)) = (uri, request.version) else { return Parsed::Other };
    headers.clear();
    for field in request.headers {
        let (name, value) = (HeaderName::from_bytes(field.name.as_bytes()), HeaderValue::from_bytes(field.value));
        let (Ok(name), Ok(value)) = (name, value) else { return Parsed::Other };
        if is_of_connection(&name, &value) {
            return Parsed::Other;
        }
        headers.append(name, value);
    }
    Parsed::Request { method, uri, length }
}

/// Whether a field says that the request has a body, or wants the connection to become or do something else.
fn is_of_connection(name: &HeaderName, value: &HeaderValue) -> bool {
    match *name {
        header::CONNECTION => !value.as_bytes().eq_ignore_ascii_case(b"keep-alive"),
        header::CONTENT_LENGTH | header::TRANSFER_ENCODING | header::UPGRADE | header::EXPECT => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> &'static str {
        match parse(text.as_bytes(), &mut HeaderMap::new()) {
            Parsed::Request { length, .. } if length == text.len() => "request",
            Parsed::Request { .. } => "more",
            Parsed::Part => "part",
            Parsed::Other => "other",
        }
    }

    #[test]
    fn only_simple_requests_are_taken() {
        let with = |line: &str| kind(&format!("GET /a?b=1 HTTP/1.1\r\nhost: x\r\n{line}\r\n"));
        assert_eq!(with(""), "request");
        assert_eq!(with("Connection: Keep-Alive\r\n"), "request");
        for line in [
            "Connection: close",
            "Connection: upgrade",
            "Content-Length: 0",
            "Content-Length: 3",
            "Transfer-Encoding: chunked",
            "Expect: 100-continue",
            "Upgrade: h2c",
            "no colon",
            " folded: line",
            "a\u{1}: b",
            "a: b\u{1}",
        ] {
            assert_eq!(with(&format!("{line}\r\n")), "other", "{line}");
        }
        assert_eq!(with(&"a: b\r\n".repeat(FIELDS_MAX)), "other");
    }

    #[test]
    fn what_is_no_request_for_a_file_is_another_s() {
        for line in [
            "POST / HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "GET http://x/ HTTP/1.1",
            "GET / HTTP/1.0",
            "GET /",
            "\u{16}\u{3}\u{1}",
        ] {
            assert_eq!(kind(&format!("{line}\r\nhost: x\r\n\r\n")), "other", "{line}");
        }
        for text in ["", "GE", "GET / HTTP/1.1\r\nhost: x", "GET / HTTP/1.1\r\nhost: x\r\n"] {
            assert_eq!(kind(text), "part", "{text:?}");
        }
        assert_eq!(kind("HEAD / HTTP/1.1\nhost: x\n\n"), "request");
        assert_eq!(kind("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"), "more");
    }
}
