//! A program as the editor has it: the files on disk, and what is not saved yet in their place.
//!
//! In: a folder and open texts. Out: [`Project`]. Must not: write.

use std::collections::BTreeMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::{Arc, Mutex};

use compiler::project::{Bytes, Entry, PreprocessError, Preprocessed, Project};

use crate::disk_project::DiskProject;

#[derive(Debug, Clone)]
pub(super) struct OverlayProject {
    pub(super) disk: DiskProject,
    /// Texts by project path.
    pub(super) open: Arc<BTreeMap<String, Arc<str>>>,
    /// That the project has no Less compiler, once it was looked for: looking starts a process.
    absent_less: Arc<Mutex<Option<PreprocessError>>>,
}

impl OverlayProject {
    pub(super) fn new(disk: DiskProject) -> Self {
        OverlayProject { disk, open: Arc::default(), absent_less: Arc::default() }
    }

    /// Looks for what was absent again: something on disk changed.
    pub(super) fn forget_absent(&self) {
        if let Ok(mut absent) = self.absent_less.lock() {
            *absent = None;
        }
    }

    /// The text of a file as the editor shows it.
    pub(super) fn text(&self, path: &str) -> Option<Arc<str>> {
        match self.open.get(path) {
            Some(text) => Some(text.clone()),
            None => self.disk.read(path).map(|bytes| Arc::from(String::from_utf8_lossy(&bytes))),
        }
    }
}

impl Project for OverlayProject {
    fn read(&self, path: &str) -> Option<Bytes> {
        match self.open.get(path) {
            Some(text) => Some(Arc::from(text.as_bytes())),
            None => self.disk.read(path),
        }
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        let mut entries = self.disk.list(folder);
        let prefix = if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        for name in self.open.keys().filter_map(|path| path.strip_prefix(&prefix)).filter(|rest| !rest.contains('/')) {
            if let Err(at) = entries.binary_search_by(|entry| entry.name.as_str().cmp(name)) {
                entries.insert(at, Entry { name: name.to_owned(), is_folder: false });
            }
        }
        entries
    }

    fn stamp(&self, path: &str) -> Option<u64> {
        let Some(text) = self.open.get(path) else { return self.disk.stamp(path) };
        let mut hasher = std::hash::DefaultHasher::new();
        ("open", &**text).hash(&mut hasher);
        Some(hasher.finish())
    }

    fn preprocess_less(&self, path: &str) -> Result<Preprocessed, PreprocessError> {
        if let Some(error) = self.absent_less.lock().ok().and_then(|absent| absent.clone()) {
            return Err(error);
        }
        let result = self.disk.preprocess_less(path);
        if let (Err(error), Ok(mut absent)) = (&result, self.absent_less.lock())
            && error.is_absent
        {
            *absent = Some(error.clone());
        }
        result
    }
}
