//! Paths between files of a project. In: the path of a file and a path written in it. Out: a path from the project's root.
//! Must not look whether anything is there.

/// `../a/b.wxml` as written in `pages/x/y` is `pages/a/b.wxml`; `None` when it leaves the project or is no file.
pub(crate) fn resolve(from: &str, written: &str) -> Option<String> {
    if written.is_empty() || written.contains("://") || written.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    if !written.starts_with('/') {
        parts.extend(from.split('/'));
        parts.pop();
    }
    for part in written.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() { None } else { Some(parts.join("/")) }
}

/// The path without `.wxml` or what other dialects call it.
pub(crate) fn without_suffix(path: &str) -> &str {
    [".wxml", ".ttml", ".axml"].into_iter().find_map(|suffix| path.strip_suffix(suffix)).unwrap_or(path)
}
