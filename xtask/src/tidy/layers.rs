//! The table of layers: which room may use which. The table of architecture.md, as far as the code exists.
//!
//! In: sources. Out: faults. Must not: be loosened to make a fault go away; mend the import.

use std::collections::BTreeSet;

use super::sources::{Sources, imports};

/// A crate, what it may use of ours, dependencies it must not have, and text its sources must not hold.
struct Crate {
    name: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
    never_in_source: &'static [&'static str],
}

const IO: &[&str] = &["std::fs", "std::net", "std::process", "std::env", "SystemTime", "Instant::now"];

const CRATES: &[Crate] = &[
    Crate { name: "protocol", may_use: &[], never: &["tokio", "axum", "oxc", "reqwest"], never_in_source: IO },
    Crate { name: "syntax", may_use: &[], never: &["serde", "serde_json", "oxc", "tokio"], never_in_source: IO },
    Crate {
        name: "compiler",
        may_use: &["protocol", "syntax"],
        never: &["tokio", "axum", "reqwest", "notify"],
        never_in_source: IO,
    },
    Crate {
        name: "assets",
        may_use: &[],
        never: &["serde", "tokio", "axum"],
        never_in_source: &["std::net", "std::process"],
    },
    Crate {
        name: "sandbox",
        may_use: &[],
        never: &["serde", "serde_json", "tokio", "axum", "oxc"],
        never_in_source: &["std::fs", "std::net", "std::process", "std::env"],
    },
    Crate {
        name: "prerender",
        may_use: &["protocol", "sandbox", "assets"],
        never: &["rquickjs", "tokio", "axum", "oxc", "lightningcss"],
        never_in_source: IO,
    },
    Crate { name: "cards", may_use: &[], never: &["tokio", "axum", "reqwest", "sqlx", "serde"], never_in_source: IO },
    Crate { name: "search", may_use: &[], never: &["tokio", "axum", "reqwest", "sqlx"], never_in_source: IO },
    Crate {
        name: "server",
        may_use: &["protocol", "assets", "search", "cards"],
        never: &["compiler", "oxc", "lightningcss", "rquickjs"],
        never_in_source: &["std::process", "std::env"],
    },
    Crate {
        name: "cli",
        may_use: &["protocol", "syntax", "compiler", "assets", "prerender", "server"],
        never: &["oxc", "lightningcss", "rquickjs"],
        never_in_source: &[],
    },
];

pub(super) fn check(sources: &Sources) -> Vec<String> {
    let mut faults = crates(sources);
    faults.extend(runtime(sources));
    faults.extend(pages(sources));
    faults
}

/// What the platform's own pages are made with beyond this repository (docs/decisions/026-preact-for-the-console.md).
const PAGE_PACKAGES: [&str; 10] = [
    "preact",
    "preact/hooks",
    "preact-iso/lazy",
    "preact-iso/router",
    "openapi-fetch",
    "@tanstack/table-core",
    "@tanstack/table-core/store-reactivity-bindings",
    "uplot",
    "uqr",
    "qr/decode.js",
];

/// The console and the host app share `web/`, and know nothing of each other or of the runtime of programs.
fn pages(sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for room in ["web/", "console/", "shell/", "consent/"] {
        for (path, text) in sources.below(room, &[".ts", ".tsx"]) {
            for import in imports(path, text) {
                let target = import.target.as_str();
                let is_ours = target.starts_with("web/") || target.starts_with(room);
                if !is_ours && !PAGE_PACKAGES.contains(&target) {
                    faults.push(format!("{path}: must not import {target}"));
                }
            }
        }
    }
    faults
}

fn crates(sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    let names: Vec<&str> = CRATES.iter().map(|entry| entry.name).collect();
    for (path, text) in sources.below("crates/", &["/Cargo.toml"]) {
        let name = path.trim_start_matches("crates/").trim_end_matches("/Cargo.toml");
        let Some(entry) = CRATES.iter().find(|entry| entry.name == name) else {
            faults.push(format!("{path}: the crate is not in the table of xtask/src/tidy/layers.rs"));
            continue;
        };
        for dependency in dependencies(text) {
            if names.contains(&dependency.as_str()) && !entry.may_use.contains(&dependency.as_str()) {
                faults.push(format!("{path}: `{name}` must not use `{dependency}`"));
            }
            if entry.never.contains(&dependency.as_str()) {
                faults.push(format!("{path}: `{name}` must not depend on `{dependency}`"));
            }
        }
        let folder = format!("crates/{name}/src/");
        for (file, text) in sources.below(&folder, &[".rs"]).filter(|(file, _)| !is_test(file)) {
            let code = without_tests(text);
            for word in entry.never_in_source.iter().filter(|word| code.lines().any(|line| mentions(line, word))) {
                faults.push(format!("{file}: `{name}` must not use {word}"));
            }
        }
    }
    faults
}

