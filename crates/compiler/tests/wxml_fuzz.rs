//! Templates nobody would write: no panic, places in bounds, printing keeps the tree, and time grows with length only.

#[path = "../../../fuzz/mutate.rs"]
mod mutation;

use minnow_compiler::wxml::{FileContext, Includes, compile};
use mutation::{Random, mutate, numbers};
use rustc_hash::FxHashSet;
use std::time::{Duration, Instant};

const SEEDS: &[&str] = &[
    "<view class=\"a {{b ? 'x' : ''}}\" style=\"width:10rpx\" bindtap=\"go\" data-id=\"{{id}}\">Hello {{name}}!</view>",
    "<view wx:for=\"{{rows}}\" wx:for-item=\"r\" wx:key=\"id\" wx:if=\"{{r.show}}\">{{index}}: {{r.list[0].x}}</view>",
    "<block wx:if=\"{{a > 1}}\">one</block><view wx:elif=\"{{b}}\"/><view wx:else>three &lt; &#65;</view>",
    "<template name=\"t\"><c-a x=\"{{y}}\"><slot name=\"s\" slot=\"q\"/></c-a></template><template is=\"{{n}}\" data=\"{{x, y: 1, ...z}}\"/>",
    "<wxs module=\"m\">module.exports = { f: function (a) { return a < 1 } }</wxs><view a=\"{{m.f(x, [1,,2], {k: 'v'})}}\"/>",
    "<import src=\"a.wxml\"/><include src=\"./b\"/><c-a slot:v=\"w\" let:q=\"{{w + 1}}\">{{q}}{{w.x}}</c-a>",
    "<c-a><view slot:v let:q=\"{{v.a}}\" wx:for=\"{{q}}\">{{v}} {{item}}</view></c-a><input model:value=\"{{v.w}}\" change:prop=\"{{m.f}}\"/>",
    "{{ a || b && c | d ^ e & f == g < h << i + j * -k.l[m](n, o) ? 'p' : \"q\\\"\" }} {{typeof void !~x}} {{0x1f + .5e3}}",
    "<!-- c --><a b=c d='e' f=\"\\\"g\"/><!doctype x></z>\u{feff}中文 \u{a0}",
];

const TOKENS: &[&str] = &[
    "{{",
    "}}",
    "}",
    "{",
    "<",
    ">",
    "</",
    "/>",
    "<view",
    "</view>",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "\\",
    "&",
    "&lt;",
    "&#x41;",
    "<!--",
    "-->",
    "/*",
    "*/",
    "(",
    ")",
    "[",
    "]",
    "...",
    ",",
    ":",
    "?",
    ".",
    "!",
    "-",
    "+",
    "a",
    "item",
    "index",
    "0",
    "wx:if",
    "wx:for",
    "wx:else",
    "let:x=\"{{x}}\"",
    "slot:a",
    "<block>",
    "<template is=\"t\"/>",
    "<include src=\"b\"/>",
    "<wxs module=\"m\">",
    "中",
    "\0",
    "__proto__",
    "</script>",
    "`",
    "${",
];

/// Every path holds a file that includes another.
struct Everywhere;

impl Includes for Everywhere {
    fn source(&self, path: &str) -> Option<&str> {
        Some(if path.len().is_multiple_of(2) {
            "<view>{{a}}</view><include src=\"./odd\"/>"
        } else {
            "<include src=\"./b\"/><include src=\"./bb\"/>{{item}}"
        })
    }
}

fn run(source: &str) {
    let components: FxHashSet<String> = ["c-a".to_owned()].into_iter().collect();
    let (document, errors) = syntax::parse(source);
    for error in &errors {
        assert!(source.get(error.span.range()).is_some(), "{error:?} lies in the text");
    }
    let context = FileContext { path: "p/t", file: "p/t.wxml", components: &components, absent: &Default::default() };
    let (unit, diagnostics) = compile(source, &context, &Everywhere);
    for label in
        diagnostics.iter().filter(|diagnostic| diagnostic.file == "p/t.wxml").flat_map(|diagnostic| &diagnostic.labels)
    {
        assert!(source.get(label.span.clone()).is_some(), "{label:?} lies in the text");
    }
    assert!(unit.code.starts_with("mn.t("));
    // What was printed once is printed the same again.
    let printed = syntax::print(&document);
    let (again, _) = syntax::parse(&printed);
    let twice = syntax::print(&again);
    let (third, _) = syntax::parse(&twice);
    assert_eq!(twice, syntax::print(&third), "printing settles");
    assert_eq!(unit.code, compile(source, &context, &Everywhere).0.code, "the same text gives the same code");
}

#[test]
fn mutated_templates_compile() {
    for number in numbers(4000) {
        let mut random = Random::new(number);
        let source = mutate(&mut random, SEEDS, TOKENS);
        let result = std::panic::catch_unwind(|| run(&source));
        assert!(result.is_ok(), "template {number}: {source:?}");
    }
}

/// The shapes that would be quadratic if something were looked for again and again.
#[test]
fn time_grows_with_length_only() {
    let heads = [
        "{{",
        "{{\"",
        "{{'",
        "{{/*",
        "{{a+",
        "{{[",
        "{{(",
        "<a>",
        "</a>",
        "<a ",
        "<a b=\"",
        "<!--",
        "&",
        "{{a}",
        "{{a b",
        "<view wx:if=\"{{a}}\"/>",
        "<view wx:else/>",
        "\\",
        "<template name=\"a\"/>",
        "<import src=\"a\"/>",
        "<wxs module=\"m\"/>",
        "<slot/>",
        "<c-a>",
        "{{a.b.c}}",
        "<view let:a=\"{{a+a}}\">",
        "<include src=\"b\"/>",
        "<x>",
        "a=\"1\" ",
    ];
    for head in heads {
        let short = seconds(&head.repeat(1_000));
        let long = seconds(&head.repeat(8_000));
        // Eight times the text; the rest is for noise of a busy machine.
        assert!(long < short * 8 * 6 + Duration::from_millis(400), "{head:?}: {short:?} then {long:?}");
    }
}

fn seconds(source: &str) -> Duration {
    let components: FxHashSet<String> = ["c-a".to_owned()].into_iter().collect();
    let context = FileContext { path: "p/t", file: "p/t.wxml", components: &components, absent: &Default::default() };
    let measure = || {
        let start = Instant::now();
        let (unit, _) = compile(source, &context, &Everywhere);
        std::hint::black_box(unit.code.len());
        start.elapsed()
    };
    measure().min(measure())
}
