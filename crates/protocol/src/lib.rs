//! What all rooms agree on: the shapes that cross a border between crates or between Rust and TypeScript.
//!
//! In: nothing. Out: serde types. Must not: do I/O, or use any other crate of ours.

pub mod bridge;
pub mod components;
pub mod limits;
pub mod manifest;
pub mod package;
pub mod policy;
pub mod privacy;
