//! `minnow publish`: sends a program to the platform, where it becomes a version.
//!
//! In: a folder. Out: a version; what building it said. Must not: send a file that the program does not use, or one that was sent before.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use compiler::project::{Bytes, Project as _};
use compiler::{Mode, Output};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::Deserialize;
use serde_json::{Value, json};

use super::PublishArguments;
use crate::platform::client::{Client, is_refused};
use crate::platform::credentials::{self, Login};
use crate::platform::uploaded::{RecordingProject, sitemap_path};
use crate::project_config::ProjectConfig;
use crate::render::diagnostics;
use crate::{compile, runtime_files};

/// Files on their way at once.
const SENT_AT_ONCE: usize = 8;
const PROJECT_CONFIG: &str = "project.config.json";

#[derive(Deserialize)]
struct Upload {
    upload: String,
    missing: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Version {
    pub(super) number: String,
    pub(super) state: String,
    findings: Vec<Value>,
}

#[derive(Deserialize)]
struct Me {
    organisations: Vec<Organisation>,
}

#[derive(Deserialize)]
pub(super) struct Organisation {
    organisation: String,
    pub(super) name: String,
    role: String,
}

/// What becomes a version.
pub(super) struct Publication<'a> {
    pub(super) app: &'a str,
    pub(super) number: &'a str,
    /// What is new.
    pub(super) description: &'a str,
    /// Number of an automatic publisher; 0 is a person.
    pub(super) robot: i64,
    /// As [`read_project`] found them.
    pub(super) files: &'a BTreeMap<String, Bytes>,
}

pub(super) fn run(arguments: &PublishArguments) -> Result<ExitCode> {
    let config = ProjectConfig::read(&arguments.project.dir);
    let app = app_id(arguments.app.as_deref(), &config)?;
    let (server, login) = credentials::find(arguments.server.as_deref())?;
    let Some(files) = read_project(&arguments.project.dir)? else {
        eprintln!("nothing was sent");
        return Ok(ExitCode::from(1));
    };
    super::dev::runtime()?.block_on(async {
        let client = Client::new(&server, Some(&login))?;
        if arguments.create {
            let home = home(&client).await?;
            if create_app(&client, &home, &app, arguments.name.as_deref().unwrap_or(&app)).await? {
                eprintln!("made the program {app} in {}", home.name);
            }
        }
        let number = match &arguments.number {
            Some(number) => number.clone(),
            None => next_number(&client, &app).await?,
        };
        let publication = Publication {
            app: &app,
            number: &number,
            description: &arguments.description,
            robot: arguments.robot,
            files: &files,
        };
        let version = send(&client, &login, &publication, |line| eprintln!("{line}")).await?;
        let notes = version.findings.len();
        println!(
            "{app} {} is published, in the state {}{}",
            version.number,
            version.state,
            match notes {
                0 => String::new(),
                1 => "; building it gave 1 warning or note".to_owned(),
                _ => format!("; building it gave {notes} warnings and notes"),
            }
        );
        println!("`minnow release {} --app {app}` gives it to people", version.number);
        Ok(ExitCode::SUCCESS)
    })
}

/// The program's id: as the command line says, else as the project does.
pub(super) fn app_id(named: Option<&str>, config: &ProjectConfig) -> Result<String> {
    let id = named.unwrap_or(&config.appid);
    if id.is_empty() || id == "touristappid" {
        bail!("which program is it? Write its id as `appid` in {PROJECT_CONFIG}, or add --app ID");
    }
    Ok(id.to_owned())
}

/// What the compiler reads of the project; `None` when it does not compile, which is said.
pub(super) fn read_project(folder: &Path) -> Result<Option<BTreeMap<String, Bytes>>> {
    let project = RecordingProject::new(compile::project(folder)?);
    let runtime = runtime_files::load()?;
    let output: Output = compile::compiler(Mode::Release, runtime.files).compile(&project);
    if output.has_errors() {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        eprint!("{}", diagnostics::text(&output.diagnostics, &output.sources, colour));
        eprintln!("{}", diagnostics::summary(&output.diagnostics));
        return Ok(None);
    }
    // The platform reads it, though the compiler does not.
    project.read(&sitemap_path(&output.structure, |path| project.read(path)));
    let mut files = project.into_files();
    // The commands read it too, beside the compiler.
    if let Ok(content) = std::fs::read(folder.join(PROJECT_CONFIG)) {
        files.insert(PROJECT_CONFIG.to_owned(), Bytes::from(content));
    }
    Ok(Some(files))
}

/// The organisation in which one makes programs.
async fn home(client: &Client) -> Result<Organisation> {
    let mut homes = homes(client).await?.into_iter();
    match (homes.next(), homes.next()) {
        (Some(home), None) => Ok(home),
        (None, _) => bail!("you may make programs in no organisation: ask its administrator to"),
        (Some(_), Some(_)) => bail!("you are in several organisations: make the program in the console"),
    }
}

