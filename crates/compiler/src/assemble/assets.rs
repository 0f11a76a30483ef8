//! Files of a program that are packed as they are.
//!
//! In: the project. Out: logical paths. Must not: read a file.

use protocol::package::CHUNK_FOLDER;

use crate::paths;
use crate::program::is_asset;
use crate::sources::Sources;
use crate::test_build::is_test_folder;

/// Images, fonts and the like, under their own paths: programs build these paths at run time.
pub(crate) fn list(sources: &Sources<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in sources.list(&folder).iter() {
            let path = paths::join(&folder, &entry.name);
            if entry.is_folder {
                // Cloud functions and packages in use elsewhere are not part of the program.
                let skipped = entry.name == "node_modules"
                    || entry.name.starts_with('.')
                    || is_test_folder(&entry.name)
                    || path == "cloudfunctions"
                    || path == CHUNK_FOLDER.trim_end_matches('/');
                if !skipped {
                    folders.push(path);
                }
            } else if is_asset(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// Whether a path names a picture made of pixels.
pub(crate) fn is_image(path: &str) -> bool {
    let extension = paths::extension(path).to_ascii_lowercase();
    matches!(extension.as_str(), ".apng" | ".avif" | ".bmp" | ".gif" | ".jpeg" | ".jpg" | ".png" | ".webp")
}
