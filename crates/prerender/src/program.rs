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
    /// Path under which the package is served, with both slashes.
    pub(crate) base: String,
}

impl Program {
    pub fn new(package: Arc<Package>, script: Arc<[u8]>) -> Self {
        Program { package, script, base: "/".to_owned() }
    }

    /// The same program, served under another path: with a slash at both ends.
    #[must_use]
    pub fn at(self, base: impl Into<String>) -> Self {
        Program { base: base.into(), ..self }
    }

    pub fn package(&self) -> &Package {
        &self.package
    }

    /// Whether there is a script that draws.
    pub fn can_draw(&self) -> bool {
        !self.script.is_empty()
    }

    pub(crate) fn manifest_json(&self) -> &str {
        self.text(MANIFEST_PATH).unwrap_or_default()
    }

    /// A file of the package as text.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.package.files.get(path).map(Bytes::as_ref).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// The scripts a page's first screen needs, in the order they run: elements, the app, templates, modules.
    pub(crate) fn scripts(&self, page: &str) -> Vec<Script<'_>> {
        let manifest = &self.package.manifest;
        let Some(page) = manifest.pages.get(page) else { return Vec::new() };
        let elements = page.elements.iter().filter_map(|tag| manifest.runtime.elements.get(tag));
        // The script that draws has the logic realm in it, its parts and all.
        let of_runtime = |file: &String| {
            let runtime = &manifest.runtime;
            runtime.parts.values().any(|part| part == file)
                || runtime.api.values().any(|group| group.logic.as_ref() == Some(file))
        };
        let logic = page.logic.iter().filter(|file| !of_runtime(file));
        let chunks = manifest.app_logic.iter().chain(&page.view).chain(logic);
        let scripts = elements
            .map(|file| Script { file, is_element: true })
            .chain(chunks.map(|file| Script { file, is_element: false }));
        scripts.filter(|script| !script.file.is_empty()).collect()
    }
}

/// A script of the package.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script<'p> {
    pub(crate) file: &'p str,
    /// One of the view's, that may name what only a browser has; the others are the program's.
    pub(crate) is_element: bool,
}
