//! Statements about experiments.
//!
//! In: a transaction. Out: rows. Must not: decide anything.

use super::buckets::Buckets;
use super::definition::{Definition, State};
use super::service::{Experiment, Exposure, ExposureCounts, Layer, Tester};
use crate::clock::new_id;
use crate::database::{DatabaseError, Insertion, Row, Transaction, Value, values};

fn layer(row: &Row) -> Result<Layer, DatabaseError> {
    Ok(Layer { id: row.text("id")?, name: row.text("name")?, salt: row.text("salt")? })
}

pub(super) async fn layers(tx: &mut Transaction, app_id: &str) -> Result<Vec<Layer>, DatabaseError> {
    let sql = "SELECT id, name, salt FROM experiment_layer WHERE app_id = $1 ORDER BY created_ms, id";
    tx.rows(sql, values![app_id]).await?.iter().map(layer).collect()
}

pub(super) async fn add_layer(
    tx: &mut Transaction,
    app_id: &str,
    layer: &Layer,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO experiment_layer (id, app_id, name, salt, created_ms) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, values![&layer.id, app_id, &layer.name, &layer.salt, now_ms]).await?;
    Ok(())
}

/// Salt and per cent.
pub(super) async fn holdout(tx: &mut Transaction, app_id: &str) -> Result<Option<(String, i64)>, DatabaseError> {
    let row = tx.row("SELECT salt, percent FROM experiment_holdout WHERE app_id = $1", values![app_id]).await?;
    row.map(|row| Ok((row.text("salt")?, row.integer("percent")?))).transpose()
}

/// The salt stays, so that a share that comes back is of the same people.
pub(super) async fn set_holdout(
    tx: &mut Transaction,
    app_id: &str,
    salt: &str,
    percent: i64,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO experiment_holdout (app_id, salt, percent) VALUES ($1, $2, $3) \
               ON CONFLICT (app_id) DO UPDATE SET percent = excluded.percent";
    tx.execute(sql, values![app_id, salt, percent]).await?;
    Ok(())
}

macro_rules! select_experiment {
    ($rest:literal) => {
        concat!(
            "SELECT id, app_id, layer_id, name, state, salt, definition, share_percent, buckets, promoted, created_ms, started_ms, ended_ms \
             FROM experiment ",
            $rest
        )
    };
}

fn experiment(row: &Row) -> Result<Experiment, DatabaseError> {
    // Only what was checked is ever written.
    let definition = serde_json::from_str(&row.text("definition")?);
    Ok(Experiment {
        id: row.text("id")?,
        app_id: row.text("app_id")?,
        layer_id: row.text("layer_id")?,
        name: row.text("name")?,
        state: row.text("state")?.parse().unwrap_or(State::Ended),
        salt: row.text("salt")?,
        definition: definition.unwrap_or(Definition { conditions: Default::default(), arms: Vec::new() }),
        share_percent: row.integer("share_percent")?,
        buckets: Buckets::parse(&row.text("buckets")?),
        promoted: row.optional_text("promoted")?,
        created_ms: row.integer("created_ms")?,
        started_ms: row.optional_integer("started_ms")?,
        ended_ms: row.optional_integer("ended_ms")?,
    })
}

pub(super) async fn experiments(tx: &mut Transaction, app_id: &str) -> Result<Vec<Experiment>, DatabaseError> {
    let rows = tx.rows(select_experiment!("WHERE app_id = $1 ORDER BY created_ms DESC, id"), values![app_id]).await?;
    rows.iter().map(experiment).collect()
}

/// Those that decide something for people, or did until they were paused; in the order they began.
pub(super) async fn begun(tx: &mut Transaction, app_id: &str) -> Result<Vec<Experiment>, DatabaseError> {
    let sql = select_experiment!(
        "WHERE app_id = $1 AND (state IN ('running', 'paused') OR promoted IS NOT NULL) ORDER BY started_ms, id"
    );
    tx.rows(sql, values![app_id]).await?.iter().map(experiment).collect()
}

pub(super) async fn find(tx: &mut Transaction, app_id: &str, id: &str) -> Result<Option<Experiment>, DatabaseError> {
    let sql = select_experiment!("WHERE app_id = $1 AND id = $2");
    tx.row(sql, values![app_id, id]).await?.as_ref().map(experiment).transpose()
}

pub(super) async fn add(tx: &mut Transaction, one: &Experiment) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO experiment (id, app_id, layer_id, name, state, salt, definition, share_percent, buckets, created_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            &one.id,
            &one.app_id,
            &one.layer_id,
            &one.name,
            one.state.word(),
            &one.salt,
            definition_text(one),
            one.share_percent,
            one.buckets.text(),
            one.created_ms
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn change(tx: &mut Transaction, one: &Experiment) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE experiment SET layer_id = $2, name = $3, state = $4, definition = $5, share_percent = $6, buckets = $7, promoted = $8, \
         started_ms = $9, ended_ms = $10 WHERE id = $1",
        values![
            &one.id,
            &one.layer_id,
            &one.name,
            one.state.word(),
            definition_text(one),
            one.share_percent,
            one.buckets.text(),
            one.promoted.as_deref(),
            one.started_ms,
            one.ended_ms
        ],
    )
    .await?;
    Ok(())
}

