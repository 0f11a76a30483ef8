//! The same programs for devices in the local network, which look no names below mini.localhost up: each at a port of its own, as `minnow dev`
//! serves it, and a page of them all with codes to scan.
//!
//! In: programs and the port before the first of theirs. Out: servers without end. Must not: differ from `dev` in how a program is served.

use std::net::{IpAddr, SocketAddr};

use anyhow::{Context as _, Result};

use super::programs::Specimen;
use crate::commands::dev;
use crate::compile::Purpose;
use crate::dev::gallery::{self, Exhibit};
use crate::dev::listen::{Listeners, lan_address};
use crate::dev::{Hosts, Program, router};

/// Ports tried for one server before giving up.
const PORTS_TRIED_MAX: u16 = 50;

pub(super) struct Phones {
    lan: IpAddr,
    index: Listeners,
    exhibits: Vec<Exhibit>,
}

impl Phones {
    /// `None` where there is no local network, which is said.
    pub(super) async fn open(specimens: &[Specimen], listen: IpAddr, port: u16) -> Result<Option<Self>> {
        let Some(lan) = lan_address() else {
            eprintln!("minnow: this machine has no address in a local network, so there is no page for phones");
            return Ok(None);
        };
        let mut port = port;
        let index = next_free(listen, &mut port).await?;
        let mut exhibits = Vec::new();
        for Specimen { name, folder, .. } in specimens {
            let program = Program::open(folder, Purpose::Development)?;
            let listeners = next_free(listen, &mut port).await?;
            exhibits.push(Exhibit::read(folder, name, listeners.address()?.port()));
            dev::watch(&program)?;
            // What it says was said when it was published.
            program.compile();
            let relay = dev::relay(program.folder(), false)?;
            // Six programs talking at once would hide the addresses.
            let routes = router(program, &relay, Hosts::new(listeners.ips()), None, None);
            tokio::spawn(listeners.serve(routes));
        }
        Ok(Some(Phones { lan, index, exhibits }))
    }

    pub(super) fn print(&self) -> Result<()> {
        super::super::print(
            "  For phones in the same network, and for browsers that do not know these names: the programs without the platform\n",
        )?;
        dev::print_lan(self.index.address()?.port());
        Ok(())
    }

    pub(super) async fn serve(self) -> Result<()> {
        let hosts = Hosts::new(self.index.ips());
        self.index.serve(gallery::router(self.exhibits, hosts, self.lan)).await
    }
}

/// Listens on the first free port after the last one, here and in the local network.
async fn next_free(listen: IpAddr, port: &mut u16) -> Result<Listeners> {
    let mut last = None;
    for _ in 0..PORTS_TRIED_MAX {
        *port = port.checked_add(1).context("there is no port left: choose a lower one with --listen")?;
        match Listeners::bind(SocketAddr::new(listen, *port), true).await {
            Ok(listeners) => return Ok(listeners),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| unreachable!("at least one port is tried"))).context("found no free port for a program")
}
