//! The statements about people.
//!
//! In: a transaction. Out: rows as nouns. Must not: decide anything.

use crate::database::{DatabaseError, Row, Transaction, values};

/// Somebody who is signed in to a program.
#[derive(Debug, Clone)]
pub(super) struct UserSession {
    pub(super) id: String,
    pub(super) person_id: String,
    pub(super) openid: String,
    pub(super) session_key: String,
}

fn user_session(row: &Row) -> Result<UserSession, DatabaseError> {
    Ok(UserSession {
        id: row.text("id")?,
        person_id: row.text("person_id")?,
        openid: row.text("openid")?,
        session_key: row.text("session_key")?,
    })
}

/// Sessions of the program `$1`, as [`user_session`] reads them.
macro_rules! select_user_session {
    ($rest:literal) => {
        concat!(
            "SELECT user_session.id AS id, user_session.person_id AS person_id, openid, session_key FROM user_session \
             JOIN app_user ON app_user.app_id = user_session.app_id AND app_user.person_id = user_session.person_id \
             WHERE user_session.app_id = $1 AND user_session.expires_ms > $2 ",
            $rest
        )
    };
}

/// Rows whose time was over before `before_ms` are forgotten.
pub(super) async fn forget_ended(tx: &mut Transaction, before_ms: i64, codes_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM ticket WHERE expires_ms <= $1", values![before_ms]).await?;
    tx.execute("DELETE FROM user_session WHERE expires_ms <= $1", values![before_ms]).await?;
    tx.execute("DELETE FROM person_session WHERE expires_ms <= $1", values![before_ms]).await?;
    tx.execute("DELETE FROM login_code WHERE expires_ms <= $1", values![codes_ms]).await?;
    Ok(())
}

pub(super) async fn add_person(tx: &mut Transaction, id: &str, now_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("INSERT INTO person (id, created_ms) VALUES ($1, $2)", values![id, now_ms]).await?;
    Ok(())
}

pub(super) async fn add_person_session(
    tx: &mut Transaction,
    secret_hash: &str,
    person_id: &str,
    now_ms: i64,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO person_session (secret_hash, person_id, created_ms, expires_ms) VALUES ($1, $2, $3, $4)",
        values![secret_hash, person_id, now_ms, expires_ms],
    )
    .await?;
    Ok(())
}

/// Whose browser it is.
pub(super) async fn person_of_session(
    tx: &mut Transaction,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT person_id FROM person_session WHERE secret_hash = $1 AND expires_ms > $2";
    tx.row(sql, values![secret_hash, now_ms]).await?.map(|row| row.text("person_id")).transpose()
}

/// Whether somebody has nothing that he could be known again by in another browser.
pub(super) async fn is_guest(tx: &mut Transaction, person_id: &str) -> Result<bool, DatabaseError> {
    let sql = "SELECT id FROM person_credential WHERE person_id = $1 LIMIT 1";
    Ok(tx.row(sql, values![person_id]).await?.is_none())
}

pub(super) async fn extend_person_session(
    tx: &mut Transaction,
    secret_hash: &str,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE person_session SET expires_ms = $2 WHERE secret_hash = $1";
    tx.execute(sql, values![secret_hash, expires_ms]).await?;
    Ok(())
}

/// The browser is nobody's any more.
pub(super) async fn end_person_session(tx: &mut Transaction, secret_hash: &str) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM person_session WHERE secret_hash = $1", values![secret_hash]).await?;
    Ok(())
}

/// Ends what began in one browser of a person: sessions in programs, tickets on their way. Of sessions that do not say where they began all end; programs begin
/// others without asking.
pub(super) async fn end_sessions_of_browser(
    tx: &mut Transaction,
    person_session: &str,
    person_id: &str,
) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM ticket WHERE person_session = $1", values![person_session]).await?;
    let sql = "DELETE FROM user_session WHERE person_session = $1 OR (person_session IS NULL AND person_id = $2)";
    tx.execute(sql, values![person_session, person_id]).await?;
    Ok(())
}

/// Leaves of a person's browsers one alone, with what began in it.
pub(super) async fn end_other_browsers(
    tx: &mut Transaction,
    person_session: &str,
    person_id: &str,
) -> Result<(), DatabaseError> {
    for sql in [
        "DELETE FROM ticket WHERE person_id = $2 AND (person_session IS NULL OR person_session <> $1)",
        "DELETE FROM user_session WHERE person_id = $2 AND (person_session IS NULL OR person_session <> $1)",
        "DELETE FROM person_session WHERE person_id = $2 AND secret_hash <> $1",
    ] {
        tx.execute(sql, values![person_session, person_id]).await?;
    }
    Ok(())
}

