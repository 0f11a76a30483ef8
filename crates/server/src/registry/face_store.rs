//! The statements about faces of programs.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use super::face::{Category, Face, FaceTexts, Order};
use super::model::ReleaseState;
use crate::clock::{day_of, now_ms};
use crate::database::{DatabaseError, Row, Transaction, values};

/// Days of launches that popularity is made of.
const POPULAR_DAYS: i64 = 7;

/// What a program's people say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edits {
    pub(crate) texts: FaceTexts,
    pub(crate) is_listed: bool,
    /// `wx.login` is for people who have signed in at the platform.
    pub(crate) needs_sign_in: bool,
    pub(crate) changed_ms: i64,
}

fn json(words: Option<&Vec<String>>) -> Option<String> {
    words.map(|words| serde_json::to_string(words).unwrap_or_default())
}

fn texts(row: &Row) -> Result<FaceTexts, DatabaseError> {
    // Only what we have checked is ever written.
    Ok(FaceTexts {
        name: row.optional_text("name")?,
        description: row.optional_text("description")?,
        category: row.optional_text("category")?.and_then(|word| word.parse().ok()),
        keywords: row.optional_text("keywords")?.and_then(|text| serde_json::from_str(&text).ok()),
        icon: row.optional_text("icon_digest")?.and_then(|text| text.parse().ok()),
    })
}

pub(super) async fn add_version_face(
    tx: &mut Transaction,
    version_id: &str,
    texts: &FaceTexts,
    sitemap: &str,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO version_face (version_id, name, description, category, keywords, icon_digest, sitemap) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            version_id,
            texts.name.clone(),
            texts.description.clone(),
            texts.category.map(|category| category.word().to_owned()),
            json(texts.keywords.as_ref()),
            texts.icon.map(|digest| digest.to_string()),
            sitemap
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn edits(tx: &mut Transaction, app_id: &str) -> Result<Edits, DatabaseError> {
    let sql = "SELECT name, description, category, keywords, icon_digest, is_listed, needs_sign_in, changed_ms FROM app_face WHERE app_id = $1";
    match tx.row(sql, values![app_id]).await? {
        None => Ok(Edits { texts: FaceTexts::default(), is_listed: true, needs_sign_in: false, changed_ms: 0 }),
        Some(row) => Ok(Edits {
            texts: texts(&row)?,
            is_listed: row.integer("is_listed")? != 0,
            needs_sign_in: row.integer("needs_sign_in")? != 0,
            changed_ms: row.integer("changed_ms")?,
        }),
    }
}

/// Whether a program asks guests to sign in at the platform.
pub(super) async fn needs_sign_in(tx: &mut Transaction, app_id: &str) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 AS one FROM app_face WHERE app_id = $1 AND needs_sign_in = 1";
    Ok(tx.row(sql, values![app_id]).await?.is_some())
}

pub(super) async fn set_edits(tx: &mut Transaction, app_id: &str, edits: &Edits) -> Result<(), DatabaseError> {
    let texts = &edits.texts;
    tx.execute(
        "INSERT INTO app_face (app_id, name, description, category, keywords, icon_digest, is_listed, needs_sign_in, changed_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (app_id) DO UPDATE SET name = $2, description = $3, category = $4, keywords = $5, icon_digest = $6, \
         is_listed = $7, needs_sign_in = $8, changed_ms = $9",
        values![
            app_id,
            texts.name.clone(),
            texts.description.clone(),
            texts.category.map(|category| category.word().to_owned()),
            json(texts.keywords.as_ref()),
            texts.icon.map(|digest| digest.to_string()),
            edits.is_listed,
            edits.needs_sign_in,
            edits.changed_ms
        ],
    )
    .await?;
    Ok(())
}

