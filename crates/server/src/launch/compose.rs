//! Launch documents that say how the visit began.
//!
//! In: a document of a package, what the launch begins with. Out: the document with that at its end, as data, in the form a browser takes.
//! Must not: put anything of a person or a single request into it: everybody who comes by one entry and has the same arms gets the same bytes, which are kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use bytes::Bytes;
use serde::Serialize;

use super::arrive::Shown;
use super::entries::Entry;
use crate::blobs::Digest;
use crate::http::{Effort, Encoding, FileBody, Tag, accepted, answer_file};

/// Beyond it all are forgotten and made again.
const KEPT_BYTES_MAX: usize = 32 << 20;
/// The element that the view looks for (`runtime/view/boot.ts`).
const ELEMENT_ID: &str = "minnow-launch";

#[derive(Default)]
pub(super) struct Composer(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    bytes: usize,
    documents: BTreeMap<(Digest, String), Arc<Composed>>,
}

/// A text that is made here and sent to many.
pub(super) struct Composed {
    pub(super) content: Bytes,
    digest: Digest,
    /// Compressed forms that were asked for; `None` where one saves too little.
    forms: Mutex<BTreeMap<Encoding, Option<Bytes>>>,
}

impl Composer {
    /// A document, when it was made before. `key`: of what the launch begins with.
    pub(super) fn known(&self, document: Digest, key: &str) -> Option<Arc<Composed>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.documents.get(&(document, key.to_owned())).map(Arc::clone)
    }

    pub(super) fn compose(&self, document: Digest, html: &[u8], key: &str, data: &LaunchData<'_>) -> Arc<Composed> {
        let data = data.text();
        let tail = format!("<script type=\"application/json\" id=\"{ELEMENT_ID}\">{data}</script>\n");
        let content: Bytes = [html, tail.as_bytes()].concat().into();
        let composed = Arc::new(Composed::new(content));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Its compressed forms come to less than it takes itself.
        let bytes = composed.content.len() * 2;
        if kept.bytes + bytes > KEPT_BYTES_MAX {
            *kept = Kept::default();
        }
        kept.bytes += bytes;
        kept.documents.insert((document, key.to_owned()), Arc::clone(&composed));
        composed
    }
}

impl Composed {
    pub(super) fn new(content: Bytes) -> Self {
        Composed { digest: Digest::of(&content), content, forms: Mutex::default() }
    }

    /// The answer to a request for it, in the form that the request takes.
    pub(super) async fn answer(
        self: &Arc<Self>,
        kind: &str,
        cache_control: &'static str,
        request: &HeaderMap,
    ) -> Response<Body> {
        let (encoding, content) = match self.form(accepted(request)).await {
            Some((encoding, form)) => (Some(encoding), form),
            None => (None, self.content.clone()),
        };
        let tag = self.digest.tag();
        answer_file(FileBody { content, encoding, kind, tag: Tag(&tag), cache_control }, request)
    }

    /// The first of the forms that is worth sending. Compressing takes a millisecond, so it is done beside the requests, once.
    async fn form(self: &Arc<Self>, accepted: impl Iterator<Item = Encoding>) -> Option<(Encoding, Bytes)> {
        for encoding in accepted {
            let known = self.forms.lock().unwrap_or_else(PoisonError::into_inner).get(&encoding).cloned();
            let form = match known {
                Some(form) => form,
                None => {
                    let composed = Arc::clone(self);
                    let encode = move || encoding.encode(&composed.content, Effort::Quick).map(Bytes::from);
                    let form = tokio::task::spawn_blocking(encode).await.ok().flatten();
                    self.forms.lock().unwrap_or_else(PoisonError::into_inner).insert(encoding, form.clone());
                    form
                }
            };
            if let Some(form) = form {
                return Some((encoding, form));
            }
        }
        None
    }
}

/// What the view reads.
#[derive(Debug, Serialize)]
pub(super) struct LaunchData<'a> {
    #[serde(flatten)]
    entered: Option<Entered<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    experiments: Option<Shown<'a>>,
}

/// The page, its query as it stands in an address, the vendor's number for the scene.
#[derive(Debug, Serialize)]
struct Entered<'a> {
    path: &'a str,
    query: String,
    scene: u32,
}

impl<'a> LaunchData<'a> {
    /// Of a page at an address of its own, which says the rest.
    pub(super) fn of_page(shown: Shown<'a>) -> Self {
        LaunchData { entered: None, experiments: Some(shown) }
    }

    pub(super) fn of_entry(entry: &Entry, page: &'a str, queries: &[&str], shown: Shown<'a>) -> Self {
        let queries = [&*entry.query].into_iter().chain(queries.iter().copied()).filter(|query| !query.is_empty());
        let query = queries.collect::<Vec<_>>().join("&");
        LaunchData {
            entered: Some(Entered { path: page, query, scene: entry.kind.scene() }),
            experiments: Some(shown).filter(|shown| !shown.is_nothing()),
        }
    }

    fn text(&self) -> String {
        // It stands in a script element, which a text of its own could end.
        serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::entries::EntryKind;

    fn entry(query: &str) -> Entry {
        Entry {
            id: "K7Q2M9XR4T".into(),
            app_id: "shop".into(),
            kind: EntryKind::Code,
            name: String::new(),
            page: "pages/a/a".into(),
            query: query.into(),
            created_ms: 0,
            expires_ms: None,
            closed_ms: None,
        }
    }

    #[test]
    fn a_query_cannot_leave_its_element() {
        let entry = entry("scene=</script><script>alert(1)</script>&a=<!--");
        let data = LaunchData::of_entry(&entry, &entry.page, &["b=</script>"], Shown::default()).text();
        assert!(!data.contains('<'), "{data}");
        let read: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!(read["query"], "scene=</script><script>alert(1)</script>&a=<!--&b=</script>");
        assert_eq!((&read["path"], &read["scene"]), (&"pages/a/a".into(), &1047.into()));
        assert_eq!(read.get("experiments"), None);
    }

    #[tokio::test]
    async fn what_was_made_is_kept_within_its_limit() {
        let composer = Composer::default();
        let html = "<p>words</p>".repeat(100_000);
        let data = LaunchData::of_page(Shown::default());
        for number in 0..40u32 {
            let digest = Digest::of(&number.to_le_bytes());
            composer.compose(digest, html.as_bytes(), "a", &data);
            assert!(composer.known(digest, "a").is_some() && composer.known(digest, "b").is_none());
            assert!(composer.0.lock().unwrap().bytes <= KEPT_BYTES_MAX);
        }
        let composed = composer.compose(Digest::of(b"x"), html.as_bytes(), "", &data);
        let (encoding, form) = composed.form([Encoding::Zstd, Encoding::Gzip].into_iter()).await.unwrap();
        assert_eq!(encoding, Encoding::Zstd);
        assert_eq!(zstd::stream::decode_all(&*form).unwrap(), composed.content);
        assert!(composed.form(std::iter::empty()).await.is_none());
    }
}
