//! The memory of an edge: answers by what was asked, within a limit of bytes.
//!
//! In: answers. Out: the same, until there is no more room. Must not: grow beyond its limit, whoever asks for whatever.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use lru::LruCache;

use super::kept::Kept;

/// What an answer is kept by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) host: String,
    /// With its query.
    pub(super) path: String,
    /// The compressed forms that are taken, in our order.
    pub(super) encodings: String,
}

#[derive(Debug, Clone)]
pub(super) enum Known {
    Kept(Arc<Kept>),
    /// It is not for everybody.
    Passed(Instant),
}

/// What one entry takes beside its texts and its body.
const ENTRY_SIZE_BYTES: u64 = 512;

pub(super) struct Memory {
    size_bytes_max: u64,
    inner: Mutex<Inner>,
}

struct Inner {
    size_bytes: u64,
    entries: LruCache<Key, Known>,
}

impl Memory {
    pub(super) fn new(size_bytes_max: u64) -> Self {
        Memory { size_bytes_max, inner: Mutex::new(Inner { size_bytes: 0, entries: LruCache::unbounded() }) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, key: &Key) -> Option<Known> {
        self.inner().entries.get(key).cloned()
    }

    pub(super) fn insert(&self, key: Key, known: Known) {
        let mut inner = self.inner();
        let size_bytes = size(&key, &known);
        // What stood there under the same key goes.
        if let Some((key, known)) = inner.entries.push(key, known) {
            inner.size_bytes -= size(&key, &known);
        }
        inner.size_bytes += size_bytes;
        while inner.size_bytes > self.size_bytes_max
            && let Some((key, known)) = inner.entries.pop_lru()
        {
            inner.size_bytes -= size(&key, &known);
        }
    }

    pub(super) fn remove(&self, key: &Key) {
        let mut inner = self.inner();
        if let Some((key, known)) = inner.entries.pop_entry(key) {
            inner.size_bytes -= size(&key, &known);
        }
    }
}

fn size(key: &Key, known: &Known) -> u64 {
    let texts = (key.host.len() + key.path.len() + key.encodings.len()) as u64;
    let kept = if let Known::Kept(kept) = known { kept.weight() } else { 0 };
    ENTRY_SIZE_BYTES + texts + kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_fill_no_more_than_there_is() {
        let memory = Memory::new(100_000);
        let key = |number: usize| Key { host: "a".to_owned(), path: format!("/{number}"), encodings: String::new() };
        for number in 0..10_000 {
            memory.insert(key(number), Known::Passed(Instant::now()));
            // What is asked for again stays.
            assert!(memory.get(&key(0)).is_some());
        }
        let held = memory.inner().entries.len();
        assert!(memory.inner().size_bytes <= 100_000 && (150..200).contains(&held), "{held}");
        assert!(memory.get(&key(9_999)).is_some() && memory.get(&key(1)).is_none());
        for _ in 0..3 {
            memory.insert(key(9_999), Known::Passed(Instant::now()));
        }
        assert_eq!(memory.inner().entries.len(), held);
        for number in 0..10_000 {
            memory.remove(&key(number));
        }
        assert_eq!(memory.inner().size_bytes, 0);
    }
}
