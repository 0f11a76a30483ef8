//! What a first visit may cost: the limit, and who brings the most when it is passed.
//!
//! In: the report of a build. Out: diagnostics. Must not: measure; the limit of each package is the vendor's, and only a warning.

use std::fmt::Write as _;

use protocol::limits::{FIRST_LOAD_BYTES_MAX, PACKAGE_BYTES_MAX};

use crate::diagnostics::Diagnostic;
use crate::report::{Contributor, ContributorKind, PageReport, Report};

/// Contributors named in a message.
const NAMED_MAX: usize = 6;

/// The most a first visit may load, or no limit at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub Option<u64>);

impl Default for Budget {
    fn default() -> Self {
        Budget(Some(FIRST_LOAD_BYTES_MAX))
    }
}

impl std::str::FromStr for Budget {
    type Err = String;

    /// `800KB`, `1.5 MB`, `900000` or `off`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("off") {
            return Ok(Budget(None));
        }
        let digits = text.trim_end_matches(|character: char| character.is_ascii_alphabetic()).trim_end();
        let factor = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kb" => 1e3,
            "m" | "mb" => 1e6,
            _ => 0.0,
        };
        match digits.parse::<f64>() {
            Ok(number) if number.is_finite() && number * factor >= 1.0 => Ok(Budget(Some((number * factor) as u64))),
            _ => Err("write a size, such as 800KB or 1.5MB, or `off`".to_owned()),
        }
    }
}

/// What is over the budget: pages as one error, packages of the vendor's size as a warning each. `file` is where app.json is.
pub fn check(report: &Report, budget: Budget, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = budget.0.and_then(|limit| first_load(report, limit, file)).into_iter().collect();
    for package in report.packages.iter().filter(|package| package.raw_bytes > PACKAGE_BYTES_MAX as u64) {
        let who = match package.root.as_str() {
            "" => "the main package".to_owned(),
            root => format!("the subpackage `{root}`"),
        };
        let size = size_text(package.raw_bytes);
        let message = format!("{who} has {size}; the vendor's tool takes 2 MiB a package");
        let help = "move what few pages need into a subpackage, and large pictures to a server";
        found.push(Diagnostic::warning("budget/package-size", file, message).help(help));
    }
    found
}

fn first_load(report: &Report, limit: u64, file: &str) -> Option<Diagnostic> {
    let mut over: Vec<&PageReport> = report.pages.iter().filter(|page| page.visit_bytes() > limit).collect();
    over.sort_by_key(|page| std::cmp::Reverse(page.visit_bytes()));
    let worst = over.first()?;
    let others = match over.len() - 1 {
        0 => String::new(),
        1 => "; one more page is over it too".to_owned(),
        count => format!("; {count} more pages are over it too"),
    };
    let (size, limit) = (size_text(worst.visit_bytes()), size_text(limit));
    let message = format!("a first visit to `{}` loads {size}, and the budget is {limit}{others}", worst.path);
    Some(Diagnostic::error("budget/first-load", file, message).help(advice(worst)))
}

/// The largest contributors, and what can be done about each kind that is among them.
fn advice(page: &PageReport) -> String {
    let named: Vec<&Contributor> = page.contributors.iter().take(NAMED_MAX).collect();
    let mut text = "what brings the most:".to_owned();
    for Contributor { kind, name, bytes } in &named {
        let _ = write!(text, "\n  {:>8}  {} {name}", size_text(*bytes), word(*kind));
    }
    let mut kinds: Vec<ContributorKind> = Vec::new();
    for contributor in &named {
        if !kinds.contains(&contributor.kind) {
            kinds.push(contributor.kind);
        }
    }
    for (kind, advice) in kinds.into_iter().filter_map(|kind| Some((kind, what_to_do(kind)?))) {
        let _ = write!(text, "\n{}: {advice}", word(kind));
    }
    text + "\n`--budget` and `minnow.budget` in project.config.json set another limit"
}

fn word(kind: ContributorKind) -> &'static str {
    match kind {
        ContributorKind::Document => "document",
        ContributorKind::Image => "image",
        ContributorKind::Package => "npm package",
        ContributorKind::Runtime => "runtime",
        ContributorKind::Script => "script",
        ContributorKind::Style => "style",
        ContributorKind::Template => "template",
    }
}

