//! The style a first screen needs, to stand in the document itself.
//!
//! In: the style sheets of a page and the tags of its first screen. Out: CSS for a style element. Must not: leave out a rule that may
//! match: the sheets themselves come later, and nothing may move when they do.

mod names;
mod rules;
mod selector;
mod sheet;
mod urls;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use protocol::manifest::Page;

pub(crate) use names::Names;
use sheet::Sheet;

use crate::limits::STYLE_BYTES_WHOLE_MAX;
use crate::program::Program;

/// The sheets of a program. Each is read once, for all pages.
#[derive(Default)]
pub(crate) struct Sheets {
    read: Mutex<BTreeMap<String, Arc<Sheet>>>,
}

impl Sheets {
    /// `html` is the first screen the names are of: inline styles mention keyframes too.
    pub(crate) fn critical(&self, program: &Program, page: &Page, names: &Names, html: &str, base: &str) -> String {
        let manifest = &program.package().manifest;
        let runtime = self.sheet(program, &manifest.runtime.css);
        let of_program: Vec<&String> =
            manifest.style_files(page).filter(|file| **file != manifest.runtime.css).collect();
        let text_of = |file: &String| program.text(file).unwrap_or_default();
        // What a browser kept of the page may show what its first screen does not.
        let is_whole = !page.kept.is_empty()
            || of_program.iter().map(|file| text_of(file).len()).sum::<usize>() <= STYLE_BYTES_WHOLE_MAX;
        let sheets: Vec<Arc<Sheet>> = of_program.iter().map(|file| self.sheet(program, file)).collect();
        let rules_of = |sheet: &Arc<Sheet>| sheet.matching(names);
        let of_program: Vec<String> = match is_whole {
            true => of_program.iter().map(|file| text_of(file).to_owned()).collect(),
            false => sheets.iter().map(rules_of).collect(),
        };
        let of_runtime = runtime.matching(names);
        let mut used: Vec<&str> = of_program.iter().map(String::as_str).collect();
        used.extend([html, &of_runtime]);
        // Keyframes and fonts stand behind the rules of their own sheet: of two of a name, the later sheet's count.
        let mut css = of_runtime.clone() + &runtime.named(&used);
        for (rules, sheet) in of_program.iter().zip(&sheets) {
            css.push_str(rules);
            if !is_whole {
                css.push_str(&sheet.named(&used));
            }
        }
        // In a style element nothing may look like the element's end; the escape means the same in CSS.
        urls::rebase(&css, base).replace("</", "<\\/")
    }

    fn sheet(&self, program: &Program, file: &str) -> Arc<Sheet> {
        let read = || Arc::new(Sheet::read(program.text(file).unwrap_or_default()));
        match self.read.lock() {
            Ok(mut sheets) => Arc::clone(sheets.entry(file.to_owned()).or_insert_with(read)),
            Err(_) => read(),
        }
    }
}
