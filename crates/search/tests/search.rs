//! What people type, and what they find.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use minnow_search::{Error, Filter, Page, PageId, Piece, Results, Search};

const NOW: u64 = 1_800_000_000;

fn page(app: &str, program: &str, path: &str, title: &str, body: &str) -> Page {
    Page {
        id: PageId { app: app.to_owned(), path: path.to_owned(), query: String::new() },
        title: title.to_owned(),
        program: program.to_owned(),
        description: String::new(),
        keywords: Vec::new(),
        body: body.to_owned(),
        languages: vec!["zh-CN".to_owned()],
        quality: 0.5,
        visits: 10,
        updated_seconds: NOW,
        mark: String::new(),
    }
}

fn shops() -> Vec<Page> {
    vec![
        page(
            "bakery",
            "街角面包店",
            "pages/index",
            "街角面包店",
            "新鲜烘焙，每天早上七点出炉。Fresh bread and croissants.",
        ),
        page("bakery", "街角面包店", "pages/bread", "全麦面包", "用石磨全麦粉做的面包，外脆里软。"),
        page("tea", "好茶", "pages/index", "好茶 Good Tea", "绿茶、红茶、乌龙茶，产地直送。"),
        page(
            "corner",
            "Corner Shop",
            "pages/index",
            "Corner Shop",
            "Everything for the restaurant next door: napkins, candles, coffee.",
        ),
        page(
            "guide",
            "城市指南",
            "pages/index",
            "吃在街角",
            "街角面包店的评测：面包很好吃。Restaurant reviews of every corner shop.",
        ),
    ]
}

fn search_of(pages: &[Page]) -> Search {
    let search = Search::in_memory().unwrap();
    pages.iter().for_each(|page| search.put(page).unwrap());
    search.commit().unwrap();
    search
}

fn filter() -> Filter {
    Filter { limit: 10, now_seconds: NOW, ..Filter::default() }
}

fn apps(results: &Results) -> Vec<&str> {
    results.programs.iter().map(|found| found.app.as_str()).collect()
}

fn check(search: &Search, typed: &str, expected: &[&str]) {
    assert_eq!(apps(&search.find(typed, &filter()).unwrap()), expected, "{typed:?}");
}

fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

#[test]
fn chinese_and_english_are_found_as_they_are_typed() {
    let search = search_of(&shops());
    check(&search, "面包", &["bakery", "guide"]);
    check(&search, "全麦", &["bakery"]);
    check(&search, "茶", &["tea"]);
    check(&search, "乌龙茶", &["tea"]);
    check(&search, "CROISSANTS", &["bakery"]);
    check(&search, "croi", &["bakery"]);
    check(&search, "ｃｏｆｆｅｅ", &["corner"]);
    check(&search, "新鲜bread", &["bakery"]);
    check(&search, "没有这个", &[]);
    for nothing in ["", " ", "！？", "\u{0}\u{1b}"] {
        check(&search, nothing, &[]);
    }
}

#[test]
fn a_letter_may_be_wrong_in_a_long_word_and_two_in_a_very_long_one() {
    let search = search_of(&shops());
    check(&search, "breda ", &["bakery"]);
    check(&search, "coffe ", &["corner"]);
    check(&search, "restuarnat ", &["corner", "guide"]);
    check(&search, "tez ", &[]);
    check(&search, "xxffee ", &[]);
    // What is known is meant: `bread` is not taken for another word.
    let more = search_of(&[page("a", "A", "p", "bread", ""), page("b", "B", "p", "broad", "")]);
    check(&more, "bread ", &["a"]);
}

#[test]
fn a_chinese_name_is_found_by_its_sound() {
    let search = search_of(&shops());
    check(&search, "jiejiaomianbaodian", &["bakery"]);
    check(&search, "jjmbd", &["bakery"]);
    check(&search, "jiejiao", &["bakery"]);
    check(&search, "haocha", &["tea"]);
}

#[test]
fn the_program_of_exactly_this_name_comes_first() {
    let mut pages = shops();
    // Loved, good and full of the words, but not of the name.
    let mut loud =
        page("loud", "Corner Shop Corner Shop Deals", "p", "Corner Shop corner shop", &"corner shop ".repeat(200));
    (loud.visits, loud.quality) = (100_000_000, 1.0);
    pages.push(loud);
    let mut old = page("corner", "Corner Shop", "pages/old", "About", "");
    (old.quality, old.visits, old.updated_seconds) = (0.0, 0, 0);
    pages.push(old);
    let search = search_of(&pages);
    for typed in ["corner shop", "Corner  SHOP!", "corner shop "] {
        let results = search.find(typed, &filter()).unwrap();
        assert_eq!(apps(&results)[0], "corner", "{typed}");
        assert!(results.programs[0].is_exact_name && !results.programs[1].is_exact_name);
    }
}

