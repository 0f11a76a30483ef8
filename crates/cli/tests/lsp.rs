//! The language server as an editor talks to it: the real binary, messages on standard input and output.
//!
//! Places in texts are marked with `|`; the mark is taken out before the text is sent.

mod editor;

use editor::{Editor, Program, at, place};
use serde_json::{Value, json};

/// A page with a list and a component.
fn shop() -> Program {
    let program = Program::new();
    program
        .write("app.json", r#"{"pages": ["pages/a/a"]}"#)
        .write("app.js", "App({})")
        .write("app.wxss", ".global { color: red; }")
        .write("pages/a/a.json", r#"{"usingComponents": {"my-card": "../../components/card"}}"#)
        .write("pages/a/a.js", "const util = require('../../util')\nPage({\n  data: {\n    title: '中文😀',\n    rows: [{ id: 1, owner: { name: 'x' } }],\n    count: 0,\n  },\n  onTap() { this.setData({ count: this.data.count + 1, 'rows[0].id': 2 }) },\n  onOpen: function () {},\n})\n")
        .write("pages/a/a.wxml", "<view class=\"box\">{{title}}</view>\n")
        .write("pages/a/a.wxss", ".box { color: red; }\n.box.wide {}\n.other {}\n")
        .write("pages/a/tools.wxs", "module.exports = { price: function (a) { return a }, unit: 'x' }")
        .write("util.js", "module.exports = {}")
        .write("parts.wxml", "<template name=\"line\"><view>{{text}}</view></template>")
        .write("components/card.json", r#"{"component": true}"#)
        .write("components/card.js", "const shared = require('./shared')\nComponent({ behaviors: [shared], externalClasses: ['card-class'], properties: { title: String, isWide: { type: Boolean, value: true } }, methods: { close() { this.triggerEvent('close') } } })")
        .write("components/shared.js", "module.exports = Behavior({ properties: { level: Number }, data: { depth: 1 } })")
        .write("components/card.wxml", "<view>{{title}} {{level}}</view>");
    program
}

fn labels(answer: &Value) -> Vec<&str> {
    answer.as_array().map(|items| items.iter().filter_map(|item| item["label"].as_str()).collect()).unwrap_or_default()
}

#[test]
fn the_server_says_what_it_can_do_and_leaves_when_told() {
    let program = shop();
    let mut editor = Editor::start(&program, json!({}));
    let capabilities = &editor.capabilities;
    assert_eq!(capabilities["textDocumentSync"], 2, "{capabilities}");
    for provider in ["hoverProvider", "definitionProvider", "documentFormattingProvider", "documentSymbolProvider"] {
        assert_eq!(capabilities[provider], true, "{provider}");
    }
    assert_eq!(capabilities["renameProvider"]["prepareProvider"], true);
    let unknown = editor.request_any("textDocument/nothing", json!({}));
    assert_eq!(unknown["error"]["code"], -32601);
    let wrong = editor.request_any("textDocument/hover", json!({"x": 1}));
    assert!(wrong["error"]["message"].as_str().unwrap().contains("cannot be read"), "{wrong}");
    editor.stop();
}

#[test]
fn diagnostics_follow_every_keystroke_and_go_when_mended() {
    let program = shop();
    let mut editor = Editor::start(&program, json!({}));
    let path = "pages/a/a.wxml";
    editor.open(path, "<view>😀 中文</view><viw/>");
    let found = editor.diagnostics(path, |found| !found.is_empty());
    assert_eq!(found[0]["code"], "wxml/unknown-component");
    // In UTF-16 the face counts two.
    assert_eq!(found[0]["range"], json!({"start": {"line": 0, "character": 19}, "end": {"line": 0, "character": 22}}));
    assert!(found[0]["message"].as_str().unwrap().contains("did you mean `view`?"), "{found:?}");
    // `viw` becomes `view`, in place.
    editor.change(
        path,
        json!([{"range": {"start": {"line": 0, "character": 21}, "end": {"line": 0, "character": 21}}, "text": "e"}]),
    );
    editor.diagnostics(path, Vec::is_empty);
    // A script beside it, whose file on disk is whole, is broken in the editor only.
    editor.open("pages/a/a.js", "Page({ data: {");
    let found = editor.diagnostics("pages/a/a.js", |found| !found.is_empty());
    assert_eq!(found[0]["severity"], 1, "{found:?}");
    editor.close("pages/a/a.js");
    editor.diagnostics("pages/a/a.js", Vec::is_empty);
    editor.stop();
}

#[test]
fn audits_come_in_a_pause_and_move_with_the_text() {
    let program = shop();
    program.write("project.config.json", r#"{"minnow": {"audits": {"audit/missing-label": false}}}"#);
    let mut editor = Editor::start(&program, json!({}));
    let path = "pages/a/a.wxml";
    let text = "<my-card/>\n<view class=\"box other wide\" wx:for=\"{{rows}}\">{{item.id}}{{title}}{{count}}</view>\n<image src=\"{{title}}\"/>\n";
    editor.open(path, text);
    let key = |found: &Vec<Value>| found.iter().find(|found| found["code"] == "audit/list-key").cloned();
    let found = editor.diagnostics(path, |found| key(found).is_some());
    assert!(found.iter().all(|found| found["code"] != "audit/missing-label"), "switched off: {found:?}");
    let place = &key(&found).unwrap()["range"];
    assert!(editor::text_at(text, place).contains("wx:for"), "{found:?}");
    // Beside what a keystroke makes wrong, the audit stands where its text stands now.
    let line = |line: u32| json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}});
    editor.change(path, json!([{"range": line(0), "text": "<viw/>\n"}]));
    let found = editor.diagnostics(path, |found| found.iter().any(|found| found["code"] == "wxml/unknown-component"));
    let moved = &key(&found).expect("it is still shown")["range"];
    assert_eq!(moved["start"]["line"], place["start"]["line"].as_u64().unwrap() + 1);
    assert_eq!(moved["start"]["character"], place["start"]["character"]);
    // Mended, with the program.
    let mended = text.replace("wx:for", "wx:key=\"id\" wx:for");
    editor.change(path, json!([{"text": mended}]));
    editor.diagnostics(path, |found| {
        key(found).is_none() && found.iter().all(|found| found["code"] != "wxml/unknown-component")
    });
    // A class that nothing has is drawn as superfluous.
    editor.open("pages/a/a.wxss", ".box {}\n.nothing-has-this {}\n");
    let found = editor.diagnostics("pages/a/a.wxss", |found| !found.is_empty());
    assert_eq!((&found[0]["code"], &found[0]["tags"]), (&json!("audit/unused-style"), &json!([1])), "{found:?}");
    editor.stop();
}

#[test]
fn a_program_that_does_not_compile_still_answers() {
    let program = shop();
    program.write("app.json", "{\"pages\": [\"pages/a/a\"").write("pages/a/a.wxss", ".box {");
    let mut editor = Editor::start(&program, json!({}));
    editor.open("pages/a/a.js", "Page({ data: { title: 1, rows: [] }, onTap() {} })");
    editor.open("pages/a/a.wxml", "<view");
    editor.diagnostics("app.json", |found| !found.is_empty());
    // Broken while it is typed: the outline of the text before serves.
    editor.open("pages/b.wxml", "<view bindtap=\"\"/>");
    for text in ["<view bindtap=\"|\"", "<", "{{", "</", "<view {{", "\u{0}", "<view a='{{b.|"] {
        editor.open("pages/a/a.wxml", &text.replace('|', ""));
        for line in 0..2 {
            for character in 0..20 {
                for method in ["completion", "hover", "definition", "prepareRename", "documentSymbol", "formatting"] {
                    let answer = editor.request_any(
                        &format!("textDocument/{method}"),
                        json!({
                            "textDocument": {"uri": program.uri("pages/a/a.wxml")},
                            "position": {"line": line, "character": character},
                            "options": {"tabSize": 2, "insertSpaces": true},
                        }),
                    );
                    let is_fault = answer["error"]["message"].as_str().is_some_and(|message| message.contains("fault"));
                    assert!(!is_fault, "{method} {text:?} {line}:{character}: {answer}");
                }
            }
        }
    }
    editor.stop();
}

#[test]
fn completion_offers_what_exists() {
    let program = shop();
    let mut editor =
        Editor::start(&program, json!({"textDocument": {"completion": {"completionItem": {"snippetSupport": true}}}}));
    let wxs = "<wxs module=\"tools\" src=\"./tools.wxs\"/>";
    for (text, expected, absent) in [
        ("<|", vec!["my-card", "view", "block", "scroll-view"], vec!["div"]),
        ("<view>\n  <my|\n</view>", vec!["my-card"], vec![]),
        ("<swiper |/>", vec!["indicator-dots", "bindchange", "bindtap", "wx:for", "class"], vec!["title"]),
        ("<swiper catch|/>", vec!["catchchange", "catchtap"], vec!["bindtap"]),
        ("<swiper capture-bind:|/>", vec!["capture-bind:change", "capture-bind:tap"], vec!["bindtap"]),
        (
            "<my-card |/>",
            vec!["title", "is-wide", "level", "card-class", "bindclose"],
            vec!["isWide", "indicator-dots"],
        ),
        ("<view bindtap=\"|\"/>", vec!["onTap", "onOpen"], vec!["title"]),
        ("<view class=\"|\"/>", vec!["box", "wide", "other", "global"], vec![]),
        ("<view class=\"{{a ? '|' : ''}}\"/>", vec!["box"], vec![]),
        ("{{|}}", vec!["title", "rows", "count"], vec!["item", "onTap"]),
        ("<text>中文😀{{ro|}}</text>", vec!["rows"], vec![]),
        ("<view hidden=\"{{|\"/>", vec!["title"], vec![]),
        ("<view wx:for=\"{{rows}}\">{{|}}</view>", vec!["item", "index", "rows"], vec![]),
        ("<view wx:for=\"{{|}}\"/>", vec!["rows"], vec!["item"]),
        ("<view wx:for=\"{{rows}}\" wx:for-item=\"row\">{{row.owner.|}}</view>", vec!["name"], vec!["id"]),
        ("<view wx:for=\"{{rows}}\" wx:key=\"|\"/>", vec!["*this", "id", "owner"], vec![]),
        ("{{rows[0].|}}", vec!["id", "owner"], vec!["name"]),
        ("{{rows[count + rows[0].id].owner.|}}", vec!["name"], vec![]),
        ("{{'a.|'}}", vec![], vec!["title"]),
        (&format!("{wxs}{{{{tools.|}}}}"), vec!["price", "unit"], vec!["title"]),
        (&format!("{wxs}{{{{|}}}}"), vec!["tools"], vec![]),
        ("<import src=\"/parts.wxml\"/><template name=\"own\"/><template is=\"|\"/>", vec!["own", "line"], vec![]),
        ("<swiper autoplay=\"|\"/>", vec!["{{true}}", "{{false}}"], vec![]),
        ("<template name=\"t\">{{|}}</template>", vec![], vec!["title"]),
        ("a | b", vec![], vec!["view"]),
    ] {
        let (text, position) = place(text);
        editor.open("pages/a/a.wxml", &text);
        // What tags and imports mean is known once the text was checked.
        editor.settle();
        let answer = editor.request("textDocument/completion", at(&program, "pages/a/a.wxml", position));
        let found = labels(&answer);
        for label in &expected {
            assert!(found.contains(label), "{label} at {text:?}: {found:?}");
        }
        for label in &absent {
            assert!(!found.contains(label), "no {label} at {text:?}: {found:?}");
        }
        assert!(!expected.is_empty() || found.is_empty(), "nothing at {text:?}: {found:?}");
    }
    let (text, position) = place("中😀<image mo|/>");
    editor.open("pages/a/a.wxml", &text);
    let answer = editor.request("textDocument/completion", at(&program, "pages/a/a.wxml", position));
    let item = answer.as_array().unwrap().iter().find(|item| item["label"] == "mode").unwrap();
    let edit = json!({"range": {"start": {"line": 0, "character": 10}, "end": {"line": 0, "character": 12}}, "newText": "mode=\"$1\""});
    assert_eq!(item["textEdit"], edit);
    editor.stop();
}

#[test]
fn scripts_are_offered_what_wx_and_definitions_take() {
    let program = shop();
    let snippets = json!({"textDocument": {"completion": {"completionItem": {"snippetSupport": true}}}});
    let mut editor = Editor::start(&program, snippets);
    let script = "pages/a/a.js";
    for (path, text, expected, absent) in [
        (script, "wx.|", vec!["request", "getStorageSync", "onThemeChange", "offThemeChange", "env"], vec!["onLoad"]),
        (script, "Page({ onLoad() { wx.requ|\n  this.x() } })", vec!["requestPayment"], vec![]),
        ("util.ts", "const a: number = wx.|", vec!["showToast"], vec![]),
        (script, "wx.request({ |", vec!["url", "method", "success", "fail", "complete"], vec!["icon"]),
        (script, "wx.request({ url: 'a', |, data })", vec!["header"], vec!["url", "data"]),
        (script, "wx.showToast({ title: `${x}`, icon: '|' })", vec!["none", "success", "loading"], vec!["title"]),
        (script, "wx.showToast({ mask: | })", vec!["true", "false"], vec![]),
        (script, "wx.createIntersectionObserver(this, { | })", vec!["thresholds"], vec!["success"]),
        (
            script,
            "Page({ data: {}, on| })",
            vec!["onLoad", "onReachBottom", "onPullDownRefresh"],
            vec!["data", "lifetimes"],
        ),
        (script, "Component({ | })", vec!["properties", "observers", "lifetimes", "methods"], vec!["onLoad"]),
        (
            script,
            "Component({ lifetimes: { created() {}, | } })",
            vec!["attached", "detached"],
            vec!["created", "show"],
        ),
        (script, "Component({ properties: { title: { | } } })", vec!["type", "value"], vec![]),
        (script, "Component({ options: { styleIsolation: '|' } })", vec!["apply-shared"], vec![]),
        ("app.js", "App({ | })", vec!["onLaunch", "globalData"], vec!["onLoad"]),
        (script, "my.|", vec![], vec![]),
        (script, "wx.request({ success(res) { | } })", vec![], vec![]),
        (script, "'wx.|'", vec![], vec![]),
        // There is no `wx` in WXS.
        ("pages/a/tools.wxs", "wx.|", vec![], vec![]),
    ] {
        let (text, position) = place(text);
        editor.open(path, &text);
        let answer = editor.request("textDocument/completion", at(&program, path, position));
        let found = labels(&answer);
        for label in &expected {
            assert!(found.contains(label), "{label} at {text:?}: {found:?}");
        }
        for label in &absent {
            assert!(!found.contains(label), "no {label} at {text:?}: {found:?}");
        }
        assert!(!expected.is_empty() || found.is_empty(), "nothing at {text:?}: {found:?}");
    }
    let mut inserted = |text: &str, label: &str| {
        let (text, position) = place(text);
        editor.open(script, &text);
        let answer = editor.request("textDocument/completion", at(&program, script, position));
        let item = answer.as_array().unwrap().iter().find(|item| item["label"] == label).unwrap().clone();
        (item["textEdit"]["newText"].as_str().unwrap().to_owned(), item)
    };
    assert_eq!(inserted("wx.requ|", "request").0, "request({ $1 })");
    assert_eq!(inserted("wx.requ|({})", "request").0, "request");
    assert_eq!(inserted("Page({ | })", "onLoad").0, "onLoad(query) {\n  $1\n}");
    assert_eq!(inserted("wx.request({ m|: 'GET' })", "method").0, "method");
    let (_, item) = inserted("wx.|", "requestPayment");
    assert_eq!(item["detail"], "wx.requestPayment(options)");
    assert_eq!(inserted("wx.|", "chooseImage").1["tags"], json!([1]), "it is deprecated");
    editor.stop();
}

/// What is said at the `|` of each text, opened as `file`, holds what stands beside it.
fn assert_hovers(editor: &mut Editor, program: &Program, file: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let (text, position) = place(text);
        editor.open(file, &text);
        let answer = editor.request("textDocument/hover", at(program, file, position));
        let said = answer["contents"]["value"].as_str().unwrap_or_default();
        assert!(said.contains(expected), "{text:?}: {said:?}");
    }
}

