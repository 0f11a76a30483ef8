//! The built TypeScript of the runtime and of the platform's own pages, embedded: `make assets` builds it into `dist/`, which is not committed.
//!
//! In: a file name. Out: its bytes. Must not: hold logic, or know what the files mean.
//! The environment variable `MINNOW_ASSETS` names a folder that is read instead of the embedded files, so that whoever works on the
//! runtime need not build Rust.

use std::borrow::Cow;
use std::path::PathBuf;

/// Names the folder to read instead of the embedded files.
pub const OVERRIDE_VARIABLE: &str = "MINNOW_ASSETS";

static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// A file's name and its bytes.
pub type Asset = (Cow<'static, str>, Cow<'static, [u8]>);

/// Every asset, by name, sorted.
pub fn all() -> std::io::Result<Vec<Asset>> {
    let Some(folder) = override_folder() else {
        return Ok(EMBEDDED.iter().map(|&(name, bytes)| (Cow::Borrowed(name), Cow::Borrowed(bytes))).collect());
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if entry.path().is_file() && !name.ends_with(".new") {
            files.push((Cow::Owned(name), Cow::Owned(std::fs::read(entry.path())?)));
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a file is of the platform's own pages (web/build.mjs), and not of the runtime.
pub fn is_of_pages(name: &str) -> bool {
    ["console-", "shell-", "consent-"].iter().any(|room| name.starts_with(room))
}

/// The folder that stands in for the embedded files, when one is named.
pub fn override_folder() -> Option<PathBuf> {
    std::env::var_os(OVERRIDE_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from)
}