/// Faces of programs that everybody gets, as [`face_of`] reads them; `$1` is the word for a release that runs, `$2` the first day that counts.
/// What the program's people say goes before what the version says.
macro_rules! select_face {
    ($rest:literal) => {
        concat!(
            "SELECT app.id AS id, app.organisation_id AS organisation_id, app.name AS app_name, \
             COALESCE(said.name, told.name) AS name, COALESCE(said.description, told.description) AS description, \
             COALESCE(said.category, told.category) AS category, COALESCE(said.keywords, told.keywords) AS keywords, \
             COALESCE(said.icon_digest, told.icon_digest) AS icon_digest, COALESCE(said.is_listed, 1) AS is_listed, \
             COALESCE(said.changed_ms, 0) AS changed_ms, version.id AS version_id, version.number AS version_number, \
             release.created_ms AS released_ms, \
             (SELECT MIN(first.created_ms) FROM release first WHERE first.app_id = app.id) AS first_released_ms, \
             CAST(COALESCE((SELECT SUM(counted.launches) FROM launches_by_day counted WHERE counted.app_id = app.id AND counted.day >= $2), 0) \
             AS BIGINT) AS launches \
             FROM release JOIN app ON app.id = release.app_id JOIN version ON version.id = release.version_id \
             LEFT JOIN version_face told ON told.version_id = version.id LEFT JOIN app_face said ON said.app_id = app.id \
             WHERE release.state = $1 AND release.percent = 100 AND release.segment IS NULL ",
            $rest
        )
    };
}

fn face_of(row: &Row) -> Result<Face, DatabaseError> {
    let texts = texts(row)?;
    Ok(Face {
        app_id: row.text("id")?,
        organisation_id: row.text("organisation_id")?,
        name: texts.name.map_or_else(|| row.text("app_name"), Ok)?,
        description: texts.description.unwrap_or_default(),
        category: texts.category.unwrap_or(Category::Other),
        keywords: texts.keywords.unwrap_or_default(),
        icon: texts.icon,
        is_listed: row.integer("is_listed")? != 0,
        version_id: row.text("version_id")?,
        version_number: row.text("version_number")?,
        first_released_ms: row.integer("first_released_ms")?,
        released_ms: row.integer("released_ms")?,
        changed_ms: row.integer("changed_ms")?,
        launches: row.integer("launches")?,
    })
}

fn first_day() -> i64 {
    day_of(now_ms()) - POPULAR_DAYS + 1
}

pub(super) async fn face(tx: &mut Transaction, app_id: &str) -> Result<Option<Face>, DatabaseError> {
    let values = values![ReleaseState::Running.word(), first_day(), app_id];
    let row = tx.row(select_face!("AND app.id = $3"), values).await?;
    row.as_ref().map(face_of).transpose()
}

pub(super) async fn listed(
    tx: &mut Transaction,
    order: Order,
    category: Option<Category>,
    count: i64,
) -> Result<Vec<Face>, DatabaseError> {
    let category = category.map_or("", Category::word);
    let values = values![ReleaseState::Running.word(), first_day(), category, count, Category::Other.word()];
    let rows = match order {
        Order::New => {
            let sql = select_face!(
                "AND COALESCE(said.is_listed, 1) = 1 AND ($3 = '' OR COALESCE(said.category, told.category, $5) = $3) \
                 ORDER BY first_released_ms DESC, app.id LIMIT $4"
            );
            tx.rows(sql, values).await?
        }
        Order::Popular => {
            let sql = select_face!(
                "AND COALESCE(said.is_listed, 1) = 1 AND ($3 = '' OR COALESCE(said.category, told.category, $5) = $3) \
                 ORDER BY launches DESC, first_released_ms DESC, app.id LIMIT $4"
            );
            tx.rows(sql, values).await?
        }
    };
    rows.iter().map(face_of).collect()
}

pub(super) async fn changed_since(tx: &mut Transaction, since_ms: i64) -> Result<Vec<String>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT app_id FROM release WHERE created_ms >= $1 UNION SELECT app_id FROM app_face WHERE changed_ms >= $1",
            values![since_ms],
        )
        .await?;
    rows.iter().map(|row| row.text("app_id")).collect()
}

pub(super) async fn sitemap(tx: &mut Transaction, version_id: &str) -> Result<Option<String>, DatabaseError> {
    let row = tx.row("SELECT sitemap FROM version_face WHERE version_id = $1", values![version_id]).await?;
    row.map(|row| row.text("sitemap")).transpose()
}
