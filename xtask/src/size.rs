//! The size of everything the runtime sends to a browser, as a snapshot: a byte added is a line to review.
//!
//! In: crates/assets/dist/sizes.json, which `make assets` writes. Out: runtime/SIZE.md. Must not: build the assets.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use serde::Deserialize;

#[derive(Debug, Clone, Copy, Default, Deserialize)]
struct Size {
    raw_bytes: u64,
    brotli_bytes: u64,
}

pub(crate) fn write() -> Result<()> {
    let path = crate::root().join("runtime/SIZE.md");
    std::fs::write(&path, text()?).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote runtime/SIZE.md");
    Ok(())
}

fn text() -> Result<String> {
    let path = crate::root().join("crates/assets/dist/sizes.json");
    let json = std::fs::read_to_string(&path).context("the runtime is not built: run `make assets` first")?;
    let sizes: BTreeMap<String, Size> = serde_json::from_str(&json)
        .with_context(|| format!("{} is not what runtime/build.mjs writes", path.display()))?;
    Ok(table(&sizes))
}

/// The core (what every visit loads) first, then what pages pull as they need it.
fn table(sizes: &BTreeMap<String, Size>) -> String {
    const CORE: [&str; 4] = ["bootstrap.js", "view.js", "logic.js", "ua.css"];
    // Runs at build, or on a developer's own machine: sent to no visitor.
    let is_sent = |name: &str| name != "prerender.js" && !name.starts_with("development-");
    let (core, rest): (Vec<_>, Vec<_>) =
        sizes.iter().filter(|(name, _)| is_sent(name)).partition(|(name, _)| CORE.contains(&name.as_str()));
    let mut out = String::from(
        "# Size of the runtime\n\nBytes, minified; brotli at quality 11. Written by `cargo xtask size`.\n\n\
         ## Every visit\n\n| file | raw | brotli |\n|---|--:|--:|\n",
    );
    rows(&mut out, &core);
    out.push_str("\n## Loaded by the pages that use it\n\n| file | raw | brotli |\n|---|--:|--:|\n");
    rows(&mut out, &rest);
    out
}

fn rows(out: &mut String, sizes: &[(&String, &Size)]) {
    let mut total = Size::default();
    for (name, size) in sizes {
        let _ = writeln!(out, "| {name} | {} | {} |", size.raw_bytes, size.brotli_bytes);
        total.raw_bytes += size.raw_bytes;
        total.brotli_bytes += size.brotli_bytes;
    }
    let _ = writeln!(out, "| **sum** | **{}** | **{}** |", total.raw_bytes, total.brotli_bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// File names and raw sizes: brotli's output differs by a few bytes between versions of Node.
    fn raw_sizes(text: &str) -> Vec<(String, String)> {
        let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let rows = text.lines().map(cells).filter(|cells| cells.len() == 5 && cells[1].contains('.'));
        rows.map(|cells| (cells[1].clone(), cells[2].clone())).collect()
    }

    #[test]
    fn the_snapshot_is_current() {
        // Nothing to compare where the runtime is not built: `make test` builds it first.
        let Ok(text) = text() else { return };
        let committed = std::fs::read_to_string(crate::root().join("runtime/SIZE.md")).unwrap_or_default();
        assert_eq!(
            raw_sizes(&committed),
            raw_sizes(&text),
            "runtime/SIZE.md is stale: `make assets`, `cargo xtask size`"
        );
    }

    #[test]
    fn the_core_stands_apart_and_is_summed() {
        let size = |raw_bytes, brotli_bytes| Size { raw_bytes, brotli_bytes };
        let sizes = BTreeMap::from([
            ("el-image.js".to_owned(), size(10, 5)),
            ("logic.js".to_owned(), size(300, 100)),
            ("view.js".to_owned(), size(200, 80)),
        ]);
        let text = table(&sizes);
        let (core, rest) = text.split_once("## Loaded").unwrap();
        assert!(core.contains("| **sum** | **500** | **180** |"), "{text}");
        assert!(rest.contains("| el-image.js | 10 | 5 |") && !rest.contains("logic.js"), "{text}");
    }
}
