//! The messages of templates: one catalogue, worded here. In: what was found where. Out: [`Diagnostic`]s.
//! Must not stop anything: whatever is wrong, the rest of the template compiles.

use super::FileContext;
use crate::diagnostics::{Diagnostic, Severity, nearest};
use protocol::components::{self, Component};
use syntax::{ErrorKind, Span, SyntaxError};

/// Messages of one file; more than this only repeat.
const DIAGNOSTICS_MAX: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    MissingName,
    MissingModule,
    MissingSource,
    MissingFile,
    CyclicImport,
    CyclicInclude,
    IncludeTooLarge,
    NestingTooDeep,
    DuplicateTemplate,
    ChildrenNotAllowed,
    BindingNotAllowed,
    UnknownDirective,
    UnknownPrefix,
    UnknownAttribute,
    ConditionTwice,
    StrayElse,
    ElseWithFor,
    WithoutFor,
    DirectiveWithoutBraces,
    NeedlessBraces,
    InvalidKey,
    InvalidName,
    NoName,
    TextInData,
    ModelNotPath,
    AttributeWithoutEffect,
    LetTooLong,
}

impl Code {
    /// Word code, severity, message (`{}` is the name concerned) and help.
    #[rustfmt::skip] // a catalogue is read a line an entry
    fn entry(self) -> (&'static str, Severity, &'static str, &'static str) {
        use Severity::{Error, Note, Warning};
        match self {
            Self::MissingName => ("wxml/missing-name", Warning, "this `{}` needs a name", "write `<template name=\"…\">` to define one and `<template is=\"…\">` to use it"),
            Self::MissingModule => ("wxml/missing-module", Warning, "this script needs a module name", "write `module=\"name\"`: letters, digits and `_`"),
            Self::MissingSource => ("wxml/missing-src", Warning, "`{}` without `src` does nothing", ""),
            Self::MissingFile => ("wxml/missing-file", Warning, "there is no file `{}`", "the path is relative to this file, or from the project's root when it begins with `/`"),
            Self::CyclicImport => ("wxml/cyclic-import", Warning, "`{}` imports itself", "templates of the file itself are known without an import"),
            Self::CyclicInclude => ("wxml/cyclic-include", Error, "`{}` is included in itself", "a template that needs itself can be a `<template>`, which may be recursive"),
            Self::IncludeTooLarge => ("wxml/include-too-large", Error, "the included files hold too many elements", "use components or `<template>`"),
            Self::NestingTooDeep => ("wxml/nesting-too-deep", Error, "elements are nested too deep here; `{}` is left out", ""),
            Self::DuplicateTemplate => ("wxml/duplicate-template", Warning, "there is already a template `{}`; the last one counts", ""),
            Self::ChildrenNotAllowed => ("wxml/children-not-allowed", Warning, "what stands inside `{}` is never shown", ""),
            Self::BindingNotAllowed => ("wxml/binding-not-allowed", Warning, "`{}` can't hold a binding", "write the value itself, without braces"),
            Self::UnknownDirective => ("wxml/unknown-directive", Warning, "there is no directive `{}`", "known are wx:if, wx:elif, wx:else, wx:for, wx:for-item, wx:for-index and wx:key"),
            Self::UnknownPrefix => ("wxml/unknown-prefix", Warning, "`{}` has a prefix nobody reads", ""),
            Self::UnknownAttribute => ("wxml/unsupported-attribute", Warning, "`{}` can't be an attribute", "events are bound with `bind` or `catch`"),
            Self::ConditionTwice => ("wxml/condition-twice", Warning, "`{}` beside another condition is ignored", "an element takes one of wx:if, wx:elif and wx:else"),
            Self::StrayElse => ("wxml/stray-else", Warning, "`{}` does not follow a wx:if; it always shows", "the elements must stand side by side, with nothing but space between"),
            Self::ElseWithFor => ("wxml/else-with-for", Warning, "`{}` and wx:for on one element: the list is inside the branch", "put the condition on a `<block>` around it"),
            Self::WithoutFor => ("wxml/without-for", Note, "`{}` without wx:for does nothing", ""),
            Self::DirectiveWithoutBraces => ("wxml/directive-without-braces", Warning, "`{}` is text here, not an expression", "write `{{…}}` around it"),
            Self::NeedlessBraces => ("wxml/needless-braces", Note, "`{}` takes a name, without braces", ""),
            Self::InvalidKey => ("wxml/invalid-key", Warning, "`{}` is no field of an item; the list has no key", "write `wx:key=\"id\"`, or `*this` when the items are texts or numbers"),
            Self::InvalidName => ("wxml/invalid-name", Warning, "`{}` is no name", "a name has letters, digits, `_` and `$`, and does not begin with a digit"),
            Self::NoName => ("wxml/no-name", Note, "`{}` without a name: the name stays the usual one", "the usual names are `item` and `index`"),
            Self::TextInData => ("wxml/text-in-data", Warning, "the text `{}` beside the braces is ignored", "write all fields inside one pair of braces"),
            Self::ModelNotPath => ("wxml/model-not-path", Warning, "`{}` needs one data field between its braces", "two-way binding writes back: `model:value=\"{{name}}\"`"),
            Self::AttributeWithoutEffect => ("wxml/attribute-without-effect", Note, "`{}` has no effect here: the element draws nothing itself", ""),
            Self::LetTooLong => ("wxml/let-too-long", Error, "`let:` names use each other too often", ""),
        }
    }
}

