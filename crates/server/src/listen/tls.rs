//! TLS by the server itself.
//!
//! In: a certificate chain and its key, as PEM files. Out: what ends TLS 1.2 and 1.3. Must not: go on with a certificate that programs'
//! names are not in, or stop because a renewed one is broken.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ProducesTickets;
use tokio_rustls::TlsAcceptor;

use crate::config::Domain;

/// Where the certificate lies.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The chain, the server's own certificate first.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("the file {file} cannot be read as PEM: {error}")]
    Unreadable { file: PathBuf, error: rustls::pki_types::pem::Error },
    #[error("there is no certificate in {0}: it has to hold the chain as PEM, the server's own first")]
    Empty(PathBuf),
    #[error(
        "the certificate in {file} is not for `{name}`: it has to be for {domain} and *.{domain}, since every program has a name of its own"
    )]
    OtherName { file: PathBuf, name: String, domain: String },
    #[error("the certificate in {file} and its key do not work together: {error}")]
    Unusable { file: PathBuf, error: rustls::Error },
}

/// A certificate in use, which is read again when its file changes.
#[derive(Clone)]
pub(crate) struct Tls(Arc<Shared>);

struct Shared {
    files: TlsFiles,
    domain: Domain,
    /// The same through renewals, so that who was here before need not shake hands in full.
    tickets: Option<Arc<dyn ProducesTickets>>,
    current: RwLock<Current>,
}

struct Current {
    config: Arc<ServerConfig>,
    changed: Changed,
}

/// When the files were changed last.
type Changed = [Option<SystemTime>; 2];

/// How often the files are looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(60);

impl Tls {
    /// Reads the certificate of a platform at `domain`.
    pub(crate) fn open(files: TlsFiles, domain: &Domain) -> Result<Self, TlsError> {
        let tickets = ring::Ticketer::new().ok();
        let changed = changed(&files);
        let config = Arc::new(read(&files, domain, tickets.clone())?);
        let current = RwLock::new(Current { config, changed });
        Ok(Tls(Arc::new(Shared { files, domain: domain.clone(), tickets, current })))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let current = self.0.current.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&current.config))
    }

    /// Takes a renewed certificate into use, for ever.
    pub(crate) async fn keep_up(&self) {
        let mut looks = tokio::time::interval(LOOK_INTERVAL);
        loop {
            looks.tick().await;
            let tls = self.clone();
            let _ = tokio::task::spawn_blocking(move || tls.look()).await;
        }
    }

    /// Whether another certificate is in use now.
    pub(crate) fn look(&self) -> bool {
        let Shared { files, domain, tickets, current } = &*self.0;
        let changed = changed(files);
        if current.read().unwrap_or_else(PoisonError::into_inner).changed == changed {
            return false;
        }
        let read = read(files, domain, tickets.clone());
        let mut current = current.write().unwrap_or_else(PoisonError::into_inner);
        current.changed = changed;
        match read {
            Ok(config) => {
                current.config = Arc::new(config);
                tracing::info!(file = %files.certificate.display(), "another certificate is in use");
                true
            }
            Err(error) => {
                tracing::error!(%error, "the certificate changed but cannot be used; the one before stays");
                false
            }
        }
    }
}

fn changed(files: &TlsFiles) -> Changed {
    [&files.certificate, &files.key].map(|file| std::fs::metadata(file).and_then(|about| about.modified()).ok())
}

fn read(
    files: &TlsFiles,
    domain: &Domain,
    tickets: Option<Arc<dyn ProducesTickets>>,
) -> Result<ServerConfig, TlsError> {
    let file = &files.certificate;
    let unreadable = |file: &Path| {
        let file = file.to_owned();
        move |error| TlsError::Unreadable { file, error }
    };
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<_, _>>).map_err(unreadable(file))?;
    let own = chain.first().ok_or_else(|| TlsError::Empty(file.clone()))?;
    check_names(own, file, domain)?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(unreadable(&files.key))?;
    let unusable = |error| TlsError::Unusable { file: file.clone(), error };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    if let Some(tickets) = tickets {
        config.ticketer = tickets;
    }
    // One ticket is enough for a browser, and each costs bytes of the first answer.
    config.send_tls13_tickets = 1;
    Ok(config)
}

/// The platform's own name and any program's have to be in it.
fn check_names(certificate: &CertificateDer<'_>, file: &Path, domain: &Domain) -> Result<(), TlsError> {
    let unusable = |error| TlsError::Unusable { file: file.to_owned(), error };
    let parsed = rustls::server::ParsedCertificate::try_from(certificate).map_err(unusable)?;
    for name in [domain.as_str().to_owned(), format!("any-program.{}", domain.as_str())] {
        let is_in_it = ServerName::try_from(name.as_str())
            .is_ok_and(|server| rustls::client::verify_server_name(&parsed, &server).is_ok());
        if !is_in_it {
            let (file, domain) = (file.to_owned(), domain.as_str().to_owned());
            return Err(TlsError::OtherName { file, name, domain });
        }
    }
    Ok(())
}
