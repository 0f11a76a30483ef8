//! Connections of HTTP/2.
//!
//! In: a connection. Out: answers, several at once. Must not: start a task for an answer that is ready.
//!
//! Written on `h2` itself: what is asked together is answered together, bodies that lie in memory are handed over whole, and Early Hints can be
//! said ([decision 030](../../../../docs/decisions/030-own-accept-loop.md)).

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use bytes::Bytes;
use h2::server::{Builder, Connection, SendResponse};
use h2::{Reason, RecvStream, SendStream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, sleep_until, timeout};

use super::accept::{Application, Asked, Surroundings};
use super::body::{Paced, StreamBody};
use super::date;
use super::early_hints::EarlyHints;
use super::headers::{content_length, has_body, leave_out_connection};
use super::limits::{BODY_WINDOW_BYTES, CONNECTION_WINDOW_BYTES, HEAD_BYTES_MAX, HEADERS_MAX, Patience, STREAMS_MAX};
use crate::http::AtHand;

type Responder = Arc<Mutex<SendResponse<Bytes>>>;
type Incoming = (Request<RecvStream>, SendResponse<Bytes>);

pub(super) async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, surroundings: Surroundings) {
    let handshake = Builder::new()
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(HEAD_BYTES_MAX as u32)
        .initial_window_size(BODY_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .handshake(stream);
    let Ok(Ok(mut connection)) = timeout(surroundings.patience.handshake, handshake).await else { return };
    let Surroundings { application, peer, patience, mut stopping } = surroundings;
    let desk = Desk { application, peer: ConnectInfo(peer), patience, under_way: Arc::default() };
    let mut stopped = std::pin::pin!(stopping.wait_for(|is_stopping| *is_stopping));
    let (mut is_ending, mut asked) = (false, Vec::new());
    let mut idle = std::pin::pin!(sleep_until(Instant::now() + patience.idle));
    loop {
        let is_open = tokio::select! {
            is_open = next(&mut connection, &mut asked) => is_open,
            _ = &mut stopped, if !is_ending => {
                is_ending = true;
                connection.graceful_shutdown();
                continue;
            }
            () = &mut idle => {
                if desk.is_idle() {
                    if is_ending {
                        // It was told, and has not gone.
                        return;
                    }
                    is_ending = true;
                    connection.graceful_shutdown();
                }
                let wait = if is_ending { patience.handshake } else { patience.idle };
                idle.as_mut().reset(Instant::now() + wait);
                continue;
            }
        };
        if !asked.is_empty() && !is_ending {
            idle.as_mut().reset(Instant::now() + patience.idle);
        }
        for one in asked.drain(..) {
            desk.answer(one);
        }
        if !is_open {
            return;
        }
    }
}

/// Waits for requests and takes all that are there; whether there may be more. Answers go out meanwhile.
async fn next<T: AsyncRead + AsyncWrite + Unpin>(
    connection: &mut Connection<T, Bytes>,
    asked: &mut Vec<Incoming>,
) -> bool {
    std::future::poll_fn(|cx| {
        loop {
            match connection.poll_accept(cx) {
                Poll::Ready(Some(Ok(one))) => asked.push(one),
                Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(false),
                Poll::Pending if asked.is_empty() => return Poll::Pending,
                Poll::Pending => return Poll::Ready(true),
            }
        }
    })
    .await
}

/// Where requests of one connection are answered.
struct Desk {
    application: Arc<dyn Application>,
    peer: ConnectInfo<std::net::SocketAddr>,
    patience: Patience,
    /// Held by every answer under way.
    under_way: Arc<()>,
}

impl Desk {
    fn is_idle(&self) -> bool {
        Arc::strong_count(&self.under_way) == 1
    }

    /// Answers at once what is at hand; the rest has a task of its own.
    fn answer(&self, (request, mut responder): Incoming) {
        if request.headers().len() > HEADERS_MAX {
            let answer = AtHand::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, Bytes::new());
            send_at_hand(&mut responder, answer, &Method::GET);
            return;
        }
        let ConnectInfo(peer) = self.peer;
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        if request.body().is_end_stream()
            && let Some(answer) =
                self.application.answer_at_hand(Asked { method, uri, headers, takes_files: false }, peer)
        {
            send_at_hand(&mut responder, answer, method);
            return;
        }
        let (mut head, stream) = request.into_parts();
        let method = head.method.clone();
        let is_navigation = head.headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
        let body = if stream.is_end_stream() {
            Body::empty()
        } else {
            Body::new(Paced::new(StreamBody::new(stream, content_length(&head.headers)), self.patience))
        };
        head.extensions.insert(self.peer);
        let responder = if is_navigation && method == Method::GET {
            let responder: Responder = Arc::new(Mutex::new(responder));
            head.extensions.insert(EarlyHints::new(Arc::clone(&responder)));
            Holder::Shared(responder)
        } else {
            Holder::Own(responder)
        };
        let mut answer = self.application.answer(Request::from_parts(head, body));
        let mut work = Work::new(responder, method, self);
        if let Poll::Ready(response) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            if let Some(streaming) = work.send(response) {
                tokio::spawn(pipe(streaming, work));
            }
            return;
        }
        tokio::spawn(async move {
            // Whoever went away waits for nothing.
            let response = tokio::select! {
                response = answer => response,
                () = work.reset() => return,
            };
            if let Some(streaming) = work.send(response) {
                pipe(streaming, work).await;
            }
        });
    }
}

