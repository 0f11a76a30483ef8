//! Components that JSON declares and no template has: they are looked for and read in every build, and the vendor's tool packs them.
//!
//! In: the graph and what templates refer to. Out: a warning a declaration. Must not: speak where a tag could come from elsewhere.

use std::collections::BTreeSet;

use super::Audited;
use crate::assemble::template_closure;
use crate::config::component::Using;
use crate::diagnostics::Diagnostic;
use crate::graph::Component;
use crate::sources::is_in_package;

pub(super) const CODE: &str = "audit/unused-component";

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut everywhere = BTreeSet::new();
    for component in audited.graph.components.values() {
        let tags = tags(audited, component);
        if !is_in_package(&component.config.file) && component.template.is_some() {
            let unused = component.config.using.iter().filter(|using| !tags.contains(using.tag.as_str()));
            found.extend(unused.map(|using| unused_here(using, &component.config.file)));
        }
        everywhere.extend(tags);
    }
    // What app.json declares is for everyone.
    everywhere.extend(audited.app.placeholder.iter().map(|(_, tag)| tag.as_str()));
    let unused = audited.app.using.iter().filter(|using| !everywhere.contains(using.tag.as_str()));
    found.extend(unused.map(|using| unused_here(using, &audited.app.file)));
    found
}

/// Tags that a component's templates have, those named for generics and placeholders among them.
fn tags<'a>(audited: &'a Audited, component: &'a Component) -> BTreeSet<&'a str> {
    let mut templates = BTreeSet::new();
    template_closure(&component.path, audited.program, &mut templates);
    let mut tags: BTreeSet<&str> = component.placeholder.values().map(String::as_str).collect();
    for template in templates {
        let references = &audited.program.templates[&template].compiled.unit.references;
        tags.extend(references.tags.iter().map(|tag| tag.tag.as_str()));
        tags.extend(references.generics.iter().map(String::as_str));
    }
    tags
}

fn unused_here(using: &Using, file: &str) -> Diagnostic {
    Diagnostic::warning(CODE, file, format!("no template has a `<{}>`", using.tag))
        .at(using.span.clone(), "declared in vain")
        .help("take it out of `usingComponents`")
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;

    const CARD: [(&str, &str); 2] = [("c/c.json", "{\"component\":true}"), ("c/c.wxml", "<view/>")];

    fn used(json: &str, wxml: &str, others: &[(&str, &str)]) -> Vec<String> {
        let files = [&CARD[..], &[("p/p.json", json), ("p/p.wxml", wxml)], others].concat();
        said(super::CODE, &files)
    }

    #[test]
    fn a_component_that_no_template_has_is_told_at_its_declaration() {
        let json = "{\"usingComponents\":{\"my-card\":\"/c/c\"}}";
        assert_eq!(used(json, "<view/>", &[]), ["no template has a `<my-card>` | \"/c/c\""]);
        assert_eq!(used(json, "<my-card/>", &[]), [""; 0]);
        assert_eq!(
            used(json, "<import src=\"t\"/>", &[("p/t.wxml", "<template name=\"a\"><my-card/></template>")]),
            [""; 0]
        );
        assert_eq!(used(json, "<include src=\"t\"/>", &[("p/t.wxml", "<my-card/>")]), [""; 0]);
    }

    #[test]
    fn placeholders_and_generics_are_uses() {
        let json =
            "{\"usingComponents\":{\"a-a\":\"/c/c\",\"b-b\":\"/c/c\"},\"componentPlaceholder\":{\"a-a\":\"b-b\"}}";
        assert_eq!(used(json, "<a-a/>", &[]), [""; 0]);
        let json = "{\"usingComponents\":{\"a-a\":\"/c/c\",\"b-b\":\"/c/c\"}}";
        assert_eq!(used(json, "<a-a generic:row=\"b-b\"/>", &[]), [""; 0]);
    }

    #[test]
    fn what_the_app_declares_may_be_used_anywhere() {
        let app = |tag: &str| format!("{{\"pages\":[\"p/p\"],\"usingComponents\":{{\"{tag}\":\"/c/c\"}}}}");
        assert_eq!(used("{}", "<my-card/>", &[("app.json", &app("my-card"))]), [""; 0]);
        assert_eq!(
            used("{}", "<view/>", &[("app.json", &app("my-card"))]),
            ["no template has a `<my-card>` | \"/c/c\""]
        );
    }
}
