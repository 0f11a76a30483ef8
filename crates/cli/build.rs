//! Writes the table of `minnow new`: the files of each template. The shop is the example of that name, so that it is tested once.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Template name and its folder, from the root of the repository.
const TEMPLATES: [(&str, &str); 3] = [
    ("blank", "crates/cli/templates/blank"),
    ("typescript", "crates/cli/templates/typescript"),
    ("shop", "examples/shop"),
];
/// Of an example, what is ours and not the developer's.
const LEFT_OUT: [&str; 4] = ["test.mjs", "README.md", "screenshots", "node_modules"];

fn main() {
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let mut table = String::from("&[\n");
    for (name, folder) in TEMPLATES {
        let folder = root.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        collect(&folder, &mut files);
        files.sort();
        for path in files {
            let inner = path.strip_prefix(&folder).expect("collected below the folder");
            let inner: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
            let _ = writeln!(
                table,
                "    ({name:?}, {:?}, include_bytes!({:?}) as &[u8]),",
                inner.join("/"),
                path.display().to_string()
            );
        }
    }
    table.push_str("]\n");
    let out = Path::new(&std::env::var("OUT_DIR").expect("cargo sets it")).join("templates.rs");
    std::fs::write(&out, table).unwrap_or_else(|error| panic!("cannot write {}: {error}", out.display()));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if LEFT_OUT.iter().any(|left_out| name == *left_out) || name.to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
