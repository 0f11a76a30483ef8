//! The index: pages in, programs out.
//!
//! In: a folder, pages, questions. Out: [`Results`]. Must not: show a page before it is committed, or half of one.
//!
//! Readers never wait for the writer: each question sees the last commit. A killed process loses what it had not committed, and nothing else; the
//! lock of the writer dies with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::indexer::IndexWriterOptions;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use crate::error::Error;
use crate::fields::{APP, CUTTER, Fields, MARK};
use crate::limits::{
    BODY_CHARS_MAX, PENDING_BYTES_MAX, PROGRAMS_MAX, STORED_BLOCKS_MAX, SUGGESTIONS_MAX, WRITER_BYTES_MAX,
};
use crate::page::{Page, PageId};
use crate::query::Question;
use crate::results::{ByProgram, Filter, Found, FoundPage, Group, Results};
use crate::snippet::{marked, snippet};
use crate::suggest::Unfinished;
use crate::words::{Cutter, name_key};

pub struct Search {
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<Writer>,
}

struct Writer {
    index: IndexWriter,
    /// Of the pages put since the last commit.
    pending_bytes: usize,
}

impl Writer {
    fn commit(&mut self) -> Result<(), Error> {
        self.index.commit()?;
        self.pending_bytes = 0;
        Ok(())
    }
}

impl Search {
    /// In a folder that is there; an empty one begins a new index.
    pub fn open(folder: &Path) -> Result<Search, Error> {
        let fields = Fields::new();
        let directory = MmapDirectory::open(folder).map_err(|error| Error::Index(error.to_string()))?;
        let index =
            Index::builder().schema(fields.schema.clone()).tokenizers(tokenizers()).open_or_create(directory)?;
        Search::of(index, fields)
    }

    /// Gone when it is dropped.
    pub fn in_memory() -> Result<Search, Error> {
        let fields = Fields::new();
        let index = Index::builder().schema(fields.schema.clone()).tokenizers(tokenizers()).create_in_ram()?;
        Search::of(index, fields)
    }

    fn of(mut index: Index, fields: Fields) -> Result<Search, Error> {
        index.set_tokenizers(tokenizers());
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(WRITER_BYTES_MAX)
            .build();
        let writer = Writer { index: index.writer_with_options(options)?, pending_bytes: 0 };
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORED_BLOCKS_MAX)
            .try_into()?;
        Ok(Search { fields, reader, writer: Mutex::new(writer) })
    }

    /// In place of the page that was there; seen after [`Search::commit`]. Of very many pages in one go some are written before that, so that they
    /// need not all be held: they are safe then, and still not seen by questions of this process.
    pub fn put(&self, page: &Page) -> Result<(), Error> {
        let mut writer = self.writer();
        writer.index.delete_term(Term::from_field_text(self.fields.key, &page.id.key()));
        writer.index.add_document(self.fields.document(page))?;
        writer.pending_bytes += page.title.len() + page.description.len() + page.body.len().min(BODY_CHARS_MAX * 4);
        if writer.pending_bytes > PENDING_BYTES_MAX {
            writer.commit()?;
        }
        Ok(())
    }

    /// Seen after [`Search::commit`].
    pub fn remove(&self, page: &PageId) {
        self.writer().index.delete_term(Term::from_field_text(self.fields.key, &page.key()));
    }

    /// All pages of a program; seen after [`Search::commit`].
    pub fn remove_app(&self, app: &str) {
        self.writer().index.delete_term(Term::from_field_text(self.fields.app, app));
    }

    /// Makes all changes since the last time safe, and seen by questions from now on: all of them, or none.
    pub fn commit(&self) -> Result<(), Error> {
        self.writer().commit()?;
        self.reader.reload()?;
        Ok(())
    }

    /// Forgets all changes since the last commit, but for what [`Search::put`] had to write.
    pub fn rollback(&self) -> Result<(), Error> {
        let mut writer = self.writer();
        writer.index.rollback()?;
        writer.pending_bytes = 0;
        Ok(())
    }

    pub fn pages(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Of each program, the mark of a page that has one: what of it stands in the index.
    pub fn marks(&self) -> Result<BTreeMap<String, String>, Error> {
        let mut marks = BTreeMap::new();
        for segment in self.reader.searcher().segment_readers() {
            let fast = segment.fast_fields();
            let (Some(apps), Some(texts)) = (fast.str(APP)?, fast.str(MARK)?) else { continue };
            for page in segment.doc_ids_alive() {
                let (Some(app), Some(text)) = (apps.ords().first(page), texts.ords().first(page)) else { continue };
                let (mut app_text, mut mark_text) = (String::new(), String::new());
                if apps.ord_to_str(app, &mut app_text).map_err(TantivyError::from)?
                    && texts.ord_to_str(text, &mut mark_text).map_err(TantivyError::from)?
                {
                    marks.insert(app_text, mark_text);
                }
            }
        }
        Ok(marks)
    }

    /// What the word that is being typed may become, the most frequent first: each is the text with that word completed.
    pub fn suggest(&self, typed: &str, count: usize) -> Result<Vec<String>, Error> {
        let Some(unfinished) = Unfinished::of(typed) else { return Ok(Vec::new()) };
        unfinished.completions(&self.reader.searcher(), &self.fields, count.min(SUGGESTIONS_MAX))
    }

    /// The programs that what a person typed is about. Any text is a question; one without a word has no answer.
    pub fn find(&self, typed: &str, filter: &Filter) -> Result<Results, Error> {
        let nothing = Results { programs: Vec::new(), programs_total: 0 };
        let Some(mut question) = Question::of(typed) else { return Ok(nothing) };
        let searcher = self.reader.searcher();
        question.look_up(&searcher, &self.fields)?;
        let collector = ByProgram { now_seconds: filter.now_seconds };
        let (groups, programs_total) = searcher.search(&question.query(&self.fields, filter), &collector)?;
        let shown = groups.into_iter().skip(filter.offset).take(filter.limit.min(PROGRAMS_MAX));
        let programs = shown.map(|group| self.found(&searcher, &question, group)).collect::<Result<_, Error>>()?;
        Ok(Results { programs, programs_total })
    }

    fn found(&self, searcher: &Searcher, question: &Question, group: Group) -> Result<Found, Error> {
        let mut name = String::new();
        let mut pages = Vec::new();
        for (score, address) in group.pages {
            let document: TantivyDocument = searcher.doc(address)?;
            let text = |field| self.fields.text(&document, field);
            if name.is_empty() {
                name = text(self.fields.name);
            }
            pages.push(FoundPage {
                id: self.fields.id(&document),
                title: marked(&text(self.fields.title), &question.words),
                snippet: snippet(&text(self.fields.body), &question.words),
                score,
            });
        }
        let is_exact_name = name_key(&name) == question.name_key;
        Ok(Found { app: group.app, name: marked(&name, &question.words), is_exact_name, pages })
    }

    /// A thread that failed while it wrote left nothing half done: what it wrote is not committed.
    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(CUTTER, TextAnalyzer::from(Cutter));
    tokenizers
}
