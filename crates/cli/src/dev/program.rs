//! One program under development: its folder, its compiler and the last build.
//!
//! In: a folder. Out: builds, published to whoever listens. Must not: know HTTP.

use std::io::IsTerminal as _;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Result;
use compiler::{Compiler, Output};
use tokio::sync::watch;

use super::build::Build;
use crate::compile::Purpose;
use crate::disk_project::DiskProject;
use crate::render::diagnostics;
use crate::runtime_files::LaunchScripts;
use crate::{compile, runtime_files};

pub(crate) struct Program {
    folder: PathBuf,
    project: DiskProject,
    tools: Mutex<Tools>,
    builds: watch::Sender<Arc<Build>>,
    purpose: Purpose,
}

/// What builds are made with: both change when the runtime does.
struct Tools {
    compiler: Compiler,
    scripts: LaunchScripts,
}

impl Program {
    /// Opens a project; nothing is compiled yet.
    pub(crate) fn open(folder: &Path, purpose: Purpose) -> Result<Arc<Self>> {
        let project = compile::project(folder)?;
        let tools = Mutex::new(Tools::new(&purpose)?);
        let (builds, _) = watch::channel(Arc::new(Build::none()));
        Ok(Arc::new(Program { folder: folder.to_owned(), project, tools, builds, purpose }))
    }

    /// A program whose builds a test publishes itself.
    #[cfg(test)]
    pub(crate) fn with_build(build: Build) -> Arc<Self> {
        let compiler = compile::serving_compiler(&Purpose::Development, compiler::RuntimeFiles::default());
        let tools = Mutex::new(Tools { compiler, scripts: LaunchScripts::none() });
        let (builds, _) = watch::channel(Arc::new(build));
        Arc::new(Program {
            folder: PathBuf::new(),
            project: DiskProject::new(""),
            tools,
            builds,
            purpose: Purpose::Development,
        })
    }

    /// Publishes a build as if it had been compiled.
    #[cfg(test)]
    pub(crate) fn publish(&self, build: Build) {
        self.builds.send_replace(Arc::new(build));
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The build served now.
    pub(crate) fn build(&self) -> Arc<Build> {
        Arc::clone(&self.builds.borrow())
    }

    /// Follows the builds; the present one counts as seen.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Arc<Build>> {
        self.builds.subscribe()
    }

    /// The script of the developer panel.
    pub(crate) fn panel(&self) -> Arc<[u8]> {
        Arc::clone(&self.lock().scripts.panel)
    }

    /// Takes a rebuilt runtime: only while `MINNOW_ASSETS` names a folder.
    pub(crate) fn reload_runtime(&self) -> Result<()> {
        *self.lock() = Tools::new(&self.purpose)?;
        Ok(())
    }

    /// Compiles what changed and publishes the result. A fault of the compiler is shown like an error of the program.
    pub(crate) fn compile(&self) -> Outcome {
        let started = Instant::now();
        let before = self.build();
        let compiled = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let mut tools = self.lock();
            (tools.compiler.compile(&self.project), tools.scripts.clone())
        }));
        let (build, report) = match compiled {
            Ok((output, scripts)) => {
                let report = frames(&output);
                (Build::after(&before, output, &scripts), report)
            }
            Err(_) => {
                // What it had kept may be half written.
                if let Ok(fresh) = Tools::new(&self.purpose) {
                    *self.lock() = fresh;
                }
                let what =
                    "the compiler stopped with an internal fault; please report it with the program that caused it";
                (Build::after_bug(&before, what), format!("error[minnow/bug]: {what}\n"))
            }
        };
        let changed = build.status.build != before.status.build;
        let failed = !build.status.errors.is_empty() || build.served.is_none();
        self.builds.send_replace(Arc::new(build));
        Outcome { report, changed, failed, elapsed_ms: started.elapsed().as_secs_f64() * 1000.0 }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Tools> {
        self.tools.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a compilation went, for the terminal.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Code frames and a summary; empty when there is nothing to say.
    pub(crate) report: String,
    /// Whether the package differs from the last one.
    pub(crate) changed: bool,
    pub(crate) failed: bool,
    pub(crate) elapsed_ms: f64,
}

impl Tools {
    fn new(purpose: &Purpose) -> Result<Self> {
        let runtime = runtime_files::load()?;
        Ok(Tools { compiler: compile::serving_compiler(purpose, runtime.files), scripts: runtime.launch })
    }
}

fn frames(output: &Output) -> String {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let summary = diagnostics::summary(&output.diagnostics);
    if summary.is_empty() {
        return String::new();
    }
    format!("{}{summary}\n", diagnostics::text(&output.diagnostics, &output.sources, colour))
}
