//! Makes a backup, while the server runs or not.
//!
//! In: where the data lie and where the archive goes. Out: the archive. Must not: hold up whoever writes, or leave half an archive under its name.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::archive::Writer;
use super::item::{Item, is_safe};
use super::{BackupError, DATABASE, LEFT_OUT, Summary, at, rows, sync_folder_of};
use crate::blobs::{BlobPlace, Blobs};
use crate::clock::{date_and_time, now_ms};
use crate::database::{Database, DatabaseAddress, DatabaseError, Table};
use crate::private_file;

/// Rows of a table are cut into pieces of about this size.
const PIECE_SIZE_BYTES: usize = 4 << 20;
/// Beside the archive while it is written.
const UNFINISHED: &str = "unfinished";

#[derive(Debug)]
pub struct Backup {
    /// The data folder.
    pub folder: PathBuf,
    pub database: DatabaseAddress,
    pub blobs: BlobPlace,
    /// A file to make, or a folder to make one in.
    pub target: PathBuf,
}

/// Where the archive is, and what is in it. Whatever was acknowledged before this is called is in it.
pub async fn back_up(backup: &Backup) -> Result<(PathBuf, Summary), BackupError> {
    let begun_ms = now_ms();
    let path = target(backup, begun_ms)?;
    let unfinished = path.with_added_extension(UNFINISHED);
    let written = write(backup, &unfinished, begun_ms).await;
    let finished = written.and_then(|summary| {
        // Never over one that is there; not every file system has links.
        match fs::hard_link(&unfinished, &path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
                fs::rename(&unfinished, &path).map_err(at(&path))?;
            }
            other => other.map_err(at(&path))?,
        }
        sync_folder_of(&path)?;
        Ok((path.clone(), summary))
    });
    let _ = fs::remove_file(&unfinished);
    finished
}

async fn write(backup: &Backup, path: &Path, begun_ms: i64) -> Result<Summary, BackupError> {
    let database = connect(&backup.database).await?;
    // It holds secrets.
    let file = private_file::create(path).map_err(at(path))?;
    let mut writer = Writer::new(file).map_err(at(path))?;
    let mut summary = Summary { files: launches(&backup.folder, &mut writer)?, ..Summary::default() };
    let migration = snapshot(&database, &mut writer, path, &mut summary).await;
    let kind = database.kind();
    database.close().await;
    let migration = migration?;
    let blobs = Blobs::beside(&backup.blobs, &backup.folder).await?;
    for digest in blobs.digests().await? {
        let Some(file) = blobs.file(digest).await? else { continue };
        let size_bytes = file.metadata().map_err(at(path))?.len();
        writer.add(&Item::Blob(digest), size_bytes, file).map_err(at(path))?;
        summary.blobs += 1;
    }
    let own = match &backup.database {
        DatabaseAddress::Sqlite(file) => Some(file.as_path()),
        DatabaseAddress::Postgres(_) => None,
    };
    summary.files += others(&backup.folder, own, &mut writer)?;
    summary.size_bytes = writer.size_bytes();
    writer.finish(migration, begun_ms, kind).map_err(at(path))?;
    Ok(summary)
}

async fn connect(address: &DatabaseAddress) -> Result<Database, BackupError> {
    if let DatabaseAddress::Sqlite(file) = address
        && !file.is_file()
    {
        return Err(BackupError::Place(format!("there is no database at {}", file.display())));
    }
    Ok(Database::connect(address).await?)
}

/// The file to make.
fn target(backup: &Backup, begun_ms: i64) -> Result<PathBuf, BackupError> {
    let place = |text: String| Err(BackupError::Place(text));
    let folder = fs::canonicalize(&backup.folder).map_err(at(&backup.folder))?;
    let target = &backup.target;
    let path = if target.is_dir() {
        target.join(format!("minnow-{}.tar.zst", date_and_time(begun_ms)))
    } else {
        target.clone()
    };
    if path.exists() {
        return place(format!("{} is there already: name a file that is not, or a folder", path.display()));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let parent = fs::canonicalize(parent).map_err(at(parent))?;
    if parent.starts_with(&folder) {
        return place(format!(
            "{} lies in the data folder, and would be in every later backup: name another place",
            path.display()
        ));
    }
    Ok(path)
}

/// Launches that are in no row yet. A file that disappears meanwhile was counted, and its rows are in the snapshot that comes after.
fn launches(folder: &Path, writer: &mut Writer) -> Result<u64, BackupError> {
    let folder = folder.join("launches");
    let files = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other.map_err(at(&folder))?,
    };
    let mut count = 0;
    for file in files {
        let file = file.map_err(at(&folder))?;
        let name = file.file_name().to_string_lossy().into_owned();
        let content = match fs::read(file.path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(at(&file.path()))?,
        };
        if is_safe(&name) {
            let added = writer.add(&Item::Launches(name), content.len() as u64, content.as_slice());
            added.map_err(at(&file.path()))?;
            count += 1;
        }
    }
    Ok(count)
}

