//! The public face of a program: what people see of it before they open it.
//!
//! In: what a version says, what the program's people say instead. Out: [`Face`] of programs that are released. Must not: tell anybody of a program
//! that is not released to everybody, or list one whose people do not want it.

use std::sync::Arc;

use bytes::Bytes;
use protocol::manifest::Manifest;
use protocol::package::MANIFEST_PATH;
use serde_json::{Value as Json, json};

use super::face_store::{self, Edits};
use super::service::{Registry, RegistryError};
use super::store;
use crate::blobs::Digest;
use crate::clock::now_ms;
use crate::identity::{Act, Actor, Subject, record, words};
use crate::plain_text::one_line;

pub(crate) const NAME_LENGTH_MAX: usize = 40;
pub(crate) const DESCRIPTION_LENGTH_MAX: usize = 200;
pub(crate) const KEYWORDS_MAX: usize = 12;
pub(crate) const KEYWORD_LENGTH_MAX: usize = 20;
/// Of an icon; one of 512 by 512 pixels has a fifth of it.
pub(crate) const ICON_BYTES_MAX: usize = 1 << 20;
/// Lists of programs end here.
pub(crate) const LISTED_MAX: i64 = 60;

words! {
    /// What a program is for.
    Category, "category" {
        Shopping => "shopping",
        Food => "food",
        Travel => "travel",
        Life => "life",
        Work => "work",
        Tools => "tools",
        Education => "education",
        Reading => "reading",
        Games => "games",
        Social => "social",
        Health => "health",
        Finance => "finance",
        Government => "government",
        Other => "other",
    }
}

/// What a build tells of its program: project.config.json has it under `minnow`.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct PublishedFace {
    pub name: Option<String>,
    pub description: Option<String>,
    pub category: Option<String>,
    pub keywords: Option<Vec<String>>,
    /// A picture of the package, by its path.
    pub icon: Option<String>,
    /// The content of `sitemap.json`: which pages may be found.
    pub sitemap: Json,
}

/// What of a face may be said in two places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FaceTexts {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) category: Option<Category>,
    pub(crate) keywords: Option<Vec<String>>,
    pub(crate) icon: Option<Digest>,
}

/// A program as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) app_id: String,
    pub(crate) organisation_id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) category: Category,
    pub(crate) keywords: Vec<String>,
    pub(crate) icon: Option<Digest>,
    pub(crate) is_listed: bool,
    pub(crate) version_id: String,
    pub(crate) version_number: String,
    /// When everybody first got it, and when everybody got what they get now.
    pub(crate) first_released_ms: i64,
    pub(crate) released_ms: i64,
    /// When its people last changed its face; 0 when they never did.
    pub(crate) changed_ms: i64,
    /// Launches in the last days that lists look at.
    pub(crate) launches: i64,
}

/// What an administrator changes; absent stays, `Some(None)` is: as the released version says.
#[derive(Debug, Clone, Default)]
pub(crate) struct FaceChange {
    pub(crate) name: Option<Option<String>>,
    pub(crate) description: Option<Option<String>>,
    pub(crate) category: Option<Option<String>>,
    pub(crate) keywords: Option<Option<Vec<String>>>,
    pub(crate) is_listed: Option<bool>,
    pub(crate) needs_sign_in: Option<bool>,
}

/// In which order programs are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The newest first release first.
    New,
    /// The most launches first.
    Popular,
}

/// What a version says, as far as it can be used: a fault in it is no reason to refuse the version.
pub(super) fn texts_of(published: &PublishedFace, icon: Option<Digest>) -> FaceTexts {
    let line = |text: &Option<String>, length_max| {
        text.as_deref().map(|text| one_line(text, length_max)).filter(|text| !text.is_empty())
    };
    let keywords = published.keywords.as_ref().map(|words| {
        let words = words.iter().map(|word| one_line(word, KEYWORD_LENGTH_MAX)).filter(|word| !word.is_empty());
        words.take(KEYWORDS_MAX).collect()
    });
    FaceTexts {
        name: line(&published.name, NAME_LENGTH_MAX),
        description: line(&published.description, DESCRIPTION_LENGTH_MAX),
        category: published.category.as_deref().and_then(|word| word.parse().ok()),
        keywords,
        icon,
    }
}

