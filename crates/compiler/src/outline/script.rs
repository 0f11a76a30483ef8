//! The outline of a script: what its page or component has, and where the script itself uses it.
//!
//! In: text. Out: [`Outline`]. Forms read: `Page({})`, `Component({})`, `Behavior({})`, wrappers that take such an object, classes with the
//! same fields, and `this.data = …` in a constructor. Must not: run anything, or guess; what is not seen is said to be open.

use std::collections::BTreeSet;
use std::ops::Range;

use oxc::allocator::Allocator;
use oxc::ast::ast::{
    AssignmentExpression, AssignmentTarget, BindingPattern, CallExpression, ExportDefaultDeclaration, Expression,
    ImportDeclaration, ObjectExpression, ObjectPropertyKind, PropertyDefinition, PropertyKey, VariableDeclarator,
};
use oxc::ast_visit::{Visit, walk};
use oxc::parser::Parser;
use rustc_hash::FxHashMap;

use super::fields::{field, fields, key, object, range, required};
use super::{Field, Named};
use crate::js::analyze::{parse_options, source_type};
use crate::limits;
use crate::paths;

/// Which of the framework's functions takes the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Definition {
    #[default]
    None,
    Page,
    Component,
    Behavior,
    /// A function or class of the program's own.
    Other,
}

/// A place that names a root of the data, or a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub name: String,
    pub span: Range<usize>,
    /// `{name}`: another name needs `name: other`, or `other: name`.
    pub shorthand: Option<Shorthand>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shorthand {
    /// In an object: the name is the key and a variable.
    Value,
    /// In a pattern: the name is the key and a new variable.
    Pattern,
}

#[derive(Debug, Clone, Default)]
pub struct Outline {
    pub definition: Definition,
    pub data: Vec<Field>,
    pub properties: Vec<Field>,
    pub methods: Vec<Named>,
    pub external_classes: Vec<Named>,
    /// Names given to `triggerEvent`.
    pub events: Vec<Named>,
    /// Specifiers of the modules whose behaviors are mixed in.
    pub behaviors: Vec<String>,
    /// Specifiers of modules whose default export holds more properties.
    pub property_modules: Vec<String>,
    /// What the module itself exports by default, when that is an object.
    pub exported: Vec<Field>,
    /// There may be more data, properties or methods than were seen.
    pub is_open: bool,
    /// Roots of `setData` keys, of `this.data.x`, and of observers.
    pub data_uses: Vec<Use>,
    /// `this.x`.
    pub method_uses: Vec<Use>,
    /// Why uses of data may have been missed.
    pub doubts: Vec<String>,
    /// Every string literal, and names taken from the data of something else: they may mean anything.
    pub strings: Vec<Named>,
    /// The text could not be parsed.
    pub is_broken: bool,
}

/// Reads a script.
pub fn read(source: &str, path: &str) -> Outline {
    if limits::is_too_deep(source) {
        return Outline { is_broken: true, ..Outline::default() };
    }
    let allocator = Allocator::default();
    let typed = matches!(paths::extension(path), ".ts" | ".mts" | ".cts");
    let parsed = Parser::new(&allocator, source, source_type(path, typed)).with_options(parse_options()).parse();
    let mut reader = Reader {
        source,
        outline: Outline::default(),
        modules: FxHashMap::default(),
        objects: FxHashMap::default(),
        selves: BTreeSet::new(),
    };
    reader.names(&parsed.program);
    reader.visit_program(&parsed.program);
    let mut outline = reader.outline;
    outline.is_broken = !parsed.diagnostics.is_empty();
    outline
}

struct Reader<'s> {
    source: &'s str,
    outline: Outline,
    /// Variable → specifier of the module it holds.
    modules: FxHashMap<String, String>,
    /// Variable → fields of the object literal it holds.
    objects: FxHashMap<String, (Vec<Field>, bool)>,
    /// Variables that hold `this`.
    selves: BTreeSet<String>,
}

/// Keys that tell a definition from any other object.
const TELLING: [&str; 12] = [
    "data",
    "methods",
    "properties",
    "behaviors",
    "lifetimes",
    "observers",
    "externalClasses",
    "onLoad",
    "onShow",
    "onReady",
    "attached",
    "ready",
];

