//! The statements about declarations, questions and receipts.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything, or hold a statement that changes a receipt.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::declare::Reached;
use super::model::{Decision, Declaration, Receipt};
use crate::database::{DatabaseError, Row, Transaction, values};

pub(super) async fn declaration(tx: &mut Transaction, app_id: &str) -> Result<Option<Declaration>, DatabaseError> {
    let sql =
        "SELECT version, content, created_ms FROM privacy_declaration WHERE app_id = $1 ORDER BY version DESC LIMIT 1";
    let Some(row) = tx.row(sql, values![app_id]).await? else { return Ok(None) };
    let content: Json = serde_json::from_str(&row.text("content")?).unwrap_or_default();
    let text = |name: &str| content[name].as_str().unwrap_or_default().to_owned();
    let items = content["items"].as_object().into_iter().flatten();
    let items: BTreeMap<String, String> =
        items.map(|(word, purpose)| (word.clone(), purpose.as_str().unwrap_or_default().to_owned())).collect();
    Ok(Some(Declaration {
        version: row.integer("version")?,
        items,
        contact: text("contact"),
        retention: text("retention"),
        sharing: text("sharing"),
        supplement: text("supplement"),
        created_ms: row.integer("created_ms")?,
    }))
}

pub(super) async fn add_declaration(
    tx: &mut Transaction,
    app_id: &str,
    said: &Declaration,
    account_id: &str,
) -> Result<(), DatabaseError> {
    let content = json!({
        "items": said.items, "contact": said.contact, "retention": said.retention, "sharing": said.sharing,
        "supplement": said.supplement,
    });
    tx.execute(
        "INSERT INTO privacy_declaration (app_id, version, content, account_id, created_ms) VALUES ($1, $2, $3, $4, $5)",
        values![app_id, said.version, content.to_string(), account_id, said.created_ms],
    )
    .await?;
    Ok(())
}

/// `None` when the program has no such version.
pub(super) async fn reached(
    tx: &mut Transaction,
    app_id: &str,
    number: &str,
) -> Result<Option<Vec<Reached>>, DatabaseError> {
    let sql = "SELECT id FROM version WHERE app_id = $1 AND number = $2";
    let Some(version) = tx.row(sql, values![app_id, number]).await? else { return Ok(None) };
    let sql = "SELECT item, api, path, line FROM version_reach WHERE version_id = $1 ORDER BY path, line, api";
    let rows = tx.rows(sql, values![version.text("id")?]).await?;
    let place = |row: &Row| {
        Ok(Reached {
            item: row.text("item")?,
            api: row.text("api")?,
            path: row.text("path")?,
            line: row.integer("line")?,
        })
    };
    rows.iter().map(place).collect::<Result<_, _>>().map(Some)
}

/// What is shown and not yet answered.
#[derive(Debug)]
pub(super) struct OpenQuestion {
    pub(super) app_id: String,
    pub(super) items: Vec<String>,
    pub(super) scope: Option<String>,
    pub(super) declaration_version: i64,
    pub(super) words_digest: String,
}

pub(super) async fn add_question(
    tx: &mut Transaction,
    secret_hash: &str,
    person_id: &str,
    question: &OpenQuestion,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO consent_question (secret_hash, app_id, person_id, items, scope, declaration_version, words_digest, expires_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            secret_hash,
            &question.app_id,
            person_id,
            question.items.join(" "),
            question.scope.clone(),
            question.declaration_version,
            &question.words_digest,
            expires_ms
        ],
    )
    .await?;
    Ok(())
}

/// The question, which is gone then. Of two answers that come at once, one counts.
pub(super) async fn take_question(
    tx: &mut Transaction,
    secret_hash: &str,
    person_id: &str,
    now_ms: i64,
) -> Result<Option<OpenQuestion>, DatabaseError> {
    let sql = "SELECT app_id, items, scope, declaration_version, words_digest FROM consent_question \
               WHERE secret_hash = $1 AND person_id = $2 AND expires_ms > $3";
    let row = tx.row(sql, values![secret_hash, person_id, now_ms]).await?;
    let sql = "DELETE FROM consent_question WHERE secret_hash = $1 AND person_id = $2";
    if tx.execute(sql, values![secret_hash, person_id]).await? == 0 {
        return Ok(None);
    }
    row.map(|row| {
        Ok(OpenQuestion {
            app_id: row.text("app_id")?,
            items: split(&row.text("items")?),
            scope: row.optional_text("scope")?,
            declaration_version: row.integer("declaration_version")?,
            words_digest: row.text("words_digest")?,
        })
    })
    .transpose()
}

pub(super) async fn keep_words(tx: &mut Transaction, digest: &str, content: &str) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO consent_words (digest, content) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
    tx.execute(sql, values![digest, content]).await?;
    Ok(())
}

