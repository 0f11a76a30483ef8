//! Runs one command, shows its output as it comes, and counts the tests it reports.
//!
//! In: a command. Out: whether it succeeded, and how many tests passed and failed. Must not: know what is run.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How long a step may take. The slowest, a build from nothing, needs half of it; what takes longer hangs, and must not take the rest along.
const STEP_LIMIT: Duration = Duration::from_secs(25 * 60);

/// How long a step that is told to stop has to put its browsers away.
const STOP_LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Step {
    pub(crate) name: &'static str,
    program: OsString,
    arguments: Vec<OsString>,
    variables: Vec<(&'static str, OsString)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) success: bool,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Step {
    pub(crate) fn new(name: &'static str, program: impl Into<OsString>, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(Into::into).collect();
        Step { name, program: program.into(), arguments, variables: Vec::new() }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name, value.as_ref().to_owned()));
        self
    }

    /// The script an interpreter is given.
    pub(crate) fn script(&self) -> &OsStr {
        self.arguments.first().map(OsString::as_os_str).unwrap_or_default()
    }

    /// Runs to its end, or to its limit, which is a failure. An error only when it could not be started.
    pub(crate) fn run(&self, folder: &Path) -> Result<Done> {
        self.run_within(folder, STEP_LIMIT)
    }

    fn run_within(&self, folder: &Path, limit: Duration) -> Result<Done> {
        println!("\n== {}", self.name);
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_of_this_run(name)) {
            command.env_remove(name);
        }
        let mut child = command
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (*name, value)))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program.display()))?;
        let started = Instant::now();
        let count = Arc::new(Mutex::new(Count::default()));
        // Nothing is ever sent: it is hung up when both pipes have ended.
        let (hold, ended) = mpsc::channel::<()>();
        if let Some(pipe) = child.stdout.take() {
            read(pipe, &count, hold.clone());
        }
        if let Some(pipe) = child.stderr.take() {
            read(pipe, &count, hold);
        }
        let success = if ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            println!("{}: stopped, since it took longer than {} s", self.name, limit.as_secs());
            stop(&mut child, &ended)?;
            false
        } else {
            child.wait().with_context(|| format!("lost {}", self.name))?.success()
        };
        println!("({} s)", started.elapsed().as_secs());
        let count = *count.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(count.done(success))
    }
}

/// What `cargo run` tells xtask about itself. Some build scripts (ring's) look at these names, and would build again under another value.
fn is_of_this_run(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|prefix| name.starts_with(prefix))
}

/// Asks it to end, as a person would, so that it ends what it started; then ends it.
fn stop(child: &mut Child, ended: &Receiver<()>) -> Result<()> {
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    if asked.is_ok_and(|status| status.success()) {
        // Whether it did or not, it is ended next.
        let _ = ended.recv_timeout(STOP_LIMIT);
    }
    // An error says that it has ended already.
    let _ = child.kill();
    child.wait().context("lost a step")?;
    Ok(())
}

/// Shows what comes and counts it; lets go of `hold` at the end.
fn read(pipe: impl Read + Send + 'static, count: &Arc<Mutex<Count>>, hold: Sender<()>) {
    let count = Arc::clone(count);
    std::thread::spawn(move || {
        let mut lines = BufReader::new(pipe);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            count.lock().unwrap_or_else(PoisonError::into_inner).note(text.trim());
            line.clear();
        }
        drop(hold);
    });
}

/// What the output of a runner says so far.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    /// Reads one line: `cargo test`'s result of a binary, nextest's summary, or the closing line of our own runners.
    fn note(&mut self, line: &str) {
        let plain = without_colour(line);
        let line = plain.trim();
        if let Some(counts) = line.strip_prefix("test result:") {
            self.passed += before(counts, " passed").unwrap_or(0);
            self.failed += before(counts, " failed").unwrap_or(0);
        } else if line.starts_with("Summary [") {
            let failed = ["failed", "timed out", "exec failed"]
                .iter()
                .filter_map(|word| before(line, &format!(" {word}")))
                .sum();
            (self.passed, self.failed) = (before(line, " passed").unwrap_or(0), failed);
        } else if let Some((passed, failed)) = closing_line(line) {
            (self.passed, self.failed) = (passed, failed);
        }
    }

    fn done(self, success: bool) -> Done {
        match (self.passed + self.failed, success) {
            // A check without a count of its own is one check.
            (0, true) => Done { success, passed: 1, failed: 0 },
            // It stopped in some other way than by a failing test.
            (_, false) if self.failed == 0 => Done { success, passed: self.passed, failed: 1 },
            _ => Done { success, passed: self.passed, failed: self.failed },
        }
    }
}

fn without_colour(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((text, after)) = rest.split_once("\u{1b}[") {
        out.push_str(text);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// The number that stands directly before a word.
fn before(line: &str, word: &str) -> Option<u64> {
    let (text, _) = line.split_once(word)?;
    let start = text.rfind(|character: char| !character.is_ascii_digit()).map_or(0, |at| at + 1);
    text[start..].parse().ok()
}

/// `N passed, N failed` and nothing else.
fn closing_line(line: &str) -> Option<(u64, u64)> {
    let (passed, failed) = line.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.strip_suffix(" failed")?.parse().ok()?))
}

/// Builds `minnow` and says where it lies. What the tests of the workspace are built of is taken, since one package alone would be built with other
/// features, and all it depends on once more.
pub(crate) fn build_binary(root: &Path) -> Result<PathBuf> {
    let done = Step::new("minnow", "cargo", &["build", "--workspace", "--tests", "--quiet"]).run(root)?;
    if !done.success {
        bail!("minnow does not build");
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("debug").join(format!("minnow{}", std::env::consts::EXE_SUFFIX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_hangs_is_stopped_and_has_failed() {
        let step = Step::new("hangs", "node", &["-e", "console.log('3 passed, 0 failed'); setInterval(() => {}, 1e6)"]);
        let done = step.run_within(Path::new("."), Duration::from_secs(3)).unwrap();
        assert_eq!(done, Done { success: false, passed: 3, failed: 1 });
    }

    #[test]
    fn each_runners_summary_is_counted() {
        let count = |lines: &[&str], success| {
            let mut count = Count::default();
            lines.iter().for_each(|line| count.note(line));
            let done = count.done(success);
            (done.passed, done.failed)
        };
        let cargo =
            ["test result: ok. 5 passed; 0 failed; 0 ignored", "test result: FAILED. 7 passed; 2 failed; 0 ignored"];
        assert_eq!(count(&cargo, false), (12, 2));
        let nextest = ["\u{1b}[32;1m     Summary\u{1b}[0m [   1.2s] 121 tests run: 120 passed, 1 failed, 0 skipped"];
        assert_eq!(count(&nextest, false), (120, 1));
        assert_eq!(count(&["3 passed, 1 failed in a page", "30 passed, 2 failed"], false), (30, 2));
        assert_eq!(count(&[], true), (1, 0));
        assert_eq!(count(&["error: nothing compiles"], false), (0, 1));
        assert_eq!(count(&["30 passed, 0 failed"], false), (30, 1));
    }
}
