//! A class: the rules of the sheet beside the template, and the template's `class` and `…-class` attributes. In: its name. Out: edits of both.
//! Must not: rename a class that something else may put together or look for.

use compiler::outline::{sheet, template};
use syntax::{Document, ExpressionKind, Piece};

use super::{Edits, check_other_templates, owner};
use crate::lsp::file::File;
use crate::lsp::server::Refusal;

pub(super) fn rename(file: &File<'_>, name: &str, new: &str, edits: &mut Edits) -> Result<(), Refusal> {
    let owner = owner(file)?;
    let sheet = owner.sheet.ok_or("there is no style sheet beside this template")?;
    if !sheet.ends_with(".wxss") {
        return Err(format!("`{sheet}` is compiled by a preprocessor, which may put class names together"));
    }
    let project = &file.program.project;
    let text = project.text(&sheet).unwrap_or_default();
    let rules = sheet::classes(&text);
    if !rules.iter().any(|class| class.name == name) {
        return Err(format!("`{sheet}` has no rule for `.{name}`"));
    }
    if rules.iter().any(|class| class.name == new) {
        return Err(format!("there is `.{new}` already"));
    }
    for other in &file.structure.app_sheets {
        if *other != sheet
            && project.text(other).is_some_and(|text| sheet::classes(&text).iter().any(|class| class.name == name))
        {
            return Err(format!("`{other}` has rules for `.{name}` too"));
        }
    }
    if text.contains("@import") {
        return Err(format!("`{sheet}` imports other sheets, which may have rules for `.{name}`"));
    }
    if let Some(script) = &owner.script {
        let outline = file.program.outline(script);
        let names_it = |text: &str| text.split(|character: char| !is_class_part(character)).any(|word| word == name);
        if outline.is_broken || outline.strings.iter().any(|text| names_it(&text.name)) {
            return Err(format!("the script may look for `.{name}`, or give it to an element"));
        }
    }
    for class in rules.into_iter().filter(|class| class.name == name) {
        edits.push(&sheet, class.span, new);
    }
    let Some((path, text)) = owner.template else { return Ok(()) };
    let (document, _) = syntax::parse(&text);
    check_other_templates(file, &path, &document, name)?;
    in_template(&document, &path, name, new, edits)
}

fn is_class_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_') || !character.is_ascii()
}

fn in_template(document: &Document<'_>, path: &str, name: &str, new: &str, edits: &mut Edits) -> Result<(), Refusal> {
    let mut refusal = None;
    template::each_element(&document.children, &mut |element| {
        for attribute in element.attributes.iter().filter(|attribute| attribute.name.ends_with("class")) {
            let Some(value) = &attribute.value else { continue };
            let last = value.pieces.len().saturating_sub(1);
            for (index, piece) in value.pieces.iter().enumerate() {
                match piece {
                    Piece::Literal(raw, span) => {
                        let glued = (index > 0, index < last);
                        words(
                            raw,
                            span.start as usize,
                            glued,
                            name,
                            &mut |span| edits.push(path, span, new),
                            &mut refusal,
                        );
                    }
                    Piece::Binding(binding) => {
                        in_binding(document, binding.span.range(), path, name, new, edits, &mut refusal);
                    }
                }
            }
        }
    });
    refusal.map_or(Ok(()), Err)
}

/// Class names in the strings of an expression.
fn in_binding(
    document: &Document<'_>,
    span: std::ops::Range<usize>,
    path: &str,
    name: &str,
    new: &str,
    edits: &mut Edits,
    refusal: &mut Option<Refusal>,
) {
    let is_sum = span.len() > 4 && document.source[span.clone()].contains('+');
    for expression in &document.expressions {
        let ExpressionKind::String(raw) = expression.kind else { continue };
        let at = expression.span.range();
        if at.start < span.start || at.end > span.end {
            continue;
        }
        let start = at.end.saturating_sub(1 + raw.len());
        if document.source.get(start..start + raw.len()) != Some(raw) {
            *refusal = Some("a string of the template is written with escapes".to_owned());
            continue;
        }
        // Beside a `+`, the ends of a string may be parts of a longer name.
        words(raw, start, (is_sum, is_sum), name, &mut |span| edits.push(path, span, new), refusal);
    }
}

/// Finds the class among the words of a literal; a word that is glued to something computed may be a part of it.
fn words(
    raw: &str,
    start: usize,
    (glued_before, glued_after): (bool, bool),
    name: &str,
    found: &mut dyn FnMut(std::ops::Range<usize>),
    refusal: &mut Option<Refusal>,
) {
    let mut at = 0;
    for word in raw.split(|character: char| character.is_ascii_whitespace()) {
        let (from, to) = (at, at + word.len());
        at = to + 1;
        let is_part = !word.is_empty()
            && ((glued_before && from == 0 && name.ends_with(word))
                || (glued_after && to == raw.len() && name.starts_with(word)));
        if is_part {
            *refusal = Some(format!("`{name}` may be put together from parts in the template"));
        } else if word == name {
            found(start + from..start + to);
        }
    }
}
