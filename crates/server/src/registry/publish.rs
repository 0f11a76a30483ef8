//! An upload: announced and signed, its files sent, then built into a version.
//!
//! In: a list of sources, the sources. Out: a version. Must not: take a file whose content is not the one announced, or keep half a version.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::Stream;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value as Json, json};

use super::build::{BuildFailure, Built, Commission, Reach};
use super::face::{self, FaceTexts, ICON_BYTES_MAX};
use super::face_store;
use super::model::{self, App, Listing, PackageFile, PackageIndex, Version, VersionState};
use super::service::{Registry, RegistryError};
use super::store::{self, Upload};
use crate::blobs::{BlobError, Digest};
use crate::clock::{new_id, now_ms};
use crate::database::{DatabaseError, Transaction};
use crate::identity::{Act, Actor, Subject, record};
use crate::telemetry::metrics;

/// How long an upload may take from its announcement.
const UPLOAD_LIMIT_MS: i64 = 24 * 60 * 60 * 1000;

/// Places that reach personal data; a program with more is told of the first ones.
const REACHES_MAX: usize = 500;

/// What a developer announces.
#[derive(Debug)]
pub(crate) struct Announcement {
    pub(crate) number: String,
    pub(crate) description: String,
    pub(crate) robot: i64,
    /// JSON of a [`Listing`].
    pub(crate) listing: String,
    pub(crate) key_id: String,
    pub(crate) signature: Vec<u8>,
}

/// What is left to do for an upload.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) upload_id: String,
    /// Files to send; the others were sent before.
    pub(crate) missing: Vec<Digest>,
}

impl Registry {
    pub(crate) async fn begin_upload(
        &self,
        actor: &Actor,
        app_id: &str,
        announced: Announcement,
    ) -> Result<Begun, RegistryError> {
        model::check_number(&announced.number).map_err(RegistryError::Invalid)?;
        if announced.description.chars().count() > model::DESCRIPTION_LENGTH_MAX {
            let limit = model::DESCRIPTION_LENGTH_MAX;
            return Err(RegistryError::Invalid(format!("the description is longer than {limit} characters")));
        }
        if !(0..=model::ROBOT_MAX).contains(&announced.robot) {
            return Err(RegistryError::Invalid(format!(
                "robots are numbered 1 to {}; 0 is a person",
                model::ROBOT_MAX
            )));
        }
        let listing = Listing::parse(&announced.listing).map_err(RegistryError::Invalid)?;
        let now_ms = now_ms();
        // A long list is compared while others write.
        let mut tx = self.database.read().await?;
        let app = self.app_for(&mut tx, actor, Act::Publish, app_id).await?;
        let key = store::key(&mut tx, &announced.key_id, &actor.account.id).await?;
        let key = key.ok_or(RegistryError::Signature("the key is unknown or was revoked"))?;
        let text = model::signed_text(app_id, &announced.number, &announced.listing);
        UnparsedPublicKey::new(&ED25519, key)
            .verify(text.as_bytes(), &announced.signature)
            .map_err(|_| RegistryError::Signature("it does not fit"))?;
        if let Some(version) = store::find_version(&mut tx, app_id, &announced.number).await? {
            // The same once more is no fault: the answer may have been lost.
            if version.sources_digest != Digest::of(announced.listing.as_bytes()).to_string() {
                return Err(taken(&announced.number));
            }
        }
        let missing = missing(&mut tx, &app.organisation_id, &listing).await?;
        let upload = Upload {
            id: new_id("upl"),
            app_id: app_id.to_owned(),
            account_id: actor.account.id.clone(),
            number: announced.number,
            description: announced.description,
            robot: announced.robot,
            signing_key_id: announced.key_id,
            signature: announced.signature,
            listing: announced.listing,
        };
        drop(tx);
        let mut tx = self.database.write().await?;
        store::drop_uploads_before(&mut tx, now_ms - UPLOAD_LIMIT_MS).await?;
        store::add_upload(&mut tx, &upload, now_ms).await?;
        tx.commit().await?;
        Ok(Begun { upload_id: upload.id, missing: missing.into_iter().collect() })
    }

