//! What an operator decides before the server starts.
//!
//! In: arguments or a file, read by the command line. Out: [`Config`]. Must not: read anything itself.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::HeaderName;

use crate::blobs::BlobPlace;
use crate::certificate::CertificateSource;
use crate::database::DatabaseAddress;
use crate::identity::Role;
use crate::mail::MailCarrier;
use crate::registry::{Builder, Stage};
use crate::telemetry::Telemetry;

pub struct Config {
    /// Files that are not in the database: blobs, builds under way.
    pub folder: PathBuf,
    pub database: DatabaseAddress,
    pub listen: SocketAddr,
    pub domain: Domain,
    /// People reach it over HTTPS, whoever ends that.
    pub is_https: bool,
    /// Ends TLS here.
    pub certificate: Option<CertificateSource>,
    /// Where plain HTTP is answered with the way to HTTPS.
    pub listen_for_redirects: Option<SocketAddr>,
    /// The port people reach it at; the one it listens on, when there is none.
    pub public_port: Option<u16>,
    pub review: ReviewPolicy,
    /// The header in which what stands in front says the country somebody is in; nobody else can set it there.
    pub country_header: Option<HeaderName>,
    pub builder: Arc<dyn Builder>,
    pub telemetry: Telemetry,
    /// Where files of packages and sources lie.
    pub blobs: BlobPlace,
    /// Who brings letters to a mail server; without it the platform sends none.
    pub mail: Option<Arc<dyn MailCarrier>>,
    /// Where people may sign in instead of here.
    pub oidc: Option<OidcConfig>,
}

impl Config {
    /// For one's own machine: SQLite and files in a folder, over plain HTTP.
    pub fn local(folder: PathBuf, builder: Arc<dyn Builder>) -> Self {
        Config {
            database: DatabaseAddress::in_folder(&folder),
            folder,
            listen: ([127, 0, 0, 1], 8080).into(),
            domain: Domain::local(),
            is_https: false,
            certificate: None,
            listen_for_redirects: None,
            public_port: None,
            review: ReviewPolicy::Automatic,
            country_header: None,
            builder,
            telemetry: Telemetry::default(),
            blobs: BlobPlace::default(),
            mail: None,
            oidc: None,
        }
    }
}

/// Who says that a version may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewPolicy {
    /// Whatever builds may.
    Automatic,
    /// An operator, each time.
    Manual,
}

/// An OpenID Connect provider that people may sign in by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcConfig {
    /// As its discovery document says it, letter by letter.
    pub issuer: String,
    pub client_id: String,
    /// `None`: a public client, which PKCE alone protects.
    pub client_secret: Option<String>,
    /// What the button says.
    pub name: String,
    pub joins: Vec<OidcJoin>,
    /// People who open programs sign in by it, too.
    pub is_for_people: bool,
}

impl OidcConfig {
    /// `name`: the issuer's host name without one.
    pub fn new(
        issuer: &str,
        client_id: String,
        client_secret: Option<String>,
        name: Option<String>,
        joins: Vec<OidcJoin>,
    ) -> Result<Self, String> {
        let shape = "write the issuer as its discovery document says it, such as https://accounts.example.com";
        let url = url::Url::parse(issuer).map_err(|error| format!("`{issuer}`: {error}; {shape}"))?;
        let host = url.host_str().ok_or_else(|| format!("`{issuer}`: {shape}"))?;
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost");
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
            return Err(format!("`{issuer}` is not reached by HTTPS: whoever is on the way could say who people are"));
        }
        if client_id.is_empty() {
            return Err("an OpenID Connect provider knows this platform by a client id: give one".to_owned());
        }
        let name = name.unwrap_or_else(|| host.to_owned());
        Ok(OidcConfig { issuer: issuer.to_owned(), client_id, client_secret, name, joins, is_for_people: false })
    }
}

/// People with a verified address of a domain join an organisation without an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcJoin {
    pub(crate) domain: String,
    pub(crate) organisation_id: String,
    pub(crate) role: Role,
}

impl FromStr for OidcJoin {
    type Err = String;

    /// `example.com=org_0198…:developer`
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || format!("`{text}`: write DOMAIN=ORGANISATION:ROLE, such as example.com=org_0198:developer");
        let (domain, place) = text.split_once('=').ok_or_else(shape)?;
        let (organisation_id, role) = place.split_once(':').ok_or_else(shape)?;
        if domain.is_empty() || domain.contains('@') || organisation_id.is_empty() {
            return Err(shape());
        }
        let (domain, organisation_id) = (domain.to_ascii_lowercase(), organisation_id.to_owned());
        Ok(OidcJoin { domain, organisation_id, role: role.parse()? })
    }
}

/// The host name of the platform; programs stand at `<app id>.<domain>`. Lower case, without a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain(String);

/// RFC 1035, section 2.3.4.
const NAME_LENGTH_MAX: usize = 253;
const LABEL_LENGTH_MAX: usize = 63;

impl Domain {
    /// The name for one's own machine: every browser takes it for this machine, and it is one site with what stands below it.
    pub fn local() -> Self {
        Domain("mini.localhost".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whose host name it is. `None` when it is none of this platform.
    pub(crate) fn place_of<'h>(&self, host: &'h str) -> Option<Place<'h>> {
        let name = host.trim_end_matches('.');
        if name.eq_ignore_ascii_case(&self.0) {
            return Some(Place::Platform);
        }
        let split = name.len().checked_sub(self.0.len() + 1)?;
        let (label, rest) = (name.get(..split)?, name.get(split..)?);
        let is_below = rest.starts_with('.') && rest[1..].eq_ignore_ascii_case(&self.0);
        (is_below && !label.is_empty() && !label.contains('.')).then_some(Place::App(label))
    }
}

