//! Between files and the addresses an editor gives them. In: `file:` URIs and paths. Out: the other. Must not: look at the disk.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::Uri;

use server::relay::percent;

/// The path of a `file:` address.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let path = percent::decode(&rest[rest.find('/')?..])?;
    // `/c:/x` of Windows.
    let has_drive = path.len() > 2 && path.as_bytes()[2] == b':' && path.as_bytes()[1].is_ascii_alphabetic();
    Some(PathBuf::from(if has_drive { &path[1..] } else { &path }))
}

pub(super) fn from_path(path: &Path) -> Option<Uri> {
    let text = path.to_str()?.replace('\\', "/");
    let parts: Vec<String> = text.split('/').map(percent::encode).collect();
    let slash = if text.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!("file://{slash}{}", parts.join("/"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_name_each_other() {
        for path in ["/a/b c/中文.wxml", "/a/100%.wxml", "/a/@b/#c?.wxss"] {
            let uri = from_path(Path::new(path)).unwrap();
            assert_eq!(to_path(&uri).as_deref(), Some(Path::new(path)), "{}", uri.as_str());
        }
        assert_eq!(to_path(&Uri::from_str("file:///c%3A/a.wxml").unwrap()), Some("c:/a.wxml".into()));
        for other in ["untitled:Untitled-1", "https://a/b", "file:///%ff"] {
            assert_eq!(Uri::from_str(other).ok().and_then(|uri| to_path(&uri)), None, "{other}");
        }
    }
}
