//! Buckets: a layer's people divided into 10,000 parts, and which parts an experiment has.
//!
//! In: a salt and a unit, or texts of ranges. Out: numbers, sets. Must not: depend on anything but its arguments: an assignment is the same
//! on every server and after every start.

use sha2::{Digest as _, Sha256};

/// Parts of a layer.
pub(crate) const BUCKETS: u16 = 10_000;
const BUCKETS_PER_PERCENT: u16 = 100;

/// The part a unit is in: the first 8 bytes of SHA-256 of salt and unit, big-endian, modulo 10,000. Another salt gives another, unrelated one.
pub(super) fn bucket(salt: &str, unit: &str) -> u16 {
    let digest = Sha256::new().chain_update(salt.as_bytes()).chain_update(unit.as_bytes()).finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    // Less than 10,000.
    u16::try_from(u64::from_be_bytes(first) % u64::from(BUCKETS)).unwrap_or_default()
}

/// Whether the bucket is among the first so many of a hundred.
pub(super) fn is_below_percent(bucket: u16, percent: i64) -> bool {
    i64::from(bucket) < percent * i64::from(BUCKETS_PER_PERCENT)
}

/// A set of buckets: ranges that include both ends, in order, apart from each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Buckets(Vec<(u16, u16)>);

impl Buckets {
    /// `0-999,4000-4999`, as it is kept.
    pub(super) fn parse(text: &str) -> Self {
        let range = |part: &str| {
            let (first, last) = part.split_once('-')?;
            Some((first.parse().ok()?, last.parse().ok()?))
        };
        Buckets(text.split(',').filter_map(range).collect())
    }

    pub(super) fn text(&self) -> String {
        self.0.iter().map(|(first, last)| format!("{first}-{last}")).collect::<Vec<_>>().join(",")
    }

    pub(super) fn contains(&self, bucket: u16) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&bucket))
    }

    pub(super) fn count(&self) -> u16 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// With as many more, the lowest that `taken` has none of, as make it so many of a hundred; `None` when too few are free.
    pub(super) fn grown_to(&self, percent: i64, taken: &[Buckets]) -> Option<Self> {
        let wanted = u16::try_from(percent).ok()?.checked_mul(BUCKETS_PER_PERCENT)?;
        let mut lacking = wanted.saturating_sub(self.count());
        let is_free = |bucket: u16| !taken.iter().chain([self]).any(|set| set.contains(bucket));
        let mut all: Vec<u16> = (0..BUCKETS).filter(|bucket| self.contains(*bucket)).collect();
        for bucket in (0..BUCKETS).filter(|bucket| is_free(*bucket)) {
            if lacking == 0 {
                break;
            }
            all.push(bucket);
            lacking -= 1;
        }
        all.sort_unstable();
        (lacking == 0).then(|| Self::of(&all))
    }

    fn of(sorted: &[u16]) -> Self {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for bucket in sorted {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == *bucket => *last = *bucket,
                _ => ranges.push((*bucket, *bucket)),
            }
        }
        Buckets(ranges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_what_sha_256_says() {
        // printf 'saltunit' | sha256sum: the first 16 digits as a number, modulo 10,000 (Python).
        assert_eq!(bucket("salt", "unit"), 7924);
        assert_ne!(bucket("tlas", "unit"), 7924);
    }

    #[test]
    fn a_set_grows_by_free_buckets_and_loses_none() {
        let other = Buckets::parse("0-999,3000-3999");
        let first = Buckets::default().grown_to(10, std::slice::from_ref(&other)).unwrap();
        assert_eq!(first.text(), "1000-1999");
        let grown = first.grown_to(30, std::slice::from_ref(&other)).unwrap();
        assert_eq!((grown.text().as_str(), grown.count()), ("1000-2999,4000-4999", 3000));
        assert!((0..BUCKETS).all(|bucket| !first.contains(bucket) || grown.contains(bucket)));
        assert!((0..BUCKETS).all(|bucket| !(other.contains(bucket) && grown.contains(bucket))));
        assert_eq!(grown.grown_to(81, std::slice::from_ref(&other)), None);
        assert_eq!(grown.grown_to(80, &[other]).unwrap().count(), 8000);
        assert_eq!(Buckets::parse(&grown.text()), grown);
        assert_eq!(Buckets::parse("").count(), 0);
    }
}
