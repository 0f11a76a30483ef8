//! Which file a module request names.
//!
//! In: the requesting file, the specifier, the program's aliases. Out: a logical path. Must not: read scripts.
//! Order: alias, relative or rooted file, then for a bare name the neighbouring file, npm packages going up, the root.

use crate::npm;
use crate::paths;
use crate::sources::{NPM_FOLDER, Sources};

/// `resolveAlias` of app.json: prefix before `*` → folder, longest prefix first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Aliases(pub Vec<(String, String)>);

impl Aliases {
    pub(crate) fn apply(&self, specifier: &str) -> Option<String> {
        self.0
            .iter()
            .find_map(|(prefix, folder)| specifier.strip_prefix(prefix.as_str()).map(|rest| format!("/{folder}{rest}")))
    }
}

/// Endings tried, in order, on the path as written.
const SCRIPT_SUFFIXES: [&str; 7] = ["", ".js", ".ts", ".json", "/index.js", "/index.ts", "/index.json"];
/// Files that `require` may name with their extension.
const SCRIPT_EXTENSIONS: [&str; 7] = [".js", ".ts", ".json", ".cjs", ".mjs", ".mts", ".cts"];

/// Finds the script that `specifier` names in the file `from`.
pub(crate) fn resolve_script(sources: &Sources, aliases: &Aliases, from: &str, specifier: &str) -> Option<String> {
    let folder = paths::folder(from);
    let aliased = aliases.apply(specifier);
    let specifier = aliased.as_deref().unwrap_or(specifier);
    if specifier.is_empty() || paths::is_remote(specifier) {
        return None;
    }
    if specifier.starts_with('.') {
        return script_at(sources, &paths::resolve(folder, specifier)?);
    }
    if specifier.starts_with('/') {
        let found = paths::resolve("", specifier).and_then(|path| script_at(sources, &path));
        return found.or_else(|| script_at(sources, &paths::resolve(folder, &specifier[1..])?));
    }
    paths::resolve(folder, specifier)
        .and_then(|path| script_at(sources, &path))
        .or_else(|| in_packages(sources, folder, specifier, |package, rest| package_script(sources, package, rest)))
        .or_else(|| paths::resolve("", specifier).and_then(|path| script_at(sources, &path)))
}

/// Tries a bare name against `miniprogram_npm` in each folder going up.
pub(crate) fn in_packages(
    sources: &Sources,
    folder: &str,
    specifier: &str,
    find: impl Fn(&str, &str) -> Option<String>,
) -> Option<String> {
    let _ = sources;
    let name = npm::package_name(specifier)?;
    let rest = specifier[name.len()..].trim_matches('/');
    let mut at = folder;
    loop {
        // Inside a package, `miniprogram_npm/x` itself is not searched for packages named like its own parts.
        if !at.ends_with(NPM_FOLDER)
            && let Some(found) = find(&paths::join(at, &format!("{NPM_FOLDER}/{name}")), rest)
        {
            return Some(found);
        }
        if at.is_empty() {
            return None;
        }
        at = paths::folder(at);
    }
}

fn package_script(sources: &Sources, package: &str, rest: &str) -> Option<String> {
    let mount = sources.mount(package);
    if rest.is_empty() {
        let main = mount.as_ref().map(|mount| mount.main.clone());
        let checked_in = script_at(sources, package);
        return match main {
            Some(main) => script_at(sources, &format!("{package}/{main}")).or(checked_in),
            None => checked_in,
        };
    }
    let exported =
        mount.and_then(|mount| mount.exported(rest)).and_then(|file| script_at(sources, &format!("{package}/{file}")));
    exported.or_else(|| script_at(sources, &paths::normalize(&format!("{package}/{rest}"))?))
}

/// The script at a logical path written with or without its ending.
pub(crate) fn script_at(sources: &Sources, path: &str) -> Option<String> {
    for suffix in SCRIPT_SUFFIXES {
        let file = if path.is_empty() { suffix.trim_start_matches('/').to_owned() } else { format!("{path}{suffix}") };
        if suffix.is_empty() && !SCRIPT_EXTENSIONS.contains(&paths::extension(&file)) {
            continue;
        }
        if sources.exists(&file) {
            return Some(file);
        }
    }
    // TypeScript programs import `./x.js` where x.ts stands.
    let typed = path.strip_suffix(".js").map(|stem| format!("{stem}.ts"))?;
    sources.exists(&typed).then_some(typed)
}

/// The name under which a script registers: TypeScript registers as the script it becomes.
pub(crate) fn module_name(path: &str) -> String {
    match path.strip_suffix(".ts").or_else(|| path.strip_suffix(".mts")).or_else(|| path.strip_suffix(".cts")) {
        Some(stem) => format!("{stem}.js"),
        None => path.to_owned(),
    }
}
