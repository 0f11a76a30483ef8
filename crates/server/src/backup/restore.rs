//! Makes a platform of a backup, in a place where nothing is.
//!
//! In: an archive. Out: a data folder and a database. Must not: write anything before the whole archive was checked, or touch what is there.

use std::fs;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream;

use super::archive::{Reader, unreadable};
use super::item::Item;
use super::{BackupError, DATABASE, Summary, at, rows, sync_folder_of};
use crate::blobs::{BlobPlace, Blobs};
use crate::database::{Database, DatabaseAddress};
use crate::private_file;

/// Beside the data folder, or the file of the database, until all of it is there.
const UNFINISHED: &str = "unfinished";
/// A piece of a table in memory. One is closed soon after 4 MB, so only a row of this size makes a larger one.
const PIECE_SIZE_BYTES_MAX: u64 = 1 << 30;
const READ_SIZE_BYTES: usize = 64 << 10;

#[derive(Debug)]
pub struct Restore {
    pub archive: PathBuf,
    /// The data folder to make; it may be there when it is empty.
    pub folder: PathBuf,
    /// Where the database goes: a file that is not there, or a PostgreSQL database without tables. `None`: a file in the data folder.
    pub database: Option<DatabaseAddress>,
    /// Where the blobs go. A bucket may have some: they are what their names say.
    pub blobs: BlobPlace,
}

pub async fn restore(restore: &Restore) -> Result<Summary, BackupError> {
    let archive = restore.archive.clone();
    let manifest = Reader::open(&archive)?.check()?;
    let known = Database::newest_migration();
    if manifest.migration > known {
        return Err(BackupError::Newer { migration: manifest.migration, known });
    }
    let folder = absent(&restore.folder, fs::read_dir(&restore.folder).map(|mut files| files.next().is_none()))?;
    let staged = StagedDatabase::new(restore, &folder)?;
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    let filled = fill(restore, &folder, &staged, manifest.migration).await;
    let placed = filled.and_then(|summary| {
        staged.place()?;
        // An empty folder gives way.
        let _ = fs::remove_dir(&restore.folder);
        fs::rename(&folder, &restore.folder).map_err(at(&restore.folder))?;
        sync_folder_of(&restore.folder)?;
        Ok(summary)
    });
    if placed.is_err() {
        let _ = fs::remove_dir_all(&folder);
        staged.remove();
    }
    placed
}

/// Where something is put together, when its place is free.
fn absent(place: &Path, is_empty: io::Result<bool>) -> Result<PathBuf, BackupError> {
    match is_empty {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Ok(true) => {}
        Ok(false) => {
            let text = format!("{} is not empty: a backup is restored only to a new place", place.display());
            return Err(BackupError::Place(text));
        }
        Err(error) => return Err(at(place)(error)),
    }
    let unfinished = place.with_added_extension(UNFINISHED);
    if unfinished.exists() {
        let text = format!(
            "{} is left of a restore that was ended before it was done, or one is under way: remove it, then try again",
            unfinished.display()
        );
        return Err(BackupError::Place(text));
    }
    Ok(unfinished)
}

/// The database until it is whole.
struct StagedDatabase {
    address: DatabaseAddress,
    /// Where the file goes in the end, when it does not come with the data folder.
    place: Option<PathBuf>,
}

impl StagedDatabase {
    fn new(restore: &Restore, folder: &Path) -> Result<Self, BackupError> {
        match &restore.database {
            Some(address @ DatabaseAddress::Postgres(_)) => {
                Ok(StagedDatabase { address: address.clone(), place: None })
            }
            Some(DatabaseAddress::Sqlite(file)) => match file.strip_prefix(&restore.folder) {
                Ok(inner) => Ok(StagedDatabase { address: DatabaseAddress::Sqlite(folder.join(inner)), place: None }),
                Err(_) => {
                    let staged = absent(file, fs::metadata(file).map(|_| false))?;
                    Ok(StagedDatabase { address: DatabaseAddress::Sqlite(staged), place: Some(file.clone()) })
                }
            },
            None => {
                let address = DatabaseAddress::Sqlite(folder.join(DATABASE));
                Ok(StagedDatabase { address, place: None })
            }
        }
    }

