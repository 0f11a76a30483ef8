//! `minnow test`: runs a program's tests and says how they went.
//!
//! In: a folder, patterns. Out: results on standard output; exit code 1 when a test fails. Must not: drive the browser itself.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use futures_util::StreamExt as _;

use super::{TestArguments, TestFormat, dev};
use crate::compile;
use crate::dev::watch::Watch;
use crate::project_config::ProjectConfig;
use crate::test::browser::{self, Browser};
use crate::test::files::TestFiles;
use crate::test::report::{self, Style};
use crate::test::results::{FileResult, Sum};
use crate::test::server::Server;
use crate::test::session::{Options, Run, Update};

/// Pages at once unless told otherwise: each is a browser's process, and a loaded machine makes tests slow, not fast.
const JOBS_MAX: usize = 4;

pub(super) fn run(arguments: &TestArguments) -> Result<ExitCode> {
    let (folder, patterns) = split(&arguments.paths);
    let browser = browser::find(arguments.browser.as_deref())?;
    let runtime = dev::runtime()?;
    let done = runtime.block_on(async {
        tokio::select! {
            done = work(arguments, &folder, &patterns, &browser) => done,
            // The browser goes with what is dropped here.
            () = interrupted() => Ok(ExitCode::from(INTERRUPTED)),
        }
    });
    // A thread may be waiting for a change that never comes.
    runtime.shutdown_background();
    done
}

/// What shells say of a command that was stopped with Ctrl-C.
const INTERRUPTED: u8 = 130;

async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // The last one: the terminal was closed.
        if let (Ok(mut terminated), Ok(mut hung_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = hung_up.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

async fn work(arguments: &TestArguments, folder: &Path, patterns: &[String], browser: &Path) -> Result<ExitCode> {
    if !arguments.watch {
        return Ok(once(arguments, folder, patterns, browser, None).await?.unwrap_or(ExitCode::from(1)));
    }
    let mut watch = Watch::new(&[folder])?;
    // Since the last run of tests: one that did not come to them has shown nothing.
    let mut changed: Option<Vec<PathBuf>> = None;
    loop {
        let has_run = match once(arguments, folder, patterns, browser, changed.as_deref()).await {
            Ok(outcome) => outcome.is_some(),
            Err(error) => {
                eprintln!("minnow: {error:#}");
                false
            }
        };
        eprintln!("waiting for a change");
        let waiting = tokio::task::spawn_blocking(move || {
            let changed = next_change(&mut watch);
            (watch, changed)
        });
        let (waited, new) = waiting.await?;
        watch = waited;
        let Some(new) = new else { return Ok(ExitCode::SUCCESS) };
        changed = match changed {
            _ if has_run => Some(new),
            Some(before) => Some(before.into_iter().chain(new).collect()),
            None => None,
        };
    }
}

/// Waits for a change of anything but what tests write themselves.
fn next_change(watch: &mut Watch) -> Option<Vec<PathBuf>> {
    let is_written = |path: &PathBuf| {
        path.components().any(|part| matches!(part.as_os_str().to_str(), Some("__snapshots__" | "__screenshots__")))
    };
    loop {
        let mut changed = watch.next()?;
        changed.retain(|path| !is_written(path));
        if !changed.is_empty() {
            return Some(changed);
        }
    }
}

/// The first word is the folder, when there is one of that name.
fn split(words: &[String]) -> (PathBuf, Vec<String>) {
    match words.split_first() {
        Some((first, rest)) if Path::new(first).is_dir() => (first.into(), rest.to_vec()),
        _ => (PathBuf::from("."), words.to_vec()),
    }
}

/// `changed`: since the run before. `None` when the program does not compile: no test ran.
async fn once(
    arguments: &TestArguments,
    folder: &Path,
    patterns: &[String],
    browser: &Path,
    changed: Option<&[PathBuf]>,
) -> Result<Option<ExitCode>> {
    let started = Instant::now();
    let project = compile::project(folder)?;
    let mut files = TestFiles::find(&project, folder, patterns)?;
    if let Some(changed) = changed {
        files.narrow(changed);
    }
    let options = options(arguments, folder);
    let (server, outcome) = Server::start(folder, &files, &options.setup).await?;
    if outcome.failed {
        eprint!("{}", outcome.report);
        return Ok(None);
    }
    let browser = Browser::start(browser).await?;
    let run = Run { connection: Arc::clone(&browser.connection), server, root: files.root.clone(), options };
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let style = Style { colour, folder };
    let results = all(&run, &files, jobs(arguments), |result| match arguments.format {
        TestFormat::Text => super::print(&style.file(result)),
        TestFormat::Json | TestFormat::Junit => Ok(()),
    });
    let results = results.await;
    browser.end().await;
    let results = results?;
    let mut sum = Sum::default();
    results.iter().for_each(|result| sum += result.sum());
    super::print(&match arguments.format {
        TestFormat::Text => format!("\n{}", style.summary(&sum, started.elapsed().as_secs_f64() * 1000.0)),
        TestFormat::Json => report::json(&results, &sum),
        TestFormat::Junit => report::junit(&results),
    })?;
    Ok(Some(ExitCode::from(u8::from(sum.files_failed > 0))))
}

/// Runs the files, some at once; `done` hears of each when it is. In the order of their names.
async fn all(
    run: &Run,
    files: &TestFiles,
    jobs: usize,
    done: impl Fn(&FileResult) -> Result<()>,
) -> Result<Vec<FileResult>> {
    let mut running = futures_util::stream::iter(&files.wanted).map(|file| run.file(file)).buffer_unordered(jobs);
    let mut results = Vec::new();
    while let Some(result) = running.next().await {
        done(&result)?;
        results.push(result);
    }
    results.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(results)
}

fn jobs(arguments: &TestArguments) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    arguments.jobs.unwrap_or((cores / 2).clamp(1, JOBS_MAX)).max(1)
}

fn options(arguments: &TestArguments, folder: &Path) -> Options {
    let config = ProjectConfig::read(folder).tests();
    let is_unattended = std::env::var_os("CI").is_some_and(|value| value != "false" && value != "0");
    let update = match (arguments.update, is_unattended) {
        (true, _) => Update::All,
        (false, true) => Update::None,
        (false, false) => Update::New,
    };
    Options {
        setup: config.setup,
        timeout_ms: arguments.timeout.or(config.timeout_ms).unwrap_or(TIMEOUT_MS),
        update,
        names: arguments.name.clone(),
        keeps_failures: arguments.screenshot_failures,
    }
}

/// As long as the libraries that tests are written for give them.
const TIMEOUT_MS: u64 = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_a_folder_when_there_is_one() {
        let here = |words: &[&str]| split(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(here(&["src", "price"]), (PathBuf::from("src"), vec!["price".to_owned()]));
        assert_eq!(here(&["price"]), (PathBuf::from("."), vec!["price".to_owned()]));
        assert_eq!(here(&[]), (PathBuf::from("."), Vec::new()));
    }
}
