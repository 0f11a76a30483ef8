//! How long the pages of a built program take to be drawn, once the realm is warm: `page_times PACKAGE prerender.js [ROUNDS]`.
//!
//! In: a folder that `minnow build` wrote, and the script of the runtime it was built with. Out: a line of JSON a page, `{"page", "ms", "html_bytes"}`, the
//! median of its rounds. Must not: count a realm's start, or a round in which scripts are loaded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use minnow_prerender::{Outcome, Prerenderer, Program};
use protocol::package::{Bytes, MANIFEST_PATH, Package};
use serde_json::json;

/// The first of them load the page's scripts and fill the engine's caches.
const WARM_UP: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, script, ..] = arguments.as_slice() else { panic!("page_times PACKAGE prerender.js [ROUNDS]") };
    let rounds: usize = arguments.get(2).map_or(15, |text| text.parse().expect("a number of rounds"));
    let files = read(Path::new(folder));
    let manifest = serde_json::from_slice(&files[MANIFEST_PATH]).expect("a manifest");
    let program =
        Program::new(Arc::new(Package { files, manifest }), std::fs::read(script).expect("the script").into());
    let mut prerenderer = Prerenderer::new(program.clone());
    for page in program.package().manifest.pages.keys() {
        let mut times = Vec::new();
        let mut html_bytes = None;
        for _ in 0..WARM_UP + rounds {
            let started = Instant::now();
            let outcome = prerenderer.page(page);
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            html_bytes = outcome.screen().map(|screen| screen.html.len());
            if let Outcome::Skipped(reason) = outcome {
                eprintln!("{page}: {reason}");
                break;
            }
        }
        let Some(html_bytes) = html_bytes else { continue };
        let mut times = times.split_off(WARM_UP);
        times.sort_by(f64::total_cmp);
        println!("{}", json!({"page": page, "ms": times[times.len() / 2], "html_bytes": html_bytes}));
    }
}

/// The files below a folder, by their paths in it.
fn read(root: &Path) -> BTreeMap<String, Bytes> {
    let mut files = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(root) {
                let name = name.to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).expect("a file").into());
            }
        }
    }
    files
}
