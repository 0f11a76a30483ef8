//! Contents of files that people open, in memory.
//!
//! In: digests. Out: contents; large ones with the file they lie in. Must not: take more memory than it may.

use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::blobs::{BlobError, Blobs, Digest};

/// What is kept in all; those asked for least go first.
const KEPT_BYTES_MAX: u64 = 64 << 20;
/// A larger one is read each time.
const CONTENT_BYTES_MAX: usize = 8 << 20;
/// How many of them are expected, in the mean.
const CONTENT_BYTES_USUAL: u64 = 16 << 10;
/// From here on an answer over plain HTTP/1.1 goes from the file to the socket.
const FILE_BYTES_MIN: usize = 64 << 10;

pub(super) struct Contents {
    blobs: Arc<Blobs>,
    kept: Cache<Digest, Content, Weigh>,
}

#[derive(Clone)]
pub(super) struct Content {
    pub(super) bytes: Bytes,
    pub(super) file: Option<Arc<File>>,
}

#[derive(Clone)]
struct Weigh;

impl Weighter<Digest, Content> for Weigh {
    fn weight(&self, _: &Digest, content: &Content) -> u64 {
        // An open file is worth something, too.
        let file_bytes = if content.file.is_some() { FILE_BYTES_MIN } else { 0 };
        (content.bytes.len() + file_bytes + size_of::<Content>()) as u64
    }
}

impl Contents {
    pub(super) fn new(blobs: Arc<Blobs>) -> Self {
        let expected = (KEPT_BYTES_MAX / CONTENT_BYTES_USUAL) as usize;
        Contents { blobs, kept: Cache::with_weighter(expected, KEPT_BYTES_MAX, Weigh) }
    }

    /// Whether it takes no time to get.
    pub(super) fn is_at_hand(&self, digest: Digest) -> bool {
        self.kept.peek(&digest).is_some()
    }

    pub(super) async fn get(&self, digest: Digest) -> Result<Content, BlobError> {
        if let Some(content) = self.kept.get(&digest) {
            return Ok(content);
        }
        let bytes = self.blobs.read(digest).await?;
        let bytes =
            bytes.ok_or_else(|| BlobError::Disk(std::io::Error::other(format!("the blob {digest} is gone"))))?;
        let file = if bytes.len() >= FILE_BYTES_MIN { self.blobs.local_file(digest).await } else { None };
        let content = Content { bytes, file: file.map(Arc::new) };
        if content.bytes.len() <= CONTENT_BYTES_MAX {
            self.kept.insert(digest, content.clone());
        }
        Ok(content)
    }
}
