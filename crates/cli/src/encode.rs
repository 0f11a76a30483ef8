//! Compressed forms of a package's texts, for servers that send them as they are: `.br`, `.zst` and `.gz` beside each file.
//!
//! In: files. Out: more files, each under the name of the file and its ending. Must not: change a file, or keep a form that saves little.

use std::path::Path;
use std::sync::Arc;

use protocol::package::{Bytes, ENTRY_DOCUMENT_PATH, Package};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use server::http::{Effort, Encoding, is_compressible};

/// Launch documents change with every build, and in a program of many pages they are most of its bytes: beyond this they are compressed
/// quickly, which leaves them a tenth larger.
const DOCUMENT_BYTES_MAX: usize = 512 << 10;

/// Compressed forms that are at hand: those made with the runtime, and by content.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known(FxHashMap<(Encoding, Bytes), Bytes>);

impl Known {
    pub(crate) fn insert(&mut self, encoding: Encoding, content: Bytes, encoded: Bytes) {
        self.0.insert((encoding, content), encoded);
    }
}

/// Adds the compressed forms of every file. Those in `earlier`, the folder of the last build, are taken where the file is the same.
pub(crate) fn add_encodings(package: &mut Package, known: &Known, earlier: &Path) {
    let is_document = |path: &str| path.ends_with(ENTRY_DOCUMENT_PATH);
    let document_bytes: usize =
        package.files.iter().filter(|(path, _)| is_document(path)).map(|(_, content)| content.len()).sum();
    let mut jobs: Vec<(&String, &Bytes, Encoding)> = Vec::new();
    for (path, content) in package.files.iter().filter(|(path, _)| is_compressible(path)) {
        jobs.extend(Encoding::ALL.map(|encoding| (path, content, encoding)));
    }
    // The longest first, so that no thread is left with one at the end.
    jobs.sort_by_key(|(_, content, encoding)| std::cmp::Reverse((content.len(), *encoding == Encoding::Brotli)));
    let encoded: Vec<(String, Bytes)> = jobs
        .into_par_iter()
        .filter_map(|(path, content, encoding)| {
            let is_quick = is_document(path) && document_bytes > DOCUMENT_BYTES_MAX;
            let encoded = match known.0.get(&(encoding, Arc::clone(content))) {
                Some(encoded) => Arc::clone(encoded),
                None => match read_earlier(earlier, path, content, encoding) {
                    Some(encoded) => encoded.into(),
                    None => encoding.encode(content, if is_quick { Effort::Quick } else { Effort::Full })?.into(),
                },
            };
            Some((format!("{path}{}", encoding.ending()), encoded))
        })
        .collect();
    package.files.extend(encoded);
}

/// The form an earlier build made of the same content.
fn read_earlier(folder: &Path, path: &str, content: &[u8], encoding: Encoding) -> Option<Vec<u8>> {
    let file = folder.join(path);
    let is_same_length = std::fs::metadata(&file).ok()?.len() == content.len() as u64;
    if !is_same_length || std::fs::read(&file).ok()? != content {
        return None;
    }
    std::fs::read(folder.join(format!("{path}{}", encoding.ending()))).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read as _;

    use super::*;
    use crate::files::temporary_folder;

    fn decode(encoding: Encoding, encoded: &[u8]) -> Vec<u8> {
        let mut content = Vec::new();
        match encoding {
            Encoding::Brotli => brotli::BrotliDecompress(&mut &*encoded, &mut content).unwrap(),
            Encoding::Zstd => content = zstd::stream::decode_all(encoded).unwrap(),
            Encoding::Gzip => {
                flate2::read::GzDecoder::new(encoded).read_to_end(&mut content).unwrap();
            }
        }
        content
    }

    fn package(files: &[(&str, &[u8])]) -> Package {
        let files: BTreeMap<String, Bytes> =
            files.iter().map(|(path, content)| ((*path).to_owned(), Arc::from(*content))).collect();
        Package { files, manifest: protocol::manifest::Manifest::default() }
    }

    #[test]
    fn texts_that_shrink_get_every_form_and_other_files_none() {
        let text = "a text that repeats itself, ".repeat(50);
        // Bytes without any order: the same each time.
        let mut seed = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .take(2_000)
        .collect();
        let mut package = package(&[
            ("a/x.js", text.as_bytes()),
            ("i.SVG", text.as_bytes()),
            ("i.png", text.as_bytes()),
            ("none", text.as_bytes()),
            ("small.css", b"a{}"),
            ("noise.wasm", &noise),
        ]);
        add_encodings(&mut package, &Known::default(), Path::new("/nowhere"));
        let added: Vec<&str> = package
            .files
            .keys()
            .map(String::as_str)
            .filter(|path| Encoding::ALL.iter().any(|one| path.ends_with(one.ending())))
            .collect();
        assert_eq!(added, ["a/x.js.br", "a/x.js.gz", "a/x.js.zst", "i.SVG.br", "i.SVG.gz", "i.SVG.zst"]);
        for encoding in Encoding::ALL {
            let encoded = &package.files[&format!("a/x.js{}", encoding.ending())];
            assert_eq!(decode(encoding, encoded), text.as_bytes(), "{encoding:?}");
            let quick = encoding.encode(text.as_bytes(), Effort::Quick).unwrap();
            assert_eq!(decode(encoding, &quick), text.as_bytes(), "{encoding:?}");
        }
    }

    #[test]
    fn what_an_earlier_build_or_the_runtime_has_is_not_made_again() {
        let (old, new, of_runtime) = ("old ".repeat(200), "new ".repeat(200), "runtime ".repeat(200));
        let folder = temporary_folder("encode");
        for (path, content) in [
            ("same.js", &old),
            ("changed.js", &old),
            ("same.js.br", &"kept".to_owned()),
            ("changed.js.br", &"stale".to_owned()),
        ] {
            std::fs::write(folder.join(path), content).unwrap();
        }
        let mut package =
            package(&[("same.js", old.as_bytes()), ("changed.js", new.as_bytes()), ("view.js", of_runtime.as_bytes())]);
        let mut known = Known::default();
        known.insert(Encoding::Brotli, Arc::from(of_runtime.as_bytes()), Arc::from(b"known".as_slice()));
        add_encodings(&mut package, &known, &folder);
        assert_eq!(&*package.files["same.js.br"], b"kept");
        assert_eq!(&*package.files["view.js.br"], b"known");
        assert_eq!(decode(Encoding::Brotli, &package.files["changed.js.br"]), new.as_bytes());
        assert_eq!(decode(Encoding::Gzip, &package.files["view.js.gz"]), of_runtime.as_bytes());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
