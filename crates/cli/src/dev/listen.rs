//! Sockets to listen on, and what to say when one can't be had.
//!
//! In: an address. Out: listeners. Must not: serve.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use anyhow::{Context as _, Result, anyhow};
use tokio::net::TcpListener;

/// The listeners of one server: the address asked for and, when wanted, the one of the local network at the same port.
pub(crate) struct Listeners {
    pub(crate) main: TcpListener,
    pub(crate) lan: Option<TcpListener>,
}

impl Listeners {
    pub(crate) async fn bind(listen: SocketAddr, lan: bool) -> Result<Self> {
        let main = bind(listen).await?;
        if !lan {
            return Ok(Listeners { main, lan: None });
        }
        let port = main.local_addr().context("the listener has no address")?.port();
        let address = lan_address().ok_or_else(|| {
            anyhow!(
                "this machine has no address in a local network, which --lan needs: connect to one, or leave --lan out"
            )
        })?;
        if listen.ip().is_unspecified() || listen.ip() == address {
            return Ok(Listeners { main, lan: None });
        }
        let lan = bind(SocketAddr::new(address, port)).await?;
        Ok(Listeners { main, lan: Some(lan) })
    }

    /// The address to print and open. An unspecified one can't be opened: loopback reaches it.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        let mut address = self.main.local_addr().context("the listener has no address")?;
        if address.ip().is_unspecified() {
            address.set_ip(IpAddr::from([127, 0, 0, 1]));
        }
        Ok(address)
    }

    /// Addresses by which this server may be named.
    pub(crate) fn ips(&self) -> Vec<IpAddr> {
        let listeners = std::iter::once(&self.main).chain(&self.lan);
        listeners.filter_map(|listener| Some(listener.local_addr().ok()?.ip())).collect()
    }

    /// Serves on all of them until one ends.
    pub(crate) async fn serve(self, router: axum::Router) -> Result<()> {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let main = axum::serve(self.main, service.clone());
        match self.lan {
            None => main.await?,
            Some(lan) => {
                let lan = axum::serve(lan, service);
                tokio::try_join!(
                    std::future::IntoFuture::into_future(main),
                    std::future::IntoFuture::into_future(lan)
                )?;
            }
        }
        Ok(())
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| refusal(address, error))
}

/// What to do when an address cannot be listened on.
pub(crate) fn refusal(address: SocketAddr, error: std::io::Error) -> anyhow::Error {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            let mut other = address;
            other.set_port(address.port().wrapping_add(1).max(1024));
            anyhow!("{address} is in use by another program. Stop that one, or choose another port: --listen {other}")
        }
        std::io::ErrorKind::PermissionDenied => anyhow!(
            "this user may not listen on port {}. Choose one above 1023: --listen {}:8080",
            address.port(),
            address.ip()
        ),
        std::io::ErrorKind::AddrNotAvailable => anyhow!("{} is not an address of this machine", address.ip()),
        _ => anyhow::Error::new(error).context(format!("cannot listen on {address}")),
    }
}

/// This machine's address in the local network: the one it would use to reach a far host. Nothing is sent.
pub(crate) fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}
