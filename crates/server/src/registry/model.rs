//! Programs, what was uploaded of them, and what people get.
//!
//! In: nothing. Out: nouns, and what their texts may be. Must not: hold SQL or HTTP.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::segment::Segment;
use crate::blobs::Digest;
use crate::http::Encoding;
use crate::identity::words;
use crate::relay::Domains;

/// Sources of one upload, in all. The vendor allows packages of 30 MB; what they are built from may be more.
pub(crate) const SOURCES_BYTES_MAX: u64 = 200 << 20;
pub(crate) const SOURCES_COUNT_MAX: usize = 20_000;
pub(crate) const SOURCE_PATH_LENGTH_MAX: usize = 1_000;
pub(crate) const DESCRIPTION_LENGTH_MAX: usize = 2_000;
pub(crate) const NUMBER_LENGTH_MAX: usize = 64;
/// Of what a browser keeps of a segment; [`crate::http::Browser`] reads no others.
const MARK_LENGTH: usize = 10;
/// The vendor's tools number their robots 1 to 30; 0 is a person.
pub(crate) const ROBOT_MAX: i64 = 30;

/// A program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) organisation_id: String,
    pub(crate) name: String,
    pub(crate) created_ms: i64,
}

words! {
    /// Where a version stands between its upload and people.
    VersionState, "state of a version" {
        Development => "development",
        Review => "review",
        Approved => "approved",
        Rejected => "rejected",
    }
}

words! {
    /// Whether people get a release.
    ReleaseState, "state of a release" {
        /// Those it is for get it.
        Running => "running",
        /// A later one took its place.
        Replaced => "replaced",
        /// It was taken back.
        Withdrawn => "withdrawn",
    }
}

/// The files of an upload, sorted by path. Its JSON is what a developer signs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listing {
    pub(crate) files: Vec<Source>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) digest: Digest,
    pub(crate) size_bytes: u64,
}

impl Listing {
    /// Reads and checks a list: paths that stay inside, none twice, none that is the folder of another, nothing too much.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let listing: Listing = serde_json::from_str(text).map_err(|error| format!("the list of files: {error}"))?;
        if listing.files.len() > SOURCES_COUNT_MAX {
            return Err(format!("{} files are too many: at most {SOURCES_COUNT_MAX}", listing.files.len()));
        }
        let total = listing.files.iter().try_fold(0_u64, |total, file| total.checked_add(file.size_bytes));
        if total.is_none_or(|total| total > SOURCES_BYTES_MAX) {
            return Err(format!("the files are larger than {} MB in all", SOURCES_BYTES_MAX >> 20));
        }
        // Some disks take names that differ in case for one.
        let mut seen = BTreeSet::new();
        for file in &listing.files {
            check_path(&file.path)?;
            if !seen.insert(file.path.to_lowercase()) {
                return Err(format!("`{}` is there twice", file.path));
            }
        }
        for file in &listing.files {
            let path = file.path.to_lowercase();
            let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
            if let Some(folder) = folders.into_iter().find(|folder| seen.contains(*folder)) {
                return Err(format!("`{folder}` is a file and a folder"));
            }
        }
        Ok(listing)
    }
}

fn check_path(path: &str) -> Result<(), String> {
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    let fits = path.len() <= SOURCE_PATH_LENGTH_MAX
        && path.split('/').all(is_plain)
        && !path.chars().any(|letter| letter.is_control() || letter == '\\' || letter == ':');
    if fits { Ok(()) } else { Err(format!("`{}` is no path of a project", path.escape_default())) }
}

/// What a developer signs: this text, so that a signature is of one upload and nothing else.
pub fn signed_text(app_id: &str, number: &str, listing: &str) -> String {
    format!("minnow upload 1\n{app_id}\n{number}\n{}\n", Digest::of(listing.as_bytes()))
}

/// A program's id is its label in host names, too.
pub fn check_app_id(id: &str) -> Result<(), String> {
    const RESERVED: [&str; 12] =
        ["admin", "api", "app", "cdn", "console", "help", "mail", "minnow", "ns", "static", "support", "www"];
    let fits = (3..=40).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && id.starts_with(|letter: char| letter.is_ascii_lowercase())
        && !id.ends_with('-')
        // It stands before the stage in host names, and `xn--` and its like mean something there.
        && !id.contains(super::stage::MARK);
    if !fits {
        return Err(format!(
            "`{id}` cannot be a program's id: 3 to 40 of a-z, 0-9 and -, beginning with a letter, no two - in a row"
        ));
    }
    if RESERVED.contains(&id) {
        return Err(format!("`{id}` is kept for the platform: choose another id"));
    }
    Ok(())
}

pub(crate) fn check_number(number: &str) -> Result<(), String> {
    let fits = (1..=NUMBER_LENGTH_MAX).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte));
    if fits { Ok(()) } else { Err(format!("`{number}` is no version number: letters, digits and . - + _")) }
}

/// A built package: its files by path, and what those who serve it must know.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct PackageIndex {
    pub(crate) files: BTreeMap<String, PackageFile>,
    /// Texts of the scripts that may stand in launch documents.
    pub(crate) scripts: Vec<String>,
    pub(crate) domains: Domains,
}

