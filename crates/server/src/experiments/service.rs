//! The rules of experiments: who may define them, what runs in a program, what is written down.
//!
//! In: actors and what they ask, launches. Out: experiments, plans. Must not: know HTTP. What is done to one that is there: `acts.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::assign::{Live, Plan, Unit};
use super::buckets::Buckets;
use super::definition::{self, Definition, State};
use super::results::Results;
use super::store;
use crate::clock::{new_id, now_ms};
use crate::database::{Database, DatabaseError, Transaction};
use crate::http::Browser;
use crate::identity::{Act, Actor, IdentityError, Subject, one_line, record};
use crate::kept::Kept;
use crate::people::People;
use crate::registry::{Registry, RegistryError};
use crate::secret;

/// How long a plan may be a memory of before the database is asked: another server may have changed it.
const PLAN_AGE_MAX: Duration = Duration::from_secs(1);
const PLANS_KEPT_MAX: usize = 10_000;
/// Of a program, at once: their ids stand in a cookie.
pub(super) const BEGUN_MAX: usize = 20;
const EXPERIMENTS_MAX: usize = 500;
const LAYERS_MAX: usize = 50;
const TESTERS_MAX: usize = 50;
const OPENID_LENGTH_MAX: usize = 64;
const HOLDOUT_PERCENT_MAX: i64 = 50;
/// Letters of an experiment's id.
const ID_LENGTH: usize = 10;
/// The layer of whoever names none.
pub(super) const USUAL_LAYER: &str = "default";

#[derive(Debug, thiserror::Error)]
pub(crate) enum ExperimentError {
    #[error("{0}")]
    Invalid(String),
    #[error("{0}")]
    State(String),
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<IdentityError> for ExperimentError {
    fn from(error: IdentityError) -> Self {
        ExperimentError::Registry(error.into())
    }
}

/// Experiments in one layer exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) salt: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Experiment {
    pub(super) id: String,
    pub(super) app_id: String,
    pub(super) layer_id: String,
    pub(super) name: String,
    pub(super) state: State,
    pub(super) salt: String,
    pub(super) definition: Definition,
    pub(super) share_percent: i64,
    pub(super) buckets: Buckets,
    pub(super) promoted: Option<String>,
    pub(super) created_ms: i64,
    pub(super) started_ms: Option<i64>,
    pub(super) ended_ms: Option<i64>,
}

/// Somebody who looks at an arm, and is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tester {
    pub(super) experiment_id: String,
    pub(super) openid: String,
    pub(super) arm: String,
}

/// What a draft is to be.
#[derive(Debug)]
pub(super) struct NewExperiment<'a> {
    pub(super) name: &'a str,
    pub(super) layer: &'a str,
    pub(super) definition: Definition,
    pub(super) share_percent: i64,
}

/// All of a program's, as its people see it.
#[derive(Debug)]
pub(super) struct Overview {
    pub(super) holdout_percent: i64,
    /// Each with the buckets that no experiment has.
    pub(super) layers: Vec<(Layer, u16)>,
    pub(super) experiments: Vec<Experiment>,
    pub(super) testers: Vec<Tester>,
}

/// An arm that somebody was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exposure {
    pub(crate) at_ms: i64,
    pub(crate) app_id: String,
    pub(crate) version_id: String,
    pub(crate) entry_id: Option<String>,
    pub(crate) experiment_id: String,
    pub(crate) arm: String,
    pub(crate) unit: String,
}

pub(crate) struct Experiments {
    pub(super) database: Database,
    pub(super) registry: Arc<Registry>,
    pub(super) people: Arc<People>,
    plans: Kept<Arc<Plan>>,
}

impl Experiments {
    pub(crate) fn new(database: Database, registry: Arc<Registry>, people: Arc<People>) -> Self {
        Experiments { database, registry, people, plans: Kept::for_a_while(PLANS_KEPT_MAX, PLAN_AGE_MAX) }
    }

    /// What is known to run in a program.
    pub(crate) fn plan_at_hand(&self, app_id: &str) -> Option<Arc<Plan>> {
        self.plans.get(app_id)
    }

