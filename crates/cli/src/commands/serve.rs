//! `minnow serve`: the platform.
//!
//! In: arguments. Out: a server until it is stopped; its address and, on an empty folder, a setup code in the terminal. Must not: decide how it answers.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use server::{Config, Domain, EdgeConfig, EdgeServer, EdgeTls, Server, StartError, Telemetry};

use super::serve_arguments::{Role, ServeArguments, certificate};
use crate::dev::listen;
use crate::log;
use crate::platform::builder::ProcessBuilder;

pub(super) fn run(arguments: ServeArguments) -> Result<ExitCode> {
    let watch = arguments.watch;
    log::begin(watch.log, watch.log_level);
    let certificate = certificate(arguments.tls, arguments.acme)?;
    let domain = arguments.domain.unwrap_or_else(Domain::local);
    if let (Role::Edge, Some(origin)) = (arguments.edge.role, arguments.edge.origin) {
        return run_edge(EdgeConfig {
            listen: arguments.listen,
            origin,
            memory_bytes_max: arguments.edge.edge_memory.saturating_mul(1 << 20),
            metrics: watch.metrics,
            tls: certificate.map(|certificate| EdgeTls { certificate, domain, folder: arguments.data.data }),
        });
    }
    let otlp = watch.otlp.or_else(|| std::env::var("OTEL_EXPORTER_OTLP_ENDPOINT").ok());
    let telemetry = Telemetry { metrics: watch.metrics, otlp: otlp.filter(|address| !address.is_empty()) };
    super::dev::runtime()?.block_on(async {
        let blobs = arguments.data.blob_place()?;
        let config = Config {
            database: arguments.data.database(),
            listen: arguments.listen,
            domain,
            is_https: arguments.https || certificate.is_some(),
            certificate,
            listen_for_redirects: arguments.redirect,
            public_port: arguments.public_port.or_else(|| arguments.https.then_some(443)),
            review: arguments.review.into(),
            country_header: arguments.country_header,
            telemetry,
            blobs,
            mail: arguments.mail.carrier()?,
            oidc: arguments.oidc.config()?,
            ..Config::local(arguments.data.data, Arc::new(ProcessBuilder::new()?))
        };
        let server = start(config).await?;
        super::print(&greeting(&server))?;
        server.run(stopped()).await.context("the server stopped")?;
        Ok(ExitCode::SUCCESS)
    })
}

/// What somebody who started a server wants to know. It is written at once: whoever reads may go after the first line.
fn greeting(server: &Server) -> String {
    let origin = server.origin();
    let next = match server.setup_code() {
        Some(code) => format!(
            "  Nobody works here yet. The first operator sets it up in a browser:\n\n  {origin}/console/setup#{code}\n\n  \
             or on the command line:\n\n  minnow login {origin} --setup-code {code} --email you@example.com\n\n"
        ),
        None => format!("  console: {origin}/console/\n\n"),
    };
    let metrics = server.metrics_address().map(of_metrics).unwrap_or_default();
    format!("\n  {origin}\n\n{next}{metrics}")
}

fn of_metrics(address: SocketAddr) -> String {
    format!("  metrics: http://{address}/metrics\n\n")
}

fn run_edge(config: EdgeConfig) -> Result<ExitCode> {
    super::dev::runtime()?.block_on(async {
        let (origin, scheme) = (config.origin.clone(), if config.tls.is_some() { "https" } else { "http" });
        let server = EdgeServer::start(config).await.map_err(refusal)?;
        let metrics = server.metrics_address().map(of_metrics).unwrap_or_default();
        super::print(&format!("\n  {scheme}://{}\n  in front of {origin}\n\n{metrics}", server.address()?))?;
        server.run(stopped()).await.context("the edge stopped")?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Opens the data and the address, or says what to do.
pub(super) async fn start(config: Config) -> Result<Server> {
    Server::start(config).await.map_err(refusal)
}

fn refusal(error: StartError) -> anyhow::Error {
    match error {
        StartError::Listen { address, error } => listen::refusal(address, error),
        other => other.into(),
    }
}

/// Ends when a person or the system asks the server to stop.
pub(super) async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
