//! A call of the vendor's API: its arguments, wherever the vendor or its clients put them.
//!
//! In: a request. Out: arguments by name. Must not: ask for a content type; clients of the vendor's API send JSON under any.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::{FromRequest, Request};
use axum::http::Method;
use serde_json::{Map, Value};

use super::failure::VendorFailure;

/// The largest documented body is a few fields of 1,024 characters.
const BODY_BYTES_MAX: usize = 64 * 1024;

#[derive(Debug)]
pub(super) struct Call {
    is_post: bool,
    query: BTreeMap<String, String>,
    body: Result<Map<String, Value>, VendorFailure>,
}

impl<S: Sync> FromRequest<S> for Call {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        let is_post = request.method() == Method::POST;
        let query = pairs(request.uri().query().unwrap_or_default());
        let bytes = axum::body::to_bytes(request.into_body(), BODY_BYTES_MAX).await;
        let body = match bytes {
            Ok(bytes) if bytes.is_empty() => Err(VendorFailure::BODY_MISSING),
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| VendorFailure::FORMAT),
            Err(_) => Err(VendorFailure::FORMAT),
        };
        Ok(Call { is_post, query, body })
    }
}

impl Call {
    /// Fails unless it was sent with `POST`, with an object of JSON.
    pub(super) fn posted(&self) -> Result<&Map<String, Value>, VendorFailure> {
        if !self.is_post {
            return Err(VendorFailure::POST_ONLY);
        }
        self.body.as_ref().map_err(|failure| *failure)
    }

    pub(super) fn got(&self) -> Result<(), VendorFailure> {
        if self.is_post { Err(VendorFailure::GET_ONLY) } else { Ok(()) }
    }

    /// An argument of the address, or of the body when it is not there. Empty ones are missing.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let of_body = || self.body.as_ref().ok()?.get(name)?.as_str();
        self.query.get(name).map(String::as_str).or_else(of_body).filter(|text| !text.is_empty())
    }

    pub(super) fn token(&self) -> Result<&str, VendorFailure> {
        let token = self.query.get("access_token").filter(|token| !token.is_empty());
        token.map(String::as_str).ok_or(VendorFailure::TOKEN_MISSING)
    }
}

/// A whole number among arguments; clients of some languages send it as text.
pub(super) fn integer(arguments: &Map<String, Value>, name: &str) -> Option<i64> {
    match arguments.get(name)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The arguments of an address; the first of a name counts.
fn pairs(query: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let text = |part: &str| crate::relay::percent_decode(&part.replace('+', " "));
        if let (Some(name), Some(value)) = (text(name), text(value)) {
            found.entry(name).or_insert(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    async fn call(method: &str, uri: &str, body: &'static str) -> Call {
        let request = Request::builder().method(method).uri(uri).body(Body::from(body)).unwrap();
        Call::from_request(request, &()).await.unwrap()
    }

    #[tokio::test]
    async fn arguments_are_found_in_the_address_and_in_the_body() {
        let get = call("GET", "/x?appid=a%20b&secret=&access_token=t&appid=c", "").await;
        assert_eq!((get.text("appid"), get.text("secret"), get.text("none")), (Some("a b"), None, None));
        assert_eq!(get.token(), Ok("t"));
        assert_eq!(get.posted(), Err(VendorFailure::POST_ONLY));
        let post = call("POST", "/x?b=1", r#"{"a":"x","b":"2","n":1}"#).await;
        assert_eq!((post.text("a"), post.text("b"), post.text("n")), (Some("x"), Some("1"), None));
        assert_eq!((post.token(), post.got()), (Err(VendorFailure::TOKEN_MISSING), Err(VendorFailure::GET_ONLY)));
        assert_eq!(call("POST", "/x", "").await.posted(), Err(VendorFailure::BODY_MISSING));
        for wrong in ["{", "[]", "a=b"] {
            assert_eq!(call("POST", "/x", wrong).await.posted(), Err(VendorFailure::FORMAT), "{wrong}");
        }
    }
}
