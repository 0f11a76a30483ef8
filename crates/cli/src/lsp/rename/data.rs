//! A field of a page's or component's data: in its literal, in `setData`, in `this.data`, and in the template.
//! In: the field's name. Out: edits of script and template. Must not: rename what somebody else sets or reads.

use compiler::outline::script::{Outline, Shorthand};
use compiler::outline::template;

use super::{Edits, check_other_templates, owner, uses};
use crate::lsp::file::File;
use crate::lsp::server::Refusal;

pub(super) fn rename(file: &File<'_>, name: &str, new: &str, edits: &mut Edits) -> Result<(), Refusal> {
    let owner = owner(file)?;
    let script = owner.script.ok_or("there is no script beside this template")?;
    let outline = file.program.outline(&script);
    check(&outline, name, new)?;
    for field in outline.data.iter().filter(|field| field.name == name) {
        let text = if field.is_shorthand { format!("{new}: {name}") } else { new.to_owned() };
        edits.push(&script, field.span.clone(), text);
    }
    for used in outline.data_uses.iter().filter(|used| used.name == name) {
        let text = match used.shorthand {
            Some(Shorthand::Value | Shorthand::Pattern) => format!("{new}: {name}"),
            None => new.to_owned(),
        };
        edits.push(&script, used.span.clone(), text);
    }
    let Some((path, text)) = owner.template else { return Ok(()) };
    let (document, _) = syntax::parse(&text);
    check_other_templates(file, &path, &document, name)?;
    let definitions = template::definitions(&document);
    for used in uses(&document)? {
        let at = used.span.start;
        let is_local = |name: &str| template::names_at(&document, at).iter().any(|known| known.name == name);
        // What a template definition reads is given by its callers.
        let is_elsewhere = definitions.iter().any(|(_, element)| element.span.range().contains(&at));
        if is_elsewhere || used.name != name || is_local(name) {
            continue;
        }
        if is_local(new) {
            return Err(format!("`{new}` is a name of the template itself"));
        }
        let text = if used.is_shorthand { format!("{name}: {new}") } else { new.to_owned() };
        edits.push(&path, used.span, text);
    }
    Ok(())
}

/// Refuses unless every use of the field is certain.
fn check(outline: &Outline, name: &str, new: &str) -> Result<(), Refusal> {
    if outline.is_broken {
        return Err("the script cannot be read while it has errors".to_owned());
    }
    if outline.properties.iter().any(|field| field.name == name) {
        return Err(format!("`{name}` is a property: other templates may set it"));
    }
    if !outline.data.iter().any(|field| field.name == name) {
        return Err(format!("`{name}` is not in the data of this script"));
    }
    if !outline.behaviors.is_empty() {
        return Err("a behavior of this component may use it".to_owned());
    }
    if let Some(doubt) = outline.doubts.first() {
        return Err(format!("uses may be missed: {doubt}"));
    }
    let known = outline.data.iter().chain(&outline.properties).any(|field| field.name == new);
    if known || outline.data_uses.iter().any(|used| used.name == new) {
        return Err(format!("there is `{new}` already"));
    }
    let is_use = |at: usize| {
        let fields = outline.data.iter().map(|field| field.span.start);
        outline.data_uses.iter().map(|used| used.span.start).chain(fields).any(|start| start == at)
    };
    let text = outline.strings.iter().find(|text| {
        let rest = text.name.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])) && !is_use(text.span.start)
    });
    match text {
        Some(text) => Err(format!("`{}` in the script may mean it", text.name)),
        None => Ok(()),
    }
}