    fn place(&self) -> Result<(), BackupError> {
        let (DatabaseAddress::Sqlite(staged), Some(place)) = (&self.address, &self.place) else { return Ok(()) };
        fs::rename(staged, place).map_err(at(place))?;
        sync_folder_of(place)
    }

    fn remove(&self) {
        if let (DatabaseAddress::Sqlite(staged), Some(_)) = (&self.address, &self.place) {
            for end in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(format!("{}{end}", staged.display()));
            }
        }
    }
}

async fn fill(
    restore: &Restore,
    folder: &Path,
    staged: &StagedDatabase,
    migration: i64,
) -> Result<Summary, BackupError> {
    let database = Database::connect(&staged.address).await?;
    let filled = fill_database_and_folder(restore, folder, &database, migration).await;
    database.close().await;
    filled
}

async fn fill_database_and_folder(
    restore: &Restore,
    folder: &Path,
    database: &Database,
    migration: i64,
) -> Result<Summary, BackupError> {
    if !database.read().await?.tables().await?.is_empty() {
        let text = "the database has tables: a backup is restored only into one without any (`createdb` makes one)";
        return Err(BackupError::Place(text.to_owned()));
    }
    database.migrate(migration).await?;
    let blobs = Blobs::open(&restore.blobs, folder).await?;
    let mut summary = Summary::default();
    let mut tx = database.write().await?;
    let tables = tx.tables().await?;
    for table in tables.iter().rev() {
        tx.empty(table).await?;
    }
    let mut reader = Reader::open(&restore.archive)?;
    let mut files = reader.files()?;
    while let Some((item, mut content)) = files.next()? {
        let size_bytes = content.size();
        summary.size_bytes += size_bytes;
        match &item {
            Item::Rows { table, .. } => {
                let mut piece = Vec::new();
                let read = (&mut content).take(PIECE_SIZE_BYTES_MAX).read_to_end(&mut piece);
                read.map_err(|error| files.damaged(unreadable(&error)))?;
                let known = tables.iter().find(|known| known.name == *table);
                let known = known.ok_or_else(|| files.damaged(format!("there is no table {table}")))?;
                let (table, rows) =
                    rows::read(&piece, known).map_err(|reason| files.damaged(format!("{item}: {reason}")))?;
                tx.add_rows(&table, &rows).await?;
                summary.rows += rows.len() as u64;
            }
            Item::Blob(digest) => {
                blobs.receive(*digest, size_bytes, stream::iter(pieces(&mut content))).await?;
                summary.blobs += 1;
            }
            Item::Launches(name) => {
                copy(&mut content, &folder.join("launches").join(name))?;
                summary.files += 1;
            }
            Item::File(path) => {
                copy(&mut content, &folder.join(path))?;
                summary.files += 1;
            }
            Item::Manifest => {}
        }
    }
    tx.commit().await?;
    // What has changed about tables since the backup was made.
    database.migrate(Database::newest_migration()).await?;
    Ok(summary)
}

/// A content piece by piece.
fn pieces(content: &mut impl Read) -> impl Iterator<Item = io::Result<Bytes>> {
    std::iter::from_fn(move || {
        let mut piece = vec![0; READ_SIZE_BYTES];
        match content.read(&mut piece) {
            Ok(0) => None,
            Ok(count) => {
                piece.truncate(count);
                Some(Ok(piece.into()))
            }
            Err(error) => Some(Err(error)),
        }
    })
}

/// A new file, safely on the disk. Nobody else may read it: it may be a secret.
fn copy(content: &mut impl Read, path: &Path) -> Result<(), BackupError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    let mut file = private_file::create(path).map_err(at(path))?;
    io::copy(content, &mut file).and_then(|_| file.flush()).and_then(|()| file.sync_all()).map_err(at(path))
}
