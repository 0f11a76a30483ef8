//! Writing JavaScript text. In: strings. Out: the shortest safe literal, appended to a buffer.

/// A string literal. Sequences that would end or comment out an inline script are broken up.
pub(crate) fn string(out: &mut String, text: &str) {
    let (mut single, mut double) = (0usize, 0usize);
    for byte in text.bytes() {
        single += usize::from(byte == b'\'');
        double += usize::from(byte == b'"');
    }
    let quote = if double > single { b'\'' } else { b'"' };
    out.push(quote as char);
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let replacement = match byte {
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            0 if !next.is_ascii_digit() => "\\0",
            0 => "\\x00",
            b'"' if byte == quote => "\\\"",
            b'\'' if byte == quote => "\\'",
            b'<' if text[at..].starts_with("<!--") => "<\\",
            b'<' if next == b'/' && bytes.get(at + 2).is_some_and(|byte| byte.eq_ignore_ascii_case(&b's')) => "<\\",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(replacement);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out.push(quote as char);
}

/// A property name of an object literal.
pub(crate) fn property_name(out: &mut String, name: &str) {
    if name == "__proto__" {
        out.push_str("[\"__proto__\"]");
    } else if syntax::is_identifier(name) || is_index(name) {
        out.push_str(name);
    } else {
        string(out, name);
    }
}

/// A number literal without needless characters.
pub(crate) fn number(out: &mut String, value: f64) {
    use std::fmt::Write as _;
    if value.is_nan() {
        out.push_str("0/0");
        return;
    }
    if value.is_infinite() {
        out.push_str(if value > 0.0 { "1/0" } else { "-1/0" });
        return;
    }
    let start = out.len();
    if value != 0.0 && (value.abs() >= 1e21 || value.abs() < 1e-6) {
        let _ = write!(out, "{value:e}");
    } else {
        let _ = write!(out, "{value}");
    }
    if out[start..].starts_with("0.") {
        out.remove(start);
    }
}

/// Decimal digits, without going through formatting.
pub(crate) fn integer(out: &mut String, value: u32) {
    if value < 10 {
        out.push((b'0' + value as u8) as char);
        return;
    }
    let mut digits = [0; 10];
    let mut at = digits.len();
    let mut rest = value;
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    for digit in &digits[at..] {
        out.push(*digit as char);
    }
}

/// A non-negative integer as a member name: no leading zero, short enough to be exact.
pub(crate) fn is_index(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 9
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'))
}
