//! Blobs in a bucket, with copies on this machine of those that are read.
//!
//! In: bytes. Out: the same bytes, for the digest. Must not: say that something is kept before the bucket has it, or give out a copy that is damaged.

use std::path::PathBuf;

use bytes::Bytes;
use futures_util::Stream;

use super::disk::{Arriving, Disk};
use super::s3::S3;
use super::{BlobError, Digest, S3Place};
use crate::weighed::Weighed;

/// So many digests may be fetched at once; those whose first bytes are alike wait for each other.
const FETCHES: usize = 64;

#[derive(Debug)]
pub(crate) struct Remote {
    s3: S3,
    disk: Disk,
    /// The copies on this machine by their bytes: whether each was compared with its digest by this process.
    cached: Weighed<Digest, bool>,
    /// Whoever holds the one of a digest fetches it; the others find the copy.
    fetching: Vec<tokio::sync::Mutex<()>>,
}

impl Remote {
    /// Takes up the copies that an earlier process has left. They are compared with their digests when they are read.
    pub(super) async fn open(place: S3Place, folder: PathBuf) -> Result<Self, BlobError> {
        let disk = Disk::open(folder).await?;
        let remote = Self::with(place, disk).await?;
        for digest in remote.disk.digests().await? {
            let Some(file) = remote.disk.file(digest).await? else { continue };
            let gone = remote.cached.insert(digest, false, file.metadata()?.len());
            remote.drop_copies(gone).await?;
        }
        Ok(remote)
    }

    /// Leaves the copies to the server.
    pub(super) async fn beside(place: S3Place, folder: PathBuf) -> Result<Self, BlobError> {
        Self::with(place, Disk::beside(folder)).await
    }

    async fn with(place: S3Place, disk: Disk) -> Result<Self, BlobError> {
        let cached = Weighed::new(place.cache_size_bytes_max);
        let fetching = (0..FETCHES).map(|_| tokio::sync::Mutex::default()).collect();
        Ok(Remote { s3: S3::open(place).await?, disk, cached, fetching })
    }

    pub(super) async fn digests(&self) -> Result<Vec<Digest>, BlobError> {
        self.s3.digests().await
    }

    /// Fetched for this once: a backup reads everything and would push out what people open.
    pub(super) async fn file(&self, digest: Digest) -> Result<Option<std::fs::File>, BlobError> {
        let arriving = self.disk.arriving().await?;
        if self.s3.get(digest, &arriving.path).await?.is_none() {
            return Ok(None);
        }
        // It goes with its last reader.
        Ok(Some(std::fs::File::open(&arriving.path)?))
    }

    pub(super) async fn read(&self, digest: Digest) -> Result<Option<Bytes>, BlobError> {
        if let Some(content) = self.copy(digest).await? {
            return Ok(Some(content));
        }
        let _one = self.fetching[digest.bucket(FETCHES)].lock().await;
        if let Some(content) = self.copy(digest).await? {
            return Ok(Some(content));
        }
        let arriving = self.disk.arriving().await?;
        let Some(size_bytes) = self.s3.get(digest, &arriving.path).await? else { return Ok(None) };
        let content = tokio::fs::read(&arriving.path).await?;
        self.keep_copy(arriving, digest, size_bytes).await?;
        Ok(Some(content.into()))
    }

    pub(super) async fn put(&self, content: &[u8]) -> Result<Digest, BlobError> {
        let digest = Digest::of(content);
        if !self.s3.contains(digest).await? {
            let arriving = self.disk.arriving().await?;
            arriving.write(content).await?;
            self.send(arriving, digest, content.len() as u64).await?;
        }
        Ok(digest)
    }

    pub(super) async fn receive<E>(
        &self,
        digest: Digest,
        size_bytes: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        let arriving = self.disk.arriving().await?;
        arriving.receive(digest, size_bytes, content).await?;
        self.send(arriving, digest, size_bytes).await
    }

    /// First into the bucket, then among the copies: what was just sent is soon read.
    async fn send(&self, arriving: Arriving, digest: Digest, size_bytes: u64) -> Result<(), BlobError> {
        self.s3.put(digest, &arriving.path).await?;
        self.keep_copy(arriving, digest, size_bytes).await
    }

    async fn keep_copy(&self, arriving: Arriving, digest: Digest, size_bytes: u64) -> Result<(), BlobError> {
        self.disk.keep(arriving, digest).await?;
        let gone = self.cached.insert(digest, true, size_bytes);
        self.drop_copies(gone).await
    }

