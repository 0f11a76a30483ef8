//! One socket of the program: messages passed on unchanged in both directions.
//!
//! In: the page's WebSocket. Out: one to the back end. Must not: keep a message.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse as _;
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message as BackEndMessage};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::address::resolve;
use super::description::SocketDescription;
use super::domains::Use;
use super::failure::Failure;
use super::{AddressPolicy, Relay, asker, via};

const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Our own close code: the back end could not be reached.
const CLOSE_FAILED: u16 = 4000;
/// How long the second side may take to answer a close.
const CLOSING_TIME_MAX: Duration = Duration::from_secs(5);

type BackEnd = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(super) async fn relay(
    State(relay): State<Arc<Relay>>,
    ConnectInfo(visitor): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response<axum::body::Body> {
    if !asker::is_own_page(&headers) {
        return Failure::forbidden().response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let text = query.unwrap_or_default();
    let described =
        SocketDescription::parse(text.split('&').find_map(|part| part.strip_prefix("d=")).unwrap_or_default());
    let policy = relay.route(visitor).policy;
    upgrade.max_message_size(MESSAGE_BYTES_MAX).max_frame_size(MESSAGE_BYTES_MAX).on_upgrade(move |page| async move {
        let connected = match described {
            Ok(description) => connect(&relay, policy, description, &headers).await,
            Err(failure) => Err(failure),
        };
        match connected {
            Ok((back_end, answer)) => pass_on(page, back_end, &answer).await,
            Err(failure) => refuse(page, &failure).await,
        }
    })
}

type Handshake = tungstenite::handshake::client::Response;

async fn connect(
    relay: &Relay,
    policy: AddressPolicy,
    description: SocketDescription,
    page: &HeaderMap,
) -> Result<(BackEnd, Handshake), Failure> {
    let timeout = description.timeout;
    let connecting = async {
        let host = description.url.host_str().unwrap_or_default().to_owned();
        if !relay.options.domains.allows(Use::Socket, &description.url) {
            return Err(Failure::domain(&host));
        }
        let port = description.url.port_or_known_default().unwrap_or(80);
        let addresses = resolve(policy, &host, port).await?;
        let request = handshake(relay, &description, page)?;
        let stream =
            TcpStream::connect(&addresses[..]).await.map_err(|error| Failure::connect(&host, &error.to_string()))?;
        let _ = stream.set_nodelay(true);
        let limits = tungstenite::protocol::WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES_MAX))
            .max_frame_size(Some(MESSAGE_BYTES_MAX));
        let done = tokio_tungstenite::client_async_tls_with_config(request, stream, Some(limits), None).await;
        done.map_err(|error| match error {
            tungstenite::Error::Tls(error) => Failure::tls(&host, &error.to_string()),
            tungstenite::Error::Http(response) => {
                Failure::broken(&host, &format!("it answered {} to the handshake", response.status()))
            }
            tungstenite::Error::Io(error) if error.to_string().contains("certificate") => {
                Failure::tls(&host, &error.to_string())
            }
            other => Failure::broken(&host, &other.to_string()),
        })
    };
    tokio::time::timeout(timeout, connecting).await.unwrap_or_else(|_| Err(Failure::timeout()))
}

fn handshake(
    relay: &Relay,
    description: &SocketDescription,
    page: &HeaderMap,
) -> Result<tungstenite::handshake::client::Request, Failure> {
    let mut request = description
        .url
        .as_str()
        .into_client_request()
        .map_err(|error| Failure::url(description.url.as_str(), &error.to_string()))?;
    let headers = request.headers_mut();
    for (name, value) in &description.headers {
        headers.append(name.clone(), value.clone());
    }
    via::mark(headers, description.url.host_str().unwrap_or_default());
    if !description.protocols.is_empty() {
        let value = HeaderValue::from_str(&description.protocols.join(", "))
            .map_err(|error| Failure::malformed(&error.to_string()))?;
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, value);
    }
    if let (false, Some(agent)) = (headers.contains_key(header::USER_AGENT), page.get(header::USER_AGENT)) {
        headers.insert(header::USER_AGENT, agent.clone());
    }
    let host = page.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    if let Some(referer) = relay.referer(host) {
        headers.insert(header::REFERER, referer);
    }
    Ok(request)
}

async fn refuse(mut page: WebSocket, failure: &Failure) {
    let text = json!({"error": failure.json()}).to_string();
    // The page may be gone already.
    let _ = page.send(Message::text(text)).await;
    let _ = page.send(Message::Close(Some(CloseFrame { code: CLOSE_FAILED, reason: "".into() }))).await;
}

async fn pass_on(page: WebSocket, back_end: BackEnd, answer: &Handshake) {
    let headers: Vec<(&str, String)> = answer
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let protocol =
        answer.headers().get(header::SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok()).unwrap_or("");
    let opened = json!({"open": {"protocol": protocol, "headers": headers}}).to_string();
    let (mut to_page, from_page) = page.split();
    let (to_back_end, from_back_end) = back_end.split();
    if to_page.send(Message::text(opened)).await.is_err() {
        return;
    }
    let outward = forward(from_page, to_back_end, to_back_end_message, |message| matches!(message, Message::Close(_)));
    let inward =
        forward(from_back_end, to_page, to_page_message, |message| matches!(message, BackEndMessage::Close(_)));
    tokio::pin!(outward, inward);
    // Whichever side ends first ends both: dropping a half without a close frame is what 1006 means.
    tokio::select! {
        closing = &mut outward => if closing {
            let _ = tokio::time::timeout(CLOSING_TIME_MAX, inward).await;
        },
        closing = &mut inward => if closing {
            let _ = tokio::time::timeout(CLOSING_TIME_MAX, outward).await;
        },
    }
}

/// Passes one direction on until it ends; whether its close frame was seen. After that frame it reads on until the connection ends:
/// only reading sends the answer to the frame, without which the other side would report 1006.
async fn forward<In, Out, E>(
    mut from: impl Stream<Item = Result<In, E>> + Unpin,
    mut to: impl Sink<Out> + Unpin,
    converted: fn(In) -> Option<Out>,
    is_close: fn(&In) -> bool,
) -> bool {
    let mut closing = false;
    while let Some(Ok(message)) = from.next().await {
        closing |= is_close(&message);
        if let Some(message) = converted(message)
            && to.send(message).await.is_err()
            && !closing
        {
            break;
        }
    }
    closing
}

/// Pings are answered by each connection itself.
fn to_back_end_message(message: Message) -> Option<BackEndMessage> {
    match message {
        Message::Text(text) => Some(BackEndMessage::text(text.as_str())),
        Message::Binary(bytes) => Some(BackEndMessage::binary(bytes)),
        Message::Close(frame) => Some(BackEndMessage::Close(frame.map(|frame| tungstenite::protocol::CloseFrame {
            code: frame.code.into(),
            reason: frame.reason.as_str().into(),
        }))),
        Message::Ping(_) | Message::Pong(_) => None,
    }
}

fn to_page_message(message: BackEndMessage) -> Option<Message> {
    match message {
        BackEndMessage::Text(text) => Some(Message::text(text.as_str())),
        BackEndMessage::Binary(bytes) => Some(Message::binary(bytes)),
        BackEndMessage::Close(frame) => Some(Message::Close(
            frame.map(|frame| CloseFrame { code: frame.code.into(), reason: frame.reason.as_str().into() }),
        )),
        BackEndMessage::Ping(_) | BackEndMessage::Pong(_) | BackEndMessage::Frame(_) => None,
    }
}
