//! What a script does with `wx` and with the options of `Component()`: names that are not there, or that only fail here.
//!
//! In: a syntax tree; then all scripts of a program. Out: [`Usage`]; diagnostics. Must not: guess at names a program computes, or
//! complain of a name the program tests for or adds to `wx` itself.

use std::collections::BTreeSet;
use std::ops::Range;

use oxc::ast::ast::{
    Argument, AssignmentExpression, AssignmentTarget, CallExpression, Expression, IdentifierReference,
    ObjectPropertyKind, Program, PropertyKey, StaticMemberExpression, StringLiteral, UnaryExpression,
};
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::Scoping;

use protocol::manifest::NAMES_GROUP;

use super::apis;
use super::names::is_global;
use super::parts::{self, part_of};
use crate::diagnostics::{Diagnostic, nearest};
use crate::sources::Source;

/// Fields `Component()` reads. Others are kept for behaviors to find, so only near misses are told.
const COMPONENT_FIELDS: &[&str] = &[
    "attached",
    "behaviors",
    "created",
    "data",
    "definitionFilter",
    "detached",
    "error",
    "export",
    "externalClasses",
    "lifetimes",
    "methods",
    "moved",
    "observers",
    "options",
    "pageLifetimes",
    "properties",
    "ready",
    "relations",
];

#[derive(Debug, Clone, Default)]
pub(crate) struct Usage {
    /// Members of `wx`, each once: its name, the first place, whether it is called there.
    members: Vec<Member>,
    /// The first call of each member that is called.
    calls: Vec<Member>,
    /// Members looked at without being called (`if (wx.x)`, `typeof wx.x`, `wx.x?.()`): the script copes with their absence.
    tested: BTreeSet<String>,
    /// Members the script adds.
    added: BTreeSet<String>,
    /// Whether it copies members of something onto `wx`.
    adds_unknown: bool,
    /// Whether it does anything else with `wx` than read or set a member by name (`wx[name]`, `promisifyAll(wx)`).
    passes_on: bool,
    /// Parts of the logic realm that its names need.
    parts: BTreeSet<&'static str>,
    /// Fields of `Component()` that it does not read but nearly does: as written, place, what may be meant.
    misspelt: Vec<(String, Range<usize>, &'static str)>,
}

#[derive(Debug, Clone)]
struct Member {
    name: String,
    span: Range<usize>,
}

/// Reads a script.
pub(crate) fn read(program: &Program, scoping: &Scoping) -> Usage {
    let mut reader = Reader {
        scoping,
        usage: Usage::default(),
        seen: BTreeSet::new(),
        callees: BTreeSet::new(),
        plain: BTreeSet::new(),
    };
    reader.visit_program(program);
    reader.usage
}

impl Usage {
    /// Parts of the logic realm it needs before its first line.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().copied()
    }

    /// Members it calls, each with the place of the first call.
    pub(crate) fn called(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.calls.iter().map(|member| (member.name.as_str(), member.span.clone()))
    }

    /// The API groups it needs before its first line; the table of names when it computes them.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &'static str> {
        let names = self.members.iter().map(|member| member.name.as_str());
        let looks_up =
            names.clone().any(|name| name == "canIUse" || (!apis::is_member(name) && !self.added.contains(name)));
        let table = (self.passes_on || looks_up).then_some(NAMES_GROUP);
        names.filter_map(apis::group_of).collect::<BTreeSet<_>>().into_iter().chain(table)
    }

    /// Places in lowered text mean nothing to the developer: finds the names in the source instead.
    pub(crate) fn relocate(&mut self, source: &str) {
        let find = |text: &str| source.find(text).map_or(0..0, |start| start..start + text.len());
        for member in self.members.iter_mut().chain(&mut self.calls) {
            member.span = find(&format!("wx.{}", member.name));
        }
        for (name, span, _) in &mut self.misspelt {
            *span = find(name);
        }
    }
}

