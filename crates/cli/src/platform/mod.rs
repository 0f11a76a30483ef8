//! A developer's side of the platform: signing in, sending a project, and the process that builds one on the server's machine.
//!
//! In: a folder, a server's address. Out: requests. Must not: keep a token where others can read it.

pub(crate) mod builder;
pub(crate) mod client;
pub(crate) mod credentials;
pub(crate) mod dns_hook;
pub(crate) mod uploaded;
