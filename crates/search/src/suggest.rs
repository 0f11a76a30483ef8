//! What the word that is being typed may become.
//!
//! In: what a person typed so far. Out: the same text with its last word completed. Must not: tell a word that stands only on pages that are gone.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED, TantivyError, Term};

use crate::error::Error;
use crate::fields::{Fields, first};
use crate::limits::QUERY_CHARS_MAX;
use crate::words::words;

/// Known words of one field and segment that are looked at.
const LOOKED_AT_MAX: usize = 2_000;
/// Pages looked at to find one that is still there; words of so many pages that are all gone wait for the index to be tidied.
const PAGES_LOOKED_AT_MAX: usize = 1_000;
/// A name says more of what people look for than a text does.
const NAME_SHARE: u32 = 8;

/// The text before the last word, and that word.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfinished<'t> {
    before: &'t str,
    word: String,
}

impl<'t> Unfinished<'t> {
    /// Nothing where the last word is finished, or there is none.
    pub(crate) fn of(typed: &'t str) -> Option<Self> {
        let text = first(typed, QUERY_CHARS_MAX);
        let cut = words(text);
        let last = cut.iter().rev().find(|word| word.end == text.len())?;
        Some(Unfinished { before: &text[..last.start], word: last.text.clone() })
    }

    pub(crate) fn completions(&self, searcher: &Searcher, fields: &Fields, count: usize) -> Result<Vec<String>, Error> {
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for (field, share) in [(fields.name, NAME_SHARE), (fields.title, 2), (fields.about, 1)] {
            for segment in searcher.segment_readers() {
                let index = segment.inverted_index(field)?;
                let end = format!("{}\u{10ffff}", self.word);
                let range = index.terms().range().gt(self.word.as_bytes()).lt(end.as_bytes());
                let mut terms = range.into_stream().map_err(TantivyError::from)?;
                for _ in 0..LOOKED_AT_MAX {
                    if !terms.advance() {
                        break;
                    }
                    if let Ok(term) = std::str::from_utf8(terms.key()) {
                        *known.entry(term.to_owned()).or_default() += terms.value().doc_freq * share;
                    }
                }
            }
        }
        let mut ranked: Vec<(Reverse<u32>, String)> =
            known.into_iter().map(|(word, pages)| (Reverse(pages), word)).collect();
        ranked.sort();
        let mut found = Vec::new();
        for (_, word) in ranked {
            if found.len() == count {
                break;
            }
            if is_there(searcher, [fields.name, fields.title, fields.about], &word)? {
                found.push(format!("{}{word}", self.before));
            }
        }
        Ok(found)
    }
}

/// Whether a page that is not deleted has the word: what the index knows of words outlives pages.
fn is_there(searcher: &Searcher, fields: [Field; 3], word: &str) -> Result<bool, Error> {
    for field in fields {
        let term = Term::from_field_text(field, word);
        for segment in searcher.segment_readers() {
            let Some(mut pages) = segment
                .inverted_index(field)?
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(TantivyError::from)?
            else {
                continue;
            };
            for _ in 0..PAGES_LOOKED_AT_MAX {
                let page = pages.doc();
                if page == TERMINATED {
                    break;
                }
                if !segment.is_deleted(page) {
                    return Ok(true);
                }
                pages.advance();
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_being_typed_is_completed() {
        let of = |typed| Unfinished::of(typed).map(|unfinished| (unfinished.before, unfinished.word));
        assert_eq!(of("fresh Bre"), Some(("fresh ", "bre".to_owned())));
        assert_eq!(of("咖"), Some(("", "咖".to_owned())));
        assert_eq!(of("fresh bread "), None);
        assert_eq!(of(""), None);
        assert_eq!(of("\u{0}*:("), None);
    }
}
