//! The programs of a folder, and their way onto the demo's platform: published and released, each that is new or changed.
//!
//! In: a folder. Out: what people open; what was built, in the terminal. Must not: let one program that does not build keep the others away.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail};
use compiler::project::Bytes;

use super::home::Home;
use crate::commands::publish::{self, Publication};
use crate::commands::release;
use crate::platform::client::{Client, is_refused};
use crate::project_config::ProjectConfig;

/// A program of the folder.
#[derive(Debug)]
pub(super) struct Specimen {
    /// Of its folder.
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) app_id: String,
}

/// Sub-folders that hold a program, by name.
pub(super) fn find(folder: &Path) -> Result<Vec<Specimen>> {
    let entries = std::fs::read_dir(folder).with_context(|| {
        format!("cannot read {}; name a folder whose sub-folders are programs: minnow demo DIR", folder.display())
    })?;
    let mut found: Vec<(String, PathBuf)> = entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(_, path)| path.join("app.json").is_file() || path.join("project.config.json").is_file())
        .collect();
    found.sort();
    if found.is_empty() {
        bail!("{} has no sub-folder with a program", folder.display());
    }
    let mut ids = AppIds::default();
    let specimens = found.into_iter().map(|(name, folder)| {
        let app_id = ids.add(&ProjectConfig::read(&folder).appid, &name);
        Specimen { name, folder, app_id }
    });
    Ok(specimens.collect())
}

/// What became of a program.
#[derive(Debug)]
pub(super) struct Exhibited<'s> {
    specimen: &'s Specimen,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// People get the program as it lies in its folder.
    Current,
    /// It cannot be published as it is now; people get it as it was.
    Former,
    /// There was nothing of it that people could get.
    Absent,
}

impl Exhibited<'_> {
    /// Its line among the addresses.
    pub(super) fn line(&self, origin: &str) -> String {
        let url = release::address(origin, &self.specimen.app_id);
        let name = &self.specimen.name;
        match self.state {
            State::Current => format!("  {name:<12} {url}\n"),
            State::Former => format!("  {name:<12} {url} as it was before; what is wrong now stands above\n"),
            State::Absent => format!("  {name:<12} cannot be opened; what is wrong stands above\n"),
        }
    }
}

/// Publishes and releases what is new or changed since it was shown last.
pub(super) async fn publish<'s>(
    specimens: &'s [Specimen],
    client: &Client,
    home: &mut Home,
) -> Result<Vec<Exhibited<'s>>> {
    let builder = builder_digest()?;
    let mut exhibited = Vec::new();
    for (at, specimen) in specimens.iter().enumerate() {
        let place = format!("{} of {}, {}", at + 1, specimens.len(), specimen.name);
        let state = match show(specimen, &place, &builder, client, home).await {
            Ok(true) => State::Current,
            failed => {
                if let Err(error) = failed {
                    eprintln!("{place}: {error:#}");
                }
                if home.has_shown(&specimen.app_id) { State::Former } else { State::Absent }
            }
        };
        exhibited.push(Exhibited { specimen, state });
    }
    Ok(exhibited)
}

/// False when it does not build, which is said.
async fn show(specimen: &Specimen, place: &str, builder: &str, client: &Client, home: &mut Home) -> Result<bool> {
    let started = Instant::now();
    let (folder, app) = (specimen.folder.clone(), &specimen.app_id);
    // Compiling keeps a thread busy, and a person may want to stop.
    let read = tokio::task::spawn_blocking(move || publish::read_project(&folder)).await;
    let Some(files) = read.context("reading the program failed")?? else {
        eprintln!("{place}: does not build");
        return Ok(false);
    };
    let what = publish::digest(format!("{builder}\n{}", publish::listing(&files)).as_bytes());
    if home.shows(app, &what) {
        eprintln!("{place}: nothing new");
        return Ok(true);
    }
    eprintln!("{place}: building");
    let number = send(specimen, &files, client, home).await?;
    release::give(client, app, &number, serde_json::json!({}))
        .await?
        .context("the platform wants to look at it first")?;
    home.note_shown(app, what)?;
    eprintln!("{place}: {number} is out, after {:.1} s", started.elapsed().as_secs_f32());
    Ok(true)
}

