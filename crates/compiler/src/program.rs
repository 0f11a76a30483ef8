//! Compiles every file the graph reaches, in parallel, and finds further ones on the way.
//!
//! In: the graph and `Sources`. Out: [`Program`]: modules, templates, WXS and styles, each with what it depends on.
//! Must not: decide which file ends up in which chunk; `assemble` does.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::cache::{Cache, hash_of, mix};
use crate::classes::{Classes, Scopes};
use crate::config::app::AppConfig;
use crate::config::component::ComponentConfig;
use crate::config::json;
use crate::diagnostics::Diagnostic;
use crate::graph::{Component, Graph};
use crate::js::analyze::{self, DynamicRequest, RequestKind, Script};
use crate::js::emit::{self, Emitted};
use crate::js::resolve::{module_name, resolve_script};
use crate::js::usage::{self, Usage};
use crate::paths;
use crate::references;
use crate::sources::{NPM_FOLDER, Source, Sources};
use crate::test_build::{Tests, is_provided, is_test_file};
use crate::wxml;
use crate::wxs;
use crate::wxss::scope::{Scope, StyleFault, scope_sheet};
use crate::wxss::{self, Sheet};

/// What is kept between builds.
#[derive(Default)]
pub(crate) struct Caches {
    pub configs: Cache<ComponentConfig>,
    scripts: Cache<Script>,
    emitted: Cache<Emitted>,
    sheets: Cache<Sheet>,
    scoped: Cache<(String, Vec<StyleFault>)>,
    templates: Cache<CompiledTemplate>,
    pub classes: Cache<Classes>,
    wxs: Cache<Script>,
    emitted_wxs: Cache<String>,
}

impl Caches {
    /// Files compiled since the last call.
    pub(crate) fn take_compiled(&self) -> usize {
        self.scripts.take_made()
            + self.sheets.take_made()
            + self.templates.take_made()
            + self.wxs.take_made()
            + self.configs.take_made()
    }
}

/// A script of the logic realm.
#[derive(Debug, Clone)]
pub(crate) struct Module {
    /// Name it registers under.
    pub name: String,
    pub emitted: Arc<Emitted>,
    pub source: Source,
    /// Paths of modules it needs.
    pub needs: Vec<String>,
    /// Paths of modules it may ask for later.
    pub asks: Vec<String>,
    pub style_isolation: Option<String>,
    pub is_module: bool,
    pub usage: Arc<Usage>,
}

/// A template with the WXS it names.
#[derive(Debug, Default)]
pub(crate) struct CompiledTemplate {
    pub unit: wxml::TemplateUnit,
    diagnostics: Vec<Diagnostic>,
    /// Hashes of the files it includes.
    included: Vec<(String, u64)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Template {
    pub compiled: Arc<CompiledTemplate>,
    /// Templates it imports, without ending.
    pub imports: Vec<String>,
    /// WXS modules by registered path.
    pub wxs: Vec<String>,
}

/// What tags mean in one template.
#[derive(Debug, Clone, Default)]
struct Tags {
    components: FxHashSet<String>,
    absent: BTreeMap<String, String>,
}

impl Tags {
    /// Adds those of an importer; whether any was new.
    fn extend(&mut self, other: &Tags) -> bool {
        let before = self.components.len() + self.absent.len();
        self.components.extend(other.components.iter().cloned());
        self.absent.extend(other.absent.clone());
        self.components.len() + self.absent.len() > before
    }
}

#[derive(Debug, Clone)]
pub(crate) struct WxsModule {
    pub code: Arc<String>,
    pub needs: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Program {
    /// By logical path of the source.
    pub modules: BTreeMap<String, Module>,
    /// By path without ending.
    pub templates: BTreeMap<String, Template>,
    pub wxs: BTreeMap<String, WxsModule>,
    /// Scoped CSS by component path; the app's under the empty one.
    pub styles: BTreeMap<String, String>,
    /// Assets that styles and templates name, by component path.
    pub assets: BTreeMap<String, BTreeSet<String>>,
    /// Sheets that went into those styles, by component path.
    pub sheets: BTreeMap<String, BTreeSet<String>>,
    /// Short names of pages and components for classes.
    pub scopes: BTreeMap<String, String>,
    pub isolation: BTreeMap<String, String>,
    /// Worker scripts.
    pub workers: BTreeSet<String>,
    pub diagnostics: Vec<Diagnostic>,
}

pub(crate) struct ProgramCompiler<'a, 'p> {
    pub sources: &'a Sources<'p>,
    pub app: &'a AppConfig,
    pub graph: &'a Graph,
    pub caches: &'a Caches,
    pub minify: bool,
    pub tests: Option<&'a Tests>,
    /// Leaves out style rules that match nothing.
    pub trims_styles: bool,
}

impl ProgramCompiler<'_, '_> {
    pub(crate) fn compile(&self) -> Program {
        let mut program = Program::default();
        for (index, path) in self.graph.components.keys().enumerate() {
            program.scopes.insert(path.clone(), base36(index));
        }
        self.modules(&mut program);
        self.templates(&mut program);
        self.styles(&mut program);
        program
    }

