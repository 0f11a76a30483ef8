//! Receipts: a chain within each program, so that one that is changed or gone is seen.
//!
//! In: an answer, a transaction. Out: its receipt; whether a chain is whole. Must not: change or remove one.

use serde_json::json;

use super::key::PlatformKey;
use super::model::{Decision, Receipt};
use super::store::{self, Chain};
use crate::blobs::Digest;
use crate::database::{Database, DatabaseError, Transaction};

/// What an answer says, before it is a receipt.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) app_id: &'a str,
    pub(super) subject: &'a str,
    pub(super) items: &'a [String],
    pub(super) scope: Option<&'a str>,
    pub(super) decision: Decision,
    pub(super) declaration_version: i64,
    pub(super) words_digest: &'a str,
    pub(super) at_ms: i64,
}

/// What is before the first one.
const NOTHING: &str = "";
/// Receipts read at once when a chain is looked at.
const PAGE: i64 = 1_000;

/// Adds a receipt to the program's chain.
pub(super) async fn add(tx: &mut Transaction, key: &PlatformKey, answer: &Answer<'_>) -> Result<(), DatabaseError> {
    tx.lock(&format!("receipts {}", answer.app_id)).await?;
    let before = store::chain(tx, answer.app_id).await?;
    let (count, last) = before.map_or((0, NOTHING.to_owned()), |chain| (chain.receipts, chain.hash));
    let mut receipt = Receipt {
        app_id: answer.app_id.to_owned(),
        number: count + 1,
        subject: answer.subject.to_owned(),
        items: answer.items.to_vec(),
        scope: answer.scope.map(str::to_owned),
        decision: answer.decision,
        declaration_version: answer.declaration_version,
        words_digest: answer.words_digest.to_owned(),
        at_ms: answer.at_ms,
        hash: String::new(),
    };
    receipt.hash = hash_of(&receipt, &last);
    store::add_receipt(tx, &receipt).await?;
    let signature = key.sign(&head(&receipt.app_id, receipt.number, &receipt.hash));
    store::set_chain(tx, answer.app_id, &Chain { receipts: receipt.number, hash: receipt.hash, signature }).await
}

fn hash_of(receipt: &Receipt, before: &str) -> String {
    let Receipt { app_id, number, subject, items, scope, decision, declaration_version, words_digest, at_ms, .. } =
        receipt;
    let said = json!([
        "minnow receipt 1",
        before,
        app_id,
        number,
        subject,
        items,
        scope,
        decision.word(),
        declaration_version,
        words_digest,
        at_ms
    ]);
    Digest::of(said.to_string().as_bytes()).to_string()
}

fn head(app_id: &str, count: i64, hash: &str) -> String {
    format!("minnow receipts 1\n{app_id}\n{count}\n{hash}\n")
}

/// What looking at a chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) receipts: i64,
    /// Of the last one; empty when there is none.
    pub(crate) hash: String,
    /// What is wrong; `None` is: it is whole.
    pub(crate) fault: Option<String>,
}

/// Reads the whole chain of a program, and compares it with its signed end.
pub(super) async fn check(database: &Database, key: &PlatformKey, app_id: &str) -> Result<Checked, DatabaseError> {
    let mut tx = database.read().await?;
    // The end first: a receipt that is added meanwhile lies beyond it.
    let chain = store::chain(&mut tx, app_id).await?;
    let (mut count, mut last) = (0, NOTHING.to_owned());
    let wanted = chain.as_ref().map_or(i64::MAX, |chain| chain.receipts);
    loop {
        let page = store::receipts(&mut tx, app_id, count, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for receipt in page.into_iter().take_while(|receipt| receipt.number <= wanted) {
            let fault = if receipt.number != count + 1 {
                Some(format!("receipt {} is gone", count + 1))
            } else if receipt.hash != hash_of(&receipt, &last) {
                Some(format!("receipt {} was changed", receipt.number))
            } else {
                None
            };
            if fault.is_some() {
                return Ok(Checked { receipts: count, hash: last, fault });
            }
            (count, last) = (receipt.number, receipt.hash);
        }
        if count >= wanted {
            break;
        }
    }
    let fault = match chain {
        None if count == 0 => None,
        None => Some("the end of the chain is gone".to_owned()),
        Some(chain) if !key.is_signed(&head(app_id, chain.receipts, &chain.hash), &chain.signature) => {
            Some("the end of the chain was not signed by this platform".to_owned())
        }
        Some(chain) if (chain.receipts, &chain.hash) != (count, &last) => {
            Some(format!("there are {count} receipts in place of {}", chain.receipts))
        }
        Some(_) => None,
    };
    Ok(Checked { receipts: count, hash: last, fault })
}