    /// What runs in a program.
    pub(crate) async fn plan(&self, app_id: &str) -> Result<Arc<Plan>, DatabaseError> {
        if let Some(plan) = self.plan_at_hand(app_id) {
            return Ok(plan);
        }
        let read_at = Instant::now();
        let plan = Arc::new(Box::pin(self.read_plan(app_id)).await?);
        self.plans.insert(app_id, read_at, Arc::clone(&plan));
        Ok(plan)
    }

    pub(super) fn forget_plan(&self, app_id: &str) {
        self.plans.forget(app_id);
    }

    async fn read_plan(&self, app_id: &str) -> Result<Plan, DatabaseError> {
        let mut tx = self.database.read().await?;
        let begun = store::begun(&mut tx, app_id).await?;
        if begun.is_empty() {
            return Ok(Plan::default());
        }
        let salts: BTreeMap<String, String> =
            store::layers(&mut tx, app_id).await?.into_iter().map(|layer| (layer.id, layer.salt)).collect();
        let (holdout_salt, holdout_percent) = store::holdout(&mut tx, app_id).await?.unwrap_or_default();
        let testers = store::testers(&mut tx, app_id).await?;
        drop(tx);
        let mut plan = Plan { holdout_salt, holdout_percent, ..Plan::default() };
        for one in begun {
            if one.state == State::Paused {
                plan.paused.extend(one.definition.arms.iter().flat_map(|arm| arm.parameters.keys().cloned()));
                continue;
            }
            let mut units = BTreeMap::new();
            for tester in testers.iter().filter(|tester| tester.experiment_id == one.id) {
                let visitor = self.people.visitor_of_openid(app_id, &tester.openid).await?;
                if let (Some(visitor), Some(arm)) = (visitor, one.definition.arm(&tester.arm)) {
                    units.insert(Unit::of_visitor(&visitor), arm);
                }
            }
            plan.live.push(Live {
                layer_salt: salts.get(&one.layer_id).cloned().unwrap_or_default(),
                promoted: one.promoted.as_deref().and_then(|arm| one.definition.arm(arm)),
                testers: if one.state == State::Running { units } else { BTreeMap::new() },
                id: one.id,
                salt: one.salt,
                buckets: one.buckets,
                definition: one.definition,
            });
        }
        // Those that run have their way over what was promoted before.
        plan.live.sort_by_key(|live| live.promoted.is_none());
        Ok(plan)
    }

    pub(super) async fn overview(&self, actor: &Actor, app_id: &str) -> Result<Overview, ExperimentError> {
        let mut tx = self.database.read().await?;
        self.registry.app_for(&mut tx, actor, Act::View, app_id).await?;
        let experiments = store::experiments(&mut tx, app_id).await?;
        let layers = store::layers(&mut tx, app_id).await?.into_iter();
        let free = |layer: &Layer| {
            let held = experiments.iter().filter(|one| one.layer_id == layer.id).map(|one| one.buckets.count());
            super::buckets::BUCKETS.saturating_sub(held.sum())
        };
        Ok(Overview {
            layers: layers.map(|layer| (layer.clone(), free(&layer))).collect(),
            holdout_percent: store::holdout(&mut tx, app_id).await?.map_or(0, |(_, percent)| percent),
            testers: store::testers(&mut tx, app_id).await?,
            experiments,
        })
    }