fn definition_text(one: &Experiment) -> String {
    // It is made of texts and numbers alone, so that it always can be written.
    serde_json::to_string(&one.definition).unwrap_or_default()
}

pub(super) async fn remove(tx: &mut Transaction, id: &str) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM experiment_tester WHERE experiment_id = $1", values![id]).await?;
    tx.execute("DELETE FROM experiment WHERE id = $1", values![id]).await?;
    Ok(())
}

fn tester(row: &Row) -> Result<Tester, DatabaseError> {
    Ok(Tester { experiment_id: row.text("experiment_id")?, openid: row.text("openid")?, arm: row.text("arm")? })
}

/// Testers of all experiments of a program.
pub(super) async fn testers(tx: &mut Transaction, app_id: &str) -> Result<Vec<Tester>, DatabaseError> {
    let sql = "SELECT experiment_id, openid, arm FROM experiment_tester JOIN experiment ON experiment.id = experiment_tester.experiment_id \
               WHERE app_id = $1 ORDER BY experiment_id, openid";
    tx.rows(sql, values![app_id]).await?.iter().map(tester).collect()
}

pub(super) async fn set_testers(
    tx: &mut Transaction,
    experiment_id: &str,
    testers: &[Tester],
) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM experiment_tester WHERE experiment_id = $1", values![experiment_id]).await?;
    for one in testers {
        let sql = "INSERT INTO experiment_tester (experiment_id, openid, arm) VALUES ($1, $2, $3)";
        tx.execute(sql, values![experiment_id, &one.openid, &one.arm]).await?;
    }
    Ok(())
}

/// Writes down what launches showed, in the transaction that reads their log.
pub(crate) async fn add_exposures(tx: &mut Transaction, exposures: &[Exposure]) -> Result<(), DatabaseError> {
    static INSERTION: Insertion<8> = Insertion::new(
        "INSERT INTO experiment_exposure (id, at_ms, app_id, experiment_id, arm, unit, entry_id, version_id)",
        "",
    );
    fn row(one: &Exposure) -> [Value; 8] {
        [
            new_id("exp").into(),
            one.at_ms.into(),
            (&*one.app_id).into(),
            (&*one.experiment_id).into(),
            (&*one.arm).into(),
            (&*one.unit).into(),
            one.entry_id.as_deref().into(),
            (&*one.version_id).into(),
        ]
    }
    INSERTION.add(tx, exposures, row).await
}

/// Adds to how often each unit was shown each arm.
pub(crate) async fn count_exposures(tx: &mut Transaction, counts: &ExposureCounts) -> Result<(), DatabaseError> {
    static INSERTION: Insertion<4> = Insertion::new(
        "INSERT INTO experiment_unit (experiment_id, unit, arm, exposures)",
        "ON CONFLICT (experiment_id, unit, arm) DO UPDATE SET exposures = experiment_unit.exposures + excluded.exposures",
    );
    fn row(((experiment_id, unit, arm), count): &(&(String, String, String), &i64)) -> [Value; 4] {
        [(&**experiment_id).into(), (&**unit).into(), (&**arm).into(), (**count).into()]
    }
    INSERTION.add(tx, &counts.iter().collect::<Vec<_>>(), row).await
}

/// By arm: its id, people, exposures.
pub(super) async fn counts(
    tx: &mut Transaction,
    experiment_id: &str,
) -> Result<Vec<(String, i64, i64)>, DatabaseError> {
    let sql = "SELECT arm, COUNT(*) AS people, CAST(SUM(exposures) AS BIGINT) AS exposures FROM experiment_unit \
               WHERE experiment_id = $1 GROUP BY arm ORDER BY arm";
    let rows = tx.rows(sql, values![experiment_id]).await?;
    rows.iter().map(|row| Ok((row.text("arm")?, row.integer("people")?, row.integer("exposures")?))).collect()
}

/// People who were shown more than one arm.
pub(super) async fn crossed(tx: &mut Transaction, experiment_id: &str) -> Result<i64, DatabaseError> {
    let sql = "SELECT COUNT(*) AS people FROM (SELECT unit FROM experiment_unit WHERE experiment_id = $1 GROUP BY unit HAVING COUNT(*) > 1) AS crossed";
    tx.row(sql, values![experiment_id]).await?.map_or(Ok(0), |row| row.integer("people"))
}

/// Experiments of a program that a unit was shown an arm of.
pub(super) async fn entered(tx: &mut Transaction, app_id: &str, unit: &str) -> Result<Vec<String>, DatabaseError> {
    let sql = "SELECT DISTINCT experiment_id FROM experiment_unit JOIN experiment ON experiment.id = experiment_unit.experiment_id \
               WHERE unit = $1 AND app_id = $2 ORDER BY experiment_id";
    tx.rows(sql, values![unit, app_id]).await?.iter().map(|row| row.text("experiment_id")).collect()
}
