//! What people at the console look at: programs at a glance, a version in full, what waits for review, signing keys.
//!
//! In: actors. Out: nouns put together from several tables. Must not: change anything but a key that its owner revokes.

use serde_json::json;

use super::model::{App, Version};
use super::overview_store as store;
use super::service::{Registry, RegistryError};
use crate::clock::now_ms;
use crate::identity::{Act, Actor, IdentityError, Subject, record};
use crate::relay::Domains;

const QUEUE_MAX: i64 = 200;

/// A program at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppOverview {
    pub(crate) app: App,
    /// Number of the version everybody gets.
    pub(crate) released: Option<String>,
    /// Number and per cent of the version that is on its way out.
    pub(crate) rolling_out: Option<(String, i64)>,
    /// Versions that wait for review.
    pub(crate) waiting: i64,
    pub(crate) versions: i64,
}

/// A version in full.
#[derive(Debug)]
pub(crate) struct VersionDetail {
    pub(crate) version: Version,
    /// Who published it.
    pub(crate) author: String,
    pub(crate) reviews: Vec<Review>,
    pub(crate) domains: Domains,
    pub(crate) files: usize,
    /// Of the package without its compressed forms.
    pub(crate) size_bytes: u64,
}

/// What somebody said of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Review {
    pub(crate) reviewer: String,
    /// `approved` or `rejected`.
    pub(crate) decision: String,
    pub(crate) comment: String,
    pub(crate) created_ms: i64,
}

/// A version that waits for review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) app_id: String,
    pub(crate) app_name: String,
    pub(crate) organisation: String,
    pub(crate) number: String,
    pub(crate) description: String,
    pub(crate) author: String,
    pub(crate) created_ms: i64,
}

/// The public half of a key that uploads are signed with, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownKey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created_ms: i64,
}

impl Registry {
    pub(crate) async fn overview(
        &self,
        actor: &Actor,
        organisation_id: &str,
    ) -> Result<Vec<AppOverview>, RegistryError> {
        let mut tx = self.database.read().await?;
        self.identity.authorise(&mut tx, actor, Act::View, organisation_id).await?;
        Ok(store::overview(&mut tx, organisation_id).await?)
    }

    pub(crate) async fn version(
        &self,
        actor: &Actor,
        app_id: &str,
        number: &str,
    ) -> Result<VersionDetail, RegistryError> {
        let mut tx = self.database.read().await?;
        self.app_for(&mut tx, actor, Act::View, app_id).await?;
        let found = super::store::find_version(&mut tx, app_id, number).await?;
        let version = found.ok_or(RegistryError::NotFound("version"))?;
        let author = store::author(&mut tx, &version.id).await?.unwrap_or_default();
        let reviews = store::reviews(&mut tx, &version.id).await?;
        drop(tx);
        let package = self.package(&version.id).await?;
        let is_plain = |path: &str| ![".br", ".zst", ".gz"].iter().any(|ending| path.ends_with(ending));
        let plain: Vec<u64> =
            package.files.iter().filter(|(path, _)| is_plain(path)).map(|(_, file)| file.size_bytes).collect();
        let (files, size_bytes) = (plain.len(), plain.iter().sum());
        Ok(VersionDetail { version, author, reviews, domains: package.domains.clone(), files, size_bytes })
    }

    /// Whatever waits for review on the platform: for operators.
    pub(crate) async fn review_queue(&self, actor: &Actor) -> Result<Vec<Waiting>, RegistryError> {
        if !actor.account.is_operator {
            return Err(IdentityError::NotAllowed.into());
        }
        if !actor.has_scope(Act::View.scope()) {
            return Err(IdentityError::LacksScope(Act::View.scope()).into());
        }
        Ok(store::waiting(&mut self.database.read().await?, QUEUE_MAX).await?)
    }

    pub(crate) async fn keys(&self, actor: &Actor) -> Result<Vec<KnownKey>, RegistryError> {
        Ok(store::keys(&mut self.database.read().await?, &actor.account.id).await?)
    }

    /// Nothing that is signed with it is taken any more. What was, stays.
    pub(crate) async fn revoke_key(&self, actor: &Actor, id: &str) -> Result<(), RegistryError> {
        if !actor.has_scope(Act::Publish.scope()) {
            return Err(IdentityError::LacksScope(Act::Publish.scope()).into());
        }
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        if !store::revoke_key(&mut tx, &actor.account.id, id, now_ms).await? {
            return Err(RegistryError::NotFound("key"));
        }
        record(&mut tx, actor, Subject::default(), "key.revoke", &json!({"id": id}), now_ms).await?;
        Ok(tx.commit().await?)
    }
}
