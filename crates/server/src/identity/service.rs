//! The rules of identity: setting up, signing in, tokens, permission.
//!
//! In: what a request brings. Out: actors, secrets. Must not: know HTTP.

use std::sync::Mutex;

use serde_json::json;

use super::audit::{self, AuditEntry, Subject, record};
use super::model::{self, Account, Act, Actor, ApiToken, Membership, Role, Scope};
use super::session;
use super::store::{self, NewToken};
use crate::clock::{DAY_MS, new_id, now_ms};
use crate::database::{Database, DatabaseError, Transaction};
use crate::secret;

/// How long somebody stays signed in.
pub(crate) const SESSION_DURATION_MS: i64 = 30 * DAY_MS;
/// How exactly the last use of a token is known: a write for each request would cost more than it tells.
const TOKEN_USE_STEP_MS: i64 = 60 * 1000;
const TOKENS_MAX: usize = 100;
const NAME_LENGTH_MAX: usize = 100;
const AUDIT_PAGE: i64 = 100;

const TOKEN_PREFIX: &str = "mn_token_";

#[derive(Debug, thiserror::Error)]
pub(crate) enum IdentityError {
    #[error("the platform is set up already")]
    SetUpAlready,
    #[error("the setup code is not the one this server printed when it started")]
    WrongSetupCode,
    #[error("{0}")]
    Invalid(String),
    #[error("nobody is signed in, or the session or token has ended")]
    Unknown,
    /// Also when it is not there: whoever may not see a thing is not told whether it exists.
    #[error("there is no such {0}, or you may not see it")]
    NotFound(&'static str),
    #[error("your role does not allow this")]
    NotAllowed,
    #[error("the token lacks the scope `{0}`")]
    LacksScope(Scope),
    #[error("this is for somebody who is signed in at the console; a token is not enough")]
    NeedsSession,
    /// One word for every reason: which it was is nobody's business.
    #[error("the passkey was not accepted, or it took too long: try again")]
    RefusedPasskey,
    #[error("this link does not sign anybody in: it was used already, or has ended")]
    RefusedLink,
    #[error(
        "the address this invitation is for has an account already: sign in with it first, then open the link again"
    )]
    SignInFirst,
    /// One word for every reason, here too.
    #[error("this code does not sign anybody in: it is mistyped, was used, or has ended")]
    RefusedCode,
    #[error("that was too often: wait a while, or sign in another way")]
    TooMany,
    #[error("this platform sends no mail: sign in another way")]
    NoMail,
    #[error("this platform has no OpenID Connect provider: sign in another way")]
    NoProvider,
    #[error("the OpenID Connect provider does not answer as it should: try again, or sign in another way")]
    ProviderAway(String),
    #[error("{0}")]
    State(String),
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

pub(crate) struct Identity {
    pub(super) database: Database,
    /// Until the first operator has used it.
    setup_code: Mutex<Option<String>>,
}

/// What the first operator gives.
#[derive(Debug)]
pub(crate) struct Setup<'a> {
    pub(crate) code: &'a str,
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) organisation: &'a str,
}

#[derive(Debug)]
pub(crate) struct CreatedToken {
    pub(crate) id: String,
    /// Told once.
    pub(crate) secret: String,
}

impl Identity {
    /// Makes a setup code when nobody has an account yet.
    pub(crate) async fn new(database: Database) -> Result<Self, DatabaseError> {
        let has_accounts = store::has_accounts(&mut database.read().await?).await?;
        let setup_code = (!has_accounts).then(secret::new_code);
        Ok(Identity { database, setup_code: Mutex::new(setup_code) })
    }