/// An ordinary publication; the number it got.
async fn send(specimen: &Specimen, files: &BTreeMap<String, Bytes>, client: &Client, home: &Home) -> Result<String> {
    let app = &specimen.app_id;
    let organisation = home.organisation(client).await?;
    let name = ProjectConfig::read(&specimen.folder).name().unwrap_or_else(|| specimen.name.clone());
    publish::create_app(client, &organisation, app, &name).await?;
    let number = publish::next_number(client, app).await.map_err(|error| match is_refused(&error, "not-found") {
        true => anyhow!("the id {app} belongs to another organisation of this platform"),
        false => error,
    })?;
    let publication = Publication { app, number: &number, description: "", robot: 0, files };
    publish::send(client, home.login()?, &publication, |_| {}).await?;
    Ok(number)
}

/// Changes whenever the same sources might give another package.
fn builder_digest() -> Result<String> {
    let executable = std::env::current_exe().and_then(std::fs::metadata).context("cannot find the minnow program")?;
    let changed = executable.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let mut text = format!("{} {changed:?}\n", executable.len());
    // Beside the binary, where one works on the runtime.
    for (name, content) in assets::all().context("cannot read the runtime")? {
        text += &format!("{name} {}\n", publish::digest(&content));
    }
    Ok(publish::digest(text.as_bytes()))
}

/// Ids of programs: each its own where it has one, else made of the name of its folder; each once.
#[derive(Debug, Default)]
struct AppIds(BTreeSet<String>);

/// Appids that say there is none.
const PLACEHOLDERS: [&str; 2] = ["touristappid", "wxappid"];
/// What an id may have on a platform.
const LENGTH_MAX: usize = 40;
/// Before what is no id by itself.
const PREFIX: &str = "program";

impl AppIds {
    fn add(&mut self, appid: &str, folder: &str) -> String {
        let own = Some(label(appid)).filter(|own| !own.is_empty() && !PLACEHOLDERS.contains(&own.as_str()));
        let wanted = valid(own.unwrap_or_else(|| label(folder)));
        let mut number = 1;
        loop {
            let ending = if number == 1 { String::new() } else { format!("-{number}") };
            let id = format!("{}{ending}", wanted[..wanted.len().min(LENGTH_MAX - ending.len())].trim_end_matches('-'));
            if self.0.insert(id.clone()) {
                return id;
            }
            number += 1;
        }
    }
}

/// Letters, digits and hyphens within.
fn label(text: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' };
    let hyphened: String = text.chars().map(plain).collect();
    let parts: Vec<&str> = hyphened.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-").chars().take(LENGTH_MAX).collect::<String>().trim_end_matches('-').to_owned()
}

/// The label, made one that the platform takes.
fn valid(label: String) -> String {
    match (server::check_app_id(&label), label.is_empty()) {
        (Ok(()), _) => label,
        (Err(_), true) => PREFIX.to_owned(),
        (Err(_), false) => format!("{PREFIX}-{label}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_ones_the_platform_takes_and_each_is_given_once() {
        let mut ids = AppIds::default();
        let long = "x".repeat(80);
        for (appid, folder, expected) in [
            ("touristappid", "shop", "shop"),
            ("", "shop", "shop-2"),
            ("wxABCDEF1234567890", "any", "wxabcdef1234567890"),
            ("", "My Program_2 ", "my-program-2"),
            ("", "店", "program"),
            ("", "商店", "program-2"),
            ("", "../a.b", "a-b"),
            ("", "a", "program-a"),
            ("", "2048", "program-2048"),
            ("", "console", "program-console"),
            ("", &long, &long[..40]),
            ("", &long, &format!("{}-2", &long[..38])),
            ("", &format!("2{long}"), &format!("program-2{}", &long[..31])),
        ] {
            let id = ids.add(appid, folder);
            assert_eq!(id, expected, "{appid} {folder}");
            assert_eq!(server::check_app_id(&id), Ok(()), "{id}");
        }
    }
}