fn syntax_entry(kind: ErrorKind) -> (Severity, &'static str, &'static str) {
    use Severity::{Error, Note, Warning};
    match kind {
        ErrorKind::UnclosedTag => (Warning, "`{}` is not closed", "it ends where its parent ends; write the end tag"),
        ErrorKind::StrayEndTag => (Warning, "`{}` closes nothing", ""),
        ErrorKind::UnfinishedTag => (Warning, "the tag `{}` has no `>`", ""),
        ErrorKind::UnclosedComment => (Warning, "this comment has no end; everything after it is gone", "write `-->`"),
        ErrorKind::UnclosedQuote => (Error, "the value of `{}` has no closing quote", ""),
        ErrorKind::UnquotedValue => (Note, "`{}` should stand in quotes", ""),
        ErrorKind::UnexpectedCharacter => (Warning, "`{}` is not expected in a tag", ""),
        ErrorKind::DuplicateAttribute => (Warning, "`{}` is given twice; the first counts", ""),
        ErrorKind::UnclosedBinding => (Warning, "these braces are never closed, so they are text", "write `}}`"),
        ErrorKind::HalfClosedBinding => (Warning, "one `}` is missing here", "a binding ends with `}}`"),
        ErrorKind::EmptyBinding => (Note, "there is nothing between these braces", ""),
        ErrorKind::InvalidExpression => (
            Error,
            "this is no expression",
            "templates know operators, members, calls, array and object literals, but no assignments, functions or `new`",
        ),
        ErrorKind::InvalidEntity => (Warning, "`{}` names no character", ""),
        ErrorKind::ElementTooDeep => (Error, "elements are nested too deep here", ""),
        ErrorKind::ExpressionTooDeep => (Error, "this expression is nested too deep", ""),
        ErrorKind::SourceTooLong => (Error, "this file is too long; the rest is ignored", ""),
    }
}

/// Collects diagnostics; knows which file is being read.
pub(super) struct Sink {
    pub(super) diagnostics: Vec<Diagnostic>,
    files: Vec<String>,
    /// What stands before and behind a template's path in the place of its file.
    around: (String, String),
}

impl Sink {
    pub(super) fn new(context: &FileContext<'_>) -> Self {
        let (stem, suffix) = context.file.split_at(context.file.rfind('.').unwrap_or(context.file.len()));
        let around = (stem.strip_suffix(context.path).unwrap_or_default().to_owned(), suffix.to_owned());
        Self { diagnostics: Vec::new(), files: vec![context.file.to_owned()], around }
    }

    /// An included file begins.
    pub(super) fn enter(&mut self, path: &str) {
        let (before, behind) = &self.around;
        self.files.push(format!("{before}{path}{behind}"));
    }

    pub(super) fn leave(&mut self) {
        self.files.pop();
    }

    pub(super) fn report(&mut self, code: Code, span: Span, name: &str) {
        let (word, severity, message, help) = code.entry();
        self.push(word, severity, message, help, span, name);
    }

