//! Which version a visitor gets while one is on its way out, and whether he is known again.
//!
//! In: what is active, what is known of a browser. Out: a version's id, perhaps a cookie. Must not: know anybody who need not be known:
//! while everybody gets the same, there is no cookie.

use axum::http::{HeaderMap, HeaderValue};

use crate::database::DatabaseError;
use crate::experiments::Unit;
use crate::http::{Browser, FOR_EVER, cookies};
use crate::platform::Platform;
use crate::registry::{Active, Gray, Stage, Visit, is_among};

/// Kept, but asked for again each time: the answer is mostly that it is the same.
pub(super) const ASK_AGAIN: &str = "public, no-cache";
pub(super) const ASK_AGAIN_PERSONAL: &str = "private, no-cache";
const FOR_EVER_PERSONAL: &str = "private, max-age=31536000, immutable";
/// Of a document that everybody gets, for a cache of many people (RFC 9213): it asks each time, which is how launches are counted, and may send what it
/// has for a day while the platform is away.
pub(super) const ASK_AGAIN_OR_KEEP_ON: &str = "max-age=0, stale-if-error=86400";

/// What is known of a browser that is to be told apart.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) browser: Option<Browser>,
    /// It comes with the cookie.
    has_cookie: bool,
    /// It, or whoever is signed in with it, was there before.
    is_returning: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Choice<'a> {
    pub(super) stage: Stage,
    pub(super) version_id: &'a str,
    /// Others may get another version, or another arm.
    pub(super) is_personal: bool,
    /// Browsers are told apart, by names.
    is_named: bool,
    /// The random name of the browser, where it has one.
    browser: Option<Browser>,
    /// Nobody has come with this browser before, as far as is known.
    pub(super) is_new: bool,
    /// The browser has to be told its name, or what it came into.
    is_told: bool,
    /// Of the segment that the browser came into, where the version is for one.
    mark: Option<&'a str>,
}

impl<'a> Choice<'a> {
    /// How long an answer that depends on it is kept.
    pub(super) fn ask_again(&self) -> &'static str {
        if self.is_personal { ASK_AGAIN_PERSONAL } else { ASK_AGAIN }
    }

    /// How long a file whose name is of its content is kept.
    pub(super) fn for_ever(&self) -> &'static str {
        if self.stage == Stage::Release { FOR_EVER } else { FOR_EVER_PERSONAL }
    }

    /// Gives a browser that is to be told apart a name, if it has none. Who only asks for a file needs none.
    pub(super) fn name(&mut self) {
        if self.is_named {
            self.browser.get_or_insert_with(Browser::new);
        }
    }

    pub(super) fn unit(&self) -> Option<Unit> {
        self.browser.as_ref().map(|browser| Unit::of_visitor(&browser.name))
    }

    pub(super) fn entered(&self) -> &[String] {
        self.browser.as_ref().map_or(&[], |browser| &browser.entered)
    }

    /// From now on it came into these experiments, and no others.
    pub(super) fn enter(&mut self, entered: &[&str]) {
        let entered = || entered.iter().copied().chain(self.mark);
        if let Some(browser) = &mut self.browser
            && !entered().eq(browser.entered.iter().map(String::as_str))
        {
            browser.entered = entered().map(str::to_owned).collect();
            self.is_told = true;
        }
    }

    /// Whoever has got the version gets it again, whatever else is true of him now.
    fn come_into(&mut self, gray: &'a Gray, country: impl FnOnce() -> Option<String>) {
        let browser = self.browser.get_or_insert_with(Browser::new);
        let has_mark = browser.entered.contains(&gray.mark);
        let is_meant = || match &gray.segment {
            None => true,
            Some(segment) => segment.has(Visit { country: country().as_deref(), is_new: self.is_new }),
        };
        if !(has_mark || (is_among(&gray.version_id, &browser.name, gray.percent) && is_meant())) {
            return;
        }
        self.version_id = &gray.version_id;
        if gray.segment.is_some() || has_mark {
            self.mark = Some(&gray.mark);
        }
        if !has_mark && gray.segment.is_some() {
            browser.entered.push(gray.mark.clone());
            self.is_told = true;
        }
    }

    pub(super) fn set_cookie(&self, is_https: bool) -> Option<HeaderValue> {
        self.browser.as_ref().filter(|_| self.is_told).and_then(|browser| browser.cookie(is_https))
    }
}

/// What a browser itself says of who it is. `Err`: it has to be asked for by who is signed in with it.
pub(super) fn known_by_cookie(headers: &HeaderMap, is_https: bool) -> Result<Known, &str> {
    if let Some(browser) = Browser::read(headers) {
        return Ok(Known { browser: Some(browser), has_cookie: true, is_returning: true });
    }
    cookies::USER.read(headers, is_https).map_or_else(|| Ok(Known::default()), Err)
}

/// Looks up a browser where that matters: by its cookie, else by who is signed in with it.
pub(super) async fn known(platform: &Platform, app_id: &str, headers: &HeaderMap) -> Result<Known, DatabaseError> {
    let user = match known_by_cookie(headers, platform.site.is_https) {
        Ok(known) => return Ok(known),
        Err(user) => user,
    };
    let browser = match platform.people.visitor_of_user(app_id, user).await? {
        Some(visitor) => Some(platform.experiments.browser_of(app_id, visitor).await?),
        None => None,
    };
    Ok(Known { browser, has_cookie: false, is_returning: true })
}

