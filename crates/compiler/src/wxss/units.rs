//! Units of mini programs to those of the page: `rpx` and `vw` to `cqw`, `vh` to the frame's `--mn-vh`. On a phone the page is as wide as
//! the screen and no container: `cqw` falls back to the viewport, and the layout of a first frame costs a third less than within a container.
//!
//! In: CSS text, a whole sheet or one style attribute. Out: the same text with other units. One pass over bytes; strings,
//! comments, `url()`, names and the conditions of `@media` are left alone. Must not parse CSS.

use std::borrow::Cow;

use super::media::is_media;

/// 750 rpx are the width of the page.
pub(super) const RPX_PER_PAGE_WIDTH: f64 = 750.0;

pub fn rewrite_units(css: &str) -> Cow<'_, str> {
    let bytes = css.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(end) = opaque_end(css, at) {
            at = end;
            continue;
        }
        match bytes[at] {
            // Container units mean nothing there; `vw` and `vh` do.
            b'@' if is_media(bytes, at) => {
                at = css[at..].find(['{', ';']).map_or(bytes.len(), |length| at + length);
            }
            b'\\' => at = name_end(bytes, at),
            byte if starts_number(bytes, at) => {
                let end = number_end(bytes, at);
                let unit_end = name_end(bytes, end);
                if let Some(unit) = converted(&bytes[end..unit_end]) {
                    out.push_str(&css[copied..at]);
                    push_length(&mut out, &css[at..end], unit);
                    copied = unit_end;
                }
                at = unit_end.max(at + 1);
                let _ = byte;
            }
            byte if is_name(byte) => {
                let end = name_end(bytes, at);
                let is_url = bytes[at..end].eq_ignore_ascii_case(b"url") && bytes.get(end) == Some(&b'(');
                at = if is_url { url_end(bytes, end + 1) } else { end };
            }
            b'#' => at = name_end(bytes, at + 1),
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(css);
    }
    out.push_str(&css[copied..]);
    Cow::Owned(out)
}

enum Unit {
    Rpx,
    Width,
    Height,
}

fn converted(unit: &[u8]) -> Option<Unit> {
    if unit.eq_ignore_ascii_case(b"rpx") {
        Some(Unit::Rpx)
    } else if unit.eq_ignore_ascii_case(b"vw") {
        Some(Unit::Width)
    } else if unit.eq_ignore_ascii_case(b"vh") {
        Some(Unit::Height)
    } else {
        None
    }
}

fn push_length(out: &mut String, number: &str, unit: Unit) {
    match unit {
        Unit::Width => {
            out.push_str(number);
            out.push_str("cqw");
        }
        Unit::Height => {
            out.push_str("calc(");
            out.push_str(number);
            out.push_str("*var(--mn-vh))");
        }
        Unit::Rpx => {
            let value: f64 = number.parse().unwrap_or(0.0);
            // Away from zero: layout rounds down to 1/64 px, and 51.99999 would be drawn a fraction short of 52.
            // With six decimals every whole px stays whole, also in computed styles, at all widths of phones.
            let digits = 1e6;
            let scaled = ((value * 100.0 / RPX_PER_PAGE_WIDTH).abs() * digits - 1e-6).ceil().max(0.0) / digits + 0.0;
            if value < 0.0 && scaled > 0.0 {
                out.push('-');
            }
            out.push_str(&scaled.to_string());
            out.push_str("cqw");
        }
    }
}

/// A number begins here, its sign included, and not inside a name. A sign after a value (`1px -2px`) belongs to the number,
/// one inside `calc(1px - 2px)` stands alone before a space.
fn starts_number(bytes: &[u8], at: usize) -> bool {
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let number = |index: usize| digit(index) || (bytes.get(index) == Some(&b'.') && digit(index + 1));
    match bytes[at] {
        b'-' | b'+' => number(at + 1),
        _ => number(at),
    }
}

fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + usize::from(matches!(bytes[start], b'-' | b'+'));
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
    }
    let sign = usize::from(matches!(bytes.get(at + 1), Some(b'-' | b'+')));
    if matches!(bytes.get(at), Some(b'e' | b'E')) && bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
        at += 1 + sign;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
    }
    at
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

fn name_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at = escape_end(bytes, at),
            _ if is_name(byte) => at += 1,
            _ => break,
        }
    }
    at.min(bytes.len())
}

/// `\31 ` is one character of a name, its space included.
fn escape_end(bytes: &[u8], start: usize) -> usize {
    let digits = bytes[start + 1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 {
        return start + 2;
    }
    let end = start + 1 + digits;
    end + usize::from(bytes.get(end).is_some_and(u8::is_ascii_whitespace))
}

/// The end of the string or comment that begins here, if one does.
pub(super) fn opaque_end(css: &str, at: usize) -> Option<usize> {
    let bytes = css.as_bytes();
    match bytes[at] {
        quote @ (b'"' | b'\'') => Some(string_end(bytes, at, quote)),
        b'/' if bytes.get(at + 1) == Some(&b'*') => {
            Some(css[at + 2..].find("*/").map_or(bytes.len(), |length| at + length + 4))
        }
        _ => None,
    }
}

fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            // A string does not go on after the line: recover as CSS does.
            b'\n' => return at,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn url_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' | b'\'' => at = string_end(bytes, at, byte),
            b')' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::rewrite_units;

    #[test]
    fn lengths_follow_the_page() {
        for (css, expected) in [
            ("width:750rpx", "width:100cqw"),
            ("width: 1rpx", "width: 0.133334cqw"),
            ("margin:-7.5rpx .5rpx", "margin:-1cqw 0.066667cqw"),
            ("height:calc(100vh - 20rpx)", "height:calc(calc(100*var(--mn-vh)) - 2.666667cqw)"),
            ("width:50vw", "width:50cqw"),
            ("width:10RPX", "width:1.333334cqw"),
            ("margin:0rpx", "margin:0cqw"),
            ("width:1e2rpx", "width:13.333334cqw"),
            ("transform:translate(-50%,-10rpx)", "transform:translate(-50%,-1.333334cqw)"),
            ("transform:translate(1px,+3rpx)", "transform:translate(1px,0.4cqw)"),
        ] {
            assert_eq!(rewrite_units(css), expected, "{css}");
        }
    }

    #[test]
    fn everything_else_is_left_alone() {
        for css in [
            "",
            "background:url(a/10rpx.png)",
            "background:URL( 'x)10rpx' )",
            "content:\"10rpx 5vw\"",
            ".w-10rpx{}",
            ".a10vw{}",
            "#f10rpx{}",
            "/* 10rpx */",
            "10rpxx",
            "10px",
            "--a-5vh:1",
            "content:'it\\'s 10rpx'",
            ".w\\31 0rpx{}",
            "@media (min-width:50vw) and (max-height:100vh){}",
            "url(10rpx",
            "\"10rpx",
        ] {
            assert_eq!(rewrite_units(css), css, "{css}");
        }
    }
}
