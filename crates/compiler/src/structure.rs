//! Which files make which page and component, and what their tags mean: what an editor asks of a program.
//!
//! In: the graph and the templates that were compiled. Out: [`Structure`], with paths in the project. Must not: hold texts.

use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::paths;
use crate::program::Program;
use crate::sources::Sources;

#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// Folder of app.json in the project; empty when it is the project's own.
    pub root: String,
    /// Pages and components by their path in the program.
    pub components: BTreeMap<String, ComponentFiles>,
    /// Files of templates, by project path, with the files they import.
    pub imports: BTreeMap<String, Vec<String>>,
    /// Sheets that apply to every page.
    pub app_sheets: Vec<String>,
}

/// The files of a page or component.
#[derive(Debug, Clone, Default)]
pub struct ComponentFiles {
    pub is_page: bool,
    pub script: Option<String>,
    pub template: Option<String>,
    pub sheet: Option<String>,
    pub config: Option<String>,
    /// Tag → path of the component in the program.
    pub using: BTreeMap<String, String>,
}

impl Structure {
    pub(crate) fn read(sources: &Sources<'_>, graph: &Graph, program: &Program) -> Structure {
        let place = |path: &String| sources.locate(path);
        let components = graph.components.iter().map(|(path, component)| {
            let files = ComponentFiles {
                is_page: component.is_page,
                script: component.script.as_ref().and_then(place),
                template: component.template.as_ref().and_then(place),
                sheet: component.sheet.as_ref().and_then(place),
                config: sources.locate(&format!("{path}.json")),
                using: component.using.clone(),
            };
            (path.clone(), files)
        });
        let template = |path: &str| sources.locate(&format!("{path}.wxml"));
        let imports = program.templates.iter().filter_map(|(path, entry)| {
            Some((template(path)?, entry.imports.iter().filter_map(|import| template(import)).collect()))
        });
        Structure {
            root: sources.root().to_owned(),
            components: components.collect(),
            imports: imports.collect(),
            app_sheets: graph.app_sheets.iter().filter_map(place).collect(),
        }
    }

    /// Where app.json is in the project.
    pub fn app_json(&self) -> String {
        paths::join(&self.root, "app.json")
    }

    /// The page or component a template, script or sheet belongs to.
    pub fn owner(&self, file: &str) -> Option<(&str, &ComponentFiles)> {
        let owns = |files: &ComponentFiles| {
            [&files.template, &files.script, &files.sheet, &files.config]
                .into_iter()
                .any(|own| own.as_deref() == Some(file))
        };
        self.components.iter().find(|(_, files)| owns(files)).map(|(path, files)| (path.as_str(), files))
    }

    /// What tags mean in a template: a file of templates alone has those of all files that import it.
    pub fn tags(&self, template: &str) -> BTreeMap<&str, &str> {
        let mut found = BTreeMap::new();
        let mut seen = vec![template];
        let mut next = 0;
        while let Some(&file) = seen.get(next) {
            next += 1;
            if let Some((_, files)) = self.owner(file) {
                found.extend(files.using.iter().map(|(tag, path)| (tag.as_str(), path.as_str())));
                continue;
            }
            let importers = self.imports.iter().filter(|(_, imports)| imports.iter().any(|import| import == file));
            for (importer, _) in importers {
                if !seen.contains(&importer.as_str()) {
                    seen.push(importer);
                }
            }
        }
        found
    }
}
