//! Statements about entries and launches.
//!
//! In: a transaction. Out: rows. Must not: decide anything.

use super::log::Launched;
use super::model::{Entry, EntryKind, LaunchesOfDay};
use crate::clock::new_id;
use crate::database::{DatabaseError, Insertion, Row, Transaction, Value, values};

/// Adds an entry; `false` when one of the same sameness or, by chance, the same id is there.
pub(super) async fn add(tx: &mut Transaction, entry: &Entry, sameness: Option<&str>) -> Result<bool, DatabaseError> {
    let added = tx
        .execute(
            "INSERT INTO entry (id, app_id, kind, name, page, query, sameness, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT DO NOTHING",
            values![
                &entry.id,
                &entry.app_id,
                entry.kind.word(),
                &entry.name,
                &entry.page,
                &entry.query,
                sameness,
                entry.created_ms,
                entry.expires_ms
            ],
        )
        .await?;
    Ok(added > 0)
}

/// Entries, as [`entry`] reads them, with what else is to be read of each. Statements are constant text, so a macro joins them.
macro_rules! select_entry {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT id, app_id, kind, name, page, query, created_ms, expires_ms, closed_ms",
            $more,
            " FROM entry ",
            $rest
        )
    };
}

fn entry(row: &Row) -> Result<Entry, DatabaseError> {
    Ok(Entry {
        id: row.text("id")?,
        app_id: row.text("app_id")?,
        // Only words of ours are ever written.
        kind: row.text("kind")?.parse().unwrap_or(EntryKind::Link),
        name: row.text("name")?,
        page: row.text("page")?,
        query: row.text("query")?,
        created_ms: row.integer("created_ms")?,
        expires_ms: row.optional_integer("expires_ms")?,
        closed_ms: row.optional_integer("closed_ms")?,
    })
}

pub(super) async fn find(tx: &mut Transaction, id: &str) -> Result<Option<Entry>, DatabaseError> {
    let row = tx.row(select_entry!("", "WHERE id = $1"), values![id]).await?;
    row.as_ref().map(entry).transpose()
}

pub(super) async fn find_same(tx: &mut Transaction, sameness: &str) -> Result<Option<Entry>, DatabaseError> {
    let row = tx.row(select_entry!("", "WHERE sameness = $1"), values![sameness]).await?;
    row.as_ref().map(entry).transpose()
}

/// The newest entries of a program made before a time, each with its launches.
pub(super) async fn entries(
    tx: &mut Transaction,
    app_id: &str,
    before_ms: i64,
    count: i64,
) -> Result<Vec<(Entry, i64)>, DatabaseError> {
    let sql = select_entry!(
        ", (SELECT CAST(COALESCE(SUM(launches), 0) AS BIGINT) FROM launches_by_day \
         WHERE launches_by_day.app_id = entry.app_id AND launches_by_day.entry_id = entry.id) AS launches",
        "WHERE app_id = $1 AND created_ms < $2 ORDER BY created_ms DESC, id LIMIT $3"
    );
    let rows = tx.rows(sql, values![app_id, before_ms, count]).await?;
    rows.iter().map(|row| Ok((entry(row)?, row.integer("launches")?))).collect()
}

/// Open entries of a kind that a program has.
pub(super) async fn count(tx: &mut Transaction, app_id: &str, kind: EntryKind) -> Result<i64, DatabaseError> {
    let sql = "SELECT COUNT(*) AS entries FROM entry WHERE app_id = $1 AND kind = $2 AND closed_ms IS NULL";
    let row = tx.row(sql, values![app_id, kind.word()]).await?;
    row.map_or(Ok(0), |row| row.integer("entries"))
}

pub(super) async fn count_endless(tx: &mut Transaction, app_id: &str, kind: EntryKind) -> Result<i64, DatabaseError> {
    let sql = "SELECT COUNT(*) AS entries FROM entry WHERE app_id = $1 AND kind = $2 AND closed_ms IS NULL AND expires_ms IS NULL";
    let row = tx.row(sql, values![app_id, kind.word()]).await?;
    row.map_or(Ok(0), |row| row.integer("entries"))
}

pub(super) async fn close(tx: &mut Transaction, id: &str, now_ms: i64) -> Result<bool, DatabaseError> {
    // What leads to the same may be asked for again, and is then another entry.
    let sql = "UPDATE entry SET closed_ms = $2, sameness = NULL WHERE id = $1 AND closed_ms IS NULL";
    Ok(tx.execute(sql, values![id, now_ms]).await? > 0)
}

/// Takes a file of the log as read; `false` when it was read before.
pub(super) async fn take_log_file(tx: &mut Transaction, name: &str, now_ms: i64) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO launch_log_file (name, read_ms) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    Ok(tx.execute(sql, values![name, now_ms]).await? > 0)
}

/// Files read longer ago than anything could bring them back.
pub(super) async fn forget_log_files(tx: &mut Transaction, before_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM launch_log_file WHERE read_ms < $1", values![before_ms]).await?;
    Ok(())
}

/// Adds launches by entries; those without one are passed over.
pub(super) async fn add_entry_launches(tx: &mut Transaction, launches: &[Launched]) -> Result<(), DatabaseError> {
    static INSERTION: Insertion<6> =
        Insertion::new("INSERT INTO entry_launch (id, at_ms, app_id, entry_id, version_id, visitor)", "");
    fn row(launched: &&Launched) -> [Value; 6] {
        [
            new_id("lau").into(),
            launched.at_ms.into(),
            (&*launched.app_id).into(),
            launched.entry_id.as_deref().into(),
            (&*launched.version_id).into(),
            launched.unit.as_deref().into(),
        ]
    }
    let by_entry: Vec<&Launched> = launches.iter().filter(|launched| launched.entry_id.is_some()).collect();
    INSERTION.add(tx, &by_entry, row).await
}

pub(super) async fn count_launches(
    tx: &mut Transaction,
    app_id: &str,
    day: i64,
    entry_id: &str,
    launches: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO launches_by_day (app_id, day, entry_id, launches) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (app_id, day, entry_id) DO UPDATE SET launches = launches_by_day.launches + excluded.launches",
        values![app_id, day, entry_id, launches],
    )
    .await?;
    Ok(())
}

/// Launches of a program since a day.
pub(super) async fn launches(
    tx: &mut Transaction,
    app_id: &str,
    since_day: i64,
) -> Result<Vec<LaunchesOfDay>, DatabaseError> {
    let sql =
        "SELECT day, entry_id, launches FROM launches_by_day WHERE app_id = $1 AND day >= $2 ORDER BY day, entry_id";
    let rows = tx.rows(sql, values![app_id, since_day]).await?;
    let of_day = |row: &Row| {
        let entry_id = Some(row.text("entry_id")?).filter(|id| !id.is_empty());
        Ok(LaunchesOfDay { day: row.integer("day")?, entry_id, launches: row.integer("launches")? })
    };
    rows.iter().map(of_day).collect()
}
