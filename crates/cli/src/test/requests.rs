//! What a page under test asks for: fingers, keys, pictures, a device, files, compiled templates.
//!
//! In: requests by name. Out: answers as JSON. Must not: read or write outside of the program's folder.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::{Value, json};

use super::files::locate;
use super::protocol::Connection;
use super::server::Templates;

/// The name under which a page calls, and that of the function which takes answers (runtime/testing/view/host.ts).
const BINDING: &str = "minnowTest";
const ANSWER: &str = "minnowTestAnswer";
/// Held longer than this is a long press (350 ms in the view).
const PRESS_MS: u64 = 500;
const SWIPE_STEPS: u32 = 8;
/// A frame: as often as a finger is looked at.
const SWIPE_STEP_MS: u64 = 16;

/// What a page is shown on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Device {
    width: u32,
    height: u32,
    theme: Theme,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Theme {
    Light,
    Dark,
}

impl Default for Device {
    /// The screen that designs are drawn for: a rpx is half a point.
    fn default() -> Self {
        Device { width: 375, height: 667, theme: Theme::Light }
    }
}

/// What of a device a test changes.
#[derive(Debug, Deserialize)]
struct DeviceChange {
    width: Option<u32>,
    height: Option<u32>,
    theme: Option<Theme>,
}

#[derive(Debug, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

pub(crate) struct Host {
    pub(crate) connection: Arc<Connection>,
    pub(crate) session: String,
    pub(crate) root: PathBuf,
    pub(crate) templates: Arc<Templates>,
    pub(crate) device: Mutex<Device>,
}

impl Host {
    pub(crate) async fn send(&self, method: &str, params: Value) -> Result<Value> {
        self.connection.send(Some(&self.session), method, params).await
    }

    /// Before the page is opened.
    pub(crate) async fn prepare(&self) -> Result<()> {
        self.send("Page.enable", json!({})).await?;
        self.send("Runtime.enable", json!({})).await?;
        self.send("Runtime.addBinding", json!({"name": BINDING})).await?;
        self.send("Emulation.setTouchEmulationEnabled", json!({"enabled": true, "maxTouchPoints": 5})).await?;
        self.send("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await?;
        self.send("Emulation.setLocaleOverride", json!({"locale": "zh-CN"})).await?;
        self.show(&Device::default()).await
    }

    async fn show(&self, device: &Device) -> Result<()> {
        let metrics = json!({"width": device.width, "height": device.height, "deviceScaleFactor": 2, "mobile": true});
        self.send("Emulation.setDeviceMetricsOverride", metrics).await?;
        let theme = if device.theme == Theme::Dark { "dark" } else { "light" };
        let features = json!([
            {"name": "prefers-color-scheme", "value": theme},
            {"name": "prefers-reduced-motion", "value": "no-preference"},
        ]);
        self.send("Emulation.setEmulatedMedia", json!({"features": features})).await?;
        Ok(())
    }

    /// Answers one request in the page. An error is the page's to tell.
    pub(crate) async fn answer(self: Arc<Self>, mut request: Value) {
        let name = request["name"].as_str().unwrap_or_default().to_owned();
        let answer = self.done(&name, request["args"].take()).await;
        let (ok, value) = match answer {
            Ok(value) => (true, value),
            Err(error) => (false, Value::String(format!("{error:#}"))),
        };
        let expression = format!("{ANSWER}({}, {ok}, {value})", request["call"]);
        // A page that is gone needs no answer.
        let _ = self.send("Runtime.evaluate", json!({"expression": expression})).await;
    }

    async fn done(&self, name: &str, args: Value) -> Result<Value> {
        match name {
            "template" => Ok(serde_json::to_value(self.templates.add(&serde_json::from_value(args)?)?)?),
            "tap" => self.touch(&args, 0, (0.0, 0.0)).await,
            "press" => self.touch(&args, PRESS_MS, (0.0, 0.0)).await,
            "swipe" => {
                let by = |key: &str| args[key].as_f64().unwrap_or_default();
                self.touch(&args, 0, (by("dx"), by("dy"))).await
            }
            "type" => self.send("Input.insertText", json!({"text": args["text"]})).await,
            "screenshot" => self.screenshot(&args).await,
            "device" => self.change_device(serde_json::from_value(args)?).await,
            "read" => Ok(read(&self.file(&args["path"])?)?.map_or(Value::Null, Value::String)),
            "write" => {
                write(&self.file(&args["path"])?, args["text"].as_str().unwrap_or_default().as_bytes())?;
                Ok(Value::Null)
            }
            "remove" => {
                let file = self.file(&args["path"])?;
                std::fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
                Ok(Value::Null)
            }
            "readPicture" => {
                let file = self.file(&args["path"])?;
                Ok(std::fs::read(file).map_or(Value::Null, |bytes| BASE64.encode(bytes).into()))
            }
            "writePicture" => {
                let picture = BASE64.decode(args["picture"].as_str().unwrap_or_default())?;
                write(&self.file(&args["path"])?, &picture)?;
                Ok(Value::Null)
            }
            other => bail!("nothing answers \"{other}\""),
        }
    }

    fn file(&self, path: &Value) -> Result<PathBuf> {
        let path = path.as_str().unwrap_or_default();
        locate(&self.root, path).with_context(|| format!("{path} lies outside of the program"))
    }

    /// A finger put down, held, moved and lifted.
    async fn touch(&self, at: &Value, held_ms: u64, by: (f64, f64)) -> Result<Value> {
        let Point { x, y } = serde_json::from_value(at.clone())?;
        self.finger("touchStart", &[(x, y)]).await?;
        if held_ms > 0 {
            pass(held_ms).await;
        }
        if by != (0.0, 0.0) {
            for step in 1..=SWIPE_STEPS {
                let part = f64::from(step) / f64::from(SWIPE_STEPS);
                self.finger("touchMove", &[(x + by.0 * part, y + by.1 * part)]).await?;
                pass(SWIPE_STEP_MS).await;
            }
        }
        self.finger("touchEnd", &[]).await
    }

    async fn finger(&self, kind: &str, points: &[(f64, f64)]) -> Result<Value> {
        let points: Vec<Value> = points.iter().map(|(x, y)| json!({"x": x, "y": y})).collect();
        self.send("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": points})).await
    }

    /// Of the screen, or of a part of it.
    async fn screenshot(&self, clip: &Value) -> Result<Value> {
        let mut params = json!({"format": "png"});
        if clip["width"].is_number() {
            params["clip"] = clip.clone();
            params["clip"]["scale"] = 1.into();
        }
        Ok(self.send("Page.captureScreenshot", params).await?["data"].take())
    }

    async fn change_device(&self, change: DeviceChange) -> Result<Value> {
        let device = {
            let mut device = self.device.lock().unwrap_or_else(PoisonError::into_inner);
            device.width = change.width.unwrap_or(device.width);
            device.height = change.height.unwrap_or(device.height);
            device.theme = change.theme.unwrap_or(device.theme);
            device.clone()
        };
        self.show(&device).await?;
        Ok(Value::Null)
    }
}

/// A finger takes its time.
async fn pass(ms: u64) {
    let until = tokio::time::Instant::now() + std::time::Duration::from_millis(ms);
    tokio::time::sleep_until(until).await;
}

fn read(file: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(file, content).with_context(|| format!("cannot write {}", file.display()))
}
