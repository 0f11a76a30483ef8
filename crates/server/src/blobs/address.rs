//! Where blobs lie: in the data folder, or in a bucket.
//!
//! In: an address, keys. Out: both checked. Must not: ask the bucket, or show a key.

use std::fmt;
use std::str::FromStr;

use rusty_s3::{Bucket, Credentials, UrlStyle};
use url::Url;

/// What the copies on this machine may take, when the address does not say.
const CACHE_MB: u64 = 2048;

#[derive(Debug, Clone, Default)]
pub enum BlobPlace {
    /// Below the data folder.
    #[default]
    Folder,
    S3(Box<S3Place>),
}

/// `s3://bucket/prefix?endpoint=https://host&region=eu-west-1&cache_mb=2048`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Address {
    bucket: String,
    /// Empty, or with a slash at its end.
    prefix: String,
    /// Of anything but Amazon.
    endpoint: Option<Url>,
    region: String,
    cache_size_bytes_max: u64,
}

/// A bucket, and the keys to it.
#[derive(Clone)]
pub struct S3Place {
    pub(super) bucket: Bucket,
    pub(super) credentials: Credentials,
    pub(super) prefix: String,
    pub(super) cache_size_bytes_max: u64,
}

impl fmt::Debug for S3Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "s3://{}/{}", self.bucket.name(), self.prefix)
    }
}

impl FromStr for S3Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |reason: &str| {
            format!(
                "`{text}` is no place for blobs ({reason}): write s3://bucket/prefix?endpoint=https://host&region=name"
            )
        };
        let url = Url::parse(text).map_err(|_| wrong("it is no address"))?;
        if url.scheme() != "s3" {
            return Err(wrong("it does not begin with s3://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("keys stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, not in an address"));
        }
        let bucket = url.host_str().filter(|bucket| !bucket.is_empty()).ok_or_else(|| wrong("it names no bucket"))?;
        let prefix = url.path().trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let mut address = S3Address {
            bucket: bucket.to_owned(),
            prefix,
            endpoint: None,
            region: "us-east-1".to_owned(),
            cache_size_bytes_max: CACHE_MB << 20,
        };
        for (name, value) in url.query_pairs() {
            match &*name {
                "endpoint" => {
                    let endpoint = Url::parse(&value).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
                    address.endpoint = Some(endpoint.ok_or_else(|| wrong("its endpoint is no http or https address"))?);
                }
                "region" => address.region = value.into_owned(),
                "cache_mb" => {
                    let number: u64 = value.parse().map_err(|_| wrong("cache_mb is no number"))?;
                    address.cache_size_bytes_max = number.saturating_mul(1 << 20);
                }
                _ => return Err(wrong("it says something beside endpoint, region and cache_mb")),
            }
        }
        Ok(address)
    }
}

impl S3Address {
    /// With the keys, as Amazon's own tools name them: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    pub fn with_keys(self, id: String, secret: String, token: Option<String>) -> Result<BlobPlace, String> {
        let (endpoint, style) = match self.endpoint {
            // Others have no host name for each bucket.
            Some(endpoint) => (endpoint, UrlStyle::Path),
            None => {
                let endpoint = format!("https://s3.{}.amazonaws.com", self.region);
                let endpoint = Url::parse(&endpoint).map_err(|_| format!("`{}` is no region", self.region))?;
                // A dot would make it a name that the certificate does not have.
                (endpoint, if self.bucket.contains('.') { UrlStyle::Path } else { UrlStyle::VirtualHost })
            }
        };
        let bucket = Bucket::new(endpoint, style, self.bucket, self.region).map_err(|error| error.to_string())?;
        let credentials = match token {
            Some(token) => Credentials::new_with_token(id, secret, token),
            None => Credentials::new(id, secret),
        };
        let cache_size_bytes_max = self.cache_size_bytes_max;
        Ok(BlobPlace::S3(Box::new(S3Place { bucket, credentials, prefix: self.prefix, cache_size_bytes_max })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_with_what_is_needed_to_find_it() {
        let plain: S3Address = "s3://minnow".parse().unwrap();
        assert_eq!((plain.prefix.as_str(), plain.region.as_str(), plain.endpoint), ("", "us-east-1", None));
        let full: S3Address = "s3://minnow/a/b/?endpoint=http://127.0.0.1:9000&region=x&cache_mb=10".parse().unwrap();
        assert_eq!((full.prefix.as_str(), full.region.as_str()), ("a/b/", "x"));
        assert_eq!((full.endpoint.unwrap().as_str(), full.cache_size_bytes_max), ("http://127.0.0.1:9000/", 10 << 20));
        for text in [
            "",
            "minnow",
            "http://minnow",
            "s3://",
            "s3://key:secret@minnow",
            "s3://minnow?endpoint=file:///etc",
            "s3://minnow?cache_mb=much",
            "s3://minnow?secret=x",
        ] {
            assert!(text.parse::<S3Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn keys_are_not_shown() {
        let place = "s3://minnow/p".parse::<S3Address>().unwrap();
        let place = place.with_keys("theid".to_owned(), "thesecret".to_owned(), Some("thetoken".to_owned())).unwrap();
        let text = format!("{place:?}");
        assert!(text.contains("s3://minnow/p/") && !text.contains("thesecret") && !text.contains("thetoken"), "{text}");
    }
}
