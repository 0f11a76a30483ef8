//! Packages in `miniprogram_npm` that nothing reaches: the vendor's tool packs them, and their pictures and fonts are packed here too.
//!
//! In: the folder and what was compiled. Out: a note a package. Must not: speak of `node_modules`, of which only what is used is read.

use std::collections::BTreeSet;

use super::Audited;
use crate::diagnostics::Diagnostic;
use crate::npm;
use crate::paths;
use crate::sources::NPM_FOLDER;

pub(super) const CODE: &str = "audit/unused-package";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let program = audited.program;
    let files = program.modules.keys().chain(program.templates.keys()).chain(program.wxs.keys());
    let sheets = program.sheets.values().flatten();
    let used: BTreeSet<&str> = files.chain(sheets).filter_map(|path| Some(npm::split_package(path)?.0)).collect();
    let mut found = Vec::new();
    for package in packages(audited) {
        if !used.contains(package.as_str()) {
            let name = package.trim_start_matches(NPM_FOLDER).trim_start_matches('/');
            let place = paths::join(audited.sources.root(), &package);
            found.push(
                Diagnostic::note(CODE, place, format!("nothing uses the package `{name}`"))
                    .help("take it out of `dependencies` and build npm again, or delete its folder"),
            );
        }
    }
    found
}

/// Logical folders of the packages beside app.json.
fn packages(audited: &Audited) -> Vec<String> {
    let mut found = Vec::new();
    for entry in audited.sources.list(NPM_FOLDER).iter().filter(|entry| entry.is_folder) {
        let folder = paths::join(NPM_FOLDER, &entry.name);
        if entry.name.starts_with('@') {
            let inner = audited.sources.list(&folder);
            found.extend(inner.iter().filter(|entry| entry.is_folder).map(|entry| paths::join(&folder, &entry.name)));
        } else if entry.name != NPM_FOLDER {
            found.push(folder);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    #[test]
    fn a_package_is_used_by_scripts_templates_and_sheets() {
        let files = [
            ("p/p.js", "require('by-script')"),
            ("p/p.json", "{\"usingComponents\":{\"x-x\":\"@s/by-template/x\"}}"),
            ("p/p.wxml", "<x-x/>"),
            ("p/p.wxss", "@import '/miniprogram_npm/by-sheet/x.wxss';"),
            ("miniprogram_npm/by-script/index.js", ""),
            ("miniprogram_npm/@s/by-template/x.json", "{\"component\":true}"),
            ("miniprogram_npm/@s/by-template/x.wxml", "<view/>"),
            ("miniprogram_npm/by-sheet/x.wxss", "a{}"),
            ("miniprogram_npm/by-nobody/index.js", ""),
            ("miniprogram_npm/@s/by-nobody/index.js", ""),
        ];
        let expected = ["nothing uses the package `@s/by-nobody` | ", "nothing uses the package `by-nobody` | "];
        assert_eq!(said(super::CODE, &files), expected);
    }
}
