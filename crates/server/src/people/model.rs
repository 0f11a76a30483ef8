//! How long things of people last, and how their names look.
//!
//! In: nothing. Out: limits, new names. Must not: make a name from anything but randomness.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::clock::DAY_MS;
use crate::secret;

const MINUTE_MS: i64 = 60 * 1000;

/// How long a browser is known as a person's after its last ticket: what browsers allow a cookie at most.
pub(crate) const PERSON_DURATION_MS: i64 = 400 * DAY_MS;
/// How long somebody stays signed in to a program, and his session key holds, after his last `wx.login`.
pub(crate) const USER_SESSION_DURATION_MS: i64 = 30 * DAY_MS;
/// A ticket goes from a frame to the page around it, and on to the page's own origin.
pub(super) const TICKET_DURATION_MS: i64 = MINUTE_MS;
/// As the vendor has it.
pub(super) const CODE_DURATION_MS: i64 = 5 * MINUTE_MS;
/// How long after its end a code that was used is told from one that never was.
pub(super) const CODE_KEPT_MS: i64 = 60 * MINUTE_MS;
/// New guests of one address: at once, and a second in the long run. A school or an office has one address for all.
pub(super) const GUESTS_AT_ONCE_MAX: u32 = 120;
pub(super) const GUESTS_PER_SECOND_MAX: f64 = 2.0;

pub(super) const PERSON_PREFIX: &str = "mn_person_";
pub(super) const TICKET_PREFIX: &str = "mn_ticket_";
pub(super) const USER_PREFIX: &str = "mn_user_";

/// 28 letters, as servers of mini programs know it.
pub(super) fn new_openid() -> String {
    name('o')
}

pub(super) fn new_unionid() -> String {
    name('u')
}

/// 16 bytes, Base64.
pub(super) fn new_session_key() -> String {
    STANDARD.encode(secret::random::<16>())
}

fn name(first: char) -> String {
    format!("{first}{}", URL_SAFE_NO_PAD.encode(secret::random::<20>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_form_that_servers_expect() {
        assert_eq!((new_openid().len(), new_unionid().len()), (28, 28));
        assert_ne!(new_openid(), new_openid());
        assert_eq!(new_session_key().len(), 24);
    }
}
