//! Expressions of templates to data paths and JavaScript.
//!
//! In: an expression tree and the names in scope. Out: a path, or null-safe code, in the IR's buffer. Must not evaluate
//! anything but literals, nor write reads of data that the runtime cannot tell from the code (`dependenciesOf`).

use super::constants::{Constant, fold, truthy};
use super::ir::{Code, Expression};
use super::javascript as js;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;
use syntax::{ArrayItem, BinaryOperator, Document, ExpressionId, ExpressionKind, Property, UnaryOperator};
use syntax::{PRECEDENCE_CONDITIONAL, PRECEDENCE_MEMBER, PRECEDENCE_UNARY};

/// Nesting of `let:` names in one another.
const LET_DEPTH_MAX: u32 = 8;

/// What a name means in an expression.
#[derive(Clone, Debug)]
pub(crate) enum Meaning {
    Item {
        depth: u32,
    },
    Index {
        depth: u32,
    },
    /// Value `key` of the slot values at this depth.
    SlotValue {
        depth: u32,
        key: String,
    },
    /// `let:`: an expression of the document, read with the names that were in scope before it.
    Let {
        expression: Option<ExpressionId>,
        document: usize,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct ScopeName {
    pub(crate) name: String,
    pub(crate) meaning: Meaning,
}

/// The names an expression can see.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) names: Vec<ScopeName>,
    /// Number of frames around the place.
    pub(crate) depth: u32,
    /// WXS modules of the file.
    pub(crate) modules: FxHashMap<String, usize>,
    /// `let:` names are pasted in where they are used: once the code of a file is longer than this, no more.
    pub(crate) code_bytes_max: usize,
}

enum Root<'s> {
    Data,
    Scoped(&'s Meaning, usize),
    Module(usize),
}

/// Writes one expression, or the pieces of one.
pub(crate) struct Writer<'w, 'a> {
    documents: &'w [Document<'a>],
    scope: &'w Scope,
    code: &'w mut String,
    start: usize,
    parameters: u8,
    modules: u64,
    let_depth: u32,
    /// A member of a module is read without being called: the value may be a function.
    pub(crate) reads_module_value: bool,
    /// Too much code; the expression was cut short.
    pub(crate) overflow: bool,
}