/// The browser is known by another secret.
pub(super) async fn move_sessions_of_browser(tx: &mut Transaction, from: &str, to: &str) -> Result<(), DatabaseError> {
    for sql in [
        "UPDATE ticket SET person_session = $2 WHERE person_session = $1",
        "UPDATE user_session SET person_session = $2 WHERE person_session = $1",
    ] {
        tx.execute(sql, values![from, to]).await?;
    }
    Ok(())
}

pub(super) struct NewTicket<'a> {
    pub(super) secret_hash: &'a str,
    pub(super) app_id: &'a str,
    pub(super) person_id: &'a str,
    /// The browser that asked.
    pub(super) person_session: &'a str,
    pub(super) expires_ms: i64,
}

pub(super) async fn add_ticket(tx: &mut Transaction, ticket: &NewTicket<'_>) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO ticket (secret_hash, app_id, person_id, person_session, expires_ms) VALUES ($1, $2, $3, $4, $5)",
        values![ticket.secret_hash, ticket.app_id, ticket.person_id, ticket.person_session, ticket.expires_ms],
    )
    .await?;
    Ok(())
}

/// Whom a ticket names, and which of his browsers asked for it; it is gone then. Of two who bring it at once, one gets an answer.
pub(super) async fn take_ticket(
    tx: &mut Transaction,
    secret_hash: &str,
    app_id: &str,
    now_ms: i64,
) -> Result<Option<(String, Option<String>)>, DatabaseError> {
    let sql = "SELECT person_id, person_session FROM ticket WHERE secret_hash = $1 AND app_id = $2 AND expires_ms > $3";
    let row = tx.row(sql, values![secret_hash, app_id, now_ms]).await?;
    let named = row.map(|row| Ok((row.text("person_id")?, row.optional_text("person_session")?)));
    let sql = "DELETE FROM ticket WHERE secret_hash = $1 AND app_id = $2";
    let is_taken = tx.execute(sql, values![secret_hash, app_id]).await? > 0;
    if is_taken { named.transpose() } else { Ok(None) }
}

/// The name a program has for a person: `openid` when it has none yet.
pub(super) async fn add_app_user(
    tx: &mut Transaction,
    app_id: &str,
    person_id: &str,
    openid: &str,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO app_user (app_id, person_id, openid, created_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (app_id, person_id) DO NOTHING",
        values![app_id, person_id, openid, now_ms],
    )
    .await?;
    Ok(())
}

/// The random name of the browser somebody first signed in to a program with, where there is one.
pub(super) async fn visitor(
    tx: &mut Transaction,
    app_id: &str,
    person_id: &str,
) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT visitor FROM app_user WHERE app_id = $1 AND person_id = $2";
    tx.row(sql, values![app_id, person_id]).await?.map_or(Ok(None), |row| row.optional_text("visitor"))
}

pub(super) async fn visitor_of_openid(
    tx: &mut Transaction,
    app_id: &str,
    openid: &str,
) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT visitor FROM app_user WHERE app_id = $1 AND openid = $2";
    tx.row(sql, values![app_id, openid]).await?.map_or(Ok(None), |row| row.optional_text("visitor"))
}

/// Gives somebody the name of a browser, unless he has one.
pub(super) async fn set_visitor(
    tx: &mut Transaction,
    app_id: &str,
    openid: &str,
    visitor: &str,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE app_user SET visitor = $3 WHERE app_id = $1 AND openid = $2 AND visitor IS NULL";
    tx.execute(sql, values![app_id, openid, visitor]).await?;
    Ok(())
}

