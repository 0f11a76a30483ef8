//! The archive: a tar file, compressed by zstd, whose last file says the SHA-256 of every other one.
//!
//! In: files. Out: an archive; its files again, after all of it was checked. Must not: hold a large file in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::item::Item;
use super::{BackupError, at};
use crate::blobs::Digest;

/// Of the archive itself; the tables have their own number.
const FORMAT: u32 = 1;
/// Most of what is in it is compressed already.
const COMPRESSION_LEVEL: i32 = 3;
/// For files that people should not read.
const MODE: u32 = 0o600;
const MANIFEST_SIZE_BYTES_MAX: u64 = 1 << 30;
/// What a zstd file begins with (RFC 8878, section 3.1.1).
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    /// The version of the program that made it.
    minnow: String,
    /// The last step the tables had taken.
    pub(super) migration: i64,
    /// When it was begun: what was acknowledged before is in it.
    pub(super) begun_ms: i64,
    /// The database it was made of; it can be restored into either.
    database: String,
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    size_bytes: u64,
    sha256: Digest,
}

type Packed = tar::Builder<zstd::stream::write::Encoder<'static, BufWriter<File>>>;

pub(super) struct Writer {
    tar: Packed,
    files: BTreeMap<String, Entry>,
}

/// Counts and hashes what passes.
struct Hashing<R> {
    inner: R,
    hasher: Sha256,
    size_bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.size_bytes += count as u64;
        Ok(count)
    }
}

impl<R> Hashing<R> {
    fn new(inner: R) -> Self {
        Hashing { inner, hasher: Sha256::new(), size_bytes: 0 }
    }

    fn entry(self) -> Entry {
        Entry { size_bytes: self.size_bytes, sha256: Digest::from_hash(self.hasher.finalize().into()) }
    }
}

impl Writer {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let mut packed = zstd::stream::write::Encoder::new(BufWriter::new(file), COMPRESSION_LEVEL)?;
        packed.include_checksum(true)?;
        Ok(Writer { tar: tar::Builder::new(packed), files: BTreeMap::new() })
    }

    /// Adds a file of exactly so many bytes.
    pub(super) fn add(&mut self, item: &Item, size_bytes: u64, content: impl Read) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_size(size_bytes);
        header.set_mode(MODE);
        header.set_mtime(0);
        let mut content = Hashing::new(content.take(size_bytes));
        let name = item.to_string();
        self.tar.append_data(&mut header, &name, &mut content)?;
        let entry = content.entry();
        // The header has said how long it is.
        if entry.size_bytes != size_bytes {
            return Err(io::Error::other("it became shorter while it was copied"));
        }
        self.files.insert(name, entry);
        Ok(())
    }

    pub(super) fn size_bytes(&self) -> u64 {
        self.files.values().map(|entry| entry.size_bytes).sum()
    }

    /// Adds the list of what was added, and lays all of it safely on the disk.
    pub(super) fn finish(mut self, migration: i64, begun_ms: i64, database: &str) -> io::Result<()> {
        let manifest = Manifest {
            format: FORMAT,
            minnow: env!("CARGO_PKG_VERSION").to_owned(),
            migration,
            begun_ms,
            database: database.to_owned(),
            files: std::mem::take(&mut self.files),
        };
        let text = serde_json::to_vec(&manifest)?;
        self.add(&Item::Manifest, text.len() as u64, text.as_slice())?;
        let mut file = self.tar.into_inner()?.finish()?;
        file.flush()?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// An archive that is read from its beginning to its end.
pub(super) struct Reader {
    tar: tar::Archive<zstd::stream::read::Decoder<'static, BufReader<File>>>,
    name: String,
}

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let name = path.display().to_string();
        let mut file = File::open(path).map_err(at(path))?;
        let mut magic = [0; MAGIC.len()];
        let is_packed = file.read_exact(&mut magic).is_ok() && magic == MAGIC;
        if !is_packed {
            return Err(BackupError::Damaged {
                file: name,
                reason: "it is no archive of `minnow admin backup`".into(),
            });
        }
        io::Seek::rewind(&mut file).map_err(at(path))?;
        let packed = zstd::stream::read::Decoder::new(file).map_err(at(path))?;
        Ok(Reader { tar: tar::Archive::new(packed), name })
    }

    /// Gives each file to `take`, in the order of the archive.
    pub(super) fn files(&mut self) -> Result<Files<'_>, BackupError> {
        let name = self.name.clone();
        let entries = self.tar.entries().map_err(|error| damaged(&name, unreadable(&error)))?;
        Ok(Files { entries, name })
    }

    /// Reads all of it; what it says of itself, once that is true.
    pub(super) fn check(mut self) -> Result<Manifest, BackupError> {
        let (mut found, mut manifest) = (BTreeMap::new(), None::<Manifest>);
        let mut files = self.files()?;
        while let Some((item, mut content)) = files.next()? {
            if manifest.is_some() {
                return Err(files.damaged("there are files after its manifest"));
            }
            if item == Item::Manifest {
                manifest = Some(files.manifest(content)?);
                continue;
            }
            let mut content = Hashing::new(&mut content);
            io::copy(&mut content, &mut io::sink()).map_err(|error| files.damaged(unreadable(&error)))?;
            if found.insert(item.to_string(), content.entry()).is_some() {
                return Err(files.damaged(format!("{item} is in it twice")));
            }
        }
        let name = self.name;
        let Some(manifest) = manifest else { return Err(damaged(&name, "its end is missing")) };
        // The last bytes hold the compressor's own sum.
        io::copy(&mut self.tar.into_inner(), &mut io::sink()).map_err(|error| damaged(&name, unreadable(&error)))?;
        for (file, entry) in &manifest.files {
            match found.get(file) {
                None => return Err(damaged(&name, format!("{file} is missing"))),
                Some(found) if found != entry => return Err(damaged(&name, format!("{file} was changed"))),
                Some(_) => {}
            }
        }
        if let Some(file) = found.keys().find(|file| !manifest.files.contains_key(*file)) {
            return Err(damaged(&name, format!("{file} is not in its manifest")));
        }
        Ok(manifest)
    }
}

