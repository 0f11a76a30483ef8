//! The server: listens, answers, and stops in good order.
//!
//! In: a [`Config`]. Out: answers. Must not: know a route.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::config::Config;
use crate::platform::{OpenError, Platform};
use crate::router::router;
use crate::telemetry;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {error}")]
    Listen { address: SocketAddr, error: std::io::Error },
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
    platform: Arc<Platform>,
}

impl Server {
    /// Opens the data and the address. Nothing is answered before [`Server::run`].
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let address = config.listen;
        let listener = TcpListener::bind(address).await.map_err(|error| StartError::Listen { address, error })?;
        let port = listener.local_addr().map_or(address.port(), |bound| bound.port());
        let metrics = match config.telemetry.metrics {
            Some(address) => {
                let bound = TcpListener::bind(address).await;
                Some(bound.map_err(|error| StartError::Listen { address, error })?)
            }
            None => None,
        };
        let platform = Arc::new(Platform::open(&config, port).await?);
        Ok(Server { listener, metrics, platform })
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
        let service = router(self.platform).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service).with_graceful_shutdown(stop).await?;
        chores.abort();
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
