//! Paths inside a program: `/` between parts, no leading slash, no `.` or `..` parts.
//!
//! In and out: text. Must not: look at files.

/// The folder of a path, without a trailing slash; empty at the top.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rfind('/').map_or(path, |slash| &path[slash + 1..])
}

/// `folder` and `name` with a slash between, none when the folder is the top.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match (folder.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// Resolves a reference written in a file of `folder`: `/x` is from the top, everything else relative.
/// `None` when it climbs above the top.
pub fn resolve(folder: &str, reference: &str) -> Option<String> {
    match reference.strip_prefix('/') {
        Some(absolute) => normalize(absolute),
        None => normalize(&join(folder, reference)),
    }
}

/// Removes `.`, `..` and empty parts. `None` when the path climbs above the top.
pub(crate) fn normalize(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// As [`normalize`], but keeps leading `..` parts.
pub(crate) fn normalize_outward(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The extension with its dot, or empty.
pub(crate) fn extension(path: &str) -> &str {
    let name = file_name(path);
    name.rfind('.').filter(|dot| *dot > 0).map_or("", |dot| &name[dot..])
}

/// Whether `path` lies in `folder` (the top holds everything).
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a reference leaves the program: a URL, a data URL, an uploaded file.
pub(crate) fn is_remote(reference: &str) -> bool {
    reference.starts_with("//")
        || reference.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_against_their_folder() {
        for (folder, reference, expected) in [
            ("pages/a", "./b", Some("pages/a/b")),
            ("pages/a", "../b", Some("pages/b")),
            ("pages/a", "/b//c/", Some("b/c")),
            ("pages/a", "b/./c", Some("pages/a/b/c")),
            ("", "../b", None),
            ("a", "../../b", None),
            ("a", "..\\b", Some("b")),
        ] {
            assert_eq!(resolve(folder, reference).as_deref(), expected, "{folder} {reference}");
        }
    }

    #[test]
    fn remote_references_have_a_scheme() {
        for reference in ["https://a", "data:image/png", "//cdn/x", "wxfile://x", "cloud://x"] {
            assert!(is_remote(reference), "{reference}");
        }
        for reference in ["/a.png", "a.png", "../a", ""] {
            assert!(!is_remote(reference), "{reference}");
        }
    }
}
