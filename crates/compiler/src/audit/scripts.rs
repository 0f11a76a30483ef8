//! What audits ask of a script: its calls of `setData`, how it reads its data, the addresses it calls, and what nobody should write.
//!
//! In: text. Out: [`Facts`]. Must not: judge, or follow values through variables.

use std::collections::BTreeSet;
use std::ops::Range;

use oxc::allocator::Allocator;
use oxc::ast::ast::{
    Argument, ArrayExpressionElement, ArrowFunctionExpression, BindingPattern, CallExpression, Expression, Function,
    NewExpression, ObjectExpression, ObjectProperty, ObjectPropertyKind, PropertyKey, Statement,
    StaticMemberExpression, StringLiteral, TemplateLiteral, VariableDeclarator,
};
use oxc::ast_visit::{Visit, walk};
use oxc::parser::Parser;
use oxc::span::{GetSpan, Span};
use oxc::syntax::scope::ScopeFlags;

use super::Purpose;
use super::secret::{named_secret_of, secret_of};
use crate::js::analyze::{parse_options, source_type};
use crate::limits;
use crate::paths;

#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub set_data: Vec<SetData>,
    /// The whole of `this.data` goes somewhere: any field may be read.
    pub hands_data_on: bool,
    pub addresses: Vec<Address>,
    /// Texts that look like secrets: what of, and where.
    pub secrets: Vec<(&'static str, Range<usize>)>,
    /// Calls that make code from text: by what name, and where.
    pub made_code: Vec<(&'static str, Range<usize>)>,
}

/// A call of `setData` on the page or component itself.
#[derive(Debug)]
pub(crate) struct SetData {
    /// `this.setData`.
    pub span: Range<usize>,
    /// Roots of its keys, with the place of the key.
    pub keys: Vec<(String, Range<usize>)>,
    /// A list that is given again with more at its end: the key, and where.
    pub grown: Option<(String, Range<usize>)>,
    /// The whole of `this.data` is given.
    pub is_whole: bool,
    /// Bytes of the literal that is given.
    pub literal_bytes: usize,
    /// It is called again and again before the program lets go.
    pub is_in_loop: bool,
}

/// An address that is written out at the front: of a request, an upload, a download or a socket.
#[derive(Debug)]
pub(crate) struct Address {
    pub purpose: Purpose,
    /// Scheme, host and port.
    pub origin: String,
    pub span: Range<usize>,
}

pub(crate) fn read(source: &str, path: &str) -> Facts {
    if limits::is_too_deep(source) {
        return Facts::default();
    }
    let allocator = Allocator::default();
    let typed = matches!(paths::extension(path), ".ts" | ".mts" | ".cts");
    let parsed = Parser::new(&allocator, source, source_type(path, typed)).with_options(parse_options()).parse();
    let places = |word: &str| source.match_indices(word).map(|(at, _)| at).collect::<Vec<usize>>();
    let waits = places("await");
    let mut stops = [places("break"), places("return"), waits.clone()].concat();
    stops.sort_unstable();
    let mut reader = Reader {
        stops,
        waits,
        facts: Facts::default(),
        selves: BTreeSet::new(),
        repeats: vec![false],
        callbacks: BTreeSet::new(),
    };
    reader.visit_program(&parsed.program);
    reader.facts
}

struct Reader {
    /// Where `break`, `return` and `await` stand, in order; and `await` alone.
    stops: Vec<usize>,
    waits: Vec<usize>,
    facts: Facts,
    /// Variables that hold `this`.
    selves: BTreeSet<String>,
    /// For each function around: whether its code runs again and again at once.
    repeats: Vec<bool>,
    /// Functions that an iterating call runs for each item.
    callbacks: BTreeSet<Span>,
}

/// Calls that run their function for each item before they return.
const ITERATIONS: [&str; 4] = ["forEach", "map", "filter", "each"];

impl Reader {
    fn is_self(&self, value: &Expression) -> bool {
        match value {
            Expression::ThisExpression(_) => true,
            Expression::Identifier(name) => self.selves.contains(name.name.as_str()),
            _ => false,
        }
    }

    fn is_own_data(&self, value: &Expression) -> bool {
        matches!(value, Expression::StaticMemberExpression(member) if member.property.name == "data" && self.is_self(&member.object))
    }

    fn set_data(&mut self, call: &CallExpression) {
        let Some(given) = call.arguments.first().and_then(Argument::as_expression) else { return };
        let mut found = SetData {
            span: range(call.callee.span()),
            keys: Vec::new(),
            grown: None,
            is_whole: self.is_own_data(given),
            literal_bytes: 0,
            is_in_loop: *self.repeats.last().unwrap_or(&false),
        };
        if let Expression::ObjectExpression(object) = given {
            self.given(object, &mut found);
        }
        self.facts.set_data.push(found);
    }

    fn given(&self, object: &ObjectExpression, found: &mut SetData) {
        for property in &object.properties {
            let property = match property {
                ObjectPropertyKind::ObjectProperty(property) => property,
                ObjectPropertyKind::SpreadProperty(spread) => {
                    found.is_whole |= self.is_own_data(&spread.argument);
                    continue;
                }
            };
            let Some(name) = property.key.static_name() else { continue };
            let root = name.split(['.', '[']).next().unwrap_or_default().to_owned();
            found.keys.push((root, range(property.key.span())));
            if matches!(property.value, Expression::ObjectExpression(_) | Expression::ArrayExpression(_)) {
                found.literal_bytes += property.value.span().size() as usize;
            }
            if self.is_grown(&property.value, &name) {
                found.grown = Some((name.into_owned(), range(property.value.span())));
            }
        }
    }

    /// Whether a value is `this.data.<name>.concat(…)` or `[...this.data.<name>, …]`.
    fn is_grown(&self, value: &Expression, name: &str) -> bool {
        let is_old = |value: &Expression| matches!(value, Expression::StaticMemberExpression(member) if member.property.name == name && self.is_own_data(&member.object));
        match value {
            Expression::CallExpression(call) => {
                matches!(&call.callee, Expression::StaticMemberExpression(member) if member.property.name == "concat" && is_old(&member.object))
            }
            Expression::ArrayExpression(array) => {
                matches!(array.elements.first(), Some(ArrayExpressionElement::SpreadElement(spread)) if is_old(&spread.argument))
            }
            _ => false,
        }
    }

    /// `wx.request({url: 'https://…'})` and its kin.
    fn address(&mut self, call: &CallExpression) {
        let Expression::StaticMemberExpression(callee) = &call.callee else { return };
        let is_wx = matches!(&callee.object, Expression::Identifier(object) if object.name == "wx");
        let purpose = match callee.property.name.as_str() {
            "request" => Purpose::Request,
            "uploadFile" => Purpose::Upload,
            "downloadFile" => Purpose::Download,
            "connectSocket" => Purpose::Socket,
            _ => return,
        };
        let Some(Expression::ObjectExpression(options)) = call.arguments.first().and_then(Argument::as_expression)
        else {
            return;
        };
        let url = options.properties.iter().find_map(|property| match property {
            ObjectPropertyKind::ObjectProperty(property) if property.key.static_name().as_deref() == Some("url") => {
                Some(&property.value)
            }
            _ => None,
        });
        if let Some(origin) = url.filter(|_| is_wx).and_then(|url| origin(beginning(url)?)) {
            let span = range(url.map_or(call.span, GetSpan::span));
            self.facts.addresses.push(Address { purpose, origin, span });
        }
    }

    /// `callee(…)` or `new callee(…)`, where that makes code of a text that does not stand there whole.
    fn made_code(&mut self, callee: &Expression, arguments: &[Argument]) {
        let Expression::Identifier(callee) = callee else { return };
        let is_text =
            |argument: &Argument| matches!(argument, Argument::StringLiteral(_) | Argument::TemplateLiteral(_));
        let name = match (callee.name.as_str(), arguments.first()) {
            ("eval", Some(first)) if !is_text(first) => "eval",
            ("Function", Some(_)) if !arguments.iter().all(is_text) => "Function",
            ("setTimeout", Some(first)) if is_text(first) => "setTimeout",
            ("setInterval", Some(first)) if is_text(first) => "setInterval",
            _ => return,
        };
        self.facts.made_code.push((name, range(callee.span)));
    }

    fn secret(&mut self, text: &str, span: Span) {
        self.facts.secrets.extend(secret_of(text).map(|what| (what, range(span))));
    }

    /// `name = 'text'`, in an object or a declaration.
    fn named(&mut self, name: Option<&str>, value: Option<&Expression>) {
        let (Some(name), Some(Expression::StringLiteral(text))) = (name, value) else { return };
        self.facts.secrets.extend(named_secret_of(name, &text.value).map(|what| (what, range(text.span))));
    }

    /// Goes into what runs again and again, unless it may stop or wait on the way.
    fn repeated(&mut self, body: &Statement) {
        let stops = has_between(&self.stops, body.span());
        self.repeats.push(!stops);
        self.visit_statement(body);
        self.repeats.pop();
    }

    fn enters(&mut self, span: Span) {
        let around = self.callbacks.contains(&span) && !has_between(&self.waits, span);
        self.repeats.push(around);
    }
}

/// Whether one of `places`, which are in order, is in a part of the text.
fn has_between(places: &[usize], span: Span) -> bool {
    let part = range(span);
    places.get(places.partition_point(|at| *at < part.start)).is_some_and(|at| *at < part.end)
}

/// The text a value surely begins with.
fn beginning<'e>(value: &'e Expression<'_>) -> Option<&'e str> {
    match value {
        Expression::StringLiteral(text) => Some(text.value.as_str()),
        Expression::TemplateLiteral(template) => template.quasis.first().map(|part| part.value.raw.as_str()),
        Expression::BinaryExpression(sum) => beginning(&sum.left),
        _ => None,
    }
}

/// `https://host:port`, when the host ends within the text.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let end = rest.find(['/', '?', '#'])?;
    let is_host = end > 0 && rest[..end].bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
    (matches!(scheme, "http" | "https" | "ws" | "wss") && is_host).then(|| format!("{scheme}://{}", &rest[..end]))
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

impl<'a> Visit<'a> for Reader {
    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if let (BindingPattern::BindingIdentifier(name), Some(Expression::ThisExpression(_))) =
            (&declarator.id, &declarator.init)
        {
            self.selves.insert(name.name.to_string());
        }
        // `const {a, b} = this.data` names what it reads.
        if let (BindingPattern::ObjectPattern(pattern), Some(value)) = (&declarator.id, &declarator.init)
            && self.is_own_data(value)
            && pattern.rest.is_none()
            && pattern.properties.iter().all(|property| {
                !matches!(property.key, PropertyKey::StaticMemberExpression(_)) && property.key.static_name().is_some()
            })
        {
            return;
        }
        if let BindingPattern::BindingIdentifier(name) = &declarator.id {
            self.named(Some(name.name.as_str()), declarator.init.as_ref());
        }
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if let Expression::StaticMemberExpression(callee) = &call.callee {
            if callee.property.name == "setData" && self.is_self(&callee.object) {
                self.set_data(call);
            }
            if ITERATIONS.contains(&callee.property.name.as_str()) {
                let functions = call.arguments.iter().filter_map(|argument| match argument {
                    Argument::FunctionExpression(function) if !function.r#async => Some(function.span),
                    Argument::ArrowFunctionExpression(arrow) if !arrow.r#async => Some(arrow.span),
                    _ => None,
                });
                self.callbacks.extend(functions);
            }
        }
        self.address(call);
        self.made_code(&call.callee, &call.arguments);
        walk::walk_call_expression(self, call);
    }

    fn visit_new_expression(&mut self, made: &NewExpression<'a>) {
        self.made_code(&made.callee, &made.arguments);
        walk::walk_new_expression(self, made);
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        self.named(property.key.static_name().as_deref(), Some(&property.value));
        walk::walk_object_property(self, property);
    }

    fn visit_string_literal(&mut self, text: &StringLiteral<'a>) {
        self.secret(&text.value, text.span);
    }

    fn visit_template_literal(&mut self, template: &TemplateLiteral<'a>) {
        if let [part] = template.quasis.as_slice() {
            self.secret(&part.value.raw, template.span);
        }
        walk::walk_template_literal(self, template);
    }

    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        if self.is_own_data(&member.object) {
            return;
        }
        if member.property.name == "data" && self.is_self(&member.object) {
            self.facts.hands_data_on = true;
        }
        walk::walk_static_member_expression(self, member);
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        self.enters(function.span);
        walk::walk_function(self, function, flags);
        self.repeats.pop();
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        self.enters(arrow.span);
        walk::walk_arrow_function_expression(self, arrow);
        self.repeats.pop();
    }

    fn visit_statement(&mut self, statement: &Statement<'a>) {
        match statement {
            Statement::ForStatement(repeat) => self.repeated(&repeat.body),
            Statement::ForInStatement(repeat) => self.repeated(&repeat.body),
            Statement::ForOfStatement(repeat) if !repeat.r#await => self.repeated(&repeat.body),
            Statement::WhileStatement(repeat) => self.repeated(&repeat.body),
            Statement::DoWhileStatement(repeat) => self.repeated(&repeat.body),
            _ => walk::walk_statement(self, statement),
        }
    }
}
