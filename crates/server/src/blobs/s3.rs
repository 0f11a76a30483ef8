//! Blobs in a bucket of S3 or of what speaks its protocol.
//!
//! In: files. Out: files, by digest. Must not: hold a large file in memory, believe the store about a content, or let a signed address into a log.
//!
//! The library signs requests and reads lists; they are sent as every other request of the server is.

use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::{Client, Response, StatusCode, header};
use rusty_s3::S3Action;
use rusty_s3::actions::ListObjectsV2;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;

use super::{BlobError, Digest, S3Place};

/// How long a signed address is good: clocks differ.
const SIGNED_FOR: Duration = Duration::from_secs(5 * 60);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Without a byte.
const SILENCE_LIMIT: Duration = Duration::from_secs(30);
/// A store that is busy or restarts is asked again, after a while that grows.
const TRIES_MAX: u32 = 4;
const WAIT_BEFORE_SECOND_TRY: Duration = Duration::from_millis(100);
/// A page of a list has 1,000 keys.
const LIST_SIZE_BYTES_MAX: usize = 4 << 20;

#[derive(Debug)]
pub(super) struct S3 {
    place: S3Place,
    client: Client,
}

/// How a request ended.
enum Outcome {
    Answer(Response),
    Absent,
}

impl S3 {
    /// Asks for a page of the list, so that wrong keys show at once.
    pub(super) async fn open(place: S3Place) -> Result<Self, BlobError> {
        let client = Client::builder().connect_timeout(CONNECT_LIMIT).read_timeout(SILENCE_LIMIT);
        let client = client.build().map_err(|error| failed(error.to_string()))?;
        let s3 = S3 { place, client };
        s3.page(None, 1).await?;
        Ok(s3)
    }

    pub(super) async fn contains(&self, digest: Digest) -> Result<bool, BlobError> {
        let key = self.key(digest);
        let action = self.place.bucket.head_object(Some(&self.place.credentials), &key);
        let outcome = self.send(|| async { Ok(self.client.head(action.sign(SIGNED_FOR))) }).await?;
        Ok(matches!(outcome, Outcome::Answer(_)))
    }

    /// Sends a file whose digest is known to be this.
    pub(super) async fn put(&self, digest: Digest, path: &Path) -> Result<(), BlobError> {
        let key = self.key(digest);
        let action = self.place.bucket.put_object(Some(&self.place.credentials), &key);
        let request = || async {
            let file = File::open(path).await?;
            let size_bytes = file.metadata().await?.len();
            let request = self.client.put(action.sign(SIGNED_FOR)).header(header::CONTENT_LENGTH, size_bytes);
            Ok(if size_bytes == 0 { request } else { request.body(file) })
        };
        match self.send(request).await? {
            Outcome::Answer(_) => Ok(()),
            Outcome::Absent => Err(failed(format!("there is no bucket {}", self.place.bucket.name()))),
        }
    }

    /// Brings a content into a file; its size, or `None` when it is not there.
    pub(super) async fn get(&self, digest: Digest, path: &Path) -> Result<Option<u64>, BlobError> {
        let key = self.key(digest);
        let action = self.place.bucket.get_object(Some(&self.place.credentials), &key);
        let outcome = self.send(|| async { Ok(self.client.get(action.sign(SIGNED_FOR))) }).await?;
        let Outcome::Answer(response) = outcome else { return Ok(None) };
        let (mut file, mut hasher, mut size_bytes) = (File::create(path).await?, Sha256::new(), 0);
        let mut content = response.bytes_stream();
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|error| failed(error.without_url().to_string()))?;
            hasher.update(&piece);
            size_bytes += piece.len() as u64;
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        if Digest::from_hash(hasher.finalize().into()) != digest {
            return Err(failed(format!("it has another content at {digest}")));
        }
        Ok(Some(size_bytes))
    }

    pub(super) async fn digests(&self) -> Result<Vec<Digest>, BlobError> {
        let (mut found, mut next) = (Vec::new(), None);
        loop {
            let page = self.page(next.as_deref(), 1000).await?;
            let names = page.contents.iter().filter_map(|object| object.key.rsplit('/').next());
            found.extend(names.filter_map(|name| name.parse::<Digest>().ok()));
            next = page.next_continuation_token;
            if next.is_none() {
                found.sort();
                return Ok(found);
            }
        }
    }

    async fn page(
        &self,
        after: Option<&str>,
        count: usize,
    ) -> Result<rusty_s3::actions::ListObjectsV2Response, BlobError> {
        let mut action = self.place.bucket.list_objects_v2(Some(&self.place.credentials));
        action.with_prefix(self.place.prefix.as_str());
        action.with_max_keys(count);
        if let Some(after) = after {
            action.with_continuation_token(after);
        }
        let outcome = self.send(|| async { Ok(self.client.get(action.sign(SIGNED_FOR))) }).await?;
        let Outcome::Answer(response) = outcome else {
            return Err(failed(format!("there is no bucket {}", self.place.bucket.name())));
        };
        let text = text_of(response).await?;
        ListObjectsV2::parse_response(&text).map_err(|error| failed(format!("its list cannot be read: {error}")))
    }

    /// Below two digits of the digest, as in a folder.
    fn key(&self, digest: Digest) -> String {
        let name = digest.to_string();
        format!("{}{}/{name}", self.place.prefix, &name[..2])
    }

    /// Sends a request, again when that may help.
    async fn send<F>(&self, request: impl Fn() -> F) -> Result<Outcome, BlobError>
    where
        F: Future<Output = Result<reqwest::RequestBuilder, BlobError>>,
    {
        let mut wait = WAIT_BEFORE_SECOND_TRY;
        for tried in 1.. {
            let reason = match request().await?.send().await {
                Ok(response) if response.status().is_success() => return Ok(Outcome::Answer(response)),
                Ok(response) if response.status() == StatusCode::NOT_FOUND => return Ok(Outcome::Absent),
                Ok(response) => {
                    let status = response.status();
                    let may_pass = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
                    let reason = format!("it answered {status} {}", code_of(&text_of(response).await?));
                    if !may_pass {
                        return Err(failed(reason));
                    }
                    reason
                }
                Err(error) => error.without_url().to_string(),
            };
            if tried >= TRIES_MAX {
                return Err(failed(reason));
            }
            tracing::warn!(reason, "the store of blobs is asked again");
            tokio::time::sleep_until(Instant::now() + wait).await;
            wait *= 3;
        }
        Err(failed("it was not asked".to_owned()))
    }
}

/// An answer that is no blob: short.
async fn text_of(response: Response) -> Result<String, BlobError> {
    let mut text = Vec::new();
    let mut content = response.bytes_stream();
    while let Some(piece) = content.next().await {
        text.extend_from_slice(&piece.map_err(|error| failed(error.without_url().to_string()))?);
        if text.len() > LIST_SIZE_BYTES_MAX {
            return Err(failed("its answer is too long".to_owned()));
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// `AccessDenied` and the like: the one word of an error that says nothing of the request.
fn code_of(text: &str) -> &str {
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(code, _)| code);
    if code.bytes().all(|byte| byte.is_ascii_alphanumeric()) { code } else { "" }
}

fn failed(reason: String) -> BlobError {
    BlobError::from(std::io::Error::other(format!("S3: {reason}")))
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn of_an_error_only_its_word_is_told() {
        let text = "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>secret</StringToSign></Error>";
        assert_eq!(code_of(text), "SignatureDoesNotMatch");
        assert_eq!(code_of("<Code>a\nb</Code>"), "");
        assert_eq!(code_of("nothing"), "");
    }
}
