//! The statements of organisations, members and invitations.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::members::{Invitation, Member, Organisation};
use super::model::Role;
use crate::database::{DatabaseError, Row, Transaction, values};

/// Those of an account; all of them without one.
pub(super) async fn organisations(
    tx: &mut Transaction,
    account_id: Option<&str>,
) -> Result<Vec<Organisation>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, name, created_ms, (SELECT COUNT(*) FROM membership WHERE organisation_id = organisation.id) AS members FROM organisation \
             WHERE CAST($1 AS TEXT) IS NULL OR id IN (SELECT organisation_id FROM membership WHERE account_id = $1) ORDER BY id",
            values![account_id],
        )
        .await?;
    let organisation = |row: &Row| {
        Ok(Organisation {
            id: row.text("id")?,
            name: row.text("name")?,
            members: row.integer("members")?,
            created_ms: row.integer("created_ms")?,
        })
    };
    rows.iter().map(organisation).collect()
}

pub(super) async fn organisation_name(tx: &mut Transaction, id: &str) -> Result<Option<String>, DatabaseError> {
    let row = tx.row("SELECT name FROM organisation WHERE id = $1", values![id]).await?;
    row.map(|row| row.text("name")).transpose()
}

pub(super) async fn members(tx: &mut Transaction, organisation_id: &str) -> Result<Vec<Member>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT account.id AS id, email, name, role FROM membership JOIN account ON account.id = membership.account_id \
             WHERE organisation_id = $1 ORDER BY account.id",
            values![organisation_id],
        )
        .await?;
    let member = |row: &Row| {
        Ok(Member { account_id: row.text("id")?, email: row.text("email")?, name: row.text("name")?, role: role(row)? })
    };
    rows.iter().map(member).collect()
}

/// Only words of ours are ever written; the role with the least stands for any other.
fn role(row: &Row) -> Result<Role, DatabaseError> {
    Ok(row.text("role")?.parse().unwrap_or(Role::Support))
}

pub(super) async fn set_role(
    tx: &mut Transaction,
    organisation_id: &str,
    account_id: &str,
    role: Role,
) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE membership SET role = $3 WHERE organisation_id = $1 AND account_id = $2",
        values![organisation_id, account_id, role.word()],
    )
    .await?;
    Ok(())
}

pub(super) async fn remove_member(
    tx: &mut Transaction,
    organisation_id: &str,
    account_id: &str,
) -> Result<(), DatabaseError> {
    tx.execute(
        "DELETE FROM membership WHERE organisation_id = $1 AND account_id = $2",
        values![organisation_id, account_id],
    )
    .await?;
    Ok(())
}

pub(super) async fn add_invitation(
    tx: &mut Transaction,
    invitation: &Invitation,
    secret_hash: &str,
    account_id: &str,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO invitation (id, organisation_id, email, role, secret_hash, account_id, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            &invitation.id,
            &invitation.organisation_id,
            &invitation.email,
            invitation.role.word(),
            secret_hash,
            account_id,
            invitation.created_ms,
            invitation.expires_ms
        ],
    )
    .await?;
    Ok(())
}

/// Invitations as [`invitation`] reads them. Statements are constant text, so a macro joins them.
macro_rules! select_invitation {
    ($rest:literal) => {
        concat!(
            "SELECT invitation.id AS id, organisation_id, organisation.name AS organisation_name, email, role, invitation.created_ms AS created_ms, \
             expires_ms FROM invitation JOIN organisation ON organisation.id = invitation.organisation_id WHERE ended_ms IS NULL AND expires_ms > $2 ",
            $rest
        )
    };
}

fn invitation(row: &Row) -> Result<Invitation, DatabaseError> {
    Ok(Invitation {
        id: row.text("id")?,
        organisation_id: row.text("organisation_id")?,
        organisation_name: row.text("organisation_name")?,
        email: row.text("email")?,
        role: role(row)?,
        created_ms: row.integer("created_ms")?,
        expires_ms: row.integer("expires_ms")?,
    })
}

/// Those that can still be accepted.
pub(super) async fn invitations(
    tx: &mut Transaction,
    organisation_id: &str,
    now_ms: i64,
) -> Result<Vec<Invitation>, DatabaseError> {
    let rows = tx
        .rows(
            select_invitation!("AND organisation_id = $1 ORDER BY invitation.id DESC"),
            values![organisation_id, now_ms],
        )
        .await?;
    rows.iter().map(invitation).collect()
}

/// Those of an address, in every organisation.
pub(super) async fn invitations_of(
    tx: &mut Transaction,
    email: &str,
    now_ms: i64,
) -> Result<Vec<Invitation>, DatabaseError> {
    let rows = tx.rows(select_invitation!("AND email = $1 ORDER BY invitation.id"), values![email, now_ms]).await?;
    rows.iter().map(invitation).collect()
}

pub(super) async fn open_invitation(
    tx: &mut Transaction,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<Invitation>, DatabaseError> {
    let row = tx.row(select_invitation!("AND secret_hash = $1"), values![secret_hash, now_ms]).await?;
    row.as_ref().map(invitation).transpose()
}

/// Whether it was open still.
pub(super) async fn end_invitation(
    tx: &mut Transaction,
    organisation_id: &str,
    id: &str,
    now_ms: i64,
) -> Result<bool, DatabaseError> {
    let changed = tx
        .execute(
            "UPDATE invitation SET ended_ms = $3 WHERE organisation_id = $1 AND id = $2 AND ended_ms IS NULL",
            values![organisation_id, id, now_ms],
        )
        .await?;
    Ok(changed > 0)
}
