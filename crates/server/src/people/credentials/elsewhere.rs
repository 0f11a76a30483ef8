//! Accounts at an OpenID Connect provider, for people who open programs: where the operator lets them.
//!
//! In: what a provider says of somebody, in answer to a question of this very browser's. Out: credentials, what the browser is known by. Must not: take an
//! address that the provider names for a credential: the account there is one, and nothing else.

use super::model::{Kind, Proof};
use super::service::CredentialError;
use crate::ceremony::OF_PEOPLE;
use crate::http::Visitor;
use crate::openid::{Arrival, Outsider, Provider, Way};
use crate::people::People;

impl People {
    /// What the provider is called, where people may sign in by one.
    pub(super) fn provider_name(&self) -> Option<&str> {
        self.provider.as_deref().map(Provider::name)
    }

    /// `adding`: whose credential the account is to be; without it somebody signs in.
    pub(super) async fn begin_elsewhere(&self, adding: Option<&str>) -> Result<Way, CredentialError> {
        let provider = self.provider.as_ref().ok_or(CredentialError::NoProvider)?;
        let way = provider.begin().await.map_err(CredentialError::ProviderAway)?;
        let mut tx = self.database.write().await?;
        OF_PEOPLE.lead_out(&mut tx, adding, &way).await?;
        tx.commit().await?;
        Ok(way)
    }

    /// Whoever has come back from the provider: signed in, or richer by a credential. A question is answered once. `known`: what the browser is known by.
    /// Out: what it is known by from now on, where that is new.
    pub(super) async fn finish_elsewhere(
        &self,
        known: Option<&str>,
        arrival: &Arrival<'_>,
        device: &str,
        visitor: &Visitor,
    ) -> Result<Option<String>, CredentialError> {
        let provider = self.provider.as_ref().ok_or(CredentialError::NoProvider)?;
        let adding = self.take_question(arrival.secret).await?;
        let outsider = provider.outsider(arrival).await?;
        // An issuer is an address, in which there is no space.
        let subject = format!("{} {}", provider.issuer(), outsider.subject);
        let label = label(&outsider, provider);
        let proof = Proof { kind: Kind::Account, subject: &subject, label: &label, device };
        let Some(person_id) = adding else { return Ok(Some(self.sign_in_with(known, &proof, visitor).await?)) };
        if self.person_known(known).await?.as_ref() != Some(&person_id) {
            return Err(CredentialError::RefusedAccount);
        }
        self.add_credential(&person_id, &proof).await?;
        Ok(None)
    }

    /// Whose the account is to be, if the question was that.
    async fn take_question(&self, secret: &str) -> Result<Option<String>, CredentialError> {
        let mut tx = self.database.write().await?;
        let taken = OF_PEOPLE.take_way(&mut tx, secret).await?;
        tx.commit().await?;
        Ok(taken.ok_or(CredentialError::RefusedAccount)?.owner)
    }
}

/// What its owner recognises the account by.
fn label(outsider: &Outsider, provider: &Provider) -> String {
    let told = outsider.email.as_deref().or(outsider.name.as_deref()).unwrap_or_default();
    let told: String = told.chars().filter(|letter| !letter.is_control()).take(super::LABEL_LENGTH_MAX).collect();
    if told.trim().is_empty() { provider.name().to_owned() } else { told }
}