impl FromStr for Domain {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().trim_end_matches('.').to_ascii_lowercase();
        let is_label = |label: &str| {
            (1..=LABEL_LENGTH_MAX).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if name.len() > NAME_LENGTH_MAX || !name.split('.').all(is_label) {
            return Err(format!(
                "`{text}` is no host name: write one such as mini.example.com, without scheme or port"
            ));
        }
        if name.parse::<std::net::Ipv4Addr>().is_ok() {
            return Err(format!("`{text}` is an address; programs need names below it, so write a host name"));
        }
        Ok(Domain(name))
    }
}

/// Where people find the platform.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) domain: Domain,
    pub(crate) is_https: bool,
    /// Nobody is to come over plain HTTP again: TLS is ended here, for a name that others reach.
    pub(crate) is_strictly_https: bool,
    port: u16,
}

impl Site {
    pub(crate) fn new(domain: Domain, is_https: bool, port: u16) -> Self {
        Site { domain, is_https, is_strictly_https: false, port }
    }

    /// The site of a platform; `port`: the one it listens on.
    pub(crate) fn of(config: &Config, port: u16) -> Self {
        let port = config.public_port.unwrap_or(port);
        let mut site = Site::new(config.domain.clone(), config.is_https, port);
        site.is_strictly_https = config.certificate.is_some() && !site.is_this_machine();
        site
    }

    /// The platform's own origin.
    pub(crate) fn origin(&self) -> String {
        self.origin_at(self.domain.as_str())
    }

    /// A program's origin.
    pub(crate) fn origin_of(&self, app_id: &str) -> String {
        self.origin_at(&format!("{app_id}.{}", self.domain.as_str()))
    }

    /// Where a stage of a program is opened.
    pub(crate) fn origin_at_stage(&self, app_id: &str, stage: Stage) -> String {
        self.origin_of(&stage.label_of(app_id))
    }

    /// Browsers take it for safe: HTTPS, or this machine.
    pub(crate) fn is_trustworthy(&self) -> bool {
        self.is_https || self.is_this_machine()
    }

    /// Its name means this machine in every browser.
    pub(crate) fn is_this_machine(&self) -> bool {
        self.domain.as_str() == "localhost" || self.domain.as_str().ends_with(".localhost")
    }

    fn origin_at(&self, name: &str) -> String {
        let (scheme, usual) = if self.is_https { ("https", 443) } else { ("http", 80) };
        if self.port == usual { format!("{scheme}://{name}") } else { format!("{scheme}://{name}:{}", self.port) }
    }
}

/// What a host name stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place<'h> {
    Platform,
    /// A program, by its label.
    App(&'h str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_stand_one_label_below_the_domain() {
        let domain: Domain = "Mini.Example.com.".parse().unwrap();
        for (host, place) in [
            ("mini.example.com", Some(Place::Platform)),
            ("MINI.example.com.", Some(Place::Platform)),
            ("shop.mini.example.com", Some(Place::App("shop"))),
            ("Shop.mini.example.com", Some(Place::App("Shop"))),
            ("a.b.mini.example.com", None),
            (".mini.example.com", None),
            ("xmini.example.com", None),
            ("example.com", None),
            ("", None),
            ("é.mini.example.com", Some(Place::App("é"))),
        ] {
            assert_eq!(domain.place_of(host), place, "{host}");
        }
    }

    #[test]
    fn origins_leave_out_the_usual_port() {
        let site = |is_https, port| Site::new("m.example".parse().unwrap(), is_https, port);
        assert_eq!(site(true, 443).origin(), "https://m.example");
        assert_eq!(site(true, 8443).origin_of("shop"), "https://shop.m.example:8443");
        assert_eq!(site(false, 80).origin(), "http://m.example");
        assert!(!site(false, 80).is_trustworthy() && site(true, 80).is_trustworthy());
        assert!(Site::new(Domain::local(), false, 8080).is_trustworthy());
    }

    #[test]
    fn a_provider_is_reached_by_https_or_on_this_machine() {
        let new = |issuer: &str| OidcConfig::new(issuer, "minnow".to_owned(), None, None, Vec::new());
        assert_eq!(new("https://accounts.example.com").unwrap().name, "accounts.example.com");
        assert!(new("http://localhost:4000").is_ok() && new("http://127.0.0.1:4000").is_ok());
        for issuer in ["", "accounts.example.com", "http://accounts.example.com", "http://localhost.evil.example"] {
            assert!(new(issuer).is_err(), "{issuer}");
        }
        assert!(OidcConfig::new("https://a.b", String::new(), None, None, Vec::new()).is_err());
        let join: OidcJoin = "Example.com=org_1:developer".parse().unwrap();
        assert_eq!((join.domain.as_str(), join.organisation_id.as_str()), ("example.com", "org_1"));
        for text in ["", "example.com", "example.com=org_1", "example.com=org_1:king", "=org_1:admin", "a@b.c=o:admin"]
        {
            assert!(text.parse::<OidcJoin>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_domain_is_a_host_name() {
        for text in ["", "a b", "http://a.b", "a:80", "-a.b", "127.0.0.1", "a..b", &"a.".repeat(200)] {
            assert!(text.parse::<Domain>().is_err(), "{text}");
        }
    }
}