#[test]
fn hover_in_scripts_gives_signature_and_meaning() {
    let program = shop();
    for (locale, cases) in [
        (
            "en",
            vec![
                ("wx.requ|est({})", "```ts\nwx.request(options): RequestTask\n```\nSends an HTTPS request."),
                ("wx.requ|est({})", "- **method?**: `'OPTIONS' | 'GET'"),
                ("wx.requ|est({})", "`success`: `{cookies: string[]"),
                ("wx.getStor|ageSync('a')", "wx.getStorageSync(key): any"),
                ("wx.offWindowResi|ze(f)", "Ends what `wx.onWindowResize` began"),
                ("wx.addC|ard({})", "Not on this platform"),
                ("wx.request({ url: 1, meth|od: 'GET' })", "= `'GET'`"),
                ("Page({ onReachBo|ttom() {} })", "nears the end of the page"),
                ("Component({ lifetimes: { atta|ched() {} } })", "It is in the page."),
            ],
        ),
        (
            "zh-cn",
            vec![("wx.requ|est({})", "发起 HTTPS 网络请求"), ("Page({ onSh|ow() {} })", "页面显示或切入前台时触发")],
        ),
    ] {
        let mut editor = Editor::start_in(&program, json!({}), locale);
        assert_hovers(&mut editor, &program, "pages/a/a.js", &cases);
        let (text, position) = place("other.requ|est({})");
        editor.open("pages/a/a.js", &text);
        assert_eq!(editor.request("textDocument/hover", at(&program, "pages/a/a.js", position)), Value::Null);
        editor.stop();
    }
}

