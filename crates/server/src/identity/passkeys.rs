//! Passkeys: how people sign in at the console.
//!
//! In: accounts, answers of authenticators. Out: passkeys, sessions. Must not: tell whether an account exists; whoever signs in names none.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use webauthn_rs::prelude::Uuid;

use super::audit::{Subject, record};
use super::model::Actor;
use super::service::{IdentityError, name};
use super::{passkey_store as store, session};
use crate::authenticators::{Authenticators, Owner, handle_of};
use crate::ceremony::{OF_ACCOUNTS, Question, Taken};
use crate::clock::{new_id, now_ms};
use crate::database::{Database, Transaction};

const PASSKEYS_MAX: usize = 20;

pub(crate) struct Passkeys {
    database: Database,
    authenticators: Arc<Authenticators>,
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownPasskey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created_ms: i64,
    pub(crate) used_ms: Option<i64>,
}

impl Passkeys {
    pub(crate) fn new(database: Database, authenticators: Arc<Authenticators>) -> Self {
        Passkeys { database, authenticators }
    }

    /// Asks an authenticator for a new passkey of somebody who is signed in.
    pub(crate) async fn begin_registration(&self, actor: &Actor) -> Result<Question, IdentityError> {
        let account = &person(actor)?.account;
        let mut tx = self.database.write().await?;
        let known = store::credentials(&mut tx, &account.id).await?;
        if known.len() >= PASSKEYS_MAX {
            return Err(IdentityError::Invalid(format!("you have {PASSKEYS_MAX} passkeys already: remove one first")));
        }
        let owner = Owner { handle: handle(&account.id)?, name: &account.email, shown_name: &account.name };
        let asked = self.authenticators.ask_new(&owner, &known).map_err(IdentityError::Failed)?;
        let question = OF_ACCOUNTS.ask(&mut tx, Some(&account.id), asked).await?;
        tx.commit().await?;
        Ok(question)
    }

    /// Keeps the passkey an authenticator has made.
    pub(crate) async fn finish_registration(
        &self,
        actor: &Actor,
        ceremony: &str,
        key_name: &str,
        answer: Json,
    ) -> Result<KnownPasskey, IdentityError> {
        let account = &person(actor)?.account;
        let key_name = name("name", key_name)?;
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let taken = OF_ACCOUNTS.take(&mut tx, ceremony).await?;
        let taken = taken.filter(|taken| taken.owner.as_ref() == Some(&account.id));
        let Some(made) = taken.and_then(|taken| self.authenticators.made(&taken.state, answer)) else {
            // The question is used up.
            tx.commit().await?;
            return Err(IdentityError::RefusedPasskey);
        };
        let known = KnownPasskey { id: new_id("pky"), name: key_name, created_ms: now_ms, used_ms: None };
        let row = store::NewPasskey {
            account_id: &account.id,
            credential_id: &made.credential_id,
            credential: &made.passkey,
        };
        store::add(&mut tx, &known, &row).await?;
        let detail = json!({"id": known.id, "name": known.name});
        record(&mut tx, actor, Subject::default(), "passkey.add", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// Asks whichever authenticator is there who it is.
    pub(crate) async fn begin_sign_in(&self) -> Result<Question, IdentityError> {
        let asked = self.authenticators.ask_who().map_err(IdentityError::Failed)?;
        let mut tx = self.database.write().await?;
        let question = OF_ACCOUNTS.ask(&mut tx, None, asked).await?;
        tx.commit().await?;
        Ok(question)
    }

    /// The session of whoever an authenticator has answered for. Every refusal is the same one.
    pub(crate) async fn finish_sign_in(&self, ceremony: &str, answer: Json) -> Result<String, IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let taken = OF_ACCOUNTS.take(&mut tx, ceremony).await?;
        match self.verified(&mut tx, taken, answer, now_ms).await? {
            Some(account_id) => {
                let session = session::begin(&mut tx, &account_id, now_ms).await?;
                tx.commit().await?;
                Ok(session)
            }
            None => {
                tx.commit().await?;
                Err(IdentityError::RefusedPasskey)
            }
        }
    }

    /// Whose passkey signed the question.
    async fn verified(
        &self,
        tx: &mut Transaction,
        taken: Option<Taken>,
        answer: Json,
        now_ms: i64,
    ) -> Result<Option<String>, IdentityError> {
        let taken = taken.filter(|taken| taken.owner.is_none());
        let (Some(taken), Some(answer)) = (taken, self.authenticators.read(answer)) else { return Ok(None) };
        let found = store::by_credential(tx, &answer.credential_id).await?;
        let found = found.filter(|found| handle_of(&found.account_id) == Some(answer.handle));
        let Some(found) = found else { return Ok(None) };
        let Some(passkey) = self.authenticators.proved(&taken.state, &answer, &found.credential) else {
            return Ok(None);
        };
        store::note_use(tx, &found.id, &passkey, now_ms).await?;
        Ok(Some(found.account_id))
    }

    pub(crate) async fn list(&self, actor: &Actor) -> Result<Vec<KnownPasskey>, IdentityError> {
        Ok(store::list(&mut self.database.read().await?, &actor.account.id).await?)
    }

    /// The last one stays: without it nobody could sign in here again.
    pub(crate) async fn remove(&self, actor: &Actor, id: &str) -> Result<(), IdentityError> {
        let account_id = &person(actor)?.account.id;
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("passkeys {account_id}")).await?;
        let known = store::list(&mut tx, account_id).await?;
        let removed = known.iter().find(|passkey| passkey.id == id).ok_or(IdentityError::NotFound("passkey"))?;
        if known.len() == 1 {
            return Err(IdentityError::State("this is your only passkey: add another one first".to_owned()));
        }
        store::remove(&mut tx, account_id, id).await?;
        let detail = json!({"id": id, "name": removed.name});
        record(&mut tx, actor, Subject::default(), "passkey.remove", &detail, now_ms).await?;
        Ok(tx.commit().await?)
    }
}

/// Ways in are for people: a token cannot make itself another one.
pub(super) fn person(actor: &Actor) -> Result<&Actor, IdentityError> {
    if actor.token.is_none() { Ok(actor) } else { Err(IdentityError::NeedsSession) }
}

fn handle(account_id: &str) -> Result<Uuid, IdentityError> {
    handle_of(account_id).ok_or_else(|| IdentityError::Failed(format!("the account {account_id} has no id of ours")))
}
