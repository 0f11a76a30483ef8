//! The rules about people: who a browser belongs to, who he is to a program, and what its server learns.
//!
//! In: secrets that came with requests. Out: secrets, names, session keys. Must not: know HTTP, or give a program more than its own.

use std::sync::Arc;

use ring::hmac;

use super::data::{self, Profile, SignedData, Subject};
use super::model::{
    CODE_DURATION_MS, CODE_KEPT_MS, GUESTS_AT_ONCE_MAX, GUESTS_PER_SECOND_MAX, PERSON_DURATION_MS, PERSON_PREFIX,
    TICKET_DURATION_MS, TICKET_PREFIX, USER_PREFIX, USER_SESSION_DURATION_MS, new_openid, new_session_key, new_unionid,
};
use super::store::{self, NewUserSession, UserSession};
use crate::authenticators::Authenticators;
use crate::clock::{new_id, now_ms};
use crate::database::{Database, DatabaseError, Transaction};
use crate::http::{Pace, Visitor};
use crate::openid::Provider;
use crate::registry::{Registry, RegistryError};
use crate::secret;

#[derive(Debug, thiserror::Error)]
pub(crate) enum PeopleError {
    #[error("there is no such program")]
    NoProgram,
    #[error("the ticket is not one of this program's, or its minute is over, or it was used")]
    WrongTicket,
    #[error("nobody is signed in to this program here")]
    NoSession,
    #[error("the program is for people who have signed in at the platform, and whoever asks is a guest")]
    Guest,
    #[error("too many new people come from your address: try again in a minute")]
    TooMany,
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Why a code gives nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CodeError {
    /// It never was, is another program's, or its time is over.
    #[error("no such code")]
    Unknown,
    #[error("the code was used")]
    Used,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// What a page is given to bring to its own origin.
#[derive(Debug)]
pub(crate) struct Ticket {
    pub(crate) ticket: String,
    /// What the browser is known by from now on.
    pub(crate) person: String,
}

/// Somebody whose browser is known.
#[derive(Debug)]
pub(crate) struct Recognised {
    /// What the browser is known by from now on.
    pub(crate) secret: String,
    pub(crate) id: String,
}

/// Somebody who has just signed in to a program.
#[derive(Debug)]
pub(crate) struct SignedIn {
    /// What his browser is known by at the program's host name.
    pub(crate) user: String,
    pub(crate) code: String,
    /// The random name that all of his browsers have at the program, where they have one.
    pub(crate) visitor: Option<String>,
}

/// The random name that a browser has at a program, and whether it is to have one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known<'a> {
    pub(crate) visitor: Option<&'a str>,
    pub(crate) is_needed: bool,
}

/// What a program's server gets for a code.
#[derive(Debug)]
pub(crate) struct SessionKey {
    pub(crate) openid: String,
    pub(crate) unionid: Option<String>,
    pub(crate) session_key: String,
}

pub(crate) struct People {
    pub(super) database: Database,
    registry: Arc<Registry>,
    pub(super) authenticators: Arc<Authenticators>,
    /// Where people have accounts that they may sign in by.
    pub(super) provider: Option<Arc<Provider>>,
    guests: Pace,
}

impl People {
    pub(crate) fn new(
        database: Database,
        registry: Arc<Registry>,
        authenticators: Arc<Authenticators>,
        provider: Option<Arc<Provider>>,
    ) -> Self {
        let guests = Pace::new(GUESTS_AT_ONCE_MAX, GUESTS_PER_SECOND_MAX);
        People { database, registry, authenticators, provider, guests }
    }

    /// Whether somebody new may come from there.
    pub(super) fn is_within_pace(&self, visitor: &Visitor) -> bool {
        visitor.is_within(&self.guests)
    }

    /// A ticket for a program. `known`: what the browser is known by; without it, or when it has ended, a guest is made.
    pub(crate) async fn ticket(
        &self,
        app_id: &str,
        known: Option<&str>,
        visitor: &Visitor,
    ) -> Result<Ticket, PeopleError> {
        if self.registry.active(app_id).await?.is_none() {
            return Err(PeopleError::NoProgram);
        }
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        store::forget_ended(&mut tx, now_ms, now_ms - CODE_KEPT_MS).await?;
        let person = self.find_or_make(&mut tx, known, visitor, now_ms).await?;
        let ticket = secret::new_secret(TICKET_PREFIX);
        let new = store::NewTicket {
            secret_hash: &secret::hash(&ticket),
            app_id,
            person_id: &person.id,
            person_session: &secret::hash(&person.secret),
            expires_ms: now_ms + TICKET_DURATION_MS,
        };
        store::add_ticket(&mut tx, &new).await?;
        tx.commit().await?;
        Ok(Ticket { ticket, person: person.secret })
    }

