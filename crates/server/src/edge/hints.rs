//! What pages begin with, remembered from their last answers, so that it can be said while the next one is on its way.
//!
//! In: answers of the origin. Out: values of `Link` for an answer 103. Must not: grow beyond its limit, whoever asks for whatever, or say what
//! the next answer may not say.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue, header};

use crate::weighed::Weighed;

/// What is remembered in all.
const HINTS_BYTES_MAX: u64 = 4 << 20;
/// What one page takes beside its texts.
const PAGE_SIZE_BYTES: u64 = 256;
/// Of one answer. Pages of a platform begin with fewer.
const LINKS_MAX: usize = 16;
const LINK_BYTES_MAX: usize = 512;
/// How long nothing is said of a page that began otherwise than the time before. While a release is on its way out, two versions take turns:
/// whoever gets the one need not load what the other begins with.
const UNSTEADY_FOR: Duration = Duration::from_secs(60);

pub(super) struct Hints(Weighed<Page, Beginning>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Page {
    host: String,
    /// Without its query, which changes nothing about what a page begins with.
    path: String,
}

#[derive(Debug, Clone)]
struct Beginning {
    links: Arc<[HeaderValue]>,
    /// When it was another one last.
    changed_at: Option<Instant>,
}

impl Hints {
    pub(super) fn new() -> Self {
        Hints(Weighed::new(HINTS_BYTES_MAX))
    }

    /// What a page will begin with, as far as is known.
    pub(super) fn of(&self, host: &str, path: &str, now: Instant) -> Option<Arc<[HeaderValue]>> {
        let known = self.0.get(&Page::new(host, path))?;
        let is_steady = known.changed_at.is_none_or(|at| now.duration_since(at) >= UNSTEADY_FOR);
        (is_steady && !known.links.is_empty()).then_some(known.links)
    }

    /// Remembers what an answer says that its page begins with.
    pub(super) fn learn(&self, host: &str, path: &str, answer: &HeaderMap, now: Instant) {
        let links = preloads(answer);
        let page = Page::new(host, path);
        let known = self.0.get(&page);
        let is_same = known.as_ref().map_or(links.is_empty(), |known| *known.links == *links);
        if is_same {
            return;
        }
        let texts = page.host.len() + page.path.len() + links.iter().map(HeaderValue::len).sum::<usize>();
        let beginning = Beginning { links: links.into(), changed_at: known.map(|_| now) };
        self.0.insert(page, beginning, PAGE_SIZE_BYTES + texts as u64);
    }
}

impl Page {
    fn new(host: &str, path: &str) -> Self {
        Page { host: host.to_owned(), path: path.to_owned() }
    }
}

/// What an answer wants loaded: the lines of `Link` that say nothing else, from its own origin.
fn preloads(answer: &HeaderMap) -> Vec<HeaderValue> {
    let lines = answer.get_all(header::LINK).iter().filter(|line| line.len() <= LINK_BYTES_MAX);
    let is_preload = |line: &str| {
        line.starts_with("</")
            && !line.starts_with("<//")
            && line.matches('<').count() == 1
            && line.split(';').skip(1).any(|word| matches!(word.trim(), "rel=preload" | "rel=\"preload\""))
    };
    lines.filter(|line| line.to_str().is_ok_and(is_preload)).take(LINKS_MAX).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(links: &[&str]) -> HeaderMap {
        links.iter().map(|link| (header::LINK, HeaderValue::from_str(link).unwrap())).collect()
    }

    #[test]
    fn hints_are_what_the_page_wants_of_its_own_origin() {
        let long = format!("</{}>; rel=preload; as=script", "x".repeat(LINK_BYTES_MAX));
        let read = |links: &[&str]| preloads(&answer(links)).len();
        assert_eq!(read(&["</a/b.js>; rel=preload; as=script", "</a/c.css>; as=style; rel=\"preload\""]), 2);
        for other in [
            "",
            "<>; rel=preload",
            "https://a/b.js",
            "<https://else.where/b.js>; rel=preload; as=script",
            "<//else.where/b.js>; rel=preload; as=script",
            "</next>; rel=next",
            "</next>; rel=prefetch; title=\"rel=preload\"",
            "</a.js>; rel=preload, <https://else.where>; rel=preload",
            &long,
        ] {
            assert_eq!(read(&[other]), 0, "{other}");
        }
        assert_eq!(read(&["</a/b.js>; rel=preload"; 100]), LINKS_MAX);
    }

    #[test]
    fn what_changes_is_not_said_for_a_while() {
        let (hints, now) = (Hints::new(), Instant::now());
        let learn = |links: &[&str], at| hints.learn("shop", "/", &answer(links), at);
        let said = |at| hints.of("shop", "/", at).map(|links| links[0].clone());
        let (one, two) = ("</one.js>; rel=preload", "</two.js>; rel=preload");
        assert_eq!(said(now), None);
        learn(&[one], now);
        assert_eq!(said(now).unwrap(), one);
        assert_eq!(hints.of("tea", "/", now), None);
        learn(&[two], now);
        assert_eq!(said(now), None);
        // Once it stays the same it is said again.
        learn(&[two], now + UNSTEADY_FOR / 2);
        assert_eq!(said(now + UNSTEADY_FOR).unwrap(), two);
        // Two versions that take turns.
        for at in [90, 120, 150, 180].map(Duration::from_secs) {
            learn(&[if at.as_secs() % 60 == 0 { one } else { two }], now + at);
            assert_eq!(said(now + at).is_some(), at.as_secs() == 90, "{at:?}");
        }
        learn(&[], now + Duration::from_secs(200));
        assert_eq!(said(now + Duration::from_secs(1000)), None);
    }

    #[test]
    fn strangers_fill_no_more_than_there_is() {
        let (hints, now) = (Hints::new(), Instant::now());
        let link = format!("</{}>; rel=preload", "x".repeat(400));
        let links = answer(&[link.as_str(); LINKS_MAX]);
        for number in 0..2_000 {
            hints.learn("shop", &format!("/{number}"), &links, now);
            // What says nothing takes nothing.
            hints.learn("shop", &format!("/none/{number}"), &HeaderMap::new(), now);
        }
        let (held, size_bytes) = hints.0.measure();
        assert!(size_bytes <= HINTS_BYTES_MAX && (500..700).contains(&held), "{held}");
        assert!(hints.of("shop", "/1999", now).is_some() && hints.of("shop", "/1", now).is_none());
    }
}
