//! Files, pages and entries of a program, answered with what lies in memory.
//!
//! In: a request's head, what the program is at the moment, who asks. Out: an answer, or what has to be fetched before there can be one. Must not: wait
//! for anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use protocol::package::is_immutable;

use super::arrive::{Shown, assign};
use super::choose::{ASK_AGAIN, ASK_AGAIN_OR_KEEP_ON, ASK_AGAIN_PERSONAL, Choice};
use super::compose::{Composed, LaunchData};
use super::contents::Content;
use super::entries::{Entry, Launched, entry_id_of};
use super::live::{LiveVersion, VERSION_HEADER, is_document};
use super::notice;
use super::update::offer;
use crate::blobs::Digest;
use crate::clock::now_ms;
use crate::experiments::{Assigned, Plan};
use crate::http::{AtHand, CDN_CACHE_CONTROL, CDN_LOOP, Encoding, accepted, document_fields};
use crate::listen::{Asked, FileOfBody};
use crate::platform::Platform;
use crate::registry::Stage;
use crate::telemetry::metrics;

/// One request, and what it is answered from.
pub(super) struct Opening<'a> {
    pub(super) platform: &'a Platform,
    pub(super) app_id: &'a str,
    pub(super) plan: &'a Plan,
    pub(super) live: &'a LiveVersion,
    pub(super) asked: Asked<'a>,
    /// What was fetched for this answer; the largest contents are not kept for others.
    pub(super) fetched: Option<(Digest, Content)>,
}

/// What an answer takes and is not in memory.
pub(super) enum Missing {
    Content(Digest),
    /// Those of a document, by its path.
    Facts(String),
    Form(Arc<Composed>, Encoding),
    Entry(String),
}

/// The answer to what an address names; `None` when it names nothing of the version.
type Answer = Result<Option<AtHand>, Missing>;

impl<'a> Opening<'a> {
    pub(super) fn new(
        platform: &'a Platform,
        app_id: &'a str,
        plan: &'a Plan,
        live: &'a LiveVersion,
        asked: Asked<'a>,
    ) -> Self {
        Opening { platform, app_id, plan, live, asked, fetched: None }
    }

    pub(super) fn answer(&self, choice: Choice<'_>, path: &str) -> Answer {
        if let Some(entry_id) = entry_id_of(path) {
            return self.enter(choice, &entry_id);
        }
        let Some(file) = self.live.file_at(path) else { return Ok(None) };
        if is_document(file) {
            return self.open_page(choice, file).map(Some);
        }
        if !is_immutable(file) {
            return self.send(file, choice.ask_again()).map(Some);
        }
        let mut answer = self.send(file, choice.for_ever())?;
        offer(self.live, file, self.asked.headers, &mut answer);
        Ok(Some(answer))
    }

    /// The launch document that an address of the program is of.
    fn open_page(&self, mut choice: Choice<'_>, file: &str) -> Result<AtHand, Missing> {
        let is_visit = is_visit(self.asked.method, self.asked.headers);
        let assigned = if is_visit { self.assign(&mut choice, None) } else { Assigned::default() };
        let mut answer = if assigned.is_nothing() {
            self.send(file, choice.ask_again())?
        } else {
            let data = || LaunchData::of_page(Shown::of(&assigned));
            self.compose(file, assigned.key.clone(), data, choice.ask_again())?
        };
        self.complete_document(file, &choice, &mut answer)?;
        if is_visit {
            write_down(self.platform, self.app_id, None, &choice, &assigned.exposures);
        }
        Ok(answer)
    }

    /// The launch document of the page that an entry leads to, with how the visit began.
    fn enter(&self, mut choice: Choice<'_>, entry_id: &str) -> Answer {
        let found = self.platform.launch.entries.at_hand(entry_id);
        let found = found.ok_or_else(|| Missing::Entry(entry_id.to_owned()))?;
        let Some(entry) = found.filter(|entry| entry.app_id == self.app_id) else {
            return Ok(Some(notice::NO_ENTRY.at_hand(Some("/"))));
        };
        if !entry.is_open(now_ms()) {
            return Ok(Some(notice::ENTRY_ENDED.at_hand(Some("/"))));
        }
        let is_visit = is_visit(self.asked.method, self.asked.headers);
        let assigned = if is_visit { self.assign(&mut choice, Some(&entry)) } else { Assigned::default() };
        let page = assigned.page.unwrap_or(&entry.page);
        // The program itself says what it does where a page is gone.
        let file = self.live.file_at(page).filter(|file| is_document(file)).or_else(|| self.live.file_at("/"));
        let Some(file) = file else { return Ok(None) };
        let data = || LaunchData::of_entry(&entry, page, &assigned.queries, Shown::of(&assigned));
        // Each visit by it is to be known.
        let key = format!("{} {}", entry.id, assigned.key);
        let mut answer = self.compose(file, key, data, ASK_AGAIN_PERSONAL)?;
        self.complete_document(file, &choice, &mut answer)?;
        if is_visit {
            write_down(self.platform, self.app_id, Some(entry_id), &choice, &assigned.exposures);
        }
        Ok(Some(answer))
    }

    fn assign<'p>(&'p self, choice: &mut Choice<'_>, entry: Option<&Entry>) -> Assigned<'p> {
        let country_header = self.platform.country_header.as_ref();
        assign(self.plan, choice, entry, country_header, self.asked.uri, self.asked.headers)
    }

