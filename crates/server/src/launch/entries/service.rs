//! The rules of entries: what they may lead to, who may make them, which still lead somewhere.
//!
//! In: actors and what they ask. Out: entries. Must not: know HTTP.

use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::package::document_path;
use serde_json::json;

use super::log::{LaunchLog, LogError};
use super::model::{self, Entry, EntryKind, LaunchesOfDay};
use super::store;
use crate::blobs::Digest;
use crate::clock::{day_of, now_ms};
use crate::config::Site;
use crate::database::{Database, DatabaseError, Transaction};
use crate::identity::{Act, Actor, IdentityError, Subject, one_line, record};
use crate::kept::Kept;
use crate::registry::{Registry, RegistryError, Stage};
use crate::secret;

/// How long an entry may be a memory of before the database is asked: another server may have closed it.
const ENTRY_AGE_MAX: Duration = Duration::from_secs(1);
const ENTRIES_KEPT_MAX: usize = 10_000;
const ENTRIES_LISTED_MAX: i64 = 100;
/// Ids are random: a second try that fails too is a fault elsewhere.
const TRIES_MAX: usize = 3;

#[derive(Debug, thiserror::Error)]
pub(crate) enum EntryError {
    #[error("the released version has no page `{0}`")]
    UnknownPage(String),
    #[error("nothing of the program is released yet, so that no page of it can be led to")]
    NotReleased,
    #[error("{0}")]
    Page(String),
    #[error("{0}")]
    Query(String),
    #[error("the time it ends at is over already")]
    Expiry,
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<IdentityError> for EntryError {
    fn from(error: IdentityError) -> Self {
        EntryError::Registry(error.into())
    }
}

/// What an entry is to be.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry<'a> {
    pub(crate) app_id: &'a str,
    pub(crate) kind: EntryKind,
    /// For whoever looks after it.
    pub(crate) name: &'a str,
    /// Empty: the start page.
    pub(crate) page: &'a str,
    /// As it stands in an address, without its question mark.
    pub(crate) query: &'a str,
    pub(crate) expires_ms: Option<i64>,
    /// Whether the page must be there already.
    pub(crate) is_page_checked: bool,
    /// The one that leads to the same is given again, where there is one.
    pub(crate) is_shared: bool,
}

pub(crate) struct Entries {
    pub(super) database: Database,
    pub(super) registry: Arc<Registry>,
    pub(crate) log: LaunchLog,
    kept: Kept<Option<Arc<Entry>>>,
}

impl Entries {
    pub(crate) fn new(database: Database, registry: Arc<Registry>, log: LaunchLog) -> Self {
        Entries { database, registry, log, kept: Kept::for_a_while(ENTRIES_KEPT_MAX, ENTRY_AGE_MAX) }
    }

    /// Makes an entry. Whoever calls has asked whether it may be made.
    pub(crate) async fn mint(&self, new: &NewEntry<'_>) -> Result<Entry, EntryError> {
        let page = self.checked(new).await?;
        let mut tx = self.database.write().await?;
        let entry = add(&mut tx, new, &page).await?;
        tx.commit().await?;
        Ok(entry)
    }

    /// Makes an entry for somebody at the console.
    pub(crate) async fn create(&self, actor: &Actor, new: &NewEntry<'_>) -> Result<Entry, EntryError> {
        let app = self.registry.app_to(actor, Act::ManageEntries, new.app_id).await?;
        let name = one_line_or_none(new.name)?;
        let (new, page) = (NewEntry { name: &name, ..new.clone() }, self.checked(new).await?);
        let mut tx = self.database.write().await?;
        let entry = add(&mut tx, &new, &page).await?;
        let subject = Subject::of_app(&app.organisation_id, &app.id);
        let detail = json!({"id": entry.id, "kind": entry.kind.word(), "page": entry.page});
        record(&mut tx, actor, subject, "entry.create", &detail, entry.created_ms).await?;
        tx.commit().await?;
        Ok(entry)
    }

    /// The newest entries made before a time, each with how often it was gone.
    pub(crate) async fn list(
        &self,
        actor: &Actor,
        app_id: &str,
        before_ms: i64,
    ) -> Result<Vec<(Entry, i64)>, EntryError> {
        self.registry.app_to(actor, Act::View, app_id).await?;
        Ok(store::entries(&mut self.database.read().await?, app_id, before_ms, ENTRIES_LISTED_MAX).await?)
    }

    /// From now on the entry leads nowhere.
    pub(crate) async fn close(&self, actor: &Actor, app_id: &str, id: &str) -> Result<(), EntryError> {
        let app = self.registry.app_to(actor, Act::ManageEntries, app_id).await?;
        let mut tx = self.database.write().await?;
        let entry = store::find(&mut tx, id).await?.filter(|entry| entry.app_id == app.id);
        let entry = entry.ok_or(RegistryError::NotFound("entry"))?;
        if store::close(&mut tx, &entry.id, now_ms()).await? {
            let subject = Subject::of_app(&app.organisation_id, &app.id);
            record(&mut tx, actor, subject, "entry.close", &json!({"id": entry.id}), now_ms()).await?;
        }
        tx.commit().await?;
        self.kept.forget(id);
        Ok(())
    }