    pub(super) fn syntax(&mut self, error: SyntaxError, source: &str) {
        let (severity, message, help) = syntax_entry(error.kind);
        let text = error.span.text(source);
        self.push(error.kind.code(), severity, message, help, error.span, text);
    }

    fn push(&mut self, word: &'static str, severity: Severity, message: &str, help: &str, span: Span, name: &str) {
        let shown: String = name.chars().take(NAME_CHARS_MAX).collect();
        let mut diagnostic =
            Diagnostic::new(word, severity, self.file(), message.replacen("{}", &shown, 1)).at(span.range(), "");
        if !help.is_empty() {
            diagnostic = diagnostic.help(help);
        }
        self.add(diagnostic);
    }

    fn add(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < DIAGNOSTICS_MAX {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The file being read.
    pub(super) fn file(&self) -> String {
        self.files.last().cloned().unwrap_or_default()
    }

    /// A tag that is neither built in nor a component: drawn, but a misspelling more often than not.
    pub(super) fn unknown_tag(&mut self, tag: &str, span: Span, context: &FileContext<'_>) {
        let lower = tag.to_ascii_lowercase();
        // Elements of a 3D scene are not drawn at all; the scene says so itself.
        if self.full() || lower.starts_with("xr-") || (components::is_html_tag(&lower) && !tag.contains('-')) {
            return;
        }
        let known = components::COMPONENTS
            .iter()
            .map(|component| component.name)
            .chain(context.components.iter().map(String::as_str));
        let diagnostic =
            Diagnostic::warning("wxml/unknown-component", self.file(), format!("there is no component `{tag}`"));
        let diagnostic = diagnostic.at(span.range(), "drawn as an empty element").suggest(tag, known);
        let retired = RETIRED.iter().find(|(name, _)| *name == lower);
        self.add(match retired {
            Some((_, instead)) => diagnostic.help(format!("the platform took it out; {instead} does the same")),
            None if diagnostic.help.is_some() => diagnostic,
            None => diagnostic.help("name it under `usingComponents` of the page's JSON"),
        });
    }

    pub(super) fn unknown_attribute(&mut self, component: &Component, name: &str, span: Span) {
        if self.full() || components::is_common_attribute(name) {
            return;
        }
        // Attributes nobody knows are common in real programs and harmless; a near miss is a fault.
        let Some(near) = nearest(name, component.attributes.iter().map(|attribute| attribute.name)) else { return };
        let message = format!("`{}` has no attribute `{name}`", component.name);
        self.add(
            Diagnostic::warning("wxml/unknown-attribute", self.file(), message)
                .at(span.range(), "")
                .help(format!("did you mean `{near}`?")),
        );
    }

    /// `is_around`: there are elements inside. Events of theirs may bubble to here under any name, so that only a long name
    /// one letter off is surely misspelt.
    pub(super) fn unknown_event(&mut self, component: &Component, name: &str, is_around: bool, span: Span) {
        if self.full() || components::is_bubbling_event(name) || component.events.contains(&name) {
            return;
        }
        let known = component.events.iter().chain(components::BUBBLING_EVENTS).copied();
        let Some(near) = nearest(name, known) else { return };
        if is_around && (name.len() < EVENT_LETTERS_MIN || strsim::damerau_levenshtein(name, near) > 1) {
            return;
        }
        let message = format!("`{}` has no event `{name}`", component.name);
        self.add(
            Diagnostic::warning("wxml/unknown-event", self.file(), message)
                .at(span.range(), "")
                .help(format!("did you mean `{near}`?")),
        );
    }

    fn full(&self) -> bool {
        self.diagnostics.len() >= DIAGNOSTICS_MAX
    }
}

/// Elements of the platform's first versions that old programs still name, and what took their place.
const RETIRED: [(&str, &str); 5] = [
    ("action-sheet", "`wx.showActionSheet`"),
    ("contact-button", "`<button open-type=\"contact\">`"),
    ("loading", "`wx.showLoading`"),
    ("modal", "`wx.showModal`"),
    ("toast", "`wx.showToast`"),
];
/// Shorter names of events are a letter apart from each other (`tap`, `tab`).
const EVENT_LETTERS_MIN: usize = 8;
/// Longest name quoted in a message.
const NAME_CHARS_MAX: usize = 60;
