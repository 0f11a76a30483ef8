//! Requests to a platform.
//!
//! In: what a command wants. Out: the platform's answer, or its failure in words. Must not: show a token.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::credentials::Login;

/// Publishing waits for the build on the server.
const ANSWER_LIMIT: Duration = Duration::from_secs(180);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

pub(crate) struct Client {
    server: String,
    token: Option<String>,
    http: reqwest::Client,
}

impl Client {
    pub(crate) fn new(server: &str, login: Option<&Login>) -> Result<Self> {
        Self::at(server, login, IpAddr::from(Ipv4Addr::LOCALHOST))
    }

    /// `local`: where on this machine a server stands whose name only this machine has.
    pub(crate) fn at(server: &str, login: Option<&Login>, local: IpAddr) -> Result<Self> {
        let mut builder = reqwest::Client::builder().timeout(ANSWER_LIMIT).connect_timeout(CONNECT_LIMIT);
        // Browsers take such names for this machine; not every system does.
        let host = reqwest::Url::parse(server).ok().and_then(|url| url.host_str().map(str::to_owned));
        if let Some(host) = host.filter(|host| host.ends_with(".localhost")) {
            // No proxy can reach this machine by them.
            builder = builder.resolve(&host, SocketAddr::new(local, 0)).no_proxy();
        }
        let http = builder.build().context("cannot make requests")?;
        Ok(Client { server: server.to_owned(), token: login.map(|login| login.token.clone()), http })
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.json(Method::GET, path, None).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        self.json(Method::POST, path, Some(serde_json::to_vec(body)?)).await
    }

    pub(crate) async fn put_json<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        self.json(Method::PUT, path, Some(serde_json::to_vec(body)?)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Result<()> {
        let response = self.request(Method::DELETE, path).send().await.with_context(|| self.unreachable())?;
        self.checked(response).await.map(|_| ())
    }

    pub(crate) async fn put(&self, path: &str, content: Vec<u8>) -> Result<()> {
        let request = self.request(Method::PUT, path).body(content);
        let response = request.send().await.with_context(|| self.unreachable())?;
        self.checked(response).await.map(|_| ())
    }

    async fn json<T: DeserializeOwned>(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<T> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let response = request.send().await.with_context(|| self.unreachable())?;
        let content = self.checked(response).await?;
        serde_json::from_slice(&content).with_context(|| format!("{} answers as no minnow platform does", self.server))
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.server));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn unreachable(&self) -> String {
        format!("{} does not answer", self.server)
    }

    async fn checked(&self, response: reqwest::Response) -> Result<Vec<u8>> {
        let status = response.status();
        let content = response.bytes().await.with_context(|| self.unreachable())?;
        if status.is_success() {
            return Ok(content.into());
        }
        let failure: Value = serde_json::from_slice(&content).unwrap_or_default();
        let message = failure["error"]["message"].as_str().unwrap_or_default();
        if status == StatusCode::UNAUTHORIZED && self.token.is_some() {
            bail!(Refused {
                code: UNKNOWN_TOKEN.to_owned(),
                message: format!("{0} does not know your token (any more): `minnow login {0}`", self.server)
            });
        }
        if message.is_empty() {
            bail!("{} answers {status}", self.server);
        }
        bail!(Refused {
            code: failure["error"]["code"].as_str().unwrap_or_default().to_owned(),
            message: message.to_owned()
        })
    }
}

/// The code of a refusal of the token itself.
pub(crate) const UNKNOWN_TOKEN: &str = "unsigned";

/// The platform's word for why not.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Refused {
    pub(crate) code: String,
    message: String,
}

/// Whether a request was refused for this reason.
pub(crate) fn is_refused(error: &anyhow::Error, code: &str) -> bool {
    error.downcast_ref::<Refused>().is_some_and(|refused| refused.code == code)
}