    pub(crate) fn setup_code(&self) -> Option<String> {
        self.setup_code.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Makes the first operator and his organisation; gives the secret of his session.
    pub(crate) async fn set_up(&self, setup: &Setup<'_>) -> Result<String, IdentityError> {
        let code = self.setup_code().ok_or(IdentityError::SetUpAlready)?;
        if !secret::is_code(setup.code, &code) {
            return Err(IdentityError::WrongSetupCode);
        }
        let email = model::email(setup.email)
            .ok_or_else(|| IdentityError::Invalid(format!("`{}` is no e-mail address", setup.email)))?;
        let (name, organisation) = (name("name", setup.name)?, name("organisation", setup.organisation)?);
        let now_ms = now_ms();
        let account = Account { id: new_id("acc"), email, name, is_operator: true };
        let organisation_id = new_id("org");
        let mut tx = self.database.write().await?;
        tx.lock("setup").await?;
        // Two may have typed the code at once, on two servers of one database.
        if store::has_accounts(&mut tx).await? {
            return Err(IdentityError::SetUpAlready);
        }
        store::add_account(&mut tx, &account, now_ms).await?;
        store::add_organisation(&mut tx, &organisation_id, &organisation, now_ms).await?;
        store::add_member(&mut tx, &organisation_id, &account.id, Role::Admin).await?;
        let session = session::begin(&mut tx, &account.id, now_ms).await?;
        let actor = Actor { account, token: None };
        let subject = Subject { organisation_id: Some(&organisation_id), app_id: None };
        record(&mut tx, &actor, subject, "platform.set_up", &json!({}), now_ms).await?;
        tx.commit().await?;
        *self.setup_code.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
        Ok(session)
    }

    /// Whose session it is.
    pub(crate) async fn actor_of_session(&self, session: &str) -> Result<Actor, IdentityError> {
        let mut tx = self.database.read().await?;
        let actor = store::session_actor(&mut tx, &secret::hash(session), now_ms()).await?;
        actor.ok_or(IdentityError::Unknown)
    }

    /// Whose token it is. Notes that it was used.
    pub(crate) async fn actor_of_token(&self, token: &str) -> Result<Actor, IdentityError> {
        let now_ms = now_ms();
        let found = store::token_actor(&mut self.database.read().await?, &secret::hash(token), now_ms).await?;
        let (actor, used_ms) = found.ok_or(IdentityError::Unknown)?;
        if let Some(token) = &actor.token
            && used_ms.is_none_or(|used_ms| now_ms - used_ms > TOKEN_USE_STEP_MS)
        {
            let mut tx = self.database.write().await?;
            store::note_token_use(&mut tx, &token.id, now_ms).await?;
            tx.commit().await?;
        }
        Ok(actor)
    }

    pub(crate) async fn sign_out(&self, session: &str) -> Result<(), IdentityError> {
        let mut tx = self.database.write().await?;
        store::end_session(&mut tx, &secret::hash(session)).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn memberships(&self, actor: &Actor) -> Result<Vec<Membership>, IdentityError> {
        Ok(store::memberships(&mut self.database.read().await?, &actor.account.id).await?)
    }

    pub(crate) async fn tokens(&self, actor: &Actor) -> Result<Vec<ApiToken>, IdentityError> {
        Ok(store::tokens(&mut self.database.read().await?, &actor.account.id).await?)
    }

    /// A token never gives more than the one it is made with has, and never for longer.
    pub(crate) async fn create_token(
        &self,
        actor: &Actor,
        token_name: &str,
        scopes: &[Scope],
        days: Option<u32>,
    ) -> Result<CreatedToken, IdentityError> {
        let name = name("name", token_name)?;
        if scopes.is_empty() {
            return Err(IdentityError::Invalid(
                "a token needs a scope: read, publish, release, entries, experiments, flags or admin".to_owned(),
            ));
        }
        if let Some(scope) = scopes.iter().find(|scope| !actor.has_scope(**scope)) {
            return Err(IdentityError::LacksScope(*scope));
        }
        let now_ms = now_ms();
        let wanted_ms = days.map(|days| now_ms + i64::from(days) * DAY_MS);
        let created = CreatedToken { id: new_id("tok"), secret: secret::new_secret(TOKEN_PREFIX) };
        let mut tx = self.database.write().await?;
        if store::tokens(&mut tx, &actor.account.id).await?.len() >= TOKENS_MAX {
            return Err(IdentityError::Invalid(format!("you have {TOKENS_MAX} tokens already: revoke one first")));
        }
        let token = NewToken {
            id: &created.id,
            account_id: &actor.account.id,
            name: &name,
            secret_hash: &secret::hash(&created.secret),
            scopes,
            expires_ms: wanted_ms.into_iter().chain(actor.token.as_ref().and_then(|token| token.expires_ms)).min(),
        };
        store::add_token(&mut tx, &token, now_ms).await?;
        record(&mut tx, actor, Subject::default(), "token.create", &json!({"id": created.id, "name": name}), now_ms)
            .await?;
        tx.commit().await?;
        Ok(created)
    }

    /// For somebody at the machine itself, who has lost every other way in.
    pub(crate) async fn create_token_for(&self, email: &str) -> Result<String, IdentityError> {
        let email =
            model::email(email).ok_or_else(|| IdentityError::Invalid(format!("`{email}` is no e-mail address")))?;
        let account = store::account_by_email(&mut self.database.read().await?, &email).await?;
        let account = account.ok_or(IdentityError::NotFound("account"))?;
        let actor = Actor { account, token: None };
        Ok(self.create_token(&actor, "minnow admin token", Scope::ALL, None).await?.secret)
    }

    /// One of one's own. A token that only reads ends no other; it may end itself.
    pub(crate) async fn revoke_token(&self, actor: &Actor, id: &str) -> Result<(), IdentityError> {
        let is_itself = actor.token.as_ref().is_some_and(|token| token.id == id);
        if !is_itself && !actor.has_scope(Scope::Admin) {
            return Err(IdentityError::LacksScope(Scope::Admin));
        }
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        if !store::revoke_token(&mut tx, &actor.account.id, id, now_ms).await? {
            return Err(IdentityError::NotFound("token"));
        }
        record(&mut tx, actor, Subject::default(), "token.revoke", &json!({"id": id}), now_ms).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn audit(
        &self,
        actor: &Actor,
        organisation_id: &str,
        filter: audit::Filter<'_>,
    ) -> Result<Vec<AuditEntry>, IdentityError> {
        let mut tx = self.database.read().await?;
        authorise(&mut tx, actor, Act::ReadAudit, organisation_id).await?;
        Ok(audit::entries(&mut tx, organisation_id, filter, AUDIT_PAGE).await?)
    }

    /// Fails unless the actor may do this in the organisation.
    pub(crate) async fn authorise(
        &self,
        tx: &mut Transaction,
        actor: &Actor,
        act: Act,
        organisation_id: &str,
    ) -> Result<(), IdentityError> {
        authorise(tx, actor, act, organisation_id).await
    }
}

pub(super) async fn authorise(
    tx: &mut Transaction,
    actor: &Actor,
    act: Act,
    organisation_id: &str,
) -> Result<(), IdentityError> {
    let role = store::role(tx, organisation_id, &actor.account.id).await?;
    if actor.may(act, role) {
        return Ok(());
    }
    if role.is_none() && !actor.account.is_operator {
        return Err(IdentityError::NotFound("organisation"));
    }
    if !actor.has_scope(act.scope()) {
        return Err(IdentityError::LacksScope(act.scope()));
    }
    Err(IdentityError::NotAllowed)
}

/// A text that people read as a name: one line, not too long.
pub(super) fn name(what: &str, text: &str) -> Result<String, IdentityError> {
    one_line(what, text, NAME_LENGTH_MAX)
}

pub(crate) fn one_line(what: &str, text: &str, length_max: usize) -> Result<String, IdentityError> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= length_max && !text.chars().any(char::is_control);
    if fits {
        Ok(text.to_owned())
    } else {
        Err(IdentityError::Invalid(format!("`{what}` is one line of 1 to {length_max} characters")))
    }
}
