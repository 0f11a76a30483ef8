//! One test file in a page of its own: a fresh profile, a phone's screen, one launch of the program.
//!
//! In: a browser, a server, a file. Out: a [`FileResult`]. Must not: let a file that hangs hold up the others.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::protocol::{Connection, Event};
use super::requests::{Device, Host};
use super::results::{ConsoleLine, FileResult, Snapshots, State, TestError, TestResult};
use super::server::Server;

/// What holds for every file of a run.
pub(crate) struct Run {
    pub(crate) connection: Arc<Connection>,
    pub(crate) server: Server,
    pub(crate) root: PathBuf,
    pub(crate) options: Options,
}

#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Scripts that run before each file.
    pub(crate) setup: Vec<String>,
    /// Longest time one test may take, unless it says otherwise.
    pub(crate) timeout_ms: u64,
    pub(crate) update: Update,
    /// Only tests whose names fit this pattern.
    pub(crate) names: Option<String>,
    /// A picture is kept of the screen when a test fails.
    pub(crate) keeps_failures: bool,
}

/// What becomes of snapshots that differ or are new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Update {
    /// Both are written.
    All,
    /// New ones are written.
    New,
    /// Neither: on machines that nobody looks at, a new one is a fault.
    None,
}

impl Update {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Update::All => "all",
            Update::New => "new",
            Update::None => "none",
        }
    }
}

/// What the page's end of a test tells of itself.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Told {
    Start {
        name: Vec<String>,
        /// Absent when there is no end to it: JSON has no infinity.
        timeout: Option<f64>,
    },
    Test(TestResult),
    Console(ConsoleLine),
    Done {
        errors: Vec<TestError>,
        #[serde(default)]
        snapshots: Snapshots,
    },
}

/// A page has started, loaded the file and begun a test by then.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// Nobody waits longer for one test, whatever it asks for.
const TEST_TIMEOUT_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// The runner ends a test in time itself, unless the test never gives it the chance.
const SPARE: Duration = Duration::from_secs(3);

impl Run {
    pub(crate) async fn file(&self, file: &str) -> FileResult {
        let started = Instant::now();
        let mut result = FileResult::new(file);
        if let Err(error) = self.file_in_page(file, &mut result).await {
            result.errors.push(TestError::new(format!("{error:#}")));
        }
        result.duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        result
    }

    async fn file_in_page(&self, file: &str, result: &mut FileResult) -> Result<()> {
        let connection = &self.connection;
        let context = connection.send(None, "Target.createBrowserContext", json!({})).await?;
        let context = context["browserContextId"].as_str().unwrap_or_default().to_owned();
        let outcome = self.file_in_context(&context, file, result).await;
        let _ = connection.send(None, "Target.disposeBrowserContext", json!({"browserContextId": context})).await;
        outcome
    }

    async fn file_in_context(&self, context: &str, file: &str, result: &mut FileResult) -> Result<()> {
        let connection = &self.connection;
        let target = connection
            .send(None, "Target.createTarget", json!({"url": "about:blank", "browserContextId": context}))
            .await?;
        let attached = connection
            .send(None, "Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}))
            .await?;
        let session = attached["sessionId"].as_str().context("the browser names no session")?.to_owned();
        let events = connection.events(&session);
        let host = Arc::new(Host {
            connection: Arc::clone(connection),
            session: session.clone(),
            root: self.root.clone(),
            templates: Arc::clone(&self.server.templates),
            device: std::sync::Mutex::new(Device::default()),
        });
        let outcome = async {
            host.prepare().await?;
            host.send("Page.navigate", json!({"url": self.address_of(file)})).await?;
            self.follow(&host, events, result).await
        };
        let outcome = outcome.await;
        connection.forget(&session);
        outcome
    }

    fn address_of(&self, file: &str) -> String {
        let Options { setup, timeout_ms, update, names, keeps_failures } = &self.options;
        let settings = json!({
            "file": module_name(file), "source": file, "setup": setup.iter().map(|path| module_name(path)).collect::<Vec<_>>(),
            "timeout": timeout_ms, "update": update.word(), "names": names, "keepsFailures": keeps_failures,
        });
        let query: String = settings.to_string().bytes().map(escaped).collect();
        format!("http://{}/{}?settings={query}", self.server.address, compiler::START_PAGE)
    }

    /// Answers the page until it says that it is done, or is silent for too long.
    async fn follow(
        &self,
        host: &Arc<Host>,
        mut events: UnboundedReceiver<Event>,
        result: &mut FileResult,
    ) -> Result<()> {
        let mut progress = Progress { running: None, until: Instant::now() + START_TIMEOUT };
        loop {
            let Ok(event) = tokio::time::timeout_at(progress.until.into(), events.recv()).await else {
                result.stopped(progress.running, ENDLESS);
                return Ok(());
            };
            let event = event.context("the browser has ended")?;
            match event.method.as_str() {
                "Runtime.bindingCalled" => {
                    let payload = event.params["payload"].as_str().unwrap_or_default();
                    let mut request: Value = serde_json::from_str(payload).context("the page said no JSON")?;
                    if request["name"] != "tell" {
                        // A call may take as long as a screenshot does; others go on.
                        tokio::spawn(Arc::clone(host).answer(request));
                    } else if progress.hear(serde_json::from_value(request["args"].take())?, result) {
                        return Ok(());
                    }
                }
                "Runtime.exceptionThrown" => result.errors.push(view_error(&event.params["exceptionDetails"])),
                "Inspector.targetCrashed" => {
                    result.stopped(progress.running, "the page crashed");
                    return Ok(());
                }
                _ => {}
            }
        }
    }
}

const ENDLESS: &str = "it did not end in time, and could not be interrupted: is there a loop without an end?";

/// The test that runs, and until when something must be heard.
struct Progress {
    running: Option<Vec<String>>,
    until: Instant,
}

impl Progress {
    /// Takes down what the page tells; whether it is done.
    fn hear(&mut self, told: Told, result: &mut FileResult) -> bool {
        match told {
            Told::Start { name, timeout } => {
                self.running = Some(name);
                let timeout = timeout.map_or(TEST_TIMEOUT_MAX, |ms| Duration::from_millis(ms as u64));
                self.until = Instant::now() + timeout.min(TEST_TIMEOUT_MAX) + SPARE;
            }
            Told::Test(test) => {
                result.tests.push(test);
                self.running = None;
                self.until = Instant::now() + START_TIMEOUT;
            }
            Told::Console(line) => result.console.push(line),
            Told::Done { errors, snapshots } => {
                result.errors.extend(errors);
                result.snapshots = snapshots;
                return true;
            }
        }
        false
    }
}

/// An error in the view is ours or of WXS; either way the test saw a page that is not as it should be.
fn view_error(details: &Value) -> TestError {
    let text = details["exception"]["description"].as_str().or(details["text"].as_str());
    TestError::new(format!("in the view: {}", text.unwrap_or("an error")))
}

impl FileResult {
    /// A file that came to no end: the test that ran has failed, else the file.
    fn stopped(&mut self, running: Option<Vec<String>>, why: &str) {
        match running {
            Some(name) => {
                let errors = vec![TestError::new(why)];
                self.tests.push(TestResult { name, state: State::Fail, duration_ms: 0.0, errors });
            }
            None => self.errors.push(TestError::new(why)),
        }
    }
}

/// TypeScript is registered as the script it becomes.
fn module_name(path: &str) -> String {
    path.strip_suffix(".ts").map_or_else(|| path.to_owned(), |stem| format!("{stem}.js"))
}

fn escaped(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}
