//! What is drawn: a package, and the script that draws.
//!
//! In: a package. Out: the files a page's first screen needs. Must not: run anything.

use std::sync::Arc;

use protocol::package::{Bytes, MANIFEST_PATH, Package};

#[derive(Debug, Clone)]
pub struct Program {
    pub(crate) package: Arc<Package>,
    /// `prerender.js` of the runtime. Empty: nothing is drawn ahead.
    pub(crate) script: Arc<[u8]>,
}

impl Program {
    pub fn new(package: Arc<Package>, script: Arc<[u8]>) -> Self {
        Program { package, script }
    }

    pub fn package(&self) -> &Package {
        &self.package
    }

    pub(crate) fn manifest_json(&self) -> &str {
        self.text(MANIFEST_PATH).unwrap_or_default()
    }

    /// A file of the package as text.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.package.files.get(path).map(Bytes::as_ref).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// The scripts a page's first screen needs, in the order they run: elements, the app, templates, modules.
    pub(crate) fn scripts(&self, page: &str) -> Vec<&str> {
        let manifest = &self.package.manifest;
        let Some(page) = manifest.pages.get(page) else { return Vec::new() };
        let elements = page.elements.iter().filter_map(|tag| manifest.runtime.elements.get(tag));
        let chunks = manifest.app_logic.iter().chain(&page.view).chain(&page.logic);
        elements.chain(chunks).filter(|file| !file.is_empty()).map(String::as_str).collect()
    }
}
