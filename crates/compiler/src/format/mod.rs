//! `minnow fmt`: templates and style sheets laid out anew, their meaning as it was.
//!
//! In: the text of one file. Out: its text as it should look, or why it was left alone. Must not: read files.
//! The style is docs/reference/formatting.md.

mod values;
mod wxss;

use crate::diagnostics::Diagnostic;
use crate::paths;
use crate::wxml;

pub use wxss::keeps_white_space;

/// Endings of the files that can be formatted.
pub const EXTENSIONS: [&str; 2] = [".wxml", ".wxss"];

/// Whether a file of this name can be formatted.
pub fn is_formatted(path: &str) -> bool {
    EXTENSIONS.contains(&paths::extension(path))
}

/// Formats a file. `keeps_white_space`: of a template, whether a style sheet shows white space as it is written.
pub fn format(path: &str, source: &str, keeps_white_space: bool) -> Result<String, Vec<Diagnostic>> {
    let has_carriage_returns = source.split_once('\n').is_some_and(|(line, _)| line.ends_with('\r'));
    let text = source.strip_prefix('\u{feff}').unwrap_or(source).replace("\r\n", "\n");
    let formatted = match paths::extension(path) {
        ".wxss" => wxss::format(&text).map_err(|fault| {
            // The places of faults are those of the file as it is.
            let fault = if text.len() == source.len() { fault } else { wxss::format(source).err().unwrap_or(fault) };
            vec![fault.diagnostic(path)]
        })?,
        _ => template(path, source, &text, keeps_white_space)?,
    };
    Ok(if has_carriage_returns { formatted.replace('\n', "\r\n") } else { formatted })
}

fn template(path: &str, source: &str, text: &str, keeps_indentation: bool) -> Result<String, Vec<Diagnostic>> {
    let (document, errors) = syntax::parse(text);
    if errors.iter().any(|error| error.kind.is_structural()) {
        let (_, mut errors) = syntax::parse(source);
        errors.retain(|error| error.kind.is_structural());
        return Err(wxml::syntax_diagnostics(&errors, source, path));
    }
    let spacing = syntax::format::Spacing { is_verbatim: &shows_white_space, keeps_indentation };
    Ok(syntax::format::format(&document, &spacing))
}

/// Elements that show line breaks or more of the white space in them.
fn shows_white_space(element: &syntax::Element<'_>) -> bool {
    let has_style = |attribute: &syntax::Attribute<'_>| {
        attribute.name == "style"
            && attribute.value.as_ref().is_some_and(|value| {
                value.pieces.iter().any(
                    |piece| matches!(piece, syntax::Piece::Literal(raw, _) if raw.to_ascii_lowercase().contains("white-space")),
                )
            })
    };
    matches!(element.name, "text" | "textarea" | "pre") || element.attributes.iter().any(has_style)
}
