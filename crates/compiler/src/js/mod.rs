//! Scripts of the logic realm: what a module requests, and its registered form.
//!
//! In: one script's text. Out: `mn.d("path",function(require,module,exports){…})`. Must not: run anything.

pub(crate) mod analyze;
pub(crate) mod apis;
pub(crate) mod emit;
pub(crate) mod esm;
pub(crate) mod lower;
pub(crate) mod names;
pub(crate) mod parts;
pub(crate) mod prelude;
mod refused;
pub(crate) mod resolve;
pub(crate) mod usage;
