//! What expressions of templates give when they run: each line of tests/wxml/expressions.md is compiled, executed by Node.js
//! and compared with the value beside it.

use minnow_compiler::wxml::{FileContext, compile};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs each case as the realms do, and prints one line of JSON for it. What a function reads of data is recorded: all of
/// it must stand in its text, where the realms look for it.
const HARNESS: &str = r#"
const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const shown = (x) => x === undefined ? 'undefined' : typeof x === 'number' && !Number.isFinite(x) ? String(x) : Object.is(x, -0) ? '-0' : JSON.stringify(x);
const follow = (value, keys) => keys.reduce((value, key) => value?.[key], value);
const decoded = (text) => text.replace(/&(?:(amp|lt|gt|quot)|#(\d+));/g, (_, name, code) => (code ? String.fromCharCode(code) : { amp: '&', lt: '<', gt: '>', quot: '"' }[name]));
const literals = { '!0': true, '!1': false, null: null, void: undefined, "''": '' };
for (const { code, data } of cases) {
  let markup, functions;
  try {
    new Function('mn', code)({ t: () => (strings, ...run) => ([markup, functions] = [strings.join('{}'), run]) });
    const d = new Function('return ' + data)();
    const s = { p: null, v: { name: 'row', list: [1, 2] }, i: 3 };
    const w = { 0: (object, key, ...args) => (typeof object?.[key] === 'function' ? object[key](...args) : undefined), fmt: { double: (x) => x * 2, name: 'fmt' }, pick: (list, index) => list[index] };
    const binding = (text) => {
      if (text === '') return call(functions.shift());
      if (/^[-.\d]/.test(text)) return +text;
      if (Object.hasOwn(literals, text)) return literals[text];
      const [root, ...rest] = text.split('.');
      return follow(root[0] === '~' ? s.v : root[0] === '#' ? s.i : d[root], rest);
    };
    const call = (run) => {
      const reads = new Set();
      const seen = new Proxy(d, { get: (target, key) => (reads.add(String(key)), target[key]) });
      const result = run(seen, s, w);
      for (const key of reads) if (!run.toString().includes('d.' + key)) throw new Error('reads ' + key + ' unseen');
      return result;
    };
    const [, present, quoted, bare] = /<x(?: \*rows)?( a)?(?:=(?:"([^"]*)"|([^ >]*?)))?\/?>?$/.exec(markup);
    const raw = quoted ?? bare;
    let result = present ? '(present)' : undefined;
    if (raw !== undefined) {
      const parts = raw.split(/[{}]/).map((part, i) => (i % 2 ? binding(part) : decoded(part)));
      result = parts.length === 3 && !parts[0] && !parts[2] ? parts[1] : parts.map((part) => part ?? '').join('');
    }
    console.log(shown(result));
  } catch (error) {
    console.log('throws ' + error.message);
  }
}
"#;

#[test]
fn expressions_give_what_the_table_says() {
    let table = include_str!("wxml/expressions.md");
    let mut cases = Vec::new();
    let mut data = "{}".to_owned();
    for (number, line) in table.lines().enumerate() {
        if let Some(text) = line.strip_prefix("Data: `") {
            data = text.trim_end_matches('`').to_owned();
        }
        let Some(row) = line.strip_prefix("| `") else { continue };
        let (expression, rest) =
            row.split_once("` | `").unwrap_or_else(|| panic!("line {} is a table row", number + 1));
        let (expected, _) = rest.split_once("` |").unwrap_or_else(|| panic!("line {} has a result", number + 1));
        cases.push((number + 1, expression.replace("\\|", "|"), expected.replace("\\|", "|"), data.clone()));
    }
    assert!(cases.len() > 100, "the table was read");
    let input: Vec<serde_json::Value> = cases
        .iter()
        .map(|(_, expression, _, data)| {
            let braces = if expression.contains("{{") { expression.clone() } else { format!("{{{{{expression}}}}}") };
            let quote = if braces.contains('"') { '\'' } else { '"' };
            let scripts = "<wxs module=\"fmt\">x</wxs><wxs module=\"pick\">x</wxs>";
            let inner = format!("<x a={quote}{braces}{quote}/>");
            let scoped = expression.contains("item") || expression.contains("index");
            let source = if scoped {
                format!("{scripts}<block wx:for=\"{{{{rows}}}}\">{inner}</block>")
            } else {
                format!("{scripts}{inner}")
            };
            let context =
                FileContext { path: "t", file: "t.wxml", components: &Default::default(), absent: &Default::default() };
            let (unit, _) = compile(&source, &context, &());
            serde_json::json!({ "code": unit.code, "data": data })
        })
        .collect();
    let output = node(&serde_json::to_string(&input).expect("cases are JSON"));
    let results: Vec<&str> = output.lines().collect();
    assert_eq!(results.len(), cases.len(), "one result for each case:\n{output}");
    let mut wrong = String::new();
    for ((line, expression, expected, _), result) in cases.iter().zip(results) {
        if result != expected {
            wrong.push_str(&format!("expressions.md:{line}: {expression} gave {result}, not {expected}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn node(input: &str) -> String {
    let mut child = Command::new("node")
        .args(["-e", HARNESS])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js runs what the compiler emitted; it is needed to build the runtime too");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("Node.js reads the cases");
    let output = child.wait_with_output().expect("Node.js ends");
    assert!(output.status.success(), "Node.js ran the cases");
    String::from_utf8(output.stdout).expect("text")
}
