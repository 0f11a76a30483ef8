//! Requests to a certificate authority, by the HTTP client that the server has anyway.
//!
//! In: a request. Out: the answer, whole. Must not: follow a redirect, take long, or take much.

use std::fmt::Display;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use bytes::Bytes;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};

use super::AcmeError;

const TIMEOUT: Duration = Duration::from_secs(30);
/// A chain of certificates is some kilobytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

#[derive(Clone)]
pub(super) struct Client(reqwest::Client);

impl Client {
    /// `root`: a PEM file to trust beside public roots.
    pub(super) fn new(root: Option<&Path>) -> Result<Self, AcmeError> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("minnow/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT);
        if let Some(path) = root {
            let pem = std::fs::read(path).map_err(|error| AcmeError::File { path: path.to_owned(), error })?;
            let unreadable =
                |reason: &dyn Display| AcmeError::Unreadable { path: path.to_owned(), reason: reason.to_string() };
            let roots = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| unreadable(&error))?;
            if roots.is_empty() {
                return Err(unreadable(&"there is no certificate in it"));
            }
            builder = roots.into_iter().fold(builder, reqwest::ClientBuilder::add_root_certificate);
        }
        Ok(Client(builder.build().unwrap_or_default()))
    }
}

impl HttpClient for Client {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = to_bytes(Body::new(body), ANSWER_BYTES_MAX).await.map_err(other)?;
            let request = reqwest::Request::try_from(Request::from_parts(head, body)).map_err(other)?;
            let answer = client.execute(request).await.map_err(other)?;
            let (parts, body) = Response::from(answer).into_parts();
            let body = to_bytes(Body::new(body), ANSWER_BYTES_MAX).await.map_err(other)?;
            Ok(BytesResponse { parts, body: Box::new(body) })
        })
    }
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Other(Box::new(error))
}