/// The name an organisation has for a person: `unionid` when it has none yet.
pub(super) async fn add_organisation_user(
    tx: &mut Transaction,
    organisation_id: &str,
    person_id: &str,
    unionid: &str,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO organisation_user (organisation_id, person_id, unionid, created_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (organisation_id, person_id) DO NOTHING",
        values![organisation_id, person_id, unionid, now_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn unionid(
    tx: &mut Transaction,
    app_id: &str,
    person_id: &str,
) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT unionid FROM organisation_user JOIN app ON app.organisation_id = organisation_user.organisation_id \
               WHERE app.id = $1 AND person_id = $2";
    tx.row(sql, values![app_id, person_id]).await?.map(|row| row.text("unionid")).transpose()
}

pub(super) struct NewUserSession<'a> {
    pub(super) id: &'a str,
    pub(super) secret_hash: &'a str,
    pub(super) app_id: &'a str,
    pub(super) person_id: &'a str,
    pub(super) person_session: Option<&'a str>,
    pub(super) session_key: &'a str,
    pub(super) expires_ms: i64,
}

pub(super) async fn add_user_session(
    tx: &mut Transaction,
    session: &NewUserSession<'_>,
    now_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO user_session (id, secret_hash, app_id, person_id, person_session, session_key, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            session.id,
            session.secret_hash,
            session.app_id,
            session.person_id,
            session.person_session,
            session.session_key,
            now_ms,
            session.expires_ms
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn find_user_session(
    tx: &mut Transaction,
    app_id: &str,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<UserSession>, DatabaseError> {
    let sql = select_user_session!("AND user_session.secret_hash = $3");
    tx.row(sql, values![app_id, now_ms, secret_hash]).await?.as_ref().map(user_session).transpose()
}

pub(super) async fn user_session_by_id(
    tx: &mut Transaction,
    app_id: &str,
    id: &str,
    now_ms: i64,
) -> Result<Option<UserSession>, DatabaseError> {
    let sql = select_user_session!("AND user_session.id = $3");
    tx.row(sql, values![app_id, now_ms, id]).await?.as_ref().map(user_session).transpose()
}

/// Those of a person in a program: one a browser.
pub(super) async fn user_sessions(
    tx: &mut Transaction,
    app_id: &str,
    openid: &str,
    now_ms: i64,
) -> Result<Vec<UserSession>, DatabaseError> {
    let rows = tx.rows(select_user_session!("AND openid = $3"), values![app_id, now_ms, openid]).await?;
    rows.iter().map(user_session).collect()
}

pub(super) async fn knows_openid(tx: &mut Transaction, app_id: &str, openid: &str) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 AS one FROM app_user WHERE app_id = $1 AND openid = $2";
    Ok(tx.row(sql, values![app_id, openid]).await?.is_some())
}

pub(super) async fn extend_user_session(tx: &mut Transaction, id: &str, expires_ms: i64) -> Result<(), DatabaseError> {
    tx.execute("UPDATE user_session SET expires_ms = $2 WHERE id = $1", values![id, expires_ms]).await?;
    Ok(())
}

pub(super) async fn end_user_session(
    tx: &mut Transaction,
    app_id: &str,
    secret_hash: &str,
) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM user_session WHERE app_id = $1 AND secret_hash = $2";
    tx.execute(sql, values![app_id, secret_hash]).await?;
    Ok(())
}

/// Whether the session still had the key that is replaced.
pub(super) async fn replace_session_key(
    tx: &mut Transaction,
    id: &str,
    old: &str,
    new: &str,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE user_session SET session_key = $3 WHERE id = $1 AND session_key = $2";
    Ok(tx.execute(sql, values![id, old, new]).await? > 0)
}

pub(super) async fn add_code(
    tx: &mut Transaction,
    secret_hash: &str,
    app_id: &str,
    session: &UserSession,
    expires_ms: i64,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO login_code (secret_hash, app_id, person_id, user_session_id, expires_ms) VALUES ($1, $2, $3, $4, $5)",
        values![secret_hash, app_id, &session.person_id, &session.id, expires_ms],
    )
    .await?;
    Ok(())
}

/// A code of a program's.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) user_session_id: String,
    pub(super) expires_ms: i64,
    pub(super) is_used: bool,
}

pub(super) async fn find_code(
    tx: &mut Transaction,
    app_id: &str,
    secret_hash: &str,
) -> Result<Option<Code>, DatabaseError> {
    let sql = "SELECT user_session_id, expires_ms, used_ms FROM login_code WHERE app_id = $1 AND secret_hash = $2";
    let row = tx.row(sql, values![app_id, secret_hash]).await?;
    row.map(|row| {
        Ok(Code {
            user_session_id: row.text("user_session_id")?,
            expires_ms: row.integer("expires_ms")?,
            is_used: row.optional_integer("used_ms")?.is_some(),
        })
    })
    .transpose()
}

/// Whether nobody had used it before.
pub(super) async fn use_code(tx: &mut Transaction, secret_hash: &str, now_ms: i64) -> Result<bool, DatabaseError> {
    let sql = "UPDATE login_code SET used_ms = $2 WHERE secret_hash = $1 AND used_ms IS NULL";
    Ok(tx.execute(sql, values![secret_hash, now_ms]).await? > 0)
}