#[test]
fn hover_says_what_a_name_means() {
    let program = shop();
    for (locale, cases) in [
        (
            "en",
            vec![
                ("<swi|per/>", "a built-in component"),
                ("<swi|per/>", "`indicator-dots`"),
                (
                    "<my-c|ard/>",
                    "the component `components/card`\n- `title`: String\n- `isWide`: Boolean\n- `level`: Number",
                ),
                ("<blo|ck/>", "draws nothing itself"),
                ("<swiper indicator-d|ots/>", "boolean — attribute of `swiper`"),
                ("<my-card is-w|ide/>", "property, declared in `components/card.js`"),
                ("<my-card is-w|ide/>", "Boolean = `true`"),
                ("<swiper bindch|ange=\"x\"/>", "event of `swiper`"),
                ("<view bind:t|ap=\"x\"/>", "bubbles"),
                ("<view wx:fo|r=\"{{rows}}\"/>", "once for each item"),
                ("<view hidd|en/>", "every element has this attribute"),
                ("<view bindtap=\"on|Tap\"/>", "method in `pages/a/a.js`"),
                ("<view class=\"a bo|x\"/>", "`pages/a/a.wxss`"),
                ("{{ti|tle}}", "string = `'中文😀'`"),
                ("😀{{rows[0].own|er}}", "**rows[].owner**: object"),
                ("<view wx:for=\"{{rows}}\">{{it|em.id}}</view>", "an item of `rows`"),
                ("<view wx:for=\"{{rows}}\">{{item.i|d}}</view>", "number = `1`"),
            ],
        ),
        ("zh-cn", vec![("<swi|per/>", "内置组件"), ("{{ti|tle}}", "数据"), ("<view wx:i|f=\"{{a}}\"/>", "才渲染")]),
    ] {
        let mut editor = Editor::start_in(&program, json!({}), locale);
        assert_hovers(&mut editor, &program, "pages/a/a.wxml", &cases);
        editor.stop();
    }
}

