//! Answers that are kept, and for how long each may be used.
//!
//! In: an answer of the origin. Out: whether it may be kept; later, whether it may still be used. Must not: keep what is for one person, or guess how long.

use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use bytes::Bytes;
use http_cache_semantics::{CacheOptions, CachePolicy};

use crate::http::{AVAILABLE_DICTIONARY, CDN_CACHE_CONTROL, has_tag};

/// What the origin may say once for all. Nothing else is ever kept.
const STATUSES: [StatusCode; 5] = [
    StatusCode::OK,
    StatusCode::MOVED_PERMANENTLY,
    StatusCode::PERMANENT_REDIRECT,
    StatusCode::NOT_FOUND,
    StatusCode::GONE,
];

/// An answer as it was, and the rules it came with.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    pub(super) body: Bytes,
    policy: CachePolicy,
    lifetime: Duration,
    /// The time after its end in which it is still sent while the next one is fetched (RFC 5861).
    while_revalidated: Duration,
    /// The time after its end in which it is sent when the origin fails.
    if_error: Duration,
}

/// Where a kept answer stands in its life.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Age {
    Fresh,
    /// It may be sent once more, and the next one is to be fetched.
    JustStale,
    Stale,
}

impl Kept {
    /// `None` when it is not for everybody, or says no time.
    pub(super) fn of(request: &Asked<'_>, status: StatusCode, headers: &HeaderMap, body: Bytes) -> Option<Self> {
        if !STATUSES.contains(&status) || headers.contains_key(header::SET_COOKIE) || !varies_by_form_only(headers) {
            return None;
        }
        let rules = rules_of(headers);
        let policy = policy(request, status, &rules);
        let is_told = ["max-age", "s-maxage", "no-cache"].iter().any(|word| directive(&rules, word).is_some());
        // What has to be asked about each time is worth keeping only when asking is cheap.
        let can_ask = headers.contains_key(header::ETAG);
        if !policy.is_storable() || !is_told || (policy.is_stale(SystemTime::now()) && !can_ask) {
            return None;
        }
        let seconds = |word: &str| Duration::from_secs(directive(&rules, word).flatten().unwrap_or(0));
        Some(Kept {
            status,
            headers: headers.clone(),
            body,
            while_revalidated: seconds("stale-while-revalidate"),
            if_error: seconds("stale-if-error"),
            lifetime: lifetime(&rules),
            policy,
        })
    }

    /// The same body, with what the origin says of it now. `None`: it is no longer for everybody.
    pub(super) fn renewed(&self, request: &Asked<'_>, told: &HeaderMap) -> Option<Self> {
        let mut headers = self.headers.clone();
        overlay(&mut headers, told);
        headers.remove(header::AGE);
        if let Some(age) = told.get(header::AGE) {
            headers.insert(header::AGE, age.clone());
        }
        if told.contains_key(header::SET_COOKIE) {
            return None;
        }
        Kept::of(request, self.status, &headers, self.body.clone())
    }

    pub(super) fn age(&self, now: SystemTime) -> Age {
        if !self.policy.is_stale(now) {
            return Age::Fresh;
        }
        if self.over_for(now) < self.while_revalidated { Age::JustStale } else { Age::Stale }
    }

    /// Whether it may be sent when the origin fails.
    pub(super) fn serves_errors(&self, now: SystemTime) -> bool {
        self.over_for(now) < self.if_error
    }

    /// Whether each use is to be asked about: then no two requests are one.
    pub(super) fn is_asked_each_time(&self) -> bool {
        self.lifetime.is_zero()
    }

    fn over_for(&self, now: SystemTime) -> Duration {
        self.policy.age(now).saturating_sub(self.lifetime)
    }

    pub(super) fn etag(&self) -> Option<&HeaderValue> {
        self.headers.get(header::ETAG)
    }

    pub(super) fn weight(&self) -> u64 {
        let headers: usize = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        (self.body.len() + headers) as u64
    }

    /// As an answer to somebody, who may have it already. `told`: what the origin just said to him.
    pub(super) fn answer(&self, asked: &HeaderMap, told: Option<&HeaderMap>) -> Response<Body> {
        let mut headers = self.headers.clone();
        if let Some(told) = told {
            overlay(&mut headers, told);
        }
        let age = self.policy.age(SystemTime::now()).as_secs();
        headers.insert(header::AGE, HeaderValue::from(age));
        let is_known = self.status == StatusCode::OK
            && self.etag().is_some_and(|tag| has_tag(asked, tag.to_str().unwrap_or_default()));
        let mut response = if is_known {
            for name in [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::CONTENT_TYPE, header::ACCEPT_RANGES]
            {
                headers.remove(name);
            }
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            let mut response = Response::new(Body::from(self.body.clone()));
            *response.status_mut() = self.status;
            response
        };
        *response.headers_mut() = headers;
        response
    }
}

