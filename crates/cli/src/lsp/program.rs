//! One program that is open in the editor: its files with unsaved texts, what the last check found, and outlines of its scripts.
//!
//! In: texts as they change. Out: diagnostics to the editor, and answers about files. A thread of its own checks the program, so that
//! requests never wait for a build but the first. Must not: know a feature.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::Duration;

use compiler::outline::script::{self, Outline};
use compiler::{Compiler, Mode, Output, Project as _, RuntimeFiles, Structure, paths};
use lsp_types::Uri;

use super::audits::Audits;
use super::diagnostics::Publisher;
use super::overlay::OverlayProject;
use super::uri;
use crate::compile;
use crate::disk_project::DiskProject;
use crate::project_config::ProjectConfig;

/// Keystrokes closer together than this are checked once.
const PAUSE: Duration = Duration::from_millis(30);
/// Without a keystroke for so long, the program is audited.
const AUDIT_PAUSE: Duration = Duration::from_millis(400);
/// How long a request waits for the first check of a large program.
const FIRST_CHECK_TIMEOUT: Duration = Duration::from_secs(20);

/// What a check is made of.
pub(super) struct Snapshot {
    pub(super) project: OverlayProject,
    /// Addresses as the editor writes them.
    pub(super) addresses: BTreeMap<String, Uri>,
}

#[derive(Default)]
struct Latest {
    structure: Mutex<Option<Arc<Structure>>>,
    is_there: Condvar,
}

impl Latest {
    /// Ends the wait for a first check that did not come to its end.
    fn fill(&self) {
        if let Ok(mut structure) = self.structure.lock() {
            structure.get_or_insert_default();
        }
        self.is_there.notify_all();
    }
}

/// An outline, and the text it was read from.
type Read = (Arc<str>, Arc<Outline>);

pub(super) struct Program {
    pub(super) root: PathBuf,
    pub(super) project: OverlayProject,
    addresses: BTreeMap<String, Uri>,
    latest: Arc<Latest>,
    checks: mpsc::Sender<Snapshot>,
    /// By project path; the last that could be read.
    outlines: RefCell<BTreeMap<String, Read>>,
}

impl Program {
    pub(super) fn new(root: PathBuf, publisher: Publisher) -> Self {
        let latest = Arc::new(Latest::default());
        let (checks, receiver) = mpsc::channel();
        let told = latest.clone();
        std::thread::spawn(move || check_all(&receiver, publisher, &told));
        let project = OverlayProject::new(DiskProject::new(&root));
        Program { root, project, addresses: BTreeMap::new(), latest, checks, outlines: RefCell::default() }
    }