#[test]
fn definitions_are_found_in_every_file() {
    let program = shop();
    let mut editor = Editor::start(&program, json!({}));
    let wxs = "<wxs module=\"tools\" src=\"tools.wxs\"/>";
    for (text, file, found) in [
        ("<my-|card/>", "components/card.wxml", ""),
        ("<my-card le|vel=\"1\"/>", "components/shared.js", "level"),
        ("<view bindtap=\"on|Tap\"/>", "pages/a/a.js", "onTap"),
        ("😀{{ro|ws}}", "pages/a/a.js", "rows"),
        ("{{rows[0].owner.na|me}}", "pages/a/a.js", "name"),
        ("<view wx:for=\"{{rows}}\" wx:for-item=\"r\">{{r.ow|ner}}</view>", "pages/a/a.js", "owner"),
        ("<view wx:for=\"{{rows}}\" wx:for-item=\"row\">{{ro|w.id}}</view>", "pages/a/a.wxml", "row"),
        ("<view class=\"x bo|x\"/>", "pages/a/a.wxss", "box"),
        ("<view class=\"glo|bal\"/>", "app.wxss", "global"),
        ("<view class=\"{{a ? 'oth|er' : ''}}\"/>", "pages/a/a.wxss", "other"),
        ("<import src=\"/parts.wxml\"/><template is=\"li|ne\"/>", "parts.wxml", "line"),
        ("<template name=\"own\"/><template is=\"ow|n\"/>", "pages/a/a.wxml", "own"),
        ("<import src=\"/par|ts.wxml\"/>", "parts.wxml", ""),
        ("<include src=\"../../par|ts\"/>", "parts.wxml", ""),
        ("<wxs module=\"tools\" src=\"./to|ols.wxs\"/>", "pages/a/tools.wxs", ""),
        (&format!("{wxs}{{{{tools.pri|ce(1)}}}}"), "pages/a/tools.wxs", "price"),
    ] {
        let (text, position) = place(text);
        editor.open("pages/a/a.wxml", &text);
        editor.settle();
        let answer = editor.request("textDocument/definition", at(&program, "pages/a/a.wxml", position));
        let first = &answer[0];
        assert_eq!(first["uri"], program.uri(file), "{text:?}: {answer}");
        let named = if file == "pages/a/a.wxml" { text.clone() } else { program.read(file) };
        assert_eq!(editor::text_at(&named, &first["range"]), found, "{text:?}: {answer}");
    }
    for text in ["{{not|hing}}", "<vi|ew/>", "te|xt", "<view class=\"no|ne\"/>"] {
        let (text, position) = place(text);
        editor.open("pages/a/a.wxml", &text);
        let answer = editor.request("textDocument/definition", at(&program, "pages/a/a.wxml", position));
        assert_eq!(answer, json!([]), "{text:?}");
    }
    editor.stop();
}

