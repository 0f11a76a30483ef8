//! One certificate, from the order to the chain.
//!
//! In: the domain. Out: chain and key as PEM. Must not: leave a DNS record behind, whatever happens.

use std::path::PathBuf;
use std::time::Duration;

use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Error, ExternalAccountKey, Identifier, NewAccount,
    NewOrder, Order, OrderStatus, RetryPolicy,
};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::http::Client;
use super::{AcmeConfig, AcmeError, write_in_place};
use crate::config::Domain;

/// How long an authority may take to look at records, and again to sign.
const PATIENCE: Duration = Duration::from_secs(3 * 60);
/// What an authority says that wants an external account (RFC 8555, 6.7).
const BINDING_WANTED: &str = "urn:ietf:params:acme:error:externalAccountRequired";

/// The account at an authority, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    directory: String,
    credentials: AccountCredentials,
}

pub(super) struct Authority {
    config: AcmeConfig,
    client: Client,
    account_file: PathBuf,
    domain: String,
}

impl Authority {
    pub(super) fn new(config: AcmeConfig, folder: PathBuf, domain: &Domain) -> Result<Self, AcmeError> {
        let client = Client::new(config.root.as_deref())?;
        Ok(Authority { config, client, account_file: folder.join("account.json"), domain: domain.as_str().to_owned() })
    }

    /// A new one for the domain and the names below it.
    pub(super) async fn certificate(&self) -> Result<String, AcmeError> {
        let account = self.account().await?;
        let names = [self.domain.clone(), format!("*.{}", self.domain)].map(Identifier::Dns);
        let mut order = account.new_order(&NewOrder::new(&names)).await.map_err(|error| self.failed(&error))?;
        let name = format!("_acme-challenge.{}.", self.domain);
        let mut values = Vec::new();
        let proved = self.prove(&mut order, &name, &mut values).await;
        for value in &values {
            if let Err(error) = self.config.records.clean_up(&name, value).await {
                tracing::warn!(error, name, "a record for the certificate authority stays");
            }
        }
        proved?;
        let key = order.finalize().await.map_err(|error| self.failed(&error))?;
        let chain = order.poll_certificate(&patience()).await.map_err(|error| self.failed(&error))?;
        Ok(format!("{}\n{key}", chain.trim_end()))
    }

    /// Shows the authority that the domain is ours, by records at `name`. `values` has those that were written.
    async fn prove(&self, order: &mut Order, name: &str, values: &mut Vec<String>) -> Result<(), AcmeError> {
        // All records stand before the authority is told of the first: both names have theirs in one place.
        for is_told in [false, true] {
            let mut authorizations = order.authorizations();
            while let Some(found) = authorizations.next().await {
                let mut authorization = found.map_err(|error| self.failed(&error))?;
                if authorization.status == AuthorizationStatus::Valid {
                    continue;
                }
                let mut challenge = authorization
                    .challenge(ChallengeType::Dns01)
                    .ok_or_else(|| self.refused("it offers no proof by DNS (dns-01)"))?;
                if is_told {
                    challenge.set_ready().await.map_err(|error| self.failed(&error))?;
                } else {
                    let value = challenge.key_authorization().dns_value();
                    // Also where writing fails: it may be there all the same.
                    values.push(value.clone());
                    let written = self.config.records.present(name, &value).await;
                    written.map_err(|reason| AcmeError::Record { name: name.to_owned(), reason })?;
                }
            }
            if !is_told && !values.is_empty() {
                tokio::time::sleep_until(Instant::now() + self.config.wait).await;
            }
        }
        let unseen = |why: &dyn std::fmt::Display| {
            self.refused(format!("it does not see the record that was written at `{name}`: {why}"))
        };
        match order.poll_ready(&patience()).await {
            Ok(OrderStatus::Ready) => Ok(()),
            Ok(status) => Err(unseen(&format!("{status:?}"))),
            Err(error) => Err(unseen(&error)),
        }
    }

    async fn account(&self) -> Result<Account, AcmeError> {
        let builder = Account::builder_with_http(Box::new(self.client.clone()));
        if let Some(credentials) = self.kept_account()? {
            return builder.from_credentials(credentials).await.map_err(|error| self.failed(&error));
        }
        let contact = self.config.email.as_ref().map(|email| format!("mailto:{email}"));
        let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
        let wanted = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
        let directory = self.config.directory.clone();
        let binding = self.config.binding.as_ref();
        let external = binding.map(|binding| ExternalAccountKey::new(binding.id.clone(), &binding.key));
        let made = builder.create(&wanted, directory.clone(), external.as_ref()).await;
        let (account, credentials) = made.map_err(|error| match &error {
            Error::Api(problem) if problem.r#type.as_deref() == Some(BINDING_WANTED) => self
                .refused("it serves its customers alone: name your account there (--acme-eab-id, --acme-eab-key-file)"),
            _ => self.failed(&error),
        })?;
        let kept = serde_json::to_string(&Kept { directory, credentials });
        write_in_place(&self.account_file, &kept.map_err(|error| self.failed(&error))?)?;
        Ok(account)
    }

    /// The account at this authority; one at another is of no use here.
    fn kept_account(&self) -> Result<Option<AccountCredentials>, AcmeError> {
        let path = self.account_file.clone();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(AcmeError::File { path, error }),
        };
        let kept: Kept =
            serde_json::from_str(&text).map_err(|error| AcmeError::Unreadable { path, reason: error.to_string() })?;
        Ok((kept.directory == self.config.directory).then_some(kept.credentials))
    }

    /// With what lies below an error: "error sending request" alone says nothing.
    fn failed(&self, error: &dyn std::error::Error) -> AcmeError {
        let below = std::iter::successors(error.source(), |error| error.source());
        self.refused(below.fold(error.to_string(), |said, error| format!("{said}: {error}")))
    }

    fn refused(&self, reason: impl Into<String>) -> AcmeError {
        AcmeError::Refused { directory: self.config.directory.clone(), reason: reason.into() }
    }
}

fn patience() -> RetryPolicy {
    RetryPolicy::new().initial_delay(Duration::from_millis(500)).timeout(PATIENCE)
}
