//! Audits: what is not wrong with a program, but makes it larger, slower or harder to use than it need be.
//!
//! In: a compiled program and [`Settings`]. Out: diagnostics, each with a section in docs/reference/audits.md. Must not: guess: an audit
//! that cannot be sure says nothing; look into installed packages; run where somebody waits for a rebuild.
//! One audit a file, each of the same shape: its code, `run`, and its tests.

mod boxes;
mod code_from_text;
mod ignored;
mod large_data;
mod large_image;
mod list_key;
mod missing_label;
mod own_network;
mod personal_data;
mod private_api;
mod program;
mod scripts;
mod secret;
mod undeclared_domain;
mod unsized_image;
mod unused_component;
mod unused_data;
mod unused_package;
mod unused_page;
mod unused_style;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostics::Diagnostic;

pub(crate) use personal_data::reaches;
pub(crate) use program::{Audited, template_texts};

/// The codes of all audits.
pub const CODES: [&str; 17] = [
    code_from_text::CODE,
    large_data::CODE,
    large_data::IN_LOOP_CODE,
    large_image::CODE,
    list_key::CODE,
    missing_label::CODE,
    own_network::CODE,
    personal_data::CODE,
    private_api::CODE,
    secret::CODE,
    undeclared_domain::CODE,
    unsized_image::CODE,
    unused_component::CODE,
    unused_data::CODE,
    unused_package::CODE,
    unused_page::CODE,
    unused_style::CODE,
];

/// What a project says of its audits.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Codes that are switched off.
    pub off: BTreeSet<String>,
    /// Back ends the program may call, by what for; a purpose without a list allows every one.
    pub domains: BTreeMap<Purpose, Vec<String>>,
}

/// What an address is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    Request,
    Upload,
    Download,
    Socket,
}

type Run = fn(&Audited, &Settings) -> Vec<Diagnostic>;

const AUDITS: [Run; 16] = [
    |audited, _| code_from_text::run(audited),
    |audited, _| large_data::run(audited),
    |audited, _| large_image::run(audited),
    |audited, _| list_key::run(audited),
    |audited, _| missing_label::run(audited),
    |audited, _| own_network::run(audited),
    |audited, _| personal_data::run(audited),
    |audited, _| private_api::run(audited),
    |audited, _| secret::run(audited),
    undeclared_domain::run,
    |audited, _| unsized_image::run(audited),
    |audited, _| unused_component::run(audited),
    |audited, _| unused_data::run(audited),
    |audited, _| unused_package::run(audited),
    |audited, _| unused_page::run(audited),
    |audited, _| unused_style::run(audited),
];

/// Runs every audit.
pub(crate) fn run(audited: &Audited, settings: &Settings) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = AUDITS.par_iter().flat_map_iter(|run| run(audited, settings)).collect();
    let mut comments = ignored::Comments::default();
    found.retain(|diagnostic| !settings.off.contains(diagnostic.code) && !comments.silence(diagnostic, audited));
    found
}

#[cfg(test)]
pub(crate) mod testing {
    //! A program of a few files, and what one audit says of it.

    use super::Settings;
    use crate::{Compiler, Diagnostic, MemoryProject, Options};

    pub(crate) const APP: (&str, &str) = ("app.json", "{\"pages\":[\"p/p\"]}");

    pub(crate) fn audit(files: &[(&str, &str)], settings: &Settings) -> Vec<Diagnostic> {
        let own = files.iter().any(|(path, _)| *path == APP.0);
        let defaults = [APP, ("app.js", ""), ("p/p.js", "Page({})"), ("p/p.wxml", "<view/>")];
        let defaults = defaults.into_iter().filter(|(path, _)| !files.iter().any(|(own, _)| own == path));
        assert!(own || !files.is_empty());
        let project = MemoryProject::new(defaults.chain(files.iter().copied()));
        Compiler::new(Options::default()).audit(&project, settings).diagnostics
    }

    /// What is said under one code: each message with the text of its first place.
    pub(crate) fn said(code: &str, files: &[(&str, &str)]) -> Vec<String> {
        let told = |diagnostic: Diagnostic| {
            let text = files.iter().find(|(path, _)| *path == diagnostic.file).map_or("", |(_, text)| text);
            let place = diagnostic.labels.first().map_or("", |label| &text[label.span.clone()]);
            format!("{} | {place}", diagnostic.message)
        };
        let found = audit(files, &Settings::default());
        found.into_iter().filter(|diagnostic| diagnostic.code == code).map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::audit;
    use super::*;

    #[test]
    fn every_audit_has_a_section_in_the_reference() {
        let page = include_str!("../../../../docs/reference/audits.md");
        for code in CODES.iter().chain(&["budget/first-load", "budget/package-size"]) {
            assert!(page.contains(&format!("\n## {code}\n")), "{code} has no section");
        }
        let sections = page.lines().filter_map(|line| line.strip_prefix("## ")).filter(|title| title.contains('/'));
        for title in sections.filter(|title| !title.starts_with("budget/")) {
            assert!(CODES.contains(&title), "{title} is no audit");
        }
    }

    #[test]
    fn an_audit_is_switched_off_by_its_code_or_where_it_speaks() {
        let codes = |files: &[(&str, &str)], settings: &Settings| -> Vec<&str> {
            audit(files, settings).iter().map(|diagnostic| diagnostic.code).collect()
        };
        let list = "<view wx:for=\"{{list}}\">{{item}}</view>";
        assert_eq!(codes(&[("p/p.wxml", list)], &Settings::default()), ["audit/list-key"]);
        let off = Settings { off: BTreeSet::from(["audit/list-key".to_owned()]), ..Settings::default() };
        assert_eq!(codes(&[("p/p.wxml", list)], &off), [""; 0]);
        let above = format!("<!-- minnow-ignore audit/list-key -->\n{list}");
        assert_eq!(codes(&[("p/p.wxml", &above)], &Settings::default()), [""; 0]);
        let other = format!("<!-- minnow-ignore audit/list-keys -->\n{list}");
        assert_eq!(codes(&[("p/p.wxml", &other)], &Settings::default()), ["audit/list-key"]);
        let far = format!("<!-- minnow-ignore audit/list-key -->\n\n{list}");
        assert_eq!(codes(&[("p/p.wxml", &far)], &Settings::default()), ["audit/list-key"]);
    }
}
