//! Chores of the repository: `cargo xtask <chore>`.
//!
//! In: the working tree. Out: generated files, reports, an exit code. Must not: be needed to build or run the product.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

const USAGE: &str = "\
cargo xtask <chore>

  bridge    write runtime/shared/bridge.ts from crates/protocol/src/bridge.rs
";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("bridge") => write_bridge(),
        Some("help" | "--help" | "-h") | None => {
            print!("{USAGE}");
            Ok(())
        }
        Some(other) => bail!("no chore is named {other:?}\n\n{USAGE}"),
    }
}

/// The root of the repository: the folder above this crate.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root folder").to_owned()
}

fn write_bridge() -> Result<()> {
    let path = root().join("runtime/shared/bridge.ts");
    std::fs::create_dir_all(path.parent().expect("the path has a folder"))?;
    std::fs::write(&path, protocol::bridge::typescript()).with_context(|| format!("cannot write {}", path.display()))
}
