//! What a person or a tool reads of a build: diagnostics and the report, in each format.
//!
//! In: the compiler's output. Out: text. Must not: print (the commands do), or word a diagnostic.

pub(crate) mod diagnostics;
pub(crate) mod place;
pub(crate) mod qr;
pub(crate) mod report;
