//! The statements of identity.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::model::{Account, Actor, ActorToken, ApiToken, Membership, Role, Scope};
use crate::database::{DatabaseError, Row, Transaction, values};

fn account(row: &Row) -> Result<Account, DatabaseError> {
    Ok(Account {
        id: row.text("id")?,
        email: row.text("email")?,
        name: row.text("name")?,
        is_operator: row.truth("is_operator")?,
    })
}

fn scopes(words: &str) -> Vec<Scope> {
    words.split(' ').filter_map(|word| word.parse().ok()).collect()
}

/// Whether anybody has an account.
pub(super) async fn has_accounts(tx: &mut Transaction) -> Result<bool, DatabaseError> {
    Ok(tx.row("SELECT 1 AS one FROM account LIMIT 1", &[]).await?.is_some())
}

pub(super) async fn add_account(tx: &mut Transaction, account: &Account, now_ms: i64) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO account (id, email, name, is_operator, created_ms) VALUES ($1, $2, $3, $4, $5)",
        values![&account.id, &account.email, &account.name, account.is_operator, now_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn account_by_email(tx: &mut Transaction, email: &str) -> Result<Option<Account>, DatabaseError> {
    let row = tx.row("SELECT id, email, name, is_operator FROM account WHERE email = $1", values![email]).await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn add_organisation(
    tx: &mut Transaction,
    id: &str,
    name: &str,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute("INSERT INTO organisation (id, name, created_ms) VALUES ($1, $2, $3)", values![id, name, now_ms])
        .await?;
    Ok(())
}

pub(super) async fn add_member(
    tx: &mut Transaction,
    organisation_id: &str,
    account_id: &str,
    role: Role,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO membership (organisation_id, account_id, role) VALUES ($1, $2, $3)",
        values![organisation_id, account_id, role.word()],
    )
    .await?;
    Ok(())
}

pub(super) async fn memberships(tx: &mut Transaction, account_id: &str) -> Result<Vec<Membership>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT organisation.id AS id, organisation.name AS name, membership.role AS role FROM membership \
             JOIN organisation ON organisation.id = membership.organisation_id WHERE membership.account_id = $1 ORDER BY organisation.id",
            values![account_id],
        )
        .await?;
    let membership = |row: &Row| -> Result<Option<Membership>, DatabaseError> {
        let Ok(role) = row.text("role")?.parse() else { return Ok(None) };
        Ok(Some(Membership { organisation_id: row.text("id")?, organisation_name: row.text("name")?, role }))
    };
    rows.iter().filter_map(|row| membership(row).transpose()).collect()
}

pub(super) async fn role(
    tx: &mut Transaction,
    organisation_id: &str,
    account_id: &str,
) -> Result<Option<Role>, DatabaseError> {
    let row = tx
        .row(
            "SELECT role FROM membership WHERE organisation_id = $1 AND account_id = $2",
            values![organisation_id, account_id],
        )
        .await?;
    Ok(row.map(|row| row.text("role")).transpose()?.and_then(|word| word.parse().ok()))
}

