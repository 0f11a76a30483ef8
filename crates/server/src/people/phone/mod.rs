//! Phone numbers: what a person entered, whom he lets know it, and what a program's server gets for a code.
//!
//! In: what somebody types at the platform's own origin, codes of servers. Out: numbers, masked or whole. Must not: give a program a number without a
//! yes of this moment and consent that holds, or claim that anybody has checked it.

mod number;
mod routes;
mod service;
mod store;

pub(super) use self::routes::routes;
pub(crate) use self::service::{PhoneCodeError, PhoneError, PhoneInfo};
