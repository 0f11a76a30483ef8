//! The statements of notices.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::{News, Notice};
use crate::database::{DatabaseError, Row, Transaction, values};

pub(super) async fn add(
    tx: &mut Transaction,
    id: &str,
    person_id: &str,
    news: &News<'_>,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO person_notice (id, person_id, kind, credential_kind, credential_label, device, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![id, person_id, news.event.word(), news.credential_kind, news.credential_label, news.device, now_ms],
    )
    .await?;
    Ok(())
}

/// The newest first.
pub(super) async fn list(tx: &mut Transaction, person_id: &str, count: i64) -> Result<Vec<Notice>, DatabaseError> {
    let sql = "SELECT id, kind, credential_kind, credential_label, device, at_ms, read_ms FROM person_notice \
               WHERE person_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2";
    let notice = |row: &Row| {
        Ok(Notice {
            id: row.text("id")?,
            kind: row.text("kind")?,
            credential_kind: row.text("credential_kind")?,
            credential_label: row.text("credential_label")?,
            device: row.text("device")?,
            at_ms: row.integer("at_ms")?,
            is_read: row.optional_integer("read_ms")?.is_some(),
        })
    };
    tx.rows(sql, values![person_id, count]).await?.iter().map(notice).collect()
}

/// Leaves the newest ones.
pub(super) async fn trim(tx: &mut Transaction, person_id: &str, count: i64) -> Result<(), DatabaseError> {
    tx.execute(
        "DELETE FROM person_notice WHERE person_id = $1 AND id NOT IN \
         (SELECT id FROM person_notice WHERE person_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2)",
        values![person_id, count],
    )
    .await?;
    Ok(())
}

pub(super) async fn count_unread(tx: &mut Transaction, person_id: &str) -> Result<i64, DatabaseError> {
    let sql = "SELECT COUNT(*) AS count FROM person_notice WHERE person_id = $1 AND read_ms IS NULL";
    tx.row(sql, values![person_id]).await?.map_or(Ok(0), |row| row.integer("count"))
}

pub(super) async fn mark_read(tx: &mut Transaction, person_id: &str, now_ms: i64) -> Result<(), DatabaseError> {
    let sql = "UPDATE person_notice SET read_ms = $2 WHERE person_id = $1 AND read_ms IS NULL";
    tx.execute(sql, values![person_id, now_ms]).await?;
    Ok(())
}
