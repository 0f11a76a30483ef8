//! Forms the package: chunks by who needs them, manifest, assets, report. Launch documents are written by those who know where it is served.
//!
//! In: the compiled [`Program`]. Out: a [`Package`] and a [`Report`]. Must not: compile or diagnose a file.

pub(crate) mod assets;
pub(crate) mod chunks;
mod contributors;
mod images;
pub(crate) mod measure;
mod reach;
pub(crate) mod source_map;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use protocol::manifest::{self, Manifest};
use protocol::package::{Bytes, CHUNK_FOLDER, MANIFEST_PATH, Package};
use serde_json::{Map, Value};

use crate::config::app::AppConfig;
use crate::config::theme::Theme;
use crate::graph::Graph;
use crate::js::apis::STORAGE_GROUP;
use crate::js::parts::KEEP;
use crate::js::prelude::PRELUDE;
use crate::paths;
use crate::program::{Program, is_asset};
use crate::sources::Sources;
use crate::test_build::{START_PACKAGE, START_PAGE};
use crate::{Mode, Options};
use chunks::{Group, Users};
use contributors::Contents;
use measure::Digests;
use reach::Reach;
use source_map::{Mapped, Part};

pub(crate) use reach::template_closure;

pub(crate) struct Assembly<'a, 'p> {
    pub options: &'a Options,
    pub sources: &'a Sources<'p>,
    pub app: &'a AppConfig,
    pub theme: &'a Theme,
    pub graph: &'a Graph,
    pub program: &'a Program,
    pub digests: &'a Digests,
}

/// The API group that only packages of a development server carry.
const DEVELOPMENT_GROUP: &str = "development";

/// The chunks of one kind, and which of them each page needs.
#[derive(Debug, Default)]
struct ChunkSet {
    /// File names by page number (see [`Reach`]).
    of_user: Vec<Vec<String>>,
    /// How many pages use a file.
    user_counts: BTreeMap<String, usize>,
    /// What each file is made of.
    contents: Contents,
}

/// One piece of a chunk.
struct Unit<'u> {
    code: &'u str,
    /// For source maps: path, source, line table.
    origin: Option<(&'u str, &'u str, &'u [u32])>,
    /// What the chunk is named after.
    name: &'u str,
}

impl Assembly<'_, '_> {
    pub(crate) fn assemble(&self) -> (Package, crate::Report) {
        // The developer panel shows what is stored, and stores.
        let stores = self.options.mode == Mode::Dev;
        let reach = Reach::new(self.app, self.graph, self.program, self.options.tests.as_ref(), stores);
        let mut files: BTreeMap<String, Bytes> = BTreeMap::new();
        let mut manifest = Manifest {
            format: manifest::FORMAT,
            entry: self.entry(),
            dev: self.options.mode == Mode::Dev,
            ..Manifest::default()
        };
        manifest.runtime = self.runtime(&mut files);
        manifest.alias = self.app.aliases.0.iter().cloned().collect();
        self.app_config(&mut manifest);
        manifest.images = self.images(&mut files);
        let logic = self.logic_chunks(&reach, &mut manifest, &mut files);
        let templates = self.template_chunks(&reach, &mut files);
        let style = self.style_chunks(&reach, &mut manifest, &mut files);
        self.pages(&reach, &mut manifest, [&templates, &logic, &style]);
        self.components(&mut manifest);
        self.packages(&reach, &logic, &mut manifest);
        self.workers(&mut manifest, &mut files);
        let assets_bytes = self.assets(&mut files);
        self.version_kept(&mut manifest);
        let json = serde_json::to_string(&manifest).unwrap_or_default();
        if self.options.mode == Mode::Release {
            manifest.whole = self.add(&mut files, "manifest", ".js", manifest_script(&json));
        }
        files.insert(MANIFEST_PATH.to_owned(), bytes(json));
        let mut report = measure::report(
            self,
            &reach,
            &manifest,
            &files,
            &[&templates, &logic, &style].map(|set| &set.user_counts),
            assets_bytes,
        );
        if self.options.mode == Mode::Release {
            let contents: Contents = [templates, logic, style].into_iter().flat_map(|set| set.contents).collect();
            contributors::add(&mut report, &contents, &files, self.digests);
        }
        (Package { files, manifest }, report)
    }

    fn entry(&self) -> String {
        let is_there = |path: &str| self.graph.pages.iter().any(|page| page.path == path);
        if is_there(&self.app.entry) {
            return self.app.entry.clone();
        }
        self.graph.pages.first().map(|page| page.path.clone()).unwrap_or_default()
    }

