//! Declarations: what a program's people say of personal data, and what its scripts reach beyond it.
//!
//! In: texts of an administrator. Out: versions of a declaration; findings. Must not: change a version.

use std::collections::{BTreeMap, BTreeSet};

use protocol::privacy::{DATA_ITEMS, data_item};
use serde_json::json;

use super::model::{Declaration, LINE_LENGTH_MAX, SUPPLEMENT_BYTES_MAX};
use super::receipt::{self, Checked};
use super::service::{Privacy, PrivacyError};
use super::store;
use crate::clock::now_ms;
use crate::identity::{Act, Actor, Subject, record};
use crate::plain_text::one_line;

/// A place in a version's scripts that reaches personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) item: String,
    pub(crate) api: String,
    pub(crate) path: String,
    pub(crate) line: i64,
}

/// A version's scripts beside the declaration that counts now.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// Places that reach an item nobody declared: those calls fail.
    pub(crate) undeclared: Vec<Reached>,
    /// Items that are declared and that no script is seen to reach.
    pub(crate) unused: Vec<String>,
}

impl Privacy {
    /// The declaration that counts; of version 0 when none was made.
    pub(crate) async fn declaration(&self, app_id: &str) -> Result<Declaration, PrivacyError> {
        Ok(store::declaration(&mut self.database.read().await?, app_id).await?.unwrap_or_default())
    }

    pub(crate) async fn declaration_for(&self, actor: &Actor, app_id: &str) -> Result<Declaration, PrivacyError> {
        self.registry.app(actor, app_id).await?;
        self.declaration(app_id).await
    }

    /// Makes a new version of a program's declaration; the same once more is no new one.
    pub(crate) async fn declare(
        &self,
        actor: &Actor,
        app_id: &str,
        said: Declaration,
    ) -> Result<Declaration, PrivacyError> {
        let said = checked(said)?;
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&format!("declaration {app_id}")).await?;
        let app = self.registry.app_for(&mut tx, actor, Act::CreateApp, app_id).await?;
        let before = store::declaration(&mut tx, app_id).await?.unwrap_or_default();
        let declaration = Declaration { version: before.version + 1, created_ms: now_ms, ..said };
        let as_before = Declaration { version: before.version, created_ms: before.created_ms, ..declaration.clone() };
        if as_before == before && before.version > 0 {
            return Ok(before);
        }
        store::add_declaration(&mut tx, app_id, &declaration, &actor.account.id).await?;
        let subject = Subject::of_app(&app.organisation_id, app_id);
        let detail = json!({"version": declaration.version, "items": declaration.items.keys().collect::<Vec<_>>()});
        record(&mut tx, actor, subject, "privacy.declare", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(declaration)
    }

    /// What a version's scripts reach, beside what is declared now.
    pub(crate) async fn compare(&self, actor: &Actor, app_id: &str, number: &str) -> Result<Comparison, PrivacyError> {
        self.registry.app(actor, app_id).await?;
        let mut tx = self.database.read().await?;
        let reached = store::reached(&mut tx, app_id, number).await?.ok_or(PrivacyError::NotFound("version"))?;
        let declared = store::declaration(&mut tx, app_id).await?.unwrap_or_default().items;
        let seen: BTreeSet<String> = reached.iter().map(|place| place.item.clone()).collect();
        // Items that scripts do not name are reached from templates, which nothing is known of.
        let by_script =
            |word: &&String| data_item(word).is_some_and(|item| !item.apis.is_empty() && item.elements.is_empty());
        let unused = declared.keys().filter(by_script).filter(|word| !seen.contains(*word)).cloned().collect();
        let undeclared = reached.into_iter().filter(|place| !declared.contains_key(&place.item)).collect();
        Ok(Comparison { undeclared, unused })
    }

    /// Whether the receipts of a program are all there, as they were written.
    pub(crate) async fn check_receipts(&self, actor: &Actor, app_id: &str) -> Result<Checked, PrivacyError> {
        self.registry.app_to(actor, Act::ReadAudit, app_id).await?;
        Ok(receipt::check(&self.database, &self.key, app_id).await?)
    }
}

fn checked(said: Declaration) -> Result<Declaration, PrivacyError> {
    let line = |what: &str, text: &str, may_be_empty: bool| {
        let plain = one_line(text, LINE_LENGTH_MAX);
        let fits = text.chars().count() <= LINE_LENGTH_MAX && (may_be_empty || !plain.is_empty());
        if fits {
            Ok(plain)
        } else {
            Err(PrivacyError::Invalid(format!("`{what}` is one line of 1 to {LINE_LENGTH_MAX} characters")))
        }
    };
    let mut items = BTreeMap::new();
    for (word, purpose) in &said.items {
        if data_item(word).is_none() {
            let words: Vec<&str> = DATA_ITEMS.iter().map(|item| item.word).collect();
            return Err(PrivacyError::Invalid(format!(
                "`{}` is no data item: write one of {}",
                one_line(word, 40),
                words.join(", ")
            )));
        }
        items.insert(word.clone(), line(word, purpose, false)?);
    }
    let needs_more = !items.is_empty();
    let is_plain = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\t' | '\r');
    if said.supplement.len() > SUPPLEMENT_BYTES_MAX || !said.supplement.chars().all(is_plain) {
        return Err(PrivacyError::Invalid(format!(
            "`supplement` is plain text of at most {} KB",
            SUPPLEMENT_BYTES_MAX >> 10
        )));
    }
    Ok(Declaration {
        contact: line("contact", &said.contact, !needs_more)?,
        retention: line("retention", &said.retention, !needs_more)?,
        sharing: line("sharing", &said.sharing, true)?,
        items,
        ..said
    })
}
