//! Names a template gives itself: of items, positions and modules. In: the name. Out: edits of the template alone.

use compiler::outline::template::{self, Meaning, Name, NameKind};

use super::{Edits, uses};
use crate::lsp::file::File;
use crate::lsp::server::Refusal;

pub(super) fn rename(file: &File<'_>, name: &Name, new: &str, edits: &mut Edits) -> Result<(), Refusal> {
    let (document, _) = syntax::parse(&file.text);
    let is_ours = |offset: usize, wanted: &str| {
        let known = template::names_at(&document, offset);
        known.into_iter().rev().find(|known| known.name == wanted).is_some_and(|known| known == *name)
    };
    edits.push(&file.path, name.span.clone(), new);
    for used in uses(&document)? {
        let (at, is_inside) = (used.span.start, name.reach.contains(&used.span.start));
        if used.name == new && is_inside {
            return Err(format!("`{new}` is used there already"));
        }
        if used.name == name.name && is_ours(at, &used.name) {
            // Another name in between would take it.
            if template::names_at(&document, at).iter().any(|known| known.name == new) {
                return Err(format!("`{new}` is another name there"));
            }
            let text = if used.is_shorthand { format!("{}: {new}", used.name) } else { new.to_owned() };
            edits.push(&file.path, used.span, text);
        }
    }
    if name.kind == NameKind::Item {
        keys(file, &document, name, new, edits);
    }
    Ok(())
}

/// `wx:key="row.id"`, which is read as `id`.
fn keys(file: &File<'_>, document: &syntax::Document<'_>, name: &Name, new: &str, edits: &mut Edits) {
    template::each_element(&document.children, &mut |element| {
        if element.span.range() != name.reach {
            return;
        }
        for attribute in element.attributes.iter().filter(|attribute| template::meaning(attribute) == Meaning::Key) {
            let Some(value) = &attribute.value else { continue };
            let Some(raw) = value.literal() else { continue };
            if raw.trim_start().strip_prefix(name.name.as_str()).is_some_and(|rest| rest.starts_with('.')) {
                let start = value.span.start as usize + raw.len() - raw.trim_start().len();
                edits.push(&file.path, start..start + name.name.len(), new);
            }
        }
    });
}
