//! Pages of small packages, drawn by a small script that stands in for the runtime's: what is drawn, what is skipped and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use minnow_prerender::{Outcome, Prerenderer, Program};
use protocol::manifest::{Manifest, Page};
use protocol::package::{Bytes, MANIFEST_PATH, Package};

/// Chunks register what a page answers; `ran` tells which scripts ran in this realm, in order.
const SCRIPT: &str = r"
var ran = [];
var mn = { pages: {}, script(name) { ran.push(name) }, page(path, answer) { ran.push(path); mn.pages[path] = answer } };
var minnowPrerender = {
  start(manifest, base) { this.entry = base + JSON.parse(manifest).entry },
  element(source) { (0, eval)(source) },
  page(path) {
    const answer = mn.pages[path];
    if (answer === undefined) throw new Error('no page ' + path);
    return typeof answer === 'function' ? answer() : answer;
  },
  result() { return this.waiting },
};
const html = (text, record = []) => JSON.stringify({ html: text, record });
";

/// A program of pages, each with a script of its own; every page uses the element `swiper` and the script of the app.
fn program_of(script: &str, pages: &[(&str, &str)]) -> Program {
    let mut files: BTreeMap<String, Bytes> = BTreeMap::new();
    let mut manifest = Manifest { entry: pages[0].0.to_owned(), ..Manifest::default() };
    let mut add = |path: &str, text: &str| {
        files.insert(path.to_owned(), Arc::from(text.as_bytes()));
        path.to_owned()
    };
    manifest.runtime.view = add("a/view.js", "throw new Error('the view realm does not run here')");
    manifest.runtime.elements.insert("swiper".to_owned(), add("a/el-swiper.js", "mn.script('swiper')"));
    manifest.runtime.elements.insert("map".to_owned(), add("a/el-map.js", "mn.script('map')"));
    manifest.app_logic.push(add("a/app.js", "mn.script('app')"));
    for (path, code) in pages {
        let chunk = add(&format!("a/{}.js", path.replace('/', "-")), code);
        let view = add(&format!("a/{}.t.js", path.replace('/', "-")), "mn.script('template')");
        let logic = vec![view.clone(), chunk];
        let page = Page { elements: vec!["swiper".to_owned()], view: vec![view], logic, ..Page::default() };
        manifest.pages.insert((*path).to_owned(), page);
    }
    let json = serde_json::to_string(&manifest).unwrap();
    files.insert(MANIFEST_PATH.to_owned(), Arc::from(json.into_bytes()));
    Program::new(Arc::new(Package { files, manifest }), Arc::from(script.as_bytes()))
}

fn program(pages: &[(&str, &str)]) -> Program {
    program_of(SCRIPT, pages)
}

fn html(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Drawn(screen) => &screen.html,
        Outcome::Skipped(reason) => panic!("skipped because {reason}"),
    }
}

fn reason(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Drawn(screen) => panic!("drawn: {}", screen.html),
        Outcome::Skipped(reason) => reason,
    }
}

