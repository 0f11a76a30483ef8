//! Versions that people open, ready to be served.
//!
//! In: a version's id. Out: its files by address, policies of its documents, its relay. Must not: change.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use bytes::Bytes;
use protocol::package::{ENTRY_DOCUMENT_PATH, MANIFEST_PATH, document_path};
use protocol::policy::Allowed;

use super::compose::Composer;
use super::contents::Contents;
use super::deltas::Deltas;
use super::entries::Entries;
use super::service_worker::ServiceWorkers;
use crate::blobs::{BlobError, Blobs, Digest};
use crate::http::{Encoding, FileHead, Tag, content_type, policy_header, policy_of_kind};
use crate::kept::Kept;
use crate::registry::{Active, PackageIndex, Registry, RegistryError};
use crate::relay::{Relay, RelayOptions};

/// Of answers with a file of a package: the version it is of (`runtime/service_worker/release.ts`).
pub(super) const VERSION_HEADER: &str = "x-minnow-version";
/// Versions kept ready; beyond it all are made ready again when they are asked for.
const LIVE_MAX: usize = 500;

pub(crate) struct Launch {
    pub(super) registry: Arc<Registry>,
    pub(crate) blobs: Arc<Blobs>,
    pub(super) contents: Arc<Contents>,
    pub(super) deltas: Arc<Deltas>,
    pub(crate) entries: Entries,
    pub(super) composer: Composer,
    pub(super) service_workers: ServiceWorkers,
    live: Kept<Arc<LiveVersion>>,
}

/// A version, ready to be served.
pub(super) struct LiveVersion {
    pub(super) id: String,
    /// What answers say of the version that their content is of.
    pub(super) name: Option<HeaderValue>,
    pub(super) index: Arc<PackageIndex>,
    /// Passes requests of the program on.
    pub(super) relay: Router,
    /// What was found out of documents, by path.
    documents: Mutex<BTreeMap<String, Arc<DocumentFacts>>>,
    /// Forms of files that were asked for, by path.
    forms: Mutex<BTreeMap<String, Arc<[Form]>>>,
}

/// What is made of a document's text once.
pub(super) struct DocumentFacts {
    pub(super) policy: HeaderValue,
    /// Values of `Link`: what the page begins with.
    pub(super) links: Vec<HeaderValue>,
}

/// A file as it can be sent.
pub(super) struct Form {
    pub(super) encoding: Option<Encoding>,
    pub(super) digest: Digest,
    pub(super) size_bytes: u64,
    pub(super) head: FileHead,
}

impl Launch {
    pub(crate) fn new(registry: Arc<Registry>, blobs: Arc<Blobs>, entries: Entries) -> Self {
        Launch {
            registry,
            contents: Arc::new(Contents::new(Arc::clone(&blobs))),
            deltas: Deltas::new(),
            blobs,
            entries,
            composer: Composer::default(),
            service_workers: ServiceWorkers::new(),
            live: Kept::for_ever(LIVE_MAX),
        }
    }

    pub(super) fn live_at_hand(&self, version_id: &str) -> Option<Arc<LiveVersion>> {
        self.live.get(version_id)
    }

    pub(super) async fn live(&self, app_id: &str, version_id: &str) -> Result<Arc<LiveVersion>, RegistryError> {
        if let Some(live) = self.live_at_hand(version_id) {
            return Ok(live);
        }
        let index = Box::pin(self.registry.package(version_id)).await?;
        let options =
            RelayOptions { domains: index.domains.clone(), appid: app_id.to_owned(), ..RelayOptions::default() };
        let relay = Relay::new(options).map_err(|error| RegistryError::Failed(error.to_string()))?.routes();
        let live = Arc::new(LiveVersion {
            id: version_id.to_owned(),
            name: HeaderValue::from_str(version_id).ok(),
            index,
            relay,
            documents: Mutex::default(),
            forms: Mutex::default(),
        });
        self.live.insert(version_id, Instant::now(), Arc::clone(&live));
        Ok(live)
    }

    /// The version of a release before that has a file whose name is of its content: whichever it is, the file is the same.
    pub(super) async fn earlier_with(
        &self,
        app_id: &str,
        active: &Active,
        path: &str,
    ) -> Result<Option<Arc<LiveVersion>>, RegistryError> {
        for version_id in &active.recent {
            let live = self.live(app_id, version_id).await?;
            if live.index.files.contains_key(path) {
                return Ok(Some(live));
            }
        }
        Ok(None)
    }

    pub(super) async fn content(&self, digest: Digest) -> Result<Bytes, BlobError> {
        Ok(self.contents.get(digest).await?.bytes)
    }
}

