//! The face: pages of a program to outcomes, one when it is asked for, or all at once on several threads.
//!
//! In: a program. Out: outcomes. Must not: fail, or give other outcomes on another number of processors.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::limits::{ANSWER_TIME, PAGES_PER_REALM};
use crate::program::Program;
use crate::screen::Outcome;
use crate::worker::Worker;

/// Draws pages of one program, one after the other, in one thread of its own.
pub struct Prerenderer {
    program: Program,
    worker: Option<Worker>,
    lost_count: usize,
}

/// Threads that may be left to themselves before a program's other pages are skipped.
const THREADS_LOST_MAX: usize = 1;

impl Prerenderer {
    pub fn new(program: Program) -> Self {
        Prerenderer { program, worker: None, lost_count: 0 }
    }

    /// The first screen of a page. The realm, and what earlier pages changed in it, stays for the next one.
    pub fn page(&mut self, page: &str) -> Outcome {
        if !self.program.package.manifest.pages.contains_key(page) {
            return Outcome::skipped("the program has no such page");
        }
        if self.lost_count > THREADS_LOST_MAX {
            return Outcome::skipped("other pages of the program never came to an end");
        }
        let worker = match &self.worker {
            Some(worker) => worker,
            None => match Worker::new(&self.program) {
                Ok(worker) => self.worker.insert(worker),
                Err(_) => return Outcome::skipped("there is no thread to draw it in"),
            },
        };
        worker.page(page, ANSWER_TIME).unwrap_or_else(|_| {
            self.worker = None;
            self.lost_count += 1;
            Outcome::skipped("it never came to an end")
        })
    }

    /// The first screens of all pages.
    pub fn pages(program: &Program) -> BTreeMap<String, Outcome> {
        let pages: Vec<&String> = program.package.manifest.pages.keys().collect();
        let groups: Vec<&[&String]> = pages.chunks(group_size(pages.len())).collect();
        let next = AtomicUsize::new(0);
        let outcomes = Mutex::new(BTreeMap::new());
        let draw = || {
            while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                let mut prerenderer = Prerenderer::new(program.clone());
                for page in *group {
                    let outcome = prerenderer.page(page);
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.insert((*page).clone(), outcome);
                    }
                }
            }
        };
        let thread_count = std::thread::available_parallelism().map_or(1, usize::from).min(groups.len());
        std::thread::scope(|scope| {
            for _ in 1..thread_count {
                scope.spawn(draw);
            }
            draw();
        });
        outcomes.into_inner().unwrap_or_default()
    }
}

/// Pages in a group, so that no group is much smaller than another.
fn group_size(page_count: usize) -> usize {
    let group_count = page_count.div_ceil(PAGES_PER_REALM).max(1);
    page_count.div_ceil(group_count).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_alike_and_not_too_large() {
        for (page_count, expected) in [(0, 1), (1, 1), (56, 56), (57, 29), (105, 53), (113, 38)] {
            assert_eq!(group_size(page_count), expected, "{page_count} pages");
        }
    }
}
