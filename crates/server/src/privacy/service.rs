//! The rules of consent: who is asked what, what an answer means, and how it is taken back.
//!
//! In: a person, a program, answers. Out: questions, consent, receipts. Must not: ask again what was refused for good, or take an answer to a
//! question that was not shown to the one who answers.

use std::sync::Arc;

use protocol::privacy::scope_named;

use super::key::PlatformKey;
use super::model::{
    ANSWERS_AT_ONCE_MAX, ANSWERS_PER_SECOND_MAX, Consent, Decision, Declaration, EXPORTS_AT_ONCE_MAX,
    EXPORTS_PER_SECOND_MAX, QUESTION_DURATION_MS, QUESTION_PREFIX, ROWS_MAX,
};
use super::receipt::{self, Answer};
use super::retention::Retention;
use super::store::{self, OpenQuestion};
use super::words::{self, ShownWords};
use crate::clock::now_ms;
use crate::config::Site;
use crate::database::{Database, DatabaseError, Transaction};
use crate::http::Pace;
use crate::language::Language;
use crate::plain_text::one_line;
use crate::registry::{Face, Registry, RegistryError};
use crate::secret;

#[derive(Debug, thiserror::Error)]
pub(crate) enum PrivacyError {
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{0}")]
    Invalid(String),
    /// Of the item.
    #[error("the program does not declare the data item `{0}`")]
    Undeclared(String),
    #[error("the question was answered already, is somebody else's, or its time is over")]
    WrongQuestion,
    #[error("nobody is known here")]
    Nobody,
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

pub(crate) struct Privacy {
    pub(super) database: Database,
    pub(super) registry: Arc<Registry>,
    pub(super) key: PlatformKey,
    pub(super) site: Site,
    pub(super) answers: Pace,
    pub(super) exports: Pace,
    pub(super) retention: Retention,
}

/// What a program wants to know or do.
#[derive(Debug)]
pub(super) struct Wish<'a> {
    pub(super) app_id: &'a str,
    /// Empty, without a scope: everything that is declared.
    pub(super) items: Vec<String>,
    pub(super) scope: Option<&'a str>,
    pub(super) language: Language,
}

/// What is to be shown to a person, or why there is nothing to show.
#[derive(Debug)]
pub(super) enum Asked {
    Settled { is_given: bool },
    Open(Box<Question>),
}

#[derive(Debug)]
pub(super) struct Question {
    /// What the answer comes with.
    pub(super) secret: String,
    pub(super) face: Face,
    pub(super) words: ShownWords,
}

/// A program, and what somebody allowed it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) app_id: String,
    pub(super) name: String,
    pub(super) consent: Consent,
}

impl Privacy {
    pub(crate) fn new(database: Database, registry: Arc<Registry>, key: PlatformKey, site: Site) -> Self {
        Privacy {
            database,
            registry,
            key,
            site,
            answers: Pace::new(ANSWERS_AT_ONCE_MAX, ANSWERS_PER_SECOND_MAX),
            exports: Pace::new(EXPORTS_AT_ONCE_MAX, EXPORTS_PER_SECOND_MAX),
            retention: Retention::default(),
        }
    }

    /// What somebody allowed a program.
    pub(crate) async fn consent(&self, app_id: &str, person_id: &str) -> Result<Consent, PrivacyError> {
        Ok(consent(&mut self.database.read().await?, app_id, person_id).await?)
    }

    /// Fails unless a program declares an item and the person agreed to it.
    pub(crate) async fn require(&self, app_id: &str, person_id: &str, item: &str) -> Result<bool, PrivacyError> {
        if !self.declaration(app_id).await?.items.contains_key(item) {
            return Err(PrivacyError::Undeclared(item.to_owned()));
        }
        Ok(self.consent(app_id, person_id).await?.items.contains_key(item))
    }

