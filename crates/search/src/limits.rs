//! How much is read, kept and looked at.
//!
//! In: nothing. Out: numbers with their reasons. Must not: hold anything that is no bound.

/// Of a page's text that is searched; what stands lower on a longer page is seldom looked for.
pub(crate) const BODY_CHARS_MAX: usize = 20_000;
/// Of a title, a name, a description.
pub(crate) const HEAD_CHARS_MAX: usize = 1_000;
/// Longer ones are cut here: addresses and keys, not words.
pub(crate) const WORD_CHARS_MAX: usize = 40;

/// Of what a person types; the rest is not looked at.
pub(crate) const QUERY_CHARS_MAX: usize = 100;
/// Words of a query; each costs a look into every field.
pub(crate) const QUERY_WORDS_MAX: usize = 12;

/// What the writer may hold before it must write a segment: the least that tantivy takes, with room for a large page.
pub const WRITER_BYTES_MAX: usize = 20_000_000;
/// Text of pages that may wait for the writer: its own queue counts pages, however long they are.
pub(crate) const PENDING_BYTES_MAX: usize = 16_000_000;
/// Decompressed blocks of stored text that are kept, 16 KB each.
pub(crate) const STORED_BLOCKS_MAX: usize = 32;

/// Pages that are ranked for one query; programs beyond them are not found on any page of results.
pub(crate) const CANDIDATES_MAX: usize = 600;
/// Programs in one answer.
pub(crate) const PROGRAMS_MAX: usize = 50;
/// Pages shown under one program.
pub const PAGES_A_PROGRAM_MAX: usize = 4;
/// Letters around the words that were found.
pub(crate) const SNIPPET_CHARS: usize = 120;
/// Completions of the word that is being typed.
pub(crate) const SUGGESTIONS_MAX: usize = 10;