    /// Makes a draft.
    pub(super) async fn create(
        &self,
        actor: &Actor,
        app_id: &str,
        new: NewExperiment<'_>,
    ) -> Result<Experiment, ExperimentError> {
        let mut tx = self.database.write().await?;
        let app = self.registry.app_for(&mut tx, actor, Act::ManageExperiments, app_id).await?;
        tx.lock(&lock_name(app_id)).await?;
        if store::experiments(&mut tx, app_id).await?.len() >= EXPERIMENTS_MAX {
            return Err(ExperimentError::State(format!("a program has at most {EXPERIMENTS_MAX} experiments")));
        }
        let mut one = Experiment {
            id: secret::letters::<ID_LENGTH>(),
            app_id: app.id.clone(),
            layer_id: String::new(),
            name: String::new(),
            state: State::Draft,
            salt: secret::new_text(),
            definition: Definition { conditions: Default::default(), arms: Vec::new() },
            share_percent: 0,
            buckets: Buckets::default(),
            promoted: None,
            created_ms: now_ms(),
            started_ms: None,
            ended_ms: None,
        };
        fill(&mut tx, &mut one, new).await?;
        store::add(&mut tx, &one).await?;
        let subject = Subject::of_app(&app.organisation_id, &app.id);
        record(&mut tx, actor, subject, "experiment.create", &json!({"id": one.id, "name": one.name}), one.created_ms)
            .await?;
        tx.commit().await?;
        Ok(one)
    }

    /// Changes a draft. Of what has begun only the name changes.
    pub(super) async fn edit(
        &self,
        actor: &Actor,
        app_id: &str,
        id: &str,
        new: NewExperiment<'_>,
    ) -> Result<Experiment, ExperimentError> {
        let mut tx = self.database.write().await?;
        let app = self.registry.app_for(&mut tx, actor, Act::ManageExperiments, app_id).await?;
        tx.lock(&lock_name(app_id)).await?;
        let mut one = find(&mut tx, app_id, id).await?;
        let before = one.clone();
        fill(&mut tx, &mut one, new).await?;
        let named = Experiment { name: one.name.clone(), ..before.clone() };
        if before.state != State::Draft && one != named {
            return Err(ExperimentError::State(
                "an experiment that has begun keeps what decides an assignment: end it and make another one".to_owned(),
            ));
        }
        store::change(&mut tx, &one).await?;
        let subject = Subject::of_app(&app.organisation_id, &app.id);
        record(&mut tx, actor, subject, "experiment.edit", &json!({"id": id, "name": one.name}), now_ms()).await?;
        tx.commit().await?;
        Ok(one)
    }

    /// How many of a hundred people are in no experiment. It stays as it is while one runs, or people would change their arms.
    pub(super) async fn hold_out(&self, actor: &Actor, app_id: &str, percent: i64) -> Result<(), ExperimentError> {
        if !(0..=HOLDOUT_PERCENT_MAX).contains(&percent) {
            return Err(ExperimentError::Invalid(format!("the holdout is 0 to {HOLDOUT_PERCENT_MAX} per cent")));
        }
        let mut tx = self.database.write().await?;
        let app = self.registry.app_for(&mut tx, actor, Act::ManageExperiments, app_id).await?;
        tx.lock(&lock_name(app_id)).await?;
        let begun = store::begun(&mut tx, app_id).await?;
        if let Some(one) = begun.iter().find(|one| matches!(one.state, State::Running | State::Paused)) {
            let message = format!("`{}` has begun: the holdout changes when it has ended", one.name);
            return Err(ExperimentError::State(message));
        }
        store::set_holdout(&mut tx, app_id, &secret::new_text(), percent).await?;
        let subject = Subject::of_app(&app.organisation_id, &app.id);
        record(&mut tx, actor, subject, "experiment.hold_out", &json!({"percent": percent}), now_ms()).await?;
        tx.commit().await?;
        self.forget_plan(app_id);
        Ok(())
    }

