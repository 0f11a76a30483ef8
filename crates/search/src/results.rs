//! Programs that were found, each with its best pages.
//!
//! In: pages with the score of their text. Out: programs in order. Must not: let a program of many pages hide the others: pages are grouped as they
//! are found.

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::fastfield::FastFieldReaders;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::fields::{APP, QUALITY, UPDATED, VISITS};
use crate::limits::{CANDIDATES_MAX, PAGES_A_PROGRAM_MAX};
use crate::page::PageId;
use crate::snippet::Piece;

/// What a page keeps of its score at the lowest quality.
const QUALITY_FLOOR: f32 = 0.4;
/// Ten times the visits add this part of the score.
const USE_SHARE: f32 = 0.25;
/// What a page keeps of its score however old it is.
const RECENCY_FLOOR: f32 = 0.6;
/// After so many seconds (90 days) half of the rest is gone.
const RECENCY_HALF_LIFE_SECONDS: f32 = 90.0 * 86_400.0;

/// What is asked for besides words.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Any of these; all where there is none. `zh` and `zh-CN` are the same.
    pub languages: Vec<String>,
    /// Only in this program.
    pub app: Option<String>,
    /// Programs to leave out at the beginning, and to answer with at most.
    pub offset: usize,
    pub limit: usize,
    /// Now, in seconds since 1970: what is new ranks higher.
    pub now_seconds: u64,
}

#[derive(Debug, Clone)]
pub struct Results {
    /// In order.
    pub programs: Vec<Found>,
    /// How many there are on all pages of results.
    pub programs_total: usize,
}

#[derive(Debug, Clone)]
pub struct Found {
    pub app: String,
    /// The program's name, with what was found in it.
    pub name: Vec<Piece>,
    /// Whether what was typed is just this name: it stands before all others.
    pub is_exact_name: bool,
    /// The best first.
    pub pages: Vec<FoundPage>,
}

#[derive(Debug, Clone)]
pub struct FoundPage {
    pub id: PageId,
    pub title: Vec<Piece>,
    /// Text of the page around what was found in it.
    pub snippet: Vec<Piece>,
    /// To compare within one answer only.
    pub score: f32,
}

/// A program with its best pages, before their texts are read.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) app: String,
    /// The best first.
    pub(crate) pages: Vec<(f32, DocAddress)>,
}

impl Group {
    fn score(&self) -> f32 {
        self.pages.first().map_or(0.0, |(score, _)| *score)
    }
}

pub(crate) struct ByProgram {
    pub(crate) now_seconds: u64,
}

pub(crate) struct SegmentByProgram {
    segment: SegmentOrdinal,
    apps: StrColumn,
    worth: Worth,
    /// By the program's number in the segment.
    groups: Vec<Best>,
}

/// The best pages of a program, the best first.
#[derive(Debug, Clone, Default)]
struct Best {
    pages: [(f32, DocId); PAGES_A_PROGRAM_MAX],
    count: usize,
}

impl Best {
    /// What a page must reach to be one of them.
    fn least(&self) -> f32 {
        if self.count < PAGES_A_PROGRAM_MAX { f32::NEG_INFINITY } else { self.pages[PAGES_A_PROGRAM_MAX - 1].0 }
    }

    fn put(&mut self, score: f32, page: DocId) {
        if score <= self.least() {
            return;
        }
        let at = self.pages[..self.count].partition_point(|(better, _)| *better >= score);
        self.count = PAGES_A_PROGRAM_MAX.min(self.count + 1);
        self.pages[at..self.count].rotate_right(1);
        self.pages[at] = (score, page);
    }
}

/// What a page is worth besides its text.
struct Worth {
    now_seconds: u64,
    quality: Column<f64>,
    visits: Column<u64>,
    updated: Column<u64>,
    /// No page of the segment is worth more.
    factor_max: f32,
}

impl Worth {
    fn new(now_seconds: u64, fast: &FastFieldReaders) -> tantivy::Result<Self> {
        let (quality, visits, updated) = (fast.f64(QUALITY)?, fast.u64(VISITS)?, fast.u64(UPDATED)?);
        let factor_max = quality_factor(quality.max_value())
            * use_factor(visits.max_value())
            * recency_factor(now_seconds, updated.max_value());
        Ok(Worth { now_seconds, quality, visits, updated, factor_max })
    }

