//! The source files of the repository, and what TypeScript imports.
//!
//! In: the working tree. Out: files by path. Must not: follow what git ignores.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

/// Folders without hand-written sources of ours, by name or path.
const LEFT_OUT: [&str; 6] = ["node_modules", "target", ".git", "crates/assets/dist", "runtime/dist", "fuzz/corpus"];

pub(crate) struct Sources {
    /// Path from the root with `/` → text, for Rust, TypeScript, JavaScript, manifests and styles.
    pub(crate) files: BTreeMap<String, String>,
}

impl Sources {
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        collect(root, "", &mut files)?;
        Ok(Sources { files })
    }

    /// Files below a folder with one of these endings.
    pub(crate) fn below<'a>(
        &'a self,
        folder: &'a str,
        endings: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let files = self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        files.filter(move |(path, _)| path.starts_with(folder) && endings.iter().any(|ending| path.ends_with(ending)))
    }
}

fn collect(root: &Path, inner: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in std::fs::read_dir(root.join(inner))? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = if inner.is_empty() { name.clone() } else { format!("{inner}/{name}") };
        if LEFT_OUT.contains(&name.as_str()) || LEFT_OUT.contains(&path.as_str()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(root, &path, files)?;
        } else if [".rs", ".ts", ".tsx", ".mjs", ".js", ".toml", ".css"].iter().any(|ending| name.ends_with(ending)) {
            files.insert(path, std::fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}

/// One import of a TypeScript or JavaScript file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    /// The file it names, from the root; as written when it is a package.
    pub(crate) target: String,
    /// Gone after compilation.
    pub(crate) is_type: bool,
}

/// Every `import … from '…'`, `export … from '…'`, `import '…'` and `import('…')`.
pub(crate) fn imports(path: &str, text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    for marker in ["from '", "from \"", "import '", "import \"", "import('", "import(\""] {
        let quote = marker.as_bytes()[marker.len() - 1] as char;
        for (at, _) in text.match_indices(marker) {
            let rest = &text[at + marker.len()..];
            let Some((target, _)) = rest.split_once(quote).filter(|(target, _)| !target.contains('\n')) else {
                continue;
            };
            // The statement's beginning: the last `import` or `export` that starts a line.
            let before = &text[..at];
            let start = before.rfind("\nimport ").max(before.rfind("\nexport ")).map_or(0, |line| line + 1);
            let statement = &text[start..at];
            let is_inline_type =
                marker.starts_with("import(") && text[..at].trim_end().ends_with([':', '|', '<', '&', '=']);
            let is_type =
                statement.starts_with("import type ") || statement.starts_with("export type ") || is_inline_type;
            if !target.is_empty() {
                found.push(Import { target: resolve(path, target), is_type });
            }
        }
    }
    found
}

fn resolve(from: &str, target: &str) -> String {
    if !target.starts_with('.') {
        return target.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    match path.rsplit_once('/').map_or(path.as_str(), |(_, name)| name).contains('.') {
        true => path,
        false => format!("{path}.ts"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_in_every_form() {
        let text = "import a from './a';\nimport type { B } from '../b/b';\nexport {\n  c,\n} from './c.mjs';\nimport 'node:fs';\nlet x: import('./d').D;\nawait import('./e');\n";
        let found = imports("runtime/view/main.ts", text);
        let has = |target: &str, is_type| found.contains(&Import { target: target.to_owned(), is_type });
        assert!(has("runtime/view/a.ts", false), "{found:?}");
        assert!(has("runtime/b/b.ts", true), "{found:?}");
        assert!(has("runtime/view/c.mjs", false), "{found:?}");
        assert!(has("node:fs", false), "{found:?}");
        assert!(has("runtime/view/d.ts", true), "{found:?}");
        assert!(has("runtime/view/e.ts", false), "{found:?}");
    }
}
