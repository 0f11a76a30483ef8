//! The statements of passkeys.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::passkeys::KnownPasskey;
use crate::database::{DatabaseError, Row, Transaction, values};

pub(super) struct NewPasskey<'a> {
    pub(super) account_id: &'a str,
    pub(super) credential_id: &'a str,
    pub(super) credential: &'a str,
}

pub(super) async fn add(tx: &mut Transaction, known: &KnownPasskey, row: &NewPasskey<'_>) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO passkey (id, account_id, credential_id, name, credential, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
        values![&known.id, row.account_id, row.credential_id, &known.name, row.credential, known.created_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn list(tx: &mut Transaction, account_id: &str) -> Result<Vec<KnownPasskey>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, name, created_ms, used_ms FROM passkey WHERE account_id = $1 ORDER BY id",
            values![account_id],
        )
        .await?;
    let known = |row: &Row| {
        Ok(KnownPasskey {
            id: row.text("id")?,
            name: row.text("name")?,
            created_ms: row.integer("created_ms")?,
            used_ms: row.optional_integer("used_ms")?,
        })
    };
    rows.iter().map(known).collect()
}

/// What is kept of each passkey of an account: JSON.
pub(super) async fn credentials(tx: &mut Transaction, account_id: &str) -> Result<Vec<String>, DatabaseError> {
    let rows = tx.rows("SELECT credential FROM passkey WHERE account_id = $1", values![account_id]).await?;
    rows.iter().map(|row| row.text("credential")).collect()
}

pub(super) struct FoundPasskey {
    pub(super) id: String,
    pub(super) account_id: String,
    pub(super) credential: String,
}

pub(super) async fn by_credential(
    tx: &mut Transaction,
    credential_id: &str,
) -> Result<Option<FoundPasskey>, DatabaseError> {
    let row = tx
        .row("SELECT id, account_id, credential FROM passkey WHERE credential_id = $1", values![credential_id])
        .await?;
    row.map(|row| {
        Ok(FoundPasskey {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            credential: row.text("credential")?,
        })
    })
    .transpose()
}

pub(super) async fn note_use(
    tx: &mut Transaction,
    id: &str,
    credential: &str,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute("UPDATE passkey SET credential = $2, used_ms = $3 WHERE id = $1", values![id, credential, now_ms])
        .await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Transaction, account_id: &str, id: &str) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM passkey WHERE account_id = $1 AND id = $2", values![account_id, id]).await?;
    Ok(())
}
