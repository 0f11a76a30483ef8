//! The rules of the vendor's API: which server speaks for which program, and what it gets.
//!
//! In: secrets, tokens, codes. Out: tokens, session keys. Must not: know HTTP, or write a secret or a token anywhere.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::json;

use super::failure::VendorFailure;
use super::model::{
    AppSecret, CODES_PER_MINUTE_MAX, FORCE_PAUSE_MS, FORCES_PER_DAY_MAX, GRACE_HOURS_MAX, GRACE_HOURS_USUAL, HOUR_MS,
    LINKS_PER_DAY_MAX, LINKS_PER_SECOND_MAX, PLAIN_TOKENS_PER_DAY_MAX, SCENE_CODES_PER_MINUTE_MAX, TOKEN_DURATION_MS,
    TOKEN_OVERLAP_MS, TOKEN_PREFIX, TokenKind, WRONG_SECRETS_PER_MINUTE_MAX,
};
use super::store::{self, NewToken, Token};
use crate::clock::{DAY_MS, new_id, now_ms};
use crate::database::{Database, Transaction};
use crate::http::Visitor;
use crate::identity::{Act, Actor, Subject, record};
use crate::people::{People, SessionKey};
use crate::registry::{Registry, RegistryError};
use crate::secret;
use crate::throttle::Throttle;

pub(crate) struct Vendor {
    database: Database,
    registry: Arc<Registry>,
    people: Arc<People>,
    wrong_secrets: Throttle,
    codes: Throttle,
    pub(super) scene_codes: Throttle,
    pub(super) links_per_second: Throttle,
    pub(super) links_per_day: Throttle,
}

/// A server that has shown the secret of a program.
#[derive(Debug)]
pub(super) struct Caller<'a> {
    app_id: &'a str,
    secret: &'a str,
    secret_id: String,
}

/// What a server calls with, and for how long.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AccessToken {
    pub(super) token: String,
    pub(super) expires_in_s: i64,
}

#[derive(Debug)]
pub(crate) struct NewSecret {
    pub(crate) id: String,
    /// Told once.
    pub(crate) secret: String,
    /// When the one before ends.
    pub(crate) previous_ends_ms: Option<i64>,
}

impl Vendor {
    pub(crate) fn new(database: Database, registry: Arc<Registry>, people: Arc<People>) -> Self {
        let minute = Duration::from_secs(60);
        Vendor {
            database,
            registry,
            people,
            wrong_secrets: Throttle::new(WRONG_SECRETS_PER_MINUTE_MAX, minute),
            codes: Throttle::new(CODES_PER_MINUTE_MAX, minute),
            scene_codes: Throttle::new(SCENE_CODES_PER_MINUTE_MAX, minute),
            links_per_second: Throttle::new(LINKS_PER_SECOND_MAX, Duration::from_secs(1)),
            links_per_day: Throttle::new(LINKS_PER_DAY_MAX, Duration::from_secs(24 * 60 * 60)),
        }
    }

    pub(super) async fn secrets(&self, actor: &Actor, app_id: &str) -> Result<Vec<AppSecret>, RegistryError> {
        let mut tx = self.database.read().await?;
        self.registry.app_for(&mut tx, actor, Act::KeepSecrets, app_id).await?;
        Ok(store::secrets(&mut tx, app_id, now_ms()).await?.into_iter().map(|(secret, _)| secret).collect())
    }

