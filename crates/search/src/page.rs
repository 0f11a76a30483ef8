//! What is searched: a page of a program, as text.
//!
//! In: nothing. Out: [`Page`]. Must not: know how it is kept.

/// Which page: a path with its query is one page, as the vendor's push of pages has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId {
    pub app: String,
    pub path: String,
    /// Without the question mark; empty where there is none.
    pub query: String,
}

#[derive(Debug, Clone)]
pub struct Page {
    pub id: PageId,
    pub title: String,
    /// The program's name: the same on all of its pages.
    pub program: String,
    pub description: String,
    pub keywords: Vec<String>,
    /// The text that a person reads on the page.
    pub body: String,
    /// BCP 47, as the page says: `zh-CN`, `en`.
    pub languages: Vec<String>,
    /// Of the program, 0 to 1: what its audits and its speed say.
    pub quality: f32,
    /// Visits of the page, as far back as the platform counts.
    pub visits: u64,
    /// When the page last changed, in seconds since 1970.
    pub updated_seconds: u64,
    /// What the page was made from, for whoever writes the index; see [`crate::Search::marks`]. May be empty.
    pub mark: String,
}

impl PageId {
    /// One text that no other page has. The parts hold no control characters: they are of an address.
    pub(crate) fn key(&self) -> String {
        format!("{}\u{0}{}\u{0}{}", self.app, self.path, self.query)
    }
}
