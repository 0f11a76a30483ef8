//! Draws the first screens of a built program ahead of time, and writes the documents they stand in: a page in, HTML out.
//!
//! In: a package and the script that draws (`prerender.js` of the runtime). Out: an [`Outcome`] a page, and its launch document. Must not:
//! know the compiler or a server, or fail: a page that cannot be drawn ahead is skipped, with the reason in words.
//! Described in docs/internals/prerender.md. The walk: [`Prerenderer`] hands pages to a `worker` thread → its `session` keeps a realm with
//! the program in it → the script answers for a page → `screen` reads the answer, `markup` checks it → [`Documents`] writes the document:
//! `critical` finds the style the screen needs, `images` says how large its pictures are.

mod critical;
mod document;
mod images;
mod language;
mod limits;
mod markup;
mod prerenderer;
mod program;
mod screen;
mod session;
mod worker;

pub use document::{DocumentOptions, Documents, Preview, inline_json};
pub use prerenderer::Prerenderer;
pub use program::Program;
pub use screen::{FirstScreen, Outcome};
