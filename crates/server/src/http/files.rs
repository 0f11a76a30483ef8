//! Files as answers: kinds, ranges, conditional requests, compressed forms that lie beside them.
//!
//! In: a file's forms and a request's head. Out: an answer. Must not: read the disk, or compress.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;

use super::at_hand::{AtHand, Fields};
use super::dictionary::{DCZ, VARY_BY_DICTIONARY};
use super::encoding::Encoding;

/// Of what stands at an address that will always mean the same content.
pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What a cache of many people does, where it is to be another thing than for a browser (RFC 9213).
pub(crate) const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");

/// What a content is recognised by: the same for the same bytes.
pub(crate) struct Tag<'a>(pub(crate) &'a str);

/// A content to answer with.
pub(crate) struct FileBody<'a> {
    pub(crate) content: Bytes,
    /// The encoding the content is in, when it is a compressed form.
    pub(crate) encoding: Option<Encoding>,
    pub(crate) kind: &'a str,
    pub(crate) tag: Tag<'a>,
    pub(crate) cache_control: &'static str,
}

/// The encodings a request takes, in our order.
pub(crate) fn accepted(headers: &HeaderMap) -> impl Iterator<Item = Encoding> {
    let mut takes = [false; Encoding::ALL.len()];
    for coding in codings(headers) {
        if let Some(at) = Encoding::ALL.iter().position(|one| coding.eq_ignore_ascii_case(one.name())) {
            takes[at] = true;
        }
    }
    Encoding::ALL.into_iter().zip(takes).filter_map(|(one, takes)| takes.then_some(one))
}

/// Whether a request takes an encoding that has no form of its own beside a file.
pub(crate) fn takes_coding(headers: &HeaderMap, name: &str) -> bool {
    codings(headers).any(|coding| coding.eq_ignore_ascii_case(name))
}

/// The words of `Accept-Encoding` that are not refused. A part of a compressed form is of no use: ranges are of the content itself.
fn codings(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let is_whole = !headers.contains_key(header::RANGE);
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter(move |_| is_whole);
    lines.filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(',')).filter_map(|word| {
        let (coding, weight) = word.split_once(';').unwrap_or((word, ""));
        let is_refused = weight.trim().strip_prefix("q=").is_some_and(|weight| weight.trim().parse() == Ok(0.0));
        (!is_refused).then(|| coding.trim())
    })
}

/// What answers with one form of a content say, whoever asks; made once for many.
pub(crate) struct FileHead {
    tag: String,
    /// On what the choice of the form depended.
    vary: HeaderValue,
    fields: Arc<Fields>,
}

impl FileHead {
    pub(crate) fn new(encoding: Option<Encoding>, kind: &str, tag: Tag<'_>) -> Self {
        let tag = match encoding {
            None => format!("\"{}\"", tag.0),
            Some(encoding) => format!("\"{}-{}\"", tag.0, encoding.name()),
        };
        let mut headers = HeaderMap::new();
        insert(&mut headers, header::ETAG, &tag);
        insert(&mut headers, header::CONTENT_TYPE, kind);
        match encoding {
            Some(encoding) => headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name())),
            None => headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        };
        let vary = HeaderValue::from_static("accept-encoding");
        FileHead { tag, vary, fields: Arc::new(Fields::new(headers)) }
    }

    /// Of a content compressed against a dictionary, which the tag names, too: against another one it is other bytes.
    pub(crate) fn against(dictionary: &str, kind: &str, tag: Tag<'_>) -> Self {
        let head = Self::new(None, kind, Tag(&format!("{}-{DCZ}-{dictionary}", tag.0)));
        let head = head.changed(|headers| {
            headers.remove(header::ACCEPT_RANGES);
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(DCZ));
        });
        FileHead { vary: VARY_BY_DICTIONARY, ..head }
    }

    /// One that says more.
    pub(crate) fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        self.changed(|headers| {
            headers.insert(name, value);
        })
    }

    fn changed(self, change: impl FnOnce(&mut HeaderMap)) -> Self {
        let mut headers = self.fields.map().clone();
        change(&mut headers);
        FileHead { fields: Arc::new(Fields::new(headers)), ..self }
    }

    /// The answer to a request for the content.
    pub(crate) fn answer(&self, content: Bytes, cache_control: &'static str, request: &HeaderMap) -> AtHand {
        let is_known = has_tag(request, &self.tag);
        let Part { status, content, range } = match is_known {
            true => Part::nothing(StatusCode::NOT_MODIFIED),
            false => part(content, request, &self.tag),
        };
        let mut answer = AtHand::of_file(status, Arc::clone(&self.fields), content);
        answer.add(header::VARY, self.vary.clone());
        answer.add(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
        if let Some(range) = range {
            answer.add(header::CONTENT_RANGE, range);
        }
        answer
    }
}