fn what_to_do(kind: ContributorKind) -> Option<&'static str> {
    Some(match kind {
        ContributorKind::Image => {
            "compress it (`minnow build --images`), make it as large as it is drawn, or set `lazy-load`"
        }
        ContributorKind::Package => {
            "require only the files of it that are used, and only where they are; move the pages that need it into a subpackage"
        }
        ContributorKind::Script => {
            "move what other pages need into a subpackage, or load it with `require.async`; data belongs into a file that is fetched"
        }
        ContributorKind::Style => {
            "take out rules nothing matches (`minnow build --trim-styles`); pictures and fonts written into a sheet belong into files"
        }
        ContributorKind::Template => {
            "put what is seen later into components of a subpackage, with a `componentPlaceholder`"
        }
        ContributorKind::Document => "show less at first: a list needs no more rows than a screen has",
        ContributorKind::Runtime => return None,
    })
}

/// `1.24 MB`, `380 KB`, `12 B`: decimal, as networks count.
fn size_text(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", (bytes + 500) / 1_000),
        _ => {
            let hundredths = (bytes + 5_000) / 10_000;
            let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            format!("{} MB", text.trim_end_matches('0').trim_end_matches('.'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{PackageReport, Size};

    fn page(path: &str, brotli_bytes: u64, first_images_bytes: u64) -> PageReport {
        let first_load = Size { raw_bytes: 9_000_000, brotli_bytes };
        PageReport { path: path.to_owned(), first_load, first_images_bytes, ..PageReport::default() }
    }

    #[test]
    fn a_budget_is_read_as_people_write_it() {
        for (text, expected) in [
            ("800KB", Some(Some(800_000))),
            (" 1.5 mb", Some(Some(1_500_000))),
            ("900000", Some(Some(900_000))),
            ("12B", Some(Some(12))),
            ("off", Some(None)),
            ("", None),
            ("much", None),
            ("0", None),
            ("-1MB", None),
            ("1GB", None),
            ("infMB", None),
        ] {
            assert_eq!(text.parse::<Budget>().ok().map(|budget| budget.0), expected, "{text:?}");
        }
        assert_eq!(Budget::default().0, Some(1_000_000));
    }

    #[test]
    fn a_visit_counts_what_is_sent_and_the_images_on_screen() {
        let mut report = Report { pages: vec![page("a", 600_000, 400_000), page("b", 10, 0)], ..Report::default() };
        assert_eq!(check(&report, Budget::default(), "app.json"), []);
        report.pages[0].first_images_bytes += 1;
        let found = check(&report, Budget::default(), "app.json");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "budget/first-load");
        assert_eq!(found[0].message, "a first visit to `a` loads 1 MB, and the budget is 1 MB");
        assert_eq!(check(&report, Budget(None), "app.json"), []);
    }

    #[test]
    fn the_worst_page_speaks_for_all_and_names_who_brings_the_most() {
        let mut report = Report { pages: vec![page("a", 20, 0), page("b", 1_240_000, 300_000)], ..Report::default() };
        let contributor = |kind, name: &str, bytes| Contributor { kind, name: name.to_owned(), bytes };
        report.pages[1].contributors = vec![
            contributor(ContributorKind::Package, "echarts", 1_000_000),
            contributor(ContributorKind::Runtime, "the framework", 60_000),
        ];
        report.add_first_images("b", [("banner.png", 300_000)].into_iter());
        let found = check(&report, Budget(Some(10)), "app.json");
        assert_eq!(
            found[0].message,
            "a first visit to `b` loads 1.54 MB, and the budget is 10 B; one more page is over it too"
        );
        let help = found[0].help.clone().unwrap_or_default();
        let lines: Vec<&str> = help.lines().take(6).collect();
        assert_eq!(
            lines[..4],
            [
                "what brings the most:",
                "      1 MB  npm package echarts",
                "    300 KB  image banner.png",
                "     60 KB  runtime the framework"
            ]
        );
        assert!(lines[4].starts_with("npm package: ") && lines[5].starts_with("image: "), "{help}");
    }

    #[test]
    fn a_package_larger_than_the_vendor_takes_is_a_warning() {
        let packages = [("", 2 * 1024 * 1024), ("shop", 2 * 1024 * 1024 + 1)]
            .map(|(root, raw_bytes)| PackageReport { root: root.to_owned(), raw_bytes });
        let report = Report { packages: packages.to_vec(), ..Report::default() };
        let found: Vec<String> =
            check(&report, Budget(None), "app.json").into_iter().map(|found| found.message).collect();
        assert_eq!(found, ["the subpackage `shop` has 2.1 MB; the vendor's tool takes 2 MiB a package"]);
    }
}
