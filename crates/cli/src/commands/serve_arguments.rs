//! The arguments of `minnow serve`.
//!
//! In: parsed arguments. Out: the same with their meaning, where one argument alone does not have it. Must not: start anything.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use server::{AccountBinding, AcmeConfig, CertificateSource, TlsFiles};

use super::{DataArguments, ReviewWord, listen_address};
use crate::log::{LogForm, LogLevel};
use crate::platform::dns_hook::DnsHook;

#[derive(Debug, clap::Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    pub(super) data: DataArguments,
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub(super) listen: std::net::SocketAddr,
    /// Host name of the platform; programs stand at names below it [default: mini.localhost]
    #[arg(long, value_name = "HOST")]
    pub(super) domain: Option<server::Domain>,
    /// People reach it over HTTPS, which something in front of it ends
    #[arg(long)]
    pub(super) https: bool,
    #[command(flatten)]
    pub(super) tls: TlsArguments,
    #[command(flatten)]
    pub(super) acme: AcmeArguments,
    /// Address and port where plain HTTP is led to HTTPS, such as 0.0.0.0:80
    #[arg(long, value_name = "ADDRESS:PORT", requires = "certificate", value_parser = listen_address)]
    pub(super) redirect: Option<std::net::SocketAddr>,
    /// Port people reach it at, when it is another than the one it listens on
    #[arg(long, value_name = "PORT")]
    pub(super) public_port: Option<u16>,
    /// Whether an operator looks at each version before it goes out
    #[arg(long, value_enum, default_value_t = ReviewWord::Automatic)]
    pub(super) review: ReviewWord,
    /// Header in which what stands in front says the country somebody is in, such as CF-IPCountry
    #[arg(long, value_name = "NAME")]
    pub(super) country_header: Option<axum::http::HeaderName>,
    #[command(flatten)]
    pub(super) mail: MailArguments,
    #[command(flatten)]
    pub(super) oidc: OidcArguments,
    #[command(flatten)]
    pub(super) watch: WatchArguments,
    #[command(flatten)]
    pub(super) edge: EdgeArguments,
}

/// A certificate that the operator has.
#[derive(Debug, clap::Args)]
pub(super) struct TlsArguments {
    /// Ends TLS itself, with this certificate chain (PEM) for the domain and the names below it
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "https", group = "certificate")]
    pub(super) tls_cert: Option<PathBuf>,
    /// The certificate's key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,
}

impl TlsArguments {
    fn files(self) -> Option<TlsFiles> {
        self.tls_cert.zip(self.tls_key).map(|(certificate, key)| TlsFiles { certificate, key })
    }
}

/// Where the certificate comes from; the two kinds of arguments exclude each other.
pub(super) fn certificate(tls: TlsArguments, acme: AcmeArguments) -> Result<Option<CertificateSource>> {
    let acme = acme.config()?.map(CertificateSource::Acme);
    Ok(tls.files().map(CertificateSource::Files).or(acme))
}

/// A certificate that the server gets.
#[derive(Debug, clap::Args)]
pub(super) struct AcmeArguments {
    /// Ends TLS itself, with a certificate it gets from an authority (ACME, dns-01): PROGRAM writes DNS records, asked as `PROGRAM present NAME VALUE` and `PROGRAM cleanup NAME VALUE`
    #[arg(long, value_name = "PROGRAM", conflicts_with_all = ["https", "tls_cert"], requires = "domain", group = "certificate")]
    pub(super) acme_hook: Option<PathBuf>,
    /// Seconds until everybody sees a record that PROGRAM wrote
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "acme_hook")]
    pub(super) acme_wait: u64,
    /// Where the authority writes to when something is wrong
    #[arg(long, value_name = "ADDRESS", requires = "acme_hook")]
    pub(super) acme_email: Option<String>,
    /// The authority
    #[arg(long, value_name = "URL", default_value = server::ACME_DIRECTORY, requires = "acme_hook")]
    pub(super) acme_directory: url::Url,
    /// Certificate (PEM) that the authority's own server is trusted by beside public ones, for an authority of one's own
    #[arg(long, value_name = "FILE", requires = "acme_hook")]
    pub(super) acme_root: Option<PathBuf>,
    /// Your account at an authority that wants one (EAB), as it names it
    #[arg(long, value_name = "ID", requires = "acme_hook")]
    pub(super) acme_eab_id: Option<String>,
    /// File of that account's key, as the authority writes it (Base64)
    #[arg(long, value_name = "FILE", requires = "acme_eab_id")]
    pub(super) acme_eab_key_file: Option<PathBuf>,
    /// That account's key; from the environment only, since everybody on a machine sees the arguments of its processes
    #[arg(long, value_name = "KEY", env = "MINNOW_ACME_EAB_KEY", hide = true, conflicts_with = "acme_eab_key_file")]
    pub(super) acme_eab_key: Option<String>,
}

impl AcmeArguments {
    fn config(self) -> Result<Option<AcmeConfig>> {
        let Some(hook) = self.acme_hook else { return Ok(None) };
        let binding = match self.acme_eab_id {
            Some(id) => {
                let key = secret(self.acme_eab_key_file, self.acme_eab_key, "the external account's key")?;
                let key = key.context(
                    "--acme-eab-id needs the account's key: --acme-eab-key-file FILE, or MINNOW_ACME_EAB_KEY",
                )?;
                Some(AccountBinding::new(id, &key).map_err(anyhow::Error::msg)?)
            }
            None => None,
        };
        Ok(Some(AcmeConfig {
            records: Arc::new(DnsHook(hook)),
            wait: Duration::from_secs(self.acme_wait),
            directory: self.acme_directory.into(),
            email: self.acme_email,
            root: self.acme_root,
            binding,
        }))
    }
}