#[test]
fn a_page_runs_its_own_scripts_in_order_each_once_for_a_realm() {
    let program = program(&[
        ("p/a", "mn.page('p/a', () => html(ran.join(' '), [minnowPrerender.entry]))"),
        ("p/b", "mn.page('p/b', () => html(ran.join(' ')))"),
    ]);
    let mut prerenderer = Prerenderer::new(program);
    let outcome = prerenderer.page("p/a");
    assert_eq!(html(&outcome), "swiper app template p/a");
    assert_eq!(outcome.screen().unwrap().record.get(), r#"["/p/a"]"#);
    assert_eq!(html(&prerenderer.page("p/b")), "swiper app template p/a template p/b");
    assert_eq!(html(&prerenderer.page("p/a")), "swiper app template p/a template p/b");
    assert_eq!(reason(&prerenderer.page("p/none")), "the program has no such page");
}

#[test]
fn a_page_can_say_why_it_is_not_drawn_ahead() {
    let outcomes = Prerenderer::pages(&program(&[
        ("p/a", r#"mn.page('p/a', JSON.stringify({ skip: ' it uses `Intl`\nat x.js ' }))"#),
        ("p/b", "mn.page('p/b', html('b'))"),
    ]));
    assert_eq!(reason(&outcomes["p/a"]), "it uses `Intl`");
    assert_eq!(html(&outcomes["p/b"]), "b");
}

#[test]
fn a_page_that_waits_is_asked_again_when_promises_have_run() {
    let wait = "mn.page('p/a', () => { (async () => { await 0; minnowPrerender.waiting = html('later') })(); return '{\"pending\":true}' })";
    let outcomes = Prerenderer::pages(&program(&[
        ("p/a", wait),
        (
            "p/b",
            "mn.page('p/b', () => { minnowPrerender.waiting = '{\"pending\":true}'; return minnowPrerender.waiting })",
        ),
    ]));
    assert_eq!(html(&outcomes["p/a"]), "later");
    assert!(reason(&outcomes["p/b"]).contains("does not come"));
}

#[test]
fn what_a_page_does_to_the_realm_costs_it_that_page_alone() {
    for (code, expected) in [
        ("mn.page('p/b', () => { for (;;); })", "it ran longer than its budget allows"),
        ("for (;;);", "it ran longer than its budget allows"),
        (
            "mn.page('p/b', () => { Promise.resolve().then(() => { for (;;); }); return html('b') })",
            "it ran longer than its budget allows",
        ),
        (
            "mn.page('p/b', () => { const l = []; for (;;) l.push(new Array(1e5).fill(l)) })",
            "it used more memory than its budget allows",
        ),
        (
            "mn.page('p/b', () => { throw new TypeError('x is not a function\\nat y') })",
            "TypeError: x is not a function",
        ),
        ("mn.page('p/b', () => { throw { get message() { for (;;); } } })", "it ran longer than its budget allows"),
        ("mn.page('p/b', () => ({}))", "its answer is no text"),
        ("mn.page('p/b', 'no JSON')", "its first screen cannot be read"),
        ("mn.page('p/b', '{\"html\":5,\"record\":[]}')", "its first screen cannot be read"),
        ("mn.page('p/b', '{\"html\":\"x\"}')", "its first screen cannot be read"),
        ("mn.page('p/b', () => html('x'.repeat(3 << 20)))", "its first screen is larger than 2 MB"),
        ("mn.page('p/b', () => html('x', 'y'.repeat(3 << 20)))", "its first screen is larger than 2 MB"),
        ("mn.page('p/b', () => html('x'.repeat(9 << 20)))", "its answer is too long"),
        ("throw new Error('a chunk')", "Error: a chunk"),
        ("minnowPrerender = undefined", "the function that should answer is not there"),
        ("mn.nothing()", "TypeError: not a function"),
    ] {
        let outcomes = Prerenderer::pages(&program(&[
            ("p/a", "mn.page('p/a', html('a'))"),
            ("p/b", code),
            ("p/c", "mn.page('p/c', html('c'))"),
        ]));
        assert_eq!(html(&outcomes["p/a"]), "a", "{code}");
        assert_eq!(reason(&outcomes["p/b"]), expected, "{code}");
        assert_eq!(html(&outcomes["p/c"]), "c", "{code}");
    }
}

#[test]
fn a_fresh_realm_knows_nothing_of_the_last_one() {
    let mut prerenderer = Prerenderer::new(program(&[
        ("p/a", "mn.page('p/a', () => { globalThis.left = (globalThis.left ?? 0) + 1; return html(String(left)) })"),
        ("p/b", "mn.page('p/b', () => { throw 1 })"),
    ]));
    assert_eq!([html(&prerenderer.page("p/a")), html(&prerenderer.page("p/a"))], ["1", "2"]);
    assert_eq!(reason(&prerenderer.page("p/b")), "1");
    assert_eq!(html(&prerenderer.page("p/a")), "1");
}

#[test]
fn a_program_that_loses_every_realm_is_given_up() {
    let names: Vec<String> = (10..40).map(|number| format!("p/{number}")).collect();
    let code = "mn.page = () => {}; for (;;);";
    let pages: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), code)).collect();
    let outcomes = Prerenderer::pages(&program(&pages));
    assert_eq!(outcomes.values().filter(|outcome| reason(outcome).contains("again and again")).count(), 24);
}

#[test]
fn without_a_script_that_works_every_page_is_skipped() {
    let pages = [("p/a", "mn.page('p/a', html('a'))"), ("p/b", "mn.page('p/b', html('b'))")];
    for (script, expected) in [
        ("", "this binary was built without the script that draws pages ahead"),
        ("throw new Error('broken')", "Error: broken"),
        ("var minnowPrerender = { start() { throw new Error('no start') } }", "Error: no start"),
        ("let = ", "SyntaxError"),
    ] {
        let outcomes = Prerenderer::pages(&program_of(script, &pages));
        assert_eq!(outcomes.len(), 2);
        for outcome in outcomes.values() {
            assert!(reason(outcome).starts_with(expected), "{script}: {}", reason(outcome));
        }
    }
}

#[test]
fn a_chunk_that_is_missing_is_told() {
    let whole = program(&[("p/a", "mn.page('p/a', html('a'))")]);
    let mut package = whole.package().clone();
    package.files.remove("a/p-a.js");
    let program = Program::new(Arc::new(package), Arc::from(SCRIPT.as_bytes()));
    assert_eq!(reason(&Prerenderer::new(program).page("p/a")), "`a/p-a.js` is not in the package");
}

#[test]
fn many_pages_give_the_same_on_any_number_of_threads() {
    let names: Vec<String> = (0..130).map(|number| format!("p/{number:03}")).collect();
    let codes: Vec<String> = names
        .iter()
        .map(|name| {
            format!("mn.page('{name}', () => html(ran.filter((name) => name.startsWith('p/')).length + ' {name}'))")
        })
        .collect();
    let pages: Vec<(&str, &str)> =
        names.iter().zip(&codes).map(|(name, code)| (name.as_str(), code.as_str())).collect();
    let program = program(&pages);
    let outcomes = Prerenderer::pages(&program);
    let again = Prerenderer::pages(&program);
    assert_eq!(outcomes.len(), 130);
    for (page, outcome) in &outcomes {
        assert_eq!(html(outcome), html(&again[page]));
    }
    // Three realms of 44, 44 and 42 pages.
    assert_eq!(html(&outcomes["p/043"]), "44 p/043");
    assert_eq!(html(&outcomes["p/044"]), "1 p/044");
}
