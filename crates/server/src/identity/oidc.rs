//! Accounts elsewhere: signing in by an OpenID Connect provider that the operator named.
//!
//! In: what a provider says of somebody, in answer to a question of this very browser's. Out: sessions, links between accounts. Must not: take an account
//! for somebody's because the addresses are the same; whoever has one links it himself, while he is signed in.
//!
//! A question ends with the first answer, right or wrong.

use std::sync::Arc;

use serde_json::json;

use super::audit::{Subject, record};
use super::member_store;
use super::members::{about, lock_name};
use super::model::{self, Account, Actor, Role, words};
use super::oidc_store::{self as store, OutsideIdentity};
use super::passkeys::person;
use super::service::{IdentityError, name};
use super::{passkey_store, session};
use crate::ceremony::OF_ACCOUNTS;
use crate::clock::{new_id, now_ms};
use crate::config::OidcJoin;
use crate::database::{Database, DatabaseError, Transaction};
use crate::openid::{Arrival, Outsider, Provider, ProviderFault, Way};

words! {
    /// Why nobody was signed in: a page of the console says it in words.
    Reason, "reason" {
        /// State, code or token: which it was is nobody's business.
        Refused => "oidc-refused",
        Unreachable => "oidc-unreachable",
        UnverifiedAddress => "oidc-unverified",
        /// Nobody here is linked with it, and nobody invited the address.
        Unknown => "oidc-unknown",
        /// It is linked with another account.
        Taken => "oidc-taken",
        /// Here something failed.
        Failed => "internal",
    }
}

#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) reason: Reason,
    /// Somebody who is signed in wanted to link an account.
    pub(crate) is_of_link: bool,
}

impl From<ProviderFault> for Reason {
    fn from(fault: ProviderFault) -> Self {
        match fault {
            ProviderFault::Refused => Reason::Refused,
            ProviderFault::Unreachable => Reason::Unreachable,
        }
    }
}

impl From<DatabaseError> for Reason {
    fn from(error: DatabaseError) -> Self {
        tracing::error!(%error, "signing in by OpenID Connect failed");
        Reason::Failed
    }
}

impl From<IdentityError> for Reason {
    fn from(error: IdentityError) -> Self {
        tracing::error!(%error, "signing in by OpenID Connect failed");
        Reason::Failed
    }
}

#[derive(Debug)]
pub(crate) enum Return {
    SignedIn { session: String },
    Linked,
}

pub(crate) struct Oidc {
    database: Database,
    provider: Option<Arc<Provider>>,
    joins: Vec<OidcJoin>,
    sends_mail: bool,
}

impl Oidc {
    /// `sends_mail`: there is another way in beside passkeys and this one.
    pub(crate) fn new(
        database: Database,
        provider: Option<Arc<Provider>>,
        joins: Vec<OidcJoin>,
        sends_mail: bool,
    ) -> Self {
        Oidc { database, provider, joins, sends_mail }
    }

    pub(crate) fn provider_name(&self) -> Option<&str> {
        self.provider.as_deref().map(Provider::name)
    }

    /// `linking`: whose account the one elsewhere is to be linked with; without it somebody signs in.
    pub(crate) async fn begin(&self, linking: Option<&Actor>) -> Result<Way, IdentityError> {
        let account_id = linking.map(|actor| person(actor).map(|actor| actor.account.id.as_str())).transpose()?;
        let provider = self.provider.as_ref().ok_or(IdentityError::NoProvider)?;
        let way = provider.begin().await.map_err(IdentityError::ProviderAway)?;
        let mut tx = self.database.write().await?;
        OF_ACCOUNTS.lead_out(&mut tx, account_id, &way).await?;
        tx.commit().await?;
        Ok(way)
    }

    /// `actor`: whoever is signed in in this browser.
    pub(crate) async fn finish(&self, arrival: &Arrival<'_>, actor: Option<&Actor>) -> Result<Return, Refusal> {
        let question = self.take(arrival.secret).await;
        let question = question.map_err(|reason| Refusal { reason, is_of_link: false })?;
        let is_of_link = question.is_some();
        self.finish_known(arrival, actor, question).await.map_err(|reason| Refusal { reason, is_of_link })
    }

    /// The account that is to be linked, if the question was that. A question is answered once.
    async fn take(&self, secret: &str) -> Result<Option<String>, Reason> {
        let mut tx = self.database.write().await?;
        let taken = OF_ACCOUNTS.take_way(&mut tx, secret).await?;
        tx.commit().await?;
        Ok(taken.ok_or(Reason::Refused)?.owner)
    }

    async fn finish_known(
        &self,
        arrival: &Arrival<'_>,
        actor: Option<&Actor>,
        linking: Option<String>,
    ) -> Result<Return, Reason> {
        let provider = self.provider.as_ref().ok_or(Reason::Refused)?;
        let outsider = provider.outsider(arrival).await?;
        match linking {
            Some(account_id) => {
                let actor = actor.filter(|actor| actor.account.id == account_id).ok_or(Reason::Refused)?;
                self.link(provider.issuer(), &outsider, actor).await?;
                Ok(Return::Linked)
            }
            None => Ok(Return::SignedIn { session: self.sign_in(provider.issuer(), &outsider).await? }),
        }
    }

