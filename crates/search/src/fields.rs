//! The fields of the index.
//!
//! In: a page. Out: a document, and a page back from one. Must not: know how queries are made.

use pinyin::ToPinyin as _;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};

use crate::limits::{BODY_CHARS_MAX, HEAD_CHARS_MAX};
use crate::page::{Page, PageId};
use crate::words::{self, name_key};

/// By this name an index knows how its text was cut. Another way of cutting takes another name, and so another index.
pub(crate) const CUTTER: &str = "minnow-pairs-1";

#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) key: Field,
    pub(crate) app: Field,
    pub(crate) path: Field,
    pub(crate) query: Field,
    pub(crate) language: Field,
    pub(crate) name_key: Field,
    /// The program's name and its sound.
    pub(crate) name: Field,
    pub(crate) sound: Field,
    pub(crate) title: Field,
    /// Description and keywords.
    pub(crate) about: Field,
    pub(crate) body: Field,
    pub(crate) mark: Field,
}

/// Fields that ranking reads in columns, by name.
pub(crate) const APP: &str = "app";
pub(crate) const QUALITY: &str = "quality";
pub(crate) const VISITS: &str = "visits";
pub(crate) const UPDATED: &str = "updated";
pub(crate) const MARK: &str = "mark";

impl Fields {
    pub(crate) fn new() -> Fields {
        let mut builder = Schema::builder();
        let text = || {
            let indexing =
                TextFieldIndexing::default().set_tokenizer(CUTTER).set_index_option(IndexRecordOption::WithFreqs);
            TextOptions::default().set_indexing_options(indexing).set_stored()
        };
        let key = builder.add_text_field("key", STRING);
        let app = builder.add_text_field(APP, STRING | STORED | FAST);
        let path = builder.add_text_field("path", STORED);
        let query = builder.add_text_field("query", STORED);
        let language = builder.add_text_field("language", STRING);
        let name_key = builder.add_text_field("name_key", STRING);
        let name = builder.add_text_field("name", text());
        let sound = builder.add_text_field("sound", STRING);
        let title = builder.add_text_field("title", text());
        let about = builder.add_text_field("about", text());
        let body = builder.add_text_field("body", text());
        let mark = builder.add_text_field(MARK, STRING | FAST);
        builder.add_f64_field(QUALITY, FAST);
        builder.add_u64_field(VISITS, FAST);
        builder.add_u64_field(UPDATED, FAST | INDEXED);
        let schema = builder.build();
        Fields { schema, key, app, path, query, language, name_key, name, sound, title, about, body, mark }
    }

    pub(crate) fn document(&self, page: &Page) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.key, page.id.key());
        document.add_text(self.app, &page.id.app);
        document.add_text(self.path, &page.id.path);
        document.add_text(self.query, &page.id.query);
        for language in &page.languages {
            document.add_text(self.language, primary(language));
        }
        let name = first(&page.program, HEAD_CHARS_MAX);
        document.add_text(self.name_key, name_key(name));
        document.add_text(self.name, name);
        for sound in sounds(name) {
            document.add_text(self.sound, sound);
        }
        document.add_text(self.title, first(&page.title, HEAD_CHARS_MAX));
        document.add_text(self.about, first(&page.description, HEAD_CHARS_MAX));
        for keyword in page.keywords.iter().take(32) {
            document.add_text(self.about, first(keyword, HEAD_CHARS_MAX));
        }
        document.add_text(self.body, first(&page.body, BODY_CHARS_MAX));
        if !page.mark.is_empty() {
            document.add_text(self.mark, &page.mark);
        }
        let field = |name| self.schema.get_field(name).expect("the fields of ranking are in the schema");
        document.add_f64(
            field(QUALITY),
            f64::from(if page.quality.is_finite() { page.quality.clamp(0.0, 1.0) } else { 0.0 }),
        );
        document.add_u64(field(VISITS), page.visits);
        document.add_u64(field(UPDATED), page.updated_seconds);
        document
    }

    pub(crate) fn id(&self, document: &TantivyDocument) -> PageId {
        let [app, path, query] = [self.app, self.path, self.query].map(|field| self.text(document, field));
        PageId { app, path, query }
    }

    pub(crate) fn text(&self, document: &TantivyDocument, field: Field) -> String {
        document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    }
}

/// `zh-CN` and `zh` are found alike.
pub(crate) fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// How a Chinese name sounds in Latin letters, whole and by its initials: what people type to be quick. Nothing for other names.
fn sounds(name: &str) -> Vec<String> {
    let syllables: Vec<&str> =
        name.chars().filter_map(|character| character.to_pinyin()).map(|sound| sound.plain()).collect();
    if syllables.len() < 2 || !name.contains(words::is_ideograph) {
        return Vec::new();
    }
    let initials = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    vec![syllables.concat(), initials]
}

/// The beginning of a text, at most so many characters.
pub(crate) fn first(text: &str, chars_max: usize) -> &str {
    text.char_indices().nth(chars_max).map_or(text, |(end, _)| &text[..end])
}
