//! `minnow`: the one binary. Reads the command line and hands over to a command.
//!
//! In: arguments. Out: exit code 0, 1 (the program has errors) or 2 (wrong arguments, files or ports). Must not: do a command's work.

mod commands;
mod compile;
mod dev;
mod disk_project;
mod encode;
mod files;
mod launch;
mod log;
mod lsp;
mod map_tiles;
mod platform;
mod project_config;
mod recode;
mod render;
mod runtime_files;
mod test;

use clap::Parser as _;
use std::process::ExitCode;

/// Futures of the server are large, and the system's own allocator is slow with what is large (docs/decisions/041-mimalloc.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let typed = std::env::args_os().collect();
    let run = commands::expand(typed).and_then(|typed| commands::run(commands::Arguments::parse_from(typed)));
    match run {
        Ok(code) => code,
        Err(error) => {
            eprintln!("minnow: {error:#}");
            ExitCode::from(2)
        }
    }
}
