//! Reads one script: what it requests, how it uses `wx`, and the edits that make it a registered module.
//!
//! In: text. Out: [`Script`]. Must not: resolve requests or look at other files, so that the result can be kept by content.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use oxc::allocator::Allocator;
use oxc::ast::ast::{
    Argument, AssignmentExpression, AssignmentTarget, CallExpression, Decorator, Expression, IdentifierReference,
    ImportExpression, ObjectProperty, PropertyDefinition, PropertyKey, RegExpFlags, RegExpLiteral, Statement,
    TaggedTemplateExpression, VariableDeclaration, VariableDeclarationKind,
};
use oxc::ast_visit::{Visit, walk};
use oxc::parser::{ParseOptions, Parser};
use oxc::regular_expression::{LiteralParser, Options as PatternOptions};
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::span::{GetSpan, SourceType};

use super::esm::{self, Modules};
use super::names::{self, is_global};
use super::usage::{self, Usage};
use super::{lower, refused};
use crate::limits;
use crate::paths;

/// What generated code calls the registry in a script that has a variable `mn` of its own.
pub(super) const OWN_REGISTRY: &str = "_mn_mn";

/// How a script asks for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Require,
    Import,
    /// `require.async`, `require(path, callback)` or `import()`: the module may be in another package.
    Async,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    pub specifier: String,
    /// The specifier with its quotes, in the source as written.
    pub span: Range<usize>,
    pub kind: RequestKind,
}

/// A request whose specifier is computed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DynamicRequest {
    /// What the specifier surely begins with; empty when nothing is known.
    pub prefix: String,
    pub span: Range<usize>,
}

/// Text to put in place of a part of the script.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    pub span: Range<usize>,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    /// The resolved path of a request, as a string literal.
    Request(usize),
}

/// A fault in a script.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScriptFault {
    pub span: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    /// The text the edits apply to: the source, or what it was lowered to.
    pub text: Arc<str>,
    /// For lowered text, the source line of each line.
    pub lines: Option<Arc<[u32]>>,
    /// Sorted by place, without overlap.
    pub edits: Vec<Edit>,
    pub requests: Vec<Request>,
    pub dynamic: Vec<DynamicRequest>,
    /// What its function calls `require`, `module` and `exports`.
    pub parameters: Vec<String>,
    /// Whether it has a variable `mn` of its own, and calls the registry [`OWN_REGISTRY`] instead.
    pub hides_registry: bool,
    /// Whether it is an ES module.
    pub is_module: bool,
    pub usage: Arc<Usage>,
    /// `styleIsolation` or `addGlobalClass` found in its text.
    pub style_isolation: Option<String>,
    pub faults: Vec<ScriptFault>,
    /// Regular expressions that throw when they are made.
    pub patterns: Vec<ScriptFault>,
}

/// Reads a script. Text that cannot be parsed gives faults and no edits.
pub(crate) fn analyze(source: &Arc<str>, path: &str) -> Script {
    if limits::is_too_deep(source) {
        let fault = ScriptFault { span: 0..0, message: limits::MESSAGE.to_owned(), help: None };
        return Script { text: source.clone(), faults: vec![fault], ..Script::default() };
    }
    let allocator = Allocator::default();
    let typed = matches!(paths::extension(path), ".ts" | ".mts" | ".cts");
    let parsed = parse(&allocator, source, source_type(path, typed));
    if !parsed.faults.is_empty() {
        return Script { text: source.clone(), faults: parsed.faults, ..Script::default() };
    }
    let mut program = parsed.program;
    if !typed && !needs_lowering(&program) {
        return read_program(source.clone(), source, &program);
    }
    match lower::lower(&allocator, &mut program, path) {
        Err(message) => Script {
            text: source.clone(),
            faults: vec![ScriptFault { span: 0..0, message, help: None }],
            ..Script::default()
        },
        Ok(lowered) => {
            let text: Arc<str> = Arc::from(lowered.text);
            let again = Allocator::default();
            let reparsed = parse(&again, &text, SourceType::unambiguous());
            if !reparsed.faults.is_empty() {
                return faulty(text.clone(), source, reparsed.faults);
            }
            let mut script = read_program(text.clone(), source, &reparsed.program);
            script.lines = Some(lowered.lines.into());
            script
        }
    }
}

/// Files whose ending says nothing are modules when they import or export, else sloppy scripts.
pub(crate) fn source_type(path: &str, typed: bool) -> SourceType {
    match paths::extension(path) {
        ".mjs" => SourceType::mjs(),
        ".cjs" => SourceType::script(),
        _ if typed => SourceType::ts().with_unambiguous(true),
        _ => SourceType::unambiguous(),
    }
}

struct Parsed<'a> {
    program: oxc::ast::ast::Program<'a>,
    faults: Vec<ScriptFault>,
}

