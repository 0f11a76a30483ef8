//! Style sheets: WXSS, plain CSS, Sass and Less, to scoped CSS.
//!
//! In: the logical path of a sheet. Out: [`Sheet`] (its own rules, and what it imports), then scoped CSS.
//! Must not: decide who uses a sheet; `graph` does.

pub(crate) mod media;
pub(crate) mod prepare;
pub(crate) mod sass;
pub(crate) mod scope;
mod trim;
pub mod units;

use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::js::resolve::in_packages;
use crate::paths;
use crate::sources::{Source, Sources, hash_bytes};

/// The endings a sheet may have, in the order tried.
pub(crate) const STYLE_EXTENSIONS: [&str; 5] = [".wxss", ".scss", ".sass", ".less", ".css"];

/// One sheet, before it is scoped.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    /// Its own rules: imports taken out, urls pointed at the package.
    pub text: Arc<str>,
    /// Hash of `text`.
    pub hash: u64,
    pub imports: Vec<SheetImport>,
    /// Images and fonts it names, as logical paths.
    pub assets: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
    /// Files besides the sheet that went into it (Sass, Less), with the hash they had.
    pub dependencies: Vec<(String, u64)>,
    /// The file, for diagnostics.
    pub file: Arc<str>,
    /// Whether lines of `text` are lines of the file.
    pub is_plain: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetImport {
    /// Logical path of the imported sheet.
    pub path: String,
    /// Condition under which it applies, or empty.
    pub condition: String,
}

/// Finds the sheet that belongs to a page or component: `path` without an ending.
pub(crate) fn find_sheet(sources: &Sources, path: &str) -> Option<String> {
    STYLE_EXTENSIONS.iter().map(|extension| format!("{path}{extension}")).find(|file| sources.exists(file))
}

/// Reads a sheet.
pub(crate) fn read_sheet(sources: &Sources, path: &str, source: &Source) -> Sheet {
    let mut sheet = Sheet { file: source.file.clone(), ..Sheet::default() };
    let text: Arc<str> = match paths::extension(path) {
        ".scss" | ".sass" => match sass::compile(sources, &source.file) {
            Ok(compiled) => {
                sheet.dependencies = with_hashes(sources, compiled.dependencies);
                Arc::from(compiled.css)
            }
            Err(error) => {
                sheet.diagnostics.push(at_line(
                    Diagnostic::error("wxss/sass", &*source.file, format!("Sass: {}", error.message)),
                    &source.text,
                    error.line.unwrap_or(1).saturating_sub(1),
                    0,
                ));
                return sheet;
            }
        },
        ".less" => match sources.preprocess_less(&source.file) {
            Ok(compiled) => {
                sheet.dependencies = with_hashes(sources, compiled.dependencies);
                Arc::from(compiled.css)
            }
            Err(error) => {
                // Without a compiler the program is built without the sheet: it is seldom the one that matters.
                let diagnostic = if error.is_absent {
                    Diagnostic::warning("wxss/less", &*source.file, format!("the sheet is left out: {}", error.message))
                        .help("Less is compiled by the project's own `less`: `npm install --save-dev less`")
                } else {
                    Diagnostic::error("wxss/less", &*source.file, format!("Less: {}", error.message))
                };
                sheet.diagnostics.push(at_line(diagnostic, &source.text, error.line.unwrap_or(1).saturating_sub(1), 0));
                return sheet;
            }
        },
        _ => {
            sheet.is_plain = true;
            source.text.clone()
        }
    };
    prepare_sheet(sources, path, &text, &mut sheet);
    sheet
}

fn with_hashes(sources: &Sources, places: Vec<String>) -> Vec<(String, u64)> {
    places
        .into_iter()
        .map(|place| {
            let hash = sources.read_project(&place).map_or(0, |source| source.hash);
            (place, hash)
        })
        .collect()
}