    fn modules(&self, program: &mut Program) {
        let mut frontier: BTreeSet<String> = self.graph.app_script.iter().cloned().collect();
        frontier.extend(self.graph.components.values().filter_map(|component| component.script.clone()));
        frontier.extend(
            self.app
                .subpackages
                .iter()
                .filter_map(|package| package.entry.clone())
                .filter(|entry| self.sources.exists(entry)),
        );
        frontier.extend(self.tests.into_iter().flat_map(|tests| tests.files.iter().cloned()));
        if let Some(folder) = &self.app.workers {
            program.workers = self.scripts_below(folder).into_iter().collect();
            frontier.extend(program.workers.iter().cloned());
        }
        while !frontier.is_empty() {
            let wave: Vec<String> = std::mem::take(&mut frontier).into_iter().collect();
            let compiled: Vec<(Option<Module>, Vec<Diagnostic>)> =
                wave.par_iter().map(|path| self.module(path)).collect();
            for (path, (module, diagnostics)) in wave.into_iter().zip(compiled) {
                program.diagnostics.extend(diagnostics);
                if let Some(module) = module {
                    program.modules.insert(path, module);
                }
            }
            for module in program.modules.values() {
                let next = module.needs.iter().chain(&module.asks).filter(|path| !program.modules.contains_key(*path));
                frontier.extend(next.cloned());
            }
            frontier.retain(|path| self.sources.exists(path));
        }
        let scripts =
            program.modules.iter().map(|(path, module)| (&*module.usage, &module.source, path.contains(NPM_FOLDER)));
        let found = usage::diagnostics(scripts);
        program.diagnostics.extend(found);
    }

    fn module(&self, path: &str) -> (Option<Module>, Vec<Diagnostic>) {
        let Some(source) = self.sources.read(path) else { return (None, Vec::new()) };
        if path.ends_with(".json") {
            return self.json_module(path, source);
        }
        let script = self.caches.scripts.get(path, source.hash, || analyze::analyze(&source.text, path));
        let mut diagnostics = script_diagnostics(&script, &source);
        let found: Vec<Option<String>> = script
            .requests
            .iter()
            .map(|request| match self.is_provided(&request.specifier) {
                true => None,
                false => resolve_script(self.sources, &self.app.aliases, path, &request.specifier),
            })
            .collect();
        let in_package = path.contains(NPM_FOLDER);
        for (request, found) in script.requests.iter().zip(&found) {
            if found.is_none() && !paths::is_remote(&request.specifier) && !self.is_provided(&request.specifier) {
                diagnostics.push(missing_module(request, &source));
            }
        }
        let (mut needs, mut asks) = (Vec::new(), Vec::new());
        for (request, found) in script.requests.iter().zip(&found) {
            if let Some(found) = found {
                if request.kind == RequestKind::Async { &mut asks } else { &mut needs }.push(found.clone());
            }
        }
        for dynamic in &script.dynamic {
            needs.extend(self.dynamic_targets(path, dynamic, in_package, &source, &mut diagnostics));
        }
        let names: Vec<Option<String>> = found.iter().map(|found| found.as_deref().map(module_name)).collect();
        let name = module_name(path);
        let key = mix(&[source.hash, hash_of(&names), u64::from(self.minify)]);
        let emitted = self.caches.emitted.get(path, key, || emit::emit(&script, &name, &names, self.minify));
        let module = Module {
            name,
            emitted,
            source,
            needs,
            asks,
            style_isolation: script.style_isolation.clone(),
            is_module: script.is_module,
            usage: script.usage.clone(),
        };
        (Some(module), diagnostics)
    }

