//! What is different between two packages of a program, as an open page sees it: whether it can take the new one in place.
//!
//! In: two packages. Out: [`Change`]. Must not: compare sources: a page runs what was emitted.

use std::collections::{BTreeMap, BTreeSet};

use protocol::manifest::Manifest;
use protocol::package::{MANIFEST_PATH, Package};
use serde::Serialize;
use serde_json::value::RawValue;

/// Ends the names of chunks of templates and WXS.
const TEMPLATE_ENDING: &str = ".t.js";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Style sheets alone: the page exchanges them.
    Styles,
    /// Templates, WXS and perhaps style sheets: the page draws itself again, around the data it has.
    Templates,
    /// Anything else: scripts, configuration, pictures, the runtime. The page starts again.
    Program,
}

/// A change, with the new manifest where a page can take it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Change {
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest: Option<Box<RawValue>>,
}

impl Change {
    pub(crate) fn between(old: &Package, new: &Package) -> Self {
        let kind = kind(old, new);
        let text = new.files.get(MANIFEST_PATH).filter(|_| kind != Kind::Program);
        let manifest = text.and_then(|bytes| RawValue::from_string(String::from_utf8(bytes.to_vec()).ok()?).ok());
        Change { kind: if manifest.is_some() { kind } else { Kind::Program }, manifest }
    }
}

fn kind(old: &Package, new: &Package) -> Kind {
    if same_outside_of_chunks(old, new) && without(&old.manifest, false) == without(&new.manifest, false) {
        return Kind::Styles;
    }
    let is_same = same_outside_of_chunks(old, new)
        && without(&old.manifest, true) == without(&new.manifest, true)
        && keeps_modules(old, new);
    if is_same { Kind::Templates } else { Kind::Program }
}

/// Files under their own names: the manifest names all others by their content.
fn same_outside_of_chunks(old: &Package, new: &Package) -> bool {
    let own = |package: &Package| {
        let files = package.files.iter();
        let mut own: BTreeMap<String, _> = files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        own.retain(|path, _| !protocol::package::is_immutable(path) && path != MANIFEST_PATH);
        own
    };
    own(old) == own(new)
}

/// A manifest without what may differ: style sheets, and with `templates` what follows from templates.
fn without(manifest: &Manifest, templates: bool) -> Manifest {
    let mut rest = manifest.clone();
    rest.app_style.clear();
    for page in rest.pages.values_mut() {
        page.style.clear();
        if templates {
            page.view.clear();
            page.elements.clear();
            page.logic.clear();
            page.api.clear();
        }
    }
    if templates {
        rest.app_logic.clear();
        rest.modules.values_mut().for_each(Vec::clear);
    }
    rest
}

/// Whether each module is as it was: others may have come, with a component that is used for the first time.
fn keeps_modules(old: &Package, new: &Package) -> bool {
    let (before, after) = (modules(old), modules(new));
    before.iter().all(|(path, text)| after.get(path).is_none_or(|now| now == text))
}

/// The texts of each module by path, over all chunks. A module begins with a line that registers it. A program may have such a line in a text
/// of its own: then it is cut there, and no part of it is lost. What stands before the first module of a chunk has no path.
fn modules(package: &Package) -> BTreeMap<&str, Vec<&str>> {
    const BEGIN: &str = "mn.d(\"";
    let Manifest { app_logic, pages, modules, .. } = &package.manifest;
    let chunks = app_logic.iter().chain(pages.values().flat_map(|page| &page.logic)).chain(modules.values().flatten());
    let chunks: BTreeSet<&String> = chunks.filter(|chunk| !chunk.ends_with(TEMPLATE_ENDING)).collect();
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for chunk in chunks {
        let text = package.files.get(chunk).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let text = without_ending(text);
        let starts = text.match_indices(BEGIN).map(|(at, _)| at);
        let starts = starts.filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n');
        let mut from = 0;
        for to in starts.chain([text.len()]) {
            let module = text[from..to].trim_end();
            let path = module.strip_prefix(BEGIN).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            if !module.is_empty() {
                found.entry(path).or_default().push(module);
            }
            from = to;
        }
    }
    found.values_mut().for_each(|texts| texts.sort_unstable());
    found
}

/// A chunk without the lines behind its modules, which are about the chunk, and what the view reads of pages.
fn without_ending(chunk: &str) -> &str {
    let mut rest = chunk.trim_end();
    loop {
        let start = rest.rfind('\n').map_or(0, |before| before + 1);
        let last = &rest[start..];
        if !last.starts_with("mn.f(") && !last.starts_with("//# sourceMappingURL=") {
            return rest;
        }
        rest = rest[..start].trim_end();
    }
}

