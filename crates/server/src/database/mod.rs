//! The database: one set of statements for SQLite and PostgreSQL.
//!
//! In: an address. Out: transactions. Must not: hold a statement of a domain; those stand in its `store.rs`.
//!
//! Statements keep to what both databases understand: `$1` for arguments, `BIGINT`, `TEXT` and `BYTEA` columns, `ON CONFLICT`.

mod insertion;
mod migrations;
mod priority;
mod tables;
mod value;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Postgres, Sqlite};

pub(crate) use self::insertion::Insertion;
#[cfg(test)]
pub(crate) use self::tables::Column;
pub(crate) use self::tables::{Kind, Table};
pub(crate) use self::value::{Row, Value, values};
use crate::telemetry::metrics;

/// Connections that read, beside the one that writes (SQLite), or in all (PostgreSQL).
const CONNECTIONS_MAX: u32 = 16;
/// How long a request waits for a connection, or for the writer before it.
const WAIT_LIMIT: Duration = Duration::from_secs(10);

/// Where the data lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseAddress {
    Sqlite(PathBuf),
    /// `postgres://user:password@host/name`.
    Postgres(String),
}

impl DatabaseAddress {
    /// SQLite in a data folder.
    pub fn in_folder(folder: &Path) -> Self {
        DatabaseAddress::Sqlite(folder.join("minnow.db"))
    }
}

