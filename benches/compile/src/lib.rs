//! Reading a folder of mini program sources for the measurements. In: folders. Out: templates with what the compiler must
//! know of each. Must not compile anything.

// The template compiler's own sources, without the rest of its crate: the JavaScript and CSS tools would take minutes to build
// and are not measured here.
#[allow(dead_code, reason = "only templates are compiled here")]
#[path = "../../../crates/compiler/src/diagnostics.rs"]
pub mod diagnostics;
#[path = "../../../crates/compiler/src/wxml/mod.rs"]
pub mod wxml;

use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};

pub struct Template {
    /// Path from the folder's root, without suffix.
    pub path: String,
    pub source: String,
    pub components: FxHashSet<String>,
}

#[derive(Default)]
pub struct Folder {
    pub templates: Vec<Template>,
    index: FxHashMap<String, usize>,
}

impl Folder {
    /// All `.wxml` below a folder, sorted by path, `node_modules` left out.
    pub fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        walk(root, &mut files);
        files.sort();
        let mut folder = Self::default();
        for file in files {
            let bytes = std::fs::read(&file).expect("a file that was just listed can be read");
            let source = String::from_utf8_lossy(&bytes).into_owned();
            let path = file.strip_prefix(root).expect("listed below the root").with_extension("");
            let path = path.to_string_lossy().replace('\\', "/");
            let components = components(&file.with_extension("json")).chain(components(&root.join("app.json"))).collect();
            folder.index.insert(path.clone(), folder.templates.len());
            folder.templates.push(Template { path, source, components });
        }
        folder
    }
}

impl wxml::Includes for Folder {
    fn source(&self, path: &str) -> Option<&str> {
        self.index.get(path).map(|&index| self.templates[index].source.as_str())
    }
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if entry.file_name() != "node_modules" {
                walk(&path, out);
            }
        } else if path.extension().is_some_and(|suffix| suffix == "wxml") {
            out.push(path);
        }
    }
}

fn components(json: &Path) -> impl Iterator<Item = String> + use<> {
    let value: serde_json::Value = std::fs::read(json).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let mut names = Vec::new();
    for field in ["usingComponents", "componentGenerics"] {
        if let Some(object) = value.get(field).and_then(|value| value.as_object()) {
            names.extend(object.keys().cloned());
        }
    }
    names.into_iter()
}
