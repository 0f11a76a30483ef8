//! The compiler: a project in, a package and diagnostics out.
//!
//! In: files through the [`project::Project`] trait, and the built runtime as bytes. Out: [`Output`].
//! Must not: touch the disk, the network or a clock; the same input gives the same bytes.
//!
//! The walk: `config` reads the JSON files → `graph` finds what app.json reaches → per file, in parallel, `wxml`, `wxss`,
//! `wxs` and `js` compile → `assemble` forms chunks, the manifest and the report.

mod assemble;
pub mod audit;
pub mod budget;
mod cache;
mod classes;
mod config;
pub mod diagnostics;
pub mod format;
mod graph;
mod js;
mod limits;
mod npm;
pub mod outline;
pub mod paths;
mod program;
pub mod project;
mod references;
pub mod report;
mod sources;
mod structure;
mod test_build;
pub mod wxml;
mod wxs;
pub mod wxss;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use assemble::Assembly;
use assemble::measure::Digests;
use config::theme::Theme;
use program::{Caches, ProgramCompiler};
use sources::{Sources, Store, is_in_package};

pub use assemble::measure::size;
pub use diagnostics::{Diagnostic, Label, Severity};
pub use project::{MemoryProject, Project};
pub use protocol::manifest::Manifest;
pub use protocol::package::{Bytes, Package};
pub use report::Report;
pub use structure::{ComponentFiles, Structure};
pub use test_build::{START_PAGE, Tests, find_tests, is_test_file};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Readable code and source maps.
    #[default]
    Dev,
    /// Minified, no source maps.
    Release,
}

/// The built runtime. The caller hands it in, because the compiler holds no assets.
#[derive(Debug, Clone, Default)]
pub struct RuntimeFiles {
    pub view: Vec<u8>,
    /// The part of the view that is loaded once the first page stands.
    pub late: Vec<u8>,
    /// The part of the view that keeps a page's rendering for its next launch.
    pub keep: Vec<u8>,
    pub logic: Vec<u8>,
    pub css: Vec<u8>,
    /// Element tag → its script.
    pub elements: BTreeMap<String, Vec<u8>>,
    /// API group → its scripts.
    pub api: BTreeMap<String, ApiScripts>,
    /// Part of the logic realm → its script.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// What packages of a development server have in place of `view`, `late`, `keep` and `logic`: the same with its hooks.
    pub development: Option<RealmScripts>,
    /// What packages with tests have in their place, and in place of `parts`: the whole of each realm, with what tests ask of it.
    pub test: Option<RealmScripts>,
}

/// The scripts both realms begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RealmScripts {
    pub view: Vec<u8>,
    pub late: Vec<u8>,
    pub keep: Vec<u8>,
    pub logic: Vec<u8>,
}

/// The scripts of one API group; either may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiScripts {
    pub logic: Option<Vec<u8>>,
    pub view: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Default)]
pub struct Options {
    pub mode: Mode,
    pub runtime: RuntimeFiles,
    /// For a build that runs its own tests.
    pub tests: Option<Tests>,
    /// Leaves out style rules that match nothing.
    pub trims_styles: bool,
    /// Gives pictures another form; the smaller one is shown.
    pub recode: Option<Recode>,
}

/// The other form of a picture, where there is one.
pub type Recode = fn(content: &[u8]) -> Option<Recoded>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recoded {
    /// With its dot.
    pub ending: &'static str,
    pub content: Vec<u8>,
}

/// What a build gave.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// `None` when there is no program to build (no app.json, or one without a single page).
    pub package: Option<Package>,
    /// Sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    pub report: Report,
    /// The text of every file a diagnostic names, for code frames.
    pub sources: BTreeMap<String, Arc<str>>,
    pub structure: Structure,
    /// Where it reaches personal data; only an audit looks.
    pub reaches: Vec<Reach>,
}

/// A place in a program's own files that reaches personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// A word of [`protocol::privacy::DATA_ITEMS`].
    pub item: String,
    /// As people write it: `wx.getLocation`.
    pub api: String,
    /// Path in the project.
    pub path: String,
    pub line: u64,
}

impl Output {
    /// Whether the build failed.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// What a run is for, beside finding what is wrong.
#[derive(Clone, Copy, Default)]
struct Aim<'s> {
    makes_package: bool,
    audits: Option<&'s audit::Settings>,
}

/// A compiler keeps what it compiled, so that the next build of the same project does only what changed.
pub struct Compiler {
    options: Options,
    store: Store,
    caches: Caches,
    digests: Digests,
    build: u64,
    /// Parsers of scripts and styles recurse: their threads have room for any file that `limits` lets through.
    pool: Option<rayon::ThreadPool>,
}

impl Compiler {
    pub fn new(options: Options) -> Self {
        let pool = rayon::ThreadPoolBuilder::new().stack_size(limits::STACK_BYTES).build().ok();
        Compiler {
            options,
            store: Store::default(),
            caches: Caches::default(),
            digests: Digests::default(),
            build: 0,
            pool,
        }
    }

    /// Builds the project. What could be read of a broken program is built all the same.
    pub fn compile(&mut self, project: &dyn Project) -> Output {
        self.run(project, Aim { makes_package: true, audits: None })
    }

    /// Finds what is wrong with the project, and makes no package.
    pub fn check(&mut self, project: &dyn Project) -> Output {
        self.run(project, Aim::default())
    }

    /// As `check`, and also tells what makes the project larger, slower or harder to use than it need be.
    pub fn audit(&mut self, project: &dyn Project, settings: &audit::Settings) -> Output {
        self.run(project, Aim { makes_package: false, audits: Some(settings) })
    }

