//! What editors are told of a file: definitions in every form programs write them, and no panic at any place of files nobody would write.

#[path = "../../../fuzz/mutate.rs"]
mod mutation;

use minnow_compiler::outline::script::{self, Definition, Outline};
use minnow_compiler::outline::{sheet, template};
use mutation::{Random, mutate, numbers};

fn names<'o>(names: impl IntoIterator<Item = &'o String>) -> String {
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Data, properties and methods.
fn parts(outline: &Outline) -> [String; 3] {
    [
        names(outline.data.iter().map(|field| &field.name)),
        names(outline.properties.iter().map(|field| &field.name)),
        names(outline.methods.iter().map(|method| &method.name)),
    ]
}

#[test]
fn definitions_are_read_in_every_form() {
    use Definition::{Behavior, Component, None, Other, Page};
    for (source, path, definition, expected) in [
        (
            "Page({ data: { a: 1, 'b-c': 2 }, tap() {}, go: function () {}, x: 1, y: debounce(f) })",
            "a.js",
            Page,
            ["a b-c", "", "tap go y"],
        ),
        (
            "Component({ data: { a: 1 }, properties: { p: String, q: { type: null } }, methods: { m() {}, n }, attached() {} })",
            "a.js",
            Component,
            ["a", "p q", "m n"],
        ),
        ("module.exports = Behavior({ data: { a: 1 }, methods: { m() {} } })", "a.js", Behavior, ["a", "", "m"]),
        ("const data = { a: 1 }\nPage({ data })", "a.js", Page, ["a", "", ""]),
        ("Page({ data() { return { a: 1 } } })", "a.js", Page, ["a", "", ""]),
        ("Page({ data: () => ({ a: 1 }) })", "a.js", Page, ["a", "", ""]),
        (
            "VantComponent({ props: { p: String }, data: { a: 1 }, methods: { m() {} } })",
            "a.js",
            Other,
            ["a", "p", "m"],
        ),
        ("create(store, { data: { a: 1 }, onLoad() {} })", "a.js", Other, ["a", "", "onLoad"]),
        (
            "class B extends S { properties = { p: String }; data = { a: 1 }; methods = { m() {} } }",
            "a.js",
            Other,
            ["a", "p", "m"],
        ),
        (
            "class B { constructor() { this.properties = { p: String }; this.data = { a: 1 } } }",
            "a.js",
            Other,
            ["a", "p", ""],
        ),
        (
            "Page<Data, Custom>({ data: { a: 1 as number }, tap(this: any): void {} } as any)",
            "a.ts",
            Page,
            ["a", "", "tap"],
        ),
        ("wx.request({ data: { a: 1 }, success() {} })", "a.js", None, ["", "", ""]),
        ("", "a.js", None, ["", "", ""]),
    ] {
        let outline = script::read(source, path);
        assert_eq!(outline.definition, definition, "{source}");
        assert_eq!(parts(&outline), expected, "{source}");
        assert!(!outline.is_broken, "{source}");
        for field in outline.data.iter().chain(&outline.properties) {
            assert_eq!(&source[field.span.clone()], field.name, "{source}");
        }
    }
}

#[test]
fn modules_that_a_definition_names_are_told() {
    let outline = script::read(
        "import props from './props'\nconst base = require('../base')\nimport { one } from 'pkg/one'\nComponent({ properties: props, behaviors: [base, one, 'wx://form-field', require('./x')] })",
        "a.js",
    );
    assert_eq!(names(&outline.property_modules), "./props");
    assert_eq!(names(&outline.behaviors), "../base pkg/one ./x");
    let outline = script::read("const props = { a: { type: String } }\nexport default props", "a.js");
    assert_eq!(names(outline.exported.iter().map(|field| &field.name)), "a");
    let outline = script::read("module.exports.a = function () {}; exports.b = 1", "a.wxs");
    assert_eq!(names(outline.exported.iter().map(|field| &field.name)), "a b");
}

#[test]
fn uses_of_data_are_found_or_doubted() {
    for (body, uses, doubts) in [
        ("this.setData({ a: 1, 'b.c': 2, [`d[${x}]`]: 3, ['e.' + x]: 4, f })", "a b d e f", 0),
        ("const that = this; that.setData({ a: that.data.b }); this.data['c']", "a b c", 0),
        ("const { a, b: { c }, ...rest } = this.data", "a b", 0),
        ("this.setData(x)", "", 1),
        ("this.setData({ [x]: 1, ...y })", "", 2),
        ("this.setData({ [`${x}.a`]: 1, ['a' + x]: 2 })", "", 2),
        ("other.setData({ a: 1 })", "a", 1),
        ("f(this.data); this.data[x]", "", 2),
    ] {
        let source = format!("Page({{ f() {{ {body} }} }})");
        let outline = script::read(&source, "a.js");
        assert_eq!(names(outline.data_uses.iter().map(|used| &used.name)), uses, "{body}");
        assert_eq!(outline.doubts.len(), doubts, "{body}: {:?}", outline.doubts);
        for used in &outline.data_uses {
            assert_eq!(source[used.span.clone()], used.name, "{body}");
        }
    }
    let outline = script::read("Component({ observers: { 'a, b.** , c[0]': f, '**': g } })", "a.js");
    assert_eq!(names(outline.data_uses.iter().map(|used| &used.name)), "a b c");
}

const FILES: &[&str] = &[
    "<view class=\"a {{b ? 'x' : ''}}\" bindtap=\"go\" wx:for=\"{{rows}}\" wx:for-item=\"r\" wx:key=\"id\">{{r.a[0].b + index}} 中😀</view>",
    "<wxs module=\"m\">var a</wxs><template name=\"t\">{{m.f(x, [1,,2], {k: v, w})}}</template><template is=\"t\" data=\"{{x, y: 1, ...z}}\"/>",
    "<c slot:v=\"w\" let:q=\"{{w + 1}}\">{{q}}{{w.x}}</c><import src=\"a\"/><a b=c d='e'/>",
    "const that = this; Page({ data: { a: [{ b: 1 }], 'c': '中😀' }, f() { that.setData({ a, 'c.d': 1, [`a[${x}].b`]: this.data.a }) }, ...g })",
    "import p, { q } from './x'; class A { properties = p; data = { a: 1 }; methods = { m() { this.m() } } } export default { a, b: { c: 1 } }",
    ".a .b:hover, .中 > .c::after{content:'.d';width:.5em}@media (a){.e{}}/* .f{} */.g\\:h{}",
];

#[rustfmt::skip] // a few to a line
const TOKENS: &[&str] = &[
    "{{", "}}", "{", "}", "<", ">", "</", "\"", "'", "`", "${", "[", "]", "(", ")", ".", "...", ",", ":", "=", "\\", "/*", "//", "中", "😀", "\n",
    "this.", "data", "setData(", "=>", "class ", "wx:for=\"", "{{a.", "<wxs module=\"m\"",
];

#[test]
fn no_place_of_a_mutated_file_is_a_panic() {
    for number in numbers(1500) {
        let mut random = Random::new(number);
        let source = mutate(&mut random, FILES, TOKENS);
        let result = std::panic::catch_unwind(|| {
            let (document, _) = syntax::parse(&source);
            for (offset, _) in source.char_indices().chain([(source.len(), ' ')]).step_by(1 + source.len() / 64) {
                if let template::At::Path { segments, .. } = template::at(&document, offset) {
                    for segment in segments.iter().filter(|segment| !segment.name.is_empty()) {
                        assert_eq!(source[segment.span.clone()], segment.name);
                    }
                }
                template::names_at(&document, offset);
            }
            for used in template::uses(&document).unwrap_or_default() {
                assert_eq!(source[used.span.clone()], used.name);
            }
            for name in template::names(&document).into_iter().filter(|name| !name.span.is_empty()) {
                assert!(source.get(name.span).is_some());
            }
            for class in sheet::classes(&source) {
                assert_eq!(source[class.span], class.name);
            }
            let outline = script::read(&source, if number.is_multiple_of(2) { "a.js" } else { "a.ts" });
            for used in outline.data_uses.iter().chain(&outline.method_uses) {
                assert_eq!(source[used.span.clone()], used.name);
            }
            for field in outline.data.iter().chain(&outline.properties) {
                assert!(source.get(field.span.clone()).is_some());
            }
        });
        assert!(result.is_ok(), "file {number}: {source:?}");
    }
}
