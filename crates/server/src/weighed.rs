//! What is kept while there is room for it: what was not used for longest goes first.
//!
//! In: values by key, each with a weight. Out: them again. Must not: weigh more than it may; strangers may choose the keys.

use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

#[derive(Debug)]
pub(crate) struct Weighed<K: Hash + Eq, V> {
    weight_max: u64,
    inner: Mutex<Inner<K, V>>,
}

#[derive(Debug)]
struct Inner<K: Hash + Eq, V> {
    weight: u64,
    values: LruCache<K, (V, u64)>,
}

impl<K: Hash + Eq, V: Clone> Weighed<K, V> {
    pub(crate) fn new(weight_max: u64) -> Self {
        Weighed { weight_max, inner: Mutex::new(Inner { weight: 0, values: LruCache::unbounded() }) }
    }

    /// It is the last to go now.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.inner().values.get(key).map(|(value, _)| value.clone())
    }

    /// Keeps a value, in the place of one that has the key. Gives those that have to go, itself among them when it weighs more than all may.
    pub(crate) fn insert(&self, key: K, value: V, weight: u64) -> Vec<K> {
        let mut inner = self.inner();
        if let Some((_, (_, before))) = inner.values.push(key, (value, weight)) {
            inner.weight -= before;
        }
        inner.weight += weight;
        let mut gone = Vec::new();
        while inner.weight > self.weight_max
            && let Some((key, (_, weight))) = inner.values.pop_lru()
        {
            inner.weight -= weight;
            gone.push(key);
        }
        gone
    }

    /// Another value of the same weight for a key that is there.
    pub(crate) fn change(&self, key: &K, value: V) {
        if let Some((known, _)) = self.inner().values.peek_mut(key) {
            *known = value;
        }
    }

    pub(crate) fn remove(&self, key: &K) {
        let mut inner = self.inner();
        if let Some((_, weight)) = inner.values.pop(key) {
            inner.weight -= weight;
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner<K, V>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are, and what they weigh.
    #[cfg(test)]
    pub(crate) fn measure(&self) -> (usize, u64) {
        let inner = self.inner();
        (inner.values.len(), inner.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let [a, b, c, d] = ["a", "b", "c", "d"];
        let kept = Weighed::new(10);
        assert!(kept.insert(a, true, 4).is_empty() && kept.insert(b, false, 4).is_empty());
        assert_eq!((kept.get(&a), kept.get(&b), kept.get(&c)), (Some(true), Some(false), None));
        kept.change(&b, true);
        kept.change(&c, true);
        assert_eq!((kept.get(&b), kept.get(&a), kept.get(&c)), (Some(true), Some(true), None));
        assert_eq!(kept.insert(c, true, 4), [b]);
        assert_eq!(kept.get(&b), None);
        // The same once more takes no more room.
        assert!(kept.insert(c, true, 4).is_empty());
        assert_eq!(kept.measure(), (2, 8));
        assert_eq!(kept.insert(d, true, 11), [a, c, d]);
        assert_eq!(kept.measure(), (0, 0));
        kept.insert(a, true, 4);
        kept.remove(&a);
        kept.remove(&b);
        assert_eq!(kept.measure(), (0, 0));
    }
}
