//! `minnow demo`: every program of a folder at a name of its own behind one port, and at a port of its own for devices that look no names up; and
//! an index page.
//!
//! In: a folder of programs. Out: servers until they are stopped. Must not: differ from `dev` in how a program is served.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};

use super::{DemoArguments, dev};
use crate::compile::Purpose;
use crate::dev::front::{self, AppIds};
use crate::dev::gallery::{self, Exhibit};
use crate::dev::listen::{Listeners, lan_address};
use crate::dev::{Hosts, Program, router};
use crate::project_config::ProjectConfig;

/// Ports tried for one program before giving up.
const PORTS_TRIED_MAX: u16 = 50;

pub(super) fn run(arguments: DemoArguments) -> Result<ExitCode> {
    let folders = programs(&arguments.dir)?;
    let runtime = dev::runtime()?;
    runtime.block_on(async {
        let lan = if arguments.serve.lan { lan_address() } else { None };
        if arguments.serve.lan && lan.is_none() {
            eprintln!("minnow: this machine has no address in a local network, so there are no codes for a phone");
        }
        let index = Listeners::bind(arguments.serve.listen, lan.is_some()).await?;
        let address = index.address()?;
        let (mut exhibits, mut by_name, mut app_ids) = (Vec::new(), Vec::new(), AppIds::default());
        let mut port = address.port();
        for (name, folder) in folders {
            let program = Program::open(&folder, Purpose::Development)?;
            let listeners = next_free(arguments.serve.listen, lan.is_some(), &mut port).await?;
            dev::watch(&program)?;
            eprint!("{name}: ");
            dev::report(&program.compile());
            let app_id = app_ids.add(&ProjectConfig::read(&folder).appid, &name);
            exhibits.push(Exhibit::read(&folder, &name, &app_id, listeners.address()?.port()));
            let relay = dev::relay(program.folder(), false)?;
            // Six programs talking at once would hide the addresses.
            let routes = |hosts| router(Arc::clone(&program), &relay, hosts, None, None);
            by_name.push((app_id.clone(), routes(Hosts::Name(front::name_of(&app_id)))));
            let by_port = routes(Hosts::new(listeners.ips()));
            tokio::spawn(listeners.serve(by_port));
        }
        let by_names = named(address, front::HOST);
        println!("\n  {}\n", by_names.as_deref().unwrap_or(&dev::url(address)));
        for exhibit in &exhibits {
            let by_port = dev::url(SocketAddr::new(address.ip(), exhibit.port));
            let by_name = named(address, &front::name_of(&exhibit.app_id));
            println!("  {:<12} {}", exhibit.name, by_name.as_deref().unwrap_or(&by_port));
        }
        if by_names.is_some() {
            println!("\n  In a browser that does not know these names: {}", dev::url(address));
        }
        println!();
        if lan.is_some() {
            dev::print_lan(address.port());
        }
        if !arguments.serve.no_open {
            // Not every browser that may be the person's own knows the names.
            dev::open_browser(&dev::url(address));
        }
        let gallery = gallery::router(exhibits, Hosts::new(index.ips()), lan);
        index.serve(front::router(by_name, gallery)).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// An address by name, which leads to 127.0.0.1 or ::1; a server that listens elsewhere has none.
fn named(address: SocketAddr, name: &str) -> Option<String> {
    let leads_there = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)].contains(&address.ip());
    leads_there.then(|| format!("http://{name}:{}/", address.port()))
}

/// Sub-folders that hold a program, by name.
fn programs(folder: &PathBuf) -> Result<Vec<(String, PathBuf)>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut programs: Vec<(String, PathBuf)> = entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(_, path)| path.join("app.json").is_file() || path.join("project.config.json").is_file())
        .collect();
    programs.sort();
    if programs.is_empty() {
        bail!("{} has no sub-folder with a program", folder.display());
    }
    Ok(programs)
}

/// Listens on the first free port after the last one.
async fn next_free(listen: SocketAddr, lan: bool, port: &mut u16) -> Result<Listeners> {
    let mut last = None;
    for _ in 0..PORTS_TRIED_MAX {
        *port = port.checked_add(1).context("there is no port left: choose a lower one with --listen")?;
        match Listeners::bind(SocketAddr::new(listen.ip(), *port), lan).await {
            Ok(listeners) => return Ok(listeners),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| unreachable!("at least one port is tried"))).context("found no free port for a program")
}
