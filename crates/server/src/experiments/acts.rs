//! What is done to an experiment: started, grown, paused, ended, promoted; and what is refused so that nobody changes his arm.
//!
//! In: an actor, an act. Out: the experiment as it is then. Must not: change weights, conditions or buckets of one that people are in, but add buckets.

use serde_json::json;

use super::definition::State;
use super::service::{BEGUN_MAX, Experiment, ExperimentError, Experiments, find, lock_name};
use super::store;
use crate::clock::now_ms;
use crate::database::Transaction;
use crate::identity::{Act, Actor, Subject, record};
use crate::registry::RegistryError;

/// Something done to an experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Assigns people; again, after a pause.
    Start,
    /// More people take part.
    Grow {
        share_percent: i64,
    },
    Pause,
    /// Nobody is assigned any more.
    End,
    /// Ends it, and gives everybody an arm.
    Promote {
        arm: String,
    },
    /// Nobody gets the promoted arm any more.
    Revoke,
    /// Takes a draft away.
    Remove,
}

impl Deed {
    /// For the audit log.
    fn word(&self) -> &'static str {
        match self {
            Deed::Start => "experiment.start",
            Deed::Grow { .. } => "experiment.grow",
            Deed::Pause => "experiment.pause",
            Deed::End => "experiment.end",
            Deed::Promote { .. } => "experiment.promote",
            Deed::Revoke => "experiment.revoke",
            Deed::Remove => "experiment.remove",
        }
    }
}

impl Experiments {
    pub(super) async fn act(
        &self,
        actor: &Actor,
        app_id: &str,
        id: &str,
        deed: Deed,
    ) -> Result<Experiment, ExperimentError> {
        let now_ms = now_ms();
        // Asked before the writer is taken: a page is looked up in the package.
        let pages = self.pages(app_id).await?;
        let mut tx = self.database.write().await?;
        let app = self.registry.app_for(&mut tx, actor, Act::ManageExperiments, app_id).await?;
        tx.lock(&lock_name(app_id)).await?;
        let mut one = find(&mut tx, app_id, id).await?;
        match (&deed, one.state) {
            (Deed::Start, State::Draft) => {
                check_pages(&one, pages.as_deref())?;
                begin(&mut tx, &mut one).await?;
                (one.state, one.started_ms) = (State::Running, Some(now_ms));
            }
            (Deed::Start, State::Paused) => one.state = State::Running,
            (Deed::Grow { share_percent }, State::Running | State::Paused) => {
                if !(one.share_percent + 1..=100).contains(share_percent) {
                    let message = format!("the share grows: {} to 100 per cent", one.share_percent + 1);
                    return Err(ExperimentError::Invalid(message));
                }
                take_buckets(&mut tx, &mut one, *share_percent).await?;
            }
            (Deed::Pause, State::Running) => one.state = State::Paused,
            (Deed::End, State::Running | State::Paused) => end(&mut one, now_ms),
            (Deed::Promote { arm }, State::Running | State::Paused | State::Ended) => {
                if one.definition.arm(arm).is_none() {
                    return Err(ExperimentError::Invalid(format!("the experiment has no arm `{arm}`")));
                }
                if one.state != State::Ended {
                    end(&mut one, now_ms);
                }
                check_room(&store::begun(&mut tx, app_id).await?, &one.id)?;
                one.promoted = Some(arm.clone());
            }
            (Deed::Revoke, State::Ended) if one.promoted.is_some() => one.promoted = None,
            (Deed::Remove, State::Draft) => {}
            (_, state) => {
                return Err(ExperimentError::State(format!("that cannot be done: the experiment is {state}")));
            }
        }
        match deed {
            Deed::Remove => store::remove(&mut tx, &one.id).await?,
            _ => store::change(&mut tx, &one).await?,
        }
        let subject = Subject::of_app(&app.organisation_id, &app.id);
        let detail =
            json!({"id": one.id, "name": one.name, "share_percent": one.share_percent, "promoted": one.promoted});
        record(&mut tx, actor, subject, deed.word(), &detail, now_ms).await?;
        tx.commit().await?;
        self.forget_plan(app_id);
        Ok(one)
    }

    /// Documents of the released version; `None` when nothing is released.
    async fn pages(&self, app_id: &str) -> Result<Option<Vec<String>>, RegistryError> {
        let Some(active) = self.registry.active(app_id).await? else { return Ok(None) };
        let package = self.registry.package(&active.version_id).await?;
        Ok(Some(package.files.keys().cloned().collect()))
    }
}

fn end(one: &mut Experiment, now_ms: i64) {
    (one.state, one.ended_ms) = (State::Ended, Some(now_ms));
    one.buckets = Default::default();
}

/// Arms lead to pages that people have.
fn check_pages(one: &Experiment, files: Option<&[String]>) -> Result<(), ExperimentError> {
    for page in one.definition.arms.iter().filter_map(|arm| arm.page.as_deref()) {
        let Some(files) = files else {
            return Err(ExperimentError::State("nothing of the program is released yet".to_owned()));
        };
        if !files.contains(&protocol::package::document_path(page)) {
            return Err(ExperimentError::Invalid(format!("the released version has no page `{page}`")));
        }
    }
    Ok(())
}

fn check_room(begun: &[Experiment], id: &str) -> Result<(), ExperimentError> {
    if begun.iter().filter(|other| other.id != id).count() >= BEGUN_MAX {
        let message =
            format!("at most {BEGUN_MAX} experiments of a program run or are promoted at once: end or revoke one");
        return Err(ExperimentError::State(message));
    }
    Ok(())
}

/// Gives an experiment its part of the layer, where nothing speaks against it.
async fn begin(tx: &mut Transaction, one: &mut Experiment) -> Result<(), ExperimentError> {
    let begun = store::begun(tx, &one.app_id).await?;
    check_room(&begun, &one.id)?;
    let subjects = one.definition.subjects();
    let others = begun.iter().filter(|other| other.layer_id != one.layer_id && other.state != State::Ended);
    for other in others {
        if let Some(subject) = other.definition.subjects().intersection(&subjects).next() {
            let message = format!(
                "`{}` decides {subject} too, in another layer, and somebody may be in both: use one layer for them",
                other.name
            );
            return Err(ExperimentError::State(message));
        }
    }
    let share_percent = one.share_percent;
    take_buckets(tx, one, share_percent).await
}

async fn take_buckets(tx: &mut Transaction, one: &mut Experiment, share_percent: i64) -> Result<(), ExperimentError> {
    let begun = store::begun(tx, &one.app_id).await?;
    let others = begun.into_iter().filter(|other| other.layer_id == one.layer_id && other.id != one.id);
    let taken: Vec<_> = others.map(|other| other.buckets).collect();
    let buckets = one.buckets.grown_to(share_percent, &taken);
    one.buckets = buckets.ok_or_else(|| {
        ExperimentError::State(
            "the layer has too few people left: end another experiment, or take another layer".to_owned(),
        )
    })?;
    one.share_percent = share_percent;
    Ok(())
}
