//! Other forms of pictures: where each lies, and styles that show them.
//!
//! In: the program's pictures and who recodes them. Out: files named by their content. Must not: take the originals away: a program may
//! read their bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use protocol::package::Bytes;
use rayon::prelude::*;

use super::{Assembly, assets};
use crate::paths;

/// Another form must save a tenth, and what a line of the manifest and a second file are worth.
const SAVED_BYTES_MIN: usize = 1_000;

impl Assembly<'_, '_> {
    /// Adds smaller forms of pictures: path of the picture → path of its other form.
    pub(super) fn images(&self, files: &mut BTreeMap<String, Bytes>) -> BTreeMap<String, String> {
        let Some(recode) = self.options.recode else { return BTreeMap::new() };
        let is_still =
            |path: &&String| matches!(paths::extension(path).to_ascii_lowercase().as_str(), ".png" | ".jpg" | ".jpeg");
        let own = assets::list(self.sources);
        let named = self.program.assets.values().flatten();
        let mut pictures: Vec<&String> = own.iter().chain(named).filter(is_still).collect();
        pictures.sort();
        pictures.dedup();
        let smaller = |path: &&String| {
            let original = self.sources.read_bytes(path)?;
            let recoded = recode(&original)?;
            let saved_bytes = original.len().saturating_sub(recoded.content.len());
            (saved_bytes >= SAVED_BYTES_MIN.max(original.len() / 10)).then(|| ((*path).clone(), recoded))
        };
        let found: Vec<_> = pictures.par_iter().filter_map(smaller).collect();
        let mut forms = BTreeMap::new();
        for (path, recoded) in found {
            let stem = paths::file_name(&path).split('.').next().unwrap_or_default();
            let name = self.add(files, stem, recoded.ending, &recoded.content);
            forms.insert(path, name);
        }
        forms
    }
}

/// A sheet with the addresses of other forms. Sheets lie one folder down, so every address of a file begins with `../`.
pub(super) fn with_forms<'c>(css: &'c str, forms: &BTreeMap<String, String>) -> Cow<'c, str> {
    let mut css = Cow::Borrowed(css);
    for (path, form) in forms {
        let address = format!("../{path}");
        for end in [")", "\"", "'"] {
            let written = format!("{address}{end}");
            if css.contains(&written) {
                css = Cow::Owned(css.replace(&written, &format!("../{form}{end}")));
            }
        }
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_address_of_a_picture_is_changed() {
        let forms = BTreeMap::from([("a/b.png".to_owned(), "a/b.x.webp".to_owned())]);
        let css = ".a{background:url(../a/b.png)}.b{background:url(\"../a/b.png\")}.c{background:url(../a/b.png?x)}.d{background:url(../x/a/b.png)}";
        let expected = ".a{background:url(../a/b.x.webp)}.b{background:url(\"../a/b.x.webp\")}.c{background:url(../a/b.png?x)}.d{background:url(../x/a/b.png)}";
        assert_eq!(with_forms(css, &forms), expected);
    }
}