fn prepare_sheet(sources: &Sources, path: &str, text: &str, sheet: &mut Sheet) {
    let scan = prepare::scan(text);
    let folder = paths::folder(path);
    let file = sheet.file.clone();
    let span_of = |span: &std::ops::Range<usize>| if sheet.is_plain { span.clone() } else { 0..0 };
    let mut parts = Vec::new();
    let mut diagnostics = Vec::new();
    for import in &scan.imports {
        parts.push((import.span.clone(), String::new()));
        if paths::is_remote(&import.specifier) {
            diagnostics.push(
                Diagnostic::warning("wxss/remote-import", &*file, "a sheet cannot be imported over the network")
                    .at(span_of(&import.span), "left out"),
            );
            continue;
        }
        match resolve_import(sources, folder, &import.specifier, paths::extension(path)) {
            Some(found) => sheet.imports.push(SheetImport { path: found, condition: import.condition.clone() }),
            None if import.specifier.is_empty() => {}
            None => diagnostics.push(
                Diagnostic::warning("wxss/missing-import", &*file, format!("`{}` is not there", import.specifier))
                    .at(span_of(&import.span), "no such style sheet")
                    .help("the path is relative to this file, or begins with `/` for the root of the program"),
            ),
        }
    }
    for url in &scan.urls {
        let bare = url.reference.split(['?', '#']).next().unwrap_or_default();
        let Some(target) = paths::resolve(folder, bare) else { continue };
        let suffix = &url.reference[bare.len()..];
        if sources.exists(&target) {
            sheet.assets.push(target.clone());
        } else {
            diagnostics.push(
                Diagnostic::warning("wxss/missing-file", &*file, format!("`{}` is not there", url.reference))
                    .at(span_of(&url.span), "no such file"),
            );
        }
        // Style chunks lie one folder down, so this is the root of the package wherever it is served.
        parts.push((
            url.span.clone(),
            format!("url(\"../{}{}\")", escape_css_string(&target), escape_css_string(suffix)),
        ));
    }
    for comment in &scan.line_comments {
        parts.push((comment.clone(), String::new()));
    }
    for stray in &scan.strays {
        parts.push((stray.clone(), String::new()));
        diagnostics.push(
            Diagnostic::warning("wxss/stray", &*file, "this is neither a declaration nor a rule")
                .at(span_of(stray), "left out"),
        );
    }
    if let Some(comment) = &scan.open_comment {
        parts.push((comment.clone(), String::new()));
        diagnostics.push(
            Diagnostic::warning("wxss/open-comment", &*file, "this comment is never closed")
                .at(span_of(&(comment.start..comment.start + 2)), "begins here"),
        );
    }
    sheet.diagnostics.append(&mut diagnostics);
    let replaced = prepare::replace(text.strip_prefix('\u{feff}').map_or(text, |_| text), parts);
    let own = replaced.trim_start_matches('\u{feff}');
    sheet.hash = hash_bytes(own.as_bytes());
    sheet.text = Arc::from(own);
}

fn escape_css_string(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "")
}

/// The sheet an `@import` names: relative, rooted, bare (relative, then npm, then root), with or without its ending.
pub(crate) fn resolve_import(sources: &Sources, folder: &str, specifier: &str, extension: &str) -> Option<String> {
    let specifier = specifier.split(['?', '#']).next().unwrap_or_default();
    if specifier.is_empty() {
        return None;
    }
    let at = |path: &str| -> Option<String> {
        if !paths::extension(path).is_empty() && sources.exists(path) {
            return Some(path.to_owned());
        }
        let own = (!extension.is_empty()).then_some(extension);
        own.into_iter()
            .chain(STYLE_EXTENSIONS)
            .map(|ending| format!("{path}{ending}"))
            .find(|file| sources.exists(file))
    };
    let package = |name: &str| {
        in_packages(sources, folder, name, |package, rest| at(&paths::normalize(&format!("{package}/{rest}"))?))
    };
    if let Some(name) = specifier.strip_prefix('~') {
        return package(name.trim_start_matches('/'));
    }
    if specifier.starts_with('/') {
        return paths::resolve("", specifier).and_then(|path| at(&path));
    }
    let relative = paths::resolve(folder, specifier).and_then(|path| at(&path));
    if specifier.starts_with('.') {
        return relative;
    }
    relative.or_else(|| package(specifier)).or_else(|| at(&paths::normalize(specifier)?))
}

/// A diagnostic at a line (from 0) and column (UTF-16) of a text.
pub(crate) fn at_line(diagnostic: Diagnostic, text: &str, line: u32, column: u32) -> Diagnostic {
    let mut start = 0;
    for (number, content) in text.split_inclusive('\n').enumerate() {
        if number as u32 == line {
            let mut units = 0;
            let mut offset = 0;
            for character in content.trim_end().chars() {
                if units >= column {
                    break;
                }
                units += character.len_utf16() as u32;
                offset += character.len_utf8();
            }
            let end = content.trim_end().len().max(offset);
            let indent = content.len() - content.trim_start().len();
            let from = offset.max(indent.min(end));
            return diagnostic.at(start + from..start + end, "");
        }
        start += content.len();
    }
    diagnostic
}
