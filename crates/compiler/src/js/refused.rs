//! Syntax that is right in a module of a browser and wrong in the function a script becomes: one such script would take every
//! other in its file along.
//!
//! In: a syntax tree. Out: faults. Must not: repeat what the parser finds.

use oxc::ast::ast::{
    ArrowFunctionExpression, AwaitExpression, ForOfStatement, Function, ImportMeta, Program, VariableDeclaration,
    VariableDeclarationKind,
};
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::ScopeFlags;
use oxc::span::Span;

use super::analyze::ScriptFault;

pub(super) fn faults(program: &Program) -> Vec<ScriptFault> {
    // Rare words: look at the tree only when the text may hold one.
    if !program.source_text.contains("await") && !program.source_text.contains("import.meta") {
        return Vec::new();
    }
    let mut reader = Reader { functions: 0, faults: Vec::new() };
    reader.visit_program(program);
    reader.faults
}

struct Reader {
    /// Functions around the place.
    functions: u32,
    faults: Vec<ScriptFault>,
}

impl Reader {
    fn fault(&mut self, span: Span, message: &str, help: &str) {
        self.faults.push(ScriptFault {
            span: span.start as usize..span.end as usize,
            message: message.to_owned(),
            help: Some(help.to_owned()),
        });
    }

    fn awaits(&mut self, span: Span) {
        if self.functions == 0 {
            let help = "modules of a mini program are required at once: put it into an async function";
            self.fault(Span::new(span.start, span.start + "await".len() as u32), "`await` outside of a function", help);
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        self.functions += 1;
        walk::walk_function(self, function, flags);
        self.functions -= 1;
    }

    fn visit_arrow_function_expression(&mut self, function: &ArrowFunctionExpression<'a>) {
        self.functions += 1;
        walk::walk_arrow_function_expression(self, function);
        self.functions -= 1;
    }

    fn visit_await_expression(&mut self, expression: &AwaitExpression<'a>) {
        self.awaits(expression.span);
        walk::walk_await_expression(self, expression);
    }

    fn visit_for_of_statement(&mut self, statement: &ForOfStatement<'a>) {
        if statement.r#await {
            // The word stands after `for `.
            let start = statement.span.start + "for ".len() as u32;
            self.awaits(Span::new(start, start));
        }
        walk::walk_for_of_statement(self, statement);
    }

    fn visit_variable_declaration(&mut self, declaration: &VariableDeclaration<'a>) {
        if declaration.kind == VariableDeclarationKind::AwaitUsing {
            self.awaits(declaration.span);
        }
        walk::walk_variable_declaration(self, declaration);
    }

    fn visit_import_meta(&mut self, meta: &ImportMeta) {
        self.fault(meta.span, "there is no `import.meta`", "a mini program's modules have no address");
    }
}
