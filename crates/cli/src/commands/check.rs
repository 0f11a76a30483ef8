//! `minnow check`: diagnostics only, those of audits and of the first screens among them.
//!
//! In: a folder. Out: diagnostics on standard output; exit code 1 when one is an error. Must not: write files.

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use compiler::{Mode, Output};

use super::{CheckArguments, CheckFormat};
use crate::project_config::ProjectConfig;
use crate::render::diagnostics;
use crate::{compile, launch, runtime_files};

pub(super) fn run(arguments: &CheckArguments) -> Result<ExitCode> {
    let output = inspect(&arguments.project.dir)?;
    let text = match arguments.format {
        CheckFormat::Json => diagnostics::json(&output.diagnostics, &output.sources),
        CheckFormat::Github => {
            diagnostics::github(&output.diagnostics, &output.sources, &repository_prefix(&arguments.project.dir))
        }
        CheckFormat::Text => {
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let frames = diagnostics::text(&output.diagnostics, &output.sources, colour);
            match diagnostics::summary(&output.diagnostics).as_str() {
                "" => "no errors, no warnings\n".to_owned(),
                summary => format!("{frames}{summary}\n"),
            }
        }
    };
    super::print(&text)?;
    Ok(ExitCode::from(u8::from(output.has_errors())))
}

/// All there is to say. First screens are drawn of what would be the package, as `minnow build` draws them.
fn inspect(folder: &Path) -> Result<Output> {
    let project = compile::project(folder)?;
    let settings = ProjectConfig::read(folder).audits();
    let runtime = runtime_files::load()?;
    let mut output = compile::compiler(Mode::Release, runtime.files).compile_and_audit(&project, &settings);
    if !output.has_errors() {
        launch::add_notes(&mut output, &runtime.launch);
    }
    Ok(output)
}

/// Path of the project in its repository, as annotations want it; empty at the root or outside one.
fn repository_prefix(folder: &Path) -> String {
    let Ok(folder) = folder.canonicalize() else { return String::new() };
    let Some(root) = folder.ancestors().find(|ancestor| ancestor.join(".git").exists()) else { return String::new() };
    let inner = folder.strip_prefix(root).unwrap_or(Path::new(""));
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
