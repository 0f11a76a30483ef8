//! The files of a program under their logical paths, read through a [`Project`].
//!
//! In: logical paths (relative to the folder of app.json; npm packages stand under `miniprogram_npm/`, as the vendor's tool
//! puts them). Out: [`Source`]. Must not: know what a file means.
//!
//! A package of `node_modules` is *mounted*: `miniprogram_npm/x/button.js` reads `node_modules/x/<its miniprogram folder>/button.js`,
//! so the rest of the compiler never knows whether "build npm" was run.

use std::sync::{Arc, Mutex, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::npm::{self, Mount};
use crate::paths;
use crate::project::{Bytes, Entry, PreprocessError, Preprocessed, Project, has_entry};

/// The folder name under which npm packages stand.
pub(crate) const NPM_FOLDER: &str = "miniprogram_npm";

/// One file as read.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub bytes: Bytes,
    /// The text; bytes that are not UTF-8 are replaced.
    pub text: Arc<str>,
    /// Hash of the bytes.
    pub hash: u64,
    /// Path in the project, for diagnostics.
    pub file: Arc<str>,
}

/// What is kept between builds: each file under its project path.
#[derive(Default)]
pub(crate) struct Store {
    files: Mutex<FxHashMap<String, Stored>>,
}

struct Stored {
    stamp: Option<u64>,
    build: u64,
    /// `None`: the file is not there.
    source: Option<Source>,
}

pub(crate) struct Sources<'p> {
    project: &'p dyn Project,
    store: &'p Store,
    /// Number of this build: a file is looked at once in each.
    build: u64,
    /// Folder of app.json in the project, without a trailing slash.
    root: String,
    folders: RwLock<FxHashMap<String, Arc<Vec<Entry>>>>,
    /// Logical folder of a package → where it is.
    mounts: RwLock<FxHashMap<String, Option<Arc<Mount>>>>,
    /// Every file read in this build.
    used: Mutex<FxHashSet<String>>,
}

impl<'p> Sources<'p> {
    pub(crate) fn new(project: &'p dyn Project, store: &'p Store, build: u64, root: String) -> Self {
        Sources {
            project,
            store,
            build,
            root,
            folders: RwLock::default(),
            mounts: RwLock::default(),
            used: Mutex::default(),
        }
    }

    pub(crate) fn root(&self) -> &str {
        &self.root
    }

    pub(crate) fn used_count(&self) -> usize {
        self.used.lock().map_or(0, |used| used.len())
    }

    /// Whether a file stands under a logical path.
    pub(crate) fn exists(&self, path: &str) -> bool {
        self.locate(path).is_some()
    }

    pub(crate) fn read(&self, path: &str) -> Option<Source> {
        let place = self.locate(path)?;
        self.read_project(&place)
    }

    /// The bytes of a file that is packed as it is.
    pub(crate) fn read_bytes(&self, path: &str) -> Option<Bytes> {
        self.read(path).map(|source| source.bytes)
    }

    /// Files of the npm packages in use that `wanted` picks, as logical paths.
    pub(crate) fn mounted_assets(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mounts: Vec<(String, Arc<Mount>)> = match self.mounts.read() {
            Ok(mounts) => {
                mounts.iter().filter_map(|(package, mount)| Some((package.clone(), mount.clone()?))).collect()
            }
            Err(_) => return Vec::new(),
        };
        let mut found = Vec::new();
        for (package, mount) in mounts.iter().filter(|(_, mount)| mount.for_mini_programs) {
            let mut folders = vec![String::new()];
            while let Some(folder) = folders.pop() {
                for entry in self.list_project(&paths::join(&mount.base, &folder)).iter() {
                    let inner = paths::join(&folder, &entry.name);
                    if entry.is_folder && entry.name != "node_modules" {
                        folders.push(inner);
                    } else if !entry.is_folder && wanted(&inner) {
                        found.push(format!("{package}/{inner}"));
                    }
                }
            }
        }
        found.sort();
        found
    }

