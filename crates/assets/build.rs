//! Writes the table of embedded files: everything in `dist/`, which `make assets` fills. Without it the table is empty.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let dist = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files: Vec<PathBuf> = std::fs::read_dir(&dist)
        .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect())
        .unwrap_or_default();
    files.sort();
    let mut table = String::from("&[\n");
    for path in &files {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        println!("cargo::rerun-if-changed={}", path.display());
        let _ = writeln!(table, "    ({name:?}, include_bytes!({:?}) as &[u8]),", path.display().to_string());
    }
    table.push_str("]\n");
    if !files.iter().any(|path| path.ends_with("view.js")) {
        println!("cargo::warning=the runtime is not built, programs will not run: run `make assets`, then build again");
    }
    let out = Path::new(&std::env::var("OUT_DIR").expect("cargo sets it")).join("table.rs");
    std::fs::write(&out, table).unwrap_or_else(|error| panic!("cannot write {}: {error}", out.display()));
}
