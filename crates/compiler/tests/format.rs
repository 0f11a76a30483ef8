//! Formatting changes nothing a person sees: programs compile to the same package before and after, for the examples and for files
//! nobody would write; and what was formatted once is formatted.

#[path = "../../../fuzz/mutate.rs"]
mod mutation;

use minnow_compiler::format::{format, is_formatted, keeps_white_space};
use minnow_compiler::wxml::{FileContext, Includes, compile};
use minnow_compiler::{Compiler, MemoryProject, Mode, Options};
use mutation::{Random, mutate, numbers};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Files = BTreeMap<String, Vec<u8>>;

/// What stands in a package, by names without hashes; `with_indentation: false` takes out the white space around line breaks in scripts.
fn package(files: &Files, with_indentation: bool) -> BTreeMap<String, Vec<String>> {
    let project = MemoryProject::new(files.iter().map(|(path, bytes)| (path.as_str(), bytes)));
    let output = Compiler::new(Options { mode: Mode::Release, ..Options::default() }).compile(&project);
    // One fault may be told once for each line.
    let codes: BTreeSet<&str> = output.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes = codes.into_iter().map(str::to_owned).collect();
    let mut found = BTreeMap::from([("diagnostics".to_owned(), codes)]);
    let Some(package) = output.package else { return found };
    for (path, bytes) in package.files.iter().filter(|(path, _)| **path != package.manifest.whole) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let text = match path.rsplit('.').next() {
            Some("css") => without_needless_space(text),
            Some("js") if with_indentation => text,
            Some("js") => without_indentation(&text),
            _ => continue,
        };
        let name = path.split('.').next().unwrap_or_default();
        found.entry(name.to_owned()).or_default().push(text);
    }
    found.values_mut().for_each(|texts| texts.sort());
    found
}

/// Values and rules that the parser does not understand are kept as written: there, white space beside a sign and the last semicolon
/// of a block are taken out.
fn without_needless_space(mut css: String) -> String {
    for sign in [",", ":", "(", ">", "+", "~", "!", "{", "}", ";"] {
        css = css.replace(&format!("{sign} "), sign);
    }
    for sign in [",", ")", ">", "+", "~", "!", "{", "}"] {
        css = css.replace(&format!(" {sign}"), sign);
    }
    css.replace(";}", "}")
}

/// Every file formatted; those with faults as they were.
fn formatted(files: &Files, keeps_white_space: bool) -> Files {
    let mut out = files.clone();
    for (path, bytes) in out.iter_mut().filter(|(path, _)| is_formatted(path)) {
        let Ok(source) = std::str::from_utf8(bytes) else { continue };
        let Ok(text) = format(path, source, keeps_white_space) else { continue };
        assert_eq!(format(path, &text, keeps_white_space).as_ref(), Ok(&text), "{path} is formatted already");
        *bytes = text.into_bytes();
    }
    out
}

fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn check_program(name: &str, files: &Files) {
    for with_indentation in [true, false] {
        let before = package(files, with_indentation);
        let after = package(&formatted(files, with_indentation), with_indentation);
        for (path, text) in &before {
            assert_eq!(Some(text), after.get(path), "{name}: {path}");
        }
        assert_eq!(before.len(), after.len(), "{name}");
    }
}

#[test]
fn examples_compile_to_the_same_packages() {
    let mut count = 0;
    for entry in std::fs::read_dir("../../examples").unwrap().flatten() {
        let files = read(&entry.path());
        if files.contains_key("app.json") || files.contains_key("project.config.json") {
            check_program(&entry.path().display().to_string(), &files);
            count += 1;
        }
    }
    assert!(count >= 6, "the examples were read");
}

