//! Runs JavaScript nobody vouches for, under budgets of work, time, memory and stack.
//!
//! In: scripts and strings. Out: strings, or an [`Error`]. Must not: give a script files, network, modules or a clock of ours.
//! A realm has the language and nothing else: no timers, no console, no Intl. Whoever needs more defines it in a script.

mod error;
mod limits;
mod realm;

pub use error::{Error, Thrown};
pub use limits::Limits;
pub use realm::Realm;
