//! Server-sent events: the state of the build, at once and whenever it changes, and how it differs from what the page has.
//!
//! In: builds. Out: an endless answer. Must not: send a package.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::Serialize;

use super::build::{Build, Status};
use super::change::Change;
use super::program::Program;

#[derive(Serialize)]
struct Told<'b> {
    #[serde(flatten)]
    status: &'b Status,
    /// From the build told before to this one; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
}

/// `has`: the build that the page was made from.
pub(super) fn stream(program: &Arc<Program>, has: &str) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let mut builds = program.subscribe();
    builds.mark_changed();
    let first = Some(program.build()).filter(|build| build.status.build == has);
    let events = stream::unfold((builds, first), |(mut builds, told)| async move {
        builds.changed().await.ok()?;
        let build = Arc::clone(&builds.borrow_and_update());
        let told = Told { status: &build.status, change: told.and_then(|told| change(&told, &build)) };
        let json = serde_json::to_string(&told).unwrap_or_else(|error| unreachable!("a status is JSON: {error}"));
        Some((Ok(Event::default().data(json)), (builds, Some(build))))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

fn change(old: &Build, new: &Build) -> Option<Change> {
    if old.status.build == new.status.build {
        return None;
    }
    Some(Change::between(&old.served.as_ref()?.package, &new.served.as_ref()?.package))
}
