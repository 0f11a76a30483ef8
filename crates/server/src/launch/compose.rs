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
use crate::http::{AtHand, Effort, Encoding, FileHead, Tag, accepted};
use crate::placed::placed;

/// Beyond it all are forgotten and made again.
const KEPT_BYTES_MAX: usize = 32 << 20;
const DOCUMENT_KIND: &str = "text/html; charset=utf-8";
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
    /// The media type.
    kind: &'static str,
    tag: String,
    /// As it is.
    plain: FileHead,
    /// Compressed forms that were asked for; `None` where one saves too little.
    forms: Mutex<BTreeMap<Encoding, Option<ComposedForm>>>,
}

struct ComposedForm {
    head: FileHead,
    content: Bytes,
}

impl Composer {
    /// A document, when it was made before. `name`: the document of the package, and what the launch begins with.
    pub(super) fn known(&self, name: &(Digest, String)) -> Option<Arc<Composed>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.documents.get(name).map(Arc::clone)
    }

    pub(super) fn compose(&self, name: (Digest, String), html: &[u8], data: &LaunchData<'_>) -> Arc<Composed> {
        let data = data.text();
        let tail = format!("<script type=\"application/json\" id=\"{ELEMENT_ID}\">{data}</script>\n");
        let content: Bytes = [html, tail.as_bytes()].concat().into();
        let composed = Arc::new(Composed::new(content, DOCUMENT_KIND));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Its compressed forms come to less than it takes itself.
        let bytes = composed.content.len() * 2;
        if kept.bytes + bytes > KEPT_BYTES_MAX {
            *kept = Kept::default();
        }
        kept.bytes += bytes;
        kept.documents.insert(name, Arc::clone(&composed));
        composed
    }
}

impl Composed {
    pub(super) fn new(content: Bytes, kind: &'static str) -> Self {
        let tag = Digest::of(&content).tag();
        let plain = FileHead::new(None, kind, Tag(&tag));
        Composed { content: placed(content), kind, tag, plain, forms: Mutex::default() }
    }

    /// The answer to a request for it, in the form that the request takes; the encoding of a form that has to be made first.
    pub(super) fn answer_at_hand(&self, cache_control: &'static str, request: &HeaderMap) -> Result<AtHand, Encoding> {
        let forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        for encoding in accepted(request) {
            // The first of the forms that is worth sending.
            if let Some(form) = forms.get(&encoding).ok_or(encoding)? {
                return Ok(form.head.answer(form.content.clone(), cache_control, request));
            }
        }
        Ok(self.plain.answer(self.content.clone(), cache_control, request))
    }

    /// Makes a form. Compressing takes a millisecond, so it is done beside the requests, once.
    pub(super) async fn make_form(self: &Arc<Self>, encoding: Encoding) {
        let composed = Arc::clone(self);
        let encode = move || encoding.encode(&composed.content, Effort::Quick).map(|content| placed(content.into()));
        let content = tokio::task::spawn_blocking(encode).await.ok().flatten();
        let head = FileHead::new(Some(encoding), self.kind, Tag(&self.tag));
        let form = content.map(|content| ComposedForm { head, content });
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).insert(encoding, form);
    }

    /// The answer, once its form is made.
    pub(super) async fn answer(self: &Arc<Self>, cache_control: &'static str, request: &HeaderMap) -> Response<Body> {
        loop {
            match self.answer_at_hand(cache_control, request) {
                Ok(answer) => return answer.into(),
                Err(encoding) => self.make_form(encoding).await,
            }
        }
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
    use axum::http::{HeaderValue, header};

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
            composer.compose((digest, "a".into()), html.as_bytes(), &data);
            assert!(composer.known(&(digest, "a".into())).is_some());
            assert!(composer.known(&(digest, "b".into())).is_none());
            assert!(composer.0.lock().unwrap().bytes <= KEPT_BYTES_MAX);
        }
        let composed = composer.compose((Digest::of(b"x"), String::new()), html.as_bytes(), &data);
        let answer = async |codings: &'static str| {
            let request = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(codings))]);
            let (head, body) = composed.answer("no-cache", &request).await.into_parts();
            (head.headers, axum::body::to_bytes(body, usize::MAX).await.unwrap())
        };
        let (headers, form) = answer("gzip, zstd").await;
        assert_eq!(headers["content-encoding"], "zstd");
        assert_eq!(headers["content-type"], DOCUMENT_KIND);
        assert_eq!(zstd::stream::decode_all(&*form).unwrap(), composed.content);
        let (headers, plain) = answer("").await;
        assert_eq!((headers.get("content-encoding"), plain), (None, composed.content.clone()));
    }
}