/// What is wrong in the scripts of a program. `scripts` are all of them; those of packages add members but are not complained of.
pub(crate) fn diagnostics<'s>(scripts: impl Iterator<Item = (&'s Usage, &'s Source, bool)> + Clone) -> Vec<Diagnostic> {
    let mut added: BTreeSet<&str> = BTreeSet::new();
    let mut adds_unknown = false;
    for (usage, _, _) in scripts.clone() {
        added.extend(usage.added.iter().map(String::as_str));
        adds_unknown |= usage.adds_unknown;
    }
    let mut found = Vec::new();
    for (usage, source, in_package) in scripts {
        if in_package {
            continue;
        }
        for member in &usage.members {
            if apis::is_unsupported(&member.name) {
                found.push(unsupported(member, source));
            } else if !adds_unknown && !apis::is_member(&member.name) && !added.contains(member.name.as_str()) {
                found.extend(unknown(member, source, &usage.tested));
            }
        }
        for (name, span, meant) in &usage.misspelt {
            found.push(
                Diagnostic::warning("js/unknown-field", &*source.file, format!("`Component()` has no field `{name}`"))
                    .at(span.clone(), "nothing reads it")
                    .help(format!("did you mean `{meant}`?")),
            );
        }
    }
    found
}

fn unsupported(member: &Member, source: &Source) -> Diagnostic {
    Diagnostic::note("api/unsupported", &*source.file, format!("`wx.{}` cannot be done here", member.name))
        .at(member.span.clone(), "answers with a failure")
        .help("handle `fail`, or test for it first with `wx.canIUse`")
}

/// A name nobody has: told when a script relies on it, or when it is a misspelling of one there is.
fn unknown(member: &Member, source: &Source, tested: &BTreeSet<String>) -> Option<Diagnostic> {
    let name = &member.name;
    let diagnostic = Diagnostic::warning("api/unknown", &*source.file, format!("`wx` has no member `{name}`"))
        .at(member.span.clone(), "reads as undefined");
    match nearest(name, apis::members()) {
        _ if tested.contains(name) => None,
        Some(near) => Some(diagnostic.help(format!("did you mean `wx.{near}`?"))),
        None => Some(diagnostic.help("names a program adds itself are known when it assigns them (`wx.name = …`)")),
    }
}

struct Reader<'s> {
    scoping: &'s Scoping,
    usage: Usage,
    seen: BTreeSet<String>,
    /// Starts of members that are called.
    callees: BTreeSet<u32>,
    /// Starts of `wx` where a member is read or set by name, or where its type is asked.
    plain: BTreeSet<u32>,
}