/// Organisations in which one may make programs.
pub(super) async fn homes(client: &Client) -> Result<Vec<Organisation>> {
    let me: Me = client.get("/api/v1/me").await?;
    Ok(me.organisations.into_iter().filter(|home| home.role == "admin").collect())
}

/// Makes a program; false when it was there.
pub(super) async fn create_app(client: &Client, home: &Organisation, app: &str, name: &str) -> Result<bool> {
    let path = format!("/api/v1/organisations/{}/apps", home.organisation);
    match client.post::<Value>(&path, &json!({"id": app, "name": name})).await {
        // Made before, by us: publishing finds out whose it is.
        Err(error) if is_refused(&error, "taken") => Ok(false),
        Err(error) => Err(error),
        Ok(_) => Ok(true),
    }
}

/// The newest version's number, its last part counted up.
pub(super) async fn next_number(client: &Client, app: &str) -> Result<String> {
    let path = format!("/api/v1/apps/{app}/versions");
    let versions: Vec<Version> = client.get(&path).await.map_err(|error| match is_refused(&error, "not-found") {
        true => anyhow!("{error}: `minnow publish --create` makes the program {app}"),
        false => error,
    })?;
    Ok(versions.first().map_or_else(|| "1.0.0".to_owned(), |version| counted_up(&version.number)))
}

fn counted_up(number: &str) -> String {
    let digits = number.len() - number.bytes().rev().take_while(u8::is_ascii_digit).count();
    match number[digits..].parse::<u64>().ok().and_then(|last| last.checked_add(1)) {
        Some(last) => format!("{}{last}", &number[..digits]),
        None => format!("{number}.1"),
    }
}

/// What is signed: the files, by path.
pub(super) fn listing(files: &BTreeMap<String, Bytes>) -> String {
    let sources: Vec<Value> = files
        .iter()
        .map(|(path, content)| json!({"path": path, "digest": digest(content), "size_bytes": content.len()}))
        .collect();
    json!({ "files": sources }).to_string()
}

/// Signs and sends what the platform has not, and has it built.
pub(super) async fn send(
    client: &Client,
    login: &Login,
    publication: &Publication<'_>,
    say: impl Fn(&str),
) -> Result<Version> {
    let Publication { app, number, description, robot, files } = *publication;
    let pkcs8 = login.signing_key()?;
    let key = Ed25519KeyPair::from_pkcs8(&pkcs8)
        .map_err(|_| anyhow!("the signing key cannot be used; `minnow login` makes another one"))?;
    let public_key = STANDARD.encode(key.public_key().as_ref());
    let known: Value = client.post("/api/v1/keys", &json!({"name": host_name(), "public_key": public_key})).await?;
    let by_digest: BTreeMap<String, &Bytes> = files.values().map(|content| (digest(content), content)).collect();
    let listing = listing(files);
    let text = server::signed_text(app, number, &listing);
    let body = json!({
        "number": number,
        "description": description,
        "robot": robot,
        "listing": listing,
        "key": known["id"],
        "signature": STANDARD.encode(key.sign(text.as_bytes()).as_ref()),
    });
    let upload: Upload = client.post(&format!("/api/v1/apps/{app}/uploads"), &body).await?;
    let missing: Vec<(&String, &Bytes)> = upload
        .missing
        .iter()
        .map(|digest| by_digest.get(digest).map(|content| (digest, *content)))
        .collect::<Option<_>>()
        .context("the server asks for files that the program does not have")?;
    let total: usize = missing.iter().map(|(_, content)| content.len()).sum();
    let (count, all) = (missing.len(), files.len());
    let new = if count == 1 { "1 of them is new".to_owned() } else { format!("{count} of them are new") };
    say(&format!("{all} files; {new}, {} to send", crate::render::report::kib(total as u64)));
    let sent = stream::iter(missing).map(|(digest, content)| {
        let path = format!("/api/v1/uploads/{}/files/{digest}", upload.upload);
        async move { client.put(&path, content.to_vec()).await }
    });
    sent.buffer_unordered(SENT_AT_ONCE).try_collect::<()>().await?;
    say("building on the server");
    client.post(&format!("/api/v1/uploads/{}/finish", upload.upload), &json!({})).await
}

/// SHA-256, in hexadecimal digits.
pub(super) fn digest(content: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, content);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// By which a person tells keys apart.
fn host_name() -> String {
    std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME")).unwrap_or_else(|_| "minnow".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_number_counts_the_last_part_up() {
        for (number, next) in [
            ("1.0.0", "1.0.1"),
            ("1.9", "1.10"),
            ("1.0.0-beta", "1.0.0-beta.1"),
            ("7", "8"),
            ("v18446744073709551615", "v18446744073709551615.1"),
        ] {
            assert_eq!(counted_up(number), next);
        }
    }
}
