//! Takes connections in, and lets them go in good order.
//!
//! In: listeners. Out: a task for each connection. Must not: read a request.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, Uri};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tower_service::Service as _;

use super::limits::{CONNECTIONS_MAX, CONNECTIONS_OF_ONE_MAX, PATIENCE, Patience};
use super::tls::Tls;
use super::transport::Transport;
use super::{http1, http2};
use crate::http::{AtHand, network};

/// Where requests come in.
pub(crate) struct Doors {
    pub(super) listener: TcpListener,
    /// Ends TLS on the listener.
    pub(super) tls: Option<Tls>,
    pub(super) patience: Patience,
}

impl Doors {
    pub(crate) fn new(listener: TcpListener, tls: Option<Tls>) -> Self {
        Doors { listener, tls, patience: PATIENCE }
    }
}

/// The head of a request.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    /// The connection sends a body that lies in a file from there.
    pub(crate) takes_files: bool,
}

/// What answers requests.
pub(crate) trait Application: Send + Sync + 'static {
    /// The answer to a request without a body, where it takes nothing but memory: most requests need no task that could wait. Where there is
    /// none at hand nothing has been done. `peer`: the other end of the connection.
    fn answer_at_hand(&self, _asked: Asked<'_>, _peer: SocketAddr) -> Option<AtHand> {
        None
    }

    fn answer(&self, request: Request<Body>) -> Answering;
}

/// An answer under way, in one piece of memory: each layer that wraps another would carry it about.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

impl Application for Router {
    fn answer(&self, request: Request<Body>) -> Answering {
        let answer = self.clone().call(request);
        Box::pin(async move {
            let Ok(response): Result<Response<Body>, Infallible> = answer.await;
            response
        })
    }
}

/// What a connection's task is given.
#[derive(Clone)]
pub(super) struct Surroundings {
    pub(super) application: Arc<dyn Application>,
    pub(super) peer: SocketAddr,
    pub(super) patience: Patience,
    /// Becomes true when the server is to stop.
    pub(super) stopping: watch::Receiver<bool>,
}

impl Surroundings {
    /// Ends when the server is to stop.
    pub(super) async fn stopped(&mut self) {
        // A server that is gone is stopped, too.
        let _ = self.stopping.wait_for(|is_stopping| *is_stopping).await;
    }
}

/// Answers until `stop` ends, then finishes what is under way, for a while at most.
pub(crate) async fn serve(doors: Doors, application: impl Application, stop: impl Future<Output = ()>) {
    let application: Arc<dyn Application> = Arc::new(application);
    let Doors { listener, tls, patience } = doors;
    let (tell, stopping) = watch::channel(false);
    let (alive, mut ended) = mpsc::channel::<()>(1);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let guests = Arc::new(Guests::default());
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((accept(&listener).await, place))
        };
        let ((stream, peer), place) = tokio::select! {
            next = next => match next {
                Some(next) => next,
                None => break,
            },
            () = &mut stop => break,
        };
        let Some(guest) = Guest::enter(&guests, peer.ip()) else { continue };
        let surroundings =
            Surroundings { application: Arc::clone(&application), peer, patience, stopping: stopping.clone() };
        let (tls, alive) = (tls.clone(), alive.clone());
        tokio::spawn(async move {
            let _held: (OwnedSemaphorePermit, Guest, mpsc::Sender<()>) = (place, guest, alive);
            answer(stream, tls, surroundings).await;
        });
    }
    drop((listener, alive));
    let _ = tell.send(true);
    if timeout(patience.finish, ended.recv()).await.is_err() {
        tracing::warn!("requests were still under way when the server ended");
    }
}

/// The next connection. When the system has no room for one, it is tried again: others end.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // It was gone before it was taken.
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken; trying again");
                sleep_until(Instant::now() + NO_ROOM_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

const NO_ROOM_PAUSE: Duration = Duration::from_millis(200);

/// Everything of one connection. Whoever breaks rules of TLS or HTTP is left without a word beyond theirs.
async fn answer(stream: TcpStream, tls: Option<Tls>, surroundings: Surroundings) {
    // Answers are written whole: waiting for more to send only delays them.
    let _ = stream.set_nodelay(true);
    let Patience { handshake, write_pause, .. } = surroundings.patience;
    let Some(tls) = tls else {
        match timeout(handshake, speaks_http2(&stream)).await {
            Ok(Ok(true)) => http2::serve(Transport::new(stream, write_pause), surroundings).await,
            Ok(Ok(false)) => http1::serve_plain(stream, surroundings).await,
            Ok(Err(_)) | Err(_) => {}
        }
        return;
    };
    let transport = Transport::new(stream, write_pause);
    let Ok(Ok(stream)) = timeout(handshake, tls.acceptor().accept(transport)).await else { return };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2::serve(stream, surroundings).await;
    } else {
        http1::serve(stream, surroundings).await;
    }
}

/// Whether a connection without TLS begins as one of HTTP/2 does whose client knows that it may (RFC 9113, section 3.3).
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let mut begin = [0; PREFACE.len()];
    loop {
        let length = stream.peek(&mut begin).await?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if begin[..length] != PREFACE[..length] {
            return Ok(false);
        }
        if length == PREFACE.len() {
            return Ok(true);
        }
        // Looking does not take it away, so there is nothing to wait for but time.
        sleep_until(Instant::now() + Duration::from_millis(5)).await;
    }
}

/// How many connections each address has.
#[derive(Default)]
struct Guests(Mutex<BTreeMap<IpAddr, u32>>);

/// One connection of an address; it leaves when this is dropped.
struct Guest {
    guests: Arc<Guests>,
    address: IpAddr,
}

impl Guest {
    /// `None` when the address has as many as it may.
    fn enter(guests: &Arc<Guests>, address: IpAddr) -> Option<Self> {
        let address = network(address);
        let mut counts = guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= CONNECTIONS_OF_ONE_MAX && !address.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Guest { guests: Arc::clone(guests), address })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut counts = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_connections_and_gets_its_places_back() {
        let guests = Arc::new(Guests::default());
        let enter = |address: &str| Guest::enter(&guests, address.parse().unwrap());
        let mut inside: Vec<Guest> = (0..CONNECTIONS_OF_ONE_MAX).filter_map(|_| enter("203.0.113.7")).collect();
        assert_eq!(inside.len(), CONNECTIONS_OF_ONE_MAX as usize);
        assert!(enter("203.0.113.7").is_none());
        assert!(enter("203.0.113.8").is_some());
        inside.pop();
        assert!(enter("203.0.113.7").is_some());
        let here: Vec<Guest> = (0..=CONNECTIONS_OF_ONE_MAX).filter_map(|_| enter("127.0.0.1")).collect();
        assert!(here.len() > CONNECTIONS_OF_ONE_MAX as usize);
        drop((inside, here));
        assert!(guests.0.lock().unwrap().is_empty());
    }
}
