//! `minnow login`: signs in to a platform, and keeps what later commands need.
//!
//! In: an address; a token, or the setup code of a new platform. Out: a file of the person's own. Must not: print a secret.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::json;

use super::LoginArguments;
use crate::platform::client::Client;
use crate::platform::credentials::{self, Login};

#[derive(Deserialize)]
struct Me {
    email: String,
    organisations: Vec<Organisation>,
}

#[derive(Deserialize)]
struct Organisation {
    name: String,
    role: String,
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

pub(super) fn run(arguments: &LoginArguments) -> Result<ExitCode> {
    super::dev::runtime()?.block_on(async {
        let server = credentials::origin(&arguments.server)?;
        let token = match &arguments.setup_code {
            Some(code) => set_up(arguments, &server, code).await?,
            None => given_token(arguments)?,
        };
        let login = Login { token, signing_key: credentials::signing_key_for(&server)? };
        let me: Me = Client::new(&server, Some(&login))?.get("/api/v1/me").await?;
        credentials::keep(&server, login)?;
        let places = me.organisations.iter().map(|place| format!("{} ({})", place.name, place.role));
        println!("signed in to {server} as {}: {}", me.email, places.collect::<Vec<_>>().join(", "));
        Ok(ExitCode::SUCCESS)
    })
}

/// Makes the first operator of a new platform.
async fn set_up(arguments: &LoginArguments, server: &str, code: &str) -> Result<String> {
    let Some(email) = &arguments.email else {
        bail!("with --setup-code the first operator is made: add --email you@example.com");
    };
    let name = arguments.name.clone().unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let organisation = arguments.organisation.as_ref().unwrap_or(&name);
    first_operator(&Client::new(server, None)?, code, email, &name, organisation).await
}

/// Sets a new platform up; its first operator's token.
pub(super) async fn first_operator(
    client: &Client,
    code: &str,
    email: &str,
    name: &str,
    organisation: &str,
) -> Result<String> {
    let body = json!({"code": code, "email": email, "name": name, "organisation": organisation, "wants_token": true});
    let made: Token = client.post("/api/v1/setup", &body).await?;
    Ok(made.token)
}

/// A token is never an argument: those are seen by every process of the machine.
fn given_token(arguments: &LoginArguments) -> Result<String> {
    if !arguments.token_stdin && std::io::stdin().is_terminal() {
        eprintln!("paste a token (the console makes one under your name), then Enter:");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("cannot read the token")?;
    let token = line.trim().to_owned();
    if token.is_empty() {
        bail!("no token was given");
    }
    Ok(token)
}