    /// The path of a file in the project, when it lies there.
    pub(super) fn path_of(&self, file: &Path) -> Option<String> {
        let inner = file.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inner.components().map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    pub(super) fn address(&self, path: &str) -> Option<Uri> {
        self.addresses.get(path).cloned().or_else(|| uri::from_path(&self.root.join(path)))
    }

    /// Puts a text in a file's place; `None` when the editor closed it.
    pub(super) fn set_text(&mut self, path: &str, text: Option<(Arc<str>, Uri)>) {
        let open = Arc::make_mut(&mut self.project.open);
        match text {
            Some((text, address)) => {
                open.insert(path.to_owned(), text);
                self.addresses.insert(path.to_owned(), address);
            }
            None => {
                open.remove(path);
                self.addresses.remove(path);
            }
        }
        self.check();
    }

    /// Has the program checked once more.
    fn check(&self) {
        let snapshot = Snapshot { project: self.project.clone(), addresses: self.addresses.clone() };
        // The thread lives as long as this sender.
        let _ = self.checks.send(snapshot);
    }

    /// Has it checked once more after something changed on disk.
    pub(super) fn check_disk(&self) {
        self.project.forget_absent();
        self.check();
    }

    /// What the last check found of the program's files; waits for the first.
    pub(super) fn structure(&self) -> Arc<Structure> {
        let Ok(structure) = self.latest.structure.lock() else { return Arc::default() };
        let waited = self.latest.is_there.wait_timeout_while(structure, FIRST_CHECK_TIMEOUT, |latest| latest.is_none());
        waited.ok().and_then(|(latest, _)| latest.clone()).unwrap_or_default()
    }

    /// The outline of a script. While it cannot be parsed, that of the text before.
    pub(super) fn outline(&self, path: &str) -> Arc<Outline> {
        let Some(text) = self.project.text(path) else { return Arc::default() };
        let mut outlines = self.outlines.borrow_mut();
        if let Some((of, outline)) = outlines.get(path)
            && **of == *text
        {
            return outline.clone();
        }
        let fresh = Arc::new(script::read(&text, path));
        if fresh.is_broken
            && let Some((_, former)) = outlines.get(path)
        {
            return former.clone();
        }
        outlines.insert(path.to_owned(), (text, fresh.clone()));
        fresh
    }

    /// The script a module specifier names, written in another script.
    pub(super) fn resolve_script(&self, from: &str, specifier: &str) -> Option<String> {
        let structure = self.structure();
        let folder = match specifier.starts_with('/') {
            true => structure.root.as_str(),
            false => from.rsplit_once('/').map_or("", |(folder, _)| folder),
        };
        let path = paths::resolve(folder, specifier.trim_start_matches('/'))?;
        let endings = ["", ".js", ".ts", "/index.js", "/index.ts"];
        endings.iter().map(|ending| format!("{path}{ending}")).find(|path| self.is_file(path))
    }

    pub(super) fn is_file(&self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.project.list(folder).iter().any(|entry| entry.name == name && !entry.is_folder)
    }
}

/// Checks snapshots as they come, and audits the last one in the pauses.
fn check_all(snapshots: &mpsc::Receiver<Snapshot>, publisher: Publisher, latest: &Latest) {
    let mut checker = Checker { compiler: fresh_compiler(), audits: Audits::default(), publisher };
    let mut next = snapshots.recv().ok();
    while let Some(first) = next {
        let mut snapshot = first;
        while let Ok(newer) = snapshots.recv_timeout(PAUSE) {
            snapshot = newer;
        }
        let is_sound = checker.check(&snapshot, latest);
        next = match snapshots.recv_timeout(AUDIT_PAUSE) {
            Ok(newer) => Some(newer),
            // The session has ended.
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                // Of a program that cannot be read as a whole, much seems unused.
                if is_sound {
                    checker.audit(&snapshot);
                }
                snapshots.recv().ok()
            }
        };
    }
}

/// What a thread that checks keeps.
struct Checker {
    compiler: Compiler,
    audits: Audits,
    publisher: Publisher,
}

impl Checker {
    /// Returns whether the program has no errors.
    fn check(&mut self, snapshot: &Snapshot, latest: &Latest) -> bool {
        let Some(mut output) = self.run(|compiler| compiler.check(&snapshot.project)) else {
            // Requests wait for the first check: they go on with what they find in their own file.
            latest.fill();
            return false;
        };
        if let Ok(mut structure) = latest.structure.lock() {
            *structure = Some(Arc::new(output.structure.clone()));
        }
        latest.is_there.notify_all();
        let is_sound = !output.has_errors();
        self.audits.carry(&snapshot.project, &mut output);
        self.publisher.publish(snapshot, &output);
        is_sound
    }

    fn audit(&mut self, snapshot: &Snapshot) {
        let config = snapshot.project.text("project.config.json").unwrap_or_default();
        let settings = ProjectConfig::parse(&config).audits();
        let Some(mut output) = self.run(|compiler| compiler.audit(&snapshot.project, &settings)) else { return };
        self.audits = Audits::of(&mut output);
        self.publisher.publish(snapshot, &output);
    }

    fn run(&mut self, run: impl FnOnce(&mut Compiler) -> Output) -> Option<Output> {
        let compiler = &mut self.compiler;
        let output = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(compiler))).ok();
        if output.is_none() {
            // A fault of the compiler: what it kept may be half done.
            self.compiler = fresh_compiler();
            self.publisher.log("the compiler failed on this program; this is a fault of minnow");
        }
        output
    }
}

fn fresh_compiler() -> Compiler {
    compile::compiler(Mode::Dev, RuntimeFiles::default())
}
