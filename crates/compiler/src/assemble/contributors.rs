//! What a first load is made of: which sources, packages and files of the runtime bring how many of its bytes.
//!
//! In: the files of a package and what each was put together from. Out: the largest [`Contributor`]s of each page. Must not: advise.
//! A chunk is compressed as a whole: each part of it counts for its share of the source text.

use std::collections::BTreeMap;

use protocol::package::Bytes;

use super::Unit;
use super::measure::Digests;
use crate::npm;
use crate::report::{Contributor, ContributorKind, PageReport, Report};

/// Contributors listed of a page.
const LISTED_MAX: usize = 12;

/// The parts of each chunk: what each is made of, and the bytes of its code.
pub(super) type Contents = BTreeMap<String, Vec<(String, u64)>>;

pub(super) fn parts(units: &[&Unit]) -> Vec<(String, u64)> {
    units.iter().map(|unit| (unit.name.to_owned(), unit.code.len() as u64)).collect()
}

/// Lists the largest contributors of every page.
pub(super) fn add(report: &mut Report, contents: &Contents, files: &BTreeMap<String, Bytes>, digests: &Digests) {
    for page in &mut report.pages {
        page.contributors = of_page(page, contents, files, digests);
    }
}

fn of_page(
    page: &PageReport,
    contents: &Contents,
    files: &BTreeMap<String, Bytes>,
    digests: &Digests,
) -> Vec<Contributor> {
    let mut bytes: BTreeMap<(ContributorKind, String), u64> = BTreeMap::new();
    for path in &page.files {
        let Some(file) = files.get(path) else { continue };
        let brotli_bytes = digests.brotli_bytes(file);
        let Some(parts) = contents.get(path) else {
            *bytes.entry((ContributorKind::Runtime, "the framework".to_owned())).or_default() += brotli_bytes;
            continue;
        };
        let whole: u64 = parts.iter().map(|(_, size)| size).sum();
        for (name, size) in parts {
            *bytes.entry(named(path, name)).or_default() += brotli_bytes * size / whole.max(1);
        }
    }
    let mut found: Vec<Contributor> =
        bytes.into_iter().map(|((kind, name), bytes)| Contributor { kind, name, bytes }).collect();
    found.sort_by(|one, other| other.bytes.cmp(&one.bytes).then_with(|| one.name.cmp(&other.name)));
    found.truncate(LISTED_MAX);
    found
}

/// What a part of a chunk is called: everything of an npm package is one.
fn named(chunk: &str, name: &str) -> (ContributorKind, String) {
    if let Some((package, _)) = npm::split_package(&format!("{name}/")) {
        let name = package.rsplit_once("miniprogram_npm/").map_or(package, |(_, name)| name);
        return (ContributorKind::Package, name.to_owned());
    }
    let has_ending = |ending: &str| name.ends_with(ending);
    if chunk.ends_with(".css") {
        (ContributorKind::Style, format!("{name}.wxss"))
    } else if !chunk.ends_with(".t.js") {
        (ContributorKind::Script, name.to_owned())
    } else if has_ending(".wxs") || name.contains('#') {
        (ContributorKind::Template, name.to_owned())
    } else {
        (ContributorKind::Template, format!("{name}.wxml"))
    }
}
