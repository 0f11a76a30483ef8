//! Where `minnow login` keeps what it got: a token and a signing key for each server, in a file that only its owner reads.
//!
//! In: a server's origin. Out: what is kept for it. Must not: let anybody else read the file, or lose one server's when another's changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Stand in for the file: for continuous integration.
const SERVER_VARIABLE: &str = "MINNOW_SERVER";
const TOKEN_VARIABLE: &str = "MINNOW_TOKEN";
const KEY_VARIABLE: &str = "MINNOW_SIGNING_KEY";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// The server of the last `minnow login`.
    current: String,
    servers: BTreeMap<String, Login>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) token: String,
    /// PKCS #8 of an Ed25519 key, in Base64.
    pub(crate) signing_key: String,
}

impl Login {
    pub(crate) fn signing_key(&self) -> Result<Vec<u8>> {
        STANDARD.decode(&self.signing_key).context("the signing key is no Base64; `minnow login` makes another one")
    }
}

/// The server to talk to, and the login there: as the command line, the environment or the last `minnow login` says.
pub(crate) fn find(server: Option<&str>) -> Result<(String, Login)> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let kept = read()?;
    let named = server.map(str::to_owned).or_else(|| variable(SERVER_VARIABLE));
    let server = named.map_or_else(|| Ok(kept.current.clone()), |text| origin(&text))?;
    if server.is_empty() {
        bail!("no server is known yet: `minnow login ADDRESS` signs in to one");
    }
    let known = kept.servers.get(&server);
    let token = variable(TOKEN_VARIABLE).or_else(|| known.map(|login| login.token.clone()));
    let signing_key = variable(KEY_VARIABLE).or_else(|| known.map(|login| login.signing_key.clone()));
    let token = token.ok_or_else(|| anyhow!("you are not signed in to {server}: `minnow login {server}`"))?;
    // A key needs no keeping: the server takes a new one from whoever has the token.
    let signing_key = signing_key.map_or_else(new_signing_key, Ok)?;
    Ok((server, Login { token, signing_key }))
}

pub(crate) fn keep(server: &str, login: Login) -> Result<()> {
    let mut kept = read()?;
    kept.current = server.to_owned();
    kept.servers.insert(server.to_owned(), login);
    replace_private(&file()?, &serde_json::to_string_pretty(&kept)?)
}

/// Writes a file that only its owner reads: all of it appears, or nothing does.
pub(crate) fn replace_private(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().context("no folder for the login")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let fresh = file.with_extension(format!("new-{}", std::process::id()));
    write_private(&fresh, text)
        .and_then(|()| std::fs::rename(&fresh, file))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// The key kept for a server, or a new one.
pub(crate) fn signing_key_for(server: &str) -> Result<String> {
    match read()?.servers.get(server) {
        Some(login) => Ok(login.signing_key.clone()),
        None => new_signing_key(),
    }
}

pub(crate) fn new_signing_key() -> Result<String> {
    let made = ring::signature::Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new());
    Ok(STANDARD.encode(made.map_err(|_| anyhow!("no key could be made: the system gives no random bytes"))?.as_ref()))
}

/// `https://host[:port]` of what a person types.
pub(crate) fn origin(text: &str) -> Result<String> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = reqwest::Url::parse(&with_scheme).with_context(|| format!("`{text}` is no address of a server"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        bail!("`{text}` is no address of a server: write one such as https://mini.example.com");
    }
    Ok(url.origin().ascii_serialization())
}

fn read() -> Result<Kept> {
    let file = file()?;
    match std::fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text)
            .with_context(|| format!("{} is broken; remove it and sign in again", file.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

/// `$XDG_CONFIG_HOME/minnow/logins.json`, or what stands for it.
fn file() -> Result<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = folder("XDG_CONFIG_HOME")
        .or_else(|| folder("APPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(".config")))
        .context("neither XDG_CONFIG_HOME nor HOME names a folder for the login")?;
    Ok(config.join("minnow").join("logins.json"))
}

#[cfg(unix)]
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut out = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    out.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(file, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_known_by_their_origin() {
        for (text, expected) in [
            ("mini.example.com", "https://mini.example.com"),
            ("https://mini.example.com/console?x", "https://mini.example.com"),
            ("http://mini.localhost:8080/", "http://mini.localhost:8080"),
        ] {
            assert_eq!(origin(text).unwrap(), expected);
        }
        for text in ["", "ftp://a.b", "https://"] {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
