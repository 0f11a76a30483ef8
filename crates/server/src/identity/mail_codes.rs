//! Codes by mail: six digits that sign somebody in, where the platform sends mail.
//!
//! In: an address, later a code. Out: letters, sessions. Must not: tell whether an address has an account: not by an answer, and not by the time it takes.
//!
//! A code works only together with a secret that the browser that asked was given: a code that somebody else asked for can be neither guessed from
//! another browser nor taken by whoever only overhears the digits.

use std::sync::Arc;
use std::time::Duration;

use super::service::IdentityError;
use super::{mail_code_store as store, model, session};
use crate::clock::{DAY_MS, now_ms};
use crate::config::Site;
use crate::database::{Database, Transaction};
use crate::language::Language;
use crate::mail::{self, Post};
use crate::secret;
use crate::throttle::Throttle;

const CODE_DURATION_MS: i64 = 10 * 60 * 1000;
/// Then the code ends.
pub(super) const TRIES_MAX: i64 = 5;
/// For one address. With five tries each, somebody who guesses all day, every day, gets in once in fifty years.
const CODES_PER_DAY_MAX: i64 = 10;
const CODES_AT_ONCE_MAX: i64 = 4;
/// From one network: an office shares one.
const CODES_PER_NETWORK_MAX: u32 = 40;
const NETWORK_WINDOW: Duration = Duration::from_secs(10 * 60);
const SECRET_PREFIX: &str = "mn_mailcode_";
const CODES: u64 = 1_000_000;

pub(crate) struct MailCodes {
    database: Database,
    site: Site,
    post: Arc<Post>,
    networks: Throttle,
}

impl MailCodes {
    pub(crate) fn new(database: Database, site: Site, post: Arc<Post>) -> Self {
        MailCodes { database, site, post, networks: Throttle::new(CODES_PER_NETWORK_MAX, NETWORK_WINDOW) }
    }

    /// Whether the platform sends any.
    pub(crate) fn are_sent(&self) -> bool {
        self.post.is_there()
    }

    /// Sends a code to whoever has an account with the address; the answer is a secret in any case. `network`: where it was asked from.
    pub(crate) async fn begin(&self, email: &str, language: Language, network: &str) -> Result<String, IdentityError> {
        let email = self.address(email, network)?;
        let mut tx = self.database.write().await?;
        let account = super::store::account_by_email(&mut tx, &email).await?;
        let account_id = account.as_ref().map(|account| account.id.as_str());
        let (secret, code) = issue(&mut tx, &secret::hash(&email), account_id).await?;
        tx.commit().await?;
        if account.is_some() {
            self.post.send(mail::sign_in_code(&email, &code, &self.site.origin(), language));
        }
        Ok(secret)
    }

    /// Sends a code to whoever has the address: it proves that and nothing else.
    pub(crate) async fn begin_proof(
        &self,
        email: &str,
        language: Language,
        network: &str,
    ) -> Result<String, IdentityError> {
        let email = self.address(email, network)?;
        let mut tx = self.database.write().await?;
        let (secret, code) = issue(&mut tx, &proof_hash(&email), None).await?;
        tx.commit().await?;
        self.post.send(mail::sign_in_code(&email, &code, &self.site.origin(), language));
        Ok(secret)
    }

    /// The address, if it may be sent a code from that network.
    fn address(&self, email: &str, network: &str) -> Result<String, IdentityError> {
        if !self.are_sent() {
            return Err(IdentityError::NoMail);
        }
        let email =
            model::email(email).ok_or_else(|| IdentityError::Invalid(format!("`{email}` is no e-mail address")))?;
        if self.networks.admits(network) { Ok(email) } else { Err(IdentityError::TooMany) }
    }

    /// The session of whoever has the code. Every refusal is the same one.
    pub(crate) async fn finish(&self, secret: &str, typed: &str) -> Result<String, IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let account_id = take(&mut tx, secret, typed, now_ms).await?.and_then(|row| row.account_id);
        let session = match account_id {
            Some(account_id) => Some(session::begin(&mut tx, &account_id, now_ms).await?),
            None => None,
        };
        // The try counts.
        tx.commit().await?;
        session.ok_or(IdentityError::RefusedCode)
    }

    /// The address, as we write it, of whoever has a code of [`Self::begin_proof`] for it. Works once.
    pub(crate) async fn finish_proof(&self, email: &str, secret: &str, typed: &str) -> Result<String, IdentityError> {
        let email = model::email(email).ok_or(IdentityError::RefusedCode)?;
        let mut tx = self.database.write().await?;
        let row = take(&mut tx, secret, typed, now_ms()).await?;
        tx.commit().await?;
        let is_of_address = row.is_some_and(|row| secret::is_same(&row.address_hash, &proof_hash(&email)));
        if is_of_address { Ok(email) } else { Err(IdentityError::RefusedCode) }
    }
}

/// The secret for the browser and the code for the letter.
async fn issue(
    tx: &mut Transaction,
    address_hash: &str,
    account_id: Option<&str>,
) -> Result<(String, String), IdentityError> {
    let now_ms = now_ms();
    tx.lock(&format!("mail codes {address_hash}")).await?;
    store::drop_before(tx, now_ms - DAY_MS).await?;
    let of_day = store::count_since(tx, address_hash, now_ms - DAY_MS).await?;
    let at_once = store::count_since(tx, address_hash, now_ms - CODE_DURATION_MS).await?;
    if of_day >= CODES_PER_DAY_MAX || at_once >= CODES_AT_ONCE_MAX {
        return Err(IdentityError::TooMany);
    }
    let (secret, code) = (secret::new_secret(SECRET_PREFIX), new_code());
    let row = store::NewCode {
        secret_hash: &secret::hash(&secret),
        code_hash: &code_hash(&secret, &code),
        address_hash,
        account_id,
        created_ms: now_ms,
        expires_ms: now_ms + CODE_DURATION_MS,
    };
    store::add(tx, &row).await?;
    Ok((secret, code))
}

/// What a code was for, if it is the right one; it is used up then. A wrong one counts as a try.
async fn take(
    tx: &mut Transaction,
    secret: &str,
    typed: &str,
    now_ms: i64,
) -> Result<Option<store::TriedCode>, IdentityError> {
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    let secret_hash = secret::hash(secret);
    let tried = store::count_try(tx, &secret_hash, now_ms).await?;
    let right = tried.filter(|row| secret::is_same(&row.code_hash, &code_hash(secret, &typed)));
    if right.is_some() {
        store::end(tx, &secret_hash, now_ms).await?;
    }
    Ok(right)
}

/// Of an address whose owner proves that it is his: other codes than those of accounts, which are counted apart.
fn proof_hash(email: &str) -> String {
    secret::hash(&format!("proof {email}"))
}

fn code_hash(secret: &str, code: &str) -> String {
    secret::hash(&format!("{secret} {code}"))
}

/// Six digits, each as likely as any other: of 2^64 numbers the few that would tip the scale by less than one in 10^13 do not matter.
fn new_code() -> String {
    format!("{:06}", u64::from_le_bytes(secret::random()) % CODES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_six_digits_that_differ() {
        let codes: std::collections::BTreeSet<String> = (0..50).map(|_| new_code()).collect();
        assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())));
        assert!(codes.len() > 45, "{codes:?}");
    }

    #[test]
    fn a_code_alone_is_not_what_is_kept() {
        assert_ne!(code_hash("a", "000000"), code_hash("b", "000000"));
        assert_ne!(code_hash("a", "000000"), secret::hash("000000"));
    }
}