/// A request, as far as the rules ask about it.
pub(super) struct Asked<'a> {
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
}

fn policy(request: &Asked<'_>, status: StatusCode, rules: &HeaderMap) -> CachePolicy {
    let mut asked = Request::new(());
    *asked.uri_mut() = request.uri.clone();
    *asked.method_mut() = Method::GET;
    // Of what was asked, only who asks counts: whether an answer is kept is for the origin to say.
    if let Some(value) = request.headers.get(header::AUTHORIZATION) {
        asked.headers_mut().insert(header::AUTHORIZATION, value.clone());
    }
    let mut response = Response::new(());
    *response.status_mut() = status;
    *response.headers_mut() = rules.clone();
    // No answer is kept for longer than it says.
    let options =
        CacheOptions { cache_heuristic: 0.0, immutable_min_time_to_live: Duration::ZERO, ..CacheOptions::default() };
    CachePolicy::new_options(&asked, &response, SystemTime::now(), options)
}

/// The headers, with the rules for caches of many people in the place of those for browsers.
fn rules_of(headers: &HeaderMap) -> HeaderMap {
    let mut rules = headers.clone();
    if let Some(rule) = headers.get(CDN_CACHE_CONTROL) {
        rules.insert(header::CACHE_CONTROL, rule.clone());
    }
    rules
}

/// How long an answer is fresh from when the origin made it.
fn lifetime(rules: &HeaderMap) -> Duration {
    if directive(rules, "no-cache").is_some() {
        return Duration::ZERO;
    }
    let seconds = directive(rules, "s-maxage").or_else(|| directive(rules, "max-age")).flatten();
    Duration::from_secs(seconds.unwrap_or(0))
}

/// A word of `Cache-Control`, with its number.
fn directive(headers: &HeaderMap, word: &str) -> Option<Option<u64>> {
    let lines = headers.get_all(header::CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).find_map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        name.trim().eq_ignore_ascii_case(word).then(|| value.trim().trim_matches('"').parse().ok())
    })
}

/// Forms are kept each for itself; whatever else an answer depends on is left to the origin.
fn varies_by_form_only(headers: &HeaderMap) -> bool {
    const OF_FORMS: [HeaderName; 2] = [header::ACCEPT_ENCODING, AVAILABLE_DICTIONARY];
    let lines = headers.get_all(header::VARY).iter().map(|line| line.to_str().unwrap_or("*"));
    lines
        .flat_map(|line| line.split(','))
        .all(|name| OF_FORMS.iter().any(|form| name.trim().eq_ignore_ascii_case(form.as_str())))
}