    /// Adds a file under a name with the hash of its content.
    fn add(&self, files: &mut BTreeMap<String, Bytes>, stem: &str, ending: &str, content: impl AsRef<[u8]>) -> String {
        let content = content.as_ref();
        let name = format!("{CHUNK_FOLDER}{}.{}{ending}", file_stem(stem), self.digests.short(content));
        files.entry(name.clone()).or_insert_with(|| Arc::from(content));
        name
    }

    fn runtime(&self, files: &mut BTreeMap<String, Bytes>) -> manifest::Runtime {
        let given = &self.options.runtime;
        let mut one = |stem: &str, ending: &str, content: &[u8]| {
            if content.is_empty() { String::new() } else { self.add(files, stem, ending, content) }
        };
        let realms = match (&self.options.tests, self.options.mode) {
            (Some(_), _) => given.test.as_ref(),
            (None, Mode::Dev) => given.development.as_ref(),
            (None, Mode::Release) => None,
        };
        let (view, late, keep, logic) = realms
            .map_or((&given.view, &given.late, &given.keep, &given.logic), |scripts| {
                (&scripts.view, &scripts.late, &scripts.keep, &scripts.logic)
            });
        let keeps = self.graph.pages.iter().any(|page| self.keeps(&page.path));
        manifest::Runtime {
            view: one("view", ".js", view),
            late: one("view-late", ".js", late),
            keep: one("view-keep", ".js", if keeps { keep } else { &[] }),
            logic: one("logic", ".js", logic),
            css: one("ua", ".css", &given.css),
            elements: given
                .elements
                .iter()
                .map(|(tag, script)| (tag.clone(), one(&format!("el-{tag}"), ".js", script)))
                .collect(),
            api: given
                .api
                .iter()
                .filter(|(group, _)| *group != DEVELOPMENT_GROUP || self.options.mode == Mode::Dev)
                .map(|(group, scripts)| {
                    let logic = scripts.logic.as_ref().map(|script| one(&format!("api-{group}-logic"), ".js", script));
                    let view = scripts.view.as_ref().map(|script| one(&format!("api-{group}-view"), ".js", script));
                    (group.clone(), manifest::ApiScripts { logic, view })
                })
                .collect(),
            parts: given
                .parts
                .iter()
                // The realms of tests are whole.
                .filter(|(part, _)| self.options.tests.is_none() && (keeps || *part != KEEP))
                .map(|(part, script)| (part.clone(), one(&format!("part-{part}"), ".js", script)))
                .collect(),
        }
    }

    fn app_config(&self, manifest: &mut Manifest) {
        let (light, dark) = self.theme.resolve(&self.app.app);
        manifest.app = light;
        for key in ["window", "tabBar"] {
            if let (Some(Value::Object(light)), Some(Value::Object(dark))) = (manifest.app.get(key), dark.get(key)) {
                let differing: Map<String, Value> = dark
                    .iter()
                    .filter(|(key, value)| light.get(*key) != Some(value))
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                manifest.dark.insert(key.to_owned(), Value::Object(differing));
            }
        }
    }

    fn logic_chunks(&self, reach: &Reach, manifest: &mut Manifest, files: &mut BTreeMap<String, Bytes>) -> ChunkSet {
        let module_unit = |path: &str| {
            let module = &self.program.modules[path];
            let lines = module.emitted.lines.as_slice();
            let origin = (!lines.is_empty()).then_some((&*module.source.file, &*module.source.text, lines));
            (module, origin)
        };
        let mut app = Vec::new();
        if self.program.modules.values().any(|module| module.is_module) {
            app.push(Unit { code: PRELUDE, origin: None, name: "app" });
        }
        for path in &reach.app_modules {
            let (module, origin) = module_unit(path);
            app.push(Unit { code: &module.emitted.code, origin, name: path });
        }
        let mut contents = Contents::new();
        if !app.is_empty() {
            let name = self.chunk("app", &app, files);
            contents.insert(name.clone(), contributors::parts(&app.iter().collect::<Vec<_>>()));
            manifest.app_logic.push(name);
        }
        let mut units = Vec::new();
        let mut placed = Vec::new();
        for (path, users) in &reach.modules {
            let (module, origin) = module_unit(path);
            units.push(Unit { code: &module.emitted.code, origin, name: path });
            placed.push((users.clone(), module.emitted.code.len(), reach.partition(path)));
        }
        let forms: Vec<(usize, String)> = (0..self.graph.pages.len())
            .filter_map(|user| Some((user, reach.plain_reads(user, self.program)?.code(reach.user_name(user)))))
            .collect();
        for (user, code) in &forms {
            let mut users = Users::default();
            users.insert(*user);
            units.push(Unit { code, origin: None, name: reach.user_name(*user) });
            placed.push((users, code.len(), reach.partition(reach.user_name(*user))));
        }
        let mut set = self.chunk_set(reach, &units, &placed, ".js", files);
        set.contents.append(&mut contents);
        set
    }

