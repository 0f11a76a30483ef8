//! Files that nobody but the platform's own account may read: keys, archives with secrets in them.
//!
//! In: a path where nothing is. Out: a file to write to. Must not: write over one that is there.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
