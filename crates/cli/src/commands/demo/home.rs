//! The folder of a demo's platform: its data, and what the demo keeps beside them.
//!
//! In: a folder. Out: a client that is signed in, and what was shown before. Must not: touch the person's own logins, or let anybody else read this one.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use server::DatabaseAddress;

use crate::commands::{login, publish};
use crate::platform::client::{Client, UNKNOWN_TOKEN, is_refused};
use crate::platform::credentials::{self, Login};

/// The platform's operator. Nobody gets mail there.
pub(super) const EMAIL: &str = "demo@mini.localhost";
/// Name of the operator and his organisation.
const NAME: &str = "Demo";
const KEPT: &str = "demo.json";

/// What the demo keeps beside the platform's own data.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Kept {
    /// As of `minnow login`; none before the platform is set up.
    login: Option<Login>,
    /// What was released last, by program.
    shown: BTreeMap<String, String>,
}

#[derive(Debug)]
pub(super) struct Home {
    folder: PathBuf,
    kept: Kept,
}

impl Home {
    pub(super) fn open(folder: PathBuf) -> Result<Self> {
        let file = folder.join(KEPT);
        let kept = match std::fs::read_to_string(&file) {
            Ok(text) => serde_json::from_str(&text)
                .with_context(|| format!("{} is broken; remove {}", file.display(), folder.display()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Kept::default(),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read {}; name another folder with --data", file.display()));
            }
        };
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}; name another folder with --data", folder.display()))?;
        Ok(Home { folder, kept })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn database(&self) -> DatabaseAddress {
        DatabaseAddress::Sqlite(self.folder.join("minnow.db"))
    }

    /// The demo's own operator, made where the platform is new (`setup_code`).
    pub(super) async fn sign_in(&mut self, origin: &str, local: IpAddr, setup_code: Option<&str>) -> Result<Client> {
        if let Some(code) = setup_code {
            let token = login::first_operator(&Client::at(origin, None, local)?, code, EMAIL, NAME, NAME).await?;
            self.kept = Kept { login: Some(new_login(token)?), shown: BTreeMap::new() };
            self.keep()?;
        }
        if let Some(login) = &self.kept.login {
            let client = Client::at(origin, Some(login), local)?;
            match client.get::<Value>("/api/v1/me").await {
                Err(error) if is_refused(&error, UNKNOWN_TOKEN) => {}
                other => return other.map(|_| client),
            }
        }
        // It was revoked, or lost with its file.
        let token = server::admin::create_token(&self.database(), EMAIL).await.with_context(|| {
            format!(
                "{} holds a platform that `minnow demo` did not set up; name another folder with --data",
                self.folder.display()
            )
        })?;
        let login = new_login(token)?;
        let client = Client::at(origin, Some(&login), local)?;
        self.kept.login = Some(login);
        self.keep()?;
        Ok(client)
    }

    /// Its signing key is the demo's own.
    pub(super) fn login(&self) -> Result<&Login> {
        self.kept.login.as_ref().context("the demo is not signed in")
    }

    /// The organisation of the programs: the demo's own, or the first, if that was given another name.
    pub(super) async fn organisation(&self, client: &Client) -> Result<publish::Organisation> {
        let mut homes = publish::homes(client).await?;
        let at = homes.iter().position(|home| home.name == NAME).unwrap_or_default();
        if homes.is_empty() {
            anyhow::bail!("{EMAIL} may make programs in no organisation any more; remove {}", self.folder.display());
        }
        Ok(homes.swap_remove(at))
    }

    pub(super) fn shows(&self, app: &str, what: &str) -> bool {
        self.kept.shown.get(app).is_some_and(|shown| shown == what)
    }

    pub(super) fn has_shown(&self, app: &str) -> bool {
        self.kept.shown.contains_key(app)
    }

    pub(super) fn note_shown(&mut self, app: &str, what: String) -> Result<()> {
        self.kept.shown.insert(app.to_owned(), what);
        self.keep()
    }

    fn keep(&self) -> Result<()> {
        credentials::replace_private(&self.folder.join(KEPT), &serde_json::to_string_pretty(&self.kept)?)
    }
}

fn new_login(token: String) -> Result<Login> {
    Ok(Login { token, signing_key: credentials::new_signing_key()? })
}

/// One for each folder of programs, so that those of one are not among those of another.
pub(super) fn default_folder(programs: &Path) -> Result<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME names a folder for the platform's data; name one with --data")?;
    let programs = programs.canonicalize().with_context(|| format!("cannot read {}", programs.display()))?;
    let name = programs.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let digest = publish::digest(programs.as_os_str().as_encoded_bytes());
    Ok(cache.join("minnow").join("demo").join(format!("{name}-{}", &digest[..8])))
}
