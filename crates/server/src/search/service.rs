//! Search and discovery: what people find.
//!
//! In: what a person typed. Out: programs that everybody gets and whose people want them found. Must not: answer from an index alone: every program
//! is looked up again, so that one that was taken back or is no longer listed shows in no answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ::search::{Filter, Piece, Results};
use tokio::sync::Semaphore;

use super::index::Catalog;
use crate::clock::now_ms;
use crate::database::DatabaseError;
use crate::registry::{Face, Registry, RegistryError};

/// Longer than anything a person types; the index itself looks at the first 100 characters.
pub(super) const QUESTION_LENGTH_MAX: usize = 1_000;
pub(super) const PROGRAMS_MAX: usize = 50;
pub(super) const PROGRAMS_DEFAULT: usize = 20;
/// Nobody pages further.
pub(super) const OFFSET_MAX: usize = 500;
const SUGGESTIONS: usize = 6;
/// Questions that are looked up at once; each takes a thread and some milliseconds.
const QUESTIONS_AT_ONCE_MAX: usize = 16;
/// How long a question waits for its turn.
const QUESTION_WAIT_MAX: Duration = Duration::from_secs(2);
/// How often this server asks whether another one has released something.
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
pub(crate) enum SearchError {
    #[error("{0}")]
    Invalid(String),
    #[error("too many people are searching: try again in a moment")]
    Busy,
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Index(#[from] ::search::Error),
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl From<DatabaseError> for SearchError {
    fn from(error: DatabaseError) -> Self {
        SearchError::Registry(error.into())
    }
}

pub(crate) struct Finder {
    catalog: Arc<Catalog>,
    registry: Arc<Registry>,
    turns: Semaphore,
}

/// What was found, in order.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) total: usize,
    pub(super) found: Vec<Found>,
    pub(super) suggestions: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Found {
    pub(super) face: Face,
    pub(super) name: Vec<Piece>,
    pub(super) pages: Vec<FoundPage>,
}

#[derive(Debug)]
pub(super) struct FoundPage {
    pub(super) path: String,
    pub(super) title: Vec<Piece>,
    pub(super) excerpt: Vec<Piece>,
}

impl Finder {
    pub(crate) fn open(folder: &Path, registry: Arc<Registry>) -> std::io::Result<Self> {
        let catalog = Arc::new(Catalog::open(folder, Arc::clone(&registry))?);
        let turns = Semaphore::new(QUESTIONS_AT_ONCE_MAX);
        Ok(Finder { catalog, registry, turns })
    }

    /// Keeps the index up to date, for as long as it is polled.
    pub(crate) async fn keep_up(&self) {
        loop {
            self.catch_up().await;
            let _ = tokio::time::timeout(LOOK_EVERY, self.registry.changed.notified()).await;
        }
    }

    /// Brings the index up to date once. What fails is tried again at the next look.
    pub(crate) async fn catch_up(&self) {
        if let Err(error) = self.catalog.catch_up(now_ms()).await {
            tracing::warn!(%error, "the search index could not be brought up to date");
        }
    }

    #[cfg(test)]
    pub(crate) async fn programs_found(&self, typed: &str) -> usize {
        self.find(typed, None, 0, 1).await.map_or(0, |answer| answer.found.len())
    }

    pub(super) async fn find(
        &self,
        typed: &str,
        app_id: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<Answer, SearchError> {
        if typed.chars().count() > QUESTION_LENGTH_MAX {
            return Err(SearchError::Invalid(format!("`q` is at most {QUESTION_LENGTH_MAX} characters long")));
        }
        if offset > OFFSET_MAX || !(1..=PROGRAMS_MAX).contains(&limit) {
            return Err(SearchError::Invalid(format!("`limit` is 1 to {PROGRAMS_MAX}, `offset` at most {OFFSET_MAX}")));
        }
        let turn = tokio::time::timeout(QUESTION_WAIT_MAX, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| SearchError::Busy)?;
        let now_seconds = u64::try_from(now_ms() / 1000).unwrap_or_default();
        let filter = Filter { app: app_id.map(str::to_owned), offset, limit, now_seconds, ..Filter::default() };
        let (catalog, typed) = (Arc::clone(&self.catalog), typed.to_owned());
        let looked_up = tokio::task::spawn_blocking(move || {
            Ok::<_, ::search::Error>((
                catalog.index.find(&typed, &filter)?,
                catalog.index.suggest(&typed, SUGGESTIONS)?,
            ))
        });
        let (results, suggestions) = looked_up.await.map_err(|error| SearchError::Failed(error.to_string()))??;
        let total = results.programs_total;
        Ok(Answer { total, found: self.shown(results).await?, suggestions })
    }

    /// What of the results may be shown.
    async fn shown(&self, results: Results) -> Result<Vec<Found>, SearchError> {
        let app_ids: Vec<String> = results.programs.iter().map(|found| found.app.clone()).collect();
        let faces = self.registry.listed_faces(&app_ids).await?;
        let mut faces: BTreeMap<String, Face> = faces.into_iter().map(|face| (face.app_id.clone(), face)).collect();
        let found = results.programs.into_iter().filter_map(|found| {
            let face = faces.remove(&found.app)?;
            // Pages of a version that nobody gets any more.
            let is_current = self.catalog.indexed_version(&found.app).as_deref() == Some(face.version_id.as_str());
            let pages = found.pages.into_iter().filter(|page| is_current && !page.id.path.is_empty());
            let pages =
                pages.map(|page| FoundPage { path: page.id.path, title: page.title, excerpt: page.snippet }).collect();
            Some(Found { face, name: found.name, pages })
        });
        Ok(found.collect())
    }
}
