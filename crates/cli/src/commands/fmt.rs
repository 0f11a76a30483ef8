//! `minnow fmt`: lays out templates and style sheets.
//!
//! In: folders and files, or standard input. Out: files replaced as a whole, or with `--check` their names; exit code 1 when one would
//! change or cannot be read. Must not: know the style, or write a file it does not understand.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use compiler::{Diagnostic, format};

use super::FmtArguments;
use crate::files;
use crate::render::diagnostics;

/// Folders whose files are somebody else's.
const FOLDERS_LEFT_OUT: [&str; 2] = ["node_modules", "miniprogram_npm"];

pub(super) fn run(arguments: &FmtArguments) -> Result<ExitCode> {
    if arguments.stdin {
        return standard_input(arguments);
    }
    let mut found = Vec::new();
    for path in &arguments.paths {
        collect(path, &mut found)?;
    }
    found.sort();
    found.dedup();
    let mut report = Report::default();
    let mut roots = Roots::default();
    for file in &found {
        one(file, arguments.check, &mut roots, &mut report)?;
    }
    eprint!("{}", report.frames);
    super::print(&report.text(arguments.check))?;
    let is_failure = report.refused > 0 || (arguments.check && report.changed > 0);
    Ok(ExitCode::from(u8::from(is_failure)))
}

#[derive(Default)]
struct Report {
    /// One line a file.
    lines: String,
    /// Diagnostics of files left as they are.
    frames: String,
    changed: usize,
    unchanged: usize,
    refused: usize,
}

impl Report {
    fn refuse(&mut self, path: &str, source: &str, faults: &[Diagnostic]) {
        let sources = BTreeMap::from([(path.to_owned(), Arc::from(source))]);
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        self.frames.push_str(&diagnostics::text(faults, &sources, colour));
        self.refused += 1;
    }

    fn text(&self, check: bool) -> String {
        let files = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
        let (done, verb) = if check { ("would change", "keep") } else { ("formatted", "kept") };
        let mut text = format!("{}{} {done}, {} {verb} their form", self.lines, files(self.changed), self.unchanged);
        if self.refused > 0 {
            text.push_str(&format!(", {} left alone because of errors", self.refused));
        }
        text + "\n"
    }
}

fn one(file: &Path, check: bool, roots: &mut Roots, report: &mut Report) -> Result<()> {
    let shown = file.strip_prefix("./").unwrap_or(file).display().to_string();
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {shown}"))?;
    let Ok(source) = String::from_utf8(bytes) else {
        let fault = Diagnostic::warning("fmt/not-utf-8", &*shown, "this file is not UTF-8, so it is left as it is");
        report.refuse(&shown, "", &[fault]);
        return Ok(());
    };
    match format::format(&shown, &source, roots.keeps_white_space(file)) {
        Ok(formatted) if formatted == source => report.unchanged += 1,
        Ok(formatted) => {
            if !check {
                files::replace(file, formatted.as_bytes())?;
            }
            report.lines.push_str(&format!("{shown}\n"));
            report.changed += 1;
        }
        Err(faults) => report.refuse(&shown, &source, &faults),
    }
    Ok(())
}

/// Reads one file's text and prints it formatted; `--path` says what it is.
fn standard_input(arguments: &FmtArguments) -> Result<ExitCode> {
    let Some(path) = &arguments.path else {
        bail!("--stdin needs --path NAME, which says whether it is a template or a style sheet");
    };
    let shown = path.display().to_string();
    if !format::is_formatted(&shown) {
        bail!("{shown} is neither .wxml nor .wxss");
    }
    let mut source = String::new();
    std::io::stdin().read_to_string(&mut source).context("cannot read standard input")?;
    match format::format(&shown, &source, Roots::default().keeps_white_space(path)) {
        Ok(formatted) if arguments.check => {
            let changes = formatted != source;
            super::print(&if changes { format!("{shown}\n") } else { String::new() })?;
            Ok(ExitCode::from(u8::from(changes)))
        }
        Ok(formatted) => {
            super::print(&formatted)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            let mut report = Report::default();
            report.refuse(&shown, &source, &faults);
            eprint!("{}", report.frames);
            Ok(ExitCode::from(1))
        }
    }
}

/// Files to format at or below a path. One that was named is taken wherever it lies.
fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let shown = path.display();
    if path.is_file() {
        if !format::is_formatted(&path.to_string_lossy()) {
            bail!("{shown} is neither .wxml nor .wxss");
        }
        found.push(path.to_owned());
        return Ok(());
    }
    if !path.is_dir() {
        bail!("{shown} does not exist");
    }
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            let (name, kind) = (entry.file_name().to_string_lossy().into_owned(), entry.file_type());
            // Symbolic links are left out: they may lead back here, or out of the project.
            let Ok(kind) = kind else { continue };
            if kind.is_dir() && !name.starts_with('.') && !FOLDERS_LEFT_OUT.contains(&name.as_str()) {
                folders.push(entry.path());
            } else if kind.is_file() && format::is_formatted(&name) {
                found.push(entry.path());
            }
        }
    }
    Ok(())
}

/// The program each file belongs to, and whether style sheets show white space in templates.
#[derive(Default)]
struct Roots {
    /// Folder → the folder of app.json at or above it.
    known: BTreeMap<PathBuf, Option<PathBuf>>,
    app_sheets: BTreeMap<PathBuf, bool>,
}

impl Roots {
    fn keeps_white_space(&mut self, file: &Path) -> bool {
        if file.extension().is_none_or(|extension| extension != "wxml") {
            return false;
        }
        let Ok(file) = std::path::absolute(file) else { return false };
        let keeps = |sheet: &Path| std::fs::read_to_string(sheet).is_ok_and(|text| format::keeps_white_space(&text));
        if keeps(&file.with_extension("wxss")) {
            return true;
        }
        let Some(root) = file.parent().and_then(|folder| self.root(folder)) else { return false };
        *self.app_sheets.entry(root.clone()).or_insert_with(|| keeps(&root.join("app.wxss")))
    }

    fn root(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        let found = folder.ancestors().find(|ancestor| ancestor.join("app.json").is_file()).map(Path::to_owned);
        self.known.insert(folder.to_owned(), found.clone());
        found
    }
}
