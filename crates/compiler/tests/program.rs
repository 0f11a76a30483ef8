//! Whole programs in memory: what a build makes of them.

use minnow_compiler::{Compiler, MemoryProject, Mode, Options, Output, Severity};

fn project(files: &[(&str, &str)]) -> MemoryProject {
    MemoryProject::new(files.iter().map(|(path, text)| (*path, *text)))
}

fn build(files: &[(&str, &str)], mode: Mode) -> Output {
    Compiler::new(Options { mode, ..Options::default() }).compile(&project(files))
}

const SMALL: &[(&str, &str)] = &[
    (
        "app.json",
        r##"{"pages":["pages/index/index"],"window":{"navigationBarTitleText":"Hi"},"usingComponents":{"my-card":"/components/card/card"}}"##,
    ),
    ("app.js", "App({onLaunch(){ this.x = require('utils/x') }})"),
    ("utils/x.js", "export const a = 1\nexport default function () { return a }"),
    ("app.wxss", "page{--c:red} .t{color:red}"),
    ("pages/index/index.js", "import x, {a} from '../../utils/x'\nPage({data:{a}, tap(){ x() }})"),
    ("pages/index/index.wxml", "<view class=\"t\" bindtap=\"tap\">{{a}}<my-card title=\"{{a}}\"/></view>"),
    ("pages/index/index.wxss", "@import './part';\n.t{width:10rpx}\npage{color:blue}"),
    ("pages/index/part.wxss", ".p{background:url(/img/a.png)}"),
    ("img/a.png", "png"),
    ("components/card/card.json", "{\"component\":true}"),
    ("components/card/card.js", "Component({properties:{title:String}})"),
    ("components/card/card.wxml", "<view class=\"box\">{{title}}</view>"),
    (
        "components/card/card.wxss",
        ".box{animation:spin 1s} view{color:red} :host{display:block} @keyframes spin{to{opacity:0}}",
    ),
];

fn text(output: &Output, path: &str) -> String {
    let files = &output.package.as_ref().expect("a package").files;
    String::from_utf8_lossy(files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()))).into_owned()
}

#[test]
fn a_small_program_becomes_a_package() {
    let output = build(SMALL, Mode::Dev);
    assert_eq!(output.diagnostics, []);
    let manifest = &output.package.as_ref().expect("a package").manifest;
    let page = &manifest.pages["pages/index/index"];
    let logic = text(&output, &page.logic[0]);
    let everything: String = page
        .view
        .iter()
        .chain(&page.logic)
        .chain(&page.style)
        .chain(&manifest.app_logic)
        .chain(&manifest.app_style)
        .map(|path| text(&output, path))
        .collect();
    println!("{everything}\n{}", text(&output, "index.html"));
    assert!(logic.contains("mn.d(\"pages/index/index.js\""), "{logic}");
    assert!(text(&output, "img/a.png") == "png");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for mode in [Mode::Dev, Mode::Release] {
        let (one, two) = (build(SMALL, mode), build(SMALL, mode));
        assert!(one.package.expect("a package").files == two.package.expect("a package").files);
    }
}

#[test]
fn a_rebuild_compiles_what_changed_and_gives_what_a_cold_build_gives() {
    let mut files = project(SMALL);
    let mut compiler = Compiler::new(Options::default());
    compiler.compile(&files);
    files.insert("components/card/card.wxss", ".box{color:green}");
    let warm = compiler.compile(&files);
    assert_eq!(warm.report.compiled_count, 1);
    let cold = Compiler::new(Options::default()).compile(&files);
    assert!(warm.package.expect("a package").files == cold.package.expect("a package").files);
}

#[test]
fn a_folder_without_a_program_says_so() {
    let output = build(&[("readme.txt", "x")], Mode::Dev);
    assert!(output.package.is_none());
    assert_eq!(
        output.diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.severity)).collect::<Vec<_>>(),
        [("config/no-app-json", Severity::Error)]
    );
}
