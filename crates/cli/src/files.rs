//! Writing folders and files as a whole: all of it appears, or nothing does.
//!
//! In: files by path. Out: a folder. Must not: replace a folder that is not a package.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use protocol::package::{MANIFEST_PATH, Package};

/// Fails when writing to `out` would destroy something that is not a package.
pub(crate) fn check_replaceable(out: &Path, project: &Path) -> Result<()> {
    if out.file_name().is_none() {
        bail!("{} cannot be replaced; name a new folder with --out", out.display());
    }
    if !out.exists() {
        return Ok(());
    }
    if !out.is_dir() {
        bail!("{} is a file; name a folder with --out", out.display());
    }
    let is_empty = out.read_dir().with_context(|| format!("cannot read {}", out.display()))?.next().is_none();
    if !is_empty && !out.join(MANIFEST_PATH).is_file() {
        bail!(
            "{} holds other files (it has no {MANIFEST_PATH}); empty it or name another folder with --out",
            out.display()
        );
    }
    if let (Ok(out), Ok(project)) = (out.canonicalize(), project.canonicalize())
        && project.starts_with(&out)
    {
        bail!("{} contains the project itself; name another folder with --out", out.display());
    }
    Ok(())
}

/// Writes a package beside `out` and then puts it in its place.
pub(crate) fn write_package(out: &Path, package: &Package) -> Result<()> {
    let files = package.files.iter().map(|(path, bytes)| (path.as_str(), &bytes[..]));
    write_folder(out, files)
}

pub(crate) fn write_folder<'a>(out: &Path, files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<()> {
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    std::fs::create_dir_all(&parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let fresh = parent.join(format!(".{name}.new-{}", std::process::id()));
    let old = parent.join(format!(".{name}.old-{}", std::process::id()));
    let written = write_all(&fresh, files).and_then(|()| {
        if out.exists() {
            std::fs::rename(out, &old).with_context(|| format!("cannot move {} away", out.display()))?;
        }
        if let Err(error) = std::fs::rename(&fresh, out) {
            // The former state is better than none.
            let _ = std::fs::rename(&old, out);
            return Err(error).with_context(|| format!("cannot put the new files at {}", out.display()));
        }
        Ok(())
    });
    let _ = std::fs::remove_dir_all(&fresh);
    let _ = std::fs::remove_dir_all(&old);
    written
}

/// Replaces a file's content: a reader sees the former or the new one, and a crash leaves one of them.
pub(crate) fn replace(file: &Path, content: &[u8]) -> Result<()> {
    // A symbolic link stays one; what it points to changes.
    let file = file.canonicalize().with_context(|| format!("cannot find {}", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let fresh = file.with_file_name(format!(".{name}.new-{}", std::process::id()));
    let written = std::fs::write(&fresh, content)
        .and_then(|()| std::fs::set_permissions(&fresh, std::fs::metadata(&file)?.permissions()))
        .and_then(|()| std::fs::rename(&fresh, &file));
    if written.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    written.with_context(|| format!("cannot write {}", file.display()))
}

/// A fresh folder for a test.
#[cfg(test)]
pub(crate) fn temporary_folder(name: &str) -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("minnow-{name}-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("cannot make {}: {error}", folder.display()));
    folder
}

fn write_all<'a>(folder: &Path, files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (path, bytes) in files {
        if path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..") {
            bail!("the file {path:?} would lie outside the folder");
        }
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        std::fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
