//! Files compressed against earlier ones that a browser has (RFC 9842).
//!
//! In: pairs of contents. Out: the second as what differs from the first, where that is smaller. Must not: compress on a thread that answers, compress a
//! pair twice at once, or let anybody wait for long.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use zstd::zstd_safe::{CCtx, CParameter, compress_bound};

use super::contents::Contents;
use crate::blobs::{BlobError, Digest};
use crate::weighed::Weighed;

/// What is kept in all; those not asked for for longest go first.
const KEPT_BYTES_MAX: u64 = 16 << 20;
/// What one pair takes beside its content.
const PAIR_SIZE_BYTES: u64 = 160;
/// Of either side of a pair: a larger file would take long, and memory.
pub(super) const SIDE_BYTES_MAX: u64 = 1 << 20;
/// Of all pairs that are being made or wait for it, both sides, in KB. An update is mostly some files of some KB, asked for at once; when there is more to
/// do than this, others are not kept waiting.
const UNDER_WAY_KB_MAX: u32 = 3 << 10;
/// Smaller files fit into a packet or two as they are.
pub(super) const CONTENT_BYTES_MIN: u64 = 512;
/// How much time a pair is worth: it is made once and sent to everybody who updates.
const LEVEL: i32 = 19;
/// RFC 9842, section 5: a frame that a decoder skips, with the digest of the dictionary in it.
const MAGIC: [u8; 8] = [0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0];

/// A dictionary, and what is compressed against it.
pub(super) type Pair = (Digest, Digest);

pub(super) struct Deltas {
    /// `None` where it is not worth it.
    kept: Weighed<Pair, Option<Bytes>>,
    under_way: Mutex<BTreeMap<Pair, watch::Receiver<()>>>,
    /// KB that may still be taken on.
    room: Arc<Semaphore>,
    /// For those that are made at once.
    places: Semaphore,
}

/// Ends when it is dropped: whoever waits goes on.
struct Flight {
    deltas: Arc<Deltas>,
    pair: Pair,
    _end: watch::Sender<()>,
    _room: OwnedSemaphorePermit,
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.deltas.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.pair);
    }
}

/// What to do about a pair that is not kept.
enum Turn {
    Make(Flight),
    Wait(watch::Receiver<()>),
    /// There is too much to do.
    Leave,
}

impl Deltas {
    pub(super) fn new() -> Arc<Self> {
        // Of four processors one at most: what is sent without this is right, too.
        let places = std::thread::available_parallelism().map_or(1, |count| count.get().div_ceil(4));
        Arc::new(Deltas {
            kept: Weighed::new(KEPT_BYTES_MAX),
            under_way: Mutex::default(),
            room: Arc::new(Semaphore::new(UNDER_WAY_KB_MAX as usize)),
            places: Semaphore::new(places),
        })
    }

    /// The second of a pair against the first. `None`: it is to be sent otherwise. `size_bytes`: of both sides. `bytes_max`: what it weighs otherwise.
    pub(super) async fn get(
        self: &Arc<Self>,
        pair: Pair,
        size_bytes: u64,
        bytes_max: u64,
        contents: &Arc<Contents>,
    ) -> Option<Bytes> {
        if let Some(known) = self.kept.get(&pair) {
            return known;
        }
        match self.turn(pair, size_bytes) {
            Turn::Make(flight) => {
                let contents = Arc::clone(contents);
                // It goes on when whoever asked goes away.
                let making = tokio::spawn(async move { make(flight, bytes_max, &contents).await });
                making.await.ok().flatten()
            }
            Turn::Wait(mut end) => {
                // It ends by being dropped.
                let _ = end.changed().await;
                self.kept.get(&pair).flatten()
            }
            Turn::Leave => None,
        }
    }

    fn turn(self: &Arc<Self>, pair: Pair, size_bytes: u64) -> Turn {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = under_way.get(&pair) {
            return Turn::Wait(end.clone());
        }
        let size_kb = u32::try_from(size_bytes.div_ceil(1 << 10)).unwrap_or(u32::MAX);
        let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(size_kb) else { return Turn::Leave };
        let (end, waiting) = watch::channel(());
        under_way.insert(pair, waiting);
        Turn::Make(Flight { deltas: Arc::clone(self), pair, _end: end, _room: room })
    }
}

