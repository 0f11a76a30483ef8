//! The built runtime, sorted into what the compiler asks for and what launch documents are made with.
//!
//! In: the assets by name. Out: [`Runtime`]. Must not: know what a file holds.

use std::sync::Arc;

use anyhow::{Context, Result};
use compiler::{RealmScripts, RuntimeFiles};

use crate::encode::Known;
use server::http::Encoding;

#[derive(Debug, Clone)]
pub(crate) struct Runtime {
    /// What goes into packages.
    pub(crate) files: RuntimeFiles,
    pub(crate) launch: LaunchScripts,
    /// Compressed forms of these files that were made with them (`view.js.br`).
    pub(crate) encoded: Known,
}

/// Scripts that are in no package.
#[derive(Debug, Clone)]
pub(crate) struct LaunchScripts {
    /// Draws first screens. Empty in a runtime without it.
    pub(crate) prerender: Arc<[u8]>,
    /// Stands in each launch document. May be empty.
    pub(crate) bootstrap: String,
    /// Stands in those of pages that keep their rendering. May be empty.
    pub(crate) restore: String,
    /// The developer panel. Empty in a runtime without it.
    pub(crate) panel: Arc<[u8]>,
}

impl LaunchScripts {
    pub(crate) fn none() -> Self {
        LaunchScripts {
            prerender: Arc::from([]),
            bootstrap: String::new(),
            restore: String::new(),
            panel: Arc::from([]),
        }
    }
}

/// Reads the embedded runtime, or the folder `MINNOW_ASSETS` names.
pub(crate) fn load() -> Result<Runtime> {
    let files = assets::all().with_context(|| match assets::override_folder() {
        Some(folder) => format!("cannot read {} ({} names it)", folder.display(), assets::OVERRIDE_VARIABLE),
        None => "cannot read the embedded runtime".to_owned(),
    })?;
    // The platform's own pages lie beside it.
    let files: Vec<_> = files.into_iter().filter(|(name, _)| !assets::is_of_pages(name)).collect();
    let encoded = encoded(&files);
    let mut runtime = RuntimeFiles::default();
    let mut launch = LaunchScripts::none();
    let mut development = RealmScripts::default();
    let mut test = RealmScripts::default();
    for (name, bytes) in files {
        let bytes = bytes.into_owned();
        match name.as_ref() {
            "view.js" => runtime.view = bytes,
            "view-late.js" => runtime.late = bytes,
            "view-keep.js" => runtime.keep = bytes,
            "logic.js" => runtime.logic = bytes,
            "ua.css" => runtime.css = bytes,
            "development-panel.js" => launch.panel = bytes.into(),
            "development-view.js" => development.view = bytes,
            "development-view-late.js" => development.late = bytes,
            "development-view-keep.js" => development.keep = bytes,
            "development-logic.js" => development.logic = bytes,
            "test-view.js" => test.view = bytes,
            "test-logic.js" => test.logic = bytes,
            "prerender.js" => launch.prerender = bytes.into(),
            "bootstrap.js" => launch.bootstrap = String::from_utf8_lossy(&bytes).into_owned(),
            "restore.js" => launch.restore = String::from_utf8_lossy(&bytes).into_owned(),
            other => place_part(&mut runtime, other, bytes),
        }
    }
    let is_there = |scripts: &RealmScripts| !scripts.view.is_empty() && !scripts.logic.is_empty();
    runtime.development = Some(development).filter(is_there);
    runtime.test = Some(test).filter(is_there);
    Ok(Runtime { files: runtime, launch, encoded })
}

fn encoded(files: &[assets::Asset]) -> Known {
    let mut known = Known::default();
    for (name, bytes) in files {
        for encoding in Encoding::ALL {
            let Some(stem) = name.strip_suffix(encoding.ending()) else { continue };
            if let Some((_, content)) = files.iter().find(|(other, _)| other == stem) {
                known.insert(encoding, Arc::from(&**content), Arc::from(&**bytes));
            }
        }
    }
    known
}

fn place_part(runtime: &mut RuntimeFiles, name: &str, bytes: Vec<u8>) {
    let Some(stem) = name.strip_suffix(".js") else { return };
    if let Some(tag) = stem.strip_prefix("el-") {
        runtime.elements.insert(tag.to_owned(), bytes);
    } else if let Some(part) = stem.strip_prefix("part-") {
        runtime.parts.insert(part.to_owned(), bytes);
    } else if let Some(part) = stem.strip_prefix("api-") {
        if let Some(group) = part.strip_suffix("-logic") {
            runtime.api.entry(group.to_owned()).or_default().logic = Some(bytes);
        } else if let Some(group) = part.strip_suffix("-view") {
            runtime.api.entry(group.to_owned()).or_default().view = Some(bytes);
        }
    }
}

/// Whether programs can run at all: false until `make assets` was run.
pub(crate) fn is_built(runtime: &Runtime) -> bool {
    !runtime.files.view.is_empty() && !runtime.files.logic.is_empty()
}
