//! How a visit begins, and the arms of experiments that it is given for that.
//!
//! In: a request's head, perhaps an entry. Out: what is assigned. Must not: assign anything to what is no visit: robots, and requests that fetch ahead.

use std::collections::BTreeMap;

use axum::http::header::HeaderName;
use axum::http::{HeaderMap, Uri};
use serde::{Deserialize, Serialize};

use super::choose::Choice;
use super::entries::{Entry, EntryKind};
use crate::experiments::{Arrival, Assigned, Plan, Way};

/// In addresses of the program: how somebody came by it (`runtime/view/boot.ts` takes it out again).
const WAY_PARAMETER: &str = "mn_by";
const CAMPAIGN_PARAMETER: &str = "utm_campaign";
/// The vendor's numbers.
const SCENE_OF_ADDRESS: u32 = 1001;
const SCENE_OF_SEARCH: u32 = 1005;
const SCENE_OF_SHARE: u32 = 1007;

/// Assigns the visit, and notes what the browser came into.
pub(super) fn assign<'p>(
    plan: &'p Plan,
    choice: &mut Choice<'_>,
    entry: Option<&Entry>,
    country_header: Option<&HeaderName>,
    uri: &Uri,
    headers: &HeaderMap,
) -> Assigned<'p> {
    if plan.is_empty() {
        return Assigned::default();
    }
    choice.name();
    let parameters = parameters(uri, entry);
    let way = match entry {
        Some(entry) => way_of(entry.kind),
        None => parameters.get(WAY_PARAMETER).and_then(|way| told_way(way)).unwrap_or(Way::Address),
    };
    let country = country(headers, country_header);
    let arrival = Arrival {
        way,
        entry_id: entry.map(|entry| entry.id.as_str()),
        campaign: parameters.get(CAMPAIGN_PARAMETER).map(String::as_str),
        scene: entry.map_or_else(|| scene_of(way), |entry| entry.kind.scene()),
        country: country.as_deref(),
        is_new: choice.is_new,
    };
    let assigned = plan.assign(choice.unit().as_ref(), choice.entered(), Some(&arrival));
    choice.enter(&assigned.entered);
    assigned
}

/// What a page says that the service worker has opened: the arms it shows, and how it was come to.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    pub(super) arms: BTreeMap<String, String>,
    /// The page's address, from its path on.
    #[serde(default)]
    pub(super) at: String,
}

/// What the view keeps for visits that the service worker opens (`runtime/view/experiments.ts`).
#[derive(Debug, Default, Serialize)]
pub(super) struct Shown<'a> {
    parameters: BTreeMap<&'a str, &'a str>,
    /// Experiments by id.
    arms: BTreeMap<&'a str, &'a str>,
}

impl<'a> Shown<'a> {
    pub(super) fn of(assigned: &'a Assigned<'_>) -> Self {
        Shown { parameters: assigned.parameters.clone(), arms: assigned.exposures.clone() }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.parameters.is_empty() && self.arms.is_empty()
    }
}

fn way_of(kind: EntryKind) -> Way {
    match kind {
        EntryKind::Code | EntryKind::SceneCode | EntryKind::Qr => Way::Code,
        EntryKind::Scheme | EntryKind::Link | EntryKind::ShortLink => Way::Link,
        EntryKind::Nfc => Way::Nfc,
    }
}

/// Anybody can write an address, so it says no more than these.
fn told_way(word: &str) -> Option<Way> {
    word.parse().ok().filter(|way| matches!(way, Way::Search | Way::Share))
}

fn scene_of(way: Way) -> u32 {
    match way {
        Way::Search => SCENE_OF_SEARCH,
        Way::Share => SCENE_OF_SHARE,
        _ => SCENE_OF_ADDRESS,
    }
}

/// What the address says beside its path; of an entry, what that says too.
fn parameters(uri: &Uri, entry: Option<&Entry>) -> BTreeMap<String, String> {
    let queries = [entry.map_or("", |entry| &entry.query), uri.query().unwrap_or_default()];
    let pairs = queries.into_iter().flat_map(|query| url::form_urlencoded::parse(query.as_bytes()));
    let wanted = pairs.filter(|(name, _)| matches!(&**name, WAY_PARAMETER | CAMPAIGN_PARAMETER));
    wanted.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// What the operator's proxy says of where somebody is; nothing where the operator has not said that one does.
pub(super) fn country(headers: &HeaderMap, name: Option<&HeaderName>) -> Option<String> {
    let code = headers.get(name?)?.to_str().ok()?.trim().to_ascii_uppercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_what_the_named_header_says() {
        let name = HeaderName::from_static("cf-ipcountry");
        let of = |value: &'static str, name: Option<&HeaderName>| {
            country(&HeaderMap::from_iter([(HeaderName::from_static("cf-ipcountry"), value.parse().unwrap())]), name)
        };
        assert_eq!(of("de", Some(&name)).as_deref(), Some("DE"));
        assert_eq!((of("de", None), of("T1", Some(&name)), of("", Some(&name))), (None, None, None));
    }

    #[test]
    fn an_address_says_how_it_was_come_by() {
        let of = |address: &str| parameters(&address.parse().unwrap(), None);
        assert_eq!(of("/a?mn_by=search&x=1&utm_campaign=%E4%B8%80")[CAMPAIGN_PARAMETER], "一");
        assert!(of("/a?x=1").is_empty());
        assert_eq!(told_way("search"), Some(Way::Search));
        // Only what an entry of ours is can be one.
        assert_eq!((told_way("code"), told_way("poster")), (None, None));
    }
}
