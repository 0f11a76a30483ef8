//! A program in a realm, page after page.
//!
//! In: a program and pages of it. Out: outcomes. Must not: outlive a realm's faults: what went over its budget, or threw where it must
//! not, costs the realm, and the next page begins in a fresh one.

use std::collections::BTreeMap;

use sandbox::{Error, Realm};

use crate::limits::{REALM, REALMS_LOST_MAX};
use crate::program::{Program, Script};
use crate::screen::{Answer, Outcome, one_line};

/// The global that `prerender.js` defines.
const FACE: &str = "minnowPrerender";

pub(crate) struct Session<'p> {
    program: &'p Program,
    realm: Option<Started>,
    lost_count: usize,
}

/// A realm in which the script has started.
struct Started {
    realm: Realm,
    /// Scripts that have run in it, and what was wrong with them.
    scripts: BTreeMap<String, Result<(), String>>,
}

/// Why there is no answer.
struct Failure {
    reason: String,
    costs_the_realm: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure { reason: one_line(&error.to_string()), costs_the_realm: true }
    }
}

impl<'p> Session<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        Session { program, realm: None, lost_count: 0 }
    }

    pub(crate) fn page(&mut self, page: &str) -> Outcome {
        if self.program.script.is_empty() {
            return Outcome::skipped("this binary was built without the script that draws pages ahead");
        }
        if self.lost_count > REALMS_LOST_MAX {
            return Outcome::skipped("other pages of the program went over their budget again and again");
        }
        match self.answer(page) {
            Ok(answer) => answer.outcome(),
            Err(failure) => {
                if failure.costs_the_realm {
                    self.realm = None;
                    self.lost_count += 1;
                }
                Outcome::Skipped(failure.reason)
            }
        }
    }

    fn answer(&mut self, page: &str) -> Result<Answer, Failure> {
        let started = match &mut self.realm {
            Some(started) => started,
            empty => empty.insert(Started::new(self.program)?),
        };
        for script in self.program.scripts(page) {
            started.load(self.program, script)?;
        }
        let realm = &mut started.realm;
        realm.run_jobs()?;
        let mut answer = read(&realm.call(FACE, "page", &[page])?)?;
        realm.run_jobs()?;
        if answer.pending {
            answer = read(&realm.call(FACE, "result", &[])?)?;
        }
        Ok(answer)
    }
}

fn read(json: &str) -> Result<Answer, Failure> {
    let reason = || Failure { reason: "its first screen cannot be read".to_owned(), costs_the_realm: true };
    Answer::read(json).ok_or_else(reason)
}

impl Started {
    fn new(program: &Program) -> Result<Self, Failure> {
        let mut realm = Realm::new(REALM)?;
        let script = std::str::from_utf8(&program.script).unwrap_or_default();
        realm.run("prerender.js", script)?;
        realm.call_for_nothing(FACE, "start", &[program.manifest_json(), &program.base])?;
        realm.run_jobs()?;
        Ok(Started { realm, scripts: BTreeMap::new() })
    }

    /// Runs a script of the package, once for a realm. A chunk only registers: one that throws is of no use to any page.
    fn load(&mut self, program: &Program, script: Script) -> Result<(), Failure> {
        let file = script.file;
        if !self.scripts.contains_key(file) {
            let result = match program.text(file) {
                None => Err(format!("`{file}` is not in the package")),
                Some(text) => {
                    let ran = match script.is_element {
                        true => self.realm.call_for_nothing(FACE, "element", &[text]),
                        false => self.realm.run(file, text),
                    };
                    match ran {
                        Err(error) if error.costs_the_realm() => return Err(error.into()),
                        other => other.map_err(|error| one_line(&error.to_string())),
                    }
                }
            };
            self.scripts.insert(file.to_owned(), result);
        }
        match &self.scripts[file] {
            Ok(()) => Ok(()),
            Err(reason) => Err(Failure { reason: reason.clone(), costs_the_realm: false }),
        }
    }
}
