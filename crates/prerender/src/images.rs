//! Tells a browser how large the pictures of a first screen are, so that nothing moves when they come.
//!
//! In: HTML and the package its pictures are in. Out: HTML with `width` and `height`. Must not: decode a picture, or say what it is not sure of.

use protocol::package::Package;

use crate::markup::Tag;

/// Of a drawing's text, the part its size is looked for in.
const SVG_HEAD_BYTES: usize = 4_096;

/// `base` is the address of the package's root, with a slash at its end.
pub(crate) fn with_sizes(html: &str, tags: &[Tag], package: &Package, base: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut copied = 0;
    for tag in tags.iter().filter(|tag| tag.name == "img") {
        if tag.attribute("width").or(tag.attribute("height")).is_some() {
            continue;
        }
        let file = tag
            .attribute("src")
            .and_then(|address| local_path(address, base))
            .and_then(|path| package.files.get(&path));
        if let Some((width, height)) = file.and_then(|bytes| size(bytes)) {
            out.push_str(&html[copied..tag.name_end]);
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            copied = tag.name_end;
        }
    }
    out.push_str(&html[copied..]);
    out
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
        with_sizes(html, &tags(html).unwrap(), &package, "/p/")
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
    fn a_picture_that_says_its_size_keeps_it() {
        let html =
            "<img src=\"/p/images/a.png\" width=\"9\"><img src=\"/p/images/a.png\" height=\"\"><p>/p/images/a.png</p>";
        assert_eq!(sized(html), html);
    }
}
