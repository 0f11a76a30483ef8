//! What a file declares wherever it stands: imports, scripts, template definitions. In: the tree. Out: entries of the IR
//! and of the references.

use super::{Definition, Lowering};
use crate::wxml::diagnostics::Code;
use crate::wxml::ir::Module;
use crate::wxml::{ResourceReference, ScriptReference, ScriptSource, paths};
use std::borrow::Cow;
use syntax::{Element as SyntaxElement, Node as SyntaxNode, Span};

impl<'a> Lowering<'_, 'a> {
    /// Imports, scripts and template definitions, wherever they stand.
    pub(super) fn declarations<'d>(&mut self, nodes: &'d [SyntaxNode<'a>], definitions: &mut Vec<Definition<'d, 'a>>) {
        for node in nodes {
            let SyntaxNode::Element(element) = node else { continue };
            match element.name {
                "import" => self.import(element),
                "wxs" | "sjs" | "import-sjs" => self.script(element),
                "template" if element.attribute("name").is_some() => self.definition(element, definitions),
                _ => {}
            }
            self.declarations(&element.children, definitions);
        }
    }

    pub(super) fn definition<'d>(&mut self, element: &'d SyntaxElement<'a>, definitions: &mut Vec<Definition<'d, 'a>>) {
        let attribute = element.attribute("name").expect("the caller looked");
        let Some(name) = self.static_value(attribute) else { return };
        if name.is_empty() {
            self.sink.report(Code::MissingName, attribute.span, "template");
            return;
        }
        if let Some(&earlier) = self.definition_names.get(name.as_ref()) {
            self.sink.report(Code::DuplicateTemplate, attribute.span, &name);
            definitions[earlier].element = element;
            return;
        }
        self.definition_names.insert(name.to_string(), definitions.len());
        definitions.push(Definition { name: name.into_owned(), element });
    }

    pub(super) fn import(&mut self, element: &SyntaxElement<'a>) {
        let Some((path, span)) = self.source_path(element) else { return };
        self.references.imports.push(ResourceReference { path: path.clone(), span });
        if path == self.context.path {
            self.sink.report(Code::CyclicImport, span, &path);
        } else if self.includes.source(&path).is_none() {
            self.sink.report(Code::MissingFile, span, &path);
        } else if !self.template.imports.contains(&path) {
            self.template.imports.push(path);
        }
        self.no_children(element);
    }

    /// `src` of an import or include as a path from the project's root, without suffix.
    pub(super) fn source_path(&mut self, element: &SyntaxElement<'a>) -> Option<(String, Span)> {
        let Some(attribute) = element.attribute("src") else {
            self.sink.report(Code::MissingSource, element.name_span, element.name);
            return None;
        };
        let written = self.static_value(attribute)?;
        let base = self.including.last().map_or(self.context.path, String::as_str);
        match paths::resolve(base, written.trim()) {
            Some(path) => Some((paths::without_suffix(&path).to_owned(), attribute.span)),
            None => {
                self.sink.report(Code::MissingFile, attribute.span, &written);
                None
            }
        }
    }

    pub(super) fn script(&mut self, element: &SyntaxElement<'a>) {
        let (name_attribute, source_attribute) =
            if element.name == "import-sjs" { ("name", "from") } else { ("module", "src") };
        let Some(attribute) = element.attribute(name_attribute) else {
            self.sink.report(Code::MissingModule, element.name_span, element.name);
            return;
        };
        let Some(name) = self.static_value(attribute).map(Cow::into_owned) else { return };
        if !syntax::is_identifier(&name) {
            self.sink.report(Code::MissingModule, attribute.span, &name);
            return;
        }
        let body = element.children.iter().find_map(|child| match child {
            SyntaxNode::Raw(span) => Some(*span),
            _ => None,
        });
        let source = self.documents[0].source;
        let body = body.filter(|span| !span.text(source).trim().is_empty());
        let (path, script) = if let Some(span) = body {
            let path = format!("{}#{}", self.context.path, name);
            (path, ScriptSource::Inline { code: span.text(source).to_owned(), span })
        } else {
            let Some(attribute) = element.attribute(source_attribute) else {
                // An empty module is an empty object.
                let path = format!("{}#{}", self.context.path, name);
                self.add_module(name, path, ScriptSource::Inline { code: String::new(), span: element.span });
                return;
            };
            let Some(written) = self.static_value(attribute) else { return };
            let Some(path) = paths::resolve(self.context.path, written.trim()) else {
                self.sink.report(Code::MissingFile, attribute.span, &written);
                return;
            };
            (path, ScriptSource::External { span: attribute.span })
        };
        self.add_module(name, path, script);
    }

    pub(super) fn add_module(&mut self, name: String, path: String, source: ScriptSource) {
        self.references.scripts.push(ScriptReference { module: name.clone(), path: path.clone(), source });
        if let Some(&index) = self.scope.modules.get(&name) {
            self.template.modules[index].path = path;
        } else {
            self.scope.modules.insert(name.clone(), self.template.modules.len());
            self.template.modules.push(Module { name, path });
        }
    }
}