    async fn drop_copies(&self, digests: Vec<Digest>) -> Result<(), BlobError> {
        for digest in digests {
            self.disk.remove(digest).await?;
        }
        Ok(())
    }

    async fn copy(&self, digest: Digest) -> Result<Option<Bytes>, BlobError> {
        let Some(is_checked) = self.cached.get(&digest) else { return Ok(None) };
        let content = self.disk.read(digest).await?;
        let is_right = content.as_ref().is_some_and(|content| is_checked || Digest::of(content) == digest);
        if is_right {
            self.cached.change(&digest, true);
            return Ok(content);
        }
        // Somebody took it away, or a crash cut it off.
        self.cached.remove(&digest);
        self.disk.remove(digest).await?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex, MutexGuard};

    use axum::extract::{Request, State};
    use axum::http::{Method, StatusCode};
    use futures_util::stream;
    use tokio::net::TcpListener;

    use super::*;
    use crate::blobs::{BlobPlace, S3Address};
    use crate::clock::new_id;

    /// As much of a store as is asked for here; `cargo xtask test` runs the platform on another one.
    #[derive(Default)]
    struct Store {
        objects: BTreeMap<String, Bytes>,
        asked: BTreeMap<String, usize>,
        /// So many answers say that it is busy.
        busy: usize,
        is_closed: bool,
    }

    type Shared = Arc<Mutex<Store>>;

    async fn answer(State(store): State<Shared>, request: Request) -> (StatusCode, Bytes) {
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
        let path = head.uri.path().to_owned();
        let mut store = store.lock().unwrap();
        *store.asked.entry(head.method.to_string()).or_default() += 1;
        if store.is_closed {
            return (StatusCode::FORBIDDEN, Bytes::from("<Error><Code>AccessDenied</Code></Error>"));
        }
        if store.busy > 0 {
            store.busy -= 1;
            return (StatusCode::SERVICE_UNAVAILABLE, Bytes::from("<Error><Code>SlowDown</Code></Error>"));
        }
        if head.method == Method::PUT {
            let length: usize = head.headers["content-length"].to_str().unwrap().parse().unwrap();
            assert_eq!(length, body.len());
            store.objects.insert(path, body);
            return (StatusCode::OK, Bytes::new());
        }
        if path == "/minnow" || path == "/minnow/" {
            let keys = store.objects.keys().map(|key| {
                let key = key.trim_start_matches("/minnow/");
                format!("<Contents><Key>{key}</Key><Size>1</Size></Contents>")
            });
            let keys: String = keys.collect();
            let xmlns = "http://s3.amazonaws.com/doc/2006-03-01/";
            let list = format!(
                "<ListBucketResult xmlns=\"{xmlns}\"><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>"
            );
            return (StatusCode::OK, list.into());
        }
        match store.objects.get(&path) {
            Some(content) => (StatusCode::OK, content.clone()),
            None => (StatusCode::NOT_FOUND, Bytes::from("<Error><Code>NoSuchKey</Code></Error>")),
        }
    }

    struct Scene {
        store: Shared,
        place: S3Place,
        folder: PathBuf,
    }

    impl Drop for Scene {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    impl Scene {
        async fn new(cache_size_bytes_max: u64) -> Self {
            let store = Shared::default();
            let routes = axum::Router::new().fallback(answer).with_state(Arc::clone(&store));
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = format!("s3://minnow/p?endpoint=http://{}", listener.local_addr().unwrap());
            tokio::spawn(async move { axum::serve(listener, routes).await });
            let address: S3Address = address.parse().unwrap();
            let place = address.with_keys("theid".to_owned(), "thesecret".to_owned(), None).unwrap();
            let BlobPlace::S3(place) = place else { unreachable!("it is a bucket") };
            let place = S3Place { cache_size_bytes_max, ..*place };
            Scene { store, place, folder: std::env::temp_dir().join(new_id("minnow-remote")) }
        }

        async fn open(&self) -> Remote {
            Remote::open(self.place.clone(), self.folder.clone()).await.unwrap()
        }

        fn store(&self) -> MutexGuard<'_, Store> {
            self.store.lock().unwrap()
        }

        fn asked(&self, method: &str) -> usize {
            self.store().asked.get(method).copied().unwrap_or_default()
        }

        fn copy(&self, digest: Digest) -> PathBuf {
            let name = digest.to_string();
            self.folder.join(&name[..2]).join(name)
        }
    }

