//! What the server serves at one moment: the last package that compiled, and what is wrong with the sources now. While none
//! ever compiled, what could be made of the sources: a script that cannot be read fails where it is required, the rest runs.
//!
//! In: the compiler's output. Out: [`Build`]. Must not: know HTTP.

use std::hash::{Hash as _, Hasher as _};

use std::sync::Arc;

use compiler::{Output, Severity};
use protocol::package::Package;
use serde::Serialize;

use crate::launch::LazyDocuments;
use crate::render::diagnostics::{Framed, framed};
use crate::runtime_files::LaunchScripts;

/// Errors shown in the page: more help nobody.
const ERRORS_SHOWN_MAX: usize = 50;

#[derive(Debug)]
pub(crate) struct Build {
    /// `None` while there is not even a broken one.
    pub(crate) served: Option<Served>,
    /// Whether the package was made without errors.
    is_whole: bool,
    pub(crate) status: Status,
}

/// A package, and its launch documents.
#[derive(Debug, Clone)]
pub(crate) struct Served {
    pub(crate) package: Arc<Package>,
    pub(crate) documents: Arc<LazyDocuments>,
}

/// What open pages are told.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Status {
    /// Changes when the package does; empty when there is none. A page that carries another one reloads.
    pub(crate) build: String,
    /// Why the sources do not compile; empty when they do.
    pub(crate) errors: Vec<Framed>,
    pub(crate) warning_count: usize,
}

impl Build {
    /// A first state, before anything was compiled.
    pub(crate) fn none() -> Self {
        let status = Status { build: String::new(), errors: Vec::new(), warning_count: 0 };
        Build { served: None, is_whole: false, status }
    }

    /// The state after a build. One with errors leaves the last whole package in place.
    pub(crate) fn after(self_before: &Build, output: Output, scripts: &LaunchScripts) -> Self {
        let of = |severity| output.diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity);
        let errors = of(Severity::Error).take(ERRORS_SHOWN_MAX).map(|error| framed(error, &output.sources)).collect();
        let warning_count = of(Severity::Warning).count();
        let is_whole = !output.has_errors() && output.package.is_some();
        if self_before.is_whole && !is_whole {
            let status = Status { build: self_before.status.build.clone(), errors, warning_count };
            return Build { served: self_before.served.clone(), is_whole: true, status };
        }
        let build = output.package.as_ref().map_or_else(String::new, |package| digest(package, scripts));
        let served = output.package.map(|package| {
            let package = Arc::new(package);
            Served { documents: Arc::new(LazyDocuments::new(Arc::clone(&package), scripts)), package }
        });
        Build { served, is_whole, status: Status { build, errors, warning_count } }
    }

    /// The state after the compiler itself failed.
    pub(crate) fn after_bug(self_before: &Build, what: &str) -> Self {
        let mut status = self_before.status.clone();
        status.errors = vec![Framed::bug(what)];
        Build { served: self_before.served.clone(), is_whole: self_before.is_whole, status }
    }
}

/// Tells two packages apart, also across restarts of the server.
fn digest(package: &Package, scripts: &LaunchScripts) -> String {
    let mut hasher = std::hash::DefaultHasher::new();
    (&scripts.prerender, &scripts.bootstrap, &scripts.restore).hash(&mut hasher);
    for (path, bytes) in &package.files {
        path.hash(&mut hasher);
        // Chunks carry the hash of their content in their name.
        if !protocol::package::is_immutable(path) {
            bytes.hash(&mut hasher);
        }
    }
    format!("{:016x}", hasher.finish())
}