#[test]
fn formatting_is_that_of_fmt_on_the_unsaved_text() {
    let program = shop();
    let mut editor = Editor::start(&program, json!({}));
    let options = json!({"tabSize": 4, "insertSpaces": false});
    let mut format = |path: &str, text: &str| {
        editor.open(path, text);
        editor
            .request("textDocument/formatting", json!({"textDocument": {"uri": program.uri(path)}, "options": options}))
    };
    let edits = format("pages/a/a.wxml", "<view>\n😀<view/></view>");
    assert_eq!(edits[0]["newText"], "<view>\n  😀<view /></view>\n");
    assert_eq!(edits[0]["range"]["end"], json!({"line": 1, "character": 16}));
    assert_eq!(format("pages/a/a.wxml", "<view />\n"), json!([]));
    assert_eq!(format("pages/a/a.wxml", "<view"), Value::Null);
    assert_eq!(format("pages/a/a.wxss", ".a{b:c}")[0]["newText"], ".a {\n  b: c;\n}\n");
    // Its own unsaved sheet shows white space now.
    format("pages/a/a.wxss", ".a {\n  white-space: pre;\n}\n");
    assert_eq!(format("pages/a/a.wxml", "<view>\n      a\n</view>\n"), json!([]));
    assert_eq!(format("pages/a/a.js", "a  (  )"), Value::Null);
    editor.stop();
}