/// An answer under way.
struct Work {
    responder: Holder,
    method: Method,
    /// How long nothing of a piece may be taken.
    write_pause: Duration,
    _under_way: Arc<()>,
}

enum Holder {
    Own(SendResponse<Bytes>),
    /// With whoever may say hints.
    Shared(Responder),
}

impl Work {
    fn new(responder: Holder, method: Method, desk: &Desk) -> Self {
        let (write_pause, _under_way) = (desk.patience.write_pause, Arc::clone(&desk.under_way));
        Work { responder, method, write_pause, _under_way }
    }

    fn with<R>(&mut self, act: impl FnOnce(&mut SendResponse<Bytes>) -> R) -> R {
        match &mut self.responder {
            Holder::Own(responder) => act(responder),
            Holder::Shared(responder) => act(&mut responder.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    fn send(&mut self, mut response: Response<Body>) -> Option<Streaming> {
        leave_out_connection(response.headers_mut());
        let method = self.method.clone();
        self.with(|responder| send(responder, response, &method))
    }

    /// Ends when the other side takes its request back.
    async fn reset(&mut self) {
        std::future::poll_fn(|cx| self.with(|responder| responder.poll_reset(cx)).map(|_| ())).await;
    }
}

/// An answer whose body is not all there.
struct Streaming {
    stream: SendStream<Bytes>,
    body: Body,
    first: Option<Bytes>,
}

/// What HTTP says in the head of an answer.
fn complete(headers: &mut HeaderMap, status: StatusCode, method: &Method, length: Option<u64>) {
    headers.entry(header::DATE).or_insert_with(date::now);
    if let Some(length) = length
        && *method != Method::HEAD
        && has_body(status)
    {
        headers.entry(header::CONTENT_LENGTH).or_insert_with(|| length.into());
    }
}

/// Sends an answer that lies in memory.
fn send_at_hand(responder: &mut SendResponse<Bytes>, answer: AtHand, method: &Method) {
    let (mut head, body) = answer.into_parts();
    let status = head.status();
    complete(head.headers_mut(), status, method, Some(body.len() as u64));
    let is_empty = *method == Method::HEAD || body.is_empty();
    if let Ok(mut stream) = responder.send_response(head, is_empty)
        && !is_empty
    {
        let _ = stream.send_data(body, true);
    }
}

/// Sends an answer, all of it when its body lies in memory.
fn send(responder: &mut SendResponse<Bytes>, response: Response<Body>, method: &Method) -> Option<Streaming> {
    let (mut head, mut body) = response.into_parts();
    complete(&mut head.headers, head.status, method, body.size_hint().exact());
    let is_empty = *method == Method::HEAD || body.is_end_stream();
    let mut stream = responder.send_response(Response::from_parts(head, ()), is_empty).ok()?;
    if is_empty {
        return None;
    }
    match Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Some(Ok(frame))) => {
            let first = frame.into_data().ok();
            if body.is_end_stream() {
                let _ = stream.send_data(first.unwrap_or_default(), true);
                return None;
            }
            Some(Streaming { stream, body, first })
        }
        Poll::Ready(None) => {
            let _ = stream.send_data(Bytes::new(), true);
            None
        }
        Poll::Ready(Some(Err(_))) => {
            stream.send_reset(Reason::INTERNAL_ERROR);
            None
        }
        Poll::Pending => Some(Streaming { stream, body, first: None }),
    }
}

/// Sends a body as it comes, no faster than it is taken.
async fn pipe(streaming: Streaming, work: Work) {
    let Streaming { mut stream, mut body, mut first } = streaming;
    loop {
        let piece = match first.take() {
            Some(piece) => piece,
            None => match next_piece(&mut stream, &mut body).await {
                Piece::Some(piece) => piece,
                Piece::End => {
                    let _ = stream.send_data(Bytes::new(), true);
                    break;
                }
                Piece::Broken => {
                    stream.send_reset(Reason::INTERNAL_ERROR);
                    break;
                }
                Piece::Unwanted => break,
            },
        };
        if send_piece(&mut stream, piece, work.write_pause).await.is_none() {
            break;
        }
    }
    drop(work);
}

enum Piece {
    Some(Bytes),
    End,
    Broken,
    Unwanted,
}

async fn next_piece(stream: &mut SendStream<Bytes>, body: &mut Body) -> Piece {
    std::future::poll_fn(|cx| {
        if stream.poll_reset(cx).is_ready() {
            return Poll::Ready(Piece::Unwanted);
        }
        loop {
            return match Pin::new(&mut *body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => Poll::Ready(Piece::Some(data)),
                    // Trailers, which nothing here sends, and pieces without anything in them.
                    _ => continue,
                },
                Poll::Ready(Some(Err(_))) => Poll::Ready(Piece::Broken),
                Poll::Ready(None) => Poll::Ready(Piece::End),
                Poll::Pending => Poll::Pending,
            };
        }
    })
    .await
}

/// `None` when nobody takes it any more.
async fn send_piece(stream: &mut SendStream<Bytes>, mut piece: Bytes, write_pause: Duration) -> Option<()> {
    while !piece.is_empty() {
        stream.reserve_capacity(piece.len());
        let capacity = timeout(write_pause, std::future::poll_fn(|cx| stream.poll_capacity(cx))).await;
        let Ok(capacity) = capacity else {
            stream.send_reset(Reason::CANCEL);
            return None;
        };
        let capacity = capacity?.ok()?;
        let now = piece.split_to(capacity.min(piece.len()));
        stream.send_data(now, false).ok()?;
    }
    Some(())
}
