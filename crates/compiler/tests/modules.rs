//! Every module form real programs use: what a script is registered as, and what it reaches.

use minnow_compiler::{Compiler, MemoryProject, Mode, Options, Output};

/// Builds a program whose app.js is `script`, beside `files`.
fn build(script: &str, files: &[(&str, &str)], mode: Mode) -> Output {
    let mut project = MemoryProject::new([
        ("app.json", r#"{"pages":["p"],"resolveAlias":{"@u/*":"utils/*"}}"#),
        ("p.wxml", "<view/>"),
        ("app.js", script),
    ]);
    for (path, text) in files {
        project.insert(*path, text);
    }
    Compiler::new(Options { mode, ..Options::default() }).compile(&project)
}

fn app_logic(output: &Output) -> String {
    let package = output.package.as_ref().expect("a package");
    package.manifest.app_logic.iter().map(|path| String::from_utf8_lossy(&package.files[path]).into_owned()).collect()
}

/// The body that app.js is registered with.
fn body(script: &str, files: &[(&str, &str)]) -> String {
    let logic = app_logic(&build(script, files, Mode::Dev));
    let start = logic.find("mn.d(\"app.js\",").expect("app.js is registered");
    let body = &logic[start + "mn.d(\"app.js\",function(require,module,exports){".len()..];
    body[..body.find("\n});\n").expect("its end")].to_owned()
}

fn check(script: &str, expected: &str) {
    assert_eq!(body(script, &[("x.js", ""), ("y.js", "")]), expected, "{script}");
}

#[test]
fn scripts_stay_as_written() {
    check("var a = 010; with (a) { b() } // c", "var a = 010; with (a) { b() } // c");
    check("'use strict'\nlet a", "'use strict'\nlet a");
    check("return", "return");
}

#[test]
fn imports_read_through_their_module() {
    check("import './x'", "\"use strict\";require(\"x.js\");");
    check(
        "import a from './x'\na()",
        "\"use strict\";var _mn0=require(\"x.js\"),_mn0d=mn.y(_mn0);\n;(0,_mn0d.default)()",
    );
    check("import {a as b, c} from './x'\nb = {c}", "\"use strict\";var _mn0=require(\"x.js\");\n_mn0.a = {c:_mn0.c}");
    check(
        "import * as n from './x'; n.a(); new n.B",
        "\"use strict\";var _mn0=require(\"x.js\"),_mn0n=mn.z(_mn0); _mn0n.a(); new _mn0n.B",
    );
    check(
        "import a from './x'; function f(a) { return a }",
        "\"use strict\";var _mn0=require(\"x.js\"),_mn0d=mn.y(_mn0); function f(a) { return a }",
    );
    check(
        "import {t} from './x'\nlet s\nt`x`\nif (s) t()",
        "\"use strict\";var _mn0=require(\"x.js\");\nlet s\n;(0,_mn0.t)`x`\nif (s) (0,_mn0.t)()",
    );
}

#[test]
fn exports_are_getters_set_first() {
    check(
        "export const a = 1, {b, c: [d]} = e",
        "\"use strict\";mn.x(exports,{a:()=>a,b:()=>b,d:()=>d});const a = 1, {b, c: [d]} = e",
    );
    check(
        "export function f() {}\nexport class K {}",
        "\"use strict\";mn.x(exports,{f:()=>f,K:()=>K});function f() {}\nclass K {}",
    );
    check("export default 1", "\"use strict\";mn.x(exports,{default:()=>_mnd});var _mnd=1;");
    check("export default function () {}", "\"use strict\";mn.x(exports,{default:()=>_mnd});function  _mnd() {}");
    check("export default class {}", "\"use strict\";mn.x(exports,{default:()=>_mnd});var _mnd=class {};");
    check("export default async function f() {}", "\"use strict\";mn.x(exports,{default:()=>f});async function f() {}");
    check(
        "let a\nexport {a, a as default, a as 'b c'}",
        "\"use strict\";mn.x(exports,{a:()=>a,default:()=>a,[\"b c\"]:()=>a});let a\n",
    );
    check(
        "import a from './x'\nexport {a}",
        "\"use strict\";mn.x(exports,{a:()=>_mn0d.default});var _mn0=require(\"x.js\"),_mn0d=mn.y(_mn0);\n",
    );
}

#[test]
fn exports_pass_on_other_modules() {
    check("export * from './x'", "\"use strict\";mn.x(exports,{});var _mn0=require(\"x.js\");mn.r(exports,_mn0);");
    check(
        "export * as n from './x'",
        "\"use strict\";mn.x(exports,{n:()=>_mn0n});var _mn0=require(\"x.js\"),_mn0n=mn.z(_mn0);",
    );
    check(
        "export {default, b as c} from './x'",
        "\"use strict\";mn.x(exports,{default:()=>_mn0d.default,c:()=>_mn0.b});var _mn0=require(\"x.js\"),_mn0d=mn.y(_mn0);",
    );
}

#[test]
fn a_module_may_import_and_assign_its_exports() {
    check("import './x'\nmodule.exports = 1", "\"use strict\";require(\"x.js\");\nmodule.exports = 1");
}

#[test]
fn dynamic_import_never_reaches_the_realm() {
    check("import('./x')", "require.async(\"x.js\")");
    check("import(a + '.js').then(b)", "require.async(a + '.js').then(b)");
}

#[test]
fn a_require_of_its_own_is_left_alone() {
    check("(function(require){ require('./x') })(f)", "(function(require){ require('./x') })(f)");
}

#[test]
fn specifiers_resolve_in_every_form() {
    let files = [
        ("utils/a.js", ""),
        ("utils/index.js", ""),
        ("data.json", "{\"a\":1,}"),
        ("typed.ts", "export const a: number = 1"),
        ("miniprogram_npm/checked/index.js", ""),
        ("miniprogram_npm/@s/p/lib/x.js", ""),
        ("node_modules/plain/package.json", r#"{"main":"dist/main.js"}"#),
        ("node_modules/plain/dist/main.js", "require('./part'); require('inner')"),
        ("node_modules/plain/dist/part.js", ""),
        ("node_modules/plain/node_modules/inner/package.json", r#"{"main":"i"}"#),
        ("node_modules/plain/node_modules/inner/i.js", ""),
        ("node_modules/built/package.json", r#"{"miniprogram":"dist","main":"index.js"}"#),
        ("node_modules/built/dist/index.js", "require('vendored')"),
        ("node_modules/built/dist/miniprogram_npm/vendored/index.js", ""),
        (
            "node_modules/exporting/package.json",
            r#"{"exports":{".":{"import":"./e.mjs","require":"./e.cjs"},"./s/*":"./src/*.js"}}"#,
        ),
        ("node_modules/exporting/e.cjs", ""),
        ("node_modules/exporting/src/t.js", ""),
    ];
    for (specifier, expected) in [
        ("./utils/a", "utils/a.js"),
        ("./utils/a.js", "utils/a.js"),
        ("utils/a", "utils/a.js"),
        ("/utils/a", "utils/a.js"),
        ("./utils", "utils/index.js"),
        ("./utils/", "utils/index.js"),
        ("@u/a", "utils/a.js"),
        ("./data.json", "data.json"),
        ("./typed", "typed.js"),
        ("./typed.js", "typed.js"),
        ("checked", "miniprogram_npm/checked/index.js"),
        ("@s/p/lib/x", "miniprogram_npm/@s/p/lib/x.js"),
        ("plain", "miniprogram_npm/plain/dist/main.js"),
        ("plain/dist/part", "miniprogram_npm/plain/dist/part.js"),
        ("built", "miniprogram_npm/built/index.js"),
        ("exporting", "miniprogram_npm/exporting/e.cjs"),
        ("exporting/s/t", "miniprogram_npm/exporting/src/t.js"),
    ] {
        let script = format!("require('{specifier}')");
        let output = build(&script, &files, Mode::Dev);
        let warnings: Vec<_> =
            output.diagnostics.iter().filter(|diagnostic| diagnostic.code == "js/missing-module").collect();
        assert_eq!(warnings.len(), 0, "{specifier}: {warnings:?}");
        let logic = app_logic(&output);
        assert!(
            logic.contains(&format!("require(\"{expected}\")")) && logic.contains(&format!("mn.d(\"{expected}\",")),
            "{specifier}: {logic}"
        );
    }
    let plain = app_logic(&build("require('plain')", &files, Mode::Dev));
    assert!(plain.contains("mn.d(\"miniprogram_npm/plain/miniprogram_npm/inner/i.js\""), "{plain}");
    let built = app_logic(&build("require('built')", &files, Mode::Dev));
    assert!(built.contains("mn.d(\"miniprogram_npm/built/miniprogram_npm/vendored/index.js\""), "{built}");
}

#[test]
fn bundles_of_the_vendor_keep_their_dependencies() {
    let bundle = "function __DEFINE__(i,f){f(function(x){return require(x)})}\n__DEFINE__(1,function(require){require('dep')})\n//miniprogram-npm-outsideDeps=[\"dep\"]\n";
    let logic = app_logic(&build(
        "require('lib')",
        &[("miniprogram_npm/lib/index.js", bundle), ("miniprogram_npm/dep/index.js", "")],
        Mode::Release,
    ));
    assert!(logic.contains("miniprogram_npm/dep/index.js"), "{logic}");
}

#[test]
fn computed_requests_reach_the_folder_they_name() {
    let files = [("lang/zh.js", ""), ("lang/en.js", ""), ("other.js", "")];
    let output = build("require('./lang/' + name)", &files, Mode::Dev);
    let logic = app_logic(&output);
    assert!(
        logic.contains("mn.d(\"lang/zh.js\"")
            && logic.contains("mn.d(\"lang/en.js\"")
            && !logic.contains("mn.d(\"other.js\""),
        "{logic}"
    );
    assert_eq!(output.diagnostics.iter().filter(|diagnostic| diagnostic.code == "js/dynamic-require").count(), 1);
    let all = app_logic(&build("require(name)", &files, Mode::Dev));
    assert!(all.contains("mn.d(\"other.js\""), "{all}");
}

#[test]
fn a_module_asked_for_later_is_no_part_of_the_first_load() {
    let output = build(
        "require.async('./late').then(f); require('./later', f)",
        &[("late.js", "require('./part')"), ("later.js", ""), ("part.js", "")],
        Mode::Dev,
    );
    assert!(!app_logic(&output).contains("mn.d(\"late.js\""));
    let manifest = &output.package.as_ref().expect("a package").manifest;
    assert_eq!(manifest.modules.keys().collect::<Vec<_>>(), ["late.js", "later.js"]);
    assert!(!manifest.modules["late.js"].is_empty());
}

#[test]
fn a_faulty_script_throws_when_it_is_required_and_harms_no_other() {
    for script in ["let a; let a", "var = 1", "import a from './x'; export {b c}"] {
        let output =
            build("require('./bad'); require('./good')", &[("bad.js", script), ("good.js", "1")], Mode::Release);
        assert!(output.has_errors(), "{script}");
        let logic = app_logic(&output);
        assert!(logic.contains("SyntaxError") && logic.contains("good.js"), "{logic}");
    }
}

#[test]
fn typescript_is_stripped_and_keeps_its_lines() {
    let script = "import type {T} from './t'\nenum E { A = 1 }\nexport const a: number = E.A as number\nabstract class K<T> { private x?: T }\n";
    let project = MemoryProject::new([("app.json", r#"{"pages":["p"]}"#), ("p.wxml", "<view/>"), ("app.ts", script)]);
    let output = Compiler::new(Options::default()).compile(&project);
    assert_eq!(output.diagnostics, []);
    let logic = app_logic(&output);
    assert!(
        logic.contains("mn.d(\"app.js\"")
            && logic.contains("a:()=>a")
            && !logic.contains("number")
            && !logic.contains("./t"),
        "{logic}"
    );
}

#[test]
fn release_builds_are_minified_and_sloppy_code_stays_sloppy() {
    let output =
        build("function longName(argument) { return argument + 010 }\nApp({ longName: longName })", &[], Mode::Release);
    let logic = app_logic(&output);
    assert!(
        !logic.contains("argument") && !logic.contains("use strict") && !logic.contains("sourceMappingURL"),
        "{logic}"
    );
    assert!(logic.starts_with("mn.d(`app.js`,") || logic.starts_with("mn.d(\"app.js\","), "{logic}");
}
