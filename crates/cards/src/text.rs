//! Texts of strangers as lines of a card.
//!
//! In: any text. Out: lines that fit, clean of what would draw elsewhere. Must not: measure a character otherwise than [`Glyphs`] does.

use resvg::usvg::fontdb::ID;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::fonts::Glyphs;
use crate::limits::{MARKS_MAX, TEXT_CHARS_MAX};

const ELLIPSIS: char = '…';
/// Of a line: neighbouring letters may stand a little farther apart than their widths say.
const SLACK: f32 = 0.985;
/// Halvings of the width in search of lines of one length: to a hundredth of it.
const BALANCING_STEPS: usize = 6;

/// One paragraph of printable characters: spaces are single, nothing changes the direction of what follows, letters bear few marks, and nothing
/// is in it that XML forbids.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::new();
    let (mut marks, mut length) = (0, 0);
    for character in text.chars().take(TEXT_CHARS_MAX * 4) {
        if character.is_whitespace() || matches!(character, '\u{85}' | '\u{180e}' | '\u{feff}') {
            if !cleaned.is_empty() && !cleaned.ends_with(' ') {
                cleaned.push(' ');
                length += 1;
            }
            marks = 0;
        } else if !is_left_out(character) {
            marks = if is_mark(character) { marks + 1 } else { 0 };
            if marks <= MARKS_MAX {
                cleaned.push(character);
                length += 1;
            }
        }
        if length >= TEXT_CHARS_MAX {
            break;
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// Controls, marks of direction (they would turn round what stands beside them), and what is no character.
fn is_left_out(character: char) -> bool {
    let is_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_no_character = u32::from(character) & 0xfffe == 0xfffe || matches!(character, '\u{fdd0}'..='\u{fdef}');
    let is_annotation =
        matches!(character, '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e001f}' | '\u{206a}'..='\u{206f}');
    character.is_control() || is_direction || is_no_character || is_annotation
}

/// Of the blocks of marks that stand above and below any letter.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// Has no glyph of its own and needs none: joiners and selectors between others.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{ad}' | '\u{e0020}'..='\u{e007f}')
}

/// Whether a paragraph runs from right to left: its first letter decides (UAX 9, P2), told by the blocks of such scripts.
pub(crate) fn is_right_to_left(text: &str) -> bool {
    let is_right = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    text.chars().find(|character| character.is_alphabetic()).is_some_and(is_right)
}

/// The same lines as [`wrapped`] makes, and as many, but about as long as each other: a last line of one letter looks like a mistake.
pub(crate) fn balanced(text: &str, glyphs: &Glyphs, width: f32, lines_max: usize) -> Vec<String> {
    let lines = wrapped(text, glyphs, width, lines_max);
    if lines.len() < 2 || lines.last().is_some_and(|last| last.ends_with(ELLIPSIS)) {
        return lines;
    }
    let (mut narrow, mut wide, mut best) = (width / 2.0, width, lines);
    for _ in 0..BALANCING_STEPS {
        let middle = (narrow + wide) / 2.0;
        let tried = wrapped(text, glyphs, middle, lines_max);
        if tried.len() == best.len() && !tried.last().is_some_and(|last| last.ends_with(ELLIPSIS)) {
            (wide, best) = (middle, tried);
        } else {
            narrow = middle;
        }
    }
    best
}

/// A text broken where Unicode allows it (UAX 14, which knows what may not begin or end a Chinese line), at most `lines_max` lines of at most `width`
/// in parts of the font's size. A word longer than a line is broken between letters; what does not fit ends in an ellipsis.
pub(crate) fn wrapped(text: &str, glyphs: &Glyphs, width: f32, lines_max: usize) -> Vec<String> {
    let limit = width * SLACK;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut start = 0;
    for (end, opportunity) in linebreaks(text) {
        for piece in pieces(&text[start..end], glyphs, limit) {
            if !line.is_empty() && width_of(&line, glyphs) + width_of(piece.trim_end(), glyphs) > limit {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(piece);
        }
        start = end;
        if opportunity == BreakOpportunity::Mandatory && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if lines.len() > lines_max {
            break;
        }
    }
    let is_cut = lines.len() > lines_max;
    lines.truncate(lines_max);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    if is_cut && let Some(last) = lines.last_mut() {
        let room = limit - glyphs.width(ELLIPSIS);
        while !last.is_empty() && width_of(last, glyphs) > room {
            let keep = last.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
            last.truncate(keep);
        }
        last.truncate(last.trim_end_matches([' ', '，', '、', '。', ',', '.', ';', '；', '：', ':']).len());
        last.push(ELLIPSIS);
    }
    lines
}

/// A word as it is, or in pieces where it is longer than a line.
fn pieces<'a>(word: &'a str, glyphs: &Glyphs, limit: f32) -> Vec<&'a str> {
    if width_of(word.trim_end(), glyphs) <= limit {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut used = 0.0;
    for (at, grapheme) in word.grapheme_indices(true) {
        let width = width_of(grapheme, glyphs);
        if used + width > limit && at > start {
            pieces.push(&word[start..at]);
            (start, used) = (at, 0.0);
        }
        used += width;
    }
    pieces.push(&word[start..]);
    pieces
}

/// Makes one picture of what stands before and after it: a joiner of emoji, half a flag, the colour of a skin.
fn is_joining(character: char) -> bool {
    matches!(character, '\u{200d}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Pieces of a line that one face each writes. A space stays with a word that runs from right to left, so that the next one follows on its left.
pub(crate) fn runs(line: &str, glyphs: &Glyphs) -> Vec<(Option<ID>, String)> {
    let mut runs: Vec<(Option<ID>, String)> = Vec::new();
    for cluster in line.graphemes(true) {
        let face = cluster.chars().find_map(|character| glyphs.face(character));
        let is_space = cluster.chars().all(char::is_whitespace);
        match runs.last_mut() {
            Some((before, run)) if *before == face || face.is_none() || (is_space && is_right_to_left(run)) => {
                run.push_str(cluster);
            }
            _ => runs.push((face, cluster.to_owned())),
        }
    }
    runs
}

/// In parts of the font's size. A cluster of joined emoji is as wide as its first.
pub(crate) fn width_of(text: &str, glyphs: &Glyphs) -> f32 {
    let width = |cluster: &str| {
        let mut widths = cluster.chars().map(|character| glyphs.width(character));
        if cluster.contains(is_joining) { widths.next().unwrap_or(0.0) } else { widths.sum() }
    };
    text.graphemes(true).map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character as wide as the font is high, so that widths count characters.
    fn lines(text: &str, width: usize, lines_max: usize) -> Vec<String> {
        wrapped(text, &Glyphs::all_wide(text), width as f32 / SLACK, lines_max)
    }

    #[test]
    fn chinese_lines_begin_and_end_as_they_should() {
        // No stop or closing mark begins a line, no opening mark ends one (UAX 14: CL, EX, OP; GB/T 15834).
        assert_eq!(lines("你好，世界。", 2, 9), ["你", "好，", "世", "界。"]);
        assert_eq!(lines("一二（三四）五", 3, 9), ["一二", "（三", "四）五"]);
        assert_eq!(lines("买Apples吗", 7, 9), ["买Apples", "吗"]);
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(lines("one two three", 8, 9), ["one two", "three"]);
        assert_eq!(lines("incomprehensible", 6, 9), ["incomp", "rehens", "ible"]);
        // Joined emoji are one letter, whatever they are made of.
        assert_eq!(lines("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2, 9), ["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(lines("one two three four", 8, 2), ["one two", "three…"]);
        assert_eq!(lines("一二三四五六七八九", 4, 2), ["一二三四", "五六七…"]);
        assert_eq!(lines("一二三，四五六七", 4, 1), ["一二三…"]);
        assert_eq!(lines("", 4, 2), [""; 0]);
    }

    #[test]
    fn no_last_line_is_left_alone_with_one_letter() {
        let text = "新鲜烘焙每天早上七点出炉";
        assert_eq!(lines(text, 11, 3), ["新鲜烘焙每天早上七点出", "炉"]);
        assert_eq!(balanced(text, &Glyphs::all_wide(text), 11.0 / SLACK, 3), ["新鲜烘焙每天", "早上七点出炉"]);
    }

    #[test]
    fn a_text_is_cleaned_of_what_would_draw_elsewhere() {
        for (text, expected) in [
            ("  a\n\t b\u{a0} ", "a b"),
            ("abc\u{202e}gnp.exe", "abcgnp.exe"),
            ("\u{0}a\u{1b}[0m\u{ffff}", "a[0m"),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}x", "e\u{301}\u{301}\u{301}\u{301}x"),
            ("👨‍👩‍👧", "👨‍👩‍👧"),
        ] {
            assert_eq!(clean(text), expected);
        }
        assert_eq!(clean(&"字".repeat(5000)).chars().count(), TEXT_CHARS_MAX);
    }

    #[test]
    fn the_first_letter_says_where_a_paragraph_begins() {
        assert!(is_right_to_left("\"مرحبا\" hello") && is_right_to_left("123 שלום"));
        assert!(!is_right_to_left("hello مرحبا") && !is_right_to_left("你好") && !is_right_to_left("123"));
    }
}