const TEMPLATES: &[&str] = &[
    "<view class=\"a {{b ? 'x' : ''}}\" style=\"width:10rpx\" bindtap=\"go\" data-id=\"{{id}}\" data-name='{{\"n\"}}' hover-class=\"none\">\n  Hello\n\t{{name}}!\n</view>",
    "<view wx:for=\"{{rows}}\" wx:key='id'><text>  {{index}}:\n {{item.x}} </text> <text space=\"nbsp\"> a  b </text>\n\n\n<view/></view>",
    "<block wx:if=\"{{a > 1}}\">one <b>two</b> three</block>\n<!-- why\n  not -->\n<view wx:elif=\"{{b}}\"/><!-- c --><view wx:else>three &lt; &#65;</view>",
    "<template name=\"t\"><c-a x=\"{{y}}\"><slot name=\"s\"/></c-a></template><template is=\"{{n}}\" data=\"{{x, y: 1, ...z}}\"/>",
    "<wxs module=\"m\">\n\tvar a = 'x';\n\tmodule.exports = {\n\t\tf: function (a) { return a < 1 }\n\t}\n</wxs><view a=\"{{m.f(x, [1,,2], {k: 'v'})}}\"/>",
    "<import src=\"a.wxml\"/><include src=\"./b\"/><a b=c d='e' f=\"\\\"g\" h='\\''></a><!doctype x>\n中文 \u{a0}\r\n<view>\r\n x</view>",
    "<view style=\"white-space: pre\">\n  a\n   <view> b </view></view><scroll-view scroll-y class='\n a\n  b' ><view></view>\n</scroll-view>tail\n",
];

const SHEETS: &[&str] = &[
    "@import './part' screen;\n.t{width:10rpx;background:url(../i.png)}\n@media (min-height: 20rpx) and (max-width:300px){page{color:blue}}",
    ".a>.b+.c~.d:not(.e>.f),.g{color:RED!important;margin:0 auto;transition:opacity .2s,transform .3s cubic-bezier(0,0,.2,1)}",
    ":host>.p::after{content:'\\201c;'}@font-face{font-family:x;src:url(data:font/x;base64,AA,//==) format('x'),\n  url('/i.png')}@keyframes s{0%,50%{top:1rpx}to{top:calc(1rpx + 2 * (3vh - 1px))}}",
    "/* a */.a{/* b */color:red;/* c */}// d {\n.b{// e\n  *zoom:1;;width 10px;color:blue // f\n;top:1px}\n\n\n.c{}",
    "@supports (display:grid){#a[b=\"c\"]{grid-template-areas:\n'a b'\n'c d'}}.a{--x: {a;b};--y:  1 ,2;color:var(--x,red)}.b{&:hover{c:d}}",
    ".a\n.b , .c{filter:progid:DXImageTransform.Microsoft.gradient(startColorstr='#80000000',endColorstr='#80000000')}\r\n.\\31 0{top:-1px}.中文{a:b};.d{e:f}",
];

#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "{{", "}}", "{", "}", "<", ">", "/>", "</view>", "<view>", "<text>", "</text>", "\"", "'", "=", " ", "\n", "\t", "\r", "\r\n", "\\", "&", "&#65;",
    "<!--", "-->", "<!-- x -->", "/*", "*/", "//", "(", ")", "[", "]", ",", ":", ";", ">>>", "+", "~", "!", "!important", "-", "a", "url(", "@import ",
    "@media ", "--a:{", "wx:if=\"{{a}}\"", "wx:else", "<wxs module=\"m\">", "</wxs>", "<block>", "中", "\u{a0}", "\u{b}", "1px", "rpx", "\u{feff}",
];

struct Everywhere;

impl Includes for Everywhere {
    fn source(&self, _: &str) -> Option<&str> {
        Some("<view>{{a}}</view>")
    }
}

/// The markup, and the inline scripts without their indentation.
fn compiled(source: &str) -> (String, Vec<String>) {
    let components = ["c-a".to_owned()].into_iter().collect();
    let context = FileContext { path: "p/t", file: "p/t.wxml", components: &components, absent: &Default::default() };
    let (unit, _) = compile(source, &context, &Everywhere);
    let scripts = unit.references.scripts.iter().map(|script| match &script.source {
        minnow_compiler::wxml::ScriptSource::Inline { code, .. } => {
            code.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        }
        minnow_compiler::wxml::ScriptSource::External { .. } => String::new(),
    });
    (unit.code, scripts.collect())
}

