//! The statements of the registry.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use serde_json::Value as Json;

use super::build::Reach;
use super::model::{App, PackageIndex, Release, ReleaseState, Version, VersionState};
use super::segment::Segment;
use crate::blobs::Digest;
use crate::database::{DatabaseError, Row, Transaction, values};

fn app(row: &Row) -> Result<App, DatabaseError> {
    Ok(App {
        id: row.text("id")?,
        organisation_id: row.text("organisation_id")?,
        name: row.text("name")?,
        created_ms: row.integer("created_ms")?,
    })
}

pub(super) async fn add_app(tx: &mut Transaction, app: &App) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO app (id, organisation_id, name, created_ms) VALUES ($1, $2, $3, $4)",
        values![&app.id, &app.organisation_id, &app.name, app.created_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn find_app(tx: &mut Transaction, id: &str) -> Result<Option<App>, DatabaseError> {
    let row = tx.row("SELECT id, organisation_id, name, created_ms FROM app WHERE id = $1", values![id]).await?;
    row.as_ref().map(app).transpose()
}

pub(super) async fn apps(tx: &mut Transaction, organisation_id: &str) -> Result<Vec<App>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, organisation_id, name, created_ms FROM app WHERE organisation_id = $1 ORDER BY id",
            values![organisation_id],
        )
        .await?;
    rows.iter().map(app).collect()
}

/// The id of a key, new or known.
pub(super) async fn add_key(
    tx: &mut Transaction,
    id: &str,
    account_id: &str,
    name: &str,
    public_key: &[u8],
    now_ms: i64,
) -> Result<String, DatabaseError> {
    tx.execute(
        "INSERT INTO signing_key (id, account_id, name, public_key, created_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account_id, public_key) DO NOTHING",
        values![id, account_id, name, public_key, now_ms],
    )
    .await?;
    let row = tx
        .row("SELECT id FROM signing_key WHERE account_id = $1 AND public_key = $2", values![account_id, public_key])
        .await?;
    row.map_or(Ok(id.to_owned()), |row| row.text("id"))
}

/// The public key of an account, unless it was revoked.
pub(super) async fn key(tx: &mut Transaction, id: &str, account_id: &str) -> Result<Option<Vec<u8>>, DatabaseError> {
    let row = tx
        .row(
            "SELECT public_key FROM signing_key WHERE id = $1 AND account_id = $2 AND revoked_ms IS NULL",
            values![id, account_id],
        )
        .await?;
    row.map(|row| row.bytes("public_key")).transpose()
}

pub(super) async fn has_blob(
    tx: &mut Transaction,
    organisation_id: &str,
    digest: Digest,
) -> Result<bool, DatabaseError> {
    let row = tx
        .row(
            "SELECT 1 AS one FROM organisation_blob WHERE organisation_id = $1 AND digest = $2",
            values![organisation_id, digest.to_string()],
        )
        .await?;
    Ok(row.is_some())
}

pub(super) async fn add_blob(
    tx: &mut Transaction,
    organisation_id: &str,
    digest: Digest,
    size_bytes: u64,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO organisation_blob (organisation_id, digest, size_bytes, created_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (organisation_id, digest) DO NOTHING",
        values![organisation_id, digest.to_string(), i64::try_from(size_bytes).unwrap_or(i64::MAX), now_ms],
    )
    .await?;
    Ok(())
}

/// An upload under way: what was announced of a version.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) id: String,
    pub(super) app_id: String,
    pub(super) account_id: String,
    pub(super) number: String,
    pub(super) description: String,
    pub(super) robot: i64,
    pub(super) signing_key_id: String,
    pub(super) signature: Vec<u8>,
    pub(super) listing: String,
}

pub(super) async fn add_upload(tx: &mut Transaction, upload: &Upload, now_ms: i64) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO upload (id, app_id, account_id, number, description, robot, signing_key_id, signature, listing, created_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            &upload.id,
            &upload.app_id,
            &upload.account_id,
            &upload.number,
            &upload.description,
            upload.robot,
            &upload.signing_key_id,
            upload.signature.as_slice(),
            &upload.listing,
            now_ms
        ],
    )
    .await?;
    Ok(())
}

