//! The budgets of a realm, with their units in their names.
//!
//! In: nothing. Out: [`Limits`]. Must not: know what is run.

use std::time::Duration;

/// What a realm may use. Work, memory and stack are the same on every machine; the time is a stop for what work does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Heap of the realm, in all.
    pub memory_bytes: usize,
    /// Native stack its calls may take. The thread needs some room beyond it.
    pub stack_bytes: usize,
    /// Loop turns (some count twice) and calls of one entry into the realm, in units of [`Limits::WORK_UNIT`].
    pub work_units: u32,
    /// Wall clock of one entry into the realm. Long enough that only a broken machine or a stuck script meets it.
    pub wall_time: Duration,
    /// Jobs (settled promises) run at one go.
    pub job_count: usize,
    /// The longest text taken out of the realm, in UTF-8.
    pub text_bytes: usize,
}

impl Limits {
    /// Loop turns and calls between two looks at the budget: the engine's own number.
    pub const WORK_UNIT: u32 = 10_000;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            memory_bytes: 64 << 20,
            stack_bytes: 1 << 20,
            work_units: 2_000,
            wall_time: Duration::from_secs(10),
            job_count: 100_000,
            text_bytes: 16 << 20,
        }
    }
}
