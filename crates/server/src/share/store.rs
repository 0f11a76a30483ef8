//! The statements about pictures that were drawn, and about what people report.
//!
//! In: a transaction. Out: rows. Must not: decide anything.

use super::report::Report;
use crate::blobs::Digest;
use crate::clock::now_ms;
use crate::database::{DatabaseError, Transaction, values};

/// The picture that was drawn from this before.
pub(super) async fn drawn_card(tx: &mut Transaction, source: Digest) -> Result<Option<Digest>, DatabaseError> {
    let sql = "SELECT picture_digest FROM drawn_card WHERE source_digest = $1";
    let row = tx.row(sql, values![source.to_string()]).await?;
    Ok(row.map(|row| row.text("picture_digest")).transpose()?.and_then(|text| text.parse().ok()))
}

pub(super) async fn keep_card(tx: &mut Transaction, source: Digest, picture: Digest) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO drawn_card (source_digest, picture_digest, created_ms) VALUES ($1, $2, $3) \
         ON CONFLICT (source_digest) DO UPDATE SET picture_digest = $2",
        values![source.to_string(), picture.to_string(), now_ms()],
    )
    .await?;
    Ok(())
}

pub(super) async fn add_report(tx: &mut Transaction, report: &Report) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO report (id, app_id, version_id, path, reason, detail, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            &report.id,
            &report.app_id,
            &report.version_id,
            &report.path,
            report.reason.word(),
            &report.detail,
            report.created_ms
        ],
    )
    .await?;
    Ok(())
}

/// The newest first.
pub(super) async fn reports(tx: &mut Transaction, app_id: &str, count: i64) -> Result<Vec<Report>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, app_id, version_id, path, reason, detail, created_ms FROM report WHERE app_id = $1 ORDER BY id DESC LIMIT $2",
            values![app_id, count],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Report {
                id: row.text("id")?,
                app_id: row.text("app_id")?,
                version_id: row.text("version_id")?,
                path: row.text("path")?,
                // Only words of ours are ever written.
                reason: row.text("reason")?.parse().unwrap_or(super::report::Reason::Other),
                detail: row.text("detail")?,
                created_ms: row.integer("created_ms")?,
            })
        })
        .collect()
}
