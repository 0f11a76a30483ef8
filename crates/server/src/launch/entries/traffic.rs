//! What happens now: launches of the last minutes.
//!
//! In: launches that are brought into the database. Out: numbers by minute, way in and version. Must not: say anything of who came.

use std::collections::BTreeMap;

use super::log::Launched;
use super::service::{Entries, EntryError};
use crate::clock::now_ms;
use crate::database::{DatabaseError, Insertion, Row, Transaction, Value, values};
use crate::identity::{Act, Actor};

const MINUTE_MS: i64 = 60 * 1000;
/// Ways in, and versions, that are told: the most used.
const PARTS_MAX: i64 = 50;

/// By program, minute, entry (empty: none) and version, in the order of the table's key, as every writer counts.
pub(super) type MinuteCounts = BTreeMap<(String, i64, String, String), i64>;

/// A way in, or a version, with its launches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) launches: i64,
}

/// Of a program, in the last minutes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Traffic {
    /// Minutes since 1970 with their launches, those without any left out.
    pub(crate) minutes: Vec<(i64, i64)>,
    /// Ids of the 50 most used entries, those first; empty is an address of the program itself.
    pub(crate) entries: Vec<Part>,
    /// Numbers of the 50 most used versions, those first.
    pub(crate) versions: Vec<Part>,
}

pub(super) fn minute_of(launched: &Launched) -> i64 {
    launched.at_ms.div_euclid(MINUTE_MS)
}

pub(super) async fn count(tx: &mut Transaction, counts: &MinuteCounts) -> Result<(), DatabaseError> {
    static INSERTION: Insertion<5> = Insertion::new(
        "INSERT INTO launches_by_minute (app_id, minute, entry_id, version_id, launches)",
        "ON CONFLICT (app_id, minute, entry_id, version_id) DO UPDATE SET launches = launches_by_minute.launches + excluded.launches",
    );
    type Counted<'a> = (&'a (String, i64, String, String), &'a i64);
    fn row(((app_id, minute, entry_id, version_id), launches): &Counted<'_>) -> [Value; 5] {
        [(&**app_id).into(), (*minute).into(), (&**entry_id).into(), (&**version_id).into(), (**launches).into()]
    }
    INSERTION.add(tx, &counts.iter().collect::<Vec<_>>(), row).await
}

impl Entries {
    /// How often a program was opened in each of the last minutes, this one among them.
    pub(crate) async fn traffic(&self, actor: &Actor, app_id: &str, minutes: i64) -> Result<Traffic, EntryError> {
        self.registry.app_to(actor, Act::View, app_id).await?;
        let since = now_ms().div_euclid(MINUTE_MS) - minutes + 1;
        let mut tx = self.database.read().await?;
        let of_minute = |row: &Row| Ok((row.integer("minute")?, row.integer("launches")?));
        let rows = tx
            .rows(
                "SELECT minute, CAST(SUM(launches) AS BIGINT) AS launches FROM launches_by_minute \
                 WHERE app_id = $1 AND minute >= $2 GROUP BY minute ORDER BY minute",
                values![app_id, since],
            )
            .await?;
        let minutes = rows.iter().map(of_minute).collect::<Result<_, DatabaseError>>()?;
        let part = |row: &Row| Ok(Part { name: row.text("name")?, launches: row.integer("launches")? });
        let rows = tx
            .rows(
                "SELECT entry_id AS name, CAST(SUM(launches) AS BIGINT) AS launches FROM launches_by_minute \
                 WHERE app_id = $1 AND minute >= $2 GROUP BY entry_id ORDER BY launches DESC, entry_id LIMIT $3",
                values![app_id, since, PARTS_MAX],
            )
            .await?;
        let entries = rows.iter().map(part).collect::<Result<_, DatabaseError>>()?;
        let rows = tx
            .rows(
                "SELECT version.number AS name, CAST(SUM(launches) AS BIGINT) AS launches FROM launches_by_minute \
                 JOIN version ON version.id = launches_by_minute.version_id \
                 WHERE launches_by_minute.app_id = $1 AND minute >= $2 GROUP BY version.number ORDER BY launches DESC, version.number LIMIT $3",
                values![app_id, since, PARTS_MAX],
            )
            .await?;
        let versions = rows.iter().map(part).collect::<Result<_, DatabaseError>>()?;
        Ok(Traffic { minutes, entries, versions })
    }
}
