//! Search and discovery: what people find before they open it.
//!
//! In: questions. Out: programs and their pages. Must not: show what is not released to everybody, not listed, or not to be found.

mod document;
mod index;
mod routes;
mod service;

pub(crate) use self::routes::routes;
pub(crate) use self::service::{Finder, SearchError};
