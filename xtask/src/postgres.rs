//! A PostgreSQL server for one run of the tests: a fresh folder, a free port on this machine alone, gone afterwards.
//!
//! In: Debian's package, installed when that is possible. Out: its address. Must not: touch a cluster that is there already.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::test::{is_root, run_apt};

/// Whom the server runs as when root starts it, which it refuses to run as itself. Made by Debian's package.
const USER: &str = "postgres";
/// A test has a pool of its own.
const CONNECTIONS_MAX: u32 = 400;

pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// `None` when there is none and none can be installed; that is said.
    pub(crate) fn start() -> Result<Option<Self>> {
        if programs().is_none() && is_root() {
            run_apt(&["postgresql"]);
        }
        let Some(programs) = programs() else {
            println!("PostgreSQL: left out, since it is not there (Debian: `apt-get install postgresql`)");
            return Ok(None);
        };
        let folder = std::env::temp_dir().join(format!("minnow-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).context("no folder for PostgreSQL")?;
        if is_root() {
            run(Command::new("chown").arg(USER).arg(&folder))?;
        }
        // Free now; between here and the start nobody on this machine should take it.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let server = Postgres { programs, folder, port };
        let data = server.data();
        run(server.command("initdb").arg("-D").arg(&data).args([
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
        ]))?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off -c max_connections={CONNECTIONS_MAX}",
            server.folder.display()
        );
        let log = server.folder.join("log");
        run(server.command("pg_ctl").arg("-D").arg(&data).args(["-w", "-o", &options, "-l"]).arg(log).arg("start"))?;
        Ok(Some(server))
    }

    /// Of the database that databases of tests are made beside.
    pub(crate) fn address(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // Whoever it runs as may not see the folder we stand in.
        command.current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        let stopped = run(self.command("pg_ctl").arg("-D").arg(&data).args(["-m", "immediate", "stop"]));
        if let Err(error) = stopped {
            println!("PostgreSQL was not stopped: {error:#}");
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The folder of its programs: Debian keeps them by version, out of the way of `PATH`.
fn programs() -> Option<PathBuf> {
    let has_all = |folder: &Path| ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file());
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let on_path = std::env::var_os("PATH").map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>());
    folders.extend(on_path.unwrap_or_default());
    folders.into_iter().rev().find(|folder| has_all(folder))
}

pub(crate) fn run(command: &mut Command) -> Result<()> {
    // Its server would hold a pipe open for as long as it runs.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let status = status.with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{command:?} failed with {status}");
    }
    Ok(())
}
