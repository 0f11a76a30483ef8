//! Which test files run, and where files of tests lie.
//!
//! In: a program and what the person asked for. Out: paths. Must not: read what a file holds.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use compiler::{find_root, find_tests};

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
}
