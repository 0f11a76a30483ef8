//! ES modules as registered modules: what each imported name reads as, and which getters the module exports.
//!
//! In: a parsed module. Out: edits, and one head to put before the first statement. Must not: print code anew: the text
//! stays as written, line for line, so that places in it stay true.
//!
//! `import a, {b} from 'x'` → at the head `var _mn0=require('x'),_mn0d={mn}.y(_mn0);`, and `a` reads `_mn0d.default`, `b` `_mn0.b`.
//! Exports are getters set before any request, so that cyclic imports and later assignments work.

use oxc::ast::ast::{
    BindingIdentifier, Declaration, ExportDefaultDeclarationKind, ImportDeclarationSpecifier, ModuleExportName,
    Program, Statement,
};
use oxc::semantic::{Scoping, SymbolId};
use oxc::span::{GetSpan, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use super::analyze::{Edit, OWN_REGISTRY, Piece, Request, RequestKind, Script};

/// How a module is read where it is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Uses {
    plain: bool,
    default: bool,
    namespace: bool,
}

#[derive(Debug, Clone)]
struct Imported {
    request: usize,
    uses: Uses,
    /// `export * from`.
    passes_all: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Modules {
    imported: Vec<Imported>,
    by_specifier: FxHashMap<String, usize>,
    bindings: FxHashMap<SymbolId, String>,
    /// Export name → expression.
    exports: Vec<(String, String)>,
    /// Starts of statements that are gone altogether.
    dropped: FxHashSet<u32>,
    pub edits: Vec<Edit>,
    head_at: usize,
    default_count: usize,
}

impl Modules {
    pub(crate) fn read(program: &Program, scoping: &Scoping, requests: &mut Vec<Request>) -> Modules {
        let mut modules = Modules::default();
        if let Some(last) = program.directives.last() {
            modules.head_at = last.span.end as usize;
        } else if let Some(hashbang) = &program.hashbang {
            modules.head_at = hashbang.span.end as usize;
        }
        for statement in &program.body {
            modules.read_imports(statement, requests);
        }
        for statement in &program.body {
            modules.read_exports(statement, scoping);
        }
        modules
    }

    /// What an imported symbol reads as.
    pub(crate) fn binding(&self, symbol: SymbolId) -> Option<String> {
        self.bindings.get(&symbol).cloned()
    }

    pub(crate) fn is_dropped(&self, start: u32) -> bool {
        self.dropped.contains(&start)
    }

    /// The text before the first statement.
    pub(crate) fn head(&self, script: &Script) -> Edit {
        let [require, _, exports] = script.parameters.as_slice() else { unreachable!("a script has three parameters") };
        let mn = if script.hides_registry { OWN_REGISTRY } else { "mn" };
        let mut pieces = Vec::new();
        let mut text = String::new();
        if self.head_at == 0 {
            text.push_str("\"use strict\";");
        } else {
            text.push(';');
        }
        // A module that only imports may still assign module.exports: leave its exports alone then.
        if !self.exports.is_empty() || self.imported.iter().any(|imported| imported.passes_all) {
            let getters: Vec<String> =
                self.exports.iter().map(|(name, expression)| format!("{}:()=>{expression}", quote_key(name))).collect();
            text.push_str(&format!("{mn}.x({exports},{{{}}});", getters.join(",")));
        }
        for (index, imported) in self.imported.iter().enumerate() {
            let Uses { plain, default, namespace } = imported.uses;
            if !(plain || default || namespace || imported.passes_all) {
                text.push_str(&format!("{require}("));
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Request(imported.request));
                text.push_str(");");
                continue;
            }
            text.push_str(&format!("var _mn{index}={require}("));
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            pieces.push(Piece::Request(imported.request));
            text.push(')');
            if default {
                text.push_str(&format!(",_mn{index}d={mn}.y(_mn{index})"));
            }
            if namespace {
                text.push_str(&format!(",_mn{index}n={mn}.z(_mn{index})"));
            }
            text.push(';');
            if imported.passes_all {
                text.push_str(&format!("{mn}.r({exports},_mn{index});"));
            }
        }
        pieces.push(Piece::Text(text));
        Edit { span: self.head_at..self.head_at, pieces }
    }

    fn import(&mut self, specifier: &str, span: Span, requests: &mut Vec<Request>) -> usize {
        if let Some(index) = self.by_specifier.get(specifier) {
            return *index;
        }
        let request = requests.len();
        requests.push(Request {
            specifier: specifier.to_owned(),
            span: span.start as usize..span.end as usize,
            kind: RequestKind::Import,
        });
        self.imported.push(Imported { request, uses: Uses::default(), passes_all: false });
        self.by_specifier.insert(specifier.to_owned(), self.imported.len() - 1);
        self.imported.len() - 1
    }

    /// The expression that reads an export of an imported module.
    fn member(&mut self, index: usize, name: &str) -> String {
        let uses = &mut self.imported[index].uses;
        if name == "default" {
            uses.default = true;
            format!("_mn{index}d.default")
        } else {
            uses.plain = true;
            member_of(&format!("_mn{index}"), name)
        }
    }

