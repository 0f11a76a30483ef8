//! Backups: everything a platform keeps in one archive, made while it runs, and a platform made of one again.
//!
//! In: where the data lie. Out: an archive; a restored platform. Must not: need a server that runs, write over anything, or write what an archive
//! says before all of it was checked.
//!
//! The order makes it consistent. Launches in files are copied first, then the database as it is at one moment, then blobs. A file of launches that
//! was counted in between is named in the database, so it is not counted twice; a blob lies there before its row does.

mod archive;
mod create;
mod item;
mod restore;
mod rows;

use std::path::{Path, PathBuf};

use crate::blobs::BlobError;
use crate::database::DatabaseError;

pub use self::create::{Backup, back_up};
pub use self::restore::{Restore, restore};

/// What an archive holds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    pub rows: u64,
    pub blobs: u64,
    /// Other files: launches that were not counted yet, and what else lay in the data folder.
    pub files: u64,
    /// Of all that is in it, before compression.
    pub size_bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// What was named cannot be used for this.
    #[error("{0}")]
    Place(String),
    #[error("{file} is not a whole backup: {reason}")]
    Damaged { file: String, reason: String },
    #[error(
        "the backup is of a newer minnow (its tables have migration {migration}, this one knows {known}): restore it with that version or a later one"
    )]
    Newer { migration: i64, known: i64 },
    #[error("{path}: {error}")]
    Disk { path: String, error: std::io::Error },
    #[error("{0}")]
    Database(String),
    #[error("{0}")]
    Blobs(String),
}

impl From<DatabaseError> for BackupError {
    fn from(error: DatabaseError) -> Self {
        BackupError::Database(error.to_string())
    }
}

impl From<BlobError> for BackupError {
    fn from(error: BlobError) -> Self {
        BackupError::Blobs(error.to_string())
    }
}

/// Names the file an error is about.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BackupError + '_ {
    move |error| BackupError::Disk { path: path.display().to_string(), error }
}

/// Folders of the data folder that a backup has in another way, or that are made again.
const LEFT_OUT: [&str; 5] = ["blobs", "blob-cache", "builds", "launches", "search"];

/// The file a database is in that was given no other; one of before a platform went to PostgreSQL has no use.
const DATABASE: &str = "minnow.db";

/// Makes a name in a folder safe against a power cut.
fn sync_folder_of(path: &Path) -> Result<(), BackupError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    std::fs::File::open(&folder).and_then(|folder| folder.sync_all()).map_err(at(&folder))
}
