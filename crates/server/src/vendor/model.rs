//! Secrets of programs and the tokens their servers call with: how long they last, and how many there may be.
//!
//! In: nothing. Out: limits. Must not: hold SQL or HTTP.

use crate::identity::words;

const MINUTE_MS: i64 = 60 * 1000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;

words! {
    /// By which of the two calls a token was got. They know nothing of each other, as the vendor documents.
    TokenKind, "kind of token" {
        /// `/cgi-bin/token`: each call gives another one.
        Plain => "plain",
        /// `/cgi-bin/stable_token`: the same until it ends.
        Stable => "stable",
    }
}

/// As the vendor has it.
pub(super) const TOKEN_DURATION_MS: i64 = 2 * HOUR_MS;
/// How long a token still works after the next one was made without force.
pub(super) const TOKEN_OVERLAP_MS: i64 = 5 * MINUTE_MS;
/// Forcing again within this time changes nothing.
pub(super) const FORCE_PAUSE_MS: i64 = 30 * 1000;
/// As the vendor has it.
pub(super) const FORCES_PER_DAY_MAX: i64 = 20;
/// As the vendor has it.
pub(super) const PLAIN_TOKENS_PER_DAY_MAX: i64 = 2_000;
/// As the vendor has it, of each user.
pub(super) const CODES_PER_MINUTE_MAX: u32 = 100;

/// As the vendor has it, of each program.
pub(super) const SCENE_CODES_PER_MINUTE_MAX: u32 = 5_000;
/// Schemes and links of a program, as the vendor has it.
pub(super) const LINKS_PER_SECOND_MAX: u32 = 100;
pub(super) const LINKS_PER_DAY_MAX: u32 = 500_000;

/// Wrong secrets of one address for one program a minute, after which nothing more is looked at.
pub(super) const WRONG_SECRETS_PER_MINUTE_MAX: u32 = 20;
/// How long a secret goes on beside the one that replaces it, unless something else is asked for.
pub(super) const GRACE_HOURS_USUAL: u32 = 24;
pub(super) const GRACE_HOURS_MAX: u32 = 24 * 7;

pub(super) const TOKEN_PREFIX: &str = "mn_access_";

/// A secret of a program as its developers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppSecret {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) created_ms: i64,
    /// The current one has none.
    pub(crate) ends_ms: Option<i64>,
}
