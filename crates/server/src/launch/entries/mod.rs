//! Entries: codes and links that lead into a program, and the log of launches.
//!
//! In: what an entry leads to. Out: its address; what a launch by it begins with. Must not: draw codes, or decide which version is released.

mod log;
mod model;
mod routes;
mod service;
mod store;
mod traffic;

pub(crate) use self::log::{LaunchLog, Launched};
pub(crate) use self::model::{Entry, EntryKind, entry_id_of};
pub(crate) use self::routes::routes;
pub(crate) use self::service::{Entries, EntryError, NewEntry, address_of_entry, code_text};
