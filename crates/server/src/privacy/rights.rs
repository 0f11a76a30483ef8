//! What people may ask of the platform: all that it keeps of them, and that it forgets them.
//!
//! In: a person. Out: an export; an erasure with its signed report. Must not: leave a row that leads to somebody who was erased.

use serde_json::{Map, Value as Json, json};

use super::model::ROWS_MAX;
use super::service::{Privacy, PrivacyError};
use super::store;
use super::tables::{Column, Holds, OfPerson, TABLES};
use crate::clock::{new_id, now_ms};
use crate::database::{DatabaseError, Row, Transaction, values};

/// What somebody is told who was erased.
#[derive(Debug, Clone)]
pub(super) struct Erasure {
    /// JSON. Signed as it is, byte for byte.
    pub(super) report: String,
    /// Ed25519, Base64.
    pub(super) signature: String,
}

impl Privacy {
    /// Everything that the platform keeps of a person, by table.
    pub(super) async fn export(&self, person_id: &str) -> Result<Json, PrivacyError> {
        let mut tx = self.database.read().await?;
        let mut stores = Map::new();
        for (table, holds) in TABLES {
            if let Holds::Person(of) = holds {
                stores.insert((*table).to_owned(), rows(&mut tx, of, person_id).await?.into());
            }
        }
        Ok(
            json!({"platform": self.site.origin(), "made_ms": now_ms(), "stores": stores, "not_linked_to_you": not_linked()}),
        )
    }

    /// Erases a person from every table, in one transaction.
    pub(super) async fn erase(&self, person_id: &str) -> Result<Erasure, PrivacyError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        // A launch or an answer of his that is under way is over before this, or finds nobody.
        tx.lock(&format!("person {person_id}")).await?;
        let mut erased = Map::new();
        for (table, count) in erase(&mut tx, person_id).await? {
            erased.insert(table.to_owned(), count.into());
        }
        let id = new_id("era");
        let report = json!({
            "report": &id, "platform": self.site.origin(), "at_ms": now_ms, "rows_erased": erased, "kept": not_linked(),
        });
        let report = serde_json::to_string_pretty(&report).unwrap_or_default();
        let signature = self.key.sign(&report);
        store::add_erasure(&mut tx, &id, &report, &signature, now_ms).await?;
        tx.commit().await?;
        Ok(Erasure { report, signature })
    }
}

/// Tables in which rows were about people whom nothing there leads to, with the reason why they stay.
fn not_linked() -> Map<String, Json> {
    let reason = |(table, holds): &(&str, Holds)| match holds {
        Holds::Unlinked(reason) => Some(((*table).to_owned(), Json::from(*reason))),
        _ => None,
    };
    TABLES.iter().filter_map(reason).collect()
}

/// Rows erased by table.
pub(super) async fn erase(tx: &mut Transaction, person_id: &str) -> Result<Vec<(&'static str, u64)>, DatabaseError> {
    let mut counts = Vec::new();
    for (table, holds) in TABLES {
        if let Holds::Person(of) = holds {
            counts.push((*table, tx.execute(of.erase, values![person_id]).await?));
        }
    }
    Ok(counts)
}

/// Whether somebody has a row for whose sake he is not forgotten.
pub(super) async fn is_kept(tx: &mut Transaction, person_id: &str) -> Result<bool, DatabaseError> {
    for (_, holds) in TABLES {
        if let Holds::Person(of) = holds
            && of.keeps_guest
            && tx.row(of.read, values![person_id]).await?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn rows(tx: &mut Transaction, of: &OfPerson, person_id: &str) -> Result<Vec<Json>, DatabaseError> {
    let rows = tx.rows(of.read, values![person_id]).await?;
    let most = usize::try_from(ROWS_MAX).unwrap_or(usize::MAX);
    rows.iter().take(most).map(|row| of.columns.iter().map(|column| value(row, *column)).collect()).collect()
}

fn value(row: &Row, column: Column) -> Result<(String, Json), DatabaseError> {
    Ok(match column {
        Column::Text(name) => (name.to_owned(), row.optional_text(name)?.into()),
        Column::Number(name) => (name.to_owned(), row.optional_integer(name)?.into()),
    })
}
