//! The outside world as the compiler sees it: one trait, so that the command line, the server and tests share one compiler.
//!
//! In: paths. Out: bytes. Must not: touch the disk; whoever implements [`Project`] does.
//! Paths are relative to the folder the person named, with `/` between parts and no leading slash. A path may begin with
//! `../` when the compiler looks for `node_modules` above that folder; a project may answer that nothing is there.

use std::collections::BTreeMap;
use std::sync::Arc;

pub use protocol::package::Bytes;

pub trait Project: Sync {
    /// The bytes of a file, or `None` when it is absent, a folder, or cannot be read.
    fn read(&self, path: &str) -> Option<Bytes>;

    /// The entries of a folder, sorted by name; empty when it is absent. What is not listed counts as not there.
    fn list(&self, folder: &str) -> Vec<Entry>;

    /// A number that changes when a file changes (from its time and size). `None`: unknown, the file is read each time.
    fn stamp(&self, _path: &str) -> Option<u64> {
        None
    }

    /// Compiles a Less file with the project's own installed `less`.
    fn preprocess_less(&self, path: &str) -> Result<Preprocessed, PreprocessError> {
        Err(PreprocessError {
            message: format!("no Less compiler is installed for {path}"),
            line: None,
            is_absent: true,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub is_folder: bool,
}

/// Whether a folder's entries name a file, or a folder.
pub(crate) fn has_entry(entries: &[Entry], name: &str, is_folder: bool) -> bool {
    let found = entries.binary_search_by(|entry| entry.name.as_str().cmp(name));
    found.is_ok_and(|at| entries[at].is_folder == is_folder)
}

/// What an external style compiler gave back.
#[derive(Debug, Clone)]
pub struct Preprocessed {
    pub css: String,
    /// Files it read besides the one named, as project paths.
    pub dependencies: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct PreprocessError {
    pub message: String,
    /// Counted from 1.
    pub line: Option<u32>,
    /// There is no compiler for the file: nothing is known to be wrong with the file itself.
    pub is_absent: bool,
}

/// A project that lives in memory: for tests, and for callers that hold their files already.
#[derive(Debug, Clone, Default)]
pub struct MemoryProject {
    files: BTreeMap<String, Bytes>,
}

impl MemoryProject {
    pub fn new<P: Into<String>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        MemoryProject {
            files: files.into_iter().map(|(path, bytes)| (path.into(), Arc::from(bytes.as_ref()))).collect(),
        }
    }

    pub fn insert(&mut self, path: impl Into<String>, bytes: impl AsRef<[u8]>) {
        self.files.insert(path.into(), Arc::from(bytes.as_ref()));
    }

    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl Project for MemoryProject {
    fn read(&self, path: &str) -> Option<Bytes> {
        self.files.get(path).cloned()
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        let mut entries: BTreeMap<&str, bool> = BTreeMap::new();
        for path in
            self.files.range(prefix.clone()..).map(|(path, _)| path).take_while(|path| path.starts_with(&prefix))
        {
            let rest = &path[prefix.len()..];
            match rest.split_once('/') {
                Some((name, _)) => entries.insert(name, true),
                None => entries.insert(rest, false),
            };
        }
        entries.into_iter().map(|(name, is_folder)| Entry { name: name.to_owned(), is_folder }).collect()
    }
}