    /// Whether the runtime of tests has this module.
    fn is_provided(&self, specifier: &str) -> bool {
        self.tests.is_some() && is_provided(specifier)
    }

    fn json_module(&self, path: &str, source: Source) -> (Option<Module>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let key = mix(&[source.hash, 1]);
        let emitted = self.caches.emitted.get(path, key, || {
            let (json, faults) = json::parse(&source.text);
            if let Some(fault) = faults.into_iter().find(|fault| !fault.harmless) {
                diagnostics.push(Diagnostic::error("json/syntax", &*source.file, fault.message).at(fault.span, "here"));
            }
            emit::emit_json(path, &json.to_value())
        });
        let module = Module {
            name: path.to_owned(),
            emitted,
            source,
            needs: Vec::new(),
            asks: Vec::new(),
            style_isolation: None,
            is_module: false,
            usage: Arc::default(),
        };
        (Some(module), diagnostics)
    }

    /// The modules a computed request may name.
    fn dynamic_targets(
        &self,
        path: &str,
        dynamic: &DynamicRequest,
        in_package: bool,
        source: &Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<String> {
        if in_package && dynamic.prefix.is_empty() {
            return Vec::new();
        }
        let folder = match dynamic.prefix.rfind('/') {
            Some(slash) => paths::resolve(paths::folder(path), &dynamic.prefix[..=slash]),
            None => None,
        };
        let diagnostic =
            Diagnostic::note("js/dynamic-require", &*source.file, "the module is only known when this runs");
        let (folder, said) = match folder.filter(|folder| !folder.is_empty()) {
            Some(folder) => {
                let said = format!("every module below `{folder}` is packed");
                (folder, said)
            }
            None => (self.package_of(path).to_owned(), "every module of this package is packed".to_owned()),
        };
        diagnostics.push(diagnostic.at(dynamic.span.clone(), said).help("a literal path loads only what is used"));
        self.scripts_below(&folder)
    }

    /// The root of the subpackage a path lies in; empty for the main package.
    fn package_of(&self, path: &str) -> &str {
        let roots = self.app.subpackages.iter().map(|package| package.root.as_str());
        roots.filter(|root| paths::is_below(path, root)).max_by_key(|root| root.len()).unwrap_or("")
    }

    /// Scripts and data below a folder, npm packages and other packages left out.
    fn scripts_below(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        let package = self.package_of(&paths::join(folder, "x")).to_owned();
        while let Some(folder) = folders.pop() {
            for entry in self.sources.list(&folder).iter() {
                let path = paths::join(&folder, &entry.name);
                if entry.is_folder {
                    let skipped =
                        matches!(entry.name.as_str(), "node_modules" | NPM_FOLDER) || entry.name.starts_with('.');
                    if !skipped && (self.package_of(&paths::join(&path, "x")) == package) {
                        folders.push(path);
                    }
                } else if (path.ends_with(".js") || path.ends_with(".ts"))
                    && !path.ends_with(".d.ts")
                    && path != "app.js"
                    && path != "app.ts"
                    && !is_test_file(&path)
                {
                    found.push(path);
                }
            }
        }
        found.sort();
        found
    }

    fn templates(&self, program: &mut Program) {
        // Tags that are components: a file without JSON of its own gets those of all its importers.
        let mut tags: BTreeMap<String, Tags> = BTreeMap::new();
        for component in self.graph.components.values().filter(|component| component.template.is_some()) {
            let own = tags.entry(component.path.clone()).or_default();
            own.components.extend(component.using.keys().chain(component.generics.keys()).cloned());
            own.absent.extend(component.absent.clone());
        }
        let mut frontier: BTreeSet<String> = tags.keys().cloned().collect();
        let mut inline: BTreeMap<String, (String, Arc<str>, usize)> = BTreeMap::new();
        while !frontier.is_empty() {
            let wave: Vec<String> = std::mem::take(&mut frontier).into_iter().collect();
            let none = Tags::default();
            let compiled: Vec<Option<(Arc<CompiledTemplate>, Source)>> =
                wave.par_iter().map(|path| self.template(path, tags.get(path).unwrap_or(&none))).collect();
            for (path, compiled) in wave.into_iter().zip(compiled) {
                let Some((compiled, source)) = compiled else { continue };
                let mut template = Template { compiled: compiled.clone(), imports: Vec::new(), wxs: Vec::new() };
                let own_tags = tags.get(&path).cloned().unwrap_or_default();
                for import in &compiled.unit.references.imports {
                    if !self.sources.exists(&format!("{}.wxml", import.path)) {
                        continue;
                    }
                    template.imports.push(import.path.clone());
                    let is_component = self.graph.components.contains_key(&import.path);
                    let theirs = tags.entry(import.path.clone()).or_default();
                    if theirs.extend(&own_tags) || (!is_component && !program.templates.contains_key(&import.path)) {
                        frontier.insert(import.path.clone());
                    }
                }
                for script in &compiled.unit.references.scripts {
                    match &script.source {
                        wxml::ScriptSource::Inline { code, span } => {
                            inline
                                .insert(script.path.clone(), (code.clone(), source.file.clone(), span.start as usize));
                            template.wxs.push(script.path.clone());
                        }
                        wxml::ScriptSource::External { .. } => template.wxs.push(script.path.clone()),
                    }
                }
                program.templates.insert(path, template);
            }
        }
        for template in program.templates.values() {
            program.diagnostics.extend(template.compiled.diagnostics.iter().cloned());
        }
        program.diagnostics.extend(references::missing(self.sources, self.graph, &program.templates));
        self.wxs_modules(program, inline);
    }

    fn template(&self, path: &str, tags: &Tags) -> Option<(Arc<CompiledTemplate>, Source)> {
        let source = self.sources.read(&format!("{path}.wxml"))?;
        let mut sorted: Vec<&String> = tags.components.iter().collect();
        sorted.sort();
        let key = mix(&[source.hash, hash_of(&sorted), hash_of(&tags.absent)]);
        let holds = |kept: &CompiledTemplate| {
            kept.included
                .iter()
                .all(|(path, hash)| self.sources.read(&format!("{path}.wxml")).map_or(0, |source| source.hash) == *hash)
        };
        let compiled = self.caches.templates.get_if(path, key, holds, || {
            let included = Included { sources: self.sources, head: OnceCell::new() };
            let (components, absent) = (&tags.components, &tags.absent);
            let context = wxml::FileContext { path, file: &source.file, components, absent };
            let compile = if self.minify { wxml::compile } else { wxml::compile_with_places };
            let (unit, diagnostics) = compile(&source.text, &context, &included);
            CompiledTemplate { unit, diagnostics, included: included.hashes() }
        });
        Some((compiled, source))
    }

    fn wxs_modules(&self, program: &mut Program, inline: BTreeMap<String, (String, Arc<str>, usize)>) {
        let mut frontier: BTreeSet<String> = program
            .templates
            .values()
            .flat_map(|template| template.wxs.iter().cloned())
            .filter(|path| !inline.contains_key(path))
            .collect();
        for (path, (code, file, start)) in &inline {
            let hash = hash_of(code);
            let script = self.caches.wxs.get(path, hash, || wxs::analyze(code));
            self.add_wxs(program, path, &script, hash, file, *start, &mut frontier);
        }
        while let Some(path) = frontier.pop_first() {
            if program.wxs.contains_key(&path) {
                continue;
            }
            let Some(source) = self.sources.read(&path) else { continue };
            let script = self.caches.wxs.get(&path, source.hash, || wxs::analyze(&source.text));
            self.add_wxs(program, &path, &script, source.hash, &source.file, 0, &mut frontier);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "inline and file modules differ in exactly these")]
    fn add_wxs(
        &self,
        program: &mut Program,
        path: &str,
        script: &Arc<Script>,
        hash: u64,
        file: &Arc<str>,
        start: usize,
        frontier: &mut BTreeSet<String>,
    ) {
        for fault in &script.faults {
            let mut diagnostic = Diagnostic::error("wxs/syntax", &**file, fault.message.clone())
                .at(start + fault.span.start..start + fault.span.end, "");
            diagnostic.help.clone_from(&fault.help);
            program.diagnostics.push(diagnostic);
        }
        let found: Vec<Option<String>> = script
            .requests
            .iter()
            .map(|request| wxs::resolve(path, &request.specifier, |path| self.sources.exists(path)))
            .collect();
        for (request, found) in script.requests.iter().zip(&found) {
            if found.is_none() {
                let place = start + request.span.start.saturating_sub(wxs::HEAD_LEN)
                    ..start + request.span.end.saturating_sub(wxs::HEAD_LEN);
                program.diagnostics.push(
                    Diagnostic::warning(
                        "wxs/missing-module",
                        &**file,
                        format!("the module `{}` is not there", request.specifier),
                    )
                    .at(place, "no such file"),
                );
            }
        }
        let key = mix(&[hash, hash_of(&found), u64::from(self.minify)]);
        let code = self.caches.emitted_wxs.get(path, key, || wxs::emit(script, path, &found, self.minify));
        let needs: Vec<String> = found.into_iter().flatten().collect();
        frontier.extend(needs.iter().cloned());
        program.wxs.insert(path.to_owned(), WxsModule { code, needs });
    }

    fn styles(&self, program: &mut Program) {
        let mut jobs: Vec<(String, &[String], Scope)> = Vec::new();
        if !self.graph.app_sheets.is_empty() {
            jobs.push((String::new(), &self.graph.app_sheets, Scope::App));
        }
        for component in self.graph.components.values() {
            let scope = program.scopes[&component.path].clone();
            if let Some(isolation) = self.isolation(component, program) {
                program.isolation.insert(component.path.clone(), isolation);
            }
            let Some(sheet) = &component.sheet else { continue };
            let is_shared = program.isolation.get(&component.path).is_some_and(|isolation| isolation == "shared");
            let scope = match (component.is_page, is_shared) {
                (true, _) => Scope::Page(scope),
                (false, true) => Scope::Shared(scope),
                (false, false) => Scope::Component(scope),
            };
            jobs.push((component.path.clone(), std::slice::from_ref(sheet), scope));
        }
        let scopes = self.trims_styles.then(|| Scopes::new(self.sources, self.graph, program, &self.caches.classes));
        let style = |(path, sheets, scope): &(String, &[String], Scope)| {
            self.style(sheets, scope, scopes.as_ref().map(|scopes| scopes.of(path)).as_ref())
        };
        let styles: Vec<StyleWalk> = jobs.par_iter().map(style).collect();
        drop(scopes);
        let mut seen: FxHashSet<Diagnostic> = FxHashSet::default();
        for ((path, _, _), style) in jobs.into_iter().zip(styles) {
            // A sheet imported by many is at fault once.
            let fresh = style.diagnostics.into_iter().filter(|diagnostic| seen.insert(diagnostic.clone()));
            program.diagnostics.extend(fresh);
            program.assets.insert(path.clone(), style.assets);
            program.sheets.insert(path.clone(), style.seen);
            program.styles.insert(path, style.css);
        }
    }

    fn isolation(&self, component: &Component, program: &Program) -> Option<String> {
        component
            .config
            .style_isolation
            .clone()
            .or_else(|| program.modules.get(component.script.as_ref()?)?.style_isolation.clone())
    }

    /// Sheets with everything they import, scoped; each once.
    fn style(&self, entries: &[String], scope: &Scope, classes: Option<&Classes>) -> StyleWalk {
        let mut walk = StyleWalk::default();
        for entry in entries {
            self.add_sheet(entry, "", (scope, classes), &mut walk);
        }
        walk
    }

    fn add_sheet(
        &self,
        path: &str,
        condition: &str,
        (scope, classes): (&Scope, Option<&Classes>),
        walk: &mut StyleWalk,
    ) {
        if !walk.seen.insert(path.to_owned()) {
            return;
        }
        let Some(source) = self.sources.read(path) else { return };
        let holds = |kept: &Sheet| {
            kept.dependencies
                .iter()
                .all(|(place, hash)| self.sources.read_project(place).map_or(0, |source| source.hash) == *hash)
                && kept.imports.iter().all(|import| self.sources.exists(&import.path))
                && kept.diagnostics.is_empty()
        };
        let sheet =
            self.caches.sheets.get_if(path, source.hash, holds, || wxss::read_sheet(self.sources, path, &source));
        walk.diagnostics.extend(sheet.diagnostics.iter().cloned());
        walk.assets.extend(sheet.assets.iter().cloned());
        for import in &sheet.imports {
            self.add_sheet(&import.path, &import.condition, (scope, classes), walk);
        }
        let name = format!("{path}\0{scope:?}");
        let key = mix(&[sheet.hash, u64::from(self.minify), classes.map_or(0, Classes::hash)]);
        let scoped = self.caches.scoped.get(&name, key, || scope_sheet(&sheet.text, scope, self.minify, classes));
        for fault in &scoped.1 {
            let diagnostic = Diagnostic::warning("wxss/syntax", &*sheet.file, fault.message.clone());
            let diagnostic = if sheet.is_plain {
                wxss::at_line(diagnostic, &source.text, fault.line, fault.column)
            } else {
                diagnostic
            };
            walk.diagnostics.push(diagnostic.help("browsers leave this part out too"));
        }
        if condition.is_empty() {
            walk.css.push_str(&scoped.0);
        } else {
            walk.css.push_str(&format!("@media {}{{{}}}", wxss::media::rewrite_condition(condition), scoped.0));
        }
        if !walk.css.is_empty() && !walk.css.ends_with('\n') {
            walk.css.push('\n');
        }
    }
}

#[derive(Default)]
struct StyleWalk {
    css: String,
    diagnostics: Vec<Diagnostic>,
    assets: BTreeSet<String>,
    seen: BTreeSet<String>,
}

/// Files included by a template, kept while it compiles: a list that only grows, so that texts can be lent out.
struct Included<'a, 'p> {
    sources: &'a Sources<'p>,
    head: OnceCell<Box<IncludedFile>>,
}

struct IncludedFile {
    path: String,
    source: Option<Source>,
    next: OnceCell<Box<IncludedFile>>,
}

impl Included<'_, '_> {
    fn hashes(&self) -> Vec<(String, u64)> {
        let mut hashes = Vec::new();
        let mut cell = &self.head;
        while let Some(file) = cell.get() {
            hashes.push((file.path.clone(), file.source.as_ref().map_or(0, |source| source.hash)));
            cell = &file.next;
        }
        hashes
    }
}

impl wxml::Includes for Included<'_, '_> {
    fn source(&self, path: &str) -> Option<&str> {
        let mut cell = &self.head;
        while let Some(file) = cell.get() {
            if file.path == path {
                return file.source.as_ref().map(|source| &*source.text);
            }
            cell = &file.next;
        }
        let file = cell.get_or_init(|| {
            Box::new(IncludedFile {
                path: path.to_owned(),
                source: self.sources.read(&format!("{path}.wxml")),
                next: OnceCell::new(),
            })
        });
        file.source.as_ref().map(|source| &*source.text)
    }
}

fn script_diagnostics(script: &Script, source: &Source) -> Vec<Diagnostic> {
    let told = |fault: &analyze::ScriptFault, mut diagnostic: Diagnostic| {
        if fault.span.end > 0 {
            diagnostic = diagnostic.at(fault.span.clone(), "");
        }
        diagnostic.help.clone_from(&fault.help);
        diagnostic
    };
    let error = |fault| told(fault, Diagnostic::error("js/syntax", &*source.file, fault.message.clone()));
    let pattern = |fault| told(fault, Diagnostic::warning("js/pattern", &*source.file, fault.message.clone()));
    script.faults.iter().map(error).chain(script.patterns.iter().map(pattern)).collect()
}

fn missing_module(request: &analyze::Request, source: &Source) -> Diagnostic {
    let message = format!("the module `{}` is not there", request.specifier);
    let diagnostic =
        Diagnostic::warning("js/missing-module", &*source.file, message).at(request.span.clone(), "no such module");
    if request.specifier.starts_with(['.', '/']) {
        diagnostic
    } else {
        diagnostic.help("a bare name is looked for beside this file, in npm packages, and from the root of the program; is the package installed?")
    }
}

/// Whether a path names a file that is packed as it is.
pub(crate) fn is_asset(path: &str) -> bool {
    const EXTENSIONS: [&str; 38] = [
        ".aac", ".apng", ".avif", ".bin", ".bmp", ".cer", ".csv", ".doc", ".docx", ".eot", ".flac", ".gif", ".glb",
        ".gltf", ".ico", ".jpeg", ".jpg", ".m4a", ".mov", ".mp3", ".mp4", ".obj", ".ogg", ".otf", ".pdf", ".pem",
        ".png", ".ppt", ".pptx", ".silk", ".svg", ".ttf", ".txt", ".wasm", ".wav", ".webp", ".woff", ".woff2",
    ];
    let extension = paths::extension(path).to_ascii_lowercase();
    EXTENSIONS.binary_search(&extension.as_str()).is_ok()
        || matches!(extension.as_str(), ".xls" | ".xlsx" | ".zip" | ".br" | ".webm" | ".hdr" | ".atlas" | ".fnt")
}

fn base36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().collect()
}
