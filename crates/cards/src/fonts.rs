//! The fonts of the machine, and which of them writes a character.
//!
//! In: what is installed. Out: a face and a width a character, and what no face has. Must not: leave a character to a face that lacks it, which
//! would draw a box.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, Family, ID, Query, Stretch, Style, Weight};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

/// Families to write with, the first first: one that has both Chinese and Latin letters makes them stand together well.
const FAMILIES: &[&str] = &[
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Color Emoji",
    "Apple Color Emoji",
    "Segoe UI Emoji",
    "Twemoji",
    "Noto Sans",
    "DejaVu Sans",
    "Droid Sans Fallback",
];

/// What a machine should be able to write; an operator installs what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    Latin,
    Chinese,
    Emoji,
}

impl Script {
    const ALL: [Script; 3] = [Script::Latin, Script::Chinese, Script::Emoji];

    /// A character that every font of the script has.
    fn sample(self) -> char {
        match self {
            Script::Latin => 'a',
            Script::Chinese => '的',
            Script::Emoji => '😀',
        }
    }

    /// The package of Debian that brings it.
    pub fn debian_package(self) -> &'static str {
        match self {
            Script::Latin => "fonts-dejavu-core",
            Script::Chinese => "fonts-noto-cjk",
            Script::Emoji => "fonts-noto-color-emoji",
        }
    }
}

/// Reading what is installed takes a moment: keep one of these for the life of the process. The glyphs stay in their files until they are drawn.
pub struct Fonts {
    pub(crate) database: Arc<Database>,
    regular: Vec<ID>,
    bold: Vec<ID>,
}

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    Regular,
    Bold,
}

impl Stroke {
    pub(crate) fn weight(self) -> u16 {
        match self {
            Stroke::Regular => 400,
            Stroke::Bold => 700,
        }
    }
}

/// Characters with the face that writes each and its width in parts of the font's size.
#[derive(Debug, Default)]
pub(crate) struct Glyphs {
    faces: BTreeMap<char, (ID, f32)>,
    pub(crate) missing: BTreeSet<char>,
}

impl Glyphs {
    pub(crate) fn face(&self, character: char) -> Option<ID> {
        self.faces.get(&character).map(|(face, _)| *face)
    }

    /// Every character of a text from the same face, as wide as it is high.
    #[cfg(test)]
    pub(crate) fn all_wide(text: &str) -> Glyphs {
        let faces = text.chars().chain(['…']).map(|character| (character, (ID::dummy(), 1.0))).collect();
        Glyphs { faces, missing: BTreeSet::new() }
    }

    /// Zero for what has no glyph.
    pub(crate) fn width(&self, character: char) -> f32 {
        self.faces.get(&character).map_or(0.0, |(_, width)| *width)
    }
}

impl Fonts {
    /// Those installed on this machine.
    pub fn system() -> Fonts {
        let mut database = Database::new();
        database.load_system_fonts();
        Fonts::of(database)
    }

    /// Those in a folder and the folders in it.
    pub fn in_folder(folder: &Path) -> Fonts {
        let mut database = Database::new();
        database.load_fonts_dir(folder);
        Fonts::of(database)
    }

    fn of(database: Database) -> Fonts {
        let [regular, bold] = [Stroke::Regular, Stroke::Bold].map(|stroke| in_order(&database, stroke.weight()));
        Fonts { database: Arc::new(database), regular, bold }
    }

    /// The scripts that cards could not write. Tell the operator: nothing on a card does.
    pub fn lacking(&self) -> Vec<Script> {
        let missing = self.glyphs(&Script::ALL.map(Script::sample).into_iter().collect(), Stroke::Regular).missing;
        Script::ALL.into_iter().filter(|script| missing.contains(&script.sample())).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.regular.is_empty()
    }

    /// The face that a text begins with, whatever it says.
    pub(crate) fn first(&self, stroke: Stroke) -> Option<ID> {
        self.faces(stroke).first().copied()
    }

    fn faces(&self, stroke: Stroke) -> &[ID] {
        match stroke {
            Stroke::Regular => &self.regular,
            Stroke::Bold => &self.bold,
        }
    }

    /// Each character from the first face that has it.
    pub(crate) fn glyphs(&self, characters: &BTreeSet<char>, stroke: Stroke) -> Glyphs {
        let mut glyphs = Glyphs { faces: BTreeMap::new(), missing: characters.clone() };
        for &face in self.faces(stroke) {
            if glyphs.missing.is_empty() {
                break;
            }
            let Glyphs { faces, missing } = &mut glyphs;
            self.database.with_face_data(face, |data, index| {
                let Ok(font) = FontRef::from_index(data, index) else { return };
                let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(1.0), LocationRef::default()));
                missing.retain(|&character| {
                    let Some(glyph) = map.map(character) else { return true };
                    faces.insert(character, (face, metrics.advance_width(glyph).unwrap_or(1.0)));
                    false
                });
            });
        }
        glyphs
    }
}

/// One upright face a family, nearest to a weight: the families of the list, then all others by name.
fn in_order(database: &Database, weight: u16) -> Vec<ID> {
    let mut others: BTreeSet<&str> = BTreeSet::new();
    for face in database.faces() {
        others.extend(face.families.first().map(|(name, _)| name.as_str()));
    }
    let others = others.into_iter().filter(|name| !FAMILIES.contains(name));
    let find = |name: &str| {
        let families = [Family::Name(name)];
        let weight = Weight(weight);
        database.query(&Query { families: &families, weight, stretch: Stretch::Normal, style: Style::Normal })
    };
    FAMILIES.iter().copied().chain(others).filter_map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_fonts_says_what_it_cannot_write() {
        let fonts = Fonts::of(Database::new());
        assert!(fonts.is_empty());
        assert_eq!(fonts.lacking(), Script::ALL);
        let characters = BTreeSet::from(['a', '店']);
        assert_eq!(fonts.glyphs(&characters, Stroke::Bold).missing, characters);
    }
}