    fn read_imports(&mut self, statement: &Statement, requests: &mut Vec<Request>) {
        match statement {
            Statement::ImportDeclaration(import) => {
                let index = self.import(&import.source.value, import.source.span, requests);
                for specifier in import.specifiers.iter().flatten() {
                    let (local, expression): (&BindingIdentifier, String) = match specifier {
                        ImportDeclarationSpecifier::ImportSpecifier(named) => {
                            (&named.local, self.member(index, &export_name(&named.imported)))
                        }
                        ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
                            (&default.local, self.member(index, "default"))
                        }
                        ImportDeclarationSpecifier::ImportNamespaceSpecifier(namespace) => {
                            self.imported[index].uses.namespace = true;
                            (&namespace.local, format!("_mn{index}n"))
                        }
                    };
                    if let Some(symbol) = local.symbol_id.get() {
                        self.bindings.insert(symbol, expression);
                    }
                }
                self.drop_statement(import.span);
            }
            Statement::ExportFromDeclaration(export) => {
                let index = self.import(&export.source.value, export.source.span, requests);
                for specifier in &export.specifiers {
                    let expression = self.member(index, &export_name(&specifier.local));
                    self.exports.push((export_name(&specifier.exported), expression));
                }
                self.drop_statement(export.span);
            }
            Statement::ExportAllDeclaration(export) => {
                let index = self.import(&export.source.value, export.source.span, requests);
                match &export.exported {
                    Some(name) => {
                        self.imported[index].uses.namespace = true;
                        self.exports.push((export_name(name), format!("_mn{index}n")));
                    }
                    None => self.imported[index].passes_all = true,
                }
                self.drop_statement(export.span);
            }
            _ => {}
        }
    }

    fn read_exports(&mut self, statement: &Statement, scoping: &Scoping) {
        match statement {
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    let expression = self.local_expression(&specifier.local, scoping);
                    self.exports.push((export_name(&specifier.exported), expression));
                }
                self.drop_statement(export.span);
            }
            Statement::ExportDeclaration(export) => {
                self.cut(export.span.start, export.declaration.span().start, String::new());
                for name in declared_names(&export.declaration) {
                    self.exports.push((name.clone(), name));
                }
            }
            Statement::ExportDefaultDeclaration(export) => {
                let start = export.declaration.span().start;
                let named = match &export.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                        function.id.as_ref().map(|id| id.name.to_string())
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                        class.id.as_ref().map(|id| id.name.to_string())
                    }
                    _ => None,
                };
                if let Some(name) = named {
                    self.cut(export.span.start, start, String::new());
                    self.exports.push(("default".to_owned(), name));
                    return;
                }
                self.exports.push(("default".to_owned(), "_mnd".to_owned()));
                self.default_count += 1;
                if let ExportDefaultDeclarationKind::FunctionDeclaration(function) = &export.declaration {
                    // Hoisted like any function: other modules of a cycle may call it before this one has run.
                    let name_at = function.params.span.start;
                    self.cut(export.span.start, start, String::new());
                    self.cut(name_at, name_at, " _mnd".to_owned());
                    return;
                }
                self.cut(export.span.start, start, "var _mnd=".to_owned());
                self.cut(export.span.end, export.span.end, ";".to_owned());
            }
            _ => {}
        }
    }

    /// What `export {x}` reads: a local, or an import passed on.
    fn local_expression(&self, local: &ModuleExportName, scoping: &Scoping) -> String {
        if let ModuleExportName::IdentifierReference(identifier) = local
            && let Some(reference) = identifier.reference_id.get()
            && let Some(symbol) = scoping.get_reference(reference).symbol_id()
            && let Some(binding) = self.binding(symbol)
        {
            return binding;
        }
        export_name(local)
    }

    fn drop_statement(&mut self, span: Span) {
        self.dropped.insert(span.start);
        self.cut(span.start, span.end, String::new());
    }

    /// Replaces a part; line breaks are put back when the edits are applied.
    fn cut(&mut self, start: u32, end: u32, text: String) {
        self.edits.push(Edit { span: start as usize..end as usize, pieces: vec![Piece::Text(text)] });
    }
}

fn export_name(name: &ModuleExportName) -> String {
    name.name().to_string()
}

fn declared_names(declaration: &Declaration) -> Vec<String> {
    match declaration {
        Declaration::VariableDeclaration(variables) => {
            let mut names = Vec::new();
            for declarator in &variables.declarations {
                names.extend(declarator.id.get_binding_identifiers().iter().map(|id| id.name.to_string()));
            }
            names
        }
        Declaration::FunctionDeclaration(function) => function.id.iter().map(|id| id.name.to_string()).collect(),
        Declaration::ClassDeclaration(class) => class.id.iter().map(|id| id.name.to_string()).collect(),
        _ => Vec::new(),
    }
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '_' | '$'))
        && characters.all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '$'))
}

fn member_of(object: &str, name: &str) -> String {
    if is_identifier(name) { format!("{object}.{name}") } else { format!("{object}[{}]", quote(name)) }
}

fn quote_key(name: &str) -> String {
    if is_identifier(name) && name != "__proto__" { name.to_owned() } else { format!("[{}]", quote(name)) }
}

/// A JavaScript string literal.
pub(crate) fn quote(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