impl FromStr for DatabaseAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(DatabaseAddress::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite://").filter(|path| !path.is_empty()) {
            Some(path) => Ok(DatabaseAddress::Sqlite(path.into())),
            None => {
                Err(format!("`{text}` is neither `postgres://user:password@host/name` nor `sqlite://path/of/file`"))
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// A unique value is there already.
    #[error("the value is taken")]
    Taken,
    /// Others kept it for longer than a request waits.
    #[error("the database is busy")]
    Busy,
    #[error("the database was made by a newer minnow (it has migration {version}): use that, or restore a backup")]
    Newer { version: i64 },
    /// A step made a column of a type that the two databases do not share.
    #[error("the column {column} is of the type {kind}, which no backup can hold")]
    UnknownColumn { column: String, kind: String },
    #[error("a migration of the database failed: {0}")]
    Migration(sqlx::migrate::MigrateError),
    #[error("the database does not answer as it should: {0}")]
    Failed(sqlx::Error),
}

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => DatabaseError::Taken,
            sqlx::Error::PoolTimedOut => {
                metrics().database_busy.inc();
                DatabaseError::Busy
            }
            _ => {
                metrics().database_failures.inc();
                DatabaseError::Failed(error)
            }
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Database(Pools);

#[derive(Debug, Clone)]
enum Pools {
    /// One connection writes: SQLite allows no second writer, and who waits here waits in order.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

impl Database {
    /// Connects and brings the tables up to date.
    pub(crate) async fn open(address: &DatabaseAddress) -> Result<Self, DatabaseError> {
        let database = Self::connect(address).await?;
        database.migrate(migrations::newest()).await?;
        Ok(database)
    }

    /// Connects, and leaves the tables as they are.
    pub(crate) async fn connect(address: &DatabaseAddress) -> Result<Self, DatabaseError> {
        let pools = match address {
            DatabaseAddress::Sqlite(file) => {
                let options = SqliteConnectOptions::new()
                    .filename(file)
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(WAIT_LIMIT)
                    .journal_mode(SqliteJournalMode::Wal)
                    // What was acknowledged survives a power cut.
                    .synchronous(SqliteSynchronous::Full);
                let pool = |count| SqlitePoolOptions::new().max_connections(count).acquire_timeout(WAIT_LIMIT);
                let writer = pool(1)
                    .after_connect(|connection, _| Box::pin(priority::yield_to_answers(connection)))
                    .connect_with(options.clone())
                    .await?;
                let readers = pool(CONNECTIONS_MAX).connect_lazy_with(options.pragma("query_only", "ON"));
                Pools::Sqlite { readers, writer }
            }
            DatabaseAddress::Postgres(url) => {
                let pool = PgPoolOptions::new().max_connections(CONNECTIONS_MAX).acquire_timeout(WAIT_LIMIT);
                Pools::Postgres(pool.connect(url).await?)
            }
        };
        Ok(Database(pools))
    }

    /// Takes the steps of the tables up to a number.
    pub(crate) async fn migrate(&self, last: i64) -> Result<(), DatabaseError> {
        match &self.0 {
            Pools::Sqlite { writer, .. } => migrations::run(writer, last).await,
            Pools::Postgres(pool) => migrations::run(pool, last).await,
        }
    }

    /// The number of the last step of the tables that this server knows.
    pub(crate) fn newest_migration() -> i64 {
        migrations::newest()
    }

    /// A transaction that sees everything as it was when it was first asked, however long it goes on and whoever writes meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Transaction, DatabaseError> {
        Ok(match &self.0 {
            Pools::Sqlite { readers, .. } => Transaction::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => {
                Transaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that only reads.
    pub(crate) async fn read(&self) -> Result<Transaction, DatabaseError> {
        Ok(match &self.0 {
            Pools::Sqlite { readers, .. } => Transaction::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// A transaction that writes. What it has read holds until it ends only under a [`Transaction::lock`].
    pub(crate) async fn write(&self) -> Result<Transaction, DatabaseError> {
        Ok(match &self.0 {
            Pools::Sqlite { writer, .. } => Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// The word for it.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.0 {
            Pools::Sqlite { .. } => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }

    /// Whether it answers.
    pub(crate) async fn check(&self) -> Result<(), DatabaseError> {
        let mut transaction = self.read().await?;
        transaction.row("SELECT 1 AS one", &[]).await?;
        Ok(())
    }

    /// Makes an empty database on a PostgreSQL server.
    #[cfg(test)]
    pub(crate) async fn create_for_test(server: &str, name: &str) {
        let pool = PgPoolOptions::new().max_connections(1).connect(server).await.unwrap();
        let sql = format!("CREATE DATABASE {name}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// Waits for what is under way, and lets go of the files.
    pub(crate) async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Dropped without [`Transaction::commit`], it did not happen.
#[derive(Debug)]
pub(crate) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// Rows changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, DatabaseError> {
        Ok(match self {
            Transaction::Sqlite(inner) => value::sqlite_query(sql, values).execute(&mut **inner).await?.rows_affected(),
            Transaction::Postgres(inner) => {
                value::postgres_query(sql, values).execute(&mut **inner).await?.rows_affected()
            }
        })
    }

    pub(crate) async fn rows(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        Ok(match self {
            Transaction::Sqlite(inner) => {
                let rows = value::sqlite_query(sql, values).fetch_all(&mut **inner).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Transaction::Postgres(inner) => {
                let rows = value::postgres_query(sql, values).fetch_all(&mut **inner).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    pub(crate) async fn row(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>, DatabaseError> {
        Ok(match self {
            Transaction::Sqlite(inner) => {
                value::sqlite_query(sql, values).fetch_optional(&mut **inner).await?.map(Row::Sqlite)
            }
            Transaction::Postgres(inner) => {
                value::postgres_query(sql, values).fetch_optional(&mut **inner).await?.map(Row::Postgres)
            }
        })
    }

    /// Until this transaction ends, no other one gets past a lock of the same name. SQLite has one writer, which is as good.
    pub(crate) async fn lock(&mut self, name: &str) -> Result<(), DatabaseError> {
        if let Transaction::Postgres(_) = self {
            self.row("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", values![name]).await?;
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), DatabaseError> {
        match self {
            Transaction::Sqlite(inner) => inner.commit().await?,
            Transaction::Postgres(inner) => inner.commit().await?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_their_database() {
        assert_eq!("sqlite://a/b.db".parse(), Ok(DatabaseAddress::Sqlite("a/b.db".into())));
        assert_eq!("sqlite:///a.db".parse(), Ok(DatabaseAddress::Sqlite("/a.db".into())));
        let postgres = "postgres://u:p@h/n";
        assert_eq!(postgres.parse(), Ok(DatabaseAddress::Postgres(postgres.to_owned())));
        for text in ["", "sqlite://", "mysql://h/n", "a.db"] {
            assert!(text.parse::<DatabaseAddress>().is_err(), "{text}");
        }
    }
}
