//! The audit log: who did what to what, written in the transaction of the act itself.
//!
//! In: an act. Out: a row that never changes. Must not: hold a secret, or anything about the people who open programs.

use serde_json::Value as Json;

use super::model::Actor;
use crate::clock::new_id;
use crate::database::{DatabaseError, Transaction, values};

/// One act, as it is read back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AuditEntry {
    pub(crate) id: String,
    pub(crate) at_ms: i64,
    pub(crate) account_id: String,
    /// Of the account, as it is now.
    pub(crate) email: String,
    pub(crate) app_id: Option<String>,
    pub(crate) act: String,
    pub(crate) detail: Json,
}

/// What an act was about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Subject<'a> {
    pub(crate) organisation_id: Option<&'a str>,
    pub(crate) app_id: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// A program of an organisation.
    pub(crate) fn of_app(organisation_id: &'a str, app_id: &'a str) -> Self {
        Subject { organisation_id: Some(organisation_id), app_id: Some(app_id) }
    }
}

/// `act`: a word such as `version.release`.
pub(crate) async fn record(
    tx: &mut Transaction,
    actor: &Actor,
    subject: Subject<'_>,
    act: &'static str,
    detail: &Json,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let token_id = actor.token.as_ref().map(|token| token.id.as_str());
    tx.execute(
        "INSERT INTO audit (id, at_ms, account_id, api_token_id, organisation_id, app_id, act, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            new_id("aud"),
            now_ms,
            &actor.account.id,
            token_id,
            subject.organisation_id,
            subject.app_id,
            act,
            detail.to_string()
        ],
    )
    .await?;
    Ok(())
}

/// Which acts to show.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter<'a> {
    /// Acts before this one (an id).
    pub(crate) before: Option<&'a str>,
    /// A word, or its first part: `version` is every act on versions.
    pub(crate) act: Option<&'a str>,
    pub(crate) app_id: Option<&'a str>,
    pub(crate) account_id: Option<&'a str>,
}

/// The newest acts in an organisation.
pub(super) async fn entries(
    tx: &mut Transaction,
    organisation_id: &str,
    filter: Filter<'_>,
    count: i64,
) -> Result<Vec<AuditEntry>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT audit.id AS id, at_ms, account_id, email, app_id, act, detail FROM audit JOIN account ON account.id = audit.account_id \
             WHERE organisation_id = $1 AND (CAST($2 AS TEXT) IS NULL OR audit.id < $2) AND (CAST($3 AS TEXT) IS NULL OR app_id = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR account_id = $4) AND (CAST($5 AS TEXT) IS NULL OR act = $5 OR substr(act, 1, length($5) + 1) = $5 || '.') \
             ORDER BY audit.id DESC LIMIT $6",
            values![organisation_id, filter.before, filter.app_id, filter.account_id, filter.act, count],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(AuditEntry {
                id: row.text("id")?,
                at_ms: row.integer("at_ms")?,
                account_id: row.text("account_id")?,
                email: row.text("email")?,
                app_id: row.optional_text("app_id")?,
                act: row.text("act")?,
                detail: serde_json::from_str(&row.text("detail")?).unwrap_or(Json::Null),
            })
        })
        .collect()
}
