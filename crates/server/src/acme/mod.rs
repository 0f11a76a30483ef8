//! A certificate for the platform and all programs, from a certificate authority that speaks ACME (RFC 8555), renewed in time.
//!
//! In: what the operator decided, a program that writes DNS records. Out: the certificate's file. Must not: ask without need (authorities count), or
//! end a server because a renewal fails.

mod http;
mod order;
mod records;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::Instant;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use self::order::Authority;
pub use self::records::{DnsRecords, Written};
use crate::clock::now_ms;
use crate::config::Domain;
use crate::listen::{Tls, TlsFiles};

/// Let's Encrypt.
pub const ACME_DIRECTORY: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// What an operator decides about certificates that the server gets by itself.
#[derive(Clone)]
pub struct AcmeConfig {
    /// Who writes and removes DNS records.
    pub records: Arc<dyn DnsRecords>,
    /// How long a record needs until everybody sees it.
    pub wait: Duration,
    /// The authority's directory, an `https` address.
    pub directory: String,
    /// Where the authority writes to when something is wrong.
    pub email: Option<String>,
    /// A root certificate (PEM) that the authority's own server is trusted by, where public ones do not do.
    pub root: Option<PathBuf>,
    /// For authorities that want to know whose account a new one of theirs is.
    pub binding: Option<AccountBinding>,
}

/// What an authority gave its customer to bind an account of ACME to his own (RFC 8555, 7.3.4).
#[derive(Clone)]
pub struct AccountBinding {
    pub(super) id: String,
    pub(super) key: Vec<u8>,
}

