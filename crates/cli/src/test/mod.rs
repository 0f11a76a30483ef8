//! `minnow test`: a program's own tests, in a browser without a window.
//!
//! In: a program with test files. Out: [`results::FileResult`]s. Must not: know what a test says; the tests run in the program's own
//! realm (`runtime/testing`), and ask here for what only the browser's protocol and the disk can do.
//!
//! The walk: `server` compiles the program with its tests and serves it → `browser` starts a browser and connects (`protocol`) → for each
//! file `session` opens a page of its own, answers its `requests` and gathers results → `report` prints them.

pub(crate) mod browser;
pub(crate) mod files;
pub(crate) mod frames;
pub(crate) mod protocol;
pub(crate) mod report;
mod requests;
pub(crate) mod results;
pub(crate) mod server;
pub(crate) mod session;
