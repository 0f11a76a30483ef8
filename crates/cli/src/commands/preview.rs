//! `minnow preview`: versions that are not released, for those who try them.
//!
//! In: a version's number, or none for the one on trial. Out: a link and its code. Must not: write the link anywhere but to the terminal.

use std::process::ExitCode;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

use super::PreviewArguments;
use super::release::target;
use crate::render;

#[derive(Deserialize)]
struct Preview {
    address: String,
}

pub(super) fn run(arguments: &PreviewArguments) -> Result<ExitCode> {
    let (app, _, client) = target(&arguments.target)?;
    super::dev::runtime()?.block_on(async {
        let previews = format!("/api/v1/apps/{app}/previews");
        if arguments.end {
            client.delete(&previews).await?;
            println!("links to versions of {app} that are not released open nothing any more");
            return Ok(ExitCode::SUCCESS);
        }
        let number = arguments.number.as_deref().filter(|_| !arguments.trial);
        if arguments.trial {
            let _: Value =
                client.put_json(&format!("/api/v1/apps/{app}/trial"), &json!({"version": arguments.number})).await?;
            println!("{app} {} is on trial", arguments.number.as_deref().unwrap_or_default());
        }
        let preview: Preview = client.post(&previews, &json!({"version": number})).await?;
        let who = if number.is_some() { "for a day" } else { "for 30 days, whichever version is on trial" };
        super::print(&format!(
            "\nwhoever has it opens it {who}:\n\n{}\n{}\n",
            preview.address,
            render::qr::terminal(&preview.address).unwrap_or_default()
        ))?;
        Ok(ExitCode::SUCCESS)
    })
}
