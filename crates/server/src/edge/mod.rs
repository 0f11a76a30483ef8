//! The edge role: a cache in front of a platform that stands elsewhere.
//!
//! In: requests; a platform, the origin. Out: its answers, those that everybody may get kept for a while. Must not: keep what is for one person, change
//! what an answer says, or know what a program is.

mod forward;
mod hints;
mod kept;
mod memory;
mod serve;
mod socket;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use url::Url;

use self::serve::Edge;
use crate::certificate::{Certificate, CertificateSource};
use crate::config::Domain;
use crate::listen::{self, Doors};
use crate::server::{StartError, bind, bind_named};
use crate::telemetry;

/// What an operator decides about an edge.
#[derive(Clone)]
pub struct EdgeConfig {
    pub listen: SocketAddr,
    /// Where the platform is. Whatever host name was asked for is passed on to it.
    pub origin: Url,
    /// What kept answers may take in memory.
    pub memory_bytes_max: u64,
    pub metrics: Option<SocketAddr>,
    /// Where the edge itself ends TLS.
    pub tls: Option<EdgeTls>,
}

/// TLS that an edge ends.
#[derive(Clone)]
pub struct EdgeTls {
    pub certificate: CertificateSource,
    /// Of the platform.
    pub domain: Domain,
    /// For a certificate that the edge gets by itself; nothing else of an edge is kept in files.
    pub folder: PathBuf,
}

/// An edge that listens.
pub struct EdgeServer {
    listener: TcpListener,
    certificate: Option<Certificate>,
    metrics: Option<TcpListener>,
    edge: Arc<Edge>,
}

impl EdgeServer {
    pub async fn start(config: EdgeConfig) -> Result<Self, StartError> {
        if !matches!(config.origin.scheme(), "http" | "https") || config.origin.host().is_none() {
            return Err(StartError::Open(format!("`{}` is no http or https address of a platform", config.origin)));
        }
        let certificate = match config.tls.clone() {
            Some(EdgeTls { certificate, domain, folder }) => {
                Some(Certificate::open(certificate, &folder, &domain).await?)
            }
            None => None,
        };
        let listener = bind(config.listen).await?;
        let metrics = bind_named(config.metrics).await?;
        let edge = Edge::new(&config).map_err(|error| StartError::Open(error.to_string()))?;
        Ok(EdgeServer { listener, certificate, metrics, edge: Arc::new(edge) })
    }

    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Answers until `stop` ends, then finishes what is under way.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let metrics = self.metrics.map(|listener| tokio::spawn(telemetry::serve(listener)));
        let tls = self.certificate.as_ref().map(Certificate::tls);
        let renewal = self.certificate.map(|certificate| tokio::spawn(certificate.keep_up()));
        listen::serve(Doors::new(self.listener, tls), serve::router(self.edge), stop).await;
        if let Some(metrics) = metrics {
            metrics.abort();
        }
        if let Some(renewal) = renewal {
            renewal.abort();
        }
        Ok(())
    }
}
