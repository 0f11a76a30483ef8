//! Pictures that are larger than they need be: in bytes, or in pixels for the box they are drawn in.
//!
//! In: the files of the program, templates and sheets. Out: a warning a picture. Must not: speak of a box whose size is not written down.

use std::collections::BTreeSet;

use syntax::Element;

use super::Audited;
use super::boxes::{self, Index};
use crate::assemble::assets;
use crate::diagnostics::Diagnostic;
use crate::outline::template::each_element;
use crate::paths;
use crate::sources::is_in_package;

pub(super) const CODE: &str = "audit/large-image";

/// A fifth of the budget of a whole first visit.
const BYTES_MAX: usize = 200_000;
/// A picture below this costs little, however many pixels it has.
const DRAWN_BYTES_MIN: usize = 20_000;
/// How many times the pixels of the largest screens a picture may have, along each side.
const SURPLUS_MAX: f64 = 2.0;

pub(super) fn run(audited: &Audited) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for path in assets::list(audited.sources).iter().filter(|path| assets::is_image(path)) {
        let place = audited.sources.place(path);
        let Some(bytes) = audited.sources.read_bytes(path).filter(|_| !is_in_package(&place)) else { continue };
        if bytes.len() > BYTES_MAX {
            told.insert(path.clone());
            let pixels = imagesize::blob_size(&bytes).map(|size| format!(", {} × {} pixels", size.width, size.height));
            let message = format!("this picture has {} KB{}", bytes.len() / 1000, pixels.unwrap_or_default());
            found.push(
                Diagnostic::warning(CODE, place, message)
                    .help("make it as large as it is drawn, or compress it: `minnow build --images`; or load it from a server when it is needed"),
            );
        }
    }
    for template in &audited.templates {
        let Some(rules) = audited.rules_for(template.path) else { continue };
        let rules = Index::new(rules.into_iter().filter(|rule| says(&rule.declarations)));
        each_element(&template.document.children, &mut |element| {
            if let Some((path, message)) = too_many_pixels(element, template.path, &rules, audited)
                && !told.contains(&path)
            {
                found.push(
                    Diagnostic::warning(CODE, template.file, message)
                        .at(element.attribute("src").map_or(element.name_span, |src| src.span).range(), path)
                        .help("make the picture as large as it is drawn on the sharpest screens: 3 pixels each CSS pixel, 1290 for 750rpx"),
                );
            }
        });
    }
    found
}

fn too_many_pixels(element: &Element, template: &str, rules: &Index, audited: &Audited) -> Option<(String, String)> {
    let src = boxes::literal(element, "src").filter(|src| element.name == "image" && !src.is_empty())?;
    let path = paths::resolve(paths::folder(template), src)?;
    let bytes = audited.sources.read_bytes(&path).filter(|bytes| bytes.len() > DRAWN_BYTES_MIN)?;
    let size = imagesize::blob_size(&bytes).ok()?;
    let (width, height) = drawn(element, rules)?;
    let is_large = size.width as f64 > width * SURPLUS_MAX && size.height as f64 > height * SURPLUS_MAX;
    is_large.then(|| {
        let message = format!(
            "this picture has {} × {} pixels ({} KB) and is drawn with {width:.0} × {height:.0} at most",
            size.width,
            size.height,
            bytes.len() / 1000
        );
        (path, message)
    })
}

/// Pixels an element is drawn with, when one rule of one class, or its own style, says both sides and nothing else says any.
fn drawn(element: &Element, rules: &Index) -> Option<(f64, f64)> {
    let (style, class) = (boxes::literal(element, "style")?, boxes::literal(element, "class")?);
    let side = |declarations: &[(String, String)], name: &str| {
        declarations.iter().rev().find(|(key, _)| key == name).and_then(|(_, value)| boxes::device_pixels(value))
    };
    let both = |declarations: &[(String, String)]| Some((side(declarations, "width")?, side(declarations, "height")?));
    let own = boxes::declarations(style);
    if let Some(size) = both(&own) {
        return Some(size);
    }
    let rule = rules.only(element.name, class)?;
    both(&rule.declarations).filter(|_| rule.of_one_class && !says(&own))
}

/// Whether declarations say anything of a width or a height.
fn says(declarations: &[(String, String)]) -> bool {
    declarations.iter().any(|(name, _)| name.ends_with("width") || name.ends_with("height"))
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use crate::{Compiler, MemoryProject, Options};

    /// The head of a picture of that many pixels, with so many bytes.
    fn png(width: u32, height: u32, length: usize) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes().into_iter().chain(height.to_be_bytes()));
        bytes.resize(length, 0);
        bytes
    }

    fn told(template: &str, sheet: &str, picture: &[u8]) -> Vec<String> {
        let mut project =
            MemoryProject::new([("app.json", "{\"pages\":[\"p/p\"]}"), ("app.js", ""), ("p/p.js", "Page({})")]);
        project.insert("p/p.wxml", template);
        project.insert("p/p.wxss", sheet);
        project.insert("a.png", picture);
        let found = Compiler::new(Options::default()).audit(&project, &Settings::default()).diagnostics;
        found.into_iter().filter(|found| found.code == super::CODE).map(|found| found.message).collect()
    }

    #[test]
    fn a_picture_of_many_bytes_is_told_with_its_size() {
        assert_eq!(told("<view/>", "", &png(10, 20, 250_000)), ["this picture has 250 KB, 10 × 20 pixels"]);
        assert_eq!(told("<view/>", "", &png(10, 20, 200_000)), [""; 0]);
    }

    #[test]
    fn a_picture_of_more_pixels_than_a_screen_shows_is_told() {
        let image = "<image class='a' src='/a.png'/>";
        let large = "this picture has 2000 × 1000 pixels (30 KB) and is drawn with 172 × 172 at most";
        for (template, sheet, expected) in [
            (image, ".a{width:100rpx;height:100rpx}", vec![large]),
            ("<image src='/a.png' style='width:100rpx;height:100rpx'/>", "", vec![large]),
            (image, ".a{width:100rpx;height:100rpx}.b .a{width:100%}", vec![]),
            (image, ".a{width:700rpx;height:100rpx}", vec![]),
            (image, ".a{width:100rpx}", vec![]),
            ("<image class='{{a}}' src='/a.png'/>", ".a{width:100rpx;height:100rpx}", vec![]),
        ] {
            assert_eq!(told(template, sheet, &png(2000, 1000, 30_000)), expected, "{template} {sheet}");
        }
        assert_eq!(told(image, ".a{width:100rpx;height:100rpx}", &png(2000, 1000, 10_000)), [""; 0]);
    }
}
