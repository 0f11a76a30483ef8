//! Watches a project's folders and says when something changed.
//!
//! In: a folder. Out: calls, at most one at a time, after the changes have settled. Must not: compile, or watch installed packages.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Editors write a file in several steps; a build begins when nothing happened for this long.
const SETTLE: Duration = Duration::from_millis(40);
/// Folders watched: a project beyond this is watched in part.
const FOLDERS_MAX: usize = 20_000;

pub(crate) struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    folder_count: usize,
}

impl Watch {
    /// Begins to watch; changes from now on are not missed.
    pub(crate) fn new(folders: &[&Path]) -> Result<Self> {
        let (sender, events): (Sender<notify::Result<Event>>, _) = channel();
        let watcher = notify::recommended_watcher(sender).context("cannot watch for changes")?;
        let mut watch = Watch { watcher, events, folder_count: 0 };
        for folder in folders {
            watch.add(folder).with_context(|| format!("cannot watch {} for changes", folder.display()))?;
        }
        Ok(watch)
    }

    /// Each folder by itself, since a recursive watch would take in `node_modules`.
    fn add(&mut self, folder: &Path) -> Result<()> {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            if self.folder_count >= FOLDERS_MAX {
                return Ok(());
            }
            self.watcher.watch(&folder, RecursiveMode::NonRecursive)?;
            self.folder_count += 1;
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            waiting.extend(entries.map(|entry| entry.path()).filter(|path| is_watched_folder(path)));
        }
        Ok(())
    }

    /// Waits for a change and until it has settled. `None` when watching has ended.
    pub(crate) fn next(&mut self) -> Option<Vec<PathBuf>> {
        let mut changed = Vec::new();
        while changed.is_empty() {
            let first = self.events.recv().ok()?;
            self.note(first, &mut changed);
        }
        loop {
            match self.events.recv_timeout(SETTLE) {
                Ok(event) => self.note(event, &mut changed),
                Err(RecvTimeoutError::Timeout) => return Some(changed),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn note(&mut self, event: notify::Result<Event>, changed: &mut Vec<PathBuf>) {
        let Ok(event) = event else { return };
        // Reading a file is no change, and a change of its access time is none either.
        if matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))) {
            return;
        }
        for path in event.paths {
            if is_watched_folder(&path) && !matches!(event.kind, EventKind::Remove(_)) {
                // A new folder, with what was put into it before the watch began.
                let _ = self.add(&path);
            }
            if !is_noise(&path) {
                changed.push(path);
            }
        }
    }
}

fn is_watched_folder(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    !name.starts_with('.') && name != "node_modules" && path.is_dir() && !path.is_symlink()
}

/// Files editors make and remove beside the one that is saved.
fn is_noise(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "4913" || name == "node_modules"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_and_a_file_in_it_are_seen_and_noise_is_not() {
        let folder = crate::files::temporary_folder("watch");
        let mut watch = Watch::new(&[folder.as_path()]).unwrap();
        std::fs::write(folder.join(".a.swp"), "").unwrap();
        std::fs::create_dir_all(folder.join("node_modules/x")).unwrap();
        std::fs::write(folder.join("app.json"), "{}").unwrap();
        let changed = watch.next().unwrap();
        assert!(changed.iter().any(|path| path.ends_with("app.json")), "{changed:?}");
        assert!(!changed.iter().any(|path| path.ends_with(".a.swp") || path.ends_with("node_modules")), "{changed:?}");
        std::fs::create_dir(folder.join("pages")).unwrap();
        watch.next().unwrap();
        std::fs::write(folder.join("pages/a.js"), "1").unwrap();
        let changed = watch.next().unwrap();
        assert!(changed.iter().any(|path| path.ends_with("pages/a.js")), "{changed:?}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
