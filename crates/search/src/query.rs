//! What a person types, as a question to the index.
//!
//! In: a text. Out: words with their alternatives, and a query. Must not: know an operator: every character is of a word, or between words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::error::Error;
use crate::fields::{Fields, first, primary};
use crate::limits::{QUERY_CHARS_MAX, QUERY_WORDS_MAX};
use crate::results::Filter;
use crate::words::{name_key, words};

/// A word counts more the nearer it stands to what a program is.
const NAME_WEIGHT: f32 = 6.0;
const TITLE_WEIGHT: f32 = 4.0;
const ABOUT_WEIGHT: f32 = 2.0;
const BODY_WEIGHT: f32 = 1.0;
/// The sound of a name, where Latin letters are typed for a Chinese one.
const SOUND_WEIGHT: f32 = 20.0;
/// More than all other words together can reach, so that a program of exactly this name comes first.
const EXACT_NAME_SCORE: f32 = 100_000.0;
/// A word that only begins like the one typed.
const PREFIX_SHARE: f32 = 0.5;
/// A word that only looks like the one typed.
const TYPO_SHARE: f32 = 0.4;

/// Known words that a beginning, and a misspelt word, may stand for: the most frequent, so that no letter costs more than a word.
const PREFIX_FORMS_MAX: usize = 16;
const TYPO_FORMS_MAX: usize = 6;
/// Known words of one field and segment that are looked at for it.
const LOOKED_AT_MAX: usize = 20_000;

/// Where words of pairs begin, in the order of Unicode.
const FIRST_IDEOGRAPH: &str = "\u{2e80}";

/// Fewer letters begin too many words of a text.
const PREFIX_LETTERS_MIN_IN_BODY: usize = 3;
/// From so many letters on, one may be wrong, and two.
const ONE_TYPO_LETTERS_MIN: usize = 4;
const TWO_TYPOS_LETTERS_MIN: usize = 8;

/// A word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) text: String,
    /// Whether words that begin with it are meant too.
    pub(crate) is_prefix: bool,
    /// Letters that may be wrong.
    pub(crate) typos: u8,
    /// Known words it may stand for besides itself.
    pub(crate) forms: Vec<String>,
}

pub(crate) struct Question {
    pub(crate) words: Vec<Wanted>,
    pub(crate) name_key: String,
}

impl Question {
    /// Nothing where there is no word in the text.
    pub(crate) fn of(typed: &str) -> Option<Question> {
        let text = first(typed, QUERY_CHARS_MAX);
        let is_finished = text.ends_with(|last: char| !last.is_alphanumeric());
        let cut = words(text);
        let mut wanted = Vec::new();
        for (at, word) in cut.iter().enumerate() {
            let letters = word.text.chars().count();
            let is_last = at + 1 == cut.len();
            // The last letter of a row is in the pair before it.
            let is_in_pair = word.is_ideographic && at > 0 && cut[at - 1].is_ideographic && cut[at - 1].end == word.end;
            if is_in_pair && letters == 1 {
                continue;
            }
            let is_prefix = if word.is_ideographic { letters == 1 } else { is_last && !is_finished };
            let typos = match letters {
                _ if word.is_ideographic => 0,
                TWO_TYPOS_LETTERS_MIN.. => 2,
                ONE_TYPO_LETTERS_MIN.. => 1,
                _ => 0,
            };
            wanted.push(Wanted { text: word.text.clone(), is_prefix, typos, forms: Vec::new() });
        }
        wanted.truncate(QUERY_WORDS_MAX);
        (!wanted.is_empty()).then(|| Question { words: wanted, name_key: name_key(text) })
    }

    /// Finds the known words that the beginnings and the misspelt ones stand for. Typos are looked for only where a word is not known at all: a known
    /// word is what was meant, and so is one that a known word begins with.
    pub(crate) fn look_up(&mut self, searcher: &Searcher, fields: &Fields) -> Result<(), Error> {
        for word in &mut self.words {
            if word.is_prefix {
                word.forms = beginnings(word, searcher, fields)?;
            }
            let mut is_known = !word.forms.is_empty();
            for (field, _) in weighted(fields) {
                is_known = is_known || searcher.doc_freq(&Term::from_field_text(field, &word.text))? > 0;
            }
            if is_known {
                word.typos = 0;
            } else if word.typos > 0 {
                word.forms = likenesses(word, searcher, fields)?;
            }
        }
        Ok(())
    }

    /// Most of the words must be there, and what the filter asks for.
    pub(crate) fn query(&self, fields: &Fields, filter: &Filter) -> Box<dyn Query> {
        let words: Vec<(Occur, Box<dyn Query>)> =
            self.words.iter().map(|word| (Occur::Should, word_query(word, fields))).collect();
        let required = words.len() - words.len() / 3;
        let text = BooleanQuery::with_minimum_required_clauses(words, required);
        let name = TermQuery::new(Term::from_field_text(fields.name_key, &self.name_key), IndexRecordOption::Basic);
        let name = ConstScoreQuery::new(Box::new(name), EXACT_NAME_SCORE);
        let either = BooleanQuery::union(vec![Box::new(text), Box::new(name)]);
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(either))];
        if !filter.languages.is_empty() {
            let terms =
                filter.languages.iter().map(|language| Term::from_field_text(fields.language, &primary(language)));
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0))));
        }
        if let Some(app) = &filter.app {
            let app = TermQuery::new(Term::from_field_text(fields.app, app), IndexRecordOption::Basic);
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(app), 0.0))));
        }
        Box::new(BooleanQuery::new(clauses))
    }
}

