//! Answers that lie in memory.
//!
//! In: fields that many answers have, and an answer's own. Out: a head as either protocol writes it. Must not: make anew what many answers share.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use bytes::Bytes;

use crate::listen::FileOfBody;

/// Fields of many answers, made once.
#[derive(Debug)]
pub(crate) struct Fields {
    map: HeaderMap,
    lines: OnceLock<Box<[u8]>>,
}

impl Fields {
    pub(crate) fn new(map: HeaderMap) -> Self {
        Fields { map, lines: OnceLock::new() }
    }

    pub(crate) fn map(&self) -> &HeaderMap {
        &self.map
    }

    /// As HTTP/1.1 has them.
    pub(crate) fn lines(&self) -> &[u8] {
        self.lines.get_or_init(|| {
            let mut lines = Vec::new();
            for (name, value) in &self.map {
                write_field(&mut lines, name, value.as_bytes());
            }
            lines.into()
        })
    }
}

/// A field as HTTP/1.1 writes it.
pub(crate) fn write_field(into: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    into.extend_from_slice(name.as_str().as_bytes());
    into.extend_from_slice(b": ");
    into.extend_from_slice(value);
    into.extend_from_slice(b"\r\n");
}

/// An answer all of which lies in memory.
#[derive(Debug)]
pub(crate) struct AtHand {
    pub(crate) status: StatusCode,
    /// No name stands in two of these.
    shared: [Option<Arc<Fields>>; 2],
    own: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
    /// Where the body lies in a file, too.
    pub(crate) file: Option<FileOfBody>,
}

/// Fields of its own that most answers have at most.
const OWN_FIELDS: usize = 8;

impl AtHand {
    pub(crate) fn new(status: StatusCode, body: Bytes) -> Self {
        AtHand { status, shared: [None, None], own: Vec::with_capacity(OWN_FIELDS), body, file: None }
    }

    /// Of a file: what is said of it to all.
    pub(crate) fn of_file(status: StatusCode, fields: Arc<Fields>, body: Bytes) -> Self {
        AtHand { shared: [Some(fields), None], ..Self::new(status, body) }
    }

    /// One that has what all answers have.
    pub(crate) fn share(&mut self, fields: &Arc<Fields>) {
        debug_assert!(fields.map.keys().all(|name| self.get(name).is_none()), "a field is said twice: {self:?}");
        self.shared[1] = Some(Arc::clone(fields));
    }

    /// A field of its own; it must not be one of those that are shared.
    pub(crate) fn add(&mut self, name: HeaderName, value: HeaderValue) {
        debug_assert!(
            self.shared.iter().flatten().all(|fields| !fields.map.contains_key(&name)),
            "{name} is said twice"
        );
        self.own.push((name, value));
    }

    /// A field of its own, in place of the one that it had.
    pub(crate) fn replace(&mut self, name: HeaderName, value: HeaderValue) {
        match self.own.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.add(name, value),
        }
    }

    pub(crate) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        let own = self.own.iter().find_map(|(known, value)| (known == name).then_some(value));
        own.or_else(|| self.shared.iter().flatten().find_map(|fields| fields.map.get(name)))
    }

    /// The fields as HTTP/1.1 writes them.
    pub(crate) fn write_fields(&self, into: &mut Vec<u8>) {
        for fields in self.shared.iter().flatten() {
            into.extend_from_slice(fields.lines());
        }
        for (name, value) in &self.own {
            write_field(into, name, value.as_bytes());
        }
    }

    /// The head and the body.
    pub(crate) fn into_parts(self) -> (Response<()>, Bytes) {
        let mut head = Response::new(());
        *head.status_mut() = self.status;
        let headers = head.headers_mut();
        let [of_file, of_all] = self.shared;
        let count = [&of_file, &of_all].into_iter().flatten().map(|fields| fields.map.len()).sum::<usize>();
        // With room for what the protocol says.
        headers.reserve(count + self.own.len() + 2);
        for fields in [of_file, of_all].into_iter().flatten() {
            headers.extend(fields.map.clone());
        }
        for (name, value) in self.own {
            headers.append(name, value);
        }
        (head, self.body)
    }
}

impl From<AtHand> for Response<Body> {
    fn from(mut answer: AtHand) -> Self {
        let file = answer.file.take();
        let (head, body) = answer.into_parts();
        let mut response = head.map(|()| Body::from(body));
        if let Some(file) = file {
            response.extensions_mut().insert(file);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn both_protocols_say_the_same() {
        let value = HeaderValue::from_static;
        let file = Fields::new(
            [(header::ETAG, value("\"a\"")), (header::VARY, value("accept-encoding"))].into_iter().collect(),
        );
        let all = Arc::new(Fields::new([(header::REFERRER_POLICY, value("same-origin"))].into_iter().collect()));
        let mut answer = AtHand::of_file(StatusCode::OK, Arc::new(file), Bytes::from_static(b"body"));
        answer.share(&all);
        answer.replace(header::CACHE_CONTROL, value("no-store"));
        answer.replace(header::CACHE_CONTROL, value("no-cache"));
        for cookie in ["a=1", "b=2"] {
            answer.add(header::SET_COOKIE, value(cookie));
        }
        assert_eq!(answer.get(&header::ETAG), Some(&value("\"a\"")));
        assert_eq!(answer.get(&header::CACHE_CONTROL), Some(&value("no-cache")));
        assert_eq!(answer.get(&header::AGE), None);
        let mut lines = Vec::new();
        answer.write_fields(&mut lines);
        let (head, body) = answer.into_parts();
        let mut again = Vec::new();
        for (name, value) in head.headers() {
            write_field(&mut again, name, value.as_bytes());
        }
        assert_eq!((lines, &body[..]), (again, &b"body"[..]));
    }
}