    /// Who opens a program in this browser; a guest is made of whoever is not known.
    pub(crate) async fn recognise(
        &self,
        app_id: &str,
        known: Option<&str>,
        visitor: &Visitor,
    ) -> Result<Recognised, PeopleError> {
        if self.registry.active(app_id).await?.is_none() {
            return Err(PeopleError::NoProgram);
        }
        let mut tx = self.database.write().await?;
        let person = self.find_or_make(&mut tx, known, visitor, now_ms()).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// Whose browser it is, by what it is known by.
    pub(crate) async fn person_known(&self, known: Option<&str>) -> Result<Option<String>, DatabaseError> {
        let Some(known) = known else { return Ok(None) };
        store::person_of_session(&mut self.database.read().await?, &secret::hash(known), now_ms()).await
    }

    /// Who is signed in to a program.
    pub(crate) async fn person_of_user(
        &self,
        app_id: &str,
        user: Option<&str>,
    ) -> Result<Option<String>, DatabaseError> {
        let Some(user) = user else { return Ok(None) };
        let mut tx = self.database.read().await?;
        let session = store::find_user_session(&mut tx, app_id, &secret::hash(user), now_ms()).await?;
        Ok(session.map(|session| session.person_id))
    }

    /// Whom a ticket of a program names, once; nobody is signed in by it.
    pub(crate) async fn person_of_ticket(&self, app_id: &str, ticket: &str) -> Result<Option<String>, DatabaseError> {
        let mut tx = self.database.write().await?;
        let taken = store::take_ticket(&mut tx, &secret::hash(ticket), app_id, now_ms()).await?;
        tx.commit().await?;
        Ok(taken.map(|(person_id, _)| person_id))
    }

    pub(super) async fn find_or_make(
        &self,
        tx: &mut Transaction,
        known: Option<&str>,
        visitor: &Visitor,
        now_ms: i64,
    ) -> Result<Recognised, PeopleError> {
        let known = known.map(|secret| (secret.to_owned(), secret::hash(secret)));
        let found = match &known {
            Some((_, hash)) => store::person_of_session(tx, hash, now_ms).await?,
            None => None,
        };
        match (known, found) {
            (Some((secret, hash)), Some(id)) => {
                store::extend_person_session(tx, &hash, now_ms + PERSON_DURATION_MS).await?;
                Ok(Recognised { secret, id })
            }
            _ if !self.is_within_pace(visitor) => Err(PeopleError::TooMany),
            _ => {
                let (secret, id) = (secret::new_secret(PERSON_PREFIX), new_id("per"));
                store::add_person(tx, &id, now_ms).await?;
                let (hash, ends_ms) = (secret::hash(&secret), now_ms + PERSON_DURATION_MS);
                store::add_person_session(tx, &hash, &id, now_ms, ends_ms).await?;
                Ok(Recognised { secret, id })
            }
        }
    }

    /// Signs the one a ticket names in to the program. `before`: what the browser was known by there.
    pub(crate) async fn sign_in(
        &self,
        app_id: &str,
        ticket: &str,
        before: Option<&str>,
        known: Known<'_>,
    ) -> Result<SignedIn, PeopleError> {
        let app = self.registry.find(app_id).await?.ok_or(PeopleError::NoProgram)?;
        let is_for_guests = !self.registry.needs_sign_in(app_id).await?;
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let taken = store::take_ticket(&mut tx, &secret::hash(ticket), app_id, now_ms).await?;
        let Some((person_id, person_session)) = taken else {
            // Whatever was wrong with it: it is not tried twice.
            tx.commit().await?;
            return Err(PeopleError::WrongTicket);
        };
        if !is_for_guests && store::is_guest(&mut tx, &person_id).await? {
            tx.commit().await?;
            return Err(PeopleError::Guest);
        }
        if let Some(before) = before {
            store::end_user_session(&mut tx, app_id, &secret::hash(before)).await?;
        }
        store::add_app_user(&mut tx, app_id, &person_id, &new_openid(), now_ms).await?;
        store::add_organisation_user(&mut tx, &app.organisation_id, &person_id, &new_unionid(), now_ms).await?;
        let (id, user) = (new_id("use"), secret::new_secret(USER_PREFIX));
        let session = NewUserSession {
            id: &id,
            secret_hash: &secret::hash(&user),
            app_id,
            person_id: &person_id,
            person_session: person_session.as_deref(),
            session_key: &new_session_key(),
            expires_ms: now_ms + USER_SESSION_DURATION_MS,
        };
        store::add_user_session(&mut tx, &session, now_ms).await?;
        let session = store::user_session_by_id(&mut tx, app_id, &id, now_ms).await?.ok_or(PeopleError::NoSession)?;
        let code = new_code(&mut tx, app_id, &session, now_ms).await?;
        let visitor = common_visitor(&mut tx, app_id, &session, known).await?;
        tx.commit().await?;
        Ok(SignedIn { user, code, visitor })
    }

    /// A code for whoever is signed in, who stays so from now on.
    pub(crate) async fn login(
        &self,
        app_id: &str,
        user: Option<&str>,
        known: Known<'_>,
    ) -> Result<SignedIn, PeopleError> {
        let user = user.ok_or(PeopleError::NoSession)?;
        let now_ms = now_ms();
        // Whoever is not known costs no writer.
        let mut tx = self.database.read().await?;
        let session = store::find_user_session(&mut tx, app_id, &secret::hash(user), now_ms).await?;
        let session = session.ok_or(PeopleError::NoSession)?;
        let is_guest = store::is_guest(&mut tx, &session.person_id).await?;
        drop(tx);
        if is_guest && self.registry.needs_sign_in(app_id).await? {
            return Err(PeopleError::Guest);
        }
        let mut tx = self.database.write().await?;
        store::forget_ended(&mut tx, now_ms, now_ms - CODE_KEPT_MS).await?;
        store::extend_user_session(&mut tx, &session.id, now_ms + USER_SESSION_DURATION_MS).await?;
        let code = new_code(&mut tx, app_id, &session, now_ms).await?;
        let visitor = common_visitor(&mut tx, app_id, &session, known).await?;
        tx.commit().await?;
        Ok(SignedIn { user: user.to_owned(), code, visitor })
    }

    /// The random name that all browsers of somebody have at a program.
    pub(crate) async fn visitor_of_user(&self, app_id: &str, user: &str) -> Result<Option<String>, DatabaseError> {
        let mut tx = self.database.read().await?;
        let session = store::find_user_session(&mut tx, app_id, &secret::hash(user), now_ms()).await?;
        match session {
            Some(session) => store::visitor(&mut tx, app_id, &session.person_id).await,
            None => Ok(None),
        }
    }

    pub(crate) async fn visitor_of_openid(&self, app_id: &str, openid: &str) -> Result<Option<String>, DatabaseError> {
        store::visitor_of_openid(&mut self.database.read().await?, app_id, openid).await
    }

    /// The same for somebody whose browsers have none yet: they take it over when they next call `wx.login`. `None`: nobody has the openid.
    pub(crate) async fn give_visitor(&self, app_id: &str, openid: &str) -> Result<Option<String>, DatabaseError> {
        if !self.knows(app_id, openid).await? {
            return Ok(None);
        }
        let mut tx = self.database.write().await?;
        store::set_visitor(&mut tx, app_id, openid, &secret::new_secret("")).await?;
        // Two may have asked at once.
        let visitor = store::visitor_of_openid(&mut tx, app_id, openid).await?;
        tx.commit().await?;
        Ok(visitor)
    }

    /// A guest is so only where the program is for guests, too.
    pub(crate) async fn is_signed_in(&self, app_id: &str, user: Option<&str>) -> Result<bool, PeopleError> {
        let Some(user) = user else { return Ok(false) };
        let mut tx = self.database.read().await?;
        let session = store::find_user_session(&mut tx, app_id, &secret::hash(user), now_ms()).await?;
        let Some(session) = session else { return Ok(false) };
        let is_guest = store::is_guest(&mut tx, &session.person_id).await?;
        drop(tx);
        Ok(!is_guest || !self.registry.needs_sign_in(app_id).await?)
    }

    /// What the program is told of its user.
    pub(crate) async fn profile(
        &self,
        app_id: &str,
        user: Option<&str>,
        avatar_url: &str,
    ) -> Result<SignedData, PeopleError> {
        let user = user.ok_or(PeopleError::NoSession)?;
        let now_ms = now_ms();
        let mut tx = self.database.read().await?;
        let session = store::find_user_session(&mut tx, app_id, &secret::hash(user), now_ms).await?;
        let session = session.ok_or(PeopleError::NoSession)?;
        let unionid = store::unionid(&mut tx, app_id, &session.person_id).await?.unwrap_or_default();
        let subject = Subject { app_id, openid: &session.openid, unionid: &unionid, session_key: &session.session_key };
        data::sign(&Profile::nameless(avatar_url), &subject, now_ms).ok_or(PeopleError::NoSession)
    }

    /// What a code stands for; once.
    pub(crate) async fn redeem(&self, app_id: &str, code: &str) -> Result<SessionKey, CodeError> {
        let (hash, now_ms) = (secret::hash(code), now_ms());
        let mut tx = self.database.write().await?;
        let found = store::find_code(&mut tx, app_id, &hash).await?.ok_or(CodeError::Unknown)?;
        if found.is_used {
            return Err(CodeError::Used);
        }
        if found.expires_ms <= now_ms {
            return Err(CodeError::Unknown);
        }
        let session = store::user_session_by_id(&mut tx, app_id, &found.user_session_id, now_ms).await?;
        let session = session.ok_or(CodeError::Unknown)?;
        if !store::use_code(&mut tx, &hash, now_ms).await? {
            return Err(CodeError::Used);
        }
        let unionid = store::unionid(&mut tx, app_id, &session.person_id).await?;
        tx.commit().await?;
        Ok(SessionKey { openid: session.openid, unionid, session_key: session.session_key })
    }

    /// Whether the program has such a user.
    pub(crate) async fn knows(&self, app_id: &str, openid: &str) -> Result<bool, DatabaseError> {
        store::knows_openid(&mut self.database.read().await?, app_id, openid).await
    }

    /// Whether a session key that is valid signed the empty text so.
    pub(crate) async fn is_signed(&self, app_id: &str, openid: &str, signature: &str) -> Result<bool, DatabaseError> {
        let mut tx = self.database.read().await?;
        Ok(self.signer(&mut tx, app_id, openid, signature).await?.is_some())
    }

    /// Another session key in the place of the one that signed so; it ends when that one would have.
    pub(crate) async fn reset_session_key(
        &self,
        app_id: &str,
        openid: &str,
        signature: &str,
    ) -> Result<Option<String>, DatabaseError> {
        let mut tx = self.database.write().await?;
        let Some(session) = self.signer(&mut tx, app_id, openid, signature).await? else { return Ok(None) };
        let key = new_session_key();
        let is_replaced = store::replace_session_key(&mut tx, &session.id, &session.session_key, &key).await?;
        tx.commit().await?;
        Ok(is_replaced.then_some(key))
    }

    async fn signer(
        &self,
        tx: &mut Transaction,
        app_id: &str,
        openid: &str,
        signature: &str,
    ) -> Result<Option<UserSession>, DatabaseError> {
        let sessions = store::user_sessions(tx, app_id, openid, now_ms()).await?;
        let signature = signature.to_ascii_lowercase();
        Ok(sessions.into_iter().find(|session| secret::is_same(&signature_of(&session.session_key), &signature)))
    }
}

/// HMAC-SHA-256 of nothing; the key is the text, not the bytes it stands for.
fn signature_of(session_key: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, session_key.as_bytes());
    hmac::sign(&key, b"").as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The random name that all browsers of somebody are to have: that of the first one he signed in with.
async fn common_visitor(
    tx: &mut Transaction,
    app_id: &str,
    session: &UserSession,
    known: Known<'_>,
) -> Result<Option<String>, DatabaseError> {
    if let Some(visitor) = store::visitor(tx, app_id, &session.person_id).await? {
        return Ok(Some(visitor));
    }
    let made = known.is_needed.then(|| secret::new_secret(""));
    let Some(visitor) = known.visitor.map(str::to_owned).or(made) else { return Ok(None) };
    store::set_visitor(tx, app_id, &session.openid, &visitor).await?;
    store::visitor(tx, app_id, &session.person_id).await
}

async fn new_code(
    tx: &mut Transaction,
    app_id: &str,
    session: &UserSession,
    now_ms: i64,
) -> Result<String, DatabaseError> {
    let code = secret::new_text();
    store::add_code(tx, &secret::hash(&code), app_id, session, now_ms + CODE_DURATION_MS).await?;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_openssl() {
        // printf '' | openssl dgst -sha256 -hmac 'HyVFkGl5F5OQWJZZaNzBBg=='
        assert_eq!(
            signature_of("HyVFkGl5F5OQWJZZaNzBBg=="),
            "252b75c92698025afe925b29cca5517fdf9ee67aae072cf3225ebf3a53783058"
        );
    }
}
