//! Where letters are left: they go out one after another, and nobody waits for a mail server.
//!
//! In: letters. Out: nothing; what could not be carried is a line in the log. Must not: tell the log to whom a letter was, or what it said.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::letter::Letter;
use crate::throttle::Throttle;

/// Letters that wait at once. Beyond it they are dropped: codes that come too late are of no use.
const WAITING_MAX: usize = 500;
/// A mail server that is away for a moment is asked again; a code is of no use after its ten minutes.
type Tries = [Duration; 3];
const TRIES: Tries = [Duration::ZERO, Duration::from_secs(2), Duration::from_secs(20)];
/// In the name of one organisation in a day: whoever may invite is no sender of mass mail.
const LETTERS_OF_ONE_MAX: u32 = 200;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// Another try may go better.
    #[error("the mail server cannot take the letter now: {0}")]
    Later(String),
    #[error("the mail server does not take the letter: {0}")]
    Refused(String),
}

/// Brings a letter to its mail server.
pub trait MailCarrier: Send + Sync {
    fn carry(&self, letter: Letter) -> Pin<Box<dyn Future<Output = Result<(), CarryError>> + Send + '_>>;
}

pub(crate) struct Post {
    /// `None`: this platform sends no mail.
    waiting: Option<mpsc::Sender<Letter>>,
    letters: Throttle,
}

impl Post {
    /// Begins to carry, in a task of its own.
    pub(crate) fn new(carrier: Option<Arc<dyn MailCarrier>>) -> Self {
        Post::with(carrier, TRIES)
    }

    fn with(carrier: Option<Arc<dyn MailCarrier>>, tries: Tries) -> Self {
        let waiting = carrier.map(|carrier| {
            let (sender, receiver) = mpsc::channel(WAITING_MAX);
            tokio::spawn(carry_all(carrier, receiver, tries));
            sender
        });
        Post { waiting, letters: Throttle::new(LETTERS_OF_ONE_MAX, DAY) }
    }

    pub(crate) fn is_there(&self) -> bool {
        self.waiting.is_some()
    }

    /// Leaves a letter; whether it will be carried.
    pub(crate) fn send(&self, letter: Letter) -> bool {
        let Some(waiting) = &self.waiting else { return false };
        let is_taken = waiting.try_send(letter).is_ok();
        if !is_taken {
            tracing::warn!("a letter was dropped: {WAITING_MAX} wait already");
        }
        is_taken
    }

    /// Leaves a letter in somebody's name; not more than so many a day.
    pub(crate) fn send_for(&self, organisation_id: &str, letter: Letter) -> bool {
        self.is_there() && self.letters.admits(organisation_id) && self.send(letter)
    }
}

async fn carry_all(carrier: Arc<dyn MailCarrier>, mut waiting: mpsc::Receiver<Letter>, tries: Tries) {
    while let Some(letter) = waiting.recv().await {
        for (index, delay) in tries.into_iter().enumerate() {
            sleep_until(Instant::now() + delay).await;
            match carrier.carry(letter.clone()).await {
                Ok(()) => break,
                Err(CarryError::Later(reason)) if index + 1 < tries.len() => {
                    tracing::info!(reason, "a letter waits for its mail server");
                }
                Err(error) => {
                    tracing::warn!(%error, "a letter was not carried");
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Away for the first few letters, then there.
    struct Unsteady {
        failures: Mutex<Vec<Option<CarryError>>>,
        carried: mpsc::UnboundedSender<String>,
    }

    impl MailCarrier for Unsteady {
        fn carry(&self, letter: Letter) -> Pin<Box<dyn Future<Output = Result<(), CarryError>> + Send + '_>> {
            Box::pin(async move {
                match self.failures.lock().unwrap().pop().flatten() {
                    Some(error) => Err(error),
                    None => {
                        self.carried.send(letter.to).unwrap();
                        Ok(())
                    }
                }
            })
        }
    }

    fn letter(to: &str) -> Letter {
        Letter { to: to.to_owned(), subject: String::new(), text: String::new(), html: String::new() }
    }

    #[tokio::test]
    async fn a_mail_server_that_was_away_gets_the_letter_later_and_one_that_refuses_does_not() {
        let (carried, mut arrived) = mpsc::unbounded_channel();
        let away = || Some(CarryError::Later("away".to_owned()));
        let failures = vec![None, Some(CarryError::Refused("no".to_owned())), None, away(), away()];
        let carrier = Arc::new(Unsteady { failures: Mutex::new(failures), carried });
        let post = Post::with(Some(carrier), [Duration::ZERO; 3]);
        assert!(post.send(letter("a")) && post.send(letter("b")) && post.send(letter("c")));
        // `a` came at the third try, `b` was refused.
        assert_eq!(arrived.recv().await.as_deref(), Some("a"));
        assert_eq!(arrived.recv().await.as_deref(), Some("c"));
        assert!(!Post::new(None).send(letter("a")));
    }

    #[tokio::test]
    async fn an_organisation_sends_so_many_letters_a_day() {
        let (carried, _arrived) = mpsc::unbounded_channel();
        let post = Post::new(Some(Arc::new(Unsteady { failures: Mutex::default(), carried })));
        let sent = (0..LETTERS_OF_ONE_MAX + 5).filter(|_| post.send_for("org_1", letter("a"))).count();
        assert_eq!(sent, LETTERS_OF_ONE_MAX as usize);
        assert!(post.send_for("org_2", letter("a")));
    }
}