    /// Templates and WXS: the view loads them, and the logic realm where a page has components.
    fn template_chunks(&self, reach: &Reach, files: &mut BTreeMap<String, Bytes>) -> ChunkSet {
        let mut units = Vec::new();
        let mut placed = Vec::new();
        for (path, users) in &reach.wxs {
            let code = self.program.wxs[path].code.as_str();
            units.push(Unit { code, origin: None, name: path });
            placed.push((users.clone(), code.len(), reach.partition(path)));
        }
        for (path, users) in &reach.templates {
            let code = &self.program.templates[path].compiled.unit.code;
            if !code.is_empty() {
                units.push(Unit { code, origin: None, name: path });
                placed.push((users.clone(), code.len(), reach.partition(path)));
            }
        }
        self.chunk_set(reach, &units, &placed, ".t.js", files)
    }

    fn style_chunks(&self, reach: &Reach, manifest: &mut Manifest, files: &mut BTreeMap<String, Bytes>) -> ChunkSet {
        let mut contents = Contents::new();
        let sheets = self.program.styles.iter().filter(|(_, css)| !css.is_empty());
        let sheets: BTreeMap<&str, Cow<str>> =
            sheets.map(|(path, css)| (path.as_str(), images::with_forms(css, &manifest.images))).collect();
        if let Some(css) = sheets.get("").map(|css| &**css) {
            let name = self.add(files, "app", ".css", css);
            contents.insert(name.clone(), contributors::parts(&[&Unit { code: css, origin: None, name: "app" }]));
            manifest.app_style.push(name);
        }
        let mut units = Vec::new();
        let mut placed = Vec::new();
        // Components before pages, those they use before themselves: a page's own rules come last.
        for path in &reach.style_order {
            let Some(css) = sheets.get(path.as_str()) else { continue };
            let Some(users) = reach.components.get(path) else { continue };
            units.push(Unit { code: css, origin: None, name: path });
            placed.push((users.clone(), css.len(), reach.partition(path)));
        }
        let mut set = self.chunk_set(reach, &units, &placed, ".css", files);
        set.contents.append(&mut contents);
        set
    }

    fn chunk_set(
        &self,
        reach: &Reach,
        units: &[Unit],
        placed: &[(Users, usize, usize)],
        ending: &str,
        files: &mut BTreeMap<String, Bytes>,
    ) -> ChunkSet {
        let mut groups: Vec<Group> = chunks::group(placed);
        // Most shared first, so that a page's own file comes last.
        groups.sort_by(|one, other| other.users.count().cmp(&one.users.count()).then(one.units.cmp(&other.units)));
        let mut set = ChunkSet { of_user: vec![Vec::new(); reach.user_count()], ..ChunkSet::default() };
        for group in groups.iter().filter(|group| group.users.count() > 0) {
            let members: Vec<&Unit> = group.units.iter().map(|index| &units[*index]).collect();
            let single = (0..reach.user_count()).filter(|user| group.users.contains(*user));
            let stem = if group.users.count() == 1 {
                single.clone().next().map(|user| reach.user_name(user).to_owned()).unwrap_or_default()
            } else {
                let largest = members.iter().max_by_key(|unit| unit.code.len()).map_or("", |unit| unit.name);
                format!("shared-{}", paths::file_name(largest).split('.').next().unwrap_or_default())
            };
            let name = self.chunk_of(&stem, ending, &members, files);
            set.user_counts.insert(name.clone(), group.users.count());
            set.contents.insert(name.clone(), contributors::parts(&members));
            for user in single {
                set.of_user[user].push(name.clone());
            }
        }
        set
    }

    fn chunk(&self, stem: &str, units: &[Unit], files: &mut BTreeMap<String, Bytes>) -> String {
        self.chunk_of(stem, ".js", &units.iter().collect::<Vec<_>>(), files)
    }