#[test]
fn symbols_are_nested_as_elements_are() {
    let program = shop();
    let mut editor = Editor::start(&program, json!({}));
    editor.open("pages/a/a.wxml", "<view id=\"a\" class=\"b c\"><text>😀</text></view><template name=\"t\"/>");
    let params = json!({"textDocument": {"uri": program.uri("pages/a/a.wxml")}});
    let symbols = editor.request("textDocument/documentSymbol", params);
    assert_eq!(symbols[0]["name"], "view#a.b.c");
    assert_eq!(symbols[0]["children"][0]["name"], "text");
    assert_eq!(symbols[1]["name"], "template t");
    editor.open("pages/a/a.wxss", ".a .b{}");
    let symbols =
        editor.request("textDocument/documentSymbol", json!({"textDocument": {"uri": program.uri("pages/a/a.wxss")}}));
    assert_eq!((&symbols[0]["name"], &symbols[1]["name"]), (&json!(".a"), &json!(".b")));
    editor.stop();
}

/// A page whose names can all be renamed.
fn page() -> Program {
    let program = shop();
    program
        .write(
            "pages/a/a.js",
            "Page({\n  data: { rows: [], 'count': 0, face: '😀' },\n  onLoad() {\n    const that = this, { count, rows: list } = this.data\n    that.setData({ 'rows[0].id': 1, [`rows[${count}].done`]: true, count })\n    this.setData({ count: this.data.count + that.data.rows.length })\n    this.onTap()\n  },\n  onTap() {},\n})\n",
        )
        .write(
            "pages/a/a.wxml",
            "<text>😀{{count}} {{rows.length}}</text>\n<view wx:for=\"{{rows}}\" wx:for-item=\"row\" wx:key=\"row.id\" class=\"box {{row.on ? 'box wide' : 'other'}}\" hover-class=\"wide\" bindtap=\"onTap\">\n  {{row.id + count}}\n  <view wx:for=\"{{row.rows}}\" wx:for-item=\"count\">{{count}}</view>\n</view>\n<template is=\"t\" data=\"{{count, rows: rows}}\"/>\n<template name=\"t\">{{count}}</template>\n",
        )
        .write("pages/a/a.wxss", ".box,\n.box.wide { color: red; }\n.other::after { content: '.box'; }\n");
    program
}

