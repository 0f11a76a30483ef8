//! The builder of `minnow serve`: a process of its own for each upload, under limits, without the server's environment.
//!
//! In: a folder of what was sent. Out: a folder of a package, and one line of JSON. Must not: be trusted with anything of the server's.

use std::io::Read as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use compiler::project::Project as _;
use compiler::{Compiler, Mode, Options, Recode, budget};
use prerender::Preview;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use server::relay::{Domains, HTTP_PATH, SOCKET_PATH};
use server::{
    BuildFailure, Builder, Built, CONSENTS_PATH, Commission, LAUNCHES_PATH, LOGIN_PATH, PHONE_PATH, PROFILE_PATH,
    PublishedFace, Reach, SERVICE_WORKER_PATH, SESSION_PATH,
};
use tokio::process::Command;

use super::uploaded::{UploadedProject, sitemap_path};
use crate::project_config::ProjectConfig;
use crate::render::diagnostics;
use crate::{encode, files, launch, recode, runtime_files};

/// The slowest real program needs a fifth of it.
const BUILD_TIME_LIMIT: Duration = Duration::from_secs(120);
/// Address space of a build. QuickJS has limits of its own within it.
const BUILD_MEMORY_MAX_KIB: u64 = 4 << 20;

pub(crate) struct ProcessBuilder {
    executable: PathBuf,
}

impl ProcessBuilder {
    pub(crate) fn new() -> Result<Self> {
        Ok(ProcessBuilder { executable: std::env::current_exe().context("cannot find the minnow program itself")? })
    }

    async fn run(&self, commission: Commission) -> Result<Built, BuildFailure> {
        let failed = |what: &str| BuildFailure::Failed(what.to_owned());
        let mut command = self.command();
        let Commission { sources, package, origin, app_id, name, number } = commission;
        command.arg("build-upload").arg(format!("--origin={origin}")).arg(format!("--app-id={app_id}"));
        command.arg(format!("--name={name}")).arg(format!("--number={number}"));
        command.arg(sources).arg(package);
        // The runtime may be one under development.
        let assets = std::env::var_os(assets::OVERRIDE_VARIABLE).map(|folder| (assets::OVERRIDE_VARIABLE, folder));
        command.env_clear().envs(assets).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.kill_on_drop(true).spawn().map_err(|error| failed(&error.to_string()))?;
        // Open as long as somebody waits here.
        let _waiting = running.stdin.take();
        let output = tokio::time::timeout(BUILD_TIME_LIMIT, running.wait_with_output()).await;
        let output = output.map_err(|_| BuildFailure::Limit(format!("more than {} s", BUILD_TIME_LIMIT.as_secs())))?;
        let output = output.map_err(|error| failed(&error.to_string()))?;
        match serde_json::from_slice(&output.stdout) {
            Ok(Said::Built { scripts, domains, face, reaches, findings }) => {
                Ok(Built { scripts, domains, face: *face, reaches, findings })
            }
            Ok(Said::Refused { findings }) => Err(BuildFailure::Program { findings }),
            Err(_) => {
                let text = String::from_utf8_lossy(&output.stderr);
                let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no message");
                let is_memory = text.contains("memory allocation") || text.contains("out of memory");
                Err(match is_memory {
                    true => BuildFailure::Limit(format!("more than {} MB of memory", BUILD_MEMORY_MAX_KIB >> 10)),
                    false => failed(&format!("it ended with {}: {last}", output.status)),
                })
            }
        }
    }

    /// Under the limits that the system has, where a shell can set them.
    fn command(&self) -> Command {
        if cfg!(unix) {
            let mut command = Command::new("/bin/sh");
            let limits = format!("ulimit -v {BUILD_MEMORY_MAX_KIB}; ulimit -c 0; exec \"$0\" \"$@\"");
            command.args(["-c", &limits]).arg(&self.executable);
            command
        } else {
            Command::new(&self.executable)
        }
    }
}