    /// Writes a chunk, and its source map when any of its units has one.
    fn chunk_of(&self, stem: &str, ending: &str, units: &[&Unit], files: &mut BTreeMap<String, Bytes>) -> String {
        let mut code = String::with_capacity(units.iter().map(|unit| unit.code.len() + 1).sum::<usize>() + 64);
        let mut parts = Vec::new();
        for unit in units {
            code.push_str(unit.code);
            if !unit.code.ends_with('\n') {
                code.push('\n');
            }
            match unit.origin {
                Some((path, source, lines)) => parts.push(Part::Module(Mapped { path, source, lines })),
                None => parts.push(Part::Lines(
                    unit.code.bytes().filter(|byte| *byte == b'\n').count() + usize::from(!unit.code.ends_with('\n')),
                )),
            }
        }
        if !units.iter().any(|unit| unit.origin.is_some()) {
            return self.add(files, stem, ending, code);
        }
        let stem = file_stem(stem);
        let name = format!("{stem}.{}{ending}", self.digests.short(code.as_bytes()));
        code.push_str(&format!("//# sourceMappingURL={name}.map\n"));
        let path = format!("{CHUNK_FOLDER}{name}");
        files.insert(format!("{path}.map"), bytes(source_map::write(&name, &parts)));
        files.insert(path.clone(), bytes(code));
        path
    }

    fn pages(&self, reach: &Reach, manifest: &mut Manifest, [templates, logic, style]: [&ChunkSet; 3]) {
        let pages = self.graph.pages.iter().map(|page| (page.path.as_str(), page.package.as_str()));
        let mounts = self.graph.mounts.iter().map(|path| (path.as_str(), ""));
        for (user, (path, package)) in pages.chain(mounts).enumerate() {
            let component = &self.graph.components[path];
            let (config, dark) = self.theme.resolve(&component.config.window);
            let api = self.groups(reach, user);
            let runtime = self.logic_runtime(reach, user, &manifest.runtime);
            let plain = reach.plain_reads(user, self.program).is_some();
            let forms = if plain { &[] } else { templates.of_user[user].as_slice() };
            let page_of = manifest::Page {
                scope: self.program.scopes[path].clone(),
                config,
                dark,
                view: templates.of_user[user].clone(),
                logic: [runtime.as_slice(), forms, &logic.of_user[user]].concat(),
                style: style.of_user[user].clone(),
                elements: reach
                    .elements(user, self.graph, self.program)
                    .into_iter()
                    .filter(|tag| self.options.runtime.elements.contains_key(tag))
                    .collect(),
                api,
                package: package.to_owned(),
                kept: String::new(),
            };
            let list = if user < self.graph.pages.len() { &mut manifest.pages } else { &mut manifest.mounts };
            list.insert(path.to_owned(), page_of);
        }
        if self.options.tests.is_some() {
            let start = manifest::Page { package: START_PACKAGE.to_owned(), ..manifest::Page::default() };
            manifest.pages.insert(START_PAGE.to_owned(), start);
        }
    }

    /// Whether a page's rendering is kept for its next launch, when the program says of what. The key of `window` is for all pages.
    fn keeps(&self, page: &str) -> bool {
        const KEY: &str = "initialRenderingCache";
        let own = self.graph.components.get(page).and_then(|component| component.config.window.get(KEY));
        let value = own.or_else(|| self.app.app.get("window")?.get(KEY));
        value.and_then(Value::as_str).is_some_and(|mode| matches!(mode, "dynamic" | "capture"))
    }

    /// Whatever changes in a program changes its manifest, by the names of files if by nothing else: what was kept of it before is not shown.
    fn version_kept(&self, manifest: &mut Manifest) {
        if manifest.runtime.keep.is_empty() {
            return;
        }
        let version = self.digests.short(serde_json::to_string(&manifest).unwrap_or_default().as_bytes());
        for (path, page) in &mut manifest.pages {
            if self.keeps(path) {
                page.kept.clone_from(&version);
            }
        }
    }

    /// API groups whose chunks a page needs before its first line.
    fn groups(&self, reach: &Reach, user: usize) -> Vec<String> {
        let given = &self.options.runtime.api;
        reach
            .groups(user, self.program)
            .into_iter()
            .filter(|group| given.contains_key(*group))
            .map(str::to_owned)
            .collect()
    }

    /// Files of the runtime that the logic realm needs before a page's first line, beside its core.
    fn logic_runtime(&self, reach: &Reach, user: usize, runtime: &manifest::Runtime) -> Vec<String> {
        let parts = reach.parts(user, self.program).into_iter().filter_map(|part| runtime.parts.get(part));
        // Storage comes first: what is stored is read while the rest still loads.
        let (storage, others): (Vec<_>, Vec<_>) =
            reach.groups(user, self.program).into_iter().partition(|group| *group == STORAGE_GROUP);
        // A half that is in the core of its realm has no file.
        let half = |group: &str| runtime.api.get(group)?.logic.as_ref();
        let storage = storage.into_iter().filter_map(half);
        storage.chain(parts).chain(others.into_iter().filter_map(half)).cloned().collect()
    }

