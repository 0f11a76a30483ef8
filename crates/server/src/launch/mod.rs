//! Launch: what a person gets at a program's own host name, and the addresses that lead there.
//!
//! In: requests. Out: launch documents, files of packages, relayed requests. Must not: decide which version is released (`registry` does).

mod address;
mod arrive;
mod choose;
mod compose;
mod contents;
mod deltas;
mod entries;
mod live;
mod notice;
mod open;
mod preview;
mod screens;
mod serve;
mod service_worker;
mod update;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::address::open_address;
#[cfg(test)]
pub(crate) use self::entries::Launched;
pub(crate) use self::entries::{
    Entries, Entry, EntryError, EntryKind, LaunchLog, NewEntry, address_of_entry, code_text, entry_id_of,
};
pub(crate) use self::live::Launch;
pub(crate) use self::preview::PASS_PATH;
pub use self::serve::LAUNCHES_PATH;
pub(crate) use self::serve::{answer, answer_at_hand, route_of};
pub use self::service_worker::SERVICE_WORKER_PATH;
use crate::platform::Platform;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    entries::routes().merge(screens::routes())
}
