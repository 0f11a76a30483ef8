//! The statements of mailed codes.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::mail_codes::TRIES_MAX;
use crate::database::{DatabaseError, Transaction, values};

pub(super) struct NewCode<'a> {
    pub(super) secret_hash: &'a str,
    pub(super) code_hash: &'a str,
    pub(super) address_hash: &'a str,
    pub(super) account_id: Option<&'a str>,
    pub(super) created_ms: i64,
    pub(super) expires_ms: i64,
}

pub(super) async fn drop_before(tx: &mut Transaction, created_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM mail_code WHERE created_ms < $1", values![created_ms]).await?;
    Ok(())
}

/// Those an address was asked for.
pub(super) async fn count_since(
    tx: &mut Transaction,
    address_hash: &str,
    created_ms: i64,
) -> Result<i64, DatabaseError> {
    let row = tx
        .row(
            "SELECT COUNT(*) AS count FROM mail_code WHERE address_hash = $1 AND created_ms >= $2",
            values![address_hash, created_ms],
        )
        .await?;
    row.map_or(Ok(0), |row| row.integer("count"))
}

pub(super) async fn add(tx: &mut Transaction, code: &NewCode<'_>) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO mail_code (secret_hash, code_hash, address_hash, account_id, tries, created_ms, expires_ms) VALUES ($1, $2, $3, $4, 0, $5, $6)",
        values![
            code.secret_hash,
            code.code_hash,
            code.address_hash,
            code.account_id,
            code.created_ms,
            code.expires_ms
        ],
    )
    .await?;
    Ok(())
}

pub(super) struct TriedCode {
    pub(super) code_hash: String,
    pub(super) address_hash: String,
    pub(super) account_id: Option<String>,
}

/// Counts a try of a code that may still be tried.
pub(super) async fn count_try(
    tx: &mut Transaction,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<TriedCode>, DatabaseError> {
    let row = tx
        .row(
            "UPDATE mail_code SET tries = tries + 1 WHERE secret_hash = $1 AND expires_ms > $2 AND tries < $3 RETURNING code_hash, address_hash, account_id",
            values![secret_hash, now_ms, TRIES_MAX],
        )
        .await?;
    let tried = row.map(|row| {
        Ok(TriedCode {
            code_hash: row.text("code_hash")?,
            address_hash: row.text("address_hash")?,
            account_id: row.optional_text("account_id")?,
        })
    });
    tried.transpose()
}

/// It stays a row, since those of a day are counted.
pub(super) async fn end(tx: &mut Transaction, secret_hash: &str, now_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("UPDATE mail_code SET expires_ms = $2 WHERE secret_hash = $1", values![secret_hash, now_ms]).await?;
    Ok(())
}
