//! `minnow admin`: what somebody at the platform's machine does with its data.
//!
//! In: where the data lie. Out: what was asked for, on standard output. Must not: need a server that runs.

use std::process::ExitCode;

use anyhow::{Result, bail};
use server::DatabaseAddress;

use super::{AdminArguments, AdminCommand, DataArguments};
use crate::platform::credentials;

pub(super) fn run(arguments: AdminArguments) -> Result<ExitCode> {
    match arguments.command {
        AdminCommand::Token(arguments) => super::dev::runtime()?.block_on(async {
            let database = existing(arguments.data)?;
            let token = server::admin::create_token(&database, &arguments.email).await?;
            super::print(&format!("{token}\n"))?;
            Ok(ExitCode::SUCCESS)
        }),
        AdminCommand::Link(arguments) => super::dev::runtime()?.block_on(async {
            let origin = credentials::origin(&arguments.server)?;
            let database = existing(arguments.data)?;
            let link = server::admin::create_link(&database, &arguments.email).await?;
            // After `#`, so that no log of a server on the way has it.
            super::print(&format!("{origin}/console/sign-in#{link}\n"))?;
            Ok(ExitCode::SUCCESS)
        }),
    }
}

/// The database of a platform. A file that is not there is no platform, and none is made.
fn existing(data: DataArguments) -> Result<DatabaseAddress> {
    let folder = data.data.clone();
    match data.database() {
        DatabaseAddress::Sqlite(file) if !file.is_file() => {
            bail!(
                "{} holds no platform (there is no {}): name its folder with --data",
                folder.display(),
                file.display()
            )
        }
        database => Ok(database),
    }
}
