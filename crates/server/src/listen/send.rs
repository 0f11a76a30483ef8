//! Answers of HTTP/1.1 on the wire.
//!
//! In: an answer. Out: its bytes (RFC 9112), large files from the disk's cache. Must not: end an answer that broke off as if it were whole.

use std::io::{self, IoSlice, Write as _};
use std::pin::Pin;

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use bytes::Bytes;
use futures_util::FutureExt as _;
use tokio::io::AsyncWriteExt as _;

use super::date;
use super::headers::{content_length, has_body, leave_out_connection};
use super::transport::Transport;
use crate::http::{AtHand, write_field};

/// A body up to here is copied behind its head: two pieces cost the system more.
const JOINED_BYTES_MAX: usize = 4 << 10;

/// Sends the answers of one connection.
#[derive(Default)]
pub(super) struct Sender {
    /// What stands before the next piece of a body; its room is used again and again.
    out: Vec<u8>,
}

impl Sender {
    /// One that lies in memory.
    pub(super) async fn send_at_hand(
        &mut self,
        transport: &mut Transport,
        answer: &AtHand,
        method: &Method,
    ) -> io::Result<()> {
        self.begin(answer.status);
        answer.write_fields(&mut self.out);
        write_field(&mut self.out, &header::DATE, date::now().as_bytes());
        if has_body(answer.status) {
            write_field(&mut self.out, &header::CONTENT_LENGTH, HeaderValue::from(answer.body.len()).as_bytes());
        }
        self.out.extend_from_slice(b"\r\n");
        if *method == Method::HEAD {
            return self.flush(transport).await;
        }
        if answer.body.len() <= JOINED_BYTES_MAX {
            self.out.extend_from_slice(&answer.body);
            return self.flush(transport).await;
        }
        self.write(transport, &answer.body).await
    }

    /// One whose body may come in pieces, and whose end may not be known.
    pub(super) async fn send(
        &mut self,
        transport: &mut Transport,
        response: Response<Body>,
        method: &Method,
    ) -> io::Result<()> {
        let (mut head, mut body) = response.into_parts();
        leave_out_connection(&mut head.headers);
        let declared = content_length(&head.headers);
        head.headers.entry(header::DATE).or_insert_with(date::now);
        self.begin(head.status);
        for (name, value) in &head.headers {
            write_field(&mut self.out, name, value.as_bytes());
        }
        if *method == Method::HEAD || !has_body(head.status) {
            self.out.extend_from_slice(b"\r\n");
            return self.flush(transport).await;
        }
        // Bytes that are to come; where nobody knows, the body goes in chunks.
        let mut left = declared.or(body.size_hint().exact());
        match left {
            Some(_) if declared.is_some() => {}
            Some(length) => write_field(&mut self.out, &header::CONTENT_LENGTH, HeaderValue::from(length).as_bytes()),
            None => write_field(&mut self.out, &header::TRANSFER_ENCODING, b"chunked"),
        }
        self.out.extend_from_slice(b"\r\n");
        while let Some(piece) = self.next_piece(transport, &mut body).await? {
            match &mut left {
                Some(left) => {
                    *left = left.checked_sub(piece.len() as u64).ok_or(io::ErrorKind::InvalidData)?;
                    self.write(transport, &piece).await?;
                }
                None => {
                    write!(self.out, "{:x}\r\n", piece.len())?;
                    self.write(transport, &piece).await?;
                    self.out.extend_from_slice(b"\r\n");
                }
            }
        }
        match left {
            Some(1..) => return Err(io::ErrorKind::UnexpectedEof.into()),
            None => self.out.extend_from_slice(b"0\r\n\r\n"),
            Some(0) => {}
        }
        self.flush(transport).await
    }

    /// What is waiting goes out before a piece is waited for.
    async fn next_piece(&mut self, transport: &mut Transport, body: &mut Body) -> io::Result<Option<Bytes>> {
        loop {
            let mut next = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx));
            let frame = match (&mut next).now_or_never() {
                Some(frame) => frame,
                None => {
                    self.flush(transport).await?;
                    tokio::select! {
                        biased;
                        frame = next => frame,
                        () = transport.left() => return Err(io::ErrorKind::ConnectionAborted.into()),
                    }
                }
            };
            let Some(frame) = frame else { return Ok(None) };
            // Trailers, which nothing here sends, and pieces without anything in them are passed over.
            match frame.map_err(io::Error::other)?.into_data() {
                Ok(piece) if !piece.is_empty() => return Ok(Some(piece)),
                _ => {}
            }
        }
    }

    /// Writes the first line.
    fn begin(&mut self, status: StatusCode) {
        self.out.clear();
        self.out.extend_from_slice(b"HTTP/1.1 ");
        self.out.extend_from_slice(status.as_str().as_bytes());
        self.out.push(b' ');
        self.out.extend_from_slice(status.canonical_reason().unwrap_or_default().as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    async fn flush(&mut self, transport: &mut Transport) -> io::Result<()> {
        transport.write_all(&self.out).await?;
        self.out.clear();
        Ok(())
    }

    /// What is waiting, and a piece behind it.
    async fn write(&mut self, transport: &mut Transport, piece: &[u8]) -> io::Result<()> {
        let (mut pieces, mut left) = ([IoSlice::new(&self.out), IoSlice::new(piece)], self.out.len() + piece.len());
        let mut pieces = &mut pieces[..];
        while left > 0 {
            let written = transport.write_vectored(pieces).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            IoSlice::advance_slices(&mut pieces, written);
            left -= written;
        }
        self.out.clear();
        Ok(())
    }
}