fn parse<'a>(allocator: &'a Allocator, text: &'a str, source_type: SourceType) -> Parsed<'a> {
    let parsed = Parser::new(allocator, text, source_type).with_options(parse_options()).parse();
    let faults = parsed.diagnostics.iter().map(fault).collect();
    Parsed { program: parsed.program, faults }
}

/// Patterns are read one by one in [`Reader`].
pub(crate) fn parse_options() -> ParseOptions {
    ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() }
}

fn fault(diagnostic: &oxc::diagnostics::OxcDiagnostic) -> ScriptFault {
    ScriptFault {
        span: diagnostic
            .labels
            .iter()
            .next()
            .map_or(0..0, |label| label.offset() as usize..(label.offset() + label.len()) as usize),
        message: diagnostic.message.to_string(),
        help: diagnostic.help.as_ref().map(ToString::to_string),
    }
}

/// Whether a plain script has syntax that no stated browser runs.
fn needs_lowering(program: &oxc::ast::ast::Program) -> bool {
    struct Newer(bool);
    impl<'a> Visit<'a> for Newer {
        fn visit_decorator(&mut self, _: &Decorator<'a>) {
            self.0 = true;
        }
        fn visit_variable_declaration(&mut self, declaration: &VariableDeclaration<'a>) {
            self.0 |= matches!(declaration.kind, VariableDeclarationKind::Using | VariableDeclarationKind::AwaitUsing);
            walk::walk_variable_declaration(self, declaration);
        }
    }
    // Both spellings are rare: look at the tree only when the text may hold one.
    if !program.source_text.contains('@') && !program.source_text.contains("using ") {
        return false;
    }
    let mut newer = Newer(false);
    newer.visit_program(program);
    newer.0
}

/// Comments that are some only at the start of a file, where the text is not any more once it is the body of a function: `#!…`, and
/// `-->` on the first line.
pub(crate) fn head_comments(program: &oxc::ast::ast::Program) -> Option<Edit> {
    if let Some(hashbang) = &program.hashbang {
        return Some(Edit { span: hashbang.span.start as usize..hashbang.span.end as usize, pieces: Vec::new() });
    }
    let line = program.source_text.lines().next()?;
    let mut rest = line.trim_start_matches('\u{feff}').trim_start();
    while let Some((_, after)) = rest.strip_prefix("/*").and_then(|comment| comment.split_once("*/")) {
        rest = after.trim_start();
    }
    let start = line.len() - rest.len();
    rest.starts_with("-->").then(|| Edit { span: start..start + 3, pieces: vec![Piece::Text("//".to_owned())] })
}

/// A script that cannot be registered. Places in lowered text mean nothing to the developer.
fn faulty(text: Arc<str>, source: &str, mut faults: Vec<ScriptFault>) -> Script {
    if *text != *source {
        faults.iter_mut().for_each(|fault| fault.span = 0..0);
    }
    Script { text, faults, ..Script::default() }
}

fn read_program(text: Arc<str>, source: &str, program: &oxc::ast::ast::Program) -> Script {
    // Faults that only names show (two `let` of one name): a browser would refuse the whole chunk for them.
    let semantic = SemanticBuilder::new_compiler().with_check_syntax_error(true).build(program);
    let mut faults: Vec<ScriptFault> = semantic.diagnostics.iter().map(fault).collect();
    faults.extend(refused::faults(program));
    if !faults.is_empty() {
        return faulty(text, source, faults);
    }
    let scoping = semantic.semantic.scoping();
    let is_module = program.source_type.is_module();
    let parameters = names::parameters(scoping, &["require", "module", "exports"], is_module);
    let hides_registry = is_module && names::declares(scoping, "mn", is_module);
    let mut reader = Reader {
        scoping,
        modules: Modules::default(),
        list_starts: BTreeSet::new(),
        edits: Vec::new(),
        script: Script { is_module, parameters, hides_registry, ..Script::default() },
    };
    if is_module {
        let mut modules = Modules::read(program, scoping, &mut reader.script.requests);
        reader.edits.append(&mut modules.edits);
        reader.modules = modules;
    }
    reader.edits.extend(head_comments(program));
    reader.visit_program(program);
    let mut edits = reader.edits;
    if is_module {
        edits.push(reader.modules.head(&reader.script));
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut end = 0;
    edits.retain(|edit| {
        let fits = edit.span.start >= end;
        end = end.max(edit.span.end);
        fits
    });
    let mut script = reader.script;
    outside_requests(&text, &mut script.requests);
    let mut usage = usage::read(program, scoping);
    if *text != *source {
        relocate(&mut script, source);
        usage.relocate(source);
    }
    script.usage = Arc::new(usage);
    Script { text, edits, ..script }
}

/// Bundles made by the vendor's "build npm" call their dependencies through a `require` of their own, and name those that
/// are not in the bundle in their last line.
fn outside_requests(text: &str, requests: &mut Vec<Request>) {
    const MARK: &str = "//miniprogram-npm-outsideDeps=";
    let Some(start) = text.rfind(MARK) else { return };
    let list = text[start + MARK.len()..].lines().next().unwrap_or_default();
    let names: Vec<String> = serde_json::from_str(list.trim()).unwrap_or_default();
    let span = start..start + MARK.len() + list.len();
    requests.extend(names.into_iter().map(|specifier| Request {
        specifier,
        span: span.clone(),
        kind: RequestKind::Require,
    }));
}

/// Places in lowered text mean nothing to the developer: find the specifier in the source instead.
fn relocate(script: &mut Script, source: &str) {
    for request in &mut script.requests {
        let found =
            ['\'', '"', '`'].iter().find_map(|quote| source.find(&format!("{quote}{}{quote}", request.specifier)));
        request.span = found.map_or(0..0, |start| start..start + request.specifier.len() + 2);
    }
    for fault in &mut script.patterns {
        fault.span = 0..0;
    }
    for dynamic in &mut script.dynamic {
        dynamic.span = source.find("require(").map_or(0..0, |start| start..start + "require".len());
    }
}

struct Reader<'s> {
    scoping: &'s Scoping,
    modules: Modules,
    /// Starts of expression statements that stand in a list: a parenthesis put there needs a semicolon before it.
    list_starts: BTreeSet<u32>,
    edits: Vec<Edit>,
    script: Script,
}

