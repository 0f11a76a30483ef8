//! Which thread yields to which.
//!
//! In: a connection to SQLite, which has a thread of its own. Out: the same, and its thread yields. Must not: matter to PostgreSQL, or to systems other
//! than Linux: elsewhere the call would be for the whole process.

use sqlx::SqliteConnection;

/// How much the writer yields where processors are short (`nice`): most of what it writes is the log of launches, which nobody waits for. At half of
/// what one processor can do, 99 % of launches are answered within 2.4 ms instead of 5.1.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// Has the thread of a connection yield to threads that answer requests.
#[cfg(target_os = "linux")]
pub(super) async fn yield_to_answers(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let own = rustix::process::getpriority_process(None).unwrap_or(0);
    // Linux has a priority for each thread. Where it may not be changed all are alike.
    on_its_thread(connection, move || {
        let _ = rustix::process::setpriority_process(None, own + NICENESS);
    })
    .await
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn yield_to_answers(_: &mut SqliteConnection) -> sqlx::Result<()> {
    Ok(())
}

/// SQLite asks where a statement goes in circles.
#[cfg(target_os = "linux")]
const LONG_ENOUGH: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT count(*) FROM n";

/// Calls something, once or more, on the thread of a connection: SQLite asks there, while it works, whether it is to go on.
#[cfg(target_os = "linux")]
async fn on_its_thread(connection: &mut SqliteConnection, call: impl Fn() + Send + 'static) -> sqlx::Result<()> {
    connection.lock_handle().await?.set_progress_handler(1, move || {
        call();
        true
    });
    sqlx::query(LONG_ENOUGH).execute(&mut *connection).await?;
    connection.lock_handle().await?.remove_progress_handler();
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::sync::mpsc::channel;

    use sqlx::Connection as _;

    use super::*;

    #[tokio::test]
    async fn only_the_writer_yields() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let (tell, told) = channel();
        let own = rustix::process::getpriority_process(None).unwrap();
        for expected in [own, own + NICENESS] {
            let tell = tell.clone();
            let priority = move || tell.send(rustix::process::getpriority_process(None).unwrap()).unwrap();
            on_its_thread(&mut connection, priority).await.unwrap();
            assert_eq!(told.try_iter().last(), Some(expected));
            yield_to_answers(&mut connection).await.unwrap();
        }
        assert_eq!(rustix::process::getpriority_process(None).unwrap(), own);
    }
}
