//! Credentials of people.
//!
//! In: nothing. Out: nouns, limits. Must not: know how they are kept.

/// What somebody is known again by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Email,
    Passkey,
    /// At an OpenID Connect provider.
    Account,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Passkey => "passkey",
            Kind::Account => "account",
        }
    }
}

/// Of one person.
pub(super) const CREDENTIALS_MAX: usize = 20;

/// One as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Credential {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) label: String,
    pub(super) created_ms: i64,
    pub(super) used_ms: i64,
}

/// What somebody has proved just now.
#[derive(Debug)]
pub(super) struct Proof<'a> {
    pub(super) kind: Kind,
    /// What tells it from all others of its kind.
    pub(super) subject: &'a str,
    /// For its owner to recognise.
    pub(super) label: &'a str,
    /// The browser it was proved in, for its owner to recognise.
    pub(super) device: &'a str,
}
