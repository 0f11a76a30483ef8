//! Dead files: sources that nothing reaches.
//!
//! In: sources. Out: faults. Must not: count a test as a use.

use std::collections::BTreeSet;

use super::layers::is_test;
use super::sources::{Sources, imports};

pub(super) fn check(sources: &Sources) -> Vec<String> {
    let mut faults = rust(sources);
    faults.extend(runtime(sources));
    faults.extend(pages(sources));
    faults
}

/// A Rust file that no `mod` names is not compiled.
fn rust(sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, _) in sources.files.iter().filter(|(path, _)| path.ends_with(".rs") && path.contains("/src/")) {
        let Some((folder, file)) = path.rsplit_once('/') else { continue };
        if matches!(file, "main.rs" | "lib.rs") || folder.ends_with("/bin") {
            continue;
        }
        // `a/mod.rs` is named in the folder above; `a/b.rs` in `a/mod.rs` or `a.rs`, or at the crate's root.
        let (name, folder) = match file {
            "mod.rs" => match folder.rsplit_once('/') {
                Some((above, name)) => (name, above),
                None => continue,
            },
            file => (file.trim_end_matches(".rs"), folder),
        };
        let parents = ["mod.rs", "lib.rs", "main.rs"].map(|parent| format!("{folder}/{parent}"));
        let declares = |parent: &String| sources.files.get(parent).is_some_and(|text| declares(text, name));
        if !parents.iter().any(declares) && !declares(&format!("{folder}.rs")) {
            faults.push(format!("{path}: no `mod {name}` names it: it is not compiled"));
        }
    }
    faults
}

fn declares(text: &str, name: &str) -> bool {
    let statement = format!("mod {name};");
    text.lines().any(|line| !line.trim_start().starts_with("//") && line.trim_end().ends_with(&statement))
}

/// A TypeScript file that no entry of runtime/build.mjs reaches is in no bundle. Types count as uses here.
fn runtime(sources: &Sources) -> Vec<String> {
    let is_entry = |path: &str| {
        let inner = path.trim_start_matches("runtime/");
        let parts: Vec<&str> = inner.split('/').collect();
        match parts.as_slice() {
            ["view" | "logic" | "prerender" | "panel" | "service_worker", "main.ts"] => true,
            ["view", "bootstrap.ts"] | ["view", "kept", "restore.ts"] => true,
            ["view" | "logic", "development", "main.ts"] => true,
            ["elements", _] | ["logic", "parts", _] => true,
            ["testing", "view" | "logic", "main.ts"] => true,
            // runtime/tools/testing.mjs puts these into libraries.
            ["testing", "logic", "abort.ts" | "snapshot_file.ts"] => true,
            ["api", _, "logic.ts" | "view.ts"] => true,
            // The contracts that elements and groups are written against.
            ["api", "host.ts"] | ["view", "element.ts"] => true,
            _ => false,
        }
    };
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<String> = sources
        .below("runtime/", &[".ts"])
        .map(|(path, _)| path)
        .filter(|path| is_entry(path))
        .map(str::to_owned)
        .collect();
    while let Some(path) = waiting.pop() {
        let Some(text) = sources.files.get(&path) else { continue };
        if seen.insert(path.clone()) {
            waiting.extend(imports(&path, text).into_iter().map(|import| import.target));
        }
    }
    let unreached = sources.below("runtime/", &[".ts"]).map(|(path, _)| path);
    unreached
        .filter(|path| !is_test(path) && !seen.contains(*path))
        .map(|path| format!("{path}: no entry of runtime/build.mjs reaches it"))
        .collect()
}

/// A file of the platform's own pages that no `main.tsx` or service worker of a room reaches. The shared components are there for whichever room wants them.
fn pages(sources: &Sources) -> Vec<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<String> = ["console", "shell", "consent"].map(|room| format!("{room}/main.tsx")).into();
    waiting.push("shell/worker.ts".to_owned());
    waiting.extend(sources.below("web/components/", &[".tsx"]).map(|(path, _)| path.to_owned()));
    while let Some(path) = waiting.pop() {
        // An import leaves the ending out.
        let found = [path.clone(), format!("{path}x"), format!("{}.d.ts", path.trim_end_matches(".ts"))];
        let Some(path) = found.into_iter().find(|path| sources.files.contains_key(path)) else { continue };
        if seen.insert(path.clone()) {
            waiting.extend(imports(&path, &sources.files[&path]).into_iter().map(|import| import.target));
        }
    }
    let files =
        ["web/", "console/", "shell/", "consent/"].into_iter().flat_map(|room| sources.below(room, &[".ts", ".tsx"]));
    files
        .map(|(path, _)| path)
        .filter(|path| !is_test(path) && !seen.contains(*path))
        .map(|path| format!("{path}: no main.tsx of web/build.mjs reaches it"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_nothing_names_are_faults() {
        let files = [
            ("crates/a/src/lib.rs", "pub mod one;\n// mod two;\n"),
            ("crates/a/src/one/mod.rs", "mod inner;\n"),
            ("crates/a/src/one/inner.rs", ""),
            ("crates/a/src/two.rs", ""),
            ("runtime/view/main.ts", "import { a } from './a';\n"),
            ("runtime/view/a.ts", ""),
            ("runtime/view/lost.ts", ""),
            ("console/main.tsx", "import { b } from '../web/b';\nimport type { C } from './c';\n"),
            ("web/b.tsx", ""),
            ("console/c.d.ts", ""),
            ("web/lost.tsx", ""),
        ];
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let faults = check(&Sources { files });
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].contains("two.rs") && faults[1].contains("lost.ts") && faults[2].contains("web/lost.tsx"));
    }
}