impl Registry {
    /// What a program's people say of it, and whether it is listed.
    pub(crate) async fn face_edits(&self, actor: &Actor, app_id: &str) -> Result<Edits, RegistryError> {
        let mut tx = self.database.read().await?;
        self.app_for(&mut tx, actor, Act::View, app_id).await?;
        Ok(face_store::edits(&mut tx, app_id).await?)
    }

    pub(crate) async fn change_face(
        &self,
        actor: &Actor,
        app_id: &str,
        change: FaceChange,
    ) -> Result<Edits, RegistryError> {
        let line = |what: &str, text: Option<String>, length_max: usize| match text {
            None => Ok(None),
            Some(text) if text.chars().count() > length_max || one_line(&text, length_max).is_empty() => {
                Err(RegistryError::Invalid(format!("`{what}` is one line of 1 to {length_max} characters")))
            }
            Some(text) => Ok(Some(one_line(&text, length_max))),
        };
        let keywords = change.keywords.map(checked_keywords).transpose()?;
        let name = change.name.map(|name| line("name", name, NAME_LENGTH_MAX)).transpose()?;
        let description =
            change.description.map(|text| line("description", text, DESCRIPTION_LENGTH_MAX)).transpose()?;
        let category = |word: Option<String>| word.map(|word| word.parse::<Category>()).transpose();
        let category = change.category.map(category).transpose().map_err(RegistryError::Invalid)?;
        let edit = |edits: &mut Edits| {
            let texts = &mut edits.texts;
            texts.name = name.unwrap_or_else(|| texts.name.take());
            texts.description = description.unwrap_or_else(|| texts.description.take());
            texts.category = category.unwrap_or(texts.category);
            texts.keywords = keywords.unwrap_or_else(|| texts.keywords.take());
            edits.is_listed = change.is_listed.unwrap_or(edits.is_listed);
            edits.needs_sign_in = change.needs_sign_in.unwrap_or(edits.needs_sign_in);
        };
        self.edit_face(actor, app_id, "app.face", edit).await
    }

    /// `icon`: a picture that was looked at; none is: the version's.
    pub(crate) async fn change_icon(
        &self,
        actor: &Actor,
        app_id: &str,
        icon: Option<&[u8]>,
    ) -> Result<Edits, RegistryError> {
        // Whoever may not change it leaves nothing on the disk.
        self.app_for(&mut self.database.read().await?, actor, Act::CreateApp, app_id).await?;
        let digest = match icon {
            Some(content) => Some(self.blobs.put(content).await?),
            None => None,
        };
        self.edit_face(actor, app_id, "app.icon", |edits| edits.texts.icon = digest).await
    }

    async fn edit_face(
        &self,
        actor: &Actor,
        app_id: &str,
        act: &'static str,
        edit: impl FnOnce(&mut Edits),
    ) -> Result<Edits, RegistryError> {
        let mut tx = self.database.write().await?;
        tx.lock(&format!("face {app_id}")).await?;
        let app = self.app_for(&mut tx, actor, Act::CreateApp, app_id).await?;
        let before = face_store::edits(&mut tx, app_id).await?;
        let mut edits = before.clone();
        edit(&mut edits);
        if edits == before {
            return Ok(edits);
        }
        // Later than every change before it, so that whoever keeps an index sees that there was one.
        edits.changed_ms = now_ms().max(before.changed_ms + 1);
        face_store::set_edits(&mut tx, app_id, &edits).await?;
        let subject = Subject::of_app(&app.organisation_id, app_id);
        let texts = &edits.texts;
        let detail = json!({
            "name": texts.name, "description": texts.description, "category": texts.category.map(Category::word),
            "keywords": texts.keywords, "icon": texts.icon.map(|digest| digest.to_string()), "is_listed": edits.is_listed,
            "needs_sign_in": edits.needs_sign_in,
        });
        record(&mut tx, actor, subject, act, &detail, now_ms()).await?;
        tx.commit().await?;
        self.changed.notify_one();
        Ok(edits)
    }

