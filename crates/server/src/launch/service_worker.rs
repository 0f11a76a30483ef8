//! The service worker of a program: what it is to keep, and its script.
//!
//! In: a version. Out: a script, `release` before the code of `runtime/service_worker`. Must not: differ for two who get the same version:
//! the script is how a browser learns that there is another one.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::response::IntoResponse as _;
use bytes::Bytes;
use protocol::package::{ENTRY_DOCUMENT_PATH, is_immutable};
use serde::Serialize;

use super::compose::Composed;
use super::live::is_document;
use crate::http::Encoding;
use crate::kept::Kept;
use crate::registry::PackageIndex;

/// Where a program's documents are told that it is. Its answer may speak for the whole of the program's origin.
pub const SERVICE_WORKER_PATH: &str = "/_minnow/service_worker.js";
/// What it shows where there is neither a network nor the page.
pub(super) const OFFLINE_PATH: &str = "/_minnow/offline";
const SCRIPT_KIND: &str = "text/javascript; charset=utf-8";
const ASSET: &str = "service-worker.js";
/// Compressed. What a program has beyond it comes when it is used.
const AHEAD_BYTES_MAX: u64 = 4 << 20;
/// Scripts kept ready.
const SCRIPTS_KEPT_MAX: usize = 500;

pub(super) struct ServiceWorkers {
    code: Bytes,
    scripts: Kept<Arc<Composed>>,
}

/// `release` of `runtime/service_worker/release.ts`.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Release<'a> {
    version: &'a str,
    pages: Vec<&'a str>,
    files: Vec<&'a str>,
    withdrawn: &'a [String],
    offline: &'a str,
}

impl ServiceWorkers {
    pub(super) fn new() -> Self {
        let code = assets::all().unwrap_or_default().into_iter().find(|(name, _)| name == ASSET);
        let code = code.map(|(_, code)| Bytes::from(code.into_owned())).unwrap_or_default();
        ServiceWorkers { code, scripts: Kept::for_ever(SCRIPTS_KEPT_MAX) }
    }

    /// The script of a version, or the one that ends itself where nothing is released.
    pub(super) fn script(&self, version: Option<(&str, &PackageIndex)>, withdrawn: &[String]) -> Arc<Composed> {
        let name = format!("{} {}", version.map_or("", |(id, _)| id), withdrawn.join(" "));
        if let Some(script) = self.scripts.get(&name) {
            return script;
        }
        let release = version.map(|(id, index)| release(id, index, withdrawn));
        // JSON is JavaScript since ES2019.
        let release = serde_json::to_string(&release).unwrap_or_else(|_| "null".to_owned());
        let text = [format!("const release={release};\n").as_bytes(), &self.code].concat();
        let script = Arc::new(Composed::new(text.into(), SCRIPT_KIND));
        self.scripts.insert(&name, Instant::now(), Arc::clone(&script));
        script
    }
}

fn release<'a>(version: &'a str, index: &'a PackageIndex, withdrawn: &'a [String]) -> Release<'a> {
    let mut release = Release { version, pages: Vec::new(), files: Vec::new(), withdrawn, offline: OFFLINE_PATH };
    let mut bytes_left = AHEAD_BYTES_MAX;
    let files = index.files.iter().map(|(path, file)| (path.as_str(), file.size_bytes));
    for (path, size_bytes) in files {
        if index.is_form(path) {
            continue;
        }
        let page =
            is_document(path).then(|| path.strip_suffix(ENTRY_DOCUMENT_PATH).unwrap_or(path).trim_end_matches('/'));
        if page.is_none() && !is_immutable(path) {
            continue;
        }
        let smallest = Encoding::ALL.iter().filter_map(|one| index.files.get(&format!("{path}{}", one.ending())));
        let sent_bytes = smallest.map(|form| form.size_bytes).min().unwrap_or(size_bytes);
        let Some(left) = bytes_left.checked_sub(sent_bytes) else { continue };
        bytes_left = left;
        match page {
            Some(page) => release.pages.push(page),
            None => release.files.push(path),
        }
    }
    release
}

pub(super) async fn answer(
    script: &Arc<Composed>,
    method: &Method,
    headers: &HeaderMap,
    cache_control: &'static str,
) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let mut response = script.answer(cache_control, headers).await;
    let everywhere = axum::http::HeaderValue::from_static("/");
    response.headers_mut().insert("service-worker-allowed", everywhere);
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::blobs::Digest;
    use crate::registry::PackageFile;

    fn index(files: &[(&str, u64)]) -> PackageIndex {
        let file = |&(path, size_bytes): &(&str, u64)| {
            (path.to_owned(), PackageFile { digest: Digest::of(path.as_bytes()), size_bytes })
        };
        PackageIndex {
            files: files.iter().map(file).collect::<BTreeMap<_, _>>(),
            scripts: Vec::new(),
            domains: Default::default(),
        }
    }

    #[test]
    fn documents_and_files_named_by_content_come_ahead_while_they_are_few() {
        let index = index(&[
            ("a/app.1.js", 3 << 20),
            ("a/app.1.js.br", 1 << 20),
            ("a/large.2.js", 5 << 20),
            ("a/notes.br", 10),
            ("images/a.png", 10),
            ("index.html", 10),
            ("index.html.br", 5),
            ("minnow.json", 10),
            ("pages/a/a/index.html", 10),
        ]);
        let withdrawn = ["old".to_owned()];
        let release = release("v", &index, &withdrawn);
        assert_eq!(release.pages, ["", "pages/a/a"]);
        // A form of nothing is a file of its own.
        assert_eq!(release.files, ["a/app.1.js", "a/notes.br"]);
        assert_eq!((release.version, release.withdrawn), ("v", &withdrawn[..]));
    }

    #[test]
    fn where_nothing_is_released_the_worker_is_to_leave() {
        let workers = ServiceWorkers { code: Bytes::from_static(b"code"), scripts: Kept::for_ever(9) };
        assert_eq!(&*workers.script(None, &[]).content, b"const release=null;\ncode");
        let index = index(&[("index.html", 1)]);
        let script = workers.script(Some(("v", &index)), &[]);
        assert!(script.content.starts_with(b"const release={\"version\":\"v\",\"pages\":[\"\"],\"files\":[]"));
        assert!(Arc::ptr_eq(&script, &workers.script(Some(("v", &index)), &[])));
    }
}