#[test]
fn quality_use_and_age_decide_between_equal_texts() {
    type Change = fn(&mut Page);
    let changes: [Change; 3] =
        [|page| page.quality = 1.0, |page| page.visits = 100_000, |page| page.updated_seconds = NOW];
    for (at, better) in changes.into_iter().enumerate() {
        let mut pages: Vec<Page> = ["a", "b", "c"].map(|app| page(app, "Shop", "p", "bread", "fresh bread")).to_vec();
        pages.iter_mut().for_each(|page| page.updated_seconds = NOW - 400 * 86_400);
        better(&mut pages[1]);
        check(&search_of(&pages), "fresh", &["b", "a", "c"]);
        assert_eq!(search_of(&pages).find("fresh", &filter()).unwrap().programs.len(), 3, "{at}");
    }
}

#[test]
fn pages_are_grouped_by_program_and_programs_are_paged() {
    let mut pages = Vec::new();
    for app in 0..30 {
        for at in 0..20 {
            pages.push(page(&format!("app{app:02}"), &format!("Shop {app}"), &format!("pages/{at}"), "bread", "bread"));
        }
    }
    let search = search_of(&pages);
    let mut seen = Vec::new();
    for offset in [0, 10, 20, 30] {
        let results = search.find("bread", &Filter { offset, ..filter() }).unwrap();
        assert_eq!(results.programs_total, 30);
        assert!(results.programs.iter().all(|found| found.pages.len() == minnow_search::PAGES_A_PROGRAM_MAX));
        seen.extend(results.programs.into_iter().map(|found| found.app));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 30);
    let inside = search.find("bread", &Filter { app: Some("app07".to_owned()), ..filter() }).unwrap();
    assert_eq!((apps(&inside), inside.programs_total), (vec!["app07"], 1));
    assert!(
        search
            .find("bread", &Filter { offset: usize::MAX, limit: usize::MAX, ..filter() })
            .unwrap()
            .programs
            .is_empty()
    );
}

#[test]
fn what_is_shown_is_plain_text_with_what_was_found() {
    let hostile = page(
        "a",
        "<b>Shop</b>",
        "p",
        "<script>bread</script>",
        "x <img src=x onerror=alert(1)> fresh bread &amp; more",
    );
    let results = search_of(&[hostile]).find("bread ", &filter()).unwrap();
    let found = &results.programs[0];
    assert_eq!(plain(&found.name), "<b>Shop</b>");
    assert_eq!(plain(&found.pages[0].title), "<script>bread</script>");
    let matched: Vec<&str> =
        found.pages[0].snippet.iter().filter(|piece| piece.is_match).map(|piece| piece.text.as_str()).collect();
    assert_eq!(matched, ["bread"]);
}

#[test]
fn languages_narrow_what_is_found() {
    let mut english = page("en", "Shop", "p", "bread", "");
    english.languages = vec!["en-GB".to_owned()];
    let mut both = page("both", "Shop", "p", "bread", "");
    both.languages = vec!["en".to_owned(), "zh-Hant".to_owned()];
    let search = search_of(&[page("zh", "Shop", "p", "bread", ""), english, both]);
    let find = |languages: &[&str]| {
        let languages = languages.iter().map(|language| (*language).to_owned()).collect();
        let results = search.find("bread", &Filter { languages, ..filter() }).unwrap();
        let mut found: Vec<String> = apps(&results).into_iter().map(str::to_owned).collect();
        found.sort();
        found
    };
    assert_eq!(find(&["zh"]), ["both", "zh"]);
    assert_eq!(find(&["EN_us"]), ["both", "en"]);
    assert_eq!(find(&["zh", "en"]), ["both", "en", "zh"]);
    assert_eq!(find(&["fr"]), [""; 0]);
}

#[test]
fn a_page_is_one_however_often_it_is_put() {
    let search = Search::in_memory().unwrap();
    let mut one = page("a", "Shop", "pages/item", "first", "");
    one.id.query = "id=1".to_owned();
    let mut other = one.clone();
    other.id.query = "id=2".to_owned();
    search.put(&one).unwrap();
    search.put(&other).unwrap();
    search.commit().unwrap();
    one.title = "second".to_owned();
    search.put(&one).unwrap();
    search.put(&one).unwrap();
    check(&search, "second", &[]);
    search.commit().unwrap();
    assert_eq!(search.pages(), 2);
    check(&search, "second", &["a"]);
    search.remove(&one.id);
    search.commit().unwrap();
    check(&search, "second", &[]);
    check(&search, "first", &["a"]);
    search.remove_app("a");
    search.rollback().unwrap();
    search.commit().unwrap();
    assert_eq!(search.pages(), 1);
    search.remove_app("a");
    search.commit().unwrap();
    assert_eq!(search.pages(), 0);
}

#[test]
fn a_question_of_any_kind_has_an_answer() {
    let search = search_of(&shops());
    let million = "面包 bread OR ".repeat(70_000);
    let hostile = [
        million.as_str(),
        &"*".repeat(1 << 20),
        "title:bread",
        "body:[a TO z]",
        "-bread",
        "\"",
        "((((",
        "bread^1e30",
        "\\",
        "a:b:c~9",
        "\u{202e}",
        "name_key:\u{0}",
    ];
    for typed in hostile {
        assert!(search.find(typed, &filter()).is_ok(), "{:?}", typed.chars().take(20).collect::<String>());
    }
    check(&search, "-bread", &["bakery"]);
    let vast = page(
        "vast",
        "Vast",
        "p",
        &"字 ".repeat(500_000),
        &(0..500_000).map(|at| format!("w{at} ")).collect::<String>(),
    );
    search.put(&vast).unwrap();
    search.commit().unwrap();
    check(&search, "w17", &["vast"]);
}

