//! Contents of files that people open, in memory.
//!
//! In: digests. Out: contents; large ones with the file they lie in. Must not: take more memory than it may.

use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;

use crate::blobs::{BlobError, Blobs, Digest};
use crate::listen::FILE_BYTES_MIN;
use crate::placed::placed;
use crate::weighed::Weighed;

/// What is kept in all; those not asked for for longest go first.
const KEPT_BYTES_MAX: u64 = 64 << 20;
/// A larger one is read each time.
const CONTENT_BYTES_MAX: usize = 8 << 20;

pub(super) struct Contents {
    blobs: Arc<Blobs>,
    kept: Weighed<Digest, Content>,
}

#[derive(Clone)]
pub(super) struct Content {
    pub(super) bytes: Bytes,
    pub(super) file: Option<Arc<File>>,
}

impl Content {
    fn weight(&self) -> u64 {
        // An open file is worth something, too.
        let file_bytes = if self.file.is_some() { FILE_BYTES_MIN } else { 0 };
        (self.bytes.len() + file_bytes + size_of::<Content>()) as u64
    }
}

impl Contents {
    pub(super) fn new(blobs: Arc<Blobs>) -> Self {
        Contents { blobs, kept: Weighed::new(KEPT_BYTES_MAX) }
    }

    pub(super) fn at_hand(&self, digest: Digest) -> Option<Content> {
        self.kept.get(&digest)
    }

    pub(super) async fn get(&self, digest: Digest) -> Result<Content, BlobError> {
        match self.at_hand(digest) {
            Some(content) => Ok(content),
            None => Box::pin(self.read(digest)).await,
        }
    }

    async fn read(&self, digest: Digest) -> Result<Content, BlobError> {
        let bytes = self.blobs.read(digest).await?;
        let bytes =
            bytes.ok_or_else(|| BlobError::Disk(std::io::Error::other(format!("the blob {digest} is gone"))))?;
        let file = if bytes.len() >= FILE_BYTES_MIN { self.blobs.local_file(digest).await } else { None };
        let file = file.map(Arc::new);
        if bytes.len() > CONTENT_BYTES_MAX {
            return Ok(Content { bytes, file });
        }
        let content = Content { bytes: placed(bytes), file };
        self.kept.insert(digest, content.clone(), content.weight());
        Ok(content)
    }
}
