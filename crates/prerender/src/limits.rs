//! What drawing first screens may cost.
//!
//! In: nothing. Out: constants. Must not: hold a limit of one realm's engine (those are `sandbox`'s).

use std::time::Duration;

/// Native stack of a thread that draws: the engine's share, and room for what calls it.
pub(crate) const THREAD_STACK_BYTES: usize = 8 << 20;

/// The realm of a program. An entry is one script, one page, or what waits for its promises.
pub(crate) const REALM: sandbox::Limits = sandbox::Limits {
    memory_bytes: 128 << 20,
    stack_bytes: 4 << 20,
    // Three hundred times what a large page takes.
    work_units: 500,
    wall_time: Duration::from_secs(5),
    job_count: 20_000,
    text_bytes: HTML_BYTES_MAX * 2,
};

/// A page's HTML and its record, each.
pub(crate) const HTML_BYTES_MAX: usize = 2 << 20;

/// When a thread that draws counts as lost: it is stuck where the engine does not count.
pub(crate) const ANSWER_TIME: Duration = Duration::from_secs(20);

/// Realms one program may use up before its other pages are skipped.
pub(crate) const REALMS_LOST_MAX: usize = 5;

/// Pages drawn in one realm: a number of its own, so that a package does not depend on how many processors built it.
pub(crate) const PAGES_PER_REALM: usize = 56;

/// The app's and the page's own sheets, raw: up to this they stand in the document whole, beyond it only the rules that can match do.
pub(crate) const STYLE_BYTES_WHOLE_MAX: usize = 16 << 10;