#[test]
fn pages_without_end_are_written_on_the_way_and_seen_together() {
    let search = Search::in_memory().unwrap();
    let long = "many words on a page ".repeat(4_000);
    for at in 0..300 {
        search.put(&page("a", "Shop", &format!("pages/{at}"), "bread", &long)).unwrap();
    }
    // More than may wait was put; none of it is seen.
    assert_eq!(search.pages(), 0);
    search.commit().unwrap();
    assert_eq!(search.pages(), 300);
}

#[test]
fn a_process_that_is_gone_leaves_what_it_committed() {
    let folder = tempfile::tempdir().unwrap();
    let search = Search::open(folder.path()).unwrap();
    search.put(&shops()[0]).unwrap();
    search.commit().unwrap();
    search.put(&shops()[2]).unwrap();
    assert!(matches!(Search::open(folder.path()), Err(Error::Locked)));
    // As after a kill: no destructor runs, only what the system does. The files are those of one moment.
    let copy = copy_of_one_moment(folder.path());
    let again = Search::open(copy.path()).unwrap();
    assert_eq!(again.pages(), 1);
    check(&again, "面包", &["bakery"]);
    again.put(&shops()[2]).unwrap();
    again.commit().unwrap();
    check(&again, "乌龙", &["tea"]);
}

#[test]
fn questions_are_answered_while_pages_are_written() {
    let search = Arc::new(search_of(&shops()));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for at in 0..200 {
                search.put(&page("busy", "Busy", &format!("pages/{at}"), "busy", "busy bread")).unwrap();
                if at % 20 == 19 {
                    search.commit().unwrap();
                }
            }
        });
        while !writer.is_finished() {
            let results = search.find("全麦面包", &filter()).unwrap();
            assert_eq!(apps(&results)[0], "bakery");
        }
    });
    assert_eq!(search.pages(), 205);
}

#[test]
fn the_word_being_typed_is_completed() {
    let search = search_of(&[
        page("cafe", "街角咖啡店", "a", "Fresh bread", "…"),
        page("bakery", "Breakfast Club", "a", "Bread of the day", "broth"),
    ]);
    let of = |typed: &str| search.suggest(typed, 5).unwrap();
    assert_eq!(of("咖"), ["咖啡"]);
    assert_eq!(of("街角咖啡"), ["街角咖啡店"]);
    assert_eq!(of("fresh Bre"), ["fresh breakfast", "fresh bread"]);
    // Finished, unknown, of a text only, or nothing at all.
    for typed in ["bread ", "zzz", "bro", "", "\u{202e}*:(", &"字".repeat(100_000)] {
        assert_eq!(of(typed), [""; 0], "{:?}", typed.chars().take(10).collect::<String>());
    }
    assert_eq!(search.suggest("b", usize::MAX).unwrap().len(), 2);
    // A word of a page that is gone is told to nobody, though the index remembers it for a while.
    search.remove_app("cafe");
    search.commit().unwrap();
    assert_eq!(search.suggest("咖", 5).unwrap(), [""; 0]);
}

#[test]
fn marks_say_what_stands_in_the_index() {
    let marked = |app: &str, mark: &str| Page { mark: mark.to_owned(), ..page(app, "Shop", "", "", "") };
    let search = search_of(&[marked("one", "v1"), marked("two", "v7"), page("one", "Shop", "a", "A", "a")]);
    let marks = search.marks().unwrap();
    assert_eq!(marks.into_iter().collect::<Vec<_>>(), [("one".into(), "v1".into()), ("two".into(), "v7".into())]);
    search.remove_app("one");
    search.put(&marked("two", "v8")).unwrap();
    search.commit().unwrap();
    assert_eq!(search.marks().unwrap().into_iter().collect::<Vec<_>>(), [("two".to_owned(), "v8".to_owned())]);
    // A mark is no word.
    assert_eq!(search.find("v8", &filter()).unwrap().programs_total, 0);
}

/// The index removes files of its own in the background: a copy counts when the folder was the same before and after it.
fn copy_of_one_moment(folder: &Path) -> tempfile::TempDir {
    let seen = || -> BTreeMap<OsString, (u64, SystemTime)> {
        let entries = std::fs::read_dir(folder).unwrap().flatten();
        let facts = entries.filter_map(|entry| {
            let about = entry.metadata().ok()?;
            Some((entry.file_name(), (about.len(), about.modified().ok()?)))
        });
        facts.collect()
    };
    loop {
        let before = seen();
        let copy = tempfile::tempdir().unwrap();
        let is_whole = before.keys().all(|name| std::fs::copy(folder.join(name), copy.path().join(name)).is_ok());
        if is_whole && seen() == before {
            return copy;
        }
    }
}
