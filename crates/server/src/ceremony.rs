//! Sign-ins under way: what an authenticator or a provider was asked, and for whom, until the answer comes.
//!
//! In: questions. Out: each of them once, within minutes. Must not: mix those of accounts with those of people who open programs.

use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::authenticators::Asked;
use crate::clock::now_ms;
use crate::database::{DatabaseError, Transaction, values};
use crate::openid::{WAY_DURATION_MS, Way};
use crate::secret;

/// How long an authenticator may take to answer: somebody may have to fetch it.
const ANSWER_DURATION_MS: i64 = 5 * 60 * 1000;
const PREFIX: &str = "mn_ceremony_";
/// In place of the state of a question to an authenticator, which is JSON.
const AT_PROVIDER: &str = "oidc";

/// A question to an authenticator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Question {
    /// Comes back with the answer.
    pub(crate) ceremony: String,
    /// `PublicKeyCredentialCreationOptions` or `PublicKeyCredentialRequestOptions` of WebAuthn, binary members as Base64 for addresses.
    #[schema(value_type = Object)]
    pub(crate) options: Json,
}

/// What an authenticator was asked.
#[derive(Debug)]
pub(crate) struct Taken {
    /// Whose it was; nobody's where somebody signs in.
    pub(crate) owner: Option<String>,
    pub(crate) state: String,
}

/// The statements of one table.
pub(crate) struct Ceremonies {
    add: &'static str,
    forget: &'static str,
    take: &'static str,
}

/// Of those who work with the platform.
pub(crate) const OF_ACCOUNTS: Ceremonies = Ceremonies {
    add: "INSERT INTO ceremony (secret_hash, account_id, state, expires_ms) VALUES ($1, $2, $3, $4)",
    forget: "DELETE FROM ceremony WHERE expires_ms <= $1",
    take: "DELETE FROM ceremony WHERE secret_hash = $1 RETURNING account_id AS owner, state, expires_ms",
};

/// Of those who open programs.
pub(crate) const OF_PEOPLE: Ceremonies = Ceremonies {
    add: "INSERT INTO person_ceremony (secret_hash, person_id, state, expires_ms) VALUES ($1, $2, $3, $4)",
    forget: "DELETE FROM person_ceremony WHERE expires_ms <= $1",
    take: "DELETE FROM person_ceremony WHERE secret_hash = $1 RETURNING person_id AS owner, state, expires_ms",
};

impl Ceremonies {
    /// Asks an authenticator. `owner`: who has to be there when the answer comes.
    pub(crate) async fn ask(
        &self,
        tx: &mut Transaction,
        owner: Option<&str>,
        asked: Asked,
    ) -> Result<Question, DatabaseError> {
        let ceremony = secret::new_secret(PREFIX);
        self.keep(tx, &ceremony, owner, &asked.state, ANSWER_DURATION_MS).await?;
        Ok(Question { ceremony, options: asked.options })
    }

    /// What was asked; it is gone afterwards.
    pub(crate) async fn take(&self, tx: &mut Transaction, ceremony: &str) -> Result<Option<Taken>, DatabaseError> {
        let Some(row) = tx.row(self.take, values![secret::hash(ceremony)]).await? else { return Ok(None) };
        let is_alive = row.integer("expires_ms")? > now_ms();
        Ok(is_alive.then_some(Taken { owner: row.optional_text("owner")?, state: row.text("state")? }))
    }

    /// Somebody goes to the provider.
    pub(crate) async fn lead_out(
        &self,
        tx: &mut Transaction,
        owner: Option<&str>,
        way: &Way,
    ) -> Result<(), DatabaseError> {
        self.keep(tx, &way.secret, owner, AT_PROVIDER, WAY_DURATION_MS).await
    }

    /// Somebody comes back with the secret of his way, once.
    pub(crate) async fn take_way(&self, tx: &mut Transaction, secret: &str) -> Result<Option<Taken>, DatabaseError> {
        Ok(self.take(tx, secret).await?.filter(|taken| taken.state == AT_PROVIDER))
    }

    async fn keep(
        &self,
        tx: &mut Transaction,
        secret: &str,
        owner: Option<&str>,
        state: &str,
        duration_ms: i64,
    ) -> Result<(), DatabaseError> {
        let now_ms = now_ms();
        tx.execute(self.forget, values![now_ms]).await?;
        tx.execute(self.add, values![secret::hash(secret), owner, state, now_ms + duration_ms]).await?;
        Ok(())
    }
}
