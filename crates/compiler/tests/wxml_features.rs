//! tests/wxml/features.md: each template there compiles to the code in the snapshot, which Node.js would accept, and so does what
//! is printed of its tree. `<c-a>` and `<c-b>` are components; `parts/shared` and `parts/loop` are the other files.

use minnow_compiler::wxml::{FileContext, Includes, compile};
use rustc_hash::FxHashSet;
use std::fmt::Write as _;

struct Files;

impl Includes for Files {
    fn source(&self, path: &str) -> Option<&str> {
        match path {
            "parts/shared" => Some(
                "<wxs module=\"own\">x</wxs><template name=\"card\"><c-a/></template><text>{{item.name}} {{title}}</text>",
            ),
            "parts/loop" => Some("<view>loop</view><include src=\"../parts/loop\"/>"),
            _ => None,
        }
    }
}

#[test]
fn features_compile_to_the_snapshot() {
    let components: FxHashSet<String> = ["c-a", "c-b", "cardItem"].into_iter().map(str::to_owned).collect();
    let context =
        FileContext { path: "pages/t/t", file: "pages/t/t.wxml", components: &components, absent: &Default::default() };
    let mut out = String::new();
    let mut count = 0;
    for section in include_str!("wxml/features.md").split("\n## ").skip(1) {
        let (title, rest) = section.split_once('\n').expect("a section has a title");
        for block in rest.split("```wxml\n").skip(1) {
            let (source, _) = block.split_once("\n```").expect("a code block ends");
            let (unit, diagnostics) = compile(source, &context, &Files);
            let printed = syntax_printed(source);
            let (again, _) = compile(&printed, &context, &Files);
            assert_eq!(unit.code, again.code, "{title}: printed as {printed}");
            count += 1;
            let _ = writeln!(out, "## {title}\n{source}\n-- code\n{}", unit.code);
            for diagnostic in diagnostics {
                let place = diagnostic.labels.first().and_then(|label| source.get(label.span.clone())).unwrap_or("");
                let _ = writeln!(
                    out,
                    "-- {} {}: {} [{place}]",
                    diagnostic.severity.word(),
                    diagnostic.code,
                    diagnostic.message
                );
            }
            out.push('\n');
        }
    }
    assert!(count > 20, "the sections were read");
    insta::assert_snapshot!(out);
}

fn syntax_printed(source: &str) -> String {
    syntax::print(&syntax::parse(source).0)
}
