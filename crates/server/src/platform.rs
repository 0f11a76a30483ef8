//! The domains of one platform, put together.
//!
//! In: a [`Config`]. Out: [`Platform`], which every route is given. Must not: hold rules.

use std::sync::Arc;

use crate::authenticators::Authenticators;
use crate::blobs::{BlobError, Blobs};
use crate::config::{Config, Site};
use crate::database::{Database, DatabaseError};
use crate::experiments::Experiments;
use crate::http::{Pace, tries};
use crate::identity::{Identity, MailCodes, Oidc, Passkeys};
use crate::launch::{Entries, Launch, LaunchLog};
use crate::mail::Post;
use crate::openid::Provider;
use crate::people::People;
use crate::privacy::{PlatformKey, Privacy};
use crate::registry::Registry;
use crate::search::Finder;
use crate::share::Pictures;
use crate::telemetry::Traces;
use crate::vendor::Vendor;

pub(crate) struct Platform {
    pub(crate) site: Site,
    pub(crate) database: Database,
    pub(crate) identity: Arc<Identity>,
    pub(crate) passkeys: Passkeys,
    pub(crate) mail_codes: MailCodes,
    pub(crate) oidc: Oidc,
    pub(crate) post: Arc<Post>,
    /// How often one address may try to get in.
    pub(crate) tries: Pace,
    pub(crate) registry: Arc<Registry>,
    pub(crate) people: Arc<People>,
    pub(crate) privacy: Privacy,
    pub(crate) vendor: Vendor,
    pub(crate) launch: Launch,
    pub(crate) experiments: Experiments,
    /// See [`Config::country_header`].
    pub(crate) country_header: Option<axum::http::HeaderName>,
    pub(crate) finder: Finder,
    pub(crate) pictures: Pictures,
    pub(crate) traces: Traces,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Blobs(#[from] BlobError),
    #[error("no passkey can be for this domain: {0}")]
    Passkeys(String),
    #[error("traces cannot be sent to this collector: {0}")]
    Traces(String),
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
}

impl Platform {
    /// `port`: the one it listens on.
    pub(crate) async fn open(config: &Config, port: u16) -> Result<Self, OpenError> {
        let traces = Traces::to(config.telemetry.otlp.as_deref()).map_err(OpenError::Traces)?;
        tokio::fs::create_dir_all(&config.folder).await?;
        // What was built when the last process ended has no use. A builder of that one may still be writing there, which is no reason not to start.
        let workshop = config.folder.join("builds");
        match tokio::fs::remove_dir_all(&workshop).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, "builds of an earlier process could not be removed; the next start tries again");
            }
            _ => {}
        }
        let database = Database::open(&config.database).await?;
        let blobs = Arc::new(Blobs::open(&config.blobs, &config.folder).await?);
        let identity = Arc::new(Identity::new(database.clone()).await?);
        let site = Site::of(config, port);
        let registry = Arc::new(Registry::new(
            database.clone(),
            Arc::clone(&blobs),
            Arc::clone(&identity),
            Arc::clone(&config.builder),
            workshop,
            config.review,
            site.clone(),
        ));
        let log = LaunchLog::open(config.folder.join("launches"))?;
        let entries = Entries::new(database.clone(), Arc::clone(&registry), log);
        let launch = Launch::new(Arc::clone(&registry), blobs, entries);
        let finder = Finder::open(&config.folder.join("search"), Arc::clone(&registry))?;
        let pictures = Pictures::new(database.clone(), Arc::clone(&registry));
        let authenticators = Authenticators::new(&site).map_err(|error| OpenError::Passkeys(error.to_string()))?;
        let authenticators = Arc::new(authenticators);
        let provider = config.oidc.clone().map(|oidc| Arc::new(Provider::new(oidc, &site)));
        let of_people = provider.clone().filter(|_| config.oidc.as_ref().is_some_and(|oidc| oidc.is_for_people));
        let people = People::new(database.clone(), Arc::clone(&registry), Arc::clone(&authenticators), of_people);
        let people = Arc::new(people);
        let key = PlatformKey::open(&config.folder.join("keys"))?;
        let privacy = Privacy::new(database.clone(), Arc::clone(&registry), key, site.clone());
        let experiments = Experiments::new(database.clone(), Arc::clone(&registry), Arc::clone(&people));
        let vendor = Vendor::new(database.clone(), Arc::clone(&registry), Arc::clone(&people));
        let passkeys = Passkeys::new(database.clone(), authenticators);
        let post = Arc::new(Post::new(config.mail.clone()));
        let mail_codes = MailCodes::new(database.clone(), site.clone(), Arc::clone(&post));
        let joins = config.oidc.as_ref().map(|oidc| oidc.joins.clone()).unwrap_or_default();
        let oidc = Oidc::new(database.clone(), provider, joins, post.is_there());
        Ok(Platform {
            site,
            database,
            identity,
            passkeys,
            mail_codes,
            oidc,
            post,
            tries: tries(),
            registry,
            people,
            privacy,
            vendor,
            launch,
            experiments,
            country_header: config.country_header.clone(),
            finder,
            pictures,
            traces,
        })
    }
}
