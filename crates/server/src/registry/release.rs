//! Releases: which version people get, some of them first, and the way back.
//!
//! In: a version that was approved. Out: a release. Must not: let two releases under way contradict each other.

use serde_json::json;

use super::model::{Release, ReleaseState, Version, VersionState};
use super::segment::Segment;
use super::service::{Registry, RegistryError};
use super::store::{self, NewRelease};
use crate::clock::{new_id, now_ms};
use crate::config::ReviewPolicy;
use crate::database::Transaction;
use crate::identity::{Act, Actor, Subject, record};

const RELEASES_LISTED_MAX: i64 = 100;
const COMMENT_LENGTH_MAX: usize = 2_000;

impl Registry {
    pub(crate) async fn releases(&self, actor: &Actor, app_id: &str) -> Result<Vec<Release>, RegistryError> {
        let mut tx = self.database.read().await?;
        self.app_for(&mut tx, actor, Act::View, app_id).await?;
        Ok(store::releases(&mut tx, app_id, RELEASES_LISTED_MAX).await?)
    }

    /// Puts a version up for review, which is all there is to it where nobody looks at versions.
    pub(crate) async fn submit(&self, actor: &Actor, app_id: &str, number: &str) -> Result<Version, RegistryError> {
        let from = [VersionState::Development, VersionState::Rejected];
        let to = match self.review {
            ReviewPolicy::Automatic => VersionState::Approved,
            ReviewPolicy::Manual => VersionState::Review,
        };
        self.move_version(actor, Act::Publish, app_id, number, &from, to, "").await
    }

    /// Says whether a version may go out. `comment`: for whoever published it.
    pub(crate) async fn review(
        &self,
        actor: &Actor,
        app_id: &str,
        number: &str,
        is_approved: bool,
        comment: &str,
    ) -> Result<Version, RegistryError> {
        if comment.chars().count() > COMMENT_LENGTH_MAX {
            return Err(RegistryError::Invalid(format!("the comment is longer than {COMMENT_LENGTH_MAX} characters")));
        }
        let decision = if is_approved { VersionState::Approved } else { VersionState::Rejected };
        self.move_version(actor, Act::Review, app_id, number, &[VersionState::Review], decision, comment).await
    }

    #[expect(clippy::too_many_arguments, reason = "one step of a version's way, and both callers read as a sentence")]
    async fn move_version(
        &self,
        actor: &Actor,
        act: Act,
        app_id: &str,
        number: &str,
        from: &[VersionState],
        to: VersionState,
        comment: &str,
    ) -> Result<Version, RegistryError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&lock_name(app_id)).await?;
        let app = self.app_for(&mut tx, actor, act, app_id).await?;
        let mut version = find(&mut tx, app_id, number).await?;
        if version.state == to {
            return Ok(version);
        }
        if !from.contains(&version.state) {
            let words: Vec<&str> = from.iter().map(|state| state.word()).collect();
            let (state, wanted) = (version.state, words.join(" or "));
            return Err(RegistryError::State(format!(
                "version {number} is in the state {state}; only one in {wanted} can go to {to}"
            )));
        }
        store::set_version_state(&mut tx, &version.id, to).await?;
        if matches!(to, VersionState::Approved | VersionState::Rejected) {
            store::add_review(&mut tx, &new_id("rev"), &version.id, &actor.account.id, to, comment, now_ms).await?;
        }
        let subject = Subject::of_app(&app.organisation_id, app_id);
        record(&mut tx, actor, subject, "version.state", &json!({"number": number, "state": to.word()}), now_ms)
            .await?;
        tx.commit().await?;
        version.state = to;
        Ok(version)
    }

    /// Gives an approved version to people.
    pub(crate) async fn release(
        &self,
        actor: &Actor,
        app_id: &str,
        number: &str,
        to: Recipients,
    ) -> Result<Release, RegistryError> {
        let to = to.checked()?;
        let mut tx = self.database.write().await?;
        tx.lock(&lock_name(app_id)).await?;
        self.app_for(&mut tx, actor, Act::Release, app_id).await?;
        let version = find(&mut tx, app_id, number).await?;
        if version.state != VersionState::Approved {
            let state = version.state;
            return Err(RegistryError::State(format!(
                "version {number} is in the state {state}: it goes out once it is approved"
            )));
        }
        let running = store::running_releases(&mut tx, app_id).await?;
        let (full, gray) =
            (running.iter().find(|release| release.is_full()), running.iter().find(|release| !release.is_full()));
        to.may_follow(&version, full, gray)?;
        for release in running.iter().filter(|release| to.is_everybody() || !release.is_full()) {
            store::set_release_state(&mut tx, app_id, release.number, ReleaseState::Replaced).await?;
        }
        if to.ends_older {
            for release in store::releases(&mut tx, app_id, RELEASES_LISTED_MAX).await? {
                if release.version_id != version.id {
                    store::set_release_state(&mut tx, app_id, release.number, ReleaseState::Withdrawn).await?;
                }
            }
        }
        let act = if to.ends_older { "version.release_and_end_older" } else { "version.release" };
        let release = Wanted { version_id: &version.id, to, restores: None };
        self.put_out(tx, actor, app_id, release, act).await
    }

    /// Takes the release under way back, else the last full one: people get the version before it.
    pub(crate) async fn roll_back(&self, actor: &Actor, app_id: &str) -> Result<Release, RegistryError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        tx.lock(&lock_name(app_id)).await?;
        let app = self.app_for(&mut tx, actor, Act::Release, app_id).await?;
        let releases = store::releases(&mut tx, app_id, RELEASES_LISTED_MAX).await?;
        let running = |is_full: bool| {
            releases.iter().find(move |release| release.state == ReleaseState::Running && release.is_full() == is_full)
        };
        let full = running(true).ok_or_else(|| RegistryError::State("nothing is released".to_owned()))?;
        if let Some(gray) = running(false) {
            store::set_release_state(&mut tx, app_id, gray.number, ReleaseState::Withdrawn).await?;
            let subject = Subject::of_app(&app.organisation_id, app_id);
            let detail = json!({"number": gray.version_number, "percent": gray.percent, "segment": gray.segment});
            record(&mut tx, actor, subject, "version.withdraw", &detail, now_ms).await?;
            tx.commit().await?;
            self.forget_active(app_id);
            return Ok(full.clone());
        }
        // Of those somebody wanted, the one before: ways back count as what they led to. What was taken back itself is the last resort.
        let is_before = |release: &&Release| {
            release.is_full()
                && release.restores.is_none()
                && release.number < full.place()
                && release.version_id != full.version_id
        };
        let before = releases.iter().filter(is_before).find(|release| release.state != ReleaseState::Withdrawn);
        let before = before
            .or_else(|| releases.iter().find(is_before))
            .ok_or_else(|| RegistryError::State("there is no release before this one".to_owned()))?;
        store::set_release_state(&mut tx, app_id, full.number, ReleaseState::Withdrawn).await?;
        let release =
            Wanted { version_id: &before.version_id, to: Recipients::everybody(), restores: Some(before.number) };
        self.put_out(tx, actor, app_id, release, "version.roll_back").await
    }

    /// Adds the release and ends the transaction.
    async fn put_out(
        &self,
        mut tx: Transaction,
        actor: &Actor,
        app_id: &str,
        wanted: Wanted<'_>,
        act: &'static str,
    ) -> Result<Release, RegistryError> {
        let now_ms = now_ms();
        let id = new_id("rel");
        let Wanted { version_id, to: Recipients { percent, segment, .. }, restores } = wanted;
        let account_id = &actor.account.id;
        let release =
            NewRelease { id: &id, app_id, version_id, account_id, percent, segment: segment.as_ref(), restores };
        let number = store::add_release(&mut tx, &release, now_ms).await?;
        let releases = store::running_releases(&mut tx, app_id).await?;
        let made = releases.into_iter().find(|release| release.number == number);
        let made = made.ok_or_else(|| RegistryError::Failed("a release is not there after it was made".to_owned()))?;
        let app = store::find_app(&mut tx, app_id).await?.ok_or(RegistryError::NotFound("program"))?;
        let subject = Subject::of_app(&app.organisation_id, app_id);
        let detail = json!({"number": made.version_number, "percent": percent, "segment": segment, "release": number});
        record(&mut tx, actor, subject, act, &detail, now_ms).await?;
        tx.commit().await?;
        self.forget_active(app_id);
        Ok(made)
    }
}

