//! The bytes of a connection.
//!
//! In: a socket. Out: the same, with a limit on how long a write may wait, and large files sent from the disk's cache without a copy.
//! Must not: know HTTP.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// A body in memory that also lies in a file, from the file's first byte on. In the extensions of an answer.
#[derive(Debug, Clone)]
pub(crate) struct FileOfBody {
    pub(crate) content: Bytes,
    pub(crate) file: Arc<std::fs::File>,
}

/// From here on a file goes to the socket by itself: a second call to the system costs less than the copy.
pub(crate) const FILE_BYTES_MIN: usize = 64 << 10;

/// The file of the answer that is being sent.
#[derive(Default)]
pub(super) struct FileUnderWay(Mutex<Option<FileOfBody>>);

impl FileUnderWay {
    pub(super) fn set(&self, file: Option<FileOfBody>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = file;
    }

    /// Where in the file a piece of the body stands, when it is large and of this file.
    fn find(&self, piece: &[u8]) -> Option<(Arc<std::fs::File>, u64)> {
        if piece.len() < FILE_BYTES_MIN {
            return None;
        }
        let under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let FileOfBody { content, file } = under_way.as_ref()?;
        // The content is held here, so nothing else can stand at its addresses.
        let offset = (piece.as_ptr() as usize).checked_sub(content.as_ptr() as usize)?;
        (offset + piece.len() <= content.len()).then(|| (Arc::clone(file), offset as u64))
    }
}

pub(super) struct Transport {
    stream: TcpStream,
    /// Was read and not used: it comes first.
    unread: Bytes,
    file: Option<Arc<FileUnderWay>>,
    pause: Option<Pin<Box<Sleep>>>,
    /// How long a write may wait.
    pause_max: Duration,
}

impl Transport {
    pub(super) fn new(stream: TcpStream, pause_max: Duration) -> Self {
        Transport { stream, unread: Bytes::new(), file: None, pause: None, pause_max }
    }

    /// One that finds out which of its bytes lie in a file.
    pub(super) fn with_files(self, file: Arc<FileUnderWay>) -> Self {
        Transport { file: Some(file), ..self }
    }

    /// One from which some bytes come once more.
    pub(super) fn with_unread(self, unread: Bytes) -> Self {
        Transport { unread, ..self }
    }

    /// Ends when the other side has gone away; not when it goes on asking.
    pub(super) async fn left(&self) {
        if matches!(self.stream.peek(&mut [0]).await, Ok(1..)) {
            std::future::pending().await
        }
    }

    /// Nothing is taken any more: for so long, and then never.
    fn poll_pause<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let pause_max = self.pause_max;
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + pause_max)));
        ready!(pause.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_written(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            return self.poll_pause(cx);
        }
        self.pause = None;
        written
    }

    /// Calls the system until it is done or the socket is full.
    fn poll_system(
        &self,
        cx: &mut Context<'_>,
        call: impl Fn() -> rustix::io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.stream.poll_write_ready(cx))?;
            match self.stream.try_io(Interest::WRITABLE, || call().map_err(io::Error::from)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                written => return Poll::Ready(written),
            }
        }
    }

    /// Pieces of which one lies in a file: what stands before it, and then the file itself.
    #[cfg(target_os = "linux")]
    fn poll_write_file(&self, cx: &mut Context<'_>, pieces: &[IoSlice<'_>]) -> Option<Poll<io::Result<usize>>> {
        let files = self.file.as_ref()?;
        let (at, (file, offset)) = pieces.iter().enumerate().find_map(|(at, piece)| Some((at, files.find(piece)?)))?;
        let before = &pieces[..at];
        if let Some(head) = before.iter().find(|piece| !piece.is_empty()) {
            // More follows at once: it is not worth a packet of its own.
            return Some(self.poll_system(cx, || rustix::net::send(&self.stream, head, rustix::net::SendFlags::MORE)));
        }
        let length = pieces[at].len();
        Some(self.poll_system(cx, || {
            let mut offset = offset;
            match rustix::fs::sendfile(&self.stream, &file, Some(&mut offset), length) {
                // A file that was cut short is not sent as if it were whole.
                Ok(0) => Err(rustix::io::Errno::IO),
                sent => sent,
            }
        }))
    }

    #[cfg(not(target_os = "linux"))]
    fn poll_write_file(&self, _: &mut Context<'_>, _: &[IoSlice<'_>]) -> Option<Poll<io::Result<usize>>> {
        None
    }
}

impl AsyncRead for Transport {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.unread.is_empty() {
            let length = self.unread.len().min(into.remaining());
            into.put_slice(&self.unread.split_to(length));
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Transport {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, piece: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, piece);
        self.poll_written(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = match self.poll_write_file(cx, pieces) {
            Some(written) => written,
            None => Pin::new(&mut self.stream).poll_write_vectored(cx, pieces),
        };
        self.poll_written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A socket keeps nothing back.
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
