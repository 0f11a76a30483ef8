//! Between byte offsets and the protocol's positions: lines, and UTF-16 units within one.
//!
//! In: a text. Out: positions and offsets. Must not: fail on a position outside of the text; the nearest one inside is meant.

use std::ops::Range;

use lsp_types::{Position, Range as PositionRange};

/// The lines of a text.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// Offset of the first byte of each line.
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let after = |(at, byte): (usize, u8)| (byte == b'\n').then_some(at + 1);
        Lines { starts: std::iter::once(0).chain(text.bytes().enumerate().filter_map(after)).collect() }
    }

    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let units = text[self.starts[line]..offset].encode_utf16().count();
        Position::new(line as u32, units as u32)
    }

    pub(super) fn range(&self, text: &str, span: &Range<usize>) -> PositionRange {
        PositionRange::new(self.position(text, span.start), self.position(text, span.end.max(span.start)))
    }

    pub(super) fn offset(&self, text: &str, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return text.len() };
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        let mut units = 0;
        for (at, character) in text[start..end].char_indices() {
            // A position within a pair of surrogates is before the character.
            units += character.len_utf16() as u32;
            if units > position.character {
                return start + at;
            }
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16_units() {
        let text = "ab\n中😀x\r\nend";
        let lines = Lines::new(text);
        for (offset, line, character) in
            [(0, 0, 0), (2, 0, 2), (3, 1, 0), (6, 1, 1), (10, 1, 3), (11, 1, 4), (13, 2, 0), (16, 2, 3)]
        {
            let position = Position::new(line, character);
            assert_eq!(lines.position(text, offset), position, "{offset}");
            assert_eq!(lines.offset(text, position), offset, "{offset}");
        }
        assert_eq!(lines.position(text, 8), Position::new(1, 1), "inside of a character");
        assert_eq!(lines.offset(text, Position::new(1, 2)), 6, "between two surrogates");
        assert_eq!(lines.offset(text, Position::new(0, 99)), 2);
        assert_eq!(lines.offset(text, Position::new(99, 0)), text.len());
        assert_eq!(lines.position(text, 999), Position::new(2, 3));
        assert_eq!(Lines::new("").position("", 5), Position::new(0, 0));
    }
}
