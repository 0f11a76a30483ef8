//! Rows of phone numbers.
//!
//! In: a transaction. Out: rows. Must not: decide anything.

use super::number::PhoneNumber;
use crate::database::{DatabaseError, Transaction, values};

pub(super) async fn number(tx: &mut Transaction, person_id: &str) -> Result<Option<PhoneNumber>, DatabaseError> {
    let sql = "SELECT country_code, national_number FROM person_phone WHERE person_id = $1";
    let row = tx.row(sql, values![person_id]).await?;
    row.map(|row| Ok(PhoneNumber { country_code: row.text("country_code")?, national: row.text("national_number")? }))
        .transpose()
}

/// In the place of the one before.
pub(super) async fn put_number(
    tx: &mut Transaction,
    person_id: &str,
    number: &PhoneNumber,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO person_phone (person_id, country_code, national_number, changed_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person_id) DO UPDATE SET country_code = excluded.country_code, \
         national_number = excluded.national_number, changed_ms = excluded.changed_ms",
        values![person_id, &number.country_code, &number.national, now_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn remove_number(tx: &mut Transaction, person_id: &str) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM person_phone WHERE person_id = $1", values![person_id]).await?;
    Ok(())
}

/// What was allowed and what was given out for a number that is another one from now on.
pub(super) async fn end_shares(tx: &mut Transaction, person_id: &str) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM phone_share WHERE person_id = $1", values![person_id]).await?;
    tx.execute("DELETE FROM phone_code WHERE person_id = $1", values![person_id]).await?;
    Ok(())
}

pub(super) async fn forget_ended(tx: &mut Transaction, now_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM phone_share WHERE expires_ms <= $1", values![now_ms]).await?;
    tx.execute("DELETE FROM phone_code WHERE expires_ms <= $1", values![now_ms]).await?;
    Ok(())
}

pub(super) async fn add_share(
    tx: &mut Transaction,
    app_id: &str,
    person_id: &str,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO phone_share (app_id, person_id, expires_ms) VALUES ($1, $2, $3) \
         ON CONFLICT (app_id, person_id) DO UPDATE SET expires_ms = excluded.expires_ms",
        values![app_id, person_id, expires_ms],
    )
    .await?;
    Ok(())
}

/// Whether somebody had allowed it; of two who ask at once, one is told so.
pub(super) async fn take_share(
    tx: &mut Transaction,
    app_id: &str,
    person_id: &str,
    now_ms: i64,
) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM phone_share WHERE app_id = $1 AND person_id = $2 AND expires_ms > $3";
    Ok(tx.execute(sql, values![app_id, person_id, now_ms]).await? > 0)
}

pub(super) async fn add_code(
    tx: &mut Transaction,
    secret_hash: &str,
    app_id: &str,
    person_id: &str,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO phone_code (secret_hash, app_id, person_id, expires_ms) VALUES ($1, $2, $3, $4)",
        values![secret_hash, app_id, person_id, expires_ms],
    )
    .await?;
    Ok(())
}

/// A code that holds: the program it is of, and the person.
pub(super) async fn find_code(
    tx: &mut Transaction,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<(String, String)>, DatabaseError> {
    let sql = "SELECT app_id, person_id FROM phone_code WHERE secret_hash = $1 AND expires_ms > $2";
    let row = tx.row(sql, values![secret_hash, now_ms]).await?;
    row.map(|row| Ok((row.text("app_id")?, row.text("person_id")?))).transpose()
}

/// Whether it was still there: of two who bring it at once, one gets an answer.
pub(super) async fn use_code(tx: &mut Transaction, secret_hash: &str) -> Result<bool, DatabaseError> {
    Ok(tx.execute("DELETE FROM phone_code WHERE secret_hash = $1", values![secret_hash]).await? > 0)
}