    /// A launch document with what the launch begins with, made once for all who get the same.
    fn compose<'d>(
        &self,
        file: &str,
        key: String,
        data: impl FnOnce() -> LaunchData<'d>,
        cache_control: &'static str,
    ) -> Result<AtHand, Missing> {
        let (digest, composer) = (self.live.index.files[file].digest, &self.platform.launch.composer);
        let name = (digest, key);
        let composed = match composer.known(&name) {
            Some(composed) => composed,
            None => composer.compose(name, &self.content(digest)?.bytes, &data()),
        };
        let answer = composed.answer_at_hand(cache_control, self.asked.headers);
        let mut answer = answer.map_err(|encoding| Missing::Form(composed, encoding))?;
        if let Some(name) = &self.live.name {
            answer.add(HeaderName::from_static(VERSION_HEADER), name.clone());
        }
        Ok(answer)
    }

    /// What an answer with a launch document says beside it.
    fn complete_document(&self, file: &str, choice: &Choice<'_>, answer: &mut AtHand) -> Result<(), Missing> {
        let facts = self.live.known_facts(file).ok_or_else(|| Missing::Facts(file.to_owned()))?;
        for (name, value) in document_fields(facts.policy.clone()) {
            answer.add(name, value);
        }
        // Whatever stands in between and keeps answers can say them early from then on.
        if self.asked.headers.contains_key(header::VIA) || self.asked.headers.contains_key(CDN_LOOP) {
            for link in &facts.links {
                answer.add(header::LINK, link.clone());
            }
        }
        if let Some(cookie) = choice.set_cookie(self.platform.site.is_https) {
            answer.add(header::SET_COOKIE, cookie);
        }
        Ok(())
    }

    /// The best form of a file that the request takes.
    pub(super) fn send(&self, path: &str, cache_control: &'static str) -> Result<AtHand, Missing> {
        let forms = self.live.forms(path);
        let mut encodings = accepted(self.asked.headers);
        let compressed = encodings.find_map(|encoding| forms.iter().find(|form| form.encoding == Some(encoding)));
        let form = compressed.unwrap_or(&forms[forms.len() - 1]);
        let content = self.content(form.digest)?;
        let mut answer = form.head.answer(content.bytes.clone(), cache_control, self.asked.headers);
        if cache_control == ASK_AGAIN {
            answer.add(CDN_CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN_OR_KEEP_ON));
        }
        if let Some(file) = content.file.filter(|_| self.asked.takes_files) {
            answer.file = Some(FileOfBody { content: content.bytes, file });
        }
        Ok(answer)
    }

    fn content(&self, digest: Digest) -> Result<Content, Missing> {
        let fetched = self.fetched.as_ref().filter(|(known, _)| *known == digest).map(|(_, content)| content.clone());
        fetched.or_else(|| self.platform.launch.contents.at_hand(digest)).ok_or(Missing::Content(digest))
    }
}

/// Writes a launch down, and the arms of experiments that it shows.
pub(super) fn write_down(
    platform: &Platform,
    app_id: &str,
    entry_id: Option<&str>,
    choice: &Choice<'_>,
    exposures: &BTreeMap<&str, &str>,
) {
    // Those who try a version are not counted.
    if choice.stage != Stage::Release {
        return;
    }
    let arms = exposures.iter().map(|(experiment, arm)| ((*experiment).to_owned(), (*arm).to_owned()));
    let launched = Launched {
        at_ms: now_ms(),
        app_id: app_id.to_owned(),
        version_id: choice.version_id.to_owned(),
        entry_id: entry_id.map(str::to_owned),
        unit: choice.unit().map(|unit| unit.as_str().to_owned()),
        arms: arms.collect(),
    };
    // Whoever opens the program gets it all the same.
    match platform.launch.entries.log.append(&launched) {
        Ok(()) => {
            metrics().launches.inc();
        }
        Err(error) => tracing::error!(%error, "a launch could not be logged"),
    }
}

/// Whether a request for a document is somebody's who opens it. Older browsers, and all of them over plain HTTP, do not say what a request is for.
fn is_visit(method: &Method, headers: &HeaderMap) -> bool {
    const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
    const PURPOSE: HeaderName = HeaderName::from_static("purpose");
    const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let is_ahead = [text(SEC_PURPOSE), text(PURPOSE)].into_iter().flatten().any(|word| word.contains("prefetch"));
    let agent = text(header::USER_AGENT).unwrap_or_default().to_ascii_lowercase();
    let is_machine = MACHINES.iter().any(|word| agent.contains(word));
    method == Method::GET && text(SEC_FETCH_MODE).is_none_or(|mode| mode == "navigate") && !is_ahead && !is_machine
}

/// Words that programs which follow links put into their names.
const MACHINES: [&str; 5] = ["bot", "crawler", "spider", "preview", "facebookexternalhit"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_what_a_person_opens() {
        let is_visit = |method: Method, lines: &[(&'static str, &'static str)]| {
            let line = |&(name, value): &(&'static str, &'static str)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            };
            super::is_visit(&method, &lines.iter().map(line).collect())
        };
        let browser = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36");
        assert!(is_visit(Method::GET, &[]) && is_visit(Method::GET, &[browser]));
        assert!(is_visit(Method::GET, &[browser, ("sec-fetch-mode", "navigate")]));
        assert!(!is_visit(Method::HEAD, &[browser]));
        assert!(!is_visit(Method::GET, &[browser, ("sec-fetch-mode", "cors")]));
        assert!(!is_visit(Method::GET, &[("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch;prerender")]));
        assert!(!is_visit(Method::GET, &[("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")]));
    }
}
