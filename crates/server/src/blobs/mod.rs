//! Files by the SHA-256 of their content: in a folder, or in a bucket with copies in a folder.
//!
//! In: bytes. Out: the same bytes, for the digest. Must not: show a file that is not whole, or change one.

mod address;
mod digest;
mod disk;
mod remote;
mod s3;

use std::path::Path;

use bytes::Bytes;
use futures_util::Stream;

use self::address::S3Place;
pub use self::address::{BlobPlace, S3Address};
pub(crate) use self::digest::Digest;
use self::disk::Disk;
use self::remote::Remote;
use crate::telemetry::metrics;

#[derive(Debug, thiserror::Error)]
pub(crate) enum BlobError {
    #[error("the content is not the one its digest names")]
    WrongDigest,
    #[error("the content is not as long as was said")]
    WrongSize,
    /// Whoever sent it went away.
    #[error("the content broke off")]
    BrokeOff,
    #[error("the store of files: {0}")]
    Disk(std::io::Error),
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        metrics().blob_failures.inc();
        BlobError::Disk(error)
    }
}

#[derive(Debug)]
pub(crate) enum Blobs {
    Disk(Disk),
    Remote(Box<Remote>),
}

/// Below the data folder.
const FOLDER: &str = "blobs";
const CACHE_FOLDER: &str = "blob-cache";

impl Blobs {
    /// Files that were under way when the last process ended are dropped. `data`: the data folder.
    pub(crate) async fn open(place: &BlobPlace, data: &Path) -> Result<Self, BlobError> {
        Ok(match place {
            BlobPlace::Folder => Blobs::Disk(Disk::open(data.join(FOLDER)).await?),
            BlobPlace::S3(place) => {
                Blobs::Remote(Box::new(Remote::open((**place).clone(), data.join(CACHE_FOLDER)).await?))
            }
        })
    }

    /// For somebody beside the server: what is under way there stays.
    pub(crate) async fn beside(place: &BlobPlace, data: &Path) -> Result<Self, BlobError> {
        Ok(match place {
            BlobPlace::Folder => Blobs::Disk(Disk::beside(data.join(FOLDER))),
            BlobPlace::S3(place) => {
                Blobs::Remote(Box::new(Remote::beside((**place).clone(), data.join(CACHE_FOLDER)).await?))
            }
        })
    }

    /// The word for it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Blobs::Disk(_) => "folder",
            Blobs::Remote(_) => "s3",
        }
    }

    /// All that are there. Some that arrive meanwhile may be among them.
    pub(crate) async fn digests(&self) -> Result<Vec<Digest>, BlobError> {
        match self {
            Blobs::Disk(disk) => disk.digests().await,
            Blobs::Remote(remote) => remote.digests().await,
        }
    }

    /// A file with the content; `None` when it is not there.
    pub(crate) async fn file(&self, digest: Digest) -> Result<Option<std::fs::File>, BlobError> {
        match self {
            Blobs::Disk(disk) => disk.file(digest).await,
            Blobs::Remote(remote) => remote.file(digest).await,
        }
    }

    /// `None` when it is not there.
    pub(crate) async fn read(&self, digest: Digest) -> Result<Option<Bytes>, BlobError> {
        match self {
            Blobs::Disk(disk) => disk.read(digest).await,
            Blobs::Remote(remote) => remote.read(digest).await,
        }
    }

    /// The file on this machine that a content lies in, whole; `None` where there is none to open.
    pub(crate) async fn local_file(&self, digest: Digest) -> Option<std::fs::File> {
        match self {
            Blobs::Disk(disk) => disk.file(digest).await.ok().flatten(),
            // What is kept of a bucket here may be dropped at any time.
            Blobs::Remote(_) => None,
        }
    }

    /// Keeps a content; it lies safely in the store when this returns.
    pub(crate) async fn put(&self, content: &[u8]) -> Result<Digest, BlobError> {
        match self {
            Blobs::Disk(disk) => disk.put(content).await,
            Blobs::Remote(remote) => remote.put(content).await,
        }
    }

    /// Takes a content piece by piece, which must be the one that was announced.
    pub(crate) async fn receive<E>(
        &self,
        digest: Digest,
        size_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        match self {
            Blobs::Disk(disk) => disk.receive(digest, size_bytes, content).await,
            Blobs::Remote(remote) => remote.receive(digest, size_bytes, content).await,
        }
    }
}
