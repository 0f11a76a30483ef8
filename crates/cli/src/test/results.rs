//! How tests went.
//!
//! In: what the runner in the page tells. Out: results, and sums of them. Must not: print.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Pass,
    Fail,
    Skip,
    Todo,
}

/// One test.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TestResult {
    /// Suites from the outermost inwards, then the test.
    pub(crate) name: Vec<String>,
    pub(crate) state: State,
    #[serde(rename = "duration")]
    pub(crate) duration_ms: f64,
    #[serde(default)]
    pub(crate) errors: Vec<TestError>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TestError {
    pub(crate) name: String,
    pub(crate) message: String,
    /// In terms of the program's sources.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) stack: String,
    /// What was expected and what came, line by line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) diff: String,
    /// The test that ran when it came about, of an error that no test caught.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) during: String,
}

impl TestError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        TestError { name: "Error".to_owned(), message: message.into(), ..TestError::default() }
    }
}

/// Of the snapshots of one file.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Snapshots {
    pub(crate) added: u32,
    pub(crate) updated: u32,
    /// Kept, and no longer asked for.
    pub(crate) unchecked: u32,
}

/// A line of the program's console.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ConsoleLine {
    pub(crate) level: String,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) place: String,
}

/// One test file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FileResult {
    pub(crate) file: String,
    pub(crate) tests: Vec<TestResult>,
    /// Faults of the file itself, and errors that no test caught.
    pub(crate) errors: Vec<TestError>,
    pub(crate) console: Vec<ConsoleLine>,
    pub(crate) snapshots: Snapshots,
    #[serde(rename = "duration")]
    pub(crate) duration_ms: f64,
}

impl FileResult {
    pub(crate) fn new(file: &str) -> Self {
        FileResult {
            file: file.to_owned(),
            tests: Vec::new(),
            errors: Vec::new(),
            console: Vec::new(),
            snapshots: Snapshots::default(),
            duration_ms: 0.0,
        }
    }

    pub(crate) fn has_failed(&self) -> bool {
        !self.errors.is_empty() || self.tests.iter().any(|test| test.state == State::Fail)
    }

    pub(crate) fn sum(&self) -> Sum {
        let count = |state| self.tests.iter().filter(|test| test.state == state).count();
        Sum {
            passed: count(State::Pass),
            failed: count(State::Fail),
            skipped: count(State::Skip) + count(State::Todo),
            files: 1,
            files_failed: usize::from(self.has_failed()),
            snapshots: self.snapshots,
        }
    }
}

/// Of several files.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
    pub(crate) files: usize,
    pub(crate) files_failed: usize,
    pub(crate) snapshots: Snapshots,
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Sum) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.files += other.files;
        self.files_failed += other.files_failed;
        self.snapshots.added += other.snapshots.added;
        self.snapshots.updated += other.snapshots.updated;
        self.snapshots.unchecked += other.snapshots.unchecked;
    }
}
