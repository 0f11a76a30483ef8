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
    /// Images and other assets its styles name (raw: they are compressed already).
    pub images_bytes: u64,
    /// Images that its first screen shows; those its styles name where no first screen is drawn ahead.
    pub first_images_bytes: u64,
    /// Files of the first load.
    pub files: Vec<String>,
    /// What brings the most bytes of a first visit, largest first.
    pub contributors: Vec<Contributor>,
}

impl PageReport {
    /// What a first visit that starts on this page loads before its first screen stands: compressed, with the images on it.
    pub fn visit_bytes(&self) -> u64 {
        self.first_load.brotli_bytes + self.first_images_bytes
    }

    fn add_contributor(&mut self, kind: ContributorKind, name: String, bytes: u64) {
        let at = self.contributors.partition_point(|other| other.bytes >= bytes);
        self.contributors.insert(at, Contributor { kind, name, bytes });
    }
}

/// Something that brings bytes of a first visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contributor {
    pub kind: ContributorKind,
    /// A path in the program, or the name of a package.
    pub name: String,
    /// Compressed as it is sent.
    pub bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ContributorKind {
    Document,
    Image,
    /// Everything of one npm package.
    Package,
    Runtime,
    Script,
    Style,
    Template,
}

/// A package as app.json divides the program: the main one, whose root is empty, or a subpackage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PackageReport {
    pub root: String,
    /// Its scripts, templates, styles and assets, uncompressed.
    pub raw_bytes: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub pages: Vec<PageReport>,
    pub packages: Vec<PackageReport>,
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
            page.add_contributor(ContributorKind::Document, path.clone(), size.brotli_bytes);
            page.files.insert(0, path);
        }
    }

    /// Counts the images that the first screen of a page shows: their paths and sizes.
    pub fn add_first_images<'p>(&mut self, page: &str, images: impl Iterator<Item = (&'p str, u64)>) {
        let Some(page) = self.pages.iter_mut().find(|report| report.path == page) else { return };
        page.first_images_bytes = 0;
        for (path, bytes) in images {
            page.first_images_bytes += bytes;
            page.add_contributor(ContributorKind::Image, path.to_owned(), bytes);
        }
    }
}
