//! Why a page was found: pieces of its text, with the words that were found told apart.
//!
//! In: a text and the words wanted. Out: pieces of plain text. Must not: write HTML; whoever shows a piece escapes it.

use crate::fields::first;
use crate::limits::SNIPPET_CHARS;
use crate::query::Wanted;
use crate::words::{Word, words};

/// Of a text that is looked through: what is shown is near its beginning, or begins there.
const LOOKED_THROUGH_CHARS_MAX: usize = 6_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Whether it is what was looked for.
    pub is_match: bool,
}

/// A whole text.
pub(crate) fn marked(text: &str, wanted: &[Wanted]) -> Vec<Piece> {
    pieces(text, &matches(text, wanted))
}

/// The part of a text where most of the words are.
pub(crate) fn snippet(text: &str, wanted: &[Wanted]) -> Vec<Piece> {
    let text = first(text, LOOKED_THROUGH_CHARS_MAX);
    let found = matches(text, wanted);
    let reach = |from: usize| text[from..].char_indices().nth(SNIPPET_CHARS).map_or(text.len(), |(end, _)| from + end);
    // A window begins a little before each word that was found; the one with the most words wins, the first of equals.
    let begin = |at: usize| text[..at].char_indices().rev().nth(SNIPPET_CHARS / 5).map_or(0, |(start, _)| start);
    let (mut start, mut most) = (0, 0);
    for (at, &(from, _)) in found.iter().enumerate() {
        let window = begin(from);
        let end = reach(window);
        let count = found[at..].iter().take_while(|(_, to)| *to <= end).count();
        if count > most {
            (start, most) = (window, count);
        }
    }
    let end = reach(start);
    let inside: Vec<(usize, usize)> = found
        .into_iter()
        .filter(|&(from, to)| from >= start && to <= end)
        .map(|(from, to)| (from - start, to - start))
        .collect();
    let mut shown = pieces(&text[start..end], &inside);
    let dots = |text: &str| Piece { text: text.to_owned(), is_match: false };
    if start > 0 {
        shown.insert(0, dots("…"));
    }
    if end < text.len() {
        shown.push(dots("…"));
    }
    shown
}

/// Where the words are, in order, touching ones as one.
fn matches(text: &str, wanted: &[Wanted]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for word in words(text).into_iter().filter(|word| wanted.iter().any(|wanted| is_meant(wanted, word))) {
        // A prefix of one letter means that letter of a pair.
        let single =
            wanted.iter().find(|wanted| wanted.is_prefix && word.is_ideographic && wanted.text.chars().count() == 1);
        let end = match single {
            Some(letter) if text[word.start..word.end].starts_with(&letter.text) => word.start + letter.text.len(),
            _ => word.end,
        };
        match found.last_mut() {
            Some((_, last)) if word.start <= *last => *last = end.max(*last),
            _ => found.push((word.start, end)),
        }
    }
    found
}

fn is_meant(wanted: &Wanted, word: &Word) -> bool {
    word.text == wanted.text
        || (wanted.is_prefix && word.text.starts_with(&wanted.text))
        || wanted.forms.contains(&word.text)
}

fn pieces(text: &str, found: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut add = |text: &str, is_match: bool| {
        if !text.is_empty() {
            pieces.push(Piece { text: text.replace(|character: char| character.is_control(), " "), is_match });
        }
    };
    let mut from = 0;
    for &(start, end) in found {
        add(&text[from..start], false);
        add(&text[start..end], true);
        from = end;
    }
    add(&text[from..], false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Question;

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.is_match { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    fn wanted(typed: &str) -> Vec<Wanted> {
        Question::of(typed).map(|question| question.words).unwrap_or_default()
    }

    #[test]
    fn what_was_found_is_told_apart() {
        assert_eq!(shown(&marked("街角小店的新鲜面包", &wanted("小店 面包"))), "街角[小店]的新鲜[面包]");
        assert_eq!(shown(&marked("Fresh bread, breads", &wanted("brea"))), "Fresh [bread], [breads]");
        let misspelt = Wanted { forms: vec!["restaurant".to_owned()], ..wanted("restuarant ").remove(0) };
        assert_eq!(shown(&marked("A restaurant", &[misspelt])), "A [restaurant]");
        assert_eq!(shown(&marked("好茶好喝", &wanted("茶"))), "好[茶]好喝");
        assert_eq!(shown(&marked("a <b>bread</b>\u{0}", &wanted("bread "))), "a <b>[bread]</b> ");
    }

    #[test]
    fn a_snippet_is_short_and_holds_what_was_found() {
        let text = format!("{} fresh bread here {}", "before ".repeat(300), "after ".repeat(300));
        let found = snippet(&text, &wanted("fresh bread "));
        let plain = shown(&found);
        assert!(plain.contains("[fresh] [bread] here") && plain.starts_with('…') && plain.ends_with('…'), "{plain}");
        assert!(found.iter().map(|piece| piece.text.chars().count()).sum::<usize>() <= SNIPPET_CHARS + 2);
        assert_eq!(shown(&snippet("short", &wanted("absent"))), "short");
    }
}
