//! `minnow admin`: what somebody at the platform's machine does with its data.
//!
//! In: where the data lie. Out: what was asked for, on standard output. Must not: need a server that runs.

use std::process::ExitCode;

use anyhow::{Result, bail};
use server::DatabaseAddress;
use server::backup::{Backup, Restore, Summary, back_up, restore};

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
        AdminCommand::Backup(arguments) => super::dev::runtime()?.block_on(async {
            let (folder, blobs) = (arguments.data.data.clone(), arguments.data.blob_place()?);
            let database = existing(arguments.data)?;
            let (path, summary) = back_up(&Backup { folder, database, blobs, target: arguments.target }).await?;
            super::print(&format!("{}: {}\n", path.display(), in_words(&summary)))?;
            Ok(ExitCode::SUCCESS)
        }),
        AdminCommand::Restore(arguments) => super::dev::runtime()?.block_on(async {
            let blobs = arguments.data.blob_place()?;
            let DataArguments { data: folder, database, .. } = arguments.data;
            let job = Restore { archive: arguments.archive, folder: folder.clone(), database, blobs };
            let summary = restore(&job).await?;
            super::print(&format!("{}: {}\n", folder.display(), in_words(&summary)))?;
            Ok(ExitCode::SUCCESS)
        }),
    }
}

fn in_words(summary: &Summary) -> String {
    let Summary { rows, blobs, files, size_bytes } = summary;
    let size = size_bytes.div_ceil(1_000_000);
    format!("{rows} rows, {blobs} blobs, {files} other files, {size} MB before compression")
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
