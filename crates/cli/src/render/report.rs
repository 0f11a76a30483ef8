//! What a build costs, as a table or as JSON.
//!
//! In: [`Report`]. Out: text. Must not: compute sizes.

use compiler::Report;
use std::fmt::Write as _;

pub(crate) fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report)
        .unwrap_or_else(|error| unreachable!("a report holds numbers and texts: {error}"))
}

/// Pages in the order of the report, sizes in KiB.
pub(crate) fn text(report: &Report) -> String {
    let width = report.pages.iter().map(|page| page.path.chars().count()).max().unwrap_or(4).max(4);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<width$}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}",
        "page", "own", "shared", "first load", "brotli", "images"
    );
    for page in &report.pages {
        let _ = writeln!(
            out,
            "{:<width$}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}",
            page.path,
            kib(page.own.raw_bytes),
            kib(page.shared.raw_bytes),
            kib(page.first_load.raw_bytes),
            kib(page.first_load.brotli_bytes),
            kib(page.images_bytes),
        );
    }
    let _ = writeln!(
        out,
        "\nwhole package: {} ({} brotli) and {} of images and other assets, {} source files",
        kib(report.total.raw_bytes),
        kib(report.total.brotli_bytes),
        kib(report.assets_bytes),
        report.source_count
    );
    out
}

/// `12.3 KiB`.
pub(crate) fn kib(bytes: u64) -> String {
    format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024)
}
