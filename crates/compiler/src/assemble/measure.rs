//! Sizes and names by content: digests for file names, brotli sizes for the report.
//!
//! In: bytes. Out: numbers and short names, the same for the same bytes. Must not: keep the bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use protocol::manifest::Manifest;
use protocol::package::Bytes;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::Assembly;
use super::reach::Reach;
use crate::report::{PackageReport, PageReport, Report, Size};
use crate::sources::hash_bytes;
use crate::{Mode, program::is_asset};

/// Quality of brotli for sizes: quick enough for every build.
const BROTLI_QUALITY: u32 = 5;
const BROTLI_WINDOW_BITS: u32 = 22;

/// What is known of contents from earlier builds, by their hash.
#[derive(Default)]
pub(crate) struct Digests {
    names: Mutex<FxHashMap<u64, String>>,
    brotli: Mutex<FxHashMap<u64, u64>>,
}

impl Digests {
    /// A short name for a content: the beginning of its SHA-256 in base 36.
    pub(crate) fn short(&self, content: &[u8]) -> String {
        let key = hash_bytes(content);
        if let Some(name) = self.names.lock().ok().and_then(|names| names.get(&key).cloned()) {
            return name;
        }
        let digest = Sha256::digest(content);
        let mut number = u64::from_be_bytes([
            digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
        ]);
        let name: String = (0..9)
            .map(|_| {
                let digit = char::from_digit((number % 36) as u32, 36).unwrap_or('0');
                number /= 36;
                digit
            })
            .collect();
        if let Ok(mut names) = self.names.lock() {
            names.insert(key, name.clone());
        }
        name
    }

    pub(super) fn brotli_bytes(&self, content: &[u8]) -> u64 {
        let key = hash_bytes(content);
        if let Some(size) = self.brotli.lock().ok().and_then(|sizes| sizes.get(&key).copied()) {
            return size;
        }
        let size = brotli_bytes(content);
        if let Ok(mut sizes) = self.brotli.lock() {
            sizes.insert(key, size);
        }
        size
    }
}

/// The size of a file that came to the package after it was assembled.
pub fn size(content: &[u8]) -> Size {
    Size { raw_bytes: content.len() as u64, brotli_bytes: brotli_bytes(content) }
}

fn brotli_bytes(content: &[u8]) -> u64 {
    let mut counter = Counter(0);
    let mut input = content;
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY as i32,
        lgwin: BROTLI_WINDOW_BITS as i32,
        ..Default::default()
    };
    match brotli::BrotliCompress(&mut input, &mut counter, &parameters) {
        Ok(_) => counter.0,
        Err(_) => content.len() as u64,
    }
}

/// Counts what is written to it.
struct Counter(u64);

impl std::io::Write for Counter {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        self.0 += part.len() as u64;
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The report. `user_counts` say how many pages use a chunk.
pub(crate) fn report(
    assembly: &Assembly,
    reach: &Reach,
    manifest: &Manifest,
    files: &BTreeMap<String, Bytes>,
    user_counts: &[&BTreeMap<String, usize>],
    assets_bytes: u64,
) -> Report {
    // Compressing is for builds that are shipped; in development the raw sizes do.
    let compresses = assembly.options.mode == Mode::Release;
    let measured: Vec<(&String, Size)> = files
        .par_iter()
        .filter(|(path, _)| !is_asset(path) && !path.ends_with(".map"))
        .map(|(path, content)| {
            let brotli_bytes = if compresses { assembly.digests.brotli_bytes(content) } else { 0 };
            (path, Size { raw_bytes: content.len() as u64, brotli_bytes })
        })
        .collect();
    let sizes: FxHashMap<&str, Size> = measured.iter().map(|(path, size)| (path.as_str(), *size)).collect();
    let mut report = Report { assets_bytes, source_count: assembly.sources.used_count(), ..Report::default() };
    for (_, size) in &measured {
        report.total += *size;
    }
    for (user, entry) in assembly.graph.pages.iter().enumerate() {
        let Some(page) = manifest.pages.get(&entry.path) else { continue };
        let mut one = PageReport { path: entry.path.clone(), package: entry.package.clone(), ..PageReport::default() };
        let runtime = std::iter::once(&manifest.runtime.css)
            .chain([&manifest.runtime.view, &manifest.runtime.logic])
            .chain(page.elements.iter().filter_map(|tag| manifest.runtime.elements.get(tag)))
            .chain(manifest.runtime.parts.values().filter(|file| page.logic.contains(file)))
            .chain(page.api.iter().filter_map(|group| manifest.runtime.api.get(group)?.logic.as_ref()));
        let runtime: BTreeSet<&String> = runtime.filter(|file| !file.is_empty()).collect();
        for file in &runtime {
            one.runtime += sizes.get(file.as_str()).copied().unwrap_or_default();
        }
        one.files.extend(runtime.iter().map(|file| (*file).clone()));
        // Templates are loaded by both realms, and fetched once.
        let mut counted = runtime;
        let chunks = manifest.logic_files(page).chain(manifest.view_files(page)).chain(manifest.style_files(page));
        for file in chunks {
            if !counted.insert(file) {
                continue;
            }
            let size = sizes.get(file.as_str()).copied().unwrap_or_default();
            let is_own = user_counts.iter().any(|counts| counts.get(file) == Some(&1));
            if is_own {
                one.own += size;
            } else {
                one.shared += size;
            }
            one.files.push(file.clone());
        }
        for part in [one.runtime, one.own, one.shared] {
            one.first_load += part;
        }
        let images: BTreeSet<&String> =
            reach.components_of(user).iter().filter_map(|path| assembly.program.assets.get(path)).flatten().collect();
        let shown = images.iter().map(|path| manifest.images.get(*path).unwrap_or(path));
        one.images_bytes = shown.filter_map(|path| files.get(path)).map(|content| content.len() as u64).sum();
        one.first_images_bytes = one.images_bytes;
        report.pages.push(one);
    }
    report.packages = packages(assembly, reach, files);
    report
}

/// The size of each package of app.json, the main one first.
fn packages(assembly: &Assembly, reach: &Reach, files: &BTreeMap<String, Bytes>) -> Vec<PackageReport> {
    let program = assembly.program;
    let roots = std::iter::once("").chain(assembly.app.subpackages.iter().map(|package| package.root.as_str()));
    let mut packages: Vec<PackageReport> =
        roots.map(|root| PackageReport { root: root.to_owned(), raw_bytes: 0 }).collect();
    let scripts = reach.app_modules.iter().chain(reach.modules.keys());
    let parts = scripts
        .map(|path| (path, program.modules[path].emitted.code.len()))
        .chain(reach.templates.keys().map(|path| (path, program.templates[path].compiled.unit.code.len())))
        .chain(reach.wxs.keys().map(|path| (path, program.wxs[path].code.len())))
        .chain(program.styles.iter().map(|(path, css)| (path, css.len())))
        .chain(files.iter().filter(|(path, _)| is_asset(path)).map(|(path, content)| (path, content.len())));
    for (path, size) in parts {
        packages[reach.partition(path)].raw_bytes += size as u64;
    }
    packages
}
