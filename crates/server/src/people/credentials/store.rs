//! The statements of people's credentials.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::model::{Credential, Proof};
use crate::database::{DatabaseError, Row, Transaction, values};

pub(super) async fn owner(tx: &mut Transaction, proof: &Proof<'_>) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT person_id FROM person_credential WHERE kind = $1 AND subject = $2";
    tx.row(sql, values![proof.kind.word(), proof.subject]).await?.map(|row| row.text("person_id")).transpose()
}

/// `passkey`: what answers of the key are compared with.
pub(super) async fn add(
    tx: &mut Transaction,
    id: &str,
    person_id: &str,
    proof: &Proof<'_>,
    passkey: Option<&str>,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO person_credential (id, person_id, kind, subject, label, passkey, created_ms, used_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        values![id, person_id, proof.kind.word(), proof.subject, proof.label, passkey, now_ms],
    )
    .await?;
    Ok(())
}

/// Out: what its owner recognises it by.
pub(super) async fn note_use(tx: &mut Transaction, proof: &Proof<'_>, now_ms: i64) -> Result<String, DatabaseError> {
    let sql = "UPDATE person_credential SET used_ms = $3 WHERE kind = $1 AND subject = $2 RETURNING label";
    let row = tx.row(sql, values![proof.kind.word(), proof.subject, now_ms]).await?;
    Ok(row.map(|row| row.text("label")).transpose()?.unwrap_or_default())
}

pub(super) async fn list(tx: &mut Transaction, person_id: &str) -> Result<Vec<Credential>, DatabaseError> {
    let sql = "SELECT id, kind, label, created_ms, used_ms FROM person_credential WHERE person_id = $1 ORDER BY created_ms, id";
    tx.rows(sql, values![person_id]).await?.iter().map(credential).collect()
}

fn credential(row: &Row) -> Result<Credential, DatabaseError> {
    Ok(Credential {
        id: row.text("id")?,
        kind: row.text("kind")?,
        label: row.text("label")?,
        created_ms: row.integer("created_ms")?,
        used_ms: row.integer("used_ms")?,
    })
}

/// Out: the one that is gone, if there was one.
pub(super) async fn remove(
    tx: &mut Transaction,
    person_id: &str,
    id: &str,
) -> Result<Option<Credential>, DatabaseError> {
    let sql =
        "DELETE FROM person_credential WHERE person_id = $1 AND id = $2 RETURNING id, kind, label, created_ms, used_ms";
    tx.row(sql, values![person_id, id]).await?.as_ref().map(credential).transpose()
}

/// What is kept of each passkey of a person.
pub(super) async fn passkeys(tx: &mut Transaction, person_id: &str) -> Result<Vec<String>, DatabaseError> {
    let sql = "SELECT passkey FROM person_credential WHERE person_id = $1 AND passkey IS NOT NULL";
    tx.rows(sql, values![person_id]).await?.iter().map(|row| row.text("passkey")).collect()
}

/// Whose a passkey is, and what its answers are compared with.
pub(super) async fn passkey(
    tx: &mut Transaction,
    credential_id: &str,
) -> Result<Option<(String, String)>, DatabaseError> {
    let sql = "SELECT person_id, passkey FROM person_credential WHERE kind = 'passkey' AND subject = $1 AND passkey IS NOT NULL";
    let row = tx.row(sql, values![credential_id]).await?;
    row.map(|row| Ok((row.text("person_id")?, row.text("passkey")?))).transpose()
}

pub(super) async fn set_passkey(tx: &mut Transaction, credential_id: &str, passkey: &str) -> Result<(), DatabaseError> {
    let sql = "UPDATE person_credential SET passkey = $2 WHERE kind = 'passkey' AND subject = $1";
    tx.execute(sql, values![credential_id, passkey]).await?;
    Ok(())
}
