//! The server: listens, answers, and stops in good order.
//!
//! In: a [`Config`]. Out: answers. Must not: know a route.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::acme::AcmeError;
use crate::certificate::Certificate;
use crate::config::Config;
use crate::listen::{Doors, TlsError, serve};
use crate::platform::{OpenError, Platform};
use crate::router::{redirects, router};
use crate::telemetry;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {error}")]
    Listen { address: SocketAddr, error: std::io::Error },
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Acme(#[from] AcmeError),
    #[error("{0}")]
    Open(String),
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        StartError::Open(error.to_string())
    }
}

/// A platform that listens.
pub struct Server {
    listener: TcpListener,
    metrics: Option<TcpListener>,
    certificate: Option<Certificate>,
    redirects: Option<TcpListener>,
    platform: Arc<Platform>,
}

impl Server {
    /// Opens the data and the address. Nothing is answered before [`Server::run`].
    pub async fn start(config: Config) -> Result<Self, StartError> {
        make_room();
        let certificate = match config.certificate.clone() {
            Some(source) => Some(Certificate::open(source, &config.folder, &config.domain).await?),
            None => None,
        };
        let address = config.listen;
        let listener = bind(address).await?;
        let redirects = bind_named(config.listen_for_redirects).await?;
        let port = listener.local_addr().map_or(address.port(), |bound| bound.port());
        let metrics = bind_named(config.telemetry.metrics).await?;
        let platform = Arc::new(Platform::open(&config, port).await?);
        Ok(Server { listener, metrics, certificate, redirects, platform })
    }

    /// The platform's own origin, such as `http://mini.localhost:8080`.
    pub fn origin(&self) -> String {
        self.platform.site.origin()
    }

    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Where the numbers stand.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    #[cfg(test)]
    pub(crate) fn platform(&self) -> Arc<Platform> {
        Arc::clone(&self.platform)
    }

    /// What the first operator types; `None` once there is one.
    pub fn setup_code(&self) -> Option<String> {
        self.platform.identity.setup_code()
    }

    /// Answers until `stop` ends, then finishes what is under way.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let platform = Arc::clone(&self.platform);
        let chores = tokio::spawn(chores(Arc::clone(&platform)));
        let metrics = self.metrics.map(|listener| tokio::spawn(telemetry::serve(listener)));
        let indexed = Arc::clone(&platform);
        let indexing = tokio::spawn(async move { indexed.finder.keep_up().await });
        let tls = self.certificate.as_ref().map(Certificate::tls);
        let renewal = self.certificate.map(|certificate| tokio::spawn(certificate.keep_up()));
        let redirecting = self.redirects.map(|listener| {
            let doors = Doors::new(listener, None);
            tokio::spawn(serve(doors, redirects(Arc::clone(&platform)), std::future::pending()))
        });
        let doors = Doors::new(self.listener, tls);
        serve(doors, router(self.platform), stop).await;
        chores.abort();
        for beside in [renewal, redirecting].into_iter().flatten() {
            beside.abort();
        }
        // What it was about to write is written after the next start.
        indexing.abort();
        settle(&platform).await;
        platform.traces.close().await;
        if let Some(metrics) = metrics {
            metrics.abort();
        }
        platform.database.close().await;
        Ok(())
    }
}

/// Takes all the file descriptors that the system would give: a connection is one, and the usual 1024 are few.
fn make_room() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        // With fewer it still serves; it then waits with new connections until old ones end.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
}

pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::Listen { address, error })
}

/// Where an operator named an address.
pub(crate) async fn bind_named(address: Option<SocketAddr>) -> Result<Option<TcpListener>, StartError> {
    match address {
        Some(address) => Ok(Some(bind(address).await?)),
        None => Ok(None),
    }
}

/// What is done beside requests, again and again.
async fn chores(platform: Arc<Platform>) {
    let mut ticks = tokio::time::interval(LAUNCHES_SETTLE_INTERVAL);
    loop {
        ticks.tick().await;
        settle(&platform).await;
        if let Err(error) = platform.privacy.keep_rules().await {
            tracing::warn!(%error, "what is too old waits to be forgotten");
        }
    }
}

async fn settle(platform: &Platform) {
    if let Err(error) = platform.launch.entries.settle().await {
        tracing::warn!(%error, "launches wait to be counted");
    }
}

/// How long a launch is a line in a file before it is counted.
const LAUNCHES_SETTLE_INTERVAL: Duration = Duration::from_secs(1);