impl Builder for ProcessBuilder {
    fn build(&self, commission: Commission) -> Pin<Box<dyn Future<Output = Result<Built, BuildFailure>> + Send + '_>> {
        Box::pin(async move { self.run(commission).await })
    }
}

/// What the process says at its end.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    Built { scripts: Vec<String>, domains: Domains, face: Box<PublishedFace>, reaches: Vec<Reach>, findings: Value },
    Refused { findings: Value },
}

/// Ends this process when the platform that waits for it has ended, however: what it builds is of no use then. The platform holds the other
/// end of the standard input and writes nothing.
fn end_with_platform() {
    std::thread::spawn(|| {
        let mut nothing = [0];
        while matches!(std::io::stdin().read(&mut nothing), Ok(count) if count > 0) {}
        #[expect(
            clippy::disallowed_methods,
            reason = "the main thread is in the middle of a build that nobody wants any more"
        )]
        std::process::exit(1);
    });
}

/// `minnow build-upload`: the process itself.
pub(crate) fn build_upload(commission: Commission) -> Result<ExitCode> {
    end_with_platform();
    let Commission { sources, package: package_folder, origin, app_id, name, number } = commission;
    let config = ProjectConfig::read(&sources);
    let runtime = runtime_files::load()?;
    let recode = config.build().images.then_some(recode::recode as Recode);
    let options = Options {
        mode: Mode::Release,
        runtime: runtime.files,
        trims_styles: config.build().trim_styles,
        recode,
        ..Options::default()
    };
    let project = UploadedProject::new(sources);
    let mut output = Compiler::new(options).compile_and_audit(&project, &config.audits());
    if !output.has_errors() {
        let host = json!({
            "relay": HTTP_PATH,
            "socket": SOCKET_PATH,
            "serviceWorker": SERVICE_WORKER_PATH,
            "launches": LAUNCHES_PATH,
            "user": {"login": LOGIN_PATH, "session": SESSION_PATH, "profile": PROFILE_PATH, "phone": PHONE_PATH, "consents": CONSENTS_PATH},
            "program": {"appId": app_id, "version": number},
        });
        let preview = Preview { origin, site_name: config.name().unwrap_or(name), description: config.description() };
        launch::add_documents(&mut output, &runtime.launch, Some(host), Some(preview));
        let limit = config.budget()?;
        output.diagnostics.extend(budget::check(&output.report, limit, &output.structure.app_json()));
    }
    let records = output.diagnostics.iter().map(|diagnostic| diagnostics::record(diagnostic, &output.sources));
    let findings = serde_json::to_value(records.collect::<Vec<_>>())?;
    let said = match output.package.take().filter(|_| !output.has_errors()) {
        None => Said::Refused { findings },
        Some(mut package) => {
            encode::add_encodings(&mut package, &runtime.encoded, &package_folder);
            files::write_package(&package_folder, &package)?;
            let texts = [&runtime.launch.bootstrap, &runtime.launch.restore];
            // As documents have them.
            let scripts = texts.map(|text| text.trim_end().to_owned()).to_vec();
            let face = PublishedFace { sitemap: sitemap(&project, &output), ..config.face() };
            let reaches = output.reaches.iter().map(reach).collect();
            Said::Built { scripts, domains: config.domains(), face: Box::new(face), reaches, findings }
        }
    };
    crate::commands::print(&serde_json::to_string(&said)?)?;
    Ok(ExitCode::SUCCESS)
}

fn reach(reach: &compiler::Reach) -> Reach {
    let compiler::Reach { item, api, path, line } = reach.clone();
    Reach { item, api, path, line: i64::try_from(line).unwrap_or(i64::MAX) }
}

/// Which pages may be found: the file that app.json names. One that cannot be read names none, and every page may.
fn sitemap(project: &UploadedProject, output: &compiler::Output) -> Value {
    let text = project.read(&sitemap_path(&output.structure, |path| project.read(path)));
    text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}
