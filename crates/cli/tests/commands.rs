//! The binary as a person calls it, on temporary folders: what is refused, what is written, what is printed, and exit codes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("minnow-commands-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.0.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(Command::new(env!("CARGO_BIN_EXE_minnow")).args(arguments).current_dir(&self.0).output().unwrap())
    }

    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn small_program(folder: &Folder, at: &str) {
    folder
        .write(&format!("{at}app.json"), r#"{"pages": ["pages/a/a"], "window": {"navigationBarTitleText": "Small"}}"#)
        .write(&format!("{at}app.js"), "App({})")
        .write(&format!("{at}pages/a/a.js"), "Page({ data: { n: 1 } })")
        .write(&format!("{at}pages/a/a.wxml"), "<view>{{n}}</view>")
        .write(&format!("{at}pages/a/a.json"), "{}");
}

#[test]
fn a_folder_without_a_program_is_refused_with_a_hint() {
    let folder = Folder::new();
    let run = folder.run(&["check", "gone"]);
    assert!(run.code == 2 && run.err.contains("gone does not exist"), "{run:?}");
    small_program(&folder, "deep/program/");
    for command in [&["check"][..], &["build", "--out", "out"], &["dev", "--no-open", "--listen", "127.0.0.1:0"]] {
        let run = folder.run(command);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("Did you mean ./deep/program?"), "{run:?}");
    }
    assert!(!folder.exists("out"));
}

