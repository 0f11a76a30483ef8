//! Texts as words, the same way for pages and for what a person types.
//!
//! In: any text. Out: words with their places. Must not: need a dictionary.
//!
//! Latin letters and digits make words, in small letters, wide ones made narrow. Chinese, Japanese and Korean letters make overlapping pairs, and the
//! last of a row stands alone too, so that a single letter is found by what begins with it.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::limits::WORD_CHARS_MAX;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// Bytes of the text it was cut from.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether it is letters without spaces between words.
    pub(crate) is_ideographic: bool,
}

/// Cuts any text.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut characters = text.char_indices().map(|(at, character)| (at, narrowed(character))).peekable();
    while let Some((start, first)) = characters.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let is_ideographic = is_ideograph(first);
        let mut row = vec![(start, first)];
        while let Some(&(at, next)) = characters.peek() {
            // A mark stays with the letter it stands on.
            let is_mark = matches!(next, '\u{300}'..='\u{36f}');
            if !(is_mark || (next.is_alphanumeric() && is_ideograph(next) == is_ideographic)) {
                break;
            }
            if !is_mark {
                row.push((at, next));
            }
            characters.next();
        }
        let end = characters.peek().map_or(text.len(), |(at, _)| *at);
        if is_ideographic {
            pairs(&row, end, &mut words);
        } else {
            let text: String = row
                .iter()
                .take(WORD_CHARS_MAX)
                .flat_map(|(_, character)| character.to_lowercase())
                .map(plain)
                .collect();
            words.push(Word { text, start, end, is_ideographic });
        }
    }
    words
}

fn pairs(row: &[(usize, char)], end: usize, words: &mut Vec<Word>) {
    for (at, &(start, first)) in row.iter().enumerate() {
        let text = [Some(first), row.get(at + 1).map(|(_, second)| *second)].into_iter().flatten().collect();
        words.push(Word { text, start, end: row.get(at + 2).map_or(end, |(after, _)| *after), is_ideographic: true });
    }
}

/// Of scripts that are written without spaces between words.
pub(crate) fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}')
}

/// Wide letters, as Chinese keyboards write them, are the narrow ones.
fn narrowed(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// Letters of western Europe without their accents: many people type none.
fn plain(character: char) -> char {
    match character {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// The words of a name in one row, so that two ways of writing it are the same: `Corner  SHOP!` and `corner shop`.
pub(crate) fn name_key(name: &str) -> String {
    let mut key = String::new();
    let mut is_apart = false;
    for character in name.chars().map(narrowed) {
        if character.is_alphanumeric() {
            if is_apart && !key.is_empty() && !is_ideograph(character) {
                key.push(' ');
            }
            key.extend(character.to_lowercase().map(plain));
        }
        is_apart = !character.is_alphanumeric();
    }
    key
}

#[derive(Clone, Default)]
pub(crate) struct Cutter;

pub(crate) struct Cut {
    words: std::vec::IntoIter<Word>,
    position: usize,
    token: Token,
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Cut;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut {
        Cut { words: words(text).into_iter(), position: 0, token: Token::default() }
    }
}

impl TokenStream for Cut {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token = Token {
            offset_from: word.start,
            offset_to: word.end,
            position: self.position,
            text: word.text,
            position_length: 1,
        };
        self.position += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn a_text_is_cut_into_words_and_pairs() {
        assert_eq!(cut("Hello, World-wide Café 42"), ["hello", "world", "wide", "cafe", "42"]);
        assert_eq!(cut("街角小店"), ["街角", "角小", "小店", "店"]);
        assert_eq!(cut("买iPhone手机"), ["买", "iphone", "手机", "机"]);
        assert_eq!(cut("ＡＢＣ　Ｃａｆｅ\u{301}"), ["abc", "cafe"]);
        assert_eq!(cut("\u{0}\u{1b}--&&||\"()"), [""; 0]);
        assert_eq!(cut(&"x".repeat(1000)), ["x".repeat(WORD_CHARS_MAX)]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "«Ｃafé» 街角小店!";
        for word in words(text) {
            let piece = &text[word.start..word.end];
            assert_eq!(words(piece)[0].text, word.text, "{piece}");
        }
    }

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        assert_eq!(name_key("  Corner  SHOP! "), name_key("corner shop"));
        assert_eq!(name_key("街角 小店"), name_key("街角小店"));
        assert_ne!(name_key("cornershop x"), name_key("corner shop x"));
    }
}
