//! Programs nobody would write: no panic, places in their files, chunks that a browser can parse whatever their scripts hold, and time
//! that grows with length only. `FUZZ=4000..90000 cargo test -p minnow-compiler --test program_fuzz` goes through other numbers.

#[path = "../../../fuzz/mutate.rs"]
mod mutation;

use minnow_compiler::audit::Settings;
use minnow_compiler::{Compiler, MemoryProject, Mode, Options, Output};
use mutation::{Random, mutate, numbers};
use oxc::allocator::Allocator;
use oxc::parser::{ParseOptions, Parser};
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use std::time::{Duration, Instant};

const FILES: &[(&str, &str)] = &[
    (
        "app.json",
        r##"{"pages":["p/p","q"],"subPackages":[{"root":"s","pages":["x"],"independent":true}],"window":{"navigationBarTitleText":"@t","backgroundColor":"#fff"},"tabBar":{"custom":true,"list":[{"pagePath":"p/p","text":"a"},{"pagePath":"q","text":"b"}]},"usingComponents":{"k":"/k/k","e":"ext/e"},"resolveAlias":{"@/*":"u/*"},"useExtendedLib":{"weui":true},"themeLocation":"theme.json","workers":"w"}"##,
    ),
    ("theme.json", r##"{"light":{"t":"x"},"dark":{"t":"y"}}"##),
    ("app.js", "App({onLaunch(){ this.x = require('u/x'); import('./u/y').then(z => z) }, async m() { await 1 }})"),
    (
        "u/x.js",
        "import y, {a as b, ...c} from './y'\nexport * from '@/y'\nexport const d = /[\\d]+\\/(?<n>x)/u, e = `a${b}`\nexport default class K { #p = 1; static { y } }",
    ),
    (
        "u/y.js",
        "'use strict'\nconst module = 1, exports = {}, mn = 2; export let a = 1; export {mn, a as 'b c'}; export default function () { return a }",
    ),
    (
        "u/z.ts",
        "import type {T} from './x'\nenum E { A = 1 }\nexport const a: number = E.A as number\n@d class K<T> { constructor(private x?: T) {} }",
    ),
    (
        "p/p.js",
        "var x = require('../u/' + n), z = require('../u/z'); with (a) { b } Page({data:{a: 010}, tap() { wx.request({}) }}) // c",
    ),
    (
        "p/p.json",
        r#"{"usingComponents":{"l":"../k/k"},"componentPlaceholder":{"l":"view"},"navigationStyle":"custom"}"#,
    ),
    (
        "p/p.wxml",
        "<wxs module=\"m\" src=\"../m.wxs\"/><view class=\"t\" bindtap=\"tap\">{{m.f(a)}}<k title=\"{{a}}\"/><image src=\"../i.png\"/></view>",
    ),
    (
        "p/p.wxss",
        "@import './part' screen;\n.t{width:10rpx;background:url(../i.png)}\n@media (min-height: 20rpx){page{color:blue}}\n.a{.b &{top:calc(1rpx - 2vh)}}",
    ),
    (
        "p/part.wxss",
        ":host>.p::after{content:'\\201c'}@font-face{src:url('/i.png')}@keyframes s{to{top:1rpx}}@supports (display:grid){#a[b=\"c\"]{}}",
    ),
    (
        "m.wxs",
        "var class = getRegExp('\\d'); function f(a) { return a.constructor === 'Array' ? a[0] : require('./n.wxs') } module.exports = {f: f} /* open",
    ),
    ("n.wxs", "module.exports = {a: 1}"),
    ("q.wxml", "<k/><include src=\"p/p\"/>"),
    ("s/x.wxml", "<view/>"),
    (
        "k/k.json",
        r#"{"component":true,"usingComponents":{"k":"./k"},"styleIsolation":"shared","componentGenerics":{"g":{"default":"./k"}}}"#,
    ),
    ("k/k.js", "Component({options:{addGlobalClass:true},properties:{title:String},pageLifeTimes:{}})"),
    ("k/k.wxml", "<view class=\"box\"><slot/>{{title}}</view>"),
    ("k/k.scss", "$a: 1rpx; .box { &-in { width: $a * 2 } @media (max-width: 750rpx) { color: red } }"),
    ("w/a.js", "worker.onMessage(x => worker.postMessage(x))"),
    ("i.png", "png"),
    (
        "node_modules/ext/package.json",
        r#"{"name":"ext","version":"1.0.0","main":"./lib/main.js","miniprogram":"dist","exports":{".":{"import":"./a.mjs","default":["./b.js"]},"./*":"./dist/*.js"}}"#,
    ),
    ("node_modules/ext/dist/e.json", r#"{"component":true}"#),
    ("node_modules/ext/dist/e.js", "Component({}); require('inner'); require('./e.js')"),
    ("node_modules/ext/dist/e.wxml", "<view/>"),
    (
        "miniprogram_npm/inner/index.js",
        "module.exports = require('ext/e')\n//miniprogram-npm-outsideDeps=[\"ext\",\"x\"]",
    ),
];

const TOKENS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "'",
    "`",
    "${",
    ";",
    ":",
    ",",
    ".",
    "...",
    "/*",
    "*/",
    "//",
    "\\",
    "#",
    ">",
    "<",
    "&",
    "=>",
    "=",
    "\u{feff}",
    "中",
    "\0",
    "\n",
    "\u{2028}",
    "null",
    "../../..",
    "/",
    "/(/",
    "/a/v",
    "<!--",
    "-->",
    "#!",
    "import ",
    "export ",
    "export default ",
    "from 'x'",
    "import.meta",
    "require(",
    "require.async(",
    "module",
    "exports",
    "mn",
    "_mn0",
    "let ",
    "await ",
    "for await (const a of b) ",
    "class ",
    "return ",
    "yield ",
    "new.target",
    "super",
    "arguments",
    "async ",
    "function ",
    "@",
    "@import ",
    "@media ",
    "url(",
    ":host",
    "rpx",
    "vw",
    "!important",
    "--a:{",
    "{{",
    "}}",
    "wx:for",
    "-",
    "!",
    "__proto__",
    "</script>",
    "010",
    "1n",
];

fn project(number: u64) -> MemoryProject {
    let mut random = Random::new(number);
    let mut project = MemoryProject::new(FILES.iter().map(|(path, text)| (*path, *text)));
    for _ in 0..1 + random.below(3) {
        let (path, own) = FILES[random.below(FILES.len())];
        // Mostly of the file's own words, sometimes with those of another.
        let other = FILES[random.below(FILES.len())].1;
        project.insert(path, mutate(&mut random, &[own, own, own, other], TOKENS));
    }
    project
}

fn run(number: u64) {
    let mode = if number.is_multiple_of(2) { Mode::Dev } else { Mode::Release };
    compile(&project(number), mode);
}

fn compile(project: &MemoryProject, mode: Mode) {
    let output = Compiler::new(Options { mode, ..Options::default() }).compile(project);
    places_are_in_their_texts(&output);
    chunks_are_whole(&output);
    places_are_in_their_texts(&Compiler::new(Options::default()).audit(project, &Settings::default()));
}

fn places_are_in_their_texts(output: &Output) {
    for diagnostic in &output.diagnostics {
        for label in &diagnostic.labels {
            let file = label.file.as_ref().unwrap_or(&diagnostic.file);
            let Some(text) = output.sources.get(file) else { continue };
            assert!(text.get(label.span.clone()).is_some(), "{diagnostic:?} is not in {text:?}");
        }
    }
}

/// Each script of the package is one a browser accepts: a faulty module must not take its chunk along.
fn chunks_are_whole(output: &Output) {
    let Some(package) = &output.package else { return };
    for (path, bytes) in package.files.iter().filter(|(path, _)| path.ends_with(".js")) {
        let text = String::from_utf8_lossy(bytes);
        let allocator = Allocator::default();
        let options = ParseOptions { parse_regular_expression: true, ..ParseOptions::default() };
        let parsed = Parser::new(&allocator, &text, SourceType::script()).with_options(options).parse();
        let semantic = SemanticBuilder::new_compiler().with_check_syntax_error(true).build(&parsed.program);
        let faults: Vec<_> = parsed.diagnostics.iter().chain(semantic.diagnostics.iter()).collect();
        assert!(faults.is_empty(), "{path}: {faults:?}\n{text}");
    }
}

#[test]
fn mutated_programs_compile() {
    for number in numbers(400) {
        let result = std::panic::catch_unwind(|| run(number));
        assert!(result.is_ok(), "program {number}");
    }
}

/// What longer runs found.
#[test]
fn found_programs_compile() {
    for (path, text) in [
        ("theme.json", "{light\":{\"中\":1}}"),
        ("p/p.wxss", "@media all{".repeat(128).as_str()),
        ("w/a.js", "/* a */ --> b"),
        ("m.wxs", "--> b"),
        ("m.wxs", "#!x\nvar class = 1; module.exports = undeclared"),
        (
            "u/z.ts",
            "// a line that lowering takes out, and with it the bytes that a place in what is left would count from\nexport let a = 1; export let a = 2",
        ),
    ] {
        let mut project = MemoryProject::new(FILES.iter().map(|(path, text)| (*path, *text)));
        project.insert(path, text);
        compile(&project, Mode::Dev);
    }
}

/// The shapes that would be quadratic if something were looked for again and again.
#[test]
fn time_grows_with_length_only() {
    for (path, head) in [
        ("app.json", "["),
        ("app.json", "{\"a\":"),
        ("app.json", "{\"pages\":[\"p/p\",\"x\"],"),
        ("app.json", "\"\\u00"),
        ("app.json", "// c\n"),
        ("app.js", "require('./u/x');"),
        ("app.js", "import './x';"),
        ("app.js", "import {a} from './u/x';"),
        ("app.js", "export {a};"),
        ("app.js", "wx.a.b();"),
        ("app.js", "let a;"),
        ("app.js", "a=`${"),
        ("app.js", "/*"),
        ("app.js", "/(/;"),
        ("app.js", "await a;"),
        ("u/z.ts", "enum E{A}"),
        ("app.wxss", "@import 'x';"),
        ("app.wxss", "@import './p/p.wxss';"),
        ("app.wxss", "@media (min-height:1rpx){"),
        ("app.wxss", "@media (min-height:1rpx){}"),
        ("app.wxss", "@media ("),
        ("app.wxss", ".a .b,"),
        ("app.wxss", ".a{top:1rpx}"),
        ("app.wxss", "*zoom:1;"),
        ("app.wxss", "}"),
        ("app.wxss", "url("),
        ("app.wxss", "'"),
        ("app.wxss", "/*"),
        ("app.wxss", "--a:{"),
        ("p/p.wxss", ":host"),
        ("p/p.wxss", ".gone{}"),
        (
            "p/p.wxml",
            "<view class=\"{{a?'b':'c'}}{{d}}\" bindtap=\"x\"><image mode=\"widthFix\" src=\"{{e}}\"/></view>",
        ),
        ("p/p.js", "this.setData({gone:1});"),
        ("p/p.js", "go('/a/' +"),
        ("p/p.js", "`${a}/"),
        ("m.wxs", "var class=1;"),
        ("m.wxs", "/*"),
        ("m.wxs", "a.constructor;"),
        ("m.wxs", "'\\d';"),
        ("k/k.scss", ".a{&-b{"),
        ("node_modules/ext/package.json", "{\"exports\":{"),
        ("miniprogram_npm/inner/index.js", "//miniprogram-npm-outsideDeps=[\"x\"]\n"),
    ] {
        let short = time(path, &head.repeat(500));
        let long = time(path, &head.repeat(4_000));
        // Eight times the text; the rest is for noise of a busy machine.
        assert!(long < short * 8 * 6 + Duration::from_millis(800), "{path} {head:?}: {short:?} then {long:?}");
    }
}

fn time(path: &str, text: &str) -> Duration {
    let mut project = MemoryProject::new(FILES.iter().map(|(path, text)| (*path, *text)));
    project.insert(path, text);
    let measure = || {
        let start = Instant::now();
        let output = Compiler::new(Options { mode: Mode::Release, ..Options::default() }).compile(&project);
        std::hint::black_box(output.diagnostics.len());
        let audited =
            Compiler::new(Options { mode: Mode::Release, ..Options::default() }).audit(&project, &Settings::default());
        std::hint::black_box(audited.diagnostics.len());
        start.elapsed()
    };
    measure().min(measure())
}
