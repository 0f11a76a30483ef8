//! The files of the platform's own pages, with their compressed forms.
//!
//! In: a name. Out: the best form a request takes. Must not: serve a file of the runtime; those are in packages.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use bytes::Bytes;

use crate::blobs::Digest;
use crate::http::{FOR_EVER, FileBody, Tag, accepted, answer_file, content_type};

/// A new server has a new document.
const ASK_AGAIN: &str = "no-cache";

pub(crate) struct Files {
    embedded: Table,
}

type Table = Arc<BTreeMap<String, File>>;

struct File {
    content: Bytes,
    tag: String,
}

impl Files {
    pub(crate) fn embedded() -> Self {
        Files { embedded: read() }
    }

    /// `None` when there is no such file.
    pub(crate) async fn answer(&self, name: &str, request: &HeaderMap) -> Option<Response<Body>> {
        let table = self.table().await;
        let plain = table.get(name).filter(|_| !is_form(name))?;
        let compressed =
            accepted(request).find_map(|coding| Some((coding, table.get(&format!("{name}{}", coding.ending()))?)));
        let (encoding, file) = match compressed {
            Some((coding, file)) => (Some(coding), file),
            None => (None, plain),
        };
        let body = FileBody {
            content: file.content.clone(),
            encoding,
            kind: &content_type(name),
            tag: Tag(&plain.tag),
            cache_control: if is_named_by_content(name) { FOR_EVER } else { ASK_AGAIN },
        };
        Some(answer_file(body, request))
    }

    /// Whoever works on the pages names a folder, whose files change while the server runs.
    async fn table(&self) -> Table {
        if assets::override_folder().is_none() {
            return Arc::clone(&self.embedded);
        }
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }
}

/// A folder that cannot be read has no files; the document then says what to do.
fn read() -> Table {
    let files = assets::all().unwrap_or_default().into_iter().filter(|(name, _)| assets::is_of_pages(name));
    let file = |content: Bytes| File { tag: Digest::of(&content).tag(), content };
    Arc::new(files.map(|(name, content)| (name.into_owned(), file(Bytes::from(content.into_owned())))).collect())
}

/// A compressed form is sent in place of a file, never as one.
fn is_form(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}

/// `console-main.0123abcdef.js`: web/build.mjs puts a hash between name and ending.
fn is_named_by_content(name: &str) -> bool {
    let parts: Vec<&str> = name.split('.').collect();
    matches!(parts.as_slice(), [_, hash, _] if hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_are_kept_for_ever() {
        for (name, expected) in [
            ("console-main.0123abcdef.js", true),
            ("console-document.html", false),
            ("shell-worker.js", false),
            ("shell-main.words.js", false),
            ("shell-a.b.0123abcdef.js", false),
        ] {
            assert_eq!(is_named_by_content(name), expected, "{name}");
        }
    }
}