/// What a 304 says goes over what was kept (RFC 9111, section 3.2).
fn overlay(headers: &mut HeaderMap, told: &HeaderMap) {
    const OF_THE_BODY: [HeaderName; 5] =
        [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::CONTENT_TYPE, header::CONTENT_RANGE, header::AGE];
    for name in told.keys().filter(|name| !OF_THE_BODY.contains(name)) {
        headers.remove(name);
        for value in told.get_all(name) {
            headers.append(name, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn kept(
        asked: &[(&'static str, &'static str)],
        status: u16,
        told: &[(&'static str, &'static str)],
    ) -> Option<Kept> {
        let (uri, asked) = (Uri::from_static("/a"), headers(asked));
        let asked = Asked { uri: &uri, headers: &asked };
        Kept::of(&asked, StatusCode::from_u16(status).unwrap(), &headers(told), Bytes::from_static(b"x"))
    }

    const FOR_EVER: (&str, &str) = ("cache-control", "public, max-age=31536000, immutable");

    #[test]
    fn only_what_is_for_everybody_and_says_how_long_is_kept() {
        assert!(kept(&[], 200, &[FOR_EVER]).is_some());
        assert!(kept(&[], 404, &[("cache-control", "max-age=5")]).is_some());
        assert!(kept(&[], 301, &[("cache-control", "max-age=5")]).is_some());
        assert!(kept(&[], 200, &[FOR_EVER, ("vary", "Accept-Encoding")]).is_some());
        assert!(kept(&[("cookie", "a=b")], 200, &[FOR_EVER]).is_some());
        assert!(kept(&[], 200, &[("cache-control", "public, no-cache"), ("etag", "\"a\"")]).is_some());
        for told in [
            &[][..],
            &[("last-modified", "Mon, 01 Jan 2024 00:00:00 GMT")],
            &[("cache-control", "public")],
            &[("cache-control", "no-store")],
            &[("cache-control", "private, max-age=60")],
            &[("cache-control", "public, no-cache")],
            &[FOR_EVER, ("set-cookie", "a=b")],
            &[FOR_EVER, ("vary", "cookie")],
            &[FOR_EVER, ("vary", "*")],
            &[FOR_EVER, ("cdn-cache-control", "no-store")],
        ] {
            assert!(kept(&[], 200, told).is_none(), "{told:?}");
        }
        for status in [206, 302, 307, 400, 401, 403, 500, 503] {
            assert!(kept(&[], status, &[FOR_EVER]).is_none(), "{status}");
        }
        let token = [("authorization", "Bearer x")];
        assert!(kept(&token, 200, &[("cache-control", "max-age=60")]).is_none());
    }

    #[test]
    fn an_answer_has_its_times() {
        let of = |rule: &'static str, seconds: u64| {
            let kept = kept(&[], 200, &[("cache-control", rule), ("etag", "\"a\"")]).unwrap();
            let now = SystemTime::now() + Duration::from_secs(seconds);
            (kept.age(now), kept.serves_errors(now))
        };
        let rule = "max-age=10, stale-while-revalidate=20, stale-if-error=100";
        assert_eq!(of(rule, 5), (Age::Fresh, true));
        assert_eq!(of(rule, 15), (Age::JustStale, true));
        assert_eq!(of(rule, 35), (Age::Stale, true));
        assert_eq!(of(rule, 115), (Age::Stale, false));
        assert_eq!(of("max-age=10, s-maxage=50", 30), (Age::Fresh, false));
        assert_eq!(of("max-age=0, stale-if-error=60", 30), (Age::Stale, true));
        assert_eq!(of("no-cache", 0), (Age::Stale, false));
        let aged = kept(&[], 200, &[("cache-control", "max-age=10"), ("age", "8"), ("etag", "\"a\"")]).unwrap();
        assert_eq!(aged.age(SystemTime::now() + Duration::from_secs(3)), Age::Stale);
    }

    #[test]
    fn a_rule_for_caches_of_many_goes_before_that_for_browsers() {
        let told = [
            ("cache-control", "public, no-cache"),
            ("cdn-cache-control", "max-age=0, stale-if-error=60"),
            ("etag", "\"a\""),
        ];
        let kept = kept(&[], 200, &told).unwrap();
        assert!(kept.is_asked_each_time() && kept.serves_errors(SystemTime::now()));
        // Browsers are told what is for them.
        assert_eq!(kept.answer(&HeaderMap::new(), None).headers()["cache-control"], "public, no-cache");
    }

    #[test]
    fn whoever_has_it_is_sent_no_body() {
        let kept = kept(&[], 200, &[FOR_EVER, ("etag", "\"a\""), ("content-type", "text/plain")]).unwrap();
        let status = |known: &'static str| kept.answer(&headers(&[("if-none-match", known)]), None).status();
        assert_eq!(
            (status("\"b\""), status("\"b\", W/\"a\""), status("*")),
            (StatusCode::OK, StatusCode::NOT_MODIFIED, StatusCode::NOT_MODIFIED)
        );
        assert!(kept.answer(&HeaderMap::new(), None).headers().contains_key("age"));
    }

    #[test]
    fn what_the_origin_says_anew_goes_over_what_was_kept() {
        let (uri, none) = (Uri::from_static("/a"), HeaderMap::new());
        let asked = Asked { uri: &uri, headers: &none };
        let before =
            kept(&[], 200, &[("cache-control", "max-age=0"), ("etag", "\"a\""), ("content-length", "1")]).unwrap();
        let after =
            before.renewed(&asked, &headers(&[("cache-control", "max-age=60"), ("content-length", "0")])).unwrap();
        assert_eq!(
            (after.age(SystemTime::now()), &after.headers["content-length"]),
            (Age::Fresh, &HeaderValue::from_static("1"))
        );
        assert!(before.renewed(&asked, &headers(&[("cache-control", "private, no-cache")])).is_none());
        assert!(before.renewed(&asked, &headers(&[("set-cookie", "a=b")])).is_none());
    }
}
