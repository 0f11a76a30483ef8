//! The statements about versions on trial and passes.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::preview::Pass;
use super::stage::Stage;
use crate::database::{DatabaseError, Transaction, values};

pub(super) async fn trial(tx: &mut Transaction, app_id: &str) -> Result<Option<String>, DatabaseError> {
    let row = tx.row("SELECT version_id FROM trial WHERE app_id = $1", values![app_id]).await?;
    row.map(|row| row.text("version_id")).transpose()
}

pub(super) async fn set_trial(
    tx: &mut Transaction,
    app_id: &str,
    version_id: Option<&str>,
) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM trial WHERE app_id = $1", values![app_id]).await?;
    if let Some(version_id) = version_id {
        let sql = "INSERT INTO trial (app_id, version_id) VALUES ($1, $2)";
        tx.execute(sql, values![app_id, version_id]).await?;
    }
    Ok(())
}

pub(super) async fn add_pass(tx: &mut Transaction, secret_hash: &str, pass: &Pass) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO preview_pass (secret_hash, app_id, stage, version_id, expires_ms) VALUES ($1, $2, $3, $4, $5)",
        values![secret_hash, &*pass.app_id, pass.stage.word(), pass.version_id.clone(), pass.expires_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn pass(tx: &mut Transaction, secret_hash: &str) -> Result<Option<Pass>, DatabaseError> {
    let sql = "SELECT app_id, stage, version_id, expires_ms FROM preview_pass WHERE secret_hash = $1";
    let Some(row) = tx.row(sql, values![secret_hash]).await? else { return Ok(None) };
    // Only words of ours are ever written.
    let Ok(stage) = row.text("stage")?.parse::<Stage>() else { return Ok(None) };
    Ok(Some(Pass {
        app_id: row.text("app_id")?,
        stage,
        version_id: row.optional_text("version_id")?,
        expires_ms: row.integer("expires_ms")?,
    }))
}

pub(super) async fn count_passes(tx: &mut Transaction, app_id: &str) -> Result<i64, DatabaseError> {
    let row = tx.row("SELECT COUNT(*) AS count FROM preview_pass WHERE app_id = $1", values![app_id]).await?;
    row.map_or(Ok(0), |row| row.integer("count"))
}

/// Gives how many there were.
pub(super) async fn drop_passes(tx: &mut Transaction, app_id: &str) -> Result<u64, DatabaseError> {
    tx.execute("DELETE FROM preview_pass WHERE app_id = $1", values![app_id]).await
}

pub(super) async fn drop_passes_before(tx: &mut Transaction, before_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM preview_pass WHERE expires_ms <= $1", values![before_ms]).await?;
    Ok(())
}
