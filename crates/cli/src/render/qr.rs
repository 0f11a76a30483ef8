//! QR codes: for a terminal and for a page.
//!
//! In: an address. Out: text or SVG. Must not: print.

use fast_qr::QRBuilder;
use fast_qr::qr::QRCode;
use std::fmt::Write as _;

/// Light modules that must surround a code.
const QUIET_MODULES: i32 = 2;

/// Two modules a character with half blocks; drawn dark on light whatever the terminal's colours are. `None` when the text is too long.
pub(crate) fn terminal(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    let size = code.size as i32;
    let mut out = String::new();
    let mut row = -QUIET_MODULES;
    while row < size + QUIET_MODULES {
        out.push_str("\x1b[30;107m");
        for column in -QUIET_MODULES..size + QUIET_MODULES {
            out.push(match (is_dark(&code, row, column), is_dark(&code, row + 1, column)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push_str("\x1b[0m\n");
        row += 2;
    }
    Some(out)
}

/// An `<svg>` element; its size is the page's to set. `None` when the text is too long.
pub(crate) fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    let side = code.size as i32 + 2 * QUIET_MODULES;
    let mut path = String::new();
    for row in 0..code.size as i32 {
        for column in (0..code.size as i32).filter(|&column| is_dark(&code, row, column)) {
            let _ = write!(path, "M{} {}h1v1h-1z", column + QUIET_MODULES, row + QUIET_MODULES);
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

fn is_dark(code: &QRCode, row: i32, column: i32) -> bool {
    let size = code.size as i32;
    (0..size).contains(&row) && (0..size).contains(&column) && code[row as usize][column as usize].value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_pattern_and_a_quiet_border() {
        let text = terminal("http://192.168.1.5:8080/").unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| line.starts_with("\x1b[30;107m") && line.ends_with("\x1b[0m")));
        assert!(lines[0].contains("    ") && lines[1].contains("█▀▀▀▀▀█"), "{text}");
        assert!(svg("x").unwrap().contains("viewBox=\"0 0 25 25\""));
        assert!(terminal(&"x".repeat(10_000)).is_none());
    }
}
