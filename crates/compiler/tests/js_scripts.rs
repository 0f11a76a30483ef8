//! tests/js/scripts.md: each section is a program, built for development and for release, whose scripts run in Node.js and must log
//! what the section says. A chunk that cannot be parsed as a whole fails its case: one script must never take others along.

use minnow_compiler::{Compiler, MemoryProject, Mode, Options, Output};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Loads the chunks of each program, requires app.js, and prints what it logged as one line of JSON.
const HARNESS: &str = r#"
const vm = require('vm');
const programs = JSON.parse(require('fs').readFileSync(0, 'utf8'));
(async () => {
  for (const chunks of programs) {
    const lines = [], modules = new Map(), waiting = [];
    const load = (path) => {
      const entry = modules.get(path) ?? modules.get(path.replace(/^\.\//, '') + '.js') ?? modules.get(`miniprogram_npm/${path}/index.js`);
      if (!entry) throw new Error(`module '${path}' is not defined`);
      if (!entry.module) {
        entry.module = { exports: {} };
        entry.run(require, entry.module, entry.module.exports);
      }
      return entry.module.exports;
    };
    const require = Object.assign(load, { async: (path) => { const loaded = Promise.resolve().then(() => load(path)); waiting.push(loaded); return loaded } });
    const mn = { d: (path, run) => modules.set(path, { run, module: null }), t: () => () => {}, w() {}, f() {} };
    const realm = vm.createContext({ mn, log: (...values) => lines.push(values.map((value) => JSON.stringify(value)).join(' ')) });
    try {
      for (const chunk of chunks) new vm.Script(chunk).runInContext(realm);
      load('app.js');
      for (let settled = 0; settled < waiting.length; settled = waiting.length) await Promise.all(waiting.slice(settled)), await new Promise(setImmediate);
    } catch (error) {
      lines.push(`threw ${error.stack.split('\n').slice(0, 6).join(' / ')}`);
    }
    console.log(JSON.stringify(lines.join('\n')));
  }
})();
"#;

#[derive(Default)]
struct Case {
    title: String,
    files: Vec<(String, String)>,
    log: String,
    diagnostics: String,
}

/// Sections with their fences. A fence is `js`, `ts` (with a path, or the app's), `log` or `diagnostics`.
fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for section in text.split("\n## ").skip(1) {
        let (title, rest) = section.split_once('\n').expect("a section has a title");
        let mut case = Case { title: title.to_owned(), ..Case::default() };
        for fence in rest.split("\n```").skip(1).step_by(2) {
            let (head, body) = fence.split_once('\n').unwrap_or((fence, ""));
            match head.split_once(' ').unwrap_or((head, "")) {
                ("log", _) => case.log = body.to_owned(),
                ("diagnostics", _) => case.diagnostics = body.to_owned(),
                (kind, "") => case.files.push((format!("app.{kind}"), body.to_owned())),
                (_, path) => case.files.push((path.to_owned(), body.to_owned())),
            }
        }
        cases.push(case);
    }
    cases
}

fn build(case: &Case, mode: Mode) -> Output {
    let mut project = MemoryProject::new([("app.json", r#"{"pages":["p"]}"#), ("p.wxml", "<view/>")]);
    for (path, text) in &case.files {
        project.insert(path, text);
    }
    Compiler::new(Options { mode, ..Options::default() }).compile(&project)
}

/// All chunks, those that are loaded first in front.
fn chunks(output: &Output) -> Vec<String> {
    let package = output.package.as_ref().expect("a package");
    let first = &package.manifest.app_logic;
    let later = package
        .files
        .keys()
        .filter(|path| path.ends_with(".js") && !first.contains(path) && **path != package.manifest.whole);
    first.iter().chain(later).map(|path| String::from_utf8_lossy(&package.files[path]).into_owned()).collect()
}

fn told(output: &Output) -> String {
    let line = |told: &minnow_compiler::Diagnostic| {
        let place = told.labels.first().and_then(|label| output.sources[&told.file].get(label.span.clone()));
        let place = place.map_or_else(String::new, |place| format!(" [{place}]"));
        format!("{} {} {}: {}{place}", told.severity.word(), told.code, told.file, told.message)
    };
    output.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn scripts_log_what_their_sections_say() {
    let cases = cases(include_str!("js/scripts.md"));
    assert!(cases.len() > 20, "the sections were read");
    let mut programs = Vec::new();
    let mut wrong = String::new();
    let mut compare = |title: &str, what: &str, got: &str, wanted: &str| {
        if got != wanted {
            wrong.push_str(&format!("## {title}\n{what}:\n{got}\nwanted:\n{wanted}\n\n"));
        }
    };
    for case in &cases {
        for mode in [Mode::Dev, Mode::Release] {
            let output = build(case, mode);
            compare(&case.title, "told", &told(&output), &case.diagnostics);
            programs.push(chunks(&output));
        }
    }
    let mut node = Command::new("node")
        .args(["-e", HARNESS])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let input = serde_json::to_vec(&programs).expect("JSON");
    node.stdin.take().expect("its input").write_all(&input).expect("it reads");
    let output = node.wait_with_output().expect("it ends");
    let lines: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line"))
        .collect();
    assert_eq!(lines.len(), programs.len(), "each program answers");
    for (index, logged) in lines.iter().enumerate() {
        let what = if index % 2 == 0 { "logged, built for development" } else { "logged, built for release" };
        let case = &cases[index / 2];
        compare(&case.title, what, logged, &case.log);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
