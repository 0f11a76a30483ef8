//! The thread a program's realm lives in.
//!
//! In: pages, one at a time. Out: outcomes. Must not: wait for ever: the engine counts no work inside one of its own functions, so a thread
//! that does not answer is left to itself.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use crate::limits::THREAD_STACK_BYTES;
use crate::program::Program;
use crate::screen::Outcome;
use crate::session::Session;

pub(crate) struct Worker {
    pages: Sender<String>,
    outcomes: Receiver<Outcome>,
}

/// The thread does not answer any more.
#[derive(Debug)]
pub(crate) struct Lost;

impl Worker {
    pub(crate) fn new(program: &Program) -> Result<Self, Lost> {
        let (pages, asked) = channel::<String>();
        let (answer, outcomes) = channel();
        let program = program.clone();
        let run = move || {
            let mut session = Session::new(&program);
            while let Ok(page) = asked.recv() {
                if answer.send(session.page(&page)).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("prerender".to_owned()).stack_size(THREAD_STACK_BYTES);
        thread.spawn(run).map_err(|_| Lost)?;
        Ok(Worker { pages, outcomes })
    }

    pub(crate) fn page(&self, page: &str, answer_time: Duration) -> Result<Outcome, Lost> {
        self.pages.send(page.to_owned()).map_err(|_| Lost)?;
        self.outcomes.recv_timeout(answer_time).map_err(|_| Lost)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use protocol::manifest::Manifest;
    use protocol::package::Package;

    use super::*;

    #[test]
    fn a_thread_that_is_stuck_inside_a_function_of_the_engine_is_not_waited_for() {
        let script = "const long = 'a'.repeat(1 << 24); long.indexOf('a'.repeat(1 << 23) + 'b')";
        let package = Package { files: BTreeMap::new(), manifest: Manifest::default() };
        let worker = Worker::new(&Program::new(Arc::new(package), Arc::from(script.as_bytes()))).expect("a thread");
        let started = std::time::Instant::now();
        assert!(worker.page("p/a", Duration::from_millis(200)).is_err());
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}
