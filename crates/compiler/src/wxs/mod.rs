//! WXS: the small language of templates, as JavaScript for both realms.
//!
//! In: a module's text. Out: `mn.w("path",function(require,module,exports,getDate,getRegExp,Wc){…})`.
//! Must not: enforce the language's small grammar: real programs write modern JavaScript in it, and it runs.
//!
//! What differs from JavaScript: `x.constructor` is the name of the type (`Wc(x)`), assigning an undeclared name makes a
//! module variable, a comment may stay open to the end, fewer words are reserved, a backslash before a character that it
//! does not escape stays (`getRegExp('\\d')` finds digits), and only the language's own globals exist: any other free name
//! is declared, so that it reads as undefined rather than as something of the browser.

mod words;

use std::sync::Arc;

use oxc::allocator::Allocator;
use oxc::ast::ast::{
    Argument, AssignmentTarget, CallExpression, Expression, ImportExpression, StaticMemberExpression, StringLiteral,
    ThisExpression,
};
use oxc::ast_visit::{Visit, walk};
use oxc::parser::{ParseOptions, Parser};
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::span::{GetSpan, SourceType};

use crate::js::analyze::{Edit, Piece, Request, RequestKind, Script, ScriptFault, head_comments, parse_options};
use crate::js::emit::{apply_edits, minify_script};
use crate::js::esm::quote;
use crate::js::names::{is_global, parameters};
use crate::limits;
use crate::paths;

/// Names a module may read from outside itself.
const GLOBALS: [&str; 33] = [
    "Array",
    "Boolean",
    "Date",
    "Error",
    "Infinity",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "RangeError",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "TypeError",
    "Wc",
    "arguments",
    "console",
    "decodeURI",
    "decodeURIComponent",
    "encodeURI",
    "encodeURIComponent",
    "exports",
    "getDate",
    "getRegExp",
    "isFinite",
    "isNaN",
    "module",
    "parseFloat",
    "parseInt",
    "require",
];

/// What a module's function is given.
const PARAMETERS: [&str; 6] = ["require", "module", "exports", "getDate", "getRegExp", "Wc"];

/// Reads a module.
pub(crate) fn analyze(text: &str) -> Script {
    if limits::is_too_deep(text) {
        let fault = ScriptFault { span: 0..0, message: limits::MESSAGE.to_owned(), help: None };
        return Script { text: Arc::from(text), faults: vec![fault], ..Script::default() };
    }
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    let first = read(&text, false);
    if first.faults.is_empty() {
        return first;
    }
    // A comment may stay open to the end of the module.
    if has_open_comment(&text) {
        text.push_str("*/");
        let closed = read(&text, false);
        if closed.faults.is_empty() {
            return closed;
        }
    }
    // Names that strict code reserves.
    let sloppy = read(&text, true);
    if sloppy.faults.is_empty() {
        return sloppy;
    }
    read_renamed(text, &sloppy).unwrap_or(first)
}

/// Reads a module whose variables have names that JavaScript reserves: a renaming that moves the first fault on is kept.
fn read_renamed(mut text: String, read_as_written: &Script) -> Option<Script> {
    let first_fault = |script: &Script| script.faults.iter().map(|fault| fault.span.start).min();
    let mut reached = first_fault(read_as_written)?;
    for word in words::WORDS {
        let Some(renamed) = words::rename(&text, word) else { continue };
        let script = read(&renamed, true);
        match first_fault(&script) {
            None => return Some(read(&renamed, false)).filter(|strict| strict.faults.is_empty()).or(Some(script)),
            Some(place) if place > reached => {
                reached = place;
                text = renamed;
            }
            Some(_) => {}
        }
    }
    None
}

/// The registered form. `resolved` has a path for each request that was found.
pub(crate) fn emit(script: &Script, path: &str, resolved: &[Option<String>], minify: bool) -> String {
    if let Some(fault) = script.faults.first() {
        let message = quote(&format!("{path}: {}", fault.message));
        return format!("mn.w({},function(){{throw new SyntaxError({message})}});\n", quote(path));
    }
    let body = apply_edits(script, resolved);
    let code = format!("mn.w({},function({}){{{body}\n}});\n", quote(path), script.parameters.join(","));
    if minify { minify_script(&code).unwrap_or(code) } else { code }
}

/// The module a `require` names.
pub(crate) fn resolve(from: &str, specifier: &str, exists: impl Fn(&str) -> bool) -> Option<String> {
    let path = paths::resolve(paths::folder(from), specifier)?;
    [path.clone(), format!("{path}.wxs")].into_iter().find(|path| path.ends_with(".wxs") && exists(path))
}

