//! The examples as a reader meets them: in the form `minnow fmt` gives, and with nothing for `minnow check` to tell. The programs that
//! `minnow new` starts are held to the same.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn minnow(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_minnow")).args(arguments).current_dir(repository()).output().unwrap()
}

/// Folders of programs in a folder, from the root of the repository.
fn programs(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(repository().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let is_program = |path: &PathBuf| path.join("app.json").is_file() || path.join("project.config.json").is_file();
    let name = |path: PathBuf| format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
    let mut found: Vec<String> = entries.filter(is_program).map(name).collect();
    found.sort();
    found
}

#[test]
fn examples_are_formatted() {
    let output = minnow(&["fmt", "--check", "examples", "crates/cli/templates"]);
    assert!(output.status.success(), "run `minnow fmt examples`:\n{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn examples_leave_nothing_to_tell() {
    let examples = programs("examples");
    assert!(examples.len() > 5, "{examples:?}");
    for program in examples.into_iter().chain(programs("crates/cli/templates")) {
        let output = minnow(&["check", &program, "--format", "json"]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{program}");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
