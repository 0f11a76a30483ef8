//! Server-sent events: the state of the build, at once and whenever it changes.
//!
//! In: builds. Out: an endless answer. Must not: send a package.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};

use super::program::Program;

pub(super) fn stream(program: &Arc<Program>) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let mut builds = program.subscribe();
    builds.mark_changed();
    let events = stream::unfold(builds, |mut builds| async move {
        builds.changed().await.ok()?;
        let status = builds.borrow_and_update().status.clone();
        let json = serde_json::to_string(&status).unwrap_or_else(|error| unreachable!("a status is JSON: {error}"));
        Some((Ok(Event::default().data(json)), builds))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