/// An upload of an account's own.
pub(super) async fn upload(tx: &mut Transaction, id: &str, account_id: &str) -> Result<Option<Upload>, DatabaseError> {
    let row = tx
        .row(
            "SELECT id, app_id, account_id, number, description, robot, signing_key_id, signature, listing FROM upload \
             WHERE id = $1 AND account_id = $2",
            values![id, account_id],
        )
        .await?;
    row.map(|row| {
        Ok(Upload {
            id: row.text("id")?,
            app_id: row.text("app_id")?,
            account_id: row.text("account_id")?,
            number: row.text("number")?,
            description: row.text("description")?,
            robot: row.integer("robot")?,
            signing_key_id: row.text("signing_key_id")?,
            signature: row.bytes("signature")?,
            listing: row.text("listing")?,
        })
    })
    .transpose()
}

/// Drops uploads that were never finished.
pub(super) async fn drop_uploads_before(tx: &mut Transaction, before_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM upload WHERE created_ms < $1", values![before_ms]).await?;
    Ok(())
}

pub(super) async fn add_version(
    tx: &mut Transaction,
    version: &Version,
    upload: &Upload,
    package: &PackageIndex,
) -> Result<(), DatabaseError> {
    let package = serde_json::to_string(package).unwrap_or_default();
    tx.execute(
        "INSERT INTO version (id, app_id, number, description, robot, account_id, signing_key_id, signature, sources_digest, \
         package, findings, state, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values![
            &version.id,
            &upload.app_id,
            &version.number,
            &version.description,
            version.robot,
            &upload.account_id,
            &upload.signing_key_id,
            upload.signature.as_slice(),
            &version.sources_digest,
            package,
            version.findings.to_string(),
            version.state.word(),
            version.created_ms
        ],
    )
    .await?;
    Ok(())
}

/// Versions of the program `$1`, as [`version`] reads them. Statements are constant text, so a macro joins them.
macro_rules! select_version {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, description, robot, state, created_ms, sources_digest, findings FROM version WHERE app_id = $1 ",
            $rest
        )
    };
}

fn version(row: &Row) -> Result<Version, DatabaseError> {
    Ok(Version {
        id: row.text("id")?,
        number: row.text("number")?,
        description: row.text("description")?,
        robot: row.integer("robot")?,
        // Only words of ours are ever written.
        state: row.text("state")?.parse().unwrap_or(VersionState::Rejected),
        created_ms: row.integer("created_ms")?,
        sources_digest: row.text("sources_digest")?,
        findings: serde_json::from_str(&row.text("findings")?).unwrap_or(Json::Null),
    })
}

pub(super) async fn find_version(
    tx: &mut Transaction,
    app_id: &str,
    number: &str,
) -> Result<Option<Version>, DatabaseError> {
    let row = tx.row(select_version!("AND number = $2"), values![app_id, number]).await?;
    row.as_ref().map(version).transpose()
}

pub(super) async fn number(tx: &mut Transaction, version_id: &str) -> Result<Option<String>, DatabaseError> {
    let row = tx.row("SELECT number FROM version WHERE id = $1", values![version_id]).await?;
    row.map(|row| row.text("number")).transpose()
}

/// What building a version said.
pub(super) async fn findings(tx: &mut Transaction, version_id: &str) -> Result<Json, DatabaseError> {
    let row = tx.row("SELECT findings FROM version WHERE id = $1", values![version_id]).await?;
    let text = row.map(|row| row.text("findings")).transpose()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Json::Null))
}

/// The newest versions of a program.
pub(super) async fn versions(tx: &mut Transaction, app_id: &str, count: i64) -> Result<Vec<Version>, DatabaseError> {
    let rows = tx.rows(select_version!("ORDER BY id DESC LIMIT $2"), values![app_id, count]).await?;
    rows.iter().map(version).collect()
}

pub(super) async fn set_version_state(
    tx: &mut Transaction,
    version_id: &str,
    state: VersionState,
) -> Result<(), DatabaseError> {
    tx.execute("UPDATE version SET state = $2 WHERE id = $1", values![version_id, state.word()]).await?;
    Ok(())
}

