//! `rpx` in the conditions of `@media`.
//!
//! In: CSS text, or one condition. Out: the same with conditions every browser knows. Must not: touch other conditions, or move
//! a line.
//!
//! 750 rpx are the width of the page, so a width in rpx is known beforehand (`min-width: 600rpx` always holds), and a height in
//! rpx is a proportion: a page is at least 876rpx high when it is at most 750/876 as wide as high. In a window wider than a
//! phone the page is a column (runtime/view/frame/frame.css), and heights in rpx are pixels.

use std::borrow::Cow;

use super::units::{RPX_PER_PAGE_WIDTH, opaque_end};

/// A window from this width on shows the program as a column, so wide.
const COLUMN_FROM_PX: f64 = 600.0;
const COLUMN_PX: f64 = 414.0;

/// Rewrites the conditions of a sheet.
pub(crate) fn rewrite_sheet(css: &str) -> Cow<'_, str> {
    if !css.contains('@') {
        return Cow::Borrowed(css);
    }
    let bytes = css.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(end) = opaque_end(css, at) {
            at = end;
        } else if is_media(bytes, at) {
            let start = at + "@media".len();
            let end = css[start..].find(['{', ';', '}']).map_or(css.len(), |length| start + length);
            if let Cow::Owned(condition) = rewrite_condition(&css[start..end]) {
                out.push_str(&css[copied..start]);
                out.push_str(&condition);
                copied = end;
            }
            at = end;
        } else {
            at += 1;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(css);
    }
    out.push_str(&css[copied..]);
    Cow::Owned(out)
}

pub(super) fn is_media(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + "@media".len()).is_some_and(|word| word.eq_ignore_ascii_case(b"@media"))
        && bytes
            .get(at + "@media".len())
            .is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_'))
}

/// Rewrites the features of one condition, what stands between `@media` and its block.
pub(crate) fn rewrite_condition(condition: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut open = None;
    for (at, byte) in condition.bytes().enumerate() {
        match (byte, open) {
            // Features are the innermost parentheses.
            (b'(', _) => open = Some(at),
            (b')', Some(start)) => {
                if let Some(feature) = Feature::read(&condition[start + 1..at]) {
                    out.push_str(&condition[copied..start]);
                    out.push_str(&feature.written());
                    out.extend(condition[start..at].chars().filter(|character| *character == '\n'));
                    copied = at + 1;
                }
                open = None;
            }
            _ => {}
        }
    }
    if copied == 0 {
        return Cow::Borrowed(condition);
    }
    out.push_str(&condition[copied..]);
    Cow::Owned(out)
}

#[derive(Clone, Copy, Default)]
struct Bounds {
    min_rpx: Option<f64>,
    max_rpx: Option<f64>,
}

/// A width or height that is compared with numbers of rpx.
struct Feature {
    is_height: bool,
    bounds: Bounds,
}

impl Feature {
    /// `min-height: 876rpx`, `height >= 876rpx`, `600rpx < height <= 876rpx`; `None` for all that is not about rpx. Equality is
    /// passed over: a length in between is as good as none.
    fn read(text: &str) -> Option<Feature> {
        let text = text.trim().to_ascii_lowercase();
        if let Some((name, value)) = text.split_once(':') {
            let value = Some(rpx(value)?);
            let (bounds, name) = match name.trim() {
                name if name.starts_with("min-") => (Bounds { min_rpx: value, max_rpx: None }, &name[4..]),
                name if name.starts_with("max-") => (Bounds { min_rpx: None, max_rpx: value }, &name[4..]),
                name => (Bounds { min_rpx: value, max_rpx: value }, name),
            };
            return Some(Feature { is_height: is_height(name)?, bounds });
        }
        let mut parts = text.split_inclusive(['<', '>', '=']).flat_map(|part| {
            let (value, sign) = part.split_at(part.trim_end_matches(['<', '>', '=']).len());
            [value.trim().to_owned(), sign.to_owned()]
        });
        let parts: Vec<String> = parts.by_ref().filter(|part| !part.is_empty() && part != "=").collect();
        let mut feature = Feature { is_height: false, bounds: Bounds::default() };
        let name_at = parts.iter().position(|part| is_height(part).is_some())?;
        feature.is_height = is_height(&parts[name_at])?;
        // A value, a sign, the name: the sign seen from the name is turned around.
        if let Some([value, sign]) = name_at.checked_sub(2).and_then(|start| parts.get(start..name_at)) {
            feature.bound(if sign == "<" { ">" } else { "<" }, rpx(value)?);
        }
        if let Some([sign, value]) = parts.get(name_at + 1..name_at + 3) {
            feature.bound(sign, rpx(value)?);
        }
        (feature.bounds.min_rpx.is_some() || feature.bounds.max_rpx.is_some()).then_some(feature)
    }

