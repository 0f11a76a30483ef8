//! The statements about secrets and tokens.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::model::{AppSecret, TokenKind};
use crate::database::{DatabaseError, Row, Transaction, values};

/// Secrets that still work, the newest first, each with its hash.
pub(super) async fn secrets(
    tx: &mut Transaction,
    app_id: &str,
    now_ms: i64,
) -> Result<Vec<(AppSecret, String)>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, account_id, created_ms, ends_ms, secret_hash FROM app_secret \
             WHERE app_id = $1 AND (ends_ms IS NULL OR ends_ms > $2) ORDER BY id DESC",
            values![app_id, now_ms],
        )
        .await?;
    let secret = |row: &Row| {
        let secret = AppSecret {
            id: row.text("id")?,
            account_id: row.text("account_id")?,
            created_ms: row.integer("created_ms")?,
            ends_ms: row.optional_integer("ends_ms")?,
        };
        Ok((secret, row.text("secret_hash")?))
    };
    rows.iter().map(secret).collect()
}

/// The current secret gets an end; those that had one already end now.
pub(super) async fn end_secrets(
    tx: &mut Transaction,
    app_id: &str,
    now_ms: i64,
    ends_ms: i64,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE app_secret SET ends_ms = $2 WHERE app_id = $1 AND ends_ms > $2";
    tx.execute(sql, values![app_id, now_ms]).await?;
    let sql = "UPDATE app_secret SET ends_ms = $2 WHERE app_id = $1 AND ends_ms IS NULL";
    tx.execute(sql, values![app_id, ends_ms]).await?;
    Ok(())
}

pub(super) async fn add_secret(
    tx: &mut Transaction,
    app_id: &str,
    secret: &AppSecret,
    secret_hash: &str,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO app_secret (id, app_id, secret_hash, account_id, created_ms) VALUES ($1, $2, $3, $4, $5)",
        values![&secret.id, app_id, secret_hash, &secret.account_id, secret.created_ms],
    )
    .await?;
    Ok(())
}

/// A token, without its text.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) id: String,
    pub(super) secret_hash: String,
    pub(super) app_id: String,
    pub(super) created_ms: i64,
    pub(super) expires_ms: i64,
    pub(super) is_replaced: bool,
}

fn token(row: &Row) -> Result<Token, DatabaseError> {
    Ok(Token {
        id: row.text("id")?,
        secret_hash: row.text("secret_hash")?,
        app_id: row.text("app_id")?,
        created_ms: row.integer("created_ms")?,
        expires_ms: row.integer("expires_ms")?,
        is_replaced: row.optional_integer("replaced_ms")?.is_some(),
    })
}

macro_rules! select_token {
    ($rest:literal) => {
        concat!("SELECT id, secret_hash, app_id, created_ms, expires_ms, replaced_ms FROM access_token ", $rest)
    };
}

pub(super) async fn find_token(tx: &mut Transaction, secret_hash: &str) -> Result<Option<Token>, DatabaseError> {
    let row = tx.row(select_token!("WHERE secret_hash = $1"), values![secret_hash]).await?;
    row.as_ref().map(token).transpose()
}

/// The newest of a kind that was got with a secret.
pub(super) async fn newest_token(
    tx: &mut Transaction,
    app_id: &str,
    app_secret_id: &str,
    kind: TokenKind,
) -> Result<Option<Token>, DatabaseError> {
    let sql = select_token!(
        "WHERE app_id = $1 AND app_secret_id = $2 AND kind = $3 AND replaced_ms IS NULL ORDER BY id DESC LIMIT 1"
    );
    tx.row(sql, values![app_id, app_secret_id, kind.word()]).await?.as_ref().map(token).transpose()
}

/// How many of a kind were made since; only those that were forced, or all.
pub(super) async fn count_tokens(
    tx: &mut Transaction,
    app_id: &str,
    kind: TokenKind,
    is_forced: bool,
    since_ms: i64,
) -> Result<i64, DatabaseError> {
    let sql = "SELECT COUNT(*) AS count FROM access_token WHERE app_id = $1 AND kind = $2 AND is_forced = $3 AND created_ms > $4";
    let row = tx.row(sql, values![app_id, kind.word(), is_forced, since_ms]).await?;
    row.map_or(Ok(0), |row| row.integer("count"))
}

pub(super) struct NewToken<'a> {
    pub(super) id: &'a str,
    pub(super) secret_hash: &'a str,
    pub(super) app_id: &'a str,
    pub(super) app_secret_id: &'a str,
    pub(super) kind: TokenKind,
    pub(super) is_forced: bool,
    pub(super) created_ms: i64,
    pub(super) expires_ms: i64,
}

pub(super) async fn add_token(tx: &mut Transaction, token: &NewToken<'_>) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO access_token (id, secret_hash, app_id, app_secret_id, kind, is_forced, created_ms, expires_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            token.id,
            token.secret_hash,
            token.app_id,
            token.app_secret_id,
            token.kind.word(),
            token.is_forced,
            token.created_ms,
            token.expires_ms
        ],
    )
    .await?;
    Ok(())
}

/// Those of a kind that are current end at `ends_ms`, unless they end before.
pub(super) async fn replace_tokens(
    tx: &mut Transaction,
    app_id: &str,
    kind: TokenKind,
    now_ms: i64,
    ends_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE access_token SET replaced_ms = $3, expires_ms = CASE WHEN expires_ms < $4 THEN expires_ms ELSE $4 END \
         WHERE app_id = $1 AND kind = $2 AND replaced_ms IS NULL",
        values![app_id, kind.word(), now_ms, ends_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget_tokens(tx: &mut Transaction, app_id: &str, before_ms: i64) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM access_token WHERE app_id = $1 AND created_ms <= $2 AND expires_ms <= $2";
    tx.execute(sql, values![app_id, before_ms]).await?;
    Ok(())
}
