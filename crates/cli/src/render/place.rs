//! Line and column of a byte offset, and the lines of source around it.
//!
//! In: a text and offsets. Out: numbers counted from 1, and lines. Must not: fail on an offset that lies outside or inside a character.

/// A place as editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Counted from 1.
    pub(crate) line: usize,
    /// In characters, counted from 1.
    pub(crate) column: usize,
}

/// The nearest offset at or before this one that lies in the text, between two characters.
pub(crate) fn clamp(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

pub(crate) fn place(text: &str, offset: usize) -> Place {
    let before = &text[..clamp(text, offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Place {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

/// One line of a code frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FrameLine {
    pub(crate) number: usize,
    pub(crate) text: String,
    /// Characters marked, counted from 0; empty when none is.
    pub(crate) mark: std::ops::Range<usize>,
}

/// Longest piece of one line shown: minified files have lines of a megabyte.
const LINE_CHARS_MAX: usize = 240;

/// The marked lines and `around` lines on both sides.
pub(crate) fn frame(text: &str, span: &std::ops::Range<usize>, around: usize) -> Vec<FrameLine> {
    let start = place(text, span.start);
    let end = place(text, span.end.max(span.start));
    let first = start.line.saturating_sub(around).max(1);
    // A span may cover a whole file; its first lines say enough.
    let last = end.line.min(start.line + 3) + around;
    text.split('\n')
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end_matches('\r')))
        .skip(first - 1)
        .take(last + 1 - first)
        .map(|(number, line)| frame_line(number, line, start, end))
        .collect()
}

fn frame_line(number: usize, line: &str, start: Place, end: Place) -> FrameLine {
    let length = line.chars().count();
    let mark_start = if number == start.line { (start.column - 1).min(length) } else { 0 };
    let mark = match number {
        _ if number < start.line || number > end.line => 0..0,
        _ if number == end.line => mark_start..(end.column - 1).clamp(mark_start + 1, length.max(mark_start + 1)),
        _ => mark_start..length,
    };
    if length <= LINE_CHARS_MAX {
        return FrameLine { number, text: line.to_owned(), mark };
    }
    let skip = mark.start.saturating_sub(LINE_CHARS_MAX / 3);
    let text: String = line.chars().skip(skip).take(LINE_CHARS_MAX).collect();
    let shift = |at: usize| at.saturating_sub(skip).min(LINE_CHARS_MAX);
    FrameLine { number, text, mark: shift(mark.start)..shift(mark.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_one_in_characters() {
        let text = "ab\n中文 x\r\nend";
        for (offset, line, column) in [(0, 1, 1), (2, 1, 3), (3, 2, 1), (6, 2, 2), (7, 2, 2), (9, 2, 3), (999, 3, 4)] {
            assert_eq!(place(text, offset), Place { line, column }, "{offset}");
        }
    }

    #[test]
    fn a_frame_marks_what_the_span_covers_and_is_bounded() {
        let text = "one\ntwo three\nfour\nfive";
        let lines = frame(text, &(8..13), 1);
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(lines[1].mark, 4..9);
        assert_eq!(lines[0].mark, 0..0);
        let long = format!("{}X{}", "a".repeat(5000), "b".repeat(5000));
        let lines = frame(&long, &(5000..5001), 2);
        assert!(lines[0].text.len() <= LINE_CHARS_MAX);
        assert_eq!(&lines[0].text[lines[0].mark.clone()], "X");
        assert_eq!(frame("", &(0..0), 2).len(), 1);
        assert_eq!(frame("a", &std::ops::Range { start: 7, end: 3 }, 2)[0].mark, 1..2);
    }
}
