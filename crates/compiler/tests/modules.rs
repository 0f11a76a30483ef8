//! What the requests of a script reach, and what its text becomes. What scripts do when they run is in tests/js/scripts.md.

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

#[test]
fn text_keeps_its_lines_so_that_places_in_it_stay_true() {
    for script in [
        "var a = 010; with (a) { b() } // c",
        "'use strict'\nlet a\n\n/* b\n */ c()",
        "import a from './x'\nimport {\n  b,\n  c\n} from './x'\nb(a,\n  c)\nexport default {\n  b\n}\nlast()",
        "export const a = 1\nexport {\n  a as b\n}\nexport * from './x'\nlast()",
    ] {
        let body = body(script, &[("x.js", "")]);
        let line_of_last = |text: &str| {
            text.lines().position(|line| line.contains("b()") || line.contains("c()") || line.contains("last()"))
        };
        assert_eq!(body.lines().count(), script.lines().count(), "{script}\n{body}");
        assert_eq!(line_of_last(&body), line_of_last(script), "{script}\n{body}");
    }
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
fn computed_requests_pack_the_folder_they_name_or_the_whole_package() {
    let files = [("lang/zh.js", ""), ("lang/en.js", ""), ("other.js", "")];
    let named = app_logic(&build("require('./lang/' + name)", &files, Mode::Dev));
    let packed = |logic: &str, path: &str| logic.contains(&format!("mn.d(\"{path}\""));
    assert!(packed(&named, "lang/zh.js") && packed(&named, "lang/en.js") && !packed(&named, "other.js"), "{named}");
    let unnamed = app_logic(&build("require(name)", &files, Mode::Dev));
    assert!(packed(&unnamed, "other.js"), "{unnamed}");
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
