//! Experiments over HTTP, for those who look after a program.
//!
//! In: JSON. Out: JSON. Must not: decide anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acts::Deed;
use super::definition::{Arm, Conditions, Definition};
use super::results::Results;
use super::service::{Experiment, Layer, NewExperiment, Overview, Tester, USUAL_LAYER};
use crate::http::{Body, Failure, Signed};
use crate::identity::Actor;
use crate::platform::Platform;

type At = State<Arc<Platform>>;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::new()
        .routes(routes!(list_experiments, create_experiment))
        .routes(routes!(edit_experiment))
        .routes(routes!(act_on_experiment))
        .routes(routes!(set_testers))
        .routes(routes!(read_results))
        .routes(routes!(set_holdout))
}

#[derive(Debug, Serialize, ToSchema)]
struct ExperimentAnswer {
    id: String,
    name: String,
    /// Experiments of one layer exclude each other.
    layer: String,
    /// `draft`, `running`, `paused` or `ended`.
    state: &'static str,
    /// Of the people in the layer.
    share_percent: i64,
    conditions: Conditions,
    arms: Vec<Arm>,
    /// The arm that everybody gets.
    promoted: Option<String>,
    testers: Vec<TesterRow>,
    created_ms: i64,
    started_ms: Option<i64>,
    ended_ms: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct TesterRow {
    openid: String,
    arm: String,
}

impl ExperimentAnswer {
    fn new(one: Experiment, layers: &[(Layer, u16)], testers: &[Tester]) -> Self {
        let layer = layers.iter().find(|(layer, _)| layer.id == one.layer_id);
        let testers = testers.iter().filter(|tester| tester.experiment_id == one.id);
        ExperimentAnswer {
            layer: layer.map(|(layer, _)| layer.name.clone()).unwrap_or_default(),
            testers: testers.map(|one| TesterRow { openid: one.openid.clone(), arm: one.arm.clone() }).collect(),
            id: one.id,
            name: one.name,
            state: one.state.word(),
            share_percent: one.share_percent,
            conditions: one.definition.conditions,
            arms: one.definition.arms,
            promoted: one.promoted,
            created_ms: one.created_ms,
            started_ms: one.started_ms,
            ended_ms: one.ended_ms,
        }
    }
}

/// One of a program's, with the names it stands among.
async fn answer_of(
    platform: &Platform,
    actor: &Actor,
    app_id: &str,
    one: Experiment,
) -> Result<Json<ExperimentAnswer>, Failure> {
    let Overview { layers, testers, .. } = platform.experiments.overview(actor, app_id).await?;
    Ok(Json(ExperimentAnswer::new(one, &layers, &testers)))
}

#[derive(Debug, Serialize, ToSchema)]
struct LayerRow {
    name: String,
    /// Of its people, those that no experiment has, rounded down.
    free_percent: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct ExperimentsAnswer {
    /// People who are in no experiment.
    holdout_percent: i64,
    layers: Vec<LayerRow>,
    /// The newest first.
    experiments: Vec<ExperimentAnswer>,
}

/// Experiments of a program, its layers and its holdout.
#[utoipa::path(get, path = "/api/v1/apps/{app}/experiments", tag = "experiments", params(("app" = String, Path)), responses(
    (status = 200, body = ExperimentsAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn list_experiments(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
) -> Result<Json<ExperimentsAnswer>, Failure> {
    let Overview { holdout_percent, layers, experiments, testers } =
        platform.experiments.overview(&actor, &app).await?;
    let rows = experiments.into_iter().map(|one| ExperimentAnswer::new(one, &layers, &testers));
    Ok(Json(ExperimentsAnswer {
        experiments: rows.collect(),
        holdout_percent,
        layers: layers
            .into_iter()
            .map(|(layer, free)| LayerRow { name: layer.name, free_percent: i64::from(free / 100) })
            .collect(),
    }))
}

fn usual_layer() -> String {
    USUAL_LAYER.to_owned()
}

fn everybody() -> i64 {
    100
}

#[derive(Debug, Deserialize, ToSchema)]
struct ExperimentBody {
    /// For whoever looks after it, up to 100 characters.
    name: String,
    /// Made where there is none of that name; `default` when it is not said.
    #[serde(default = "usual_layer")]
    layer: String,
    /// Of the people in the layer: 1 to 100, which is also what it is when it is not said.
    #[serde(default = "everybody")]
    share_percent: i64,
    #[serde(default)]
    conditions: Conditions,
    arms: Vec<Arm>,
}

impl ExperimentBody {
    fn read(&self) -> NewExperiment<'_> {
        let definition = Definition { conditions: self.conditions.clone(), arms: self.arms.clone() };
        NewExperiment { name: &self.name, layer: &self.layer, definition, share_percent: self.share_percent }
    }
}

/// Makes a draft of an experiment; nobody is assigned before it starts.
#[utoipa::path(post, path = "/api/v1/apps/{app}/experiments", tag = "experiments", params(("app" = String, Path)), request_body = ExperimentBody, responses(
    (status = 201, body = ExperimentAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn create_experiment(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<ExperimentBody>,
) -> Result<(StatusCode, Json<ExperimentAnswer>), Failure> {
    let made = platform.experiments.create(&actor, &app, body.read()).await?;
    Ok((StatusCode::CREATED, answer_of(&platform, &actor, &app, made).await?))
}

/// Changes a draft. Of an experiment that has begun only the name changes.
#[utoipa::path(put, path = "/api/v1/apps/{app}/experiments/{experiment}", tag = "experiments",
    params(("app" = String, Path), ("experiment" = String, Path)), request_body = ExperimentBody, responses(
    (status = 200, body = ExperimentAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn edit_experiment(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, id)): Path<(String, String)>,
    Body(body): Body<ExperimentBody>,
) -> Result<Json<ExperimentAnswer>, Failure> {
    let changed = platform.experiments.edit(&actor, &app, &id, body.read()).await?;
    answer_of(&platform, &actor, &app, changed).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "kebab-case")]
enum ActBody {
    /// Assigns people; also after a pause, when they get the arms they had.
    Start,
    /// More people take part; those who do go on with their arms.
    Grow { share_percent: i64 },
    /// Nobody is assigned until it starts again.
    Pause,
    /// Nobody is assigned any more.
    End,
    /// Ends it, and gives everybody the arm, without a release.
    Promote { arm: String },
    /// Nobody gets the promoted arm any more.
    Revoke,
    /// Takes a draft away.
    Remove,
}

impl From<ActBody> for Deed {
    fn from(body: ActBody) -> Self {
        match body {
            ActBody::Start => Deed::Start,
            ActBody::Grow { share_percent } => Deed::Grow { share_percent },
            ActBody::Pause => Deed::Pause,
            ActBody::End => Deed::End,
            ActBody::Promote { arm } => Deed::Promote { arm },
            ActBody::Revoke => Deed::Revoke,
            ActBody::Remove => Deed::Remove,
        }
    }
}

/// Starts, grows, pauses, ends or promotes an experiment, or takes that back.
#[utoipa::path(post, path = "/api/v1/apps/{app}/experiments/{experiment}/acts", tag = "experiments",
    params(("app" = String, Path), ("experiment" = String, Path)), request_body = ActBody, responses(
    (status = 200, body = ExperimentAnswer), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn act_on_experiment(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, id)): Path<(String, String)>,
    Body(body): Body<ActBody>,
) -> Result<Json<ExperimentAnswer>, Failure> {
    let changed = platform.experiments.act(&actor, &app, &id, body.into()).await?;
    answer_of(&platform, &actor, &app, changed).await
}

/// Says which people look at which arm; they are not counted.
#[utoipa::path(put, path = "/api/v1/apps/{app}/experiments/{experiment}/testers", tag = "experiments",
    params(("app" = String, Path), ("experiment" = String, Path)), request_body = Vec<TesterRow>, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)
))]
async fn set_testers(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, id)): Path<(String, String)>,
    Body(rows): Body<Vec<TesterRow>>,
) -> Result<StatusCode, Failure> {
    let testers: Vec<(String, String)> = rows.into_iter().map(|row| (row.openid, row.arm)).collect();
    platform.experiments.set_testers(&actor, &app, &id, &testers).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct ArmResultRow {
    arm: String,
    /// People who were shown it at least once.
    people: i64,
    /// Launches that showed it.
    exposures: i64,
    /// How many of the people the weights give it.
    expected_people: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct ResultsAnswer {
    arms: Vec<ArmResultRow>,
    /// How likely chance alone makes people differ so much from the weights (chi-square); nothing where there is nothing to compare.
    p_value: Option<f64>,
    /// People who were shown more than one arm.
    crossed: i64,
    /// Chance does not explain how people are divided: what is measured says nothing before the reason is known.
    is_drifting: bool,
}

impl From<Results> for ResultsAnswer {
    fn from(results: Results) -> Self {
        let is_drifting = results.is_drifting();
        let arms = results.arms.into_iter().map(|one| ArmResultRow {
            arm: one.arm,
            people: one.people,
            exposures: one.exposures,
            expected_people: one.expected_people,
        });
        ResultsAnswer { arms: arms.collect(), p_value: results.p_value, crossed: results.crossed, is_drifting }
    }
}

/// Who was shown what so far. Launches are counted within a second.
#[utoipa::path(get, path = "/api/v1/apps/{app}/experiments/{experiment}/results", tag = "experiments",
    params(("app" = String, Path), ("experiment" = String, Path)), responses(
    (status = 200, body = ResultsAnswer), (status = 401, body = Failure), (status = 404, body = Failure)
))]
async fn read_results(
    State(platform): At,
    Signed(actor): Signed,
    Path((app, id)): Path<(String, String)>,
) -> Result<Json<ResultsAnswer>, Failure> {
    Ok(Json(platform.experiments.results(&actor, &app, &id).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct HoldoutBody {
    /// 0 to 50.
    percent: i64,
}

/// How many of a hundred people are in no experiment; it changes while none runs.
#[utoipa::path(put, path = "/api/v1/apps/{app}/experiment-holdout", tag = "experiments", params(("app" = String, Path)), request_body = HoldoutBody, responses(
    (status = 204), (status = 401, body = Failure), (status = 403, body = Failure), (status = 404, body = Failure),
    (status = 409, body = Failure), (status = 422, body = Failure)
))]
async fn set_holdout(
    State(platform): At,
    Signed(actor): Signed,
    Path(app): Path<String>,
    Body(body): Body<HoldoutBody>,
) -> Result<StatusCode, Failure> {
    platform.experiments.hold_out(&actor, &app, body.percent).await?;
    Ok(StatusCode::NO_CONTENT)
}
