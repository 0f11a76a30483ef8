//! Versions that are not released, for those who make and try them: one on trial, any for a look at it.
//!
//! In: actors, secrets of passes. Out: the version that whoever holds a pass gets. Must not: tell anybody else that there is one.

use std::time::Instant;

use serde_json::json;

use super::preview_store;
use super::release::find;
use super::service::{Registry, RegistryError};
use super::stage::Stage;
use super::store;
use crate::clock::{DAY_MS, now_ms};
use crate::identity::{Act, Actor, Subject, record};
use crate::secret;

/// How long testers get in by one pass; a browser that came by it is let in as long.
pub(crate) const TRIAL_PASS_MS: i64 = 30 * DAY_MS;
/// Somebody looks at what was just uploaded, on another device mostly.
const DEVELOP_PASS_MS: i64 = DAY_MS;
/// Open passes of a program.
const PASSES_MAX: i64 = 200;
pub(super) const PASSES_KEPT_MAX: usize = 1_000;

/// What lets somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pass {
    pub(super) app_id: String,
    pub(super) stage: Stage,
    /// `None`: whichever is on trial.
    pub(super) version_id: Option<String>,
    pub(super) expires_ms: i64,
}

/// A pass, and the secret that is told once.
#[derive(Debug)]
pub(crate) struct MadePass {
    pub(crate) secret: String,
    pub(crate) stage: Stage,
    pub(crate) expires_ms: i64,
}

impl Registry {
    /// The number of the version on trial.
    pub(crate) async fn trial(&self, actor: &Actor, app_id: &str) -> Result<Option<String>, RegistryError> {
        let mut tx = self.database.read().await?;
        self.app_for(&mut tx, actor, Act::View, app_id).await?;
        match preview_store::trial(&mut tx, app_id).await? {
            Some(version_id) => Ok(store::number(&mut tx, &version_id).await?),
            None => Ok(None),
        }
    }

    /// Puts a version on trial in place of the one that is, or none.
    pub(crate) async fn set_trial(
        &self,
        actor: &Actor,
        app_id: &str,
        number: Option<&str>,
    ) -> Result<(), RegistryError> {
        let mut tx = self.database.write().await?;
        let app = self.app_for(&mut tx, actor, Act::Publish, app_id).await?;
        let version_id = match number {
            Some(number) => Some(find(&mut tx, app_id, number).await?.id),
            None => None,
        };
        preview_store::set_trial(&mut tx, app_id, version_id.as_deref()).await?;
        let subject = Subject::of_app(&app.organisation_id, app_id);
        record(&mut tx, actor, subject, "version.trial", &json!({"number": number}), now_ms()).await?;
        tx.commit().await?;
        self.passes.forget_all();
        Ok(())
    }

    /// Makes a pass: for one version where a number is given, else for the one on trial.
    pub(crate) async fn make_pass(
        &self,
        actor: &Actor,
        app_id: &str,
        number: Option<&str>,
    ) -> Result<MadePass, RegistryError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let app = self.app_for(&mut tx, actor, Act::Publish, app_id).await?;
        preview_store::drop_passes_before(&mut tx, now_ms).await?;
        if preview_store::count_passes(&mut tx, app_id).await? >= PASSES_MAX {
            return Err(RegistryError::State(format!(
                "{PASSES_MAX} previews are open already: end them, or wait until some end"
            )));
        }
        let (stage, version_id, duration_ms) = match number {
            Some(number) => (Stage::Develop, Some(find(&mut tx, app_id, number).await?.id), DEVELOP_PASS_MS),
            None if preview_store::trial(&mut tx, app_id).await?.is_none() => {
                return Err(RegistryError::State("no version is on trial: choose one first".to_owned()));
            }
            None => (Stage::Trial, None, TRIAL_PASS_MS),
        };
        let pass = Pass { app_id: app_id.to_owned(), stage, version_id, expires_ms: now_ms + duration_ms };
        let secret = secret::new_secret("");
        preview_store::add_pass(&mut tx, &secret::hash(&secret), &pass).await?;
        let subject = Subject::of_app(&app.organisation_id, app_id);
        let detail = json!({"stage": stage.word(), "number": number});
        record(&mut tx, actor, subject, "version.preview", &detail, now_ms).await?;
        tx.commit().await?;
        Ok(MadePass { secret, stage, expires_ms: pass.expires_ms })
    }

    /// Nobody gets in by a pass that was made before.
    pub(crate) async fn end_passes(&self, actor: &Actor, app_id: &str) -> Result<(), RegistryError> {
        let mut tx = self.database.write().await?;
        let app = self.app_for(&mut tx, actor, Act::Publish, app_id).await?;
        let count = preview_store::drop_passes(&mut tx, app_id).await?;
        if count > 0 {
            let subject = Subject::of_app(&app.organisation_id, app_id);
            record(&mut tx, actor, subject, "version.end_previews", &json!({"count": count}), now_ms()).await?;
        }
        tx.commit().await?;
        self.passes.forget_all();
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn forget_passes(&self) {
        self.passes.forget_all();
    }

    /// The version that whoever has the secret of a pass gets at a stage.
    pub(crate) async fn version_of_pass(
        &self,
        app_id: &str,
        stage: Stage,
        secret: &str,
    ) -> Result<Option<String>, RegistryError> {
        if !secret::is_well_formed(secret) {
            return Ok(None);
        }
        let hash = secret::hash(secret);
        let opened = match self.passes.get(&hash) {
            Some(opened) => opened,
            None => {
                let read_at = Instant::now();
                let mut tx = self.database.read().await?;
                let opened = match preview_store::pass(&mut tx, &hash).await? {
                    Some(pass) => {
                        let version_id = match &pass.version_id {
                            Some(version_id) => Some(version_id.clone()),
                            None => preview_store::trial(&mut tx, &pass.app_id).await?,
                        };
                        version_id.map(|version_id| (pass, version_id))
                    }
                    None => None,
                };
                self.passes.insert(&hash, read_at, opened.clone());
                opened
            }
        };
        let is_for_this = |pass: &Pass| pass.app_id == app_id && pass.stage == stage && now_ms() < pass.expires_ms;
        Ok(opened.filter(|(pass, _)| is_for_this(pass)).map(|(_, version_id)| version_id))
    }
}