impl AccountBinding {
    /// `key`: Base64 for addresses, as authorities write it. Errors say what is wrong with it, and do not have it.
    pub fn new(id: String, key: &str) -> Result<Self, String> {
        let key = URL_SAFE_NO_PAD.decode(key.trim().trim_end_matches('='));
        let key = key.map_err(
            |_| "the key of the external account (EAB) is Base64 for addresses: letters, digits, `-` and `_`",
        )?;
        if key.is_empty() {
            Err("the key of the external account (EAB) is empty".to_owned())
        } else {
            Ok(AccountBinding { id, key })
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    #[error("`{0}` is a name of this machine alone: a certificate is for a domain that is yours (--domain)")]
    OwnMachine(String),
    #[error("{path}: {error}")]
    File { path: PathBuf, error: std::io::Error },
    #[error("{path} holds no usable PEM: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error("the certificate authority at {directory}: {reason}")]
    Refused { directory: String, reason: String },
    #[error("the DNS record `{name}`: {reason}")]
    Record { name: String, reason: String },
}

/// The part of a certificate's life after which it is renewed; what authorities advise.
const RENEWAL_PART: (i64, i64) = (2, 3);
/// After a renewal that failed. An authority bears five failures an hour.
const RETRY_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How long is waited at most before the certificate's age is looked at again: machines sleep, clocks are set.
const LOOK_INTERVAL: Duration = Duration::from_secs(12 * 60 * 60);

/// The certificate and whoever gives the next one.
pub(crate) struct Acme {
    authority: Authority,
    /// Chain and key in one file, so that one is never without the other.
    file: PathBuf,
}

impl Acme {
    /// Makes sure that there is a certificate; the first one is waited for.
    pub(crate) async fn open(config: AcmeConfig, folder: &Path, domain: &Domain) -> Result<Self, AcmeError> {
        if domain.as_str().ends_with("localhost") {
            return Err(AcmeError::OwnMachine(domain.as_str().to_owned()));
        }
        let folder = folder.join("acme");
        let file = folder.join(format!("{}.pem", domain.as_str()));
        std::fs::create_dir_all(&folder).map_err(|error| AcmeError::File { path: folder.clone(), error })?;
        let acme = Acme { authority: Authority::new(config, folder, domain)?, file };
        if !acme.file.exists() || acme.life()?.end_ms <= now_ms() {
            tracing::warn!(
                domain = domain.as_str(),
                "the first certificate is asked for; the server answers when it is there"
            );
            acme.renew().await?;
        }
        Ok(acme)
    }

    pub(crate) fn files(&self) -> TlsFiles {
        TlsFiles { certificate: self.file.clone(), key: self.file.clone() }
    }

    /// Renews the certificate whenever it is time, for ever.
    pub(crate) async fn keep_up(&self, tls: &Tls) {
        loop {
            let wait = match self.renew_in_time().await {
                Ok(wait) => wait.min(LOOK_INTERVAL),
                Err(error) => {
                    tracing::error!(%error, "the certificate is not renewed yet; the one before stays");
                    RETRY_INTERVAL
                }
            };
            tls.look();
            tokio::time::sleep_until(Instant::now() + wait).await;
        }
    }

    /// How long until it is to be renewed; when that is now, it is done first.
    async fn renew_in_time(&self) -> Result<Duration, AcmeError> {
        if let Some(wait) = self.life()?.until_renewal(now_ms()) {
            return Ok(wait);
        }
        self.renew().await?;
        Ok(self.life()?.until_renewal(now_ms()).unwrap_or(RETRY_INTERVAL))
    }

    async fn renew(&self) -> Result<(), AcmeError> {
        let pem = self.authority.certificate().await?;
        write_in_place(&self.file, &pem)?;
        tracing::info!(file = %self.file.display(), "the authority gave a certificate");
        Ok(())
    }

    fn life(&self) -> Result<Life, AcmeError> {
        let unreadable = |reason: String| AcmeError::Unreadable { path: self.file.clone(), reason };
        let certificate = CertificateDer::from_pem_file(&self.file).map_err(|error| unreadable(error.to_string()))?;
        let (_, parsed) = X509Certificate::from_der(&certificate).map_err(|error| unreadable(error.to_string()))?;
        let validity = parsed.validity();
        let ms = |at: x509_parser::time::ASN1Time| at.timestamp().saturating_mul(1000);
        Ok(Life { begin_ms: ms(validity.not_before), end_ms: ms(validity.not_after) })
    }
}

/// When a certificate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Life {
    begin_ms: i64,
    end_ms: i64,
}

impl Life {
    /// `None` when it is time.
    fn until_renewal(self, now_ms: i64) -> Option<Duration> {
        let (part, whole) = RENEWAL_PART;
        let due_ms = self.begin_ms + self.end_ms.saturating_sub(self.begin_ms) / whole * part;
        u64::try_from(due_ms - now_ms).ok().filter(|wait| *wait > 0).map(Duration::from_millis)
    }
}

/// A private file with new content: the whole of it or, after a crash, what was there before.
fn write_in_place(path: &Path, content: &str) -> Result<(), AcmeError> {
    use std::io::Write as _;
    let beside = path.with_extension("new");
    let written = || {
        if beside.exists() {
            std::fs::remove_file(&beside)?;
        }
        let mut file = crate::private_file::create(&beside)?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    written().map_err(|error| AcmeError::File { path: path.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_renewed_after_two_thirds_of_its_life() {
        let life = Life { begin_ms: 1_000, end_ms: 91_000 };
        assert_eq!(life.until_renewal(1_000), Some(Duration::from_secs(60)));
        assert_eq!(life.until_renewal(60_999), Some(Duration::from_millis(1)));
        assert_eq!(life.until_renewal(61_000), None);
        assert_eq!(life.until_renewal(i64::MAX), None);
        // A clock that was wrong when it was given.
        assert_eq!(Life { begin_ms: 0, end_ms: 0 }.until_renewal(5), None);
    }

    struct NoRecords;

    impl DnsRecords for NoRecords {
        fn present<'a>(&'a self, _: &'a str, _: &'a str) -> Written<'a> {
            Box::pin(async { Err("nobody is to be asked".to_owned()) })
        }

        fn clean_up<'a>(&'a self, _: &'a str, _: &'a str) -> Written<'a> {
            self.present("", "")
        }
    }

    #[tokio::test]
    async fn names_of_this_machine_get_no_certificate() {
        let config = AcmeConfig {
            records: Arc::new(NoRecords),
            wait: Duration::ZERO,
            directory: ACME_DIRECTORY.to_owned(),
            email: None,
            root: None,
            binding: None,
        };
        let folder = tempfile::tempdir().unwrap();
        let refused = Acme::open(config, folder.path(), &Domain::local()).await.err().unwrap();
        assert!(refused.to_string().contains("--domain"), "{refused}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_key_of_an_external_account_is_read_as_authorities_write_it() {
        for key in ["zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W", "AQIDBA", "AQIDBA==\n"] {
            assert!(AccountBinding::new("kid-1".to_owned(), key).is_ok(), "{key}");
        }
        for key in ["", "==", "a+b/", "not Base64!"] {
            let error = AccountBinding::new("kid-1".to_owned(), key).err().unwrap();
            assert!(!error.contains("not Base64"), "{error}");
        }
    }

    #[test]
    fn a_private_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pem");
        // What a crash left.
        std::fs::write(folder.path().join("a.new"), "half").unwrap();
        for content in ["first", "second"] {
            write_in_place(&path, content).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
