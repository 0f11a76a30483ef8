//! The index of this server: what is released and listed, kept up to date in the background.
//!
//! In: what the registry says. Out: an index in the data folder. Must not: be the only place of anything: an index that is lost, or of another
//! form, is made again from the database.
//!
//! Every program has a page of its own without a path, with its name and description, and a mark that says what stands in the index of it. A program
//! whose mark is not the one it should be is written anew, all of it in one commit. So nothing has to be remembered beside the index: after a kill
//! the marks say how far it had come. Two servers of one database have an index each.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::search::{Error, Page, PageId, Search, Sitemap};
use protocol::package::document_path;

use super::document;
use super::service::SearchError;
use crate::plain_text::one_line;
use crate::registry::{Face, Registry};

/// Servers that share a data folder; each has a folder of its own in it.
const SHARED_MAX: usize = 16;
/// Of one program. The vendor allows no program nearly as many.
const PAGES_MAX: usize = 2_000;
/// A release is looked for among those of this long before the last look: transactions take time, and clocks differ.
const OVERLAP_MS: i64 = 10 * 60 * 1000;
/// How often all programs are looked at, changed or not: their use is part of their rank.
const WHOLE_EVERY: Duration = Duration::from_secs(15 * 60);
const TITLE_LENGTH_MAX: usize = 100;

pub(super) struct Catalog {
    pub(super) index: Search,
    registry: Arc<Registry>,
    /// What of each program stands in the index; only the writer changes it.
    marks: Mutex<BTreeMap<String, Mark>>,
    progress: tokio::sync::Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    /// When the database was last asked, by the clock of this machine.
    seen_ms: i64,
    whole_at: Option<Instant>,
}

/// What a program's pages were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) version_id: String,
    text: String,
}

impl Mark {
    fn of(face: &Face) -> Self {
        // Twice as many launches are another rank; one more is not.
        let step = (face.launches.max(0) as u64 + 1).ilog2();
        Mark::read(&format!("{} {} {step}", face.version_id, face.changed_ms))
    }

    fn read(text: &str) -> Self {
        let version_id = text.split(' ').next().unwrap_or_default().to_owned();
        Mark { version_id, text: text.to_owned() }
    }
}

impl Catalog {
    pub(super) fn open(folder: &Path, registry: Arc<Registry>) -> io::Result<Self> {
        let index = open_index(folder)?;
        let marks = index.marks().map_err(io::Error::other)?;
        let marks = marks.into_iter().map(|(app_id, text)| (app_id, Mark::read(&text))).collect();
        Ok(Catalog { index, registry, marks: Mutex::new(marks), progress: tokio::sync::Mutex::default() })
    }

    /// The version whose pages stand in the index.
    pub(super) fn indexed_version(&self, app_id: &str) -> Option<String> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).get(app_id).map(|mark| mark.version_id.clone())
    }

    /// Brings the index up to what the database says now. `now_ms`: the time.
    pub(super) async fn catch_up(self: &Arc<Self>, now_ms: i64) -> Result<(), SearchError> {
        let mut progress = self.progress.lock().await;
        let is_whole = progress.whole_at.is_none_or(|at| at.elapsed() >= WHOLE_EVERY);
        let since_ms = if is_whole { 0 } else { progress.seen_ms - OVERLAP_MS };
        let mut apps: BTreeSet<String> = self.registry.changed_since(since_ms).await?.into_iter().collect();
        if is_whole {
            // A database that was put back to an earlier day may not know them.
            apps.extend(self.marks.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned());
        }
        for app_id in apps {
            self.refresh(app_id).await?;
        }
        progress.seen_ms = now_ms;
        if is_whole {
            progress.whole_at = Some(Instant::now());
        }
        Ok(())
    }

    /// Writes a program anew when what stands in the index is not what should.
    async fn refresh(self: &Arc<Self>, app_id: String) -> Result<(), SearchError> {
        let face = self.registry.face(&app_id).await?.filter(|face| face.is_listed);
        let mark = face.as_ref().map(Mark::of);
        if self.marks.lock().unwrap_or_else(PoisonError::into_inner).get(&app_id) == mark.as_ref() {
            return Ok(());
        }
        let pages = match (&face, &mark) {
            (Some(face), Some(mark)) => pages_of(&self.registry, face, mark).await?,
            _ => Vec::new(),
        };
        let catalog = Arc::clone(self);
        let written = tokio::task::spawn_blocking(move || catalog.write(app_id, mark, &pages));
        written.await.map_err(|error| SearchError::Failed(error.to_string()))?
    }

    fn write(&self, app_id: String, mark: Option<Mark>, pages: &[Page]) -> Result<(), SearchError> {
        let put = || {
            self.index.remove_app(&app_id);
            pages.iter().try_for_each(|page| self.index.put(page))?;
            self.index.commit()
        };
        if let Err(error) = put() {
            self.index.rollback()?;
            return Err(error.into());
        }
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        match mark {
            Some(mark) => marks.insert(app_id, mark),
            None => marks.remove(&app_id),
        };
        Ok(())
    }
}

