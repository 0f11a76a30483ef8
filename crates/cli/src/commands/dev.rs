//! `minnow dev`: compiles, serves, watches.
//!
//! In: a folder. Out: a server until it is stopped; addresses and code frames in the terminal. Must not: decide how things are served.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result};

use super::DevArguments;
use crate::compile::Purpose;
use crate::dev::listen::{Listeners, lan_address};
use crate::dev::watch::Watch;
use crate::dev::{Console, Hosts, Program, router};
use crate::project_config::ProjectConfig;
use crate::render::qr;
use server::relay::{Relay, RelayOptions};

pub(super) fn run(arguments: DevArguments) -> Result<ExitCode> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let program = Program::open(&arguments.project.dir, Purpose::Development)?;
        let listeners = Listeners::bind(arguments.serve.listen, arguments.serve.lan).await?;
        let address = listeners.address()?;
        watch(&program)?;
        report(&program.compile());
        println!("\n  {}\n", url(address));
        if arguments.serve.lan {
            print_lan(address.port());
        }
        let relay = relay(program.folder(), arguments.allow_private)?;
        let console = (!arguments.no_console).then(Console::terminal);
        let router =
            router(Arc::clone(&program), &relay, Hosts::new(listeners.ips()), console, arguments.map.host_data());
        if !arguments.serve.no_open {
            open_browser(&url(address));
        }
        listeners.serve(router).await?;
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the server's threads")
}

pub(super) fn relay(folder: &Path, allow_private: bool) -> Result<Arc<Relay>> {
    let config = ProjectConfig::read(folder);
    let options = RelayOptions { domains: config.domains(), allow_private, allow_loopback: true, appid: config.appid };
    Relay::new(options).context("cannot start the relay")
}

pub(super) fn url(address: SocketAddr) -> String {
    format!("http://{address}/")
}

/// The address of the local network, with a code to scan.
pub(super) fn print_lan(port: u16) {
    let Some(address) = lan_address() else { return };
    let url = url(SocketAddr::new(address, port));
    println!("  {url}\n");
    if let Some(code) = qr::terminal(&url) {
        println!("{code}");
    }
}

/// Rebuilds on every change, in a thread of its own.
pub(super) fn watch(program: &Arc<Program>) -> Result<()> {
    let assets = assets::override_folder().filter(|folder| folder.is_dir());
    let mut folders = vec![program.folder()];
    folders.extend(assets.as_deref());
    let mut watch = Watch::new(&folders)?;
    let program = Arc::clone(program);
    std::thread::spawn(move || {
        while let Some(changed) = watch.next() {
            if assets.as_deref().is_some_and(|folder| changed.iter().any(|path| path.starts_with(folder)))
                && let Err(error) = program.reload_runtime()
            {
                eprintln!("minnow: {error:#}");
                continue;
            }
            report(&program.compile());
        }
    });
    Ok(())
}

pub(super) fn report(outcome: &crate::dev::program::Outcome) {
    eprint!("{}", outcome.report);
    let word = match outcome {
        _ if outcome.failed => "not compiled",
        _ if outcome.changed => "compiled",
        _ => "compiled, nothing changed",
    };
    eprintln!("{word} in {:.0} ms", outcome.elapsed_ms);
}

/// Opens the person's browser, when a person is there.
pub(super) fn open_browser(url: &str) {
    use std::io::IsTerminal as _;
    if !std::io::stdout().is_terminal() {
        return;
    }
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    // Not being able to is no error: the address stands in the terminal.
    let _ = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
