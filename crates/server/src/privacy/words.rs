//! What a person is shown when he is asked, in his language; its digest stands in the receipt.
//!
//! In: a declaration, what is asked for. Out: lines of text. Must not: say anything that the sheet does not show.

use protocol::privacy::{data_item, scope_named};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::Declaration;
use crate::blobs::Digest;
use crate::language::Language;

/// All that the sheet says but the labels of its buttons.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownWords {
    pub(super) title: String,
    /// What is asked for, each with its purpose.
    pub(super) lines: Vec<ShownLine>,
    /// What follows from the answer.
    pub(super) consequence: String,
    pub(super) contact: String,
    pub(super) retention: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownLine {
    pub(super) label: String,
    pub(super) purpose: String,
}

/// The name of an item in a language.
pub(crate) fn label(word: &str, language: Language) -> String {
    let found = data_item(word).map(|item| (item.zh, item.en));
    let found = found.or_else(|| scope_named(word).map(|scope| (scope.zh, scope.en)));
    found.map_or_else(|| word.to_owned(), |(zh, en)| language.choose(zh, en).to_owned())
}

/// `reason`: what the program itself says of the scope.
pub(super) fn question(
    program: &str,
    declaration: &Declaration,
    items: &[String],
    scope: Option<(&str, &str)>,
    language: Language,
) -> ShownWords {
    let scope_line = scope.map(|(name, reason)| ShownLine { label: label(name, language), purpose: reason.to_owned() });
    let item_lines = items.iter().map(|item| ShownLine {
        label: label(item, language),
        purpose: declaration.items.get(item).cloned().unwrap_or_default(),
    });
    ShownWords {
        title: match language {
            Language::Chinese => format!("{program} 申请使用你的信息"),
            Language::English => format!("{program} asks to use data of yours"),
        },
        lines: scope_line.into_iter().chain(item_lines).collect(),
        consequence: language
            .choose(
                "允许后，该小程序才能使用以上信息；你可以随时在隐私中心撤回。拒绝不影响使用不需要这些信息的功能。",
                "Only after you allow it can the program use these. You can take it back in the privacy centre at any time. If you refuse, whatever does not need them still works.",
            )
            .to_owned(),
        contact: declaration.contact.clone(),
        retention: declaration.retention.clone(),
    }
}

/// What a switch in the settings stands beside.
pub(super) fn switch(word: &str, is_given: bool) -> String {
    format!("settings\n{word}\n{}\n", if is_given { "on" } else { "off" })
}

pub(super) fn digest(text: &str) -> String {
    Digest::of(text.as_bytes()).to_string()
}