    /// Reads a file by its path in the project.
    pub(crate) fn read_project(&self, place: &str) -> Option<Source> {
        {
            let files = self.store.files.lock().ok()?;
            if let Some(stored) = files.get(place).filter(|stored| stored.build == self.build) {
                return stored.source.clone();
            }
        }
        let stamp = self.project.stamp(place);
        let mut files = self.store.files.lock().ok()?;
        if let Some(stored) = files.get_mut(place)
            && stamp.is_some()
            && stored.stamp == stamp
        {
            stored.build = self.build;
            let source = stored.source.clone();
            drop(files);
            self.note_use(place);
            return source;
        }
        drop(files);
        let source = self.project.read(place).map(|bytes| Source {
            text: Arc::from(String::from_utf8_lossy(&bytes)),
            hash: hash_bytes(&bytes),
            file: Arc::from(place),
            bytes,
        });
        self.note_use(place);
        let stored = Stored { stamp, build: self.build, source: source.clone() };
        self.store.files.lock().ok()?.insert(place.to_owned(), stored);
        source
    }

    fn note_use(&self, place: &str) {
        if let Ok(mut used) = self.used.lock() {
            used.insert(place.to_owned());
        }
    }

    /// The project path of a logical path, when a file is there.
    pub(crate) fn locate(&self, path: &str) -> Option<String> {
        let direct = paths::join(&self.root, path);
        if self.exists_in_project(&direct) {
            return Some(direct);
        }
        // In the innermost package, else in one around it that has packages of its own checked in.
        let mut end = path.len();
        while let Some((package, _)) = npm::split_package(&path[..end]) {
            let rest = path[package.len()..].trim_start_matches('/');
            if let Some(mount) = self.mount(package) {
                let found = [&mount.base, &mount.folder]
                    .into_iter()
                    .map(|base| paths::join(base, rest))
                    .find(|place| self.exists_in_project(place));
                if found.is_some() {
                    return found;
                }
            }
            end = package.rfind(NPM_FOLDER)?;
        }
        None
    }

    /// The project path of a logical path whether or not it is there, for diagnostics.
    pub(crate) fn place(&self, path: &str) -> String {
        self.locate(path).unwrap_or_else(|| paths::join(&self.root, path))
    }

    /// The node package that stands under a logical package folder (`miniprogram_npm/x`).
    pub(crate) fn mount(&self, package: &str) -> Option<Arc<Mount>> {
        if let Some(mount) = self.mounts.read().ok()?.get(package) {
            return mount.clone();
        }
        let mount = npm::find_package(self, package).map(Arc::new);
        self.mounts.write().ok()?.insert(package.to_owned(), mount.clone());
        mount
    }

    pub(crate) fn exists_in_project(&self, place: &str) -> bool {
        // Most paths looked for are not there: one listing answers for all of a folder.
        has_entry(&self.list_project(paths::folder(place)), paths::file_name(place), false)
    }

    /// The entries of a logical folder.
    pub(crate) fn list(&self, folder: &str) -> Arc<Vec<Entry>> {
        let direct = self.list_project(&paths::join(&self.root, folder));
        if !direct.is_empty() {
            return direct;
        }
        let mounted = npm::split_package(&format!("{folder}/")).and_then(|(package, rest)| {
            self.mount(package).map(|mount| paths::join(&mount.base, rest.trim_end_matches('/')))
        });
        mounted.map_or(direct, |place| self.list_project(place.trim_end_matches('/')))
    }

    pub(crate) fn list_project(&self, place: &str) -> Arc<Vec<Entry>> {
        if let Some(entries) = self.folders.read().ok().and_then(|folders| folders.get(place).cloned()) {
            return entries;
        }
        let entries = Arc::new(if self.is_absent(place) { Vec::new() } else { self.project.list(place) });
        if let Ok(mut folders) = self.folders.write() {
            folders.insert(place.to_owned(), entries.clone());
        }
        entries
    }

    /// Whether the listing of the folder around it tells already that a folder is not there. Above the project nothing can be listed.
    fn is_absent(&self, folder: &str) -> bool {
        let around = paths::folder(folder);
        !folder.is_empty()
            && !around.ends_with("..")
            && !has_entry(&self.list_project(around), paths::file_name(folder), true)
    }

    pub(crate) fn preprocess_less(&self, place: &str) -> Result<Preprocessed, PreprocessError> {
        self.project.preprocess_less(place)
    }
}

/// Whether a file, by its project path, belongs to an installed package.
pub(crate) fn is_in_package(file: &str) -> bool {
    file.split('/').any(|folder| matches!(folder, "node_modules" | NPM_FOLDER))
}

/// A hash for caches: fast, the same in every run, not for naming files.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.write_usize(bytes.len());
    hasher.finish()
}
