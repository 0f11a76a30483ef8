//! Every table of the database, and what it holds of people who open programs. A test compares it with the tables that are there: whoever
//! adds one says here what becomes of it when a person asks for his data, or asks to be forgotten.
//!
//! In: nothing. Out: the list, in the order in which rows can go. Must not: leave out a table.

/// What a table has of a person who opens programs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holds {
    /// Nothing.
    Nothing,
    /// Rows with his id.
    Person(OfPerson),
    /// Rows that were about somebody, and that nothing leads back to him from. Why they stay.
    Unlinked(&'static str),
    /// People who work with the platform, not those who open programs: their organisation looks after them.
    Accounts,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct OfPerson {
    /// His rows (`$1`), without secrets and hashes of secrets.
    pub(super) read: &'static str,
    pub(super) columns: &'static [Column],
    pub(super) erase: &'static str,
    /// Whether a guest who has such a row is not forgotten when his cookie ends.
    pub(super) keeps_guest: bool,
}

/// A column of an export.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    Text(&'static str),
    Number(&'static str),
}

use Column::{Number, Text};
use Holds::{Accounts, Nothing, Unlinked};

const fn person(read: &'static str, columns: &'static [Column], erase: &'static str) -> Holds {
    Holds::Person(OfPerson { read, columns, erase, keeps_guest: false })
}

pub(crate) const TABLES: &[(&str, Holds)] = &[
    (
        "ticket",
        person(
            "SELECT app_id, expires_ms FROM ticket WHERE person_id = $1",
            &[Text("app_id"), Number("expires_ms")],
            "DELETE FROM ticket WHERE person_id = $1",
        ),
    ),
    (
        "login_code",
        person(
            "SELECT app_id, expires_ms, used_ms FROM login_code WHERE person_id = $1",
            &[Text("app_id"), Number("expires_ms"), Number("used_ms")],
            "DELETE FROM login_code WHERE person_id = $1",
        ),
    ),
    (
        "user_session",
        person(
            "SELECT app_id, created_ms, expires_ms FROM user_session WHERE person_id = $1",
            &[Text("app_id"), Number("created_ms"), Number("expires_ms")],
            "DELETE FROM user_session WHERE person_id = $1",
        ),
    ),
    (
        "person_session",
        person(
            "SELECT created_ms, expires_ms FROM person_session WHERE person_id = $1",
            &[Number("created_ms"), Number("expires_ms")],
            "DELETE FROM person_session WHERE person_id = $1",
        ),
    ),
    // Before `app_user`, which says whose openid it is.
    (
        "experiment_tester",
        person(
            "SELECT experiment_id, openid, arm FROM experiment_tester WHERE openid IN (SELECT openid FROM app_user WHERE person_id = $1)",
            &[Text("experiment_id"), Text("openid"), Text("arm")],
            "DELETE FROM experiment_tester WHERE openid IN (SELECT openid FROM app_user WHERE person_id = $1)",
        ),
    ),
    (
        "app_user",
        person(
            "SELECT app_id, openid, created_ms FROM app_user WHERE person_id = $1",
            &[Text("app_id"), Text("openid"), Number("created_ms")],
            "DELETE FROM app_user WHERE person_id = $1",
        ),
    ),
    (
        "organisation_user",
        person(
            "SELECT organisation_id, unionid, created_ms FROM organisation_user WHERE person_id = $1",
            &[Text("organisation_id"), Text("unionid"), Number("created_ms")],
            "DELETE FROM organisation_user WHERE person_id = $1",
        ),
    ),
    (
        "consent_question",
        person(
            "SELECT app_id, items, scope, declaration_version, expires_ms FROM consent_question WHERE person_id = $1",
            &[Text("app_id"), Text("items"), Text("scope"), Number("declaration_version"), Number("expires_ms")],
            "DELETE FROM consent_question WHERE person_id = $1",
        ),
    ),
    (
        "consent_subject",
        person(
            "SELECT consent_subject.app_id AS app_id, consent_subject.subject AS subject, number, items, scope, decision, declaration_version, at_ms, hash \
             FROM consent_subject JOIN consent_receipt ON consent_receipt.subject = consent_subject.subject WHERE person_id = $1 ORDER BY at_ms",
            &[
                Text("app_id"),
                Text("subject"),
                Number("number"),
                Text("items"),
                Text("scope"),
                Text("decision"),
                Number("declaration_version"),
                Number("at_ms"),
                Text("hash"),
            ],
            "DELETE FROM consent_subject WHERE person_id = $1",
        ),
    ),
    (
        "person_credential",
        Holds::Person(OfPerson {
            read: "SELECT id, kind, label, created_ms, used_ms FROM person_credential WHERE person_id = $1",
            columns: &[Text("id"), Text("kind"), Text("label"), Number("created_ms"), Number("used_ms")],
            erase: "DELETE FROM person_credential WHERE person_id = $1",
            // He can come back from another browser.
            keeps_guest: true,
        }),
    ),
    (
        "person_notice",
        person(
            "SELECT id, kind, credential_kind, credential_label, device, at_ms, read_ms FROM person_notice WHERE person_id = $1 ORDER BY at_ms",
            &[
                Text("id"),
                Text("kind"),
                Text("credential_kind"),
                Text("credential_label"),
                Text("device"),
                Number("at_ms"),
                Number("read_ms"),
            ],
            "DELETE FROM person_notice WHERE person_id = $1",
        ),
    ),
    (
        "person_ceremony",
        person(
            "SELECT expires_ms FROM person_ceremony WHERE person_id = $1",
            &[Number("expires_ms")],
            "DELETE FROM person_ceremony WHERE person_id = $1",
        ),
    ),
    (
        "person_phone",
        person(
            "SELECT country_code, national_number, changed_ms FROM person_phone WHERE person_id = $1",
            &[Text("country_code"), Text("national_number"), Number("changed_ms")],
            "DELETE FROM person_phone WHERE person_id = $1",
        ),
    ),
    (
        "phone_share",
        person(
            "SELECT app_id, expires_ms FROM phone_share WHERE person_id = $1",
            &[Text("app_id"), Number("expires_ms")],
            "DELETE FROM phone_share WHERE person_id = $1",
        ),
    ),
    (
        "phone_code",
        person(
            "SELECT app_id, expires_ms FROM phone_code WHERE person_id = $1",
            &[Text("app_id"), Number("expires_ms")],
            "DELETE FROM phone_code WHERE person_id = $1",
        ),
    ),
    (
        "person",
        person(
            "SELECT id, created_ms FROM person WHERE id = $1",
            &[Text("id"), Number("created_ms")],
            "DELETE FROM person WHERE id = $1",
        ),
    ),
    (
        "consent_receipt",
        Unlinked(
            "receipts name a random word; what led from it to the person is erased, and the proof of what was answered stays",
        ),
    ),
    (
        "entry_launch",
        Unlinked("the hash of a random name of a browser; the row of a person that had the name is erased"),
    ),
    (
        "experiment_exposure",
        Unlinked("the hash of a random name of a browser; the row of a person that had the name is erased"),
    ),
    (
        "experiment_unit",
        Unlinked("the hash of a random name of a browser; the row of a person that had the name is erased"),
    ),
    ("experiment", Nothing),
    ("experiment_layer", Nothing),
    ("experiment_holdout", Nothing),
    ("report", Unlinked("whoever sends a report is not kept")),
    ("consent_chain", Nothing),
    ("consent_words", Nothing),
    ("privacy_declaration", Nothing),
    ("version_reach", Nothing),
    // It does not say who was erased.
    ("erasure_report", Nothing),
    ("access_token", Nothing),
    ("app", Nothing),
    ("app_face", Nothing),
    ("app_secret", Nothing),
    ("drawn_card", Nothing),
    ("entry", Nothing),
    ("launch_log_file", Nothing),
    // Numbers of a day, or a minute.
    ("launches_by_day", Nothing),
    ("launches_by_minute", Nothing),
    ("organisation", Nothing),
    ("organisation_blob", Nothing),
    ("release", Nothing),
    ("review", Nothing),
    ("upload", Nothing),
    ("version", Nothing),
    ("version_face", Nothing),
    ("account", Accounts),
    ("api_token", Accounts),
    ("audit", Accounts),
    ("ceremony", Accounts),
    ("invitation", Accounts),
    ("mail_code", Accounts),
    ("membership", Accounts),
    ("preview_pass", Nothing),
    ("trial", Nothing),
    ("outside_identity", Accounts),
    ("passkey", Accounts),
    ("session", Accounts),
    ("sign_in_link", Accounts),
    ("signing_key", Accounts),
];
