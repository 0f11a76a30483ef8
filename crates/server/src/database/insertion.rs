//! Statements that add many rows.
//!
//! In: the words of a statement, rows. Out: the rows in their table. Must not: hold rows back; whoever calls is done when they are there.

use std::sync::OnceLock;

use super::{DatabaseError, Transaction, Value};

/// A statement costs as much as some tens of rows of it.
const ROWS_AT_ONCE: usize = 64;

/// How rows of so many columns are added to one table. Each statement of a kind of database is written once.
pub(crate) struct Insertion<const COLUMNS: usize> {
    before: &'static str,
    after: &'static str,
    sqlite: OnceLock<Statements>,
    postgres: OnceLock<Statements>,
}

struct Statements {
    of_many: String,
    of_one: String,
}

impl<const COLUMNS: usize> Insertion<COLUMNS> {
    /// `before`: up to `VALUES`. `after`: what is done about a row that is there; of rows added together none may be there twice then.
    pub(crate) const fn new(before: &'static str, after: &'static str) -> Self {
        Insertion { before, after, sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// Adds a row for each of some things in their order, some at a time: others are answered between them.
    pub(crate) async fn add<T: Sync>(
        &'static self,
        tx: &mut Transaction,
        things: &[T],
        row: fn(&T) -> [Value; COLUMNS],
    ) -> Result<(), DatabaseError> {
        let Statements { of_many, of_one } = match tx {
            // It would look for the number of each place among those of all.
            Transaction::Sqlite(_) => self.sqlite.get_or_init(|| self.statements(|_| "?".to_owned())),
            Transaction::Postgres(_) => self.postgres.get_or_init(|| self.statements(|place| format!("${place}"))),
        };
        let (many, rest) = things.as_chunks::<ROWS_AT_ONCE>();
        for some in many {
            tx.execute(of_many, &some.iter().flat_map(row).collect::<Vec<_>>()).await?;
        }
        for one in rest {
            tx.execute(of_one, &row(one)).await?;
        }
        Ok(())
    }

    fn statements(&self, place: impl Fn(usize) -> String) -> Statements {
        Statements { of_many: self.statement(ROWS_AT_ONCE, &place), of_one: self.statement(1, &place) }
    }

    fn statement(&self, rows: usize, place: impl Fn(usize) -> String) -> String {
        let row = |row: usize| {
            let first = row * COLUMNS + 1;
            format!("({})", (first..first + COLUMNS).map(&place).collect::<Vec<_>>().join(", "))
        };
        let rows = (0..rows).map(row).collect::<Vec<_>>().join(", ");
        format!("{} VALUES {rows} {}", self.before, self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_through_all_rows() {
        static INSERTION: Insertion<2> = Insertion::new("INSERT INTO t (a, b)", "ON CONFLICT DO NOTHING");
        let numbered = INSERTION.statement(2, |place| format!("${place}"));
        assert_eq!(numbered, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING");
    }
}
