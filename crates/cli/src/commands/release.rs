//! `minnow release`, `minnow review`, `minnow rollback`: what people get.
//!
//! In: a version's number. Out: a release. Must not: decide whether that is right; the platform does.

use std::process::ExitCode;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::publish::{Version, app_id};
use super::{ReleaseArguments, ReviewArguments, RollbackArguments, TargetArguments};
use crate::platform::client::Client;
use crate::platform::credentials;
use crate::project_config::ProjectConfig;

#[derive(Deserialize)]
pub(super) struct Release {
    version: String,
    percent: i64,
    #[serde(default)]
    segment: Option<Segment>,
}

/// The platform checks and completes it.
#[derive(Deserialize)]
struct Segment {
    countries: Vec<String>,
    visitors: Option<String>,
}

impl Release {
    /// Who gets it, as the beginning of a sentence.
    fn recipients(&self) -> String {
        let Some(Segment { countries, visitors }) = &self.segment else {
            return match self.percent {
                100 => "everybody gets".to_owned(),
                percent => format!("{percent} per cent of people get"),
            };
        };
        let visitors =
            visitors.as_deref().map_or_else(|| "people".to_owned(), |visitors| format!("{visitors} visitors"));
        let place = if countries.is_empty() { String::new() } else { format!(" in {}", countries.join(", ")) };
        format!("{} per cent of {visitors}{place} get", self.percent)
    }
}

pub(super) fn release(arguments: &ReleaseArguments) -> Result<ExitCode> {
    let (app, server, client) = target(&arguments.target)?;
    super::dev::runtime()?.block_on(async {
        let version = &arguments.number;
        let to = json!({
            "percent": arguments.percent,
            "segment": {"countries": arguments.country, "visitors": arguments.visitors},
            "ends_older": arguments.end_older,
        });
        let Some(made) = give(&client, &app, version, to).await? else {
            println!(
                "{app} {version} is up for review; `minnow release {version}` gives it to people once it is approved"
            );
            return Ok(ExitCode::SUCCESS);
        };
        println!("{} {app} {}", made.recipients(), made.version);
        println!("{}", address(&server, &app));
        Ok(ExitCode::SUCCESS)
    })
}

/// Gives a version to people; `None` when it has to be looked at first, for which it is put up. `to`: what the platform is told of who gets it.
pub(super) async fn give(client: &Client, app: &str, version: &str, to: Json) -> Result<Option<Release>> {
    let versions: Vec<Version> = client.get(&format!("/api/v1/apps/{app}/versions")).await?;
    let state = versions.iter().find(|known| known.number == version).map(|known| known.state.as_str());
    if matches!(state, Some("development" | "rejected")) {
        let path = format!("/api/v1/apps/{app}/versions/{version}/submit");
        let submitted: Version = client.post(&path, &json!({})).await?;
        if submitted.state == "review" {
            return Ok(None);
        }
    }
    let mut body = to;
    body["version"] = version.into();
    client.post(&format!("/api/v1/apps/{app}/releases"), &body).await.map(Some)
}

pub(super) fn review(arguments: &ReviewArguments) -> Result<ExitCode> {
    let (app, _, client) = target(&arguments.target)?;
    super::dev::runtime()?.block_on(async {
        let path = format!("/api/v1/apps/{app}/versions/{}/review", arguments.number);
        let body = json!({"is_approved": arguments.approve, "comment": arguments.comment});
        let version: Version = client.post(&path, &body).await?;
        println!("{app} {} is {}", version.number, version.state);
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn rollback(arguments: &RollbackArguments) -> Result<ExitCode> {
    let (app, _, client) = target(&arguments.target)?;
    super::dev::runtime()?.block_on(async {
        let now: Release = client.post(&format!("/api/v1/apps/{app}/rollback"), &json!({})).await?;
        println!("everybody gets {app} {} again", now.version);
        Ok(ExitCode::SUCCESS)
    })
}

pub(super) fn target(arguments: &TargetArguments) -> Result<(String, String, Client)> {
    let app = app_id(arguments.app.as_deref(), &ProjectConfig::read(&arguments.dir))?;
    let (server, login) = credentials::find(arguments.server.as_deref())?;
    let client = Client::new(&server, Some(&login))?;
    Ok((app, server, client))
}

/// Where people open a program.
pub(super) fn address(server: &str, app: &str) -> String {
    server.split_once("://").map_or_else(String::new, |(scheme, host)| format!("{scheme}://{app}.{host}/"))
}
