//! `cargo xtask tidy`: what style.md and architecture.md say and a machine can check. Runs as a test too.
//!
//! In: the working tree. Out: one line a fault. Must not: judge what a person has to judge.

mod heads;
mod layers;
mod lengths;
mod reach;
mod sources;

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use sources::Sources;

pub(crate) fn run(bless: bool) -> Result<ExitCode> {
    let sources = Sources::read(&crate::root()).context("cannot read the working tree")?;
    if bless {
        lengths::bless(&crate::root(), &sources)?;
    }
    let faults = faults(&sources)?;
    for fault in &faults {
        println!("{fault}");
    }
    println!("{} files, {} faults", sources.files.len(), faults.len());
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

fn faults(sources: &Sources) -> Result<Vec<String>> {
    let mut faults = heads::check(sources);
    faults.extend(layers::check(sources));
    faults.extend(lengths::check(&crate::root(), sources)?);
    faults.extend(reach::check(sources));
    faults.sort();
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let sources = Sources::read(&crate::root()).unwrap();
        let faults = faults(&sources).unwrap();
        assert!(faults.is_empty(), "{} faults (`cargo xtask tidy` lists them):\n{}", faults.len(), faults.join("\n"));
    }
}