impl Reader<'_> {
    fn replace(&mut self, span: Range<usize>, pieces: Vec<Piece>) {
        self.edits.push(Edit { span, pieces });
    }

    /// What an imported name reads as, if the identifier is one.
    fn imported(&self, identifier: &IdentifierReference) -> Option<String> {
        let symbol = self.scoping.get_reference(identifier.reference_id.get()?).symbol_id()?;
        self.modules.binding(symbol)
    }

    /// A callee that is an import must not become the `this` of the call.
    fn imported_callee(&mut self, callee: &Expression) -> bool {
        let Expression::Identifier(identifier) = callee else { return false };
        let Some(binding) = self.imported(identifier) else { return false };
        let span = identifier.span;
        let semicolon = if self.list_starts.contains(&span.start) { ";" } else { "" };
        self.replace(span.start as usize..span.end as usize, vec![Piece::Text(format!("{semicolon}(0,{binding})"))]);
        true
    }

    fn request(&mut self, argument: &Expression, kind: RequestKind) {
        match argument {
            Expression::StringLiteral(literal) => self.literal_request(&literal.value, literal.span, kind),
            Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
                if let Some(text) = template.quasis.first().and_then(|quasi| quasi.value.cooked.as_ref()) {
                    self.literal_request(text, template.span, kind);
                }
            }
            Expression::ConditionalExpression(choice) => {
                self.request(&choice.consequent, kind);
                self.request(&choice.alternate, kind);
            }
            Expression::LogicalExpression(choice) => {
                self.request(&choice.left, kind);
                self.request(&choice.right, kind);
            }
            Expression::ParenthesizedExpression(inner) => self.request(&inner.expression, kind),
            other => {
                let span = other.span();
                let dynamic =
                    DynamicRequest { prefix: static_prefix(other), span: span.start as usize..span.end as usize };
                self.script.dynamic.push(dynamic);
            }
        }
    }

    fn literal_request(&mut self, specifier: &str, span: oxc::span::Span, kind: RequestKind) {
        let span = span.start as usize..span.end as usize;
        let index = self.script.requests.len();
        self.script.requests.push(Request { specifier: specifier.to_owned(), span: span.clone(), kind });
        self.replace(span, vec![Piece::Request(index)]);
    }

    fn style_option(&mut self, key: &str, value: &Expression) {
        match (key, value) {
            ("styleIsolation", Expression::StringLiteral(literal)) => {
                self.script.style_isolation = Some(literal.value.to_string());
            }
            ("addGlobalClass", value) if is_true(value) && self.script.style_isolation.is_none() => {
                self.script.style_isolation = Some("apply-shared".to_owned());
            }
            _ => {}
        }
    }
}

/// `true` or its minified spelling `!0`.
fn is_true(value: &Expression) -> bool {
    match value {
        Expression::BooleanLiteral(literal) => literal.value,
        Expression::UnaryExpression(unary) => {
            unary.operator.is_not()
                && matches!(&unary.argument, Expression::NumericLiteral(number) if number.value == 0.0)
        }
        _ => false,
    }
}

