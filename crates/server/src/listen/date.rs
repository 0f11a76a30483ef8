//! The time as answers say it.
//!
//! In: the clock. Out: a header. Must not: be written anew for each answer.

use std::cell::RefCell;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::HeaderValue;

/// The time as HTTP writes it, made once a second.
pub(super) fn now() -> HeaderValue {
    thread_local! {
        static KEPT: RefCell<(u64, HeaderValue)> = const { RefCell::new((0, HeaderValue::from_static(""))) };
    }
    let now = SystemTime::now();
    let second = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    KEPT.with_borrow_mut(|(kept, text)| {
        if *kept != second {
            *text =
                HeaderValue::from_str(&httpdate::fmt_http_date(now)).unwrap_or_else(|_| HeaderValue::from_static(""));
            *kept = second;
        }
        text.clone()
    })
}
