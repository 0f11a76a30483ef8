//! How often somebody may do something: a count a window of time, kept in memory.
//!
//! In: a word for whoever does it. Out: whether he still may. Must not: grow with the number of strangers, or outlive the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Beyond it those whose time is over are forgotten, or else all: a limit that lapses is better than memory without one.
const KEYS_MAX: usize = 20_000;

pub(crate) struct Throttle {
    count_max: u32,
    window: Duration,
    counts: Mutex<BTreeMap<String, Count>>,
}

struct Count {
    since: Instant,
    count: u32,
}

impl Throttle {
    pub(crate) fn new(count_max: u32, window: Duration) -> Self {
        Throttle { count_max, window, counts: Mutex::default() }
    }

    /// Counts one more; whether it is still allowed.
    pub(crate) fn admits(&self, key: &str) -> bool {
        self.admits_at(key, Instant::now())
    }

    /// Whether the next one would be refused; counts nothing.
    pub(crate) fn is_used_up(&self, key: &str) -> bool {
        self.is_used_up_at(key, Instant::now())
    }

    fn admits_at(&self, key: &str, now: Instant) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= KEYS_MAX && !counts.contains_key(key) {
            counts.retain(|_, count| now.duration_since(count.since) < self.window);
            if counts.len() >= KEYS_MAX {
                counts.clear();
            }
        }
        let count = counts.entry(key.to_owned()).or_insert(Count { since: now, count: 0 });
        if now.duration_since(count.since) >= self.window {
            *count = Count { since: now, count: 0 };
        }
        count.count = count.count.saturating_add(1);
        count.count <= self.count_max
    }

    fn is_used_up_at(&self, key: &str, now: Instant) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(key).filter(|count| now.duration_since(count.since) < self.window);
        count.is_some_and(|count| count.count >= self.count_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_a_window_and_each_for_himself() {
        let throttle = Throttle::new(2, Duration::from_secs(60));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(throttle.admits_at("a", at(0)) && !throttle.is_used_up_at("a", at(0)));
        assert!(throttle.admits_at("a", at(1)) && throttle.is_used_up_at("a", at(1)));
        assert!(!throttle.admits_at("a", at(59)));
        assert!(throttle.admits_at("b", at(59)));
        assert!(!throttle.is_used_up_at("a", at(60)) && throttle.admits_at("a", at(60)));
    }

    #[test]
    fn strangers_take_no_more_memory_than_there_is_for_them() {
        let throttle = Throttle::new(1, Duration::from_secs(60));
        let start = Instant::now();
        for stranger in 0..=KEYS_MAX {
            throttle.admits_at(&stranger.to_string(), start);
        }
        assert!(throttle.counts.lock().unwrap().len() <= KEYS_MAX);
    }
}
