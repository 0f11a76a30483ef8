//! `minnow new`: a new program in an empty folder.
//!
//! In: a folder and a template's name. Out: files. Must not: touch a file that is there.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum as _;

use super::{NewArguments, Template};

/// Template, path in it, content.
static FILES: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));
/// Stands in the templates' files for the name of the new program.
const NAME_MARK: &str = "{{project-name}}";

pub(super) fn run(arguments: &NewArguments) -> Result<ExitCode> {
    let folder = &arguments.dir;
    check_empty(folder)?;
    let name = program_name(folder)?;
    for (path, bytes) in files(arguments.template) {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        let content = match std::str::from_utf8(bytes) {
            Ok(text) => text.replace(NAME_MARK, &name).into_bytes(),
            Err(_) => bytes.to_vec(),
        };
        std::fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))?;
    }
    super::print(&format!("{0} is ready. Start it with\n\n  minnow dev {0}\n", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn files(template: Template) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let value = template.to_possible_value();
    let name = value.as_ref().map(|value| value.get_name().to_owned()).unwrap_or_default();
    FILES.iter().filter(move |(of, ..)| *of == name).map(|&(_, path, bytes)| (path, bytes))
}

fn check_empty(folder: &Path) -> Result<()> {
    if folder.is_file() {
        bail!("{} is a file; name a folder that does not exist yet", folder.display());
    }
    let Ok(mut entries) = folder.read_dir() else { return Ok(()) };
    if entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git")) {
        bail!("{} is not empty; name a folder that does not exist yet", folder.display());
    }
    Ok(())
}

/// The folder's own name, as project.config.json shows it.
fn program_name(folder: &Path) -> Result<String> {
    let absolute = std::path::absolute(folder).with_context(|| format!("{} is no path", folder.display()))?;
    let name = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // It stands between quotes in JSON.
    let name: String =
        name.chars().filter(|character| !character.is_control() && !matches!(character, '"' | '\\')).collect();
    Ok(if name.is_empty() { "program".to_owned() } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_has_what_a_program_needs() {
        for template in Template::value_variants() {
            let paths: Vec<&str> = files(*template).map(|(path, _)| path).collect();
            assert!(paths.contains(&"project.config.json"), "{template:?} {paths:?}");
            assert!(paths.iter().any(|path| path.ends_with("app.json")), "{template:?}");
            assert!(!paths.iter().any(|path| path.ends_with("test.mjs")), "{template:?}");
        }
    }
}
