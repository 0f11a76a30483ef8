//! A first screen: what the script answers for a page, read and checked.
//!
//! In: the answer, JSON of a realm in which the program may have rewritten anything. Out: an [`Outcome`]. Must not: trust the answer.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::limits::HTML_BYTES_MAX;
use crate::markup;

/// What the document shows before any script runs.
#[derive(Debug, Clone)]
pub struct FirstScreen {
    /// The frame and the page in it.
    pub html: String,
    /// What the view needs to take the nodes over; JSON it wrote itself.
    pub record: Box<RawValue>,
}

#[derive(Debug, Clone)]
pub enum Outcome {
    Drawn(FirstScreen),
    /// The page begins empty, and its scripts draw it. Why, in words: the end of a sentence that begins "because".
    Skipped(String),
}

impl Outcome {
    pub(crate) fn skipped(reason: impl Into<String>) -> Self {
        Outcome::Skipped(reason.into())
    }

    pub fn screen(&self) -> Option<&FirstScreen> {
        match self {
            Outcome::Drawn(screen) => Some(screen),
            Outcome::Skipped(_) => None,
        }
    }
}

/// The answer of `minnowPrerender.page` and `.result`: a screen, or why there is none, or that there is none before promises have run.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    html: Option<String>,
    record: Option<Box<RawValue>>,
    skip: Option<String>,
    #[serde(default)]
    pub(crate) pending: bool,
}

impl Answer {
    /// `None` when it is none of the three.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let answer: Answer = serde_json::from_str(json).ok()?;
        let is_screen = answer.html.is_some() && answer.record.is_some();
        (is_screen || answer.skip.is_some() || answer.pending).then_some(answer)
    }

    pub(crate) fn outcome(self) -> Outcome {
        match (self.skip, self.html, self.record) {
            (Some(reason), ..) => Outcome::skipped(one_line(&reason)),
            (None, Some(html), Some(record)) => {
                if html.len().max(record.get().len()) > HTML_BYTES_MAX {
                    return Outcome::skipped(format!("its first screen is larger than {} MB", HTML_BYTES_MAX >> 20));
                }
                if let Err(fault) = markup::tags(&html) {
                    return Outcome::skipped(format!("its first screen {fault}"));
                }
                Outcome::Drawn(FirstScreen { html, record })
            }
            _ => Outcome::skipped("it waits for something that does not come while it is drawn ahead"),
        }
    }
}

/// The first line of a text from the realm, without control characters and not too long for a message.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    line.chars().filter(|character| !character.is_control()).take(300).collect()
}
