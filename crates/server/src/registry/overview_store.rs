//! The statements of what the console shows of programs.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use std::collections::BTreeMap;

use super::model::{ReleaseState, VersionState};
use super::overview::{AppOverview, KnownKey, Review, Waiting};
use crate::database::{DatabaseError, Row, Transaction, values};

pub(super) async fn overview(tx: &mut Transaction, organisation_id: &str) -> Result<Vec<AppOverview>, DatabaseError> {
    let counts = tx
        .rows(
            "SELECT app_id, COUNT(*) AS versions, COALESCE(SUM(CASE WHEN state = $2 THEN 1 ELSE 0 END), 0) AS waiting FROM version \
             WHERE app_id IN (SELECT id FROM app WHERE organisation_id = $1) GROUP BY app_id",
            values![organisation_id, VersionState::Review.word()],
        )
        .await?;
    let releases = tx
        .rows(
            "SELECT release.app_id AS app_id, version.number AS number, percent, segment FROM release JOIN version ON version.id = release.version_id \
             WHERE release.state = $2 AND release.app_id IN (SELECT id FROM app WHERE organisation_id = $1)",
            values![organisation_id, ReleaseState::Running.word()],
        )
        .await?;
    let apps = super::store::apps(tx, organisation_id).await?.into_iter().map(|app| {
        let glance = AppOverview { app, released: None, rolling_out: None, waiting: 0, versions: 0 };
        (glance.app.id.clone(), glance)
    });
    let mut apps: BTreeMap<String, AppOverview> = apps.collect();
    for row in &counts {
        if let Some(app) = apps.get_mut(&row.text("app_id")?) {
            (app.versions, app.waiting) = (row.integer("versions")?, row.integer("waiting")?);
        }
    }
    for row in &releases {
        let Some(app) = apps.get_mut(&row.text("app_id")?) else { continue };
        let (number, percent) = (row.text("number")?, row.integer("percent")?);
        match percent == 100 && row.optional_text("segment")?.is_none() {
            true => app.released = Some(number),
            false => app.rolling_out = Some((number, percent)),
        }
    }
    Ok(apps.into_values().collect())
}

/// The name of whoever published a version.
pub(super) async fn author(tx: &mut Transaction, version_id: &str) -> Result<Option<String>, DatabaseError> {
    let row = tx
        .row(
            "SELECT account.name AS name FROM version JOIN account ON account.id = version.account_id WHERE version.id = $1",
            values![version_id],
        )
        .await?;
    row.map(|row| row.text("name")).transpose()
}

/// What was said of a version, oldest first.
pub(super) async fn reviews(tx: &mut Transaction, version_id: &str) -> Result<Vec<Review>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT account.name AS name, decision, comment, review.created_ms AS created_ms FROM review \
             JOIN account ON account.id = review.account_id WHERE version_id = $1 ORDER BY review.id",
            values![version_id],
        )
        .await?;
    let review = |row: &Row| {
        Ok(Review {
            reviewer: row.text("name")?,
            decision: row.text("decision")?,
            comment: row.text("comment")?,
            created_ms: row.integer("created_ms")?,
        })
    };
    rows.iter().map(review).collect()
}

/// Versions that wait, the one that waits longest first.
pub(super) async fn waiting(tx: &mut Transaction, count: i64) -> Result<Vec<Waiting>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT app.id AS app_id, app.name AS app_name, organisation.name AS organisation, version.number AS number, description, \
             account.name AS author, version.created_ms AS created_ms FROM version JOIN app ON app.id = version.app_id \
             JOIN organisation ON organisation.id = app.organisation_id JOIN account ON account.id = version.account_id \
             WHERE version.state = $1 ORDER BY version.id LIMIT $2",
            values![VersionState::Review.word(), count],
        )
        .await?;
    let waiting = |row: &Row| {
        Ok(Waiting {
            app_id: row.text("app_id")?,
            app_name: row.text("app_name")?,
            organisation: row.text("organisation")?,
            number: row.text("number")?,
            description: row.text("description")?,
            author: row.text("author")?,
            created_ms: row.integer("created_ms")?,
        })
    };
    rows.iter().map(waiting).collect()
}

pub(super) async fn keys(tx: &mut Transaction, account_id: &str) -> Result<Vec<KnownKey>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, name, created_ms FROM signing_key WHERE account_id = $1 AND revoked_ms IS NULL ORDER BY id",
            values![account_id],
        )
        .await?;
    let key = |row: &Row| {
        Ok(KnownKey { id: row.text("id")?, name: row.text("name")?, created_ms: row.integer("created_ms")? })
    };
    rows.iter().map(key).collect()
}

/// Whether there was such a key.
pub(super) async fn revoke_key(
    tx: &mut Transaction,
    account_id: &str,
    id: &str,
    now_ms: i64,
) -> Result<bool, DatabaseError> {
    let changed = tx
        .execute(
            "UPDATE signing_key SET revoked_ms = $3 WHERE account_id = $1 AND id = $2 AND revoked_ms IS NULL",
            values![account_id, id, now_ms],
        )
        .await?;
    Ok(changed > 0)
}
