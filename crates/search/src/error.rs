//! Why the index could not do it.
//!
//! In: nothing. Out: [`Error`]. Must not: hold what a person typed.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder was written by another version: empty it and write the pages again.
    #[error("the search index is of another version and must be built again")]
    OtherVersion,
    /// Another process, or another [`crate::Search`], writes here.
    #[error("the search index is being written by another process")]
    Locked,
    #[error("the search index failed: {0}")]
    Index(String),
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Error {
        match error {
            tantivy::TantivyError::SchemaError(_) => Error::OtherVersion,
            tantivy::TantivyError::LockFailure(..) => Error::Locked,
            other => Error::Index(other.to_string()),
        }
    }
}
