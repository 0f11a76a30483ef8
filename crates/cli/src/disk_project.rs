//! A project on disk: the compiler's view of the folder the person named.
//!
//! In: a folder. Out: [`Project`]. Must not: write, follow a path out of the folder except into `node_modules` above it, or cache
//! (the compiler does, by `stamp`).

use std::hash::{Hash, Hasher};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use compiler::project::{Bytes, Entry, PreprocessError, Preprocessed, Project};
use serde::Deserialize;

/// How long the project's own Less may work on one file.
const LESS_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Debug, Clone)]
pub(crate) struct DiskProject {
    folder: PathBuf,
}

impl DiskProject {
    /// The folder is taken as it really lies: what is above `.` could not be named otherwise.
    pub(crate) fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        DiskProject { folder: folder.canonicalize().unwrap_or(folder) }
    }

    /// Where a project path lies on disk; `None` when it leaves the project for anything but `node_modules`.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        let mut rest = path;
        let mut folder = self.folder.clone();
        while let Some(after) = rest.strip_prefix("../") {
            rest = after;
            folder = folder.parent()?.to_owned();
        }
        let climbed = rest.len() < path.len();
        if climbed && rest != "node_modules" && !rest.starts_with("node_modules/") {
            return None;
        }
        if rest.contains(['\\', '\0']) || rest.starts_with('/') || rest.split('/').any(|part| part == "..") {
            return None;
        }
        Some(if rest.is_empty() { folder } else { folder.join(rest) })
    }
}

impl Project for DiskProject {
    fn read(&self, path: &str) -> Option<Bytes> {
        let file = self.locate(path)?;
        std::fs::read(file).ok().map(Arc::from)
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        let Some(Ok(entries)) = self.locate(folder.trim_end_matches('/')).map(std::fs::read_dir) else {
            return Vec::new();
        };
        let mut list: Vec<Entry> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let kind = entry.file_type().ok()?;
                // A package manager may put symbolic links here, and what they point to counts.
                let kind = if kind.is_symlink() { std::fs::metadata(entry.path()).ok()?.file_type() } else { kind };
                Some(Entry { name, is_folder: kind.is_dir() })
            })
            .collect();
        list.sort_by(|left, right| left.name.cmp(&right.name));
        list
    }

    fn stamp(&self, path: &str) -> Option<u64> {
        let metadata = std::fs::metadata(self.locate(path)?).ok()?;
        let mut hasher = std::hash::DefaultHasher::new();
        metadata.len().hash(&mut hasher);
        metadata.modified().ok()?.hash(&mut hasher);
        Some(hasher.finish())
    }

    fn preprocess_less(&self, path: &str) -> Result<Preprocessed, PreprocessError> {
        let fail = |message: String| PreprocessError { message, line: None, is_absent: false };
        let file = self.locate(path).ok_or_else(|| fail(format!("{path} lies outside the project")))?;
        let output = run_less(&self.folder, &file).map_err(fail)?;
        match output {
            LessOutput::Css { css, imports } => {
                let root = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
                let dependencies = imports.iter().filter_map(|import| project_path(&root, Path::new(import))).collect();
                Ok(Preprocessed { css, dependencies })
            }
            LessOutput::Failure { message, line } => Err(PreprocessError { message, line, is_absent: false }),
            LessOutput::Absent { absent } => Err(PreprocessError { message: absent, line: None, is_absent: true }),
        }
    }
}

/// A file's path in the project, when it lies there.
fn project_path(root: &Path, file: &Path) -> Option<String> {
    let file = file.canonicalize().ok()?;
    let inner = file.strip_prefix(root).ok()?;
    Some(inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LessOutput {
    Css {
        css: String,
        imports: Vec<String>,
    },
    Failure {
        message: String,
        line: Option<u32>,
    },
    /// Why there is no compiler.
    Absent {
        absent: String,
    },
}

/// Runs in the project's folder; finds `less` there or above it, reads the file named, answers in JSON.
const LESS_SCRIPT: &str = r"
const { createRequire } = require('module'), fs = require('fs'), path = require('path');
const file = process.argv[2], print = (value) => process.stdout.write(JSON.stringify(value));
let less;
try { less = createRequire(path.resolve('package.json'))('less'); }
catch { print({ absent: 'the project has no `less` package' }); process.exit(0); }
less.render(fs.readFileSync(file, 'utf8'), { filename: file, paths: [path.dirname(file), process.cwd()] }).then(
  (done) => print({ css: done.css, imports: done.imports.map((name) => path.resolve(name)) }),
  (error) => print({ message: String(error.message || error), line: Number.isInteger(error.line) ? error.line : null }));
";

fn run_less(folder: &Path, file: &Path) -> Result<LessOutput, String> {
    let file = file.canonicalize().map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let child = Command::new("node")
        .arg("-")
        .arg(&file)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            let absent = format!("Less needs Node.js, which could not be started: {error}");
            return Ok(LessOutput::Absent { absent });
        }
    };
    if let Some(mut input) = child.stdin.take() {
        input.write_all(LESS_SCRIPT.as_bytes()).map_err(|error| format!("Less stopped early: {error}"))?;
    }
    let id = child.id();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(LESS_TIMEOUT) else {
        stop(id);
        return Err(format!("Less did not finish within {} s", LESS_TIMEOUT.as_secs()));
    };
    let output = output.map_err(|error| format!("Less could not be waited for: {error}"))?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        let text = String::from_utf8_lossy(&output.stderr);
        format!("Less stopped: {}", text.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message"))
    })
}

/// Ends a process that runs too long.
fn stop(id: u32) {
    #[cfg(unix)]
    let mut command = Command::new("kill");
    #[cfg(unix)]
    command.arg("-9").arg(id.to_string());
    #[cfg(windows)]
    let mut command = Command::new("taskkill");
    #[cfg(windows)]
    command.args(["/F", "/T", "/PID", &id.to_string()]);
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_modules_above_the_folder_are_found_however_it_was_named() {
        let above = crate::files::temporary_folder("above");
        std::fs::create_dir_all(above.join("node_modules/x")).unwrap();
        std::fs::create_dir_all(above.join("program/pages")).unwrap();
        std::fs::write(above.join("node_modules/x/a.js"), "1").unwrap();
        for folder in ["program", "program/.", "program/pages/.."] {
            let project = DiskProject::new(above.join(folder));
            assert_eq!(project.read("../node_modules/x/a.js").as_deref(), Some(&b"1"[..]), "{folder}");
            assert_eq!(project.list("../node_modules")[0].name, "x", "{folder}");
        }
        std::fs::remove_dir_all(above).unwrap();
    }

    #[test]
    fn a_path_leaves_the_project_only_for_node_modules() {
        let project = DiskProject::new("/home/a/program");
        assert_eq!(project.locate("pages/a.js"), Some("/home/a/program/pages/a.js".into()));
        assert_eq!(project.locate("../node_modules/x/a.js"), Some("/home/a/node_modules/x/a.js".into()));
        for path in
            ["../secret", "../node_modules/../secret", "a/../../secret", "/etc/passwd", "a\\..\\b", "../../../../../x"]
        {
            assert_eq!(project.locate(path), None, "{path}");
        }
    }
}
