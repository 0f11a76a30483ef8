//! `minnow demo`: a platform of one's own on which every program of a folder is published; and, with `--lan`, the same programs on a page for phones.
//!
//! In: a folder of programs. Out: servers until they are stopped; their addresses in the terminal. Must not: go around the platform's rules, or print
//! a secret that lasts.

mod home;
mod phones;
mod programs;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use server::{Config, Domain, ReviewPolicy};

use self::home::{EMAIL, Home};
use self::phones::Phones;
use self::programs::{Exhibited, Specimen};
use super::{DemoArguments, dev, serve};
use crate::platform::builder::ProcessBuilder;

/// What is under way when the servers are stopped is over in less.
const STOP_LIMIT: Duration = Duration::from_secs(5);

pub(super) fn run(arguments: DemoArguments) -> Result<ExitCode> {
    let specimens = programs::find(&arguments.dir)?;
    check_reachable(arguments.serve.listen)?;
    let folder = arguments.data.clone().map_or_else(|| home::default_folder(&arguments.dir), Ok)?;
    dev::runtime()?.block_on(async {
        let home = Home::open(folder)?;
        let config = Config {
            folder: home.folder().to_owned(),
            database: home.database(),
            listen: arguments.serve.listen,
            domain: Domain::local(),
            is_https: false,
            public_port: None,
            review: ReviewPolicy::Automatic,
            builder: Arc::new(ProcessBuilder::new()?),
            mail: None,
            oidc: None,
        };
        let server = serve::start(config).await?;
        let address = server.address().context("the listener has no address")?;
        let demo = Demo { arguments, specimens, origin: server.origin(), address, setup_code: server.setup_code() };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let mut running = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        let ended = tokio::select! {
            ended = demo.show(home) => ended,
            () = serve::stopped() => Ok(()),
            ended = &mut running => {
                ended.context("the platform failed")?.context("the platform stopped")?;
                return Ok(ExitCode::SUCCESS);
            }
        };
        drop(stop);
        // Whoever holds a connection open holds nobody up.
        if let Ok(ended) = tokio::time::timeout(STOP_LIMIT, running).await {
            ended.context("the platform failed")?.context("the platform stopped")?;
        }
        ended.map(|()| ExitCode::SUCCESS)
    })
}

/// Names below mini.localhost lead to this machine itself: a platform that listens elsewhere only would be at none of its addresses.
fn check_reachable(listen: SocketAddr) -> Result<()> {
    if !listen.ip().is_loopback() && !listen.ip().is_unspecified() {
        bail!(
            "the programs stand at names below mini.localhost, which lead to this machine itself: listen there \
             (--listen 127.0.0.1:{}), and add --lan for devices in the local network",
            listen.port()
        );
    }
    Ok(())
}

/// A platform that runs, before anything is shown on it.
struct Demo {
    arguments: DemoArguments,
    specimens: Vec<Specimen>,
    origin: String,
    address: SocketAddr,
    setup_code: Option<String>,
}

impl Demo {
    /// Publishes, prints, and serves phones if they are wanted, without end.
    async fn show(&self, mut home: Home) -> Result<()> {
        eprintln!("the demo keeps its platform in {}", home.folder().display());
        let client = home.sign_in(&self.origin, local(self.address), self.setup_code.as_deref()).await?;
        let exhibited = programs::publish(&self.specimens, &client, &mut home).await?;
        let phones = if self.arguments.serve.lan {
            Phones::open(&self.specimens, self.arguments.serve.listen.ip(), self.address.port()).await?
        } else {
            None
        };
        let link = server::admin::create_link(&home.database(), EMAIL).await?;
        super::print(&self.addresses(&exhibited, &link, &home))?;
        if let Some(phones) = &phones {
            phones.print()?;
        }
        if !self.arguments.serve.no_open {
            dev::open_browser(&format!("{}/", self.origin));
        }
        match phones {
            Some(phones) => phones.serve().await,
            None => std::future::pending().await,
        }
    }

    fn addresses(&self, exhibited: &[Exhibited<'_>], link: &str, home: &Home) -> String {
        let origin = &self.origin;
        let programs: String = exhibited.iter().map(|program| program.line(origin)).collect();
        format!(
            "\n  {origin}/\n\n{programs}\n  The console, signed in (once, within 15 minutes):\n  {origin}/console/sign-in#{link}\n\
             \n  Another such link: minnow admin link {EMAIL} --server {origin} --data {}\n\n",
            home.folder().display()
        )
    }
}

/// Where on this machine a server stands that listens there.
fn local(address: SocketAddr) -> IpAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from(Ipv6Addr::LOCALHOST),
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_listens_where_its_names_lead() {
        for listen in ["127.0.0.1:1", "[::1]:1", "0.0.0.0:1", "[::]:1"] {
            let listen: SocketAddr = listen.parse().unwrap();
            assert!(check_reachable(listen).is_ok(), "{listen}");
            assert!(local(listen).is_loopback(), "{listen}");
        }
        let refused = check_reachable("192.168.1.7:8081".parse().unwrap()).unwrap_err().to_string();
        assert!(refused.contains("--listen 127.0.0.1:8081"), "{refused}");
    }
}