/// A release to be made.
struct Wanted<'a> {
    version_id: &'a str,
    to: Recipients,
    restores: Option<i64>,
}

/// Who gets a version.
#[derive(Debug)]
pub(crate) struct Recipients {
    /// Of those who open the program or, where there is one, of the segment.
    pub(crate) percent: i64,
    pub(crate) segment: Option<Segment>,
    /// Versions before it, which browsers keep, count as taken back: they are used no more, not even by pages that are open.
    pub(crate) ends_older: bool,
}

impl Recipients {
    fn everybody() -> Self {
        Recipients { percent: 100, segment: None, ends_older: false }
    }

    fn is_everybody(&self) -> bool {
        self.percent == 100 && self.segment.is_none()
    }

    fn checked(self) -> Result<Self, RegistryError> {
        let segment = self.segment.map(Segment::checked).transpose().map_err(RegistryError::Invalid)?.flatten();
        let to = Recipients { segment, ..self };
        if !(1..=100).contains(&to.percent) {
            return Err(RegistryError::Invalid("a release is for 1 to 100 per cent".to_owned()));
        }
        if to.ends_older && !to.is_everybody() {
            let message = "older versions end when everybody gets the new one: release it at 100 per cent";
            return Err(RegistryError::Invalid(message.to_owned()));
        }
        Ok(to)
    }

    /// Whether a version may go out to them beside what people get now: nobody who has got it loses it.
    fn may_follow(
        &self,
        version: &Version,
        full: Option<&Release>,
        gray: Option<&Release>,
    ) -> Result<(), RegistryError> {
        let number = &version.number;
        let refusal = match (full, gray) {
            (Some(full), None) if full.version_id == version.id => format!("everybody gets version {number} already"),
            (_, Some(gray)) if gray.version_id != version.id => {
                let other = &gray.version_number;
                format!("version {other} is on its way out: finish that at 100 per cent, or roll it back, first")
            }
            (_, Some(gray))
                if self.percent < gray.percent || (self.percent, &self.segment) == (gray.percent, &gray.segment) =>
            {
                let reached = gray.percent;
                format!(
                    "{reached} per cent get version {number} already: the number only grows; roll back to take it from them"
                )
            }
            (_, Some(gray)) if gray.segment.is_none() && self.segment.is_some() => format!(
                "version {number} goes to some of everybody already, and a segment would take it from them: roll back first"
            ),
            (None, _) if !self.is_everybody() => "the first release of a program is for everybody".to_owned(),
            _ => return Ok(()),
        };
        Err(RegistryError::State(refusal))
    }
}

pub(super) async fn find(tx: &mut Transaction, app_id: &str, number: &str) -> Result<Version, RegistryError> {
    store::find_version(tx, app_id, number).await?.ok_or(RegistryError::NotFound("version"))
}

fn lock_name(app_id: &str) -> String {
    format!("release {app_id}")
}
