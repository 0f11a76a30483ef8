//! DNS records, by whoever starts the server: the server runs no programs.
//!
//! In: a record's name and value. Out: the record is there, or is not any more. Must not: be asked for anything but what an authority wants to see.

use std::future::Future;
use std::pin::Pin;

/// What becomes of an attempt; its failure in words.
pub type Written<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

pub trait DnsRecords: Send + Sync {
    /// Adds a TXT record beside those of the same name. `name` ends with a dot.
    fn present<'a>(&'a self, name: &'a str, value: &'a str) -> Written<'a>;

    /// Takes it away again.
    fn clean_up<'a>(&'a self, name: &'a str, value: &'a str) -> Written<'a>;
}
