//! Versions that people open, ready to be served.
//!
//! In: a version's id. Out: its files by address, policies of its documents, its relay. Must not: change.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Response};
use bytes::Bytes;
use protocol::package::{ENTRY_DOCUMENT_PATH, MANIFEST_PATH, document_path};
use protocol::policy::Allowed;

use super::compose::Composer;
use super::entries::Entries;
use super::service_worker::ServiceWorkers;
use crate::blobs::{BlobError, Blobs, Digest};
use crate::kept::Kept;
use crate::registry::{Active, PackageIndex, Registry, RegistryError};
use crate::relay::{Relay, RelayOptions};

/// Of answers with a file of a package: the version it is of (`runtime/service_worker/release.ts`).
const VERSION_HEADER: &str = "x-minnow-version";
/// Versions kept ready; beyond it all are made ready again when they are asked for.
const LIVE_MAX: usize = 500;

pub(crate) struct Launch {
    pub(super) registry: Arc<Registry>,
    pub(crate) blobs: Arc<Blobs>,
    pub(crate) entries: Entries,
    pub(super) composer: Composer,
    pub(super) service_workers: ServiceWorkers,
    live: Kept<Arc<LiveVersion>>,
}

/// A version, ready to be served.
pub(super) struct LiveVersion {
    pub(super) id: String,
    pub(super) index: Arc<PackageIndex>,
    /// Passes requests of the program on.
    pub(super) relay: Router,
    /// Policies by the path of a document: they are made from its text.
    policies: Mutex<BTreeMap<String, Arc<str>>>,
}

impl Launch {
    pub(crate) fn new(registry: Arc<Registry>, blobs: Arc<Blobs>, entries: Entries) -> Self {
        Launch {
            registry,
            blobs,
            entries,
            composer: Composer::default(),
            service_workers: ServiceWorkers::new(),
            live: Kept::for_ever(LIVE_MAX),
        }
    }

    pub(super) async fn live(&self, app_id: &str, version_id: &str) -> Result<Arc<LiveVersion>, RegistryError> {
        if let Some(live) = self.live.get(version_id) {
            return Ok(live);
        }
        let index = self.registry.package(version_id).await?;
        let options =
            RelayOptions { domains: index.domains.clone(), appid: app_id.to_owned(), ..RelayOptions::default() };
        let relay = Relay::new(options).map_err(|error| RegistryError::Failed(error.to_string()))?.routes();
        let live = Arc::new(LiveVersion { id: version_id.to_owned(), index, relay, policies: Mutex::default() });
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
        let content = self.blobs.read(digest).await?;
        content.ok_or_else(|| std::io::Error::other(format!("the blob {digest} is gone")).into())
    }
}

impl LiveVersion {
    /// The file of the package that an address names.
    pub(super) fn file_at<'a>(&'a self, path: &'a str) -> Option<&'a str> {
        let path = path.trim_start_matches('/');
        let is_open = |path: &str| path != MANIFEST_PATH && self.index.files.contains_key(path);
        if path.is_empty() {
            return self.key(ENTRY_DOCUMENT_PATH);
        }
        if is_open(path) {
            return self.key(path);
        }
        // `/pages/a/a`, `/pages/a/a/` and the vendor's own `/pages/a/a.html` are the page.
        let page = path.trim_end_matches('/');
        let page = page.strip_suffix(".html").unwrap_or(page);
        self.key(&document_path(page))
    }

    /// An answer that says which version its content is of.
    pub(super) fn named(&self, mut response: Response<Body>) -> Response<Body> {
        if let Ok(id) = HeaderValue::from_str(&self.id) {
            response.headers_mut().insert(VERSION_HEADER, id);
        }
        response
    }

    fn key(&self, path: &str) -> Option<&str> {
        self.index.files.get_key_value(path).map(|(path, _)| path.as_str())
    }

    /// The policy of a launch document, when it was made before.
    pub(super) fn known_policy(&self, path: &str) -> Option<Arc<str>> {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Makes the policy of a launch document. `host`: the platform's own origin.
    pub(super) fn make_policy(&self, path: &str, html: &str, host: &str) -> Arc<str> {
        let scripts: Vec<&str> = self.index.scripts.iter().map(String::as_str).collect();
        let host = [host.to_owned()];
        // Frames of the host's say who somebody is, and ask him.
        let frames: Option<Vec<String>> =
            self.index.domains.webview.as_ref().map(|list| list.iter().chain(&host).cloned().collect());
        let allowed = Allowed { scripts: &scripts, frames: frames.as_deref(), ancestors: &host, connections: &[] };
        let policy: Arc<str> = protocol::policy::of_document(html, &allowed).into();
        let mut policies = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        policies.insert(path.to_owned(), Arc::clone(&policy));
        policy
    }
}

pub(super) fn is_document(path: &str) -> bool {
    path == ENTRY_DOCUMENT_PATH || path.ends_with(&format!("/{ENTRY_DOCUMENT_PATH}"))
}