/// The answer to a request for a file.
pub(crate) fn answer_file(file: FileBody<'_>, request: &HeaderMap) -> Response<Body> {
    FileHead::new(file.encoding, file.kind, file.tag).answer(file.content, file.cache_control, request).into()
}

/// Whether whoever asks has what bears a tag: compared weakly (RFC 9110, section 13.1.2).
pub(crate) fn has_tag(request: &HeaderMap, tag: &str) -> bool {
    let tag = tag.trim_start_matches("W/");
    let lines = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut known = lines.flat_map(|line| line.split(',')).map(|known| known.trim().trim_start_matches("W/"));
    known.any(|known| known == "*" || known == tag)
}

/// What is sent of a content.
struct Part {
    status: StatusCode,
    content: Bytes,
    /// The value of `Content-Range`.
    range: Option<HeaderValue>,
}

impl Part {
    fn nothing(status: StatusCode) -> Self {
        Part { status, content: Bytes::new(), range: None }
    }
}

/// The whole, or the part that was asked for: media elements seek by range.
fn part(content: Bytes, request: &HeaderMap, tag: &str) -> Part {
    let length = content.len();
    let text = |name: HeaderName| request.get(name).and_then(|value| value.to_str().ok());
    // RFC 9110, section 13.1.5: of a content that is no longer the same, the whole is wanted.
    let is_same = text(header::IF_RANGE).is_none_or(|known| known == tag);
    match text(header::RANGE).filter(|_| is_same).map(|range| parse_range(range, length)) {
        Some(Range::Part(start, end)) => Part {
            status: StatusCode::PARTIAL_CONTENT,
            content: content.slice(start..end),
            range: HeaderValue::from_str(&format!("bytes {start}-{}/{length}", end - 1)).ok(),
        },
        Some(Range::Unsatisfiable) => Part {
            range: HeaderValue::from_str(&format!("bytes */{length}")).ok(),
            ..Part::nothing(StatusCode::RANGE_NOT_SATISFIABLE)
        },
        Some(Range::Whole) | None => Part { status: StatusCode::OK, content, range: None },
    }
}

/// The same as an answer, which says no more than that.
pub fn ranged(content: Bytes, request: &HeaderMap, tag: &str) -> Response<Bytes> {
    let Part { status, content, range } = part(content, request, tag);
    let mut response = Response::new(content);
    *response.status_mut() = status;
    response.headers_mut().extend(range.map(|range| (header::CONTENT_RANGE, range)));
    response
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// From the first byte up to, not including, the second.
    Part(usize, usize),
    Unsatisfiable,
    /// The header is one we ignore: another unit, several ranges, or nonsense.
    Whole,
}

/// RFC 9110, section 14.1.2.
pub(crate) fn parse_range(text: &str, length: usize) -> Range {
    let Some((first, last)) = text.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Range::Whole;
    };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    match (first.trim(), last.trim()) {
        ("", suffix) => match number(suffix) {
            Some(0) => Range::Unsatisfiable,
            Some(_) if length == 0 => Range::Unsatisfiable,
            Some(count) => Range::Part(length.saturating_sub(count), length),
            None => Range::Whole,
        },
        (first, last) => match (number(first), last.is_empty(), number(last)) {
            (Some(first), _, _) if first >= length => Range::Unsatisfiable,
            (Some(first), true, _) => Range::Part(first, length),
            (Some(first), false, Some(last)) if last >= first => Range::Part(first, last.saturating_add(1).min(length)),
            _ => Range::Whole,
        },
    }
}

