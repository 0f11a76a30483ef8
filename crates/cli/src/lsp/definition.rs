//! Where a name comes from. In: a place in a template. Out: places. Must not: guess; without a certain place there is none.

use compiler::outline::template::{self, At, Meaning};
use lsp_types::Location;

use super::file::{File, Source};
use super::values::{self, Word};

pub(super) fn definition(file: &File<'_>, offset: usize) -> Vec<Location> {
    let (document, _) = syntax::parse(&file.text);
    match template::at(&document, offset) {
        At::Text => Vec::new(),
        At::Tag { name, .. } => component_files(file, name),
        At::AttributeName { element, name, span } => {
            let attribute = element.attributes.iter().find(|attribute| attribute.name_span.range() == span);
            if !attribute.is_some_and(|attribute| template::meaning(attribute) == Meaning::Other) {
                return Vec::new();
            }
            let members = file.members_of_tag(element.name).unwrap_or_default();
            let wanted = template::property_name(name);
            let property = members.properties().find(|member| member.field.name == wanted);
            property.and_then(|member| file.location(&member.file, &member.field.span)).into_iter().collect()
        }
        At::Value { element, attribute } => match values::word_at(file, element, attribute, offset) {
            Some((word, _)) => word_places(file, &document, &word),
            None => Vec::new(),
        },
        At::Path { segments, attribute } => {
            // A class name may be a string of the expression.
            if let Some(attribute) = attribute.filter(|attribute| template::meaning(attribute) == Meaning::Class)
                && segments.is_empty()
                && let Some(value) = &attribute.value
                && let Some((name, _)) = values::class_at(&file.text, value.span.range(), offset)
            {
                return word_places(file, &document, &Word::Class(name));
            }
            let place = match file.follow(&document, &segments, offset) {
                Some(Source::Member { field, file: of, .. } | Source::Export { field, file: of }) => {
                    file.location(&of, &field.span)
                }
                Some(Source::Local { name, .. }) => {
                    let span = if name.span.is_empty() { name.list_span } else { name.span };
                    file.location(&file.path, &span)
                }
                None => None,
            };
            place.into_iter().collect()
        }
    }
}

/// The template of a component first: that is what a tag stands for.
fn component_files(file: &File<'_>, tag: &str) -> Vec<Location> {
    let Some(files) = file.component(tag).and_then(|path| file.structure.components.get(&path).cloned()) else {
        return Vec::new();
    };
    let all = [files.template, files.script, files.sheet, files.config];
    all.into_iter().flatten().filter_map(|path| file.location(&path, &(0..0))).collect()
}

fn word_places(file: &File<'_>, document: &syntax::Document<'_>, word: &Word) -> Vec<Location> {
    match word {
        Word::Class(name) => file.rules(name).iter().filter_map(|(path, span)| file.location(path, span)).collect(),
        Word::Method(name) => {
            let members = file.members();
            let place = members.method(name).and_then(|(method, path)| file.location(path, &method.span));
            place.into_iter().collect()
        }
        Word::Path(written, ending) => {
            let found = file.resolve(written, ending);
            found.and_then(|path| file.location(&path, &(0..0))).into_iter().collect()
        }
        Word::Template(name) => template_place(file, document, name).into_iter().collect(),
    }
}

/// Own templates hide imported ones.
fn template_place(file: &File<'_>, document: &syntax::Document<'_>, name: &str) -> Option<Location> {
    let own = template::definitions(document).into_iter().rev().find(|(named, _)| named.name == name);
    if let Some((named, _)) = own {
        return file.location(&file.path, &named.span);
    }
    let imports = file.structure.imports.get(&file.path)?;
    imports.iter().rev().find_map(|path| {
        let text = file.program.project.text(path)?;
        let (document, _) = syntax::parse(&text);
        let (named, _) = template::definitions(&document).into_iter().rev().find(|(named, _)| named.name == name)?;
        file.location(path, &named.span)
    })
}