    /// Says who looks at which arm.
    pub(super) async fn set_testers(
        &self,
        actor: &Actor,
        app_id: &str,
        id: &str,
        testers: &[(String, String)],
    ) -> Result<(), ExperimentError> {
        if testers.len() > TESTERS_MAX {
            return Err(ExperimentError::Invalid(format!("an experiment has at most {TESTERS_MAX} testers")));
        }
        let mut tx = self.database.write().await?;
        let app = self.registry.app_for(&mut tx, actor, Act::ManageExperiments, app_id).await?;
        let one = find(&mut tx, app_id, id).await?;
        let mut seen = BTreeSet::new();
        for (openid, arm) in testers {
            if one.definition.arm(arm).is_none() {
                return Err(ExperimentError::Invalid(format!("the experiment has no arm `{arm}`")));
            }
            if !is_openid(openid) || !seen.insert(openid) {
                return Err(ExperimentError::Invalid(format!("`{openid}` is no openid, or is there twice")));
            }
        }
        let rows: Vec<Tester> = testers
            .iter()
            .map(|(openid, arm)| Tester { experiment_id: one.id.clone(), openid: openid.clone(), arm: arm.clone() })
            .collect();
        store::set_testers(&mut tx, &one.id, &rows).await?;
        let subject = Subject::of_app(&app.organisation_id, &app.id);
        let detail = json!({"id": one.id, "testers": rows.len()});
        record(&mut tx, actor, subject, "experiment.set_testers", &detail, now_ms()).await?;
        tx.commit().await?;
        self.forget_plan(app_id);
        Ok(())
    }

    pub(super) async fn results(&self, actor: &Actor, app_id: &str, id: &str) -> Result<Results, ExperimentError> {
        let mut tx = self.database.read().await?;
        self.registry.app_for(&mut tx, actor, Act::View, app_id).await?;
        let one = find(&mut tx, app_id, id).await?;
        let counts = store::counts(&mut tx, id).await?;
        Ok(Results::of(&one.definition.arms, &counts, store::crossed(&mut tx, id).await?))
    }

    /// A browser that is to have a name others have already, with what they came into.
    pub(crate) async fn browser_of(&self, app_id: &str, visitor: String) -> Result<Browser, DatabaseError> {
        let entered = self.entered(app_id, &Unit::of_visitor(&visitor)).await?;
        let plan = self.plan(app_id).await?;
        let entered = entered.into_iter().filter(|id| plan.remembers(id)).collect();
        Ok(Browser { name: visitor, entered })
    }

    /// Experiments that somebody came into, as far as launches are counted.
    pub(crate) async fn entered(&self, app_id: &str, unit: &Unit) -> Result<Vec<String>, DatabaseError> {
        store::entered(&mut self.database.read().await?, app_id, unit.as_str()).await
    }
}

/// Whether a text can be a name that a program has for somebody.
pub(super) fn is_openid(text: &str) -> bool {
    (1..=OPENID_LENGTH_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// How often each unit was shown each arm: by experiment, unit and arm.
pub(crate) type ExposureCounts = BTreeMap<(String, String, String), i64>;

pub(super) async fn find(tx: &mut Transaction, app_id: &str, id: &str) -> Result<Experiment, ExperimentError> {
    Ok(store::find(tx, app_id, id).await?.ok_or(RegistryError::NotFound("experiment"))?)
}

/// What changes an experiment of a program waits for whatever else does.
pub(super) fn lock_name(app_id: &str) -> String {
    format!("experiments {app_id}")
}

/// Checks what a draft is to be, and puts it in.
async fn fill(tx: &mut Transaction, one: &mut Experiment, new: NewExperiment<'_>) -> Result<(), ExperimentError> {
    one.name = one_line("name", new.name, definition::NAME_LENGTH_MAX)?;
    if !(1..=100).contains(&new.share_percent) {
        return Err(ExperimentError::Invalid("the share of people is 1 to 100 per cent".to_owned()));
    }
    one.share_percent = new.share_percent;
    one.definition = new.definition.checked().map_err(ExperimentError::Invalid)?;
    let name = one_line("layer", new.layer, definition::NAME_LENGTH_MAX)?;
    let layers = store::layers(tx, &one.app_id).await?;
    one.layer_id = match layers.iter().find(|layer| layer.name == name) {
        Some(layer) => layer.id.clone(),
        None if layers.len() >= LAYERS_MAX => {
            return Err(ExperimentError::State(format!("a program has at most {LAYERS_MAX} layers")));
        }
        None => {
            let layer = Layer { id: new_id("lay"), name, salt: secret::new_text() };
            store::add_layer(tx, &one.app_id, &layer, now_ms()).await?;
            layer.id
        }
    };
    Ok(())
}
