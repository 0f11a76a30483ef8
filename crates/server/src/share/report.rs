//! What people hold against a program.
//!
//! In: a reason, perhaps a sentence. Out: rows for the program's people and the operator. Must not: keep who said it.

use super::pictures::{Pictures, ShareError};
use super::store;
use crate::clock::{new_id, now_ms};
use crate::identity::{Actor, words};
use crate::plain_text::one_line;

const DETAIL_LENGTH_MAX: usize = 500;
pub(super) const PATH_LENGTH_MAX: usize = 1_024;
const LISTED_MAX: i64 = 100;

words! {
    /// Why somebody reports a program.
    Reason, "reason" {
        Fraud => "fraud",
        Illegal => "illegal",
        Harmful => "harmful",
        Privacy => "privacy",
        Copyright => "copyright",
        Broken => "broken",
        Other => "other",
    }
}

#[derive(Debug, Clone)]
pub(super) struct Report {
    pub(super) id: String,
    pub(super) app_id: String,
    pub(super) version_id: String,
    /// The page it is about, with its query.
    pub(super) path: String,
    pub(super) reason: Reason,
    pub(super) detail: String,
    pub(super) created_ms: i64,
}

impl Pictures {
    /// Takes a report; anybody may make one of a program that everybody gets.
    pub(super) async fn report(&self, app_id: &str, path: &str, reason: &str, detail: &str) -> Result<(), ShareError> {
        let reason = reason.parse().map_err(ShareError::Invalid)?;
        if detail.chars().count() > DETAIL_LENGTH_MAX || path.chars().count() > PATH_LENGTH_MAX {
            return Err(ShareError::Invalid(format!(
                "`detail` has at most {DETAIL_LENGTH_MAX} characters, `path` {PATH_LENGTH_MAX}"
            )));
        }
        let face = self.registry.face(app_id).await?.ok_or(ShareError::NotFound)?;
        let report = Report {
            id: new_id("rpt"),
            app_id: face.app_id,
            version_id: face.version_id,
            path: one_line(path, PATH_LENGTH_MAX),
            reason,
            detail: one_line(detail, DETAIL_LENGTH_MAX),
            created_ms: now_ms(),
        };
        let mut tx = self.database.write().await?;
        store::add_report(&mut tx, &report).await?;
        Ok(tx.commit().await?)
    }

    /// The newest reports of a program, for its people and the operator.
    pub(super) async fn reports(&self, actor: &Actor, app_id: &str) -> Result<Vec<Report>, ShareError> {
        self.registry.app(actor, app_id).await?;
        Ok(store::reports(&mut self.database.read().await?, app_id, LISTED_MAX).await?)
    }
}
