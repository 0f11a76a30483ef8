//! Files by the SHA-256 of their content, in a folder.
//!
//! In: bytes. Out: the same bytes, for the digest. Must not: show a file that is not whole, or change one.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

/// The SHA-256 of a content; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn of(content: &[u8]) -> Self {
        Digest(Sha256::digest(content).into())
    }

    /// By what an answer with the content is recognised: 96 bits tell contents of one address apart.
    pub(crate) fn tag(self) -> String {
        const LENGTH: usize = 24;
        let mut tag = self.to_string();
        tag.truncate(LENGTH);
        tag
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is no SHA-256 digest: write 64 hexadecimal digits in lower case");
        if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Digest(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

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
    Disk(#[from] std::io::Error),
}

#[derive(Debug)]
pub(crate) struct Blobs {
    folder: PathBuf,
    /// Names of files under way.
    next: AtomicU64,
}

impl Blobs {
    /// Files that were under way when the last process ended are dropped.
    pub(crate) async fn open(folder: PathBuf) -> Result<Self, BlobError> {
        let arriving = folder.join(ARRIVING);
        match fs::remove_dir_all(&arriving).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        fs::create_dir_all(&arriving).await?;
        Ok(Blobs { folder, next: AtomicU64::new(0) })
    }

    pub(crate) async fn contains(&self, digest: Digest) -> Result<bool, BlobError> {
        Ok(fs::try_exists(self.path(digest)).await?)
    }

    /// `None` when it is not there.
    pub(crate) async fn read(&self, digest: Digest) -> Result<Option<Bytes>, BlobError> {
        match fs::read(self.path(digest)).await {
            Ok(content) => Ok(Some(content.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a content; it lies safely on the disk when this returns.
    pub(crate) async fn put(&self, content: &[u8]) -> Result<Digest, BlobError> {
        let digest = Digest::of(content);
        if !self.contains(digest).await? {
            let (path, mut file) = self.arriving().await?;
            file.write_all(content).await?;
            self.keep(&path, file, digest).await?;
        }
        Ok(digest)
    }

    /// Takes a content piece by piece, which must be the one that was announced.
    pub(crate) async fn receive<E>(
        &self,
        digest: Digest,
        size_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        let (path, file) = self.arriving().await?;
        let received = self.receive_into(file, &path, digest, size_bytes, content).await;
        if received.is_err() {
            let _ = fs::remove_file(&path).await;
        }
        received
    }

    async fn receive_into<E>(
        &self,
        mut file: File,
        path: &Path,
        digest: Digest,
        size_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
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
        if Digest(hasher.finalize().into()) != digest {
            return Err(BlobError::WrongDigest);
        }
        self.keep(path, file, digest).await
    }

    async fn arriving(&self) -> Result<(PathBuf, File), BlobError> {
        let name = self.next.fetch_add(1, Ordering::Relaxed).to_string();
        let path = self.folder.join(ARRIVING).join(name);
        let file = File::create_new(&path).await?;
        Ok((path, file))
    }

    /// Gives a whole file its name: it is there at once and whole, or not at all.
    async fn keep(&self, path: &Path, file: File, digest: Digest) -> Result<(), BlobError> {
        file.sync_all().await?;
        drop(file);
        let kept = self.path(digest);
        let folder = kept.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&folder).await?;
        fs::rename(path, &kept).await?;
        // The name is safe when the folder is.
        File::open(folder).await?.sync_all().await?;
        Ok(())
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        self.folder.join(&name[..2]).join(name)
    }
}

const ARRIVING: &str = "arriving";

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    async fn store() -> Blobs {
        let folder = std::env::temp_dir().join(crate::clock::new_id("minnow-blobs"));
        Blobs::open(folder).await.unwrap()
    }

    /// FIPS 180-2, appendix B.1.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn digests_are_written_as_64_digits() {
        assert_eq!(Digest::of(b"abc").to_string(), ABC);
        assert_eq!(ABC.parse(), Ok(Digest::of(b"abc")));
        for text in ["", &ABC[1..], &ABC.to_uppercase(), &format!("{}é", &ABC[..62]), "../../etc/passwd"] {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
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
        let (path, mut file) = blobs.arriving().await.unwrap();
        file.write_all(b"half").await.unwrap();
        let again = Blobs::open(blobs.folder.clone()).await.unwrap();
        assert!(!path.exists());
        assert!(again.contains(digest).await.unwrap());
        std::fs::remove_dir_all(&blobs.folder).unwrap();
    }
}
