//! What expressions of templates give when they run: each line of tests/wxml/expressions.md is compiled, executed by Node.js
//! and compared with the value beside it.

use minnow_compiler::wxml::{FileContext, compile};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs the view form of each case as the view realm does, and prints one line of JSON for each.
const HARNESS: &str = r#"
const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const Z = (x) => (x === null || x === undefined ? '' : String(x));
const X = (object, key, ...args) => { const member = object?.[key]; return typeof member === "function" ? member.apply(object, args) : undefined; };
const shown = (x) => x === undefined ? 'undefined' : typeof x === 'number' && !Number.isFinite(x) ? String(x) : Object.is(x, -0) ? '-0' : JSON.stringify(x);
const read = (path, d, s) => {
  let [root, ...rest] = path.split('.');
  let value = root[0] === '~' || root[0] === '#' ? s : d[root];
  if (value === s) value = root[0] === '#' ? s.i : s.v;
  for (const key of rest) value = value?.[key];
  return value;
};
for (const { code, data, modules } of cases) {
  let root;
  const mn = { t: (path, make) => (root = make(Z, X)[0]) };
  try {
    new Function('mn', code)(mn);
    const ops = typeof root === 'string' ? [] : root[1];
    let result;
    if (ops.length === 0) {
      const match = /^<wx-x(?: a(?:="([^"]*)"|='([^']*)'|=([^ >]*))?)?>/.exec(root);
      result = match[1] ?? match[2] ?? match[3] ?? (match[0].includes(' a') ? '' : undefined);
      if (typeof result === 'string') result = result.replace(/&quot;/g, '"').replace(/&amp;/g, '&');
      result = match[0] === '<wx-x a>' ? '(present)' : result;
    } else {
      const d = new Function('return ' + data)();
      const s = { p: null, v: { name: 'row', list: [1, 2] }, i: 3 };
      const w = { fmt: { double: (x) => x * 2, name: 'fmt' }, pick: (list, index) => list[index] };
      const expression = ops[1] === 8 ? ops[4][1][3] : ops[3];
      result = typeof expression === 'string' ? read(expression, d, s) : expression[1](d, s, w);
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
            let context = FileContext {
                path: "t",
                file: "t.wxml",
                components: &Default::default(),
                absent: &Default::default(),
                dynamic_slots: false,
            };
            let (unit, _) = compile(&source, &context, &());
            serde_json::json!({ "code": unit.view_js, "data": data })
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