    #[tokio::test]
    async fn what_is_kept_is_in_the_bucket_and_read_from_a_copy() {
        let scene = Scene::new(1 << 20).await;
        let remote = scene.open().await;
        let digest = remote.put(b"abc").await.unwrap();
        assert_eq!(remote.put(b"abc").await.unwrap(), digest);
        let key = format!("/minnow/p/{}/{digest}", &digest.to_string()[..2]);
        assert_eq!(scene.store().objects[&key], "abc");
        assert_eq!(scene.asked("PUT"), 1);
        let lists = scene.asked("GET");
        for _ in 0..3 {
            assert_eq!(remote.read(digest).await.unwrap().unwrap(), "abc");
        }
        assert_eq!(scene.asked("GET"), lists);
        let empty = Digest::of(b"");
        remote.receive(empty, 0, stream::iter([Ok::<_, ()>(Bytes::new())])).await.unwrap();
        assert_eq!(remote.digests().await.unwrap().len(), 2);
        assert_eq!(remote.read(Digest::of(b"absent")).await.unwrap(), None);
        // What is not what was announced gets nowhere.
        assert!(remote.receive(empty, 3, stream::iter([Ok::<_, ()>(Bytes::from("abc"))])).await.is_err());
        assert_eq!(scene.asked("PUT"), 2);
    }

    #[tokio::test]
    async fn many_who_want_a_content_at_once_fetch_it_once() {
        let scene = Scene::new(1 << 20).await;
        let digest = scene.open().await.put(b"abc").await.unwrap();
        std::fs::remove_dir_all(&scene.folder).unwrap();
        let remote = scene.open().await;
        let before = scene.asked("GET");
        let all = futures_util::future::join_all((0..50).map(|_| remote.read(digest))).await;
        assert!(all.into_iter().all(|content| content.unwrap().unwrap() == "abc"));
        assert_eq!(scene.asked("GET") - before, 1);
    }

    #[tokio::test]
    async fn copies_take_no_more_room_than_they_may() {
        let scene = Scene::new(250).await;
        let remote = scene.open().await;
        let mut digests = Vec::new();
        for number in 0..5_u8 {
            digests.push(remote.put(&[number; 100]).await.unwrap());
        }
        let there: Vec<bool> = digests.iter().map(|digest| scene.copy(*digest).exists()).collect();
        assert_eq!(there, [false, false, false, true, true]);
        for (number, digest) in digests.iter().enumerate() {
            assert_eq!(remote.read(*digest).await.unwrap().unwrap(), vec![number as u8; 100]);
        }
        let large = remote.put(&[9; 1000]).await.unwrap();
        assert!(!scene.copy(large).exists());
        assert_eq!(std::fs::read_dir(scene.folder.join("arriving")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_damaged_copy_is_fetched_again_and_a_damaged_object_is_refused() {
        let scene = Scene::new(1 << 20).await;
        let digest = scene.open().await.put(b"abc").await.unwrap();
        // A crash left half of it.
        std::fs::write(scene.copy(digest), b"ab").unwrap();
        let remote = scene.open().await;
        assert_eq!(remote.read(digest).await.unwrap().unwrap(), "abc");
        assert_eq!(std::fs::read(scene.copy(digest)).unwrap(), b"abc");
        for content in scene.store().objects.values_mut() {
            *content = Bytes::from("other");
        }
        std::fs::remove_file(scene.copy(digest)).unwrap();
        let error = remote.read(digest).await.unwrap_err().to_string();
        assert!(error.contains("another content"), "{error}");
        assert!(remote.file(digest).await.is_err());
    }

    #[tokio::test]
    async fn a_busy_store_is_asked_again_and_a_closed_one_is_not() {
        let scene = Scene::new(1 << 20).await;
        let remote = scene.open().await;
        scene.store().busy = 2;
        let digest = remote.put(b"abc").await.unwrap();
        assert_eq!(remote.read(digest).await.unwrap().unwrap(), "abc");
        scene.store().is_closed = true;
        let before = scene.asked("HEAD");
        let error = remote.put(b"new").await.unwrap_err().to_string();
        assert!(error.contains("403"), "{error}");
        assert_eq!(scene.asked("HEAD") - before, 1);
        // What is here can still be read.
        assert_eq!(remote.read(digest).await.unwrap().unwrap(), "abc");
        let opened = Remote::open(scene.place.clone(), scene.folder.join("other")).await.unwrap_err().to_string();
        assert!(opened.contains("AccessDenied"), "{opened}");
        for text in [error, opened] {
            assert!(!text.contains("thesecret") && !text.contains("theid") && !text.contains("Signature"), "{text}");
        }
    }
}