    /// Takes a file of an upload. One that is there already is taken again.
    pub(crate) async fn receive_file<E>(
        &self,
        actor: &Actor,
        upload_id: &str,
        digest: Digest,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), RegistryError> {
        let (upload, listing) = self.open_upload(actor, upload_id).await?;
        let file = listing.files.iter().find(|file| file.digest == digest);
        let file = file.ok_or(RegistryError::NotFound("file in this upload"))?;
        match self.blobs.receive(digest, file.size_bytes, content).await {
            Err(error @ (BlobError::WrongDigest | BlobError::WrongSize | BlobError::BrokeOff)) => {
                return Err(RegistryError::WrongDigest { digest, reason: error.to_string() });
            }
            other => other?,
        }
        let mut tx = self.database.write().await?;
        let app = store::find_app(&mut tx, &upload.app_id).await?.ok_or(RegistryError::NotFound("program"))?;
        store::add_blob(&mut tx, &app.organisation_id, digest, file.size_bytes, now_ms()).await?;
        Ok(tx.commit().await?)
    }

    async fn open_upload(&self, actor: &Actor, upload_id: &str) -> Result<(Upload, Listing), RegistryError> {
        let mut tx = self.database.read().await?;
        let upload = store::upload(&mut tx, upload_id, &actor.account.id).await?;
        let upload = upload.ok_or(RegistryError::NotFound("upload"))?;
        // Rights may have changed since it began.
        self.app_for(&mut tx, actor, Act::Publish, &upload.app_id).await?;
        let listing = Listing::parse(&upload.listing).map_err(RegistryError::Failed)?;
        Ok((upload, listing))
    }

    /// Builds what was sent into a version. The same once more gives the same version.
    pub(crate) async fn finish_upload(&self, actor: &Actor, upload_id: &str) -> Result<Version, RegistryError> {
        let (upload, listing) = self.open_upload(actor, upload_id).await?;
        let mut tx = self.database.read().await?;
        let app = self.app_for(&mut tx, actor, Act::Publish, &upload.app_id).await?;
        let sources_digest = Digest::of(upload.listing.as_bytes()).to_string();
        if let Some(version) = self.same_version(&upload, &sources_digest).await? {
            return Ok(version);
        }
        let missing = missing(&mut tx, &app.organisation_id, &listing).await?;
        drop(tx);
        if let Some(first) = missing.first() {
            return Err(RegistryError::Missing { count: missing.len(), first: *first });
        }
        let made = self.build(&app, &upload.number, &listing).await?;
        let now_ms = now_ms();
        let version = Version {
            id: new_id("ver"),
            number: upload.number.clone(),
            description: upload.description.clone(),
            robot: upload.robot,
            state: VersionState::Development,
            created_ms: now_ms,
            sources_digest: sources_digest.clone(),
            findings: made.findings,
        };
        let mut tx = self.database.write().await?;
        match store::add_version(&mut tx, &version, &upload, &made.package).await {
            Err(DatabaseError::Taken) => {
                drop(tx);
                return self.same_version(&upload, &sources_digest).await?.ok_or_else(|| taken(&upload.number));
            }
            other => other?,
        }
        for reach in made.reaches.iter().take(REACHES_MAX) {
            store::add_reach(&mut tx, &version.id, reach).await?;
        }
        face_store::add_version_face(&mut tx, &version.id, &made.face, &made.sitemap).await?;
        let subject = Subject::of_app(&app.organisation_id, &app.id);
        record(&mut tx, actor, subject, "version.publish", &json!({"number": version.number}), now_ms).await?;
        tx.commit().await?;
        metrics().uploads.inc();
        Ok(version)
    }

    /// The version that was made of the same sources under the same number.
    async fn same_version(&self, upload: &Upload, sources_digest: &str) -> Result<Option<Version>, RegistryError> {
        let mut tx = self.database.read().await?;
        match store::find_version(&mut tx, &upload.app_id, &upload.number).await? {
            Some(version) if version.sources_digest == sources_digest => Ok(Some(version)),
            Some(_) => Err(taken(&upload.number)),
            None => Ok(None),
        }
    }

