//! Sessions: how long somebody stays signed in, where, and by which links without a passkey.
//!
//! In: an account that was recognised. Out: the secret of a session. Must not: take up a session that was there before somebody signed in.

use serde_json::json;

use super::audit::{Subject, record};
use super::model::{self, Actor};
use super::passkeys::person;
use super::service::{Identity, IdentityError, SESSION_DURATION_MS};
use super::store;
use crate::clock::now_ms;
use crate::database::{DatabaseError, Transaction};
use crate::secret;

const SESSION_PREFIX: &str = "mn_session_";
const LINK_PREFIX: &str = "mn_link_";
/// A link is for somebody who is at the machine now.
const LINK_DURATION_MS: i64 = 15 * 60 * 1000;

/// A new session, whatever the browser had before.
pub(super) async fn begin(tx: &mut Transaction, account_id: &str, now_ms: i64) -> Result<String, DatabaseError> {
    let session = secret::new_secret(SESSION_PREFIX);
    store::add_session(tx, &secret::hash(&session), account_id, now_ms, now_ms + SESSION_DURATION_MS).await?;
    Ok(session)
}

impl Identity {
    /// Ends every session of a person, this one too. Tokens are revoked one by one: programs may depend on them.
    pub(crate) async fn sign_out_everywhere(&self, actor: &Actor) -> Result<(), IdentityError> {
        let account_id = &person(actor)?.account.id;
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let count = store::end_sessions(&mut tx, account_id).await?;
        let detail = json!({"sessions": count});
        record(&mut tx, actor, Subject::default(), "account.sign_out_everywhere", &detail, now_ms).await?;
        Ok(tx.commit().await?)
    }

    /// The secret of a link that signs somebody in once: for whoever is at the machine itself and has lost every passkey.
    pub(crate) async fn create_link_for(&self, email: &str) -> Result<String, IdentityError> {
        let email =
            model::email(email).ok_or_else(|| IdentityError::Invalid(format!("`{email}` is no e-mail address")))?;
        let now_ms = now_ms();
        let link = secret::new_secret(LINK_PREFIX);
        let mut tx = self.database.write().await?;
        let account = store::account_by_email(&mut tx, &email).await?.ok_or(IdentityError::NotFound("account"))?;
        store::add_link(&mut tx, &secret::hash(&link), &account.id, now_ms, now_ms + LINK_DURATION_MS).await?;
        let actor = Actor { account, token: None };
        record(&mut tx, &actor, Subject::default(), "link.create", &json!({}), now_ms).await?;
        tx.commit().await?;
        Ok(link)
    }

    /// The session of whoever has a link. It is used up.
    pub(crate) async fn sign_in_by_link(&self, link: &str) -> Result<String, IdentityError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let account_id = store::take_link(&mut tx, &secret::hash(link), now_ms).await?;
        let account_id = account_id.ok_or(IdentityError::RefusedLink)?;
        let session = begin(&mut tx, &account_id, now_ms).await?;
        tx.commit().await?;
        Ok(session)
    }
}
