//! What a name in an archive stands for.
//!
//! In: names. Out: items. Must not: let a name lead out of the folder it belongs to.

use std::fmt;
use std::str::FromStr;

use crate::blobs::Digest;

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Some rows of a table.
    Rows {
        table: String,
        number: u32,
    },
    /// Launches that were not counted yet: a file of the log.
    Launches(String),
    Blob(Digest),
    /// Any other file of the data folder, by its path there.
    File(String),
    Manifest,
}

const MANIFEST: &str = "manifest.json";
/// Longer names are none of ours.
const PATH_LENGTH_MAX: usize = 1000;

impl fmt::Display for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Rows { table, number } => write!(formatter, "database/{table}/{number:06}.jsonl"),
            Item::Launches(name) => write!(formatter, "launches/{name}"),
            Item::Blob(digest) => write!(formatter, "blobs/{digest}"),
            Item::File(path) => write!(formatter, "folder/{path}"),
            Item::Manifest => formatter.write_str(MANIFEST),
        }
    }
}

impl FromStr for Item {
    type Err = String;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("it has a file of the name `{}`, which no backup has", path.escape_debug());
        if path == MANIFEST {
            return Ok(Item::Manifest);
        }
        let (kind, rest) = path.split_once('/').ok_or_else(wrong)?;
        let item = match kind {
            "database" => {
                let (table, file) = rest.split_once('/').ok_or_else(wrong)?;
                let number = file.strip_suffix(".jsonl").and_then(|number| number.parse().ok()).ok_or_else(wrong)?;
                let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
                if table.is_empty() || !table.bytes().all(is_name) {
                    return Err(wrong());
                }
                Item::Rows { table: table.to_owned(), number }
            }
            "launches" if is_safe(rest) && !rest.contains('/') => Item::Launches(rest.to_owned()),
            "blobs" => Item::Blob(rest.parse().map_err(|_| wrong())?),
            "folder" if is_safe(rest) => Item::File(rest.to_owned()),
            _ => return Err(wrong()),
        };
        // One file has one name.
        if item.to_string() == path { Ok(item) } else { Err(wrong()) }
    }
}

/// Whether a path stays in the folder it is of, on every system.
pub(super) fn is_safe(path: &str) -> bool {
    let is_part = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.contains(['\\', ':'])
            && !part.ends_with('.')
            && !part.chars().any(char::is_control)
    };
    path.len() <= PATH_LENGTH_MAX && path.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let digest = Digest::of(b"abc");
        let items = [
            Item::Rows { table: "app_face".to_owned(), number: 7 },
            Item::Launches("log_1.jsonl".to_owned()),
            Item::Blob(digest),
            Item::File("keys/mail.key".to_owned()),
            Item::Manifest,
        ];
        for item in items {
            assert_eq!(item.to_string().parse(), Ok(item));
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for path in [
            "/etc/passwd",
            "../x",
            "folder/../x",
            "folder/a/../../x",
            "folder//etc/passwd",
            "folder/",
            "folder/./a",
            "folder/c:\\x",
            "folder/a\\..\\x",
            "folder/a\0b",
            "launches/../minnow.db",
            "launches/a/b",
            "database/a/../x.jsonl",
            "database/a b/000001.jsonl",
            "database/a/1.jsonl",
            "blobs/abc",
            "blobs/../x",
            "other/a",
            "",
        ] {
            assert!(path.parse::<Item>().is_err(), "{path}");
        }
    }
}