/// What receipts of the program call the person: `fresh` when they have no name for him yet.
pub(super) async fn subject(
    tx: &mut Transaction,
    app_id: &str,
    person_id: &str,
    fresh: &str,
    now_ms: i64,
) -> Result<String, DatabaseError> {
    tx.execute(
        "INSERT INTO consent_subject (app_id, person_id, subject, created_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (app_id, person_id) DO NOTHING",
        values![app_id, person_id, fresh, now_ms],
    )
    .await?;
    Ok(known_subject(tx, app_id, person_id).await?.unwrap_or_default())
}

pub(super) async fn known_subject(
    tx: &mut Transaction,
    app_id: &str,
    person_id: &str,
) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT subject FROM consent_subject WHERE app_id = $1 AND person_id = $2";
    tx.row(sql, values![app_id, person_id]).await?.map(|row| row.text("subject")).transpose()
}

pub(super) async fn add_receipt(tx: &mut Transaction, receipt: &Receipt) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO consent_receipt (app_id, number, subject, items, scope, decision, declaration_version, words_digest, at_ms, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            &receipt.app_id,
            receipt.number,
            &receipt.subject,
            receipt.items.join(" "),
            receipt.scope.clone(),
            receipt.decision.word(),
            receipt.declaration_version,
            &receipt.words_digest,
            receipt.at_ms,
            &receipt.hash
        ],
    )
    .await?;
    Ok(())
}

macro_rules! select_receipt {
    ($rest:literal) => {
        concat!(
            "SELECT app_id, number, subject, items, scope, decision, declaration_version, words_digest, at_ms, hash FROM consent_receipt ",
            $rest
        )
    };
}

fn receipt(row: &Row) -> Result<Receipt, DatabaseError> {
    Ok(Receipt {
        app_id: row.text("app_id")?,
        number: row.integer("number")?,
        subject: row.text("subject")?,
        items: split(&row.text("items")?),
        scope: row.optional_text("scope")?,
        // Only words of ours are ever written; another one is somebody's change, which the chain tells of.
        decision: row.text("decision")?.parse().unwrap_or(Decision::Refused),
        declaration_version: row.integer("declaration_version")?,
        words_digest: row.text("words_digest")?,
        at_ms: row.integer("at_ms")?,
        hash: row.text("hash")?,
    })
}

fn split(words: &str) -> Vec<String> {
    words.split_ascii_whitespace().map(str::to_owned).collect()
}

/// Receipts of a program beyond a number.
pub(super) async fn receipts(
    tx: &mut Transaction,
    app_id: &str,
    after: i64,
    count: i64,
) -> Result<Vec<Receipt>, DatabaseError> {
    let sql = select_receipt!("WHERE app_id = $1 AND number > $2 ORDER BY number LIMIT $3");
    tx.rows(sql, values![app_id, after, count]).await?.iter().map(receipt).collect()
}

/// Of one person in one program, the oldest first.
pub(super) async fn receipts_of(tx: &mut Transaction, subject: &str) -> Result<Vec<Receipt>, DatabaseError> {
    tx.rows(select_receipt!("WHERE subject = $1 ORDER BY number"), values![subject])
        .await?
        .iter()
        .map(receipt)
        .collect()
}

/// The end of a program's receipts.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) receipts: i64,
    pub(super) hash: String,
    pub(super) signature: String,
}

pub(super) async fn chain(tx: &mut Transaction, app_id: &str) -> Result<Option<Chain>, DatabaseError> {
    let row = tx.row("SELECT receipts, hash, signature FROM consent_chain WHERE app_id = $1", values![app_id]).await?;
    row.map(|row| {
        Ok(Chain { receipts: row.integer("receipts")?, hash: row.text("hash")?, signature: row.text("signature")? })
    })
    .transpose()
}

pub(super) async fn set_chain(tx: &mut Transaction, app_id: &str, chain: &Chain) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO consent_chain (app_id, receipts, hash, signature) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (app_id) DO UPDATE SET receipts = $2, hash = $3, signature = $4",
        values![app_id, chain.receipts, &chain.hash, &chain.signature],
    )
    .await?;
    Ok(())
}

/// Id and name of the programs that know a person.
pub(super) async fn programs_of(
    tx: &mut Transaction,
    person_id: &str,
    count: i64,
) -> Result<Vec<(String, String)>, DatabaseError> {
    let rows = tx
        .rows(
            "SELECT id, COALESCE(app_face.name, app.name) AS name FROM app LEFT JOIN app_face ON app_face.app_id = app.id WHERE id IN \
             (SELECT app_id FROM app_user WHERE person_id = $1 UNION SELECT app_id FROM consent_subject WHERE person_id = $1) ORDER BY id LIMIT $2",
            values![person_id, count],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.text("name")?))).collect()
}

pub(super) async fn add_erasure(
    tx: &mut Transaction,
    id: &str,
    content: &str,
    signature: &str,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO erasure_report (id, content, signature, created_ms) VALUES ($1, $2, $3, $4)",
        values![id, content, signature, now_ms],
    )
    .await?;
    Ok(())
}
