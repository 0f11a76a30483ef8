//! Chores of the repository: `cargo xtask <chore>`.
//!
//! In: the working tree. Out: generated files, reports, an exit code. Must not: be needed to build or run the product.

mod api;
mod bridge;
mod postgres;
mod run;
mod s3;
mod size;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask <chore>

  test          every check and test; ends with one line, `N passed, N failed`
  tidy          layers, head comments, lengths and dead files (a test does the same)
  tidy --bless  records what is over-long now; refuses to record growth without this
  api           writes web/openapi.json from the server's routes, and web/api.d.ts from that
  bridge        writes runtime/shared/bridge.ts from crates/protocol/src/bridge.rs
  size          writes runtime/SIZE.md from the built assets
  corpus DIR    builds, opens and taps the real programs laid out in DIR
";

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => test::run(),
        ["tidy"] => tidy::run(false),
        ["tidy", "--bless"] => tidy::run(true),
        ["api"] => api::write(),
        ["bridge"] => bridge::write().map(|()| ExitCode::SUCCESS),
        ["size"] => size::write().map(|()| ExitCode::SUCCESS),
        ["corpus", folder, rest @ ..] => corpus(folder, rest),
        ["help" | "--help" | "-h"] | [] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("no chore is called `{}`\n\n{USAGE}", other.join(" ")),
    }
}

/// The root of the repository: the folder above this crate. Asked at run time, since a target folder shared by several
/// clones may hold a binary built in another one.
fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    xtask.parent().expect("xtask lies in the root folder").to_owned()
}

fn corpus(folder: &str, rest: &[&str]) -> Result<ExitCode> {
    if !Path::new(folder).is_dir() {
        println!("{folder} is not there: the programs of the corpus are not part of this repository; skipped");
        return Ok(ExitCode::SUCCESS);
    }
    let binary = run::build_binary(&root())?;
    let mut words = vec!["conformance/corpus.mjs", folder];
    words.extend(rest);
    let done = run::Step::new("corpus", "node", &words).with("MINNOW", binary.as_os_str()).run(&root())?;
    Ok(ExitCode::from(u8::from(!done.success)))
}
