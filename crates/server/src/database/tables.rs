//! All tables, whatever they hold: what a backup reads and a restore writes.
//!
//! In: a transaction. Out: tables with their columns, their rows, rows added. Must not: know what a table is for.
//!
//! Names stand in statements here, which is safe: they come from the database's own list of tables, or are compared with it.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Row as _};

use super::value::{self, Value, values};
use super::{DatabaseError, Row, Transaction};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Text,
    Bytes,
}

/// Arguments of one statement; SQLite takes 32,766, PostgreSQL 65,535.
const ARGUMENTS_MAX: usize = 1000;

impl Transaction {
    /// The number of the last migration; `None` where there are no tables of a platform.
    pub(crate) async fn migration(&mut self) -> Result<Option<i64>, DatabaseError> {
        let exists = match self {
            Transaction::Sqlite(_) => "SELECT COUNT(*) AS found FROM sqlite_schema WHERE name = '_sqlx_migrations'",
            Transaction::Postgres(_) => {
                "SELECT COUNT(*) AS found FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'"
            }
        };
        let found = self.row(exists, values![]).await?.map_or(Ok(0), |row| row.integer("found"))?;
        if found == 0 {
            return Ok(None);
        }
        let row = self.row("SELECT MAX(version) AS version FROM _sqlx_migrations", values![]).await?;
        row.map_or(Ok(None), |row| row.optional_integer("version"))
    }