    /// Open entries of a kind that a program has: some kinds are limited.
    pub(crate) async fn count(&self, app_id: &str, kind: EntryKind) -> Result<i64, EntryError> {
        Ok(store::count(&mut self.database.read().await?, app_id, kind).await?)
    }

    /// Those of them that never end.
    pub(crate) async fn count_endless(&self, app_id: &str, kind: EntryKind) -> Result<i64, EntryError> {
        Ok(store::count_endless(&mut self.database.read().await?, app_id, kind).await?)
    }

    /// The entry of an id, whether it still leads anywhere or not.
    /// What was found before; the outer `None`: it has to be looked for.
    pub(crate) fn at_hand(&self, id: &str) -> Option<Option<Arc<Entry>>> {
        self.kept.get(id)
    }

    pub(crate) async fn find(&self, id: &str) -> Result<Option<Arc<Entry>>, EntryError> {
        if let Some(entry) = self.at_hand(id) {
            return Ok(entry);
        }
        let read_at = Instant::now();
        let entry = store::find(&mut self.database.read().await?, id).await?.map(Arc::new);
        self.kept.insert(id, read_at, entry.clone());
        Ok(entry)
    }

    /// How often a program was opened, by day and entry, on each of the last days.
    pub(crate) async fn launches(
        &self,
        actor: &Actor,
        app_id: &str,
        days: i64,
    ) -> Result<Vec<LaunchesOfDay>, EntryError> {
        self.registry.app_to(actor, Act::View, app_id).await?;
        Ok(store::launches(&mut self.database.read().await?, app_id, day_of(now_ms()) - days + 1).await?)
    }

    /// Brings launches that were logged into the database.
    pub(crate) async fn settle(&self) -> Result<(), LogError> {
        self.log.settle(&self.database).await
    }

    /// The page, as the package knows it, once all of the entry is as it may be.
    async fn checked(&self, new: &NewEntry<'_>) -> Result<String, EntryError> {
        let page = model::page_of(new.page);
        if let Some(fault) = model::fault_of_query(new.query) {
            return Err(EntryError::Query(fault));
        }
        if page.len() + new.query.len() > model::PAGE_LENGTH_MAX {
            let most = model::PAGE_LENGTH_MAX;
            return Err(EntryError::Page(format!("page and query together are longer than {most} bytes")));
        }
        if page.contains(['?', '#']) || page.chars().any(char::is_control) {
            return Err(EntryError::Page(format!("`{page}` is no page: its query goes into `query`")));
        }
        if new.expires_ms.is_some_and(|expires_ms| expires_ms <= now_ms()) {
            return Err(EntryError::Expiry);
        }
        if new.is_page_checked && !page.is_empty() {
            let active = self.registry.active(new.app_id).await?.ok_or(EntryError::NotReleased)?;
            let package = self.registry.package(&active.version_id).await?;
            if !package.files.contains_key(&document_path(page)) {
                return Err(EntryError::UnknownPage(page.to_owned()));
            }
        }
        Ok(page.to_owned())
    }
}

/// Adds an entry, or finds the one that leads to the same.
async fn add(tx: &mut Transaction, new: &NewEntry<'_>, page: &str) -> Result<Entry, DatabaseError> {
    let sameness = new.is_shared.then(|| sameness_of(new, page));
    for _ in 0..TRIES_MAX {
        let entry = Entry {
            id: secret::letters::<{ model::ID_LENGTH }>(),
            app_id: new.app_id.to_owned(),
            kind: new.kind,
            name: new.name.to_owned(),
            page: page.to_owned(),
            query: new.query.to_owned(),
            created_ms: now_ms(),
            expires_ms: new.expires_ms,
            closed_ms: None,
        };
        if store::add(tx, &entry, sameness.as_deref()).await? {
            return Ok(entry);
        }
        if let Some(sameness) = &sameness
            && let Some(same) = store::find_same(tx, sameness).await?
        {
            return Ok(same);
        }
    }
    Err(DatabaseError::Taken)
}

/// Where an entry is, and opens its page in a stage.
pub(crate) fn address_of_entry(site: &Site, stage: Stage, entry: &Entry) -> String {
    format!("{}{}", site.origin_at_stage(&entry.app_id, stage), entry.path())
}

/// What a code of an entry says: its address in capital letters, which take a smaller code; host names know no difference.
pub(crate) fn code_text(site: &Site, stage: Stage, entry: &Entry) -> String {
    format!("{}{}", site.origin_at_stage(&entry.app_id, stage).to_ascii_uppercase(), entry.path())
}

fn one_line_or_none(name: &str) -> Result<String, IdentityError> {
    if name.trim().is_empty() { Ok(String::new()) } else { one_line("name", name, model::NAME_LENGTH_MAX) }
}

fn sameness_of(new: &NewEntry<'_>, page: &str) -> String {
    let parts = [new.app_id, new.kind.word(), page, new.query];
    let expires = new.expires_ms.map(|expires_ms| expires_ms.to_string()).unwrap_or_default();
    // None of them holds a line end.
    Digest::of(format!("{}\n{expires}", parts.join("\n")).as_bytes()).to_string()
}
