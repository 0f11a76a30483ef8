//! Draws the first screens of a built program ahead of time: a page in, HTML out.
//!
//! In: a package and the script that draws (`prerender.js` of the runtime). Out: an [`Outcome`] a page. Must not: know the compiler or a
//! server, or fail: a page that cannot be drawn ahead is skipped, with the reason in words.
//! Described in docs/internals/prerender.md. The walk: [`Prerenderer`] hands pages to a `worker` thread → its `session` keeps a realm with
//! the program in it → the script answers for a page → `screen` reads and checks the answer.

mod limits;
mod prerenderer;
mod program;
mod screen;
mod session;
mod worker;

pub use prerenderer::Prerenderer;
pub use program::Program;
pub use screen::{FirstScreen, Outcome};
