//! A built program: the files of a package by path, and its manifest. Described in docs/internals/package.md.
//!
//! In: nothing. Out: [`Package`]. Must not: read or write files.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::manifest::Manifest;

/// The bytes of one file. Shared, so that a rebuild hands unchanged files on without copying them.
pub type Bytes = Arc<[u8]>;

/// Where the manifest stands in a package.
pub const MANIFEST_PATH: &str = "minnow.json";
/// The folder of hashed, immutable files.
pub const CHUNK_FOLDER: &str = "a/";

/// The launch document of the entry page.
pub const ENTRY_DOCUMENT_PATH: &str = "index.html";

#[derive(Debug, Clone)]
pub struct Package {
    /// Every file by its path in the package: `/` between parts, no leading slash. Holds the manifest too.
    pub files: BTreeMap<String, Bytes>,
    pub manifest: Manifest,
}

/// Where the launch document of a page stands; that of the entry page stands at [`ENTRY_DOCUMENT_PATH`] too.
pub fn document_path(page: &str) -> String {
    format!("{page}/{ENTRY_DOCUMENT_PATH}")
}

/// Whether a file of a package may be cached for ever: its name carries the hash of its content.
pub fn is_immutable(path: &str) -> bool {
    path.starts_with(CHUNK_FOLDER)
}