impl PackageIndex {
    /// Whether a file is only the compressed form of another.
    pub(crate) fn is_form(&self, path: &str) -> bool {
        Encoding::ALL.iter().any(|one| path.strip_suffix(one.ending()).is_some_and(|of| self.files.contains_key(of)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct PackageFile {
    pub(crate) digest: Digest,
    pub(crate) size_bytes: u64,
}

/// One upload that was built. Nothing of it but its state changes.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) description: String,
    pub(crate) robot: i64,
    pub(crate) state: VersionState,
    pub(crate) created_ms: i64,
    pub(crate) sources_digest: String,
    /// What building it said.
    pub(crate) findings: Json,
}

/// What people get, or got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Release {
    pub(crate) number: i64,
    pub(crate) version_id: String,
    pub(crate) version_number: String,
    /// Of those who open the program, or of the segment, 1 to 100.
    pub(crate) percent: i64,
    /// Who may get it; without one, everybody.
    pub(crate) segment: Option<Segment>,
    pub(crate) state: ReleaseState,
    /// The release that a way back led to.
    pub(crate) restores: Option<i64>,
    pub(crate) created_ms: i64,
}

impl Release {
    /// Where it stands among the releases somebody wanted: a way back stands where it led to.
    pub(crate) fn place(&self) -> i64 {
        self.restores.unwrap_or(self.number)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.percent == 100 && self.segment.is_none()
    }
}

/// A version that some get first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gray {
    pub(crate) version_id: String,
    pub(crate) percent: i64,
    pub(crate) segment: Option<Segment>,
    /// What a browser has in its cookie that came into the segment, so that it keeps the version whatever is true of it later.
    pub(crate) mark: String,
}

impl Gray {
    pub(crate) fn new(version_id: String, percent: i64, segment: Option<Segment>) -> Self {
        let mark = Digest::of(version_id.as_bytes()).to_string().chars().take(MARK_LENGTH).collect();
        Gray { version_id, percent, segment, mark }
    }
}

/// Whether somebody is among the `percent` who get a version first. The same person stays among them when the percentage grows.
pub(crate) fn is_among(version_id: &str, visitor: &str, percent: i64) -> bool {
    use sha2::{Digest as _, Sha256};
    let hash = Sha256::digest(format!("{version_id}\n{visitor}"));
    let number = u64::from_be_bytes(std::array::from_fn(|at| hash[at]));
    // Of 2^64 equal parts; the error of the remainder is beyond counting.
    i64::try_from(number % 100).is_ok_and(|place| place < percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(paths: &[&str]) -> Result<Listing, String> {
        let digest = Digest::of(b"").to_string();
        let files: Vec<Json> =
            paths.iter().map(|path| serde_json::json!({"path": path, "digest": digest, "size_bytes": 0})).collect();
        Listing::parse(&serde_json::json!({ "files": files }).to_string())
    }

    #[test]
    fn a_list_of_files_stays_inside_the_project() {
        assert!(listing(&["app.json", "pages/a/a.js", "图片/一.png", "..a/b.."]).is_ok());
        for path in [
            "",
            "/etc/passwd",
            "../a",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "c:/a",
            "a\0b",
            "a\nb",
            &"a/".repeat(600),
        ] {
            assert!(listing(&[path]).is_err(), "{path:?}");
        }
        assert!(listing(&["a.js", "A.js"]).unwrap_err().contains("twice"));
        assert!(listing(&["a/b.js", "a"]).unwrap_err().contains("a file and a folder"));
    }

    #[test]
    fn a_list_of_files_has_its_limits() {
        let digest = Digest::of(b"").to_string();
        let of = |sizes: &[u64]| {
            let files: Vec<Json> = sizes
                .iter()
                .enumerate()
                .map(|(at, size)| serde_json::json!({"path": at.to_string(), "digest": digest, "size_bytes": size}))
                .collect();
            Listing::parse(&serde_json::json!({ "files": files }).to_string())
        };
        assert!(of(&[SOURCES_BYTES_MAX]).is_ok());
        assert!(of(&[SOURCES_BYTES_MAX, 1]).is_err());
        assert!(of(&[u64::MAX, u64::MAX]).is_err());
        assert!(of(&vec![0; SOURCES_COUNT_MAX + 1]).is_err());
        assert!(Listing::parse("{\"files\":[],\"more\":1}").is_err());
    }

    #[test]
    fn ids_are_labels_of_host_names() {
        for id in ["shop", "wx0123456789abcdef", "a-b-c"] {
            assert_eq!(check_app_id(id), Ok(()), "{id}");
        }
        for id in
            ["", "ab", "Shop", "1shop", "-shop", "shop-", "a.b", "xn--abc", "www", "console", &"a".repeat(41), "商店"]
        {
            assert!(check_app_id(id).is_err(), "{id}");
        }
    }

    #[test]
    fn a_growing_percentage_keeps_those_it_has() {
        let visitors: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
        let among =
            |percent| visitors.iter().filter(|visitor| is_among("ver_1", visitor, percent)).collect::<BTreeSet<_>>();
        let (ten, thirty) = (among(10), among(30));
        assert!(ten.is_subset(&thirty));
        // Five standard deviations of a binomial distribution.
        assert!((850..=1150).contains(&ten.len()), "{}", ten.len());
        assert!((2770..=3230).contains(&thirty.len()), "{}", thirty.len());
        assert_eq!((among(0).len(), among(100).len()), (0, 10_000));
        // Another version draws anew.
        let other = visitors.iter().filter(|visitor| is_among("ver_2", visitor, 10) && ten.contains(visitor)).count();
        assert!((50..=150).contains(&other), "{other}");
    }
}
