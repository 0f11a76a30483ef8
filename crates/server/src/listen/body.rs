//! Bodies of requests, which have to come at some pace.
//!
//! In: a body as it arrives. Out: its pieces; an error once it comes too slowly. Must not: keep a piece.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::HttpBody;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::limits::{BODY_BYTES_PER_SECOND_MIN, Patience};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body that breaks off when nothing of it comes for a while, or too little for too long.
pub(super) struct Paced<B> {
    body: B,
    patience: Patience,
    received_bytes: u64,
    began: Instant,
    pause: Option<Pin<Box<Sleep>>>,
}

#[derive(Debug)]
pub(super) struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = BODY_BYTES_PER_SECOND_MIN;
        write!(formatter, "the body came too slowly: nothing of it for some time, or less than {rate} bytes a second")
    }
}

impl std::error::Error for TooSlow {}

impl<B> Paced<B> {
    pub(super) fn new(body: B, patience: Patience) -> Self {
        Paced { body, patience, received_bytes: 0, began: Instant::now(), pause: None }
    }
}

/// Whether so little in such a time is too little.
fn is_too_slow(received_bytes: u64, elapsed: Duration, slow_max: Duration) -> bool {
    elapsed > slow_max && received_bytes < elapsed.as_secs() * BODY_BYTES_PER_SECOND_MIN
}

impl<B> HttpBody for Paced<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                this.pause = None;
                this.received_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                if is_too_slow(this.received_bytes, this.began.elapsed(), this.patience.body_slow) {
                    return Poll::Ready(Some(Err(TooSlow.into())));
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                let pause_max = this.patience.body_pause;
                let pause = this.pause.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + pause_max)));
                match pause.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(Some(Err(TooSlow.into()))),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body of HTTP/2. What was read makes room for more.
pub(super) struct StreamBody {
    stream: h2::RecvStream,
    size_bytes: Option<u64>,
}

impl StreamBody {
    /// `size_bytes`: what the head says.
    pub(super) fn new(stream: h2::RecvStream, size_bytes: Option<u64>) -> Self {
        StreamBody { stream, size_bytes }
    }
}

impl HttpBody for StreamBody {
    type Data = Bytes;
    type Error = h2::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, h2::Error>>> {
        let data = match self.stream.poll_data(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(data) => data,
        };
        Poll::Ready(match data {
            Some(Ok(data)) => {
                let _ = self.stream.flow_control().release_capacity(data.len());
                Some(Ok(Frame::data(data)))
            }
            // Whoever went away sends nothing more; what came is whole where the head said no length.
            Some(Err(error)) if error.reason() == Some(h2::Reason::NO_ERROR) => None,
            Some(Err(error)) => Some(Err(error)),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.stream.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.size_bytes.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listen::limits::PATIENCE;

    #[test]
    fn a_body_may_be_slow_but_not_for_ever() {
        let is_too_slow = |bytes, seconds| super::is_too_slow(bytes, Duration::from_secs(seconds), PATIENCE.body_slow);
        assert!(!is_too_slow(0, 30));
        // A byte now and then holds nobody for long.
        assert!(is_too_slow(31, 31));
        assert!(!is_too_slow(31 * BODY_BYTES_PER_SECOND_MIN, 31));
    }
}