#[test]
fn new_writes_each_template_and_never_over_a_file() {
    let folder = Folder::new();
    for template in ["blank", "shop", "typescript"] {
        let run = folder.run(&["new", &format!("my {template}"), "--template", template]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(folder.exists(&format!("my {template}/project.config.json")));
    }
    let text = std::fs::read_to_string(folder.0.join("my blank/app.json")).unwrap();
    assert!(text.contains("\"navigationBarTitleText\": \"my blank\""), "{text}");
    let run = folder.run(&["new", "my blank"]);
    assert!(run.code == 2 && run.err.contains("is not empty"), "{run:?}");
    let run = folder.run(&["new", "x", "--template", "nothing"]);
    assert!(run.code == 2 && run.err.contains("typescript"), "{run:?}");
}

#[test]
fn every_template_is_free_of_diagnostics() {
    let folder = Folder::new();
    for template in ["blank", "shop", "typescript"] {
        folder.run(&["new", template, "--template", template]);
        let run = folder.run(&["check", template]);
        assert!(run.code == 0 && run.out.contains("no errors, no warnings"), "{template}: {run:?}");
    }
}

#[test]
fn build_writes_a_package_and_prints_what_pages_cost() {
    let folder = Folder::new();
    small_program(&folder, "");
    let run = folder.run(&["build", "--out", "out", "--no-compress", "--report", "json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let first_load = &report["pages"][0]["first_load"];
    assert_eq!(report["pages"][0]["path"], "pages/a/a");
    assert!(first_load["raw_bytes"].as_u64().unwrap() > first_load["brotli_bytes"].as_u64().unwrap(), "{first_load}");
    for file in ["out/minnow.json", "out/index.html", "out/pages/a/a/index.html"] {
        assert!(folder.exists(file), "{file}");
    }
    let run = folder.run(&["build", ".", "--out", "out", "--no-compress"]);
    assert!(run.code == 0 && run.out.contains("pages/a/a") && run.out.contains("first load"), "{run:?}");
    let left: Vec<_> = std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "nothing temporary is left: {left:?}");
}

#[test]
fn check_says_which_pages_are_drawn_at_run_time_and_why_as_build_does() {
    let folder = Folder::new();
    small_program(&folder, "p/");
    folder
        .write("p/app.json", r#"{"pages": ["pages/a/a", "pages/b/b", "pages/c/c"]}"#)
        .write("p/pages/b/b.js", "Page({ data: { width: window.innerWidth } })")
        .write("p/pages/b/b.wxml", "<view>{{width}}</view>")
        .write("p/pages/c/c.js", "Page({ data: { day: new Date(0).toLocaleDateString() } })")
        .write("p/pages/c/c.wxml", "<view>{{day}}</view>");
    let run = folder.run(&["check", "p", "--format", "json"]);
    assert_eq!(run.code, 0, "a note is no error: {run:?}");
    let found = run.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let notes: Vec<_> = found.filter(|found| found["code"] == "prerender/skipped").collect();
    let said = |note: &serde_json::Value| note["message"].as_str().unwrap().to_owned();
    assert!(notes.iter().all(|note| note["severity"] == "note"), "{notes:?}");
    assert_eq!(notes.len(), 2, "the page that can be drawn ahead is not named: {notes:?}");
    assert!(said(&notes[0]).contains("`pages/b/b`") && said(&notes[0]).contains("ReferenceError"), "{notes:?}");
    assert!(said(&notes[1]).contains("`pages/c/c`") && said(&notes[1]).contains("toLocaleDateString"), "{notes:?}");
    let built = folder.run(&["build", "p", "--out", "out", "--no-compress"]);
    for note in &notes {
        assert!(built.err.contains(&said(note)), "{built:?}");
    }
    // Of a program that does not compile there is nothing to draw.
    folder.write("p/pages/a/a.js", "Page({");
    let broken = folder.run(&["check", "p"]);
    assert!(broken.code == 1 && !broken.out.contains("prerender/"), "{broken:?}");
}

#[test]
fn build_writes_compressed_forms_unless_told_not_to_and_makes_none_anew() {
    let folder = Folder::new();
    small_program(&folder, "p/");
    assert_eq!(folder.run(&["build", "p", "--out", "out"]).code, 0);
    for file in ["out/index.html.br", "out/pages/a/a/index.html.gz", "out/minnow.json.zst"] {
        assert!(folder.exists(file), "{file}");
    }
    let before = tree(&folder.0.join("out"));
    // What stands there is taken while the file it is of is the same.
    folder.write("out/index.html.br", "kept");
    assert_eq!(folder.run(&["build", "p", "--out", "out"]).code, 0);
    assert_eq!(std::fs::read_to_string(folder.0.join("out/index.html.br")).unwrap(), "kept");
    assert_eq!(tree(&folder.0.join("out")).len(), before.len());
    assert_eq!(folder.run(&["build", "p", "--out", "out", "--no-compress"]).code, 0);
    assert!(tree(&folder.0.join("out")).iter().all(|(path, _)| !path.to_string_lossy().ends_with(".br")));
}

#[test]
fn a_tile_source_stands_in_launch_documents_and_a_wrong_one_is_refused() {
    let folder = Folder::new();
    small_program(&folder, "p/");
    let tiles = "https://tiles.example.org/{z}/{x}/{y}.png";
    let refused = folder.run(&["build", "p", "--out", "o", "--map-tiles", "https://tiles.example.org/"]);
    assert!(refused.code == 2 && refused.err.contains("needs {z} once") && !folder.exists("o"), "{refused:?}");
    assert_eq!(folder.run(&["build", "p", "--out", "o", "--map-attribution", "T"]).code, 2);
    let run = folder.run(&[
        "build",
        "p",
        "--out",
        "o",
        "--no-compress",
        "--map-tiles",
        tiles,
        "--map-attribution",
        "</script>",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let html = std::fs::read_to_string(folder.0.join("o/pages/a/a/index.html")).unwrap();
    assert!(html.contains(tiles) && !html.contains("</script>\""), "{html}");
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let folder = Folder::new();
    small_program(&folder, "program/");
    for out in ["one", "two"] {
        assert_eq!(folder.run(&["build", "program", "--out", out, "--no-compress"]).code, 0);
    }
    assert_eq!(tree(&folder.0.join("one")), tree(&folder.0.join("two")));
}

fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(inner) = waiting.pop() {
        for entry in std::fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.push((path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn build_destroys_nothing_that_is_not_a_package() {
    let folder = Folder::new();
    small_program(&folder, "program/");
    folder.write("precious/letter.txt", "x");
    let run = folder.run(&["build", "program", "--out", "precious"]);
    assert!(run.code == 2 && run.err.contains("holds other files"), "{run:?}");
    assert!(folder.exists("precious/letter.txt"));
    folder.write("program/minnow.json", "{}");
    let run = folder.run(&["build", "program", "--out", "program"]);
    assert!(run.code == 2 && run.err.contains("contains the project itself"), "{run:?}");
    assert!(folder.exists("program/app.json"));
}

#[test]
fn errors_stop_a_build_and_keep_the_last_package() {
    let folder = Folder::new();
    small_program(&folder, "program/");
    assert_eq!(folder.run(&["build", "program", "--out", "out", "--no-compress"]).code, 0);
    let before = tree(&folder.0.join("out"));
    folder.write("program/app.json", "{ \"pages\": [ ");
    let run = folder.run(&["build", "program", "--out", "out", "--no-compress"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("app.json:1:") && run.err.contains("nothing was written"), "{run:?}");
    assert_eq!(tree(&folder.0.join("out")), before);
}

#[test]
fn a_build_over_its_budget_writes_nothing_and_names_what_is_large() {
    let folder = Folder::new();
    small_program(&folder, "program/");
    // Text without any order: it does not shrink.
    let mut seed = 1u32;
    let letter = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (seed >> 16) as u8 % 26)
    };
    let noise: String = std::iter::repeat_with(letter).take(1_600_000).collect();
    folder.write("program/pages/a/table.js", &format!("module.exports = '{noise}'"));
    folder.write("program/pages/a/a.js", "const table = require('./table')\nPage({ data: { n: table.length } })");
    let build = |words: &[&str]| {
        folder.run(&[&["build", "program", "--out", "out", "--no-compress", "--report", "json"], words].concat())
    };
    let run = build(&[]);
    assert_eq!(run.code, 1, "{run:?}");
    for said in [
        "error[budget/first-load]",
        "`pages/a/a`",
        "the budget is 1 MB",
        "script pages/a/table.js",
        "require.async",
        "nothing was written",
    ] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    assert!(!folder.exists("out"));
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let largest = &report["pages"][0]["contributors"][0];
    assert_eq!((largest["kind"].as_str(), largest["name"].as_str()), (Some("script"), Some("pages/a/table.js")));
    assert!(largest["bytes"].as_u64().unwrap() > 900_000, "{largest}");
    assert_eq!(build(&["--budget", "off"]).code, 0);
    folder.write("program/project.config.json", r#"{"minnow": {"budget": "2MB"}}"#);
    assert_eq!(build(&[]).code, 0);
    assert_eq!(build(&["--budget", "900KB"]).code, 1);
    folder.write("program/project.config.json", r#"{"minnow": {"budget": "small"}}"#);
    let run = build(&[]);
    assert!(run.code == 2 && run.err.contains("`minnow.budget`"), "{run:?}");
}

#[test]
fn check_speaks_to_people_tools_and_workflows() {
    let folder = Folder::new();
    small_program(&folder, "mini/");
    folder.write("project.config.json", r#"{"miniprogramRoot": "mini/", "appid": "x"}"#);
    folder.write("mini/app.json", r#"{"pages": ["pages/a/a", "pages/gone/gone"]}"#);
    let text = folder.run(&["check"]);
    assert!(text.code == 0 && text.out.contains("pages/gone/gone") && text.out.contains("1 warning"), "{text:?}");
    let json = folder.run(&["check", ".", "--format", "json"]);
    let lines: Vec<serde_json::Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1, "{json:?}");
    assert_eq!((lines[0]["severity"].as_str(), lines[0]["file"].as_str()), (Some("warning"), Some("mini/app.json")));
    assert_eq!(lines[0]["line"], 1);
    let github = folder.run(&["check", "--format", "github"]);
    assert!(github.out.starts_with("::warning file=mini/app.json,line=1,col="), "{github:?}");
    folder.write("mini/app.json", "{");
    assert_eq!(folder.run(&["check", "--format", "json"]).code, 1);
}

#[test]
fn check_audits_the_program_as_the_project_wants_it() {
    let folder = Folder::new();
    small_program(&folder, "");
    folder.write("pages/a/a.wxml", "<view wx:for=\"{{n}}\">{{item}}</view>");
    folder.write("pages/a/a.js", "wx.request({ url: 'https://api.example/x' })\nPage({ data: { n: [] } })");
    let codes = || -> Vec<String> {
        let run = folder.run(&["check", "--format", "json"]);
        let lines = run.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        lines.map(|line| line["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(), ["audit/list-key"]);
    let run = folder.run(&["check"]);
    assert!(run.code == 0 && run.out.contains("docs/reference/audits.md#auditlist-key"), "{run:?}");
    let domains = r#""domains": {"request": ["https://other.example"]}"#;
    folder.write(
        "project.config.json",
        &format!(r#"{{"minnow": {{{domains}, "audits": {{"audit/list-key": false}}}}}}"#),
    );
    assert_eq!(codes(), ["audit/undeclared-domain"]);
    folder.write("project.config.json", &format!(r#"{{"setting": {{"urlCheck": false}}, "minnow": {{{domains}}}}}"#));
    assert_eq!(codes(), ["audit/list-key"]);
}

#[test]
fn a_port_in_use_is_said_in_words() {
    let folder = Folder::new();
    small_program(&folder, "");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = folder.run(&["dev", "--no-open", "--listen", &address]);
    assert!(run.code == 2 && run.err.contains("is in use") && run.err.contains("--listen"), "{run:?}");
}

#[test]
fn fmt_replaces_what_changes_and_keeps_what_it_does_not_understand() {
    let folder = Folder::new();
    small_program(&folder, "");
    folder
        .write("pages/a/a.wxss", ".a{b:c}")
        .write("pages/a/broken.wxml", "<view>")
        .write("node_modules/x/x.wxml", "<a><b/></a>")
        .write("miniprogram_npm/x/x.wxml", "<a><b/></a>")
        .write(".hidden/x.wxml", "<a><b/></a>");
    let text = |path: &str| std::fs::read_to_string(folder.0.join(path)).unwrap();
    let run = folder.run(&["fmt", "--check"]);
    assert_eq!((run.code, text("pages/a/a.wxss").as_str()), (1, ".a{b:c}"), "{run:?}");
    assert!(run.out.starts_with("pages/a/a.wxml\npages/a/a.wxss\n2 files would change, 0 keep"), "{run:?}");
    let run = folder.run(&["fmt"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("wxml/unclosed-tag") && run.err.contains("pages/a/broken.wxml:1:2"), "{run:?}");
    assert!(run.out.contains("2 files formatted, 0 kept their form, 1 left alone"), "{run:?}");
    assert_eq!(text("pages/a/a.wxss"), ".a {\n  b: c;\n}\n");
    assert_eq!(text("pages/a/broken.wxml"), "<view>");
    assert_eq!(text("node_modules/x/x.wxml"), "<a><b/></a>");
    std::fs::remove_file(folder.0.join("pages/a/broken.wxml")).unwrap();
    let run = folder.run(&["fmt", "--check", "."]);
    assert_eq!((run.code, run.out.as_str()), (0, "0 files would change, 2 keep their form\n"), "{run:?}");
    let run = folder.run(&["fmt", "node_modules/x/x.wxml"]);
    assert_eq!((run.code, text("node_modules/x/x.wxml").as_str()), (0, "<a>\n  <b />\n</a>\n"), "{run:?}");
    let left = std::fs::read_dir(folder.0.join("pages/a")).unwrap().count();
    assert_eq!(left, 4, "nothing temporary is left");
    for wrong in
        [&["fmt", "gone"][..], &["fmt", "app.json"], &["fmt", "--stdin"], &["fmt", "--stdin", "--path", "a.js"]]
    {
        assert_eq!(folder.run(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn fmt_knows_the_sheets_that_show_white_space() {
    let folder = Folder::new();
    small_program(&folder, "");
    let written = "<view>\n      a\n</view>\n";
    folder.write("pages/a/a.wxml", written).write("pages/b/b.wxml", written);
    folder.write("pages/a/a.wxss", ".x {\n  white-space: pre-wrap;\n}\n");
    let run = folder.run(&["fmt"]);
    assert!(run.code == 0 && run.out.starts_with("pages/b/b.wxml\n1 file formatted, 2 kept"), "{run:?}");
    folder.write("pages/b/b.wxml", written).write("app.wxss", "page {\n  white-space: pre;\n}\n");
    assert_eq!(folder.run(&["fmt", "--check"]).code, 0);
}

#[test]
fn fmt_formats_standard_input() {
    let folder = Folder::new();
    let run = |arguments: &[&str], input: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_minnow"));
        let command = command.args(arguments).current_dir(&folder.0).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Run::of(child.wait_with_output().unwrap())
    };
    let done = run(&["fmt", "--stdin", "--path", "a.wxss"], "a{b:c}");
    assert_eq!((done.code, done.out.as_str()), (0, "a {\n  b: c;\n}\n"), "{done:?}");
    let done = run(&["fmt", "--stdin", "--path", "a.wxss"], "a{b:c");
    assert!(done.code == 1 && done.out.is_empty() && done.err.contains("wxss/open-block"), "{done:?}");
    let done = run(&["fmt", "--stdin", "--path", "a.wxml", "--check"], "<a><b/></a>");
    assert_eq!((done.code, done.out.as_str()), (1, "a.wxml\n"), "{done:?}");
    assert_eq!(run(&["fmt", "--stdin", "--path", "a.wxml", "--check"], "<a />\n").code, 0);
}