#[cfg(test)]
mod tests {
    use compiler::{Compiler, MemoryProject, Options};

    use super::*;

    /// What kind of change it is to write a file of a program with a page `a` that has a component, and a page `b`.
    fn check(path: &str, text: &str, expected: Kind) {
        let files = [
            ("app.json", r#"{"pages":["a/a","b/b"]}"#),
            ("app.js", "App({})"),
            ("app.wxss", ".x{color:red}"),
            ("a/a.json", r#"{"usingComponents":{"card":"/card/card"}}"#),
            ("a/a.wxml", "<wxs module=\"m\" src=\"./m.wxs\"/><card title=\"{{m.f(n)}}\"/>"),
            ("a/m.wxs", "module.exports={f:function(n){return n}}"),
            ("a/a.js", "require('../u');Page({data:{n:1}})"),
            ("card/card.json", r#"{"component":true}"#),
            ("card/card.wxml", "<view>{{title}}</view>"),
            ("card/card.js", "Component({properties:{title:String}})"),
            ("u.js", "exports.u=1"),
            ("b/b.json", "{}"),
            ("b/b.wxml", "<view>{{n}}</view>"),
            ("b/b.wxss", ".y{color:red}"),
            ("b/b.js", "require('../u');Page({data:{n:1,m:2}})"),
            ("i.png", "1"),
        ];
        let project = |files: &[(&str, &str)]| {
            Compiler::new(Options::default()).compile(&MemoryProject::new(files.iter().copied())).package.unwrap()
        };
        let old = project(&files);
        let mut changed: Vec<_> = files.into_iter().filter(|(other, _)| *other != path).collect();
        changed.push((path, text));
        assert_eq!(kind(&old, &project(&changed)), expected, "{path}: {text}");
    }

    #[test]
    fn sheets_can_be_exchanged() {
        check("app.wxss", ".x{color:blue}", Kind::Styles);
        check("b/b.wxss", "", Kind::Styles);
        check("a/a.wxss", ".new{color:blue}", Kind::Styles);
    }

    #[test]
    fn templates_can_be_drawn_again() {
        check("a/a.wxml", "<card/><card/>", Kind::Templates);
        check("a/m.wxs", "module.exports={f:function(n){return n+1}}", Kind::Templates);
        check("card/card.wxml", "<text>{{title}}!</text>", Kind::Templates);
        // Of a page without components the logic realm is told what the view reads, in a chunk of modules.
        check("b/b.wxml", "<view>{{n}} {{m}}</view>", Kind::Templates);
        check("b/b.wxml", "<input value=\"{{n}}\"/>", Kind::Templates);
    }

    #[test]
    fn anything_else_starts_the_page_again() {
        check("b/b.js", "require('../u');Page({data:{n:2,m:2}})", Kind::Program);
        check("u.js", "exports.u=2", Kind::Program);
        check("app.js", "App({a:1})", Kind::Program);
        check("b/b.json", r#"{"navigationBarTitleText":"b"}"#, Kind::Program);
        check("i.png", "2", Kind::Program);
        check("app.json", r#"{"pages":["b/b","a/a"]}"#, Kind::Program);
    }

    #[test]
    fn no_part_of_a_module_is_passed_over() {
        let page = "require('../u');Page({data:{n:1,m:2}})";
        // A module with a name of the registry's; texts that look like the ends and beginnings of modules.
        for (old, new) in [
            ("var mn=1;exports.u=mn", "var mn=2;exports.u=mn"),
            (
                "exports.a=1;\n//# sourceMappingURL=x.js.map\nexports.b=1",
                "exports.a=1;\n//# sourceMappingURL=x.js.map\nexports.b=2",
            ),
            ("exports.a=`\nmn.f(`;exports.b=1", "exports.a=`\nmn.f(`;exports.b=2"),
            ("exports.b=1;exports.a=`\nmn.d(\"u.js\"`", "exports.b=2;exports.a=`\nmn.d(\"u.js\"`"),
            ("exports.b=1;exports.a=`\nmn.d(\"b/b.js\"`", "exports.b=2;exports.a=`\nmn.d(\"b/b.js\"`"),
        ] {
            let build = |script: &str, template: &str| {
                let files =
                    [("app.json", r#"{"pages":["b/b"]}"#), ("b/b.wxml", template), ("b/b.js", page), ("u.js", script)];
                Compiler::new(Options::default()).compile(&MemoryProject::new(files)).package.unwrap()
            };
            let template = "<view>{{n}}</view>";
            assert_eq!(kind(&build(old, template), &build(new, template)), Kind::Program, "{new}");
            assert_eq!(kind(&build(old, template), &build(old, "<text>{{m}}</text>")), Kind::Templates, "{old}");
        }
    }
}
