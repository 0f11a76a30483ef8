//! Entries as nouns: their kinds, their addresses, what their texts may be.
//!
//! In: nothing. Out: nouns. Must not: hold SQL or HTTP.

use crate::identity::words;

/// The vendor's limits for a path with its query.
pub(crate) const PAGE_LENGTH_MAX: usize = 1024;
pub(crate) const QUERY_LENGTH_MAX: usize = 1024;
pub(crate) const NAME_LENGTH_MAX: usize = 100;
/// Letters of an entry's id: 50 bits, of the alphabet of [`crate::secret::letters`].
pub(crate) const ID_LENGTH: usize = 10;
/// Before an id in an address. A QR code holds it, digits and capital letters in the smaller of its two ways to hold text.
const ADDRESS_PREFIX: &str = "/-";

words! {
    /// What an entry is for, which says the scene a visit by it begins in.
    EntryKind, "kind of entry" {
        /// A round code.
        Code => "code",
        /// A round code that says no more than a `scene`; there may be any number of them.
        SceneCode => "scene-code",
        /// A square code.
        Qr => "qr",
        /// A link that other apps open.
        Scheme => "scheme",
        /// A link of the open web.
        Link => "link",
        /// A link to send in a chat.
        ShortLink => "short-link",
        /// A tag to hold a phone to.
        Nfc => "nfc",
    }
}

impl EntryKind {
    /// The vendor's number for how the visit began.
    pub(crate) fn scene(self) -> u32 {
        match self {
            EntryKind::Code | EntryKind::SceneCode => 1047,
            EntryKind::Qr => 1011,
            EntryKind::Scheme | EntryKind::Nfc => 1065,
            EntryKind::Link | EntryKind::ShortLink => 1194,
        }
    }
}

/// A way into a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) app_id: String,
    pub(crate) kind: EntryKind,
    pub(crate) name: String,
    /// Empty: the start page.
    pub(crate) page: String,
    /// As it stands in an address, without its question mark.
    pub(crate) query: String,
    pub(crate) created_ms: i64,
    pub(crate) expires_ms: Option<i64>,
    pub(crate) closed_ms: Option<i64>,
}

impl Entry {
    /// Whether it still leads anywhere.
    pub(crate) fn is_open(&self, now_ms: i64) -> bool {
        self.closed_ms.is_none() && self.expires_ms.is_none_or(|expires_ms| now_ms < expires_ms)
    }

    /// Its path at the program's own host name.
    pub(crate) fn path(&self) -> String {
        format!("{ADDRESS_PREFIX}{}", self.id)
    }
}

/// How often a program was opened on a day (UTC, days since 1970). `entry_id`: by which entry; `None` for its own addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LaunchesOfDay {
    pub(crate) day: i64,
    pub(crate) entry_id: Option<String>,
    pub(crate) launches: i64,
}

/// The entry that a path of a program's host name is of: people who type it may mistake letters.
pub(crate) fn entry_id_of(path: &str) -> Option<String> {
    let letters = path.strip_prefix(ADDRESS_PREFIX)?.trim_end_matches('/');
    if letters.len() != ID_LENGTH {
        return None;
    }
    let letter = |letter: char| match letter.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        other => other.is_ascii_alphanumeric().then_some(other),
    };
    letters.chars().map(letter).collect()
}

/// A page's path as the package knows it: without the slash before it and the ending of a file.
pub(crate) fn page_of(text: &str) -> &str {
    let path = text.trim().trim_start_matches('/').trim_end_matches('/');
    path.strip_suffix(".html").unwrap_or(path)
}

/// Why a query cannot stand in an address; `None` when it can.
pub(crate) fn fault_of_query(query: &str) -> Option<String> {
    if query.len() > QUERY_LENGTH_MAX {
        return Some(format!("the query is longer than {QUERY_LENGTH_MAX} bytes"));
    }
    let odd = query.chars().find(|letter| letter.is_control() || letter.is_whitespace() || matches!(letter, '#' | '?'));
    odd.map(|letter| format!("the query holds {letter:?}: write it percent-encoded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_entry_however_it_is_typed() {
        for (path, id) in [
            ("/-K7Q2M9XR4T", Some("K7Q2M9XR4T")),
            ("/-k7q2m9xr4t/", Some("K7Q2M9XR4T")),
            ("/-OIL2M9XR4T", Some("0112M9XR4T")),
            ("/-K7Q2M9XR4", None),
            ("/-K7Q2M9XR4TT", None),
            ("/-K7Q2M9XR4%", None),
            ("/-一二三四五六七八九十", None),
            ("/K7Q2M9XR4T", None),
            ("/", None),
        ] {
            assert_eq!(entry_id_of(path).as_deref(), id, "{path}");
        }
    }

    #[test]
    fn queries_stand_in_addresses() {
        for query in ["", "scene=a%26b", "id=1&name=%E4%B8%80", "名=一"] {
            assert_eq!(fault_of_query(query), None, "{query}");
        }
        for query in ["a b", "a\nb", "a#b", "?a", &"a".repeat(1025)] {
            assert!(fault_of_query(query).is_some(), "{query}");
        }
    }

    #[test]
    fn an_entry_leads_nowhere_from_its_end_on() {
        let entry = |expires_ms, closed_ms| Entry {
            id: "A".into(),
            app_id: "shop".into(),
            kind: EntryKind::Code,
            name: String::new(),
            page: String::new(),
            query: String::new(),
            created_ms: 0,
            expires_ms,
            closed_ms,
        };
        assert!(entry(None, None).is_open(i64::MAX));
        assert!(entry(Some(10), None).is_open(9) && !entry(Some(10), None).is_open(10));
        assert!(!entry(None, Some(1)).is_open(0));
    }
}
