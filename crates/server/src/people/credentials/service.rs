//! Signing in: which person a browser is of once somebody has proved a credential, and what ends when it is another one.
//!
//! In: proofs, what the browser is known by. Out: what it is known by from now on. Must not: keep on a secret that a browser had before somebody signed in.

use super::model::{CREDENTIALS_MAX, Credential, Proof};
use super::store;
use crate::clock::{new_id, now_ms};
use crate::database::{DatabaseError, Transaction};
use crate::http::Visitor;
use crate::openid::ProviderFault;
use crate::people::People;
use crate::people::model::{PERSON_DURATION_MS, PERSON_PREFIX};
use crate::people::notices::{self, Event, News};
use crate::people::service::PeopleError;
use crate::people::store as people_store;
use crate::secret;

impl From<ProviderFault> for CredentialError {
    fn from(fault: ProviderFault) -> Self {
        match fault {
            ProviderFault::Refused => CredentialError::RefusedAccount,
            // What it answered is in the log.
            ProviderFault::Unreachable => CredentialError::ProviderAway("it could not be asked".to_owned()),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialError {
    #[error("the passkey was not accepted: ask for the question again, and answer it with a passkey of this platform")]
    RefusedPasskey,
    #[error("signing in there was not completed, or took too long")]
    RefusedAccount,
    #[error("nobody signs in here by an account elsewhere: the operator named no provider for it")]
    NoProvider,
    #[error("the OpenID Connect provider does not answer as it should: {0}")]
    ProviderAway(String),
    #[error("nobody is known in this browser")]
    Nobody,
    #[error("there is no such way to sign in")]
    NotFound,
    #[error("that belongs to somebody else here: sign out, and sign in with it")]
    Taken,
    #[error("you have {CREDENTIALS_MAX} ways to sign in already: remove one first")]
    Full,
    #[error("authenticators cannot be asked: {0}")]
    Failed(String),
    #[error(transparent)]
    People(#[from] PeopleError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl People {
    /// What whoever the browser is of is known again by; nothing for guests.
    pub(super) async fn credentials(&self, person_id: &str) -> Result<Vec<Credential>, CredentialError> {
        Ok(store::list(&mut self.database.read().await?, person_id).await?)
    }

    /// Without the last one somebody is a guest again, in the browsers that know him.
    pub(super) async fn remove_credential(
        &self,
        person_id: &str,
        id: &str,
        device: &str,
    ) -> Result<(), CredentialError> {
        let mut tx = self.database.write().await?;
        let Some(Credential { kind, label, .. }) = store::remove(&mut tx, person_id, id).await? else {
            return Err(CredentialError::NotFound);
        };
        let event = Event::CredentialRemoved;
        let news = News { event, credential_kind: &kind, credential_label: &label, device };
        notices::tell(&mut tx, person_id, &news, now_ms()).await?;
        Ok(tx.commit().await?)
    }

    /// Signs in whoever has proved a credential. One that nobody has yet makes the guest of this browser somebody; somebody who is signed in already keeps
    /// his own things to himself, and a new person begins. `known`: what the browser is known by. Out: what it is known by from now on.
    pub(super) async fn sign_in_with(
        &self,
        known: Option<&str>,
        proof: &Proof<'_>,
        visitor: &Visitor,
    ) -> Result<String, CredentialError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        lock(&mut tx, proof).await?;
        let here = self.here(&mut tx, known, now_ms).await?;
        let person_id = match store::owner(&mut tx, proof).await? {
            Some(owner) => {
                note_sign_in(&mut tx, &owner, proof).await?;
                owner
            }
            None => {
                let guest = match &here {
                    Some((_, id)) if store::list(&mut tx, id).await?.is_empty() => Some(id.clone()),
                    _ => None,
                };
                let person_id = match guest {
                    Some(id) => id,
                    None if !self.is_within_pace(visitor) => return Err(PeopleError::TooMany.into()),
                    None => {
                        let id = new_id("per");
                        people_store::add_person(&mut tx, &id, now_ms).await?;
                        id
                    }
                };
                store::add(&mut tx, &new_id("cre"), &person_id, proof, None, now_ms).await?;
                person_id
            }
        };
        let secret = begin_session(&mut tx, here.as_ref(), &person_id, now_ms).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// One more way to sign in for whoever the browser is of.
    pub(super) async fn add_credential(&self, person_id: &str, proof: &Proof<'_>) -> Result<(), CredentialError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("person {person_id}")).await?;
        add(&mut tx, person_id, proof, None, now_ms).await?;
        Ok(tx.commit().await?)
    }

    /// The browser is nobody's any more, and neither are its sessions in programs.
    pub(super) async fn sign_out(&self, known: Option<&str>) -> Result<(), CredentialError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        if let Some((session, person_id)) = self.here(&mut tx, known, now_ms).await? {
            people_store::end_sessions_of_browser(&mut tx, &session, &person_id).await?;
            people_store::end_person_session(&mut tx, &session).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whoever the browser is of is signed out in all others: what somebody does who does not know one of them.
    pub(super) async fn sign_out_elsewhere(&self, known: Option<&str>) -> Result<(), CredentialError> {
        let mut tx = self.database.write().await?;
        let here = self.here(&mut tx, known, now_ms()).await?;
        let (session, person_id) = here.ok_or(CredentialError::Nobody)?;
        people_store::end_other_browsers(&mut tx, &session, &person_id).await?;
        Ok(tx.commit().await?)
    }

    /// The session of this browser, and whose it is.
    pub(super) async fn here(
        &self,
        tx: &mut Transaction,
        known: Option<&str>,
        now_ms: i64,
    ) -> Result<Option<(String, String)>, DatabaseError> {
        let Some(known) = known else { return Ok(None) };
        let session = secret::hash(known);
        let person_id = people_store::person_of_session(tx, &session, now_ms).await?;
        Ok(person_id.map(|person_id| (session, person_id)))
    }
}

/// Two who prove the same at once come one after the other.
async fn lock(tx: &mut Transaction, proof: &Proof<'_>) -> Result<(), DatabaseError> {
    tx.lock(&format!("credential {} {}", proof.kind.word(), proof.subject)).await
}

/// One more of a person's own; what he has already is no fault.
pub(super) async fn add(
    tx: &mut Transaction,
    person_id: &str,
    proof: &Proof<'_>,
    passkey: Option<&str>,
    now_ms: i64,
) -> Result<(), CredentialError> {
    lock(tx, proof).await?;
    match store::owner(tx, proof).await? {
        Some(owner) if owner == person_id => return Ok(()),
        Some(_) => return Err(CredentialError::Taken),
        None => {}
    }
    if store::list(tx, person_id).await?.len() >= CREDENTIALS_MAX {
        return Err(CredentialError::Full);
    }
    store::add(tx, &new_id("cre"), person_id, proof, passkey, now_ms).await?;
    let (event, credential_kind) = (Event::CredentialAdded, proof.kind.word());
    let news = News { event, credential_kind, credential_label: proof.label, device: proof.device };
    Ok(notices::tell(tx, person_id, &news, now_ms).await?)
}

/// Somebody has signed in by a credential of his.
pub(super) async fn note_sign_in(
    tx: &mut Transaction,
    person_id: &str,
    proof: &Proof<'_>,
) -> Result<(), DatabaseError> {
    let now_ms = now_ms();
    let label = store::note_use(tx, proof, now_ms).await?;
    let (event, credential_kind) = (Event::SignedIn, proof.kind.word());
    let news = News { event, credential_kind, credential_label: &label, device: proof.device };
    notices::tell(tx, person_id, &news, now_ms).await
}

/// A new session of this browser in the place of the one it had. `here`: that one, and whose it was. Where he is the same, programs in which he is signed in
/// go on; of somebody else nothing stays in this browser.
pub(super) async fn begin_session(
    tx: &mut Transaction,
    here: Option<&(String, String)>,
    person_id: &str,
    now_ms: i64,
) -> Result<String, DatabaseError> {
    let secret = secret::new_secret(PERSON_PREFIX);
    let session = secret::hash(&secret);
    people_store::add_person_session(tx, &session, person_id, now_ms, now_ms + PERSON_DURATION_MS).await?;
    if let Some((before, owner)) = here {
        if owner == person_id {
            people_store::move_sessions_of_browser(tx, before, &session).await?;
        } else {
            people_store::end_sessions_of_browser(tx, before, owner).await?;
        }
        people_store::end_person_session(tx, before).await?;
    }
    Ok(secret)
}