    fn factor(&self, page: DocId) -> f32 {
        quality_factor(self.quality.first(page).unwrap_or(0.0))
            * use_factor(self.visits.first(page).unwrap_or(0))
            * recency_factor(self.now_seconds, self.updated.first(page).unwrap_or(0))
    }
}

impl Collector for ByProgram {
    type Fruit = (Vec<Group>, usize);
    type Child = SegmentByProgram;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentByProgram> {
        let fast = reader.fast_fields();
        let missing = || tantivy::TantivyError::SchemaError("the column of programs is not there".to_owned());
        let apps = fast.str(APP)?.ok_or_else(missing)?;
        let groups = vec![Best::default(); apps.num_terms()];
        Ok(SegmentByProgram { segment, apps, worth: Worth::new(self.now_seconds, fast)?, groups })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    /// The best programs of all segments, and how many there are.
    fn merge_fruits(&self, segments: Vec<Vec<Group>>) -> tantivy::Result<(Vec<Group>, usize)> {
        let mut merged: FxHashMap<String, Vec<(f32, DocAddress)>> = FxHashMap::default();
        for group in segments.into_iter().flatten() {
            merged.entry(group.app).or_default().extend(group.pages);
        }
        let mut groups: Vec<Group> = merged
            .into_iter()
            .map(|(app, mut pages)| {
                pages.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
                pages.truncate(PAGES_A_PROGRAM_MAX);
                Group { app, pages }
            })
            .collect();
        let total = groups.len();
        groups.sort_by(|one, other| other.score().total_cmp(&one.score()).then_with(|| one.app.cmp(&other.app)));
        groups.truncate(CANDIDATES_MAX);
        Ok((groups, total))
    }
}

impl SegmentCollector for SegmentByProgram {
    type Fruit = Vec<Group>;

    fn collect(&mut self, page: DocId, text: Score) {
        let Some(app) = self.apps.ords().first(page) else { return };
        let Some(best) = self.groups.get_mut(app as usize) else { return };
        // Most pages are not among the best of their program whatever they are worth: reading that would take longer than finding them.
        if text * self.worth.factor_max > best.least() {
            best.put(text * self.worth.factor(page), page);
        }
    }

    fn harvest(self) -> Vec<Group> {
        let found = || self.groups.iter().enumerate().filter(|(_, best)| best.count > 0);
        // In one pass: each name by itself is looked for from the beginning of its block.
        let ordinals: Vec<u64> = found().map(|(ordinal, _)| ordinal as u64).collect();
        let mut names = Vec::with_capacity(ordinals.len());
        let read = |name: &[u8]| names.push(String::from_utf8_lossy(name).into_owned());
        // What cannot be read is left out.
        let _ = self.apps.dictionary().sorted_ords_to_term_cb(&ordinals, read);
        let group = |(app, (_, best)): (String, (usize, &Best))| {
            let page = |&(score, page): &(f32, DocId)| (score, DocAddress::new(self.segment, page));
            Group { app, pages: best.pages[..best.count].iter().map(page).collect() }
        };
        names.into_iter().zip(found()).map(group).collect()
    }
}

fn quality_factor(quality: f64) -> f32 {
    QUALITY_FLOOR + (1.0 - QUALITY_FLOOR) * quality as f32
}

fn use_factor(visits: u64) -> f32 {
    1.0 + USE_SHARE * (1.0 + visits as f32).log10()
}

fn recency_factor(now_seconds: u64, updated_seconds: u64) -> f32 {
    let age = now_seconds.saturating_sub(updated_seconds) as f32;
    RECENCY_FLOOR + (1.0 - RECENCY_FLOOR) * (-age / RECENCY_HALF_LIFE_SECONDS).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_pages_are_kept_in_order() {
        let mut best = Best::default();
        assert_eq!(best.least(), f32::NEG_INFINITY);
        for (score, page) in [(2.0, 0), (5.0, 1), (1.0, 2), (2.0, 3), (0.5, 4), (3.0, 5), (2.0, 6)] {
            best.put(score, page);
        }
        // Of the same score the first that was found stays.
        assert_eq!(best.pages[..best.count], [(5.0, 1), (3.0, 5), (2.0, 0), (2.0, 3)]);
        assert_eq!(best.least(), 2.0);
    }
}