    /// Whether `wx.login` of a program asks guests to sign in at the platform first.
    pub(crate) async fn needs_sign_in(&self, app_id: &str) -> Result<bool, RegistryError> {
        Ok(face_store::needs_sign_in(&mut self.database.read().await?, app_id).await?)
    }

    /// The face of a program that everybody gets, listed or not.
    pub(crate) async fn face(&self, app_id: &str) -> Result<Option<Face>, RegistryError> {
        Ok(face_store::face(&mut self.database.read().await?, app_id).await?)
    }

    /// The faces of these programs that are listed, in no order.
    pub(crate) async fn listed_faces(&self, app_ids: &[String]) -> Result<Vec<Face>, RegistryError> {
        let mut tx = self.database.read().await?;
        let mut faces = Vec::new();
        for app_id in app_ids {
            faces.extend(face_store::face(&mut tx, app_id).await?.filter(|face| face.is_listed));
        }
        Ok(faces)
    }

    /// Programs that are listed.
    pub(crate) async fn listed(
        &self,
        order: Order,
        category: Option<Category>,
        count: i64,
    ) -> Result<Vec<Face>, RegistryError> {
        let mut tx = self.database.read().await?;
        Ok(face_store::listed(&mut tx, order, category, count.clamp(1, LISTED_MAX)).await?)
    }

    /// Ids of programs of which a release or the face changed since a time; all that have ever been released since 0.
    pub(crate) async fn changed_since(&self, since_ms: i64) -> Result<Vec<String>, RegistryError> {
        Ok(face_store::changed_since(&mut self.database.read().await?, since_ms).await?)
    }

    /// What a version's `sitemap.json` says.
    pub(crate) async fn sitemap(&self, version_id: &str) -> Result<Json, RegistryError> {
        let text = face_store::sitemap(&mut self.database.read().await?, version_id).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Json::Null))
    }

    /// How many warnings building a version gave.
    pub(crate) async fn warnings(&self, version_id: &str) -> Result<usize, RegistryError> {
        let findings = store::findings(&mut self.database.read().await?, version_id).await?;
        let is_warning = |finding: &&Json| finding["severity"] == "warning";
        Ok(findings.as_array().map_or(0, |list| list.iter().filter(is_warning).count()))
    }

    /// A file of a version, by its path in the package.
    pub(crate) async fn file(&self, version_id: &str, path: &str) -> Result<Option<Bytes>, RegistryError> {
        let package = self.package(version_id).await?;
        match package.files.get(path) {
            Some(file) => Ok(self.blobs.read(file.digest).await?),
            None => Ok(None),
        }
    }

    /// The manifest of a version; `None` when it has none that can be read.
    pub(crate) async fn manifest(&self, version_id: &str) -> Result<Option<Arc<Manifest>>, RegistryError> {
        let content = self.file(version_id, MANIFEST_PATH).await?;
        Ok(content.and_then(|content| serde_json::from_slice(&content).ok()).map(Arc::new))
    }

    /// Keeps a picture that was drawn.
    pub(crate) async fn keep_picture(&self, content: &[u8]) -> Result<Digest, RegistryError> {
        Ok(self.blobs.put(content).await?)
    }

    pub(crate) async fn picture(&self, digest: Digest) -> Result<Option<Bytes>, RegistryError> {
        Ok(self.blobs.read(digest).await?)
    }
}

fn checked_keywords(words: Option<Vec<String>>) -> Result<Option<Vec<String>>, RegistryError> {
    let Some(words) = words else { return Ok(None) };
    let fits = |word: &String| word.chars().count() <= KEYWORD_LENGTH_MAX && !one_line(word, 1).is_empty();
    if words.len() > KEYWORDS_MAX || !words.iter().all(fits) {
        let limit = format!("{KEYWORDS_MAX} words of 1 to {KEYWORD_LENGTH_MAX} characters");
        return Err(RegistryError::Invalid(format!("`keywords` are at most {limit}")));
    }
    Ok(Some(words.iter().map(|word| one_line(word, KEYWORD_LENGTH_MAX)).collect()))
}
