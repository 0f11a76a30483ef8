//! Whole programs in memory: what a build makes of them.

use std::collections::BTreeMap;

use minnow_compiler::{
    ApiScripts, Compiler, MemoryProject, Mode, Options, Output, RealmScripts, Recoded, RuntimeFiles, Severity,
};

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
    let logic: String = page.logic.iter().map(|path| text(&output, path)).collect();
    let everything: String = page
        .view
        .iter()
        .chain(&page.logic)
        .chain(&page.style)
        .chain(&manifest.app_logic)
        .chain(&manifest.app_style)
        .map(|path| text(&output, path))
        .collect();
    println!("{everything}");
    assert!(logic.contains("mn.d(\"pages/index/index.js\""), "{logic}");
    assert!(
        !page.view.is_empty() && page.view.iter().all(|path| page.logic.contains(path)),
        "both realms load templates"
    );
    // What both load is counted once.
    for path in page.view.iter().chain(&page.logic) {
        assert_eq!(output.report.pages[0].files.iter().filter(|file| *file == path).count(), 1, "{path}");
    }
    assert!(text(&output, "img/a.png") == "png");
}

/// What a page's logic chunks begin with, of a runtime that has these parts and groups: names without their hash.
fn runtime_of(page: &str, script: &str, template: &str) -> String {
    let script_of = |text: &str| ApiScripts { logic: Some(text.into()), view: None };
    let groups =
        ["base", "file", "frame", "names", "network", "storage"].map(|group| (group.to_owned(), script_of(group)));
    let parts = ["composition", "exit", "queries", "skeleton"].map(|part| (part.to_owned(), part.into()));
    let runtime = RuntimeFiles { api: groups.into(), parts: parts.into(), ..RuntimeFiles::default() };
    let files = [
        ("app.json", r#"{"pages":["a/a","b/b"],"usingComponents":{"my-card":"/card/card"}}"#),
        ("app.js", "App({ onLaunch() { wx.hideLoading() } })"),
        ("a/a.js", script),
        ("a/a.wxml", template),
        ("b/b.js", "Page({})"),
        ("b/b.wxml", "<my-card/>"),
        ("card/card.json", "{\"component\":true}"),
        ("card/card.js", "Component({})"),
        ("card/card.wxml", "<view/>"),
    ];
    let output =
        Compiler::new(Options { runtime, mode: Mode::Release, ..Options::default() }).compile(&project(&files));
    let page = &output.package.as_ref().expect("a package").manifest.pages[page];
    let name = |path: &String| path.split(['/', '.']).nth(1).unwrap_or_default().to_owned();
    page.logic.iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_names_the_parts_of_the_logic_realm_and_the_groups_it_needs() {
    let a = |script: &str| runtime_of("a/a", script, "<view>{{x}}</view>");
    assert_eq!(a("Page({})"), "api-frame-logic a-a");
    assert_eq!(a("Page({ onLoad() { wx.request({}) } })"), "api-frame-logic api-network-logic a-a");
    assert_eq!(a("Page({ onLoad() { this.selectComponent('x') } })"), "part-queries api-frame-logic a-a");
    assert_eq!(a("Page({}); Behavior().methods({})"), "part-composition api-frame-logic a-a");
    // What is stored is read first, on every page of a program that stores: by an API, with files, or by a name that it computes.
    assert_eq!(
        runtime_of("b/b", "Page({ onHide() { wx.setStorageSync('a', 1) } })", "<view/>"),
        "api-storage-logic part-skeleton api-frame-logic b-b b-b"
    );
    assert!(runtime_of("b/b", "Page({ onHide() { wx.saveFile({}) } })", "<view/>").starts_with("api-storage-logic"));
    assert!(runtime_of("b/b", "Page({ onHide() { wx[this.name]() } })", "<view/>").starts_with("api-storage-logic"));
    // Whichever page the program is left from says what is kept.
    let saving = "Page({ onSaveExitState() {} })";
    assert!(runtime_of("b/b", saving, "<view/>").starts_with("part-exit part-skeleton"));
    // A page with components has its skeleton made; one that a template may bring counts.
    assert_eq!(runtime_of("b/b", "Page({})", "<view/>"), "part-skeleton api-frame-logic b-b b-b");
    let called = "<template is=\"t\"/><template name=\"t\"><my-card/></template>";
    assert!(runtime_of("a/a", "Page({})", called).starts_with("part-skeleton"));
}

#[test]
fn only_a_development_server_has_the_hooks_and_the_lines_of_elements() {
    let development =
        RealmScripts { view: "hooks".into(), late: "hooks".into(), keep: "hooks".into(), logic: "hooks".into() };
    let (view, logic) = ("plain".into(), "plain".into());
    let runtime = RuntimeFiles { view, logic, development: Some(development), ..RuntimeFiles::default() };
    let files = [
        ("app.json", r#"{"pages":["a/a"]}"#),
        ("app.js", "App({})"),
        ("a/a.js", "Page({})"),
        ("a/a.wxml", "<view>\n<text/></view>"),
    ];
    for (mode, script, register) in
        [(Mode::Dev, "hooks", r#"mn.t("a/a",[1,2])"#), (Mode::Release, "plain", r#"mn.t("a/a")"#)]
    {
        let options = Options { mode, runtime: runtime.clone(), ..Options::default() };
        let output = Compiler::new(options).compile(&project(&files));
        let manifest = output.package.as_ref().expect("a package").manifest.clone();
        assert_eq!(text(&output, &manifest.runtime.view), script, "{mode:?}");
        assert_eq!(text(&output, &manifest.runtime.logic), script, "{mode:?}");
        assert!(text(&output, &manifest.pages["a/a"].view[0]).starts_with(register), "{mode:?}");
    }
}

#[test]
fn a_script_that_computes_names_of_wx_is_given_their_table() {
    let a = |script: &str| runtime_of("a/a", script, "<view/>").contains("names");
    for script in [
        "wx[name]()",
        "promisify(wx)",
        "const { request } = wx",
        "globalThis.wx",
        "const { wx } = globalThis",
        "const { wx: all } = globalThis",
        "wx.canIUse('x')",
        "wx.not_there()",
    ] {
        assert!(a(script), "{script}");
    }
    for script in [
        "wx.request()",
        "typeof wx === 'object' && wx.showToast({})",
        "wx.mine = 1; wx.mine",
        "function f(wx) { g(wx) }",
    ] {
        assert!(!a(script), "{script}");
    }
}

/// What is kept of `a/a` and of `b/b`, with `window`, the JSON of `a/a` and its script as given.
fn kept(window: &str, json: &str, script: &str) -> (minnow_compiler::Manifest, [String; 2]) {
    let app = format!(r#"{{"pages":["a/a","b/b"],"window":{{{window}}}}}"#);
    let files = [
        ("app.json", app.as_str()),
        ("app.js", "App({})"),
        ("a/a.js", script),
        ("a/a.json", json),
        ("a/a.wxml", "<view/>"),
        ("b/b.js", "Page({})"),
        ("b/b.wxml", "<view/>"),
    ];
    let parts = BTreeMap::from([("keep".to_owned(), b"part".to_vec())]);
    let runtime = RuntimeFiles { view: "view".into(), keep: "keep".into(), parts, ..RuntimeFiles::default() };
    let output = Compiler::new(Options { runtime, ..Options::default() }).compile(&project(&files));
    assert_eq!(output.diagnostics, []);
    let manifest = output.package.expect("a package").manifest;
    let kept = ["a/a", "b/b"].map(|page| manifest.pages[page].kept.clone());
    (manifest, kept)
}

#[test]
fn what_a_page_says_of_its_first_rendering_reaches_the_view() {
    const CALLS: &str = "Page({ onReady() { this.setInitialRenderingCache({ a: 1 }) } })";
    let (manifest, [a, b]) = kept("", r#"{"initialRenderingCache":"dynamic"}"#, CALLS);
    assert_eq!(manifest.pages["a/a"].config["initialRenderingCache"], "dynamic");
    assert!(!a.is_empty() && b.is_empty(), "{a} {b}");
    assert!(manifest.runtime.keep.starts_with("a/view-keep.") && manifest.runtime.parts.contains_key("keep"));
    assert!(manifest.pages["a/a"].logic.contains(&manifest.runtime.parts["keep"]), "it comes with the page's scripts");

    let (_, [a_again, _]) = kept("", r#"{"initialRenderingCache":"dynamic"}"#, CALLS);
    assert_eq!(a, a_again);
    let (_, [a_later, _]) = kept("", r#"{"initialRenderingCache":"dynamic"}"#, &CALLS.replace('1', "2"));
    assert_ne!(a, a_later, "what an older program drew is not shown by a newer one");

    let (_, [a, b]) = kept(r#""initialRenderingCache":"capture""#, r#"{"initialRenderingCache":"static"}"#, CALLS);
    assert!(a.is_empty() && !b.is_empty(), "a page's own key comes first: {a} {b}");

    for window in ["", r#""initialRenderingCache":"static""#] {
        let (manifest, kept) = kept(window, "{}", CALLS);
        assert_eq!(kept, ["", ""]);
        assert!(
            manifest.runtime.keep.is_empty() && manifest.runtime.parts.is_empty(),
            "nobody is sent what nobody uses"
        );
        assert!(!serde_json::to_string(&manifest).unwrap().contains("keep"));
    }
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

#[test]
fn what_is_wrong_in_an_included_file_is_placed_there() {
    let project = MemoryProject::new([
        ("project.config.json", r#"{"miniprogramRoot":"mp/"}"#),
        ("mp/app.json", r#"{"pages":["p"]}"#),
        ("mp/p.wxml", "<include src=\"parts/row\"/>"),
        ("mp/parts/row.wxml", "<image src=\"gone.png\"/><view a b a/>"),
    ]);
    let output = Compiler::new(Options::default()).compile(&project);
    let told: Vec<_> = output.diagnostics.iter().map(|told| (told.code, told.file.as_str())).collect();
    let file = "mp/parts/row.wxml";
    assert_eq!(told, [("wxml/missing-file", file), ("wxml/duplicate-attribute", file)]);
    assert!(output.sources.contains_key(file));
}

#[test]
fn hostile_nesting_is_a_diagnostic() {
    for (path, text) in [
        ("app.js", "(".repeat(100_000)),
        ("app.js", "!".repeat(100_000)),
        ("app.js", "a?".repeat(3_000)),
        ("app.js", "x=>".repeat(3_000)),
        ("app.json", "[".repeat(100_000)),
        ("app.wxss", "a{".repeat(50_000)),
        ("app.wxss", format!("a{{b:{}}}", "(".repeat(50_000))),
        ("app.wxss", format!("{}{{}}", ":not(".repeat(50_000))),
    ] {
        let mut files = project(SMALL);
        files.insert(path, &text);
        let output = Compiler::new(Options::default()).compile(&files);
        assert!(!output.diagnostics.is_empty(), "{path} {}", &text[..4]);
    }
}

#[test]
fn dangling_paths_are_warnings_and_the_rest_builds() {
    let output = build(
        &[
            (
                "app.json",
                r#"{"pages":["pages/a","pages/gone"],"usingComponents":{"x-y":"./no","p-q":"plugin://p/q"},"tabBar":{"list":[{"pagePath":"pages/a","iconPath":"i.png"},{"pagePath":"pages/b"}]},"windw":{}}"#,
            ),
            ("app.js", "require('./none'); App({})"),
            ("app.wxss", "@import 'none.wxss'; .a{background:url(none.png)}"),
            ("pages/a.wxml", "<import src=\"none\"/><image src=\"none.png\"/>"),
            ("pages/a.js", "Page({})"),
        ],
        Mode::Dev,
    );
    let mut codes: Vec<&str> = output.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in [
        "config/tab-page",
        "config/unknown-key",
        "graph/missing-component",
        "graph/missing-image",
        "graph/missing-page",
        "graph/plugin-component",
        "js/missing-module",
        "wxml/missing-file",
        "wxss/missing-file",
        "wxss/missing-import",
    ] {
        assert!(codes.contains(&code), "{code} is not in {codes:?}");
    }
    assert!(!output.has_errors());
    assert_eq!(output.package.expect("a package").manifest.pages.len(), 1);
}

#[test]
fn a_less_sheet_without_a_compiler_is_left_out_and_the_rest_builds() {
    let mut files: Vec<_> = SMALL.iter().copied().filter(|(path, _)| *path != "components/card/card.wxss").collect();
    files.push(("components/card/card.less", ".box { .inner { color: red } }"));
    let output = build(&files, Mode::Dev);
    let found: Vec<_> = output.diagnostics.iter().map(|one| (one.severity, one.code, &*one.file)).collect();
    assert_eq!(found, [(Severity::Warning, "wxss/less", "components/card/card.less")]);
    assert!(output.package.is_some());
}

#[test]
fn a_picture_with_a_smaller_form_is_shown_by_it_and_stays() {
    fn recode(content: &[u8]) -> Option<Recoded> {
        let is_large = content.starts_with(b"large");
        is_large.then(|| Recoded { ending: ".webp", content: content[..content.len() / 2].to_vec() })
    }
    let files = [
        ("app.json", r#"{"pages":["p/p"]}"#),
        ("app.js", ""),
        ("p/p.js", "Page({})"),
        ("p/p.wxml", "<image src=\"/images/a.png\"/>"),
        (
            "p/p.wxss",
            ".a{background:url(../images/a.png)}.b{background:url(/images/b.png)}.c{background:url(/images/c.jpg)}",
        ),
        ("images/a.png", &format!("large{}", "a".repeat(5_000))),
        ("images/b.png", &format!("small{}", "b".repeat(5_000))),
        ("images/c.jpg", "large, but not by much"),
    ];
    let output = Compiler::new(Options { recode: Some(recode), ..Options::default() }).compile(&project(&files));
    let package = output.package.as_ref().expect("a package");
    let forms: Vec<(&String, &String)> = package.manifest.images.iter().collect();
    let [(picture, form)] = forms[..] else { panic!("{forms:?}") };
    assert_eq!(picture, "images/a.png");
    assert!(form.starts_with("a/a.") && form.ends_with(".webp"), "{form}");
    assert_eq!((package.files[picture].len(), package.files[form].len()), (5_005, 2_502));
    let style = text(&output, &package.manifest.pages["p/p"].style[0]);
    for address in [&format!("../{form}"), "../images/b.png", "../images/c.jpg"] {
        assert!(style.contains(address), "{address}: {style}");
    }
    assert!(!style.contains("../images/a.png"), "{style}");
    assert!(build(&files, Mode::Release).package.expect("a package").manifest.images.is_empty());
}