fn has_open_comment(text: &str) -> bool {
    text.rfind("/*").is_some_and(|open| !text[open + 2..].contains("*/"))
}

fn read(text: &str, sloppy: bool) -> Script {
    let allocator = Allocator::default();
    let strict_text;
    let offset = if sloppy { 0 } else { STRICT.len() };
    let parsed_text = if sloppy {
        text
    } else {
        strict_text = format!("{STRICT}{text}");
        &strict_text
    };
    let parsed = Parser::new(&allocator, parsed_text, SourceType::script())
        .with_options(ParseOptions { parse_regular_expression: true, ..parse_options() })
        .parse();
    let semantic = SemanticBuilder::new_compiler().with_check_syntax_error(true).build(&parsed.program);
    let faults: Vec<ScriptFault> = parsed
        .diagnostics
        .iter()
        .chain(semantic.diagnostics.iter())
        .map(|diagnostic| ScriptFault {
            span: diagnostic.labels.iter().next().map_or(0..0, |label| {
                let start = (label.offset() as usize).saturating_sub(offset);
                start..(start + label.len() as usize).min(text.len())
            }),
            message: diagnostic.message.to_string(),
            help: diagnostic.help.as_ref().map(ToString::to_string),
        })
        .collect();
    if !faults.is_empty() {
        return Script { text: Arc::from(text), faults, ..Script::default() };
    }
    let scoping = semantic.semantic.scoping();
    let mut reader = Reader { scoping, sloppy, edits: Vec::new(), requests: Vec::new() };
    reader.visit_program(&parsed.program);
    let mut edits = reader.edits;
    edits.extend(head_comments(&parsed.program));
    let mut undeclared: Vec<&str> = scoping
        .root_unresolved_references()
        .keys()
        .map(|name| name.as_str())
        .filter(|name| !GLOBALS.contains(name) && *name != "undefined")
        .collect();
    undeclared.sort_unstable();
    if !undeclared.is_empty() {
        edits.push(Edit { span: offset..offset, pieces: vec![Piece::Text(format!("var {};", undeclared.join(",")))] });
    }
    edits.sort_by_key(|edit| edit.span.start);
    let parameters = parameters(scoping, &PARAMETERS, false);
    Script { text: Arc::from(parsed_text), edits, requests: reader.requests, parameters, ..Script::default() }
}

/// Strict code has no way to the global object through a plain call's `this`.
const STRICT: &str = "\"use strict\";";
/// Bytes that stand before the module in the text that requests have their places in.
pub(crate) const HEAD_LEN: usize = STRICT.len();

struct Reader<'s> {
    scoping: &'s Scoping,
    sloppy: bool,
    edits: Vec<Edit>,
    requests: Vec<Request>,
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        if member.property.name == "constructor" {
            let object = member.object.span();
            self.edits.push(Edit {
                span: object.start as usize..object.start as usize,
                pieces: vec![Piece::Text("Wc(".to_owned())],
            });
            self.edits.push(Edit {
                span: object.end as usize..member.span.end as usize,
                pieces: vec![Piece::Text(")".to_owned())],
            });
        }
        walk::walk_static_member_expression(self, member);
    }

    /// The target of an assignment is not read.
    fn visit_assignment_target(&mut self, target: &AssignmentTarget<'a>) {
        match target {
            AssignmentTarget::StaticMemberExpression(member) => self.visit_expression(&member.object),
            other => walk::walk_assignment_target(self, other),
        }
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if let Expression::Identifier(callee) = &call.callee
            && is_global(self.scoping, callee, "require")
            && let Some(Argument::StringLiteral(literal)) = call.arguments.first()
        {
            let span = literal.span.start as usize..literal.span.end as usize;
            self.edits.push(Edit { span: span.clone(), pieces: vec![Piece::Request(self.requests.len())] });
            self.requests.push(Request { specifier: literal.value.to_string(), span, kind: RequestKind::Require });
            return;
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_string_literal(&mut self, literal: &StringLiteral<'a>) {
        let Some(raw) = literal.raw else { return };
        let start = literal.span.start as usize;
        for place in kept_backslashes(&raw) {
            let at = start + place;
            self.edits.push(Edit { span: at..at, pieces: vec![Piece::Text("\\".to_owned())] });
        }
    }

    /// In sloppy code a plain call's `this` is the page's window.
    fn visit_this_expression(&mut self, this: &ThisExpression) {
        if self.sloppy {
            let span = this.span.start as usize..this.span.end as usize;
            let guarded = "(this&&this.window===this?void 0:this)".to_owned();
            self.edits.push(Edit { span, pieces: vec![Piece::Text(guarded)] });
        }
    }

    /// `import()` would load anything: it is no part of the language.
    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        let span = import.span.start as usize..import.span.end as usize;
        self.edits.push(Edit { span, pieces: vec![Piece::Text("undefined".to_owned())] });
    }
}

