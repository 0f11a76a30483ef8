//! The browser's debugging protocol (CDP): commands with answers, and events of each page.
//!
//! In: the address of a browser. Out: answers and events as JSON. Must not: know what a command means.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// A picture of a large screen is some megabytes.
const MESSAGE_BYTES_MAX: usize = 256 * 1024 * 1024;

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) method: String,
    pub(crate) params: Value,
}

type Answers = Mutex<BTreeMap<u64, oneshot::Sender<Result<Value, String>>>>;
type Sessions = Mutex<BTreeMap<String, mpsc::UnboundedSender<Event>>>;

#[derive(Default)]
struct Waiting {
    answers: Answers,
    sessions: Sessions,
}

pub(crate) struct Connection {
    out: mpsc::UnboundedSender<String>,
    waiting: Arc<Waiting>,
    last: AtomicU64,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES_MAX))
            .max_frame_size(Some(MESSAGE_BYTES_MAX));
        let (socket, _) = tokio_tungstenite::connect_async_with_config(address, Some(config), true)
            .await
            .with_context(|| format!("cannot connect to the browser at {address}"))?;
        let (mut sink, mut stream) = socket.split();
        let (out, mut outgoing) = mpsc::unbounded_channel::<String>();
        tokio::spawn(async move {
            while let Some(text) = outgoing.recv().await {
                if sink.send(Message::text(text)).await.is_err() {
                    break;
                }
            }
        });
        let waiting = Arc::new(Waiting::default());
        let incoming = Arc::clone(&waiting);
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Message::Text(text) = message {
                    incoming.receive(&text);
                }
            }
            // Whoever still waits learns that nothing will come.
            lock(&incoming.answers).clear();
            lock(&incoming.sessions).clear();
        });
        Ok(Connection { out, waiting, last: AtomicU64::new(0) })
    }

    /// A command to the browser, or to the page of a session.
    pub(crate) async fn send(&self, session: Option<&str>, method: &str, params: Value) -> Result<Value> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let (sender, answer) = oneshot::channel();
        lock(&self.waiting.answers).insert(id, sender);
        self.out.send(message.to_string()).map_err(|_| anyhow!("the browser has ended"))?;
        let answer = answer.await.map_err(|_| anyhow!("the browser has ended"))?;
        answer.map_err(|error| anyhow!("{method}: {error}"))
    }

    /// Events of a page, from now on.
    pub(crate) fn events(&self, session: &str) -> mpsc::UnboundedReceiver<Event> {
        let (sender, events) = mpsc::unbounded_channel();
        lock(&self.waiting.sessions).insert(session.to_owned(), sender);
        events
    }

    pub(crate) fn forget(&self, session: &str) {
        lock(&self.waiting.sessions).remove(session);
    }
}

impl Waiting {
    fn receive(&self, text: &str) {
        let Ok(mut message) = serde_json::from_str::<Value>(text) else { return };
        if let Some(id) = message["id"].as_u64() {
            let Some(sender) = lock(&self.answers).remove(&id) else { return };
            let answer = match message.get("error") {
                Some(error) => Err(error["message"].as_str().unwrap_or("refused").to_owned()),
                None => Ok(message["result"].take()),
            };
            let _ = sender.send(answer);
        } else if let (Some(session), Some(method)) = (message["sessionId"].as_str(), message["method"].as_str()) {
            let (session, method) = (session.to_owned(), method.to_owned());
            if let Some(sender) = lock(&self.sessions).get(&session) {
                let _ = sender.send(Event { method, params: message["params"].take() });
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