pub(super) async fn add_session(
    tx: &mut Transaction,
    secret_hash: &str,
    account_id: &str,
    now_ms: i64,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO session (secret_hash, account_id, created_ms, expires_ms) VALUES ($1, $2, $3, $4)",
        values![secret_hash, account_id, now_ms, expires_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn end_session(tx: &mut Transaction, secret_hash: &str) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM session WHERE secret_hash = $1", values![secret_hash]).await?;
    Ok(())
}

/// Ends every session of an account; how many there were.
pub(super) async fn end_sessions(tx: &mut Transaction, account_id: &str) -> Result<u64, DatabaseError> {
    tx.execute("DELETE FROM session WHERE account_id = $1", values![account_id]).await
}

/// Adds a link, and drops those that have ended.
pub(super) async fn add_link(
    tx: &mut Transaction,
    secret_hash: &str,
    account_id: &str,
    now_ms: i64,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM sign_in_link WHERE expires_ms < $1", values![now_ms]).await?;
    tx.execute(
        "INSERT INTO sign_in_link (secret_hash, account_id, expires_ms) VALUES ($1, $2, $3)",
        values![secret_hash, account_id, expires_ms],
    )
    .await?;
    Ok(())
}

/// Whose link it was. It is gone once the transaction ends.
pub(super) async fn take_link(
    tx: &mut Transaction,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<String>, DatabaseError> {
    let row = tx
        .row(
            "DELETE FROM sign_in_link WHERE secret_hash = $1 AND expires_ms > $2 RETURNING account_id",
            values![secret_hash, now_ms],
        )
        .await?;
    row.map(|row| row.text("account_id")).transpose()
}

pub(super) async fn session_actor(
    tx: &mut Transaction,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<Actor>, DatabaseError> {
    let row = tx
        .row(
            "SELECT account.id AS id, email, name, is_operator FROM session JOIN account ON account.id = session.account_id \
             WHERE secret_hash = $1 AND expires_ms > $2",
            values![secret_hash, now_ms],
        )
        .await?;
    row.map(|row| Ok(Actor { account: account(&row)?, token: None })).transpose()
}

pub(super) struct NewToken<'a> {
    pub(super) id: &'a str,
    pub(super) account_id: &'a str,
    pub(super) name: &'a str,
    pub(super) secret_hash: &'a str,
    pub(super) scopes: &'a [Scope],
    pub(super) expires_ms: Option<i64>,
}

pub(super) async fn add_token(tx: &mut Transaction, token: &NewToken<'_>, now_ms: i64) -> Result<(), DatabaseError> {
    let words: Vec<&str> = token.scopes.iter().map(|scope| scope.word()).collect();
    tx.execute(
        "INSERT INTO api_token (id, account_id, name, secret_hash, scopes, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![token.id, token.account_id, token.name, token.secret_hash, words.join(" "), now_ms, token.expires_ms],
    )
    .await?;
    Ok(())
}

/// Those that can still be used.
pub(super) async fn tokens(tx: &mut Transaction, account_id: &str) -> Result<Vec<ApiToken>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, name, scopes, created_ms, expires_ms, used_ms FROM api_token WHERE account_id = $1 AND revoked_ms IS NULL ORDER BY id",
            values![account_id],
        )
        .await?;
    let token = |row: &Row| {
        Ok(ApiToken {
            id: row.text("id")?,
            name: row.text("name")?,
            scopes: scopes(&row.text("scopes")?),
            created_ms: row.integer("created_ms")?,
            expires_ms: row.optional_integer("expires_ms")?,
            used_ms: row.optional_integer("used_ms")?,
        })
    };
    rows.iter().map(token).collect()
}

/// Whether there was such a token.
pub(super) async fn revoke_token(
    tx: &mut Transaction,
    account_id: &str,
    id: &str,
    now_ms: i64,
) -> Result<bool, DatabaseError> {
    let changed = tx
        .execute(
            "UPDATE api_token SET revoked_ms = $3 WHERE account_id = $1 AND id = $2 AND revoked_ms IS NULL",
            values![account_id, id, now_ms],
        )
        .await?;
    Ok(changed > 0)
}

pub(super) async fn token_actor(
    tx: &mut Transaction,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<(Actor, Option<i64>)>, DatabaseError> {
    let row = tx
        .row(
            "SELECT account.id AS id, email, account.name AS name, is_operator, api_token.id AS token_id, scopes, api_token.expires_ms AS expires_ms, used_ms \
             FROM api_token JOIN account ON account.id = api_token.account_id \
             WHERE secret_hash = $1 AND revoked_ms IS NULL AND (expires_ms IS NULL OR expires_ms > $2)",
            values![secret_hash, now_ms],
        )
        .await?;
    row.map(|row| {
        let token = ActorToken {
            id: row.text("token_id")?,
            scopes: scopes(&row.text("scopes")?),
            expires_ms: row.optional_integer("expires_ms")?,
        };
        Ok((Actor { account: account(&row)?, token: Some(token) }, row.optional_integer("used_ms")?))
    })
    .transpose()
}

pub(super) async fn note_token_use(tx: &mut Transaction, id: &str, now_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("UPDATE api_token SET used_ms = $2 WHERE id = $1", values![id, now_ms]).await?;
    Ok(())
}