impl Reader<'_> {
    fn is_wx(&self, expression: &Expression) -> bool {
        matches!(expression, Expression::Identifier(identifier) if is_global(self.scoping, identifier, "wx"))
    }

    /// `Object.defineProperty(wx, 'x', …)` adds a member, `Object.assign(wx, …)` who knows which.
    fn addition(&mut self, call: &CallExpression) {
        let Expression::StaticMemberExpression(callee) = &call.callee else { return };
        let of_object =
            matches!(&callee.object, Expression::Identifier(object) if is_global(self.scoping, object, "Object"));
        let on_wx = call.arguments.first().and_then(Argument::as_expression).is_some_and(|first| self.is_wx(first));
        match (callee.property.name.as_str(), call.arguments.get(1)) {
            _ if !of_object || !on_wx => {}
            ("defineProperty", Some(Argument::StringLiteral(name))) => {
                self.usage.added.insert(name.value.to_string());
            }
            ("assign" | "defineProperty" | "defineProperties" | "setPrototypeOf", _) => self.usage.adds_unknown = true,
            _ => {}
        }
    }

    fn component_fields(&mut self, call: &CallExpression) {
        let is_component =
            matches!(&call.callee, Expression::Identifier(callee) if is_global(self.scoping, callee, "Component"));
        let Some(Argument::ObjectExpression(options)) = call.arguments.first().filter(|_| is_component) else { return };
        for property in &options.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
            let Some(name) = property.key.static_name() else { continue };
            if COMPONENT_FIELDS.contains(&&*name) {
                continue;
            }
            if let Some(meant) = nearest(&name, COMPONENT_FIELDS.iter().copied()) {
                let span = oxc::span::GetSpan::span(&property.key);
                self.usage.misspelt.push((name.to_string(), span.start as usize..span.end as usize, meant));
            }
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if let Expression::StaticMemberExpression(callee) = &call.callee
            && self.is_wx(&callee.object)
            && !call.optional
            && !callee.optional
        {
            self.callees.insert(callee.span.start);
            // `wx.canIUse('x')` tests for x, `wx.canIUse('x.y')` too.
            if let ("canIUse", Some(Argument::StringLiteral(asked))) =
                (callee.property.name.as_str(), call.arguments.first())
            {
                self.usage.tested.insert(asked.value.split('.').next().unwrap_or_default().to_owned());
            }
        }
        let is_chain =
            |name| matches!(&call.callee, Expression::Identifier(callee) if is_global(self.scoping, callee, name));
        if call.arguments.is_empty() && (is_chain("Component") || is_chain("Behavior")) {
            self.usage.parts.insert(parts::COMPOSITION);
        }
        self.addition(call);
        self.component_fields(call);
        walk::walk_call_expression(self, call);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        match &assignment.left {
            AssignmentTarget::StaticMemberExpression(member) if self.is_wx(&member.object) => {
                self.usage.added.insert(member.property.name.to_string());
                self.visit_expression(&assignment.right);
            }
            AssignmentTarget::ComputedMemberExpression(member) if self.is_wx(&member.object) => {
                self.usage.adds_unknown = true;
                walk::walk_assignment_expression(self, assignment);
            }
            _ => walk::walk_assignment_expression(self, assignment),
        }
    }

    fn visit_identifier_reference(&mut self, identifier: &IdentifierReference<'a>) {
        self.usage.parts.extend(part_of(&identifier.name));
        self.usage.passes_on |=
            is_global(self.scoping, identifier, "wx") && !self.plain.contains(&identifier.span.start);
    }

    fn visit_property_key(&mut self, key: &PropertyKey<'a>) {
        let name = key.static_name();
        // `const { wx } = globalThis`
        self.usage.passes_on |= name.as_deref() == Some("wx");
        self.usage.parts.extend(name.and_then(|name| part_of(&name)));
        walk::walk_property_key(self, key);
    }

    fn visit_string_literal(&mut self, text: &StringLiteral<'a>) {
        // `globalThis['wx']`
        self.usage.passes_on |= text.value == "wx";
    }

    fn visit_unary_expression(&mut self, unary: &UnaryExpression<'a>) {
        if unary.operator.is_typeof() && self.is_wx(&unary.argument) {
            self.plain.insert(oxc::span::GetSpan::span(&unary.argument).start);
        }
        walk::walk_unary_expression(self, unary);
    }

    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        // `globalThis.wx`
        self.usage.passes_on |= member.property.name == "wx";
        self.usage.parts.extend(part_of(&member.property.name));
        if self.is_wx(&member.object) {
            self.plain.insert(oxc::span::GetSpan::span(&member.object).start);
            let name = member.property.name.to_string();
            let found = Member { name: name.clone(), span: member.span.start as usize..member.span.end as usize };
            if !self.callees.contains(&member.span.start) {
                self.usage.tested.insert(name.clone());
            } else if !self.usage.calls.iter().any(|call| call.name == name) {
                self.usage.calls.push(found.clone());
            }
            if self.seen.insert(name) {
                self.usage.members.push(found);
            }
        }
        walk::walk_static_member_expression(self, member);
    }
}
