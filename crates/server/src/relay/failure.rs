//! Why the relay could not ask a back end: the table of codes in docs/internals/relay.md.
//!
//! In: a fault. Out: an HTTP answer, or the error message of a socket. Must not: be used for what a back end answered.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde::Serialize;
use serde_json::{Value, json};

use super::address::ResolveError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    code: Code,
    /// What stands after `request:fail `.
    reason: String,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Code {
    Forbidden,
    Malformed,
    Url,
    Domain,
    Address,
    Dns,
    Connect,
    Tls,
    Redirects,
    Broken,
    Timeout,
    TooLarge,
}

impl Code {
    fn status(self) -> StatusCode {
        match self {
            Code::Forbidden | Code::Domain | Code::Address => StatusCode::FORBIDDEN,
            Code::Malformed | Code::Url => StatusCode::BAD_REQUEST,
            Code::Dns | Code::Connect | Code::Tls | Code::Redirects | Code::Broken => StatusCode::BAD_GATEWAY,
            Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Code::Forbidden => "forbidden",
            Code::Malformed => "malformed",
            Code::Url => "url",
            Code::Domain => "domain",
            Code::Address => "address",
            Code::Dns => "dns",
            Code::Connect => "connect",
            Code::Tls => "tls",
            Code::Redirects => "redirects",
            Code::Broken => "broken",
            Code::Timeout => "timeout",
            Code::TooLarge => "too-large",
        }
    }
}

/// Chromium's network error, in the vendor's wording.
fn network(number: i32, name: &str) -> String {
    format!("errcode:{number} cronet_error_code:{number} error_msg:net::ERR_{name}")
}

impl Failure {
    pub(crate) fn forbidden() -> Self {
        Failure {
            code: Code::Forbidden,
            reason: "forbidden".to_owned(),
            message: "只有页面自己可以使用转发。 Only the page itself may use the relay.".to_owned(),
        }
    }

    pub(crate) fn malformed(what: &str) -> Self {
        Failure {
            code: Code::Malformed,
            reason: "invalid request data".to_owned(),
            message: format!("请求描述有误。 The description of the request is wrong: {what}"),
        }
    }

    pub(crate) fn url(url: &str, what: &str) -> Self {
        let url: String = url.chars().take(200).collect();
        Failure {
            code: Code::Url,
            reason: format!("invalid url \"{url}\""),
            message: format!("地址无效:{url}。 The address cannot be used: {what}"),
        }
    }

    pub(crate) fn domain(host: &str) -> Self {
        Failure {
            code: Code::Domain,
            reason: "url not in domain list".to_owned(),
            message: format!(
                "{host} 不在 project.config.json 的域名列表中。 {host} is not in `minnow.domains` of project.config.json: \
                 add it there, or set `setting.urlCheck` to false."
            ),
        }
    }

    pub(crate) fn address(host: &str) -> Self {
        Failure {
            code: Code::Address,
            reason: "address not allowed".to_owned(),
            message: format!(
                "{host} 指向本机或内网地址,已拒绝;内网后端请加 --allow-private。 {host} leads to a local or reserved network \
                 address. For a back end in your own network start `minnow dev --allow-private`."
            ),
        }
    }

    pub(crate) fn too_large(limit_bytes: u64) -> Self {
        let mib = limit_bytes / 1024 / 1024;
        Failure {
            code: Code::TooLarge,
            reason: "exceed max body size".to_owned(),
            message: format!("超过 {mib} MiB。 The body is larger than {mib} MiB."),
        }
    }

    pub(crate) fn timeout() -> Self {
        Failure {
            code: Code::Timeout,
            reason: "timeout".to_owned(),
            message: "后端没有在规定时间内响应。 The back end did not answer in time.".to_owned(),
        }
    }

    pub(crate) fn redirects(what: &str) -> Self {
        Failure {
            code: Code::Redirects,
            reason: network(-310, "TOO_MANY_REDIRECTS"),
            message: format!("无法跟随重定向。 The redirect was not followed: {what}"),
        }
    }

    pub(crate) fn connect(host: &str, what: &str) -> Self {
        Failure {
            code: Code::Connect,
            reason: network(-102, "CONNECTION_REFUSED"),
            message: format!("无法连接 {host}。 {host} could not be reached: {what}"),
        }
    }

    pub(crate) fn tls(host: &str, what: &str) -> Self {
        Failure {
            code: Code::Tls,
            reason: network(-202, "CERT_AUTHORITY_INVALID"),
            message: format!("{host} 的证书无效。 The certificate of {host} was not accepted: {what}"),
        }
    }

    pub(crate) fn broken(host: &str, what: &str) -> Self {
        Failure {
            code: Code::Broken,
            reason: network(-324, "EMPTY_RESPONSE"),
            message: format!("{host} 的响应不完整。 The answer of {host} broke off: {what}"),
        }
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    pub(crate) fn json(&self) -> Value {
        json!({"code": self.code.word(), "reason": self.reason, "message": self.message})
    }

    pub(crate) fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.json().to_string()));
        *response.status_mut() = self.code.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        headers.insert("x-minnow-error", header::HeaderValue::from_static(self.code.word()));
        response
    }
}

impl From<ResolveError> for Failure {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::Refused { host, .. } => Failure::address(&host),
            ResolveError::Unknown { ref host, .. } => Failure {
                code: Code::Dns,
                reason: network(-105, "NAME_NOT_RESOLVED"),
                message: format!("找不到 {host}。 {error}"),
            },
        }
    }
}
