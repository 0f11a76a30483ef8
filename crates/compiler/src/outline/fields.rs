//! Literals of a script as fields. In: expressions. Out: [`Field`]s. Must not: follow a name.

use std::ops::Range;

use oxc::ast::ast::{
    Argument, ArrowFunctionBody, Expression, ObjectExpression, ObjectPropertyKind, PropertyKey, Statement,
};
use oxc::span::{GetSpan, Span};

use super::Field;

/// Deeper literals are data, not structure.
const DEPTH_MAX: usize = 8;
/// Fields of one literal; a table of thousands is no structure either.
const FIELDS_MAX: usize = 400;
const PREVIEW_CHARS_MAX: usize = 60;

pub(super) fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The name of a key that is not computed, and its place without quotes.
pub(super) fn key(key: &PropertyKey<'_>) -> Option<(String, Range<usize>)> {
    match key {
        PropertyKey::StaticIdentifier(name) => Some((name.name.to_string(), range(name.span))),
        PropertyKey::StringLiteral(text) => {
            Some((text.value.to_string(), text.span.start as usize + 1..text.span.end as usize - 1))
        }
        _ => None,
    }
}

/// The fields of an object literal, and whether it may have others.
pub(super) fn fields(object: &ObjectExpression<'_>, source: &str, depth: usize) -> (Vec<Field>, bool) {
    let mut fields = Vec::new();
    let mut is_open = false;
    for property in object.properties.iter().take(FIELDS_MAX) {
        let ObjectPropertyKind::ObjectProperty(property) = property else {
            is_open = true;
            continue;
        };
        match key(&property.key) {
            Some((name, span)) => fields.push(field(name, span, &property.value, source, depth)),
            None => is_open = true,
        }
    }
    (fields, is_open)
}

pub(super) fn field(name: String, span: Range<usize>, value: &Expression<'_>, source: &str, depth: usize) -> Field {
    let inner = match value {
        _ if depth >= DEPTH_MAX => Vec::new(),
        Expression::ObjectExpression(object) => fields(object, source, depth + 1).0,
        Expression::ArrayExpression(array) => match array.elements.first().and_then(|item| item.as_expression()) {
            Some(Expression::ObjectExpression(object)) => fields(object, source, depth + 1).0,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let is_shorthand = range(value.span()) == span;
    Field { name, span, is_shorthand, kind: kind(value), preview: preview(source, range(value.span())), fields: inner }
}

fn kind(value: &Expression<'_>) -> &'static str {
    match value {
        Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => "string",
        Expression::NumericLiteral(_) => "number",
        Expression::UnaryExpression(unary) if matches!(unary.argument, Expression::NumericLiteral(_)) => "number",
        Expression::BooleanLiteral(_) => "boolean",
        Expression::ObjectExpression(_) => "object",
        Expression::ArrayExpression(_) => "array",
        Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => "function",
        _ => "",
    }
}

fn preview(source: &str, span: Range<usize>) -> String {
    let text = source.get(span).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default().trim();
    let short: String = line.chars().take(PREVIEW_CHARS_MAX).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// The object literal an expression is, or that a function at once returns.
pub(super) fn object<'e, 'a>(value: &'e Expression<'a>) -> Option<&'e ObjectExpression<'a>> {
    let statements = match value {
        Expression::ObjectExpression(object) => return Some(object),
        Expression::TSAsExpression(typed) => return object(&typed.expression),
        Expression::TSSatisfiesExpression(typed) => return object(&typed.expression),
        Expression::ParenthesizedExpression(inner) => return object(&inner.expression),
        Expression::FunctionExpression(function) => &function.body.as_ref()?.statements,
        Expression::ArrowFunctionExpression(arrow) => match &arrow.body {
            ArrowFunctionBody::FunctionBody(body) => &body.statements,
            body => return object(body.as_expression()?),
        },
        _ => return None,
    };
    statements.iter().find_map(|statement| match statement {
        Statement::ReturnStatement(returned) => match returned.argument.as_ref()? {
            Expression::ObjectExpression(object) => Some(&**object),
            _ => None,
        },
        _ => None,
    })
}

/// The module of `require('x')`.
pub(super) fn required<'a>(value: &Expression<'a>) -> Option<&'a str> {
    let Expression::CallExpression(call) = value else { return None };
    let Expression::Identifier(callee) = &call.callee else { return None };
    match call.arguments.first()? {
        Argument::StringLiteral(text) if callee.name == "require" => Some(text.value.as_str()),
        _ => None,
    }
}
