//! What a page or component has, behaviors and all: data, properties, methods. In: its script. Out: [`Members`]. Must not: run code.

use std::collections::BTreeSet;

use compiler::outline::{Field, Named};

use super::program::Program;

/// Behaviors of behaviors of …
const SCRIPTS_MAX: usize = 40;

#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) field: Field,
    /// The script it stands in.
    pub(super) file: String,
    pub(super) is_property: bool,
}

#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) fields: Vec<Member>,
    pub(super) methods: Vec<(Named, String)>,
    pub(super) external_classes: Vec<(Named, String)>,
    /// Events it triggers.
    pub(super) events: Vec<(Named, String)>,
}

impl Members {
    pub(super) fn of(program: &Program, script: &str) -> Members {
        let mut members = Members::default();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![script.to_owned()];
        while let Some(file) = waiting.pop() {
            if seen.len() >= SCRIPTS_MAX || !seen.insert(file.clone()) {
                continue;
            }
            let outline = program.outline(&file);
            let member = |is_property| {
                let file = file.clone();
                move |field: &Field| Member { field: field.clone(), file: file.clone(), is_property }
            };
            members.fields.extend(outline.data.iter().map(member(false)));
            members.fields.extend(outline.properties.iter().map(member(true)));
            members.methods.extend(outline.methods.iter().map(|method| (method.clone(), file.clone())));
            members.external_classes.extend(outline.external_classes.iter().map(|class| (class.clone(), file.clone())));
            members.events.extend(outline.events.iter().map(|event| (event.clone(), file.clone())));
            for specifier in &outline.property_modules {
                let Some(module) = program.resolve_script(&file, specifier) else { continue };
                let fields = program.outline(&module).exported.clone();
                members.fields.extend(fields.into_iter().map(|field| Member {
                    field,
                    file: module.clone(),
                    is_property: true,
                }));
            }
            waiting.extend(outline.behaviors.iter().filter_map(|specifier| program.resolve_script(&file, specifier)));
        }
        members
    }

    pub(super) fn field(&self, name: &str) -> Option<&Member> {
        self.fields.iter().find(|member| member.field.name == name)
    }

    pub(super) fn method(&self, name: &str) -> Option<&(Named, String)> {
        self.methods.iter().find(|(method, _)| method.name == name)
    }

    pub(super) fn properties(&self) -> impl Iterator<Item = &Member> {
        self.fields.iter().filter(|member| member.is_property)
    }
}

/// `String` of `title: String` and of `title: {type: String}`.
pub(super) fn property_type(field: &Field) -> &str {
    let inner = field.fields.iter().find(|inner| inner.name == "type");
    let written = inner.map_or(field.preview.as_str(), |inner| inner.preview.as_str());
    if written.starts_with(|character: char| character.is_ascii_uppercase()) { written } else { "any" }
}

/// The default of `title: {value: 'x'}`.
pub(super) fn property_default(field: &Field) -> Option<&str> {
    field.fields.iter().find(|inner| inner.name == "value").map(|inner| inner.preview.as_str())
}
