//! How long each kind of row is kept after it has no more use, and the chore that forgets it.
//!
//! In: the time. Out: rows that are gone. Must not: forget what somebody still has a use for. docs/operate/privacy.md shows the rules; a
//! test compares.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::rights;
use super::service::{Privacy, PrivacyError};
use crate::clock::{DAY_MS, now_ms};
use crate::database::{DatabaseError, values};

/// How often the rules are kept.
const INTERVAL: Duration = Duration::from_secs(60 * 60);
/// Guests forgotten in one go; the next hour has the next ones.
const GUESTS_AT_ONCE_MAX: i64 = 1_000;

/// Rows that go when they are older than their time.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    /// For the page of the rules.
    pub(crate) what: &'static str,
    pub(crate) kept_days: i64,
    /// `$1`: the moment before which they are too old.
    forget: &'static str,
}

const fn rule(name: &'static str, what: &'static str, kept_days: i64, forget: &'static str) -> Rule {
    Rule { name, what, kept_days, forget }
}

pub(crate) const RULES: &[Rule] = &[
    rule("ticket", "tickets, after their minute", 0, "DELETE FROM ticket WHERE expires_ms <= $1"),
    rule("login_code", "codes of `wx.login`, after their end", 1, "DELETE FROM login_code WHERE expires_ms <= $1"),
    rule("user_session", "sessions in programs, after their end", 0, "DELETE FROM user_session WHERE expires_ms <= $1"),
    rule(
        "person_session",
        "browsers that are known, after their end",
        0,
        "DELETE FROM person_session WHERE expires_ms <= $1",
    ),
    rule(
        "consent_question",
        "questions that nobody answered",
        0,
        "DELETE FROM consent_question WHERE expires_ms <= $1",
    ),
    rule(
        "phone_share",
        "leave to learn a phone number, after its minute",
        0,
        "DELETE FROM phone_share WHERE expires_ms <= $1",
    ),
    rule("phone_code", "codes of phone numbers, after their end", 0, "DELETE FROM phone_code WHERE expires_ms <= $1"),
    rule("session", "sessions at the console, after their end", 0, "DELETE FROM session WHERE expires_ms <= $1"),
    rule("ceremony", "sign-ins under way, after their end", 0, "DELETE FROM ceremony WHERE expires_ms <= $1"),
    rule(
        "person_ceremony",
        "sign-ins of people under way, after their end",
        0,
        "DELETE FROM person_ceremony WHERE expires_ms <= $1",
    ),
    rule("person_notice", "notices of people about their accounts", 400, "DELETE FROM person_notice WHERE at_ms <= $1"),
    rule("sign_in_link", "sign-in links, after their end", 0, "DELETE FROM sign_in_link WHERE expires_ms <= $1"),
    rule("invitation", "invitations, after their end", 90, "DELETE FROM invitation WHERE expires_ms <= $1"),
    rule(
        "access_token",
        "tokens of programs' servers, after their end",
        2,
        "DELETE FROM access_token WHERE expires_ms <= $1",
    ),
    rule(
        "entry_launch",
        "single launches by an entry; their numbers stay",
        400,
        "DELETE FROM entry_launch WHERE at_ms <= $1",
    ),
    rule(
        "launches_by_minute",
        "launches by the minute; those by the day stay",
        2,
        "DELETE FROM launches_by_minute WHERE minute <= CAST($1 AS BIGINT) / 60000",
    ),
    rule("report", "reports about programs", 730, "DELETE FROM report WHERE created_ms <= $1"),
    rule("audit", "the audit log", 1_095, "DELETE FROM audit WHERE at_ms <= $1"),
];

/// When the rules were last kept by this process.
#[derive(Default)]
pub(super) struct Retention(Mutex<Option<Instant>>);

impl Retention {
    fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| last.elapsed() >= INTERVAL);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

impl Privacy {
    /// Keeps the rules once an hour, whoever asks how often.
    pub(crate) async fn keep_rules(&self) -> Result<(), PrivacyError> {
        if self.retention.is_due() { self.keep_rules_at(now_ms()).await } else { Ok(()) }
    }

    pub(crate) async fn keep_rules_at(&self, now_ms: i64) -> Result<(), PrivacyError> {
        for rule in RULES {
            // Each by itself, so that nobody waits for all of them.
            let mut tx = self.database.write().await?;
            let rows = tx.execute(rule.forget, values![now_ms - rule.kept_days * DAY_MS]).await?;
            tx.commit().await?;
            if rows > 0 {
                tracing::info!(table = rule.name, what = rule.what, rows, "rows were too old");
            }
        }
        Ok(self.forget_guests(now_ms).await?)
    }

    /// Guests whom no browser brings back: nobody can be known as them again.
    async fn forget_guests(&self, now_ms: i64) -> Result<(), DatabaseError> {
        let sql = "SELECT id FROM person WHERE created_ms <= $1 AND NOT EXISTS (SELECT 1 FROM person_session WHERE person_id = person.id) \
                   AND NOT EXISTS (SELECT 1 FROM user_session WHERE person_id = person.id) ORDER BY id LIMIT $2";
        let rows = self.database.read().await?.rows(sql, values![now_ms - DAY_MS, GUESTS_AT_ONCE_MAX]).await?;
        for row in rows {
            let id = row.text("id")?;
            let mut tx = self.database.write().await?;
            if !rights::is_kept(&mut tx, &id).await? {
                rights::erase(&mut tx, &id).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_the_rules() {
        let page = include_str!("../../../../docs/operate/privacy.md");
        for Rule { name, what, kept_days, .. } in RULES {
            let line = format!("| `{name}` | {what} | {kept_days} |");
            assert!(page.contains(&line), "docs/operate/privacy.md lacks `{line}`");
        }
    }
}
