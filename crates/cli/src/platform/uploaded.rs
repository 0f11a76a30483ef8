//! A project as it travels: what the compiler read of it, and nothing else.
//!
//! In: a project on disk while it is compiled here; the files that were sent, on the server. Out: [`Project`] both times, so that the server
//! compiles exactly what was compiled here. Must not: run anything of the project on the server: what its own Less made travels as CSS.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use compiler::Structure;
use compiler::project::{Bytes, Entry, PreprocessError, Preprocessed, Project};

use serde_json::Value;

use crate::disk_project::DiskProject;

/// Folders that lie above the project (`../node_modules`), and the results of Less, among the files that are sent.
const ABOVE: &str = ".minnow/above";
const LESS: &str = ".minnow/less";

/// Where a path of the project stands among the files that are sent.
fn sent_path(path: &str) -> String {
    let mut rest = path;
    let mut steps = 0;
    while let Some(after) = rest.strip_prefix("../") {
        rest = after;
        steps += 1;
    }
    if steps == 0 { path.to_owned() } else { format!("{ABOVE}/{steps}/{rest}") }
}

/// Where a project says which of its pages may be found: `sitemapLocation` of app.json, else `sitemap.json` beside it.
pub(crate) fn sitemap_path(structure: &Structure, read: impl Fn(&str) -> Option<Bytes>) -> String {
    let app_json = structure.app_json();
    let root = app_json.strip_suffix("app.json").unwrap_or_default();
    let app: Option<Value> = read(&app_json).and_then(|text| serde_json::from_slice(&text).ok());
    let named = app.as_ref().and_then(|app| app["sitemapLocation"].as_str()).unwrap_or("sitemap.json");
    format!("{root}{}", named.trim_start_matches("./").trim_start_matches('/'))
}

/// Remembers what is read of a project.
#[derive(Debug)]
pub(crate) struct RecordingProject {
    inner: DiskProject,
    files: Mutex<BTreeMap<String, Bytes>>,
}

impl RecordingProject {
    pub(crate) fn new(inner: DiskProject) -> Self {
        RecordingProject { inner, files: Mutex::default() }
    }

    /// What was read, by the paths it is sent under.
    pub(crate) fn into_files(self) -> BTreeMap<String, Bytes> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, path: String, content: &Bytes) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.entry(path).or_insert_with(|| Bytes::clone(content));
    }
}

impl Project for RecordingProject {
    fn read(&self, path: &str) -> Option<Bytes> {
        let content = self.inner.read(path)?;
        self.note(sent_path(path), &content);
        Some(content)
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        self.inner.list(folder)
    }

    fn preprocess_less(&self, path: &str) -> Result<Preprocessed, PreprocessError> {
        let made = self.inner.preprocess_less(path)?;
        self.note(format!("{LESS}/{path}.css"), &Bytes::from(made.css.as_bytes()));
        Ok(made)
    }
}

/// The files that were sent, in a folder of the server's.
#[derive(Debug)]
pub(crate) struct UploadedProject {
    inner: DiskProject,
}

impl UploadedProject {
    pub(crate) fn new(folder: PathBuf) -> Self {
        UploadedProject { inner: DiskProject::new(folder) }
    }
}

impl Project for UploadedProject {
    fn read(&self, path: &str) -> Option<Bytes> {
        self.inner.read(&sent_path(path))
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        let mut entries = self.inner.list(&sent_path(folder));
        if folder.is_empty() {
            entries.retain(|entry| entry.name != ".minnow");
        }
        entries
    }

    fn preprocess_less(&self, path: &str) -> Result<Preprocessed, PreprocessError> {
        let made = self.inner.read(&format!("{LESS}/{path}.css"));
        let css = made.and_then(|content| String::from_utf8(content.to_vec()).ok());
        css.map(|css| Preprocessed { css, dependencies: Vec::new() }).ok_or_else(|| PreprocessError {
            message: format!("{path} was sent without what Less makes of it"),
            line: None,
            is_absent: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_the_project_travels_below_it() {
        for (path, sent) in [
            ("pages/a.js", "pages/a.js"),
            ("../node_modules/x/a.js", ".minnow/above/1/node_modules/x/a.js"),
            ("../../node_modules", ".minnow/above/2/node_modules"),
        ] {
            assert_eq!(sent_path(path), sent);
        }
    }

    #[test]
    fn the_server_sees_what_the_compiler_read_here() {
        let above = crate::files::temporary_folder("uploaded");
        std::fs::create_dir_all(above.join("node_modules/x")).unwrap();
        std::fs::create_dir_all(above.join("program/pages")).unwrap();
        for (path, text) in [("node_modules/x/a.js", "1"), ("program/app.json", "{}"), ("program/secret.txt", "s")] {
            std::fs::write(above.join(path), text).unwrap();
        }
        let project = RecordingProject::new(DiskProject::new(above.join("program")));
        assert!(project.read("app.json").is_some() && project.read("../node_modules/x/a.js").is_some());
        assert!(project.read("none").is_none());
        let files = project.into_files();
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(paths, [".minnow/above/1/node_modules/x/a.js", "app.json"]);
        let sent = above.join("sent");
        for (path, content) in &files {
            let file = sent.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, content).unwrap();
        }
        let uploaded = UploadedProject::new(sent);
        assert_eq!(uploaded.read("../node_modules/x/a.js").as_deref(), Some(&b"1"[..]));
        assert_eq!(uploaded.list("../node_modules")[0].name, "x");
        assert_eq!(uploaded.list("").iter().map(|entry| &*entry.name).collect::<Vec<_>>(), ["app.json"]);
        assert!(uploaded.read("secret.txt").is_none());
        std::fs::remove_dir_all(above).unwrap();
    }
}
