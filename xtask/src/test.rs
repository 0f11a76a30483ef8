//! `cargo xtask test`: every check and every runner, one after the other, and one closing line.
//!
//! In: the working tree. Out: `N passed, N failed` as the last line; exit code 1 when something failed. Must not: stop at the first
//! failure, or leave a runner out in silence.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Result, bail};

use crate::postgres::Postgres;
use crate::run::{Done, Step, build_binary};
use crate::s3::S3;

pub(crate) fn run() -> Result<ExitCode> {
    let root = crate::root();
    let chromium = chromium()?;
    let mut total = Done { success: true, ..Done::default() };
    let mut failures = Vec::new();
    let mut add = |step: &Step| -> Result<bool> {
        let done = step.run(&root)?;
        total.passed += done.passed;
        total.failed += done.failed;
        if !done.success {
            failures.push(step.name);
        }
        Ok(done.success)
    };
    // First what is embedded, since the Rust code is built around it.
    add(&Step::new("assets", "node", &["runtime/build.mjs"]))?;
    add(&Step::new("pages", "node", &["web/build.mjs"]))?;
    for step in checks() {
        add(&step)?;
    }
    add(&rust_tests())?;
    match Postgres::start() {
        Ok(Some(postgres)) => add(&platform_tests().with("MINNOW_TEST_POSTGRES", postgres.address()))?,
        Ok(None) => true,
        Err(error) => {
            println!("\nPostgreSQL does not start: {error:#}");
            // Counted, and the rest still runs.
            add(&Step::new("platform, PostgreSQL", "false", &[]))?
        }
    };
    match S3::start(&root) {
        Ok(Some(s3)) => {
            add(&server_tests("platform, S3", "test(/^tests::/)", "tests::").with("MINNOW_TEST_S3", s3.address()))?
        }
        Ok(None) => true,
        Err(error) => {
            println!("\nthe S3 server does not start: {error:#}");
            add(&Step::new("platform, S3", "false", &[]))?
        }
    };
    let binary = build_binary(&root);
    for step in browser_tests(&root) {
        let step = step.with("CHROMIUM", &chromium);
        match &binary {
            Ok(binary) => add(&step.with("MINNOW", binary))?,
            Err(_) => add(&step)?,
        };
    }
    if total.failed > 0 {
        println!("\nfailed: {}", failures.join(", "));
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    Ok(ExitCode::from(u8::from(total.failed > 0)))
}

fn checks() -> Vec<Step> {
    vec![
        Step::new("rustfmt", "cargo", &["fmt", "--all", "--check"]),
        Step::new("clippy", "cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
        Step::new("tsc", "node", &["node_modules/typescript/bin/tsc", "-p", "."]),
        Step::new("types of the API", "node", &["web/openapi/generate.mjs", "--check"]),
        Step::new("pages of the reference", "node", &["docs/generate.mjs", "--check"]),
    ]
}

/// With nextest when it is there: it runs the tests of all crates at once.
fn rust_tests() -> Step {
    if has_nextest() {
        Step::new("cargo nextest", "cargo", &[&NEXTEST[..], &["--workspace"]].concat())
    } else {
        Step::new("cargo test", "cargo", &["test", "--workspace", "--no-fail-fast", "--quiet"])
    }
}

/// The platform's scenes once more, on the other database.
fn platform_tests() -> Step {
    server_tests("platform, PostgreSQL", "test(/^tests::/)", "tests::")
}

/// Some tests of the server: by a filter of nextest, else by a part of their names.
pub(crate) fn server_tests(name: &'static str, filter: &str, part: &str) -> Step {
    if has_nextest() {
        // The whole workspace, since one package alone would be built with other features.
        let filter = format!("package(minnow-server) and {filter}");
        Step::new(name, "cargo", &[&NEXTEST[..], &["--workspace", "-E", &filter]].concat())
    } else {
        Step::new(name, "cargo", &["test", "--package", "minnow-server", "--quiet", "--", part])
    }
}

const NEXTEST: [&str; 5] = ["nextest", "run", "--no-fail-fast", "--status-level", "fail"];

fn has_nextest() -> bool {
    let version =
        Command::new("cargo").args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

fn browser_tests(root: &Path) -> Vec<Step> {
    let steps = [
        Step::new("runtime", "node", &["runtime/test/run.mjs"]),
        Step::new("runtime, minified", "node", &["runtime/test/run.mjs"]).with("MINIFY", "1"),
        Step::new("minnow dev", "node", &["crates/cli/tests/browser/dev.mjs"]),
        Step::new("minnow dev, changes", "node", &["crates/cli/tests/browser/hot.mjs"]),
        Step::new("breakpoints", "node", &["crates/cli/tests/browser/breakpoints.mjs"]),
        Step::new("developer panel", "node", &["crates/cli/tests/browser/panel.mjs"]),
        Step::new("developer panel, access", "node", &["crates/cli/tests/browser/panel_access.mjs"]),
        Step::new("minnow test", "node", &["crates/cli/tests/browser/test.mjs"]),
        Step::new("tutorial", "node", &["crates/cli/tests/browser/tutorial.mjs"]),
        Step::new("relay", "node", &["crates/cli/tests/browser/relay.mjs"]),
        Step::new("launch", "node", &["conformance/launch.mjs"]),
        Step::new("console", "node", &["crates/cli/tests/browser/console.mjs"]),
        Step::new("attacks", "node", &["conformance/attacks.mjs", "chromium"]),
        Step::new(
            "attacks, walls down",
            "node",
            &["conformance/attacks.mjs", "chromium", "--unwalled", "network", "realm"],
        ),
        Step::new("conformance", "node", &["conformance/run.mjs"]),
        Step::new("conformance, drawn afresh", "node", &["conformance/run.mjs", "--fresh"]),
        Step::new("examples", "node", &["conformance/run.mjs", "--examples"]),
        Step::new("examples, published", "node", &["conformance/platform.mjs"]),
        Step::new("journey through a platform", "node", &["conformance/platform/journey.mjs"]),
        Step::new("signing in", "node", &["conformance/sign_in.mjs"]),
        Step::new("server SDKs", "node", &["conformance/sdks.mjs"]),
        Step::new("flags of back ends", "node", &["conformance/experiments.mjs"]),
        Step::new("made-up requests", "node", &["conformance/fuzz.mjs"]),
        Step::new("killed at any moment", "node", &["conformance/crash.mjs"]),
    ];
    let others = OTHERS.iter().filter(|other| other.is_here()).map(|other| Step::new(other.step, "node", other.words));
    let steps: Vec<Step> = steps.into_iter().chain(others).collect();
    for step in steps.iter().filter(|step| !root.join(step.script()).is_file()) {
        println!("{}: {} is not there yet; skipped", step.name, step.script().display());
    }
    steps.into_iter().filter(|step| root.join(step.script()).is_file()).collect()
}

/// A step that is left out, in words, where what it tests against is not there.
struct Other {
    step: &'static str,
    words: &'static [&'static str],
    /// What must be there: any of the commands of each list.
    commands: &'static [&'static [&'static str]],
    packages: &'static [&'static str],
}

const OTHERS: [Other; 3] = [
    Other {
        step: "certificates",
        words: &["conformance/certificates.mjs"],
        commands: &[&["pebble"], &["pebble-challtestsrv"]],
        packages: &["pebble"],
    },
    Other {
        step: "attacks, Firefox",
        words: &["conformance/attacks.mjs", "firefox"],
        commands: &[&["firefox-esr", "firefox"]],
        packages: &["firefox-esr"],
    },
    Other {
        step: "attacks, WebKit",
        words: &["conformance/attacks.mjs", "webkit"],
        commands: &[&["WebKitWebDriver"], &["Xvfb"]],
        packages: &["webkit2gtk-driver", "xvfb"],
    },
];

impl Other {
    /// Whether it is there, after it was installed where that is possible; says in words when it is not.
    fn is_here(&self) -> bool {
        let found = || self.commands.iter().all(|names| names.iter().any(|name| on_path(name).is_some()));
        if !found() && is_root() {
            run_apt(self.packages);
        }
        if !found() {
            println!("{}: left out, since {} is not there", self.step, self.packages.join(" or "));
        }
        found()
    }
}

/// Installs packages of Debian, as far as that goes: whoever needs them looks whether they are there.
pub(crate) fn run_apt(packages: &[&str]) {
    if !command_exists("apt-get") {
        return;
    }
    println!("installing {}", packages.join(" "));
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    for arguments in [&["update"][..], &install] {
        let step = Step::new("apt-get", "apt-get", arguments).with("DEBIAN_FRONTEND", "noninteractive");
        if step.run(Path::new("/")).is_err() {
            break;
        }
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A browser to test in: found, installed when that is possible, or asked for in words.
fn chromium() -> Result<PathBuf> {
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    if is_root() {
        run_apt(&["chromium", "fonts-noto-cjk"]);
        if let Some(path) = find_chromium() {
            return Ok(path);
        }
    }
    bail!(
        "the tests need Chromium: install it (Debian and Ubuntu: `apt-get install chromium`; macOS: `brew install --cask chromium`), \
         or name a Chromium or Chrome in the environment variable CHROMIUM"
    )
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file()) {
        return Some(path);
    }
    let folders =
        std::env::var_os("PATH").map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>()).unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let on_path = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let applications = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];
    on_path.chain(applications.iter().map(PathBuf::from)).find(|path| path.is_file())
}

pub(crate) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn command_exists(name: &str) -> bool {
    Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