/// The text a computed specifier begins with.
fn static_prefix(expression: &Expression) -> String {
    match expression {
        Expression::StringLiteral(literal) => literal.value.to_string(),
        Expression::TemplateLiteral(template) => template
            .quasis
            .first()
            .and_then(|quasi| quasi.value.cooked.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
        Expression::BinaryExpression(binary) => static_prefix(&binary.left),
        Expression::ParenthesizedExpression(inner) => static_prefix(&inner.expression),
        _ => String::new(),
    }
}

fn key_name<'k>(key: &'k PropertyKey) -> Option<&'k str> {
    match key {
        PropertyKey::StaticIdentifier(name) => Some(name.name.as_str()),
        PropertyKey::StringLiteral(literal) => Some(literal.value.as_str()),
        _ => None,
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_statements(&mut self, statements: &oxc::allocator::ArenaVec<'a, Statement<'a>>) {
        for statement in statements {
            if let Statement::ExpressionStatement(expression) = statement {
                self.list_starts.insert(expression.span.start);
            }
            if !self.modules.is_dropped(statement.span().start) {
                self.visit_statement(statement);
            }
        }
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let kind = match &call.callee {
            Expression::Identifier(callee) if is_global(self.scoping, callee, "require") => match call.arguments.get(1)
            {
                Some(_) => Some(RequestKind::Async),
                None => Some(RequestKind::Require),
            },
            Expression::StaticMemberExpression(member) => match &member.object {
                Expression::Identifier(object)
                    if member.property.name == "async" && is_global(self.scoping, object, "require") =>
                {
                    Some(RequestKind::Async)
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(kind) = kind {
            if let Some(argument) = call.arguments.first().and_then(Argument::as_expression) {
                self.request(argument, kind);
            }
            for argument in &call.arguments {
                if !matches!(argument, Argument::StringLiteral(_)) {
                    self.visit_argument(argument);
                }
            }
            return;
        }
        if self.imported_callee(&call.callee) {
            self.visit_arguments(&call.arguments);
        } else {
            walk::walk_call_expression(self, call);
        }
    }

    fn visit_tagged_template_expression(&mut self, tagged: &TaggedTemplateExpression<'a>) {
        if self.imported_callee(&tagged.tag) {
            self.visit_template_literal(&tagged.quasi);
        } else {
            walk::walk_tagged_template_expression(self, tagged);
        }
    }

    /// `import(x)` must not reach the realm, where it would load anything: it becomes `require.async(x)`.
    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        let source = import.source.span();
        self.replace(
            import.span.start as usize..source.start as usize,
            vec![Piece::Text(format!("{}.async(", self.script.parameters[0]))],
        );
        self.replace(source.end as usize..import.span.end as usize, vec![Piece::Text(")".to_owned())]);
        self.request(&import.source, RequestKind::Async);
        if !matches!(import.source, Expression::StringLiteral(_)) {
            self.visit_expression(&import.source);
        }
    }

    /// A browser refuses a whole file for one faulty pattern in it, or one with a flag it does not know yet. Made when it is used,
    /// it fails there and nowhere else: public programs carry libraries with such patterns.
    fn visit_reg_exp_literal(&mut self, literal: &RegExpLiteral<'a>) {
        let (pattern, flags) = (literal.regex.pattern.text.as_str(), literal.regex.flags.to_string());
        let start = literal.span.start + 1;
        let options =
            PatternOptions { pattern_span_offset: start, flags_span_offset: start + pattern.len() as u32 + 1 };
        let allocator = Allocator::default();
        let fault = LiteralParser::new(&allocator, pattern, Some(&flags), options).parse().err();
        if fault.is_some() || literal.regex.flags.contains(RegExpFlags::V) {
            let code = format!("new RegExp({},\"{flags}\")", esm::quote(pattern));
            self.replace(literal.span.start as usize..literal.span.end as usize, vec![Piece::Text(code)]);
        }
        self.script.patterns.extend(fault.as_ref().map(self::fault));
    }

    fn visit_identifier_reference(&mut self, identifier: &IdentifierReference<'a>) {
        if let Some(binding) = self.imported(identifier) {
            let span = identifier.span;
            self.replace(span.start as usize..span.end as usize, vec![Piece::Text(binding)]);
        }
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if let Some(key) = key_name(&property.key) {
            self.style_option(key, &property.value);
        }
        if property.shorthand
            && let Expression::Identifier(identifier) = &property.value
        {
            if let Some(binding) = self.imported(identifier) {
                let span = property.span;
                self.replace(
                    span.start as usize..span.end as usize,
                    vec![Piece::Text(format!("{}:{binding}", identifier.name))],
                );
            }
            return;
        }
        walk::walk_object_property(self, property);
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        if let (Some(key), Some(value)) = (key_name(&property.key), &property.value) {
            self.style_option(key, value);
        }
        walk::walk_property_definition(self, property);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        if let AssignmentTarget::StaticMemberExpression(member) = &assignment.left {
            self.style_option(member.property.name.as_str(), &assignment.right);
        }
        walk::walk_assignment_expression(self, assignment);
    }
}