/// The first folder that no other server writes. One that cannot be read is emptied: all of it is in the database.
fn open_index(folder: &Path) -> io::Result<Search> {
    for number in 0..SHARED_MAX {
        let place: PathBuf = folder.join(format!("index-{number}"));
        std::fs::create_dir_all(&place)?;
        match Search::open(&place) {
            Err(Error::Locked) => continue,
            Ok(index) => return Ok(index),
            Err(error) => {
                tracing::warn!(%error, "the search index is made again");
                std::fs::remove_dir_all(&place)?;
                std::fs::create_dir_all(&place)?;
                return Search::open(&place).map_err(io::Error::other);
            }
        }
    }
    Err(io::Error::other("too many servers share this data folder"))
}

/// The program itself and those of its pages that may be found.
async fn pages_of(registry: &Registry, face: &Face, mark: &Mark) -> Result<Vec<Page>, SearchError> {
    let rules: Sitemap = serde_json::from_value(registry.sitemap(&face.version_id).await?).unwrap_or_default();
    let warnings = registry.warnings(&face.version_id).await?;
    let program = Page {
        id: PageId { app: face.app_id.clone(), path: String::new(), query: String::new() },
        title: String::new(),
        program: face.name.clone(),
        description: face.description.clone(),
        keywords: face.keywords.clone(),
        body: String::new(),
        languages: Vec::new(),
        // Ten warnings halve it.
        quality: 10.0 / (10.0 + warnings as f32),
        visits: face.launches.max(0) as u64,
        updated_seconds: (face.released_ms / 1000).max(0) as u64,
        mark: mark.text.clone(),
    };
    let mut pages = Vec::new();
    if let Some(manifest) = registry.manifest(&face.version_id).await? {
        let found = manifest.pages.iter().filter(|(path, _)| rules.allows(path, ""));
        for (path, page) in found.take(PAGES_MAX) {
            let html = registry.file(&face.version_id, &document_path(path)).await?.unwrap_or_default();
            let text = tokio::task::spawn_blocking(move || document::read(&html)).await;
            let text = text.map_err(|error| SearchError::Failed(error.to_string()))?;
            let title = page.config.get("navigationBarTitleText").and_then(|title| title.as_str()).unwrap_or_default();
            pages.push(Page {
                id: PageId { path: path.clone(), ..program.id.clone() },
                title: one_line(title, TITLE_LENGTH_MAX),
                description: String::new(),
                keywords: Vec::new(),
                body: text.text,
                languages: if text.language.is_empty() { Vec::new() } else { vec![text.language] },
                mark: String::new(),
                ..program.clone()
            });
        }
    }
    pages.push(program);
    Ok(pages)
}
