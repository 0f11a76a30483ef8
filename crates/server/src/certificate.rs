//! The certificate that TLS is ended with: files that the operator renews, or one that the server gets and renews by itself.
//!
//! In: where it comes from. Out: TLS, kept up while the server runs. Must not: know what is answered over it.

use std::path::Path;

use crate::acme::{Acme, AcmeConfig};
use crate::config::Domain;
use crate::listen::{Tls, TlsFiles};
use crate::server::StartError;

/// Where a server's certificate comes from. It has to be for the platform's domain and for the names below it.
#[derive(Clone)]
pub enum CertificateSource {
    Files(TlsFiles),
    Acme(AcmeConfig),
}

pub(crate) struct Certificate {
    tls: Tls,
    acme: Option<Acme>,
}

impl Certificate {
    /// Makes sure that there is one. `folder`: of the server's files.
    pub(crate) async fn open(source: CertificateSource, folder: &Path, domain: &Domain) -> Result<Self, StartError> {
        let (files, acme) = match source {
            CertificateSource::Files(files) => (files, None),
            CertificateSource::Acme(config) => {
                let acme = Acme::open(config, folder, domain).await?;
                (acme.files(), Some(acme))
            }
        };
        Ok(Certificate { tls: Tls::open(files, domain)?, acme })
    }

    pub(crate) fn tls(&self) -> Tls {
        self.tls.clone()
    }

    /// Looks after it for ever.
    pub(crate) async fn keep_up(self) {
        match self.acme {
            Some(acme) => acme.keep_up(&self.tls).await,
            None => self.tls.keep_up().await,
        }
    }
}
