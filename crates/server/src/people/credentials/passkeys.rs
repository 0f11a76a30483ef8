//! Passkeys of people who open programs.
//!
//! In: answers of authenticators. Out: credentials, sessions. Must not: take a key of somebody who works with the platform: those are others.

use serde_json::Value as Json;

use super::model::{CREDENTIALS_MAX, Kind, Proof};
use super::service::{CredentialError, add, begin_session, note_sign_in};
use super::store;
use crate::authenticators::{Owner, handle_of};
use crate::ceremony::{OF_PEOPLE, Question};
use crate::clock::now_ms;
use crate::database::Transaction;
use crate::http::Visitor;
use crate::people::People;
use crate::people::service::Recognised;

impl People {
    /// Asks for a new passkey of whoever the browser is of: of a guest, where nobody is known in it. `site`: what the authenticator shows the key as, where
    /// its owner has no other credential. Out: the question, and what the browser is known by from now on.
    pub(super) async fn ask_new_passkey(
        &self,
        known: Option<&str>,
        visitor: &Visitor,
        site: &str,
    ) -> Result<(Question, String), CredentialError> {
        let mut tx = self.database.write().await?;
        let Recognised { secret, id } = self.find_or_make(&mut tx, known, visitor, now_ms()).await?;
        let handle = handle_of(&id).ok_or_else(|| CredentialError::Failed("an id is not one of ours".into()))?;
        let credentials = store::list(&mut tx, &id).await?;
        if credentials.len() >= CREDENTIALS_MAX {
            return Err(CredentialError::Full);
        }
        let name = credentials.first().map_or(site, |credential| credential.label.as_str());
        let owner = Owner { handle, name, shown_name: name };
        let keys = store::passkeys(&mut tx, &id).await?;
        let asked = self.authenticators.ask_new(&owner, &keys).map_err(CredentialError::Failed)?;
        let question = OF_PEOPLE.ask(&mut tx, Some(&id), asked).await?;
        tx.commit().await?;
        Ok((question, secret))
    }

    /// Keeps the passkey that an authenticator has made for a question of the same person's. `known`: what the browser is known by. Out: what it is known by
    /// from now on.
    pub(super) async fn keep_passkey(
        &self,
        known: Option<&str>,
        ceremony: &str,
        label: &str,
        device: &str,
        answer: Json,
    ) -> Result<String, CredentialError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let here = self.here(&mut tx, known, now_ms).await?;
        let Some((_, person_id)) = &here else { return Err(CredentialError::Nobody) };
        tx.lock(&format!("person {person_id}")).await?;
        let taken = OF_PEOPLE.take(&mut tx, ceremony).await?;
        let taken = taken.filter(|taken| taken.owner.as_ref() == Some(person_id));
        let Some(made) = taken.and_then(|taken| self.authenticators.made(&taken.state, answer)) else {
            // The question is used up.
            tx.commit().await?;
            return Err(CredentialError::RefusedPasskey);
        };
        let proof = Proof { kind: Kind::Passkey, subject: &made.credential_id, label, device };
        add(&mut tx, person_id, &proof, Some(&made.passkey), now_ms).await?;
        let secret = begin_session(&mut tx, here.as_ref(), person_id, now_ms).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Asks whichever authenticator is there who it is. Names nobody.
    pub(super) async fn ask_passkey(&self) -> Result<Question, CredentialError> {
        let asked = self.authenticators.ask_who().map_err(CredentialError::Failed)?;
        let mut tx = self.database.write().await?;
        let question = OF_PEOPLE.ask(&mut tx, None, asked).await?;
        tx.commit().await?;
        Ok(question)
    }

    /// Signs in whoever an authenticator has answered for. Every refusal is the same one. `known`: what the browser is known by. Out: what it is known by
    /// from now on.
    pub(super) async fn sign_in_with_passkey(
        &self,
        known: Option<&str>,
        ceremony: &str,
        device: &str,
        answer: Json,
    ) -> Result<String, CredentialError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let taken = OF_PEOPLE.take(&mut tx, ceremony).await?;
        let person_id = match taken.filter(|taken| taken.owner.is_none()) {
            Some(taken) => self.owner_of_answer(&mut tx, &taken.state, device, answer).await?,
            None => None,
        };
        let Some(person_id) = person_id else {
            tx.commit().await?;
            return Err(CredentialError::RefusedPasskey);
        };
        let here = self.here(&mut tx, known, now_ms).await?;
        let secret = begin_session(&mut tx, here.as_ref(), &person_id, now_ms).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Whose passkey signed the question.
    async fn owner_of_answer(
        &self,
        tx: &mut Transaction,
        state: &str,
        device: &str,
        answer: Json,
    ) -> Result<Option<String>, CredentialError> {
        let Some(answer) = self.authenticators.read(answer) else { return Ok(None) };
        let found = store::passkey(tx, &answer.credential_id).await?;
        let found = found.filter(|(person_id, _)| handle_of(person_id) == Some(answer.handle));
        let Some((person_id, passkey)) = found else { return Ok(None) };
        let Some(passkey) = self.authenticators.proved(state, &answer, &passkey) else { return Ok(None) };
        store::set_passkey(tx, &answer.credential_id, &passkey).await?;
        let proof = Proof { kind: Kind::Passkey, subject: &answer.credential_id, label: "", device };
        note_sign_in(tx, &person_id, &proof).await?;
        Ok(Some(person_id))
    }
}