async fn make(flight: Flight, bytes_max: u64, contents: &Contents) -> Option<Bytes> {
    let _place = flight.deltas.places.acquire().await.ok()?;
    let (dictionary, content) = match read(flight.pair, contents).await {
        Ok(sides) => sides,
        Err(error) => {
            tracing::error!(%error, "a file cannot be compressed against an earlier one");
            return None;
        }
    };
    let hash = flight.pair.0;
    let compress = move || compress(hash, &dictionary, &content);
    let delta = tokio::task::spawn_blocking(compress).await.ok().flatten();
    let delta = delta.filter(|delta| (delta.len() as u64) < bytes_max).map(Bytes::from);
    let size_bytes = PAIR_SIZE_BYTES + delta.as_ref().map_or(0, |delta| delta.len() as u64);
    flight.deltas.kept.insert(flight.pair, delta.clone(), size_bytes);
    delta
}

async fn read((dictionary, content): Pair, contents: &Contents) -> Result<(Bytes, Bytes), BlobError> {
    Ok((contents.get(dictionary).await?.bytes, contents.get(content).await?.bytes))
}

/// The dictionary counts as what stands before the content, whatever it begins with: as a dictionary of zstd's own kind it would be read otherwise.
fn compress(hash: Digest, dictionary: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let mut context = CCtx::try_create()?;
    context.set_parameter(CParameter::CompressionLevel(LEVEL)).ok()?;
    context.ref_prefix(dictionary).ok()?;
    let mut frame = Vec::with_capacity(compress_bound(content.len()));
    context.compress2(&mut frame, content).ok()?;
    Some([&MAGIC, hash.bytes(), &*frame].concat())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::blobs::{BlobPlace, Blobs};

    /// A text that does not compress well by itself.
    fn text(seed: u64, lines: usize) -> String {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 20
        };
        (0..lines).map(|_| format!("const x{:x} = {:x}\n", next(), next())).collect()
    }

    fn decode(delta: &[u8], dictionary: &[u8], bytes_max: usize) -> Vec<u8> {
        assert_eq!(delta[..8], MAGIC);
        assert_eq!(&delta[8..40], Digest::of(dictionary).bytes());
        let mut context = zstd::zstd_safe::DCtx::create();
        context.ref_prefix(dictionary).unwrap();
        let mut content = Vec::with_capacity(bytes_max);
        // The head is a frame that every decoder skips.
        context.decompress(&mut content, delta).unwrap();
        content
    }

    #[test]
    fn a_small_change_is_a_few_bytes() {
        let before = text(1, 4000);
        let after = before.replacen("const", "let", 3) + "last line";
        let delta = compress(Digest::of(before.as_bytes()), before.as_bytes(), after.as_bytes()).unwrap();
        assert!(delta.len() < 200, "{}", delta.len());
        assert_eq!(decode(&delta, before.as_bytes(), after.len()), after.as_bytes());
    }

    #[test]
    fn a_dictionary_is_what_it_is_whatever_it_begins_with() {
        // The magic number of zstd's own dictionaries, and of its frames.
        for begin in [[0x37, 0xa4, 0x30, 0xec], [0x28, 0xb5, 0x2f, 0xfd]] {
            let before = [&begin, text(2, 500).as_bytes()].concat();
            let after = [&*before, b"more"].concat();
            let delta = compress(Digest::of(&before), &before, &after).unwrap();
            assert!(delta.len() < 100, "{}", delta.len());
            assert_eq!(decode(&delta, &before, after.len()), after);
        }
        let delta = compress(Digest::of(b""), b"", b"").unwrap();
        assert_eq!(decode(&delta, b"", 0), b"");
    }

    #[test]
    fn a_decoder_that_nobody_here_wrote_reads_it() {
        // The command line of zstd, where there is one.
        if Command::new("zstd").arg("--version").output().is_err() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        // Larger than what the decoder looks back by itself, and the largest that may be.
        for lines in [300, 60_000] {
            let before = text(3, lines);
            let after = before.replace("const x1", "var x1");
            let delta = compress(Digest::of(before.as_bytes()), before.as_bytes(), after.as_bytes()).unwrap();
            std::fs::write(file("before"), &before).unwrap();
            std::fs::write(file("delta.zst"), delta).unwrap();
            let mut words = vec!["-d".into(), "-f".into(), file("delta.zst"), "-o".into(), file("after")];
            words.push(format!("--patch-from={}", file("before").display()).into());
            let ended = Command::new("zstd").args(&words).output().unwrap();
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
            assert!(std::fs::read(file("after")).unwrap() == after.as_bytes());
        }
    }

    async fn contents(texts: &[&str]) -> (Arc<Contents>, Vec<Digest>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Arc::new(Blobs::open(&BlobPlace::Folder, folder.path()).await.unwrap());
        let mut digests = Vec::new();
        for text in texts {
            digests.push(blobs.put(text.as_bytes()).await.unwrap());
        }
        (Arc::new(Contents::new(blobs)), digests, folder)
    }

    #[tokio::test]
    async fn a_pair_is_made_once_for_all_who_ask() {
        let (before, after) = (text(4, 2000), text(4, 2001));
        let (contents, digests, _folder) = contents(&[&before, &after]).await;
        let (deltas, pair) = (Deltas::new(), (digests[0], digests[1]));
        let all = futures_util::future::join_all((0..50).map(|_| deltas.get(pair, 1000, u64::MAX, &contents))).await;
        let first = all[0].clone().unwrap();
        // The same bytes, not only equal ones.
        assert!(all.iter().all(|one| one.as_ref().unwrap().as_ptr() == first.as_ptr()));
        assert!(deltas.under_way.lock().unwrap().is_empty());
        assert_eq!(deltas.kept.measure(), (1, PAIR_SIZE_BYTES + first.len() as u64));
    }

    #[tokio::test]
    async fn where_there_is_too_much_to_do_one_goes_on_without() {
        let (before, after) = (text(5, 100), text(5, 101));
        let (contents, digests, _folder) = contents(&[&before, &after]).await;
        let (deltas, pair) = (Deltas::new(), (digests[0], digests[1]));
        // As many as fit wait, and nobody is kept from it by those.
        let places = deltas.places.acquire_many(deltas.places.available_permits() as u32).await.unwrap();
        let large = u64::from(UNDER_WAY_KB_MAX - 1);
        let mut first = std::pin::pin!(deltas.get(pair, large << 10, u64::MAX, &contents));
        assert!(futures_util::poll!(&mut first).is_pending());
        let other = (digests[1], digests[0]);
        assert_eq!(deltas.get(other, 1025, u64::MAX, &contents).await, None);
        // It is not remembered: the next one may find room.
        assert_eq!(deltas.kept.measure(), (0, 0));
        drop(places);
        assert!(first.await.is_some());
        assert!(deltas.get(other, 1025, u64::MAX, &contents).await.is_some());
        assert_eq!(deltas.get((digests[0], digests[0]), u64::MAX, u64::MAX, &contents).await, None);
    }

    #[tokio::test]
    async fn what_saves_nothing_is_known_not_to() {
        let (before, after) = (text(6, 100), text(7, 100));
        let (contents, digests, _folder) = contents(&[&before, &after]).await;
        let (deltas, pair) = (Deltas::new(), (digests[0], digests[1]));
        for _ in 0..2 {
            assert_eq!(deltas.get(pair, 1000, 300, &contents).await, None);
        }
        assert_eq!(deltas.kept.measure(), (1, PAIR_SIZE_BYTES));
        // A blob that is gone is not there for anybody else either.
        assert_eq!(deltas.get((digests[0], Digest::of(b"gone")), 1000, u64::MAX, &contents).await, None);
        assert!(deltas.under_way.lock().unwrap().is_empty());
        assert_eq!(deltas.room.available_permits(), UNDER_WAY_KB_MAX as usize);
    }
}