/// `is_needed`: experiments tell browsers apart. `country`: where the visit comes from, in two capital letters, as far as anybody says.
pub(super) fn choose(
    active: &Active,
    is_needed: bool,
    known: Known,
    country: impl FnOnce() -> Option<String>,
) -> Choice<'_> {
    let Known { browser, has_cookie, is_returning } = known;
    let mut choice = Choice {
        stage: active.stage,
        version_id: &active.version_id,
        is_personal: active.stage != Stage::Release,
        is_named: false,
        browser: None,
        is_new: !is_returning,
        is_told: !has_cookie,
        mark: None,
    };
    if active.gray.is_none() && !is_needed {
        return choice;
    }
    (choice.is_personal, choice.is_named, choice.browser) = (true, true, browser);
    if let Some(gray) = &active.gray {
        choice.come_into(gray, country);
    }
    choice
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;
    use crate::registry::Segment;

    fn active(gray: Option<Gray>) -> Active {
        Active { stage: Stage::Release, version_id: "one".into(), gray, recent: Vec::new(), withdrawn: Vec::new() }
    }

    #[test]
    fn nobody_is_known_while_everybody_gets_the_same() {
        let active = active(None);
        let choice = choose(&active, false, Known::default(), || None);
        assert_eq!((choice.version_id, choice.is_personal, choice.set_cookie(true)), ("one", false, None));
    }

    #[test]
    fn whoever_has_got_a_version_gets_it_again() {
        let active = active(Some(Gray::new("two".into(), 50, None)));
        let mut got = std::collections::BTreeSet::new();
        for _ in 0..64 {
            let first = choose(&active, false, Known::default(), || None);
            let line = first.set_cookie(false).unwrap().to_str().unwrap().to_owned();
            let pair = line.split(';').next().unwrap();
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
            let known = Known { browser: Browser::read(&headers), has_cookie: true, is_returning: true };
            let again = choose(&active, false, known, || None);
            assert_eq!((again.version_id, again.set_cookie(false)), (first.version_id, None));
            got.insert(first.version_id.to_owned());
        }
        assert_eq!(got.len(), 2);
    }

    #[test]
    fn a_browser_is_told_what_it_came_into_once() {
        let active = active(None);
        let mut newcomer = choose(&active, true, Known::default(), || None);
        assert_eq!((newcomer.unit(), newcomer.set_cookie(true)), (None, None));
        newcomer.name();
        assert!(newcomer.unit().is_some() && newcomer.set_cookie(true).is_some());
        let known = Known { browser: Some(Browser::new()), has_cookie: true, is_returning: true };
        let mut choice = choose(&active, true, known, || None);
        assert!(choice.is_personal && choice.set_cookie(true).is_none());
        choice.enter(&["K7Q2M9XR4T"]);
        assert!(choice.set_cookie(true).unwrap().to_str().unwrap().contains(".K7Q2M9XR4T; Path=/"));
        let mut again =
            choose(&active, true, Known { browser: choice.browser, has_cookie: true, is_returning: true }, || None);
        again.enter(&["K7Q2M9XR4T"]);
        assert_eq!(again.set_cookie(true), None);
        again.enter(&[]);
        assert!(again.set_cookie(true).is_some());
    }

    #[test]
    fn whoever_came_into_a_segment_keeps_the_version_in_that_browser() {
        let newcomers: Segment = serde_json::from_str(r#"{"visitors": "new", "countries": ["CN"]}"#).unwrap();
        let active = active(Some(Gray::new("two".into(), 100, Some(newcomers))));
        let from = |country: &'static str| move || Some(country.to_owned());
        let mut first = choose(&active, false, Known::default(), from("CN"));
        assert_eq!(first.version_id, "two");
        assert!(first.set_cookie(true).is_some());
        // Experiments that he is in, or not, do not take it from him.
        first.enter(&["K7Q2M9XR4T"]);
        let browser = first.browser.clone();
        let known = || Known { browser: browser.clone(), has_cookie: true, is_returning: true };
        let mut again = choose(&active, false, known(), from("HK"));
        assert_eq!((again.version_id, again.set_cookie(true)), ("two", None));
        again.enter(&[]);
        assert_eq!(again.entered(), [active.gray.as_ref().unwrap().mark.as_str()]);
        // Others do not get it, and are told a name alone.
        let stranger = Known { browser: Some(Browser::new()), has_cookie: true, is_returning: true };
        let other = choose(&active, false, stranger, from("CN"));
        assert_eq!((other.version_id, other.set_cookie(true)), ("one", None));
        assert_eq!(choose(&active, false, Known::default(), from("HK")).version_id, "one");
        assert_eq!(choose(&active, false, Known::default(), || None).version_id, "one");
        // When it is for some of everybody, he has it still.
        let wider = super::tests::active(Some(Gray::new("two".into(), 1, None)));
        assert_eq!(choose(&wider, false, known(), || None).version_id, "two");
    }
}
