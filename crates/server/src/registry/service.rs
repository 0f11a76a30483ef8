//! The rules of the registry: programs, signing keys, who may see what, and which package is live.
//!
//! In: actors and what they ask. Out: programs, versions, packages. Must not: know HTTP.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::{Notify, Semaphore};

use super::build::Builder;
use super::model::{self, App, Gray, PackageIndex, Release, ReleaseState, Version};
use super::preview::{PASSES_KEPT_MAX, Pass};
use super::stage::Stage;
use super::store;
use crate::blobs::{BlobError, Blobs, Digest};
use crate::clock::{new_id, now_ms};
use crate::config::{ReviewPolicy, Site};
use crate::database::{Database, DatabaseError, Transaction};
use crate::identity::{Act, Actor, Identity, IdentityError, Subject, one_line, record};
use crate::kept::Kept;

/// Programs built at once; each may take a processor and a gigabyte.
const BUILDS_MAX: usize = 2;
/// How long what people get may be a memory of before the database is asked: another server may have released.
const ACTIVE_AGE_MAX: Duration = Duration::from_secs(1);
const VERSIONS_LISTED_MAX: i64 = 100;
/// Ed25519.
const PUBLIC_KEY_LENGTH: usize = 32;

#[derive(Debug, thiserror::Error)]
pub(crate) enum RegistryError {
    #[error("there is no such {0}, or you may not see it")]
    NotFound(&'static str),
    #[error("{0}")]
    Invalid(String),
    #[error("{0}")]
    Taken(String),
    #[error("{0}")]
    State(String),
    #[error("the content sent for {digest} is not that file: {reason}")]
    WrongDigest { digest: Digest, reason: String },
    #[error("{count} files are missing still, {first} among them: send them first")]
    Missing { count: usize, first: Digest },
    #[error("the signature is not one of your keys' for this upload: {0}")]
    Signature(&'static str),
    #[error("the program does not build: {first}")]
    DoesNotBuild { first: String },
    #[error("too many programs are being built: try again in a minute")]
    Busy,
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Blob(#[from] BlobError),
}

pub(crate) struct Registry {
    pub(super) database: Database,
    pub(super) blobs: Arc<Blobs>,
    pub(super) identity: Arc<Identity>,
    pub(super) builder: Arc<dyn Builder>,
    pub(super) builds: Semaphore,
    /// Where programs are built.
    pub(super) workshop: PathBuf,
    pub(super) review: ReviewPolicy,
    pub(super) site: Site,
    /// Told when something was released, or the face of a program changed.
    pub(crate) changed: Notify,
    active: Kept<Option<Arc<Active>>>,
    packages: Kept<Arc<PackageIndex>>,
    /// What passes open, by the hash of their secrets.
    pub(super) passes: Kept<Option<(Pass, String)>>,
}

/// What people get of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Active {
    pub(crate) stage: Stage,
    /// The version all get.
    pub(crate) version_id: String,
    /// The version some get first.
    pub(crate) gray: Option<Gray>,
    /// Versions of the last releases, newest first: a page that was opened before a release still asks for files of its own.
    pub(crate) recent: Vec<String>,
    /// Versions of the last releases that were taken back: whoever runs one is to get another.
    pub(crate) withdrawn: Vec<String>,
}

impl Active {
    /// What somebody with a pass gets.
    pub(crate) fn of_stage(stage: Stage, version_id: String) -> Self {
        Active { stage, recent: vec![version_id.clone()], version_id, gray: None, withdrawn: Vec::new() }
    }

    /// Whether people get a version, or got it lately.
    pub(crate) fn names(&self, version_id: &str) -> bool {
        self.running().chain(&self.recent).any(|known| known == version_id)
    }

    /// Versions that people get now.
    pub(crate) fn running(&self) -> impl Iterator<Item = &String> {
        [&self.version_id].into_iter().chain(self.gray.as_ref().map(|gray| &gray.version_id))
    }
}

impl Registry {
    pub(crate) fn new(
        database: Database,
        blobs: Arc<Blobs>,
        identity: Arc<Identity>,
        builder: Arc<dyn Builder>,
        workshop: PathBuf,
        review: ReviewPolicy,
        site: Site,
    ) -> Self {
        Registry {
            database,
            blobs,
            identity,
            builder,
            builds: Semaphore::new(BUILDS_MAX),
            workshop,
            review,
            site,
            changed: Notify::new(),
            active: Kept::for_a_while(ACTIVE_KEPT_MAX, ACTIVE_AGE_MAX),
            packages: Kept::for_ever(PACKAGES_KEPT_MAX),
            passes: Kept::for_a_while(PASSES_KEPT_MAX, ACTIVE_AGE_MAX),
        }
    }

    pub(crate) async fn create_app(
        &self,
        actor: &Actor,
        organisation_id: &str,
        id: &str,
        name: &str,
    ) -> Result<App, RegistryError> {
        model::check_app_id(id).map_err(RegistryError::Invalid)?;
        let name = one_line("name", name, APP_NAME_LENGTH_MAX)?;
        let now_ms = now_ms();
        let app = App { id: id.to_owned(), organisation_id: organisation_id.to_owned(), name, created_ms: now_ms };
        let mut tx = self.database.write().await?;
        self.identity.authorise(&mut tx, actor, Act::CreateApp, organisation_id).await?;
        match store::add_app(&mut tx, &app).await {
            Err(DatabaseError::Taken) => return Err(RegistryError::Taken(format!("the id `{id}` is taken"))),
            other => other?,
        }
        let subject = Subject::of_app(organisation_id, id);
        record(&mut tx, actor, subject, "app.create", &json!({"name": app.name}), now_ms).await?;
        tx.commit().await?;
        Ok(app)
    }

    pub(crate) async fn apps(&self, actor: &Actor, organisation_id: &str) -> Result<Vec<App>, RegistryError> {
        let mut tx = self.database.read().await?;
        self.identity.authorise(&mut tx, actor, Act::View, organisation_id).await?;
        Ok(store::apps(&mut tx, organisation_id).await?)
    }

    pub(crate) async fn app(&self, actor: &Actor, id: &str) -> Result<App, RegistryError> {
        self.app_to(actor, Act::View, id).await
    }

    /// The program, for those who ask in its own name.
    pub(crate) async fn find(&self, id: &str) -> Result<Option<App>, RegistryError> {
        Ok(store::find_app(&mut self.database.read().await?, id).await?)
    }

    /// The program, when the actor may do this to it.
    pub(crate) async fn app_to(&self, actor: &Actor, act: Act, id: &str) -> Result<App, RegistryError> {
        self.app_for(&mut self.database.read().await?, actor, act, id).await
    }

    pub(crate) async fn app_for(
        &self,
        tx: &mut Transaction,
        actor: &Actor,
        act: Act,
        id: &str,
    ) -> Result<App, RegistryError> {
        let app = store::find_app(tx, id).await?.ok_or(RegistryError::NotFound("program"))?;
        match self.identity.authorise(tx, actor, act, &app.organisation_id).await {
            // Nobody learns which programs others have.
            Err(IdentityError::NotFound(_)) => Err(RegistryError::NotFound("program")),
            other => other.map(|()| app).map_err(RegistryError::from),
        }
    }

    /// Makes a key known; gives its id.
    pub(crate) async fn add_key(&self, actor: &Actor, name: &str, public_key: &[u8]) -> Result<String, RegistryError> {
        if !actor.has_scope(Act::Publish.scope()) {
            return Err(IdentityError::LacksScope(Act::Publish.scope()).into());
        }
        if public_key.len() != PUBLIC_KEY_LENGTH {
            return Err(RegistryError::Invalid(format!("a public key of Ed25519 has {PUBLIC_KEY_LENGTH} bytes")));
        }
        let now_ms = now_ms();
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(KEY_NAME_LENGTH_MAX).collect();
        let mut tx = self.database.write().await?;
        let made = new_id("key");
        let id = store::add_key(&mut tx, &made, &actor.account.id, &name, public_key, now_ms).await?;
        if id == made {
            record(&mut tx, actor, Subject::default(), "key.add", &json!({"id": id, "name": name}), now_ms).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    pub(crate) async fn versions(&self, actor: &Actor, app_id: &str) -> Result<Vec<Version>, RegistryError> {
        let mut tx = self.database.read().await?;
        self.app_for(&mut tx, actor, Act::View, app_id).await?;
        Ok(store::versions(&mut tx, app_id, VERSIONS_LISTED_MAX).await?)
    }

    /// What people are known to get; the outer `None`: it has to be looked up.
    pub(crate) fn active_at_hand(&self, app_id: &str) -> Option<Option<Arc<Active>>> {
        self.active.get(app_id)
    }

    /// What people get; `None` when nothing is released, or there is no such program.
    pub(crate) async fn active(&self, app_id: &str) -> Result<Option<Arc<Active>>, RegistryError> {
        match self.active_at_hand(app_id) {
            Some(active) => Ok(active),
            // A future that asks a database is large, and nobody is to carry it who need not ask.
            None => Box::pin(self.read_active(app_id)).await,
        }
    }

    async fn read_active(&self, app_id: &str) -> Result<Option<Arc<Active>>, RegistryError> {
        let read_at = Instant::now();
        let mut tx = self.database.read().await?;
        let running = store::running_releases(&mut tx, app_id).await?;
        let last = store::releases(&mut tx, app_id, RECENT_RELEASES_MAX).await?;
        drop(tx);
        let full = running.iter().find(|release| release.is_full());
        let is_running = |version_id: &str| running.iter().any(|release| release.version_id == version_id);
        let is_withdrawn =
            |release: &&Release| release.state == ReleaseState::Withdrawn && !is_running(&release.version_id);
        let withdrawn = distinct(last.iter().filter(is_withdrawn).map(|release| release.version_id.clone()));
        let active = full.map(|full| {
            Arc::new(Active {
                stage: Stage::Release,
                version_id: full.version_id.clone(),
                gray: running
                    .iter()
                    .find(|release| !release.is_full())
                    .map(|release| Gray::new(release.version_id.clone(), release.percent, release.segment.clone())),
                recent: distinct(last.into_iter().map(|release| release.version_id)),
                withdrawn,
            })
        });
        self.active.insert(app_id, read_at, active.clone());
        Ok(active)
    }

    pub(crate) fn review_policy(&self) -> ReviewPolicy {
        self.review
    }

    /// Whether a version has this number.
    pub(crate) async fn is_number_of(&self, version_id: &str, number: &str) -> Result<bool, RegistryError> {
        Ok(store::number(&mut self.database.read().await?, version_id).await?.as_deref() == Some(number))
    }

    /// What people get has changed.
    pub(super) fn forget_active(&self, app_id: &str) {
        self.active.forget(app_id);
        self.changed.notify_one();
    }

    /// The files of a version.
    pub(crate) async fn package(&self, version_id: &str) -> Result<Arc<PackageIndex>, RegistryError> {
        if let Some(package) = self.packages.get(version_id) {
            return Ok(package);
        }
        let package = store::package(&mut self.database.read().await?, version_id).await?;
        let package = Arc::new(package.ok_or(RegistryError::NotFound("version"))?);
        self.packages.insert(version_id, Instant::now(), Arc::clone(&package));
        Ok(package)
    }
}

fn distinct(ids: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}

/// Releases whose files are still found by name.
const RECENT_RELEASES_MAX: i64 = 20;
const APP_NAME_LENGTH_MAX: usize = 60;
const KEY_NAME_LENGTH_MAX: usize = 100;
const ACTIVE_KEPT_MAX: usize = 10_000;
const PACKAGES_KEPT_MAX: usize = 500;
