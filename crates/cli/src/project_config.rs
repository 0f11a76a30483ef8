//! What the commands read of project.config.json themselves: the appid and our own `minnow` key. The compiler reads the rest.
//!
//! In: a folder, or the text. Out: [`ProjectConfig`]. Must not: fail; a broken file reads as an empty one, since the compiler reports it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, anyhow};
use compiler::audit;
use compiler::budget::Budget;
use serde::Deserialize;

use server::PublishedFace;
use server::relay::Domains;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ProjectConfig {
    pub(crate) appid: String,
    description: String,
    setting: Setting,
    minnow: Own,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Setting {
    #[serde(rename = "urlCheck")]
    url_check: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Own {
    domains: Domains,
    budget: Option<String>,
    /// Audits by code; false switches one off.
    audits: BTreeMap<String, bool>,
    test: TestConfig,
    build: Build,
    /// What people see of the program on a platform: `name`, `description`, `category`, `keywords`, `icon`.
    #[serde(flatten)]
    face: PublishedFace,
}

/// How the program's tests run.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TestConfig {
    /// Scripts that run before each test file, from the folder of app.json.
    pub(crate) setup: Vec<String>,
    /// Longest time of one test.
    #[serde(rename = "timeout")]
    pub(crate) timeout_ms: Option<u64>,
}

/// What `minnow build` does without being asked on the command line.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Build {
    pub(crate) trim_styles: bool,
    pub(crate) images: bool,
}

impl ProjectConfig {
    pub(crate) fn read(folder: &Path) -> Self {
        Self::parse(&std::fs::read_to_string(folder.join("project.config.json")).unwrap_or_default())
    }

    pub(crate) fn parse(text: &str) -> Self {
        serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default()
    }

    /// What a first visit may load.
    pub(crate) fn budget(&self) -> Result<Budget> {
        let wrong = |reason| anyhow!("`minnow.budget` in project.config.json: {reason}");
        self.minnow.budget.as_deref().map_or(Ok(Budget::default()), |budget| budget.parse().map_err(wrong))
    }

    pub(crate) fn build(&self) -> Build {
        self.minnow.build
    }

    /// What audits ask of the project.
    pub(crate) fn audits(&self) -> audit::Settings {
        let off = self.minnow.audits.iter().filter(|(_, is_on)| !**is_on).map(|(code, _)| code.clone());
        audit::Settings { off: off.collect(), domains: lists(self.domains()) }
    }

    /// What the program says of itself on a platform.
    pub(crate) fn face(&self) -> PublishedFace {
        let description = Some(self.description()).filter(|text| !text.is_empty());
        PublishedFace { description, sitemap: serde_json::Value::Null, ..self.minnow.face.clone() }
    }

    pub(crate) fn name(&self) -> Option<String> {
        self.minnow.face.name.clone()
    }

    /// Our own key, else the vendor's.
    pub(crate) fn description(&self) -> String {
        self.minnow.face.description.clone().unwrap_or_else(|| self.description.clone())
    }

    pub(crate) fn tests(&self) -> TestConfig {
        self.minnow.test.clone()
    }

    /// Back ends the program may call; everything when the project lists none or switched the check off.
    pub(crate) fn domains(&self) -> Domains {
        if self.setting.url_check == Some(false) { Domains::default() } else { self.minnow.domains.clone() }
    }
}

/// The lists there are, for audits of what scripts call.
fn lists(domains: Domains) -> BTreeMap<audit::Purpose, Vec<String>> {
    let lists = [
        (audit::Purpose::Request, domains.request),
        (audit::Purpose::Upload, domains.upload),
        (audit::Purpose::Download, domains.download),
        (audit::Purpose::Socket, domains.socket),
    ];
    lists.into_iter().filter_map(|(purpose, list)| Some((purpose, list?))).collect()
}