pub(super) async fn package(tx: &mut Transaction, version_id: &str) -> Result<Option<PackageIndex>, DatabaseError> {
    let row = tx.row("SELECT package FROM version WHERE id = $1", values![version_id]).await?;
    let text = row.map(|row| row.text("package")).transpose()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

pub(super) async fn add_review(
    tx: &mut Transaction,
    id: &str,
    version_id: &str,
    account_id: &str,
    decision: VersionState,
    comment: &str,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO review (id, version_id, account_id, decision, comment, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
        values![id, version_id, account_id, decision.word(), comment, now_ms],
    )
    .await?;
    Ok(())
}

/// Releases of the program `$1`, as [`release`] reads them.
macro_rules! select_release {
    ($rest:literal) => {
        concat!(
            "SELECT release.number AS number, release.version_id AS version_id, version.number AS version_number, percent, segment, \
             release.state AS state, restores, release.created_ms AS created_ms FROM release JOIN version ON version.id = release.version_id \
             WHERE release.app_id = $1 ",
            $rest
        )
    };
}

fn release(row: &Row) -> Result<Release, DatabaseError> {
    Ok(Release {
        number: row.integer("number")?,
        version_id: row.text("version_id")?,
        version_number: row.text("version_number")?,
        percent: row.integer("percent")?,
        segment: segment(row)?,
        state: row.text("state")?.parse().unwrap_or(ReleaseState::Withdrawn),
        restores: row.optional_integer("restores")?,
        created_ms: row.integer("created_ms")?,
    })
}

/// Only what we have checked is ever written; what cannot be read means nobody, not everybody.
fn segment(row: &Row) -> Result<Option<Segment>, DatabaseError> {
    let Some(text) = row.optional_text("segment")? else { return Ok(None) };
    Ok(Some(serde_json::from_str(&text).unwrap_or_else(|_| Segment::of_nobody())))
}

/// The newest releases of a program, newest first.
pub(super) async fn releases(tx: &mut Transaction, app_id: &str, count: i64) -> Result<Vec<Release>, DatabaseError> {
    let rows = tx.rows(select_release!("ORDER BY release.number DESC LIMIT $2"), values![app_id, count]).await?;
    rows.iter().map(release).collect()
}

pub(super) async fn running_releases(tx: &mut Transaction, app_id: &str) -> Result<Vec<Release>, DatabaseError> {
    let rows = tx
        .rows(
            select_release!("AND release.state = $2 ORDER BY release.number DESC"),
            values![app_id, ReleaseState::Running.word()],
        )
        .await?;
    rows.iter().map(release).collect()
}

pub(super) struct NewRelease<'a> {
    pub(super) id: &'a str,
    pub(super) app_id: &'a str,
    pub(super) version_id: &'a str,
    pub(super) account_id: &'a str,
    pub(super) percent: i64,
    pub(super) segment: Option<&'a Segment>,
    pub(super) restores: Option<i64>,
}

/// Adds a release as the newest of its program; gives its number.
pub(super) async fn add_release(
    tx: &mut Transaction,
    release: &NewRelease<'_>,
    now_ms: i64,
) -> Result<i64, DatabaseError> {
    let row = tx
        .row("SELECT COALESCE(MAX(number), 0) AS last FROM release WHERE app_id = $1", values![release.app_id])
        .await?;
    let number = row.map_or(Ok(0), |row| row.integer("last"))? + 1;
    tx.execute(
        "INSERT INTO release (id, app_id, number, version_id, account_id, percent, segment, state, restores, created_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            release.id,
            release.app_id,
            number,
            release.version_id,
            release.account_id,
            release.percent,
            release.segment.map(|segment| serde_json::to_string(segment).unwrap_or_default()),
            ReleaseState::Running.word(),
            release.restores,
            now_ms
        ],
    )
    .await?;
    Ok(number)
}

pub(super) async fn set_release_state(
    tx: &mut Transaction,
    app_id: &str,
    number: i64,
    state: ReleaseState,
) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE release SET state = $3 WHERE app_id = $1 AND number = $2",
        values![app_id, number, state.word()],
    )
    .await?;
    Ok(())
}

/// Two calls on one line are one place.
pub(super) async fn add_reach(tx: &mut Transaction, version_id: &str, reach: &Reach) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO version_reach (version_id, item, api, path, line) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (version_id, api, path, line) DO NOTHING",
        values![version_id, &reach.item, &reach.api, &reach.path, reach.line],
    )
    .await?;
    Ok(())
}