    /// Makes a secret. The one before goes on for so many hours, and the one before that ends.
    pub(super) async fn replace_secret(
        &self,
        actor: &Actor,
        app_id: &str,
        grace_hours: Option<u32>,
    ) -> Result<NewSecret, RegistryError> {
        let grace_hours = grace_hours.unwrap_or(GRACE_HOURS_USUAL);
        if grace_hours > GRACE_HOURS_MAX {
            return Err(RegistryError::Invalid(format!("`grace_hours` is 0 to {GRACE_HOURS_MAX}")));
        }
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let app = self.registry.app_for(&mut tx, actor, Act::KeepSecrets, app_id).await?;
        tx.lock(&format!("app-secret {app_id}")).await?;
        let ends_ms = now_ms + i64::from(grace_hours) * HOUR_MS;
        let had_one = store::secrets(&mut tx, app_id, now_ms).await?.iter().any(|(one, _)| one.ends_ms.is_none());
        store::end_secrets(&mut tx, app_id, now_ms, ends_ms).await?;
        let text = secret::new_digits();
        let made =
            AppSecret { id: new_id("sec"), account_id: actor.account.id.clone(), created_ms: now_ms, ends_ms: None };
        store::add_secret(&mut tx, app_id, &made, &secret::hash(&text)).await?;
        let subject = Subject::of_app(&app.organisation_id, app_id);
        let detail = json!({"id": made.id, "grace_hours": grace_hours});
        record(&mut tx, actor, subject, "secret.replace", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(NewSecret { id: made.id, secret: text, previous_ends_ms: had_one.then_some(ends_ms) })
    }

    /// Whether a server speaks for the program. Wrong secrets of one address are counted, and beyond a number nothing is looked at.
    pub(super) async fn caller<'a>(
        &self,
        app_id: &'a str,
        secret: &'a str,
        visitor: &Visitor,
    ) -> Result<Caller<'a>, VendorFailure> {
        let key = format!("{app_id} {}", visitor.word());
        if self.wrong_secrets.is_used_up(&key) {
            return Err(VendorFailure::MINUTE_USED_UP);
        }
        if self.registry.find(app_id).await?.is_none() {
            return Err(VendorFailure::APPID);
        }
        let shown = secret::hash(secret);
        let known = store::secrets(&mut self.database.read().await?, app_id, now_ms()).await?;
        // All are compared, whichever it is.
        let same: Vec<AppSecret> =
            known.into_iter().filter(|(_, hash)| secret::is_same(hash, &shown)).map(|(secret, _)| secret).collect();
        match same.into_iter().next() {
            Some(found) => Ok(Caller { app_id, secret, secret_id: found.id }),
            None => {
                self.wrong_secrets.admits(&key);
                Err(VendorFailure::SECRET)
            }
        }
    }

    /// `/cgi-bin/token`: another token each time; the one before works on for a while.
    pub(super) async fn token(&self, caller: &Caller<'_>) -> Result<AccessToken, VendorFailure> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("access-token {}", caller.app_id)).await?;
        let since_ms = now_ms - DAY_MS;
        let made = store::count_tokens(&mut tx, caller.app_id, TokenKind::Plain, false, since_ms).await?;
        if made >= PLAIN_TOKENS_PER_DAY_MAX {
            return Err(VendorFailure::DAY_USED_UP);
        }
        let ends_ms = now_ms + TOKEN_OVERLAP_MS;
        store::replace_tokens(&mut tx, caller.app_id, TokenKind::Plain, now_ms, ends_ms).await?;
        let token = make_token(&mut tx, caller, TokenKind::Plain, false, now_ms).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// `/cgi-bin/stable_token`: the same token until it is about to end, or another one is forced.
    pub(super) async fn stable_token(
        &self,
        caller: &Caller<'_>,
        is_forced: bool,
    ) -> Result<AccessToken, VendorFailure> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("access-token {}", caller.app_id)).await?;
        let newest = store::newest_token(&mut tx, caller.app_id, &caller.secret_id, TokenKind::Stable).await?;
        let current = newest.filter(|token| token.expires_ms - now_ms > TOKEN_OVERLAP_MS);
        if let Some(current) = current
            && (!is_forced || now_ms - current.created_ms < FORCE_PAUSE_MS)
        {
            return told_again(caller, &current, now_ms).ok_or(VendorFailure::SYSTEM);
        }
        if is_forced {
            let since_ms = now_ms - DAY_MS;
            let forced = store::count_tokens(&mut tx, caller.app_id, TokenKind::Stable, true, since_ms).await?;
            if forced >= FORCES_PER_DAY_MAX {
                return Err(VendorFailure::DAY_USED_UP);
            }
            // Forcing is for a token that others have got hold of: it ends at once.
            store::replace_tokens(&mut tx, caller.app_id, TokenKind::Stable, now_ms, now_ms).await?;
        }
        let token = make_token(&mut tx, caller, TokenKind::Stable, is_forced, now_ms).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The program a token is of.
    pub(super) async fn app_of(&self, token: &str) -> Result<String, VendorFailure> {
        let found = store::find_token(&mut self.database.read().await?, &secret::hash(token)).await?;
        match found {
            Some(token) if token.expires_ms > now_ms() => Ok(token.app_id),
            Some(token) if !token.is_replaced => Err(VendorFailure::TOKEN_EXPIRED),
            _ => Err(VendorFailure::CREDENTIAL),
        }
    }

    pub(super) async fn code_to_session(&self, caller: &Caller<'_>, code: &str) -> Result<SessionKey, VendorFailure> {
        let session = self.people.redeem(caller.app_id, code).await?;
        if !self.codes.admits(&session.openid) {
            return Err(VendorFailure::MINUTE_USED_UP);
        }
        Ok(session)
    }

    pub(super) async fn check_session(&self, app_id: &str, openid: &str, signature: &str) -> Result<(), VendorFailure> {
        if !self.people.knows(app_id, openid).await? {
            return Err(VendorFailure::OPENID);
        }
        let is_signed = self.people.is_signed(app_id, openid, signature).await?;
        is_signed.then_some(()).ok_or(VendorFailure::SIGNATURE)
    }

    /// The new session key.
    pub(super) async fn reset_session_key(
        &self,
        app_id: &str,
        openid: &str,
        signature: &str,
    ) -> Result<String, VendorFailure> {
        if !self.people.knows(app_id, openid).await? {
            return Err(VendorFailure::OPENID);
        }
        self.people.reset_session_key(app_id, openid, signature).await?.ok_or(VendorFailure::SIGNATURE)
    }
}

async fn make_token(
    tx: &mut Transaction,
    caller: &Caller<'_>,
    kind: TokenKind,
    is_forced: bool,
    now_ms: i64,
) -> Result<AccessToken, VendorFailure> {
    store::forget_tokens(tx, caller.app_id, now_ms - DAY_MS).await?;
    let id = new_id("acs");
    let token = token_text(caller.secret, &id);
    let new = NewToken {
        id: &id,
        secret_hash: &secret::hash(&token),
        app_id: caller.app_id,
        app_secret_id: &caller.secret_id,
        kind,
        is_forced,
        created_ms: now_ms,
        expires_ms: now_ms + TOKEN_DURATION_MS,
    };
    store::add_token(tx, &new).await?;
    Ok(AccessToken { token, expires_in_s: TOKEN_DURATION_MS / 1000 })
}

/// A token that was told before. Its text is made of the secret that comes with each request, so that it need not be kept.
fn told_again(caller: &Caller<'_>, known: &Token, now_ms: i64) -> Option<AccessToken> {
    let token = token_text(caller.secret, &known.id);
    let is_it = secret::is_same(&secret::hash(&token), &known.secret_hash);
    is_it.then_some(AccessToken { token, expires_in_s: (known.expires_ms - now_ms) / 1000 })
}

fn token_text(secret: &str, id: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, id.as_bytes())))
}
