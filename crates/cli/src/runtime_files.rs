//! The built runtime, sorted into what the compiler asks for.
//!
//! In: the assets by name. Out: [`RuntimeFiles`]. Must not: know what a file holds.

use anyhow::{Context, Result};
use compiler::RuntimeFiles;

/// Reads the embedded runtime, or the folder `MINNOW_ASSETS` names.
pub(crate) fn load() -> Result<RuntimeFiles> {
    let files = assets::all().with_context(|| match assets::override_folder() {
        Some(folder) => format!("cannot read {} ({} names it)", folder.display(), assets::OVERRIDE_VARIABLE),
        None => "cannot read the embedded runtime".to_owned(),
    })?;
    let mut runtime = RuntimeFiles::default();
    for (name, bytes) in files {
        let bytes = bytes.into_owned();
        match name.as_ref() {
            "view.js" => runtime.view = bytes,
            "logic.js" => runtime.logic = bytes,
            "ua.css" => runtime.css = bytes,
            other => place_part(&mut runtime, other, bytes),
        }
    }
    Ok(runtime)
}

fn place_part(runtime: &mut RuntimeFiles, name: &str, bytes: Vec<u8>) {
    let Some(stem) = name.strip_suffix(".js") else { return };
    if let Some(tag) = stem.strip_prefix("el-") {
        runtime.elements.insert(tag.to_owned(), bytes);
    } else if let Some(part) = stem.strip_prefix("api-") {
        if let Some(group) = part.strip_suffix("-logic") {
            runtime.api.entry(group.to_owned()).or_default().logic = Some(bytes);
        } else if let Some(group) = part.strip_suffix("-view") {
            runtime.api.entry(group.to_owned()).or_default().view = Some(bytes);
        }
    }
}

/// Whether programs can run at all: false until `make assets` was run.
pub(crate) fn is_built(runtime: &RuntimeFiles) -> bool {
    !runtime.view.is_empty() && !runtime.logic.is_empty()
}