    /// Every table but the list of migrations; those that others refer to come before them.
    pub(crate) async fn tables(&mut self) -> Result<Vec<Table>, DatabaseError> {
        let names = match self {
            Transaction::Sqlite(_) => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations' ORDER BY name"
            }
            Transaction::Postgres(_) => {
                "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> '_sqlx_migrations' ORDER BY name"
            }
        };
        let rows = self.rows(names, values![]).await?;
        let names: Vec<String> = rows.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?;
        let mut parents = BTreeMap::new();
        for name in &names {
            parents.insert(name.clone(), self.parents(name).await?);
        }
        let mut tables = Vec::new();
        for name in in_order(parents) {
            let columns = self.columns(&name).await?;
            tables.push(Table { name, columns });
        }
        Ok(tables)
    }

    /// Tables that a table's rows refer to.
    async fn parents(&mut self, table: &str) -> Result<BTreeSet<String>, DatabaseError> {
        let sql = match self {
            Transaction::Sqlite(_) => "SELECT DISTINCT \"table\" AS parent FROM pragma_foreign_key_list($1)",
            Transaction::Postgres(_) => {
                "SELECT DISTINCT CAST(parent.relname AS TEXT) AS parent FROM pg_constraint AS fence \
                 JOIN pg_class AS child ON child.oid = fence.conrelid JOIN pg_class AS parent ON parent.oid = fence.confrelid \
                 WHERE fence.contype = 'f' AND child.relname = $1 AND child.relnamespace = CAST(current_schema() AS regnamespace)"
            }
        };
        let rows = self.rows(sql, values![table]).await?;
        rows.iter().map(|row| row.text("parent")).collect()
    }

    async fn columns(&mut self, table: &str) -> Result<Vec<Column>, DatabaseError> {
        let sql = match self {
            Transaction::Sqlite(_) => "SELECT name, type AS kind FROM pragma_table_info($1) ORDER BY cid",
            Transaction::Postgres(_) => {
                "SELECT CAST(column_name AS TEXT) AS name, CAST(data_type AS TEXT) AS kind FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        };
        let rows = self.rows(sql, values![table]).await?;
        let column = |row: &Row| {
            let (name, word) = (row.text("name")?, row.text("kind")?);
            let kind = match word.to_ascii_uppercase().as_str() {
                "BIGINT" => Kind::Integer,
                "TEXT" => Kind::Text,
                "BYTEA" => Kind::Bytes,
                _ => return Err(DatabaseError::UnknownColumn { column: format!("{table}.{name}"), kind: word }),
            };
            Ok(Column { name, kind })
        };
        rows.iter().map(column).collect()
    }

    /// Gives every row of a table to `take`, one after the other.
    pub(crate) async fn each_row<E: From<DatabaseError>>(
        &mut self,
        table: &Table,
        mut take: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {} FROM {}", names_of(table), quoted(&table.name));
        let query = AssertSqlSafe(sql);
        let failed = |error: sqlx::Error| E::from(DatabaseError::from(error));
        macro_rules! read {
            ($inner:expr) => {{
                let mut rows = sqlx::query(query).fetch(&mut **$inner);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    let value = |(at, column): (usize, &Column)| {
                        Ok(match column.kind {
                            Kind::Integer => Value::Integer(row.try_get(at)?),
                            Kind::Text => Value::Text(row.try_get(at)?),
                            Kind::Bytes => Value::Bytes(row.try_get(at)?),
                        })
                    };
                    let values: Result<Vec<Value>, sqlx::Error> = table.columns.iter().enumerate().map(value).collect();
                    take(values.map_err(failed)?)?;
                }
            }};
        }
        match self {
            Transaction::Sqlite(inner) => read!(inner),
            Transaction::Postgres(inner) => read!(inner),
        }
        Ok(())
    }

    /// Adds rows, each with a value for every column of the table.
    pub(crate) async fn add_rows(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), DatabaseError> {
        let width = table.columns.len().max(1);
        for some in rows.chunks((ARGUMENTS_MAX / width).max(1)) {
            let lines = (0..some.len()).map(|line| {
                let arguments: Vec<String> = (1..=width).map(|at| format!("${}", line * width + at)).collect();
                format!("({})", arguments.join(", "))
            });
            let lines: Vec<String> = lines.collect();
            let sql = format!("INSERT INTO {} ({}) VALUES {}", quoted(&table.name), names_of(table), lines.join(", "));
            let arguments: Vec<Value> = some.iter().flatten().cloned().collect();
            self.execute_made(sql, &arguments).await?;
        }
        Ok(())
    }

    /// Takes every row out of a table: some migrations write rows of their own.
    pub(crate) async fn empty(&mut self, table: &Table) -> Result<(), DatabaseError> {
        self.execute_made(format!("DELETE FROM {}", quoted(&table.name)), &[]).await
    }

    async fn execute_made(&mut self, sql: String, arguments: &[Value]) -> Result<(), DatabaseError> {
        match self {
            Transaction::Sqlite(inner) => {
                value::sqlite_query(AssertSqlSafe(sql), arguments).execute(&mut **inner).await?;
            }
            Transaction::Postgres(inner) => {
                value::postgres_query(AssertSqlSafe(sql), arguments).execute(&mut **inner).await?;
            }
        }
        Ok(())
    }
}

fn names_of(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    names.join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Tables after those their rows refer to. A circle keeps the order of names.
fn in_order(mut parents: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut ordered: Vec<String> = Vec::new();
    while let Some(first) = parents.keys().next().cloned() {
        let is_ready = |(name, above): &(&String, &BTreeSet<String>)| {
            above.iter().all(|parent| parent == *name || !parents.contains_key(parent))
        };
        let next = parents.iter().find(is_ready).map_or(first, |(name, _)| name.clone());
        parents.remove(&next);
        ordered.push(next);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_after_those_they_refer_to() {
        let of = |pairs: &[(&str, &[&str])]| {
            let pairs = pairs
                .iter()
                .map(|(name, above)| ((*name).to_owned(), above.iter().map(|one| (*one).to_owned()).collect()));
            in_order(pairs.collect())
        };
        assert_eq!(of(&[("a", &["b", "a"]), ("b", &["c"]), ("c", &[])]), ["c", "b", "a"]);
        assert_eq!(of(&[("a", &["b"]), ("b", &["a"]), ("c", &["gone"])]), ["c", "a", "b"]);
    }

    #[test]
    fn names_cannot_leave_their_place() {
        assert_eq!(quoted("a\"; DROP"), "\"a\"\"; DROP\"");
    }
}
