//! The OpenFeature Remote Evaluation Protocol, for servers of programs: a flag is a parameter of experiments.
//!
//! In: a token, the program's id in a header, whom it is about. Out: what his launch gives him, with the reason. Must not: count anything as shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::assign::{Assigned, Plan, Reason, Unit};
use super::service::{Experiments, is_openid};
use crate::blobs::Digest;
use crate::database::DatabaseError;
use crate::http::{Failure, Signed, has_tag};
use crate::identity::Act;
use crate::platform::Platform;

/// The header that names the program.
const APP_HEADER: &str = "x-minnow-app";

/// The protocol's own addresses; it describes itself elsewhere.
pub(crate) fn routes() -> Router<Arc<Platform>> {
    Router::new()
        .route("/ofrep/v1/evaluate/flags", post(evaluate_all))
        .route("/ofrep/v1/evaluate/flags/{key}", post(evaluate_one))
}

/// Why there is no answer, by the protocol's word.
#[derive(Debug)]
struct Fault {
    status: StatusCode,
    code: &'static str,
    details: String,
}

impl Fault {
    fn new(status: StatusCode, code: &'static str, details: impl Into<String>) -> Self {
        Fault { status, code, details: details.into() }
    }

    fn answer(self, key: Option<&str>) -> Response {
        let mut body = json!({"errorCode": self.code, "errorDetails": self.details});
        if let Some(key) = key {
            body["key"] = json!(key);
        }
        (self.status, Json(body)).into_response()
    }
}

/// What is known of the one who is asked about.
struct Asked {
    plan: Arc<Plan>,
    unit: Unit,
    entered: Vec<String>,
}

impl Asked {
    fn assigned(&self) -> Assigned<'_> {
        self.plan.assign(Some(&self.unit), &self.entered, None)
    }
}

async fn evaluate_one(
    State(platform): State<Arc<Platform>>,
    Signed(actor): Signed,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let app_id = match app_of(&headers) {
        Ok(app_id) => app_id,
        Err(fault) => return Ok(fault.answer(Some(&key))),
    };
    platform.registry.app_to(&actor, Act::EvaluateFlags, app_id).await?;
    let asked = match asked(&platform.experiments, app_id, &body).await? {
        Ok(asked) => asked,
        Err(fault) => return Ok(fault.answer(Some(&key))),
    };
    Ok(match flag(&asked.plan, &asked.assigned(), &key) {
        Some(flag) => Json(flag).into_response(),
        None => {
            let details = format!("no experiment of `{app_id}` that runs has a parameter `{key}`");
            Fault::new(StatusCode::NOT_FOUND, "FLAG_NOT_FOUND", details).answer(Some(&key))
        }
    })
}

async fn evaluate_all(
    State(platform): State<Arc<Platform>>,
    Signed(actor): Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let app_id = match app_of(&headers) {
        Ok(app_id) => app_id,
        Err(fault) => return Ok(fault.answer(None)),
    };
    platform.registry.app_to(&actor, Act::EvaluateFlags, app_id).await?;
    let asked = match asked(&platform.experiments, app_id, &body).await? {
        Ok(asked) => asked,
        Err(fault) => return Ok(fault.answer(None)),
    };
    let assigned = asked.assigned();
    let flags: Vec<Value> =
        parameters(&asked.plan).iter().filter_map(|key| flag(&asked.plan, &assigned, key)).collect();
    let body = json!({ "flags": flags });
    let tag = format!("\"{}\"", Digest::of(body.to_string().as_bytes()).tag());
    if has_tag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(body)).into_response())
}

fn app_of(headers: &HeaderMap) -> Result<&str, Fault> {
    let named = headers.get(APP_HEADER).and_then(|value| value.to_str().ok());
    named.ok_or_else(|| {
        Fault::new(StatusCode::BAD_REQUEST, "GENERAL", format!("name the program in the header `{APP_HEADER}`"))
    })
}

async fn asked(experiments: &Experiments, app_id: &str, body: &[u8]) -> Result<Result<Asked, Fault>, DatabaseError> {
    let key = match targeting_key(body) {
        Ok(key) => key,
        Err(fault) => return Ok(Err(fault)),
    };
    let Some(unit) = experiments.unit_of(app_id, &key).await? else {
        let details = "`targetingKey` is neither an openid of the program nor the hash of a browser's name";
        return Ok(Err(Fault::new(StatusCode::BAD_REQUEST, "INVALID_CONTEXT", details)));
    };
    let entered = experiments.entered(app_id, &unit).await?;
    Ok(Ok(Asked { plan: experiments.plan(app_id).await?, unit, entered }))
}

/// Whom a request is about.
fn targeting_key(body: &[u8]) -> Result<String, Fault> {
    let fault = |code, details: &str| Fault::new(StatusCode::BAD_REQUEST, code, details);
    let body: Value = serde_json::from_slice(body).map_err(|error| fault("PARSE_ERROR", &error.to_string()))?;
    let empty = Value::Object(Map::new());
    let context = match body.get("context") {
        Some(context) if context.is_object() => context,
        Some(_) => return Err(fault("INVALID_CONTEXT", "`context` is an object")),
        None if body.is_object() => &empty,
        None => return Err(fault("PARSE_ERROR", "the body is an object with `context`")),
    };
    match context.get("targetingKey") {
        Some(Value::String(key)) if !key.is_empty() => Ok(key.clone()),
        Some(Value::String(_)) | None => {
            Err(fault("TARGETING_KEY_MISSING", "`targetingKey` is an openid of the program"))
        }
        Some(_) => Err(fault("INVALID_CONTEXT", "`targetingKey` is a text")),
    }
}

/// All parameters that experiments decide, or would.
fn parameters(plan: &Plan) -> BTreeSet<&str> {
    let live = plan.live.iter().flat_map(|live| &live.definition.arms).flat_map(|arm| arm.parameters.keys());
    live.chain(&plan.paused).map(String::as_str).collect()
}

/// A flag by the protocol. Without a value the caller's own default holds, as in the program.
fn flag(plan: &Plan, assigned: &Assigned<'_>, key: &str) -> Option<Value> {
    if let Some((arm, reason)) = assigned.source(key) {
        let reason = match reason {
            Reason::Split => "SPLIT",
            Reason::Tester => "TARGETING_MATCH",
            Reason::Promoted => "STATIC",
        };
        return Some(json!({"key": key, "value": assigned.parameters.get(key), "variant": arm, "reason": reason}));
    }
    let is_live = plan.live.iter().flat_map(|live| &live.definition.arms).any(|arm| arm.parameters.contains_key(key));
    match (is_live, plan.paused.contains(key)) {
        (true, _) => Some(json!({"key": key, "reason": "DEFAULT"})),
        (false, true) => Some(json!({"key": key, "reason": "DISABLED"})),
        (false, false) => None,
    }
}

impl Experiments {
    /// The unit of somebody a server names: by his openid, or as the log of launches has him. Whoever has none is given one, which his
    /// browser takes over at its next `wx.login`.
    async fn unit_of(&self, app_id: &str, key: &str) -> Result<Option<Unit>, DatabaseError> {
        if !is_openid(key) {
            return Ok(None);
        }
        if let Some(visitor) = self.people.visitor_of_openid(app_id, key).await? {
            return Ok(Some(Unit::of_visitor(&visitor)));
        }
        if let Some(visitor) = self.people.give_visitor(app_id, key).await? {
            return Ok(Some(Unit::of_visitor(&visitor)));
        }
        Ok(Unit::parse(key))
    }
}
