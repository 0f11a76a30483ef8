//! The browser that tests run in: found, started without a window, ended.
//!
//! In: a path, or nothing. Out: a [`Browser`] to talk to. Must not: install one, or touch the person's own profile.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::protocol::Connection;

/// Names a browser for tests.
pub(crate) const VARIABLE: &str = "MINNOW_BROWSER";

/// Browsers that speak the protocol, as commands.
const COMMANDS: [&str; 8] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
    "chrome",
];

/// The same where a system keeps them off the path.
const PLACES: [&str; 7] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
];

/// `SharedArrayBuffer`: a test waits for the view's answer in it. The rest keeps the browser to itself.
const ARGUMENTS: [&str; 17] = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--enable-features=SharedArrayBuffer",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-gpu",
    // Containers give shared memory too little room for a screenshot.
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
];

/// A browser that has not started by then will not.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// One that does not end by itself is ended.
const END_TIMEOUT: Duration = Duration::from_secs(5);

/// The browser named, else the one in the environment, else the first that is there.
pub(crate) fn find(named: Option<&Path>) -> Result<PathBuf> {
    let given = named.map(Path::to_owned).or_else(|| std::env::var_os(VARIABLE).map(PathBuf::from));
    if let Some(path) = given {
        return match path.is_file() {
            true => Ok(path),
            false => on_path(&path).with_context(|| format!("there is no browser at {}", path.display())),
        };
    }
    let found = COMMANDS.iter().find_map(|name| on_path(Path::new(name)));
    found.or_else(|| PLACES.iter().map(PathBuf::from).find(|path| path.is_file())).context(
        "tests run in a browser, and none was found: install Chromium, Google Chrome or Microsoft Edge \
         (Debian and Ubuntu: `apt-get install chromium`; macOS: `brew install --cask chromium`), \
         or name one with --browser or in MINNOW_BROWSER",
    )
}

fn on_path(name: &Path) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A browser's profile, which goes when this is dropped, whether the browser started or not.
struct Profile(PathBuf);

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running browser with a profile of its own, which goes away with it.
pub(crate) struct Browser {
    child: Child,
    /// Dropped last.
    _profile: Profile,
    pub(crate) connection: Arc<Connection>,
}

impl Browser {
    pub(crate) async fn start(path: &Path) -> Result<Self> {
        let profile = std::env::temp_dir().join(format!("minnow-browser-{}", std::process::id()));
        std::fs::create_dir_all(&profile).with_context(|| format!("cannot make {}", profile.display()))?;
        let profile = Profile(profile);
        let mut command = Command::new(path);
        command.args(ARGUMENTS).arg(format!("--user-data-dir={}", profile.0.display()));
        // Root may not use the sandbox, and containers often have no other user.
        if is_root() {
            command.arg("--no-sandbox");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot start {}", path.display()))?;
        let errors = child.stderr.take().context("the browser's errors are piped")?;
        let connected = tokio::time::timeout(START_TIMEOUT, connect(BufReader::new(errors))).await;
        let connection = match connected {
            Ok(connection) => connection.with_context(|| format!("{} did not start", path.display()))?,
            Err(_) => bail!("{} did not start within {} s", path.display(), START_TIMEOUT.as_secs()),
        };
        Ok(Browser { child, _profile: profile, connection: Arc::new(connection) })
    }

    /// Asks it to end, so that it leaves no helper behind that still writes into its profile.
    pub(crate) async fn end(mut self) {
        let _ = tokio::time::timeout(END_TIMEOUT, self.connection.send(None, "Browser.close", json!({}))).await;
        if tokio::time::timeout(END_TIMEOUT, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Of one that was not asked to end: it must not outlive whoever started it.
        let _ = self.child.start_kill();
    }
}

/// The browser says on its error output where it listens.
async fn connect(mut errors: BufReader<tokio::process::ChildStderr>) -> Result<Connection> {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        if errors.read_line(&mut line).await? == 0 {
            bail!("it ended at once:\n{}", said.trim());
        }
        if let Some(address) = line.trim().strip_prefix("DevTools listening on ") {
            let connection = Connection::open(address).await?;
            // Nobody reads on; a full pipe would stop the browser.
            tokio::spawn(async move {
                let mut rest = Vec::new();
                while errors.read_until(b'\n', &mut rest).await.is_ok_and(|count| count > 0) {
                    rest.clear();
                }
            });
            return Ok(connection);
        }
        said.push_str(&line);
    }
}

fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").stderr(Stdio::null()).output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[tokio::test]
    async fn a_browser_that_does_not_start_leaves_no_profile() {
        let error = Browser::start(Path::new("/bin/false")).await.err().unwrap();
        assert!(format!("{error:#}").contains("ended at once"), "{error:#}");
        let profile = std::env::temp_dir().join(format!("minnow-browser-{}", std::process::id()));
        assert!(!profile.exists());
    }

    #[test]
    fn a_browser_that_is_named_and_not_there_is_told() {
        let error = find(Some(Path::new("/nowhere/chromium"))).unwrap_err();
        assert!(error.to_string().contains("no browser at /nowhere/chromium"), "{error}");
    }
}
