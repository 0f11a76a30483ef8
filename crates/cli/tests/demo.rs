//! `minnow demo` as a person meets it: a folder of programs becomes a platform with all of them published.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder with programs and a place for the platform's data.
struct Scene(PathBuf);

impl Scene {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("minnow-demo-{}-{number}", std::process::id()));
        std::fs::create_dir_all(folder.join("programs")).unwrap();
        Scene(folder)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.0.join("programs").join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn write_program(&self, name: &str, text: &str) {
        self.write(
            &format!("{name}/app.json"),
            r#"{"pages": ["pages/a/a"], "window": {"navigationBarTitleText": "A"}}"#,
        );
        self.write(&format!("{name}/app.js"), "App({})");
        self.write(&format!("{name}/pages/a/a.js"), "Page({ data: {} })");
        self.write(&format!("{name}/pages/a/a.wxml"), &format!("<view>{text}</view>"));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_minnow"));
        command.args(["demo", "programs", "--no-open"]).args(arguments).current_dir(&self.0).stdin(Stdio::null());
        command.env("XDG_CACHE_HOME", self.0.join("cache")).env("XDG_CONFIG_HOME", self.0.join("config"));
        command
    }

    /// Starts a demo on data in a folder of the scene's, and waits for its last address.
    fn start(&self, arguments: &[&str]) -> Demo {
        let heard = std::fs::File::create(self.0.join("heard")).unwrap();
        let mut command = self.command(&["--listen", "127.0.0.1:0", "--data", "data"]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(heard).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut printed = String::new();
        while !printed.contains("minnow admin link") {
            printed += &lines.next().unwrap_or_else(|| panic!("it ended: {printed}{}", self.heard()));
            printed.push('\n');
        }
        let origin = printed.lines().find(|line| line.contains("http://mini.localhost:")).unwrap().trim();
        let port = origin.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        Demo { child, lines: Box::new(lines), port, printed }
    }

    /// What the last demo wrote to standard error.
    fn heard(&self) -> String {
        std::fs::read_to_string(self.0.join("heard")).unwrap()
    }

    /// Runs a demo that has to fail; what it said.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn token(&self) -> String {
        let kept = std::fs::read_to_string(self.0.join("data/demo.json")).unwrap();
        let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
        kept["login"]["token"].as_str().unwrap().to_owned()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A demo that runs.
struct Demo {
    child: Child,
    lines: Box<dyn Iterator<Item = String>>,
    port: u16,
    printed: String,
}

impl Demo {
    /// Head and body of an answer.
    fn get(&self, name: &str, path: &str, header: &str) -> String {
        get(self.port, &format!("{name}:{}", self.port), path, header)
    }

    /// Numbers of a program's versions, the newest first.
    fn versions(&self, scene: &Scene, app: &str) -> Vec<String> {
        let authorization = format!("Authorization: Bearer {}\r\n", scene.token());
        let answer = self.get("mini.localhost", &format!("/api/v1/apps/{app}/versions"), &authorization);
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        let versions: Vec<serde_json::Value> = serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"));
        versions.iter().map(|version| version["number"].as_str().unwrap().to_owned()).collect()
    }

    /// As Ctrl-C does.
    fn interrupt(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(port: u16, host: &str, path: &str, header: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n{header}\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn is_found(answer: &str) -> bool {
    answer.split_whitespace().nth(1) == Some("200")
}

#[test]
fn a_folder_becomes_a_platform_that_keeps_what_it_published() {
    let scene = Scene::new();
    scene.write_program("shop", "the shop");
    scene.write_program("todo", "the list");
    let demo = scene.start(&[]);
    assert!(is_found(&demo.get("mini.localhost", "/", "")));
    for (name, text) in [("shop", "the shop"), ("todo", "the list")] {
        let host = format!("{name}.mini.localhost");
        assert!(demo.printed.contains(&format!("http://{host}:{}/", demo.port)), "{}", demo.printed);
        let page = demo.get(&host, "/", "");
        assert!(is_found(&page) && page.contains(text) && page.contains("/_minnow/relay"), "{page}");
        assert_eq!(demo.versions(&scene, name), ["1.0.0"]);
    }
    assert!(!demo.printed.contains("phones"), "without --lan nothing is for phones: {}", demo.printed);
    let printed = demo.printed.clone();
    assert!(printed.contains("/console/sign-in#"), "{printed}");
    assert!(!format!("{printed}{}", scene.heard()).contains(&scene.token()), "a token is never printed");
    assert!(demo.interrupt().success());

    let again = scene.start(&[]);
    assert_eq!(again.versions(&scene, "shop"), ["1.0.0"]);
    assert_eq!(again.versions(&scene, "todo"), ["1.0.0"]);
    assert!(again.get("shop.mini.localhost", "/", "").contains("the shop"));
    assert!(again.interrupt().success());

    scene.write_program("todo", "a longer list");
    let changed = scene.start(&[]);
    assert_eq!(changed.versions(&scene, "shop"), ["1.0.0"]);
    assert_eq!(changed.versions(&scene, "todo"), ["1.0.1", "1.0.0"]);
    assert!(changed.get("todo.mini.localhost", "/", "").contains("a longer list"));
}

#[test]
fn a_program_that_does_not_build_keeps_no_other_away() {
    let scene = Scene::new();
    scene.write_program("broken", "x");
    scene.write("broken/pages/a/a.js", "Page({ data: [1 })");
    scene.write_program("shop", "the shop");
    let demo = scene.start(&[]);
    assert!(demo.get("shop.mini.localhost", "/", "").contains("the shop"));
    assert!(demo.get("broken.mini.localhost", "/", "").contains("No such program"));
    let (heard, printed) = (scene.heard(), &demo.printed);
    assert!(heard.contains("error[") && heard.contains("pages/a/a.js:1:"), "{heard}");
    assert!(!printed.contains("http://broken."), "{printed}");
    drop(demo);

    scene.write_program("broken", "whole");
    let whole = scene.start(&[]);
    assert!(whole.get("broken.mini.localhost", "/", "").contains("whole"));
    drop(whole);
    scene.write("broken/pages/a/a.js", "Page({ data: [1 })");
    let former = scene.start(&[]);
    assert!(former.get("broken.mini.localhost", "/", "").contains("whole"));
    let line = former.printed.lines().find(|line| line.contains("http://broken.")).unwrap();
    assert!(line.contains("as it was before"), "{line}");
}

#[test]
fn a_token_that_was_revoked_is_made_anew() {
    let scene = Scene::new();
    scene.write_program("shop", "the shop");
    drop(scene.start(&[]));
    let (file, token) = (scene.0.join("data/demo.json"), scene.token());
    let kept = std::fs::read_to_string(&file).unwrap().replace(&token, "mnt_unknown");
    std::fs::write(&file, kept).unwrap();
    assert_eq!(scene.start(&[]).versions(&scene, "shop"), ["1.0.0"]);
    std::fs::remove_file(&file).unwrap();
    assert!(scene.start(&[]).get("shop.mini.localhost", "/", "").contains("the shop"));
}

#[test]
fn the_page_for_phones_is_there_when_it_is_asked_for() {
    let scene = Scene::new();
    scene.write_program("shop", "the shop");
    let mut demo = scene.start(&["--lan"]);
    let Some(line) = demo.lines.by_ref().find(|line| line.contains("http://") || line.contains("█")) else {
        unreachable!("it runs until it is stopped")
    };
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/');
    let port: u16 = address.rsplit(':').next().unwrap().parse().unwrap();
    assert!(port > demo.port, "the ports for phones come after the platform's");
    let page = get(port, &format!("127.0.0.1:{port}"), "/", "");
    assert!(is_found(&page) && page.contains("<svg"), "{page}");
    let program = page.split("<iframe src=\"http://127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
    let program: u16 = program.parse().unwrap();
    let page = get(program, &format!("127.0.0.1:{program}"), "/", "Accept: text/html\r\n");
    assert!(is_found(&page) && page.contains("pages/a/a"), "{page}");
}

#[test]
fn what_cannot_be_done_says_what_can() {
    let scene = Scene::new();
    let said = scene.refused(&[]);
    assert!(said.contains("has no sub-folder with a program"), "{said}");
    scene.write_program("shop", "x");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let said = scene.refused(&["--listen", &listen]);
    assert!(
        said.contains(&format!("{listen} is in use by another program")) && said.contains("--listen 127"),
        "{said}"
    );
    let said = scene.refused(&["--listen", "192.0.2.1:8080"]);
    assert!(said.contains("--listen 127.0.0.1:8080") && said.contains("--lan"), "{said}");
    std::fs::write(scene.0.join("file"), "").unwrap();
    let said = scene.refused(&["--listen", "127.0.0.1:0", "--data", "file"]);
    assert!(said.contains("--data"), "{said}");
    std::fs::remove_dir_all(scene.0.join("programs")).unwrap();
    let said = scene.refused(&[]);
    assert!(said.contains("cannot read programs") && said.contains("minnow demo DIR"), "{said}");
}

#[cfg(unix)]
#[test]
fn what_the_demo_keeps_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new();
    scene.write_program("shop", "x");
    drop(scene.start(&[]));
    let metadata = std::fs::metadata(scene.0.join("data/demo.json")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    assert!(!Path::exists(&scene.0.join("config")), "the person's own logins are not touched");
}
