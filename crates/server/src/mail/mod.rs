//! Mail: the few letters a platform writes to those who work with it.
//!
//! In: letters. Out: mail by whoever carries it, in its own time. Must not: know why a letter is written, or let a request wait for a mail server.

mod letter;
mod post;
mod smtp;

pub use self::letter::Letter;
pub(crate) use self::letter::{invitation, sign_in_code};
pub(crate) use self::post::Post;
pub use self::post::{CarryError, MailCarrier};
pub use self::smtp::SmtpCarrier;