/// By the name's extension; text is UTF-8.
pub fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let essence = kind.essence_str();
    if essence.starts_with("text/")
        || matches!(essence, "application/json" | "application/javascript" | "image/svg+xml")
    {
        format!("{essence}; charset=utf-8")
    } else {
        essence.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (text, expected) in [
            ("bytes=0-3", Range::Part(0, 4)),
            ("bytes=4-", Range::Part(4, 10)),
            ("bytes=-3", Range::Part(7, 10)),
            ("bytes=-30", Range::Part(0, 10)),
            ("bytes=8-99", Range::Part(8, 10)),
            ("bytes=10-", Range::Unsatisfiable),
            ("bytes=-0", Range::Unsatisfiable),
            ("bytes=5-2", Range::Whole),
            ("bytes=0-1,4-5", Range::Whole),
            ("items=0-1", Range::Whole),
            ("bytes=0-18446744073709551615", Range::Part(0, 10)),
        ] {
            assert_eq!(parse_range(text, 10), expected, "{text}");
        }
    }

    #[test]
    fn content_types_name_their_encoding() {
        for (name, expected) in [
            ("a/app.js", "text/javascript; charset=utf-8"),
            ("minnow.json", "application/json; charset=utf-8"),
            ("a.png", "image/png"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("a.wasm", "application/wasm"),
            ("noextension", "application/octet-stream"),
        ] {
            assert_eq!(content_type(name), expected, "{name}");
        }
    }

    #[test]
    fn a_form_is_sent_that_the_request_takes() {
        let first = |lines: &[&str], range: bool| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::ACCEPT_ENCODING, HeaderValue::from_str(line).unwrap());
            }
            if range {
                headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-1"));
            }
            accepted(&headers).map(Encoding::name).collect::<Vec<_>>()
        };
        assert_eq!(first(&["gzip, deflate, br, zstd"], false), ["br", "zstd", "gzip"]);
        assert_eq!(first(&["gzip;q=1.0", "BR;q=0"], false), ["gzip"]);
        assert_eq!(first(&["br;q=0.000, zstd; q=0.5"], false), ["zstd"]);
        assert_eq!(first(&[], false), [""; 0]);
        assert_eq!(first(&["br"], true), [""; 0]);
    }

    #[test]
    fn what_a_browser_has_is_not_sent_again() {
        let status = |known: &[&str], encoding| {
            let mut headers = HeaderMap::new();
            for known in known {
                headers.append(header::IF_NONE_MATCH, HeaderValue::from_str(known).unwrap());
            }
            let content = Bytes::from_static(b"abc");
            let file = FileBody { content, encoding, kind: "text/plain", tag: Tag("t"), cache_control: "no-cache" };
            answer_file(file, &headers).status().as_u16()
        };
        assert_eq!(status(&[], None), 200);
        assert_eq!(status(&["\"t\""], None), 304);
        assert_eq!(status(&["\"x\", W/\"t\""], None), 304);
        assert_eq!(status(&["\"x\"", "*"], None), 304);
        // Another form is another content.
        assert_eq!(status(&["\"t\""], Some(Encoding::Brotli)), 200);
        assert_eq!(status(&["\"t-br\""], Some(Encoding::Brotli)), 304);
    }

    #[test]
    fn a_part_is_of_the_content_that_was_known() {
        let part = |known: &'static str| {
            let headers = HeaderMap::from_iter([
                (header::RANGE, HeaderValue::from_static("bytes=1-1")),
                (header::IF_RANGE, HeaderValue::from_static(known)),
            ]);
            ranged(Bytes::from_static(b"abc"), &headers, "\"t\"").status().as_u16()
        };
        assert_eq!((part("\"t\""), part("\"old\"")), (206, 200));
    }
}
