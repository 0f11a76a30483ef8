//! `minnow serve`: the platform.
//!
//! In: arguments. Out: a server until it is stopped; its address and, on an empty folder, a setup code in the terminal. Must not: decide how it answers.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use server::{Config, Domain, Server, StartError};

use super::ServeArguments;
use crate::dev::listen;
use crate::platform::builder::ProcessBuilder;

pub(super) fn run(arguments: ServeArguments) -> Result<ExitCode> {
    super::dev::runtime()?.block_on(async {
        let config = Config {
            folder: arguments.data.data.clone(),
            database: arguments.data.database(),
            listen: arguments.listen,
            domain: arguments.domain.unwrap_or_else(Domain::local),
            is_https: arguments.https,
            public_port: arguments.public_port.or_else(|| arguments.https.then_some(443)),
            review: arguments.review.into(),
            builder: Arc::new(ProcessBuilder::new()?),
            mail: arguments.mail.carrier()?,
            oidc: arguments.oidc.config()?,
        };
        let server = start(config).await?;
        println!("\n  {}\n", server.origin());
        if let Some(code) = server.setup_code() {
            println!("  Nobody works here yet. The first operator sets it up in a browser:\n");
            println!("  {}/console/setup#{code}\n", server.origin());
            println!("  or on the command line:\n");
            println!("  minnow login {} --setup-code {code} --email you@example.com\n", server.origin());
        } else {
            println!("  console: {}/console/\n", server.origin());
        }
        std::io::stdout().flush().context("cannot write to the terminal")?;
        server.run(stopped()).await.context("the server stopped")?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Opens the data and the address, or says what to do.
pub(super) async fn start(config: Config) -> Result<Server> {
    Server::start(config).await.map_err(|error| match error {
        StartError::Listen { address, error } => listen::refusal(address, error),
        other => other.into(),
    })
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
