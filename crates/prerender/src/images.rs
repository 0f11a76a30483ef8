//! Tells a browser how large the pictures of a first screen are, so that nothing moves when they come, and which of them come after the scripts.
//!
//! In: HTML and the package its pictures are in. Out: HTML with `width` and `height`, and with pictures that wait. Must not: decode a picture, or say what it is not sure of.

use std::collections::BTreeSet;

use protocol::package::Package;

use crate::markup::Tag;

/// Of a drawing's text, the part its size is looked for in.
const SVG_HEAD_BYTES: usize = 4_096;

/// What keeps a browser from asking for a picture; the bootstrap script takes it away (`runtime/view/bootstrap.ts`).
pub(crate) const WAITING: &str = " hidden loading=\"lazy\"";

/// Where scripts are off no browser heeds `loading`, and nothing takes `hidden` away.
pub(crate) const WITHOUT_SCRIPTS: &str = ".mn-frame .wx-image-img[hidden]{display:block!important}";

/// `base` is the address of the package's root, with a slash at its end.
pub(crate) fn prepared(html: &str, tags: &[Tag], package: &Package, base: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut copied = 0;
    let mut before: Option<&Tag> = None;
    for tag in tags {
        let around = before.replace(tag);
        if tag.name != "img" {
            continue;
        }
        let mut added = known_size(tag, package, base)
            .map_or_else(String::new, |(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
        if around.is_some_and(|around| may_wait(tag, around)) {
            added.push_str(WAITING);
        }
        if !added.is_empty() {
            out.push_str(&html[copied..tag.name_end]);
            out.push_str(&added);
            copied = tag.name_end;
        }
    }
    out.push_str(&html[copied..]);
    out
}

/// What a picture of the package says of itself, where its tag does not.
fn known_size(tag: &Tag, package: &Package, base: &str) -> Option<(usize, usize)> {
    if tag.attribute("width").or(tag.attribute("height")).is_some() {
        return None;
    }
    size(package.files.get(&local_path(tag.attribute("src")?, base)?)?)
}

/// Pictures come after the scripts, which answer taps, where nothing moves for it: in an `image` whose box is not made by its picture.
fn may_wait(tag: &Tag, around: &Tag) -> bool {
    let has =
        |tag: &Tag, class: &str| tag.attribute("class").unwrap_or_default().split_whitespace().any(|one| one == class);
    around.name == "wx-image"
        && has(tag, "wx-image-img")
        && !has(around, "wx-image-w")
        && !has(around, "wx-image-h")
        && tag.attribute("hidden").is_none()
        && tag.attribute("src").is_some_and(|src| !src.is_empty() && !src.starts_with("data:"))
}

/// Files of the package that a first screen shows: its pictures, and those of its style.
pub(crate) fn shown(tags: &[Tag], style: &str, package: &Package, base: &str) -> BTreeSet<String> {
    let of_tags = tags.iter().filter(|tag| tag.name == "img").filter_map(|tag| tag.attribute("src"));
    // What a font is loaded for is not known: only what is drawn anyhow counts.
    let of_style = style.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let of_style = of_style.map(|address| address.trim().trim_matches(['"', '\'']));
    let paths = of_tags.chain(of_style).filter_map(|address| local_path(address, base));
    paths.filter(|path| is_picture(path) && package.files.contains_key(path)).collect()
}

fn is_picture(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(ending.as_str(), "apng" | "avif" | "bmp" | "gif" | "jpeg" | "jpg" | "png" | "svg" | "webp")
}

/// The path in the package that an address names.
fn local_path(address: &str, base: &str) -> Option<String> {
    let path = address.strip_prefix(base)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Width and height in CSS pixels.
fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    let known = match imagesize::blob_size(bytes) {
        Ok(size) => Some((size.width, size.height)),
        Err(_) => svg_size(bytes),
    };
    known.filter(|(width, height)| *width > 0 && *height > 0)
}

/// What the root of a drawing says of itself in pixels. One without it takes the size its surroundings give.
fn svg_size(bytes: &[u8]) -> Option<(usize, usize)> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_HEAD_BYTES)]);
    let start = head.find("<svg")?;
    let root = &head[start..start + head[start..].find('>')?];
    let number = |name: &str| {
        let at = root
            .match_indices(name)
            .find(|(at, _)| root[..*at].ends_with(|character: char| character.is_ascii_whitespace()))?
            .0;
        let value = root[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let value = value[1..].split(quote).next()?.trim();
        let pixels: f64 = value.strip_suffix("px").unwrap_or(value).parse().ok()?;
        (0.5..=1e6).contains(&pixels).then_some(pixels.round() as usize)
    };
    Some((number("width")?, number("height")?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use protocol::manifest::Manifest;

    use super::*;
    use crate::markup::tags;

    /// The head of a picture of 5 × 3 pixels: all that is looked at.
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x05\0\0\0\x03\x08\x06\0\0\0";
    const GIF: &[u8] = b"GIF89a\x05\0\x03\0\x80\0\0";

    fn sized(html: &str) -> String {
        let files = [
            ("images/a.png", PNG),
            ("images/b 中.gif", GIF),
            ("c.svg", b"<?xml version='1.0'?><svg xmlns='x' stroke-width='9' width='5px' height = \"3.4\">"),
            ("d.svg", b"<svg viewBox='0 0 5 3' width='100%' height='3'></svg>"),
            ("e.png", b"no picture"),
        ];
        let files: BTreeMap<_, _> =
            files.into_iter().map(|(path, bytes)| (path.to_owned(), Arc::from(bytes))).collect();
        let package = Package { files, manifest: Manifest::default() };
        prepared(html, &tags(html).unwrap(), &package, "/p/")
    }

    #[test]
    fn local_pictures_get_their_size() {
        for (src, expected) in [
            ("/p/images/a.png", true),
            ("/p/images/a.png?x#y", true),
            ("/p/images/b%20%E4%B8%AD.gif", true),
            ("/p/c.svg", true),
            ("/p/d.svg", false),
            ("/p/e.png", false),
            ("/images/a.png", false),
            ("/p/gone.png", false),
            ("/p/%", false),
            ("/p/%ff", false),
            ("https://example.org/p/images/a.png", false),
            ("data:image/png;base64,AAAA", false),
            ("", false),
        ] {
            let html = format!("<div><img class=\"x\" src=\"{src}\"></div>");
            let with_size = html.replace("<img", "<img width=\"5\" height=\"3\"");
            assert_eq!(sized(&html), if expected { with_size } else { html }, "{src}");
        }
    }

    #[test]
    fn pictures_that_do_not_make_their_box_wait_for_the_scripts() {
        let inner = "class=\"wx-image-img\" src=\"https://x.example/a.png\">";
        for (around, img, waits) in [
            ("<wx-image>", format!("<img {inner}"), true),
            ("<wx-image class=\"a b\">", format!("<img {inner}"), true),
            ("<wx-image class=\"wx-image-wide\">", format!("<img {inner}"), true),
            ("<wx-image class=\"a wx-image-w\">", format!("<img {inner}"), false),
            ("<wx-image class=\"wx-image-h a\">", format!("<img {inner}"), false),
            ("<wx-image>", format!("<img hidden {inner}"), false),
            ("<wx-image>", "<img class=\"wx-image-img\" src=\"data:image/gif;base64,R0\">".to_owned(), false),
            ("<wx-image>", "<img class=\"wx-image-img\">".to_owned(), false),
            ("<wx-view>", format!("<img {inner}"), false),
            ("<wx-image><p></p>", format!("<img {inner}"), false),
        ] {
            let html =
                format!("{around}{img}</{}>", if around.starts_with("<wx-view") { "wx-view" } else { "wx-image" });
            let expected = if waits { html.replace("<img", "<img hidden loading=\"lazy\"") } else { html.clone() };
            assert_eq!(sized(&html), expected);
        }
    }

    #[test]
    fn pictures_of_tags_and_styles_are_shown_and_nothing_else() {
        let files = ["a.png", "b.png", "c.svg", "d.woff"].map(|path| (path.to_owned(), Arc::from(PNG)));
        let package = Package { files: BTreeMap::from(files), manifest: Manifest::default() };
        let html = "<img src=\"/p/a.png\"><img src=\"/p/gone.png\"><img src=\"https://x.example/b.png\">";
        let style = ".x{background:url(\"/p/c.svg#x\")}@font-face{src:url(/p/d.woff)}.y{background:url()}";
        let found = shown(&tags(html).unwrap(), style, &package, "/p/");
        assert_eq!(found.iter().collect::<Vec<_>>(), ["a.png", "c.svg"]);
    }

    #[test]
    fn a_picture_that_says_its_size_keeps_it() {
        let html =
            "<img src=\"/p/images/a.png\" width=\"9\"><img src=\"/p/images/a.png\" height=\"\"><p>/p/images/a.png</p>";
        assert_eq!(sized(html), html);
    }
}
