//! A server of the S3 protocol for one run of the tests: moto, from PyPI, on a free port of this machine; gone afterwards.
//!
//! In: Python. Out: the address of a bucket. Must not: install anything outside a folder of its own.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::postgres::run;

/// The same on every machine.
const PACKAGE: &str = "moto[server]==5.2.5";
const START_LIMIT: Duration = Duration::from_secs(60);

pub(crate) struct S3 {
    server: Child,
    port: u16,
}

impl S3 {
    /// `None` when there is no Python to run it; that is said.
    pub(crate) fn start(root: &Path) -> Result<Option<Self>> {
        let Some(program) = program(root)? else {
            println!("S3: left out, since Python with venv is not there (Debian: `apt-get install python3-venv`)");
            return Ok(None);
        };
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let server = S3 { server, port };
        let begun = Instant::now();
        while server.make_bucket().is_err() {
            if begun.elapsed() > START_LIMIT {
                bail!("moto does not answer at port {port}");
            }
            std::thread::yield_now();
        }
        Ok(Some(server))
    }

    /// Of a bucket that is there.
    pub(crate) fn address(&self) -> String {
        format!("s3://minnow?endpoint=http://127.0.0.1:{}&region=us-east-1", self.port)
    }

    /// moto looks at the form of a signature, not at who it is of.
    fn make_bucket(&self) -> Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(
            stream,
            "PUT /minnow HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { bail!("moto made no bucket: {answer}") }
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// moto in an environment of its own, made once and kept beside what is built.
fn program(root: &Path) -> Result<Option<PathBuf>> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = target.join("moto");
    let program = folder.join("bin/moto_server");
    if program.is_file() {
        return Ok(Some(program));
    }
    let made = run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    if made.is_err() {
        return Ok(None);
    }
    let pip = folder.join("bin/pip");
    run(Command::new(&pip).args(["install", "--quiet", PACKAGE])).context("moto cannot be installed from PyPI")?;
    Ok(Some(program))
}
