//! Why a script did not come to its end.
//!
//! In: nothing. Out: [`Error`]. Must not: hold a value of the realm.

/// What a script threw, as texts of bounded length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thrown {
    /// `TypeError: x is not a function`, or the text of a value that is no error.
    pub message: String,
    /// Where: one line a call, innermost first. May be empty.
    pub stack: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The budget of work or of time is used up. The realm must not be used any more.
    #[error("it ran longer than its budget allows")]
    Timeout,
    /// The realm has no memory left. It must not be used any more.
    #[error("it used more memory than its budget allows")]
    OutOfMemory,
    #[error("{}", .0.message)]
    Exception(Thrown),
    /// The function that was to be called is not there.
    #[error("the function that should answer is not there")]
    NoFunction,
    /// The text that came out is too long, or no Unicode.
    #[error("its answer is {0}")]
    Answer(&'static str),
    /// There was no memory for a realm.
    #[error("there is no memory for a realm")]
    NoRealm,
}

impl Error {
    /// Whether the realm may be half way through something: it must be dropped.
    pub fn costs_the_realm(&self) -> bool {
        matches!(self, Error::Timeout | Error::OutOfMemory | Error::NoRealm)
    }
}