    /// Builds the project as `compile` does, and tells of it what `audit` tells.
    pub fn compile_and_audit(&mut self, project: &dyn Project, settings: &audit::Settings) -> Output {
        self.run(project, Aim { makes_package: true, audits: Some(settings) })
    }

    fn run(&mut self, project: &dyn Project, aim: Aim) -> Output {
        self.build += 1;
        match &self.pool {
            Some(pool) => pool.install(|| self.compile_here(project, aim)),
            None => self.compile_here(project, aim),
        }
    }

    fn compile_here(&self, project: &dyn Project, aim: Aim) -> Output {
        let Some(root) = config::app::find_root(project) else {
            let diagnostic = Diagnostic::error("config/no-app-json", "app.json", "there is no app.json in this folder")
                .help("name the folder that holds app.json, or a project.config.json whose `miniprogramRoot` names it");
            return Output { diagnostics: vec![diagnostic], ..Output::default() };
        };
        let sources = Sources::new(project, &self.store, self.build, root);
        let mut diagnostics = Vec::new();
        let Some(source) = sources.read("app.json") else { return Output::default() };
        let json = config::read_json(&source, &mut diagnostics);
        let mut app = config::app::read(&json, &source.file);
        diagnostics.append(&mut app.diagnostics);
        let theme = read_theme(&sources, &app, &mut diagnostics);
        let mut graph = graph::build(&sources, &app, &self.caches.configs, self.options.tests.is_some());
        diagnostics.append(&mut graph.diagnostics);
        for component in graph.components.values() {
            diagnostics.extend(component.config.diagnostics.iter().cloned());
            unknown_variables(&theme, &component.config.window, &component.config.file, &mut diagnostics);
        }
        unknown_variables(&theme, &app.app, &app.file, &mut diagnostics);
        let minify = self.options.mode == Mode::Release;
        let compiler = ProgramCompiler {
            sources: &sources,
            app: &app,
            graph: &graph,
            caches: &self.caches,
            minify,
            tests: self.options.tests.as_ref(),
            trims_styles: self.options.trims_styles,
        };
        let mut program = compiler.compile();
        diagnostics.append(&mut program.diagnostics);
        let mut output = Output { structure: Structure::read(&sources, &graph, &program), ..Output::default() };
        if let Some(settings) = aim.audits {
            let texts = audit::template_texts(&sources, &program);
            let audited = audit::Audited::new((&sources, &app, &graph, &program), &self.caches.classes, &texts);
            diagnostics.extend(audit::run(&audited, settings));
            output.reaches = audit::reaches(&audited);
        }
        if !graph.pages.is_empty() && aim.makes_package {
            let assembly = Assembly {
                options: &self.options,
                sources: &sources,
                app: &app,
                theme: &theme,
                graph: &graph,
                program: &program,
                digests: &self.digests,
            };
            let (package, report) = assembly.assemble();
            output.package = Some(package);
            output.report = report;
        } else if graph.pages.is_empty() && !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
        {
            diagnostics.push(
                Diagnostic::error("config/no-pages", &*source.file, "none of the pages in app.json is there")
                    .help("`pages` lists the path of each page without its ending"),
            );
        }
        output.report.compiled_count = self.caches.take_compiled();
        // What is doubtful in an installed package is none of the developer's doing.
        diagnostics.iter_mut().filter(|diagnostic| is_in_package(&diagnostic.file)).for_each(Diagnostic::lessen);
        diagnostics::settle(&mut diagnostics);
        output.sources = texts_of(&diagnostics, &sources);
        output.diagnostics = diagnostics;
        output
    }
}

/// The texts that places of diagnostics are in.
fn texts_of(diagnostics: &[Diagnostic], sources: &Sources) -> BTreeMap<String, Arc<str>> {
    let of_labels = diagnostics.iter().flat_map(|found| found.labels.iter().filter_map(|label| label.file.as_ref()));
    let marked = diagnostics.iter().filter(|found| !found.labels.is_empty()).map(|found| &found.file);
    let files: BTreeSet<&String> = marked.chain(of_labels).collect();
    files.into_iter().filter_map(|file| Some((file.clone(), sources.read_project(file)?.text))).collect()
}

fn read_theme(sources: &Sources, app: &config::app::AppConfig, diagnostics: &mut Vec<Diagnostic>) -> Theme {
    let Some((path, span)) = &app.theme_location else { return Theme::default() };
    match sources.read(path) {
        Some(source) => Theme::read(&config::read_json(&source, diagnostics)),
        None => {
            diagnostics.push(
                Diagnostic::warning("config/missing-theme", &app.file, format!("the theme file `{path}` is not there"))
                    .at(span.clone(), "no such file"),
            );
            Theme::default()
        }
    }
}

/// Warns of `@variables` that the theme does not have.
fn unknown_variables(
    theme: &Theme,
    map: &serde_json::Map<String, serde_json::Value>,
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut unknown = Vec::new();
    for (key, value) in map {
        // Titles may begin with an at sign.
        if key != "navigationBarTitleText" && key != "resolveAlias" {
            theme.unknown(value, &mut unknown);
        }
    }
    for name in unknown {
        diagnostics.push(
            Diagnostic::warning("config/theme-variable", file, format!("the theme has no variable `{name}`"))
                .help("theme.json (`themeLocation`) names it under `light` and `dark`"),
        );
    }
}

/// Where app.json is in a project: its folder without a trailing slash, or `None`.
pub fn find_root(project: &dyn Project) -> Option<String> {
    config::app::find_root(project)
}