    fn components(&self, manifest: &mut Manifest) {
        for (path, component) in &self.graph.components {
            manifest.components.insert(
                path.clone(),
                manifest::Component {
                    scope: self.program.scopes[path].clone(),
                    using: component.using.clone(),
                    generics: component.generics.clone(),
                    placeholder: component.placeholder.clone(),
                    style_isolation: self.program.isolation.get(path).cloned(),
                    pure_data_pattern: component.config.pure_data_pattern.clone(),
                },
            );
        }
    }

    fn packages(&self, reach: &Reach, logic: &ChunkSet, manifest: &mut Manifest) {
        for package in &self.app.subpackages {
            manifest.packages.push(manifest::Subpackage {
                root: package.root.clone(),
                name: package.name.clone(),
                independent: package.independent,
                pages: package.pages.iter().filter(|page| manifest.pages.contains_key(*page)).cloned().collect(),
                entry: package.entry.as_deref().map(crate::js::resolve::module_name).unwrap_or_default(),
            });
        }
        if self.options.tests.is_some() {
            manifest.packages.push(manifest::Subpackage {
                root: START_PACKAGE.to_owned(),
                independent: true,
                pages: vec![START_PAGE.to_owned()],
                ..manifest::Subpackage::default()
            });
        }
        for (module, user) in reach.asked() {
            let runtime = self.logic_runtime(reach, user, &manifest.runtime);
            let files = [runtime.as_slice(), &logic.of_user[user]].concat();
            manifest.modules.insert(self.program.modules[module].name.clone(), files);
        }
    }

    fn workers(&self, manifest: &mut Manifest, files: &mut BTreeMap<String, Bytes>) {
        let Some(folder) = self.app.workers.as_ref().filter(|_| !self.program.workers.is_empty()) else { return };
        let mut paths: BTreeSet<&String> = BTreeSet::new();
        let mut queue: Vec<&String> = self.program.workers.iter().collect();
        while let Some(path) = queue.pop() {
            if let Some(module) = self.program.modules.get(path)
                && paths.insert(path)
            {
                queue.extend(module.needs.iter().chain(&module.asks));
            }
        }
        let mut units = vec![Unit { code: PRELUDE, origin: None, name: folder }];
        for path in paths {
            let module = &self.program.modules[path];
            let lines = module.emitted.lines.as_slice();
            let origin = (!lines.is_empty()).then_some((&*module.source.file, &*module.source.text, lines));
            units.push(Unit { code: &module.emitted.code, origin, name: folder });
        }
        manifest.workers.push(self.chunk(folder, &units, files));
    }

    /// Packs images, fonts and the like under their own paths: programs build these paths at run time.
    fn assets(&self, files: &mut BTreeMap<String, Bytes>) -> u64 {
        let mut total = 0;
        let mut add = |path: String, files: &mut BTreeMap<String, Bytes>| {
            if let Some(source) = self.sources.read_bytes(&path) {
                total += source.len() as u64;
                files.entry(path).or_insert(source);
            }
        };
        for path in assets::list(self.sources) {
            add(path, files);
        }
        for path in self.program.assets.values().flatten().chain(&self.sources.mounted_assets(is_asset)) {
            if !files.contains_key(path) {
                add(path.clone(), files);
            }
        }
        total
    }
}

/// The manifest as a script that both realms can load. As a string: as an object literal `__proto__` would mean something else.
fn manifest_script(json: &str) -> String {
    format!("mn.m({})\n", Value::from(json))
}

fn bytes(text: String) -> Bytes {
    Arc::from(text.into_bytes())
}

/// A name for a file out of a path: no slashes, nothing that needs escaping in a URL.
fn file_stem(path: &str) -> String {
    let stem: String = path
        .chars()
        .map(
            |character| {
                if character.is_ascii_alphanumeric() || matches!(character, '-' | '_') { character } else { '-' }
            },
        )
        .collect();
    let stem = stem.trim_matches('-');
    // Long paths say enough with their end.
    let start = stem.len().saturating_sub(60);
    if stem.is_empty() { "chunk".to_owned() } else { stem[start..].trim_start_matches('-').to_owned() }
}
