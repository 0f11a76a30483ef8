//! A developer's way with the binary: a platform is started, signed in to, published to, released on and rolled back.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A platform of one test, and a developer's machine beside it.
struct Scene {
    folder: PathBuf,
    server: Child,
    port: u16,
    code: String,
}

impl Scene {
    fn start(arguments: &[&str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("minnow-platform-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (server, port, code) = serve(&folder, arguments);
        Scene { folder, server, port, code: code.expect("an empty platform prints its setup code") }
    }

    fn origin(&self) -> String {
        format!("http://mini.localhost:{}", self.port)
    }

    fn minnow(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_minnow"));
        command.args(arguments).current_dir(self.folder.join("program")).stdin(Stdio::null());
        command.env("XDG_CONFIG_HOME", self.folder.join("config")).output().unwrap()
    }

    /// Runs a command that has to succeed; what it printed.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.minnow(arguments);
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {text}");
        text
    }

    /// Runs a command that has to fail; what it said.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.minnow(arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.folder.join("program").join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn write_program(&self, text: &str) {
        self.write("app.json", r#"{"pages": ["pages/a/a"]}"#);
        self.write("app.js", "App({})");
        self.write("pages/a/a.js", "Page({ data: {} })");
        self.write("pages/a/a.wxml", &format!("<view>{text}</view>"));
        self.write("project.config.json", r#"{"appid": "fish-shop", "projectname": "Fish"}"#);
    }

    fn sign_in(&self) {
        let said = self.done(&[
            "login",
            &self.origin(),
            "--setup-code",
            &self.code,
            "--email",
            "ann@example.com",
            "--organisation",
            "Fish & Co",
        ]);
        assert!(said.contains("as ann@example.com: Fish & Co (admin)"), "{said}");
    }

    /// Head and body of an answer.
    fn get(&self, host: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}:{}\r\nConnection: close\r\n\r\n", self.port).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Starts a server on the data of a folder; its port, and the setup code when it prints one.
fn serve(folder: &Path, arguments: &[&str]) -> (Child, u16, Option<String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minnow"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.join("data")).args(arguments);
    let mut server = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let origin = lines.find(|line| line.contains("http://")).unwrap();
    let port = origin.rsplit(':').next().unwrap().trim().parse().unwrap();
    let is_new = std::fs::read_dir(folder).unwrap().count() > 0 && !folder.join("config").exists();
    let code = is_new.then(|| lines.find(|line| line.contains("--setup-code")).unwrap());
    let code = code.map(|line| line.split_whitespace().nth(4).unwrap().to_owned());
    (server, port, code)
}

#[test]
fn a_program_goes_out_and_comes_back() {
    let scene = Scene::start(&[]);
    scene.write_program("first");
    assert!(scene.refused(&["publish"]).contains("`minnow login ADDRESS`"));
    assert!(
        scene.refused(&["login", &scene.origin(), "--setup-code", "AAAA", "--email", "a@b.c"]).contains("setup code")
    );
    scene.sign_in();
    assert!(scene.refused(&["publish"]).contains("`minnow publish --create` makes the program fish-shop"));
    let said = scene.done(&["publish", "--create", "--description", "the first"]);
    assert!(said.contains("fish-shop 1.0.0 is published, in the state development"), "{said}");
    let host = "fish-shop.mini.localhost";
    assert!(scene.get(host, "/").contains("No such program"));
    assert!(scene.done(&["release", "1.0.0"]).contains("everybody gets fish-shop 1.0.0"));
    let page = scene.get(host, "/");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("first") && page.contains("/_minnow/relay"), "{page}");
    scene.write_program("second");
    let said = scene.done(&["publish"]);
    assert!(said.contains("1 of them is new"), "{said}");
    scene.done(&["release", "1.0.1"]);
    assert!(scene.get(host, "/").contains("second"));
    // Whoever has its link sees what is not released.
    scene.write_program("third");
    scene.done(&["publish"]);
    let said = scene.done(&["preview", "1.0.2", "--trial"]);
    let link = said.split_whitespace().find(|word| word.contains("/_minnow/pass/")).unwrap();
    assert!(said.contains("1.0.2 is on trial") && link.starts_with("http://fish-shop--trial."), "{said}");
    assert!(scene.done(&["preview", "1.0.2"]).contains("fish-shop--develop."));
    let trial = "fish-shop--trial.mini.localhost";
    assert!(scene.get(trial, "/").starts_with("HTTP/1.1 403"));
    let path = link.split_once(&format!(":{}", scene.port)).unwrap().1;
    assert!(scene.get(trial, path).starts_with("HTTP/1.1 302"));
    scene.done(&["preview", "--end"]);
    assert!(scene.refused(&["preview", "9.9.9"]).contains("no such version"));
    assert!(scene.done(&["rollback"]).contains("everybody gets fish-shop 1.0.0 again"));
    assert!(scene.get(host, "/").contains("first"));
}

#[test]
fn what_is_released_is_there_after_the_server_was_killed() {
    let mut scene = Scene::start(&[]);
    scene.write_program("kept");
    scene.sign_in();
    scene.done(&["publish", "--create"]);
    scene.done(&["release", "1.0.0"]);
    scene.server.kill().unwrap();
    scene.server.wait().unwrap();
    let (server, port, code) = serve(&scene.folder, &[]);
    (scene.server, scene.port) = (server, port);
    assert_eq!(code, None);
    assert!(scene.get("fish-shop.mini.localhost", "/").contains("kept"));
}

#[test]
fn a_platform_is_made_of_its_backup_and_stands_behind_an_edge() {
    let mut scene = Scene::start(&[]);
    scene.write_program("kept");
    scene.sign_in();
    scene.done(&["publish", "--create"]);
    scene.done(&["release", "1.0.0"]);
    let path = |name: &str| scene.folder.join(name).to_str().unwrap().to_owned();
    let (data, archive) = (path("data"), path("all.tar.zst"));
    let said = scene.done(&["admin", "backup", &archive, "--data", &data]);
    assert!(said.contains("all.tar.zst: ") && said.contains(" blobs"), "{said}");
    assert!(scene.refused(&["admin", "backup", &archive, "--data", &data]).contains("is there already"));
    assert!(scene.refused(&["admin", "restore", &archive, "--data", &data]).contains("is not empty"));
    scene.server.kill().unwrap();
    scene.server.wait().unwrap();
    std::fs::remove_dir_all(&data).unwrap();
    scene.done(&["admin", "restore", &archive, "--data", &data]);
    let (server, port, code) = serve(&scene.folder, &["--log", "json", "--metrics", "127.0.0.1:0"]);
    (scene.server, scene.port) = (server, port);
    assert_eq!(code, None);
    assert!(scene.get("fish-shop.mini.localhost", "/").contains("kept"));
    let origin = format!("http://127.0.0.1:{port}");
    let (mut edge, port, _) = serve(&scene.folder, &["--role", "edge", "--origin", &origin]);
    scene.port = port;
    let page = scene.get("fish-shop.mini.localhost", "/");
    edge.kill().unwrap();
    edge.wait().unwrap();
    assert!(page.contains("kept") && page.contains("cache-status: minnow"), "{page}");
}

#[test]
fn a_program_that_does_not_compile_is_not_sent() {
    let scene = Scene::start(&[]);
    scene.write_program("first");
    scene.write("app.json", r#"{"pages": ["pages/a/a""#);
    scene.sign_in();
    let said = scene.refused(&["publish", "--create"]);
    assert!(said.contains("error[") && said.contains("app.json") && said.contains("nothing was sent"), "{said}");
}

#[test]
fn where_versions_are_looked_at_they_wait_for_an_operator() {
    let scene = Scene::start(&["--review", "manual"]);
    scene.write_program("first");
    scene.sign_in();
    scene.done(&["publish", "--create"]);
    assert!(scene.done(&["release", "1.0.0"]).contains("is up for review"));
    assert!(scene.refused(&["release", "1.0.0"]).contains("once it is approved"));
    assert!(scene.done(&["review", "1.0.0", "--approve"]).contains("fish-shop 1.0.0 is approved"));
    assert!(scene.done(&["release", "1.0.0"]).contains("everybody gets fish-shop 1.0.0"));
}

#[test]
fn whoever_is_at_the_machine_finds_a_way_back_in() {
    let scene = Scene::start(&[]);
    scene.write_program("first");
    scene.sign_in();
    std::fs::remove_dir_all(scene.folder.join("config")).unwrap();
    assert!(scene.refused(&["admin", "token", "ann@example.com"]).contains("holds no platform"));
    let data = scene.folder.join("data");
    let data = data.to_str().unwrap();
    assert!(scene.refused(&["admin", "token", "bob@example.com", "--data", data]).contains("no such account"));
    let token = scene.done(&["admin", "token", "ann@example.com", "--data", data]);
    let mut login = Command::new(env!("CARGO_BIN_EXE_minnow"));
    login.args(["login", &scene.origin(), "--token-stdin"]).env("XDG_CONFIG_HOME", scene.folder.join("config"));
    let mut login = login.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    login.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
    let said = login.wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&said.stdout).contains("as ann@example.com"), "{said:?}");
}

#[test]
fn a_demo_takes_nobodys_platform_over() {
    let mut scene = Scene::start(&[]);
    scene.write_program("first");
    scene.sign_in();
    scene.server.kill().unwrap();
    scene.server.wait().unwrap();
    let data = scene.folder.join("data");
    let said = scene.refused(&["demo", "..", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0", "--no-open"]);
    assert!(said.contains("did not set up") && said.contains("--data"), "{said}");
}

#[test]
fn a_port_that_is_taken_is_told_with_what_to_do() {
    let scene = Scene::start(&[]);
    std::fs::create_dir_all(scene.folder.join("program")).unwrap();
    let said = scene.refused(&["serve", "--data", "other", "--listen", &format!("127.0.0.1:{}", scene.port)]);
    assert!(said.contains("is in use by another program") && said.contains("choose another port: --listen"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_login_is_a_file_of_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::start(&[]);
    scene.write_program("first");
    scene.sign_in();
    let metadata = std::fs::metadata(scene.folder.join("config/minnow/logins.json")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}
