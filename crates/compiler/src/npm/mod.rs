//! npm packages straight from `node_modules`: where a package stands and which of its files is its main one.
//!
//! In: logical package folders. Out: [`Mount`]. Must not: resolve requests; `js::resolve` and `graph` do, with `Sources`.

use crate::config::json::{self, Json, Kind};
use crate::paths;
use crate::sources::{NPM_FOLDER, Sources};

/// A package of `node_modules` under a logical folder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mount {
    /// Project path of the package.
    pub folder: String,
    /// Project path under which its logical files are looked for first: the folder built for mini programs, or `folder`.
    pub base: String,
    /// The main file, relative to `base`, with its extension; `index.js` when built for mini programs.
    pub main: String,
    /// Whether the package says it is built for mini programs.
    pub for_mini_programs: bool,
    /// `exports` of package.json.
    exports: Option<Json>,
}

impl Mount {
    /// The file that `package/subpath` names by the package's `exports`, relative to `base`.
    pub(crate) fn exported(&self, subpath: &str) -> Option<String> {
        let exports = self.exports.as_ref()?;
        let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
        let target = match &exports.kind {
            Kind::String(_) if subpath.is_empty() => condition(exports),
            Kind::Object(members) if members.iter().any(|member| member.key.starts_with('.')) => {
                exports.get(&key).and_then(condition).or_else(|| wildcard(exports, &key))
            }
            Kind::Object(_) if subpath.is_empty() => condition(exports),
            _ => None,
        }?;
        paths::normalize(&target)
    }
}

/// Picks the file for a CommonJS reader without Node's own modules.
fn condition(json: &Json) -> Option<String> {
    match &json.kind {
        Kind::String(text) => Some(text.clone()),
        Kind::Array(items) => items.iter().find_map(condition),
        Kind::Object(_) => ["miniprogram", "require", "browser", "default", "import", "module", "node"]
            .iter()
            .find_map(|key| json.get(key).and_then(condition)),
        _ => None,
    }
}

fn wildcard(exports: &Json, key: &str) -> Option<String> {
    exports.members().iter().find_map(|member| {
        let (head, tail) = member.key.split_once('*')?;
        let middle = key.strip_prefix(head)?.strip_suffix(tail)?;
        Some(condition(&member.value)?.replace('*', middle))
    })
}

/// Splits a logical path at its innermost package: (`miniprogram_npm/@a/b`, `lib/x.js`).
pub(crate) fn split_package(path: &str) -> Option<(&str, &str)> {
    let start = path.rmatch_indices(NPM_FOLDER).find_map(|(at, marker)| {
        let end = at + marker.len();
        let is_folder = (at == 0 || path[..at].ends_with('/')) && path[end..].starts_with('/');
        is_folder.then_some(end + 1)
    })?;
    let name = package_name(&path[start..])?;
    let end = start + name.len();
    Some((&path[..end], path[end..].trim_start_matches('/')))
}

/// The package a bare specifier begins with: `@a/b/c` → `@a/b`.
pub(crate) fn package_name(specifier: &str) -> Option<&str> {
    let first = specifier.find('/').unwrap_or(specifier.len());
    let end = if specifier.starts_with('@') {
        if first == specifier.len() {
            return None;
        }
        specifier[first + 1..].find('/').map_or(specifier.len(), |slash| first + 1 + slash)
    } else {
        first
    };
    let name = &specifier[..end];
    (!name.is_empty() && !name.starts_with('.') && !name.contains(['\\', ':', '*'])).then_some(name)
}

/// Finds the package of a logical folder in `node_modules`.
pub(crate) fn find_package(sources: &Sources, package: &str) -> Option<Mount> {
    let marker = format!("{NPM_FOLDER}/");
    let split = package.rfind(&marker)?;
    let owner = package[..split].trim_end_matches('/');
    let name = &package[split + marker.len()..];
    // A package inside a package: in the node_modules of the package itself.
    let search: Vec<String> = match split_package(&format!("{owner}/")) {
        // Only in the package's own folder, so that it stands under one name.
        Some((outer, "")) => vec![sources.mount(outer)?.folder.clone()],
        Some(_) => return None,
        // A folder of the program has its own node_modules only when they stand right there.
        None if !owner.is_empty() => vec![paths::join(sources.root(), owner)],
        None => {
            // Up from the program, then above the project: node_modules often stands beside the program.
            let mut folders = vec![sources.root().to_owned()];
            while !folders[folders.len() - 1].is_empty() {
                let parent = paths::folder(&folders[folders.len() - 1]).to_owned();
                folders.push(parent);
            }
            folders.extend(["..".to_owned(), "../..".to_owned(), "../../..".to_owned()]);
            folders
        }
    };
    search.into_iter().find_map(|folder| read_package(sources, paths::join(&folder, &format!("node_modules/{name}"))))
}

fn read_package(sources: &Sources, folder: String) -> Option<Mount> {
    let place = format!("{folder}/package.json");
    if !sources.exists_in_project(&place) {
        return None;
    }
    let (json, _) = json::parse(&sources.read_project(&place)?.text);
    let built = json.get("miniprogram").and_then(Json::as_str).map(str::to_owned).or_else(|| {
        let has = |name: &str| sources.list_project(&folder).iter().any(|entry| entry.is_folder && entry.name == name);
        has("miniprogram_dist").then(|| "miniprogram_dist".to_owned())
    });
    let for_mini_programs = built.is_some();
    let base = match built.as_deref().and_then(paths::normalize) {
        Some(inner) if !inner.is_empty() => format!("{folder}/{inner}"),
        _ => folder.clone(),
    };
    let exports = json.get("exports").cloned();
    let mut mount = Mount { folder, base, main: "index.js".to_owned(), for_mini_programs, exports };
    if !for_mini_programs {
        mount.main = main_file(sources, &mount, &json);
    }
    Some(mount)
}

/// The file `main` names, with its extension. CommonJS is preferred to the module build, as the vendor's tool does.
fn main_file(sources: &Sources, mount: &Mount, json: &Json) -> String {
    let named = [
        mount.exported(""),
        json.get("main").and_then(Json::as_str).and_then(paths::normalize),
        json.get("module").and_then(Json::as_str).and_then(paths::normalize),
    ];
    let main_first = [1, 0, 2];
    for named in main_first.into_iter().filter_map(|index| named[index].as_ref()) {
        for suffix in ["", ".js", ".json", "/index.js", ".cjs", ".mjs"] {
            let file = format!("{named}{suffix}").trim_start_matches('/').to_owned();
            if sources.exists_in_project(&format!("{}/{file}", mount.base)) {
                return file;
            }
        }
    }
    "index.js".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logical_paths_split_at_the_innermost_package() {
        for (path, expected) in [
            ("miniprogram_npm/x/y.js", Some(("miniprogram_npm/x", "y.js"))),
            ("a/miniprogram_npm/@s/x/y/z.js", Some(("a/miniprogram_npm/@s/x", "y/z.js"))),
            ("miniprogram_npm/x/miniprogram_npm/y/z", Some(("miniprogram_npm/x/miniprogram_npm/y", "z"))),
            ("miniprogram_npm/x", Some(("miniprogram_npm/x", ""))),
            ("pages/x", None),
            ("miniprogram_npm/@s", None),
        ] {
            assert_eq!(split_package(path), expected, "{path}");
        }
    }
}
