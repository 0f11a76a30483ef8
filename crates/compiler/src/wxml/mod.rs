//! Templates: one `.wxml` file to the markup that both realms read.
//!
//! In: source text, the file's context and the files it may include. Out: a [`TemplateUnit`] and diagnostics. The walk:
//! `syntax::parse` → `lower` (what tags, attributes and names mean; includes) → IR → `emit`. The form is docs/internals/template-format.md. Must not read files or stop at faults.

pub(crate) mod attributes;
mod constants;
mod diagnostics;
mod emit;
mod expressions;
pub(crate) mod ir;
mod javascript;
mod lower;
mod paths;
mod places;
mod reads;

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
pub use reads::ViewReads;
use rustc_hash::FxHashSet;
use syntax::Span;

/// What the compiler must know of a file beside its text.
pub struct FileContext<'c> {
    /// From the project's root, without suffix: `pages/index/index`. Names the file in the emitted code.
    pub path: &'c str,
    /// With its suffix, for diagnostics.
    pub file: &'c str,
    /// Tags of `usingComponents` (global ones merged in) and `componentGenerics`. A file of templates without JSON of its
    /// own gets those of all its importers.
    pub components: &'c FxHashSet<String>,
    /// Tags that JSON declares but nothing is there for: with the path when a plugin has it, else with an empty text.
    pub absent: &'c BTreeMap<String, String>,
}

impl FileContext<'_> {
    fn is_component(&self, tag: &str) -> bool {
        self.components.contains(tag)
    }

    /// The `plugin://` path of a tag.
    fn plugin(&self, tag: &str) -> Option<&str> {
        self.absent.get(tag).map(String::as_str).filter(|path| !path.is_empty())
    }
}

/// The other templates of the project.
pub trait Includes {
    /// Text of the template at a path without suffix.
    fn source(&self, path: &str) -> Option<&str>;
}

impl Includes for () {
    fn source(&self, _: &str) -> Option<&str> {
        None
    }
}

/// What one template compiles to.
#[derive(Debug, Default)]
pub struct TemplateUnit {
    /// ``mn.t(…)`…`;``, for both realms.
    pub code: String,
    pub references: References,
    /// What the view reads; none when the tree holds components or slots.
    pub reads: Option<ViewReads>,
}

/// What a template refers to. Spans are in the file itself; things named in included files have the include's own spans,
/// so that nothing is missed.
#[derive(Debug, Default)]
pub struct References {
    pub scripts: Vec<ScriptReference>,
    /// Paths without suffix, missing ones too.
    pub imports: Vec<ResourceReference>,
    pub includes: Vec<ResourceReference>,
    /// Each tag once, in order of first use.
    pub tags: Vec<TagUse>,
    /// Literal values of `generic:x`: tags of components too.
    pub generics: Vec<String>,
    /// Literal paths of images and the like, as written, with the file they stand in.
    pub resources: Vec<(ResourceReference, String)>,
    /// Literal names of event handlers, each once.
    pub handlers: Vec<ResourceReference>,
}

impl References {
    /// Tags of components, as in `usingComponents`.
    pub fn components(&self) -> impl Iterator<Item = &TagUse> {
        self.tags.iter().filter(|tag| tag.is_component)
    }

    /// Tags of built-in elements.
    pub fn built_ins(&self) -> impl Iterator<Item = &TagUse> {
        self.tags.iter().filter(|tag| tag.is_built_in)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceReference {
    pub path: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagUse {
    pub tag: String,
    pub span: Span,
    pub is_component: bool,
    pub is_built_in: bool,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptReference {
    pub module: String,
    /// What the module is registered as: the file's path with suffix, or `<template path>#<module>` for an inline one.
    pub path: String,
    pub source: ScriptSource,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptSource {
    Inline { code: String, span: Span },
    External { span: Span },
}

/// The messages of the parser alone, for readers that do not compile.
pub(crate) fn syntax_diagnostics(errors: &[syntax::SyntaxError], source: &str, file: &str) -> Vec<Diagnostic> {
    let (components, absent) = Default::default();
    let mut sink = diagnostics::Sink::new(&FileContext { path: "", file, components: &components, absent: &absent });
    for error in errors {
        sink.syntax(*error, source);
    }
    sink.diagnostics
}

/// Compiles a template. Cannot fail.
pub fn compile(source: &str, context: &FileContext<'_>, includes: &dyn Includes) -> (TemplateUnit, Vec<Diagnostic>) {
    compile_file(source, context, includes, false)
}

/// As [`compile`]; the code also tells the line of each element.
pub fn compile_with_places(
    source: &str,
    context: &FileContext<'_>,
    includes: &dyn Includes,
) -> (TemplateUnit, Vec<Diagnostic>) {
    compile_file(source, context, includes, true)
}

fn compile_file(
    source: &str,
    context: &FileContext<'_>,
    includes: &dyn Includes,
    with_places: bool,
) -> (TemplateUnit, Vec<Diagnostic>) {
    let (document, errors) = syntax::parse(source);
    let mut sink = diagnostics::Sink::new(context);
    for error in errors {
        sink.syntax(error, source);
    }
    let mut lowering = lower::Lowering::new(context, includes, document, sink);
    lowering.run();
    let lower::Lowering { template, references, sink, .. } = lowering;
    let places = with_places.then(|| {
        let included = references.includes.iter().map(|include| include.path.clone());
        places::list(&template, source, included, includes)
    });
    let code = emit::emit(&template, context.path, places.as_deref());
    let reads = reads::read(&template);
    (TemplateUnit { code, references, reads }, sink.diagnostics)
}