impl Reader<'_> {
    /// Variables first, since a definition may stand above what it names.
    fn names(&mut self, program: &oxc::ast::ast::Program<'_>) {
        struct Names<'r, 's>(&'r mut Reader<'s>);
        impl<'a> Visit<'a> for Names<'_, '_> {
            fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
                if let (BindingPattern::BindingIdentifier(name), Some(value)) = (&declarator.id, &declarator.init) {
                    self.0.variable(name.name.as_str(), value);
                }
                walk::walk_variable_declarator(self, declarator);
            }
            fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
                if let AssignmentTarget::AssignmentTargetIdentifier(name) = &assignment.left {
                    self.0.variable(name.name.as_str(), &assignment.right);
                }
                walk::walk_assignment_expression(self, assignment);
            }
            fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
                for specifier in import.specifiers.iter().flatten() {
                    let name = specifier.local().name.to_string();
                    self.0.modules.insert(name, import.source.value.to_string());
                }
            }
        }
        Names(self).visit_program(program);
    }

    fn variable(&mut self, name: &str, value: &Expression<'_>) {
        if matches!(value, Expression::ThisExpression(_)) {
            self.selves.insert(name.to_owned());
        } else if let Some(module) = required(value) {
            self.modules.insert(name.to_owned(), module.to_owned());
        } else if let Expression::ObjectExpression(object) = value {
            self.objects.insert(name.to_owned(), fields(object, self.source, 0));
        }
    }

    fn is_self(&self, value: &Expression<'_>) -> bool {
        match value {
            Expression::ThisExpression(_) => true,
            Expression::Identifier(name) => self.selves.contains(name.name.as_str()),
            _ => false,
        }
    }

    fn definition(&mut self, definition: Definition, object: &ObjectExpression<'_>) {
        self.outline.definition = definition;
        for property in &object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else {
                self.outline.is_open = true;
                continue;
            };
            let Some((name, span)) = key(&property.key) else {
                self.outline.is_open = true;
                continue;
            };
            if !self.part(&name, &property.value)
                && definition != Definition::Component
                && !matches!(
                    property.value,
                    Expression::StringLiteral(_)
                        | Expression::NumericLiteral(_)
                        | Expression::BooleanLiteral(_)
                        | Expression::NullLiteral(_)
                        | Expression::ObjectExpression(_)
                        | Expression::ArrayExpression(_)
                )
            {
                self.outline.methods.push(Named { name, span });
            }
        }
    }

    /// A part of a definition by its name; whether it is one.
    fn part(&mut self, name: &str, value: &Expression<'_>) -> bool {
        match name {
            "data" => {
                let (mut data, is_open) = self.object_fields(value);
                self.outline.data.append(&mut data);
                self.outline.is_open |= is_open;
            }
            "properties" | "props" => {
                if let Expression::Identifier(variable) = value
                    && let Some(module) = self.modules.get(variable.name.as_str())
                {
                    self.outline.property_modules.push(module.clone());
                    return true;
                }
                let (mut properties, is_open) = self.object_fields(value);
                self.outline.properties.append(&mut properties);
                self.outline.is_open |= is_open;
            }
            "methods" => {
                let (methods, is_open) = self.object_fields(value);
                self.outline
                    .methods
                    .extend(methods.into_iter().map(|field| Named { name: field.name, span: field.span }));
                self.outline.is_open |= is_open;
            }
            "behaviors" | "mixins" => self.behaviors(value),
            "externalClasses" => {
                let Expression::ArrayExpression(array) = value else { return true };
                for item in &array.elements {
                    if let Some(Expression::StringLiteral(text)) = item.as_expression() {
                        let span = text.span.start as usize + 1..text.span.end as usize - 1;
                        self.outline.external_classes.push(Named { name: text.value.to_string(), span });
                    }
                }
            }
            "observers" => self.observers(value),
            "lifetimes" | "pageLifetimes" | "relations" | "options" => {}
            _ => return false,
        }
        true
    }

    fn object_fields(&self, value: &Expression<'_>) -> (Vec<Field>, bool) {
        if let Some(object) = object(value) {
            return fields(object, self.source, 0);
        }
        match value {
            Expression::Identifier(name) => self.objects.get(name.name.as_str()).cloned().unwrap_or((Vec::new(), true)),
            _ => (Vec::new(), true),
        }
    }

    fn behaviors(&mut self, value: &Expression<'_>) {
        let Expression::ArrayExpression(array) = value else {
            self.outline.is_open = true;
            return;
        };
        for item in array.elements.iter().filter_map(|item| item.as_expression()) {
            let module = match item {
                Expression::Identifier(name) => self.modules.get(name.name.as_str()).cloned(),
                other => required(other).map(str::to_owned),
            };
            match module {
                Some(module) => self.outline.behaviors.push(module),
                // The built-in ones add nothing a template reads.
                None if matches!(item, Expression::StringLiteral(_)) => {}
                None => self.outline.is_open = true,
            }
        }
    }

    /// `'a, b.c': function`.
    fn observers(&mut self, value: &Expression<'_>) {
        let Some(object) = object(value) else {
            self.outline.doubts.push("`observers` is computed".to_owned());
            return;
        };
        for property in &object.properties {
            let found = match property {
                ObjectPropertyKind::ObjectProperty(property) => key(&property.key),
                ObjectPropertyKind::SpreadProperty(_) => None,
            };
            let Some((text, span)) = found else {
                self.outline.doubts.push("a key of `observers` is computed".to_owned());
                continue;
            };
            let mut at = span.start;
            for part in text.split(',') {
                let start = at + part.len() - part.trim_start().len();
                self.data_use(part.trim(), start, None);
                at += part.len() + 1;
            }
        }
    }

    /// A use of the root of `path`, which begins at `start`.
    fn data_use(&mut self, path: &str, start: usize, shorthand: Option<Shorthand>) {
        let name = path.split(['.', '[']).next().unwrap_or_default().trim_end();
        if name == "**" {
            // Every field: none is named.
        } else if self.source.get(start..start + name.len()) == Some(name) && !name.is_empty() {
            self.outline.data_uses.push(Use { name: name.to_owned(), span: start..start + name.len(), shorthand });
        } else {
            self.outline.doubts.push(format!("`{path}` is written with escapes"));
        }
    }

    /// The keys of what is given to `setData`.
    fn set_data(&mut self, call: &CallExpression<'_>) {
        let is_own = match &call.callee {
            Expression::StaticMemberExpression(member) => self.is_self(&member.object),
            _ => false,
        };
        if !is_own {
            self.outline.doubts.push("`setData` is called on something other than `this`".to_owned());
        }
        let Some(Expression::ObjectExpression(object)) =
            call.arguments.first().and_then(|argument| argument.as_expression())
        else {
            return self.outline.doubts.push("`setData` is called with something computed".to_owned());
        };
        for property in &object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else {
                self.outline.doubts.push("`setData` is called with `...`".to_owned());
                continue;
            };
            if let Some((path, span)) = key(&property.key) {
                self.data_use(&path, span.start, property.shorthand.then_some(Shorthand::Value));
                continue;
            }
            // [`rows[${index}].done`]: the root is known when it ends before the first hole.
            match &property.key {
                PropertyKey::TemplateLiteral(template) => {
                    let head = template.quasis.first().map(|part| (part.value.raw.as_str(), part.span.start as usize));
                    match head {
                        Some((text, start)) if text.contains(['.', '[']) => self.data_use(text, start, None),
                        _ => self.outline.doubts.push("a key of `setData` is computed".to_owned()),
                    }
                }
                PropertyKey::BinaryExpression(sum) => match &sum.left {
                    Expression::StringLiteral(text) if text.value.contains(['.', '[']) => {
                        self.data_use(&text.value, text.span.start as usize + 1, None);
                    }
                    _ => self.outline.doubts.push("a key of `setData` is computed".to_owned()),
                },
                _ => self.outline.doubts.push("a key of `setData` is computed".to_owned()),
            }
        }
    }

    /// `module.exports = {…}`, `module.exports.name = …` and `exports.name = …`.
    fn export(&mut self, target: &AssignmentTarget<'_>, value: &Expression<'_>) {
        let AssignmentTarget::StaticMemberExpression(member) = target else { return };
        let is_name =
            |value: &Expression<'_>, name: &str| matches!(value, Expression::Identifier(found) if found.name == name);
        let is_exports = |value: &Expression<'_>| match value {
            Expression::StaticMemberExpression(inner) => {
                inner.property.name == "exports" && is_name(&inner.object, "module")
            }
            other => is_name(other, "exports"),
        };
        let name = &member.property;
        if is_exports(&member.object) {
            self.outline.exported.push(field(name.name.to_string(), range(name.span), value, self.source, 0));
        } else if name.name == "exports" && is_name(&member.object, "module") {
            self.outline.exported = self.object_fields(value).0;
        }
    }

    /// Whether this is `data` or `properties` of the instance.
    fn is_data(&self, value: &Expression<'_>) -> bool {
        match value {
            Expression::StaticMemberExpression(member) => {
                matches!(member.property.name.as_str(), "data" | "properties") && self.is_self(&member.object)
            }
            _ => false,
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let callee = match &call.callee {
            Expression::Identifier(name) => name.name.as_str(),
            Expression::StaticMemberExpression(member) => member.property.name.as_str(),
            _ => "",
        };
        if callee == "setData" {
            self.set_data(call);
        }
        if let ("triggerEvent" | "$emit", Some(Expression::StringLiteral(text))) =
            (callee, call.arguments.first().and_then(|argument| argument.as_expression()))
            && !self.outline.events.iter().any(|event| event.name == text.value.as_str())
        {
            let span = text.span.start as usize + 1..text.span.end as usize - 1;
            self.outline.events.push(Named { name: text.value.to_string(), span });
        }
        let known = match callee {
            "Page" => Definition::Page,
            "Component" => Definition::Component,
            "Behavior" => Definition::Behavior,
            _ => Definition::Other,
        };
        let given = call.arguments.iter().filter_map(|argument| argument.as_expression());
        let found = given.filter_map(object).find(|object| {
            known != Definition::Other
                || object.properties.iter().any(|property| match property {
                    ObjectPropertyKind::ObjectProperty(property) => {
                        key(&property.key).is_some_and(|(name, _)| name != "data" && TELLING.contains(&name.as_str()))
                    }
                    ObjectPropertyKind::SpreadProperty(_) => false,
                })
        });
        if let (Definition::None, Some(found)) = (self.outline.definition, found) {
            self.definition(known, found);
        }
        walk::walk_call_expression(self, call);
    }

    /// `properties = {…}` of a class.
    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        if let (Some((name, _)), Some(value)) = (key(&property.key), &property.value)
            && self.outline.definition != Definition::Page
            && self.part(&name, value)
        {
            self.outline.definition = Definition::Other;
        }
        walk::walk_property_definition(self, property);
    }

    /// `this.properties = …` in a constructor.
    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        if let AssignmentTarget::StaticMemberExpression(member) = &assignment.left
            && matches!(member.object, Expression::ThisExpression(_))
            && matches!(self.outline.definition, Definition::None | Definition::Other)
            && TELLING.contains(&member.property.name.as_str())
            && self.part(member.property.name.as_str(), &assignment.right)
        {
            self.outline.definition = Definition::Other;
        }
        self.export(&assignment.left, &assignment.right);
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_export_default_declaration(&mut self, export: &ExportDefaultDeclaration<'a>) {
        if let Some(value) = export.declaration.as_expression() {
            self.outline.exported = self.object_fields(value).0;
        }
        walk::walk_export_default_declaration(self, export);
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if let (BindingPattern::ObjectPattern(pattern), Some(value)) = (&declarator.id, &declarator.init)
            && self.is_data(value)
        {
            for property in &pattern.properties {
                match key(&property.key) {
                    Some((name, span)) => {
                        self.data_use(&name, span.start, property.shorthand.then_some(Shorthand::Pattern));
                    }
                    None => self.outline.doubts.push("a key taken from `this.data` is computed".to_owned()),
                }
            }
            return;
        }
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_expression(&mut self, value: &Expression<'a>) {
        match value {
            Expression::StaticMemberExpression(member) if self.is_data(&member.object) => {
                let name = &member.property;
                self.data_use(name.name.as_str(), name.span.start as usize, None);
                return;
            }
            Expression::StaticMemberExpression(member) if self.is_self(&member.object) => {
                let name = &member.property;
                if name.name == "data" {
                    self.outline.doubts.push("`this.data` is used as a whole".to_owned());
                }
                self.outline.method_uses.push(Use {
                    name: name.name.to_string(),
                    span: range(name.span),
                    shorthand: None,
                });
            }
            Expression::StaticMemberExpression(member) => {
                // `page.data.x`: whose data that is, nobody knows.
                if let Expression::StaticMemberExpression(inner) = &member.object
                    && inner.property.name == "data"
                {
                    let name = &member.property;
                    self.outline.strings.push(Named { name: name.name.to_string(), span: range(name.span) });
                }
            }
            Expression::ComputedMemberExpression(member) if self.is_data(&member.object) => {
                match &member.expression {
                    Expression::StringLiteral(text) => self.data_use(&text.value, text.span.start as usize + 1, None),
                    _ => self.outline.doubts.push("a field of `this.data` is computed".to_owned()),
                }
                walk::walk_expression(self, &member.expression);
                return;
            }
            Expression::StringLiteral(text) => {
                let span = text.span.start as usize + 1..text.span.end as usize - 1;
                self.outline.strings.push(Named { name: text.value.to_string(), span });
            }
            _ => {}
        }
        walk::walk_expression(self, value);
    }
}
