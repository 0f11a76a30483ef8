//! Time of questions to an index of many pages, Chinese and English, and the memory it costs.
//!
//! In: `FOLDER [PAGES]`; a folder that holds an index is asked as it is, an empty one is filled. Out: a table. Must not: depend on chance: the same
//! number makes the same pages and questions.

use std::path::Path;
use std::time::Instant;

use search::{Filter, Page, PageId, Search};

const PAGES: usize = 100_000;
const PAGES_A_PROGRAM: usize = 40;
const QUESTIONS: usize = 2_000;
const NOW: u64 = 1_800_000_000;

/// Numbers that look like chance (a linear congruential generator, Knuth's constants).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// Few words are frequent and most are rare, as in a language: the square of an even spread, squared again.
    fn rank(&mut self, end: usize) -> usize {
        let share = self.below(1 << 24) as f64 / f64::from(1 << 24);
        (share.powi(4) * end as f64) as usize
    }
}

/// A Chinese word of two or three letters out of three thousand letters, by its rank.
fn chinese(rank: usize) -> String {
    let letter = |at: usize| char::from_u32(0x4e00 + (at * 7919 % 3000) as u32).unwrap_or('的');
    let length = 2 + rank % 2;
    (0..length).map(|at| letter(rank * 31 + at * 977 + rank / 50)).collect()
}

/// An English-like word, by its rank.
fn english(rank: usize) -> String {
    const BEGIN: [&str; 12] = ["br", "c", "st", "m", "pl", "t", "f", "sh", "n", "gr", "p", "l"];
    const MIDDLE: [&str; 10] = ["a", "e", "o", "ea", "i", "u", "ou", "ar", "en", "or"];
    const END: [&str; 10] = ["d", "t", "n", "ll", "ck", "s", "m", "ng", "r", "p"];
    let mut word = String::new();
    let mut rest = rank;
    for _ in 0..1 + rank % 3 {
        word.push_str(BEGIN[rest % 12]);
        word.push_str(MIDDLE[rest / 12 % 10]);
        word.push_str(END[rest / 120 % 10]);
        rest = rest / 7 + rank;
    }
    word
}

fn text(chance: &mut Chance, words: usize) -> String {
    let mut text = String::new();
    for at in 0..words {
        if chance.below(3) > 0 {
            text.push_str(&chinese(chance.rank(20_000)));
            text.push_str(if at % 9 == 8 { "，" } else { "" });
        } else {
            text.push(' ');
            text.push_str(&english(chance.rank(8_000)));
            text.push(' ');
        }
    }
    text
}

fn page(at: usize) -> Page {
    let mut chance = Chance(at as u64 + 1);
    let program = at / PAGES_A_PROGRAM;
    let mut of_program = Chance(program as u64 + 77);
    let name = format!("{}{}", chinese(of_program.below(20_000)), if program % 3 == 0 { english(program) } else { chinese(program) });
    let words = 60 + chance.below(240);
    Page {
        id: PageId { app: format!("wx{program:06x}"), path: format!("pages/p{}/index", at % PAGES_A_PROGRAM), query: String::new() },
        title: text(&mut chance, 5),
        program: name,
        description: text(&mut of_program, 20),
        keywords: vec![chinese(of_program.rank(20_000)), english(of_program.rank(8_000))],
        body: text(&mut chance, words),
        languages: vec!["zh-CN".to_owned()],
        quality: chance.below(100) as f32 / 100.0,
        visits: chance.below(1_000_000) as u64,
        updated_seconds: NOW - chance.below(40_000_000) as u64,
        mark: String::new(),
    }
}

/// As people type: names, one to four words of either language, beginnings, slips of the finger.
fn question(at: usize) -> String {
    let mut chance = Chance(at as u64 * 13 + 5);
    match at % 6 {
        0 => page(chance.below(PAGES)).program,
        1 => chinese(chance.rank(20_000)),
        2 => format!("{}{} {}", chinese(chance.rank(20_000)), chinese(chance.rank(20_000)), english(chance.rank(8_000))),
        3 => english(chance.rank(8_000)).chars().take(3).collect(),
        4 => {
            let mut letters: Vec<char> = english(chance.rank(8_000) | 1).chars().collect();
            let last = letters.len() - 1;
            letters.swap(last, last - 1);
            letters.into_iter().collect()
        }
        _ => text(&mut chance, 4),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().expect("name a folder for the index");
    let pages: usize = arguments.get(1).map_or(PAGES, |number| number.parse().expect("a number of pages"));
    let search = Search::open(Path::new(folder)).expect("the index opens");
    if search.pages() == 0 {
        let start = Instant::now();
        for at in 0..pages {
            search.put(&page(at)).expect("a page is put");
        }
        search.commit().expect("the pages are committed");
        println!("{pages} pages indexed in {:.1} s, {:.0} MB at most, then {:.0}", start.elapsed().as_secs_f64(), memory("VmHWM"), memory("RssAnon"));
        return println!("ask again to measure questions in a process that has not written");
    }
    println!("open: {:.0} MB anonymous, {:.0} MB with mapped files", memory("RssAnon"), memory("VmRSS"));
    let filter = Filter { limit: 10, now_seconds: NOW, ..Filter::default() };
    let mut times: Vec<(f64, String)> = Vec::new();
    let mut found = 0;
    for at in 0..QUESTIONS {
        let typed = question(at);
        let start = Instant::now();
        let results = search.find(&typed, &filter).expect("a question has an answer");
        times.push((start.elapsed().as_secs_f64() * 1e3, typed));
        found += usize::from(results.programs_total > 0);
    }
    for kind in 0..6 {
        let mut of_kind: Vec<f64> = times.iter().skip(kind).step_by(6).map(|(time, _)| *time).collect();
        of_kind.sort_by(f64::total_cmp);
        println!("kind {kind}: p50 {:.2} ms, p95 {:.2} ms", of_kind[of_kind.len() / 2], of_kind[of_kind.len() * 95 / 100]);
    }
    times.sort_by(|one, other| one.0.total_cmp(&other.0));
    let at = |percent: usize| times[QUESTIONS * percent / 100].0;
    println!("{} pages, {QUESTIONS} questions, {found} with an answer", search.pages());
    println!("p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, slowest {:.2} ms ({:?})", at(50), at(95), at(99), times[QUESTIONS - 1].0, times[QUESTIONS - 1].1);
    println!("after: {:.0} MB anonymous, {:.0} MB with mapped files", memory("RssAnon"), memory("VmRSS"));
}

/// Of this process, in MB, as Linux tells it; 0 elsewhere.
fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).map_or(0.0, |kilobytes| kilobytes / 1024.0)
}