/// Names under `[dependencies]`; those of tests may be anything.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.trim() == "[dependencies]";
        } else if inside && let Some(end) = line.find([' ', '.', '=']) {
            names.push(line[..end].to_owned());
        }
    }
    names.retain(|name| !name.is_empty() && !name.starts_with('#'));
    names
}

fn mentions(line: &str, word: &str) -> bool {
    !line.trim_start().starts_with("//") && line.contains(word)
}

/// Test modules stand last in a file.
fn without_tests(text: &str) -> &str {
    text.split_once("#[cfg(test)]\nmod ").map_or(text, |(code, _)| code)
}

/// Where a file of the runtime may import from.
fn allowed(path: &str) -> Option<&'static [&'static str]> {
    const CONTRACTS: [&str; 3] = ["runtime/view/element.ts", "runtime/view/frame/types.ts", "runtime/api/host.ts"];
    const ELEMENTS: &[&str] = &["runtime/elements/", "runtime/shared/", CONTRACTS[0], CONTRACTS[1], CONTRACTS[2]];
    const API: &[&str] = &["runtime/api/", "runtime/shared/", CONTRACTS[0], CONTRACTS[1]];
    const LOGIC: &[&str] = &["runtime/logic/", "runtime/shared/", "runtime/api/", CONTRACTS[0]];
    const VIEW: &[&str] = &["runtime/view/", "runtime/shared/", "runtime/api/", "runtime/elements/"];
    let folder = path.strip_prefix("runtime/")?.split('/').next()?;
    match folder {
        "shared" => Some(&["runtime/shared/"]),
        "elements" => Some(ELEMENTS),
        "api" => Some(API),
        "logic" => Some(LOGIC),
        "view" => Some(VIEW),
        // The panel knows the view by what it is told (runtime/view/development/types.ts).
        "panel" => Some(&["runtime/panel/", "runtime/shared/", "runtime/view/development/types.ts"]),
        _ => None,
    }
}

fn runtime(sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in sources.below("runtime/", &[".ts"]) {
        let Some(allowed) = allowed(path).filter(|_| !is_test(path)) else { continue };
        for import in imports(path, text) {
            if !allowed.iter().any(|prefix| import.target.starts_with(prefix)) {
                faults.push(format!("{path}: must not import {}", import.target));
            }
        }
    }
    for (realm, other) in [("logic", "view"), ("view", "logic")] {
        let entry = format!("runtime/{realm}/main.ts");
        for file in reached(sources, &entry) {
            let is_others = file.starts_with(&format!("runtime/{other}/")) || is_api_of(&file, other);
            let is_element = realm == "logic" && file.starts_with("runtime/elements/");
            if is_others || is_element {
                faults.push(format!("{file}: reaches the {realm} realm from {entry}"));
            }
        }
    }
    faults
}

/// Files for tests: they stand in for a realm, and reach what they test.
pub(super) fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.starts_with("runtime/test/") || path.ends_with("/testing.ts")
}

/// `runtime/api/<group>/<realm>.ts`: the part of a group that runs in a realm.
fn is_api_of(file: &str, realm: &str) -> bool {
    file.starts_with("runtime/api/") && file.ends_with(&format!("/{realm}.ts"))
}

/// Every file whose code comes along with an entry; types don't.
pub(super) fn reached(sources: &Sources, entry: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![entry.to_owned()];
    while let Some(path) = waiting.pop() {
        let Some(text) = sources.files.get(&path) else { continue };
        if seen.insert(path.clone()) {
            waiting
                .extend(imports(&path, text).into_iter().filter(|import| !import.is_type).map(|import| import.target));
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        Sources { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    #[test]
    fn a_crate_that_uses_a_forbidden_one_is_a_fault() {
        let manifest =
            "[dependencies]\nserde.workspace = true\ncompiler.workspace = true\n[dev-dependencies]\ncli = {}\n";
        let faults =
            crates(&sources(&[("crates/syntax/Cargo.toml", manifest), ("crates/syntax/src/lib.rs", "use std::fs;")]));
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(crates(&sources(&[("crates/new/Cargo.toml", "")]))[0].contains("not in the table"));
    }

    #[test]
    fn the_pages_share_one_room_and_reach_no_other() {
        let files = [
            ("console/main.tsx", "import { h } from 'preact';\nimport { b } from '../web/b';\n"),
            ("console/bad.tsx", "import { s } from '../shell/s';\n"),
            ("web/b.ts", "import { c } from '../console/c';\nimport x from 'left-pad';\n"),
        ];
        let faults = pages(&sources(&files));
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn the_realms_do_not_reach_each_other() {
        let files = [
            ("runtime/logic/main.ts", "import { a } from '../shared/a';\n"),
            ("runtime/shared/a.ts", "import { b } from '../view/b';\n"),
            ("runtime/view/b.ts", ""),
        ];
        let faults = runtime(&sources(&files));
        assert_eq!(faults.len(), 2, "{faults:?}");
        let types =
            [("runtime/logic/main.ts", "import type { E } from '../view/element';\n"), ("runtime/view/element.ts", "")];
        assert!(runtime(&sources(&types)).is_empty());
    }
}
