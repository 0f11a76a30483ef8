//! Files by the SHA-256 of their content, in a folder.
//!
//! In: bytes. Out: the same bytes, for the digest. Must not: show a file that is not whole, or change one.

use std::path::PathBuf;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use super::{BlobError, Digest};
use crate::clock::new_id;

#[derive(Debug)]
pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Files that were under way when the last process ended are dropped.
    pub(super) async fn open(folder: PathBuf) -> Result<Self, BlobError> {
        let arriving = folder.join(ARRIVING);
        match fs::remove_dir_all(&arriving).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        fs::create_dir_all(&arriving).await?;
        Ok(Disk { folder })
    }

    /// For somebody beside the server: what is under way there stays.
    pub(super) fn beside(folder: PathBuf) -> Self {
        Disk { folder }
    }

    /// All that are there. Some that arrive meanwhile may be among them.
    pub(super) async fn digests(&self) -> Result<Vec<Digest>, BlobError> {
        let mut found = Vec::new();
        let mut folders = match fs::read_dir(&self.folder).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
            other => other?,
        };
        while let Some(folder) = folders.next_entry().await? {
            if folder.file_name() == ARRIVING || !folder.file_type().await?.is_dir() {
                continue;
            }
            let mut files = fs::read_dir(folder.path()).await?;
            while let Some(file) = files.next_entry().await? {
                found.extend(file.file_name().to_str().and_then(|name| name.parse::<Digest>().ok()));
            }
        }
        found.sort();
        Ok(found)
    }

    /// A file with the content; `None` when it is not there.
    pub(super) async fn file(&self, digest: Digest) -> Result<Option<std::fs::File>, BlobError> {
        match File::open(self.path(digest)).await {
            Ok(file) => Ok(Some(file.into_std().await)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn contains(&self, digest: Digest) -> Result<bool, BlobError> {
        Ok(fs::try_exists(self.path(digest)).await?)
    }

    /// `None` when it is not there.
    pub(super) async fn read(&self, digest: Digest) -> Result<Option<Bytes>, BlobError> {
        match fs::read(self.path(digest)).await {
            Ok(content) => Ok(Some(content.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a content; it lies safely on the disk when this returns.
    pub(super) async fn put(&self, content: &[u8]) -> Result<Digest, BlobError> {
        let digest = Digest::of(content);
        if !self.contains(digest).await? {
            let arriving = self.arriving().await?;
            arriving.write(content).await?;
            self.keep(arriving, digest).await?;
        }
        Ok(digest)
    }

    /// Takes a content piece by piece, which must be the one that was announced.
    pub(super) async fn receive<E>(
        &self,
        digest: Digest,
        size_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        let arriving = self.arriving().await?;
        arriving.receive(digest, size_bytes, content).await?;
        self.keep(arriving, digest).await
    }

    /// A place for a content that is under way. Other processes may have theirs in the same folder.
    pub(super) async fn arriving(&self) -> Result<Arriving, BlobError> {
        let folder = self.folder.join(ARRIVING);
        fs::create_dir_all(&folder).await?;
        Ok(Arriving { path: folder.join(new_id("blob")) })
    }

    /// Gives a whole file its name: it is there at once and whole, or not at all.
    pub(super) async fn keep(&self, arriving: Arriving, digest: Digest) -> Result<(), BlobError> {
        let kept = self.path(digest);
        let folder = kept.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&folder).await?;
        fs::rename(&arriving.path, &kept).await?;
        // The name is safe when the folder is.
        File::open(folder).await?.sync_all().await?;
        Ok(())
    }

    /// Takes one away that is a copy only.
    pub(super) async fn remove(&self, digest: Digest) -> Result<(), BlobError> {
        match fs::remove_file(self.path(digest)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        self.folder.join(&name[..2]).join(name)
    }
}

/// A file under way; gone when it is dropped before it was given its name.
#[derive(Debug)]
pub(super) struct Arriving {
    pub(super) path: PathBuf,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Arriving {
    /// Writes a content, which lies safely on the disk afterwards.
    pub(super) async fn write(&self, content: &[u8]) -> Result<(), BlobError> {
        let mut file = File::create_new(&self.path).await?;
        file.write_all(content).await?;
        Ok(file.sync_all().await?)
    }

    /// Writes a content that comes piece by piece, and must be the one that was announced.
    pub(super) async fn receive<E>(
        &self,
        digest: Digest,
        size_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        let mut file = File::create_new(&self.path).await?;
        let (mut hasher, mut received_bytes) = (Sha256::new(), 0_u64);
        let mut content = std::pin::pin!(content);
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|_| BlobError::BrokeOff)?;
            received_bytes += piece.len() as u64;
            if received_bytes > size_bytes {
                return Err(BlobError::WrongSize);
            }
            hasher.update(&piece);
            file.write_all(&piece).await?;
        }
        if received_bytes != size_bytes {
            return Err(BlobError::WrongSize);
        }
        if Digest::from_hash(hasher.finalize().into()) != digest {
            return Err(BlobError::WrongDigest);
        }
        Ok(file.sync_all().await?)
    }
}

const ARRIVING: &str = "arriving";

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    async fn store() -> Disk {
        let folder = std::env::temp_dir().join(crate::clock::new_id("minnow-blobs"));
        Disk::open(folder).await.unwrap()
    }

    #[tokio::test]
    async fn a_content_is_kept_when_it_is_the_one_that_was_announced() {
        let blobs = store().await;
        let digest = Digest::of(b"abc");
        let pieces = |texts: &[&'static str]| {
            stream::iter(texts.iter().map(|text| Ok::<_, ()>(Bytes::from(*text))).collect::<Vec<_>>())
        };
        for (size_bytes, texts) in [(3, &["ab", "d"][..]), (2, &["ab", "c"]), (4, &["abc"]), (1 << 40, &["abc"])] {
            assert!(blobs.receive(digest, size_bytes, pieces(texts)).await.is_err());
        }
        let broken = stream::iter([Ok(Bytes::from("ab")), Err(())]);
        assert!(matches!(blobs.receive(digest, 3, broken).await, Err(BlobError::BrokeOff)));
        assert_eq!(blobs.read(digest).await.unwrap(), None);
        assert_eq!(std::fs::read_dir(blobs.folder.join(ARRIVING)).unwrap().count(), 0);
        blobs.receive(digest, 3, pieces(&["a", "bc"])).await.unwrap();
        blobs.receive(digest, 3, pieces(&["abc"])).await.unwrap();
        assert_eq!(blobs.read(digest).await.unwrap().as_deref(), Some(&b"abc"[..]));
        std::fs::remove_dir_all(&blobs.folder).unwrap();
    }

    #[tokio::test]
    async fn what_was_under_way_is_dropped_and_what_was_kept_stays() {
        let blobs = store().await;
        let digest = blobs.put(b"abc").await.unwrap();
        let arriving = blobs.arriving().await.unwrap();
        arriving.write(b"half").await.unwrap();
        let again = Disk::open(blobs.folder.clone()).await.unwrap();
        assert!(!arriving.path.exists());
        assert!(again.contains(digest).await.unwrap());
        std::fs::remove_dir_all(&blobs.folder).unwrap();
    }
}