/// Renames what is at the first `find` of a file (plus one character), and gives each file as it would be.
fn renamed(program: &Program, path: &str, find: &str, new: &str) -> Result<Vec<(String, String)>, String> {
    let mut editor = Editor::start(program, json!({}));
    let text = program.read(path);
    editor.open(path, &text);
    let (_, position) = place(&text.replacen(find, &format!("{}|{}", &find[..1], &find[1..]), 1));
    let mut params = at(program, path, position);
    params["newName"] = json!(new);
    let answer = editor.request_any("textDocument/rename", params);
    editor.stop();
    if let Some(message) = answer["error"]["message"].as_str() {
        return Err(message.to_owned());
    }
    let changes = answer["result"]["changes"].as_object().cloned().unwrap_or_default();
    let files = ["pages/a/a.js", "pages/a/a.wxml", "pages/a/a.wxss"];
    Ok(files
        .iter()
        .filter_map(|file| Some((*file, changes.get(&program.uri(file))?)))
        .map(|(file, edits)| {
            let mut text = program.read(file);
            for edit in edits.as_array().unwrap().iter().rev() {
                let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
                let span = editor::offset(&text, start)..editor::offset(&text, end);
                text.replace_range(span, edit["newText"].as_str().unwrap());
            }
            (file.to_owned(), text)
        })
        .collect())
}

fn pair(path: &str, text: &str) -> (String, String) {
    (path.to_owned(), text.to_owned())
}

#[test]
fn a_data_field_is_renamed_in_script_and_template() {
    let program = page();
    let script = "Page({\n  data: { rows: [], 'total': 0, face: '😀' },\n  onLoad() {\n    const that = this, { total: count, rows: list } = this.data\n    that.setData({ 'rows[0].id': 1, [`rows[${count}].done`]: true, total: count })\n    this.setData({ total: this.data.total + that.data.rows.length })\n    this.onTap()\n  },\n  onTap() {},\n})\n";
    let template = "<text>😀{{total}} {{rows.length}}</text>\n<view wx:for=\"{{rows}}\" wx:for-item=\"row\" wx:key=\"row.id\" class=\"box {{row.on ? 'box wide' : 'other'}}\" hover-class=\"wide\" bindtap=\"onTap\">\n  {{row.id + total}}\n  <view wx:for=\"{{row.rows}}\" wx:for-item=\"count\">{{count}}</view>\n</view>\n<template is=\"t\" data=\"{{count: total, rows: rows}}\"/>\n<template name=\"t\">{{count}}</template>\n";
    let expected = Ok(vec![pair("pages/a/a.js", script), pair("pages/a/a.wxml", template)]);
    for (path, find) in [("pages/a/a.wxml", "count}}"), ("pages/a/a.js", "count':"), ("pages/a/a.js", "count + that")] {
        assert_eq!(renamed(&program, path, find, "total"), expected, "{path} {find}");
    }
    let Ok(files) = renamed(&program, "pages/a/a.wxml", "rows.length", "list") else { panic!("rows can be renamed") };
    assert!(files[0].1.contains("{ count, list: list } = this.data"), "{}", files[0].1);
    assert!(
        files[0].1.contains("'list[0].id': 1, [`list[${count}].done`]") && files[0].1.contains("that.data.list.length")
    );
    assert!(files[1].1.contains("wx:for=\"{{list}}\"") && files[1].1.contains("{{row.rows}}"), "{}", files[1].1);
    assert!(files[1].1.contains("data=\"{{count, rows: list}}\""), "{}", files[1].1);
}

