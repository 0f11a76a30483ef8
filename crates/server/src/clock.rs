//! The time and names of new things.
//!
//! In: nothing. Out: milliseconds, ids. Must not: be asked inside a rule that a test wants to hold still; pass the time in.

use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The day a time is of: UTC, days since 1970.
pub(crate) fn day_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(DAY_MS)
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// A new id of a kind, `org_0198…`: in the order of time, so that rows made together lie together.
pub(crate) fn new_id(kind: &str) -> String {
    format!("{kind}_{}", uuid::Uuid::now_v7().simple())
}
