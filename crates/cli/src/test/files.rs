//! Which test files run, and where files of tests lie.
//!
//! In: a program, what the person asked for, what changed. Out: paths. Must not: run one.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use compiler::{find_root, find_tests, is_test_file};

use crate::disk_project::DiskProject;

/// The test files of a program.
#[derive(Debug, Clone)]
pub(crate) struct TestFiles {
    /// Folder of app.json.
    pub(crate) root: PathBuf,
    /// All there are, from that folder.
    pub(crate) all: Vec<String>,
    /// Those that run.
    pub(crate) wanted: Vec<String>,
}

impl TestFiles {
    /// `patterns`: parts of paths; none means all.
    pub(crate) fn find(project: &DiskProject, folder: &Path, patterns: &[String]) -> Result<Self> {
        let root = folder.join(find_root(project).unwrap_or_default());
        let all = find_tests(project);
        if all.is_empty() {
            bail!("there are no tests in {}: name a file `something.test.js`, beside what it tests", root.display());
        }
        let is_wanted = |path: &String| patterns.is_empty() || patterns.iter().any(|pattern| path.contains(&**pattern));
        let wanted: Vec<String> = all.iter().filter(|path| is_wanted(path)).cloned().collect();
        if wanted.is_empty() {
            bail!("no test file has {} in its path; there are {}", patterns.join(" or "), all.join(", "));
        }
        Ok(TestFiles { root, all, wanted })
    }

    /// After a change, those that may go otherwise than before: when nothing but test files changed, these alone. What a test mounts it may
    /// compute, so any other change concerns them all.
    pub(crate) fn narrow(&mut self, changed: &[PathBuf]) {
        // Watchers give whole paths, whatever the folder was called.
        let Ok(root) = self.root.canonicalize() else { return };
        let inner = |path: &PathBuf| {
            let path = path.parent()?.canonicalize().ok()?.join(path.file_name()?);
            Some(path.strip_prefix(&root).ok()?.to_str()?.replace('\\', "/"))
        };
        let Some(changed) = changed.iter().map(inner).collect::<Option<Vec<String>>>() else { return };
        if !changed.iter().all(|path| is_test_file(path)) || changed.iter().any(|path| self.is_named(path)) {
            return;
        }
        let is_changed = |path: &&String| changed.contains(path);
        if self.wanted.iter().any(|path| is_changed(&path)) {
            self.wanted = self.wanted.iter().filter(is_changed).cloned().collect();
        }
    }

    /// Whether another test file may load this one.
    fn is_named(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let others = self.all.iter().filter(|other| *other != path);
        others.filter_map(|other| std::fs::read_to_string(self.root.join(other)).ok()).any(|text| text.contains(stem))
    }
}

/// A file that a test names, below the folder of app.json.
pub(crate) fn locate(root: &Path, path: &str) -> Option<PathBuf> {
    let path = path.trim_start_matches('/');
    let is_inside =
        !path.is_empty() && !path.split(['/', '\\']).any(|part| part == "..") && !path.contains([':', '\0']);
    is_inside.then(|| root.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_reach_no_file_outside_of_the_program() {
        let root = Path::new("/p");
        assert_eq!(locate(root, "/a/b.snap"), Some(PathBuf::from("/p/a/b.snap")));
        for path in ["", "../x", "a/../../x", r"a\..\x", r"C:\x"] {
            assert_eq!(locate(root, path), None, "{path}");
        }
    }

    #[test]
    fn a_changed_test_file_runs_alone_unless_something_else_may_have_changed_with_it() {
        let root = crate::files::temporary_folder("test-files");
        let files = ["a.test.js", "p/b.test.js", "c.test.js"].map(str::to_owned);
        std::fs::create_dir_all(root.join("p")).unwrap();
        for file in &files {
            std::fs::write(root.join(file), if file.starts_with('c') { "require('./p/b.test')" } else { "" }).unwrap();
        }
        let narrowed = |changed: &[&str]| {
            let mut tests = TestFiles { root: root.clone(), all: files.to_vec(), wanted: files.to_vec() };
            tests.narrow(&changed.iter().map(|path| root.join(path)).collect::<Vec<_>>());
            tests.wanted.join(" ")
        };
        let all = files.join(" ");
        assert_eq!(narrowed(&["a.test.js"]), "a.test.js");
        assert_eq!(narrowed(&["a.test.js", "c.test.js", "a.test.js"]), "a.test.js c.test.js");
        for changed in
            [&["a.js"][..], &["a.test.js", "app.json"], &["p/b.test.js"], &["gone.test.js"], &["/elsewhere/a.test.js"]]
        {
            assert_eq!(narrowed(changed), all, "{changed:?}");
        }
        std::fs::remove_dir_all(root).unwrap();
    }
}