#[test]
fn methods_items_and_classes_are_renamed_where_they_are_used() {
    let program = page();
    for (path, find) in [("pages/a/a.wxml", "onTap"), ("pages/a/a.js", "onTap() {}"), ("pages/a/a.js", "onTap()\n")] {
        let files = renamed(&program, path, find, "onPress").unwrap();
        assert_eq!(files[0].1, program.read("pages/a/a.js").replace("onTap", "onPress"), "{path} {find}");
        assert_eq!(files[1].1, program.read("pages/a/a.wxml").replace("onTap", "onPress"), "{path} {find}");
    }
    for find in ["row\" wx:key", "row.on"] {
        let files = renamed(&program, "pages/a/a.wxml", find, "line").unwrap();
        let expected = program.read("pages/a/a.wxml");
        let expected = expected.replace("row.", "line.").replace("\"row\"", "\"line\"");
        assert_eq!(files, [pair("pages/a/a.wxml", &expected)], "{find}");
    }
    for (path, find) in [("pages/a/a.wxml", "box {{"), ("pages/a/a.wxml", "box wide"), ("pages/a/a.wxss", "box,")] {
        let files = renamed(&program, path, find, "card").unwrap();
        let template = program.read("pages/a/a.wxml").replace("box", "card");
        let sheet = ".card,\n.card.wide { color: red; }\n.other::after { content: '.box'; }\n";
        assert_eq!(files, [pair("pages/a/a.wxml", &template), pair("pages/a/a.wxss", sheet)], "{path} {find}");
    }
    let files = renamed(&program, "pages/a/a.wxss", "wide", "broad").unwrap();
    assert!(files[0].1.contains("'box broad'") && files[0].1.contains("hover-class=\"broad\""), "{}", files[0].1);
}

#[test]
fn renaming_is_refused_where_a_use_may_be_missed() {
    for (path, text, find, new, reason) in [
        ("pages/a/a.js", "Page({ data: { a: 1 }, f(x) { this.setData(x) } })", "a: 1", "b", "something computed"),
        ("pages/a/a.js", "Page({ data: { a: 1 }, f(k) { this.setData({ [k]: 1 }) } })", "a: 1", "b", "is computed"),
        ("pages/a/a.js", "Page({ data: { a: 1 }, f(x) { x.setData({ a: 2 }) } })", "a: 1", "b", "other than `this`"),
        ("pages/a/a.js", "Page({ data: { a: 1 }, f() { g(this.data) } })", "a: 1", "b", "as a whole"),
        ("pages/a/a.js", "Page({ data: { a: 1 }, f() { this.g('a') } })", "a: 1", "b", "may mean it"),
        ("pages/a/a.js", "Page({ data: { a: 1, b: 2 } })", "a: 1", "b", "there is `b` already"),
        ("pages/a/a.js", "Page({ data: { a: 1 }, f() { this['a'] } })", "a: 1", "b", "may mean it"),
        ("pages/a/a.js", "Page({ data: { a: 1 } })", "a: 1", "1b", "is no name"),
        ("pages/a/a.js", "Page({ tap() {}, f() { this.g('tap') } })", "tap()", "b", "may mean it"),
        ("pages/a/a.js", "Page({ tap() {}, b() {} })", "tap()", "b", "there is `b` already"),
        ("pages/a/a.js", "Page({ data: { a: 1, ", "a: 1", "b", "has errors"),
        ("pages/a/a.wxml", "{{rows[0].id}}", "id", "b", "only a whole field"),
        ("pages/a/a.wxml", "<view wx:for=\"{{rows}}\">{{item.id}}</view>", "item", "row", "wx:for-item"),
        (
            "pages/a/a.wxml",
            "<view wx:for=\"{{rows}}\" wx:for-item=\"r\">{{r + count}}</view>",
            "r + ",
            "count",
            "used there already",
        ),
        ("pages/a/a.wxml", "<view class=\"box box-{{title}}\"/>", "box ", "b", "has rules for `.box` too"),
        ("pages/a/a.wxml", "<view class=\"global\"/>", "global", "b", "no rule for `.global`"),
        ("pages/a/a.wxml", "<view class=\"wide wi{{title}}\"/>", "wide", "b", "put together"),
        ("pages/a/a.wxml", "<include src=\"/parts\"/>{{text}}", "text}}", "b", "names `text` too"),
        ("components/card.wxml", "{{title}}", "title", "b", "is a property"),
        ("components/card.wxml", "<view bindtap=\"close\"/>", "close", "b", "behavior"),
        ("components/card.js", "Component({ methods: { open() {} } })", "open()", "b", "`pages/a/a.js` may call it"),
        ("parts.wxml", "<view class=\"x\"/>", "x\"", "b", "belongs to no page"),
    ] {
        let program = shop();
        program.write("app.wxss", ".global {} .box {}");
        program.write("pages/a/a.js", "Page({ data: { rows: [], title: 1, count: 1, text: '' }, f() { x.open() } })");
        program.write(path, text);
        let refused = renamed(&program, path, find, new);
        assert!(refused.as_ref().is_err_and(|message| message.contains(reason)), "{text}: {refused:?}");
    }
    // What is no name at all is no fault.
    assert_eq!(renamed(&page(), "pages/a/a.wxml", "text>", "b"), Ok(Vec::new()));
}
