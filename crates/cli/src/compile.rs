//! From a folder to the compiler's output: what build, check and dev have in common.
//!
//! In: a folder. Out: a compiler and a project for it. Must not: print, or keep state.

use std::path::Path;

use anyhow::{Result, bail};
use compiler::{Compiler, Mode, Options, RuntimeFiles, Tests};

use crate::disk_project::DiskProject;

/// The project in a folder. Fails when there is nothing that could be one, before the compiler words it less well.
pub(crate) fn project(folder: &Path) -> Result<DiskProject> {
    if !folder.exists() {
        bail!("{} does not exist. `minnow new {}` makes a program there", folder.display(), folder.display());
    }
    if !folder.is_dir() {
        bail!("{} is a file; name the folder that holds app.json", folder.display());
    }
    if !folder.join("app.json").is_file() && !folder.join("project.config.json").is_file() {
        bail!(
            "{} holds neither app.json nor project.config.json, so there is no mini program in it{}",
            folder.display(),
            nearby(folder)
        );
    }
    Ok(DiskProject::new(folder))
}

/// Where an app.json stands one or two folders below, as a hint.
fn nearby(folder: &Path) -> String {
    let below = |folder: &Path| -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut folders: Vec<_> = entries
            .map(|entry| entry.path())
            .filter(|path| path.is_dir() && !path.ends_with("node_modules") && !path.ends_with(".git"))
            .collect();
        folders.sort();
        folders
    };
    let candidates = below(folder).into_iter().flat_map(|first| {
        let second = below(&first);
        std::iter::once(first).chain(second)
    });
    let found = candidates
        .take(2_000)
        .find(|path| path.join("app.json").is_file() || path.join("project.config.json").is_file());
    found.map(|path| format!(". Did you mean {}?", path.display())).unwrap_or_default()
}

/// What a program is served for.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    /// A person works on it.
    Development,
    /// Its tests run.
    Test(Tests),
}

pub(crate) fn compiler(mode: Mode, runtime: RuntimeFiles) -> Compiler {
    Compiler::new(Options { mode, runtime, ..Options::default() })
}

/// Of a program that is served from this machine.
pub(crate) fn serving_compiler(purpose: &Purpose, runtime: RuntimeFiles) -> Compiler {
    let tests = match purpose {
        Purpose::Development => None,
        Purpose::Test(tests) => Some(tests.clone()),
    };
    Compiler::new(Options { mode: Mode::Dev, runtime, tests, ..Options::default() })
}
