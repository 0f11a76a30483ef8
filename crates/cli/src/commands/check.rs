//! `minnow check`: diagnostics only, those of audits among them.
//!
//! In: a folder. Out: diagnostics on standard output; exit code 1 when one is an error. Must not: write files.

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use compiler::{Mode, RuntimeFiles};

use super::{CheckArguments, CheckFormat};
use crate::compile;
use crate::project_config::ProjectConfig;
use crate::render::diagnostics;

pub(super) fn run(arguments: &CheckArguments) -> Result<ExitCode> {
    let project = compile::project(&arguments.project.dir)?;
    let settings = ProjectConfig::read(&arguments.project.dir).audits();
    let output = compile::compiler(Mode::Release, RuntimeFiles::default()).audit(&project, &settings);
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

/// Path of the project in its repository, as annotations want it; empty at the root or outside one.
fn repository_prefix(folder: &Path) -> String {
    let Ok(folder) = folder.canonicalize() else { return String::new() };
    let Some(root) = folder.ancestors().find(|ancestor| ancestor.join(".git").exists()) else { return String::new() };
    let inner = folder.strip_prefix(root).unwrap_or(Path::new(""));
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