impl<'w, 'a> Writer<'w, 'a> {
    pub(crate) fn new(documents: &'w [Document<'a>], scope: &'w Scope, code: &'w mut String) -> Self {
        Self {
            documents,
            scope,
            start: code.len(),
            code,
            parameters: 0,
            modules: 0,
            let_depth: 0,
            reads_module_value: false,
            overflow: false,
        }
    }

    /// A binding that fills its value.
    pub(crate) fn whole(&mut self, document: usize, id: ExpressionId) -> Expression {
        let names = self.scope.names.len();
        // A list's length changes under the list's own path, which a function's text tells.
        let is_path = self.path(document, id, names) && !self.code[self.start..].ends_with(".length");
        if !is_path {
            self.code.truncate(self.start);
            self.write(document, id, 0, names);
            if self.code[self.start..].starts_with('{') {
                // After an arrow that would be a block.
                self.code.insert(self.start, '(');
                self.code.push(')');
            }
        }
        let code = Code { start: self.start as u32, end: self.code.len() as u32 };
        Expression { code, parameters: self.parameters, is_path, modules: self.modules }
    }

    fn resolve(&self, name: &str, names: usize) -> Root<'w> {
        let scope = self.scope;
        for (index, entry) in scope.names[..names].iter().enumerate().rev() {
            if entry.name == name {
                return Root::Scoped(&entry.meaning, index);
            }
        }
        match scope.modules.get(name) {
            Some(&index) => Root::Module(index),
            None => Root::Data,
        }
    }

    /// Writes the path notation of a plain chain of members. `false`: it is none, and what was written is rubbish.
    fn path(&mut self, document: usize, id: ExpressionId, names: usize) -> bool {
        let documents = self.documents;
        match &documents[document].expression(id).kind {
            ExpressionKind::Identifier(name) => match self.resolve(name, names) {
                Root::Data => {
                    self.code.push_str(name);
                    true
                }
                Root::Scoped(Meaning::Item { depth }, _) => write!(self.code, "~{depth}").is_ok(),
                Root::Scoped(Meaning::Index { depth }, _) => write!(self.code, "#{depth}").is_ok(),
                Root::Scoped(Meaning::SlotValue { depth, key }, _) => write!(self.code, "~{depth}.{key}").is_ok(),
                Root::Scoped(Meaning::Let { expression: Some(inner), document }, index) => {
                    self.let_depth == 0 && self.path(*document, *inner, index.min(names))
                }
                Root::Scoped(Meaning::Let { .. }, _) | Root::Module(_) => false,
            },
            ExpressionKind::Member(object, name) => self.path_member(document, *object, names, name),
            ExpressionKind::Index(object, index) => {
                let key = match &documents[document].expression(*index).kind {
                    ExpressionKind::Number(text) if js::is_index(text) => *text,
                    ExpressionKind::String(text) if syntax::is_identifier(text) || js::is_index(text) => *text,
                    _ => return false,
                };
                self.path_member(document, *object, names, key)
            }
            _ => false,
        }
    }

    fn path_member(&mut self, document: usize, object: ExpressionId, names: usize, key: &str) -> bool {
        if !self.path(document, object, names) || self.code[self.start..].starts_with('#') {
            return false;
        }
        self.code.push('.');
        self.code.push_str(key);
        true
    }

    /// Writes code that binds at least as tight as `precedence_min`.
    fn write(&mut self, document: usize, id: ExpressionId, precedence_min: u8, names: usize) {
        if self.let_depth > 0 && self.code.len() > self.scope.code_bytes_max {
            self.overflow = true;
            self.code.push('0');
            return;
        }
        let documents = self.documents;
        if self.folded(&documents[document], id) {
            return;
        }
        match &documents[document].expression(id).kind {
            ExpressionKind::Identifier(_) | ExpressionKind::Member(..) | ExpressionKind::Index(..) => {
                self.chain(document, id, names)
            }
            ExpressionKind::Call(callee, arguments) => self.call(document, *callee, arguments, names),
            ExpressionKind::Number(text) => self.number(text, precedence_min),
            ExpressionKind::String(raw) => js::string(self.code, &syntax::decode_string(raw)),
            ExpressionKind::Boolean(value) => {
                self.parenthesised(PRECEDENCE_UNARY < precedence_min, if *value { "!0" } else { "!1" })
            }
            ExpressionKind::Null => self.code.push_str("null"),
            ExpressionKind::Undefined => self.parenthesised(PRECEDENCE_UNARY < precedence_min, "void 0"),
            ExpressionKind::Array(items) => self.array(document, items, names),
            ExpressionKind::Object { properties, .. } => self.object(document, properties, names),
            ExpressionKind::Unary(operator, operand) => {
                self.unary(document, *operator, *operand, precedence_min, names)
            }
            ExpressionKind::Binary(operator, left, right) => {
                self.binary(document, *operator, *left, *right, precedence_min, names)
            }
            ExpressionKind::Conditional(condition, consequent, alternate) => {
                if let Some(known) = fold(&documents[document], *condition) {
                    let chosen = if truthy(&known) { *consequent } else { *alternate };
                    return self.write(document, chosen, precedence_min, names);
                }
                let parentheses = precedence_min > PRECEDENCE_CONDITIONAL;
                self.open(parentheses);
                self.write(document, *condition, PRECEDENCE_CONDITIONAL + 1, names);
                self.code.push('?');
                self.write(document, *consequent, PRECEDENCE_CONDITIONAL, names);
                self.code.push(':');
                self.write(document, *alternate, PRECEDENCE_CONDITIONAL, names);
                self.close(parentheses);
            }
        }
    }

    /// Writes the text or number that operators of literals come to; whether it did. Signs and words would need parentheses.
    fn folded(&mut self, document: &Document<'_>, id: ExpressionId) -> bool {
        if !matches!(document.expression(id).kind, ExpressionKind::Unary(..) | ExpressionKind::Binary(..)) {
            return false;
        }
        match fold(document, id) {
            Some(Constant::Text(text)) => js::string(self.code, &text),
            Some(Constant::Number(value)) if value.is_finite() && value.is_sign_positive() => {
                js::number(self.code, value);
            }
            _ => return false,
        }
        true
    }

    /// A name or a chain of members.
    fn chain(&mut self, document: usize, id: ExpressionId, names: usize) {
        let documents = self.documents;
        match &documents[document].expression(id).kind {
            ExpressionKind::Identifier(name) => self.name(name, names, true),
            ExpressionKind::Member(object, name) => self.member(document, *object, name, names),
            ExpressionKind::Index(object, index) => self.computed(document, *object, *index, names),
            _ => self.write(document, id, PRECEDENCE_MEMBER, names),
        }
    }

    fn member(&mut self, document: usize, object: ExpressionId, name: &str, names: usize) {
        let optional = self.object_of_member(document, object, names);
        self.code.push_str(if optional { "?." } else { "." });
        self.code.push_str(name);
    }

    fn computed(&mut self, document: usize, object: ExpressionId, index: ExpressionId, names: usize) {
        let optional = self.object_of_member(document, object, names);
        self.code.push_str(if optional { "?.[" } else { "[" });
        self.write(document, index, 0, names);
        self.code.push(']');
    }

    /// The part before the last dot; whether it may be null.
    fn object_of_member(&mut self, document: usize, object: ExpressionId, names: usize) -> bool {
        let documents = self.documents;
        let kind = &documents[document].expression(object).kind;
        match kind {
            ExpressionKind::Identifier(name) if matches!(self.resolve(name, names), Root::Module(_)) => {
                self.reads_module_value = true;
                self.name(name, names, false);
                false
            }
            ExpressionKind::Identifier(_) | ExpressionKind::Member(..) | ExpressionKind::Index(..) => {
                self.chain(document, object, names);
                true
            }
            _ => {
                self.write(document, object, PRECEDENCE_MEMBER, names);
                !matches!(kind, ExpressionKind::String(_) | ExpressionKind::Array(_))
            }
        }
    }

    fn name(&mut self, name: &str, names: usize, as_value: bool) {
        match self.resolve(name, names) {
            Root::Data => {
                self.parameters = self.parameters.max(1);
                self.code.push_str("d.");
                self.code.push_str(name);
            }
            Root::Module(index) => {
                self.parameters = 3;
                self.modules |= 1 << index.min(63);
                self.reads_module_value |= as_value;
                self.code.push_str("w.");
                self.code.push_str(name);
            }
            Root::Scoped(Meaning::Item { depth }, _) => self.frame(*depth, "v"),
            Root::Scoped(Meaning::Index { depth }, _) => self.frame(*depth, "i"),
            Root::Scoped(Meaning::SlotValue { depth, key }, _) => {
                self.frame(*depth, "v.");
                self.code.push_str(key);
            }
            Root::Scoped(Meaning::Let { expression, document }, index) => match expression {
                Some(inner) if self.let_depth < LET_DEPTH_MAX => {
                    self.let_depth += 1;
                    self.code.push('(');
                    self.write(*document, *inner, 0, index.min(names));
                    self.code.push(')');
                    self.let_depth -= 1;
                }
                other => {
                    self.overflow |= other.is_some();
                    self.code.push_str("(void 0)");
                }
            },
        }
    }

    fn frame(&mut self, depth: u32, member: &str) {
        self.parameters = self.parameters.max(2);
        self.code.push_str("s.");
        for _ in depth + 1..self.scope.depth {
            self.code.push_str("p.");
        }
        self.code.push_str(member);
    }

    /// Members of modules are called as they are, `w.m.f?.(x)`. Data has no functions but methods of texts and lists:
    /// `w[0](d.a,"b",x)` calls the member if it is a function, and is undefined otherwise.
    fn call(&mut self, document: usize, callee: ExpressionId, arguments: &[ExpressionId], names: usize) {
        let documents = self.documents;
        let reads_module_value = self.reads_module_value;
        let mut first = true;
        if self.is_in_module(document, callee, names) {
            self.chain(document, callee, names);
            self.code.push_str("?.(");
        } else {
            self.parameters = 3;
            self.code.push_str("w[0](");
            match &documents[document].expression(callee).kind {
                ExpressionKind::Member(object, name) => {
                    self.write(document, *object, PRECEDENCE_CONDITIONAL, names);
                    self.code.push(',');
                    js::string(self.code, name);
                }
                ExpressionKind::Index(object, index) => {
                    self.write(document, *object, PRECEDENCE_CONDITIONAL, names);
                    self.code.push(',');
                    self.write(document, *index, PRECEDENCE_CONDITIONAL, names);
                }
                _ => {
                    self.code.push('[');
                    self.write(document, callee, PRECEDENCE_CONDITIONAL, names);
                    self.code.push_str("],0");
                }
            }
            first = false;
        }
        for argument in arguments {
            if !first {
                self.code.push(',');
            }
            first = false;
            self.write(document, *argument, PRECEDENCE_CONDITIONAL, names);
        }
        // Neither the callee nor an argument that is a module's function makes the result one.
        self.reads_module_value = reads_module_value;
        self.code.push(')');
    }

    /// Whether a chain of members begins with a module.
    fn is_in_module(&self, document: usize, mut id: ExpressionId, names: usize) -> bool {
        loop {
            match &self.documents[document].expression(id).kind {
                ExpressionKind::Identifier(name) => return matches!(self.resolve(name, names), Root::Module(_)),
                ExpressionKind::Member(object, _) | ExpressionKind::Index(object, _) => id = *object,
                _ => return false,
            }
        }
    }

    fn number(&mut self, text: &str, precedence_min: u8) {
        let value = syntax::number_value(text).unwrap_or(f64::NAN);
        let parentheses = precedence_min >= PRECEDENCE_MEMBER || !value.is_finite();
        self.open(parentheses);
        js::number(self.code, value);
        self.close(parentheses);
    }

    fn array(&mut self, document: usize, items: &[ArrayItem], names: usize) {
        self.code.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.code.push(',');
            }
            match item {
                ArrayItem::Hole => {
                    if index + 1 == items.len() {
                        self.code.push(',');
                    }
                }
                ArrayItem::Value(value) => self.write(document, *value, PRECEDENCE_CONDITIONAL, names),
                ArrayItem::Spread(value) => {
                    // Spreading nothing is no error.
                    self.code.push_str("...");
                    self.write(document, *value, 3, names);
                    self.code.push_str("||[]");
                }
            }
        }
        self.code.push(']');
    }

    fn object(&mut self, document: usize, properties: &[Property<'_>], names: usize) {
        self.code.push('{');
        for (index, property) in properties.iter().enumerate() {
            if index > 0 {
                self.code.push(',');
            }
            match property {
                Property::Value { key, quoted, value } => {
                    property_key(self.code, key, *quoted);
                    self.code.push(':');
                    self.write(document, *value, PRECEDENCE_CONDITIONAL, names);
                }
                Property::Shorthand { name, value } => {
                    js::property_name(self.code, name);
                    self.code.push(':');
                    self.write(document, *value, PRECEDENCE_CONDITIONAL, names);
                }
                Property::Spread(value) => {
                    self.code.push_str("...");
                    self.write(document, *value, PRECEDENCE_CONDITIONAL, names);
                }
            }
        }
        self.code.push('}');
    }

    fn unary(
        &mut self,
        document: usize,
        operator: UnaryOperator,
        operand: ExpressionId,
        precedence_min: u8,
        names: usize,
    ) {
        let parentheses = precedence_min > PRECEDENCE_UNARY;
        self.open(parentheses);
        // `- -a` must not become a decrement.
        if self.code.ends_with(['-', '+']) && matches!(operator, UnaryOperator::Minus | UnaryOperator::Plus) {
            self.code.push(' ');
        }
        self.code.push_str(operator.text());
        self.write(document, operand, PRECEDENCE_UNARY, names);
        self.close(parentheses);
    }

    fn binary(
        &mut self,
        document: usize,
        operator: BinaryOperator,
        left: ExpressionId,
        right: ExpressionId,
        precedence_min: u8,
        names: usize,
    ) {
        let precedence = operator.precedence();
        let parentheses = precedence < precedence_min;
        self.open(parentheses);
        let (left_min, right_min) = (
            self.operand_min(operator, document, left, precedence),
            self.operand_min(operator, document, right, precedence + 1),
        );
        self.write(document, left, left_min, names);
        self.code.push_str(operator.text());
        self.write(document, right, right_min, names);
        self.close(parentheses);
    }

    /// JavaScript does not let `??` stand beside `||` or `&&` without parentheses.
    fn operand_min(&self, operator: BinaryOperator, document: usize, operand: ExpressionId, precedence: u8) -> u8 {
        use BinaryOperator::{And, Nullish, Or};
        match (operator, &self.documents[document].expression(operand).kind) {
            (Nullish, ExpressionKind::Binary(Or | And, ..)) | (Or | And, ExpressionKind::Binary(Nullish, ..)) => {
                PRECEDENCE_MEMBER
            }
            _ => precedence,
        }
    }

    fn parenthesised(&mut self, parentheses: bool, text: &str) {
        self.open(parentheses);
        self.code.push_str(text);
        self.close(parentheses);
    }

    fn open(&mut self, parentheses: bool) {
        if parentheses {
            self.code.push('(');
        }
    }

    fn close(&mut self, parentheses: bool) {
        if parentheses {
            self.code.push(')');
        }
    }
}

pub(crate) fn property_key(out: &mut String, key: &str, quoted: bool) {
    if quoted {
        js::property_name(out, &syntax::decode_string(key));
    } else if key.as_bytes()[0].is_ascii_digit() || key.starts_with('.') {
        let mut name = String::new();
        js::number(&mut name, syntax::number_value(key).unwrap_or(f64::NAN));
        if name.starts_with('.') || name.contains('/') {
            js::string(out, &name);
        } else {
            out.push_str(&name);
        }
    } else {
        js::property_name(out, key);
    }
}
