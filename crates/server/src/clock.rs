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

/// A time as it stands in a file's name: `20260131T235959Z`.
pub(crate) fn date_and_time(at_ms: i64) -> String {
    let second = at_ms.div_euclid(1000).rem_euclid(DAY_MS / 1000);
    let (year, month, day) = date_of(day_of(at_ms));
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Year, month and day of a day since 1970. Years begin in March here, so that the day of a leap year is the last one.
fn date_of(day: i64) -> (i64, i64, i64) {
    let since_march_0000 = day + 719_468;
    let (era, day) = (since_march_0000.div_euclid(146_097), since_march_0000.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    (era * 400 + year, month, day)
}

/// A new id of a kind, `org_0198…`: in the order of time, so that rows made together lie together.
pub(crate) fn new_id(kind: &str) -> String {
    format!("{kind}_{}", uuid::Uuid::now_v7().simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `date --utc --date=@SECONDS +%Y%m%dT%H%M%SZ` says.
    #[test]
    fn times_are_written_as_dates() {
        for (second, text) in [
            (0, "19700101T000000Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (951_868_800, "20000301T000000Z"),
            (4_107_542_400, "21000301T000000Z"),
            (1_796_000_000, "20261130T005320Z"),
            (-1, "19691231T235959Z"),
        ] {
            assert_eq!(date_and_time(second * 1000), text, "{second}");
        }
    }
}
