//! Full text over programs and their pages, in Chinese and English.
//!
//! In: pages as text, and what a person types. Out: programs with their best pages, and pieces of text that show why. Must not: know a server, write
//! HTML, or take anything a person types for an operator.
//! The walk of a query: `words` cuts it as it cut the pages → `query` makes alternatives of each word → `index` asks the index and multiplies
//! by quality, use and age → `results` groups pages by program → `snippet` marks the words in what is shown.

mod error;
mod fields;
mod index;
mod limits;
mod page;
mod query;
mod results;
mod sitemap;
mod snippet;
mod suggest;
mod words;

pub use error::Error;
pub use index::Search;
pub use limits::{PAGES_A_PROGRAM_MAX, WRITER_BYTES_MAX};
pub use page::{Page, PageId};
pub use results::{Filter, Found, FoundPage, Results};
pub use sitemap::{Action, Matching, Rule, Sitemap};
pub use snippet::Piece;
