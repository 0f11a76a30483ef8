//! What was compiled in an earlier build, by name and by a hash of everything it was compiled from.
//!
//! In: a name, a hash, a way to make the value. Out: the value, made anew only when the hash differs.
//! Must not: outlive its compiler; nothing is written to disk.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

pub(crate) struct Cache<V> {
    entries: Mutex<FxHashMap<String, (u64, Arc<V>)>>,
    made: AtomicUsize,
}

impl<V> Default for Cache<V> {
    fn default() -> Self {
        Cache { entries: Mutex::default(), made: AtomicUsize::new(0) }
    }
}

impl<V> Cache<V> {
    /// The value kept under `name` if it was made from `hash`, else a new one.
    pub(crate) fn get(&self, name: &str, hash: u64, make: impl FnOnce() -> V) -> Arc<V> {
        if let Ok(entries) = self.entries.lock()
            && let Some((made_from, value)) = entries.get(name)
            && *made_from == hash
        {
            return value.clone();
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let value = Arc::new(make());
        if let Ok(mut entries) = self.entries.lock() {
            entries.insert(name.to_owned(), (hash, value.clone()));
        }
        value
    }

    /// As `get`, but a kept value must also still hold.
    pub(crate) fn get_if(
        &self,
        name: &str,
        hash: u64,
        holds: impl FnOnce(&V) -> bool,
        make: impl FnOnce() -> V,
    ) -> Arc<V> {
        let kept = self.entries.lock().ok().and_then(|entries| {
            entries.get(name).filter(|(made_from, _)| *made_from == hash).map(|(_, value)| value.clone())
        });
        if let Some(value) = kept.filter(|value| holds(value)) {
            return value;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let value = Arc::new(make());
        if let Ok(mut entries) = self.entries.lock() {
            entries.insert(name.to_owned(), (hash, value.clone()));
        }
        value
    }

    /// How many values were made since the last call.
    pub(crate) fn take_made(&self) -> usize {
        self.made.swap(0, Ordering::Relaxed)
    }
}

/// Mixes hashes into one, in order.
pub(crate) fn mix(parts: &[u64]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    for part in parts {
        hasher.write_u64(*part);
    }
    hasher.finish()
}

/// A hash of anything, for cache keys.
pub(crate) fn hash_of(value: &impl std::hash::Hash) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
