//! The log of launches: each is a line in a file before its answer goes out, and a row soon after.
//!
//! In: launches. Out: rows and counts, each launch once. Must not: hold up an answer; a database that is slow or away delays rows, never launches.
//!
//! A line that was written survives the end of the process, however it comes. Files are closed every second and when they are full, read in one
//! transaction that notes their names too, and removed; so a file that is found again after a crash is known to be read, or was not read at all.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::store;
use super::traffic::{self, MinuteCounts};
use crate::clock::{DAY_MS, day_of, new_id, now_ms};
use crate::database::{Database, DatabaseError};
use crate::experiments::{Exposure, ExposureCounts, add_exposures, count_exposures};
use crate::telemetry::metrics;

/// How long it is remembered that a file was read.
const FILES_REMEMBERED_MS: i64 = 30 * DAY_MS;
const FILE_ENDING: &str = ".jsonl";
/// Lines of a file: others who write wait until one is read, and no longer.
const FILE_LINES_MAX: usize = 2_048;
/// Lines that are read before others are answered again.
const LINES_AT_ONCE: usize = 256;

/// One launch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Launched {
    pub(crate) at_ms: i64,
    pub(crate) app_id: String,
    pub(crate) version_id: String,
    /// `None`: by an address of the program itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) entry_id: Option<String>,
    /// The hash of the random name of a browser, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
    /// Arms of experiments that it shows, by the experiment's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) arms: BTreeMap<String, String>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error("the log of launches cannot be read: {0}")]
    Disk(#[from] std::io::Error),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

pub(crate) struct LaunchLog {
    folder: PathBuf,
    open: Mutex<Option<OpenFile>>,
    /// One at a time reads files.
    reading: tokio::sync::Mutex<()>,
}

/// The file that lines are added to.
struct OpenFile {
    file: File,
    name: String,
    lines: usize,
}

impl LaunchLog {
    pub(crate) fn open(folder: PathBuf) -> std::io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        // What an earlier process has left waits too.
        for file in std::fs::read_dir(&folder)? {
            metrics().launches_unsettled.inc_by(lines_of(&std::fs::read(file?.path())?));
        }
        Ok(LaunchLog { folder, open: Mutex::default(), reading: tokio::sync::Mutex::default() })
    }

    /// Once this returns, the launch will be counted. It costs a write into the system's memory, so it may be called where others wait.
    pub(crate) fn append(&self, launched: &Launched) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(launched)?;
        line.push(b'\n');
        self.write(&line)?;
        metrics().launches_unsettled.inc();
        Ok(())
    }

    fn write(&self, line: &[u8]) -> std::io::Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(OpenFile { file, lines, .. }) = open.as_mut().filter(|open| open.lines < FILE_LINES_MAX) {
            *lines += 1;
            return file.write_all(line);
        }
        let name = format!("{}{FILE_ENDING}", new_id("log"));
        let mut file = OpenOptions::new().append(true).create_new(true).open(self.folder.join(&name))?;
        file.write_all(line)?;
        *open = Some(OpenFile { file, name, lines: 1 });
        Ok(())
    }

    /// Brings what was written so far into the database.
    pub(crate) async fn settle(&self, database: &Database) -> Result<(), LogError> {
        let _one = self.reading.lock().await;
        // From here on lines go to another file.
        drop(self.open.lock().unwrap_or_else(PoisonError::into_inner).take());
        let mut files = tokio::fs::read_dir(&self.folder).await?;
        while let Some(file) = files.next_entry().await? {
            let name = file.file_name().to_string_lossy().into_owned();
            let is_open = || {
                let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
                open.as_ref().is_some_and(|open| open.name == name)
            };
            if !name.ends_with(FILE_ENDING) || is_open() {
                continue;
            }
            let content = tokio::fs::read(file.path()).await?;
            read_into(database, &name, &content).await?;
            tokio::fs::remove_file(file.path()).await?;
            metrics().launches_unsettled.dec_by(lines_of(&content));
        }
        Ok(())
    }
}

fn lines_of(content: &[u8]) -> i64 {
    i64::try_from(content.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(i64::MAX)
}

async fn read_into(database: &Database, name: &str, content: &[u8]) -> Result<(), LogError> {
    let now_ms = now_ms();
    let mut tx = database.write().await?;
    if !store::take_log_file(&mut tx, name, now_ms).await? {
        return Ok(());
    }
    store::forget_log_files(&mut tx, now_ms - FILES_REMEMBERED_MS).await?;
    let mut counts: BTreeMap<(String, i64, String), i64> = BTreeMap::new();
    let mut minutes = MinuteCounts::new();
    let mut shown = ExposureCounts::new();
    let lines: Vec<&[u8]> = content.split(|byte| *byte == b'\n').collect();
    for lines in lines.chunks(LINES_AT_ONCE) {
        // A line that broke off was never acknowledged.
        let launches: Vec<Launched> = lines.iter().filter_map(|line| serde_json::from_slice(line).ok()).collect();
        store::add_entry_launches(&mut tx, &launches).await?;
        let exposures: Vec<Exposure> = launches.iter().flat_map(exposures_of).collect();
        add_exposures(&mut tx, &exposures).await?;
        for Exposure { experiment_id, unit, arm, .. } in exposures {
            *shown.entry((experiment_id, unit, arm)).or_default() += 1;
        }
        for launched in launches {
            let (day, minute) = (day_of(launched.at_ms), traffic::minute_of(&launched));
            let Launched { app_id, entry_id, version_id, .. } = launched;
            let entry_id = entry_id.unwrap_or_default();
            *minutes.entry((app_id.clone(), minute, entry_id.clone(), version_id)).or_default() += 1;
            *counts.entry((app_id, day, entry_id)).or_default() += 1;
        }
        tokio::task::yield_now().await;
    }
    // In the order of their keys, as every other writer does it: none waits for another in a circle.
    for ((app_id, day, entry_id), launches) in counts {
        store::count_launches(&mut tx, &app_id, day, &entry_id, launches).await?;
    }
    traffic::count(&mut tx, &minutes).await?;
    count_exposures(&mut tx, &shown).await?;
    tx.commit().await?;
    Ok(())
}

fn exposures_of(launched: &Launched) -> impl Iterator<Item = Exposure> {
    let shown = launched.unit.iter().flat_map(|unit| launched.arms.iter().map(move |arm| (unit, arm)));
    shown.map(|(unit, (experiment_id, arm))| Exposure {
        at_ms: launched.at_ms,
        app_id: launched.app_id.clone(),
        version_id: launched.version_id.clone(),
        entry_id: launched.entry_id.clone(),
        experiment_id: experiment_id.clone(),
        arm: arm.clone(),
        unit: unit.clone(),
    })
}