pub(super) struct Files<'a> {
    entries: tar::Entries<'a, zstd::stream::read::Decoder<'static, BufReader<File>>>,
    name: String,
}

type Content<'a> = tar::Entry<'a, zstd::stream::read::Decoder<'static, BufReader<File>>>;

impl<'a> Files<'a> {
    /// The next file; `None` after the last one.
    pub(super) fn next(&mut self) -> Result<Option<(Item, Content<'a>)>, BackupError> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        let entry = entry.map_err(|error| self.damaged(unreadable(&error)))?;
        if !entry.header().entry_type().is_file() {
            return Err(self.damaged("it holds something that is no plain file"));
        }
        let path = String::from_utf8(entry.path_bytes().into_owned());
        let path = path.map_err(|_| self.damaged("it has a file whose name is no text"))?;
        let item = path.parse().map_err(|reason: String| self.damaged(reason))?;
        Ok(Some((item, entry)))
    }

    pub(super) fn damaged(&self, reason: impl Into<String>) -> BackupError {
        damaged(&self.name, reason)
    }

    fn manifest(&self, content: Content<'_>) -> Result<Manifest, BackupError> {
        let mut text = Vec::new();
        let read = content.take(MANIFEST_SIZE_BYTES_MAX).read_to_end(&mut text);
        read.map_err(|error| self.damaged(unreadable(&error)))?;
        // Its number first: another format has other words.
        let value: serde_json::Value =
            serde_json::from_slice(&text).map_err(|_| self.damaged("its manifest cannot be read"))?;
        match value["format"].as_u64() {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(format) => {
                return Err(self.damaged(format!("its format is {format}, and this minnow reads {FORMAT}")));
            }
            None => return Err(self.damaged("its manifest cannot be read")),
        }
        serde_json::from_value(value).map_err(|_| self.damaged("its manifest cannot be read"))
    }
}

fn damaged(file: &str, reason: impl Into<String>) -> BackupError {
    BackupError::Damaged { file: file.to_owned(), reason: reason.into() }
}

pub(super) fn unreadable(error: &io::Error) -> String {
    format!("it cannot be read to its end ({error})")
}
