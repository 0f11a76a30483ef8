//! The memory of an edge: answers by what was asked, within a limit of bytes.
//!
//! In: answers. Out: the same, until there is no more room. Must not: grow beyond its limit, whoever asks for whatever.

use std::sync::Arc;
use std::time::Instant;

use super::kept::Kept;
use crate::weighed::Weighed;

/// What an answer is kept by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) host: String,
    /// With its query.
    pub(super) path: String,
    /// The compressed forms that are taken, in our order.
    pub(super) encodings: String,
    /// The SHA-256 of a dictionary (RFC 9842), where the answer may be made against it.
    pub(super) dictionary: Option<[u8; 32]>,
}

impl Key {
    /// What whoever has no dictionary asks for.
    pub(super) fn without_dictionary(&self) -> Self {
        Key { dictionary: None, ..self.clone() }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Known {
    Kept(Arc<Kept>),
    /// It is not for everybody.
    Passed(Instant),
    /// With the dictionary it is the answer that others get.
    Plain(Instant),
}

/// What one entry takes beside its texts and its body.
const ENTRY_SIZE_BYTES: u64 = 512;

pub(super) struct Memory(Weighed<Key, Known>);

impl Memory {
    pub(super) fn new(size_bytes_max: u64) -> Self {
        Memory(Weighed::new(size_bytes_max))
    }

    pub(super) fn get(&self, key: &Key) -> Option<Known> {
        self.0.get(key)
    }

    pub(super) fn insert(&self, key: Key, known: Known) {
        let size_bytes = size(&key, &known);
        self.0.insert(key, known, size_bytes);
    }

    pub(super) fn remove(&self, key: &Key) {
        self.0.remove(key);
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
        let key = |number: usize| Key {
            host: "a".to_owned(),
            path: format!("/{number}"),
            encodings: String::new(),
            dictionary: None,
        };
        for number in 0..10_000 {
            memory.insert(key(number), Known::Passed(Instant::now()));
            // What is asked for again stays.
            assert!(memory.get(&key(0)).is_some());
        }
        let (held, size_bytes) = memory.0.measure();
        assert!(size_bytes <= 100_000 && (150..200).contains(&held), "{held}");
        assert!(memory.get(&key(9_999)).is_some() && memory.get(&key(1)).is_none());
        for _ in 0..3 {
            memory.insert(key(9_999), Known::Passed(Instant::now()));
        }
        assert_eq!(memory.0.measure().0, held);
        for number in 0..10_000 {
            memory.remove(&key(number));
        }
        assert_eq!(memory.0.measure().1, 0);
    }
}