impl LiveVersion {
    /// The file of the package that an address names.
    pub(super) fn file_at<'a>(&'a self, path: &'a str) -> Option<&'a str> {
        let path = path.trim_start_matches('/');
        if path.is_empty() {
            return self.key(ENTRY_DOCUMENT_PATH);
        }
        if path != MANIFEST_PATH
            && let Some(file) = self.key(path)
        {
            return Some(file);
        }
        // `/pages/a/a`, `/pages/a/a/` and the vendor's own `/pages/a/a.html` are the page.
        let page = path.trim_end_matches('/');
        let page = page.strip_suffix(".html").unwrap_or(page);
        self.key(&document_path(page))
    }

    fn key(&self, path: &str) -> Option<&str> {
        self.index.files.get_key_value(path).map(|(path, _)| path.as_str())
    }

    /// The forms of a file of the package: compressed ones as we like them best, and the file itself last.
    pub(super) fn forms(&self, path: &str) -> Arc<[Form]> {
        let known = self.forms.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(known) = known {
            return known;
        }
        let files = &self.index.files;
        // Of the content itself: what a form is, is part of the tag already.
        let (kind, tag) = (content_type(path), files[path].digest.tag());
        let encodings = Encoding::ALL.into_iter().map(Some).chain([None]);
        let form = |encoding: Option<Encoding>| {
            let file = files.get(&format!("{path}{}", encoding.map_or("", Encoding::ending)))?;
            let mut head = FileHead::new(encoding, &kind, Tag(&tag));
            if let Some(name) = &self.name {
                head = head.with(HeaderName::from_static(VERSION_HEADER), name.clone());
            }
            if !is_document(path) {
                head = head.with(header::CONTENT_SECURITY_POLICY, policy_of_kind(&kind));
            }
            Some(Form { encoding, digest: file.digest, size_bytes: file.size_bytes, head })
        };
        let forms: Arc<[Form]> = encodings.filter_map(form).collect();
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), Arc::clone(&forms));
        forms
    }

    /// What is known of a launch document, when it was read before.
    pub(super) fn known_facts(&self, path: &str) -> Option<Arc<DocumentFacts>> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Reads a launch document. `host`: the platform's own origin.
    pub(super) fn read_facts(&self, path: &str, html: &str, host: &str) -> Arc<DocumentFacts> {
        let scripts: Vec<&str> = self.index.scripts.iter().map(String::as_str).collect();
        let host = [host.to_owned()];
        // Frames of the host's say who somebody is, and ask him.
        let frames: Option<Vec<String>> =
            self.index.domains.webview.as_ref().map(|list| list.iter().chain(&host).cloned().collect());
        let allowed = Allowed { scripts: &scripts, frames: frames.as_deref(), ancestors: &host, connections: &[] };
        let policy = policy_header(&protocol::policy::of_document(html, &allowed));
        let facts = Arc::new(DocumentFacts { policy, links: links(html) });
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        documents.insert(path.to_owned(), Arc::clone(&facts));
        facts
    }
}

/// What a document of ours loads before anything else (`crates/prerender/src/document.rs` writes them), as values of `Link`.
fn links(html: &str) -> Vec<HeaderValue> {
    let of = |beginning: &str, about: &str| -> Vec<HeaderValue> {
        let addresses = html.split(beginning).skip(1).filter_map(|rest| rest.split_once('"'));
        // What would have to be written otherwise in an address is left out: a hint may be missing, but not wrong.
        let plain = addresses.filter(|(address, _)| !address.contains(['&', '<', '>', ' ']));
        plain
            .filter_map(|(address, _)| HeaderValue::from_str(&format!("<{address}>; rel=preload; as={about}")).ok())
            .collect()
    };
    let styles = of("<link rel=\"stylesheet\" href=\"", "style");
    let ahead = of("<link rel=\"preload\" as=\"script\" href=\"", "script");
    let scripts = of("<script defer fetchpriority=\"high\" src=\"", "script");
    [styles, ahead, scripts].concat()
}

pub(super) fn is_document(path: &str) -> bool {
    path == ENTRY_DOCUMENT_PATH || path.ends_with(&format!("/{ENTRY_DOCUMENT_PATH}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_what_the_document_begins_with() {
        let html = "<link rel=\"icon\" href=\"data:,\">\n<link rel=\"preload\" as=\"script\" href=\"/a/b.js\">\n\
                    <link rel=\"stylesheet\" href=\"/a/c.css\">\n<link rel=\"preload\" as=\"script\" href=\"/a/&quot;.js\">";
        assert_eq!(links(html), ["</a/c.css>; rel=preload; as=style", "</a/b.js>; rel=preload; as=script"]);
    }
}