    fn bound(&mut self, sign: &str, value: f64) {
        let place = if sign == ">" { &mut self.bounds.min_rpx } else { &mut self.bounds.max_rpx };
        *place = Some(value);
    }

    fn written(&self) -> String {
        let Bounds { min_rpx, max_rpx } = self.bounds;
        // Nothing is less high or wide than nothing, and a proportion needs a height.
        let never = max_rpx.is_some_and(|max| max < if self.is_height { 0.01 } else { RPX_PER_PAGE_WIDTH });
        if never || (!self.is_height && min_rpx.is_some_and(|min| min > RPX_PER_PAGE_WIDTH)) {
            return "(max-width:0px)".to_owned();
        }
        let min_rpx = min_rpx.filter(|min| self.is_height && *min >= 0.01);
        let max_rpx = max_rpx.filter(|_| self.is_height);
        if min_rpx.is_none() && max_rpx.is_none() {
            return "(min-width:0px)".to_owned();
        }
        // In thousandths, as whole numbers.
        let proportion = |rpx: f64| format!("{}/{}", RPX_PER_PAGE_WIDTH * 1000.0, (rpx * 1000.0).round());
        let px = |rpx: f64| (rpx * COLUMN_PX / RPX_PER_PAGE_WIDTH * 1000.0).round() / 1000.0;
        let mut phone = format!("(max-width:{}px)", COLUMN_FROM_PX - 0.02);
        let mut column = format!("(min-width:{COLUMN_FROM_PX}px)");
        if let Some(min) = min_rpx {
            phone.push_str(&format!(" and (max-aspect-ratio:{})", proportion(min)));
            column.push_str(&format!(" and (min-height:{}px)", px(min)));
        }
        if let Some(max) = max_rpx {
            phone.push_str(&format!(" and (min-aspect-ratio:{})", proportion(max)));
            column.push_str(&format!(" and (max-height:{}px)", px(max)));
        }
        format!("(({phone}) or ({column}))")
    }
}

fn is_height(name: &str) -> Option<bool> {
    match name.trim().trim_start_matches("device-") {
        "height" => Some(true),
        "width" => Some(false),
        _ => None,
    }
}

fn rpx(value: &str) -> Option<f64> {
    value.trim().strip_suffix("rpx")?.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The condition in a phone's window and in one that holds a column.
    fn height(phone: &str, column: &str) -> String {
        format!("(((max-width:599.98px) and {phone}) or ((min-width:600px) and {column}))")
    }

    #[test]
    fn heights_are_proportions_of_a_phone_and_pixels_of_a_column() {
        for (written, phone, column) in [
            ("(min-height: 750rpx)", "(max-aspect-ratio:750000/750000)", "(min-height:414px)"),
            ("(max-height:1500rpx)", "(min-aspect-ratio:750000/1500000)", "(max-height:828px)"),
            ("(HEIGHT >= 375RPX)", "(max-aspect-ratio:750000/375000)", "(min-height:207px)"),
            ("( 1500rpx>height )", "(min-aspect-ratio:750000/1500000)", "(max-height:828px)"),
        ] {
            assert_eq!(rewrite_condition(written), height(phone, column), "{written}");
        }
        let both = height(
            "(max-aspect-ratio:750000/750000) and (min-aspect-ratio:750000/1500000)",
            "(min-height:414px) and (max-height:828px)",
        );
        assert_eq!(rewrite_condition("screen and (750rpx <= height < 1500rpx)"), format!("screen and {both}"));
    }

    #[test]
    fn widths_are_known() {
        for (written, holds) in [
            ("(min-width:750rpx)", true),
            ("(min-width:750.5rpx)", false),
            ("(max-width: 600rpx)", false),
            ("(max-width: 800rpx)", true),
            ("(width: 750rpx)", true),
            ("(width: 700rpx)", false),
            ("(min-device-width: 1rpx)", true),
            ("(min-height: 0rpx)", true),
            ("(max-height: 0rpx)", false),
        ] {
            assert_eq!(
                rewrite_condition(written),
                if holds { "(min-width:0px)" } else { "(max-width:0px)" },
                "{written}"
            );
        }
    }

    #[test]
    fn other_conditions_and_lengths_stay() {
        for css in [
            ".a{width:10rpx}@media screen and (min-width:300px){.b{width:1rpx}}",
            "@media (min-resolution:2dppx) and (orientation:portrait){}",
            "/* @media (min-height:1rpx){} */.a{content:'@media (min-height:1rpx)'}",
            "@media-x (min-height:1rpx){}",
            "@media (min-height:rpx){}",
            "@media (rpx",
            "@media",
        ] {
            assert_eq!(rewrite_sheet(css), css);
        }
        let css = "@media print,\n(min-width:1rpx)\n{.a{width:1rpx}}";
        assert_eq!(rewrite_sheet(css), "@media print,\n(min-width:0px)\n{.a{width:1rpx}}");
    }
}