/// Places of the backslashes in a literal that escape nothing. JavaScript drops them, WXS does not; `\/` means the same in
/// an expression either way.
fn kept_backslashes(raw: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut characters = raw.char_indices();
    while let Some((place, character)) = characters.next() {
        if character != '\\' {
            continue;
        }
        let escaped = characters.next().map(|(_, escaped)| escaped);
        if !matches!(
            escaped,
            None | Some(
                '"' | '\''
                    | '\\'
                    | '/'
                    | '\n'
                    | '\r'
                    | '\u{2028}'
                    | '\u{2029}'
                    | '0'
                    | 'b'
                    | 'f'
                    | 'n'
                    | 'r'
                    | 't'
                    | 'u'
                    | 'v'
                    | 'x'
            )
        ) {
            places.push(place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let script = analyze(text);
        assert_eq!(script.faults, [], "{text}");
        assert_eq!(apply_edits(&script, &[Some("a/b.wxs".to_owned())]), expected, "{text}");
    }

    #[test]
    fn constructor_is_the_name_of_the_type() {
        check("module.exports=a.b.constructor===\"Array\"", "\"use strict\";var a;module.exports=Wc(a.b)===\"Array\"");
        check("var a={};a.constructor=1", "\"use strict\";var a={};a.constructor=1");
        check("var f=x=>x?.constructor", "\"use strict\";var f=x=>Wc(x)");
    }

    #[test]
    fn undeclared_names_are_variables_of_the_module() {
        check("count=1;", "\"use strict\";var count;count=1;");
        check("var w=window;Math.max(1)", "\"use strict\";var window;var w=window;Math.max(1)");
    }

    #[test]
    fn requests_are_resolved_and_open_comments_end() {
        check("var b=require(\"./b.wxs\")/* open", "\"use strict\";var b=require(\"a/b.wxs\")/* open*/");
        assert_eq!(resolve("utils/a.wxs", "../b", |path| path == "b.wxs"), Some("b.wxs".to_owned()));
    }

    #[test]
    fn a_backslash_that_escapes_nothing_stays() {
        let strict = |text: &str, expected: &str| check(text, &format!("\"use strict\";{expected}"));
        strict(r"getRegExp('^-?\d+(\.\d+)?$')", r"getRegExp('^-?\\d+(\\.\\d+)?$')");
        strict(r#"var a="\n\t\\d\"\x41\u0041\/""#, r#"var a="\n\t\\d\"\x41\u0041\/""#);
        strict(r"require('./\b.wxs')", "require(\"a/b.wxs\")");
    }

    #[test]
    fn words_that_only_javascript_reserves_are_names() {
        check(
            "var class='',new=1;f({class:class},new)",
            "\"use strict\";var f;var clas$='',ne$=1;f({class:clas$},ne$)",
        );
        assert!(!analyze("var class = ;").faults.is_empty());
    }

    #[test]
    fn a_module_may_have_variables_named_as_what_it_is_given() {
        let emitted = emit(&analyze("let module=1,getDate=2;exports.a=module"), "a.wxs", &[], false);
        assert!(
            emitted.starts_with("mn.w(\"a.wxs\",function(require,_mn_module,exports,_mn_getDate,getRegExp,Wc){"),
            "{emitted}"
        );
    }

    #[test]
    fn a_faulty_module_fails_alone() {
        for text in ["var a = ;", "module.exports = /(/", "}); (function () {"] {
            let script = analyze(text);
            assert!(!script.faults.is_empty(), "{text}");
            assert_eq!(emit(&script, "a.wxs", &[], true).matches("throw new SyntaxError").count(), 1, "{text}");
        }
    }

    #[test]
    fn names_that_strict_code_reserves_still_parse() {
        check("var public=1", "var public=1");
    }

    #[test]
    fn no_this_of_a_sloppy_module_is_the_window() {
        check("var public=()=>this", "var public=()=>(this&&this.window===this?void 0:this)");
        check("var f=()=>this", "\"use strict\";var f=()=>this");
    }
}