    /// Lays the sources out, has them built, and keeps the package's files.
    async fn build(&self, app: &App, number: &str, listing: &Listing) -> Result<Made, RegistryError> {
        let _turn = self.builds.acquire().await.map_err(|_| RegistryError::Busy)?;
        let workshop = Workshop::open(&self.workshop)?;
        for file in &listing.files {
            let content = self.blobs.read(file.digest).await?;
            let content = content.ok_or_else(|| RegistryError::Failed(format!("{} is gone", file.digest)))?;
            workshop.write(&file.path, &content)?;
        }
        let commission = Commission {
            sources: workshop.sources(),
            package: workshop.package(),
            origin: self.site.origin_of(&app.id),
            app_id: app.id.clone(),
            name: app.name.clone(),
            number: number.to_owned(),
        };
        let built = self.builder.build(commission).await;
        let built = built.map_err(|failure| match failure {
            BuildFailure::Program { findings } => RegistryError::DoesNotBuild { first: first_message(&findings) },
            BuildFailure::Limit(_) => RegistryError::Invalid(failure.to_string()),
            BuildFailure::Failed(_) => RegistryError::Failed(failure.to_string()),
        })?;
        let Built { scripts, domains, face, reaches, findings } = built;
        let mut files = BTreeMap::new();
        for (path, file) in workshop.built_files()? {
            let content = tokio::fs::read(&file).await.map_err(BlobError::Disk)?;
            let size_bytes = content.len() as u64;
            files.insert(path, PackageFile { digest: self.blobs.put(&content).await?, size_bytes });
        }
        let icon = face.icon.as_deref().and_then(|path| files.get(path.trim_start_matches('/')));
        let icon = icon.filter(|file| file.size_bytes <= ICON_BYTES_MAX as u64).map(|file| file.digest);
        let (texts, sitemap) = (face::texts_of(&face, icon), face.sitemap.to_string());
        Ok(Made { package: PackageIndex { files, scripts, domains }, face: texts, sitemap, reaches, findings })
    }
}

/// What became of sources.
struct Made {
    package: PackageIndex,
    face: FaceTexts,
    /// JSON.
    sitemap: String,
    reaches: Vec<Reach>,
    findings: Json,
}

/// Files of the list that the organisation has not sent.
async fn missing(
    tx: &mut Transaction,
    organisation_id: &str,
    listing: &Listing,
) -> Result<BTreeSet<Digest>, RegistryError> {
    let digests: BTreeSet<Digest> = listing.files.iter().map(|file| file.digest).collect();
    let mut missing = BTreeSet::new();
    for digest in digests {
        if !store::has_blob(tx, organisation_id, digest).await? {
            missing.insert(digest);
        }
    }
    Ok(missing)
}

fn taken(number: &str) -> RegistryError {
    RegistryError::Taken(format!(
        "version {number} was published before, with other files: a version never changes; choose another number"
    ))
}

fn first_message(findings: &Json) -> String {
    let first = findings.as_array().and_then(|list| list.iter().find(|one| one["severity"] == "error"));
    let text = |key: &str| first.and_then(|one| one[key].as_str()).unwrap_or_default();
    match (text("path"), text("message")) {
        ("", "") => "no reason was given".to_owned(),
        ("", message) => message.to_owned(),
        (path, message) => format!("{path}: {message}"),
    }
}

/// A folder for one build, gone when it is over.
struct Workshop(PathBuf);

impl Workshop {
    fn open(folder: &Path) -> Result<Self, RegistryError> {
        let folder = folder.join(new_id("build"));
        std::fs::create_dir_all(folder.join("sources")).map_err(BlobError::Disk)?;
        Ok(Workshop(folder))
    }

    fn sources(&self) -> PathBuf {
        self.0.join("sources")
    }

    fn package(&self) -> PathBuf {
        self.0.join("package")
    }

    /// `path` was checked when its listing was read.
    fn write(&self, path: &str, content: &[u8]) -> Result<(), RegistryError> {
        let file = self.sources().join(path);
        let folder = file.parent().unwrap_or(&self.0);
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, content)).map_err(BlobError::Disk)?;
        Ok(())
    }

    /// Path in the package and place on the disk of every built file.
    fn built_files(&self) -> Result<Vec<(String, PathBuf)>, RegistryError> {
        let root = self.package();
        let (mut found, mut waiting) = (Vec::new(), vec![root.clone()]);
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).map_err(BlobError::Disk)? {
                let entry = entry.map_err(BlobError::Disk)?;
                let kind = entry.file_type().map_err(BlobError::Disk)?;
                let path = entry.path();
                if kind.is_dir() {
                    waiting.push(path);
                } else if kind.is_file()
                    && let Ok(inner) = path.strip_prefix(&root)
                {
                    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                    found.push((parts.join("/"), path));
                }
            }
        }
        Ok(found)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "a build's folder could not be removed");
        }
    }
}
