//! Connections of HTTP/1.1.
//!
//! In: a connection. Out: answers, one after the other. Must not: wait for a head without end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use futures_util::FutureExt as _;
use futures_util::future::{Either, ready};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::accept::{Asked, Surroundings};
use super::body::Paced;
use super::limits::{HEAD_BYTES_MAX, HEADERS_MAX};
use super::simple;
use super::transport::{FileOfBody, FileUnderWay, Transport};

/// Without TLS, so that files go from the disk's cache to the socket.
pub(super) async fn serve_plain(stream: TcpStream, mut surroundings: Surroundings) {
    let file = Arc::new(FileUnderWay::default());
    let mut transport = Transport::new(stream, surroundings.patience.write_pause).with_files(Arc::clone(&file));
    let Some(unread) = simple::answer(&mut transport, &mut surroundings, &file).await else { return };
    serve_with(transport.with_unread(unread), surroundings, Some(file)).await;
}

pub(super) async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, surroundings: Surroundings) {
    serve_with(stream, surroundings, None).await;
}

async fn serve_with(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    mut surroundings: Surroundings,
    file: Option<Arc<FileUnderWay>>,
) {
    let application = Arc::clone(&surroundings.application);
    let (peer, patience) = (surroundings.peer, surroundings.patience);
    let takes_files = file.is_some();
    let under_way = move |mut response: Response<Body>| {
        if let Some(file) = &file {
            file.set(response.extensions_mut().remove::<FileOfBody>());
        }
        Ok::<_, Infallible>(response)
    };
    let service = service_fn(move |request: Request<Incoming>| {
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        if request.body().is_end_stream()
            && let Some(answer) = application.answer_at_hand(Asked { method, uri, headers, takes_files }, peer)
        {
            return Either::Left(ready(under_way(answer.into())));
        }
        let mut request = request.map(|body| Body::new(Paced::new(body, patience)));
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
        Either::Right(application.answer(request).map(under_way.clone()))
    });
    let connection = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        biased;
        // What was wrong was said on the connection, where it could be.
        _ = connection.as_mut() => return,
        () = surroundings.stopped() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