/// A secret of a file, or else of the environment. `what`: for whoever reads that the file cannot be read.
fn secret(file: Option<PathBuf>, of_environment: Option<String>, what: &str) -> Result<Option<String>> {
    let of_file = file.map(|path| {
        let text = std::fs::read_to_string(&path);
        text.with_context(|| format!("cannot read {what} from {}", path.display()))
    });
    Ok(of_file.transpose()?.or(of_environment).map(|secret| secret.trim().to_owned()))
}

/// A cache in front of a platform, in place of a platform.
#[derive(Debug, clap::Args)]
pub(super) struct EdgeArguments {
    /// `edge` is a cache in front of a platform that stands at --origin; of the other options only --listen, --domain, those of a certificate (for which --data is a folder), --metrics and those of the log count then
    #[arg(long, value_enum, default_value_t = Role::Platform)]
    pub(super) role: Role,
    /// Where the platform is that this edge stands in front of
    #[arg(long, value_name = "URL", required_if_eq("role", "edge"))]
    pub(super) origin: Option<url::Url>,
    /// Memory for kept answers, in MB
    #[arg(long, value_name = "MB", default_value_t = 256)]
    pub(super) edge_memory: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Role {
    Platform,
    Edge,
}

/// What operators see of a server that runs.
#[derive(Debug, clap::Args)]
pub(super) struct WatchArguments {
    /// Address and port of `/metrics` for Prometheus, which stands nowhere else
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub(super) metrics: Option<std::net::SocketAddr>,
    /// How lines of the log on standard error look
    #[arg(long, value_enum, default_value_t = LogForm::Text)]
    pub(super) log: LogForm,
    /// What is worth a line; `info` has one for each request
    #[arg(long, value_enum, default_value_t = LogLevel::Warn)]
    pub(super) log_level: LogLevel,
    /// Address of a collector of traces (OTLP over HTTP), such as http://localhost:4318 [default: that of OTEL_EXPORTER_OTLP_ENDPOINT]
    #[arg(long, value_name = "URL")]
    pub(super) otlp: Option<String>,
}

/// How the platform sends mail. A password belongs into the environment, since everybody on a machine sees the arguments of its processes.
#[derive(Debug, clap::Args)]
pub(super) struct MailArguments {
    /// Mail server: smtps://user:password@host:465, or smtp://user:password@host:587?tls=required
    #[arg(long, value_name = "ADDRESS", env = "MINNOW_SMTP", hide_env_values = true, requires = "mail_from")]
    pub(super) smtp: Option<String>,
    /// Sender of the platform's mail, such as `Minnow <minnow@example.com>`
    #[arg(long, value_name = "SENDER", env = "MINNOW_MAIL_FROM")]
    pub(super) mail_from: Option<String>,
}

impl MailArguments {
    pub(super) fn carrier(self) -> Result<Option<Arc<dyn server::MailCarrier>>> {
        let (Some(smtp), Some(from)) = (self.smtp, self.mail_from) else { return Ok(None) };
        let carrier = server::SmtpCarrier::new(&smtp, &from).map_err(anyhow::Error::msg)?;
        Ok(Some(Arc::new(carrier)))
    }
}

/// An OpenID Connect provider that people may sign in by.
#[derive(Debug, clap::Args)]
pub(super) struct OidcArguments {
    /// OpenID Connect provider to sign in by, as its discovery document names itself
    #[arg(long, value_name = "ADDRESS", env = "MINNOW_OIDC_ISSUER", requires = "oidc_client_id")]
    pub(super) oidc_issuer: Option<String>,
    /// What the provider knows this platform by
    #[arg(long, value_name = "ID", env = "MINNOW_OIDC_CLIENT_ID")]
    pub(super) oidc_client_id: Option<String>,
    /// File of the client's secret
    #[arg(long, value_name = "FILE")]
    pub(super) oidc_secret_file: Option<PathBuf>,
    /// The client's secret; from the environment only, since everybody on a machine sees the arguments of its processes
    #[arg(long, value_name = "SECRET", env = "MINNOW_OIDC_SECRET", hide = true, conflicts_with = "oidc_secret_file")]
    pub(super) oidc_secret: Option<String>,
    /// What the button on the sign-in page says [default: the provider's host name]
    #[arg(long, value_name = "NAME")]
    pub(super) oidc_name: Option<String>,
    /// Whoever has a verified address of DOMAIN joins ORGANISATION (its id) with ROLE, without an invitation
    #[arg(long, value_name = "DOMAIN=ORGANISATION:ROLE")]
    pub(super) oidc_join: Vec<server::OidcJoin>,
    /// People who open programs sign in by it, too
    #[arg(long, requires = "oidc_issuer")]
    pub(super) oidc_people: bool,
}

impl OidcArguments {
    pub(super) fn config(self) -> Result<Option<server::OidcConfig>> {
        let (Some(issuer), Some(client_id)) = (self.oidc_issuer, self.oidc_client_id) else { return Ok(None) };
        let secret = secret(self.oidc_secret_file, self.oidc_secret, "the client's secret")?;
        let config = server::OidcConfig::new(&issuer, client_id, secret, self.oidc_name, self.oidc_join);
        let config = config.map_err(anyhow::Error::msg)?;
        Ok(Some(server::OidcConfig { is_for_people: self.oidc_people, ..config }))
    }
}
