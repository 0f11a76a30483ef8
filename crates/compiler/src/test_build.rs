//! A program built to run its own tests: which files are tests, and what such a build has beside the program.
//!
//! In: paths, the files of a program. Out: test files and components. Must not: touch what is packed for people.

use crate::js::resolve::script_at;
use crate::paths;
use crate::project::Project;
use crate::sources::{NPM_FOLDER, Sources};

/// What a build for tests has beside the program.
#[derive(Debug, Clone, Default)]
pub struct Tests {
    /// Test files and the scripts that run before each, from the root of the program.
    pub files: Vec<String>,
}

/// The page a test file starts on: it has nothing on it, and lies in a package of its own, so that the App waits for a page of the program.
pub const START_PAGE: &str = "_minnow/start";
pub(crate) const START_PACKAGE: &str = "_minnow";

/// Modules that the runtime of tests has itself, whatever is installed under their names.
const PROVIDED: [&str; 7] = [
    "@jest/globals",
    "miniprogram-automator",
    "miniprogram-simulate",
    "miniprogram-simulate/src/api",
    "minnow/test",
    "path",
    "vitest",
];

pub(crate) fn is_provided(specifier: &str) -> bool {
    PROVIDED.binary_search(&specifier).is_ok()
}

const TEST_ENDINGS: [&str; 4] = [".test.js", ".test.ts", ".spec.js", ".spec.ts"];

/// Whether a path names a file of tests.
pub fn is_test_file(path: &str) -> bool {
    let in_folder = path.split('/').rev().skip(1).any(|part| part == "__tests__");
    let is_script = path.ends_with(".js") || (path.ends_with(".ts") && !path.ends_with(".d.ts"));
    TEST_ENDINGS.iter().any(|ending| path.ends_with(ending)) || (in_folder && is_script)
}

/// Folders that only tests use.
pub(crate) fn is_test_folder(name: &str) -> bool {
    matches!(name, "__tests__" | "__snapshots__" | "__screenshots__")
}

/// The test files of a project below the folder of app.json, sorted.
pub fn find_tests(project: &dyn Project) -> Vec<String> {
    let Some(root) = crate::find_root(project) else { return Vec::new() };
    let list = |folder: &str| project.list(&paths::join(&root, folder));
    let entries = |folder: &str| list(folder).into_iter().map(|entry| (entry.name, entry.is_folder)).collect();
    let mut found = walk(entries);
    found.retain(|path| is_test_file(path));
    found
}

/// Every component of a program by path: tests mount any of them.
pub(crate) fn components(sources: &Sources) -> Vec<String> {
    let entries = |folder: &str| {
        sources.list(folder).iter().map(|entry| (entry.name.clone(), entry.is_folder)).collect::<Vec<_>>()
    };
    let stems = walk(entries).into_iter().filter_map(|path| Some(path.strip_suffix(".json")?.to_owned()));
    stems
        .filter(|stem| sources.exists(&format!("{stem}.wxml")))
        .filter(|stem| {
            let Some(source) = sources.read(&format!("{stem}.json")) else { return false };
            let says_so = || crate::config::json::parse(&source.text).0.get("component")?.as_bool();
            is_for_tests(stem) || says_so() == Some(true) || calls_component(sources, stem)
        })
        .collect()
}

/// Examples of component libraries are loaded as components though their JSON does not say that they are.
fn calls_component(sources: &Sources, stem: &str) -> bool {
    let script = script_at(sources, stem).and_then(|path| sources.read(&path));
    script.is_some_and(|source| source.text.contains("Component("))
}

/// What lies in a folder of tests need not say that it is a component.
fn is_for_tests(path: &str) -> bool {
    path.split('/').rev().skip(1).any(|part| matches!(part, "__tests__" | "__test__" | "test" | "tests"))
}

/// All files below the root but those of installed packages, sorted.
fn walk(entries: impl Fn(&str) -> Vec<(String, bool)>) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for (name, is_folder) in entries(&folder) {
            let path = paths::join(&folder, &name);
            if !is_folder {
                found.push(path);
            } else if !matches!(name.as_str(), "node_modules" | NPM_FOLDER) && !name.starts_with('.') {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_by_their_names() {
        for path in ["a.test.js", "pages/a/a.spec.ts", "utils/__tests__/price.js", "__tests__/deep/x.ts"] {
            assert!(is_test_file(path), "{path}");
        }
        for path in
            ["test.js", "a.test.wxml", "tests/a.js", "__tests__/a.json", "__tests__/types.d.ts", "a.test.js.snap"]
        {
            assert!(!is_test_file(path), "{path}");
        }
        assert!(PROVIDED.is_sorted() && is_provided("path") && !is_provided("./path"));
    }
}
