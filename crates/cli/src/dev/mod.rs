//! The development server: one program, compiled, served, watched.
//!
//! In: a folder and listeners. Out: HTTP. Must not: write into the project, or answer for a host name that is not its own.
//!
//! The walk: `watch` sees a change → `program` compiles and publishes a [`build::Build`] → `events` tells open pages →
//! they ask again, and `serve` answers from the new package.

pub(crate) mod build;
mod change;
mod console;
mod document;
mod encodings;
mod evaluate;
mod events;
pub(crate) mod gallery;
mod headers;
mod hosts;
pub(crate) mod listen;
pub(crate) mod program;
mod serve;
#[cfg(test)]
mod tests;
pub(crate) mod watch;

pub(crate) use console::Console;
pub(crate) use hosts::Hosts;
pub(crate) use program::Program;
pub(crate) use serve::{router, router_for_tests};
