//! The languages that the platform speaks to people in.
//!
//! In: a word. Out: a language, and of two texts the one in it. Must not: know what is said.

use crate::identity::words;

words! {
    /// What something is written in.
    Language, "language" {
        English => "en",
        Chinese => "zh",
    }
}

impl Language {
    pub(crate) fn choose<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}
