//! Passkeys: how people sign in at the console. The question goes to the browser, the authenticator signs it, and the answer is compared here.
//!
//! In: accounts, answers of authenticators. Out: passkeys, sessions. Must not: tell whether an account exists; whoever signs in names none.
//!
//! The relying party is the platform's domain, and answers are taken from its own origin only: a program's page stands at a name below the domain,
//! and its answer names that origin.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::audit::{Subject, record};
use super::model::Actor;
use super::service::{IdentityError, name};
use super::{passkey_store as store, session};
use crate::clock::{new_id, now_ms};
use crate::config::Site;
use crate::database::{Database, Transaction};
use crate::secret;

/// How long an authenticator may take to answer: somebody may have to fetch it.
const CEREMONY_DURATION_MS: i64 = 5 * 60 * 1000;
const PASSKEYS_MAX: usize = 20;
const CEREMONY_PREFIX: &str = "mn_ceremony_";

pub(crate) struct Passkeys {
    database: Database,
    webauthn: Webauthn,
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownPasskey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created_ms: i64,
    pub(crate) used_ms: Option<i64>,
}

/// A question to an authenticator.
#[derive(Debug)]
pub(crate) struct Question {
    /// Comes back with the answer.
    pub(crate) ceremony: String,
    /// What the browser gives to the authenticator, as the WebAuthn standard writes it in JSON.
    pub(crate) options: Json,
}

impl Passkeys {
    pub(crate) fn new(database: Database, site: &Site) -> Result<Self, WebauthnError> {
        let origin = Url::parse(&site.origin()).map_err(|_| WebauthnError::Configuration)?;
        let webauthn = WebauthnBuilder::new(site.domain.as_str(), &origin)?.rp_name("Minnow").build()?;
        Ok(Passkeys { database, webauthn })
    }

    /// Asks an authenticator for a new passkey of somebody who is signed in.
    pub(crate) async fn begin_registration(&self, actor: &Actor) -> Result<Question, IdentityError> {
        let account = &person(actor)?.account;
        let mut tx = self.database.write().await?;
        let known = store::credentials(&mut tx, &account.id).await?;
        if known.len() >= PASSKEYS_MAX {
            return Err(IdentityError::Invalid(format!("you have {PASSKEYS_MAX} passkeys already: remove one first")));
        }
        let known = known.iter().filter_map(|credential| read::<Passkey>(credential)).map(|key| key.cred_id().clone());
        let (options, state) = self
            .webauthn
            .start_passkey_registration(handle(&account.id)?, &account.email, &account.name, Some(known.collect()))
            .map_err(|error| IdentityError::Failed(error.to_string()))?;
        let mut options = to_json(&options)?;
        // Found on the authenticator when somebody signs in, without asking who it is.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = "required".into();
        options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = true.into();
        let ceremony = begin(&mut tx, Some(&account.id), &state).await?;
        tx.commit().await?;
        Ok(Question { ceremony, options: options["publicKey"].take() })
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
        let state = end(&mut tx, ceremony, now_ms).await?;
        let Some((Some(account_id), state)) = state.filter(|(owner, _)| owner.as_ref() == Some(&account.id)) else {
            // The question is used up.
            tx.commit().await?;
            return Err(IdentityError::RefusedPasskey);
        };
        let accepted = read::<PasskeyRegistration>(&state).and_then(|state| {
            self.webauthn.finish_passkey_registration(&serde_json::from_value(answer).ok()?, &state).ok()
        });
        let Some(passkey) = accepted else {
            tx.commit().await?;
            return Err(IdentityError::RefusedPasskey);
        };
        let known = KnownPasskey { id: new_id("pky"), name: key_name, created_ms: now_ms, used_ms: None };
        let row = store::NewPasskey {
            account_id: &account_id,
            credential_id: &URL_SAFE_NO_PAD.encode(passkey.cred_id()),
            credential: &to_text(&passkey)?,
        };
        store::add(&mut tx, &known, &row).await?;
        let detail = json!({"id": known.id, "name": known.name});
        record(&mut tx, actor, Subject::default(), "passkey.add", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// Asks whichever authenticator is there who it is.
    pub(crate) async fn begin_sign_in(&self) -> Result<Question, IdentityError> {
        let (options, state) = self
            .webauthn
            .start_discoverable_authentication()
            .map_err(|error| IdentityError::Failed(error.to_string()))?;
        let mut tx = self.database.write().await?;
        let ceremony = begin(&mut tx, None, &state).await?;
        tx.commit().await?;
        Ok(Question { ceremony, options: to_json(&options)?["publicKey"].take() })
    }

    /// The session of whoever an authenticator has answered for. Every refusal is the same one.
    pub(crate) async fn finish_sign_in(&self, ceremony: &str, answer: Json) -> Result<String, IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let state = end(&mut tx, ceremony, now_ms).await?;
        match self.verified(&mut tx, state, answer, now_ms).await? {
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
        state: Option<(Option<String>, String)>,
        answer: Json,
        now_ms: i64,
    ) -> Result<Option<String>, IdentityError> {
        let state = state.filter(|(owner, _)| owner.is_none());
        let state = state.and_then(|(_, state)| read::<DiscoverableAuthentication>(&state));
        let (Some(state), Ok(answer)) = (state, serde_json::from_value(answer)) else { return Ok(None) };
        let Ok((user, credential_id)) = self.webauthn.identify_discoverable_authentication(&answer) else {
            return Ok(None);
        };
        let found = store::by_credential(tx, &URL_SAFE_NO_PAD.encode(credential_id)).await?;
        let Some(found) = found.filter(|found| handle(&found.account_id).is_ok_and(|owner| owner == user)) else {
            return Ok(None);
        };
        let Some(mut passkey) = read::<Passkey>(&found.credential) else { return Ok(None) };
        let Ok(result) = self.webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey) else {
            return Ok(None);
        };
        passkey.update_credential(&result);
        store::note_use(tx, &found.id, &to_text(&passkey)?, now_ms).await?;
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

/// What an authenticator knows an account by: the random part of its id.
fn handle(account_id: &str) -> Result<Uuid, IdentityError> {
    let id = account_id.rsplit('_').next().unwrap_or_default();
    Uuid::parse_str(id).map_err(|_| IdentityError::Failed(format!("the account {account_id} has no id of ours")))
}

async fn begin(
    tx: &mut Transaction,
    account_id: Option<&str>,
    state: &impl Serialize,
) -> Result<String, IdentityError> {
    let now_ms = now_ms();
    let ceremony = secret::new_secret(CEREMONY_PREFIX);
    store::drop_ceremonies_before(tx, now_ms).await?;
    store::add_ceremony(tx, &secret::hash(&ceremony), account_id, &to_text(state)?, now_ms + CEREMONY_DURATION_MS)
        .await?;
    Ok(ceremony)
}

/// A question is answered once.
async fn end(
    tx: &mut Transaction,
    ceremony: &str,
    now_ms: i64,
) -> Result<Option<(Option<String>, String)>, IdentityError> {
    Ok(store::take_ceremony(tx, &secret::hash(ceremony), now_ms).await?)
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn to_text(value: &impl Serialize) -> Result<String, IdentityError> {
    serde_json::to_string(value).map_err(|error| IdentityError::Failed(error.to_string()))
}

fn to_json(value: &impl Serialize) -> Result<Json, IdentityError> {
    serde_json::to_value(value).map_err(|error| IdentityError::Failed(error.to_string()))
}