    /// What somebody is to be shown before a program gets what it wants.
    pub(super) async fn ask(&self, person_id: &str, wish: &Wish<'_>) -> Result<Asked, PrivacyError> {
        let face = self.registry.face(wish.app_id).await?.ok_or(PrivacyError::NotFound("program"))?;
        let scope = match wish.scope {
            Some(name) => {
                Some(scope_named(name).ok_or_else(|| PrivacyError::Invalid("there is no such scope".into()))?)
            }
            None => None,
        };
        let declaration = self.declaration(wish.app_id).await?;
        let mut wanted = wish.items.clone();
        wanted.extend(scope.map(|scope| scope.item.to_owned()));
        if let Some(item) = wanted.iter().find(|item| !declaration.items.contains_key(*item)) {
            return Err(PrivacyError::Undeclared(one_line(item, 40)));
        }
        if wanted.is_empty() {
            wanted = declaration.items.keys().cloned().collect();
        }
        let consent = self.consent(wish.app_id, person_id).await?;
        let decided = scope.and_then(|scope| consent.scopes.get(scope.name)).map(|(is_given, _)| *is_given);
        if decided == Some(false) {
            return Ok(Asked::Settled { is_given: false });
        }
        // Whoever is asked about one item is asked about all that are declared and not yet agreed to.
        let is_agreed = |item: &&String| consent.items.contains_key(*item);
        let items: Vec<String> = match wanted.iter().all(|item| is_agreed(&item)) {
            true => Vec::new(),
            false => declaration.items.keys().filter(|item| !is_agreed(item)).cloned().collect(),
        };
        let scope = scope.filter(|_| decided.is_none());
        if items.is_empty() && scope.is_none() {
            return Ok(Asked::Settled { is_given: true });
        }
        let reason = match scope {
            Some(scope) => self.reason(&face, scope.name).await?,
            None => String::new(),
        };
        let asked = scope.map(|scope| (scope.name, reason.as_str()));
        let words = words::question(&face.name, &declaration, &items, asked, wish.language);
        let secret =
            self.open(person_id, wish.app_id, &items, asked.map(|(name, _)| name), &declaration, &words).await?;
        Ok(Asked::Open(Box::new(Question { secret, face, words })))
    }

    async fn open(
        &self,
        person_id: &str,
        app_id: &str,
        items: &[String],
        scope: Option<&str>,
        declaration: &Declaration,
        words: &ShownWords,
    ) -> Result<String, PrivacyError> {
        let shown = serde_json::to_string(words).unwrap_or_default();
        let (secret, words_digest) = (secret::new_secret(QUESTION_PREFIX), words::digest(&shown));
        let question = OpenQuestion {
            app_id: app_id.to_owned(),
            items: items.to_vec(),
            scope: scope.map(str::to_owned),
            declaration_version: declaration.version,
            words_digest,
        };
        let mut tx = self.database.write().await?;
        store::keep_words(&mut tx, &question.words_digest, &shown).await?;
        let ends_ms = now_ms() + QUESTION_DURATION_MS;
        store::add_question(&mut tx, &secret::hash(&secret), person_id, &question, ends_ms).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// What the program itself says of a scope, in its app.json.
    async fn reason(&self, face: &Face, scope: &str) -> Result<String, PrivacyError> {
        let manifest = self.registry.manifest(&face.version_id).await?;
        let said =
            manifest.as_ref().and_then(|manifest| manifest.app.get("permission")?.get(scope)?.get("desc")?.as_str());
        Ok(said.map(|said| one_line(said, super::model::LINE_LENGTH_MAX)).unwrap_or_default())
    }

    /// Takes the answer to a question that was shown to this person.
    pub(super) async fn answer(
        &self,
        person_id: &str,
        question: &str,
        is_given: bool,
    ) -> Result<Consent, PrivacyError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let found = store::take_question(&mut tx, &secret::hash(question), person_id, now_ms).await?;
        let Some(question) = found else { return Err(PrivacyError::WrongQuestion) };
        let subject = store::subject(&mut tx, &question.app_id, person_id, &secret::new_text(), now_ms).await?;
        let answer = Answer {
            app_id: &question.app_id,
            subject: &subject,
            items: &question.items,
            scope: question.scope.as_deref(),
            decision: if is_given { Decision::Given } else { Decision::Refused },
            declaration_version: question.declaration_version,
            words_digest: &question.words_digest,
            at_ms: now_ms,
        };
        receipt::add(&mut tx, &self.key, &answer).await?;
        let consent = consent(&mut tx, &question.app_id, person_id).await?;
        tx.commit().await?;
        Ok(consent)
    }

