//! Files of a release to somebody who has those of an earlier one: what differs, where a browser says what it has (RFC 9842).
//!
//! In: a request for a file that is named by its content. Out: an answer against the dictionary it offers, or none. Must not: take for a dictionary what
//! no release of this very program had under the same name.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Response, header};

use super::deltas::{CONTENT_BYTES_MIN, SIDE_BYTES_MAX};
use super::live::{LiveVersion, VERSION_HEADER};
use crate::blobs::Digest;
use crate::http::{
    AtHand, DCZ, FOR_EVER, FileHead, Tag, USE_AS_DICTIONARY, VARY_BY_DICTIONARY, available_dictionary, content_type,
    may_use_dictionaries, name_without_hash, policy_of_kind, takes_coding, use_as_dictionary,
};
use crate::platform::Platform;
use crate::registry::{Active, PackageFile, RegistryError};

/// A file against the dictionary that the request offers. `None`: it is to be sent in another form.
pub(super) async fn against_dictionary(
    platform: &Platform,
    app_id: &str,
    active: &Active,
    live: &LiveVersion,
    path: &str,
    request: &HeaderMap,
) -> Result<Option<Response<Body>>, RegistryError> {
    let Some(hash) = available_dictionary(request).map(Digest::from_hash) else { return Ok(None) };
    let Some((stem, _)) = name_without_hash(path) else { return Ok(None) };
    let file = live.index.files[path];
    if !(CONTENT_BYTES_MIN..=SIDE_BYTES_MAX).contains(&file.size_bytes) {
        return Ok(None);
    }
    let Some(dictionary) = released(platform, app_id, active, stem, hash).await? else { return Ok(None) };
    let forms = live.forms(path);
    let bytes_max = forms.iter().map(|form| form.size_bytes).min().unwrap_or(file.size_bytes);
    let launch = &platform.launch;
    let (pair, size_bytes) = ((hash, file.digest), dictionary.size_bytes + file.size_bytes);
    let Some(delta) = launch.deltas.get(pair, size_bytes, bytes_max, &launch.contents).await else {
        return Ok(None);
    };
    let kind = content_type(path);
    let mut head = FileHead::against(&hash.tag(), &kind, Tag(&file.digest.tag()))
        .with(header::CONTENT_SECURITY_POLICY, policy_of_kind(&kind));
    if let Some(name) = &live.name {
        head = head.with(HeaderName::from_static(VERSION_HEADER), name.clone());
    }
    // For the version after this one.
    if let Some(pattern) = use_as_dictionary(path) {
        head = head.with(USE_AS_DICTIONARY, pattern);
    }
    Ok(Some(head.answer(delta, FOR_EVER, request).into()))
}

/// The file of that content, and of a name that begins so, which a release of the program has or lately had.
async fn released(
    platform: &Platform,
    app_id: &str,
    active: &Active,
    stem: &str,
    hash: Digest,
) -> Result<Option<PackageFile>, RegistryError> {
    let begin = format!("{stem}.");
    for version_id in active.running().chain(&active.recent) {
        let version = platform.launch.live(app_id, version_id).await?;
        let files = version.index.files.range(begin.clone()..).take_while(|(path, _)| path.starts_with(&begin));
        let found = files.map(|(_, file)| *file).find(|file| file.digest == hash && file.size_bytes <= SIDE_BYTES_MAX);
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Says beside a file what it may be a dictionary for, to those who have use for that.
pub(super) fn offer(live: &LiveVersion, path: &str, request: &HeaderMap, answer: &mut AtHand) {
    if !may_use_dictionaries(request) || live.index.files[path].size_bytes > SIDE_BYTES_MAX {
        return;
    }
    if let Some(pattern) = use_as_dictionary(path) {
        answer.add(USE_AS_DICTIONARY, pattern);
        if takes_coding(request, DCZ) {
            answer.replace(header::VARY, VARY_BY_DICTIONARY);
        }
    }
}
