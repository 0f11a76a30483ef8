//! Which copies of blobs lie on this machine, and which of them go when there is no more room.
//!
//! In: digests and sizes. Out: what is there; what to remove. Must not: touch the disk.

use std::collections::BTreeMap;

use super::Digest;

/// The copies, the one not used for longest first to go.
#[derive(Debug)]
pub(super) struct Cached {
    size_bytes_max: u64,
    size_bytes: u64,
    next: u64,
    copies: BTreeMap<Digest, Copy>,
    by_use: BTreeMap<u64, Digest>,
}

#[derive(Debug)]
struct Copy {
    size_bytes: u64,
    used: u64,
    /// Its bytes were compared with its digest by this process.
    is_checked: bool,
}

impl Cached {
    pub(super) fn new(size_bytes_max: u64) -> Self {
        Cached { size_bytes_max, size_bytes: 0, next: 0, copies: BTreeMap::new(), by_use: BTreeMap::new() }
    }

    /// Whether there is a copy, and whether it was checked. It is the last to go now.
    pub(super) fn use_copy(&mut self, digest: Digest) -> Option<bool> {
        let copy = self.copies.get_mut(&digest)?;
        self.by_use.remove(&copy.used);
        copy.used = self.next;
        self.by_use.insert(self.next, digest);
        self.next += 1;
        Some(copy.is_checked)
    }

    pub(super) fn check(&mut self, digest: Digest) {
        if let Some(copy) = self.copies.get_mut(&digest) {
            copy.is_checked = true;
        }
    }

    /// Notes a copy; gives those that have to go. It is among them itself when it is larger than all may be.
    pub(super) fn add(&mut self, digest: Digest, size_bytes: u64, is_checked: bool) -> Vec<Digest> {
        self.remove(digest);
        self.copies.insert(digest, Copy { size_bytes, used: self.next, is_checked });
        self.by_use.insert(self.next, digest);
        self.next += 1;
        self.size_bytes += size_bytes;
        let mut gone = Vec::new();
        while self.size_bytes > self.size_bytes_max
            && let Some((_, oldest)) = self.by_use.first_key_value()
        {
            let oldest = *oldest;
            self.remove(oldest);
            gone.push(oldest);
        }
        gone
    }

    pub(super) fn remove(&mut self, digest: Digest) {
        if let Some(copy) = self.copies.remove(&digest) {
            self.by_use.remove(&copy.used);
            self.size_bytes -= copy.size_bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let [a, b, c, d] = [b"a", b"b", b"c", b"d"].map(|content| Digest::of(content));
        let mut cached = Cached::new(10);
        assert!(cached.add(a, 4, true).is_empty() && cached.add(b, 4, false).is_empty());
        assert_eq!((cached.use_copy(a), cached.use_copy(b), cached.use_copy(c)), (Some(true), Some(false), None));
        cached.check(b);
        assert_eq!((cached.use_copy(b), cached.use_copy(a)), (Some(true), Some(true)));
        assert_eq!(cached.add(c, 4, true), [b]);
        assert_eq!(cached.use_copy(b), None);
        // The same once more takes no more room.
        assert!(cached.add(c, 4, true).is_empty());
        assert_eq!(cached.add(d, 11, true), [a, c, d]);
        assert_eq!((cached.size_bytes, cached.copies.len(), cached.by_use.len()), (0, 0, 0));
    }
}
