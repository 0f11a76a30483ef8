//! A text as modules, dark and light.
//!
//! In: a text and how much damage it shall bear. Out: a [`Symbol`]. Must not: draw.

use fast_qr::ECL;
use fast_qr::QRBuilder;
use fast_qr::qr::QRCode;

/// How much of a symbol may be lost (ISO/IEC 18004, 6.5.1), for what it is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protection {
    /// 30 in a hundred: a logo covers some, and dirt needs the rest.
    High,
    /// 25 in a hundred.
    Quartile,
    /// 15 in a hundred: what print and screens need.
    Medium,
    /// 7 in a hundred: for texts that are dense already.
    Low,
}

impl Protection {
    /// The best first. A logo covers a part of the symbol that only the two best make up for.
    pub(super) fn choices(has_logo: bool) -> &'static [Protection] {
        if has_logo { &[Protection::High, Protection::Quartile] } else { &[Protection::Medium, Protection::Low] }
    }
}

/// A square of modules, without the light border it needs.
pub(super) struct Symbol {
    code: Box<QRCode>,
}

impl Symbol {
    /// Nothing when the text is too long.
    pub(super) fn of(text: &str, protection: Protection) -> Option<Symbol> {
        let level = match protection {
            Protection::High => ECL::H,
            Protection::Quartile => ECL::Q,
            Protection::Medium => ECL::M,
            Protection::Low => ECL::L,
        };
        QRBuilder::new(text).ecl(level).build().ok().map(|code| Symbol { code: Box::new(code) })
    }

    pub(super) fn modules_a_side(&self) -> usize {
        self.code.size
    }

    pub(super) fn is_dark(&self, row: usize, column: usize) -> bool {
        self.code[row][column].value()
    }

    /// Whether a module is of one of the three large squares that a scanner looks for.
    pub(super) fn is_of_finder(&self, row: usize, column: usize) -> bool {
        let last = self.code.size - 7;
        (row < 7 && (column < 7 || column >= last)) || (row >= last && column < 7)
    }
}
