//! What both forms share: expression literals, data specs, and what an emission read.
//! In: IR expressions. Out: text in a buffer. Must not decide what is emitted.

use super::ir::{DataKey, Expression, Name, Template};
use super::javascript as js;
use rustc_hash::FxHashSet;

/// Writes expressions and keeps account of what they read.
pub(super) struct Output<'t> {
    pub(super) template: &'t Template<'t>,
    /// Data fields read by the main tree.
    pub(super) fields: FxHashSet<&'t str>,
    pub(super) modules: u64,
    pub(super) uses_text: bool,
    uses_callable: bool,
    /// In the body of a `<template>`, whose data is not the instance's.
    pub(super) in_template: bool,
}

impl<'t> Output<'t> {
    pub(super) fn new(template: &'t Template<'t>) -> Self {
        Self {
            template,
            fields: FxHashSet::default(),
            modules: 0,
            uses_text: false,
            uses_callable: false,
            in_template: false,
        }
    }

    pub(super) fn expression(&mut self, out: &mut String, expression: &Expression) {
        let deps = self.template.text(expression.deps);
        if !self.in_template {
            for dep in deps.split(',') {
                if !dep.is_empty() && !dep.starts_with(['~', '#']) {
                    self.fields.insert(dep.split('.').next().unwrap_or(dep));
                }
            }
        }
        if expression.is_path {
            js::string(out, deps);
            return;
        }
        let body = self.template.text(expression.body);
        self.modules |= expression.modules;
        self.uses_text |= body.contains("Z(");
        self.uses_callable |= body.contains("X(");
        out.push('[');
        js::string(out, deps);
        out.push_str(match expression.parameters {
            0 => ",()=>",
            1 => ",d=>",
            2 => ",(d,s)=>",
            _ => ",(d,s,w)=>",
        });
        out.push_str(body);
        out.push(']');
    }

    pub(super) fn name(&mut self, out: &mut String, name: &Name<'_>) {
        match name {
            Name::Static(name) => js::string(out, name),
            Name::Dynamic(expression) if expression.is_path => {
                // A bare string would be the name itself.
                let body = self.template.text(expression.body);
                let mut function = expression.clone();
                function.is_path = false;
                debug_assert!(!body.is_empty(), "a path has a function form too");
                self.expression(out, &function);
            }
            Name::Dynamic(expression) => self.expression(out, expression),
        }
    }

    pub(super) fn data(&mut self, out: &mut String, data: &[(DataKey<'_>, Expression)]) {
        out.push('[');
        for (index, (key, expression)) in data.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            match key {
                DataKey::Field(name) => js::string(out, name),
                DataKey::Spread => out.push('0'),
            }
            out.push(',');
            self.expression(out, expression);
        }
        out.push(']');
    }

    /// The parameters of the whole definition.
    pub(super) fn head(&self) -> &'static str {
        match (self.uses_text, self.uses_callable) {
            (_, true) => "(Z,X)=>",
            (true, false) => "Z=>",
            (false, false) => "()=>",
        }
    }

    /// `w:{…}` of the modules used; nothing when there are none.
    pub(super) fn modules(&self, out: &mut String) {
        let mut first = true;
        for (index, module) in self.template.modules.iter().enumerate() {
            if self.modules & (1 << index.min(63)) == 0 {
                continue;
            }
            out.push_str(if first { "w:{" } else { "," });
            first = false;
            js::property_name(out, &module.name);
            out.push(':');
            js::string(out, &module.path);
        }
        if !first {
            out.push('}');
        }
    }
}

/// `,{a,b}` of the parts that are not empty.
pub(super) fn options(out: &mut String, parts: &[String]) {
    let mut first = true;
    for part in parts.iter().filter(|part| !part.is_empty()) {
        out.push_str(if first { ",{" } else { "," });
        first = false;
        out.push_str(part);
    }
    if !first {
        out.push('}');
    }
}

/// `i:[…]`.
pub(super) fn imports(template: &Template<'_>) -> String {
    list("i", template.imports.iter().map(String::as_str))
}

pub(super) fn list<'s>(name: &str, items: impl Iterator<Item = &'s str>) -> String {
    let mut out = String::new();
    for item in items {
        if out.is_empty() {
            out.push_str(name);
            out.push_str(":[");
        } else {
            out.push(',');
        }
        js::string(&mut out, item);
    }
    if !out.is_empty() {
        out.push(']');
    }
    out
}
