//! A method: its definition, `this.method`, and handlers of events in the template. In: its name. Out: edits of script and template.
//! Must not: rename what somebody else may call.

use compiler::outline::template::{self, Meaning};
use syntax::Piece;

use super::{Edits, check_other_templates, mentions, owner};
use crate::lsp::file::File;
use crate::lsp::server::Refusal;

pub(super) fn rename(file: &File<'_>, name: &str, new: &str, edits: &mut Edits) -> Result<(), Refusal> {
    let owner = owner(file)?;
    let script = owner.script.ok_or("there is no script beside this template")?;
    let outline = file.program.outline(&script);
    if outline.is_broken {
        return Err("the script cannot be read while it has errors".to_owned());
    }
    let mut own = outline.methods.iter().filter(|method| method.name == name);
    let Some(method) = own.next() else { return Err(format!("`{name}` is not a method of this script")) };
    if own.next().is_some() {
        return Err(format!("there are two methods `{name}`"));
    }
    if outline.methods.iter().any(|method| method.name == new) {
        return Err(format!("there is `{new}` already"));
    }
    if !outline.behaviors.is_empty() {
        return Err("a behavior of this component may call it".to_owned());
    }
    if outline.strings.iter().any(|text| text.name == name) {
        return Err(format!("the text `{name}` in the script may mean it"));
    }
    if !owner.is_page {
        check_other_scripts(file, &script, name)?;
    }
    let text = file.program.project.text(&script).unwrap_or_default();
    let after = text.get(method.span.end..).unwrap_or_default().trim_start();
    // `{tap}` names a variable too.
    let is_shorthand = after.starts_with([',', '}']);
    edits.push(&script, method.span.clone(), if is_shorthand { format!("{new}: {name}") } else { new.to_owned() });
    for used in outline.method_uses.iter().filter(|used| used.name == name) {
        edits.push(&script, used.span.clone(), new);
    }
    let Some((path, text)) = owner.template else { return Ok(()) };
    let (document, _) = syntax::parse(&text);
    check_other_templates(file, &path, &document, name)?;
    let mut is_computed = false;
    template::each_element(&document.children, &mut |element| {
        for attribute in element.attributes.iter().filter(|found| matches!(template::meaning(found), Meaning::Event(_)))
        {
            let Some(value) = &attribute.value else { continue };
            match value.literal() {
                Some(raw) if raw.trim() == name => {
                    let start = value.span.start as usize + raw.len() - raw.trim_start().len();
                    edits.push(&path, start..start + name.len(), new);
                }
                Some(_) => {}
                None => is_computed |= mentions(value.span.text(&text), name),
            }
        }
        // `change:prop`, worklets and generics may hand it on by its name.
        is_computed |= element.attributes.iter().any(|attribute| {
            !matches!(template::meaning(attribute), Meaning::Event(_))
                && attribute.value.as_ref().is_some_and(|value| {
                    value.pieces.iter().any(|piece| match piece {
                        Piece::Binding(binding) => mentions(binding.span.text(&text), name),
                        Piece::Literal(..) => false,
                    })
                })
        });
    });
    if is_computed { Err(format!("an expression of the template names `{name}`")) } else { Ok(()) }
}

/// Whoever selects a component may call its methods.
fn check_other_scripts(file: &File<'_>, script: &str, name: &str) -> Result<(), Refusal> {
    let call = format!(".{name}");
    for other in file.structure.components.values().filter_map(|files| files.script.as_deref()) {
        let calls = || file.program.project.text(other).is_some_and(|text| text.contains(&call));
        if other != script && calls() {
            return Err(format!("`{other}` may call it"));
        }
    }
    Ok(())
}