    async fn link(&self, issuer: &str, outsider: &Outsider, actor: &Actor) -> Result<(), Reason> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        match store::find(&mut tx, issuer, &outsider.subject).await? {
            Some(known) if known.account_id == actor.account.id => return Ok(()),
            Some(_) => return Err(Reason::Taken),
            None => {}
        }
        let identity = add_identity(&mut tx, issuer, outsider, &actor.account.id, now_ms).await?;
        let detail = json!({"id": identity.id, "issuer": issuer});
        record(&mut tx, actor, Subject::default(), "identity.link", &detail, now_ms).await?;
        Ok(tx.commit().await?)
    }

    async fn sign_in(&self, issuer: &str, outsider: &Outsider) -> Result<String, Reason> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let account_id = match store::find(&mut tx, issuer, &outsider.subject).await? {
            Some(known) => {
                store::note_use(&mut tx, &known.id, now_ms).await?;
                known.account_id
            }
            None => self.join(&mut tx, issuer, outsider, now_ms).await?,
        };
        let session = session::begin(&mut tx, &account_id, now_ms).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// Makes the account of somebody whose address was invited, or is of a domain whose people may join. Whoever has an account already links it himself:
    /// an address at a provider is no proof of an account here.
    async fn join(
        &self,
        tx: &mut Transaction,
        issuer: &str,
        outsider: &Outsider,
        now_ms: i64,
    ) -> Result<String, Reason> {
        let (email, is_verified) = outsider
            .email
            .as_deref()
            .and_then(model::email)
            .map_or_else(|| (String::new(), false), |email| (email, outsider.is_email_verified));
        if !is_verified {
            return Err(Reason::UnverifiedAddress);
        }
        if super::store::account_by_email(tx, &email).await?.is_some() {
            return Err(Reason::Unknown);
        }
        let places = self.places(tx, &email, now_ms).await?;
        if places.is_empty() {
            return Err(Reason::Unknown);
        }
        let shown = outsider.name.as_deref().and_then(|text| name("name", text).ok());
        let shown = shown.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
        let account = Account { id: new_id("acc"), email, name: shown, is_operator: false };
        super::store::add_account(tx, &account, now_ms).await?;
        add_identity(tx, issuer, outsider, &account.id, now_ms).await?;
        let account_id = account.id.clone();
        let actor = Actor { account, token: None };
        for Place { organisation_id, role, invitation_id } in places {
            super::store::add_member(tx, &organisation_id, &account_id, role).await?;
            let detail = json!({"invitation": invitation_id, "role": role.word(), "issuer": issuer});
            record(tx, &actor, about(&organisation_id), "member.join", &detail, now_ms).await?;
        }
        Ok(account_id)
    }

    /// Where somebody with an address may come in. Invitations are used up.
    async fn places(&self, tx: &mut Transaction, email: &str, now_ms: i64) -> Result<Vec<Place>, Reason> {
        let mut places: Vec<Place> = Vec::new();
        for invitation in member_store::invitations_of(tx, email, now_ms).await? {
            let organisation_id = invitation.organisation_id;
            tx.lock(&lock_name(&organisation_id)).await?;
            let is_open = member_store::end_invitation(tx, &organisation_id, &invitation.id, now_ms).await?;
            if is_open && places.iter().all(|place| place.organisation_id != organisation_id) {
                places.push(Place { organisation_id, role: invitation.role, invitation_id: Some(invitation.id) });
            }
        }
        let domain = email.rsplit('@').next().unwrap_or_default();
        for join in self.joins.iter().filter(|join| join.domain.eq_ignore_ascii_case(domain)) {
            let organisation_id = join.organisation_id.clone();
            let is_new = places.iter().all(|place| place.organisation_id != organisation_id);
            if is_new && member_store::organisation_name(tx, &organisation_id).await?.is_some() {
                places.push(Place { organisation_id, role: join.role, invitation_id: None });
            }
        }
        Ok(places)
    }

    pub(crate) async fn list(&self, actor: &Actor) -> Result<Vec<OutsideIdentity>, IdentityError> {
        Ok(store::list(&mut self.database.read().await?, &actor.account.id).await?)
    }

    /// The last way in stays.
    pub(crate) async fn remove(&self, actor: &Actor, id: &str) -> Result<(), IdentityError> {
        let account_id = &person(actor)?.account.id;
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("passkeys {account_id}")).await?;
        let known = store::list(&mut tx, account_id).await?;
        let removed = known.iter().find(|identity| identity.id == id).ok_or(IdentityError::NotFound("identity"))?;
        if known.len() == 1 && !self.sends_mail && passkey_store::list(&mut tx, account_id).await?.is_empty() {
            return Err(IdentityError::State("this is your only way in: make a passkey first".to_owned()));
        }
        store::remove(&mut tx, account_id, id).await?;
        let detail = json!({"id": id, "issuer": removed.issuer});
        record(&mut tx, actor, Subject::default(), "identity.unlink", &detail, now_ms).await?;
        Ok(tx.commit().await?)
    }
}

struct Place {
    organisation_id: String,
    role: Role,
    invitation_id: Option<String>,
}

async fn add_identity(
    tx: &mut Transaction,
    issuer: &str,
    outsider: &Outsider,
    account_id: &str,
    now_ms: i64,
) -> Result<OutsideIdentity, DatabaseError> {
    let identity = OutsideIdentity {
        id: new_id("oid"),
        account_id: account_id.to_owned(),
        issuer: issuer.to_owned(),
        subject: outsider.subject.clone(),
        email: outsider.email.clone().unwrap_or_default(),
        created_ms: now_ms,
        used_ms: Some(now_ms),
    };
    store::add(tx, &identity).await?;
    Ok(identity)
}