/// Every table as it is at one moment; the number of the last migration.
async fn snapshot(
    database: &Database,
    writer: &mut Writer,
    path: &Path,
    summary: &mut Summary,
) -> Result<i64, BackupError> {
    let mut tx = database.snapshot().await?;
    let known = Database::newest_migration();
    let migration = tx.migration().await?;
    let migration =
        migration.ok_or_else(|| BackupError::Place("the database holds no platform: there are no tables".into()))?;
    if migration > known {
        return Err(DatabaseError::Newer { version: migration }.into());
    }
    for table in tx.tables().await? {
        let mut pieces = Pieces { table: &table, piece: rows::head(&table), number: 0, writer, path };
        let take = |row: Vec<_>| {
            summary.rows += 1;
            rows::write(&row, &mut pieces.piece);
            if pieces.piece.len() >= PIECE_SIZE_BYTES { pieces.close() } else { Ok(()) }
        };
        tx.each_row(&table, take).await?;
        pieces.close()?;
    }
    Ok(migration)
}

/// The piece of a table that rows are added to.
struct Pieces<'a> {
    table: &'a Table,
    piece: Vec<u8>,
    number: u32,
    writer: &'a mut Writer,
    path: &'a Path,
}

impl Pieces<'_> {
    fn close(&mut self) -> Result<(), BackupError> {
        let piece = std::mem::replace(&mut self.piece, rows::head(self.table));
        let item = Item::Rows { table: self.table.name.clone(), number: self.number };
        self.number += 1;
        self.writer.add(&item, piece.len() as u64, piece.as_slice()).map_err(at(self.path))
    }
}

/// What else lies in the data folder, secrets among it. `own`: the file of the database, which was copied in another way.
fn others(folder: &Path, own: Option<&Path>, writer: &mut Writer) -> Result<u64, BackupError> {
    let folder = fs::canonicalize(folder).map_err(at(folder))?;
    let own: Vec<PathBuf> = own
        .and_then(|own| fs::canonicalize(own).ok())
        .iter()
        .flat_map(|own| ["", "-wal", "-shm", "-journal"].map(|end| PathBuf::from(format!("{}{end}", own.display()))))
        .collect();
    let mut count = 0;
    let mut waiting = vec![(folder, String::new())];
    while let Some((folder, prefix)) = waiting.pop() {
        for file in fs::read_dir(&folder).map_err(at(&folder))? {
            let path = file.map_err(at(&folder))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let inner = format!("{prefix}{name}");
            let is_left_out = LEFT_OUT.contains(&name.as_str()) || name.starts_with(DATABASE);
            if (prefix.is_empty() && is_left_out) || own.contains(&path) {
                continue;
            }
            let kind = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other.map_err(at(&path))?,
            };
            if kind.is_dir() {
                waiting.push((path, format!("{inner}/")));
            } else if !kind.is_file() || !is_safe(&inner) {
                tracing::warn!(file = %path.display(), "left out of the backup: it is no plain file, or its name is none that every system takes");
            } else if let Some((size_bytes, content)) = open(&path)? {
                writer.add(&Item::File(inner), size_bytes, content).map_err(at(&path))?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// How many bytes, and a reader of them.
type Measured = (u64, Box<dyn io::Read>);

/// A file and its size; `None` when it has gone.
fn open(path: &Path) -> Result<Option<Measured>, BackupError> {
    /// Read at once, so that it is what it was at one moment.
    const SMALL_SIZE_BYTES_MAX: u64 = 16 << 20;
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(at(path))?,
    };
    let size_bytes = file.metadata().map_err(at(path))?.len();
    if size_bytes > SMALL_SIZE_BYTES_MAX {
        return Ok(Some((size_bytes, Box::new(file))));
    }
    let mut content = Vec::new();
    file.read_to_end(&mut content).map_err(at(path))?;
    Ok(Some((content.len() as u64, Box::new(io::Cursor::new(content)))))
}