fn weighted(fields: &Fields) -> [(Field, f32); 4] {
    [(fields.name, NAME_WEIGHT), (fields.title, TITLE_WEIGHT), (fields.about, ABOUT_WEIGHT), (fields.body, BODY_WEIGHT)]
}

/// Known words and in how many pages each is, the pages of all fields together.
type Known = BTreeMap<String, u32>;

fn beginnings(word: &Wanted, searcher: &Searcher, fields: &Fields) -> Result<Vec<String>, Error> {
    let mut known = Known::new();
    let is_short = word.text.is_ascii() && word.text.len() < PREFIX_LETTERS_MIN_IN_BODY;
    for (field, _) in weighted(fields).into_iter().filter(|(field, _)| !is_short || *field != fields.body) {
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let end = format!("{}\u{10ffff}", word.text);
            let range = index.terms().range().gt(word.text.as_bytes()).lt(end.as_bytes());
            let mut terms = range.into_stream().map_err(tantivy::TantivyError::from)?;
            gather(&mut known, || terms.advance().then(|| (terms.key().to_vec(), terms.value().doc_freq)));
        }
    }
    Ok(most_frequent(known, |_| 0, PREFIX_FORMS_MAX))
}

/// Of equal distance the most frequent, as what a person most likely meant.
fn likenesses(word: &Wanted, searcher: &Searcher, fields: &Fields) -> Result<Vec<String>, Error> {
    let mut known = Known::new();
    for (field, _) in weighted(fields) {
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let like = FuzzyTermQuery::new(Term::from_field_text(field, &word.text), word.typos, true).automaton()?;
            // Pairs of Chinese letters are most of the words there are, all after the Latin ones, and none is like a Latin word.
            let latin = index.terms().search(like).lt(FIRST_IDEOGRAPH.as_bytes());
            let mut terms = latin.into_stream().map_err(tantivy::TantivyError::from)?;
            gather(&mut known, || terms.advance().then(|| (terms.key().to_vec(), terms.value().doc_freq)));
        }
    }
    Ok(most_frequent(known, |form| strsim::osa_distance(form, &word.text), TYPO_FORMS_MAX))
}

fn gather(known: &mut Known, mut next: impl FnMut() -> Option<(Vec<u8>, u32)>) {
    for _ in 0..LOOKED_AT_MAX {
        let Some((term, pages)) = next() else { return };
        if let Ok(term) = String::from_utf8(term) {
            *known.entry(term).or_default() += pages;
        }
    }
}

fn most_frequent(known: Known, distance: impl Fn(&str) -> usize, forms_max: usize) -> Vec<String> {
    let mut forms: Vec<(usize, Reverse<u32>, String)> =
        known.into_iter().map(|(form, pages)| (distance(&form), Reverse(pages), form)).collect();
    forms.sort();
    forms.truncate(forms_max);
    forms.into_iter().map(|(_, _, form)| form).collect()
}

/// One word in every field, as it is and in its other forms.
fn word_query(word: &Wanted, fields: &Fields) -> Box<dyn Query> {
    let share = if word.typos > 0 { TYPO_SHARE } else { PREFIX_SHARE };
    let forms = word.forms.iter().map(|form| (form, share)).chain([(&word.text, 1.0)]);
    let mut queries: Vec<Box<dyn Query>> = Vec::new();
    for (form, share) in forms {
        for (field, weight) in weighted(fields) {
            let term = TermQuery::new(Term::from_field_text(field, form), IndexRecordOption::WithFreqs);
            queries.push(Box::new(BoostQuery::new(Box::new(term), weight * share)));
        }
    }
    if word.text.len() >= 2 && word.text.chars().all(|letter| letter.is_ascii_lowercase()) {
        let sound = FuzzyTermQuery::new_prefix(Term::from_field_text(fields.sound, &word.text), 0, true);
        queries.push(Box::new(BoostQuery::new(Box::new(sound), SOUND_WEIGHT)));
    }
    Box::new(BooleanQuery::union(queries))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(typed: &str) -> Vec<(String, bool, u8)> {
        let words = Question::of(typed).map(|question| question.words).unwrap_or_default();
        words.into_iter().map(|word| (word.text, word.is_prefix, word.typos)).collect()
    }

    fn of(text: &str, is_prefix: bool, typos: u8) -> (String, bool, u8) {
        (text.to_owned(), is_prefix, typos)
    }

    #[test]
    fn only_the_word_that_is_being_typed_is_a_beginning() {
        assert_eq!(wanted("corner sho"), [of("corner", false, 1), of("sho", true, 0)]);
        assert_eq!(wanted("corner shop "), [of("corner", false, 1), of("shop", false, 1)]);
        assert_eq!(wanted("restaurant"), [of("restaurant", true, 2)]);
        assert_eq!(wanted("街角小店"), [of("街角", false, 0), of("角小", false, 0), of("小店", false, 0)]);
        assert_eq!(wanted("茶"), [of("茶", true, 0)]);
    }

    #[test]
    fn operators_are_only_letters_or_gaps() {
        assert_eq!(wanted("title:x OR -body:[a TO z] \"q\" ^2 ~1 *"), wanted("title x OR body a TO z q 2 1 "));
        assert_eq!(wanted("\u{0}\u{7}*:*(((\"\\"), []);
    }

    #[test]
    fn a_query_of_any_length_is_a_few_words() {
        assert!(wanted(&"word ".repeat(200_000)).len() <= QUERY_WORDS_MAX);
        assert!(wanted(&"字".repeat(350_000)).len() <= QUERY_WORDS_MAX);
        assert_eq!(wanted(&"x".repeat(1_000_000)).len(), 1);
    }
}