    /// Turns a scope that was asked for before on or off, as a person does in the settings.
    pub(super) async fn switch(
        &self,
        person_id: &str,
        app_id: &str,
        scope: &str,
        is_given: bool,
    ) -> Result<Consent, PrivacyError> {
        let scope = scope_named(scope).ok_or_else(|| PrivacyError::Invalid("there is no such scope".into()))?;
        let before = self.consent(app_id, person_id).await?;
        match before.scopes.get(scope.name) {
            // What was never asked for is not given away by a switch.
            None => return Err(PrivacyError::NotFound("permission of this program")),
            Some((now, _)) if *now == is_given => return Ok(before),
            Some(_) => {}
        }
        let decision = if is_given { Decision::Given } else { Decision::Revoked };
        self.change(person_id, app_id, &[], Some(scope.name), decision, &words::switch(scope.name, is_given)).await
    }

    /// Takes back what was agreed to: these items, or all of them and every scope.
    pub(super) async fn revoke(
        &self,
        person_id: &str,
        app_id: &str,
        items: &[String],
    ) -> Result<Consent, PrivacyError> {
        let before = self.consent(app_id, person_id).await?;
        let revoked: Vec<String> =
            before.items.keys().filter(|item| items.is_empty() || items.contains(item)).cloned().collect();
        if items.is_empty() {
            for (scope, _) in before.scopes.iter().filter(|(_, (is_given, _))| *is_given) {
                let words = words::switch(scope, false);
                self.change(person_id, app_id, &[], Some(scope.as_str()), Decision::Revoked, &words).await?;
            }
        }
        if revoked.is_empty() {
            return self.consent(app_id, person_id).await;
        }
        let words = words::switch(&revoked.join(" "), false);
        self.change(person_id, app_id, &revoked, None, Decision::Revoked, &words).await
    }

    async fn change(
        &self,
        person_id: &str,
        app_id: &str,
        items: &[String],
        scope: Option<&str>,
        decision: Decision,
        words: &str,
    ) -> Result<Consent, PrivacyError> {
        let now_ms = now_ms();
        let mut tx = self.database.write().await?;
        let words_digest = words::digest(words);
        store::keep_words(&mut tx, &words_digest, words).await?;
        let subject = store::known_subject(&mut tx, app_id, person_id).await?;
        let subject = subject.ok_or(PrivacyError::NotFound("program"))?;
        let declaration_version = store::declaration(&mut tx, app_id).await?.unwrap_or_default().version;
        let answer = Answer {
            app_id,
            subject: &subject,
            items,
            scope,
            decision,
            declaration_version,
            words_digest: &words_digest,
            at_ms: now_ms,
        };
        receipt::add(&mut tx, &self.key, &answer).await?;
        let consent = consent(&mut tx, app_id, person_id).await?;
        tx.commit().await?;
        Ok(consent)
    }

    /// The programs that know somebody, and what he allowed each.
    pub(super) async fn programs(&self, person_id: &str) -> Result<Vec<Known>, PrivacyError> {
        let programs = store::programs_of(&mut self.database.read().await?, person_id, ROWS_MAX).await?;
        let mut known = Vec::new();
        for (app_id, name) in programs {
            let consent = self.consent(&app_id, person_id).await?;
            // As people know it, while it is released.
            let name = self.registry.face(&app_id).await?.map_or(name, |face| face.name);
            known.push(Known { app_id, name, consent });
        }
        Ok(known)
    }
}

async fn consent(tx: &mut Transaction, app_id: &str, person_id: &str) -> Result<Consent, DatabaseError> {
    match store::known_subject(tx, app_id, person_id).await? {
        Some(subject) => Ok(Consent::of(&store::receipts_of(tx, &subject).await?)),
        None => Ok(Consent::default()),
    }
}
