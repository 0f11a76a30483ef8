//! Fields that `setData` sends to the view and nobody reads: not the template, not the script.
//!
//! In: pages and components with their templates. Out: a warning a field. Must not: speak where the data is handed on as a whole, comes with
//! behaviors, or is read from another script.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Audited;
use super::program::ScriptFile;
use crate::assemble::template_closure;
use crate::diagnostics::Diagnostic;
use crate::graph::Component;
use crate::outline::script::{self, Definition};
use crate::sources::Source;

pub(super) const CODE: &str = "audit/unused-data";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let texts: Vec<Source> = audited.texts().collect();
    let read = read_members(&texts);
    let scripts: BTreeMap<&str, &ScriptFile> = audited.scripts.iter().map(|script| (script.path, script)).collect();
    let mut found = Vec::new();
    for component in audited.graph.components.values() {
        let Some(script) = component.script.as_deref().and_then(|path| scripts.get(path)) else { continue };
        for (name, place) in unread(script, component, audited, &read) {
            found.push(
                Diagnostic::warning(
                    CODE,
                    &*script.source.file,
                    format!("`{name}` is given to `setData` and never read"),
                )
                .at(place, "copied and sent to the view in vain")
                .help("what only the script needs can be a field of `this`; what nobody needs can go"),
            );
        }
    }
    found
}

/// Names of fields nobody reads, each with the first key that sets it.
fn unread(
    script: &ScriptFile,
    component: &Component,
    audited: &Audited,
    read: &FxHashMap<&str, Option<&str>>,
) -> BTreeMap<String, Range<usize>> {
    let keys = script.facts.set_data.iter().flat_map(|call| &call.keys);
    if script.facts.hands_data_on || component.template.is_none() || keys.clone().next().is_none() {
        return BTreeMap::new();
    }
    let source = &script.source.text;
    let outline = script::read(source, script.path);
    let is_plain = matches!(outline.definition, Definition::Page | Definition::Component);
    if !is_plain || outline.is_open || !outline.behaviors.is_empty() {
        return BTreeMap::new();
    }
    let mut named: BTreeSet<&str> = outline.properties.iter().map(|property| property.name.as_str()).collect();
    let templates = templates(audited, component);
    for template in &templates {
        named.extend(words(&template.text).map(|(_, word)| word));
    }
    let written: BTreeSet<usize> = keys
        .clone()
        .flat_map(|(_, place)| place.clone())
        .chain(outline.data.iter().flat_map(|field| field.span.clone()))
        .collect();
    // Any other mention in the script may read it.
    named.extend(words(source).filter(|(at, _)| !written.contains(at)).map(|(_, word)| word));
    let elsewhere = |name: &str| read.get(name).is_some_and(|file| *file != Some(&*script.source.file));
    let mut found = BTreeMap::new();
    for (name, place) in keys {
        if !named.contains(name.as_str()) && !found.contains_key(name) && !elsewhere(name) {
            found.insert(name.clone(), place.clone());
        }
    }
    found
}

/// Names behind a dot in any text; with its file where there is one alone.
fn read_members(texts: &[Source]) -> FxHashMap<&str, Option<&str>> {
    let mut read: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    for source in texts {
        let file = &*source.file;
        for (_, word) in words(&source.text).filter(|(at, _)| source.text[..*at].ends_with('.')) {
            read.entry(word).and_modify(|only| *only = only.filter(|other| *other == file)).or_insert(Some(file));
        }
    }
    read
}

/// Every text of a component's templates: imported, included, and their WXS.
fn templates(audited: &Audited, component: &Component) -> Vec<Source> {
    let mut paths = BTreeSet::new();
    template_closure(&component.path, audited.program, &mut paths);
    let mut files = BTreeSet::new();
    for path in &paths {
        files.insert(format!("{path}.wxml"));
        let template = &audited.program.templates[path];
        let includes = &template.compiled.unit.references.includes;
        files.extend(includes.iter().map(|include| format!("{}.wxml", include.path)));
        files.extend(template.wxs.iter().cloned());
    }
    files.iter().filter_map(|file| audited.sources.read(file)).collect()
}

/// Names in a text, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_name =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '$') || !character.is_ascii();
    text.split(move |character| !is_name(character))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    fn unread(script: &str, template: &str, others: &[(&str, &str)]) -> Vec<String> {
        said(super::CODE, &[&[("p/p.js", script), ("p/p.wxml", template)], others].concat())
    }

    #[test]
    fn a_field_that_neither_template_nor_script_reads_is_told() {
        let script =
            "Page({data: {a: 1, b: 2}, f() { this.setData({a: 2, b: 3, 'c.d': 1}) }, g() { return this.data.b }})";
        let told = "is given to `setData` and never read";
        assert_eq!(unread(script, "<view/>", &[]), [format!("`a` {told} | a"), format!("`c` {told} | 'c.d'")]);
        assert_eq!(unread(script, "<view>{{a}}{{c.d}}</view>", &[]), [""; 0]);
    }

    #[test]
    fn nothing_is_said_where_the_field_may_be_read() {
        let set = "this.setData({a: 2})";
        for (script, template, other) in [
            (format!("Page({{f() {{ {set}; send(this.data) }}}})"), "", ""),
            (format!("Page({{f() {{ {set}; const {{a}} = this.data }}}})"), "", ""),
            (format!("Page({{f() {{ {set} }}, g(k) {{ return this.data[k] }}}})"), "", ""),
            (format!("Page({{f() {{ {set} }}}})"), "<import src='t'/>", ""),
            (format!("Page({{f() {{ {set} }}}})"), "", "getCurrentPages()[0].data.a"),
            (format!("Component({{behaviors: [x], methods: {{f() {{ {set} }}}}}})"), "", ""),
            (format!("Component({{properties: {{a: String}}, methods: {{f() {{ {set} }}}}}})"), "", ""),
            (format!("Component({{observers: {{a() {{}}}}, methods: {{f() {{ {set} }}}}}})"), "", ""),
            (format!("own({{data: {{}}, f() {{ {set} }}}})"), "", ""),
        ] {
            let others = [("p/t.wxml", "<template name='t'>{{a}}</template>"), ("app.js", other)];
            assert_eq!(unread(&script, template, &others), [""; 0], "{script} {template}");
        }
    }
}
