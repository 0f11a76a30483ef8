//! Launch documents of a program: its first screens drawn ahead, and the documents they stand in.
//!
//! In: a compiled program. Out: the same with a document a page, all at once for a build or each when it is asked for; or only the notes.
//! Must not: make a build fail: a page that cannot be drawn ahead begins empty, and a note says why.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use compiler::Output;
use compiler::diagnostics::first_screen_skipped;
use prerender::{DocumentOptions, Documents, Outcome, Prerenderer, Preview, Program};
use protocol::package::{ENTRY_DOCUMENT_PATH, Package, document_path};
use rayon::prelude::*;
use serde_json::Value;

use crate::runtime_files::LaunchScripts;

/// Writes a document for every page of the package, and counts them in the report.
pub(crate) fn add_documents(
    output: &mut Output,
    scripts: &LaunchScripts,
    host: Option<Value>,
    preview: Option<Preview>,
) {
    let Some(package) = output.package.take() else { return };
    let entry = package.manifest.entry.clone();
    let program = Program::new(Arc::new(package), Arc::clone(&scripts.prerender));
    let outcomes = draw(&program);
    let options =
        DocumentOptions { host, preview, policy: Some(protocol::policy::of_static_document), ..inline(scripts) };
    let documents = Documents::new(program, options);
    let pages: Vec<&String> = documents.program().package().manifest.pages.keys().collect();
    let written: Vec<_> = pages
        .into_par_iter()
        .filter_map(|page| {
            let screen = outcomes.get(page).and_then(Outcome::screen);
            let html = documents.write(page, screen)?;
            let size = compiler::size(html.as_bytes());
            Some((page.clone(), html, size, screen.map(|screen| documents.images(page, screen))))
        })
        .collect();
    let mut package = documents.program().package().clone();
    for (page, html, size, images) in written {
        if let Some(images) = images {
            let files = &package.files;
            let sized = images.iter().filter_map(|path| Some((path.as_str(), files.get(path)?.len() as u64)));
            output.report.add_first_images(&page, sized);
        }
        let path = document_path(&page);
        let html: Arc<[u8]> = html.into_bytes().into();
        if page == entry {
            package.files.insert(ENTRY_DOCUMENT_PATH.to_owned(), Arc::clone(&html));
        }
        package.files.insert(path.clone(), html);
        output.report.add_document(&page, path, size);
    }
    output.package = Some(package);
    note_skipped(output, &outcomes);
}

/// What stands in documents wherever they are served.
fn inline(scripts: &LaunchScripts) -> DocumentOptions {
    DocumentOptions {
        bootstrap: scripts.bootstrap.clone(),
        restore: scripts.restore.clone(),
        ..DocumentOptions::default()
    }
}

/// Notes which pages begin empty, as `add_documents` does, and writes nothing.
pub(crate) fn add_notes(output: &mut Output, scripts: &LaunchScripts) {
    let Some(package) = output.package.take() else { return };
    let program = Program::new(Arc::new(package), Arc::clone(&scripts.prerender));
    note_skipped(output, &draw(&program));
}

fn draw(program: &Program) -> BTreeMap<String, Outcome> {
    if program.can_draw() { Prerenderer::pages(program) } else { BTreeMap::new() }
}

fn note_skipped(output: &mut Output, outcomes: &BTreeMap<String, Outcome>) {
    output.diagnostics.extend(skipped(outcomes));
    output.diagnostics.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
}

/// A note for each reason, with the pages it is the reason for. The same fault in several files is one.
fn skipped(outcomes: &BTreeMap<String, Outcome>) -> Vec<compiler::Diagnostic> {
    let mut by_fault: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (page, outcome) in outcomes {
        if let Outcome::Skipped(reason) = outcome {
            let fault = reason.split_once(".js: ").map_or(reason.as_str(), |(_, fault)| fault);
            by_fault.entry(fault).or_default().push((page, reason));
        }
    }
    let note = |(_, found): (&str, Vec<(&str, &str)>)| {
        let pages: Vec<&str> = found.iter().map(|(page, _)| *page).collect();
        first_screen_skipped(&pages, found[0].1)
    };
    by_fault.into_iter().map(note).collect()
}

/// The documents of one build of a program under development: each is drawn when it is first asked for.
pub(crate) struct LazyDocuments {
    documents: Documents,
    prerenderer: Mutex<Prerenderer>,
    written: Mutex<BTreeMap<String, Arc<str>>>,
}

impl std::fmt::Debug for LazyDocuments {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LazyDocuments").finish_non_exhaustive()
    }
}

impl LazyDocuments {
    pub(crate) fn new(package: Arc<Package>, scripts: &LaunchScripts) -> Self {
        let program = Program::new(package, Arc::clone(&scripts.prerender));
        LazyDocuments {
            prerenderer: Mutex::new(Prerenderer::new(program.clone())),
            documents: Documents::new(program, inline(scripts)),
            written: Mutex::default(),
        }
    }

    /// The scripts that stand in the document of a page.
    pub(crate) fn scripts(&self, page: &str) -> Vec<&str> {
        self.documents.scripts(page)
    }

    /// The document of a page, and why its first screen is not drawn ahead when that was found out just now. Takes as long as
    /// drawing does.
    pub(crate) fn get(&self, page: &str) -> Option<(Arc<str>, Option<String>)> {
        // One at a time: whoever asks for the same page meanwhile finds it drawn.
        let mut prerenderer = self.prerenderer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(html) = written.get(page) {
            return Some((Arc::clone(html), None));
        }
        let outcome = self.documents.program().can_draw().then(|| prerenderer.page(page));
        let html: Arc<str> = self.documents.write(page, outcome.as_ref().and_then(Outcome::screen))?.into();
        written.insert(page.to_owned(), Arc::clone(&html));
        match outcome {
            Some(Outcome::Skipped(reason)) => Some((html, Some(reason))),
            _ => Some((html, None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_with_the_same_fault_share_a_note() {
        let outcomes = [
            ("p/a", "p/a.js: ReferenceError: root is not defined"),
            ("p/b", "p/b.js: ReferenceError: root is not defined"),
            ("p/c", "it uses Intl while it is loaded"),
            ("p/d", "p/d.js: ReferenceError: root is not defined"),
        ];
        let outcomes = outcomes.map(|(page, reason)| (page.to_owned(), Outcome::Skipped(reason.to_owned())));
        let notes: Vec<String> = skipped(&BTreeMap::from(outcomes)).into_iter().map(|note| note.message).collect();
        assert_eq!(
            notes,
            [
                "the page `p/a` and 2 more begin empty until scripts have run, because p/a.js: ReferenceError: root is not defined",
                "the page `p/c` begins empty until scripts have run, because it uses Intl while it is loaded",
            ]
        );
    }
}
