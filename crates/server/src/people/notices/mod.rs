//! The inbox of somebody who opens programs: what was done with his account, so that he notices what was not his doing.
//!
//! In: what happened. Out: notices, the newest first. Must not: tell whoever is not signed in as that person.

mod device;
mod routes;
mod store;

pub(in crate::people) use self::device::device_of;
pub(super) use self::routes::routes;

use crate::clock::{new_id, now_ms};
use crate::database::{DatabaseError, Transaction};
use crate::people::People;

/// Of one person: older ones go.
const NOTICES_MAX: i64 = 200;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::people) enum Event {
    SignedIn,
    CredentialAdded,
    CredentialRemoved,
}

impl Event {
    const fn word(self) -> &'static str {
        match self {
            Event::SignedIn => "signed-in",
            Event::CredentialAdded => "credential-added",
            Event::CredentialRemoved => "credential-removed",
        }
    }
}

/// What is to be told.
#[derive(Debug)]
pub(in crate::people) struct News<'a> {
    pub(in crate::people) event: Event,
    pub(in crate::people) credential_kind: &'a str,
    pub(in crate::people) credential_label: &'a str,
    /// As [`device_of`] writes it.
    pub(in crate::people) device: &'a str,
}

#[derive(Debug)]
struct Notice {
    id: String,
    kind: String,
    credential_kind: String,
    credential_label: String,
    device: String,
    at_ms: i64,
    is_read: bool,
}

/// Puts a notice into somebody's inbox, together with what it tells of.
pub(in crate::people) async fn tell(
    tx: &mut Transaction,
    person_id: &str,
    news: &News<'_>,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    store::add(tx, &new_id("ntc"), person_id, news, now_ms).await?;
    store::trim(tx, person_id, NOTICES_MAX).await
}

impl People {
    async fn notices(&self, person_id: &str) -> Result<Vec<Notice>, DatabaseError> {
        store::list(&mut self.database.read().await?, person_id, NOTICES_MAX).await
    }

    /// How many notices somebody has not seen.
    pub(in crate::people) async fn unread(&self, person_id: &str) -> Result<i64, DatabaseError> {
        store::count_unread(&mut self.database.read().await?, person_id).await
    }

    async fn read_notices(&self, person_id: &str) -> Result<(), DatabaseError> {
        let mut tx = self.database.write().await?;
        store::mark_read(&mut tx, person_id, now_ms()).await?;
        tx.commit().await
    }
}
