//! The statements of accounts elsewhere.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use crate::database::{DatabaseError, Row, Transaction, values};

/// Who somebody is at an OpenID Connect provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutsideIdentity {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) email: String,
    pub(crate) created_ms: i64,
    pub(crate) used_ms: Option<i64>,
}

/// Identities as [`identity`] reads them. Statements are constant text, so a macro joins them.
macro_rules! select_identity {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, issuer, subject, email, created_ms, used_ms FROM outside_identity WHERE ",
            $rest
        )
    };
}

fn identity(row: &Row) -> Result<OutsideIdentity, DatabaseError> {
    Ok(OutsideIdentity {
        id: row.text("id")?,
        account_id: row.text("account_id")?,
        issuer: row.text("issuer")?,
        subject: row.text("subject")?,
        email: row.text("email")?,
        created_ms: row.integer("created_ms")?,
        used_ms: row.optional_integer("used_ms")?,
    })
}

pub(super) async fn find(
    tx: &mut Transaction,
    issuer: &str,
    subject: &str,
) -> Result<Option<OutsideIdentity>, DatabaseError> {
    let row = tx.row(select_identity!("issuer = $1 AND subject = $2"), values![issuer, subject]).await?;
    row.as_ref().map(identity).transpose()
}

pub(super) async fn list(tx: &mut Transaction, account_id: &str) -> Result<Vec<OutsideIdentity>, DatabaseError> {
    let rows = tx.rows(select_identity!("account_id = $1 ORDER BY id"), values![account_id]).await?;
    rows.iter().map(identity).collect()
}

pub(super) async fn add(tx: &mut Transaction, identity: &OutsideIdentity) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO outside_identity (id, account_id, issuer, subject, email, created_ms, used_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            &identity.id,
            &identity.account_id,
            &identity.issuer,
            &identity.subject,
            &identity.email,
            identity.created_ms,
            identity.used_ms
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn note_use(tx: &mut Transaction, id: &str, now_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("UPDATE outside_identity SET used_ms = $2 WHERE id = $1", values![id, now_ms]).await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Transaction, account_id: &str, id: &str) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM outside_identity WHERE account_id = $1 AND id = $2", values![account_id, id]).await?;
    Ok(())
}