/// Text nodes and values where white space shows, in their order.
fn shown(source: &str) -> Vec<String> {
    fn walk(nodes: &[syntax::Node<'_>], source: &str, shows: bool, found: &mut Vec<String>) {
        for node in nodes {
            match node {
                syntax::Node::Element(element) => {
                    found.extend(element.attributes.iter().map(|attribute| {
                        let value = attribute.value.as_ref().map(|value| value.span.text(source));
                        format!("{}={value:?}", attribute.name)
                    }));
                    let shows = shows || element.name == "text" || element.name == "pre";
                    walk(&element.children, source, shows, found);
                }
                syntax::Node::Text(text) if shows => found.push(text.span.text(source).to_owned()),
                syntax::Node::Comment(span) => found.push(span.text(source).to_owned()),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(&syntax::parse(source).0.children, source, false, &mut found);
    found
}

fn without_indentation(code: &str) -> String {
    code.split('\n').map(|line| line.trim_matches([' ', '\t'])).collect::<Vec<_>>().join("\n")
}

fn check_template(source: &str) {
    let unix = source.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let before = compiled(&unix);
    if let Ok(text) = format("a.wxml", source, true) {
        assert_eq!(format("a.wxml", &text, true).as_ref(), Ok(&text), "formatted twice");
        assert_eq!(compiled(&text.replace("\r\n", "\n")), before, "exactly the same template");
    }
    if let Ok(text) = format("a.wxml", source, false) {
        assert_eq!(format("a.wxml", &text, false).as_ref(), Ok(&text), "formatted twice");
        let text = text.replace("\r\n", "\n");
        let after = compiled(&text);
        assert_eq!(without_indentation(&after.0), without_indentation(&before.0), "the same but for indentation");
        assert_eq!(after.1, before.1);
        assert_eq!(shown(&text), shown(&unix), "attributes, comments and texts in <text> as they were");
    }
}

#[test]
fn mutated_templates_keep_their_meaning() {
    let mut formatted = 0;
    for number in numbers(6000) {
        let mut random = Random::new(number);
        let source = mutate(&mut random, TEMPLATES, TOKENS);
        formatted += usize::from(format("a.wxml", &source, true).is_ok());
        let result = std::panic::catch_unwind(|| check_template(&source));
        assert!(result.is_ok(), "template {number}: {source:?}\n{:?}", format("a.wxml", &source, false));
    }
    assert!(formatted > 500, "enough of them could be read: {formatted}");
}

fn check_sheet(source: &str) {
    let Ok(text) = format("a.wxss", source, false) else { return };
    assert_eq!(format("a.wxss", &text, false).as_ref(), Ok(&text), "formatted twice");
    let program = |sheet: &str| {
        Files::from([
            ("app.json".to_owned(), br#"{"pages":["p"]}"#.to_vec()),
            ("p.wxml".to_owned(), b"<view class=\"a b c d e f g t x\"/>".to_vec()),
            ("p.wxss".to_owned(), sheet.as_bytes().to_vec()),
            ("part.wxss".to_owned(), b".x{y:z}".to_vec()),
            ("i.png".to_owned(), Vec::new()),
        ])
    };
    assert_eq!(package(&program(&text), true), package(&program(source), true), "the same styles");
}

#[test]
fn mutated_sheets_keep_their_meaning() {
    let mut formatted = 0;
    for number in numbers(1500) {
        let mut random = Random::new(number);
        let source = mutate(&mut random, SHEETS, TOKENS);
        formatted += usize::from(format("a.wxss", &source, false).is_ok());
        let result = std::panic::catch_unwind(|| check_sheet(&source));
        assert!(result.is_ok(), "sheet {number}: {source:?}\n{}", format("a.wxss", &source, false).unwrap_or_default());
    }
    assert!(formatted > 300, "enough of them could be read: {formatted}");
}

#[track_caller]
fn check_layout(path: &str, source: &str, expected: &str) {
    assert_eq!(format(path, source, false).as_deref(), Ok(expected), "{source}");
}

#[test]
fn templates_have_one_layout() {
    for (source, expected) in [
        ("", ""),
        (" \n", ""),
        ("<view><view/></view>", "<view>\n  <view />\n</view>\n"),
        ("<view>\n\n</view>", "<view></view>\n"),
        ("<a/>\n\n\n\n<b/>\n<c/>", "<a />\n\n<b />\n<c />\n"),
        ("<view>Hello</view>", "<view>Hello</view>\n"),
        // The indentation of a text's lines is layout; how many lines it has is not.
        (
            "<view><view>\n     Hello\n\n   {{name}}\n </view></view>",
            "<view>\n  <view>\n    Hello\n\n    {{name}}\n  </view>\n</view>\n",
        ),
        // No space comes in between what stands side by side, and none goes.
        ("<view>Hello <b>you</b>, <i>all</i></view>", "<view>Hello <b>you</b>, <i>all</i></view>\n"),
        ("<view>a<b/>\n\n\n<c/>  <d/></view>", "<view>a<b />\n\n  <c /> <d /></view>\n"),
        // Inside of text white space shows.
        (
            "<view><text  space='nbsp'>\n    a  <text>b</text>\n</text></view>",
            "<view>\n  <text space=\"nbsp\">\n    a  <text>b</text>\n</text>\n</view>\n",
        ),
        ("<view style=\"white-space:pre\">\n      a\n</view>", "<view style=\"white-space:pre\">\n      a\n</view>\n"),
        // Comments stay where they are.
        ("<a/> <!-- of a -->\n<!-- of b\n   too --><b/>", "<a /> <!-- of a -->\n<!-- of b\n   too -->\n<b />\n"),
        ("<a><!-- why --></a>", "<a><!-- why --></a>\n"),
        // Quotes are double unless the value has them.
        ("<a b='c' d='\"' e=f g/>", "<a b=\"c\" d='\"' e=\"f\" g />\n"),
        (
            "<wxs module=\"m\">\n\tvar a;\n\tif (a) {\n\t\tb\n\t}\n\n</wxs>",
            "<wxs module=\"m\">\n  var a;\n  if (a) {\n  \tb\n  }\n</wxs>\n",
        ),
        ("<wxs module=\"m\">var a = 'b\\\n  c'\n</wxs>", "<wxs module=\"m\">var a = 'b\\\n  c'\n</wxs>\n"),
        ("<a>\r\n<b/>\r\n</a>\r\n", "<a>\r\n  <b />\r\n</a>\r\n"),
        ("\u{feff}<a/>", "<a />\n"),
        ("{{  a+b }}", "{{  a+b }}"),
    ] {
        check_layout("a.wxml", source, expected);
    }
}

#[test]
fn attributes_take_a_line_each_past_100_columns() {
    let attributes = |count: usize| (0..count).map(|number| format!(" data-a{number:02}=\"x\"")).collect::<String>();
    // 1 + 4 + 7 * 13 + 3 = 99 columns.
    check_layout("a.wxml", &format!("<view{}/>", attributes(7)), &format!("<view{} />\n", attributes(7)));
    let lines: String = (0..8).map(|number| format!("\n  data-a{number:02}=\"x\"")).collect();
    check_layout("a.wxml", &format!("<view{}>b</view>", attributes(8)), &format!("<view{lines}\n>b</view>\n"));
    check_layout("a.wxml", &format!("<a b=\"{}\"/>", "c".repeat(200)), &format!("<a b=\"{}\" />\n", "c".repeat(200)));
    check_layout("a.wxml", "<a b=\"c\n  d\" e/>", "<a\n  b=\"c\n  d\"\n  e\n/>\n");
}

#[test]
fn sheets_have_one_layout() {
    for (source, expected) in [
        ("", ""),
        ("@import 'a'\n.b{c:d}", "@import 'a';\n.b {\n  c: d;\n}\n"),
        (".a{}", ".a {}\n"),
        (
            ".a>.b , .c:not(.d>.e)::after{color:RED!important;;}",
            ".a > .b,\n.c:not(.d>.e)::after {\n  color: RED !important;\n}\n",
        ),
        (
            "page{width:calc( 100% - 20rpx );margin:0  auto}",
            "page {\n  width: calc(100% - 20rpx);\n  margin: 0 auto;\n}\n",
        ),
        ("a{b:c}\n\n\n\nd{e:f}\ng{h:i}", "a {\n  b: c;\n}\n\nd {\n  e: f;\n}\ng {\n  h: i;\n}\n"),
        ("@media(min-width:10px)and (a:b){a{b:c}}", "@media (min-width: 10px)and (a: b) {\n  a {\n    b: c;\n  }\n}\n"),
        ("a{b:c 1s,d 2s}", "a {\n  b: c 1s, d 2s;\n}\n"),
        ("a{b:c 1s,\n d 2s}", "a {\n  b: c 1s,\n    d 2s;\n}\n"),
        ("a{b:\n'x y'\n'z'}", "a {\n  b:\n    'x y'\n    'z';\n}\n"),
        ("a{--b:  {c;d}}", "a {\n  --b: {c;d};\n}\n"),
        ("a{/* x */b:c;/* y */\n// z\n}// w", "a { /* x */\n  b: c; /* y */\n  // z\n} // w\n"),
        ("a{b:c/* x */d;e /* y */,f{g:h}}", "a {\n  b: c/* x */d;\n  e /* y */,f {\n    g: h;\n  }\n}\n"),
        ("a{*zoom:1;width 10px}", "a {\n  *zoom:1;\n  width 10px;\n}\n"),
        ("a{};b{c:d}", "a {};\nb {\n  c: d;\n}\n"),
        ("a{b:url(data:x;y,z//w)}", "a {\n  b: url(data:x;y,z//w);\n}\n"),
        (".a\r\n{b:c}\r\n", ".a {\r\n  b: c;\r\n}\r\n"),
    ] {
        check_layout("a.wxss", source, expected);
    }
}

#[test]
fn files_with_faults_are_left_alone_and_say_why() {
    for (path, source, code, place) in [
        ("a.wxml", "<a>\r\n<b></a>", "wxml/unclosed-tag", "b"),
        ("a.wxml", "</a>", "wxml/stray-end-tag", "</a>"),
        ("a.wxml", "<a <b/>", "wxml/unfinished-tag", "a"),
        ("a.wxml", "<a b=\"c", "wxml/unclosed-quote", "b"),
        ("a.wxml", "<!-- a", "wxml/unclosed-comment", "<!--"),
        ("a.wxss", "/* a", "wxss/open-comment", "/*"),
        ("a.wxss", "a{\r\nb{c:d}", "wxss/open-block", "{"),
        ("a.wxss", "a{b:'c}", "wxss/open-string", "'"),
        ("a.wxss", "a{b:c(d}", "wxss/open-parenthesis", "("),
        ("a.wxss", "a{}}", "wxss/stray-brace", "}"),
        ("a.wxss", "/* a */ // b", "wxss/stray-comment", "//"),
        ("a.wxss", "@import 'a' {b:c}", "wxss/open-import", "@import 'a' "),
    ] {
        let faults = format(path, source, false).expect_err(source);
        assert_eq!(faults[0].code, code, "{source}");
        assert_eq!(&source[faults[0].labels[0].span.clone()], place, "{source}");
    }
}

#[test]
fn sheets_that_show_white_space_are_known() {
    for (sheet, expected) in [
        (".a{white-space:pre}", true),
        (".a{ White-Space : PRE-WRAP }", true),
        (".a{white-space:break-spaces}", true),
        (".a{white-space:var(--x)}", true),
        (".a{white-space-collapse:preserve}", true),
        (".a{white-space:nowrap;word-wrap:x}", false),
        (".a{white-space:pre-line}", false),
        ("", false),
    ] {
        assert_eq!(keeps_white_space(sheet), expected, "{sheet}");
    }
    let source = "<view>\n     a\n</view>\n";
    assert_eq!(format("a.wxml", source, true).as_deref(), Ok(source));
}
