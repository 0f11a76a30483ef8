//! The compiler: a project in, a package and diagnostics out.
//!
//! In: files through the [`project::Project`] trait, and the built runtime as bytes. Out: [`Output`].
//! Must not: touch the disk, the network or a clock; the same input gives the same bytes.
//!
//! The walk: `config` reads the JSON files → `graph` finds what app.json reaches → per file, in parallel, `wxml`, `wxss`,
//! `wxs` and `js` compile → `assemble` forms chunks, manifest, launch documents and the report.

mod cache;
mod config;
pub mod diagnostics;
mod graph;
mod js;
mod npm;
mod paths;
pub mod project;
pub mod report;
mod sources;
pub mod wxml;
pub mod wxss;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use diagnostics::{Diagnostic, Label, Severity};
pub use project::{MemoryProject, Project};
pub use protocol::manifest::Manifest;
pub use protocol::package::{Bytes, Package};
pub use report::Report;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Readable code and source maps.
    #[default]
    Dev,
    /// Minified, no source maps.
    Release,
}

/// The built runtime. The caller hands it in, because the compiler holds no assets.
#[derive(Debug, Clone, Default)]
pub struct RuntimeFiles {
    pub view: Vec<u8>,
    pub logic: Vec<u8>,
    pub css: Vec<u8>,
    /// Element tag → its script.
    pub elements: BTreeMap<String, Vec<u8>>,
    /// API group → its scripts.
    pub api: BTreeMap<String, ApiScripts>,
}

/// The scripts of one API group; either may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiScripts {
    pub logic: Option<Vec<u8>>,
    pub view: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Default)]
pub struct Options {
    pub mode: Mode,
    pub runtime: RuntimeFiles,
    /// Path under which the package is served, with both slashes; `/` when empty.
    pub base: String,
}

/// What a build gave.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// `None` when there is no program to build (no app.json, or one without a single page).
    pub package: Option<Package>,
    /// Sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    pub report: Report,
    /// The text of every file a diagnostic names, for code frames.
    pub sources: BTreeMap<String, Arc<str>>,
}

impl Output {
    /// Whether the build failed.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// A compiler keeps what it compiled, so that the next build of the same project does only what changed.
pub struct Compiler {
    options: Options,
}

impl Compiler {
    pub fn new(options: Options) -> Self {
        Compiler { options }
    }

    pub fn compile(&mut self, project: &dyn Project) -> Output {
        let _ = (project, &self.options);
        Output::default()
    }
}
