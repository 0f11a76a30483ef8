//! Sass (`.scss`, `.sass`) to CSS.
//!
//! In: the project path of a sheet. Out: CSS and the files it read. Must not: touch the disk; `grass` reads through `Sources`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::limits;
use crate::paths;
use crate::project::PreprocessError;
use crate::sources::Sources;

pub(crate) struct Compiled {
    pub css: String,
    /// Project paths.
    pub dependencies: Vec<String>,
}

pub(crate) fn compile(sources: &Sources, place: &str) -> Result<Compiled, PreprocessError> {
    if sources.read_project(place).is_some_and(|source| limits::is_too_deep(&source.text)) {
        return Err(PreprocessError { message: limits::MESSAGE.to_owned(), line: None, is_absent: false });
    }
    let files = Files { sources, read: Mutex::default() };
    let options = grass::Options::default().fs(&files).quiet(true).load_path(sources.root());
    let css = grass::from_path(place, &options).map_err(|error| {
        let text = error.to_string();
        // `Error: message`, then the place as ` --> file:line:column`.
        let line = text.split_once("--> ").and_then(|(_, rest)| rest.split(':').nth(1)?.parse().ok());
        let message = text.lines().next().unwrap_or_default().trim_start_matches("Error: ").to_owned();
        PreprocessError { message, line, is_absent: false }
    })?;
    let mut dependencies = files.read.into_inner().unwrap_or_default();
    dependencies.retain(|file| file != place);
    dependencies.sort();
    dependencies.dedup();
    Ok(Compiled { css, dependencies })
}

struct Files<'s, 'p> {
    sources: &'s Sources<'p>,
    read: Mutex<Vec<String>>,
}

impl std::fmt::Debug for Files<'_, '_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Files")
    }
}

impl Files<'_, '_> {
    fn place(path: &Path) -> String {
        paths::normalize_outward(&path.to_string_lossy().replace('\\', "/"))
    }
}

impl grass::Fs for Files<'_, '_> {
    fn is_dir(&self, path: &Path) -> bool {
        !self.sources.list_project(&Self::place(path)).is_empty()
    }

    fn is_file(&self, path: &Path) -> bool {
        self.sources.exists_in_project(&Self::place(path))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let place = Self::place(path);
        let source = self.sources.read_project(&place).ok_or(io::ErrorKind::NotFound)?;
        if let Ok(mut read) = self.read.lock() {
            read.push(place);
        }
        Ok(keep_style_imports(&source.text).into_bytes())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(PathBuf::from(Self::place(path)))
    }
}

/// `@import 'x.wxss'` is not Sass's to follow: as `url()` it stays in the CSS, and is inlined with the others.
fn keep_style_imports(text: &str) -> String {
    if !text.contains("@import") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        match trimmed.strip_prefix("@import") {
            Some(rest) if rest.contains(".wxss") && !rest.contains("url(") => {
                let quoted = rest.trim().trim_end_matches(';').trim();
                out.push_str(&format!("@import url({quoted});\n"));
            }
            _ => out.push_str(line),
        }
    }
    out
}
