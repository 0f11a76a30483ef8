//! The vendor's calls for links.
//!
//! In: calls of servers. Out: links, what was said of one before. Must not: make a link that never ends where the vendor's end.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::call::{Call, integer};
use super::codes::stage_of;
use super::failure::{VendorFailure, entry_failure};
use crate::clock::{DAY_MS, now_ms};
use crate::launch::{EntryKind, NewEntry, address_of_entry, entry_id_of};
use crate::platform::Platform;
use crate::registry::Stage;

type At = State<Arc<Platform>>;
type Answer = Result<Json<Value>, VendorFailure>;

const SECOND_MS: i64 = 1000;
/// Between a minute and 30 days, as the vendor has it.
const DURATION_MS_MIN: i64 = 60 * SECOND_MS;
const DURATION_DAYS_MAX: i64 = 30;
const PAGE_URL_LENGTH_MAX: usize = 1024;
const TITLE_LENGTH_MAX: usize = 20;
/// As the vendor has it.
const PERMANENT_LINKS_MAX: i64 = 100_000;

/// `generatescheme`: a link that other apps open.
pub(super) async fn scheme(State(platform): At, call: Call) -> Answer {
    let arguments = call.posted()?;
    let app_id = platform.vendor.app_of(call.token()?).await?;
    let empty = Map::new();
    let target = arguments.get("jump_wxa").and_then(Value::as_object).unwrap_or(&empty);
    let openlink = make(&platform, &app_id, EntryKind::Scheme, target, arguments).await?;
    Ok(Json(json!({"errcode": 0, "errmsg": "ok", "openlink": openlink})))
}

/// `generate_urllink`: a link of the open web.
pub(super) async fn url_link(State(platform): At, call: Call) -> Answer {
    let arguments = call.posted()?;
    let app_id = platform.vendor.app_of(call.token()?).await?;
    // It would lead to a page of the vendor's cloud first.
    if arguments.get("cloud_base").is_some_and(|value| !value.is_null()) {
        return Err(VendorFailure::ARGUMENTS);
    }
    let url_link = make(&platform, &app_id, EntryKind::Link, arguments, arguments).await?;
    Ok(Json(json!({"errcode": 0, "errmsg": "ok", "url_link": url_link})))
}

/// The address of a new link.
async fn make(
    platform: &Platform,
    app_id: &str,
    kind: EntryKind,
    target: &Map<String, Value>,
    arguments: &Map<String, Value>,
) -> Result<String, VendorFailure> {
    let text = |name: &str| target.get(name).and_then(Value::as_str).unwrap_or_default();
    let stage = stage_of(target, VendorFailure::ENV_VERSION)?;
    if text("path").contains('?') {
        return Err(VendorFailure::PAGE_PATH);
    }
    let expires_ms = expiry(arguments, now_ms())?;
    if !platform.vendor.links_per_second.admits(app_id) {
        return Err(VendorFailure::TOO_FAST);
    }
    if !platform.vendor.links_per_day.admits(app_id) {
        return Err(VendorFailure::LINKS_USED_UP);
    }
    let new = NewEntry {
        app_id,
        kind,
        name: "",
        page: text("path"),
        query: text("query"),
        expires_ms: Some(expires_ms),
        is_page_checked: stage == Stage::Release,
        is_shared: false,
    };
    let made = platform.launch.entries.mint(&new).await;
    let entry = made.map_err(|error| entry_failure(error, VendorFailure::PAGE_PATH, VendorFailure::QUERY))?;
    Ok(address_of_entry(&platform.site, stage, &entry))
}

/// When a link ends: at a time, after some days, or after the most there may be.
fn expiry(arguments: &Map<String, Value>, now_ms: i64) -> Result<i64, VendorFailure> {
    let most_ms = now_ms + DURATION_DAYS_MAX * DAY_MS;
    match (
        integer(arguments, "expire_type").unwrap_or(0),
        integer(arguments, "expire_time"),
        integer(arguments, "expire_interval"),
    ) {
        (0, None | Some(0), _) | (1, _, None | Some(0)) => Ok(most_ms),
        (0, Some(seconds), _) => {
            let expires_ms = seconds.checked_mul(SECOND_MS).ok_or(VendorFailure::DURATION)?;
            // Clients count in whole seconds.
            let is_within = (now_ms + DURATION_MS_MIN - SECOND_MS..=most_ms + SECOND_MS).contains(&expires_ms);
            is_within.then_some(expires_ms).ok_or(VendorFailure::DURATION)
        }
        (1, _, Some(days)) if (1..=DURATION_DAYS_MAX).contains(&days) => Ok(now_ms + days * DAY_MS),
        _ => Err(VendorFailure::DURATION),
    }
}

