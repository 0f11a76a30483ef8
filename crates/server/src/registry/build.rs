//! The builder: what turns uploaded sources into a package. It is brought by whoever starts the server, since the server compiles nothing.
//!
//! In: a folder of sources. Out: a folder of a package, and what there is to say. Must not: trust the sources; a builder works in a
//! process of its own, under limits.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use serde_json::Value as Json;

use super::face::PublishedFace;
use crate::relay::Domains;

pub trait Builder: Send + Sync {
    fn build(&self, commission: Commission) -> Pin<Box<dyn Future<Output = Result<Built, BuildFailure>> + Send + '_>>;
}

/// What to build.
#[derive(Debug, Clone)]
pub struct Commission {
    /// The folder of the sources, and that of the package, which does not exist yet. Both are thrown away afterwards.
    pub sources: PathBuf,
    pub package: PathBuf,
    /// Where people will open the program, such as `https://shop.mini.example.com`: its documents tell those who unfurl links.
    pub origin: String,
    pub app_id: String,
    /// The program's name on the platform.
    pub name: String,
    /// The version's. A running program is told it, and its id.
    pub number: String,
}

/// What a builder says of a program that builds.
#[derive(Debug, Clone)]
pub struct Built {
    /// Texts of the scripts that may stand in launch documents: constant ones of the runtime's.
    pub scripts: Vec<String>,
    /// Back ends the program names.
    pub domains: Domains,
    /// What the program says of itself to people who have not opened it.
    pub face: PublishedFace,
    /// Where the program reaches personal data.
    pub reaches: Vec<Reach>,
    /// Warnings and notes, each an object with `code` and `message`.
    pub findings: Json,
}

/// A place that reaches personal data.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reach {
    /// A word of [`protocol::privacy::DATA_ITEMS`].
    pub item: String,
    /// As people write it: `wx.getLocation`.
    pub api: String,
    pub path: String,
    pub line: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum BuildFailure {
    /// The program's own fault. `findings`: as in [`Built`].
    #[error("the program does not build")]
    Program { findings: Json },
    /// It took more time or memory than a program may.
    #[error("building takes too much: {0}")]
    Limit(String),
    /// Ours.
    #[error("the builder failed: {0}")]
    Failed(String),
}
