//! Declarations, receipts, and the consent that follows from them.
//!
//! In: nothing. Out: nouns and their limits. Must not: hold SQL or HTTP.

use std::collections::BTreeMap;

use crate::identity::words;

/// Of a purpose, and of each one-line statement.
pub(crate) const LINE_LENGTH_MAX: usize = 200;
/// As the vendor has it.
pub(crate) const SUPPLEMENT_BYTES_MAX: usize = 100 << 10;
/// How long a question waits for its answer.
pub(super) const QUESTION_DURATION_MS: i64 = 10 * 60 * 1000;
pub(super) const QUESTION_PREFIX: &str = "mn_question_";
/// Answers and questions of one address: at once, and a second in the long run.
pub(super) const ANSWERS_AT_ONCE_MAX: u32 = 120;
pub(super) const ANSWERS_PER_SECOND_MAX: f64 = 2.0;
/// Exports and erasures of one address.
pub(super) const EXPORTS_AT_ONCE_MAX: u32 = 10;
pub(super) const EXPORTS_PER_SECOND_MAX: f64 = 1.0 / 60.0;
/// What is shown of a person's programs, and taken along in an export of one store.
pub(super) const ROWS_MAX: i64 = 10_000;

words! {
    /// What a person said.
    Decision, "decision" {
        Given => "given",
        Refused => "refused",
        Revoked => "revoked",
    }
}

/// What a program's people say of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Declaration {
    /// Counts up from 1; 0 is: none was made.
    pub(crate) version: i64,
    /// Purpose by item.
    pub(crate) items: BTreeMap<String, String>,
    /// Whom people write to.
    pub(crate) contact: String,
    /// How long the data are kept.
    pub(crate) retention: String,
    /// With whom they are shared; may be empty.
    pub(crate) sharing: String,
    /// Anything more, as plain text.
    pub(crate) supplement: String,
    pub(crate) created_ms: i64,
}

/// One answer. Never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) app_id: String,
    pub(crate) number: i64,
    pub(crate) subject: String,
    pub(crate) items: Vec<String>,
    pub(crate) scope: Option<String>,
    pub(crate) decision: Decision,
    pub(crate) declaration_version: i64,
    pub(crate) words_digest: String,
    pub(crate) at_ms: i64,
    pub(crate) hash: String,
}

/// What follows from somebody's receipts of a program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Consent {
    /// Items that are agreed to, and since when.
    pub(crate) items: BTreeMap<String, i64>,
    /// Scopes that were asked for: the answer, and when it was given.
    pub(crate) scopes: BTreeMap<String, (bool, i64)>,
}

impl Consent {
    /// `receipts`: of one person and program, the oldest first.
    pub(crate) fn of(receipts: &[Receipt]) -> Self {
        let mut consent = Consent::default();
        for receipt in receipts {
            let is_given = receipt.decision == Decision::Given;
            for item in &receipt.items {
                match receipt.decision {
                    Decision::Given => {
                        consent.items.entry(item.clone()).or_insert(receipt.at_ms);
                    }
                    Decision::Revoked => {
                        consent.items.remove(item);
                    }
                    // It may be asked for again.
                    Decision::Refused => {}
                }
            }
            if let Some(scope) = &receipt.scope {
                consent.scopes.insert(scope.clone(), (is_given, receipt.at_ms));
            }
        }
        consent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_follows_from_the_receipts_in_their_order() {
        let receipt = |at_ms, items: &[&str], scope: Option<&str>, decision| Receipt {
            app_id: "shop".into(),
            number: at_ms,
            subject: "s".into(),
            items: items.iter().map(|item| (*item).to_owned()).collect(),
            scope: scope.map(str::to_owned),
            decision,
            declaration_version: 1,
            words_digest: String::new(),
            at_ms,
            hash: String::new(),
        };
        let mut receipts = vec![receipt(1, &["location"], Some("scope.userLocation"), Decision::Refused)];
        let consent = Consent::of(&receipts);
        assert!(consent.items.is_empty() && consent.scopes["scope.userLocation"] == (false, 1));
        receipts.push(receipt(2, &["location", "camera"], None, Decision::Given));
        receipts.push(receipt(3, &["location"], Some("scope.userLocation"), Decision::Given));
        let consent = Consent::of(&receipts);
        assert_eq!((consent.items["location"], consent.scopes["scope.userLocation"]), (2, (true, 3)));
        receipts.push(receipt(4, &["location"], None, Decision::Revoked));
        assert_eq!(Consent::of(&receipts).items.keys().collect::<Vec<_>>(), ["camera"]);
    }
}
