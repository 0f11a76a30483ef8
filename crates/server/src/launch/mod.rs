//! Launch: what a person gets at a program's own host name, and the addresses that lead there.
//!
//! In: requests. Out: launch documents, files of packages, relayed requests. Must not: decide which version is released (`registry` does).

mod address;
mod choose;
mod live;
mod notice;
mod serve;

pub(crate) use self::address::open_address;
pub(crate) use self::live::Launch;
pub(crate) use self::serve::answer;
