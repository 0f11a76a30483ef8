//! What was read, kept for the next who asks.
//!
//! In: values by name. Out: them again, while they are young enough. Must not: grow without end; strangers choose the names.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Values by name. When there are too many all are forgotten, which costs reading them again.
pub(crate) struct Kept<V> {
    count_max: usize,
    /// How old a value may be; any age where it never changes.
    age_max: Option<Duration>,
    values: Mutex<BTreeMap<String, (Instant, V)>>,
}

impl<V: Clone> Kept<V> {
    /// Of what never changes.
    pub(crate) fn for_ever(count_max: usize) -> Self {
        Kept { count_max, age_max: None, values: Mutex::default() }
    }

    /// Of what another server may change.
    pub(crate) fn for_a_while(count_max: usize, age_max: Duration) -> Self {
        Kept { count_max, age_max: Some(age_max), values: Mutex::default() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<V> {
        let values = self.lock();
        let (read_at, value) = values.get(name)?;
        let is_young = self.age_max.is_none_or(|age_max| read_at.elapsed() < age_max);
        is_young.then(|| value.clone())
    }

    /// `read_at`: when reading it began, since what changed meanwhile is not in it.
    pub(crate) fn insert(&self, name: &str, read_at: Instant, value: V) {
        let mut values = self.lock();
        if values.len() >= self.count_max {
            values.clear();
        }
        values.insert(name.to_owned(), (read_at, value));
    }

    pub(crate) fn forget(&self, name: &str) {
        self.lock().remove(name);
    }

    pub(crate) fn forget_all(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, (Instant, V)>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_for_their_time_and_in_their_number() {
        let kept = Kept::for_a_while(2, Duration::from_secs(1));
        let now = Instant::now();
        kept.insert("old", now.checked_sub(Duration::from_secs(2)).unwrap(), 1);
        kept.insert("young", now, 2);
        assert_eq!((kept.get("old"), kept.get("young"), kept.get("none")), (None, Some(2), None));
        kept.insert("third", now, 3);
        assert_eq!((kept.get("young"), kept.get("third")), (None, Some(3)));
        kept.forget("third");
        assert_eq!(kept.get("third"), None);
        let always = Kept::for_ever(2);
        always.insert("old", now.checked_sub(Duration::from_secs(2)).unwrap(), 1);
        assert_eq!(always.get("old"), Some(1));
    }
}