/// `genwxashortlink`: a link to send in a chat.
pub(super) async fn short_link(State(platform): At, call: Call) -> Answer {
    let arguments = call.posted()?;
    let app_id = platform.vendor.app_of(call.token()?).await?;
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default();
    let url = text("page_url");
    if url.is_empty() || url.chars().count() > PAGE_URL_LENGTH_MAX {
        return Err(VendorFailure::URL);
    }
    let title = text("page_title");
    if title.chars().any(char::is_control) {
        return Err(VendorFailure::TITLE);
    }
    let is_permanent = arguments.get("is_permanent").and_then(Value::as_bool).unwrap_or(false);
    let kind = EntryKind::ShortLink;
    let url_failure = |error| entry_failure(error, VendorFailure::URL, VendorFailure::URL);
    if is_permanent
        && platform.launch.entries.count_endless(&app_id, kind).await.map_err(url_failure)? >= PERMANENT_LINKS_MAX
    {
        return Err(VendorFailure::PERMANENT_USED_UP);
    }
    let (page, query) = url.split_once('?').unwrap_or((url, ""));
    let new = NewEntry {
        app_id: &app_id,
        kind,
        name: &title.chars().take(TITLE_LENGTH_MAX).collect::<String>(),
        page,
        query,
        expires_ms: (!is_permanent).then(|| now_ms() + DURATION_DAYS_MAX * DAY_MS),
        is_page_checked: true,
        is_shared: false,
    };
    let entry = platform.launch.entries.mint(&new).await.map_err(url_failure)?;
    Ok(Json(json!({"errcode": 0, "errmsg": "ok", "link": address_of_entry(&platform.site, Stage::Release, &entry)})))
}

/// `queryscheme`.
pub(super) async fn query_scheme(State(platform): At, call: Call) -> Answer {
    let info = asked(&platform, &call, "scheme", EntryKind::Scheme).await?;
    Ok(Json(json!({"errcode": 0, "errmsg": "ok", "scheme_info": info})))
}

/// `query_urllink`.
pub(super) async fn query_url_link(State(platform): At, call: Call) -> Answer {
    let info = asked(&platform, &call, "url_link", EntryKind::Link).await?;
    Ok(Json(json!({"errcode": 0, "errmsg": "ok", "url_link_info": info})))
}

async fn asked(platform: &Platform, call: &Call, name: &str, kind: EntryKind) -> Result<Value, VendorFailure> {
    let arguments = call.posted()?;
    let app_id = platform.vendor.app_of(call.token()?).await?;
    // The other kind of question is how many visits are left, which are not counted down here.
    if integer(arguments, "query_type").unwrap_or(0) != 0 {
        return Err(VendorFailure::ARGUMENTS);
    }
    let address = arguments.get(name).and_then(Value::as_str).ok_or(VendorFailure::ARGUMENTS)?;
    let rest_of = |stage: Stage| Some((stage, address.strip_prefix(&platform.site.origin_at_stage(&app_id, stage))?));
    let (stage, path) = Stage::ALL.iter().copied().find_map(rest_of).ok_or(VendorFailure::LINK_UNKNOWN)?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let id = entry_id_of(path).ok_or(VendorFailure::LINK_UNKNOWN)?;
    let found = platform.launch.entries.find(&id).await;
    let found = found.map_err(|error| entry_failure(error, VendorFailure::SYSTEM, VendorFailure::SYSTEM))?;
    let entry =
        found.filter(|entry| entry.app_id == app_id && entry.kind == kind).ok_or(VendorFailure::LINK_UNKNOWN)?;
    Ok(json!({
        "appid": entry.app_id,
        "path": entry.page,
        "query": entry.query,
        "create_time": entry.created_ms / SECOND_MS,
        "expire_time": entry.expires_ms.unwrap_or(0) / SECOND_MS,
        "env_version": stage.word(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_end_between_a_minute_and_thirty_days_from_now() {
        let now_ms = 1_000_000_000_000;
        let (now_s, day_s) = (now_ms / 1000, 24 * 60 * 60);
        let expiry =
            |value: Value| expiry(value.as_object().unwrap(), now_ms).map(|at_ms| (at_ms - now_ms) / 1000).ok();
        assert_eq!(expiry(json!({})), Some(30 * day_s));
        assert_eq!(expiry(json!({"is_expire": true, "expire_time": now_s + 60})), Some(60));
        assert_eq!(expiry(json!({"expire_time": (now_s + 90).to_string()})), Some(90));
        assert_eq!(expiry(json!({"expire_type": 0, "expire_time": now_s + 30 * day_s})), Some(30 * day_s));
        assert_eq!(expiry(json!({"expire_type": 1, "expire_interval": 7})), Some(7 * day_s));
        for wrong in [
            json!({"expire_time": now_s + 58}),
            json!({"expire_time": now_s - 1}),
            json!({"expire_time": now_s + 31 * day_s}),
            json!({"expire_time": i64::MAX}),
            json!({"expire_type": 1, "expire_interval": 31}),
            json!({"expire_type": 1, "expire_interval": -1}),
            json!({"expire_type": 2}),
        ] {
            assert_eq!(expiry(wrong.clone()), None, "{wrong}");
        }
    }
}
