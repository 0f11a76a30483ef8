//! Programs that were found, each with its best pages.
//!
//! In: pages with the score of their text. Out: programs in order. Must not: let a program of many pages hide the others: pages are grouped as they
//! are found.

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
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
    now_seconds: u64,
    apps: StrColumn,
    quality: Column<f64>,
    visits: Column<u64>,
    updated: Column<u64>,
    groups: FxHashMap<u64, Vec<(f32, DocId)>>,
}

impl Collector for ByProgram {
    type Fruit = (Vec<Group>, usize);
    type Child = SegmentByProgram;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentByProgram> {
        let fast = reader.fast_fields();
        let missing = || tantivy::TantivyError::SchemaError("the column of programs is not there".to_owned());
        Ok(SegmentByProgram {
            segment,
            now_seconds: self.now_seconds,
            apps: fast.str(APP)?.ok_or_else(missing)?,
            quality: fast.f64(QUALITY)?,
            visits: fast.u64(VISITS)?,
            updated: fast.u64(UPDATED)?,
            groups: FxHashMap::default(),
        })
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
        let score = text
            * quality_factor(self.quality.first(page).unwrap_or(0.0))
            * use_factor(self.visits.first(page).unwrap_or(0))
            * recency_factor(self.now_seconds, self.updated.first(page).unwrap_or(0));
        let pages = self.groups.entry(app).or_default();
        if pages.len() == PAGES_A_PROGRAM_MAX && pages.last().is_some_and(|(last, _)| *last >= score) {
            return;
        }
        let at = pages.partition_point(|(better, _)| *better >= score);
        pages.insert(at, (score, page));
        pages.truncate(PAGES_A_PROGRAM_MAX);
    }

    fn harvest(self) -> Vec<Group> {
        let segment = self.segment;
        let group = |(ordinal, pages): (u64, Vec<(f32, DocId)>)| {
            let mut app = String::new();
            let is_there = self.apps.ord_to_str(ordinal, &mut app).unwrap_or(false);
            let pages = pages.into_iter().map(|(score, page)| (score, DocAddress::new(segment, page))).collect();
            is_there.then_some(Group { app, pages })
        };
        self.groups.into_iter().filter_map(group).collect()
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
