//! What each page costs to open: the report of a build.
//!
//! In: nothing. Out: serde types. Must not: render, or measure.
//! Bytes are sums over files. Brotli sizes are taken at quality 5, so that they can be had in every build; a server that
//! precompresses at 11 sends about a tenth less.

use serde::Serialize;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Size {
    pub raw_bytes: u64,
    pub brotli_bytes: u64,
}

impl std::ops::AddAssign for Size {
    fn add_assign(&mut self, other: Size) {
        self.raw_bytes += other.raw_bytes;
        self.brotli_bytes += other.brotli_bytes;
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PageReport {
    pub path: String,
    /// Root of its subpackage, or empty.
    pub package: String,
    /// Chunks that only this page loads.
    pub own: Size,
    /// Chunks it has in common with other pages, the app's own among them.
    pub shared: Size,
    /// Runtime: both realms, the elements and API groups it uses, the base style.
    pub runtime: Size,
    /// The launch document; see [`Report::add_document`].
    pub document: Size,
    /// All of the above: what a first visit that starts on this page loads, images apart.
    pub first_load: Size,
    /// Images and other assets its templates and styles name (raw: they are compressed already).
    pub images_bytes: u64,
    /// Files of the first load.
    pub files: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub pages: Vec<PageReport>,
    /// The whole package.
    pub total: Size,
    /// Assets under their own paths.
    pub assets_bytes: u64,
    /// Files read from the project.
    pub source_count: usize,
    /// Of these, how many were compiled in this build rather than taken from the last one.
    pub compiled_count: usize,
}

impl Report {
    /// Counts the launch document of a page, which is written after the package was assembled.
    pub fn add_document(&mut self, page: &str, path: String, size: Size) {
        self.total += size;
        if let Some(page) = self.pages.iter_mut().find(|report| report.path == page) {
            page.document = size;
            page.first_load += size;
            page.files.insert(0, path);
        }
    }
}
